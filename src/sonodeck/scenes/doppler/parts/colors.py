"""The color bar: which color a velocity is shown in, by name and as it is drawn."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts.physics import Map, wrapped

Hue: TypeAlias = Literal["red", "blue"]

# From the baseline to the end of the bar: (share of the limit, red, green, blue).
_STOPS: dict[Hue, tuple[tuple[float, int, int, int], ...]] = {
    "red": ((0.0, 70, 4, 4), (0.5, 222, 38, 24), (0.75, 248, 130, 20), (1.0, 255, 232, 90)),
    "blue": ((0.0, 8, 14, 78), (0.5, 36, 92, 232), (0.75, 70, 168, 250), (1.0, 150, 244, 255)),
}
DARK, BRIGHT = 0.35, 0.65
"""Shares of the limit up to which a color is plainly dark, and from which it is plainly bright."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A color on the bar: its hue, and how far it lies from the baseline (0) to the end (1)."""

    hue: Hue
    strength: float

    @property
    def drawn(self) -> str:
        """The color as SVG writes it."""
        return _drawn(self.hue, self.strength)

    @property
    def name(self) -> str:
        """What one would call it: dark and bright ends by name, the middle by its hue."""
        if self.strength <= DARK:
            return f"dark {self.hue}"
        if self.strength >= BRIGHT:
            return "yellow" if self.hue == "red" else "pale blue"
        return self.hue


@lru_cache(maxsize=1024)
def _drawn(hue: Hue, strength: float) -> str:
    stops = _STOPS[hue]
    for (low, *below), (high, *above) in pairwise(stops):
        if strength <= high:
            share = round(max(0.0, strength - low) / (high - low), 6)
            mixed = (round(a + (b - a) * share) for a, b in zip(below, above, strict=True))
            return "#" + "".join(f"{channel:02x}" for channel in mixed)
    return "#" + "".join(f"{channel:02x}" for channel in stops[-1][1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A color bar: its map, and the velocities at its ends in cm/s, positive toward the probe."""

    map: Map
    low: float
    high: float

    def hue(self, *, toward: bool) -> Hue:
        """The upper half means toward the probe, whichever color is there."""
        return "red" if toward == (self.map == "normal") else "blue"

    def shade(self, velocity: float) -> Shade:
        """How a velocity is shown, wrapped around where the bar has no room for it."""
        shown = wrapped(velocity, self.low, self.high)
        end = self.high if shown >= 0 else self.low
        return Shade(self.hue(toward=shown >= 0), abs(shown / end) if end else 1.0)

    def place(self, velocity: float) -> float:
        """Where a velocity stands on the bar, 0 at its top and 1 at its bottom."""
        return (self.high - velocity) / (self.high - self.low)


def centred(colors: Map, limit: float) -> Bar:
    """A bar with its baseline in the middle."""
    return Bar(map=colors, low=-limit, high=limit)
