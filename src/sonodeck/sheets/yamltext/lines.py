"""Lines of a YAML file beside their neighbours: in the wrong column, or taken for text above."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from sonodeck.common.diagnostics import Diagnostic, Edit, Place, counted, problem, source_lines
from sonodeck.common.frozen import dataclass


class Spot(Protocol):
    """A mark of libyaml: line and column count from 0, index is that of the character."""

    line: int
    column: int
    index: int


class Line(Protocol):
    """What has a line and a column, both from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


# dashes, then perhaps a key and its colon, then the value
LINE = re.compile(
    r"""(?P<head>[ ]*(?:-[ ]+)*)
        (?P<key>
            (?:[A-Za-z_][^\s:#'"\[\]{},]*(?:[ ]+[^\s:#'"\[\]{},]+){0,3}|'[^']*'|"[^"]*")
            [ ]*:(?:[ ]+|$)
        )?
        (?P<value>.*)$""",
    re.VERBOSE,
)
_ONE_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Trap:
    """What a line does wrong, its column from 0, and a hint, else the line as it should be.

    ``line`` is the line as it should be where there is one way out, ``below`` the lines under it
    that have to follow.
    """

    code: str
    column: int
    message: str
    line: str = ""
    hint: str = ""
    width: int = 1
    below: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def split_lines(text: str) -> Sequence[str]:
    """Lines as libyaml counts them in text that holds no other breaks than LF, CR LF and CR.

    Those of the latest text are kept: a file may have thousands of mistakes.
    """
    return (*source_lines(text), "")


def diagnostic(trap: Trap, number: int, path: str) -> Diagnostic:
    hint = trap.hint or f"write: {trap.line.strip()}"
    place = Place(path, number + 1, trap.column + 1, trap.width)
    lines = (trap.line, *trap.below) if trap.line else ()
    fix = tuple(Edit(number + at, (line,)) for at, line in enumerate(lines, 1))
    return problem(trap.code, place, trap.message, hint, fix=fix)


def continued(lines: Sequence[str], at: int) -> Trap | None:
    """A colon in a later line of a text without quotes, where YAML takes it for that of a key."""
    colon = re.search(r":(?:\s|$)", lines[at])
    above = _line_above(lines, at)
    if colon is None or above is None or above["value"][:1] in {"", *"'\"[{|>"}:
        return None
    before = lines[at][: colon.start()].strip()
    begins = len(above["head"]) if above["key"] else indentation(above.string)
    goes_on = above["key"] is None and "-" not in above["head"]
    if indentation(lines[at]) < begins + (not goes_on) or _ONE_WORD.fullmatch(before.lstrip("- ")):
        return None
    message = "a colon in unquoted text: YAML reads a key there"
    return Trap("SD011", colon.start(), message, hint=WHOLE)


WHOLE = "put the whole text, starting from its first line, in single quotes"


def goes_on(lines: Sequence[str], at: int) -> bool:
    """Whether the text without quotes in a line continues in the next one."""
    own = LINE.match(lines[at])
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if own is None or not holds_text(below) or begins(below):
        return False
    return indentation(below) > (len(own["head"]) if own["key"] else indentation(lines[at]))


def in_quotes(lines: Sequence[str], first: int, at: int) -> tuple[Edit, ...]:
    """All lines of a text without quotes, in single quotes.

    It begins in the line ``first`` or above, and the line ``at`` is part of it.
    """
    while first and (not holds_text(lines[first]) or not begins(lines[first])):
        first -= 1
    start = LINE.match(lines[first])
    column_of_key = len(start["head"]) if start and start["key"] else indentation(lines[first])
    column = start.start("value") if start else 0
    last = at
    while last + 1 < len(lines) and indentation(lines[last + 1]) > column_of_key:
        last += 1
    texts = [line.replace("'", "''").rstrip() for line in lines[first : last + 1]]
    opening = lines[first][column:].rstrip().replace("'", "''")
    texts[0] = f"{lines[first][:column]}'{opening}"
    texts[-1] += "'"
    return tuple(Edit(number, (text,)) for number, text in enumerate(texts, first + 1))


def begins(line: str) -> bool:
    """Whether a value begins in a line: it has a key or a dash."""
    parts = LINE.match(line)
    return parts is not None and (parts["key"] is not None or "-" in parts["head"])


def untabbed(lines: Sequence[str], at: int) -> str:
    """A line indented by tabs or special spaces, in the one column that it can be meant for.

    Empty where there are several.
    """
    text = lines[at].lstrip()
    before = lines[at][: len(lines[at]) - len(text)]
    columns = _open_columns(lines[:at], item=text.startswith("- "))
    meant = {_nearest(columns, len(before.expandtabs(width))) for width in (2, 4, 8)}
    right = meant.pop()
    return "" if meant or right is None else " " * right + text


