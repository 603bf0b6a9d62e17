"""A text that libyaml can't read to its end → every mistake in it, and the text without them.

libyaml stops at the first line it can't read. Here each part of the text (a fact, a key of the
first level) is read by itself: what a mistake's own hint says is done in memory, and where there is
no such hint, the fact is left out. Every part is read once, and once more for each of its mistakes,
so that a file of nothing but mistakes takes a time that grows with its length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sonodeck.common.diagnostics import Diagnostic, Place
from sonodeck.common.frozen import dataclass
from sonodeck.sheets.yamltext.lines import LINE, holds_text, indentation, split_lines
from sonodeck.sheets.yamltext.walk import Walk

_MOST = 50
"""The number of mistakes in one part after which it is left out."""
_AGAIN = 8
"""How often a line may change before what is said of it can't be the way out."""
_ACROSS = 3
"""How often a mistake is looked for that only shows when all parts stand together."""
_FACTS = "facts"
_MAP = re.compile(r"[ ]*-[ ]+(?:\{|[A-Za-z_][A-Za-z0-9_-]*:)")


@dataclass(frozen=True, slots=True)
class Cleared:
    """``text`` has as many lines as before; ``touched`` are those that differ, counted from 1.

    ``short``: line and column of the keys under which something is left out.
    """

    text: str
    found: tuple[Diagnostic, ...]
    touched: frozenset[int]
    short: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines from ``start`` to before ``end``, from 0; ``above`` is the key that they are under."""

    start: int
    end: int
    above: _Key | None


@dataclass(slots=True)
class _Key:
    """A key whose value stands below it: its line and column, and where what is below begins."""

    name: str
    line: int
    column: int
    below: int = -1
    dashed: bool = False


def clear(text: str, path: str) -> Cleared:
    """Read a text part by part, for what ends the reading; nothing else is looked for."""
    lines = list(split_lines(text))
    found: list[Diagnostic] = []
    touched: set[int] = set()
    short: set[tuple[int, int]] = set()
    for part in _parts(lines):
        above = part.above
        own = [] if above is None else [f"{' ' * above.column}{above.name}:"]
        offset = part.start - len(own)
        own += lines[part.start : part.end]
        faults, edits, readable = _cleared(own, path)
        if not readable and above and above.name == _FACTS and _MAP.match(lines[part.start]):
            edits = dict.fromkeys(range(len(own))[part.start - offset :], "")
            short.add((above.line + 1, above.column + 1))
        found += [_moved(fault, offset) for fault in faults]
        for number, line in edits.items():
            lines[offset + number] = line
            touched.add(offset + number + 1)
    for _ in range(_ACROSS if found else 1):
        fault = _fault(lines, path)
        if fault is None or not fault.fix:
            break
        found.append(fault)
        for edit in fault.fix:
            (lines[edit.line - 1],) = edit.lines
            touched.add(edit.line)
    return Cleared("\n".join(lines), tuple(found), frozenset(touched), frozenset(short))


def _fault(lines: Sequence[str], path: str) -> Diagnostic | None:
    walk = Walk(path, "\n".join(lines))
    walk.through()
    return walk.fault


def _cleared(lines: list[str], path: str) -> tuple[list[Diagnostic], dict[int, str], bool]:
    """The mistakes of a part, its lines (from 0) that change, and whether it can be read now.

    What is wrong with a line that was put right before follows from that, and is not said.
    """
    found: list[Diagnostic] = []
    edits: dict[int, str] = {}
    tries: Counter[int] = Counter()
    for _ in range(_MOST):
        fault = _fault(lines, path)
        if fault is None:
            return found, edits, True
        if fault.place is not None and fault.place.line - 1 not in edits:
            found.append(fault)
        changed = {
            edit.line - 1: line
            for edit in fault.fix
            for line in edit.lines
            if lines[edit.line - 1] != line
        }
        tries.update(list(changed))
        if not changed or max(tries[number] for number in changed) > _AGAIN:
            return found, edits, False
        for number, line in changed.items():
            lines[number] = edits[number] = line
    return found, edits, False


def _moved(fault: Diagnostic, by: int) -> Diagnostic:
    """A mistake of a part, as one of the whole text."""

    def moved(place: Place | None) -> Place | None:
        return place and replace(place, line=place.line + by)

    fix = tuple(replace(edit, line=edit.line + by) for edit in fault.fix)
    return replace(fault, place=moved(fault.place), other=moved(fault.other), fix=fix)


def _parts(lines: Sequence[str]) -> list[_Part]:
    starts = [*_starts(lines), (len(lines), None)]
    return [_Part(start, after, above) for (start, above), (after, _) in pairwise(starts)]


def _starts(lines: Sequence[str]) -> Iterator[tuple[int, _Key | None]]:
    """Where a part begins, and the key that it belongs under.

    Parts are the keys of the first level, and below them and below each ``facts:`` what begins in
    the column of the first line there: the items of a list, the keys of a map. What stands in no
    such column continues the part before it.
    """
    keys: list[_Key] = []
    for number, line in enumerate(lines):
        parts = LINE.match(line)
        if parts is None or not holds_text(line):
            continue
        indent, dash, keyed = indentation(line), "-" in parts["head"], parts["key"] is not None
        if keys and keys[-1].below < 0 and (indent > keys[-1].column or dash):
            keys[-1].below, keys[-1].dashed = indent, dash
        if not indent and not dash and (keyed or line.startswith("---")):
            keys.clear()
            yield number, None
        elif not keys and not indent and dash:
            yield number, None
        else:
            depth = next(
                (
                    at
                    for at in range(len(keys) - 1, -1, -1)
                    if (keys[at].below, keys[at].dashed) == (indent, dash) and (dash or keyed)
                ),
                None,
            )
            if depth is not None:
                del keys[depth + 1 :]
                yield number, keys[-1]
            elif keys and keyed and not dash and indent == keys[-1].column:
                keys.pop()
                yield number, None
        name = (parts["key"] or "").rstrip(": ")
        empty = not parts["value"] or parts["value"][0] == "#"
        column = len(parts["head"])
        if keyed and empty and (not column or name == _FACTS):
            keys.append(_Key(name, number, column))
