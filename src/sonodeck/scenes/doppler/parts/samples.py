"""A line of time with transmit pulses, and the waves that they sample. Times ms, shifts kHz."""

from __future__ import annotations

import math

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import figure

LEFT, _WIDE = 20.0, 280.0


@dataclass(frozen=True, slots=True)
class Samples:
    """``middle``: the height of zero on the screen; ``high``: that of a wave above it."""

    prf: float
    middle: float = 158.0
    high: float = 62.0

    @property
    def span(self) -> float:
        """How long the line is: so long that pulses and waves can be counted."""
        return 1.0 if self.prf >= 5 else 2.0

    def times(self) -> list[float]:
        """When the pulses leave, and the signal is sampled."""
        return [at / self.prf for at in range(math.floor(self.span * self.prf + 1e-9) + 1)]

    def at(self, shift: float, time: float) -> Point:
        """A point of the signal of a shift."""
        height = round(math.cos(2 * math.pi * shift * time), 9)
        return LEFT + _WIDE * time / self.span, self.middle - self.high * height

    def wave(self, shift: float, ink: str, dash: str = "") -> str:
        points = [self.at(shift, self.span * at / 240) for at in range(241)]
        return svg.polyline(points, ink, 2, dash)

    def dots(self, shift: float) -> list[str]:
        """What is known of the signal: one sample a pulse."""
        return [svg.circle(self.at(shift, time), 4, duplex.MARK) for time in self.times()]

    def interval(self, words: str) -> list[str]:
        """How far one pulse is from the next, above the second and the third."""
        left, right = (LEFT + _WIDE * time / self.span for time in self.times()[1:3])
        y, middle = self.middle - self.high - 16, (left + right) / 2
        return [
            svg.arrow((middle, y), (left, y), duplex.BEAM, 1.5),
            svg.arrow((middle, y), (right, y), duplex.BEAM, 1.5),
            svg.text((middle, y - 7), words, anchor="middle"),
        ]

    def pulses(self) -> list[str]:
        """The line of time, and an upright line for each pulse."""
        bottom = self.middle + self.high + 10
        drawn = [svg.polyline([(LEFT, bottom), (LEFT + _WIDE, bottom)], svg.INK, 1)]
        for tick in range(3):
            x, word = LEFT + _WIDE * tick / 2, figure(self.span * tick / 2)
            drawn.append(svg.polyline([(x, bottom), (x, bottom + 5)], svg.INK, 1))
            words = f"{word} ms" if tick else "0"
            drawn.append(svg.text((min(x, 298), bottom + 19), words, anchor="middle"))
        for time in self.times():
            x = LEFT + _WIDE * time / self.span
            drawn.append(svg.polyline([(x, self.middle - self.high - 8), (x, bottom)], svg.INK, 1))
        return drawn
