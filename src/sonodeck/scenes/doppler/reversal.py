"""Family ``reversal``: two colors meet in a vessel, and whether the blood has turned around."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, centred
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, View, fan, sampled, scan, square
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.words import capital

Cause: TypeAlias = Literal["aliasing", "reversal", "angle"]

ANSWERS: dict[Cause, str] = {
    "aliasing": "Aliasing: the velocity exceeds the scale",
    "reversal": "Part of the flow is reversed",
    "angle": "Only the Doppler angle changes",
}
_SAGS = {"straight": 0, "sagging": 1, "humped": -1}
_BACK = 0.35
"""Share of the way down a widened bore, from its middle line, at which blood turns back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Scene):
    """Two colors meet; why is computed from the velocities of all blood in the color box."""

    probe: Annotated[Literal["linear", "curved"], OneOf("which probe")] = "linear"
    shape: Annotated[Literal["straight", "sagging", "humped"], OneOf("of the vessel")] = "straight"
    bore: Annotated[
        float, Number("times", 0.4, 1.6, "how many times as wide the vessel is in its middle")
    ] = 1
    eddy: Annotated[
        float, Number("", 0, 20, "how strongly blood turns back at a wall where the bore is wider")
    ] = 0
    steer: screen.Steer = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    speed: Annotated[float, Number("cm/s", -150, 150, "of mid-stream; positive: to the right")]
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
        speed, part = sampled(self.view, self.blood)
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
        sag = _SAGS[self.shape]
        return Vessel(
            middle=screen.at(0, 3 + 0.6 * sag),
            radius=14 if sag or self.probe == "curved" or self.eddy else 22,
            bend=sag * 170,
            neck=self.bore,
            speed=self.speed,
            eddy=self.eddy,
        )

    # question and answer

    def solve(self) -> Solution:
        (cause,) = causes(self)
        one, other = self._meeting()
        return choice(
            self._asked(f"{one} and {other}"),
            ANSWERS[cause],
            {ANSWERS[slip]: why for slip, why in self._slips(cause).items()},
            self._why(cause),
        )

    def _asked(self, colors: str) -> str:
        """The place where they meet is named, what lies between them is left to the picture."""
        if self.bore == 1:
            return f"{capital(colors)} meet in this vessel. Why?"
        changes = "narrows" if self.bore < 1 else "widens"
        return f"Why do the colors change where this vessel {changes}?"

    def _why(self, cause: Cause) -> str:
        match cause:
            case "aliasing":
                where = "in the narrow part" if self.bore < 1 else "in mid-stream"
                return (
                    "The two bright ends of the bar meet, with no black between: the velocity "
                    "exceeds one end and wraps to the other. The blood is fastest "
                    f"{where}. Raising the scale gives the wrapped part its true color."
                )
            case "reversal":
                return (
                    "Black lies between the colors: the Doppler shift passes through zero. The "
                    "vessel's axis is straight and the beams are parallel, so it is not the angle: "
                    "in the wide part the flow separates from the wall and part of it is reversed, "
                    "as in a normal carotid bulb."
                )
            case "angle":
                how = "the beams spread" if self.probe == "curved" else "the vessel bends"
                return (
                    f"Black lies between the colors: the Doppler shift passes through zero. Here "
                    f"{how}, so a beam meets the vessel at 90\u00b0. The flow is the same on both "
                    "sides."
                )

    def _slips(self, cause: Cause) -> dict[Cause, str]:
        bright = "bright would meet bright, with no black between"
        match cause:
            case "aliasing":
                return {
                    "reversal": "blood that turns back passes zero: black would lie between",
                    "angle": "the angle would pass 90\u00b0: black would lie between",
                }
            case "reversal":
                return {"aliasing": bright, "angle": "nowhere do the beams meet it at 90\u00b0"}
            case "angle":
                return {"aliasing": bright, "reversal": "both sides show flow the same way"}

    def _meeting(self) -> tuple[str, str]:
        """The colors that meet: of the flow as it enters, and the other."""
        speed, part = sampled(self.view, self.blood)
        if causes(self) == ("aliasing",):
            fastest = max(speed * -part, key=abs)
            toward = float(fastest) > 0
            return (
                ("yellow", "cyan") if self.bar.hue(toward=toward) == "red" else ("cyan", "yellow")
            )
        return "red", "blue"

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
        way, blood, view = 1 if self.speed > 0 else -1, self.blood, self.view
        x, y = blood.middle
        if cause == "angle":
            drawn = []
            for side in (-44, 44):
                place = blood.point(x + side)
                drawn += screen.vectors(place, view.tilt(place), blood.slope_at(x + side), way, 40)
            black = blood.point(square(view, blood) or x)
            drawn.append(screen.beam(black, view.tilt(black), 50, 14))
            label = svg.text((black[0] + 5, black[1] - 34), "90\u00b0")
            return [*drawn, label, *screen.legend(screen.KEY)]
        if cause == "reversal":
            wide = blood.radius * self.bore
            turned = (x, y + 0.62 * wide)
            main = (x, y - _BACK * wide)
            return [
                *screen.vectors(main, self.steer, 0, way, 48),
                screen.flow_arrow(turned, 0, -way, 30),
                *screen.legend(screen.KEY),
            ]
        arrows = []
        for share in (-0.8, -0.4, 0.0, 0.4, 0.8):
            height = y + share * blood.radius * self.bore
            long = way * 56 * (1 - share * share)
            if self.bore == 1:
                arrows.append(
                    svg.arrow((x - long / 2, height), (x + long / 2, height), screen.FLOW, 1.2)
                )
        if self.bore != 1:
            arrows = [screen.flow_arrow((x, y), 0, way, 60)]
            arrows += [
                screen.flow_arrow((x + side, y), 0, way, 60 * self.bore**2) for side in (-76, 76)
            ]
        speed, part = sampled(view, blood)
        fastest = float(max(speed * -part, key=abs))
        beam = screen.beam((x, y), self.steer, 66, 50)
        return [beam, *arrows, *screen.wrap(self.bar, fastest), *screen.legend(screen.KEY[:2])]

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
            "aliasing": f"In mid-stream {one} turns into {other}",
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
    speed, part = sampled(scene.view, scene.blood)
    along = speed * part
    found: list[Cause] = []
    if abs(along).max() > scene.scale:
        found.append("aliasing")
    if speed.min() < -2 and speed.max() > 2:
        found.append("reversal")
    if part.min() < -0.05 and part.max() > 0.05:
        found.append("angle")
    return tuple(found)