def swallowed(
    lines: Sequence[str], start: Spot, last: int, path: str, *, item: bool
) -> Diagnostic | None:
    """A line that begins with a dash and became part of the text above it.

    ``start`` is where that text begins, ``last`` its last line, ``item`` whether it is an item.
    """
    dashed = _NO_SPACE.match(lines[start.line], start.column) is not None
    right = indentation(lines[start.line])
    for number in range(start.line + 1, last + 1):
        text = lines[number].strip()
        column = indentation(lines[number])
        if text.startswith("- "):
            message = (
                "this line is indented more than the item above, so YAML reads it as a continuation"
            )
            hint = "start all items of a list in one column, or put the whole text above in quotes"
            fixed = " " * right + text if item else ""
            trap = Trap("SD022", column, message, fixed, hint=hint, width=len(text))
            return diagnostic(trap, number, path)
        if (item or dashed) and _NO_SPACE.match(text):
            above = "and likewise in the line above; " if dashed else ""
            hint = f"write: - {text[1:]}\n{above}or put the whole text in quotes"
            message = "missing space after the dash"
            trap = Trap("SD017", column, message, hint=hint, width=len(text))
            fix = _spaced(lines, start.line if dashed else number, last, right)
            return replace(diagnostic(trap, number, path), fix=fix)
    return None


_NO_SPACE = re.compile(r"-[A-Za-z]")


def _spaced(lines: Sequence[str], first: int, last: int, right: int) -> tuple[Edit, ...]:
    """Items without a space after their dash, from line to line, in one column."""
    return tuple(
        Edit(number + 1, (f"{' ' * right}- {lines[number].strip()[1:]}",))
        for number in range(first, last + 1)
        if _NO_SPACE.match(lines[number].strip())
    )


def misplaced(lines: Sequence[str], at: int) -> Trap | None:
    """A key or an item that stands in another column than those it belongs to."""
    own = LINE.match(lines[at])
    if own is None:
        return None
    if "-" in own["head"]:
        return _misplaced_item(lines, at, keyed=own["key"] is not None)
    if own["key"] is None:
        return None
    indent, above = indentation(lines[at]), _line_above(lines, at)
    right = _nearest(_open_columns(lines[:at], item=False), indent)
    beside = len(above["head"]) if above else 0
    if right is None or indent == right or (indent > beside) != (indent > right):
        return None
    further = "more" if indent > right else "less"
    message = (
        f"this line is indented {further} than the one above it: "
        "all keys of a mapping start in the same column"
    )
    return _in_column(lines, at, right, message)


def _misplaced_item(lines: Sequence[str], at: int, *, keyed: bool) -> Trap | None:
    indent, above = indentation(lines[at]), _line_above(lines, at)
    keys = _open_columns(lines[:at], item=False)
    first = above is not None and above["key"] and not above["value"] and not keyed
    if above and first:
        right: int | None = len(above["head"]) + 2
        than = "the key above it"
    else:
        right = _nearest(_open_columns(lines[:at], item=True), indent)
        than = "the items above it"
    if right is None or indent == right or (keyed and indent in keys):
        return None
    further = "more" if indent > right else "less"
    message = (
        f"this line is indented {further} than {than}: all items of a list start in the same column"
    )
    return _in_column(lines, at, right, message, together=bool(first))


def _in_column(
    lines: Sequence[str], at: int, right: int, message: str, *, together: bool = False
) -> Trap:
    """A line that is to begin in the column ``right``, and what is below it along with it.

    ``together``: so are the items that follow in the same column.
    """
    line, own = lines[at], indentation(lines[at])
    hint = f"write, after {counted(right, 'space')}: {line.strip()}"
    below = []
    for under in lines[at + 1 :]:
        beside = together and indentation(under) == own and under.lstrip().startswith("- ")
        if under.strip() and indentation(under) <= own and not beside:
            break
        below.append(" " * (indentation(under) + right - own) + under.lstrip(" "))
    while below and not below[-1].strip():
        below.pop()
    fixed = " " * right + line.lstrip(" ")
    return Trap("SD022", own, message, fixed, hint=hint, below=tuple(below))


def _line_above(lines: Sequence[str], at: int) -> re.Match[str] | None:
    """The next line above that holds text, in its parts."""
    return next((LINE.match(lines[n]) for n in range(at - 1, -1, -1) if holds_text(lines[n])), None)


def _nearest(columns: set[int], indent: int) -> int | None:
    return min(columns, key=lambda column: (abs(column - indent), -column), default=None)


def _open_columns(above: Sequence[str], *, item: bool) -> set[int]:
    """The columns of the keys, or of the dashes, of what is still open below these lines."""
    columns: set[int] = set()
    limit: float = math.inf
    for line in reversed(above):
        indent = indentation(line)
        parts = LINE.match(line)
        if parts is None or not holds_text(line) or indent >= limit:
            continue
        if item:
            columns.update(m.start() for m in re.finditer("-", parts["head"]))
        elif parts["key"]:
            columns.add(len(parts["head"]))
        limit = indent
        if not indent:
            break
    return columns


def indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def holds_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
