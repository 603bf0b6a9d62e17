"""Options: the letters of images, numbers with what comes of slips, words that each say why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from sonodeck.scenes.scene import Offer, Solution

Letter: TypeAlias = Literal["A", "B"]
Place: TypeAlias = Literal["left", "middle", "right"]
"""Of one of three images."""
LETTERS = "ABC"


def at_place(place: Place, first: str, others: tuple[str, str], seed: float) -> tuple[str, ...]:
    """Three images from left to right: ``first`` in its place; the seed says how the others lie."""
    order = list(others if int(seed) % 2 else others[::-1])
    order.insert(("left", "middle", "right").index(place), first)
    return tuple(order)


def choice(question: str, answer: str, wrong: Mapping[str, str], reasoning: str) -> Solution:
    """A question in words: each wrong option with what speaks against it; letters in order."""
    options = (answer, *wrong)
    if all(len(one) == 1 for one in options):
        options = tuple(sorted(options))
    return Solution(
        question=question, answer=answer, options=options, reasoning=reasoning, slips=dict(wrong)
    )


def number(question: str, offer: Offer, reasoning: str) -> Solution:
    """A question for a number."""
    return Solution(
        question=question,
        answer=offer.answer,
        options=offer.options,
        reasoning=reasoning,
        sizes=offer.sizes,
        slips=offer.slips,
    )


def other(letter: Letter) -> Letter:
    """The other one of two images or places."""
    return "B" if letter == "A" else "A"
