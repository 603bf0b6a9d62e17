"""A session: what is asked next, and what a key does. Pure: time and keys come in, effects go out.

A key gives the session after it and what is to be done: a record to be saved, a place to be
edited, pictures to be shown. If saving fails, the session before the key still holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TypeAlias, assert_never

from sonodeck.common.labels import Labels
from sonodeck.common.ranking import options_on
from sonodeck.study.quiz import plan
from sonodeck.study.quiz.cards import LETTERS, Card
from sonodeck.study.quiz.state import (
    Asked,
    Edit,
    Effect,
    Ended,
    Finished,
    Known,
    Moment,
    Past,
    Revealed,
    Save,
    Session,
    Show,
    Told,
    Wanted,
)
from sonodeck.study.quiz.typed import LONGEST
from sonodeck.study.reviews import LAST_MOMENT, Answer, CardId, Grade, Suspension, Undo
from sonodeck.study.reviews.schedule import GRADES, State, after, choices, is_due

AHEAD = 20 * 60_000
"""Milliseconds that a card in its steps may be asked early when nothing else is left."""

_MAX_TOOK = 10 * 60_000
"""Longer than this nobody looks at a card: the student was away."""


def begin(
    cards: Sequence[Card], known: Known, wanted: Wanted, at: Moment, labels: Labels
) -> Session:
    """A session with its first card in view; ``labels`` are the words of its deck."""
    steps, waiting = plan.chosen(cards, known, wanted, at)
    session = Session(
        cards={card.id: card for card in cards},
        states=known.states,
        suspended=known.suspended,
        retention=known.retention,
        cram=wanted.cram,
        early=bool(wanted.only) or plan.is_last_day(wanted, at),
        typing=wanted.typing,
        began=at.now,
        waiting=tuple(waiting),
        steps=frozenset(steps),
        phase=Finished(),
        labels=labels,
    )
    return _next(session, at)


def _next(session: Session, at: Moment) -> Session:
    """The session with its next card in view, or finished."""
    ready = sorted(session.steps, key=lambda card: (session.states[card].due, card))
    if ready and session.states[ready[0]].due <= at.now:
        return _ask(replace(session, steps=session.steps - {ready[0]}), ready[0], at)
    if session.waiting:
        return _ask(replace(session, waiting=session.waiting[1:]), session.waiting[0], at)
    if ready and session.states[ready[0]].due <= at.now + AHEAD:
        return _ask(replace(session, steps=session.steps - {ready[0]}), ready[0], at)
    return replace(session, phase=Finished())


def _ask(session: Session, card: CardId, at: Moment) -> Session:
    shown = session.cards[card].on(at.day)
    order = tuple(options_on(at.day, shown.key, shown.ranked, ordered=shown.ordered))
    typed = "" if session.typing and shown.typed else None
    asked = Asked(card=card, since=at.now, day=at.day, order=order, typed=typed)
    return replace(session, phase=asked)


# keys

Result: TypeAlias = tuple[Session, tuple[Effect, ...]]

ENTER = (" ", "\r", "\n")
CTRL_D = "\x04"
"""Ends all while an answer is typed."""


def press(session: Session, key: str, at: Moment) -> Result:
    """What a key does. A key that means nothing here changes nothing."""
    session = replace(session, note="")
    if isinstance(session.phase, Asked) and session.phase.typed is not None and not session.help:
        return _type(session, session.phase, session.phase.typed, key, at)
    if session.help:
        return replace(session, help=False), ()
    if key == "?":
        return replace(session, help=True), ()
    if key == "q":
        return replace(session, phase=Ended()), ()
    if key == "u":
        return _undo(session, at)
    return _press(session, key, at)


def _press(session: Session, key: str, at: Moment) -> Result:
    phase = session.phase
    match phase:
        case Asked():
            return _on_question(session, phase, key, at)
        case Revealed():
            if key in {"1", "2", "3", "4"}:
                answered, effects = _graded(session, phase.asked, GRADES[int(key) - 1], at)
                return _next(answered, at), effects
            return _on_card(session, phase, key, at)
        case Told():
            if key in ENTER:
                return _next(session, at), ()
            return _on_card(session, phase, key, at)
        case Finished():
            return (replace(session, phase=Ended()) if key in ENTER else session), ()
        case Ended():
            return session, ()
    assert_never(phase)


def _type(session: Session, asked: Asked, typed: str, key: str, at: Moment) -> Result:
    """A key of an answer that is being typed; a whole line comes with its end."""
    if key.startswith(_COMMAND) and key.endswith("\n"):
        return press(replace(session, phase=replace(asked, typed=None)), key[1:2], at)
    if key in {"\r", "\n"} or (len(key) > 1 and key.endswith("\n")):
        return _revealed(session, asked, " ".join((typed + key).split()), at), ()
    match key:
        case "\x04":
            return replace(session, phase=Ended()), ()
        case "\x1b":
            return replace(session, phase=replace(asked, typed=None)), ()
        case "\x7f" | "\b":
            typed = typed[:-1]
        case "\x15":
            typed = ""
        case _:
            typed += "".join(filter(str.isprintable, _PASTED.sub(r"\1", key)))
    return replace(session, phase=replace(asked, typed=typed[:LONGEST])), ()


_COMMAND = "/"
"""Before a command where whole lines are read and answers are typed."""
_PASTED = re.compile(r"\x1b\[200~(.*)\x1b\[201~|\x1b.*", re.DOTALL)


def _revealed(session: Session, asked: Asked, typed: str, at: Moment) -> Session:
    state = session.states.get(asked.card)
    made = choices(state, asked.card, _not_before(state, at.now), session.retention)
    return replace(session, phase=Revealed(asked=asked, typed=typed, next=made))


def _on_question(session: Session, asked: Asked, key: str, at: Moment) -> Result:
    card = session.shown(asked)
    if key in ENTER:
        return _revealed(session, asked, "", at), ()
    chosen = option_of(key, session.labels)
    if card.right is not None and 0 <= chosen < len(card.options):
        option = asked.order[chosen]
        grade: Grade = 3 if option == card.right else 1
        answered, effects = _graded(session, asked, grade, at, card.names[option])
        return replace(answered, phase=Told(asked=asked, chosen=chosen)), effects
    return _on_card(session, asked, key, at)


def option_of(key: str, labels: Labels) -> int:
    """The place of the option that a key stands for: by its letter, or a to h; else -1."""
    places = (letters.find(key.lower()) for letters in (labels.letters.lower(), LETTERS) if key)
    return max(places, default=-1)


def _on_card(session: Session, phase: Asked | Revealed | Told, key: str, at: Moment) -> Result:
    """Keys that do the same on both sides of a card."""
    asked = phase if isinstance(phase, Asked) else phase.asked
    card = session.cards[asked.card]
    if key == "s":
        return _suspended(session, phase if isinstance(phase, Told) else asked, card, at)
    if key == "e":
        return session, (Edit(place=card.place),)
    if key == "o":
        pictures = card.pictures if isinstance(phase, Asked) else (*card.pictures, *card.more)
        if not pictures:
            return replace(session, note=session.labels.say("terminal.no-picture")), ()
        return session, (Show(pictures=pictures),)
    return session, ()


def _suspended(session: Session, phase: Asked | Told, card: Card, at: Moment) -> Result:
    record = Suspension(id=at.id, at=at.now, card=card.id, key=card.key, suspended=True)
    out = replace(
        _remember(session, phase, record),
        steps=session.steps - {card.id},
        suspended=session.suspended | {card.id},
    )
    note = session.labels.say("terminal.suspended", card=card.key)
    return replace(_next(out, at), note=note), (Save(record=record),)


def _graded(session: Session, asked: Asked, grade: Grade, at: Moment, option: str = "") -> Result:
    """A card answered: saved, and back in some minutes if it is in its steps."""
    card = session.cards[asked.card]
    before = session.states.get(card.id)
    record = Answer(
        id=at.id,
        at=at.now if session.cram else _not_before(before, at.now),
        card=card.id,
        key=card.key,
        grade=grade,
        took=min(max(0, at.now - asked.since), _MAX_TOOK),
        cram=session.cram,
        option=option,
    )
    answered = _remember(session, asked, record)
    if session.cram:
        waiting = (*session.waiting, card.id) if grade == 1 else session.waiting
        answered = replace(answered, waiting=waiting)
        expected = {}
    else:
        expected = {card.id: before}
        state = after(before, card.id, grade, record.at, session.retention)
        steps = session.steps | {card.id} if state.in_steps else session.steps
        answered = replace(answered, states={**session.states, card.id: state}, steps=steps)
    return answered, (Save(record=record, before=expected),)


def _not_before(state: State | None, now: int) -> int:
    """The moment of an answer: after the last one, even where a clock was set back."""
    return now if state is None else min(max(now, state.last + 1), LAST_MOMENT)


def _remember(session: Session, phase: Asked | Told, record: Answer | Suspension) -> Session:
    past = Past(
        record=record,
        phase=phase,
        waiting=session.waiting,
        steps=session.steps,
        state=session.states.get(record.card),
    )
    return replace(session, past=(*session.past, past))


def _undo(session: Session, at: Moment) -> Result:
    """Back to what was in view before the last record of this session."""
    if not session.past:
        return replace(session, note=session.labels.say("terminal.no-answer")), ()
    past = session.past[-1]
    card = past.record.card
    states = {one: state for one, state in session.states.items() if one != card}
    if past.state is not None:
        states[card] = past.state
    phase = past.phase
    back = replace(
        session,
        states=states,
        suspended=session.suspended - {card},
        waiting=past.waiting,
        steps=past.steps,
        phase=_asked_again(session, phase, at) if isinstance(phase, Asked) else phase,
        past=session.past[:-1],
        note=session.labels.say("terminal.taken-back"),
    )
    return back, (Save(record=Undo(id=at.id, at=at.now, of=past.record.id)),)


def _asked_again(session: Session, asked: Asked, at: Moment) -> Asked:
    typed = "" if session.typing and session.shown(asked).typed else None
    return replace(asked, since=at.now, typed=typed)


# what others do meanwhile


def refreshed(session: Session, known: Known, at: Moment) -> Session:
    """The session after another program wrote to the log: what it answered isn't asked again."""
    waiting, steps = session.waiting, session.steps
    phase = session.phase
    if isinstance(phase, Asked | Revealed):
        waiting = ((phase if isinstance(phase, Asked) else phase.asked).card, *waiting)
    kept = tuple(card for card in waiting if _is_open(card, session, known, at))
    stepping = {
        card
        for card in (*waiting, *steps)
        if card not in known.suspended
        and (state := known.states.get(card)) is not None
        and state.in_steps
        and not session.cram
    }
    session = replace(
        session,
        states=known.states,
        suspended=known.suspended,
        waiting=kept,
        steps=frozenset(stepping),
    )
    return _next(session, at) if isinstance(phase, Asked | Revealed) else session


