"""Quick fixes: what ``check --fix`` would write, one finding at a time or all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from sonodeck.common.diagnostics import Diagnostic
from sonodeck.common.frozen import dataclass
from sonodeck.editor.desk import Desk
from sonodeck.sheets import fixes


@dataclass(frozen=True, slots=True)
class LinesChange:
    """What stands instead of the lines from ``first`` up to before ``end``, counted from 0."""

    path: str
    first: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A way out of one finding, the only one; or of all that have one, where ``of`` is None."""

    title: str
    of: Diagnostic | None
    changes: tuple[LinesChange, ...]


def fixes_of(desk: Desk, found: Iterable[Diagnostic]) -> Iterator[Fix]:
    """The findings that have one way out, each with what would be written."""
    for one in found:
        changes = tuple(_changes(desk, [one]))
        if changes:
            yield Fix(f"Fix {one.code}: {_title(one, changes)}", one, changes)


def fix_of_all(desk: Desk, found: Iterable[Diagnostic]) -> Fix | None:
    """All of it at once."""
    changes = tuple(_changes(desk, list(found)))
    return Fix("Fix everything that has one fix", None, changes) if changes else None


def _title(one: Diagnostic, changes: tuple[LinesChange, ...]) -> str:
    return one.hint.partition("\n")[0] or changes[0].text.strip() or "delete it"


def _changes(desk: Desk, found: list[Diagnostic]) -> Iterator[LinesChange]:
    named = {one.place.path for one in found if one.place is not None}
    named |= {edit.path for one in found for edit in one.fix if edit.path}
    known = desk.reading.texts
    texts = {path: known[path] for path in sorted(named) if path in known}
    for path, new in fixes.fixed(found, desk.reading.knowledge, texts).items():
        old_lines, new_lines = _lines(texts[path]), _lines(new)
        matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
        for tag, first, end, at, until in matcher.get_opcodes():
            if tag != "equal":
                yield LinesChange(path, first, end, "".join(new_lines[at:until]))


def _lines(text: str) -> list[str]:
    """The lines of a text, with their ends."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
