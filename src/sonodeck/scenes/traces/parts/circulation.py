"""The flow in an artery from a model of the circulation: two windkessels in a row.

The heart ejects into the aorta: its impedance, then a compliance and the resistance of the body
(Westerhof, Lankhaar, Westerhof, Med Biol Eng Comput 47:131, 2009). From the aorta an artery leads
through a stenosis (a resistance) into its own compliance, and from there, past the gate, through
the inertance of the blood into the bed: a compliance with a resistance behind it. The equations
are linear and stepped with the four operations only, which are the same on every machine.

Pressures are mmHg, flows mL/s, resistances mmHg s/mL, compliances mL/mmHg, inertances mmHg s²/mL.
"""

from __future__ import annotations

from functools import lru_cache

from sonodeck.common.frozen import dataclass

STROKE, EJECTION = 70.0, 0.3
"""What the heart ejects with a beat (mL), and how long that takes (s)."""
IMPEDANCE, AORTA, BODY = 0.1, 1.3, 1.0
"""Characteristic impedance and compliance of the aorta, resistance of the body."""
STEPS = 4000
"""A beat."""
_BEATS = 12
"""Until every beat is like the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artery:
    """An artery and its bed.

    ``stenosis``: resistance before the gate; ``wall``: compliance between the two; ``inertance``
    and ``entry``: of the blood and the resistance between wall and bed; ``bed``: compliance of the
    bed; ``resistance``: of its arterioles; ``period``: of a beat, s.
    """

    stenosis: float = 0.4
    wall: float = 0.01
    inertance: float = 0.015
    entry: float = 1.0
    bed: float = 0.02
    resistance: float = 6.0
    period: float = 0.8


def ejection(time: float) -> float:
    """What leaves the heart so long after the beat began, mL/s: most in the first third."""
    if not 0 <= time < EJECTION:
        return 0.0
    share = time / EJECTION
    return 12 * STROKE / EJECTION * share * (1 - share) * (1 - share)


@lru_cache(maxsize=256)
def flow(artery: Artery, count: int = 400) -> tuple[float, ...]:
    """The flow at the gate at so many times of one beat, in mL/s, to nine places."""
    step = artery.period / STEPS
    aorta = STROKE / artery.period * BODY
    wall, bed, through = aorta, aorta, aorta / (artery.resistance + artery.entry)
    found = []
    for number in range(_BEATS * STEPS):
        at = number % STEPS
        if number >= (_BEATS - 1) * STEPS and at % (STEPS // count) == 0:
            found.append(round(through, 9))
        # Each quantity from the newest of the others (symplectic Euler): stable where it swings.
        ejected = ejection(at * step)
        aorta += step * (ejected - aorta / BODY) / AORTA
        root = aorta + IMPEDANCE * ejected
        wall += step * ((root - wall) / artery.stenosis - through) / artery.wall
        through += step * (wall - bed - artery.entry * through) / artery.inertance
        bed += step * (through - bed / artery.resistance) / artery.bed
    return tuple(found)
