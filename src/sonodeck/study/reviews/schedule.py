"""When a card is due: its answers, replayed through FSRS-6.

The rules are written down in docs/quiz.md; the site follows the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from fsrs import Card, Rating, Scheduler
from fsrs import State as Phase

from sonodeck.common.frozen import dataclass
from sonodeck.common.ranking import DAY_BEGINS, rank
from sonodeck.study.reviews import Answer, CardId, Grade

RULES = 1
"""Goes up when the same answers would give other states: what was computed is computed anew."""

GRADES: tuple[Grade, ...] = (1, 2, 3, 4)
MAX_DAYS = 36500

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_PHASES: Mapping[Phase, PhaseName] = {
    Phase.Learning: "learning",
    Phase.Review: "review",
    Phase.Relearning: "relearning",
}
_STEPS = (timedelta(minutes=1), timedelta(minutes=10))

PhaseName = Literal["learning", "review", "relearning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a card stands after its answers; moments are milliseconds since 1970 (UTC).

    ``step`` is None once it has left its steps; ``stability`` is in days; ``answers`` is how many
    there were, ``first`` and ``last`` when.
    """

    phase: PhaseName
    step: int | None
    stability: float
    difficulty: float
    due: int
    first: int
    last: int
    answers: int

    @property
    def in_steps(self) -> bool:
        return self.step is not None


def after(state: State | None, card: CardId, grade: Grade, at: int, retention: float) -> State:
    """Where a card stands after one more answer; ``at`` must not lie before the last one."""
    moment = _EPOCH + at * _MILLISECOND
    reviewed, _ = _scheduler(retention).review_card(_card(state, moment), Rating(grade), moment)
    if reviewed.stability is None or reviewed.difficulty is None:
        raise AssertionError("an answered card has a stability")
    answers = 1 if state is None else state.answers + 1
    wait = reviewed.due - moment
    if reviewed.step is None:
        wait = timedelta(days=spread(wait.days, card, answers))
    return State(
        phase=_PHASES[reviewed.state],
        step=reviewed.step,
        stability=reviewed.stability,
        difficulty=reviewed.difficulty,
        due=at + wait // _MILLISECOND,
        first=at if state is None else state.first,
        last=at,
        answers=answers,
    )


def replay(card: CardId, answers: Iterable[Answer], retention: float) -> State | None:
    """The state of a card after its answers, in order of time; cramming doesn't count."""
    state: State | None = None
    for answer in answers:
        if not answer.cram:
            state = after(state, card, answer.grade, answer.at, retention)
    return state


def choices(state: State | None, card: CardId, at: int, retention: float) -> dict[Grade, State]:
    """Where a card would stand after each grade."""
    return {grade: after(state, card, grade, at, retention) for grade in GRADES}


def recall(state: State, at: int) -> float:
    """The chance that the card is known at a moment, by its forgetting curve."""
    moment = _EPOCH + at * _MILLISECOND
    return float(_scheduler(0.9).get_card_retrievability(_card(state, moment), moment))


def spread(days: int, card: CardId, answers: int) -> int:
    """An interval made a little shorter or longer, by the card and the number of its answers."""
    if days < 3:
        return days
    parts = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float(MAX_DAYS), 0.05))
    delta = 1 + sum(factor * max(min(days, end) - start, 0) for start, end, factor in parts)
    most = min(MAX_DAYS, round(days + delta))
    least = min(max(2, round(days - delta)), most)
    return least + rank(f"{card.guid}\0{card.number}\0{answers}") % (most - least + 1)


def day_begins(day: date, zone: tzinfo | None = None) -> int:
    """The moment at which a day of study begins."""
    begins = datetime.combine(day, time(), zone) + DAY_BEGINS
    return (begins.astimezone(UTC) - _EPOCH) // _MILLISECOND


def is_due(state: State, at: int, tomorrow: int) -> bool:
    """Whether a card is to be asked: in its steps by the moment, else by the day of study.

    ``tomorrow`` is when the day of study after that of the moment ``at`` begins.
    """
    return state.due <= at if state.in_steps else state.due < tomorrow


@lru_cache(maxsize=8)
def _scheduler(retention: float) -> Scheduler:
    return Scheduler(
        desired_retention=retention,
        learning_steps=_STEPS,
        relearning_steps=_STEPS[1:],
        maximum_interval=MAX_DAYS,
        enable_fuzzing=False,
    )


def _card(state: State | None, moment: datetime) -> Card:
    """The state as the fsrs package has it; it wants an id, which plays no part here."""
    if state is None:
        return Card(card_id=1, due=moment)
    phase = next(phase for phase, name in _PHASES.items() if name == state.phase)
    return Card(
        card_id=1,
        state=phase,
        step=state.step,
        stability=state.stability,
        difficulty=state.difficulty,
        due=moment,
        last_review=_EPOCH + state.last * _MILLISECOND,
    )
