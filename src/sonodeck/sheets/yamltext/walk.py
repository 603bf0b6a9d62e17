"""The walk over libyaml's events, which builds plain values and remembers where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from sys import intern
from typing import Protocol

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sonodeck.common.diagnostics import Diagnostic, Edit, Place, problem
from sonodeck.common.frozen import dataclass
from sonodeck.sheets.yamltext import lines as yamllines
from sonodeck.sheets.yamltext import traps as yamltraps
from sonodeck.sheets.yamltext.lines import Line, Spot
from sonodeck.sheets.yamltext.places import NOWHERE, Marks, Stretch, place, stretch

Plain = str | list["Plain"] | dict[str, "Plain"]

MAX_DEPTH = 16

# " #" right before text: more likely "case #3" than a comment.
_CUT = re.compile(r"[ \t]+#(?![ \t\r\n#!]|$)|[ \t]+#[ \t]*(?=\d)")
_BLANK = " \t"
_NO_KEYS = ("", "<<")
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


class _Parser(Protocol):
    def get_event(self) -> _Event | None: ...


class MissingLibyaml(RuntimeError):
    """PyYAML was built without libyaml; there is no slow path."""

    def __init__(self) -> None:
        super().__init__(
            "PyYAML is installed without libyaml, which sonodeck reads sheets with.\n"
            "Install a wheel (pip install --force-reinstall --only-binary pyyaml pyyaml), or put\n"
            "libyaml's headers (Debian: libyaml-dev) there before PyYAML is built."
        )


@dataclass(slots=True)
class _Frame:
    """One container that is still open.

    ``key`` is the key whose value comes next, ``bare`` are the keys in braces without a colon.
    """

    value: list[Plain] | dict[str, Plain]
    marks: Marks
    key: str | None = None
    flow: bool = False
    is_key: bool = False
    bare: tuple[Spot, ...] = ()


def _marked(event: _Event) -> bool:
    """Whether it has an anchor (&) or a tag (!)."""
    return event.anchor is not None or event.tag is not None


class Walk:
    """The walk over the events of one text; its state is the stack of open containers.

    The lowest of them is a list of its own, which the root is put into. ``fault`` is what ended
    the walk before the end of the text.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.found: list[Diagnostic] = []
        self.refused: set[tuple[int, int]] = set()
        self._hashes = "#" in text
        self._bottom = _Frame([], Marks(0, 0))
        self._stack = [self._bottom]
        self._documents = 0
        self.fault: Diagnostic | None = None

    @cached_property
    def lines(self) -> Sequence[str]:
        return yamllines.split_lines(self.text)

    def root(self) -> tuple[Plain | None, Stretch | Marks]:
        """The value of the whole text and where it stands; None where it can't be used."""
        values, marks = self._bottom.value, self._bottom.marks.children
        value = values[-1] if isinstance(values, list) and values else None
        return (None if self.fault else value), marks.get(len(values) - 1, NOWHERE)

    def through(self) -> None:
        """Take all events. Raises MissingLibyaml where PyYAML lacks its C half."""
        loader = getattr(yaml, "CBaseLoader", None)
        if loader is None:
            raise MissingLibyaml
        try:
            self._take_all(loader(self.text))
        except yaml.YAMLError as error:
            self._give_up(yamltraps.explain(error, self.lines, self.path))

    def _give_up(self, fault: Diagnostic) -> None:
        """What keeps the rest of the text from being read; said once."""
        known = next((one for one in self.found if one.place == fault.place), None)
        self.fault = known or fault
        if known is None:
            self.found.append(fault)

    def _take_all(self, parser: _Parser) -> None:
        next_event = parser.get_event
        while (event := next_event()) is not None:
            kind: type[object] = type(event)
            if not (self._scalar(event) if kind is ScalarEvent else self._take(event, kind)):
                return

    def _take(self, event: _Event, kind: type[object]) -> bool:
        """Take one event that is no scalar; False ends the reading."""
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            return self._open(event, mapping=kind is MappingStartEvent)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            self._close(event)
        elif kind is AliasEvent:
            self._refuse_sign(event)
            mark = event.start_mark
            self._put(mark, "", stretch(mark.line, mark.column, 1))
        elif kind is DocumentStartEvent:
            return self._document(event)
        return True

    def _place(self, mark: Spot, width: int = 1) -> Place:
        return Place(self.path, mark.line + 1, mark.column + 1, max(1, width))

    def _report(self, code: str, mark: Spot, message: str, hint: str = "", width: int = 1) -> None:
        self.found.append(problem(code, self._place(mark, width), message, hint))

    def _document(self, event: _Event) -> bool:
        self._documents += 1
        if event.version or event.tags:
            self._report("SD018", event.start_mark, "sheets can't have %-directives", "delete it")
        if self._documents > 1:
            hint = "put it in a file of its own, or delete the line ---"
            message = "a second document starts here; a sheet is a single document"
            self._report("SD007", event.start_mark, message, hint)
            return False
        return True

    def _refuse(self, mark: Line) -> None:
        self.refused.add((mark.line + 1, mark.column + 1))

    def _refuse_sign(self, event: _Event) -> None:
        """Anchors (&), aliases (*) and tags (!): mostly text that should have been quoted."""
        line = self.lines[event.start_mark.line]
        self.found.append(yamltraps.sign(line, event.start_mark, self.path))
        self._refuse(event.start_mark)
        top = self._stack[-1]
        if top.key in top.marks.keys:
            key = place(self.path, top.marks.keys[top.key])
            self.refused.add((key.line, key.column))

    def _open(self, event: _Event, *, mapping: bool) -> bool:
        mark = event.start_mark
        if _marked(event):
            self._refuse_sign(event)
        if len(self._stack) > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep"
            self._give_up(problem("SD006", self._place(mark), message))
            return False
        value: list[Plain] | dict[str, Plain] = {} if mapping else []
        own = Marks(mark.line, mark.column)
        top = self._stack[-1]
        is_key = isinstance(top.value, dict) and top.key is None
        if is_key:
            self._refuse_key(top, mark, mapping=mapping)
        else:
            self._put(mark, value, own)
        self._stack.append(_Frame(value, own, flow=bool(event.flow_style), is_key=is_key))
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
        marks = frame.marks
        self.found.append(yamltraps.braces(self.lines[marks.line], marks, end, self.path))
        self._refuse(marks)

    def _close(self, event: _Event) -> None:
        frame = self._stack.pop()
        if not frame.bare or frame.is_key:
            return
        if len(frame.bare) == len(frame.marks.keys):
            inside = self._stack[-1].flow and event.end_mark.line == frame.marks.line
            self._report_braces(frame, event.end_mark.column if inside else None)
        else:
            self._report_comma(frame.bare[0])

    def _scalar(self, event: _Event) -> bool:
        """Take a scalar; False ends the reading. Most are one line of plain text: those fast."""
        start, end = event.start_mark, event.end_mark
        line, column = start.line, start.column
        one_line = end.line == line
        frame = self._stack[-1]
        odd = event.style or event.anchor is not None or event.tag is not None
        odd = odd or not one_line or frame.flow
        odd = odd or (frame.key is None and not event.value.isascii())
        if (odd or (self._hashes and self._before_comment(end))) and not self._looked_at(event):
            return False
        width = end.column - column if one_line else 1
        self._put(start, event.value, stretch(line, column, width or 1))
        return True

    def _before_comment(self, end: Spot) -> bool:
        """Whether a comment may follow in the same line."""
        return self.text[end.index : end.index + 1] in _BLANK

    def _looked_at(self, event: _Event) -> bool:
        """Report what a scalar is not meant to be; False ends the reading."""
        start, end, style = event.start_mark, event.end_mark, event.style
        if _marked(event):
            self._refuse_sign(event)
        if style and style in "\"'" and end.line > start.line and self._took_keys(start, end):
            in_flow = self._stack[-1].flow
            self._give_up(yamltraps.late_quote(self.lines, start, end, self.path, in_flow=in_flow))
            return False
        if style == '"':
            self._check_escapes(start, end)
        elif style in {">", "|"}:
            self._check_header(start)
        elif self._hashes and not style and _CUT.match(self.text, end.index):
            self.found.append(yamltraps.cut_off(self.lines, start, end, self.path))
        frame = self._stack[-1]
        if frame.flow:
            self._look_at_commas(frame, event)
        elif not style and self._look_alike(frame, start, end):
            return False
        elif not style and end.line > start.line:
            item = frame is not self._bottom and isinstance(frame.value, list)
            trap = yamllines.swallowed(self.lines, start, end.line, self.path, item=item)
            self.found += [trap] if trap else []
        return True

    def _look_alike(self, frame: _Frame, start: Spot, end: Spot) -> bool:
        """A key or an item that was taken for text, for its colon or dash is none to YAML."""
        is_key = isinstance(frame.value, dict) and frame.key is None
        for number in range(start.line + (not is_key), end.line + 1):
            trap = yamltraps.look_alike(self.lines[number])
            if trap and yamltraps.keyed(trap.line):
                self._give_up(yamllines.diagnostic(trap, number, self.path))
                return True
        return False

    def _took_keys(self, start: Spot, end: Spot) -> bool:
        """Whether a text in quotes goes on in the column of the map or list that it is in."""
        block = next((frame for frame in reversed(self._stack) if not frame.flow), self._bottom)
        return block is not self._bottom and any(
            line.strip() and len(line) - len(line.lstrip()) <= block.marks.column
            for line in self.lines[start.line + 1 : end.line + 1]
        )

    def _look_at_commas(self, frame: _Frame, event: _Event) -> None:
        """A scalar in ``{ }`` that is a key without a colon, or in ``[ ]`` half a number."""
        start, end = event.start_mark, event.end_mark
        if isinstance(frame.value, dict):
            if frame.key is None and not _COLON_NEXT.match(self.text, end.index):
                frame.bare += (start,)
        elif not event.style and _THREE_DIGITS.match(self.text, start.index):
            before = self.text[max(0, start.index - 5) : start.index]
            if _THOUSANDS.search(before):
                self._report_comma(start)

    def _report_comma(self, after: Spot) -> None:
        self.found.append(yamltraps.comma(self.lines[after.line], after, self.path))

    def _put(self, start: Spot, value: Plain, mark: Stretch | Marks) -> None:
        """Place a key, a value or an item where it belongs; an empty one counts as absent."""
        frame = self._stack[-1]
        own, key = frame.value, frame.key
        if isinstance(own, list):
            if value != "":
                frame.marks.children[len(own)] = mark
                own.append(value)
        elif key is not None:
            frame.key = None
            if value != "" and key and key not in own:
                own[key] = value
                frame.marks.children[key] = mark
        elif (
            isinstance(value, str)
            and isinstance(mark, int)
            and value not in frame.marks.keys
            and value not in _NO_KEYS
        ):
            frame.key = key = intern(value)
            frame.marks.keys[key] = mark
        else:
            frame.key = ""
            self._report_key(frame, start, value, mark)

    def _report_key(self, frame: _Frame, start: Spot, value: Plain, mark: Stretch | Marks) -> None:
        """Why something can't be a key here."""
        keys = frame.marks.keys
        if value == "<<":
            hint = "write out the keys instead"
            self._report("SD018", start, "sheets can't have merge keys (<<)", hint, 2)
            self._refuse(frame.marks)
        elif not isinstance(value, str) or isinstance(mark, Marks) or not value:
            self._report("SD009", start, "missing key before the colon")
        else:
            first, second = place(self.path, keys[value]), place(self.path, mark)
            self.refused.add((first.line, first.column))
            message = f"duplicate key {value!r}; the second would silently replace the first"
            hint = "delete or rename one of them"
            alone = value not in frame.value and self.lines[first.line - 1].strip() == f"{value}:"
            fix = (Edit(first.line, ()),) if alone else ()
            self.found.append(problem("SD008", second, message, hint, other=first, fix=fix))

    def _check_escapes(self, start: Spot, end: Spot) -> None:
        raw = self.text[start.index : end.index]
        if _BAD_ESCAPE.search(raw.replace("\\\\", "")):
            line = self.lines[start.line]
            self.found.append(yamltraps.backslash(line, start.line, start.column, self.path))

    def _check_header(self, start: Spot) -> None:
        header = _HEADER.match(self.text, start.index)
        if header and not yamltraps.BLOCK_HEADER.match(header.group()):
            found = yamltraps.first_sign(self.lines, start.line, start.column, self.path)
            self.found.append(found)
