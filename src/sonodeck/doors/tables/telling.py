"""What ``check`` says of a sheet, by the rows and columns of its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sonodeck.common.diagnostics import CODES, Diagnostic, Severity
from sonodeck.doors.tables.columns import Headed
from sonodeck.doors.tables.facts import Origin

_SHOWN = 3
"""How many findings of a kind are shown in full."""
_ROWS = 10


def told(
    found: Iterable[Diagnostic], sheet: str, file: str, heads: Headed,
    origins: Sequence[Origin | None],
) -> Iterator[str]:  # fmt: skip
    """Lines of text; of many findings of one code the first ones, and how many more there are."""
    alike: dict[tuple[str, tuple[int, ...]], list[tuple[Diagnostic, Origin | None]]] = {}
    for one in found:
        origin = _origin(one, sheet, origins)
        columns = origin.columns if origin and one.severity is Severity.ERROR else ()
        alike.setdefault((one.code, columns), []).append((one, origin))
    for (code, _), some in alike.items():
        for one, origin in some[:_SHOWN]:
            where = f"{file}: {_where(origin, heads)}" if origin else str(one.place)
            yield f"{where}: {one.severity.value} {code}: {one.message}"
            if one.other and (there := _at(one.other.line, origins)):
                yield f"  and {_where(there, heads)}"
            yield from (f"  hint: {line}" for line in one.hint.split("\n") if line)
        if len(some) > _SHOWN:
            yield _rest(code, [origin for _, origin in some[_SHOWN:] if origin])


def _origin(found: Diagnostic, sheet: str, origins: Sequence[Origin | None]) -> Origin | None:
    place = found.place
    return _at(place.line, origins) if place and place.path.endswith(f"/{sheet}") else None


def _at(line: int, origins: Sequence[Origin | None]) -> Origin | None:
    return origins[line - 1] if 0 < line <= len(origins) else None


def _where(origin: Origin, heads: Headed) -> str:
    return ", ".join([f"row {origin.row}", *map(heads.name, origin.columns)])


def _rest(code: str, origins: Sequence[Origin]) -> str:
    rows = list(dict.fromkeys(origin.row for origin in origins))
    shown = ", ".join(map(str, rows[:_ROWS])) + (", …" if len(rows) > _ROWS else "")
    return f"  … and {len(origins)} more ({code} {CODES[code][1]}): rows {shown}"
