"""Changes of facts → edits of their sheet at the very places; all other lines stay as they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import cells
from sonodeck.doors.tables.facts import Sheet, Where, Written
from sonodeck.sheets import Plain, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A key of a fact that gets another value, or (``old`` is None) one."""

    fact: Written
    key: str
    old: Plain | None
    new: Plain


@dataclass(frozen=True, slots=True, order=True)
class _Lines:
    """Lines instead of those from ``start`` up to ``end``, both from 0."""

    start: int
    end: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Inline:
    """A text instead of the columns from ``start`` up to ``end`` of a line, all from 0."""

    line: int
    start: int
    end: int
    text: str


def edited(
    sheet: Sheet,
    changes: Sequence[Change],
    new: Sequence[tuple[str, Mapping[str, Plain]]],
    order: Mapping[str, Sequence[str]],
) -> str:
    """The text of a sheet with changes and new facts (each with its kind); line ends are LF.

    ``order``: the keys of each kind's facts in theirs.
    """
    editor = _Editor(sheet)
    edits = [editor.change(one, order[one.fact.kind]) for one in changes]
    edits += editor.added(new)
    lines = list(editor.lines)
    inline = defaultdict(list)
    for edit in edits:
        if isinstance(edit, _Inline):
            inline[edit.line].append(edit)
    for number, some in inline.items():
        for edit in sorted(some, reverse=True):
            line = lines[number]
            lines[number] = line[: edit.start] + edit.text + line[edit.end :]
    blocks = [(one.start, at, one) for at, one in enumerate(edits) if isinstance(one, _Lines)]
    for _, _, block in sorted(blocks, reverse=True, key=lambda one: one[:2]):
        lines[block.start : block.end] = block.lines
    return "\n".join(lines)


_CLOSED = re.compile(r"(.*[\]}])(\s*(?:#.*)?)")
_EMPTY = re.compile(r"(\s*(?:- )?facts:)\s*\[\s*\](.*)")


