"""The loop of an exam: show, wait for a key or for the clock, save."""

from __future__ import annotations

from dataclasses import replace

from sonodeck.common.exams import Paper, Pool
from sonodeck.study.exams.sitting import Sitting
from sonodeck.study.exams.taking import Effect, Left, Save, Taking, closed, opened, press, ticked
from sonodeck.study.exams.view import view
from sonodeck.study.quiz.deck import Deck
from sonodeck.study.quiz.play import moment, opening
from sonodeck.study.quiz.terminal import RESIZED, Screen
from sonodeck.study.reviews import CardId, Exam
from sonodeck.study.reviews.log import Log, NotSaved

TICK = 20.0
"""Seconds after which the clock is shown again."""


def play(
    deck: Deck, pool: Pool, log: Log, screen: Screen, exam: Sitting | Paper
) -> tuple[CardId, ...]:
    """An exam, to its end or until it is closed; the cards that the student wants to study then.

    ``exam``: one that was begun or handed in, or a new one. Raises KeyboardInterrupt.
    """
    new = isinstance(exam, Paper)
    sitting, lacking = (_new(deck, exam), exam.lacking) if isinstance(exam, Paper) else (exam, ())
    taking = opened(sitting, deck.cards, pool.blueprint, deck.labels, new=new)
    try:
        while not isinstance(taking.phase, Left):
            screen.show(view(taking, moment(), lacking))
            key = screen.key(TICK)
            if key != RESIZED or ticked(taking, moment()):
                taking = _pressed(taking, key, log, deck)
    finally:
        taking = closed(taking)
        screen.show(view(taking, moment(), lacking))
    wrong = taking.marked().wrong if taking.phase == Left(study=True) else ()
    return tuple(taking.cards[number].id for number in wrong)


def _new(deck: Deck, paper: Paper) -> Sitting:
    guids = {card.key: card.id.guid for card in deck.cards if card.id.number == 1}
    at = moment()
    exam = Exam(
        id=at.id,
        at=at.now,
        deck=deck.id,
        seed=paper.seed,
        minutes=paper.minutes,
        questions=tuple(guids[one.key] for one in paper.questions),
    )
    return Sitting(exam=exam)


def _pressed(taking: Taking, key: str, log: Log, deck: Deck) -> Taking:
    """What a key does, saved; what can't be saved has not been done."""
    after, effects = press(taking, key, moment())
    try:
        notes = [_done(effect, log, deck) for effect in effects]
    except NotSaved as error:
        note = f"not saved: {error}. Fix this, then press the key again"
        return replace(taking, note=note)
    return replace(after, note=" ".join(filter(None, [after.note, *notes])))


def _done(effect: Effect, log: Log, deck: Deck) -> str:
    """What there is to say of what was done."""
    if isinstance(effect, Save):
        log.add(*effect.records)
        return ""
    return opening(deck, effect.pictures)
