"""Bytes of one YAML file → plain strings, lists and dicts, and the place of each key and value.

One pass over the events of libyaml. Every scalar is text; what sheets may not use (anchors, tags,
several documents, deep nesting …) is refused on the way, with its place. An empty value counts as
absent: its key is not in the dict.
"""

from __future__ import annotations

from collections.abc import Sequence

from sonodeck.common.diagnostics import Diagnostic, Edit, Place, problem, source_lines
from sonodeck.common.folders import MAX_BYTES
from sonodeck.common.frozen import dataclass
from sonodeck.common.signs import perhaps, unfit, without_unfit
from sonodeck.sheets.yamltext import lines as yamllines
from sonodeck.sheets.yamltext.places import NOWHERE, Places
from sonodeck.sheets.yamltext.recovery import Cleared, clear
from sonodeck.sheets.yamltext.walk import MAX_DEPTH, MissingLibyaml, Plain, Walk

__all__ = ["MAX_DEPTH", "MissingLibyaml", "Places", "Plain", "Read", "Where", "read", "text_of"]

Where = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Read:
    """One file as read: ``plain`` is None where it is empty or not to be read.

    ``refused``: the places of keys, values and maps that ``found`` speaks of, so that what follows
    from them (a value that is missing now) is not reported as well. ``partial``: facts are left out
    that can't be read.
    """

    path: str
    text: str
    plain: Plain | None
    places: Places
    found: tuple[Diagnostic, ...]
    refused: frozenset[tuple[int, int]] = frozenset()
    partial: bool = False

    def explained(self, place: Place) -> bool:
        """Whether what is wrong at a place was said when the file was read."""
        return (place.line, place.column) in self.refused

    def spot(self, place: Place, needle: str) -> Place:
        """Where ``needle`` stands in the line of ``place``, from there on; else the place."""
        lines = yamllines.split_lines(self.text)
        column = lines[place.line - 1].find(needle, place.column - 1)
        if column < 0:
            return place
        return Place(self.path, place.line, column + 1, len(needle))


def read(data: bytes, path: str) -> Read:
    """Read one file; ``path`` is only what its places say.

    Raises MissingLibyaml where PyYAML lacks its C half; nothing else, whatever the bytes are.
    """
    text, wrong = _decode(data, path)
    if wrong:
        return Read(path, text, None, Places(path, NOWHERE), (wrong,))
    marked = _conflicts(text, path) if b"<<<<<<< " in data else ()
    if marked:
        return Read(path, text, None, Places(path, NOWHERE), marked)
    # Most bytes are plain ASCII, which is soon taken out; only what is left is looked at closely.
    rest = data.translate(None, _PLAIN_BYTES).decode("utf-8")
    signs = _signs(text, path) if perhaps(rest) else []
    shown, text = text, without_unfit(text) if signs else text
    walk = Walk(path, text)
    walk.through()
    cleared = None
    if walk.fault is not None:
        cleared = clear(text, path)
        walk = Walk(path, cleared.text)
        walk.through()
    return _as_read(path, shown, signs, walk, cleared)


def _as_read(
    path: str, text: str, signs: list[Diagnostic], walk: Walk, cleared: Cleared | None
) -> Read:
    """What a walk found; what follows from a mistake that was cleared away is not said."""
    plain, root = walk.root()
    found, refused = walk.found, walk.refused
    if cleared is not None:
        refused |= cleared.short
        places = {one.place for one in cleared.found}
        found = [*cleared.found]
        for one in walk.found:
            line = one.place.line if one.place else 0
            if one.place not in places and line not in cleared.touched:
                found.append(one)
    return Read(
        path,
        text,
        plain,
        Places(path, root),
        (*signs, *found),
        frozenset(refused),
        partial=cleared is not None and bool(cleared.short),
    )


def text_of(data: bytes) -> str:
    """The text of a file as it is shown: of what is not UTF-8, as much as can be."""
    if len(data) > MAX_BYTES or data.startswith((*_UTF_16, *_NO_TEXT)):
        return ""
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


_PLAIN_BYTES = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_NO_TEXT = {
    b"{\\rtf": "rich text (RTF)",
    b"PK\x03\x04": "a document of Word, LibreOffice, or Excel, or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "a document of an old Word or Excel",
    b"%PDF-": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3\0": "a database",
}
_PLAIN = "save its text as plain text (in UTF-8), or copy the text into a new file in an editor"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _decode(data: bytes, path: str) -> tuple[str, Diagnostic | None]:
    """The text of a file, and why it is none."""
    whole = Place(path, 1, 1)
    if len(data) > MAX_BYTES:
        return "", problem("SD004", whole, "the file is larger than 16 MiB, the maximum", _SPLIT)
    if data[:2] in _UTF_16:
        return "", problem("SD002", whole, "the file is UTF-16, not UTF-8", _SAVE)
    what = next((what for start, what in _NO_TEXT.items() if data.startswith(start)), None)
    if what is not None:
        return "", problem("SD001", whole, f"this is not plain text but {what}", _PLAIN)
    try:
        return data.decode("utf-8").removeprefix("\ufeff"), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = _position(before, len(before))
        shown = f"byte 0x{data[error.start]:02X} is not UTF-8"
        return text_of(data), problem("SD002", Place(path, line, column), shown, _SAVE)


def _conflicts(text: str, path: str) -> tuple[Diagnostic, ...]:
    """Where git left two versions of the same lines, each by its first line."""
    hint = (
        "keep one of the versions, above or below =======, and delete the lines that begin with "
        "<<<<<<<, =======, and >>>>>>>"
    )
    return tuple(
        problem("SD023", Place(path, number, 1, len(line)), "a conflict marker of git", hint)
        for number, line in enumerate(source_lines(text), 1)
        if line.startswith("<<<<<<< ")
    )


_MOST_SIGNS = 1000
"""The lines with an unfit sign that are reported: a file of them is no sheet."""


def _signs(text: str, path: str) -> list[Diagnostic]:
    """The first unfit sign of each line."""
    found: list[Diagnostic] = []
    for number, line in enumerate(source_lines(text), 1):
        sign = unfit(line)
        if sign:
            message = (
                f"an invisible character (U+{ord(sign.group()):04X}) that doesn't belong in text"
            )
            fix = (Edit(number, (without_unfit(line),)),)
            place = Place(path, number, sign.start() + 1)
            found.append(problem("SD003", place, message, "delete it", fix=fix))
            if len(found) == _MOST_SIGNS:
                break
    return found


_SPLIT = "split the sheet into several files and list them in deck.yaml"
_SAVE = "save the file in UTF-8 encoding (in most editors: Save As, then Encoding)"


def _position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character."""
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
