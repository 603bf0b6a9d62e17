"""Family ``equation``: the Doppler equation on paper, the shift or the speed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen
from sonodeck.scenes.doppler.parts.physics import cosine, shift, speed_of
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given, numbers
from sonodeck.scenes.words import figure

_DEPTH = 3.0
_RADIUS = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation(Scene):
    """One beam, one vessel: the shift from frequency, speed and angle, or the speed from it."""

    ask: Annotated[Literal["shift", "speed"], OneOf("what is asked")]
    frequency: Annotated[float, Number("MHz", 1, 15, "transmit frequency")]
    angle: Annotated[float, Number("degrees", 0, 90, "between beam and flow")]
    speed: Annotated[float | None, Number("cm/s", 5, 500, "speed of the blood")] = None
    shift: Annotated[float | None, Number("kHz", 0.1, 30, "the Doppler shift")] = None

    def __post_init__(self) -> None:
        given, wanted = ("speed", "shift") if self.ask == "shift" else ("shift", "speed")
        if getattr(self, given) is None:
            raise Impossible("ask", f"to ask for the {wanted}, the {given} must be given")
        if getattr(self, wanted) is not None:
            raise Impossible(wanted, f"{wanted!r} would give the answer away")
        if self.ask == "speed" and self.angle > 80:
            hint = "an angle up to 80 degrees"
            raise Impossible("angle", "near 90 degrees no speed can be found from the shift", hint)

    def solve(self) -> Solution:
        right = answer_of(self)
        unit, places = ("kHz", 1) if self.ask == "shift" else ("cm/s", 0)
        offer = numbers(right, _slips(self, right), lambda n: f"{figure(n, places)} {unit}")
        given = (
            f"{figure(self.frequency)} MHz and a speed of {figure(self.speed)} cm/s"
            if self.speed is not None
            else f"{figure(self.frequency)} MHz and a shift of {figure(self.shift or 0)} kHz"
        )
        return Solution(
            question=(
                "About how large is the "
                f"{'Doppler shift' if self.ask == 'shift' else 'speed of the blood'} at {given}, "
                f"{figure(self.angle)} degrees between beam and flow, and 1540 m/s in tissue?"
            ),
            answer=offer.answer,
            options=offer.options,
            reasoning=_reasoning(self, offer.answer),
            sizes=offer.sizes,
            slips=offer.slips,
        )

    def draw(self) -> Drawing:
        image = _image(self)
        lines = ("speed of sound 1540 m/s",)
        return screen.drawing(
            image, [*image, *_solution(self)], (), lines, (*lines, _result(self)), _seen(self)
        )


def answer_of(scene: Equation) -> float:
    """The shift in kHz, or the speed in cm/s."""
    if scene.speed is not None:
        return shift(scene.frequency, scene.speed, scene.angle)
    return speed_of(given(scene.shift), scene.frequency, scene.angle)


# question and answer


def _slips(scene: Equation, right: float) -> Iterable[tuple[float, str]]:
    """What comes of a forgotten 2, no cosine, the sine instead of it, a wrong power of ten."""
    cos, sin = cosine(scene.angle), math.sin(math.radians(scene.angle))
    straight = shift(scene.frequency, scene.speed, 0) if scene.speed is not None else right * cos
    down = scene.ask == "shift"
    if not (cos and right):
        yield straight, "the cosine of the angle was left out"
        yield straight / 2, "the cosine of the angle was left out, and the factor 2"
        yield straight * 2, "the cosine of the angle was left out, and the factor 2 taken twice"
        return
    yield (right / 2 if down else right * 2), "the factor 2 was forgotten"
    if scene.angle:
        yield straight, "the cosine of the angle was left out"
    if sin:
        yield (straight * sin if down else straight / sin), "sine for cosine"
    yield (right * 2 if down else right / 2), "the factor 2 was taken twice"
    yield 10 * right, "a power of ten too many"
    yield right / 10, "a power of ten too few"


def _reasoning(scene: Equation, answer: str) -> str:
    angle, cos = figure(scene.angle), figure(cosine(scene.angle))
    if scene.speed is not None:
        metres = figure(scene.speed / 100)
        if not cosine(scene.angle):
            return (
                "The shift is 2 × frequency × speed × cos(angle) / speed of sound. The cosine of "
                "90 degrees is 0, so there is no shift however fast the blood is."
            )
        return (
            f"The shift is 2 × frequency × speed × cos(angle) / speed of sound: 2 × "
            f"{figure(scene.frequency)} MHz × {metres} m/s × {cos} / 1540 m/s = {answer}. "
            f"(cos {angle}\u00b0 = {cos})"
        )
    return (
        "Solved for the speed: shift × speed of sound / (2 × frequency × cos(angle)) = "
        f"{figure(scene.shift or 0)} kHz × 1540 m/s / (2 × {figure(scene.frequency)} MHz × {cos}) "
        f"= {answer}. (cos {angle}\u00b0 = {cos})"
    )


# pictures


def _geometry(scene: Equation) -> tuple[float, float]:
    """The tilt of the beam and the direction of the flow, both in degrees from straight down."""
    steer = -min(20.0, 90 - scene.angle)
    return steer, steer + 180 - scene.angle


def _image(scene: Equation) -> list[str]:
    middle = screen.at(0.4, _DEPTH)
    steer, flow = _geometry(scene)
    radius = _RADIUS * screen.CM
    line = [svg.polar(middle, length, flow) for length in (-74, 74)]
    known = [f"{figure(scene.frequency)} MHz", f"{figure(scene.angle)}\u00b0"]
    known.append(
        f"{figure(scene.speed)} cm/s"
        if scene.speed is not None
        else f"{figure(scene.shift or 0)} kHz"
    )
    return [
        *screen.vessel(line, radius),
        screen.beam(middle, steer, 98, 60),
        svg.arrow(svg.polar(middle, -44, flow), svg.polar(middle, 56, flow), screen.FLOW, 3),
        *screen.linear_probe(),
        *(svg.text((250, 60 + 24 * row), text) for row, text in enumerate(known)),
    ]


def _solution(scene: Equation) -> list[str]:
    middle = screen.at(0.4, _DEPTH)
    steer, flow = _geometry(scene)
    drawn = [*screen.components(middle, steer, flow, 56)]
    if scene.angle >= 15:
        drawn += screen.angle_mark(middle, steer + 180, flow, f"{figure(scene.angle)}\u00b0")
    return drawn


def _result(scene: Equation) -> str:
    what = "shift" if scene.ask == "shift" else "speed"
    cos = figure(cosine(scene.angle))
    return f"{what} {scene.solve().answer}, cos {figure(scene.angle)}\u00b0 = {cos}"


def _seen(scene: Equation) -> str:
    known = (
        f"The blood moves at {figure(scene.speed)} cm/s."
        if scene.speed is not None
        else f"The Doppler shift is {figure(scene.shift or 0)} kHz."
    )
    return (
        f"A beam of {figure(scene.frequency)} MHz meets a vessel; an arrow shows the flow, at "
        f"{figure(scene.angle)} degrees to the beam. {known} The speed of sound is 1540 m/s."
    )
