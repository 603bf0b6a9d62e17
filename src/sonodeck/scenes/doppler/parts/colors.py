"""The color bar: which color a velocity is shown in, by name and as it is drawn."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts.physics import Map, wrapped

Hue: TypeAlias = Literal["red", "blue"]

# From the baseline to the end of the bar: (share of the way, red, green, blue).
_STOPS: dict[Hue, tuple[tuple[float, int, int, int], ...]] = {
    "red": (
        (0.0, 90, 0, 0), (0.25, 140, 0, 0), (0.5, 226, 8, 0), (0.75, 250, 120, 6),
        (1.0, 255, 240, 60),
    ),
    "blue": (
        (0.0, 0, 4, 70), (0.25, 4, 14, 110), (0.5, 10, 72, 226), (0.75, 110, 185, 252),
        (1.0, 60, 255, 255),
    ),
}  # fmt: skip
_NAMES: dict[Hue, tuple[str, str, str, str]] = {
    "red": ("dark red", "red", "orange", "yellow"),
    "blue": ("dark blue", "blue", "light blue", "cyan"),
}
BORDERS = (0.35, 0.64, 0.89)
"""Shares of the way at which one name of a color gives way to the next."""
_DOUBT = 0.04
"""So near to a border people disagree on the name."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A color on the bar: its hue, and how far it lies from the baseline (0) to the end (1)."""

    hue: Hue
    strength: float

    @property
    def drawn(self) -> str:
        """The color as SVG writes it."""
        return "#" + "".join(f"{channel:02x}" for channel in rgb(self.hue, self.strength))

    @property
    def name(self) -> str:
        """What one would call it."""
        return _NAMES[self.hue][sum(self.strength > border for border in BORDERS)]

    @property
    def plain(self) -> bool:
        """Whether all would call it that."""
        return all(abs(self.strength - border) >= _DOUBT for border in BORDERS)


@lru_cache(maxsize=1024)
def rgb(hue: Hue, strength: float) -> tuple[int, int, int]:
    """The color at a share of the way from the baseline to the end of the bar."""
    for (low, *below), (high, *above) in pairwise(_STOPS[hue]):
        if strength <= high:
            share = round(max(0.0, strength - low) / (high - low), 6)
            red, green, blue = (
                round(a + (b - a) * share) for a, b in zip(below, above, strict=True)
            )
            return red, green, blue
    return _STOPS[hue][-1][1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A color bar: its map, and the velocities at its ends in cm/s, positive toward the probe.

    ``filter``: the wall filter in cm/s. It works on what sampling made of a velocity, so what wraps
    to near zero is black as well.
    """

    map: Map
    low: float
    high: float
    filter: float = 0

    def hue(self, *, toward: bool) -> Hue:
        """The upper half means toward the probe, whichever color is there."""
        return "red" if toward == (self.map == "normal") else "blue"

    def shown(self, velocity: float) -> float:
        """Where on the bar a velocity lands."""
        return wrapped(velocity, self.low, self.high)

    def shade(self, velocity: float) -> Shade | None:
        """How a velocity is shown; None where the wall filter takes it away."""
        shown = self.shown(velocity)
        if shown == 0 or abs(shown) < self.filter:
            return None
        end = self.high if shown > 0 else self.low
        return Shade(self.hue(toward=shown > 0), abs(shown / end))

    def color(self, velocity: float) -> str:
        """The name of that color, or ``black``."""
        shade = self.shade(velocity)
        return shade.name if shade else "black"

    def place(self, velocity: float) -> float:
        """Where a velocity stands on the bar, 0 at its top and 1 at its bottom."""
        return (self.high - velocity) / (self.high - self.low)


def centred(colors: Map, limit: float, wall_filter: float = 0) -> Bar:
    """A bar with its baseline in the middle."""
    return Bar(map=colors, low=-limit, high=limit, filter=wall_filter)
