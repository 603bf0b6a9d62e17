"""A folder of CrowdAnki (``deck.json``, ``media/``) → what a package would hold.

It has guids, but no ids of note types, notes, and cards, and no times: those of note types are made
of CrowdAnki's own ids, notes and cards have none, and nothing was ever changed.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from sonodeck.anki import PackageRead, PackedCard, PackedNote, PackedType, reading
from sonodeck.common import folders
from sonodeck.common.signs import one_line
from sonodeck.questions import rendering

DECK, MEDIA = "deck.json", "media"
_MOST = 1 << 28
"""Bytes of deck.json that are read at most."""
_LEVELS = 50
"""Decks inside of each other, at most."""
_DAMAGED = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
_FIRST_ID = 1_500_000_000_000
_IDS = 100_000_000_000
"""Ids of note types are times in milliseconds; these lie from 2017 to 2020."""


def folder_of(path: Path) -> Path | None:
    """The folder of CrowdAnki that is meant by a path: itself, or its deck.json."""
    folder = path.parent if path.name == DECK else path
    return folder if (folder / DECK).is_file() else None


def read(folder: Path) -> PackageRead:
    """The notes of a folder. Raises OSError, or Unreadable where deck.json isn't CrowdAnki's."""
    path = folder / DECK
    with path.open("rb") as stream:
        data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise reading.Unreadable(f"{path} is larger than {_MOST >> 20} MiB")
    try:
        root = json.loads(data)
        json.dumps(root, ensure_ascii=False).encode()  # no half of a pair of signs
        types = {str(one["crowdanki_uuid"]): _type(one) for one in root["note_models"]}
        decks = list(_decks(root, "", 0))
        notes = tuple(_notes(decks, types))
    except _DAMAGED as error:
        said = f"{type(error).__name__}: {one_line(str(error))[:200]}"
        raise reading.Unreadable(f"{path} is not as CrowdAnki writes it: {said}") from error
    with media(folder) as files:
        digests = {name: _digest(file) for name, file in files.items()}
    return PackageRead(
        notes=notes,
        types={one.whole.id: one for one in types.values()},
        media=digests,
        descriptions={name: said for name, deck in decks if (said := str(deck.get("desc", "")))},
    )


def _type(model: dict[str, Any]) -> PackedType:
    own = sha256(str(model["crowdanki_uuid"]).encode("utf-8", "replace")).digest()
    type_id = _FIRST_ID + int.from_bytes(own[:8], "big") % _IDS
    known = {"css": "", "sortf": 0, **model, "mod": 1}
    return reading.packed_type(
        type_id, {k: v for k, v in known.items() if k not in {"__type__", "crowdanki_uuid"}}
    )


def _decks(deck: dict[str, Any], above: str, level: int) -> Iterator[tuple[str, dict[str, Any]]]:
    if level > _LEVELS:
        raise ValueError("decks inside of too many others")
    path = f"{above}{deck['name']}"
    yield path, deck
    for below in deck.get("children", ()):
        yield from _decks(below, f"{path}::", level + 1)


def _notes(
    decks: list[tuple[str, dict[str, Any]]], types: Mapping[str, PackedType]
) -> Iterator[PackedNote]:
    places = count()
    for path, deck in decks:
        for note in deck.get("notes", ()):
            own = types[str(note["note_model_uuid"])]
            fields = dict(zip(own.fields, map(str, note["fields"]), strict=True))
            numbers = rendering.card_numbers(own.whole, tuple(fields.values())) or (1,)
            yield PackedNote(
                guid=str(note["guid"]),
                mod=1,
                type_id=own.whole.id,
                type_name=own.name,
                fields=fields,
                tags=tuple(sorted(tag for one in note.get("tags", ()) for tag in str(one).split())),
                rows=tuple(PackedCard(n, 0, path, at) for at in [next(places)] for n in numbers),
            )


@contextmanager
def media(folder: Path) -> Iterator[dict[str, reading.Pieces]]:
    """The files in ``media`` by name; what is a link or lies deeper isn't one of them.

    Raises OSError, or Unreadable where they are more than a deck may have.
    """
    found: dict[str, reading.Pieces] = {}
    total = 0
    inside = folder / MEDIA
    for entry in sorted(os.scandir(inside), key=lambda one: one.name) if inside.is_dir() else ():
        size = entry.stat(follow_symlinks=False).st_size
        if not entry.is_file(follow_symlinks=False):
            continue
        total += size
        if size > folders.MAX_MEDIA or total > folders.MAX_ALL_MEDIA:
            raise reading.Unreadable(f"{entry.path} is larger than a deck's media may be")
        found[entry.name] = partial(_pieces, Path(entry.path))
    yield found


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            return
        while piece := stream.read(1 << 20):
            yield piece


def _digest(file: reading.Pieces) -> str:
    digest = sha256()
    for piece in file():
        digest.update(piece)
    return digest.hexdigest()
