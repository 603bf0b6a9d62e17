"""Options that are numbers: the right one and what comes of slips."""

from __future__ import annotations

from collections.abc import Iterable

from sonodeck.scenes.words import figure

_NEAR = 0.15
"""Of the right number: a slip that comes so close to it is no option."""


def measures(right: float, slips: Iterable[float], unit: str) -> tuple[str, tuple[str, ...]]:
    """The answer and at most four options, from the least to the greatest, to one place."""
    kept = {round(right, 1): None}
    for slip in slips:
        if abs(slip - right) > _NEAR * right and slip > 0:
            kept.setdefault(round(slip, 1))
    words = [f"{figure(one, 1)} {unit}" for one in sorted(list(kept)[:4])]
    return f"{figure(round(right, 1), 1)} {unit}", tuple(words)
