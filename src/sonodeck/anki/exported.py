"""Notes as a student exports them from Anki, a package or a text file → their fields by guid."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from html import escape
from itertools import zip_longest
from pathlib import Path

from sonodeck.anki import reading
from sonodeck.anki.reading import Unreadable
from sonodeck.common import files
from sonodeck.common.frozen import dataclass

Fields = Mapping[str, str]

SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_HEADER = re.compile(r"#([a-z ]+):(.*)\n?")
_COLUMN = re.compile(r"[1-9][0-9]{0,3}")
_MOST = 1 << 28
"""Bytes of a text."""
_LONGEST = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Notes by guid; ``plain``: of a text without HTML, in which there are no pictures."""

    notes: Mapping[str, Fields]
    plain: bool = False


def read(path: Path, names: Mapping[str, tuple[str, ...]]) -> Exported:
    """The fields of each note by their names; ``names``: those of the deck's notes, by guid.

    Raises Unreadable where it is neither a package nor a text with guids.
    """
    if path.suffix in {".apkg", ".colpkg"}:
        return Exported(notes={note.guid: note.fields for note in reading.read(path).notes})
    try:
        text = files.read(path, _MOST).decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is neither a package nor a text in UTF-8") from error
    headers, text = headed(text)
    notes = {
        guid: dict(zip_longest(names[guid], cells[: len(names[guid])], fillvalue=""))
        for guid, cells in _rows(path, headers, text)
        if guid in names
    }
    return Exported(notes=notes, plain=_plain(headers))


def headed(text: str) -> tuple[dict[str, str], str]:
    """What a text says of itself in lines like ``#html:true`` at its top, and what follows."""
    headers: dict[str, str] = {}
    begin = 0
    while match := _HEADER.match(text, begin):
        headers[match[1]] = match[2].rstrip("\r")
        begin = match.end()
    return headers, text[begin:]


def columns(headers: Mapping[str, str]) -> dict[str, int]:
    """Where the columns stand, from 0, that are no fields: ``guid``, ``tags`` and so on."""
    return {
        header.removesuffix(" column"): int(number) - 1
        for header, number in headers.items()
        if header.endswith(" column") and _COLUMN.fullmatch(number)
    }


def _separator(path: Path, headers: Mapping[str, str]) -> str:
    """What stands between the cells. Raises Unreadable where that is none of Anki's."""
    named = headers.get("separator", "tab").lower()
    found = SEPARATORS.get(named, named)
    if found not in SEPARATORS.values():
        raise Unreadable(f"{path} says that its separator is {named[:20]!r}, none of Anki's")
    return found


def _plain(headers: Mapping[str, str]) -> bool:
    return headers.get("html") == "false"


def _rows(path: Path, headers: Mapping[str, str], text: str) -> Iterator[tuple[str, list[str]]]:
    """The guid of each row and its fields, as HTML. The headers are Anki's own."""
    roles = columns(headers)
    special, at = set(roles.values()), roles.get("guid")
    if at is None:
        raise Unreadable(
            f"{path} doesn't say which notes these are; export 'Notes in Plain Text' with "
            "'Include unique identifier', or a package"
        )
    plain = _plain(headers)
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(path, headers))
    try:
        for row in rows:
            if len(row) > at:
                cells = [cell for number, cell in enumerate(row) if number not in special]
                yield (
                    row[at],
                    [escape(one, quote=False) for one in cells] if plain else cells,
                )
    except csv.Error as error:
        raise Unreadable(f"{path} is not a text as Anki exports it: {error}") from error
