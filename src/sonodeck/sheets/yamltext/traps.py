"""The traps that YAML sets for people who write medicine, each with the line as it should stand.

Authors are no programmers: what libyaml says ("did not find expected <document start>") is of no
use to them. From libyaml's complaint only the place is taken; what went wrong is read off the line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import yaml

from sonodeck.common.diagnostics import Diagnostic, Edit, Place, problem
from sonodeck.sheets.yamltext.lines import (
    LINE,
    WHOLE,
    Line,
    Spot,
    Trap,
    begins,
    continued,
    diagnostic,
    goes_on,
    in_quotes,
    misplaced,
    untabbed,
)

QUOTE_HINT = "put the text in single quotes"

_NO_SPACE = re.compile(r"[ ]*(?:-[ ]+)*([a-z_][a-z0-9_-]*):(?=[^\s:])")
_NO_DASH_SPACE = re.compile(r"([ ]*)-([^\s-].*)$")
_NO_DASH_SPACE_KEY = re.compile(r"[ ]*-[A-Za-z_][A-Za-z0-9_-]*:(?:[ ]|$)")
# Signs that look like YAML's own, as word processors and other keyboards write them.
_SPACES = r"\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK = re.compile(rf"[ ]*([\t{_SPACES}])")
_LIKE_COLON = re.compile(
    r"([ ]*(?:-[ ]+)*)([a-z_][a-z0-9_-]*)[ ]?"
    r"([\u02d0\u0589\u05c3\u2236\ua789\ufe13\ufe55\uff1a])(.*)$"
)
_LIKE_SPACE = re.compile(rf"([ ]*(?:-[ ]+)*)([a-z_][a-z0-9_-]*):([{_SPACES}])(.*)$")
_LIKE_DASH = re.compile(
    r"([ ]*)([\u00b7\u2010-\u2015\u2022\u2023\u2043\u2212\u25aa\u25cf\u25e6\ufe58\ufe63\uff0d])"
    rf"[ {_SPACES}]+(.*)$"
)
# With a number only as we write it ourselves, for a text that begins with blanks: >5 is a trap.
BLOCK_HEADER = re.compile(r"(?:[>|][+-]?|\|[1-9][+-])[ \t]*(#.*)?$")
_SIGNS = {
    ">": "starts a folded block",
    "|": "starts a literal block",
    "*": "refers to an anchor, which sheets can't have",
    "&": "defines an anchor, which sheets can't have",
    "!": "starts a tag, which sheets can't have",
    "`": "is reserved",
    "@": "is reserved",
    "%": "is reserved",
    "]": "closes a list",
    "}": "closes a mapping",
    ",": "separates the items of a list",
}
_CLOSING = {"[": "]", "{": "}"}


def quoted(value: str) -> str:
    """The text in single quotes; in double ones where that spares the doubling of apostrophes."""
    if "'" in value and '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def explain(error: yaml.YAMLError, lines: Sequence[str], path: str) -> Diagnostic:
    """The complaint of libyaml as a diagnostic an author can act on."""
    problem_mark = getattr(error, "problem_mark", None)
    context_mark = getattr(error, "context_mark", None)
    if problem_mark is None:
        return problem("SD005", Place(path, 1, 1), f"the file is not valid YAML: {error}")
    in_flow = "flow" in (getattr(error, "context", None) or "")
    at = min(problem_mark.line, len(lines) - 1)
    trap = None if in_flow or look_alike(lines[at]) else continued(lines, at)
    if trap:
        return _whole_quoted(trap, lines, at - 1, at, path)
    for number in _suspects(problem_mark, context_mark, lines):
        trap = find(lines[number]) or _in_flow(lines[number], number, problem_mark)
        if trap and trap.code == "SD016":
            trap = replace(trap, line=untabbed(lines, number))
        if trap and trap.code in _OPEN and goes_on(lines, number):
            return _whole_quoted(replace(trap, hint=WHOLE), lines, number, number, path)
        if trap:
            return diagnostic(trap, number, path)
    trap = None if in_flow else misplaced(lines, at)
    if trap:
        return diagnostic(trap, at, path)
    hint = _FLOW_HINT if in_flow else _COLUMN_HINT
    return _generic(error, problem_mark, lines, path, hint)


_OPEN = ("SD010", "SD011")
"""The traps of text without quotes, which may go on in the lines below."""


def _whole_quoted(trap: Trap, lines: Sequence[str], first: int, at: int, path: str) -> Diagnostic:
    """A trap in one line of a text of several, all of which belongs in quotes."""
    return replace(diagnostic(trap, at, path), fix=in_quotes(lines, first, at))


_FLOW_HINT = "inside [ ] and { }, put text that contains any of [ ] { } , in single quotes"
_COLUMN_HINT = (
    "check the indentation and the colons here and in the line above: all keys of a mapping "
    "start in the same column"
)


def _suspects(problem_mark: Spot, context_mark: Spot | None, lines: Sequence[str]) -> list[int]:
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
    error: yaml.YAMLError, mark: Spot, lines: Sequence[str], path: str, hint: str
) -> Diagnostic:
    at = min(mark.line, len(lines) - 1)
    if mark.line >= len(lines) - 1 or not lines[at].strip():
        at = max((n for n in range(at + 1) if lines[n].strip()), default=0)
        place = Place(path, at + 1, len(lines[at]) or 1)
    else:
        place = Place(path, at + 1, mark.column + 1)
    said = getattr(error, "problem", None) or "unreadable"
    return problem("SD005", place, f"the file is not valid YAML from here on ({said})", hint)


def find(line: str) -> Trap | None:
    """What is wrong in a line, read without its neighbours; None where nothing is seen."""
    blank = _BLANK.match(line)
    if blank and line.strip():
        what = "tab" if blank[1] == "\t" else f"special space (U+{ord(blank[1]):04X})"
        message = f"a {what} in the indentation; YAML requires spaces"
        hint = f"replace the {what} with spaces (most editors can do this for the whole file)"
        return Trap("SD016", blank.start(1), message, hint=hint)
    if line.lstrip().startswith("#"):
        return None
    trap = look_alike(line)
    if trap:
        return trap
    parts = LINE.match(line)
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


def _sign_trap(line: str, column: int, value: str, *, keyed: bool) -> Trap | None:
    first = value[0]
    if first == "-" and keyed and (value == "-" or value.startswith("- ")):
        message = "a value that starts with a dash and a space is read as a list"
        return Trap("SD010", column, message, _fixed(line, column, value))
    if first == "?" and value.startswith("? "):
        message = "a value that starts with a question mark and a space is read as a key"
        return Trap("SD010", column, message, _fixed(line, column, value))
    if first not in _SIGNS or BLOCK_HEADER.match(value):
        return None
    message = f"an unquoted value can't start with {first}: in YAML, it {_SIGNS[first]}"
    return Trap("SD010", column, message, _fixed(line, column, value))


def _quote_trap(line: str, column: int, value: str, *, keyed: bool) -> Trap | None:
    quote = value[0]
    if quote not in "\"'":
        return None
    end = _closing_quote(value)
    if quote == '"' and re.search(r'\\[^"\\]', (value[1:end]).replace("\\\\", "")):
        return Trap("SD013", column, _BACKSLASH, _unescaped(line, column, value))
    if end is None:
        message = f"a quote ({quote}) is opened here but not closed on this line"
        return Trap("SD015", column, message, _fixed(line, column, value.strip(quote)))
    rest = value[end + 1 :].strip()
    if rest and not rest.startswith("#"):
        message = f"text continues after the closing {quote}; put the whole value in quotes"
        return Trap("SD014", column, message, _fixed(line, column, _meant(value, end)))
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


def _bracket_trap(line: str, column: int, value: str, *, keyed: bool) -> Trap | None:
    if value[0] not in _CLOSING:
        return None
    opening, closing = value[0], _CLOSING[value[0]]
    missing, length = _still_open(value)
    rest = value[length:].strip()
    if not missing and rest and not rest.startswith("#"):
        message = f"text continues after the closing {closing}; put the whole value in quotes"
        code = "SD014"
        if opening == "{" and not _is_container(value):
            code, message = "SD012", _BRACES
        return Trap(code, column, message, _fixed(line, column, value))
    if missing:
        message = f"a {opening} is opened here but not closed on this line"
        text, comment = _without_comment(value)
        if _is_container(text):
            return Trap("SD015", column, message, f"{line[:column]}{text}{missing}{comment}")
        return Trap("SD015", column, message, _fixed(line, column, value))
    return None


_BRACES = "a value in braces is read as a mapping"


def _still_open(value: str) -> tuple[str, int]:
    """The brackets that a value leaves to be closed, and where the one that it begins with is."""
    missing = ""
    for at, character in enumerate(value):
        if character in _CLOSING:
            missing = _CLOSING[character] + missing
        elif missing.startswith(character):
            missing = missing[1:]
            if not missing:
                return "", at + 1
    return missing, len(value)


def _is_container(value: str) -> bool:
    """Whether what begins with a bracket is meant as a list or map; ``[0, 1) is one`` is not."""
    if value[0] == "{":
        return re.match(r"\{[ ]*[A-Za-z_][A-Za-z0-9_ -]*:[ ]", value) is not None
    return "," in value and value.count("(") == value.count(")")


def _colon_trap(line: str, column: int, value: str, *, keyed: bool) -> Trap | None:
    if value[0] in "\"'[{" or _NO_DASH_SPACE_KEY.match(line):
        return None
    colon = re.search(r":(?:\s|$)", re.sub(r"\s+#.*", "", value))
    if not colon:
        return None
    where = "inside" if colon.group().strip(":") else "at the end of"
    sign = "a colon and a space" if where == "inside" else "a colon"
    message = f"{sign} {where} a value: YAML reads a second key there"
    return Trap("SD011", column, message, _fixed(line, column, value))


def look_alike(line: str) -> Trap | None:
    """A sign that looks like one of YAML's, as word processors and other keyboards write it."""
    like_colon = _LIKE_COLON.match(line)
    if like_colon:
        head, key, colon, rest = like_colon.groups()
        message = f"a colon that YAML doesn't know (U+{ord(colon):04X}) after {key!r}"
        return Trap("SD017", like_colon.start(3), message, f"{head}{key}: {rest.lstrip()}")
    like_space = _LIKE_SPACE.match(line)
    if like_space:
        head, key, space, rest = like_space.groups()
        message = f"a special space (U+{ord(space):04X}) after '{key}:'; YAML requires a plain one"
        return Trap("SD017", like_space.start(3), message, f"{head}{key}: {rest.lstrip()}")
    like_dash = _LIKE_DASH.match(line)
    if like_dash:
        head, dash, rest = like_dash.groups()
        message = f"a dash or bullet that YAML doesn't know (U+{ord(dash):04X})"
        return Trap("SD017", like_dash.start(2), message, f"{head}- {rest}")
    return None


