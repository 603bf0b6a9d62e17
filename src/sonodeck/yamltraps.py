"""The traps that YAML sets for people who write medicine, each with the line as it should stand.

Authors are no programmers: what libyaml says ("did not find expected <document start>") is of no
use to them. From libyaml's complaint only the place is taken; what went wrong is read off the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

import yaml

from sonodeck.diagnostics import Diagnostic, Place, problem


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
_BLOCK_HEADER = re.compile(r"[>|][+-]?[ \t]*(#.*)?$")
_SIGNS = {
    ">": "starts a folded block",
    "|": "starts a block of lines",
    "*": "refers to an anchor",
    "&": "sets an anchor",
    "!": "starts a tag",
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
    """What a line does wrong: code, column (from 0) of the value, message, line as it should be."""

    code: str
    column: int
    message: str
    line: str


def split_lines(text: str) -> list[str]:
    """Lines as libyaml counts them in text that holds no other breaks than LF, CR LF and CR."""
    return [*re.split("\r\n|\r|\n", text), ""]


def quoted(value: str) -> str:
    """The text in single quotes, in which only the quote itself is doubled."""
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
    return _generic(error, problem_mark, lines, path)


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


def _generic(error: yaml.YAMLError, mark: Spot, lines: list[str], path: str) -> Diagnostic:
    at = min(mark.line, len(lines) - 1)
    if mark.line >= len(lines) - 1 or not lines[at].strip():
        at = max((n for n in range(at + 1) if lines[n].strip()), default=0)
        place = Place(path, at + 1, len(lines[at]) or 1)
    else:
        place = Place(path, at + 1, mark.column + 1)
    said = getattr(error, "problem", None) or "unreadable"
    hint = (
        "look at the indentation and the colons here and in the line above: keys of one map "
        "begin in one column"
    )
    return problem("SD005", place, f"the file is not YAML from here on ({said})", hint)


def find(line: str) -> _Trap | None:
    """What is wrong in a line, read without its neighbours; None where nothing is seen."""
    if line.lstrip(" ").startswith("\t") and line.strip():
        indent = len(line) - len(line.lstrip("\t "))
        fixed = line[:indent].replace("\t", "  ") + line[indent:]
        return _Trap(
            "SD016", line.index("\t"), "a tab in the indentation; YAML takes spaces", fixed
        )
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
    """The line with its value in quotes; a comment after two spaces or a lone # stays one."""
    text, comment = value, ""
    cut = re.search(r"[ \t]+#[ \t].*$", value)
    if cut:
        text, comment = value[: cut.start()], "  " + cut.group().strip()
    return f"{line[:column]}{quoted(text)}{comment}"


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
        inner = value[1:-1] if quote == "'" == value[-1] else value
        return _Trap("SD014", column, message, _fixed(line, column, inner))
    return None


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
        if opening == "[" and "," in value:
            return _Trap("SD015", column, message, f"{line.rstrip()}]")
        return _Trap("SD015", column, message, _fixed(line, column, value))
    return None


def _colon_trap(line: str, column: int, value: str, *, keyed: bool) -> _Trap | None:
    if value[0] in "\"'[{" or not re.search(r":(?:\s|$)", re.sub(r"\s#.*", "", value)):
        return None
    message = "a colon and a space inside a value: YAML reads a second key there"
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
    item = re.match(r"[^,\]}]*", line[mark.column :])
    text = item.group().rstrip() if item else ""
    if not text:
        return None
    first = text[0]
    fixed = line[: mark.column] + quoted(text) + line[mark.column + len(text) :]
    message = f"an item can't begin with {first} as it stands: in YAML that {_SIGNS[first]}"
    return _Trap("SD010", mark.column, message, fixed)


def _diagnostic(trap: _Trap, number: int, path: str) -> Diagnostic:
    hint = f"write: {trap.line.strip()}"
    return problem(trap.code, Place(path, number + 1, trap.column + 1), trap.message, hint)


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
    return problem(
        "SD019",
        Place(path, number + 1, column + 1, max(1, len(line.rstrip()) - column)),
        f"{lost!r} is cut off: ' #' begins a comment",
        f"write: {fixed.strip()}\nor, if a comment is meant, put a space after the #",
    )
