"""What a session came to, in numbers."""

from __future__ import annotations

from sonodeck.common.frozen import dataclass
from sonodeck.study.quiz.state import Moment, Session
from sonodeck.study.reviews import Answer, Suspension


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A session in numbers.

    ``due`` counts answers to cards that had left their steps before, ``known`` those of them that
    were not graded again: true retention is known / due. ``tomorrow`` counts the cards that will
    be due on the next day of study, ``new`` those that were never answered.
    """

    answers: int
    cards: int
    begun: int
    due: int
    known: int
    suspended: int
    seconds: int
    left: int
    tomorrow: int
    new: int


def summary(session: Session, at: Moment) -> Summary:
    """What was answered, how much of it was known, what comes tomorrow."""
    records = [past.record for past in session.past]
    answers = [record for record in records if isinstance(record, Answer)]
    before = [past.state for past in session.past if isinstance(past.record, Answer)]
    grades = [
        answer.grade
        for answer, state in zip(answers, before, strict=True)
        if state is not None and not state.in_steps and not session.cram
    ]
    asked = [card for card in session.cards if card not in session.suspended]
    states = [state for card in asked if (state := session.states.get(card)) is not None]
    return Summary(
        answers=len(answers),
        cards=len({answer.card for answer in answers}),
        begun=0 if session.cram else sum(state is None for state in before),
        due=len(grades),
        known=sum(grade > 1 for grade in grades),
        suspended=len({record.card for record in records if isinstance(record, Suspension)}),
        seconds=round(sum(answer.took for answer in answers) / 1000),
        left=session.left,
        tomorrow=sum(state.due < at.after_tomorrow for state in states),
        new=len(asked) - len(states),
    )
