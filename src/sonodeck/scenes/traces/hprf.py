"""Family ``hprf``: gate depth, PRF, and the extra gates of high-PRF Doppler."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import samplevolume, svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.traces.parts import screen, tissue
from sonodeck.scenes.traces.parts.answers import chosen, computed
from sonodeck.scenes.words import figure, listed

REACH = 77.0
"""c / 2 in cm × kHz: a pulse every 1 / PRF comes back from PRF-spaced depths 77 / PRF apart."""
_LEFT, _WIDE, _TOP, _TALL = 60.0, 200.0, 24.0, 216.0
_BEAM, _DEEPEST = 160.0, 18.0
_APART = 2.3
"""From vessel to vessel, cm."""
_SPEED = "c\u00a0=\u00a01540\u00a0m/s"
_QUESTIONS = {
    "extra": f"High-PRF Doppler has added one shallower gate. How deep is it ({_SPEED})?",
    "vessel": "High-PRF Doppler with the gate in vessel D. Flow from which other vessel is mixed "
    f"into the trace ({_SPEED})?",
    "time": f"How long after the pulse is sent does this gate open ({_SPEED})?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HighPrf(Scene):
    """Echoes of an earlier pulse come back from the gate; those of the last from 77 / PRF less."""

    ask: Annotated[Literal["extra", "vessel", "time"], OneOf("what is asked")]
    gate: Annotated[float, Number("cm", 3, 17, "depth of the sample gate")] = 12
    prf: Annotated[float, Number("kHz", 2, 20, "pulse repetition frequency (extra, vessel)")] = 11
    letter: Annotated[Literal["A", "B", "C"], OneOf("the vessel that is hit (vessel)")] = "B"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.gate % 1:
            raise Impossible("gate", "the gate does not lie on a tick", "whole centimeters")
        if self.ask in ("extra", "vessel"):
            if len(self.extra()) != 1:
                raise Impossible("prf", "there must be one extra gate", self._range())
            if not 1.5 < self.extra()[0] < self.gate - 2:
                raise Impossible("prf", "the extra gate is too near an end", self._range())
        if self.ask == "vessel":
            self.vessels()
        self.solve()

    def _range(self) -> str:
        low, high = REACH / (self.gate - 2), min(2 * REACH / self.gate, REACH / 2)
        return f"{figure(low, 1)} to {figure(high, 1)} kHz"

    def extra(self) -> list[float]:
        """Depths of the extra gates, cm, the deepest first."""
        apart = REACH / self.prf
        return [self.gate - k * apart for k in range(1, 20) if self.gate - k * apart > 0]

    def vessels(self) -> dict[str, float]:
        """The depths of the vessels; the one at the letter lies where the extra gate is."""
        (hit,) = self.extra()
        places = [hit + _APART * (at - "ABC".index(self.letter)) for at in range(3)]
        if not 1 < places[0] < places[-1] < self.gate - 1.5:
            raise Impossible("letter", "there is no room for the other vessels", "another letter")
        return {**dict(zip("ABC", places, strict=True)), "D": self.gate}

    def solve(self) -> Solution:
        if self.ask == "vessel":
            (hit,) = self.extra()
            return chosen(
                _QUESTIONS["vessel"],
                self.letter,
                "ABC",
                f"The gates lie 77 \u00f7 {figure(self.prf)} = {figure(REACH / self.prf, 1)} cm "
                f"apart: the extra one is at {figure(hit, 1)} cm, in {self.letter}. The echoes of "
                "both come back together, and the scanner can't tell them apart.",
            )
        deep = figure(self.gate)
        if self.ask == "time":
            slips = [
                (6.5 * self.gate, "the way down only"),
                (10 * self.gate, "10 \u00b5s for each centimeter"),
                (self.gate * 1.54, "1.54 \u00b5s for each centimeter"),
            ]
            return computed(
                _QUESTIONS["time"], "gate", 13 * self.gate, slips,
                lambda n: f"{figure(n, 0)} \u00b5s",
                f"An echo takes 13 \u00b5s for each centimeter of depth: 13 \u00d7 {deep} = ",
            )  # fmt: skip
        (hit,), apart = self.extra(), REACH / self.prf
        slips = [
            (apart, "the spacing between gates, measured from the skin"),
            (self.gate + apart, "deeper than the gate set, not one the machine adds"),
            (self.gate - apart / 2, "half the spacing between gates"),
            (self.gate / 2, "halfway down, whatever the PRF"),
        ]
        return computed(
            _QUESTIONS["extra"], "gate", hit, slips, lambda n: f"{figure(n, 1)} cm",
            f"The gates lie 77 \u00f7 {figure(self.prf)} = {figure(apart, 1)} cm apart: {deep} "
            f"\u2212 {figure(apart, 1)} = ",
        )  # fmt: skip

    def draw(self) -> Drawing:
        high = self.ask in ("extra", "vessel")
        vessels = self.vessels() if self.ask == "vessel" else {"": self.gate}
        middles = [(_BEAM, _y(deep)) for deep in vessels.values()]
        front = [tissue.image(_LEFT, _TOP, _WIDE, _TALL, middles, int(self.seed))]
        front += [
            svg.text((_LEFT - 10, y + tissue.RISE * _WIDE / 2 + 4.5), name, anchor="end", bold=True)
            for name, (_, y) in zip(vessels, middles, strict=True)
            if name
        ]
        front += [svg.polyline([(_BEAM, _TOP), (_BEAM, _TOP + _TALL)], screen.QUIET, 1, "3 3")]
        front += [*_ruler(), *_gate(self.gate, svg.INK)]
        if high:
            front += screen.said("", f"high PRF: {figure(self.prf)} kHz")
        return screen.drawing(
            front, self._marks(),
            seen=self._seen(vessels),
            solved="Marked: the extra gate, and how far apart the gates lie." if high
            else "Marked: the way of the echo from the gate.",
        )  # fmt: skip

    def _marks(self) -> list[str]:
        x = _BEAM - 44
        if self.ask == "time":
            words = f"{figure(self.gate)} cm"
            ends = (x, _y(0)), (x, _y(self.gate))
            return [screen.arrow(*ends), screen.arrow(*ends[::-1]),
                    svg.text((x - 8, (ends[0][1] + ends[1][1]) / 2), words, anchor="end",
                             fill=screen.MARK)]  # fmt: skip
        (hit,) = self.extra()
        words = f"{figure(REACH / self.prf, 1)} cm"
        middle = (_y(hit) + _y(self.gate)) / 2
        return [
            *_gate(hit, screen.MARK),
            screen.arrow((x, _y(self.gate)), (x, _y(hit))),
            svg.text((x - 8, middle + 4.5), words, anchor="end", fill=screen.MARK),
        ]

    def _seen(self, vessels: dict[str, float]) -> str:
        said = f"A Doppler line with its gate at a depth of {figure(self.gate)} cm"
        if self.ask == "vessel":
            crossed = [f"{name} at {figure(deep, 1)} cm" for name, deep in vessels.items()]
            said += f", crossing four vessels: {listed(crossed)}"
        if self.ask in ("extra", "vessel"):
            said += f". High PRF, {figure(self.prf)} kHz"
        return f"{said}."


def _y(depth: float) -> float:
    return _TOP + _TALL * depth / _DEEPEST


def _gate(deep: float, ink: str) -> list[str]:
    return samplevolume.bars((_BEAM, _y(deep)), 8, 0, ink, half=10, width=2.5)


def _ruler() -> list[str]:
    """A tick each centimeter of depth at the right edge."""
    x, parts = _LEFT + _WIDE, []
    for cm in range(int(_DEEPEST) + 1):
        y = _y(cm)
        parts.append(svg.polyline([(x, y), (x + (8 if cm % 2 == 0 else 4), y)], screen.QUIET, 1))
        if cm % 2 == 0:
            parts.append(svg.text((x + 11, y + 4.5), f"{cm} cm" if cm else "0", fill=screen.QUIET))
    return parts
