"""Where a cursor stands in a sheet that is being written, and so is often no YAML at all.

The way to the cursor is read off the indentation, and inside brackets and braces off these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sonodeck.common.diagnostics import source_lines
from sonodeck.common.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """``path``: the keys that lead to it, ``-`` for an item of a list.

    ``typed``: the word before it, which begins at the column ``start``, counted from 0.
    ``value``: whether a value is expected, behind a colon; else a key, or an item of a list.
    ``inside``: whether it stands in brackets or braces; ``beside``: the keys that the map has
    already; ``kind``: what the nearest ``kind:`` above says.
    """

    path: tuple[str, ...]
    typed: str
    start: int
    value: bool
    inside: bool = False
    beside: frozenset[str] = frozenset()
    kind: str = ""


_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +|-$)*)(?P<rest>.*)")
_KEY = re.compile(r"(?P<key>[^\s:#\[\]{},'\"-][^:#]*?|'[^']*'|\"[^\"]*\"):(?: +(?P<value>.*)|$)")
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
_KIND = re.compile(r" *(?:- +)*kind: +(?P<kind>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class _Frame:
    column: int
    name: str


@dataclass(slots=True)
class _Scan:
    """What stands open above a line: ``flow``: the text of brackets that aren't closed yet."""

    frames: list[_Frame]
    flow: str = ""
    depth: int = 0
    block: int = -1

    def line(self, text: str) -> tuple[str, bool]:
        """Take one line in; the rest of it behind dashes and key, and whether there was a key."""
        if self.flow and (not text.strip() or _indent(text) > self.frames[-1].column):
            self._into(text)
            return text, False
        self.flow, self.depth = "", 0
        shape = _LINE.fullmatch(text)
        if shape is None or (text.strip() and text.lstrip().startswith("#")):
            return text, False
        column = len(shape["indent"])
        if self.block >= 0 and (not text.strip() or column > self.block):
            return text, False
        self.block = -1
        for dash in re.finditer("-", shape["dashes"]):
            self._close(column + dash.start(), item=True)
            self.frames.append(_Frame(column + dash.start(), "-"))
        at = shape.start("rest")
        self._close(at if text.strip() else len(text), item=False)
        key = _KEY.match(shape["rest"])
        if key is None:
            return shape["rest"], False
        self.frames.append(_Frame(at, key["key"].strip("'\"")))
        value = key["value"] or ""
        if _BLOCK.match(value):
            self.block = at
        elif value[:1] in {"[", "{"}:
            self._into(value)
        return value, True

    def _into(self, text: str) -> None:
        """More text inside of brackets, as long as they are open."""
        signs = [sign for sign, _ in _pieces(text)]
        self.depth += sum(map(signs.count, "[{")) - sum(map(signs.count, "]}"))
        self.flow = f"{self.flow}\n{text}" if self.depth > 0 else ""

    def _close(self, column: int, *, item: bool) -> None:
        """What a line that begins at a column no longer belongs to; a list may begin below a key.

        ``item``: the line begins with a dash.
        """
        while self.frames:
            last = self.frames[-1]
            same = last.column == column and not (item and last.name != "-")
            if last.column < column or (last.column == column and not same):
                return
            self.frames.pop()


def cursor_at(text: str, line: int, column: int) -> Cursor | None:
    """What stands around a place, line and column from 0; None in a comment or a text block."""
    lines = source_lines(text)
    if not 0 <= line < len(lines):
        return None
    head = lines[line][:column]
    if head.lstrip().startswith("#") or re.search(r"\s#", head):
        return None
    scan = _Scan([])
    for one in lines[:line]:
        if one.strip():
            scan.line(one)
    if scan.block >= 0 and (not head.strip() or _indent(head) > scan.block):
        return None
    rest, keyed = scan.line(head)
    path = tuple(frame.name for frame in scan.frames)
    own = scan.frames[-1].column if scan.frames else 0
    kind = _kind(lines[:line], scan.frames)
    if scan.flow:
        below, typed, value, keys = _inside(scan.flow)
        return Cursor(
            path=(*path, *below), typed=typed, start=len(head) - len(typed), value=value,
            inside=True, beside=frozenset(keys), kind=kind,
        )  # fmt: skip
    typed = rest.lstrip()
    start = len(head) - len(typed)
    beside = frozenset() if keyed else frozenset(_beside(lines, line, start))
    if not keyed and scan.frames and scan.frames[-1].name != "-" and start <= own:
        path = path[:-1]
    return Cursor(path=path, typed=typed, start=start, value=keyed, beside=beside, kind=kind)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _kind(above: Sequence[str], frames: Sequence[_Frame]) -> str:
    facts = next((frame.column for frame in frames if frame.name == "facts"), 0)
    for text in reversed(above):
        found = _KIND.match(text)
        if found and found.start("kind") - len("kind: ") <= facts:
            return found["kind"]
    return ""


def _beside(lines: Sequence[str], line: int, column: int) -> Iterator[str]:
    """The keys above and below that stand in the same column, in the same map."""
    for text in reversed(lines[:line] if not _begins(lines[line], column) else ()):
        if text.strip() and _key_column(text) <= column:
            yield from _keys_at(text, column)
            if _indent(text) < column:
                break
    for text in lines[line + 1 :]:
        if text.strip() and _indent(text) < column:
            break
        yield from _keys_at(text, column)


def _begins(text: str, column: int) -> bool:
    """Whether a map begins in this line: behind a dash."""
    return "-" in text[:column]


def _key_column(text: str) -> int:
    shape = _LINE.match(text)
    return shape.start("rest") if shape else 0


def _keys_at(text: str, column: int) -> Iterator[str]:
    key = _KEY.match(text[column:]) if _key_column(text) == column else None
    if key:
        yield key["key"].strip("'\"")


def _pieces(flow: str) -> Iterator[tuple[str, str]]:
    """The signs of brackets outside of quotes, each with the text before it; the rest at last."""
    text, quote = "", ""
    for at, sign in enumerate(flow):
        if quote:
            quote = "" if sign == quote else quote
            text += sign
        elif sign in "'\"" and not text.strip():
            quote = sign
            text += sign
        elif sign in "[]{}," or (sign == ":" and flow[at + 1 : at + 2] in {" ", "\n", ""}):
            yield sign, text
            text = ""
        else:
            text += sign
    yield "", text


def _inside(flow: str) -> tuple[tuple[str, ...], str, bool, set[str]]:
    """The way to the end of a flow text, its last word, whether that is a value, keys beside it."""
    stack: list[tuple[str, str, set[str]]] = []
    typed = ""
    for sign, text in _pieces(flow):
        if sign in {"[", "{"}:
            stack.append((sign, "", set()))
        elif sign in {"]", "}"}:
            del stack[-1:]
        elif sign == ":" and stack and stack[-1][0] == "{":
            key = text.strip().strip("'\"")
            stack[-1] = ("{", key, stack[-1][2] | {key})
        elif sign == "," and stack:
            stack[-1] = (stack[-1][0], "", stack[-1][2])
        typed = "" if sign else text.lstrip()
    path = tuple("-" if sign == "[" else key for sign, key, _ in stack if sign == "[" or key)
    sign, key, keys = stack[-1] if stack else ("", "", set[str]())
    return path, typed, sign == "{" and bool(key), keys