def keyed(line: str) -> bool:
    """Whether a line begins with a key: one that begins with a dash alone may be text."""
    parts = LINE.match(line)
    return parts is not None and _KEY.fullmatch((parts["key"] or "").rstrip(": ")) is not None


_KEY = re.compile(r"[a-z_][a-z0-9_-]*")


def _space_trap(line: str) -> Trap | None:
    no_space = _NO_SPACE.match(line)
    if no_space:
        end = no_space.end()
        message = f"missing space after '{no_space[1]}:'"
        return Trap("SD017", end - 1, message, f"{line[:end]} {line[end:]}")
    no_dash = _NO_DASH_SPACE.match(line)
    if no_dash:
        message = "missing space after the dash"
        return Trap("SD017", no_dash.end(1), message, f"{no_dash[1]}- {no_dash[2]}")
    return None


def _in_flow(line: str, number: int, mark: Spot) -> Trap | None:
    """A sign of YAML's at the beginning of an item of ``[a, b]``."""
    if number != mark.line or mark.column >= len(line) or line[mark.column] not in _SIGNS:
        return None
    if line[mark.column] == ",":
        message = "there is nothing before this comma; to write a comma as text, quote it: ','"
        before, after = line[: mark.column].rstrip(), line[mark.column + 1 :]
        fixed = before + (after.lstrip() if before.endswith(("[", "{")) else after)
        return Trap("SD021", mark.column, message, fixed)
    item = re.match(r"[^,\]}]*", line[mark.column :])
    text = item.group().rstrip() if item else ""
    if not text:
        return None
    first = text[0]
    fixed = line[: mark.column] + quoted(text) + line[mark.column + len(text) :]
    message = f"an unquoted item can't start with {first}: in YAML, it {_SIGNS[first]}"
    return Trap("SD010", mark.column, message, fixed)


