"""A compiled deck → the cards of the quiz, and the files of their pictures."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from sonodeck.anki import Compiled, Packed, text
from sonodeck.common.folders import Media
from sonodeck.questions import ClozeNote, Note, QuestionNote, Reverse, Shown
from sonodeck.sheets import Knowledge, markup
from sonodeck.sheets import Media as Picture
from sonodeck.study.quiz.cards import Card
from sonodeck.study.reviews import CardId


def cards(compiled: Compiled) -> tuple[Card, ...]:
    """All cards of a deck without errors, in teaching order."""
    knowledge = compiled.knowledge
    if knowledge is None:
        return ()
    names = compiled.guids()
    return tuple(
        card
        for one in compiled.packed
        if one.note is not None
        for card in _cards(one.note, one, knowledge, names[one.content.key])
    )


def _cards(note: Note, one: Packed, knowledge: Knowledge, guid: str) -> Iterator[Card]:
    about = note.about
    plain = text.Plain(knowledge.deck.labels)
    small = plain.origin(about, knowledge.sources)
    others = note.variants if isinstance(note, QuestionNote) else ()
    variants = tuple(card for other in others for card in _cards(other, one, knowledge, guid))
    for sides in plain.cards(note, one.content.cards):
        side = _side(note, sides)
        yield Card(
            id=CardId(knowledge.deck.id, guid, sides.number),
            key=about.key,
            topic=" › ".join(about.deck.split("::")),
            tags=about.tags,
            cloze=sides.name == "Cloze",
            asked=sides.asked,
            answer=sides.answer,
            options=sides.options,
            right=sides.right,
            **(_choice(note, sides) if sides.options and isinstance(note, QuestionNote) else {}),
            small=small,
            pictures=(side.picture.file,) if side.picture else (),
            more=tuple(picture.file for picture in (*_answered(side), *about.pictures)),
            place=about.place,
            variants=variants if sides.number == 1 else (),
        )


def _choice(note: QuestionNote, sides: text.Card) -> dict[str, Any]:
    """What a multiple choice has beside its options."""
    return {
        "ranked": tuple(_in_browser(option) for option in note.options),
        "ordered": note.ordered,
        "why": sides.why,
    }


def _side(note: Note, sides: text.Card) -> Note | Reverse:
    """What a card asks: the note itself, or its reverse."""
    reverse = note.reverse if isinstance(note, QuestionNote) else None
    return reverse if sides.name == "Reverse" and reverse is not None else note


def _answered(side: Note | Reverse) -> Iterator[Picture]:
    if not isinstance(side, ClozeNote) and isinstance(side.answer, Shown):
        yield side.answer.picture


_TAG = re.compile(r"<[^>]*>")


def _in_browser(option: str) -> str:
    """The text of an option as ``textContent`` gives it on Anki's card."""
    return unescape(_TAG.sub("", markup.html(option)))


def picture_files(media: Iterable[Media], names: Sequence[str]) -> list[Path]:
    """The files of pictures by name; those that are drawn are written for the occasion.

    Raises OSError; LookupError for a picture that is no longer there.
    """
    by_name = {one.name: one for one in media}
    return [_file(by_name[name]) for name in names]


def _file(media: Media) -> Path:
    if isinstance(media.content, Path):
        return media.content
    file = _for_viewers() / media.packed
    file.write_bytes(media.content)
    return file


@cache
def _for_viewers() -> Path:
    """A folder for what other programs are to show, as long as this one runs."""
    folder = tempfile.mkdtemp(prefix="sonodeck-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
