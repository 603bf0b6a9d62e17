"""The beam that the elements of an array send out: their waves, added up at every place.

Each point of a face sends out a spherical wave, the weaker the more it goes off to the side
(Huygens and Fresnel; obliquity as of a soft baffle, Selfridge et al., Appl Phys Lett 37:35, 1980).
Where the waves arrive in step the sound is strong. Lengths are millimeters, delays microseconds,
frequencies megahertz. As in the model of images, all is computed in whole numbers: paths in
micrometers, phases in 4096ths of a turn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.late import Whole, np
from sonodeck.scenes.model import SOUND, Setting, shades
from sonodeck.scenes.pixels import decibels

_MICRO = 1000
_TURN = 1 << 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A point of a face: its place along it (and off the plane of the image), delay and weight."""

    x: float
    y: float = 0
    delay: float = 0
    weight: float = 1


@cache
def _cosines() -> Whole:
    """For each 4096th of a turn, in 1024ths."""
    turns = [2 * math.pi * one / _TURN for one in range(_TURN)]
    return np.array([round(round(math.cos(one), 9) * 1024) for one in turns], np.int64)


def places(count: int, pitch: float) -> list[float]:
    """Where the elements of an array are."""
    return [(at - (count - 1) / 2) * pitch for at in range(count)]


def array(
    elements: Sequence[float], delays: Iterable[float], weights: Iterable[float], width: float
) -> list[Source]:
    """The sources of an array: three points across each element, which is ``width`` wide."""
    return [
        Source(x=x + part * width / 3, delay=delay, weight=weight)
        for x, delay, weight in zip(elements, delays, weights, strict=True)
        for part in (-1, 0, 1)
    ]


def disc(diameter: float, step: float) -> list[Source]:
    """The sources of a round element in steps of so many mm; one half stands for both."""
    reach = int(diameter / 2 / step + 1)
    places = [
        (across * step, off * step)
        for across in range(-reach, reach + 1)
        for off in range(reach + 1)
    ]
    return [
        Source(x=x, y=y, weight=1 if y else 0.5)
        for x, y in places
        if 4 * (x * x + y * y) <= diameter * diameter
    ]


def radiated(
    sources: Sequence[Source], setting: Setting, frequencies: Sequence[float], *, round_: bool
) -> Whole:
    """Levels of the beam in tenths of a decibel, 0 where it is strongest.

    The powers of several ``frequencies`` are added up, as those of a short pulse are. ``round_``:
    of a round face, where waves weaken with the way they have come and left and right are alike;
    without it each depth of the plane is shown as strong as any other.
    """
    step = round(setting.pixel * _MICRO)
    columns, rows = round(setting.width / setting.pixel), round(setting.depth / setting.pixel)
    x = (np.arange(columns, dtype=np.int64) * step - columns * step // 2 + step // 2)[None, :]
    if round_:
        x = x[:, columns // 2 :]
    z = (np.arange(rows, dtype=np.int64) * step + step // 2)[:, None]
    ways = [
        np.sqrt(
            ((x - round(one.x * _MICRO)) ** 2 + z * z + round(one.y * _MICRO) ** 2).astype(
                np.float64
            )
        ).astype(np.int64)
        for one in sources
    ]
    cosines = _cosines()
    power: Whole = np.zeros((rows, x.shape[1]), np.int64)
    for frequency in frequencies:
        real, imaginary = np.zeros_like(power), np.zeros_like(power)
        pace = round(frequency * _TURN * _MICRO / SOUND)
        for one, way in zip(sources, ways, strict=True):
            phase = way * pace // (_MICRO * _MICRO) + round(one.delay * frequency * _TURN)
            strength = round(one.weight * _TURN) * z // way
            if round_:
                strength = strength * 10 * _MICRO // way
            real += strength * cosines[phase % _TURN]
            imaginary += strength * cosines[(phase - _TURN // 4) % _TURN]
        power += (real >> 10) ** 2 + (imaginary >> 10) ** 2
    found: Whole = decibels(np.hstack([power[:, ::-1], power]) if round_ else power)
    return found - int(found.max())


def shown_by(setting: Setting, range_: float) -> Setting:
    """How a beam is displayed: white where it is strongest, black so many dB below."""
    return replace(setting, top=0, range=range_)


def of_array(
    sources: Sequence[Source], setting: Setting, frequency: float, left: float, scale: float,
    top: float,
) -> screen.Frame:  # fmt: skip
    """The beam of an array as part of a screen, each depth of the plane as bright as any other."""
    level = radiated(sources, setting, [frequency], round_=False)
    return screen.frame(shades(level, setting), setting, left, scale, top)


# one round element

DEEP = 80.0
"""Of the field in which its beam is shown, mm."""
_EDGE = 60
"""How much weaker than its middle a beam is at its edge, tenths of a decibel."""


def near_zone(diameter: float, wavelength: float) -> float:
    """The length of the near zone of a round, unfocused element, mm: D² / (4 λ)."""
    return diameter**2 / (4 * wavelength)


def of_disc(
    diameter: float, wavelength: float, width: float, left: float
) -> tuple[screen.Frame, list[str]]:
    """Its beam, each depth as bright as any other, and its edges: where it is 6 dB weaker.

    The three frequencies of a short pulse even out the near zone.
    """
    setting = shown_by(Setting(width=width, depth=DEEP, pixel=0.5), 12)
    frequency = SOUND / wavelength
    sources = disc(diameter, 0.7 * wavelength)
    level = radiated(
        sources, setting, [share * frequency for share in (0.85, 1, 1.15)], round_=True
    )
    level -= level.max(axis=1, keepdims=True)
    one = screen.frame(shades(level, setting), setting, left, 3, 32)
    strong = (level >= -_EDGE).sum(axis=1) * setting.pixel / 2
    depths = range(4, round(DEEP), 4)
    halves = [(float(strong[round(z / setting.pixel)]), z) for z in depths]
    return one, [screen.outline(one, [(side * half, z) for half, z in halves]) for side in (-1, 1)]
