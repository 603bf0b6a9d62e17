"""Wrong options of a multiple choice: the answers that sibling facts give to the same question.

What was shipped stays while it is honest. What is new is chosen: confusable facts first, then those
whose answers look like the right one, then by a rank that depends on the key and the candidate
only, so that one more fact disturbs few other notes. Of numbers the place of the right one among
them is decided before any is chosen, so that it gives nothing away.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import TypeAlias, TypeVar

from sonodeck.common.frozen import dataclass
from sonodeck.questions.notes import RIGHT, Key, Offered
from sonodeck.questions.options import Candidate, in_rank_order, overlaps, same, too_close
from sonodeck.sheets import Number, Phrase, Reference, slug, span, tokens

WRONG = 3
"""How many wrong options a question has at most."""
FEW = 2
"""With fewer wrong ones it is asked plain."""

# In a large pool only this many candidates are ranked for one note: those that follow the note's
# key on a ring of hashes. The work per note stays the same however many siblings there are.
_WINDOW = 24

Size: TypeAlias = tuple[str, float, int]
"""What a number measures, how much in the unit of that, and -1 or 1 where it is open below or above
(``< 3 mm`` comes before ``3 mm``)."""


def size(number: Number | None) -> Size | None:
    """Where a number stands among others of its kind; None where it is none."""
    if number is None:
        return None
    own = span(number.low, number.high, number.unit)
    bounds = [bound for bound in (own.low, own.high) if bound is not None]
    if not bounds:
        return None
    return own.quantity, sum(bounds) / len(bounds), (own.low is not None) - (own.high is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A wrong option: its text, how it is locked, why it is wrong ("" where that isn't known)."""

    text: str
    offered: Offered
    why: str = ""
    size: Size | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of a note as it carries them; ``why`` goes with ``texts``, "" for the right one.

    ``names``: what a student's answers know each of them by; ``ordered``: they are numbers, and
    stand in order of size.
    """

    texts: tuple[str, ...]
    why: tuple[str, ...]
    names: tuple[str, ...]
    ordered: bool
    offered: tuple[Offered, ...]


PLAIN = Options(texts=(), why=(), names=(), ordered=False, offered=())


def arranged(key: Key, right: str, right_size: Size | None, wrong: Sequence[Wrong]) -> Options:
    """Right and wrong options as the field stores them: numbers by size, all else by rank."""
    sizes = {one.text: one.size for one in wrong} | {right: right_size}
    numbers = {text: own for text, own in sizes.items() if own is not None}
    ordered = len(numbers) == len(sizes) and len({own[0] for own in numbers.values()}) == 1
    texts = tuple(sorted(sizes, key=numbers.__getitem__) if ordered else in_rank_order(key, sizes))
    why = {one.text: one.why for one in wrong}
    names = {one.text: one.offered.name for one in wrong}
    return Options(
        texts=texts,
        why=tuple(why.get(text, "") for text in texts),
        names=tuple(names.get(text, RIGHT) for text in texts),
        ordered=ordered,
        offered=tuple(sorted((one.offered for one in wrong), key=_by_name)),
    )


def _by_name(offered: Offered) -> tuple[str, str]:
    return offered.fact, offered.said


_ANY_PLACE = range(WRONG + 1)


def _smaller(key: Key, places: Sequence[int] = _ANY_PLACE) -> int:
    """How many of the wrong options are to be smaller than the right one."""
    return places[int.from_bytes(sha256(f"{key}\0place".encode()).digest()[:4]) % len(places)]


T = TypeVar("T")


def _fill_up(
    chosen: list[T], queue: Sequence[T], *, fits: Callable[[T], bool], side: Callable[[T], int],
    smaller: int,
) -> None:  # fmt: skip
    """Take from a queue until there are enough: as many smaller and larger ones as are wanted.

    ``side``: -1, 1, or 0 where size says nothing. Where one side has too few the other fills up.
    """
    wanted = {-1: smaller, 0: 0, 1: WRONG - smaller}
    for strict in (True, False):
        for one in queue:
            if len(chosen) == WRONG:
                return
            full = sum(side(other) == side(one) for other in chosen) >= wanted[side(one)]
            if not (strict and full) and fits(one):
                chosen.append(one)


def _side(own: Size | None, right: Size | None) -> int:
    """-1 for a number smaller than the right one, 1 for a larger, 0 where neither can be said."""
    if own is None or right is None or own[0] != right[0]:
        return 0
    return (own > right) - (own < right)


# computed


def computed(
    key: Key, right: Size | None, offers: Sequence[Wrong], shipped: Sequence[Offered]
) -> tuple[Wrong, ...]:
    """Of the wrong options that a scene offers, the best ones first, those that are shown.

    Of numbers up to three, those that students have before all others, and one that a slip leads to
    among them; what is no number is a small set, which is shown whole.
    """
    if right is None:
        return tuple(offers)
    known = {one.said for one in shipped}
    chosen = [one for one in offers if one.offered.said in known][:WRONG]
    if len(chosen) < max(len(known), FEW):
        slips = {_side(one.size, right) for one in offers if one.why}
        open_ = {0: 1 in slips, WRONG: -1 in slips}
        places = [one for one in _ANY_PLACE if not slips or open_.get(one, True)]
        _fill_up(
            chosen,
            offers,
            fits=lambda one: one not in chosen,
            side=lambda one: _side(one.size, right),
            smaller=_smaller(key, places),
        )
    return tuple(chosen)


# siblings


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What some facts answer alike: the words, the first of them, all of them, their numbers.

    ``hashed``: the words as they stand behind a key in what is hashed; ``ending``: what those
    share that look alike.
    """

    words: tuple[str, ...]
    first: Candidate
    alike: tuple[Candidate, ...]
    hashed: bytes
    numbers: tuple[Number, ...]
    size: Size | None
    ending: str

    def rank(self, key: bytes) -> bytes:
        """Its place among others for one key."""
        return sha256(key + self.hashed).digest()


