"""A spectrum as a scanner shows it: a band of speckle over time, with its axes.

``Plot`` is the place on the screen and what its axes mean; ``Band`` is blood between a slowest and
a fastest velocity at each time; ``image`` draws bands in a plot as pixels, ``axes`` the scales
around it. Velocities are cm/s, positive upward on the screen; times are seconds; levels are dB.

How it is drawn. Each column is one line of spectra and takes in all velocities of its stretch of
time. The mean level rises from the envelope inward by 1 dB for each 1 % of the velocity there, up
to ``_PLATEAU``. At a gain of 0 a pixel is lit exactly where this level is above that of the
envelope: so the edge that is seen lies within half a pixel of ``fast``. With ``gain`` it blooms by
1 % a dB, and noise shows; with less gain it shrinks and fades. Speckle changes the shade only.

What lies beyond the scale wraps to the other edge, as sampling does; ``sampled=False`` is
continuous wave, which is cut off there. The wall filter takes away what is *shown* within
``wall`` of the baseline: it works on the sampled signal, so what wraps to there goes too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.late import Shades, Whole, np
from sonodeck.scenes.pixels import TENTH, speckle
from sonodeck.scenes.png import png
from sonodeck.scenes.words import figure, signed

Curve: TypeAlias = Callable[[float], float]
"""A velocity in cm/s for each time in seconds, positive upward."""

COLUMN, ROW = 1.25, 0.625
"""The pixels of a spectrum, in pixels of a screen 320 wide. 236 × 160 of it are 33 kB as text."""
BASELINE = "#ffb347"
TICK = "#aeb7c0"
_FINE = 64
"""Parts of a row that velocities are rounded to."""
_INSTANTS = 5
"""Of a column at which the velocity is looked up."""
_PLATEAU = 18 * TENTH
_LEAST_SHADE = 4
"""Of what is lit at all: an envelope has to be seen through the holes of speckle."""
_DIM = 24 * TENTH
"""Levels from the darkest to the brightest shade."""
_NOISE = -11 * TENTH
"""The mean level of noise at a gain of 0, against that of the envelope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Where a spectrum lies on the screen, and its axes.

    ``high`` and ``low``: velocities at the upper and the lower edge (so ``low`` < 0 < ``high``, and
    ``high - low`` is what sampling wraps by). ``inverted``: the display is turned; the signs of the
    labels are, and nothing else here.
    """

    left: float
    top: float
    width: float
    height: float
    seconds: float
    high: float
    low: float
    inverted: bool = False

    @property
    def columns(self) -> int:
        return 2 * round(self.width / COLUMN / 2)

    @property
    def rows(self) -> int:
        return round(self.height / ROW)

    def x(self, time: float) -> float:
        return self.left + self.width * time / self.seconds

    def y(self, velocity: float) -> float:
        return self.top + self.height * (self.high - velocity) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Band:
    """Blood in the sample volume at each time.

    ``fast``: the envelope. ``window``: the slowest velocity as a share of it; 0 is a filled
    window, 0.75 a clear one, -1 the same speeds on both sides of the baseline. ``level``: dB by
    which its shades differ from a usual one's (a mirror image: -9); where it is lit, ``gain``
    decides.
    """

    fast: Curve
    window: float = 0.0
    level: float = 0.0

    def mirrored(self) -> Band:
        """The same on the other side of the baseline, weaker."""
        return Band(lambda time: -self.fast(time), self.window, self.level - 9)


def image(
    plot: Plot, bands: Sequence[Band], seed: int, *,
    gain: float = 0, wall: float = 0, sampled: bool = True,
) -> str:  # fmt: skip
    """The pixels of a spectrum as a piece of SVG. ``wall``: the wall filter, cm/s."""
    shades = np.zeros((plot.rows, plot.columns), np.uint8)
    step = plot.rows * _FINE / (plot.high - plot.low)
    places = _fine(plot.high, step) - _FINE * np.arange(plot.rows) - _FINE // 2
    extra = round(gain * TENTH)
    for band in bands:
        fast, slow = _edges(plot, band, step)
        lit = _level(places, fast, slow, plot.rows * _FINE if sampled else 0) + extra
        level = lit + _speckle(seed, shades.shape) + round(band.level * TENTH)
        shades = np.maximum(shades, _shades(lit, level))
    noise = _speckle(seed + 1, shades.shape) + _NOISE + extra
    shades = np.maximum(shades, _shades(noise, noise))
    shades[abs(places) < _fine(wall, step)] = 0
    return svg.image(png(shades), (plot.left, plot.top), plot.width, plot.height)


def _fine(velocity: float, step: float) -> int:
    return round(round(velocity * step, 6))


def _edges(plot: Plot, band: Band, step: float) -> tuple[Whole, Whole]:
    """The fastest and the slowest velocity of each column, in parts of a row."""
    fastest, slowest = [], []
    for column in range(plot.columns):
        times = ((column + (at + 0.5) / _INSTANTS) / plot.columns for at in range(_INSTANTS))
        found = sorted((band.fast(plot.seconds * time) for time in times), key=abs)
        fastest.append(_fine(found[-1], step))
        same = found[0] * found[-1] > 0
        least = found[-1] if band.window < 0 else found[0]
        slowest.append(_fine(least * band.window if same else 0, step))
    return np.array(fastest, np.int64), np.array(slowest, np.int64)


def _level(places: Whole, fast: Whole, slow: Whole, whole: int) -> Whole:
    """The mean level of each pixel against that of the envelope, in tenths of a decibel."""
    unit = np.maximum(abs(fast), 8 * _FINE)
    sign = np.where(fast < 0, -1, 1)
    found = np.full((len(places), len(fast)), -_PLATEAU * 10, np.int64)
    for turns in (-1, 0, 1) if whole else (0,):
        along = (places[:, None] + turns * whole) * sign
        outer, inner = abs(fast) - along, along - slow * sign
        level = np.minimum(outer, inner) * (100 * TENTH) // unit
        found = np.maximum(found, np.minimum(level, _PLATEAU))
    return found


@lru_cache(maxsize=4)
def _speckle(seed: int, shape: tuple[int, int]) -> Whole:
    return speckle(seed, shape, 240, 170)


def _shades(lit: Whole, level: Whole) -> Shades:
    """Shades from 0 to 15: 0 where the mean level is below that of the envelope."""
    shade = _LEAST_SHADE + level * (15 - _LEAST_SHADE) // _DIM
    return np.where(lit >= 0, np.clip(shade, _LEAST_SHADE, 15), 0).astype(np.uint8)


# axes


def axes(plot: Plot, step: float, *, unit: str = "cm/s", names: bool = True) -> list[str]:
    """The baseline, a tick each ``step`` cm/s at the right edge, a tick each 0.2 s at the bottom.

    ``names``: with figures; where they would stand too close, every second one.
    """
    right, bottom = plot.left + plot.width, plot.top + plot.height
    zero = plot.y(0)
    parts = [svg.polyline([(plot.left, zero), (right, zero)], BASELINE, 1)]
    apart = plot.height * step / (plot.high - plot.low)
    every = 1 if apart > svg.SIZE + 1 else 2
    for count in range(math.ceil(plot.low / step - 1e-9), math.floor(plot.high / step + 1e-9) + 1):
        y = plot.y(count * step)
        parts.append(svg.polyline([(right, y), (right + 5, y)], TICK, 1))
        if names and count % every == 0:
            velocity = -count * step if plot.inverted else count * step
            parts.append(svg.text((right + 8, y + 4.5), signed(velocity), fill=TICK))
    if names:
        parts.append(svg.text((right + 8, plot.top - 8), unit, fill=TICK))
    named = 5 if plot.width / plot.seconds > 28 else 10
    for tick in range(math.floor(plot.seconds * 5 + 1e-9) + 1):
        x, long = plot.x(tick / 5), 7 if tick % 5 == 0 else 3
        parts.append(svg.polyline([(x, bottom), (x, bottom + long)], TICK, 1))
        if names and tick % named == 0 and tick:
            word = f"{figure(tick / 5)} s"
            parts.append(svg.text((x, bottom + 20), word, anchor="middle", fill=TICK))
    return parts
