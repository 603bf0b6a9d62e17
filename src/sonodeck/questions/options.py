"""What options are compared by: a wrong option is honest, so it is not right too.

Which ones are taken is for ``choosing.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import field
from hashlib import sha256

from sonodeck.common.frozen import dataclass
from sonodeck.common.ranking import are_letters
from sonodeck.questions.notes import Key
from sonodeck.sheets import Number, Reference, Span, span, tokens


def contains(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether the words stand in a row in the others, equality included."""
    size = len(shorter)
    if size and shorter[0] not in longer:  # most are told apart by this
        return False
    return any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))


def too_close(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Equal, or one contains the other: then both are right, or neither can be told apart."""
    return contains(one, other) or contains(other, one)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer that a fact gives: its text, and its number where it is one.

    ``item``: its id in a list, "" where it is the whole answer; ``grade``: its place on the scale
    of a one-of field; ``why``: what it is the answer for, "" where that would say nothing.
    """

    text: str
    fact: Reference
    number: Number | None = field(default=None, compare=False)
    item: str = ""
    grade: int | None = None
    why: str = ""


_ROUNDED = 0.02
"""How far people round where they convert from inches to cm or from mmHg to kPa: the share."""


def overlaps(one: Number, other: Number) -> bool:
    """Whether a number could satisfy both: ``2 mm`` is right where ``< 3 mm`` is, or ``0.2 cm``."""
    own, others = span(one.low, one.high, one.unit), span(other.low, other.high, other.unit)
    if own.quantity != others.quantity:
        return False
    low = max((end for end in (own.low, others.low) if end is not None), default=-math.inf)
    high = min((end for end in (own.high, others.high) if end is not None), default=math.inf)
    # 1.1 cm and 11 mm are equal, though not as binary fractions.
    return low <= high or math.isclose(low, high, rel_tol=_tolerance(own, others))


def same(one: Number, other: Number) -> bool:
    """Whether two numbers are one, whatever their units: ``12 cm`` is ``120 mm``."""
    own, others = span(one.low, one.high, one.unit), span(other.low, other.high, other.unit)
    return own.quantity == others.quantity and all(
        a is b if a is None or b is None else math.isclose(a, b, rel_tol=_tolerance(own, others))
        for a, b in ((own.low, others.low), (own.high, others.high))
    )


def _tolerance(one: Span, other: Span) -> float:
    return _ROUNDED if one.rounded != other.rounded else 1e-9


def in_rank_order(key: Key, texts: Iterable[str]) -> tuple[str, ...]:
    """Options as the field stores them: the right one nowhere in particular.

    The hash is another one than that by which the wrong ones won, or they would stand first.
    Letters point to places in a picture, so they stand as in the alphabet: A never is option B.
    """
    texts = tuple(texts)
    if are_letters(texts):
        return tuple(sorted(texts))
    return tuple(sorted(texts, key=lambda text: (_hash(f"{key}\0order", tokens(text)), text)))


def first_by_rank(key: Key, texts: Iterable[str]) -> str:
    """Of several right answers the one that stands among the options."""
    return min(texts, key=lambda text: (_hash(key, tokens(text)), text))


def _hash(key: str, words: tuple[str, ...]) -> bytes:
    return sha256("\0".join((key, *words)).encode()).digest()
