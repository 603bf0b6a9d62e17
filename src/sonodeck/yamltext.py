"""Bytes of one YAML file → plain strings, lists and dicts, and the place of each key and value.

One pass over the events of libyaml. Every scalar is text; what sheets may not use (anchors, tags,
several documents, deep nesting …) is refused on the way, with its place. An empty value counts as
absent: its key is not in the dict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast

import yaml

from sonodeck import yamllines, yamltraps
from sonodeck.diagnostics import UNFIT, Diagnostic, Place, problem
from sonodeck.folders import MAX_BYTES
from sonodeck.yamllines import Spot

Plain = str | list["Plain"] | dict[str, "Plain"]
Where = Sequence[str | int]

MAX_DEPTH = 16

# " #" right before text: more likely "case #3" than a comment.
_CUT = re.compile(r"[ \t]+#(?![ \t\r\n#!]|$)|[ \t]+#[ \t]*(?=\d)")
_BAD_ESCAPE = re.compile(r'\\[^"\\]')
_HEADER = re.compile(r"[>|][^\r\n]*")
_COLON_NEXT = re.compile(r"(?:\s|#[^\r\n]*)*+:")
# The second half of 1,540, which in [ ] is an item of its own.
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3},$")
_THREE_DIGITS = re.compile(r"\d{3}(?!\d)")


class _Event(Protocol):
    """What is read of libyaml's events; which of it an event has depends on its class."""

    start_mark: Spot
    end_mark: Spot
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool | None
    version: object
    tags: object


class MissingLibyaml(RuntimeError):
    """PyYAML was built without libyaml; there is no slow path."""

    def __init__(self) -> None:
        super().__init__(
            "PyYAML is installed without libyaml, which sonodeck reads sheets with.\n"
            "Install a wheel (pip install --force-reinstall --only-binary pyyaml pyyaml), or put\n"
            "libyaml's headers (Debian: libyaml-dev) there before PyYAML is built."
        )


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where a value stands; for a map also its keys, for both kinds of container the children."""

    line: int
    column: int
    width: int
    keys: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    children: dict[str | int, _Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Places:
    """The place of every key and value of one file; of what isn't there, the nearest one."""

    path: str
    root: _Mark

    def value(self, *where: str | int) -> Place:
        """The place of the value at ``where``, as in ``value("facts", 0, "name")``."""
        mark = self.root
        for step in where:
            below = mark.children.get(step)
            if below is None:
                return self.key(*where) if where and step == where[-1] else self._place(mark)
            mark = below
        return self._place(mark)

    def key(self, *where: str | int) -> Place:
        """The place of the key that leads to ``where``; for an item of a list, of the item."""
        mark = self.root
        for step in where[:-1]:
            below = mark.children.get(step)
            if below is None:
                return self._place(mark)
            mark = below
        if where and where[-1] in mark.keys:
            line, column, width = mark.keys[str(where[-1])]
            return Place(self.path, line + 1, column + 1, width)
        return self._place(mark.children.get(where[-1], mark) if where else mark)

    def has(self, *where: str | int) -> bool:
        """Whether a value stands at ``where``."""
        mark = self.root
        for step in where:
            below = mark.children.get(step)
            if below is None:
                return False
            mark = below
        return True

    def keys(self, *where: str | int) -> tuple[str, ...]:
        """The keys of the map at ``where`` as written, those with an empty value included."""
        mark = self.root
        for step in where:
            mark = mark.children.get(step, _Mark(0, 0, 1))
        return tuple(mark.keys)

    def below(self, *where: str | int) -> Mapping[str, Place]:
        """The places of all values in the map at ``where``, by key."""
        mark = self.root
        for step in where:
            mark = mark.children[step]
        return _Below(self.path, mark)

    def _place(self, mark: _Mark) -> Place:
        return Place(self.path, mark.line + 1, mark.column + 1, mark.width)


class _Below(Mapping[str, Place]):
    """The places of the values of one map, made when they are asked for."""

    __slots__ = ("_mark", "_path")

    def __init__(self, path: str, mark: _Mark) -> None:
        self._path = path
        self._mark = mark

    def __getitem__(self, key: str) -> Place:
        mark = self._mark.children[key]
        return Place(self._path, mark.line + 1, mark.column + 1, mark.width)

    def __iter__(self) -> Iterator[str]:
        return (str(key) for key in self._mark.children)

    def __len__(self) -> int:
        return len(self._mark.children)


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
        return Read(path, text, None, Places(path, _Mark(0, 0, 1)), tuple(found))
    return _Reader(path, text).read()


def _decode(data: bytes, path: str) -> tuple[str, list[Diagnostic]]:
    whole = Place(path, 1, 1)
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 2**20:.0f} MiB"
        return "", [problem("SD004", whole, f"the file has {size}; 16 MiB is the most", _SPLIT)]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", [problem("SD002", whole, "the file is UTF-16, not UTF-8", _SAVE)]
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").removeprefix("\ufeff")
        line, column = _position(before, len(before))
        shown = f"byte 0x{data[error.start]:02X} is not UTF-8"
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        return text, [problem("SD002", Place(path, line, column), shown, _SAVE)]
    unfit = UNFIT.search(text)
    if unfit:
        line, column = _position(text, unfit.start())
        message = f"an invisible character (U+{ord(unfit.group()):04X}) that doesn't belong in text"
        return text, [problem("SD003", Place(path, line, column), message, "delete it")]
    return text, []


