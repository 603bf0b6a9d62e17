"""What a session is made of: values that nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import TypeAlias

from sonodeck.common.diagnostics import Place
from sonodeck.common.exams import Blueprint
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels
from sonodeck.study.quiz.cards import Card
from sonodeck.study.reviews import Answer, CardId, Grade, Record, RecordId, Suspension
from sonodeck.study.reviews.schedule import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question is in view since a moment; ``order`` is that of its options on that day.

    ``typed``: as much of an answer as is typed; None where keys are commands.
    """

    card: CardId
    since: int
    day: date
    order: tuple[int, ...]
    typed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """Its answer is in view, and waits for a grade; ``typed`` is what the student typed, or ""."""

    asked: Asked
    typed: str = ""
    next: Mapping[Grade, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A multiple choice was answered with an option, graded and saved."""

    asked: Asked
    chosen: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left to be asked now."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The student has had enough."""


Phase: TypeAlias = Asked | Revealed | Told | Finished | Ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """A record to be saved before anything else is shown.

    ``before`` is where cards stood that it answers; they must stand there still.
    """

    record: Record
    before: Mapping[CardId, State | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A place to be opened in the student's editor."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Pictures to be opened."""

    pictures: tuple[str, ...]


Effect: TypeAlias = Save | Edit | Show


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A record of this session, and what is needed to take it back.

    ``phase`` is what was in view; ``state`` is where the card stood.
    """

    record: Answer | Suspension
    phase: Asked | Told
    waiting: tuple[CardId, ...]
    steps: frozenset[CardId]
    state: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """``waiting`` are asked in this order, ``steps`` come back when their minutes are over.

    ``early``: cards are asked before they are due, and their answers count.
    """

    cards: Mapping[CardId, Card]
    states: Mapping[CardId, State]
    suspended: frozenset[CardId]
    retention: float
    cram: bool
    early: bool
    typing: bool
    began: int
    waiting: tuple[CardId, ...]
    steps: frozenset[CardId]
    phase: Phase
    past: tuple[Past, ...] = ()
    labels: Labels
    help: bool = False
    note: str = ""

    @property
    def left(self) -> int:
        """How many cards are still to be asked, the one in view included."""
        shown = isinstance(self.phase, Asked | Revealed)
        return len(self.waiting) + len(self.steps) + shown

    def shown(self, asked: Asked) -> Card:
        """A card with the numbers of the day on which it was asked."""
        return self.cards[asked.card].on(asked.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a student wants of a session: new cards a day, cards at most, a tag, cramming.

    ``new`` may be left to the exam, else 20; ``exam``: its day, as 2027-05-14, "" for none, and the
    ``blueprint`` that says which cards it asks; ``only``: these cards, due or not; their answers
    count; ``typing``: short answers are typed.
    """

    new: int | None = None
    limit: int | None = None
    tag: str = ""
    cram: bool = False
    exam: str = ""
    blueprint: Blueprint | None = None
    only: frozenset[CardId] = frozenset()
    typing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the log says of a deck.

    ``seen``: when each card was last answered, cramming included; only needed for cramming.
    """

    states: Mapping[CardId, State]
    suspended: frozenset[CardId]
    retention: float
    seen: Mapping[CardId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What comes from outside with each key: the time, and an id for a record.

    ``day`` is the day of study; ``today``, ``tomorrow`` and ``after_tomorrow`` are when it and the
    next two begin.
    """

    now: int
    today: int
    tomorrow: int
    after_tomorrow: int
    day: date
    id: RecordId
