"""Bytes of one YAML file → plain strings, lists and dicts, and the place of each key and value.

One pass over the events of libyaml. Every scalar is text; what sheets may not use (anchors, tags,
several documents, deep nesting …) is refused on the way, with its place. An empty value counts as
absent: its key is not in the dict.
"""

from __future__ import annotations

from collections.abc import Sequence

from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.folders import MAX_BYTES
from sonodeck.common.frozen import dataclass
from sonodeck.common.signs import perhaps, unfit
from sonodeck.sheets.yamltext import lines as yamllines
from sonodeck.sheets.yamltext.places import NOWHERE, Places
from sonodeck.sheets.yamltext.walk import MAX_DEPTH, MissingLibyaml, Plain, Walk

__all__ = ["MAX_DEPTH", "MissingLibyaml", "Places", "Plain", "Read", "Where", "read", "text_of"]

Where = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Read:
    """One file as read: ``plain`` is None where it is empty or not to be read.

    ``refused``: the places of keys, values and maps that ``found`` speaks of, so that what follows
    from them (a value that is missing now) is not reported as well.
    """

    path: str
    text: str
    plain: Plain | None
    places: Places
    found: tuple[Diagnostic, ...]
    refused: frozenset[tuple[int, int]] = frozenset()

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
    text, found = _decode(data, path)
    if found:
        return Read(path, text, None, Places(path, NOWHERE), tuple(found))
    walk = Walk(path, text)
    walk.through()
    plain, root = walk.root()
    return Read(path, text, plain, Places(path, root), tuple(walk.found), frozenset(walk.refused))


def text_of(data: bytes) -> str:
    """The text of a file as it is shown: of what is not UTF-8, as much as can be."""
    if len(data) > MAX_BYTES or data[:2] in _UTF_16:
        return ""
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


_PLAIN_BYTES = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def _decode(data: bytes, path: str) -> tuple[str, list[Diagnostic]]:
    whole = Place(path, 1, 1)
    if len(data) > MAX_BYTES:
        return "", [problem("SD004", whole, "the file is larger than 16 MiB, the maximum", _SPLIT)]
    if data[:2] in _UTF_16:
        return "", [problem("SD002", whole, "the file is UTF-16, not UTF-8", _SAVE)]
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = _position(before, len(before))
        shown = f"byte 0x{data[error.start]:02X} is not UTF-8"
        return text_of(data), [problem("SD002", Place(path, line, column), shown, _SAVE)]
    # Most bytes are plain ASCII, which is soon taken out; only what is left is looked at closely.
    rest = data.translate(None, _PLAIN_BYTES).decode("utf-8")
    sign = unfit(text) if perhaps(rest) else None
    if sign:
        line, column = _position(text, sign.start())
        message = f"an invisible character (U+{ord(sign.group()):04X}) that doesn't belong in text"
        return text, [problem("SD003", Place(path, line, column), message, "delete it")]
    return text, []


_SPLIT = "split the sheet into several files and list them in deck.yaml"
_SAVE = "save the file in UTF-8 encoding (in most editors: Save As, then Encoding)"


def _position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character."""
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
