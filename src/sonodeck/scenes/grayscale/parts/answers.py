"""Options: the letters of images, numbers with what comes of slips, words that each say why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, TypeAlias

from sonodeck.scenes.scene import Offer, Solution

Letter: TypeAlias = Literal["A", "B"]
Place: TypeAlias = Literal["left", "middle", "right"]
"""Of one of three images."""
PLACES = ("left", "middle", "right")
LETTERS = "ABC"


def at_place(place: Place, first: str, others: tuple[str, str], seed: float) -> tuple[str, ...]:
    """Three images from left to right: ``first`` in its place; the seed says how the others lie."""
    order = list(others if int(seed) % 2 else others[::-1])
    order.insert(PLACES.index(place), first)
    return tuple(order)


def choice(
    question: str, answer: str, wrong: Mapping[str, str], reasoning: str, *,
    sizes: Mapping[str, float] = MappingProxyType({}),
) -> Solution:  # fmt: skip
    """A question in words: each wrong option with what speaks against it; letters in order.

    ``sizes``: of options that have an order.
    """
    options = (answer, *wrong)
    if all(len(one) == 1 for one in options):
        options = tuple(sorted(options))
    return Solution(
        question=question, answer=answer, options=options, reasoning=reasoning, sizes=sizes,
        slips=dict(wrong),
    )  # fmt: skip


def which(question: str, at: int, looks: Sequence[str], reasoning: str) -> Solution:
    """A question for one of two or three images: ``looks`` tells of each why it isn't that one."""
    wrong = {LETTERS[one]: look for one, look in enumerate(looks) if one != at}
    return choice(question, LETTERS[at], wrong, reasoning)


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
