"""Wrong options of a multiple choice: the answers that sibling facts give to the same question.

A wrong option is honest: it is not right too. Which ones are taken follows from a rank that
depends on the key and the candidate only, so that one more fact disturbs few other notes.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from hashlib import sha256

from sonodeck.common.frozen import dataclass
from sonodeck.questions.notes import Key
from sonodeck.sheets import Number, Phrase, Reference, Span, span, tokens

WRONG = 3
"""How many wrong options a question has at most."""

# In a large pool only this many candidates are ranked for one note: those that follow the note's
# key on a ring of hashes. The work per note stays the same however many siblings there are.
_WINDOW = 24


def contains(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether the words stand in a row in the others, equality included."""
    size = len(shorter)
    return any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))


def too_close(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Equal, or one contains the other: then both are right, or neither can be told apart."""
    return contains(one, other) or contains(other, one)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer that a fact gives: its text, and its number where it is one."""

    text: str
    fact: Reference
    number: Number | None = field(default=None, compare=False)


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


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What some facts answer alike: the words, the text as the first of them has it, its numbers.

    ``hashed``: the words as they stand behind a key in what is hashed.
    """

    words: tuple[str, ...]
    text: str
    hashed: bytes
    numbers: tuple[Number, ...]

    def rank(self, key: bytes) -> bytes:
        """Its place among others for one key."""
        return sha256(key + self.hashed).digest()


class Pool:
    """The candidates that siblings offer for one question, ready to be asked for often.

    However many facts give one answer, it is looked at as one.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        by_words: dict[tuple[str, ...], list[Candidate]] = {}
        self._by_fact: dict[Reference, list[tuple[str, ...]]] = {}
        for candidate in candidates:
            words = tokens(candidate.text)
            by_words.setdefault(words, []).append(candidate)
            self._by_fact.setdefault(candidate.fact, []).append(words)
        self._answers = {words: _answer(words, alike) for words, alike in by_words.items()}
        ring = sorted((one.rank(b""), words) for words, one in self._answers.items())
        self._hashes = [place for place, _ in ring]
        self._ring = [self._answers[words] for _, words in ring]

    def wrong(
        self,
        key: Key,
        right: Sequence[Candidate],
        *,
        never: Collection[Reference],
        first: Collection[Reference],
        asked_about: Phrase | None = None,
    ) -> tuple[str, ...]:
        """Up to three honest wrong options for a note.

        ``right``: all that is right here; ``never``: facts whose answers may be right too;
        ``first``: facts that are easily confused, whose answers come before all others;
        ``asked_about``: a name that nobody would take for an answer, since the question says it.
        """
        named = tokens(asked_about.text) if asked_about else ()
        maybe_right = self._of(never)
        barred = [*(tokens(one.text) for one in right), *(one.words for one in maybe_right)]
        numbers = _numbers(right) + tuple(n for one in maybe_right for n in one.numbers)
        preferred = self._of(first)
        length = len(right[0].text)
        hashed = key.encode()
        ranked = sorted(preferred, key=lambda one: one.rank(hashed))
        others = sorted(
            self._window(sha256(hashed).digest(), {one.words for one in preferred}),
            key=lambda one: (_glaring(length, one.text), one.rank(hashed)),
        )
        chosen: list[_Answer] = []
        for one in (*ranked, *others):
            if one.words == named or not _honest(one, barred, numbers):
                continue
            if not any(too_close(one.words, other.words) or _equal(one, other) for other in chosen):
                chosen.append(one)
            if len(chosen) == WRONG:
                break
        return tuple(one.text for one in chosen)

    def _of(self, facts: Collection[Reference]) -> list[_Answer]:
        """The answers of these facts."""
        found = dict.fromkeys(words for fact in facts for words in self._by_fact.get(fact, ()))
        return [self._answers[words] for words in found]

    def _window(self, place: bytes, taken: Collection[tuple[str, ...]]) -> list[_Answer]:
        """The answers that follow a hash on the ring; all of them in a small pool."""
        ring = self._ring
        start = bisect.bisect_left(self._hashes, place)
        size = min(len(ring), _WINDOW + len(taken))
        following = ring[start : start + size]
        following += ring[: size - len(following)]
        return [one for one in following if one.words not in taken]


def _answer(words: tuple[str, ...], alike: Sequence[Candidate]) -> _Answer:
    hashed = "".join(f"\0{word}" for word in words).encode()
    return _Answer(words, alike[0].text, hashed, _numbers(alike))


def _numbers(candidates: Iterable[Candidate]) -> tuple[Number, ...]:
    """The numbers that answers give, each once."""
    return tuple(dict.fromkeys(one.number for one in candidates if one.number is not None))


def _honest(one: _Answer, barred: Sequence[tuple[str, ...]], numbers: Sequence[Number]) -> bool:
    """Whether an answer is wrong for sure: neither words nor numbers of it are right too."""
    if not one.words or any(too_close(one.words, other) for other in barred):
        return False
    return not any(overlaps(own, other) for own in one.numbers for other in numbers)


def _equal(one: _Answer, other: _Answer) -> bool:
    """Whether two answers give one number, as ``12 cm`` and ``120 mm`` do."""
    return any(same(own, number) for own in one.numbers for number in other.numbers)


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


def _glaring(length: int, other: str) -> bool:
    """Whether an option would stand out by its length."""
    short, long = sorted((length, len(other)))
    return long - short > 15 and long > 2.5 * short
