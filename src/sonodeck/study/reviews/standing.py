"""What follows from records: where each card stands, what is suspended, what is wanted.

All of it can be computed from the records at any time. It is kept in the user's cache, because a
replay of 200,000 answers takes seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, replace
from importlib.metadata import version
from typing import Any

from sonodeck.common.frozen import dataclass
from sonodeck.study.reviews import (
    DEFAULT_RETENTION,
    Answer,
    CardId,
    Choice,
    Done,
    Exam,
    ExamDay,
    HandedIn,
    Record,
    RecordId,
    Retention,
    Suspension,
    Undo,
)
from sonodeck.study.reviews.schedule import RULES, State, after, replay


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where cards stand; those never answered are not in ``states``.

    ``retention`` is by deck, where one was set, ``exam_days`` are days as 2027-05-14, "" for none;
    ``newest`` is the latest moment of a record that was not taken back.
    """

    states: Mapping[CardId, State]
    suspended: frozenset[CardId]
    retention: Mapping[str, float]
    exam_days: Mapping[str, str]
    newest: int

    def wanted(self, deck: str) -> float:
        """The desired retention of a deck."""
        return self.retention.get(deck, DEFAULT_RETENTION)


NOTHING = Standing(states={}, suspended=frozenset(), retention={}, exam_days={}, newest=0)


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records in order of time."""
    return sorted(records, key=_moment)


def _moment(record: Record) -> tuple[int, RecordId]:
    return record.at, record.id


def in_force(records: Collection[Record]) -> list[Done]:
    """What was done and not taken back, in order of time."""
    undone = {record.of for record in records if isinstance(record, Undo)}
    return sorted(
        (one for one in records if not isinstance(one, Undo) and one.id not in undone), key=_moment
    )


def of(records: Collection[Record]) -> Standing:
    """What follows from all records."""
    cards = {record.card for record in records if isinstance(record, Answer)}
    return _replayed(NOTHING, cards, records)


def grown(before: Standing, new: Sequence[Record]) -> Standing | None:
    """What follows when records are added that nothing known takes back.

    None where they don't simply come after all others, one by one: that takes all records.
    """
    states, suspended, newest = dict(before.states), set(before.suspended), before.newest
    exam_days = dict(before.exam_days)
    for record in new:
        if record.at <= newest:
            return None
        newest = record.at
        match record:
            case Answer(card=card, cram=False):
                retention = before.wanted(card.deck)
                states[card] = after(states.get(card), card, record.grade, record.at, retention)
            case Suspension(card=card, suspended=True):
                suspended.add(card)
            case Suspension(card=card):
                suspended.discard(card)
            case Answer() | Exam() | Choice() | HandedIn():  # crammed, or of an exam
                pass
            case ExamDay(deck=deck, day=day):
                exam_days[deck] = day
            case Retention() | Undo():
                return None
    return replace(
        before,
        states=states,
        suspended=frozenset(suspended),
        exam_days=exam_days,
        newest=newest,
    )


def regrown(before: Standing, new: Sequence[Record], records: Collection[Record]) -> Standing:
    """What follows from all records, of which some are new."""
    undone = {record.of for record in new if isinstance(record, Undo)}
    touched = [*new, *(record for record in records if record.id in undone)]
    cards = {record.card for record in touched if isinstance(record, Answer)}
    decks = {record.deck for record in touched if isinstance(record, Retention)}
    cards |= {card for card in before.states if card.deck in decks}
    return _replayed(before, cards, records)


def _replayed(before: Standing, cards: set[CardId], records: Collection[Record]) -> Standing:
    """What follows from all records, where only these cards stand elsewhere than before."""
    retention: dict[str, float] = {}
    exam_days: dict[str, str] = {}
    suspended: dict[CardId, bool] = {}
    answers: defaultdict[CardId, list[Answer]] = defaultdict(list)
    done = in_force(records)
    for record in done:
        match record:
            case Retention(deck=deck, value=value):
                retention[deck] = value
            case ExamDay(deck=deck, day=day):
                exam_days[deck] = day
            case Exam() | Choice() | HandedIn():
                pass
            case Suspension(card=card):
                suspended[card] = record.suspended
            case Answer(card=card):
                if card in cards:
                    answers[card].append(record)
    states = {card: state for card, state in before.states.items() if card not in cards}
    for card, own in answers.items():
        state = replay(card, own, retention.get(card.deck, DEFAULT_RETENTION))
        if state is not None:
            states[card] = state
    return Standing(
        states=states,
        suspended=frozenset(card for card, out in suspended.items() if out),
        retention=retention,
        exam_days=exam_days,
        newest=done[-1].at if done else 0,
    )


# as JSON can hold it


def computed_by() -> str:
    """Changes when the same records would come to something else."""
    return f"rules {RULES}, fsrs {version('fsrs')}"


def as_plain(standing: Standing) -> dict[str, Any]:
    return {
        "states": [(*astuple(card), *astuple(state)) for card, state in standing.states.items()],
        "suspended": [astuple(card) for card in sorted(standing.suspended)],
        "retention": dict(standing.retention),
        "exam_days": dict(standing.exam_days),
        "newest": standing.newest,
    }


def of_plain(plain: Mapping[str, Any]) -> Standing:
    """What was made plain. Raises TypeError, ValueError or KeyError for anything else."""
    states = {}
    for row in plain["states"]:
        deck, guid, number, phase, step, stability, difficulty, due, first, last, answers = row
        states[CardId(deck, guid, number)] = State(
            phase=phase,
            step=step,
            stability=stability,
            difficulty=difficulty,
            due=due,
            first=first,
            last=last,
            answers=answers,
        )
    return Standing(
        states=states,
        suspended=frozenset(CardId(*card) for card in plain["suspended"]),
        retention=plain["retention"],
        exam_days=plain["exam_days"],
        newest=plain["newest"],
    )
