"""Rows → an Anki package, on genanki: written in bulk, the same bytes for the same rows.

genanki gives the schema, the collection's defaults and the shape of note types and decks; here
they get ids for fields and templates, card rows as Anki computes them, one modification time per
note, and a file that depends on nothing but its content.
"""

from __future__ import annotations

import errno
import json
import sqlite3
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from hashlib import sha1, sha256
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA
from genanki.deck import Deck
from genanki.model import Model
from genanki.package import Package

from sonodeck.anki.apkg import pages, studied, text
from sonodeck.anki.apkg.studied import Progress, Studied
from sonodeck.anki.notetypes import FieldDef, NoteType
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import More


def retired_beside(path: Path) -> Path:
    """Where the package of the retired notes lies that is built with a package."""
    return path.with_name(f"{path.stem}-retired{path.suffix}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """A card; ``number`` counts from 0, ``due`` is its position among new cards, from 1.

    ``studied``: where it stands, if it is new no more.
    An ``id`` of 0 is the one that follows from the note's.
    """

    number: int
    due: int
    studied: Studied | None = None
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note; ``tags`` sorted, ``mod`` in seconds, ``deck`` the path of its cards (``A::B``)."""

    guid: str
    note_id: int
    note_type: NoteType
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    mod: int
    deck: str
    cards: tuple[CardRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All of a package: note types with their mods, notes, media (files or bytes) by name.

    ``descriptions``: the HTML on the pages of decks, by their paths; others have none.
    ``progress``: a student's, whose days of study the rows of ``notes`` count.
    ``mod``, in seconds, is the time of the package itself. Notes in the order of their ids are
    stored twice as fast as others.
    """

    note_types: tuple[tuple[NoteType, int], ...]
    notes: Sequence[NoteRow]
    media: Mapping[str, Path | bytes]
    mod: int
    descriptions: Mapping[str, str] = field(default_factory=dict)
    progress: Progress | None = None


def write(file: BinaryIO, contents: Contents) -> str:
    """Write a package to an open file; returns the SHA-256 of its bytes in hex.

    Raises OSError: a media file that is gone, a full disk.
    """
    _Package(contents).write_to_file(file)
    file.seek(0)
    digest = sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


_DEFAULT_DECK = 1
"""The id of the deck "Default" in genanki's collection, as in everybody's."""


# Indexes are made when all rows are there, by sorting them once.
_TABLES, _CREATE, _REST = APKG_SCHEMA.partition("CREATE INDEX")
_INDEXES = _CREATE + _REST

_AT_ONCE = 1000
"""Notes whose rows are in memory at once."""


class _Model(Model):
    """A note type with ids for its fields and templates, so that they may be renamed later."""

    def __init__(self, note_type: NoteType) -> None:
        super().__init__(
            model_id=note_type.id,
            name=note_type.name,
            fields=[_field(field) for field in note_type.fields],
            templates=[
                {"name": one.name, "qfmt": one.front, "afmt": one.back}
                | _more(one.more)
                | ({"id": one.id} if one.id else {})
                for one in note_type.templates
            ],
            css=note_type.css,
            model_type=self.CLOZE if note_type.cloze else self.FRONT_BACK,
            sort_field_index=note_type.sort_field,
        )
        self.more = note_type.more

    @property
    def _req(self) -> list[object]:
        """Which fields a front needs; Anki computes it anew, and has none for clozes."""
        if self.model_type == self.CLOZE or self.more is not None:
            return []
        needed = (self._needed(template["qfmt"]) for template in self.templates)
        return [[number, "all", [field]] for number, field in enumerate(needed)]

    def _needed(self, front: str) -> int:
        """The field that a front begins with asking for: all of it stands inside ``{{#field}}``."""
        names = [field["name"] for field in self.fields]
        return names.index(front[front.index("{{#") + 3 : front.index("}}")])

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, object]:
        shape: dict[str, object] = super().to_json(timestamp, deck_id)
        if self.more is not None:
            shape |= _more(self.more)
        return shape | {"id": self.model_id}


def _field(field: FieldDef) -> dict[str, object]:
    shape = {
        "name": field.name,
        "description": field.description,
        "collapsed": field.collapsed,
        "preventDeletion": field.more is None,
        "plainText": False,
        "excludeFromSearch": False,
        "font": "Arial",
    }
    return shape | _more(field.more) | ({"id": field.id} if field.id else {})


def _more(settings: More | None) -> dict[str, object]:
    return dict(settings or ())


class _Package(Package):
    """genanki's package; its rows go in by executemany, its zip has no times of files."""

    def __init__(self, contents: Contents) -> None:
        super().__init__([])
        self.contents = contents

    def write_to_file(self, file: BinaryIO, timestamp: float | None = None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            database = Path(folder) / "collection.anki2"
            self._write_database(database)
            with ZipFile(file, "w", ZIP_STORED) as package:
                _store(package, "collection.anki2", database)
                names = sorted(self.contents.media)
                numbered = {str(number): name for number, name in enumerate(names)}
                package.writestr(_entry("media"), json.dumps(numbered, sort_keys=True))
                for number, name in numbered.items():
                    _store(package, number, self.contents.media[text.media_name(name)])

    def _write_database(self, path: Path) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute(f"PRAGMA page_size = {pages.SIZE}")
            connection.execute("PRAGMA encoding = 'UTF-8'")
            connection.execute("PRAGMA auto_vacuum = NONE")
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.executescript(_TABLES)
            connection.executescript(APKG_COL)
            connection.execute("BEGIN")
            self.write_to_db(connection.cursor(), self.contents.mod, None)
            connection.execute("COMMIT")
            connection.executescript(_INDEXES)
            connection.execute("VACUUM")
        except sqlite3.OperationalError as error:  # our SQL is right, so it is the disk
            raise OSError(errno.EIO, str(error), str(path)) from error
        finally:
            connection.close()
        pages.make_reproducible(path)

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: object) -> None:
        used = self._write_notes(cursor)
        created, decks, defaults = cursor.execute("SELECT crt, decks, conf FROM col").fetchone()
        progress = self.contents.progress
        names = {name for deck in used for name in _with_parents(deck) if not _is_default(name)}
        said = self.contents.descriptions
        own = {
            str(deck_id(name)): Deck(deck_id(name), name, said.get(name, "")).to_json()
            for name in names
        }
        models = {
            str(note_type.id): _Model(note_type).to_json(mod, 1)
            for note_type, mod in self.contents.note_types
        }
        cursor.execute(
            "UPDATE col SET crt = ?, mod = ?, scm = ?, conf = ?, decks = ?, models = ?",
            (
                created if progress is None else progress.began,
                int(timestamp) * 1000,
                int(timestamp) * 1000,
                json.dumps(json.loads(defaults) | _clock(progress), sort_keys=True),
                json.dumps(json.loads(decks) | own, sort_keys=True),
                json.dumps(models, sort_keys=True),
            ),
        )

    def _write_notes(self, cursor: sqlite3.Cursor) -> Collection[str]:
        """Write notes and cards; returns the names of the decks that they are in."""
        notes = self.contents.notes
        decks: dict[str, int] = {}
        taken: set[int] = set()
        for start in range(0, len(notes), _AT_ONCE):
            some = notes[start : start + _AT_ONCE]
            cursor.executemany(f"INSERT INTO notes VALUES({_marks(11)})", map(_note, some))
            for note in some:
                if note.deck not in decks:
                    default = _is_default(note.deck)
                    decks[note.deck] = _DEFAULT_DECK if default else deck_id(note.deck)
            cards = (row for note in some for row in _cards(note, decks[note.deck]))
            cursor.executemany(f"INSERT INTO cards VALUES({_marks(18)})", cards)
            log = (row for note in some for row in _log(note, taken))
            cursor.executemany(f"INSERT INTO revlog VALUES({_marks(9)})", log)
        return decks


# ivl, factor, reps, lapses, left, odue, odid, flags and data of a new card
_NEW = (0, 0, 0, 0, 0, 0, 0, 0, "")


def _cards(note: NoteRow, deck: int) -> Iterator[tuple[object, ...]]:
    for card in note.cards:
        card_id = _id_of(card, note)
        head = (card_id, note.note_id, deck, card.number, note.mod, -1)
        yield head + (
            (0, 0, card.due, *_NEW)
            if card.studied is None
            else studied.columns(card.studied, card.due)
        )


def _id_of(card: CardRow, note: NoteRow) -> int:
    return card.id or note.note_id + 1 + card.number


def _log(note: NoteRow, taken: set[int]) -> Iterator[tuple[object, ...]]:
    """The answers to a note's cards; ``taken``: the ids of answers so far."""
    for card in note.cards:
        if card.studied is not None:
            yield from studied.log(card.studied, _id_of(card, note), taken)


def _clock(progress: Progress | None) -> dict[str, int]:
    """What a collection says of its days: then an import counts them as they were counted here."""
    if progress is None:
        return {}
    return {"schedVer": 2, "rollover": progress.hour, "creationOffset": progress.west}


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _note(note: NoteRow) -> tuple[object, ...]:
    first = text.stripped(note.fields[0])
    return (
        note.note_id,
        note.guid,
        note.note_type.id,
        note.mod,
        -1,
        f" {' '.join(note.tags)} " if note.tags else "",
        "\x1f".join(note.fields),
        text.stripped(note.fields[note.note_type.sort_field]),
        int.from_bytes(sha1(first.encode(), usedforsecurity=False).digest()[:4], "big"),
        0,
        "",
    )


def _with_parents(deck: str) -> Iterator[str]:
    parts = deck.split("::")
    return ("::".join(parts[: depth + 1]) for depth in range(len(parts)))


def _is_default(deck: str) -> bool:
    """Whether Anki would take the name for that of its first deck, which every package holds."""
    return deck.lower() == "default"


def deck_id(name: str) -> int:
    """A number for a deck. Anki matches decks by name; the number only links cards to it."""
    digest = sha256(name.encode()).digest()
    return 1_000_000_000_000 + int.from_bytes(digest[:8], "big") % 500_000_000_000


def _entry(name: str) -> ZipInfo:
    info = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_STORED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _store(package: ZipFile, name: str, file: Path | bytes) -> None:
    """One file into the zip, by pieces, with the size known beforehand; or bytes at hand."""
    info = _entry(name)
    if isinstance(file, bytes):
        package.writestr(info, file)
        return
    info.file_size = file.stat().st_size
    with file.open("rb") as source, package.open(info, "w") as target:
        while piece := source.read(1 << 20):
            target.write(piece)
