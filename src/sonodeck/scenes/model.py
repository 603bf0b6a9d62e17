"""A gray-scale image from maps of echo and attenuation: scatter, blur, attenuation, gains, display.

Lengths are millimeters, levels decibels, frequencies megahertz, attenuation dB/cm/MHz. x grows to
the right from the middle of the frame, z downward from the skin. The model is the usual one for
teaching (fully developed speckle: Burckhardt, IEEE Trans Sonics Ultrason 25:1, 1978): complex
scatter blurred by the pulse along the beam and by the beam across it.

All is computed in the whole numbers of ``pixels``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.late import Mask, Shades, Whole, np
from sonodeck.scenes.pixels import TENTH, UNIT, decibels, kernel, normal, smeared

SOUND = 1.54
"""Speed of sound in soft tissue, mm/µs."""
FLUID, TISSUE = -60.0, 0.0
ATTENUATION = 0.5
"""Of soft tissue, in dB/cm/MHz."""

_MICRO = 1000
_LEAST, _MOST = -1500, 500
"""Tenths of a decibel that the table of amplitudes holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How an image is made.

    ``cycles``: of the pulse; ``focus``: its depth; ``spread``: mm of beam width added per mm away
    from the focus; ``noise``: its level before the gains; ``gain``: on top of the TGC that makes up
    for tissue; ``sliders``: dB of each TGC slider from the skin down; ``top``: the level that is
    white; ``range``: the dynamic range.
    """

    width: float = 40
    depth: float = 50
    pixel: float = 0.2
    frequency: float = 5
    cycles: float = 2
    focus: float = 25
    spread: float = 0.04
    noise: float = -70
    gain: float = 0
    sliders: tuple[float, ...] = ()
    top: float = 18
    range: float = 60

    @property
    def pulse(self) -> float:
        """Half the spatial pulse length, mm: what axial resolution comes to."""
        return self.cycles * SOUND / (2 * self.frequency)

    def beam(self, z: float) -> float:
        """The width of the beam at a depth, mm: 1.2 λ × 2.5 at the focus, and what it spreads."""
        least = 1.2 * SOUND / self.frequency * 2.5
        return math.hypot(least, self.spread * (z - self.focus))


class Field:
    """The maps of one frame, to be drawn on: echo level in dB against liver, and attenuation."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        step = round(setting.pixel * _MICRO)
        columns, rows = round(setting.width / setting.pixel), round(setting.depth / setting.pixel)
        half = columns * step // 2
        self.x: Whole = (np.arange(columns, dtype=np.int64) * step - half + step // 2)[None, :]
        self.z: Whole = (np.arange(rows, dtype=np.int64) * step + step // 2)[:, None]
        self.echo: Whole = np.zeros((rows, columns), np.int64)
        self.attenuation: Whole = np.full((rows, columns), _thousandths(ATTENUATION), np.int64)
        self.points: list[tuple[int, int, float]] = []

    def disc(self, x: float, z: float, radius: float) -> Mask:
        """Where a disc is."""
        across, down = self.x - round(x * _MICRO), self.z - round(z * _MICRO)
        return across * across + down * down <= round(radius * _MICRO) ** 2

    def box(
        self, left: float = -1e3, right: float = 1e3, top: float = -1e3, bottom: float = 1e3
    ) -> Mask:
        """Where a rectangle is; without a side it has no end there."""
        across = (self.x >= round(left * _MICRO)) & (self.x < round(right * _MICRO))
        down = (self.z >= round(top * _MICRO)) & (self.z < round(bottom * _MICRO))
        return across & down

    def ellipse(self, x: float, z: float, across: float, down: float) -> Mask:
        """Where an ellipse is, from its half axes."""
        one, two = round(across * _MICRO), round(down * _MICRO)
        wide, high = (self.x - round(x * _MICRO)) * two, (self.z - round(z * _MICRO)) * one
        return wide * wide + high * high <= (one * two) ** 2

    def strip(self, x: float, top: float, half: float, widening: float = 0) -> Mask:
        """Where a strip is that runs down from ``top``; its half width grows by so much a mm."""
        below = self.z - round(top * _MICRO)
        edge = round(half * _MICRO) + below * round(widening * _MICRO) // _MICRO
        return (below >= 0) & (abs(self.x - round(x * _MICRO)) <= edge)

    def arc(self, x: float, z: float, half: float) -> Mask:
        """Where all is that lies as far from its own place on the skin as (x, z) does from it."""
        across = self.x - round(x * _MICRO)
        squared = self.z * self.z - across * across
        inner, outer = round((z - half) * _MICRO), round((z + half) * _MICRO)
        return (inner * inner <= squared) & (squared <= outer * outer)

    def paint(
        self, where: Mask, echo: float | None = None, attenuation: float | None = None
    ) -> None:
        """Give the pixels of a mask a level, an attenuation, or both."""
        if echo is not None:
            self.echo[where] = round(echo * TENTH)
        if attenuation is not None:
            self.attenuation[where] = _thousandths(attenuation)

    def fade(self, where: Mask, level: float, slope: float, distance: Whole) -> None:
        """Give a mask a level that falls by ``slope`` dB a mm of ``distance`` (in µm)."""
        fallen = round(level * TENTH) - distance * round(slope * 1000) // 100_000
        self.echo[where] = np.broadcast_to(fallen, self.echo.shape)[where]

    def sphere(self, x: float, z: float, radius: float, slice_: float) -> None:
        """Paint a sphere of fluid as a slice sees it that is ``slice_`` mm thick at half maximum.

        At each pixel the share of the slice, weighted with its Gaussian, that lies in tissue.
        """
        across, down = self.x - round(x * _MICRO), self.z - round(z * _MICRO)
        squared = across * across + down * down
        where = squared <= round(radius * _MICRO) ** 2
        outside, whole = np.zeros(self.echo.shape, np.int64), 0
        for step in range(-50, 51):
            y, weight = step * round(slice_ * 30), _weight(step)
            outside += weight * (squared + y * y > round(radius * _MICRO) ** 2)
            whole += weight
        self.echo[where] = _shares()[outside * 1000 // whole][where]
        self.paint(where, attenuation=0)

    def band(self, z: float, level: float, sigma: float) -> None:
        """Raise the echoes around a depth: by ``level`` dB there, falling off like a Gaussian."""
        away = abs(self.z - round(z * _MICRO)) * 10 // round(sigma * _MICRO)
        bell = [round(round(math.exp(-(at * at) / 200), 9) * level * TENTH) for at in range(40)]
        self.echo += np.array(bell, np.int64)[np.minimum(away, len(bell) - 1)]

    def point(self, x: float, z: float, level: float) -> None:
        """Put one strong scatterer into the pixel at a place."""
        column = round((x + self.setting.width / 2) / self.setting.pixel)
        self.points.append((round(z / self.setting.pixel), column, level))


def levels(field: Field, seed: int, noise: int = 0) -> Whole:
    """The image before it is displayed: tenths of a decibel a pixel, rows from the skin down.

    ``noise``: which noise, of frames whose speckle is one.
    """
    gains = _gains(field.setting, len(field.echo))[:, None]
    return decibels(_power(field, seed, _two_ways(field, 0), noise)) + gains


def compounded(field: Field, seed: int, angles: Sequence[float]) -> Whole:
    """The same from several looks: the mean of their amplitudes. ``angles``: of the beams, degrees.

    Each look has speckle of its own; square roots are exact to the last bit everywhere.
    """
    total = np.zeros(field.echo.shape, np.int64)
    for at, angle in enumerate(angles):
        power = _power(field, seed + 2 * at, _two_ways(field, angle))
        total += np.sqrt(power.astype(np.float64)).astype(np.int64)
    mean = total // len(angles)
    return decibels(mean * mean) + _gains(field.setting, len(mean))[:, None]


def averaged(fields: Sequence[Field], seed: int) -> Whole:
    """The same from several frames, as persistence shows them: the mean of their amplitudes.

    What stands still has the same speckle in each frame; the noise differs.
    """
    total = np.zeros(fields[0].echo.shape, np.int64)
    for at, field in enumerate(fields):
        power = _power(field, seed, _two_ways(field, 0), at)
        total += np.sqrt(power.astype(np.float64)).astype(np.int64)
    mean = total // len(fields)
    return decibels(mean * mean) + _gains(fields[0].setting, len(mean))[:, None]


def _power(field: Field, seed: int, loss: Whole, at: int = 0) -> Whole:
    """What comes back to the probe from each pixel, in the frame ``at``."""
    setting = field.setting
    real, imaginary = _scatter(field, seed)
    real, imaginary = (_blurred(part, setting) for part in (real, imaginary))
    level = _amplitude(round(setting.noise * TENTH))
    noise = normal(seed + 1 + 1000 * at, (2, *real.shape)) * level
    faded = _amplitudes_of(-loss)
    real = (real * faded >> 12) + noise[0]
    imaginary = (imaginary * faded >> 12) + noise[1]
    power: Whole = real * real + imaginary * imaginary
    return power


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """The shape of an image whose scan lines fan out: degrees to either side of the middle.

    ``radius``: of a convex array, mm; 0 for a phased array, whose lines come from one point.
    ``flat``: a vector format, whose lines start on a flat face so far below their common point.
    """

    radius: float = 50
    half: float = 30
    flat: bool = False

    @property
    def top(self) -> float:
        """How far below the common point of the lines the image begins, mm."""
        return self.radius if self.flat else self.radius * math.cos(math.radians(self.half))

    def setting(self, inner: Setting, pixel: float) -> Setting:
        """Of the image that holds the sector, from that of its scan lines."""
        turned = math.radians(self.half)
        face = self.radius / math.cos(turned) if self.flat else self.radius
        width = 2 * round((face + inner.depth) * math.sin(turned) / pixel + 0.5)
        deep = self.radius + inner.depth - self.top
        depth = round(deep / pixel + 0.5)
        return replace(inner, width=width * pixel, depth=depth * pixel, pixel=pixel)

    def place(self, inner: Setting, x: float, z: float) -> tuple[float, float]:
        """Where a place on the scan lines (x across them, z along them) is in the image."""
        turned = math.radians(self.half * 2 * x / inner.width)
        out = z + (self.radius / math.cos(turned) if self.flat else self.radius)
        return out * math.sin(turned), out * math.cos(turned) - self.top


def fanned(found: Whole, inner: Setting, sector: Sector, pixel: float) -> Whole:
    """Levels on scan lines (a column each) as an image of a sector: the nearest, black outside.

    Only whole numbers, quotients, roots and a table of tangents: the same everywhere.
    """
    setting = sector.setting(inner, pixel)
    step, top = round(pixel * _MICRO), sector.top
    columns, rows = round(setting.width / pixel), round(setting.depth / pixel)
    x = (np.arange(columns, dtype=np.int64) * step - columns * step // 2 + step // 2)[None, :]
    z = (np.arange(rows, dtype=np.int64) * step + step // 2 + round(top * _MICRO))[:, None]
    tangents = [
        round(math.tan(math.radians(sector.half * (2 * at / found.shape[1] - 1))), 9)
        for at in range(found.shape[1] + 1)
    ]
    line = np.searchsorted(np.array(tangents), x / z, side="right") - 1
    away = np.sqrt((x * x + z * z).astype(np.float64)).astype(np.int64)
    face = round(sector.radius * _MICRO)
    start = away * face // np.maximum(z, 1) if sector.flat else face
    along = (away - start) // round(inner.pixel * _MICRO)
    inside = (line >= 0) & (line < found.shape[1]) & (along >= 0) & (along < found.shape[0])
    turned = found[np.clip(along, 0, found.shape[0] - 1), np.clip(line, 0, found.shape[1] - 1)]
    shown: Whole = np.where(inside, turned, BLACK)
    return shown


def shades(found: Whole, setting: Setting, steps: int = 16) -> Shades:
    """Levels as they are displayed: whole shades from 0 (black) to ``steps`` - 1 (white)."""
    least = round((setting.top - setting.range) * TENTH)
    scaled = (found - least) * steps // round(setting.range * TENTH)
    return np.clip(scaled, 0, steps - 1).astype(np.uint8)


def _thousandths(value: float) -> int:
    return round(value * 1000)


# scatter


def _scatter(field: Field, seed: int) -> tuple[Whole, Whole]:
    """The complex field before it is blurred."""
    amplitudes = _amplitudes_of(field.echo)
    drawn = normal(seed, (2, *field.echo.shape))
    real, imaginary = drawn[0] * amplitudes, drawn[1] * amplitudes
    for row, column, level in field.points:
        if 0 <= row < real.shape[0] and 0 <= column < real.shape[1]:
            real[row, column] += 362 * _amplitude(round(level * TENTH))
    return real, imaginary


# blur


def _blurred(field: Whole, setting: Setting) -> Whole:
    """Along the beam by the pulse, then row by row across it by the beam."""
    along = smeared(field, kernel(round(100 * setting.pulse / setting.pixel)), 0)
    # Nearly the same width is the same kernel, and rows of one kernel are blurred together.
    widths = [
        5 * round(20 * setting.beam((row + 0.5) * setting.pixel) / setting.pixel)
        for row in range(len(along))
    ]
    start = 0
    for row in range(1, len(widths) + 1):
        if row == len(widths) or widths[row] != widths[start]:
            along[start:row] = smeared(along[start:row], kernel(widths[start]), 1)
            start = row
    return along


# attenuation and gains


def _two_ways(field: Field, angle: float) -> Whole:
    """The loss to each pixel and back, in tenths of a decibel; ``angle``: of the beams, degrees."""
    step = round(field.setting.pixel * _MICRO)
    frequency = round(field.setting.frequency * 100)
    # thousandths of dB/cm/MHz × hundredths of MHz × µm, both ways
    rows, columns = field.attenuation.shape
    if not angle:
        straight: Whole = np.cumsum(field.attenuation, axis=0)
        return straight * (2 * frequency * step) // 100_000_000
    slope = round(math.tan(math.radians(angle)), 9)
    shift = np.array([round(row * slope) for row in range(rows)], np.int64)[:, None]
    # In the sheared map the beams run straight down.
    wide = np.arange(-abs(shift).max(), columns + abs(shift).max())[None, :]
    sheared = field.attenuation[np.arange(rows)[:, None], np.clip(wide + shift, 0, columns - 1)]
    back = np.arange(columns)[None, :] - shift + abs(shift).max()
    loss: Whole = np.cumsum(sheared, axis=0)[np.arange(rows)[:, None], back]
    return loss * (2 * frequency * step) // 100_000_000


def _gains(setting: Setting, rows: int) -> Whole:
    """What is added to each row, in tenths of a decibel."""
    gains = []
    for row in range(rows):
        z = (row + 0.5) * setting.pixel
        usual = 2 * ATTENUATION * setting.frequency * z / 10
        gains.append(round((usual + setting.gain + _slider(setting, z)) * TENTH))
    return np.array(gains, np.int64)


def _slider(setting: Setting, z: float) -> float:
    """What the TGC sliders add at a depth: linear between their middles."""
    if not setting.sliders:
        return 0.0
    place = z / setting.depth * len(setting.sliders) - 0.5
    low = min(max(math.floor(place), 0), len(setting.sliders) - 1)
    high = min(low + 1, len(setting.sliders) - 1)
    share = min(max(place - low, 0.0), 1.0)
    return setting.sliders[low] * (1 - share) + setting.sliders[high] * share


# tables


def _amplitude(tenths: int) -> int:
    return round(round(10 ** (tenths / 200), 9) * UNIT)


@cache
def _amplitudes() -> Whole:
    """The amplitude of each tenth of a decibel, from the least on."""
    return np.array([_amplitude(one) for one in range(_LEAST, _MOST + 1)], np.int64)


def _amplitudes_of(levels: Whole) -> Whole:
    """Of levels in tenths of a decibel."""
    found: Whole = _amplitudes()[np.clip(levels - _LEAST, 0, _MOST - _LEAST)]
    return found


@cache
def _shares() -> Whole:
    """Tenths of a decibel for thousandths of the power of tissue."""
    logs = [round(round(100 * math.log10(one / 1000), 9)) for one in range(1, 1001)]
    return np.array([-600, *(max(one, -600) for one in logs)], np.int64)


BLACK = -10_000


def _weight(step: int) -> int:
    """Of a Gaussian, at ``step`` steps of 3 % of its width at half maximum from its middle."""
    return round(round(math.exp(-4 * math.log(2) * (0.03 * step) ** 2), 9) * UNIT)