_SPLIT = "split the sheet into several files and list them in deck.yaml"
_SAVE = "save the file with the encoding UTF-8 (most editors: Save As, then Encoding)"


def _position(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character."""
    before = text[:index].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


@dataclass(slots=True)
class _Frame:
    """One container that is still open.

    ``key`` is the key whose value comes next, ``bare`` are the keys in braces without a colon.
    """

    value: list[Plain] | dict[str, Plain]
    mark: _Mark
    key: str | None = None
    flow: bool = False
    is_key: bool = False
    bare: list[Spot] = field(default_factory=list)


class _Reader:
    """The walk over the events; its state is the stack of open containers."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = yamllines.split_lines(text)
        self.hashes = "#" in text
        self.found: list[Diagnostic] = []
        self.refused: set[tuple[int, int]] = set()
        self.stack: list[_Frame] = []
        self.root: Plain | None = None
        self.root_mark = _Mark(0, 0, 1)
        self.documents = 0

    def read(self) -> Read:
        loader = getattr(yaml, "CBaseLoader", None)
        if loader is None:
            raise MissingLibyaml
        try:
            for event in yaml.parse(self.text, Loader=loader):
                if not self._take(event):
                    break
        except yaml.YAMLError as error:
            fault = yamltraps.explain(error, self.lines, self.path)
            if all(fault.place != known.place for known in self.found):
                self.found.append(fault)
            self.root = None
        places = Places(self.path, self.root_mark)
        found, refused = tuple(self.found), frozenset(self.refused)
        return Read(self.path, self.text, self.root, places, found, refused)

    def _take(self, own: object) -> bool:
        """Take one event; False ends the reading."""
        kind = type(own)
        event = cast("_Event", own)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            return self._open(event, mapping=kind is yaml.MappingStartEvent)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close(event)
        elif kind is yaml.AliasEvent:
            self._refuse_sign(event)
            self._put(event.start_mark, "", _mark_of(event))
        elif kind is yaml.DocumentStartEvent:
            return self._document(event)
        return True

    def _place(self, mark: Spot, width: int = 1) -> Place:
        return Place(self.path, mark.line + 1, mark.column + 1, max(1, width))

    def _report(self, code: str, mark: Spot, message: str, hint: str = "", width: int = 1) -> None:
        self.found.append(problem(code, self._place(mark, width), message, hint))

    def _document(self, event: _Event) -> bool:
        self.documents += 1
        if event.version or event.tags:
            self._report("SD018", event.start_mark, "a %-directive is not for sheets", "delete it")
        if self.documents > 1:
            hint = "put it into a file of its own, or delete the line ---"
            message = "a second document begins here; a sheet is one"
            self._report("SD007", event.start_mark, message, hint)
            return False
        return True

    def _refuse(self, mark: Spot | _Mark) -> None:
        self.refused.add((mark.line + 1, mark.column + 1))

    def _refuse_sign(self, event: _Event) -> None:
        """Anchors (&), aliases (*) and tags (!): mostly text that should have been quoted."""
        line = self.lines[event.start_mark.line]
        self.found.append(yamltraps.sign(line, event.start_mark, self.path))
        self._refuse(event.start_mark)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.key in top.mark.keys:
            key = top.mark.keys[top.key]
            self.refused.add((key[0] + 1, key[1] + 1))

    def _open(self, event: _Event, *, mapping: bool) -> bool:
        mark = event.start_mark
        if event.anchor is not None or event.tag is not None:
            self._refuse_sign(event)
        if len(self.stack) == MAX_DEPTH:
            self._report("SD006", mark, f"nested more than {MAX_DEPTH} deep")
            self.root = None
            return False
        value: list[Plain] | dict[str, Plain] = {} if mapping else []
        own = _Mark(mark.line, mark.column, 1)
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._refuse_key(top, mark, mapping=mapping)
            is_key = True
        else:
            self._put(mark, value, own)
            is_key = False
        self.stack.append(_Frame(value, own, flow=bool(event.flow_style), is_key=is_key))
        return True

    def _refuse_key(self, top: _Frame, mark: Spot, *, mapping: bool) -> None:
        """A map or list where a key is to be; ``{{x}}`` is text that belongs in quotes."""
        top.key = ""
        if top.flow and mapping:
            self._report_braces(top)
        else:
            what = "a map" if mapping else "a list"
            self._report("SD009", mark, f"{what} can't be a key", yamltraps.QUOTE_HINT)

    def _report_braces(self, frame: _Frame, end: int | None = None) -> None:
        mark = frame.mark
        self.found.append(yamltraps.braces(self.lines[mark.line], mark, end, self.path))
        self._refuse(mark)

    def _close(self, event: _Event) -> None:
        frame = self.stack.pop()
        if not frame.bare or frame.is_key:
            return
        if len(frame.bare) == len(frame.mark.keys):
            inside = self.stack and self.stack[-1].flow and event.end_mark.line == frame.mark.line
            self._report_braces(frame, event.end_mark.column if inside else None)
        else:
            self._report_comma(frame.bare[0])

    def _scalar(self, event: _Event) -> bool:
        start, end = event.start_mark, event.end_mark
        value: str = event.value
        if event.anchor is not None or event.tag is not None:
            self._refuse_sign(event)
        style = event.style
        if style and style in "\"'" and end.line > start.line and self._took_keys(start, end):
            line, in_flow = self.lines[start.line], self.stack[-1].flow
            self.found.append(yamltraps.late_quote(line, start, self.path, in_flow=in_flow))
            self.root = None
            return False
        if style == '"':
            self._check_escapes(start, end)
        elif style in {">", "|"}:
            self._check_header(start)
        elif self.hashes and not style and _CUT.match(self.text, end.index):
            self._warn_cut(end)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.flow:
            self._look_at_commas(frame, event)
        elif not style and end.line > start.line:
            item = frame is not None and isinstance(frame.value, list)
            trap = yamllines.swallowed(self.lines, start, end.line, self.path, item=item)
            self.found += [trap] if trap else []
        width = end.column - start.column if end.line == start.line else 1
        self._put(start, value, _Mark(start.line, start.column, max(1, width)))
        return True

    def _took_keys(self, start: Spot, end: Spot) -> bool:
        """Whether a text in quotes goes on in the column of the map or list that it is in."""
        block = next((frame for frame in reversed(self.stack) if not frame.flow), None)
        return block is not None and any(
            line.strip() and len(line) - len(line.lstrip()) <= block.mark.column
            for line in self.lines[start.line + 1 : end.line + 1]
        )

    def _look_at_commas(self, frame: _Frame, event: _Event) -> None:
        """A scalar in ``{ }`` that is a key without a colon, or in ``[ ]`` half a number."""
        start, end = event.start_mark, event.end_mark
        if isinstance(frame.value, dict):
            if frame.key is None and not _COLON_NEXT.match(self.text, end.index):
                frame.bare.append(start)
        elif not event.style and _THREE_DIGITS.match(self.text, start.index):
            before = self.text[max(0, start.index - 5) : start.index]
            if _THOUSANDS.search(before):
                self._report_comma(start)

    def _report_comma(self, after: Spot) -> None:
        self.found.append(yamltraps.comma(self.lines[after.line], after, self.path))

    def _put(self, start: Spot, value: Plain, mark: _Mark) -> None:
        """Place a key, a value or an item where it belongs; an empty one counts as absent."""
        if not self.stack:
            if value != "":
                self.root, self.root_mark = value, mark
            return
        frame = self.stack[-1]
        if isinstance(frame.value, list):
            if value != "":
                frame.mark.children[len(frame.value)] = mark
                frame.value.append(value)
        elif frame.key is None:
            self._key(frame, start, value, mark)
        else:
            key, frame.key = frame.key, None
            if value != "" and key and key not in frame.value:
                frame.value[key] = value
                frame.mark.children[key] = mark

    def _key(self, frame: _Frame, start: Spot, value: Plain, mark: _Mark) -> None:
        key = value if isinstance(value, str) else ""
        frame.key = key
        if key == "<<":
            hint = "write the keys out; sheets have no merging"
            self._report("SD018", start, "a merge key (<<) is not for sheets", hint, 2)
            self._refuse(frame.mark)
            frame.key = ""
        elif not key:
            self._report("SD009", start, "a key is missing before the colon")
        elif key in frame.mark.keys:
            first = frame.mark.keys[key]
            self.refused.add((first[0] + 1, first[1] + 1))
            self.found.append(
                problem(
                    "SD008",
                    self._place(start, mark.width),
                    f"{key!r} stands twice in one map; the second would win silently",
                    "delete one of the two, or rename it",
                    other=Place(self.path, first[0] + 1, first[1] + 1, first[2]),
                )
            )
            frame.key = ""
        else:
            frame.mark.keys[key] = (mark.line, mark.column, mark.width)

    def _check_escapes(self, start: Spot, end: Spot) -> None:
        raw = self.text[start.index : end.index]
        if _BAD_ESCAPE.search(raw.replace("\\\\", "")):
            line = self.lines[start.line]
            self.found.append(yamltraps.backslash(line, start.line, start.column, self.path))

    def _check_header(self, start: Spot) -> None:
        header = _HEADER.match(self.text, start.index)
        if header and any(c.isdigit() for c in header.group().partition("#")[0]):
            line = self.lines[start.line]
            self.found.append(yamltraps.first_sign(line, start.line, start.column, self.path))

    def _warn_cut(self, end: Spot) -> None:
        line = self.lines[end.line]
        self.found.append(yamltraps.cut_off(line, end.line, end.column, self.path))


def _mark_of(event: _Event) -> _Mark:
    return _Mark(event.start_mark.line, event.start_mark.column, 1)
