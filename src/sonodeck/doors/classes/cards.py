"""A folder of answers, counted under the cards of a deck. No file is named: names are students'."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from itertools import chain
from pathlib import Path

from sonodeck.anki import Compiled, text
from sonodeck.common import files
from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.questions import RIGHT, Note, QuestionNote
from sonodeck.study import Answer, CardId, Record, classes, exchange

_MOST = 1 << 27
"""Bytes of all files together: some 700,000 answers."""
_REASONS = {
    "SD701": "not exported by sonodeck",
    "SD702": "damaged",
    "SD703": "exported by a newer sonodeck",
}
_UNREADABLE = "unreadable"


class TooLarge(Exception):
    """The files have more answers than are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The records of each file that could be read; ``left_out``: why others weren't, how often."""

    records: tuple[tuple[Record, ...], ...]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option, and how often it was chosen; ``name``: as answers know it."""

    name: str
    text: str
    chosen: int

    @property
    def right(self) -> bool:
        return self.name == RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A card that students answered, in words and numbers.

    ``card`` is its number, 0 where its note has no other; ``options`` stand as in the field, those
    of a calculation for all its numbers together; ``others``: how often one was chosen that the
    card no longer has; ``everywhere``: whether all who chose were offered the same.
    """

    key: str
    card: int
    topic: str
    question: str
    place: Place
    item: classes.Item
    options: tuple[Choice, ...]
    others: int
    everywhere: bool

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return f"{self.key}, card {self.card}" if self.card else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """``cards``: how many the deck has; ``rows``: those that were answered, in teaching order.

    ``gone``: answers to cards that it no longer has; ``empty``: students who have none to others;
    ``left_out``: files that are no answers, by reason.
    """

    title: str
    language: str
    students: int
    cards: int
    rows: tuple[Row, ...]
    gone: int
    empty: int
    left_out: Mapping[str, int]


def read(folder: Path) -> Files:
    """All files in a folder and those inside it. Raises TooLarge; OSError where it can't be listed.

    A platform puts the file of each student into a folder of its own; hidden ones are no answers.
    """
    records, left_out, size = [], Counter[str](), 0
    for path in _paths(folder):
        try:
            data = files.read(path, _MOST)
        except OSError:
            left_out[_UNREADABLE] += 1
            continue
        size += len(data)
        if size > _MOST:
            raise TooLarge(f"the files have more than {_MOST >> 20} MiB together")
        own, found = exchange.read(data, "")
        if found:
            left_out[_REASONS[found[0].code]] += 1
        else:
            records.append(own)
    return Files(records=tuple(records), left_out=dict(left_out))


def _paths(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> None:
        if error.filename == str(folder):
            raise error

    for root, inside, names in os.walk(folder, onerror=fail):
        inside[:] = sorted(name for name in inside if not name.startswith((".", "__MACOSX")))
        yield from (Path(root, name) for name in sorted(names) if not name.startswith("."))


def of(compiled: Compiled, read: Files, zone: tzinfo | None = None) -> Class:
    """The answers in files under the cards of a deck without errors.

    Days are those of ``zone``, by default of this machine's clock.
    """
    if compiled.knowledge is None:
        raise AssertionError("a deck without errors is known")
    deck = compiled.knowledge.deck
    faces = dict(_faces(compiled, text.Plain(deck.labels)))
    each = [classes.seen(own, faces.keys(), zone) for own in classes.students(read.records)]
    taking_part = [student for student in each if student]
    items = classes.items(taking_part)
    gone = {
        one.id
        for one in chain(*read.records)
        if isinstance(one, Answer) and one.card.deck == deck.id and one.card not in faces
    }
    return Class(
        title=deck.title,
        language=deck.language,
        students=len(taking_part),
        cards=len(faces),
        rows=tuple(_row(face, items[card]) for card, face in faces.items() if card in items),
        gone=len(gone),
        empty=len(each) - len(taking_part),
        left_out=read.left_out,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Face:
    """A card in words; ``options``: their texts by name; ``variants``: whether days differ."""

    key: str
    card: int
    topic: str
    question: str
    place: Place
    options: Mapping[str, str]
    variants: bool


def _faces(compiled: Compiled, plain: text.Plain) -> Iterator[tuple[CardId, _Face]]:
    guids = compiled.guids()
    deck = compiled.knowledge.deck.id if compiled.knowledge else ""
    for one in compiled.packed:
        if one.note is None:
            continue
        about = one.note.about
        for side in plain.cards(one.note, one.content.cards):
            yield (
                CardId(deck, guids[one.content.key], side.number),
                _Face(
                    key=about.key,
                    card=side.number if len(one.filled.cards) > 1 else 0,
                    topic=" › ".join(about.deck.split("::")),
                    question=side.asked,
                    place=about.place,
                    options=_options(one.note, plain) if side.options else {},
                    variants=isinstance(one.note, QuestionNote) and bool(one.note.variants),
                ),
            )


def _options(note: Note, plain: text.Plain) -> dict[str, str]:
    """Texts by name. Where each day has other numbers, a slip is told by what it says."""
    if not isinstance(note, QuestionNote):
        return {}
    texts: dict[str, str] = {}
    for one in note.all_variants():
        for name, option, why in zip(one.names, one.options, one.why, strict=True):
            texts.setdefault(name, plain.words((note.variants and why) or option))
    return texts


def _row(face: _Face, item: classes.Item) -> Row:
    known = {name: item.chosen.get(name, 0) for name in face.options}
    return Row(
        key=face.key,
        card=face.card,
        topic=face.topic,
        question=face.question,
        place=face.place,
        item=item,
        options=tuple(
            Choice(name=name, text=face.options[name], chosen=chosen)
            for name, chosen in known.items()
        ),
        others=sum(item.chosen.values()) - sum(known.values()),
        everywhere=not face.variants,
    )