class _Ring:
    """Answers in the order of their hashes, to be entered anywhere."""

    def __init__(self, answers: Iterable[_Answer]) -> None:
        ring = sorted(((one.rank(b""), one) for one in answers), key=lambda pair: pair[0])
        self._hashes = [place for place, _ in ring]
        self._ring = [one for _, one in ring]

    def after(self, place: bytes, count: int) -> list[_Answer]:
        """So many answers from a hash on; all of them in a small ring."""
        start = bisect.bisect_left(self._hashes, place)
        size = min(len(self._ring), count)
        following = self._ring[start : start + size]
        return following + self._ring[: size - len(following)]


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
        self._all = _Ring(self._answers.values())
        by_ending: dict[str, list[_Answer]] = {}
        for one in self._answers.values():
            by_ending.setdefault(one.ending, []).append(one)
        self._alike = {ending: _Ring(found) for ending, found in by_ending.items()}

    def wrong(
        self,
        key: Key,
        right: Sequence[Candidate],
        *,
        never: Collection[Reference],
        first: Collection[Reference] = (),
        asked_about: Phrase | None = None,
        shipped: Sequence[Offered] = (),
    ) -> tuple[Candidate, ...]:
        """Up to three honest wrong options for a note.

        ``right``: all that is right here; ``never``: facts whose answers may be right too;
        ``first``: facts that are easily confused, whose answers come before all others;
        ``asked_about``: a name that nobody would take for an answer, since the question says it;
        ``shipped``: those that students have, by the ids of today.
        """
        named = tokens(asked_about.text) if asked_about else ()
        maybe_right = self._of(never)
        barred = [*(tokens(one.text) for one in right), *(one.words for one in maybe_right)]
        numbers = _numbers(right) + tuple(n for one in maybe_right for n in one.numbers)
        chosen: list[_Answer] = []

        def fits(one: _Answer) -> bool:
            if one.words == named or not _honest(one, barred, numbers):
                return False
            return not any(too_close(one.words, o.words) or _equal(one, o) for o in chosen)

        kind = right[0].fact.kind
        there = [found for one in shipped if (found := self._still_there(kind, one)) is not None]
        for answer, _ in there:
            if len(chosen) < WRONG and fits(answer):
                chosen.append(answer)
        if len(chosen) < max(len(shipped), FEW):
            self._fill_up(key, right[0], self._of(first), chosen, fits)
        as_shipped = {answer.words: candidate for answer, candidate in there}
        return tuple(as_shipped.get(one.words, one.first) for one in chosen)

    def _fill_up(
        self, key: Key, right: Candidate, first: Sequence[_Answer], chosen: list[_Answer],
        fits: Callable[[_Answer], bool],
    ) -> None:  # fmt: skip
        """Choose what is missing: the confusable ones, then by nearness and place."""
        hashed = key.encode()
        for one in sorted(first, key=lambda one: one.rank(hashed)):
            if len(chosen) < WRONG and fits(one):
                chosen.append(one)
        place = size(right.number)
        _fill_up(
            chosen,
            self._ranked(hashed, right, first),
            fits=fits,
            side=lambda one: _side(one.size, place),
            smaller=_smaller(key),
        )

    def _of(self, facts: Collection[Reference]) -> list[_Answer]:
        """The answers of these facts."""
        found = dict.fromkeys(words for fact in facts for words in self._by_fact.get(fact, ()))
        return [self._answers[words] for words in found]

    def _ranked(self, key: bytes, right: Candidate, taken: Sequence[_Answer]) -> list[_Answer]:
        """Answers to choose from: none of a glaring length, then near ones, then by rank."""
        place = sha256(key).digest()
        own = _answer(tokens(right.text), [right])
        near = self._alike[own.ending].after(place, _WINDOW) if own.ending in self._alike else []
        far = self._all.after(place, _WINDOW + len(taken)) if len(near) < _WINDOW else []
        others = {one.words: one for one in (*near, *far)}
        for one in taken:
            others.pop(one.words, None)
        length = len(right.text)
        return sorted(
            others.values(),
            key=lambda one: (
                _glaring(length, one.first.text),
                _distance(own, one),
                one.rank(key),
            ),
        )

    def _still_there(self, kind: str, shipped: Offered) -> tuple[_Answer, Candidate] | None:
        """The answer that an option is, by its fact or by what it said; None where it is gone."""
        if not shipped.fact:
            by_why = self._said.get(shipped.said, {})
            return by_why.get(shipped.why) or next(iter(by_why.values()), None)
        return self._by_item.get((Reference(kind, shipped.fact), shipped.said))

    @cached_property
    def _by_item(self) -> Mapping[tuple[Reference, str], tuple[_Answer, Candidate]]:
        """The answers by fact and item."""
        answers = self._answers.values()
        return {(one.fact, one.item): (answer, one) for answer in answers for one in answer.alike}

    @cached_property
    def _said(self) -> Mapping[str, Mapping[str, tuple[_Answer, Candidate]]]:
        """For what a package says: answers by the slug of their text, and of what explains them."""
        found: dict[str, dict[str, tuple[_Answer, Candidate]]] = {}
        for answer in self._answers.values():
            for one in answer.alike:
                found.setdefault(slug(one.text), {}).setdefault(
                    one.why and slug(one.why), (answer, one)
                )
        return found


