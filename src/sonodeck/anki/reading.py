"""Packages → their notes: what sonodeck, genanki or Anki wrote, the zstd container included."""

from __future__ import annotations

import json
import lzma
import re
import sqlite3
import stat
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, Literal, TypeAlias, TypeVar
from zipfile import BadZipFile, ZipFile

from sonodeck.anki import wire
from sonodeck.anki.apkg import retired_beside
from sonodeck.anki.notetypes import FieldDef, NoteType, TemplateDef
from sonodeck.anki.packed import (
    PackageRead,
    PackedCard,
    PackedNote,
    PackedReview,
    PackedType,
)
from sonodeck.common import folders
from sonodeck.common.frozen import dataclass
from sonodeck.common.signs import one_line
from sonodeck.sheets import FIELD_KEYS, TEMPLATE_KEYS, TYPE_KEYS, More

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError, ZstdFile
else:
    from backports.zstd import ZstdError, ZstdFile

# Newest first: Anki puts a dummy collection.anki2 beside the others, for versions too old for them.
_COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
_MOST = 1 << 29
"""Bytes of a collection that are read at most."""
_MAGIC = b"SQLite format 3\0"
_STEPS = 30_000_000
"""Steps of SQLite's machine after which a collection is held to be made to never end."""
_WATCHED = 100_000
_SECONDS = 30
"""Time after which it is, too."""
_LONGEST = 1 << 24
"""Bytes of one text or row."""
_DEEPEST = 50
"""Levels of an expression of SQL."""
_READ = frozenset(
    {
        "sqlite_master",
        "notes",
        "cards",
        "col",
        "decks",
        "fields",
        "notetypes",
        "revlog",
        "templates",
    }
)
"""The tables that are looked at."""


T = TypeVar("T")


class Unreadable(Exception):
    """The file is no package that can be read; the message says why."""


# What zipfile and its decompressors raise; RuntimeError where a member is encrypted, or packed in a
# way that is unknown here; ValueError where a name says that it is UTF-8, and isn't.
_NO_PACKAGE = (
    BadZipFile, ZstdError, zlib.error, lzma.LZMAError, EOFError, KeyError, RuntimeError, ValueError,
)  # fmt: skip
_DAMAGED = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def _connected(database: Path) -> sqlite3.Connection:
    """A collection of somebody else's: nothing in it is run, and its size is not trusted.

    Of its tables only the columns that are stored are read: SQLite may call no function, and look
    into no view. A text has an end, and so have the steps and the time that all of it takes.
    """
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, _DEEPEST)
    # Anki's own ordering of names; nothing here is ordered by it.
    connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
    watched, end = count(), monotonic() + _SECONDS
    connection.set_progress_handler(
        lambda: next(watched) * _WATCHED > _STEPS or monotonic() > end, _WATCHED
    )
    connection.set_authorizer(_allowed)
    return connection


def _allowed(action: int, one: str | None, two: str | None, _: str | None, by: str | None) -> int:
    """Whether SQLite may do a thing; ``by`` is the view or trigger that it does it for."""
    read = action == sqlite3.SQLITE_READ and one in _READ and by is None
    asked = action == sqlite3.SQLITE_PRAGMA and one == "table_xinfo" and two in _READ
    chosen = action == sqlite3.SQLITE_SELECT and by is None
    return sqlite3.SQLITE_OK if read or asked or chosen else sqlite3.SQLITE_DENY


