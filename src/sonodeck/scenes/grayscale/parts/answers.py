"""Options: the letters of two images, and numbers with what comes of slips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from sonodeck.scenes.words import figure

Letter: TypeAlias = Literal["A", "B"]


def other(letter: Letter) -> Letter:
    """The other one of two images or places."""
    return "B" if letter == "A" else "A"


_NEAR = 0.15
"""Of the right number: a slip that comes so close to it is no option."""
_MOST = 3
"""Wrong options."""


def measures(
    right: float, slips: Iterable[float], unit: str, turn: int
) -> tuple[str, tuple[str, ...]]:
    """The answer and at most four options, from the least to the greatest, to one place.

    ``turn`` says how many slips below the right number are offered, as far as there are any, so
    that it isn't always the second.
    """
    far = dict.fromkeys(
        round(slip, 1) for slip in slips if slip > 0 and abs(slip - right) > _NEAR * right
    )
    below, above = [one for one in far if one < right], [one for one in far if one > right]
    low = below[: turn % _MOST]
    high = above[: _MOST - len(low)]
    kept = [*low, *high, *below[len(low) : _MOST - len(high)], round(right, 1)]
    words = [f"{figure(one, 1)} {unit}" for one in sorted(kept)]
    return f"{figure(round(right, 1), 1)} {unit}", tuple(words)
