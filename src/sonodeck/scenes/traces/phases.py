"""Family ``phases``: arterial waveforms, and what the bed beyond the gate does to them."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Plot
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import chosen, placed
from sonodeck.scenes.traces.parts.circulation import flow
from sonodeck.scenes.traces.parts.waves import BEDS, Bed, repeated
from sonodeck.scenes.words import figure

_FOOT = 0.1
_COUNTS = {
    1: "One: forward throughout",
    2: "Two: forward, then reversed",
    3: "Three: forward, reversed, forward",
}
_LEAST = 0.04
"""Of the peak: flow slower than this counts as none."""
_QUESTIONS = {
    "higher": "Which trace comes from the bed with the higher resistance?",
    "carotid": "One trace is from the internal carotid artery, one from the external. Which is "
    "the internal?",
    "limb": "One trace is from a leg artery at rest, one from a renal artery. Which is the leg "
    "artery?",
}
_PAIRS = {"carotid": ("kidney", "face"), "limb": ("limb", "kidney")}
"""The right bed and the other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases(Scene):
    """Flow from a model of the circulation: its signs over a beat, its end against its peak."""

    ask: Annotated[Literal["phases", "term", "higher", "carotid", "limb"], OneOf("what is asked")]
    bed: Annotated[Bed, OneOf("the bed beyond the gate (phases, term), or of the right trace")] = (
        "limb"
    )
    other: Annotated[Bed, OneOf("the bed of the other trace")] = "kidney"
    letter: Annotated[Literal["A", "B"], OneOf("the right trace (all but phases, term)")] = "A"
    peak: Annotated[float, Number("cm/s", 30, 110, "peak velocity")] = 80
    second: Annotated[float, Number("cm/s", 30, 110, "peak velocity of the other trace")] = 70
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        apart = resistive_index(self.bed) - resistive_index(self.other)
        if self.ask == "higher" and apart < 0.15:
            hint = "beds whose RI differ by 0.15"
            raise Impossible("other", f"{self.bed} has not clearly the higher resistance", hint)
        if self.ask in _PAIRS and (self.bed, self.other) != _PAIRS[self.ask]:
            right, other = _PAIRS[self.ask]
            raise Impossible("bed", "these are not the vessels that are asked about",
                             f"bed: {right}, other: {other}")  # fmt: skip

    def solve(self) -> Solution:
        count = phases(self.bed)
        match self.ask:
            case "phases":
                return Solution(
                    question="How many phases does each beat of this arterial trace have?",
                    answer=_COUNTS[count],
                    options=tuple(_COUNTS.values()),
                    reasoning=_WHY[count],
                )
            case "term":
                return choice(
                    "Which term of the 2020 SVM/SVU consensus fits this arterial trace?",
                    "Monophasic" if count == 1 else "Multiphasic",
                    {"Multiphasic": "the trace would cross the baseline"}
                    if count == 1
                    else {"Monophasic": "the trace would stay on one side of the baseline"},
                    "The trace stays on one side of the baseline."
                    if count == 1
                    else "The trace crosses the baseline: it has forward and reversed flow. "
                    "Multiphasic stands for what was called biphasic and triphasic.",
                )
            case _:
                own, other = resistive_index(self.bed), resistive_index(self.other)
                why = (
                    f"{self.letter} has {_end(own, other)} at the end of diastole: its resistive "
                    f"index is {own:.2f}; the other trace's is {other:.2f}."
                )
                return chosen(
                    _QUESTIONS[self.ask], self.letter, "AB", _BECAUSE.get(self.ask, "") + why
                )

    def draw(self) -> Drawing:
        return self._single() if self.ask in ("phases", "term") else self._pair()

    def _single(self) -> Drawing:
        shape = wave(self.bed, self.peak)
        low = _below(shape)
        place = screen.plot(screen.highest(self.peak), low, 2)
        front = screen.trace(place, repeated(shape, 0.8, _FOOT), int(self.seed))
        front += screen.said("artery")
        return screen.drawing(
            front,
            self._numbered(place, shape),
            seen=f"A spectral trace of an arterial pulse with a peak of {figure(self.peak)} cm/s. "
            f"In each beat it {_SHAPES[phases(self.bed)]}.",
            solved="Marked: each phase of a beat.",
        )

    def _numbered(self, place: Plot, shape: tuple[float, ...]) -> list[str]:
        """A number at the strongest moment of each phase of the second beat."""
        parts = []
        for number, run in enumerate(runs(shape), 1):
            at = max(run, key=lambda one: abs(shape[one]))
            velocity = shape[at]
            x = place.x(_FOOT + 0.8 + at / len(shape) * 0.8)
            y = place.y(velocity) + (18 if velocity < 0 else -8)
            aside = 14 if number == 1 else 0
            parts.append(svg.text((x + aside, y + aside), str(number), anchor="middle",
                                  fill=screen.MARK, bold=True))  # fmt: skip
        return parts

    def _pair(self) -> Drawing:
        right, other = wave(self.bed, self.peak), wave(self.other, self.second)
        shapes = placed(self.letter, right, other)
        low = min(_below(right), _below(other))
        high = screen.highest(max(self.peak, self.second))
        places = screen.row(2, high, low, 1.3)
        front = screen.traces(places, [repeated(one, 0.8, _FOOT) for one in shapes], int(self.seed),
                              step=20 if high - low > 120 else 10)  # fmt: skip
        marks = []
        for place, shape in zip(places, shapes, strict=True):
            marks += screen.level(place, shape[0], "end of diastole", at=low)
        words = [_SHAPES[phases(bed)] for bed in (self.bed, self.other)]
        ends = [f"{figure(shape[0], 0)} cm/s" for shape in (right, other)]
        said = [f"{one}, and is at {end} at the end of diastole"
                for one, end in zip(words, ends, strict=True)]  # fmt: skip
        one, two = placed(self.letter, *said)
        return screen.drawing(
            front,
            marks,
            seen=f"Two spectral traces of arterial pulses. A: in each beat it {one}. B: it {two}.",
            solved="Marked: the velocity at the end of diastole.",
        )


