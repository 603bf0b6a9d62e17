"""What ``check --fix`` fixes by itself: only what has a single possible fix."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sonodeck.common.diagnostics import Diagnostic, Edit, Place
from sonodeck.sheets.ignores import without
from sonodeck.sheets.knowledge import Fact, Knowledge


def fixed(
    found: Iterable[Diagnostic], knowledge: Knowledge | None, texts: Mapping[str, str]
) -> dict[str, str]:
    """The texts that change: what findings say that should stand there, and two things more.

    Ignores that hide nothing go; a missing as-of comes from the source, where the answer has one
    source, that source has a year, and the fact names no date yet. ``texts``: whole files by the
    path that places name, line ends as they are.
    """
    edits: dict[str, dict[int, Edit]] = defaultdict(dict)
    for path, one in _edits(list(found), knowledge, texts):
        edits[path].setdefault(one.line, one)
    return {path: _applied(texts[path], own) for path, own in edits.items()}


def _edits(
    found: list[Diagnostic], knowledge: Knowledge | None, texts: Mapping[str, str]
) -> Iterator[tuple[str, Edit]]:
    split = {path: _split(text)[0::2] for path, text in texts.items()}
    idle: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for one in found:
        if one.place is None:
            continue
        path, number = one.place.path, one.place.line
        named = ((edit.path or path, edit) for edit in one.fix)
        yield from (pair for pair in named if pair[0] in texts)
        if path not in texts:
            continue
        if one.code == "SD020":
            idle[path, number].append(one.place)
        if one.add:
            yield from _below(path, number, split[path][number - 1], one.add)
    for (path, number), places in idle.items():
        line = without(split[path][number - 1], [p.column for p in places])
        yield path, Edit(number, () if line is None else (line,))
    dated = {one.place for one in found if one.code == "SD319"}
    for fact in knowledge.facts if knowledge is not None and dated else ():
        year = _year(fact, knowledge, dated) if knowledge is not None else ""
        if year:
            path, number = fact.place.path, fact.place.line
            yield from _below(path, number, split[path][number - 1], f"as_of: {year}")


def _below(path: str, number: int, line: str, added: str) -> Iterator[tuple[str, Edit]]:
    """A key and its value, added below the first line of what they belong to."""
    first = _FIRST_LINE.match(line)
    if first:
        indent = first["head"].replace("-", " ") + ("" if first["value"] else "  ")
        yield path, Edit(number, (line, f"{indent}{added}"))


_FIRST_LINE = re.compile(
    r"(?P<head>[ ]*(?:- +)?)(?:(?:id|kind):(?P<value> *[a-z0-9-]+)|[a-z0-9_-]+:) *(?:#.*)?$"
)
_YEAR = re.compile(r"[12][0-9]{3}")


def _year(fact: Fact, knowledge: Knowledge, dated: set[Place | None]) -> str:
    """The year of the source of the answers that lack a date; "" where there is no one year."""
    own = {place for place in (fact.place, *fact.places.values()) if place in dated}
    if not own or fact.as_of.default or fact.as_of.fields:
        return ""
    ids = {
        one
        for several in (fact.source.default or (), *fact.source.fields.values())
        for one in several
    }
    years = {knowledge.sources[one].year for one in ids}
    year = years.pop() if len(ids) == 1 else ""
    return year if _YEAR.fullmatch(year) else ""


_BREAK = re.compile(r"(\r\n|\n|\r)")


def _split(text: str) -> list[str]:
    """Lines and the breaks between them, in turn."""
    return _BREAK.split(text)


def _applied(text: str, edits: Mapping[int, Edit]) -> str:
    pieces = _split(text)
    usual = pieces[1] if len(pieces) > 1 else "\n"
    parts = []
    for number, line in enumerate(pieces[0::2], 1):
        end = pieces[2 * number - 1] if 2 * number - 1 < len(pieces) else ""
        edit = edits.get(number)
        lines = (line,) if edit is None else edit.lines
        if lines:
            parts.append((end or usual).join(lines) + end)
    return "".join(parts)
