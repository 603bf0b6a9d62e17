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
from sonodeck.common.exams import Pool
from sonodeck.common.folders import Media
from sonodeck.questions import (
    ClozeNote,
    Names,
    Note,
    OwnNote,
    QuestionNote,
    Reverse,
    Shown,
    Wording,
    exam_pool,
    rendering,
)
from sonodeck.sheets import Knowledge, fieldhtml, markup
from sonodeck.study.quiz.cards import Card
from sonodeck.study.reviews import CardId


def cards(compiled: Compiled) -> tuple[Card, ...]:
    """All cards of a deck without errors, in teaching order."""
    knowledge = compiled.knowledge
    if knowledge is None:
        return ()
    guids = compiled.guids()
    maker = _Maker(knowledge)
    return tuple(
        card
        for one in compiled.packed
        if one.note is not None
        for card in maker.cards(one.note, one, guids[one.content.key])
    )


def pool(compiled: Compiled) -> Pool | None:
    """What the exams of a deck are drawn from, if it has a blueprint."""
    if compiled.knowledge is None or compiled.knowledge.deck.blueprint is None:
        return None
    notes = (one.note for one in compiled.packed if one.note is not None)
    return exam_pool(compiled.knowledge.deck.blueprint, notes)


class _Maker:
    """What cards are made from beside their note."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.plain = text.Plain(knowledge.deck.labels)
        self.names = Names(knowledge, Wording(knowledge), self.plain.words)

    def cards(self, note: Note, one: Packed, guid: str) -> Iterator[Card]:
        small = self.plain.origin(note.about, self.knowledge.sources)
        others = note.variants if isinstance(note, QuestionNote) else ()
        variants = tuple(card for other in others for card in self.cards(other, one, guid))
        typed = self.names.cards(note, one.content.cards)
        for sides in self.plain.cards(note, one.content.cards):
            side = _side(note, sides)
            yield Card(
                id=CardId(self.knowledge.deck.id, guid, sides.number),
                key=note.about.key,
                topic=" › ".join(note.about.deck.split("::")),
                tags=note.about.tags,
                cloze=sides.name == "Cloze",
                asked=sides.asked,
                answer=sides.answer,
                options=sides.options,
                right=sides.right,
                **(
                    _choice(note, sides) if sides.options and isinstance(note, QuestionNote) else {}
                ),
                small=small,
                pictures=_asked(side, one, sides.number),
                more=(*_told(side, one), *(picture.file for picture in note.about.pictures)),
                typed=typed.get(sides.number, ()),
                place=note.about.place,
                variants=variants if sides.number == 1 else (),
            )


def _choice(note: QuestionNote, sides: text.Card) -> dict[str, Any]:
    """What a multiple choice has beside its options."""
    return {
        "ranked": tuple(_in_browser(option) for option in note.options),
        "names": note.names,
        "ordered": note.ordered,
        "why": sides.why,
    }


def _side(note: Note, sides: text.Card) -> Note | Reverse:
    """What a card asks: the note itself, or its reverse."""
    reverse = note.reverse if isinstance(note, QuestionNote) else None
    return reverse if sides.name == "Reverse" and reverse is not None else note


def _asked(side: Note | Reverse, one: Packed, number: int) -> tuple[str, ...]:
    """The files of the pictures on a front; of an author's own design those that it shows."""
    if isinstance(side, OwnNote):
        front = rendering.sides(side.type, side.fields, number, side.known()).front
        return _shown_in(front, one)
    return (side.picture.file,) if side.picture else ()


def _told(side: Note | Reverse, one: Packed) -> tuple[str, ...]:
    if isinstance(side, OwnNote):
        return _shown_in("".join(side.fields), one)
    if not isinstance(side, ClozeNote) and isinstance(side.answer, Shown):
        return (side.answer.picture.file,)
    return ()


def _shown_in(html: str, one: Packed) -> tuple[str, ...]:
    known = {media.name for media in one.media}
    pictures = re.sub(r"\[sound:[^\]]*\]", "", html)
    return tuple(name for name in fieldhtml.media_names(pictures) if name in known)


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
