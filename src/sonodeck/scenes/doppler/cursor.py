"""Family ``cursor``: angle correct set right or wrong, and what comes of it."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import samplevolume, svg
from sonodeck.scenes.doppler.parts import screen
from sonodeck.scenes.doppler.parts.physics import angle_error, cosine
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, scan
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice, number, numbers
from sonodeck.scenes.words import figure

_STEER, _MIDDLE = 20.0, screen.at(0, 3)
_SENSES = {"high": "Higher", "low": "Lower", "right": "The same"}
_CURSOR = "#ffe14d"
_LIMIT = 60
_STEEP = " But it is over 60\u00b0, where a small cursor error makes a large velocity error."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor(Scene):
    """A sample volume in a vessel and the cursor that tells the scanner where the flow goes."""

    ask: Annotated[Literal["sense", "shown", "error"], OneOf("what is asked")]
    true: Annotated[float, Number("degrees", 45, 80, "between beam and flow")] = 60
    cursor: Annotated[float, Number("degrees", 0, 80, "the angle the cursor is set to")] = 60
    speed: Annotated[float, Number("cm/s", 10, 300, "speed of the blood")] = 100

    def __post_init__(self) -> None:
        least = 10 if self.ask == "sense" else 5
        if 0 < abs(self.true - self.cursor) < least:
            hint = f"the same angle, or at least {least} degrees apart"
            raise Impossible("cursor", "too small an error to be seen in the picture", hint)
        if self.ask != "sense" and self.true == self.cursor:
            raise Impossible("cursor", "a correct cursor has no error to ask for", "ask: sense")

    @property
    def ratio(self) -> float:
        """The velocity that is shown, in parts of the real one."""
        return angle_error(self.true, self.cursor)

    @property
    def percent(self) -> int:
        """The error, positive where the shown velocity is too high."""
        return round((self.ratio - 1) * 100)

    # question and answer

    def solve(self) -> Solution:
        return {"sense": self._sense, "shown": self._shown, "error": self._error}[self.ask]()

    def _why(self) -> str:
        if self.true == self.cursor:
            return (
                "The cursor is parallel to the flow, so the angle and the velocity are correct."
            ) + _STEEP * (self.true > _LIMIT)
        side, sense = ("large", "high") if self.cursor > self.true else ("small", "low")
        true, told = f"cos {figure(self.true)}\u00b0", f"cos {figure(self.cursor)}\u00b0"
        return (
            f"The cursor is set to {figure(self.cursor)}\u00b0, but the flow is at "
            f"{figure(self.true)}\u00b0 to the beam: too {side} an angle gives too {sense} a "
            f"velocity. The system divides by the cosine of the angle it is given, so it displays "
            f"{true} / {told} = {figure(self.ratio)} times the true velocity."
        )

    def _sense(self) -> Solution:
        right = "right" if self.true == self.cursor else "high" if self.ratio > 1 else "low"
        slips = {
            _SENSES["high"]: "only if the cursor is set to too large an angle",
            _SENSES["low"]: "only if the cursor is set to too small an angle",
            _SENSES["right"]: "only if the cursor is parallel to the flow",
        }
        asked = "How does the displayed velocity compare with the true velocity?"
        return choice(asked, _SENSES[right], slips, self._why())

    def _shown(self) -> Solution:
        speed, compared = self.speed, "the angles themselves were compared, not their cosines"
        divided = "the true velocity was divided by the cosine, not its component"
        slips = [
            (speed, "the true velocity: as if the cursor made no difference"),
            (speed / self.ratio, "the two cosines were swapped"),
            (speed * cosine(self.true), "no angle correction at all"),
            (speed / cosine(self.cursor), divided),
            *([(speed * self.cursor / self.true, compared)] if self.cursor else []),
        ]
        whole = [(round(one), slip) for one, slip in slips]
        offer = numbers(round(speed * self.ratio), whole, lambda n: f"{figure(n, 0)} cm/s")
        return number("About what velocity does the system display?", offer, self._why())

    def _error(self) -> Solution:
        by_angle = round((self.cursor / self.true - 1) * 100)
        slips = [
            (-self.percent, "the wrong way"),
            (by_angle, "the angles themselves were compared, not their cosines"),
            (round((1 / self.ratio - 1) * 100), "the two cosines were swapped"),
            (-by_angle, "the angles themselves were compared, and the wrong way"),
        ]
        offer = numbers(self.percent, slips, lambda n: _percent(round(n)))
        return number("By about what percent is the displayed velocity off?", offer, self._why())

    # pictures

    def draw(self) -> Drawing:
        image, cursor = self._image(), f"{figure(self.cursor)}\u00b0"
        to = f"{figure(self.true)}\u00b0 to the beam"
        flow = {
            "sense": "", "error": f"flow {to}", "shown": f"flow {figure(self.speed)} cm/s, {to}",
        }[self.ask]  # fmt: skip
        lines = ("yellow: angle correct", flow)
        column = [svg.text((258, 30), "angle"), svg.text((258, 48), cursor, fill=_CURSOR)]
        back = [*image, *self._solution()]
        return screen.drawing(image, back, column, lines, self._result(), self._seen())

    def _image(self) -> list[str]:
        vessel = Vessel(middle=_MIDDLE, slope=90 - _STEER - self.true, radius=18)
        ends = [svg.polar(_MIDDLE, length, _STEER + self.cursor) for length in (-48, 48)]
        beam = [svg.polar(_MIDDLE, length, _STEER) for length in (-95, 86)]
        return [
            *scan(Linear(steer=_STEER), [vessel], None, box=False),
            svg.polyline(beam, screen.BEAM, 1.5),
            *samplevolume.bars(_MIDDLE, 14, _STEER, screen.BEAM, half=9),
            svg.polyline(ends, svg.GROUND, 5),
            svg.polyline(ends, _CURSOR, 2.5),
        ]

    def _solution(self) -> list[str]:
        """The flow, and two arcs from the beam: to the flow, and to the cursor."""
        flow, told = _STEER + self.true, _STEER + self.cursor
        drawn = [
            svg.arrow(svg.polar(_MIDDLE, 14, flow), svg.polar(_MIDDLE, 88, flow), screen.FLOW, 3),
            *_arc(58, flow, screen.FLOW, (_STEER + flow) / 2),
            svg.text((258, 76), "flow", fill=screen.FLOW),
            svg.text((258, 94), f"{figure(self.true)}\u00b0", fill=screen.FLOW),
        ]
        if self.cursor and self.cursor != self.true:
            drawn += _arc(34, told, _CURSOR, _STEER + self.cursor * 0.75)
        return [*drawn, *screen.legend([("angle correct", _CURSOR), *screen.KEY[:1]])]

    def _result(self) -> str:
        if self.true == self.cursor:
            return "parallel to the flow: correct"
        angles = f"{figure(self.cursor)}\u00b0 for {figure(self.true)}\u00b0"
        if self.ask == "shown":
            return f"{angles}: {figure(self.speed * self.ratio, 0)} for {figure(self.speed)} cm/s"
        return f"{angles}: {_percent(self.percent)}"

    def _seen(self) -> str:
        speed = f" The blood flows {figure(self.speed)} cm/s." if self.ask == "shown" else ""
        return (
            "A sample volume in a vessel, on a beam that runs down and to the right. The vessel "
            f"makes {figure(self.true)} degrees with the beam; angle correct is set to "
            f"{figure(self.cursor)} degrees.{speed}"
        )


def _percent(number: int) -> str:
    return f"{abs(number)}% too {'high' if number > 0 else 'low'}"


def _arc(radius: float, end: float, color: str, label: float) -> list[str]:
    """The angle from the beam to a direction, with its degrees at another one."""
    x, y = svg.polar(_MIDDLE, radius + 15, label)
    words = f"{figure(abs(end - _STEER))}\u00b0"
    return [
        svg.polyline(svg.arc(_MIDDLE, radius, _STEER, end), color, 2),
        svg.text((x, y + 4.5), words, anchor="middle", fill=color),
    ]
