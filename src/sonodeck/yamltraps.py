"""The traps that YAML sets for people who write medicine, each with the line as it should stand.

Authors are no programmers: what libyaml says ("did not find expected <document start>") is of no
use to them. From libyaml's complaint only the place is taken; what went wrong is read off the line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import yaml

from sonodeck.diagnostics import Diagnostic, Place, problem, source_lines


class Spot(Protocol):
    """A mark of libyaml: line and column count from 0, index is that of the character."""

    line: int
    column: int
    index: int


QUOTE_HINT = "put the text in single quotes"

# dashes, then perhaps a key and its colon, then the value
_LINE = re.compile(
    r"""(?P<head>[ ]*(?:-[ ]+)*)
        (?P<key>
            (?:[A-Za-z_][^\s:#'"\[\]{},]*(?:[ ]+[^\s:#'"\[\]{},]+){0,3}|'[^']*'|"[^"]*")
            [ ]*:(?:[ ]+|$)
        )?
        (?P<value>.*)$""",
    re.VERBOSE,
)
_NO_SPACE = re.compile(r"[ ]*(?:-[ ]+)*([a-z_][a-z0-9_-]*):(?=[^\s:])")
_NO_DASH_SPACE = re.compile(r"([ ]*)-([^\s-].*)$")
_NO_DASH_SPACE_KEY = re.compile(r"[ ]*-[A-Za-z_][A-Za-z0-9_-]*:(?:[ ]|$)")
_BLOCK_HEADER = re.compile(r"[>|][+-]?[ \t]*(#.*)?$")
_SIGNS = {
    ">": "starts a folded block",
    "|": "starts a block of lines",
    "*": "refers to an anchor, and sheets have none",
    "&": "sets an anchor, and sheets have none",
    "!": "starts a tag, and sheets have none",
    "`": "is reserved",
    "@": "is reserved",
    "%": "is reserved",
    "]": "closes a list",
    "}": "closes a map",
    ",": "parts the items of a list",
}
_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class _Trap:
    """What a line does wrong, its column from 0, and the line as it should be, or a hint."""

    code: str
    column: int
    message: str
    line: str = ""
    hint: str = ""
    width: int = 1


def split_lines(text: str) -> list[str]:
    """Lines as libyaml counts them in text that holds no other breaks than LF, CR LF and CR."""
    return [*source_lines(text), ""]


def quoted(value: str) -> str:
    """The text in single quotes; in double ones where that spares the doubling of apostrophes."""
    if "'" in value and '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def explain(error: yaml.YAMLError, lines: list[str], path: str) -> Diagnostic:
    """The complaint of libyaml as a diagnostic an author can act on."""
    problem_mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    if problem_mark is None:
        return problem("SD005", Place(path, 1, 1), f"the file is not YAML: {error}")
    for number in _suspects(problem_mark, context_mark, lines):
        trap = find(lines[number]) or _in_flow(lines[number], number, problem_mark)
        if trap:
            return _diagnostic(trap, number, path)
    in_flow = "flow" in (getattr(error, "context", None) or "")
    at = min(problem_mark.line, len(lines) - 1)
    trap = None if in_flow else _indented(lines, at)
    if trap:
        return _diagnostic(trap, at, path)
    hint = _FLOW_HINT if in_flow else _COLUMN_HINT
    return _generic(error, problem_mark, lines, path, hint)


_FLOW_HINT = "inside [ ] and { }, a text that holds one of [ ] { } , goes into single quotes"
_COLUMN_HINT = (
    "look at the indentation and the colons here and in the line above: keys of one map "
    "begin in one column"
)


def _suspects(problem_mark: Spot, context_mark: Spot | None, lines: list[str]) -> list[int]:
    """The lines that may be at fault, likeliest first: itself, where it began, the one above."""
    last = len(lines) - 1
    at = min(problem_mark.line, last)
    numbers = [at]
    if context_mark is not None:
        numbers.append(min(context_mark.line, last))
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    numbers.append(max(above, 0))
    return list(dict.fromkeys(numbers))


def _generic(
    error: yaml.YAMLError, mark: Spot, lines: list[str], path: str, hint: str
) -> Diagnostic:
    at = min(mark.line, len(lines) - 1)
    if mark.line >= len(lines) - 1 or not lines[at].strip():
        at = max((n for n in range(at + 1) if lines[n].strip()), default=0)
        place = Place(path, at + 1, len(lines[at]) or 1)
    else:
        place = Place(path, at + 1, mark.column + 1)
    said = getattr(error, "problem", None) or "unreadable"
    return problem("SD005", place, f"the file is not YAML from here on ({said})", hint)


def _indented(lines: list[str], at: int) -> _Trap | None:
    """A key or an item that stands in another column than those it belongs to."""
    own = _LINE.match(lines[at])
    if own is None or not (own["key"] or "-" in own["head"]):
        return None
    item = "-" in own["head"]
    indent = _indent(lines[at])
    above = next((lines[n] for n in range(at - 1, -1, -1) if _holds_text(lines[n])), "")
    columns = sorted(_open_columns(lines[:at], item=item))
    if not columns or indent in columns:
        return None
    right = min(columns, key=lambda column: abs(column - indent))
    beside = _indent(above) if item else _key_column(above)
    if (indent > beside) != (indent > right):
        return None
    further = "in" if indent > right else "out"
    what = "items of one list" if item else "keys of one map"
    message = (
        f"this line begins further {further} than the one above it: {what} begin in one column"
    )
    hint = f"write, with {right} spaces: {lines[at].strip()}"
    return _Trap("SD022", indent, message, hint=hint)


def _open_columns(above: list[str], *, item: bool) -> set[int]:
    """The columns of the keys, or of the dashes, of what is still open below these lines."""
    columns: set[int] = set()
    limit: float = math.inf
    for line in reversed(above):
        indent = _indent(line)
        parts = _LINE.match(line)
        if parts is None or not _holds_text(line) or indent >= limit:
            continue
        if item:
            columns.update(m.start() for m in re.finditer("-", parts["head"]))
            if math.isinf(limit) and parts["key"] and not parts["value"]:
                columns.add(len(parts["head"]) + 2)
        elif parts["key"]:
            columns.add(len(parts["head"]))
        limit = indent
        if not indent:
            break
    return columns


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _key_column(line: str) -> int:
    """The column of what stands behind the dashes."""
    parts = _LINE.match(line)
    return len(parts["head"]) if parts else _indent(line)


def _holds_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def find(line: str) -> _Trap | None:
    """What is wrong in a line, read without its neighbours; None where nothing is seen."""
    if line.lstrip(" ").startswith("\t") and line.strip():
        message = "a tab in the indentation; YAML takes spaces"
        hint = "replace the tab by spaces (most editors can do so in the whole file)"
        return _Trap("SD016", line.index("\t"), message, hint=hint)
    if line.lstrip().startswith("#"):
        return None
    parts = _LINE.match(line)
    if not parts:
        return None
    value = parts["value"].rstrip()
    column = parts.start("value")
    if value:
        for look in (_sign_trap, _quote_trap, _bracket_trap, _colon_trap):
            trap = look(line, column, value, keyed=parts["key"] is not None)
            if trap:
                return trap
    return _space_trap(line)


def _fixed(line: str, column: int, value: str) -> str:
    """The line with its value in quotes; a comment stays one."""
    text, comment = _without_comment(value)
    return f"{line[:column]}{quoted(text)}{comment}"


def _without_comment(value: str) -> tuple[str, str]:
    """A value, and the comment after it: after a space, a # and another space."""
    cut = re.search(r"[ \t]+#[ \t].*$", value)
    return (value[: cut.start()], "  " + cut.group().strip()) if cut else (value, "")


def _sign_trap(line: str, column: int, value: str, *, keyed: bool) -> _Trap | None:
    first = value[0]
    if first == "-" and keyed and (value == "-" or value.startswith("- ")):
        message = "a value that begins with a dash and a space is read as a list"
        return _Trap("SD010", column, message, _fixed(line, column, value))
    if first == "?" and value.startswith("? "):
        message = "a value that begins with a question mark and a space is read as a key"
        return _Trap("SD010", column, message, _fixed(line, column, value))
    if first not in _SIGNS or _BLOCK_HEADER.match(value):
        return None
    message = f"a value can't begin with {first} as it stands: in YAML that {_SIGNS[first]}"
    return _Trap("SD010", column, message, _fixed(line, column, value))


def _quote_trap(line: str, column: int, value: str, *, keyed: bool) -> _Trap | None:
    quote = value[0]
    if quote not in "\"'":
        return None
    end = _closing_quote(value)
    if quote == '"' and re.search(r'\\[^"\\]', (value[1:end]).replace("\\\\", "")):
        return _Trap("SD013", column, _BACKSLASH, _unescaped(line, column, value))
    if end is None:
        message = f"a quote ({quote}) is opened here and not closed in this line"
        return _Trap("SD015", column, message, _fixed(line, column, value.strip(quote)))
    rest = value[end + 1 :].strip()
    if rest and not rest.startswith("#"):
        message = f"text goes on after the closing {quote}; the whole value has to be in quotes"
        return _Trap("SD014", column, message, _fixed(line, column, _meant(value, end)))
    return None


def _meant(value: str, end: int) -> str:
    """The text that somebody put into single quotes though an apostrophe is in it, else all."""
    apostrophe = value[end + 1].isalpha() or value.count("'") % 2
    return value[1:-1] if value[0] == "'" == value[-1] and apostrophe else value


def _closing_quote(value: str) -> int | None:
    """The index of the quote that closes the one at 0."""
    if value[0] == "'":
        match = re.match(r"'(?:[^']|'')*+'", value)
    else:
        match = re.match(r'"(?:[^"\\]|\\.)*+"', value)
    return match.end() - 1 if match else None


_BACKSLASH = "a backslash in double quotes changes the text (\\t becomes a tab)"


def _unescaped(line: str, column: int, value: str) -> str:
    end = _closing_quote(value)
    inner = value[1:end] if end is not None else value[1:].rstrip('"')
    rest = value[end + 1 :] if end is not None else ""
    return line[:column] + quoted(inner.replace('\\"', '"')) + rest


def _bracket_trap(line: str, column: int, value: str, *, keyed: bool) -> _Trap | None:
    opening = value[0]
    if opening not in _CLOSING:
        return None
    closing = _CLOSING[opening]
    depth = length = 0
    for character in value:
        length += 1
        depth += (character == opening) - (character == closing)
        if not depth:
            break
    rest = value[length:].strip()
    if depth == 0 and rest and not rest.startswith("#"):
        message = f"text goes on after the closing {closing}; the whole value has to be in quotes"
        return _Trap("SD014", column, message, _fixed(line, column, value))
    if depth:
        message = f"a {opening} is opened here and not closed in this line"
        text, comment = _without_comment(value)
        if _is_container(text):
            fixed = f"{line[:column]}{text}{closing * depth}{comment}"
            return _Trap("SD015", column, message, fixed)
        return _Trap("SD015", column, message, _fixed(line, column, value))
    return None


def _is_container(value: str) -> bool:
    """Whether what begins with a bracket is meant as a list or map; ``[0, 1) is one`` is not."""
    if value[0] == "{":
        return re.match(r"\{[ ]*[A-Za-z_][A-Za-z0-9_ -]*:[ ]", value) is not None
    return "," in value and value.count("(") == value.count(")")


def _colon_trap(line: str, column: int, value: str, *, keyed: bool) -> _Trap | None:
    if value[0] in "\"'[{" or _NO_DASH_SPACE_KEY.match(line):
        return None
    colon = re.search(r":(?:\s|$)", re.sub(r"\s+#.*", "", value))
    if not colon:
        return None
    where = "inside" if colon.group().strip(":") else "at the end of"
    sign = "a colon and a space" if where == "inside" else "a colon"
    message = f"{sign} {where} a value: YAML reads a second key there"
    return _Trap("SD011", column, message, _fixed(line, column, value))


def _space_trap(line: str) -> _Trap | None:
    no_space = _NO_SPACE.match(line)
    if no_space:
        end = no_space.end()
        message = f"a space is missing after '{no_space[1]}:'"
        return _Trap("SD017", end - 1, message, f"{line[:end]} {line[end:]}")
    no_dash = _NO_DASH_SPACE.match(line)
    if no_dash:
        message = "a space is missing after the dash"
        return _Trap("SD017", no_dash.end(1), message, f"{no_dash[1]}- {no_dash[2]}")
    return None


def _in_flow(line: str, number: int, mark: Spot) -> _Trap | None:
    """A sign of YAML's at the beginning of an item of ``[a, b]``."""
    if number != mark.line or mark.column >= len(line) or line[mark.column] not in _SIGNS:
        return None
    if line[mark.column] == ",":
        message = "nothing stands before this comma; a comma as text goes into quotes: ','"
        before, after = line[: mark.column].rstrip(), line[mark.column + 1 :]
        fixed = before + (after.lstrip() if before.endswith(("[", "{")) else after)
        return _Trap("SD021", mark.column, message, fixed)
    item = re.match(r"[^,\]}]*", line[mark.column :])
    text = item.group().rstrip() if item else ""
    if not text:
        return None
    first = text[0]
    fixed = line[: mark.column] + quoted(text) + line[mark.column + len(text) :]
    message = f"an item can't begin with {first} as it stands: in YAML that {_SIGNS[first]}"
    return _Trap("SD010", mark.column, message, fixed)


def _diagnostic(trap: _Trap, number: int, path: str) -> Diagnostic:
    hint = trap.hint or f"write: {trap.line.strip()}"
    place = Place(path, number + 1, trap.column + 1, trap.width)
    return problem(trap.code, place, trap.message, hint)


def sign(line: str, mark: Spot, path: str) -> Diagnostic:
    """An anchor, alias or tag that libyaml read without complaint."""
    value = line[mark.column :].rstrip()
    trap = _sign_trap(line, mark.column, value or " ", keyed=True)
    if trap is None:
        place = Place(path, mark.line + 1, mark.column + 1)
        return problem("SD018", place, "anchors, aliases and tags are not for sheets", QUOTE_HINT)
    return _diagnostic(trap, mark.line, path)


def first_sign(line: str, number: int, column: int, path: str) -> Diagnostic:
    """``>5`` read without complaint: a block of text with an indentation of five."""
    value = line[column:].rstrip()
    message = f"a value can't begin with {value[0]} as it stands: in YAML that {_SIGNS[value[0]]}"
    return _diagnostic(_Trap("SD010", column, message, _fixed(line, column, value)), number, path)


def braces(line: str, number: int, column: int, path: str) -> Diagnostic:
    """``{x}`` as a value."""
    value = line[column:].rstrip()
    message = "a value in braces is read as a map"
    return _diagnostic(_Trap("SD012", column, message, _fixed(line, column, value)), number, path)


def backslash(line: str, number: int, column: int, path: str) -> Diagnostic:
    """A backslash in double quotes that libyaml took for an escape."""
    value = line[column:].rstrip()
    fixed = _unescaped(line, column, value)
    return _diagnostic(_Trap("SD013", column, _BACKSLASH, fixed), number, path)


def cut_off(line: str, number: int, column: int, path: str) -> Diagnostic:
    """`` #`` right before text, which YAML takes for the beginning of a comment."""
    parts = _LINE.match(line)
    start = parts.start("value") if parts else column
    fixed = line[:start] + quoted(line[start:].rstrip())
    lost = line[column:].strip()
    comment = "begin it with a word" if lost.startswith("# ") else "put a space after the #"
    return problem(
        "SD019",
        Place(path, number + 1, column + 1, max(1, len(line.rstrip()) - column)),
        f"{lost!r} is cut off: ' #' begins a comment",
        f"write: {fixed.strip()}\nor, if a comment is meant, {comment}",
    )


def swallowed(
    lines: Sequence[str], start: Spot, last: int, path: str, *, item: bool
) -> Diagnostic | None:
    """A line that begins with a dash and became part of the text above it.

    ``start`` is where that text begins, ``last`` its last line, ``item`` whether it is an item.
    """
    dashed = re.match(r"-[A-Za-z]", lines[start.line][start.column :]) is not None
    for number in range(start.line + 1, last + 1):
        text = lines[number].strip()
        column = _indent(lines[number])
        if text.startswith("- "):
            message = (
                "this line begins further in than the item above, so YAML reads it as more of that"
            )
            hint = (
                "let all items of a list begin in one column; or put the whole text above in quotes"
            )
            trap = _Trap("SD022", column, message, hint=hint, width=len(text))
            return _diagnostic(trap, number, path)
        if (item or dashed) and re.match(r"-[A-Za-z]", text):
            above = "and so in the line above; " if dashed else ""
            hint = f"write: - {text[1:]}\n{above}or put the whole text in quotes"
            message = "a space is missing after the dash"
            trap = _Trap("SD017", column, message, hint=hint, width=len(text))
            return _diagnostic(trap, number, path)
    return None


def comma(line: str, mark: Spot, path: str) -> Diagnostic:
    """A comma of a text in ``[ ]`` or ``{ }``, where it ends the text; ``mark`` is what follows."""
    column = max(line.rfind(",", 0, mark.column), 0)
    hint = "put the whole text into single quotes"
    if line[column + 1 : column + 2].strip():
        hint += "; if these are two items, put a space after the comma"
    trap = _Trap("SD021", column, "inside [ ] and { } a comma ends a text", hint=hint)
    return _diagnostic(trap, mark.line, path)
