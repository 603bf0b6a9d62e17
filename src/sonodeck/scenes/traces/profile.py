"""Family ``profile``: the sample gate in a flow profile, and the spectrum that it gives."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Band, Plot
from sonodeck.scenes.traces.parts import lumen, screen
from sonodeck.scenes.traces.parts.answers import chosen, computed, placed
from sonodeck.scenes.traces.parts.lumen import GATES, Gate
from sonodeck.scenes.traces.parts.waves import Beat
from sonodeck.scenes.words import figure

_LETTERS = ("A", "B", "C")
_SEEN = {
    "middle": "a thin bright line at the envelope with a clear window",
    "wall": "a low trace that is filled down to the baseline",
    "whole": "a high trace that is filled down to the baseline",
}
_PLACES = {"middle": "small, in midstream", "wall": "small, at the wall",
           "whole": "as wide as the lumen"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Scene):
    """v = v max (1 − (r/R)ⁿ): a gate shows the speeds from its outermost to its innermost blood."""

    ask: Annotated[Literal["spectrum", "gate", "flow", "mean"], OneOf("what is asked")]
    gate: Annotated[Literal["middle", "wall", "whole"], OneOf("the gate (spectrum, gate)")] = (
        "middle"
    )
    letter: Annotated[
        Literal["A", "B", "C"], OneOf("where the right one stands (spectrum, gate, flow)")
    ] = "A"
    peak: Annotated[float, Number("cm/s", 20, 140, "highest velocity in midstream")] = 80
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.ask == "flow" and self.letter == "C":
            raise Impossible("letter", "there are two traces only", "A or B")
        if self.peak % 10:
            raise Impossible("peak", "it does not lie on a tick", "a multiple of 10 cm/s")

    def order(self) -> tuple[Gate, ...]:
        """The gates from A to C: the right one at its letter, the others around it."""
        at, own = _LETTERS.index(self.letter), list(GATES).index(self.gate)
        return tuple(list(GATES)[(own - at + place) % 3] for place in range(3))

    def solve(self) -> Solution:
        match self.ask:
            case "spectrum" | "gate":
                asked = {
                    "spectrum": "Which trace does this gate record?",
                    "gate": "Which gate recorded this trace?",
                }[self.ask]
                against = {
                    one: _NOT[gate] for one, gate in zip(_LETTERS, self.order(), strict=True)
                }
                return choice(
                    f"Laminar flow with a parabolic profile. {asked}",
                    self.letter,
                    against,
                    _REASONS[self.gate],
                )
            case "flow":
                return chosen(
                    "The gate covers the whole lumen. Which trace shows plug flow?",
                    self.letter,
                    "AB",
                    "In plug flow nearly all blood moves at one speed, so the window stays clear "
                    "even in a wide gate.",
                    "a parabolic profile: all speeds from the wall to midstream",
                )
            case "mean":
                v = self.peak
                slips = [
                    (v, "the peak, as in plug flow"), (2 * v, "doubled, not halved"),
                    (v * 2 / 3, "averaged along a diameter, not over the area"),
                ]  # fmt: skip
                return computed(
                    "This steady flow has a parabolic profile. What is its mean velocity over "
                    "the lumen?",
                    "peak", v / 2, slips, lambda n: f"{figure(n, 0)} cm/s",
                    f"In a parabolic profile the mean is half the highest velocity: {figure(v)} "
                    "\u00f7 2 = ",
                )  # fmt: skip

    def bands(self, gate: Gate) -> list[Band]:
        """What a gate records of pulsatile parabolic flow."""
        slow, fast = lumen.speeds(gate)
        beat = Beat(psv=self.peak, edv=0.2 * self.peak)
        window = min(slow / fast, screen.CLEAR)
        return [Band(lambda time: fast * beat.at(time - 0.15), window)]

    def draw(self) -> Drawing:
        asked = {
            "spectrum": self._of_spectra, "gate": self._of_gates, "flow": self._of_flows,
            "mean": self._steady,
        }  # fmt: skip
        return asked[self.ask]()

    def _of_spectra(self) -> Drawing:
        places = screen.row(3, screen.highest(self.peak), -20, 0.95, top=136, height=108)
        bands = [self.bands(gate) for gate in self.order()]
        front = [*lumen.drawn(), *lumen.arrows(), *lumen.gates([(self.gate, 160.0, "")])]
        front += screen.traces(places, bands, int(self.seed), step=20)
        named = zip(_LETTERS, self.order(), strict=True)
        shown = [f"{word}: {_SEEN[gate]}" for word, gate in named]
        marks = [*lumen.reach(self.gate, 160), _frame(places[_LETTERS.index(self.letter)])]
        return screen.drawing(
            front,
            marks,
            seen=f"A vessel with a parabolic profile and a gate in it, {_PLACES[self.gate]}. "
            f"Three traces. {'; '.join(shown)}.",
            solved="Marked: the flow that lies in the gate, and its trace.",
        )

    def _of_gates(self) -> Drawing:
        place = screen.plot(screen.highest(self.peak), -20, 1.8, top=136, height=108)
        drawn = [(gate, 110.0 + 70 * at, _LETTERS[at]) for at, gate in enumerate(self.order())]
        front = [*lumen.drawn(), *lumen.arrows(), *lumen.gates(drawn)]
        front += screen.trace(place, self.bands(self.gate), int(self.seed), step=20)
        front += screen.said("", "", f"PSV in midstream: {figure(self.peak)} cm/s")
        places = [f"{letter}: {_PLACES[gate]}" for gate, _, letter in drawn]
        return screen.drawing(
            front,
            lumen.reach(self.gate, 110.0 + 70 * _LETTERS.index(self.letter)),
            height=screen.TALLER,
            seen=f"A vessel with a parabolic profile that is {figure(self.peak)} cm/s fast in "
            f"midstream, and three gates. {'; '.join(places)}. The trace: {_SEEN[self.gate]}.",
            solved="Marked: the flow that lies in the gate.",
        )

    def _of_flows(self) -> Drawing:
        beat = Beat(psv=self.peak, edv=0.2 * self.peak)
        curve = beat.from_foot(0.15)
        plug, full = [Band(curve, screen.CLEAR)], [Band(curve, 0)]
        order = placed(self.letter, plug, full)
        places = screen.row(2, screen.highest(self.peak), -20, 1.3)
        front = screen.traces(places, order, int(self.seed), step=20)
        front += screen.said("gate: the whole lumen, A and B")
        one, other = placed(self.letter, _SEEN["middle"], _SEEN["whole"])
        marks = [
            part
            for place, bands in zip(places, order, strict=True)
            for part in lumen.inset(place, 12 if bands is plug else 2)
        ]
        return screen.drawing(
            front,
            marks,
            height=screen.TALLER,
            seen=f"Two traces of equal height. A: {one}; B: {other}.",
            solved="Added: the profile behind each trace.",
        )

    def _steady(self) -> Drawing:
        place = screen.plot(screen.highest(self.peak), -20, 2)
        front = screen.trace(place, [Band(lambda _: self.peak, 0)], int(self.seed))
        front += screen.said("gate: the whole lumen")
        marks = [
            *screen.level(place, self.peak, f"highest {figure(self.peak)}"),
            *screen.level(place, self.peak / 2, f"mean {figure(self.peak / 2)}", below=True, at=0),
        ]
        return screen.drawing(
            front,
            marks,
            seen="A spectral trace of steady flow, filled from the baseline to "
            f"{figure(self.peak)} cm/s.",
            solved="Marked: the highest velocity and the mean.",
        )


_REASONS = {
    "middle": "The gate holds only the fast blood in midstream, so the trace is thin, high, and "
    "has a clear window.",
    "wall": "The gate holds only the slow blood near the wall: all speeds from 0 up, but not "
    "those of midstream, so the trace is filled and low.",
    "whole": "The gate holds all blood from wall to wall: all speeds from 0 to the highest, so "
    "the trace is filled and high.",
}
_NOT = {
    "middle": "a gate in midstream leaves the window clear",
    "wall": "a gate near the wall misses the highest velocities",
    "whole": "a gate from wall to wall fills the trace up to its peak",
}


def _frame(place: Plot) -> str:
    """A frame of the back around a spectrum."""
    x, y, right, bottom = place.left, place.top, place.left + place.width, place.top + place.height
    corners = [(x, y), (right, y), (right, bottom), (x, bottom), (x, y)]
    return svg.polyline(corners, screen.MARK, 2)
