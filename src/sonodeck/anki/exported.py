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

Fields = Mapping[str, str]

SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_HEADER = re.compile(r"#([a-z ]+):(.*)")
_LONGEST = 1 << 24


def read(path: Path, names: Mapping[str, tuple[str, ...]]) -> dict[str, Fields]:
    """The fields of each note by their names; ``names``: those of the deck's notes, by guid.

    Raises OSError, or Unreadable where it is neither a package nor a text with guids.
    """
    if path.suffix in {".apkg", ".colpkg"}:
        return {note.guid: note.fields for note in reading.read(path).notes}
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is neither a package nor a text in UTF-8") from error
    return {
        guid: dict(zip_longest(names[guid], cells[: len(names[guid])], fillvalue=""))
        for guid, cells in _rows(path, text)
        if guid in names
    }


def headed(text: str) -> tuple[dict[str, str], str]:
    """What a text says of itself in lines like ``#html:true`` at its top, and what follows."""
    headers: dict[str, str] = {}
    while match := _HEADER.match(text):
        headers[match[1]] = match[2].rstrip("\r")
        text = text[match.end() :].removeprefix("\n")
    return headers, text


def _rows(path: Path, text: str) -> Iterator[tuple[str, list[str]]]:
    """The guid of each row and its fields, as HTML. The headers are Anki's own."""
    headers, text = headed(text)
    special = {int(n) - 1 for h, n in headers.items() if h.endswith(" column") and n.isdecimal()}
    at = headers.get("guid column", "")
    if not at.isdecimal():
        raise Unreadable(
            f"{path} doesn't say which notes these are; export 'Notes in Plain Text' with "
            "'Include unique identifier', or a package"
        )
    named = headers.get("separator", "tab").lower()
    plain = headers.get("html") == "false"
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS.get(named, named))
    try:
        for row in rows:
            if len(row) >= int(at):
                cells = [cell for number, cell in enumerate(row) if number not in special]
                yield (
                    row[int(at) - 1],
                    [escape(one, quote=False) for one in cells] if plain else cells,
                )
    except (csv.Error, TypeError) as error:
        raise Unreadable(f"{path} is not a text as Anki exports it: {error}") from error
