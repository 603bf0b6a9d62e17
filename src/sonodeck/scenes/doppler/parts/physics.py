"""The physics of a Doppler picture. Angles in degrees, speeds in cm/s, frequencies in kHz and MHz.

On the screen x grows to the right and depth grows downward. A beam is tilted from straight down by
``steer`` (positive: it drifts to the right with depth), a vessel from level by ``slope`` (positive:
its right end is deeper). A velocity is positive toward the probe unless a docstring says otherwise.
"""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

Map: TypeAlias = Literal["normal", "inverted"]
Flow: TypeAlias = Literal["left-to-right", "right-to-left"]

SPEED_OF_SOUND = 1540.0
"""In soft tissue, in m/s, as scanners take it."""


def along_beam(steer: float, slope: float) -> float:
    """The part of a flow to the right that runs along the beam, from -1 to 1.

    Positive is away from the probe: the beam is (sin steer, cos steer), the flow (cos slope,
    sin slope), and their scalar product is sin(steer + slope).
    """
    return math.sin(math.radians(steer + slope))


def doppler_angle(steer: float, slope: float) -> float:
    """The angle between the beam and the vessel, from 0 to 90 degrees."""
    return 90 - abs(steer + slope)


def shift(frequency: float, speed: float, angle: float) -> float:
    """The Doppler shift in kHz of a frequency in MHz: 2 f v cos(angle) / c (Doppler equation)."""
    return 20 * frequency * speed * cosine(angle) / SPEED_OF_SOUND


def speed_of(doppler_shift: float, frequency: float, angle: float) -> float:
    """The speed in cm/s of a shift in kHz: the Doppler equation solved for it."""
    return doppler_shift * SPEED_OF_SOUND / (20 * frequency * cosine(angle))


def nyquist(prf: float) -> float:
    """The highest shift that is shown right, half the pulse repetition frequency."""
    return prf / 2


def largest_speed(prf: float, frequency: float, angle: float) -> float:
    """The highest speed without aliasing in cm/s: c PRF / (4 f cos(angle)), from both above."""
    return speed_of(nyquist(prf), frequency, angle)


def highest_prf(depth: float) -> float:
    """The highest PRF in kHz for a depth in cm: one pulse is back before the next, c / (2 d)."""
    return SPEED_OF_SOUND / (20 * depth)


def wrapped(velocity: float, low: float, high: float) -> float:
    """What a scale from ``low`` to ``high`` shows of a velocity: past one end, on from the other.

    Sampling can't tell velocities apart that differ by the whole range (Nyquist); the ends
    themselves are shown as they are.
    """
    if low <= velocity <= high:
        return velocity
    return (velocity - low) % (high - low) + low


def angle_error(true: float, assumed: float) -> float:
    """How many times the real speed is shown when the angle cursor is set wrong.

    The shift holds v cos(true); the scanner divides it by cos(assumed) (Doppler equation).
    """
    return cosine(true) / cosine(assumed)


def cosine(angle: float) -> float:
    """Of an angle in degrees; exactly 0 at 90 and 0.5 at 60, as on paper."""
    return round(math.cos(math.radians(angle)), 12)
