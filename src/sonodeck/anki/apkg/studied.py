"""Cards that were studied: their rows in ``cards`` and ``revlog``, as Anki has them.

What the numbers mean is in Anki's rslib, storage/card/ and revlog/: kinds and queues of cards, the
memory state in ``data``, difficulty as a factor from 100 to 1100.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Literal

from sonodeck.common.frozen import dataclass

Kind = Literal["new", "learning", "review", "relearning"]
_KINDS: Mapping[Kind, int] = {"new": 0, "learning": 1, "review": 2, "relearning": 3}
_SUSPENDED = -1
_EASE = 2500
"""What a card of the older scheduler begins with, in thousandths; FSRS doesn't look at it."""
_CRAMMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """FSRS's: ``stability`` in days, ``difficulty`` from 1 to 10, ``last``: the last answer (s)."""

    stability: float
    difficulty: float
    retention: float
    decay: float
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One answer: at a moment (ms), from 1 to 4, in so many milliseconds.

    ``interval`` and ``before``: what the card got by it and had, in days, or below 0 in seconds;
    ``kind``: what the card was; None: it was crammed.
    """

    at: int
    grade: int
    took: int
    interval: int
    before: int
    difficulty: float
    kind: Kind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """Where a card stands.

    ``due``: in its steps the second, else the day of study, counted from the one on which the
    collection began; ``interval`` in days; ``left``: steps until it has left them.
    """

    kind: Kind
    due: int
    interval: int
    lapses: int
    left: int
    suspended: bool
    memory: Memory | None
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a student did with a deck: the cards by guid and number (from 1).

    ``began``: the second at which the day of study begins that days are counted from; ``west``:
    minutes that the student's clock is behind Greenwich; ``hour``: when a day of study begins.
    """

    began: int
    west: int
    hour: int
    cards: Mapping[tuple[str, int], Studied]


def columns(card: Studied, position: int) -> tuple[object, ...]:
    """The columns of a card from ``type`` to the last."""
    kind = _KINDS[card.kind]
    queue = {"new": 0, "review": 2}.get(card.kind, 1)
    due = position if card.kind == "new" else card.due
    return (
        kind,
        _SUSPENDED if card.suspended else queue,
        due,
        card.interval,
        0 if card.kind == "new" else _EASE,
        len(card.reviews),
        card.lapses,
        card.left,
        0,
        0,
        0,
        _data(card.memory, position),
    )


def _data(memory: Memory | None, position: int) -> str:
    data: dict[str, object] = {"pos": position}
    if memory is not None:
        data |= {
            "s": round(memory.stability, 4),
            "d": round(memory.difficulty, 3),
            "dr": round(memory.retention, 2),
            "decay": round(memory.decay, 3),
            "lrt": memory.last,
        }
    return json.dumps(data, separators=(",", ":"))


def log(card: Studied, card_id: int, taken: set[int]) -> Iterator[tuple[object, ...]]:
    """The rows of the answers to a card; ``taken``: the ids that rows have so far."""
    for one in card.reviews:
        at = one.at
        while at in taken:
            at += 1
        taken.add(at)
        factor = 0 if one.kind is None else round(1000 * ((one.difficulty - 1) / 9 + 0.1))
        kind = _CRAMMED if one.kind is None else _LOGGED[one.kind]
        yield at, card_id, -1, one.grade, one.interval, one.before, factor, one.took, kind


_LOGGED: Mapping[Kind, int] = {"new": 0, "learning": 0, "review": 1, "relearning": 2}