class _Editor:
    """The lines of a sheet, and which of them belong to what."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.places = sheet.file.places
        self.lines = sheet.file.text.replace("\r\n", "\n").split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        """The lines (from 0) in which a fact or a group begins, and the end of the file."""
        wheres = [fact.where for fact in self.sheet.facts]
        wheres += [where for _, where in self.sheet.groups if where]
        return [*sorted(self.places.value(*where).line - 1 for where in wheres), len(self.lines)]

    def _key_line(self, where: Where, key: str) -> int:
        return self.places.key(*where, key).line - 1

    def _indent(self, where: Where) -> int:
        return self.places.key(*where, "id").column - 1

    def _end(self, where: Where, line: int) -> int:
        """Where the lines of the key that begins in a line end."""
        others = [self._key_line(where, key) for key in self.places.keys(*where)]
        following = self._starts[bisect_right(self._starts, line)]
        end = min([one for one in others if one > line] + [following])
        while end > line + 1 and self._is_beside(self.lines[end - 1], self._indent(where)):
            end -= 1
        return end

    @staticmethod
    def _is_beside(line: str, indent: int) -> bool:
        """Whether a line is blank, or a comment that isn't part of a text."""
        bare = line.lstrip(" ")
        return not bare or (bare[0] in "#-" and len(line) - len(bare) <= indent)

    def _in_braces(self, where: Where) -> bool:
        place = self.places.value(*where)
        return self.lines[place.line - 1][place.column - 1 : place.column] == "{"

    # keys

    def change(self, change: Change, order: Sequence[str]) -> _Lines | _Inline:
        where, key = change.fact.where, change.key
        written = key in self.places.keys(*where)
        if self._in_braces(where):
            return self._in_flow(change) if written else self._into_flow(change)
        indent = self._indent(where)
        new = writing.entry(key, change.new, indent)
        if not written:
            at = self._end(where, self._key_line(where, self._before(change.fact, key, order)))
            return _Lines(at, at, tuple(new))
        line = self._key_line(where, key)
        end = self._end(where, line)
        head = self.lines[line][:indent]  # the dash, where the key is a fact's first
        if end == line + 1 and len(new) == 1:
            return self._one_line(change, line, head + new[0][indent:])
        if isinstance(change.old, list) and isinstance(change.new, list):
            below = self._items(change, line, end)
            if below is not None:
                return _Lines(line, end, (self.lines[line], *below))
        return _Lines(line, end, (head + new[0][indent:], *new[1:]))

    def _before(self, fact: Written, key: str, order: Sequence[str]) -> str:
        """The key behind which a new one belongs: the nearest before it in the kind's order."""
        before = order[: order.index(key)] if key in order else order
        return next((one for one in reversed(before) if one in fact.plain), "id")

    def _one_line(self, change: Change, line: int, new: str) -> _Lines | _Inline:
        """A value in its key's line; the comment behind it stays."""
        where = (*change.fact.where, change.key)
        text, place = self.lines[line], self.places.value(*where)
        start = place.column - 1
        shown = new[len(writing.scalar(change.key)) + 2 + self._indent(change.fact.where) :]
        if isinstance(change.old, str):
            return _Inline(line, start, start + place.width, shown)
        closed = _CLOSED.fullmatch(text)
        if change.old is not None and closed:
            return _Inline(line, start, len(closed[1]), shown)
        return _Lines(line, line + 1, (new,))

    def _items(self, change: Change, line: int, end: int) -> list[str] | None:
        """The lines of a list below its key, items that stay with theirs; None: it is no such."""
        where = (*change.fact.where, change.key)
        old = change.old if isinstance(change.old, list) else []
        starts = [self.places.value(*where, at).line - 1 for at in range(len(old))]
        if not old or starts[0] <= line or len(set(starts)) != len(starts):
            return None
        dash = self.lines[starts[0]]
        indent = len(dash) - len(dash.lstrip(" "))
        tops = [line + 1, *(self._last(starts[at], starts[at + 1]) for at in range(len(old) - 1))]
        chunks: dict[str, list[Sequence[str]]] = defaultdict(list)
        for item, top, bottom in zip(old, tops, [*tops[1:], end], strict=True):
            chunks[cells.cell(item)].append(self.lines[top:bottom])
        new = change.new if isinstance(change.new, list) else []
        lines: list[str] = []
        for item in new:
            known = chunks[cells.cell(item)]
            lines += known.pop(0) if known else writing.item(item, indent)
        return lines

    def _last(self, start: int, end: int) -> int:
        """The end of an item before the comments that stand above the next one."""
        while end > start + 1 and self.lines[end - 1].lstrip().startswith("#"):
            end -= 1
        return end

    def _in_flow(self, change: Change) -> _Lines | _Inline:
        """A value inside braces, where it is a text in one line; else the edit is given up."""
        where = (*change.fact.where, change.key)
        place = self.places.value(*where)
        shown = writing.flow(change.new)
        if not isinstance(change.old, str) or shown is None:
            return _Lines(0, 0, ())
        start = place.column - 1
        return _Inline(place.line - 1, start, start + place.width, shown)

    def _into_flow(self, change: Change) -> _Lines | _Inline:
        line = self.places.value(*change.fact.where).line - 1
        closed = _CLOSED.fullmatch(self.lines[line])
        shown = writing.flow({change.key: change.new})
        if closed is None or shown is None:
            return _Lines(0, 0, ())
        at = len(closed[1]) - 1
        return _Inline(line, at, at, f", {shown[1:-1]}")

    # facts

    def added(self, new: Sequence[tuple[str, Mapping[str, Plain]]]) -> list[_Lines | _Inline]:
        """New facts at the end of the last group of their kind."""
        edits: list[_Lines | _Inline] = []
        for kind in dict.fromkeys(kind for kind, _ in new):
            where = [one for own, one in self.sheet.groups if own == kind][-1]
            plains = [plain for own, plain in new if own == kind]
            own = [fact.where for fact in self.sheet.facts if fact.where[:-2] == where]
            if own:
                edits.append(self._behind(own, plains))
            else:
                edits += self._first(where, plains)
        return edits

    def _behind(self, own: Sequence[Where], plains: Sequence[Mapping[str, Plain]]) -> _Lines:
        last = own[-1]
        line = max(self._key_line(last, key) for key in self.places.keys(*last))
        end = self._end(last, line)
        first = self.places.value(*last)
        dash = self.lines[first.line - 1].find("-")
        blank = first.line > 1 and not self.lines[first.line - 2].strip()
        gap = [""] if blank or len(own) == 1 else []
        lines = [text for plain in plains for text in (*gap, *writing.fact(plain, dash))]
        return _Lines(end, end, tuple(lines))

    def _first(self, where: Where, plains: Sequence[Mapping[str, Plain]]) -> list[_Lines | _Inline]:
        line = self._key_line(where, "facts")
        empty = _EMPTY.fullmatch(self.lines[line])
        head = self.lines[line] if empty is None else f"{empty[1]}{empty[2]}"
        indent = self.places.key(*where, "facts").column + 1
        lines = [text for plain in plains for text in ("", *writing.fact(plain, indent))]
        return [_Lines(line, line + 1, (head, *lines[1:]))]