@dataclass(slots=True)
class _Source:
    """A collection that is read; ``left``: the bytes that may still come out of it."""

    connection: sqlite3.Connection
    left: int

    def plain(self) -> frozenset[str]:
        """The names of its tables. Raises DatabaseError where there is more than plain tables."""
        made = dict(self.connection.execute("SELECT name, sql FROM sqlite_master"))
        if any(sql is not None and not _PLAIN.match(str(sql)) for sql in made.values()):
            raise sqlite3.DatabaseError("there is more in it than tables and their indexes")
        return frozenset(made)

    def rows(self, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
        """Columns of a table, all its rows. Raises DatabaseError where they are made up."""
        if any(row[6] for row in self.connection.execute(f"PRAGMA table_xinfo({table})")):
            raise sqlite3.DatabaseError(f"{table} has columns that are worked out")
        chosen = f"SELECT {columns} FROM {table}"  # noqa: S608  # both are named here
        for row in self.connection.execute(chosen):
            self.left -= sum(len(cell) if isinstance(cell, str | bytes) else 1 for cell in row)
            if self.left < 0:
                raise sqlite3.DatabaseError("there is more in it than in its file")
            yield row


# How SQLite keeps what a table or an index was made with: VIRTUAL would stand before TABLE.
_PLAIN = re.compile(r"CREATE (?:TABLE|INDEX|UNIQUE INDEX)\s")


def read(path: Path) -> PackageRead:
    """The notes of a package. Raises OSError, or Unreadable if it is none."""

    def package(source: _Source) -> PackageRead:
        types, decks = dict(_types(source)), dict(_decks(source))
        return PackageRead(
            notes=tuple(_notes(source, types, decks)),
            types=types,
            media=dict(_digests(path)),
            descriptions={name: said for name, said in decks.values() if said},
        )

    return _looked_into(path, package)


def reviews(path: Path) -> tuple[PackedReview, ...]:
    """The answers that a package holds, in order of time. Raises OSError, Unreadable."""
    return _looked_into(path, lambda source: tuple(_reviews(source)))


def _looked_into(path: Path, look: Callable[[_Source], T]) -> T:
    """What is found in the collection of a package. Raises OSError, or Unreadable if it is none."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable(f"{path} is not a file")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "collection"
        try:
            _unpack(path, database)
        except _NO_PACKAGE as error:
            raise Unreadable(f"{path} is not an Anki package: {error}") from error
        try:
            with closing(_connected(database)) as connection:
                return look(_Source(connection, left=2 * database.stat().st_size))
        except sqlite3.DatabaseError as error:
            said = "reading it never ends" if str(error) == "interrupted" else one_line(str(error))
            raise Unreadable(f"the collection inside {path} is damaged: {said}") from error
        except _DAMAGED as error:
            said = "its notes and note types don't match"
            raise Unreadable(f"the collection inside {path} is damaged: {said}") from error


def released(path: Path) -> PackageRead:
    """A release: the notes of a package, and of that of its retired notes if it lies beside it.

    Raises OSError, or Unreadable if one of them is no package.
    """
    package, beside = read(path), retired_beside(path)
    if not beside.exists():
        return package
    guids = {note.guid for note in package.notes}
    retired = (note for note in read(beside).notes if note.guid not in guids)
    return replace(package, notes=(*package.notes, *retired))


def _unpack(path: Path, target: Path) -> None:
    with ZipFile(path) as package:
        names = set(package.namelist())
        name = next((one for one in _COLLECTIONS if one in names), None)
        if name is None:
            raise Unreadable(f"{path} is a zip file, but not an Anki package")
        with package.open(name) as packed, target.open("wb") as out:
            source = ZstdFile(packed) if name.endswith("b") else packed
            read, told = 0, package.getinfo(name).file_size  # zipfile never reads more
            while piece := source.read(1 << 20):
                if not read and not piece.startswith(_MAGIC):
                    raise Unreadable(f"the collection in {path} is not an SQLite database")
                read += len(piece)
                if max(read, told) > _MOST:
                    raise Unreadable(f"the collection in {path} is larger than {_MOST >> 20} MiB")
                out.write(piece)


def _notes(
    source: _Source, types: Mapping[int, PackedType], decks: Mapping[int, tuple[str, str]]
) -> Iterator[PackedNote]:
    cards: dict[int, list[PackedCard]] = {}
    columns = "nid, ord, id, did, odid, due, type"
    for note_id, number, card_id, deck, home, due, kind in source.rows("cards", columns):
        name, _ = decks.get(home or deck, ("", ""))
        card = PackedCard(int(number) + 1, int(card_id), name, -1 if kind else int(due))
        cards.setdefault(note_id, []).append(card)
    rows = source.rows("notes", "id, guid, mid, mod, tags, flds")
    for note_id, guid, type_id, mod, tags, fields in rows:
        own = types[type_id]
        yield PackedNote(
            guid=str(guid),
            mod=int(mod),
            type_id=int(type_id),
            type_name=own.name,
            fields=dict(zip(own.fields, str(fields).split("\x1f"), strict=True)),
            tags=tuple(sorted(str(tags).split())),
            rows=tuple(cards.get(note_id, ())),
            id=int(note_id),
        )


def _reviews(source: _Source) -> Iterator[PackedReview]:
    """What a student answered; what Anki itself did with a card has no grade."""
    source.plain()
    guids = dict(source.rows("notes", "id, guid"))
    cards = {
        card: (str(guids[note]), int(number) + 1)
        for card, note, number in source.rows("cards", "id, nid, ord")
    }
    rows = source.rows("revlog", "id, cid, ease, time, type, factor")
    for at, card, grade, took, kind, factor in sorted(rows):
        if card in cards and grade in _GRADES and 1 <= at <= _LAST_MOMENT:
            guid, number = cards[card]
            yield PackedReview(
                guid=guid,
                number=number,
                at=int(at),
                grade=_GRADES[int(grade)],
                took=min(max(0, int(took)), _LONGEST_ANSWER),
                crammed=kind == _FILTERED and factor == 0,
            )


_GRADES: Mapping[int, Literal[1, 2, 3, 4]] = {1: 1, 2: 2, 3: 3, 4: 4}
_FILTERED = 3
"""The kind of an answer in a filtered deck; without a factor it left the schedule alone."""
_LAST_MOMENT = 7_258_118_400_000
_LONGEST_ANSWER = 24 * 60 * 60 * 1000


def _types(source: _Source) -> Iterator[tuple[int, PackedType]]:
    """Note types: a JSON text in the older schemas, tables of their own in the newer."""
    if "notetypes" not in source.plain():
        ((models,),) = source.rows("col", "models")
        for type_id, model in json.loads(models).items():
            yield int(type_id), packed_type(int(type_id), model)
        return
    parts: dict[str, dict[int, list[dict[str, Any]]]] = {"fields": {}, "templates": {}}
    for table, settings in (("fields", wire.field), ("templates", wire.template)):
        for type_id, number, name, config in source.rows(table, "ntid, ord, name, config"):
            own = {"name": name, "ord": number, **settings(config)}
            parts[table].setdefault(type_id, []).append(own)
    for type_id, name, mod, config in source.rows("notetypes", "id, name, mtime_secs, config"):
        flds, tmpls = (parts[table].get(type_id, []) for table in ("fields", "templates"))
        model = {"name": name, "mod": mod, **wire.note_type(config), "flds": flds, "tmpls": tmpls}
        yield type_id, packed_type(type_id, model)


def _decks(source: _Source) -> Iterator[tuple[int, tuple[str, str]]]:
    """For each deck its path, and the HTML on its page."""
    if "decks" in source.plain():
        for deck_id, name, kind in source.rows("decks", "id, name, kind"):
            yield deck_id, ("::".join(str(name).split("\x1f")), wire.description(kind))
        return
    ((decks,),) = source.rows("col", "decks")
    for deck_id, deck in json.loads(decks).items():
        said = wire.as_html(str(deck.get("desc", "")), markdown=bool(deck.get("md")))
        yield int(deck_id), (str(deck["name"]), said)


def packed_type(type_id: int, model: dict[str, Any]) -> PackedType:
    """A note type out of the JSON of the older schemas. Raises what damaged JSON raises."""
    whole = _whole(type_id, model)
    left = (
        key
        for part, known in _parts(model)
        for key in {**part, **_of_others(part)}
        if key not in known
    )
    return PackedType(
        name=whole.name,
        fields=whole.names,
        mod=int(model["mod"]),
        whole=whole,
        left=tuple(sorted({one_line(key) for key in left})),
    )


_KNOWN = {
    "type": "id name type mod usn sortf did tmpls flds css latexPre latexPost latexsvg req "
    "originalStockKind originalId vers tags other",
    "field": "name ord sticky rtl font size description plainText collapsed excludeFromSearch id "
    "tag preventDeletion media other",
    "template": "name ord qfmt afmt bqfmt bafmt did bfont bsize id other",
}
"""The settings that Anki itself has; others are of add-ons."""


def _parts(model: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    yield model, _KNOWN["type"].split()
    yield from ((one, _KNOWN["field"].split()) for one in model["flds"])
    yield from ((one, _KNOWN["template"].split()) for one in model["tmpls"])


def _of_others(part: dict[str, Any]) -> dict[str, Any]:
    """What other programs have in a part of a note type, where Anki itself has a place for it."""
    try:
        other = json.loads(part.get("other", "{}"))
    except (ValueError, TypeError, RecursionError):
        return {}
    return other if isinstance(other, dict) else {}


def _more(known: Mapping[str, tuple[str, Any]], part: dict[str, Any]) -> More:
    """The settings that differ from Anki's defaults."""
    settings = ((name, part.get(name), default) for name, default in known.values())
    return tuple(
        sorted(
            (name, type(default)(value))
            for name, value, default in settings
            if value is not None and value != default
        )
    )


def _digests(path: Path) -> Iterator[tuple[str, str]]:
    """The SHA-256 of the files that have a name of their own; those of ours are named by it."""
    with media(path) as files:
        for name, file in files.items():
            if not name.startswith("_sonodeck-"):
                digest = sha256()
                for piece in file():
                    digest.update(piece)
                yield name, digest.hexdigest()


Pieces: TypeAlias = Callable[[], Iterator[bytes]]


@contextmanager
def media(path: Path) -> Iterator[dict[str, Pieces]]:
    """The pictures and sounds of a package by name, each by pieces when it is asked for.

    Raises OSError, or Unreadable where they are more than a deck may have.
    """
    try:
        with ZipFile(path) as package:
            names = set(package.namelist())
            zstd = _COLLECTIONS[0] in names
            listed = b"".join(_pieces(package, "media", zstd, _MOST)) if "media" in names else b""
            numbered = _numbered(listed, zstd=zstd)
            left = folders.MAX_ALL_MEDIA

            def pieces(member: str) -> Iterator[bytes]:
                nonlocal left
                for piece in _pieces(package, member, zstd, folders.MAX_MEDIA):
                    left -= len(piece)
                    if left < 0:
                        raise Unreadable(f"the media in {path} are larger than a deck's may be")
                    yield piece

            yield {
                name: partial(pieces, member)
                for member, name in numbered.items()
                if member in names and name
            }
    except (*_NO_PACKAGE, *_DAMAGED) as error:
        raise Unreadable(f"the media in {path} are damaged: {one_line(str(error))}") from error


def _numbered(listed: bytes, *, zstd: bool) -> dict[str, str]:
    """The names of media by the names of their members."""
    if zstd:
        return {str(at): name for at, name in enumerate(wire.media_names(listed))}
    return {str(member): str(name) for member, name in json.loads(listed or b"{}").items()}


def _pieces(package: ZipFile, member: str, zstd: bool, most: int) -> Iterator[bytes]:
    with package.open(member) as packed:
        source = ZstdFile(packed) if zstd else packed
        read = 0
        while piece := source.read(1 << 20):
            read += len(piece)
            if read > most:
                raise Unreadable(
                    f"{one_line(member)} in {package.filename} is larger than {most >> 20} MiB"
                )
            yield piece


def _whole(type_id: int, model: dict[str, Any]) -> NoteType:
    """A note type out of the JSON of the older schemas."""
    return NoteType(
        id=type_id,
        name=str(model["name"]),
        cloze=model["type"] == 1,
        fields=tuple(
            FieldDef(
                name=str(one["name"]),
                id=int(one.get("id") or 0),
                description=str(one.get("description", "")),
                collapsed=bool(one.get("collapsed")),
                more=_more(FIELD_KEYS, one),
            )
            for one in sorted(model["flds"], key=lambda one: one["ord"])
        ),
        templates=tuple(
            TemplateDef(
                name=str(one["name"]),
                id=int(one.get("id") or 0),
                front=str(one["qfmt"]),
                back=str(one["afmt"]),
                more=_more(TEMPLATE_KEYS, one),
            )
            for one in sorted(model["tmpls"], key=lambda one: one["ord"])
        ),
        css=str(model["css"]),
        sort_field=int(model["sortf"]),
        more=_more(TYPE_KEYS, model),
    )