def _below(shape: tuple[float, ...]) -> float:
    """The lower end of a scale that has room for what is reversed, and for a mark below it."""
    return -20 * (1 + int(max(0, -min(shape)) + 18) // 20)


def wave(bed: Bed, peak: float) -> tuple[float, ...]:
    """A beat of the flow into a bed, from its foot on, scaled to a peak velocity.

    Slow flow is none, as behind a wall filter.
    """
    found = flow(BEDS[bed])
    highest = max(found)
    return tuple(
        round(peak * one / highest, 3) if abs(one) >= _LEAST * highest else 0.0 for one in found
    )


def _end(own: float, other: float) -> str:
    """What is left at the end of diastole, by the resistive indices."""
    if own > 1:
        return "reversed flow"
    if own == 1:
        return "no flow"
    return "little forward flow" if own > other else "much forward flow"


def runs(shape: tuple[float, ...]) -> list[range]:
    """The intervals of a beat in which blood flows one way, from its foot on."""
    flowing = [at for at, one in enumerate(shape) if one]
    ways = [list(run) for _, run in groupby(flowing, key=lambda at: shape[at] > 0)]
    return [range(run[0], run[-1] + 1) for run in ways]


def phases(bed: Bed) -> int:
    """How many phases a beat of this bed has."""
    return len(runs(wave(bed, 100)))


def resistive_index(bed: Bed) -> float:
    """(PSV − EDV) ÷ PSV of the flow into a bed, as it is drawn."""
    found = wave(bed, 100)
    return (max(found) - found[0]) / max(found)


_WHY = {
    1: "The trace stays above the baseline all through the beat: monophasic.",
    2: "Forward in systole, then reversed early in diastole, then nothing until the next beat: "
    "biphasic.",
    3: "Forward in systole, reversed early in diastole, forward again later: triphasic, as in a "
    "limb artery at rest.",
}
_SHAPES = {
    1: "runs forward from beginning to end",
    2: "runs forward, then briefly below the baseline, then along it",
    3: "runs forward, then briefly below the baseline, then slowly forward again",
}
_BECAUSE = {
    "carotid": "The ICA supplies the brain, a low-resistance bed; the ECA supplies the face and "
    "scalp, a high-resistance bed. ",
    "limb": "A limb at rest is a high-resistance bed: flow reverses early in diastole. The kidney "
    "is a low-resistance bed: flow stays forward. ",
}
