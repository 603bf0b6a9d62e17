"""Which cards a session asks, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from sonodeck.common.exams import is_under
from sonodeck.common.ranking import rank
from sonodeck.study.ahead import days_until, is_asked, new_a_day, unseen
from sonodeck.study.quiz.cards import Card
from sonodeck.study.quiz.state import Known, Moment, Wanted
from sonodeck.study.reviews import CardId
from sonodeck.study.reviews.schedule import State, is_due, recall

_USUAL = 20
"""New cards a day, where nobody says otherwise."""


def chosen(
    cards: Sequence[Card], known: Known, wanted: Wanted, at: Moment
) -> tuple[list[CardId], list[CardId]]:
    """The cards in their steps, and those to be asked in turn: due ones first, then new ones.

    Of each note there is one card at most: what one asks, another may give away. For cramming it
    is the one that was seen longest ago, and all cards count as due.
    """
    asked = [
        card for card in cards if is_tagged(card, wanted.tag) and card.id not in known.suspended
    ]
    if wanted.only:
        return _only([card.id for card in asked if card.id in wanted.only], known)
    if wanted.cram:
        return _crammed(asked, known, wanted)
    return (_last_day if is_last_day(wanted, at) else _due)(asked, known, wanted, at)


def is_last_day(wanted: Wanted, at: Moment) -> bool:
    """Whether the exam is tomorrow, and every card is looked at once today."""
    return days_until(wanted.exam, at.day) == 1 and wanted.new is None


def new_today(cards: Sequence[Card], known: Known, wanted: Wanted, at: Moment) -> int:
    """How many new cards the day brings: as wanted, else as the exam needs it, else 20."""
    days = days_until(wanted.exam, at.day)
    if wanted.new is not None or days is None:
        return _USUAL if wanted.new is None else wanted.new
    of_exam = [card.id for card in cards if _for_exam(card, known, wanted)]
    return new_a_day(unseen(of_exam, known.states, at.today), days)


def _for_exam(card: Card, known: Known, wanted: Wanted) -> bool:
    return card.id not in known.suspended and is_asked(wanted.blueprint, card.tags)


def _last_day(
    cards: Sequence[Card], known: Known, wanted: Wanted, at: Moment
) -> tuple[list[CardId], list[CardId]]:
    """Every card that the exam may ask, once: what is known least first, the unseen at the end.

    Of a note, a second card comes only after the first ones of all.
    """
    states = known.states
    left = [
        card.id for card in cards if is_asked(wanted.blueprint, card.tags)
        and (card.id not in states or states[card.id].last < at.today)
    ]  # fmt: skip
    steps = [card.id for card in cards if card.id in states and states[card.id].in_steps]
    seen = sorted((card for card in left if card in states and card not in steps),
                  key=lambda card: recall(states[card], at.tomorrow))  # fmt: skip
    ordered = [*seen, *(card for card in left if card not in states)]
    first = _one_each(ordered, steps)
    both = [*first, *(card for card in ordered if card not in set(first))]
    return steps, both[: None if wanted.limit is None else max(0, wanted.limit - len(steps))]


def _only(cards: Sequence[CardId], known: Known) -> tuple[list[CardId], list[CardId]]:
    """Cards that a student picked, whenever they are due."""
    steps = [card for card in cards if card in known.states and known.states[card].in_steps]
    return steps, [card for card in cards if card not in steps]


def is_tagged(card: Card, tag: str) -> bool:
    """Whether a card has a tag, or one below it; the deck's root may be left out."""
    return not tag or is_under(card.tags, tag)


def _crammed(
    cards: Sequence[Card], known: Known, wanted: Wanted
) -> tuple[list[CardId], list[CardId]]:
    place = {card.id: at for at, card in enumerate(cards)}
    longest_ago = sorted(place, key=lambda card: known.seen.get(card, 0))
    waiting = _one_each(longest_ago, ())[: wanted.limit]
    return [], sorted(waiting, key=lambda card: place[card])


def _due(
    cards: Sequence[Card], known: Known, wanted: Wanted, at: Moment
) -> tuple[list[CardId], list[CardId]]:
    steps, due, new = [], [], []
    until = days_until(wanted.exam, at.day) is not None
    for card in cards:
        state = known.states.get(card.id)
        if state is None:
            if not until or is_asked(wanted.blueprint, card.tags):
                new.append(card.id)
        elif state.in_steps:
            steps.append(card.id)
        elif is_due(state, at.now, at.tomorrow):
            due.append(card.id)
    steps.sort(key=lambda card: known.states[card].due)
    due.sort(key=lambda card: _urgency(card, known.states[card], at))
    steps = _one_each(steps, ())
    due = _one_each(due, steps)
    begun = sum(at.today <= state.first < at.tomorrow for state in known.states.values())
    new = _one_each(new, (*steps, *due))[: max(0, new_today(cards, known, wanted, at) - begun)]
    steps = steps[: wanted.limit]
    return steps, [*due, *new][: None if wanted.limit is None else wanted.limit - len(steps)]


def _urgency(card: CardId, state: State, at: Moment) -> tuple[int, int]:
    """Longest overdue first, by days; within a day by a rank, so that no lesson comes in order."""
    days = (at.tomorrow - 1 - state.due) // (24 * 60 * 60_000)
    return -days, rank(f"{card.guid}\0{card.number}\0{at.day.isoformat()}")


def _one_each(cards: Sequence[CardId], others: Sequence[CardId]) -> list[CardId]:
    """The first card of each note, without notes that have one among the others."""
    taken = {card.guid for card in others}
    kept = []
    for card in cards:
        if card.guid not in taken:
            taken.add(card.guid)
            kept.append(card)
    return kept