def sign(line: str, mark: Spot, path: str) -> Diagnostic:
    """An anchor, alias or tag that libyaml read without complaint."""
    value = line[mark.column :].rstrip()
    trap = _sign_trap(line, mark.column, value or " ", keyed=True)
    if trap is None:
        place = Place(path, mark.line + 1, mark.column + 1)
        return problem("SD018", place, "sheets can't have anchors, aliases, or tags", QUOTE_HINT)
    return diagnostic(trap, mark.line, path)


def first_sign(lines: Sequence[str], number: int, column: int, path: str) -> Diagnostic:
    """``>5`` read without complaint: a block of text with an indentation of five."""
    line = lines[number]
    value = line[column:].rstrip()
    message = f"an unquoted value can't start with {value[0]}: in YAML, it {_SIGNS[value[0]]}"
    trap = Trap("SD010", column, message, _fixed(line, column, value))
    if goes_on(lines, number):
        return _whole_quoted(replace(trap, hint=WHOLE), lines, number, number, path)
    return diagnostic(trap, number, path)


def braces(line: str, start: Line, end: int | None, path: str) -> Diagnostic:
    """``{x}`` as a value, which goes on to the column ``end``, else to the end of the line."""
    column = start.column
    if end is None:
        fixed = _fixed(line, column, line[column:].rstrip())
    else:
        fixed = line[:column] + quoted(line[column:end]) + line[end:]
    return diagnostic(Trap("SD012", column, _BRACES, fixed), start.line, path)


