"""A student's answers ↔ Anki's schedule and review log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from hashlib import sha256

from fsrs import Scheduler

from sonodeck.anki import Memory, PackedReview, Progress, Review, Studied
from sonodeck.common.ranking import DAY_BEGINS, study_day
from sonodeck.study import Answer, CardId, Histories, RecordId, State, Step, day_begins

_DAY = 86_400_000
_STEPS = {"learning": 2, "review": 0, "relearning": 1}
_DECAY = Scheduler().parameters[20]
"""Of the forgetting curve, as a part of the parameters of FSRS-6."""
_Days = tuple[date, tzinfo | None]
"""The day of study that days are counted from, and where it begins."""
_SAME = 1000
"""Milliseconds within which two answers to a card are one: no two answers have one in Anki."""


def progress(of: Histories, zone: tzinfo | None = None) -> Progress:
    """What Anki is to know of a student's answers; ``zone``: theirs, else this machine's.

    Due dates are the quiz's to the day: its days of study begin when Anki's do.
    """
    first = min((own[0].answer.at for own in of.cards.values()), default=0)
    day = study_day(first, zone)
    began = day_begins(day, zone) // 1000
    offset = datetime.fromtimestamp(began, zone).astimezone(zone).utcoffset()
    cards = {
        (card.guid, card.number): _studied(own, (day, zone), of, suspended=card in of.suspended)
        for card, own in of.cards.items()
    }
    for card in of.suspended:
        cards.setdefault((card.guid, card.number), _studied((), (day, zone), of, suspended=True))
    return Progress(
        began=began,
        west=-int(offset.total_seconds()) // 60 if offset else 0,
        hour=DAY_BEGINS.seconds // 3600,
        cards=cards,
    )


def _studied(steps: Sequence[Step], days: _Days, of: Histories, *, suspended: bool) -> Studied:
    state = steps[-1].after if steps else None
    lapses = sum(
        step.answer.grade == 1 and step.before is not None and step.before.phase == "review"
        for step in steps
        if not step.answer.cram
    )
    return Studied(
        kind="new" if state is None else state.phase,
        due=0 if state is None else _due(state, days[0], days[1]),
        interval=0 if state is None else _interval(state),
        lapses=lapses,
        left=0 if state is None or state.step is None else _STEPS[state.phase] - state.step,
        suspended=suspended,
        memory=None if state is None else _memory(state, of.retention),
        reviews=tuple(map(_review, steps)),
    )


def _due(state: State, began: date, zone: tzinfo | None) -> int:
    return state.due // 1000 if state.in_steps else (study_day(state.due, zone) - began).days


def _interval(state: State) -> int:
    """Days; a card that was forgotten has those that it will get when it has left its steps."""
    match state.phase:
        case "learning":
            return 0
        case "review":
            return (state.due - state.last) // _DAY
        case "relearning":
            return max(1, round(state.stability))


def _memory(state: State, retention: float) -> Memory:
    return Memory(
        stability=state.stability,
        difficulty=state.difficulty,
        retention=retention,
        decay=_DECAY,
        last=state.last // 1000,
    )


def _review(step: Step) -> Review:
    state = step.after
    return Review(
        at=step.answer.at,
        grade=step.answer.grade,
        took=step.answer.took,
        interval=_got(state),
        before=_got(step.before),
        difficulty=1.0 if state is None else state.difficulty,
        kind=None if step.answer.cram else "new" if step.before is None else step.before.phase,
    )


def _got(state: State | None) -> int:
    """The time until a card is due, as the log has it: days, or below 0 in seconds."""
    if state is None:
        return 0
    return -((state.due - state.last) // 1000) if state.in_steps else _interval(state)


def answers(
    reviews: Sequence[PackedReview], keys: Mapping[CardId, str], known: Sequence[Answer]
) -> Iterator[Answer]:
    """The answers in Anki's log that are not known yet; ``keys``: of the deck's notes, by card.

    Their ids follow from what they say, so that the same log, imported twice, gives them once.
    """
    cards = {(card.guid, card.number): card for card in keys}
    taken = {(one.card, one.at // _SAME) for one in known}
    for one in reviews:
        card = cards.get((one.guid, one.number))
        second = one.at // _SAME
        if card is not None and not {(card, second + by) for by in (-1, 0, 1)} & taken:
            said = f"{card.deck}\0{card.guid}\0{card.number}\0{one.at}\0{one.grade}"
            yield Answer(
                id=RecordId(sha256(said.encode()).hexdigest()[:16]),
                at=one.at,
                card=card,
                key=keys[card],
                grade=one.grade,
                took=one.took,
                cram=one.crammed,
            )
