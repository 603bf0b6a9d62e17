"""The cards of a deck as the quiz asks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from sonodeck import markup
from sonodeck.diagnostics import Place
from sonodeck.lock import Lock
from sonodeck.lock.update import guids
from sonodeck.notetypes import text
from sonodeck.project import Compiled, Packed
from sonodeck.questions.notes import ClozeNote, Note, QuestionNote, Reverse, Shown
from sonodeck.reviews import CardId
from sonodeck.sheets import Knowledge
from sonodeck.values import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card.

    ``sides`` is it as text; ``ranked`` are its options as a browser has them, for their order;
    ``small`` is what stands under the answer; ``pictures`` are those of the question, ``more``
    those that come with the answer.
    """

    id: CardId
    key: str
    topic: str
    tags: tuple[str, ...]
    sides: text.Card
    ranked: tuple[str, ...]
    small: str
    pictures: tuple[Media, ...]
    more: tuple[Media, ...]
    place: Place


def cards(compiled: Compiled) -> tuple[Card, ...]:
    """All cards of a deck without errors, in teaching order."""
    knowledge = compiled.knowledge
    if knowledge is None:
        return ()
    lock = compiled.lock or Lock(deck=knowledge.deck.id)
    names = guids(lock, (one.content.key for one in compiled.packed))
    return tuple(
        card
        for one in compiled.packed
        if one.note is not None
        for card in _cards(one.note, one, knowledge, names[one.content.key])
    )


def _cards(note: Note, one: Packed, knowledge: Knowledge, guid: str) -> Iterator[Card]:
    about = note.about
    small = text.origin(about, knowledge.sources)
    options = note.options if isinstance(note, QuestionNote) else ()
    for sides in text.cards(note, one.content.cards):
        side = _side(note, sides)
        yield Card(
            id=CardId(knowledge.deck.id, guid, sides.number),
            key=about.key,
            topic=" › ".join(about.deck.split("::")),
            tags=about.tags,
            sides=sides,
            ranked=tuple(_in_browser(option) for option in options) if sides.options else (),
            small=small,
            pictures=tuple(filter(None, (side.picture,))),
            more=(*_answered(side), *about.pictures),
            place=about.place,
        )


def _side(note: Note, sides: text.Card) -> Note | Reverse:
    """What a card asks: the note itself, or its reverse."""
    reverse = note.reverse if isinstance(note, QuestionNote) else None
    return reverse if sides.name == "Reverse" and reverse is not None else note


def _answered(side: Note | Reverse) -> Iterator[Media]:
    if not isinstance(side, ClozeNote) and isinstance(side.answer, Shown):
        yield side.answer.picture


_TAG = re.compile(r"<[^>]*>")


def _in_browser(option: str) -> str:
    """The text of an option as ``textContent`` gives it on Anki's card."""
    return unescape(_TAG.sub("", markup.html(option)))
