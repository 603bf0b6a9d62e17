"""Whole numbers for pictures made of pixels: noise from a seed, blur, logarithms.

All that is computed of pixels is computed in whole numbers, so that the bytes of a picture depend
neither on the processor nor on the versions of Python and numpy. Tables of real functions are
rounded to nine digits before they are scaled; no C library is wrong by that much.
"""

from __future__ import annotations

import math
from functools import cache

from sonodeck.scenes.late import Whole, np

UNIT = 1 << 12
"""The amplitude of 0 dB, in whole numbers."""
TENTH = 10
"""Levels are in tenths of a decibel."""


def normal(seed: int, shape: tuple[int, ...]) -> Whole:
    """Numbers that are nearly normal, of standard deviation about 256: sums of uniform ones.

    Only the raw stream of PCG64 is used: numpy promises it for ever.
    """
    raw = np.random.PCG64(seed).random_raw(int(np.prod(shape))).reshape(shape)
    parts = [
        (raw >> np.uint64(16 * part) & np.uint64(0xFFFF)).astype(np.int64) for part in range(4)
    ]
    return (parts[0] + parts[1] + parts[2] + parts[3] - 2 * 0xFFFF) * 256 // 37837


@cache
def kernel(hundredths: int) -> tuple[int, ...]:
    """Half of a Gaussian, from its middle on; its width at half maximum in hundredths of a pixel.

    The sum of its squares is that of one pixel, so that speckle keeps its mean power.
    """
    sigma = max(hundredths, 1) / 235.5
    weights = [math.exp(-(at * at) / (2 * sigma * sigma)) for at in range(int(3 * sigma) + 1)]
    power = math.sqrt(weights[0] ** 2 + 2 * sum(one * one for one in weights[1:]))
    return tuple(round(round(one / power, 9) * UNIT) for one in weights)


def smeared(field: Whole, kernel: tuple[int, ...], axis: int) -> Whole:
    """A field blurred along an axis, with nothing beyond its edges."""
    total = field * kernel[0]
    for distance, weight in enumerate(kernel[1:], 1):
        if distance >= field.shape[axis]:
            break
        near, far = [slice(None)] * 2, [slice(None)] * 2
        near[axis], far[axis] = slice(distance, None), slice(None, -distance)
        weighted = field * weight
        total[tuple(near)] += weighted[tuple(far)]
        total[tuple(far)] += weighted[tuple(near)]
    return total >> 12


def speckle(seed: int, shape: tuple[int, int], down: int, across: int) -> Whole:
    """Levels of fully developed speckle, tenths of a dB, 0 in the mean of their power.

    ``down`` and ``across``: the width of a grain at half maximum in hundredths of a pixel.
    """
    real, imaginary = normal(seed, (2, *shape)) * UNIT
    for axis, width in ((0, down), (1, across)):
        real, imaginary = (smeared(one, kernel(width), axis) for one in (real, imaginary))
    return decibels(real * real + imaginary * imaginary)


@cache
def _logs() -> Whole:
    """Tenths of a decibel for the mantissa of a power."""
    return np.array(
        [round(round(100 * math.log10(1 + one / 1024), 9)) for one in range(1024)], np.int64
    )


_REFERENCE = 20 * math.log10(256 * UNIT * math.sqrt(2))


def decibels(power: Whole) -> Whole:
    """Ten times the decibels of a power, 0 where it is that of liver."""
    mantissa, exponent = np.frexp(np.maximum(power, 1).astype(np.float64))
    place = ((mantissa * 2 - 1) * 1024).astype(np.int64)
    whole = (exponent.astype(np.int64) - 1) * 30_103 // 1000
    return whole + _logs()[place] - round(round(_REFERENCE, 6) * TENTH)
