"""What a student did with each card, answer by answer: for programs that want all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sonodeck.common.frozen import dataclass
from sonodeck.study.reviews import (
    DEFAULT_RETENTION,
    Answer,
    CardId,
    Record,
    Retention,
    Suspension,
    standing,
)
from sonodeck.study.reviews.schedule import State, after


@dataclass(frozen=True, slots=True)
class Step:
    """An answer, and where its card stood before and after it; cramming leaves it there."""

    answer: Answer
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Histories:
    """The answers of a deck that count, by card in order of time.

    ``suspended``: cards that are not to be asked; ``retention``: what the student wants to know.
    """

    cards: Mapping[CardId, Sequence[Step]]
    suspended: frozenset[CardId]
    retention: float


def histories(records: Collection[Record], deck: str) -> Histories:
    """All of a deck's answers with the states that follow from them."""
    done = standing.in_force(records)
    wanted = [one.value for one in done if isinstance(one, Retention) and one.deck == deck]
    retention = wanted[-1] if wanted else DEFAULT_RETENTION
    cards: dict[CardId, list[Step]] = {}
    suspended: dict[CardId, bool] = {}
    for one in done:
        if isinstance(one, Suspension) and one.card.deck == deck:
            suspended[one.card] = one.suspended
        elif isinstance(one, Answer) and one.card.deck == deck:
            own = cards.setdefault(one.card, [])
            before = own[-1].after if own else None
            state = before if one.cram else after(before, one.card, one.grade, one.at, retention)
            own.append(Step(one, before, state))
    return Histories(
        cards=cards,
        suspended=frozenset(card for card, out in suspended.items() if out),
        retention=retention,
    )
