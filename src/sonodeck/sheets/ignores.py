"""``# sonodeck: ignore SD301`` at the end of a line or on the one before it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from sonodeck.common.diagnostics import (
    CODES,
    OF_CLASSES,
    Diagnostic,
    Place,
    Severity,
    has_errors,
    problem,
    source_lines,
)
from sonodeck.common.frozen import dataclass

_COMMENT = re.compile(r"(?:^|(?<=\s))#\s*sonodeck:\s*ignore\s+(SD[0-9]{3}(?:[ ,]+SD[0-9]{3})*)")
_CODE = re.compile(r"SD[0-9]{3}")


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One code that a comment ignores; ``line`` is the line whose findings are meant."""

    code: str
    line: int
    place: Place


def applied(
    found: Iterable[Diagnostic], texts: Mapping[str, str], unjudged: Collection[str] = ()
) -> list[Diagnostic]:
    """The findings without those that a comment ignores, and with the comments that hide nothing.

    Errors can't be ignored: a deck that has one is not built. While there are errors, some notes
    are not made; so no comment is said to hide nothing. ``unjudged``: codes that nobody looked for,
    beside those that only a class's answers can tell.
    """
    ignores = {
        (one.place.path, one.line, one.code): one
        for path, text in texts.items()
        if "sonodeck:" in text
        for one in _ignores(path, text)
    }
    used = set()
    kept = []
    for d in found:
        known = d.place and ignores.get((d.place.path, d.place.line, d.code))
        if known and d.severity is not Severity.ERROR:
            used.add(known)
        else:
            kept.append(d)
    silent = OF_CLASSES.union(unjudged)
    unused = (one for one in ignores.values() if one not in used and one.code not in silent)
    if has_errors(kept):
        unused = (one for one in unused if _names_an_error(one))
    return kept + [_unused(one) for one in unused]


def _ignores(path: str, text: str) -> Iterator[_Ignore]:
    for number, line in enumerate(source_lines(text), 1):
        match = _COMMENT.search(line)
        if match is None:
            continue
        own_line = not line[: match.start()].strip()
        for code in _CODE.finditer(match[1]):
            column = match.start(1) + code.start() + 1
            place = Place(path, number, column, len(code.group()))
            yield _Ignore(code.group(), number + own_line, place)


def without(line: str, columns: Collection[int]) -> str | None:
    """The line with the codes at these columns (from 1) taken out of its comment.

    A comment that is left without codes goes, its reason too; None: nothing else was in the line.
    """
    match = _COMMENT.search(line)
    if match is None:
        return line
    gone = {column - 1 - match.start(1) for column in columns}
    kept = [code.group() for code in _CODE.finditer(match[1]) if code.start() not in gone]
    if kept:
        return line[: match.start(1)] + ", ".join(kept) + line[match.end(1) :]
    return line[: match.start()].rstrip() or None


def _names_an_error(one: _Ignore) -> bool:
    return one.code in CODES and CODES[one.code][0] is Severity.ERROR


def _unused(one: _Ignore) -> Diagnostic:
    if _names_an_error(one):
        message = f"{one.code} is an error and can't be ignored"
        return problem("SD020", one.place, message, "delete the comment and fix the error")
    message = f"there is no {one.code} here to ignore"
    return problem("SD020", one.place, message, "delete the comment")