def _answer(words: tuple[str, ...], alike: Sequence[Candidate]) -> _Answer:
    first = alike[0]
    return _Answer(
        words=words,
        first=first,
        alike=tuple(alike),
        hashed="".join(f"\0{word}" for word in words).encode(),
        numbers=_numbers(alike),
        size=size(first.number),
        ending=_ending(words, first),
    )


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


# nearness

_DIGITS = re.compile("[0-9]+")


def _ending(words: Sequence[str], answer: Candidate) -> str:
    """What answers that look alike share: the last word or its end, or what they measure."""
    if answer.number is not None:
        return f"#{span(None, None, answer.number.unit).quantity}"
    last = _DIGITS.sub("0", words[-1]) if words else ""
    return last if len(words) > 1 else last[-3:]


def _distance(own: _Answer, other: _Answer) -> float:
    """How far an answer is from the right one: in grades of a scale, by size, or by its looks."""
    grade, other_grade = own.first.grade, other.first.grade
    if grade is not None and other_grade is not None:
        return abs(grade - other_grade)
    if own.size is not None and other.size is not None and own.size[0] == other.size[0]:
        return _times(own.size[1], other.size[1])
    if own.size is not None or other.size is not None:
        return math.inf
    return 2 * (own.ending != other.ending) + (own.words[:1] != other.words[:1])


def _times(one: float, other: float) -> float:
    """How many times the one is as large as the other; by division alone, alike on any machine."""
    small, large = sorted((one, other))
    return large / small if small > 0 else 1 + large - small


def _glaring(length: int, other: str) -> bool:
    """Whether an option would stand out by its length."""
    short, long = length, len(other)
    if long < short:
        short, long = long, short
    return long - short > 15 and long > 2.5 * short
