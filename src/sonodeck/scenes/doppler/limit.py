"""Family ``limit``: the highest PRF for a depth, the Nyquist limit, the highest speed it allows."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen
from sonodeck.scenes.doppler.parts.physics import cosine, highest_prf, largest_speed, nyquist
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given, numbers
from sonodeck.scenes.words import figure, lowered

_DEEPEST = 20.0
_NEEDS: dict[str, tuple[str, ...]] = {
    "prf": ("depth",),
    "nyquist": ("prf",),
    "speed": ("prf", "frequency", "angle"),
    "aliases": ("prf", "shift"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Scene):
    """``prf`` asks for it from the depth, ``nyquist`` for its half, ``speed`` for the fastest."""

    ask: Annotated[Literal["prf", "nyquist", "speed", "aliases"], OneOf("what is asked")]
    depth: Annotated[float | None, Number("cm", 2, 20, "depth of the sample gate")] = None
    prf: Annotated[float | None, Number("kHz", 1, 30, "pulse repetition frequency")] = None
    frequency: Annotated[float | None, Number("MHz", 1, 15, "transmit frequency")] = None
    angle: Annotated[float | None, Number("degrees", 0, 80, "between beam and flow")] = None
    shift: Annotated[float | None, Number("kHz", 0.1, 30, "the Doppler shift")] = None

    def __post_init__(self) -> None:
        for name in ("depth", "prf", "frequency", "angle", "shift"):
            needed = name in _NEEDS[self.ask]
            if needed and getattr(self, name) is None:
                raise Impossible("ask", f"to ask for {self.ask!r}, the {name} must be given")
            if not needed and getattr(self, name) is not None:
                raise Impossible(
                    name, f"the {name} has nothing to do with {self.ask!r}", "delete it"
                )
        if self.shift is not None and self.prf is not None:
            ratio = self.shift / nyquist(self.prf)
            if 0.9 < ratio < 1.1:
                raise Impossible("shift", "the shift would lie just at the limit")
            if ratio > 2:
                raise Impossible("shift", "the shift would wrap more than once", "at most the PRF")

    def solve(self) -> Solution:
        match self.ask:
            case "prf":
                return _prf(self)
            case "nyquist":
                return _nyquist(self)
            case "speed":
                return _speed(self)
            case "aliases":
                return _aliases(self)

    def draw(self) -> Drawing:
        lines = ("speed of sound 1540 m/s",)
        if self.depth is not None:
            parts, more = _gate(self.depth, marked=False), _gate(self.depth, marked=True)
        else:
            parts, more = _samples(self, marked=False), _samples(self, marked=True)
        return screen.drawing(
            parts, more, _known(self), lines, (*lines, _result(self)), _seen(self)
        )


# question and answer


def _prf(scene: Limit) -> Solution:
    depth = given(scene.depth)
    right = highest_prf(depth)
    places = 2 if right < 5 else 1
    slips = (
        (right * 2, "one way only: the echo has to come back too"),
        (right / 2, "the way there and back was doubled once more"),
        (right / 10, "a power of ten too few"),
    )
    offer = numbers(right, slips, lambda n: f"{figure(n, places)} kHz")
    return Solution(
        question=(
            f"The gate lies at {figure(depth)} cm. What is the highest PRF at which each echo is "
            "back before the next pulse leaves (1540 m/s)?"
        ),
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=(
            f"The pulse goes there and back: PRF = speed of sound / (2 × depth) = 77 kHz / "
            f"{figure(depth)} (depth in cm) = {offer.answer}. A deeper gate lowers it."
        ),
    )


def _nyquist(scene: Limit) -> Solution:
    prf = given(scene.prf)
    right = nyquist(prf)
    slips = (
        (prf, "the PRF itself"),
        (2 * prf, "twice the PRF, not half of it"),
    )
    offer = numbers(right, slips, lambda n: f"{figure(n)} kHz")
    return Solution(
        question=f"The PRF is {figure(prf)} kHz. Above which Doppler shift does the display alias?",
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=(
            f"The Nyquist limit is half the PRF: {figure(prf)} kHz / 2 = {offer.answer}. The PRF "
            "is the sampling rate, and a shift needs two samples in each of its cycles."
        ),
    )


def _speed(scene: Limit) -> Solution:
    prf = given(scene.prf)
    frequency = given(scene.frequency)
    angle = given(scene.angle)
    right = largest_speed(prf, frequency, angle)
    cos = cosine(angle)
    slips = (
        (right * 2, "the PRF taken for the limit, which is half of it"),
        (right * cos, "the cosine of the angle was left out"),
        (right / 2, "the factor 2 was taken twice"),
    )
    offer = numbers(right, slips, lambda n: f"{figure(n, 0)} cm/s")
    return Solution(
        question=(
            f"At a PRF of {figure(prf)} kHz, {figure(frequency)} MHz and "
            f"{figure(angle)} degrees, what is about the highest speed without aliasing (1540 m/s)?"
        ),
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=(
            f"Speed of sound × PRF / (4 × frequency × cos(angle)) = 1540 m/s × {figure(prf)} kHz / "
            f"(4 × {figure(frequency)} MHz × {figure(cos)}) = {offer.answer}. A lower frequency "
            "raises it."
        ),
    )


def _aliases(scene: Limit) -> Solution:
    prf = given(scene.prf)
    shift = given(scene.shift)
    limit = nyquist(prf)
    over = shift > limit
    half, whole = f"{figure(limit)} kHz", f"{figure(prf)} kHz"
    options = (
        f"It aliases: limit {half}",
        f"It shows it right: limit {half}",
        f"It aliases: limit {whole}",
        f"It shows it right: limit {whole}",
    )
    more = (
        f"It would not alias at a PRF above {figure(2 * shift)} kHz."
        if over
        else f"It would alias at a PRF below {figure(2 * shift)} kHz."
    )
    return Solution(
        question=(
            f"The PRF is {figure(prf)} kHz and the Doppler shift {figure(shift)} kHz. "
            "What does the display do with it?"
        ),
        answer=options[0 if over else 1],
        options=options,
        slips={
            options[1 if over else 0]: f"the shift lies {'above' if over else 'below'} the limit",
            **dict.fromkeys(options[2:], "the limit is half the PRF, not the PRF"),
        },
        reasoning=(
            f"The Nyquist limit is half the PRF, {half}; the shift of {figure(shift)} kHz lies "
            f"{'above' if over else 'below'} it. {more}"
        ),
    )


# pictures


def _known(scene: Limit) -> list[str]:
    rows = [("", scene.depth, "cm"), ("PRF", scene.prf, "kHz"), ("", scene.frequency, "MHz"),
            ("", scene.angle, "\u00b0"), ("shift", scene.shift, "kHz")]  # fmt: skip
    drawn, y = [], 60.0
    for name, value, unit in rows:
        if value is None:
            continue
        if name:
            drawn.append(svg.text((250, y), name, fill=screen.QUIET))
            y += 18
        space = "" if unit == "\u00b0" else " "
        drawn.append(svg.text((250, y), f"{figure(value)}{space}{unit}"))
        y += 28
    return drawn


def _gate(depth: float, *, marked: bool) -> list[str]:
    """A gate at its depth on a scale of 20 cm, and the way of the pulse there and back."""
    x, top = screen.MIDDLE, screen.SKIN
    y = top + depth / _DEEPEST * screen.DEPTH * screen.CM
    drawn = [
        *screen.linear_probe(_DEEPEST, 5),
        svg.polyline([(x, top), (x, 208)], screen.BEAM, 1, "2 3"),
        svg.polyline([(x - 9, y - 4), (x + 9, y - 4)], screen.BEAM, 2),
        svg.polyline([(x - 9, y + 4), (x + 9, y + 4)], screen.BEAM, 2),
        svg.text((x + 18, y + 4.5), f"gate at {figure(depth)} cm"),
    ]
    if marked:
        drawn += [
            svg.arrow((x - 26, top + 2), (x - 26, y), screen.FLOW),
            svg.arrow((x - 42, y), (x - 42, top + 2), screen.PART),
            svg.text((x + 18, y + (24 if depth < _DEEPEST * 0.7 else -16)), "there and back"),
        ]
    return drawn


def _samples(scene: Limit, *, marked: bool) -> list[str]:
    """Pulses on a line of time; solved, with the shift that two pulses a cycle still catch."""
    x, y, width = 22.0, 110.0, 204.0
    pulses = [x + width * index / 8 for index in range(9)]
    drawn = [svg.text((x, 56), "one pulse after the other:")]
    drawn += [svg.polyline([(at, y - 30), (at, y + 30)], screen.QUIET, 2) for at in pulses]
    drawn.append(svg.polyline([(x - 6, y), (x + width + 6, y)], screen.QUIET, 1))
    if marked:
        wave = [
            (x + width * index / 96, y - 26 * math.cos(math.pi * index / 12)) for index in range(97)
        ]
        drawn.append(svg.polyline(wave, screen.PART, 2))
        drawn += [
            svg.circle((at, y - 26 * (1 if index % 2 == 0 else -1)), 3.5, screen.FLOW)
            for index, at in enumerate(pulses)
        ]
        drawn.append(svg.text((x, 168), "Nyquist limit: a shift", fill=screen.PART))
        drawn.append(svg.text((x, 186), "with two pulses a cycle", fill=screen.PART))
    return drawn


def _result(scene: Limit) -> str:
    said = scene.solve().answer
    return {
        "prf": f"PRF {said}", "nyquist": f"limit {said}",
        "speed": f"highest speed {said}", "aliases": lowered(said),
    }[scene.ask]  # fmt: skip


def _seen(scene: Limit) -> str:
    rows = [
        ("The sample gate lies at a depth of {} cm.", scene.depth),
        ("Pulses follow each other at a PRF of {} kHz.", scene.prf),
        ("The transmit frequency is {} MHz.", scene.frequency),
        ("Beam and flow make {} degrees.", scene.angle),
        ("The Doppler shift is {} kHz.", scene.shift),
    ]
    said = [text.format(figure(value)) for text, value in rows if value is not None]
    return " ".join([*said, "The speed of sound is 1540 m/s."])
