"""Options: the letters of images, numbers with what comes of slips, words that each say why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from sonodeck.scenes.scene import Solution, choice, number

__all__ = (
    "FACTORS", "LETTERS", "PLACES", "Letter", "Place", "at_place", "choice", "number",
    "other", "which",
)  # fmt: skip

Letter: TypeAlias = Literal["A", "B"]
Place: TypeAlias = Literal["left", "middle", "right"]
"""Of one of three images."""
PLACES = ("left", "middle", "right")
LETTERS = "ABC"
FACTORS = (2.0, 0.5, 3.0, 1 / 3, 4.0, 0.25)
"""Multiples of a right number, where slips lead to too few others."""


def at_place(place: Place, first: str, others: tuple[str, str], seed: float) -> tuple[str, ...]:
    """Three images from left to right: ``first`` in its place; the seed says how the others lie."""
    order = list(others if int(seed) % 2 else others[::-1])
    order.insert(PLACES.index(place), first)
    return tuple(order)


def which(question: str, at: int, looks: Sequence[str], reasoning: str) -> Solution:
    """A question for one of two or three images: ``looks`` tells of each why it isn't that one."""
    wrong = {LETTERS[one]: look for one, look in enumerate(looks) if one != at}
    return choice(question, LETTERS[at], wrong, reasoning)


def other(letter: Letter) -> Letter:
    """The other one of two images or places."""
    return "B" if letter == "A" else "A"