def backslash(line: str, number: int, column: int, path: str) -> Diagnostic:
    """A backslash in double quotes that libyaml took for an escape."""
    value = line[column:].rstrip()
    fixed = _unescaped(line, column, value)
    return diagnostic(Trap("SD013", column, _BACKSLASH, fixed), number, path)


def cut_off(lines: Sequence[str], start: Spot, end: Spot, path: str) -> Diagnostic:
    """`` #`` right before text, which YAML takes for the beginning of a comment.

    Comments have a space after the sign; without one, text of a single line has one way out.
    """
    line, column = lines[end.line], end.column
    parts = LINE.match(line)
    value = parts.start("value") if parts else column
    text = line[value:].rstrip()
    lost = line[column:].strip()
    spaced = lost.startswith("# ")
    fixed = line[:value] + quoted(text) if spaced else _fixed(line, value, text)
    comment = "start it with a word" if spaced else "put a space after the #"
    whole = start.line == end.line and not line[start.column : value].strip()
    sure = whole and value >= start.column and not (spaced or goes_on(lines, end.line))
    return problem(
        "SD019",
        Place(path, end.line + 1, column + 1, max(1, len(line.rstrip()) - column)),
        f"{lost!r} is cut off: ' #' starts a comment",
        f"write: {fixed.strip()}\nor, if it is a comment, {comment}",
        fix=(Edit(end.line + 1, (fixed,)),) if sure else (),
    )


def late_quote(
    lines: Sequence[str], mark: Spot, end: Spot, path: str, *, in_flow: bool
) -> Diagnostic:
    """A quote that is closed (before ``end``) so far down that it took keys for text."""
    line = lines[mark.line]
    quote = line[mark.column]
    message = f"a quote ({quote}) is opened here but not closed on this line"
    if in_flow:
        hint = "close it; or, if the text continues below, indent those lines more"
        return diagnostic(Trap("SD015", mark.column, message, hint=hint), mark.line, path)
    fixed = _fixed(line, mark.column, line[mark.column :].strip().strip(quote))
    hint = f"write: {fixed.strip()}"
    if not begins(lines[mark.line + 1]):
        hint += "\nor, if the text continues below, indent those lines more"
    found = diagnostic(Trap("SD015", mark.column, message, fixed, hint=hint), mark.line, path)
    last = lines[end.line].rstrip()
    if end.column < len(last) or quote in last[:-1]:
        return found
    return replace(found, fix=(*found.fix, Edit(end.line + 1, (last[:-1].rstrip(),))))


def comma(line: str, mark: Spot, path: str) -> Diagnostic:
    """A comma of a text in ``[ ]`` or ``{ }``, where it ends the text; ``mark`` is what follows."""
    column = line.rfind(",", 0, mark.column)
    if column < 0:
        column = max(line.find(",", mark.column), mark.column)
    hint = "put the whole text in single quotes"
    if line[column + 1 : column + 2].strip():
        hint += "; if these are two items, put a space after the comma"
    trap = Trap("SD021", column, "inside [ ] and { }, a comma ends a text", hint=hint)
    return diagnostic(trap, mark.line, path)
