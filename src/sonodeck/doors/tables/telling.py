"""What ``check`` says of a sheet, by the rows and columns of its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sonodeck.common.diagnostics import CODES, Diagnostic, Place, Severity
from sonodeck.doors.tables.columns import Headed
from sonodeck.doors.tables.making import Origin

_SHOWN = 3
"""How many findings of a kind are shown in full."""
_ROWS = 10
_HINTS = {
    "SD102": "fill in the cell, or delete the row",
    "SD321": "name it with --source, or in a column 'source'",
}
"""What to do in a table, where it is something else than in a sheet."""


def told(
    found: Iterable[Diagnostic], sheet: str, file: str, heads: Headed,
    origins: Sequence[Origin | None],
) -> Iterator[str]:  # fmt: skip
    """Lines of text; of many findings of one code the first ones, and how many more there are."""
    alike: dict[tuple[str, tuple[int, ...]], list[tuple[Diagnostic, Origin | None]]] = {}
    for one in found:
        origin = _at(one.place, sheet, origins)
        columns = origin.columns if origin and one.severity is Severity.ERROR else ()
        alike.setdefault((one.code, columns), []).append((one, origin))
    for (code, _), some in alike.items():
        for one, origin in some[:_SHOWN]:
            where = f"{file}: {_where(origin, heads)}" if origin else str(one.place)
            yield f"{where}: {one.severity.value} {code}: {one.message}"
            if one.other is not None:
                there = _at(one.other, sheet, origins)
                yield f"  and {_where(there, heads) if there else one.other}"
            hint = _HINTS.get(code, one.hint) if origin else one.hint
            yield from (f"  hint: {line}" for line in hint.split("\n") if line)
        if len(some) > _SHOWN:
            yield _rest(code, [origin for _, origin in some[_SHOWN:] if origin])


def _at(place: Place | None, sheet: str, origins: Sequence[Origin | None]) -> Origin | None:
    """The cells that a place in the sheet comes from; elsewhere there are none."""
    here = place is not None and place.path == sheet and place.line <= len(origins)
    return origins[place.line - 1] if place is not None and here else None


def _where(origin: Origin, heads: Headed) -> str:
    return ", ".join([f"row {origin.row}", *map(heads.name, origin.columns)])


def _rest(code: str, origins: Sequence[Origin]) -> str:
    rows = list(dict.fromkeys(origin.row for origin in origins))
    shown = ", ".join(map(str, rows[:_ROWS])) + (", …" if len(rows) > _ROWS else "")
    return f"  … and {len(origins)} more ({code} {CODES[code][1]}): rows {shown}"
