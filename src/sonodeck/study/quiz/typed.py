"""A typed answer beside the right one: what it comes to, and where the two differ.

Nothing is graded here: a typed answer that is another one in other words is told by nobody but the
student. ``web/src/typed.ts`` finds the same; tests/typed.json holds both to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias

from rapidfuzz.distance import OSA, Levenshtein

from sonodeck.common.frozen import dataclass
from sonodeck.sheets import fold, meant, number_in

Verdict: TypeAlias = Literal["same", "measure", "unit", "almost", "other", "different"]
"""The answer, or another name for it; the same number in another unit; the number without its unit;
a letter or two apart; the answer to another card; anything else."""

Part: TypeAlias = tuple[str, str]
"""What was typed, and what stands there in the right answer: equal, or either may be empty."""

LONGEST = 200
"""Characters of a typed answer."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``parts``: what was typed beside the right answer that is nearest, from left to right."""

    verdict: Verdict
    parts: tuple[Part, ...]


def compare(typed: str, right: Sequence[str], others: Collection[str]) -> Compared:
    """What was typed beside all that is right; ``others``: the answers to other cards, folded."""
    said = folded(typed)
    exact = [one for one in right if folded(one) == said]
    measured = [one for one in right if number_in(one) and meant(one) == meant(typed)]
    nearest = min(right, key=lambda one: (OSA.distance(folded(one), said), _apart(one, typed)))
    if exact:
        verdict: Verdict = "same"
    elif measured:
        verdict = "measure"
    elif any(_lacks_its_unit(typed, one) for one in right):
        verdict = "unit"
    elif said in others:
        verdict = "other"
    else:
        verdict = "almost" if _almost(said, folded(nearest)) else "different"
    return Compared(verdict, _parts(typed, (*exact, *measured, nearest)[0]))


_TOKEN = re.compile(r"[^\W_]+|[<>=+%/]|-(?=[0-9])|(?<=[0-9])[.,](?=[0-9])")
_ARTICLE = re.compile(r"^(?:an?|the) (?=.)")


def folded(text: str) -> str:
    """The words, numbers, and signs of a text, apart from what nobody types alike."""
    return _ARTICLE.sub("", " ".join(_TOKEN.findall(fold(text))))


def _lacks_its_unit(typed: str, right: str) -> bool:
    own, other = number_in(typed), number_in(right)
    if own is None or other is None or own.unit or not other.unit:
        return False
    return (own.low, own.high, own.strict) == (other.low, other.high, other.strict)


_NO_LETTERS = re.compile(r"[0-9<>=+%/.,-]+")
_OPPOSITES = ("hyper", "hypo", "inter", "intra", "ante", "anti")
"""Beginnings of words that are a letter or two apart and say the opposite."""


def _almost(one: str, other: str) -> bool:
    """Whether letters alone, few, and not the first of a word, make the difference.

    Where words begin otherwise, or with another of two opposites, one is seldom a slip for the
    other.
    """
    if _NO_LETTERS.findall(one) != _NO_LETTERS.findall(other):
        return False
    if any(_begin(a) != _begin(b) for a, b in zip(one.split(), other.split(), strict=False)):
        return False
    length = max(len(one), len(other))
    return OSA.distance(one, other) <= (0 if length < 4 else 1 if length < 8 else 2)


def _begin(word: str) -> str:
    return next((one for one in _OPPOSITES if word.startswith(one)), word[:3])


def _parts(typed: str, right: str) -> tuple[Part, ...]:
    """The two letter by letter, capitals aside."""
    typed = " ".join(typed.split())
    return tuple(
        (typed[step.src_start : step.src_end], right[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(_small(typed), _small(right))
    )


def _apart(one: str, other: str) -> int:
    return OSA.distance(_small(one), _small(other))


def _small(text: str) -> str:
    """In small letters, as many as before."""
    return "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
