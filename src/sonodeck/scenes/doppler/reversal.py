"""Family ``reversal``: two colors meet in a vessel, and whether the blood has turned around."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, centred
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.doppler.parts.view import Linear, Shape, Vessel, View, bent, fan, scan
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.words import capital

Cause: TypeAlias = Literal["aliasing", "reversal", "angle"]

ANSWERS: dict[Cause, str] = {
    "aliasing": "Aliasing: the velocity exceeds the scale",
    "reversal": "Part of the flow is reversed",
    "angle": "Only the Doppler angle changes",
}
_BRIGHT = "bright would meet bright, with no black between"
_SLIPS: dict[Cause, dict[Cause, str]] = {
    "aliasing": {
        "reversal": "blood that turns back passes zero: black would lie between",
        "angle": "the angle would pass 90\u00b0: black would lie between",
    },
    "reversal": {"aliasing": _BRIGHT, "angle": "nowhere do the beams meet it at 90\u00b0"},
    "angle": {"aliasing": _BRIGHT, "reversal": "both sides show flow the same way"},
}
"""By the right cause."""
_BACK = 0.35
"""Share of the way down a widened bore, from its middle line, at which blood turns back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Scene):
    """Two colors meet; why is computed from the velocities of all blood in the color box."""

    probe: Annotated[Literal["linear", "curved"], OneOf("which probe")] = "linear"
    shape: Annotated[Shape, OneOf("of the vessel")] = "straight"
    bore: Annotated[
        float, Number("times", 0.4, 1.6, "how many times as wide the vessel is in its middle")
    ] = 1
    eddy: Annotated[
        float, Number("", 0, 20, "how strongly blood turns back at a wall where the bore is wider")
    ] = 0
    steer: screen.Steer = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    speed: Annotated[float, Number("cm/s", -150, 150, "of midstream; positive: to the right")]
    scale: Annotated[float, Number("cm/s", 5, 150, "ends of the color bar")] = 30

    def __post_init__(self) -> None:
        bent = self.shape != "straight"
        if self.probe == "curved" and (bent or self.steer):
            raise Impossible("probe", "under a curved array the vessel is straight, not steered")
        if bent and self.bore != 1:
            raise Impossible("bore", "only a straight vessel is narrowed or widened")
        if self.eddy and self.bore <= 1:
            raise Impossible("eddy", "blood turns back where the bore is wider", "a larger bore")
        found = causes(self)
        if len(found) != 1:
            message = f"two causes at once: {', '.join(found)}" if found else "no two colors meet"
            raise Impossible("speed", message, "change speed, scale, or vessel")
        speed, part = self.blood.sampled(self.view)
        if float(abs(speed * part).max()) > 1.9 * self.scale:
            raise Impossible("speed", "it wraps so far that black lies between", "a higher scale")

    @property
    def bar(self) -> Bar:
        return centred(self.map, self.scale, self.scale * 0.05)

    @property
    def view(self) -> View:
        return fan("curved", -21, 21) if self.probe == "curved" else Linear(steer=self.steer)

    @property
    def blood(self) -> Vessel:
        wide = self.shape == "straight" and self.probe == "linear" and not self.eddy
        return replace(
            bent(self.shape, 3), radius=22 if wide else 14, neck=self.bore, speed=self.speed,
            eddy=self.eddy,
        )  # fmt: skip

    # question and answer

    def solve(self) -> Solution:
        (cause,) = causes(self)
        # The place where they meet is named, what lies between them is left to the picture.
        one, other = self._meeting()
        asked = f"{capital(one)} and {other} meet in this vessel. Why?"
        if self.bore != 1:
            changes = "narrows" if self.bore < 1 else "widens"
            asked = f"Why do the colors change where this vessel {changes}?"
        slips = {ANSWERS[slip]: why for slip, why in _SLIPS[cause].items()}
        return choice(asked, ANSWERS[cause], slips, self._why(cause))

    def _why(self, cause: Cause) -> str:
        where = "in the narrow part" if self.bore < 1 else "in midstream"
        how = "the beams spread" if self.probe == "curved" else "the vessel bends"
        zero = "Black lies between the colors: the Doppler shift passes through zero."
        return {
            "aliasing": "The two bright ends of the bar meet, with no black between: the velocity "
            f"exceeds one end and wraps to the other. The blood is fastest {where}. Raising the "
            "scale gives the wrapped part its true color.",
            "reversal": f"{zero} The vessel's axis is straight and the beams are parallel, so it "
            "is not the angle: in the wide part the flow separates from the wall and part of it is "
            "reversed, as in a normal carotid bulb.",
            "angle": f"{zero} Here {how}, so a beam meets the vessel at 90\u00b0. The flow is the "
            "same on both sides.",
        }[cause]

    def _meeting(self) -> tuple[str, str]:
        """The colors that meet: of the flow as it enters, and the other."""
        if causes(self) != ("aliasing",):
            return "red", "blue"
        hue = self.bar.hue(toward=self._fastest() > 0)
        return ("yellow", "cyan") if hue == "red" else ("cyan", "yellow")

    def _fastest(self) -> float:
        """The highest velocity along a beam in cm/s, positive toward the probe."""
        speed, part = self.blood.sampled(self.view)
        return float(max(speed * -part, key=abs))

    # pictures

    def draw(self) -> Drawing:
        image, bar = scan(self.view, [self.blood], self.bar), screen.color_bar(self.bar)
        (cause,) = causes(self)
        result = {
            "aliasing": "past one end, wraps to the other",
            "reversal": "no 90\u00b0: part of the flow is reversed",
            "angle": "same flow, black at 90\u00b0",
        }[cause]
        back = [*image, *self._solution(cause)]
        lines = ("blood flows in the whole vessel",)
        return screen.drawing(image, back, bar, lines, result, self._seen())

    def _solution(self, cause: Cause) -> list[str]:
        blood, view, (x, y) = self.blood, self.view, self.blood.middle
        way, wide = blood.way, blood.radius * self.bore
        if cause == "angle":
            return [
                *(part for side in (-44, 44) for part in blood.vectors(view, x + side, 40)),
                *blood.right_angle(view, blood.square(view) or x, 50),
                *screen.legend(screen.KEY),
            ]
        if cause == "reversal":
            return [
                *screen.vectors((x, y - _BACK * wide), self.steer, 0, way, 48),
                screen.flow_arrow((x, y + 0.62 * wide), 0, -way, 30),
                *screen.legend(screen.KEY),
            ]
        longs = {x: 60.0}
        if self.bore != 1:
            longs |= {x + side: 60 * self.bore**2 for side in (-76, 76)}
        return [
            screen.beam((x, y), self.steer, 66, 50),
            *(screen.flow_arrow((at, y), 0, way, long) for at, long in longs.items()),
            *screen.wrap(self.bar, self._fastest()),
            *screen.legend(screen.KEY[:2]),
        ]

    def _seen(self) -> str:
        one, other = self._meeting()
        (cause,) = causes(self)
        shape = {
            "straight": "straight and level",
            "sagging": "bent: it sags in the middle like a U",
            "humped": "bent: it is humped like an arch",
        }[self.shape]
        if self.bore != 1:
            shape += f", {'narrower' if self.bore < 1 else 'wider'} in its middle"
        where = {
            "aliasing": f"In midstream {one} turns into {other}",
            "reversal": f"Beside one wall of the wide part lies {other}, elsewhere {one}",
            "angle": f"At one side it is {one}, at the other {other}",
        }[cause]
        if self.bore < 1:
            where = f"In the narrow part {one} turns into {other}"
        probe = (
            "Curved array on top: its beams spread to both sides."
            if self.probe == "curved"
            else f"Linear probe on top. {words.box(self.steer)}"
        )
        between = "no black" if cause == "aliasing" else "black"
        return (
            f"{probe} The vessel is {shape}. {where}, with {between} between. {words.bar(self.bar)}"
        )


@lru_cache
def causes(scene: Reversal) -> tuple[Cause, ...]:
    """Why the shown color changes: each cause that the velocities have."""
    speed, part = scene.blood.sampled(scene.view)
    along = speed * part
    found: list[Cause] = []
    if abs(along).max() > scene.scale:
        found.append("aliasing")
    if speed.min() < -2 and speed.max() > 2:
        found.append("reversal")
    if part.min() < -0.05 and part.max() > 0.05:
        found.append("angle")
    return tuple(found)
