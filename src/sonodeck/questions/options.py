"""What options are compared by: a wrong option is honest, so it is not right too.

Which ones are taken is for ``choosing.py``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import field
from hashlib import sha256

from sonodeck.common.frozen import dataclass
from sonodeck.questions.notes import Key
from sonodeck.sheets import Number, Reference, markup, measure

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)+|[a-z0-9]+|[^\x00-\x7f]+|[<>=+%/-]")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def tokens(text: str) -> tuple[str, ...]:
    """The words, numbers and signs of a text: what is compared when two are held to be the same."""
    text = markup.plain(text)
    return tuple(_TOKEN.findall(text.lower() if text.isascii() else text.translate(_LOWER)))


def comparable(text: str) -> str:
    """The words and signs of a text in one string: equal where they are."""
    return " ".join(tokens(text))


def rough(text: str) -> str:
    """The letters, digits and signs of a text in a row: equal where ``comparable`` is, and quick.

    Only math needs a look: all other signs of markup are among those that are left out.
    """
    return (markup.plain(text) if "\\" in text else text).translate(_ROUGHLY)


# Of ASCII what a token may hold, in small letters; all else is kept.
_ROUGHLY: dict[int, int | None] = {
    code: ord(chr(code).lower()) if _TOKEN.match(chr(code).lower()) else None for code in range(128)
}


def contains(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether the words stand in a row in the others, equality included."""
    size = len(shorter)
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


def overlaps(one: Number, other: Number) -> bool:
    """Whether a number could satisfy both: ``2 mm`` is right where ``< 3 mm`` is, or ``0.2 cm``."""
    (quantity, size), (other_quantity, other_size) = measure(one.unit), measure(other.unit)
    if quantity != other_quantity:
        return False
    lows = ((one.low, size), (other.low, other_size))
    highs = ((one.high, size), (other.high, other_size))
    low = max((n * unit for n, unit in lows if n is not None), default=-math.inf)
    high = min((n * unit for n, unit in highs if n is not None), default=math.inf)
    # 1.1 cm and 11 mm are equal, though not as binary fractions.
    return low <= high or math.isclose(low, high)


def same(one: Number, other: Number) -> bool:
    """Whether two numbers are one, whatever their units: ``12 cm`` is ``120 mm``."""
    (quantity, size), (other_quantity, other_size) = measure(one.unit), measure(other.unit)
    bounds = ((one.low, other.low), (one.high, other.high))
    return quantity == other_quantity and all(
        a is b if a is None or b is None else math.isclose(a * size, b * other_size)
        for a, b in bounds
    )


def in_rank_order(key: Key, texts: Iterable[str]) -> tuple[str, ...]:
    """Options as the field stores them: the right one nowhere in particular.

    The hash is another one than that by which the wrong ones won, or they would stand first.
    """
    return tuple(sorted(texts, key=lambda text: (_hash(f"{key}\0order", tokens(text)), text)))


def first_by_rank(key: Key, texts: Iterable[str]) -> str:
    """Of several right answers the one that stands among the options."""
    return min(texts, key=lambda text: (_hash(key, tokens(text)), text))


def _hash(key: str, words: tuple[str, ...]) -> bytes:
    return sha256("\0".join((key, *words)).encode()).digest()
