"""Packages → their notes: what sonodeck, genanki or Anki wrote, the zstd container included."""

from __future__ import annotations

import json
import lzma
import sqlite3
import stat
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sonodeck.anki.apkg import retired_beside
from sonodeck.anki.notetypes import FieldDef, NoteType, TemplateDef
from sonodeck.anki.packed import PackageRead, PackedNote, PackedType

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
_WATCHED = 1_000_000


class Unreadable(Exception):
    """The file is no package that can be read; the message says why."""


# What zipfile and its decompressors raise; RuntimeError where a member is encrypted, or packed in a
# way that is unknown here.
_NO_PACKAGE = (BadZipFile, ZstdError, zlib.error, lzma.LZMAError, EOFError, KeyError, RuntimeError)
_DAMAGED = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def _connected(database: Path) -> sqlite3.Connection:
    """A collection of somebody else's: its views and functions are not trusted, nor its size."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    # Anki's own ordering of names; nothing here is ordered by it.
    connection.create_collation("unicase", lambda one, two: (one > two) - (one < two))
    watched = count()
    connection.set_progress_handler(lambda: next(watched) * _WATCHED > _STEPS, _WATCHED)
    return connection


def read(path: Path) -> PackageRead:
    """The notes of a package. Raises OSError, or Unreadable if it is none."""
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
                types = dict(_types(connection))
                return PackageRead(notes=tuple(_notes(connection, types)), types=types)
        except sqlite3.DatabaseError as error:
            said = "it refers to itself" if str(error) == "interrupted" else error
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


def _notes(connection: sqlite3.Connection, types: Mapping[int, PackedType]) -> Iterator[PackedNote]:
    cards: dict[int, list[int]] = {}
    for note_id, number in connection.execute("SELECT nid, ord FROM cards"):
        cards.setdefault(note_id, []).append(number + 1)
    rows = connection.execute("SELECT id, guid, mid, mod, tags, flds FROM notes")
    for note_id, guid, type_id, mod, tags, fields in rows:
        own = types[type_id]
        yield PackedNote(
            guid=str(guid),
            mod=int(mod),
            type_id=int(type_id),
            type_name=own.name,
            fields=dict(zip(own.fields, str(fields).split("\x1f"), strict=True)),
            tags=tuple(sorted(str(tags).split())),
            cards=tuple(sorted(cards.get(note_id, ()))),
        )


def _types(connection: sqlite3.Connection) -> Iterator[tuple[int, PackedType]]:
    """Note types: a JSON text in the older schemas, tables of their own in the newer."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "notetypes" not in tables:
        (models,) = connection.execute("SELECT models FROM col").fetchone()
        for type_id, model in json.loads(models).items():
            whole = _whole(int(type_id), model)
            names = tuple(field.name for field in whole.fields)
            mod = int(model["mod"])
            yield int(type_id), PackedType(name=whole.name, fields=names, mod=mod, whole=whole)
        return
    fields: dict[int, list[tuple[int, str]]] = {}
    for type_id, number, name in connection.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(type_id, []).append((number, name))
    for type_id, name, mod in connection.execute("SELECT id, name, mtime_secs FROM notetypes"):
        names = tuple(one for _, one in sorted(fields.get(type_id, ())))
        yield type_id, PackedType(name=name, fields=names, mod=mod)


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
            )
            for one in sorted(model["flds"], key=lambda one: one["ord"])
        ),
        templates=tuple(
            TemplateDef(
                name=str(one["name"]),
                id=int(one.get("id") or 0),
                front=str(one["qfmt"]),
                back=str(one["afmt"]),
            )
            for one in sorted(model["tmpls"], key=lambda one: one["ord"])
        ),
        css=str(model["css"]),
        sort_field=int(model["sortf"]),
    )
