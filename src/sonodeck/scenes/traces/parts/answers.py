"""Solutions of what is computed, and of what is chosen among letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from sonodeck.scenes.scene import Impossible, Solution, number, numbers

T = TypeVar("T")
FEWEST = 3
"""Numbers to choose from."""


def computed(
    question: str, parameter: str, right: float, slips: Iterable[tuple[float, str]],
    shown: Callable[[float], str], why: str, *, more: str = "",
) -> Solution:  # fmt: skip
    """A number and what slips lead to, nothing else: each wrong one can be explained.

    ``why`` runs up to the number itself, ``more`` comes after it. Raises Impossible, at a
    parameter, where slips lead to too few other numbers.
    """
    offer = numbers(right, slips, shown)
    if len(offer.options) < FEWEST:
        raise Impossible(parameter, "too few mistakes lead to other numbers", "another value")
    return number(question, offer, f"{why}{offer.answer}{more}.")


def placed(letter: str, right: T, other: T) -> tuple[T, T]:
    """What stands in A and in B: the right one at its letter."""
    return (right, other) if letter == "A" else (other, right)


def chosen(question: str, answer: str, options: str, why: str, other: str = "") -> Solution:
    """One of some letters. ``other``: what the other one of two shows."""
    slips = {one: other for one in options if other and one != answer}
    return Solution(
        question=question, answer=answer, options=tuple(options), slips=slips, reasoning=why
    )
