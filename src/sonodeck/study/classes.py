"""What the answers of a class say of its cards: how hard, how telling, which options are chosen.

One observation of each student and card counts, so that nobody weighs more for having studied more:
the first answer, and the first one on a later day. Nothing here knows whose an answer is.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.common.ranking import study_day
from sonodeck.study.intervals import SIGMAS, wilson
from sonodeck.study.reviews import Answer, CardId, Record, RecordId
from sonodeck.study.reviews.standing import in_force

LEAST_STUDENTS = 10
"""With fewer students no correlation is told."""
_LEAST_OTHERS = 5
"""Other cards that a student must have answered, for the rest of them to say anything."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A student's first answer to a card, and the first one on a later day, if there was one."""

    first: Answer
    later: Answer | None = None


Student: TypeAlias = Mapping[CardId, Seen]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of so many."""

    known: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return wilson(self.known, self.of)


@dataclass(frozen=True, slots=True)
class Correlation:
    """Between -1 and 1, with its 95 % interval by Fisher's z; ``of``: so many students."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A card as a class answers it.

    ``first``: students who knew it at first; ``later``: who knew it on a later day.
    ``telling`` (discrimination): how knowing it at first goes with knowing the other cards; None
    where too few answered. ``chosen``: how often each option was chosen at first, by its name.
    """

    card: CardId
    first: Share
    later: Share
    telling: Correlation | None
    chosen: Mapping[str, int]


def students(files: Iterable[Sequence[Record]]) -> list[list[Record]]:
    """The records of each student: files that have a record in common are the same student's."""
    owner: dict[RecordId, int] = {}
    known: dict[int, dict[RecordId, Record]] = {}
    for at, records in enumerate(files):
        own = {record.id: record for record in records}
        for other in {owner[one] for one in own if one in owner}:
            own = known.pop(other) | own
        known[at] = own
        owner |= dict.fromkeys(own, at)
    return [list(own.values()) for own in known.values()]


def seen(
    records: Collection[Record], cards: Collection[CardId], zone: tzinfo | None = None
) -> Student:
    """What a student answered of some cards. Days are those of ``zone``, else of this machine."""
    found: dict[CardId, Seen] = {}
    for one in in_force(records):
        if not isinstance(one, Answer) or one.card not in cards:
            continue
        known = found.setdefault(one.card, Seen(one))
        is_open = known.later is None and not one.cram
        if is_open and study_day(one.at, zone) > study_day(known.first.at, zone):
            found[one.card] = replace(known, later=one)
    return found


def items(of: Sequence[Student]) -> dict[CardId, Item]:
    """The cards that somebody answered."""
    by_card: dict[CardId, list[Seen]] = defaultdict(list)
    for student in of:
        for card, one in student.items():
            by_card[card].append(one)
    first = {card: _share(one.first for one in own) for card, own in by_card.items()}
    telling = _telling(of, first)
    return {
        card: Item(
            card=card,
            first=first[card],
            later=_share(one.later for one in own if one.later is not None),
            telling=telling.get(card),
            chosen=dict(Counter(one.first.option for one in own if one.first.option)),
        )
        for card, own in by_card.items()
    }


def _share(answers: Iterable[Answer]) -> Share:
    known = [answer.grade > 1 for answer in answers]
    return Share(sum(known), len(known))


def _telling(of: Sequence[Student], first: Mapping[CardId, Share]) -> dict[CardId, Correlation]:
    """The corrected item-rest correlation of each card.

    Students answer different cards, so the rest of a student is not a sum but the mean of how far
    each other answer lies above what the class knows of that card.
    """
    pairs: dict[CardId, list[tuple[int, float]]] = defaultdict(list)
    for student in of:
        above = {
            card: (one.first.grade > 1) - first[card].known / first[card].of
            for card, one in student.items()
        }
        others, total = len(above) - 1, math.fsum(above.values())
        if others >= _LEAST_OTHERS:
            for card, own in above.items():
                pairs[card].append((student[card].first.grade > 1, (total - own) / others))
    found = ((card, _correlation(own)) for card, own in pairs.items())
    return {card: one for card, one in found if one is not None}


def _correlation(pairs: Sequence[tuple[int, float]]) -> Correlation | None:
    if len(pairs) < LEAST_STUDENTS:
        return None
    try:
        value = statistics.correlation(*zip(*pairs, strict=True))
    except statistics.StatisticsError:  # all of them knew it, or none
        return None
    middle = math.atanh(max(-0.999, min(0.999, value)))
    half = SIGMAS / math.sqrt(len(pairs) - 3)
    return Correlation(value, math.tanh(middle - half), math.tanh(middle + half), len(pairs))
