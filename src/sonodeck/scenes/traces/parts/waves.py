"""Velocities over time: beats whose figures are given, flow from the circulation, veins.

Velocities are cm/s, times s. Every curve is rounded to a thousandth of a cm/s before it is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.spectral import Curve
from sonodeck.scenes.traces.parts.circulation import Artery, flow

_COUNT = 500
"""Samples of a beat, for its mean."""
_FAST, _SLOW = 0.09, 0.5
"""Time constants of the fall after the peak: of systole, and of the windkessel in diastole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A beat with a given peak (``psv``), end (``edv``) and, where it matters, ``mean``.

    It rises from its foot within ``rise``, falls with two time constants, and has come down to
    ``edv`` when the next begins. ``notch``: how deep flow dips early in diastole; ``still``: the
    share of the beat before its end that it stays at ``edv``.
    """

    psv: float
    edv: float
    mean: float | None = None
    rise: float = 0.08
    period: float = 0.8
    notch: float = 0.0
    still: float = 0.0

    def at(self, time: float) -> float:
        """The velocity so long after the foot of some beat."""
        return self._velocity(time % self.period, _weight(self))

    def from_foot(self, foot: float) -> Curve:
        """The curve of beats of which one begins at ``foot``."""
        return lambda time: self.at(time - foot)

    @property
    def averages(self) -> tuple[float, float]:
        """The least and the greatest mean that such a beat can have."""
        return self.averaged(1), self.averaged(0)

    def averaged(self, weight: float) -> float:
        """The mean velocity with a weight of the fast fall."""
        step = self.period / _COUNT
        found = sum(self._velocity((at + 0.5) * step, weight) for at in range(_COUNT))
        return round(found / _COUNT, 3)

    def _velocity(self, time: float, weight: float) -> float:
        if time < self.rise:
            left = 1 - time / self.rise
            share = 1 - left * math.sqrt(left)
        else:
            whole = self.period * (1 - self.still) - self.rise
            past = min(time - self.rise, whole)
            share = weight * _fall(past, whole, _FAST) + (1 - weight) * _fall(past, whole, _SLOW)
        dip = self.notch * bump(time, 0.42 * self.period, 0.06 * self.period)
        return round(self.edv + (self.psv - self.edv) * share - dip, 3)


@lru_cache(maxsize=256)
def _weight(beat: Beat) -> float:
    """Of the fast fall; the one that gives the mean, where there is one."""
    if beat.mean is None:
        return 0.6
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if beat.averaged(middle) > beat.mean else (low, middle)
    return round(low, 9)


def _fall(past: float, whole: float, constant: float) -> float:
    """An exponential from 1 to 0 over a whole time."""
    end = math.exp(-whole / constant)
    return (math.exp(-past / constant) - end) / (1 - end)


def bump(time: float, middle: float, half: float) -> float:
    """A smooth rise to 1 and back, 0 beyond twice ``half`` from its middle."""
    apart = abs(time - middle) / (2 * half)
    return (1 - apart * apart) ** 2 if apart < 1 else 0.0


def repeated(samples: Sequence[float], period: float, foot: float = 0) -> Curve:
    """Beats given by samples, straight between them; one begins at ``foot``."""
    count = len(samples)

    def at(time: float) -> float:
        place = (time - foot) / period * count
        whole = math.floor(place)
        one, other = samples[whole % count], samples[(whole + 1) % count]
        return round(one + (other - one) * (place - whole), 3)

    return at


def velocities(artery: Artery, area: float) -> tuple[float, ...]:
    """The velocities at the gate of an artery with a lumen of so many cm²."""
    return tuple(one / area for one in flow(artery))


# the beds that arteries lead into

Bed: TypeAlias = Literal["kidney", "face", "limb", "stiff"]
BEDS: Mapping[Bed, Artery] = {
    "kidney": Artery(),
    "face": Artery(resistance=40, bed=0.008, inertance=0.02),
    "limb": Artery(resistance=40, bed=0.02, entry=1.5, inertance=0.05, wall=0.005),
    "stiff": Artery(resistance=88, bed=0.015, entry=1.4, inertance=0.04, wall=0.005),
}
"""Low resistance; high resistance; high, and elastic enough for blood to swing back and forth;
higher still, so that nothing flows late in diastole."""