def renewed(
    session: Session, cards: Sequence[Card], known: Known, wanted: Wanted, at: Moment
) -> Session:
    """The session on another day of study: what is to be asked on that one."""
    fresh = begin(cards, known, wanted, at, session.labels)
    return replace(fresh, began=session.began, past=session.past, note=session.note)


def _is_open(card: CardId, session: Session, known: Known, at: Moment) -> bool:
    """Whether a card that was to be asked still is."""
    if card in known.suspended:
        return False
    state = known.states.get(card)
    if session.cram or state is None:
        return True
    if session.early:
        return not state.in_steps and state.last < session.began
    return not state.in_steps and is_due(state, at.now, at.tomorrow)


def edited(session: Session, cards: Collection[Card], at: Moment) -> Session:
    """The session with cards as their sheets say now; one that is gone is not asked any more."""
    by_id = {card.id: card for card in cards}
    session = replace(
        session,
        cards={**session.cards, **by_id},
        waiting=tuple(card for card in session.waiting if card in by_id),
        steps=session.steps & by_id.keys(),
    )
    phase = session.phase
    if isinstance(phase, Asked | Revealed | Told):
        asked = phase if isinstance(phase, Asked) else phase.asked
        if asked.card not in by_id:
            note = session.labels.say("terminal.gone")
            return replace(_next(session, at), note=note)
        if isinstance(phase, Asked | Revealed):
            return _ask(session, asked.card, at)
    return session
