"""Family ``cursor``: the angle-correct cursor set right or wrong, and what comes of it."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.physics import angle_error
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_RADIUS = 0.5
_DEPTH = 3.0
_STEER = 30.0
_SENSES = ("Too high", "Too low", "As it is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor(Scene):
    """A sample gate in a vessel and the cursor that tells the scanner where the flow goes."""

    ask: Annotated[Literal["sense", "shown", "error"], OneOf("what is asked")]
    true: Annotated[float, Number("degrees", 30, 80, "between beam and flow")] = 60
    cursor: Annotated[float, Number("degrees", 0, 80, "the angle the cursor is set to")] = 60
    speed: Annotated[float, Number("cm/s", 10, 300, "speed of the blood")] = 100

    def __post_init__(self) -> None:
        if 0 < abs(self.true - self.cursor) < 5:
            hint = "the same angle, or at least 5 degrees apart"
            raise Impossible("cursor", "too small an error to be seen in the picture", hint)
        if self.ask != "sense" and self.true == self.cursor:
            raise Impossible("cursor", "a correct cursor has no error to ask for", "ask: sense")

    def solve(self) -> Solution:
        match self.ask:
            case "sense":
                return _sense(self)
            case "shown":
                return _shown(self)
            case "error":
                return _error(self)

    def draw(self) -> Drawing:
        image = _image(self)
        first = f"angle set to {figure(self.cursor)}\u00b0"
        second = "the yellow line is the angle cursor"
        return screen.drawing(
            image,
            [*image, *_solution(self)],
            (),
            (first, second),
            (first, _result(self)),
            _seen(self),
        )


def shown_speed(scene: Cursor) -> float:
    """What the scanner shows, in cm/s: v cos(true) / cos(cursor)."""
    return scene.speed * angle_error(scene.true, scene.cursor)


def percent(scene: Cursor) -> int:
    """The error, positive where the shown velocity is too high."""
    return round((angle_error(scene.true, scene.cursor) - 1) * 100)


# question and answer


def _why(scene: Cursor) -> str:
    if scene.true == scene.cursor:
        return "The cursor lies along the vessel, so the angle is right, and so is the velocity."
    side = "large" if scene.cursor > scene.true else "small"
    sense = "high" if scene.cursor > scene.true else "low"
    return (
        f"The cursor is set to {figure(scene.cursor)} degrees, but the flow makes "
        f"{figure(scene.true)} with the beam: too {side} an angle gives too {sense} a velocity."
    )


def _ratio(scene: Cursor) -> str:
    return (
        "The scanner divides by the cosine that it is told, so it shows "
        f"cos {figure(scene.true)}\u00b0 / cos {figure(scene.cursor)}\u00b0 = "
        f"{figure(angle_error(scene.true, scene.cursor))} times the real velocity."
    )


def _sense(scene: Cursor) -> Solution:
    answer = (
        _SENSES[2] if scene.true == scene.cursor else _SENSES[0 if scene.cursor > scene.true else 1]
    )
    more = "" if scene.true == scene.cursor else f" {_ratio(scene)}"
    return Solution(
        question="How does the velocity read with the cursor set like this?",
        answer=answer,
        options=_SENSES,
        reasoning=f"{_why(scene)}{more}",
    )


def _shown(scene: Cursor) -> Solution:
    right = round(shown_speed(scene))
    twisted = round(scene.speed / angle_error(scene.true, scene.cursor))
    offer = numbers(
        right,
        (
            (round(scene.speed), "the real velocity: as if the cursor made no difference"),
            (twisted, "the two cosines were swapped"),
        ),
        lambda n: f"{figure(n, 0)} cm/s",
    )
    return Solution(
        question=(
            f"The blood flows at {figure(scene.speed)} cm/s, at {figure(scene.true)} degrees to "
            "the beam. About which velocity does the scanner show with this cursor?"
        ),
        answer=offer.answer,
        options=offer.options,
        reasoning=f"{_why(scene)} {_ratio(scene)}",
        sizes=offer.sizes,
        slips=offer.slips,
    )


def _error(scene: Cursor) -> Solution:
    right = percent(scene)
    by_angle = round((scene.cursor / scene.true - 1) * 100)
    swapped = round((1 / angle_error(scene.true, scene.cursor) - 1) * 100)
    offer = numbers(
        right,
        (
            (-right, "the wrong way"),
            (by_angle, "the angles themselves were compared, not their cosines"),
            (swapped, "the two cosines were swapped"),
        ),
        lambda n: _percent(round(n)),
        times=[n for n in (2, 0.5, 1.5, 0.25, -2, -0.5) if n * right > -_ALL],
    )
    return Solution(
        question=(
            f"The flow makes {figure(scene.true)} degrees with the beam. "
            "About how wrong is the velocity with this cursor?"
        ),
        answer=offer.answer,
        options=offer.options,
        reasoning=f"{_why(scene)} {_ratio(scene)}",
        sizes=offer.sizes,
        slips=offer.slips,
    )


_ALL = 100
"""Percent too low is nothing shown at all."""


def _percent(number: int) -> str:
    return f"{abs(number)}% too {'high' if number > 0 else 'low'}"


# pictures


_CURSOR = "#ffe14d"


def _image(scene: Cursor) -> list[str]:
    middle = screen.at(0, _DEPTH)
    line = screen.straight(60 - scene.true, _DEPTH)
    across = _STEER + 90
    gate = [
        svg.polyline(
            [svg.polar(svg.polar(middle, along, _STEER), wide, across) for wide in (-9, 9)],
            screen.BEAM, 2,
        )
        for along in (-7, 7)
    ]  # fmt: skip
    told = _STEER + scene.cursor
    ends = [svg.polar(middle, length, told) for length in (-52, 52)]
    lean = (svg.polar(middle, -104, _STEER), svg.polar(middle, 84, _STEER))
    return [
        *screen.vessel(line, _RADIUS * screen.CM),
        svg.polyline(lean, screen.BEAM, 1.5),
        *gate,
        svg.polyline(ends, svg.GROUND, 5),
        svg.polyline(ends, _CURSOR, 2.5),
        *screen.linear_probe(),
        svg.text((258, 30), "angle"),
        svg.text((258, 48), f"{figure(scene.cursor)}\u00b0", fill=_CURSOR),
    ]


def _solution(scene: Cursor) -> list[str]:
    middle = screen.at(0, _DEPTH)
    flow = _STEER + scene.true
    radius = 38.0 if scene.true >= 45 else 62.0
    mark = svg.arc(middle, radius, _STEER, flow)
    at = svg.polar(middle, radius + 18, _STEER + scene.true / 2)
    return [
        svg.arrow(svg.polar(middle, -30, flow), svg.polar(middle, 86, flow), screen.FLOW, 3),
        svg.polyline(mark, screen.FLOW, 1.5),
        svg.text(
            (at[0], at[1] + 4.5), f"{figure(scene.true)}\u00b0", anchor="middle", fill=screen.FLOW
        ),
        svg.text((258, 76), "flow", fill=screen.FLOW),
        svg.text((258, 94), f"{figure(scene.true)}\u00b0", fill=screen.FLOW),
    ]


def _result(scene: Cursor) -> str:
    if scene.true == scene.cursor:
        return "along the vessel: right"
    shown = figure(shown_speed(scene), 0)
    return f"{shown} for {figure(scene.speed)} cm/s: {_percent(percent(scene))}"


def _seen(scene: Cursor) -> str:
    return (
        f"A sample gate in a vessel, on a beam that runs {words.beams(_STEER)}. The vessel makes "
        f"{figure(scene.true)} degrees with the beam; the angle cursor is set to "
        f"{figure(scene.cursor)} degrees."
    )
