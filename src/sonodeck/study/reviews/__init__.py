"""What a student did, as records: answers, and what was taken back, suspended or set.

Records are only ever added. What is due, learned or forgotten is computed from them.
"""

from __future__ import annotations

import secrets
from typing import Literal, NewType, TypeAlias

from sonodeck.common.frozen import dataclass

RecordId = NewType("RecordId", str)
"""16 small hexadecimal digits, drawn at random."""

Grade = Literal[1, 2, 3, 4]
"""1 again (not known), 2 hard, 3 good, 4 easy."""

LAST_MOMENT = 7_258_118_400_000
"""The year 2200, in milliseconds: beyond it no date is meant."""

DEFAULT_RETENTION = 0.9
RETENTIONS = (0.7, 0.99)
"""The least and the greatest desired retention that can be set."""


@dataclass(frozen=True, slots=True, order=True)
class CardId:
    """A card of a deck, whatever its note is called or says: guid and number (from 1)."""

    deck: str
    guid: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer.

    ``at`` is when it was graded, in milliseconds since 1970 (UTC); ``took`` the milliseconds that
    the card was in view; ``key`` the note's key then, to be shown to people. An answer given while
    cramming leaves the schedule alone. ``option`` is the name of the option that was chosen (see
    docs/decisions/chosen-option.md), "" where none was, or where the program didn't say yet.
    """

    id: RecordId
    at: int
    card: CardId
    key: str
    grade: Grade
    took: int
    cram: bool = False
    option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """From now on a card is not asked; with ``suspended`` false it is again."""

    id: RecordId
    at: int
    card: CardId
    key: str
    suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The share of answers that a student wants to know; the newest holds for the whole deck."""

    id: RecordId
    at: int
    deck: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Another record, named by ``of``, counts as never written."""

    id: RecordId
    at: int
    of: RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """A mock exam began: its questions by the guids of their notes, each asked as its first card.

    Its ``id`` names it in what follows.
    """

    id: RecordId
    at: int
    deck: str
    seed: str
    minutes: int
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What stands at a question of an exam, by its number (from 1); the newest holds.

    ``option``: the name of the chosen option, "" for none; ``flagged``: to be looked at again;
    ``used``: the milliseconds that the exam's clock had run by then.
    """

    id: RecordId
    at: int
    exam: RecordId
    question: int
    option: str
    flagged: bool
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """An exam is over: what stands at its questions then is what is marked."""

    id: RecordId
    at: int
    exam: RecordId
    used: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamDay:
    """The day of the real exam, as 2027-05-14, "" for none; the newest holds for the deck."""

    id: RecordId
    at: int
    deck: str
    day: str


Done: TypeAlias = Answer | Suspension | Retention | Exam | Choice | HandedIn | ExamDay
Record: TypeAlias = Done | Undo


def new_id() -> RecordId:
    """An id that no other record has."""
    return RecordId(secrets.token_hex(8))
