"""The tables of the log: their columns, and records and states as rows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, assert_never

from sonodeck.study.reviews import Answer, CardId, Record, Retention, Suspension, Undo
from sonodeck.study.reviews.schedule import State

Row = Sequence[Any]

ANSWERS = "id, at, deck, guid, card, key, grade, took, cram"
SUSPENSIONS = "id, at, deck, guid, card, key, suspended"
RETENTIONS = "id, at, deck, value"
UNDOS = "id, at, of"
STATES = "deck, guid, card, phase, step, stability, difficulty, due, first, last, answers"

APPLICATION = 0x534F4E4F
"""What tells a log from another program's SQLite file."""

SCHEMA = f"""
CREATE TABLE answers (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, deck TEXT NOT NULL, guid TEXT NOT NULL,
  card INTEGER NOT NULL, key TEXT NOT NULL, grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
  took INTEGER NOT NULL, cram INTEGER NOT NULL
) STRICT;
CREATE INDEX answers_of_a_card ON answers (deck, guid, card);
CREATE TABLE suspensions (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, deck TEXT NOT NULL, guid TEXT NOT NULL,
  card INTEGER NOT NULL, key TEXT NOT NULL, suspended INTEGER NOT NULL
) STRICT;
CREATE TABLE retentions (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, deck TEXT NOT NULL, value REAL NOT NULL
) STRICT;
CREATE TABLE undos (id TEXT PRIMARY KEY, at INTEGER NOT NULL, of TEXT NOT NULL) STRICT;
CREATE TABLE states (
  deck TEXT, guid TEXT, card INTEGER, phase TEXT NOT NULL, step INTEGER, stability REAL NOT NULL,
  difficulty REAL NOT NULL, due INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  answers INTEGER NOT NULL, PRIMARY KEY (deck, guid, card)
) STRICT, WITHOUT ROWID;
CREATE TABLE computed (by TEXT NOT NULL) STRICT;
PRAGMA application_id = {APPLICATION};
"""
MIGRATIONS: Sequence[str] = (SCHEMA,)
"""What brings a log from each version to the next, the first from nothing."""

VERSION = len(MIGRATIONS)


def marks(columns: str) -> str:
    """A question mark for each column."""
    return ", ".join("?" for _ in columns.split(","))


def row(record: Record) -> tuple[str, str, Row]:
    """A record as its table, its columns and their values."""
    match record:
        case Answer():
            told = (record.grade, record.took, int(record.cram))
            return "answers", ANSWERS, (*_of_card(record), *told)
        case Suspension():
            return "suspensions", SUSPENSIONS, (*_of_card(record), int(record.suspended))
        case Retention():
            return "retentions", RETENTIONS, (record.id, record.at, record.deck, record.value)
        case Undo():
            return "undos", UNDOS, (record.id, record.at, record.of)
    assert_never(record)


def _of_card(record: Answer | Suspension) -> Row:
    card = record.card
    return record.id, record.at, card.deck, card.guid, card.number, record.key


def answer(row: Row) -> Answer:
    """A row of ANSWERS."""
    id_, at, deck, guid, card, key, grade, took, cram = row
    return Answer(
        id=id_,
        at=at,
        card=CardId(deck, guid, card),
        key=key,
        grade=grade,
        took=took,
        cram=bool(cram),
    )


def suspension(row: Row) -> Suspension:
    """A row of SUSPENSIONS."""
    id_, at, deck, guid, card, key, suspended = row
    return Suspension(
        id=id_, at=at, card=CardId(deck, guid, card), key=key, suspended=bool(suspended)
    )


def retention(row: Row) -> Retention:
    """A row of RETENTIONS."""
    id_, at, deck, value = row
    return Retention(id=id_, at=at, deck=deck, value=value)


def undo(row: Row) -> Undo:
    """A row of UNDOS."""
    id_, at, of = row
    return Undo(id=id_, at=at, of=of)


RECORDS: Mapping[str, tuple[str, Callable[[Row], Record]]] = {
    "answers": (ANSWERS, answer),
    "suspensions": (SUSPENSIONS, suspension),
    "retentions": (RETENTIONS, retention),
    "undos": (UNDOS, undo),
}
"""The tables of records, each with its columns and what makes a record of a row."""


def state_row(card: CardId, state: State) -> Row:
    """A state as a row of STATES."""
    return (
        *(card.deck, card.guid, card.number, state.phase, state.step, state.stability),
        *(state.difficulty, state.due, state.first, state.last, state.answers),
    )


def state(row: Row) -> tuple[CardId, State]:
    """A row of STATES."""
    deck, guid, card, phase, step, stability, difficulty, due, first, last, answers = row
    return CardId(deck, guid, card), State(
        phase=phase,
        step=step,
        stability=stability,
        difficulty=difficulty,
        due=due,
        first=first,
        last=last,
        answers=answers,
    )
