"""The newer schema of Anki's packages: what it keeps as protobuf, as the older ones had it in JSON.

Numbers of fields: proto/anki/notetypes.proto, decks.proto and import_export.proto of Anki.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

_BYTES, _VARINT, _FIXED = 2, 0, {1: 8, 5: 4}
_TEXT, _FLAG, _NUMBER = str, bool, int

_TYPE = {
    1: ("type", _NUMBER), 2: ("sortf", _NUMBER), 3: ("css", _TEXT), 5: ("latexPre", _TEXT),
    6: ("latexPost", _TEXT), 7: ("latexsvg", _FLAG), 9: ("originalStockKind", _NUMBER),
    10: ("originalId", _NUMBER), 255: ("other", _TEXT),
}  # fmt: skip
_FIELD = {
    1: ("sticky", _FLAG), 2: ("rtl", _FLAG), 3: ("font", _TEXT), 4: ("size", _NUMBER),
    5: ("description", _TEXT), 6: ("plainText", _FLAG), 7: ("collapsed", _FLAG),
    8: ("excludeFromSearch", _FLAG), 9: ("id", _NUMBER), 10: ("tag", _NUMBER),
    11: ("preventDeletion", _FLAG), 255: ("other", _TEXT),
}  # fmt: skip
_TEMPLATE = {
    1: ("qfmt", _TEXT), 2: ("afmt", _TEXT), 3: ("bqfmt", _TEXT), 4: ("bafmt", _TEXT),
    5: ("did", _NUMBER), 6: ("bfont", _TEXT), 7: ("bsize", _NUMBER), 8: ("id", _NUMBER),
    255: ("other", _TEXT),
}  # fmt: skip


def _values(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message with their numbers. Raises ValueError for one that is cut off."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        match key & 7:
            case 0:
                value, at = _varint(data, at)
                yield key >> 3, value
            case kind:
                size = _FIXED.get(kind, 0)
                if kind == _BYTES:
                    size, at = _varint(data, at)
                elif not size:
                    raise ValueError("a kind of value that is unknown")
                if at + size > len(data):
                    raise ValueError("a message that is cut off")
                yield key >> 3, data[at : at + size]
                at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return (value - (1 << 64) if value >> 63 else value), at
    raise ValueError("a number that is cut off")


def _read(data: bytes, known: Mapping[int, tuple[str, type]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, value in _values(data):
        if number in known:
            name, kind = known[number]
            if kind is _TEXT:
                found[name] = value.decode() if isinstance(value, bytes) else str(value)
            elif isinstance(value, int):
                found[name] = bool(value) if kind is _FLAG else value
    return found


def note_type(data: bytes) -> dict[str, Any]:
    """The settings of a note type, under the names that they have in JSON."""
    return {"type": 0, "sortf": 0, "css": "", **_read(data, _TYPE)}


def field(data: bytes) -> dict[str, Any]:
    return _read(data, _FIELD)


def template(data: bytes) -> dict[str, Any]:
    return {"qfmt": "", "afmt": "", **_read(data, _TEMPLATE)}


def description(data: bytes) -> str:
    """What stands on the page of a deck, as HTML."""
    for number, normal in _values(data):
        if number == 1 and isinstance(normal, bytes):
            read = _read(normal, {4: ("desc", _TEXT), 5: ("md", _FLAG)})
            return as_html(str(read.get("desc", "")), markdown=bool(read.get("md")))
    return ""


def as_html(text: str, *, markdown: bool) -> str:
    """The text on a deck's page; Markdown is shown as it was typed."""
    return escape(text, quote=False).replace("\n", "<br>") if markdown else text


def media_names(data: bytes) -> list[str]:
    """The names of a package's files, in the order of their numbers."""
    entries = (value for number, value in _values(data) if number == 1)
    named = (_read(one, {1: ("name", _TEXT)}) for one in entries if isinstance(one, bytes))
    return [str(one.get("name", "")) for one in named]
