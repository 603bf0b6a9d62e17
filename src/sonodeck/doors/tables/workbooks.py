"""XLSX and ODS → a table, by calamine, which is shown only what was measured before.

A workbook is a zip that says nothing true about its size, and calamine makes room for every cell
up to the last one: so the parts that it needs are unpacked with an end, their cells are counted,
and only then it sees them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from html import unescape
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from sonodeck.common.diagnostics import counted
from sonodeck.doors.tables.reading import checked, clean, seen
from sonodeck.doors.tables.table import MAX_COLUMNS, MAX_ROWS, Row, Table
from sonodeck.sheets import starters

Area = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of a merged area, each as row and column from 0."""

_MOST = 128 * 1024 * 1024
"""Bytes that the parts of a workbook may have, unpacked, and texts in all of its cells."""
_CELLS = 2_000_000
_PARTS = re.compile(r".*\.(?:xml|rels)|mimetype", re.DOTALL)
_DAMAGED = (BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, ValueError, OverflowError)

# A tag of XML with attributes in which a > may stand.
_ATTRIBUTES = rb"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_CELL = re.compile(
    rb"<(?:\w+:)?c\b(" + _ATTRIBUTES + rb")(?<!/)>(?:\s*<(?:\w+:)?f\b.*?(?:/>|</(?:\w+:)?f>))?"
    rb"(?:\s*<(?:\w+:)?v\b[^>]*>([^<]*))?",
    re.DOTALL,
)
_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_ATTRIBUTE = re.compile(rb"""([\w:]+)="([^"]*)\"""")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
_ODS = re.compile(
    rb"<(table:table|table:table-row|table:(?:covered-)?table-cell)(?![\w-])("
    + _ATTRIBUTES
    + rb")>"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,18})["']""")


def is_workbook(data: bytes) -> bool:
    """Whether a file is a zip, as workbooks are, or in the format of Excel before 2007."""
    return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def read(data: bytes, file: str, sheet: str | None) -> Table:
    """The first worksheet with something in it, or the named one. Raises Refused."""
    import python_calamine as calamine

    try:
        parts = _measured(data, file)
        copy = _zipped(parts)
        with calamine.CalamineWorkbook.from_filelike(BytesIO(copy)) as book:
            own = _chosen(book.sheet_names, file, sheet)
            read = ((name, book.get_sheet_by_name(name)) for name in own)
            filled = next((one for one in read if one[1].height), None)
            if filled is None:
                raise starters.Refused(f"{file} contains no rows")
            _no_value_lost(parts, filled[0], file)
            grid = [list[object](row) for row in filled[1].to_python(skip_empty_area=False)]
            _show_percents(grid, _percents(parts, filled[0]))
            rows, said = _table(grid, filled[1].merged_cell_ranges or [], file)
            others = [name for name in book.sheet_names if name != filled[0]]
    except (*_DAMAGED, calamine.CalamineError) as error:
        raise starters.Refused(f"{file} is not a workbook that can be read: {error}") from error
    kind = "ODS" if b"opendocument.spreadsheet" in copy[:200] else "XLSX"
    first = f"{file}: {kind}, worksheet {filled[0]!r}, {len(rows)} rows"
    if others and sheet is None:
        first += f"; not read: {', '.join(map(repr, others))} (--worksheet NAME)"
    return Table(file=file, rows=rows, said=(first, *said))


def _chosen(names: Sequence[str], file: str, sheet: str | None) -> Sequence[str]:
    if sheet is None:
        return names
    if sheet not in names:
        from sonodeck.sheets import closest

        raise starters.Refused(f"{file} has no worksheet {sheet!r}; {closest(sheet, names)}")
    return [sheet]


def _table(
    grid: list[list[object]], merged: Sequence[Area], file: str
) -> tuple[tuple[Row, ...], list[str]]:
    """The rows of a worksheet; merged cells all have what stands in the first of them."""
    said = []
    own_cells = [any(cell != "" for cell in row) for row in grid]
    for (top, first), (bottom, last) in merged:
        if top >= len(grid) or first >= len(grid[top]):
            continue
        value = grid[top][first]
        for row in grid[top : min(bottom, MAX_ROWS) + 1]:
            row[first : last + 1] = [value] * len(row[first : last + 1])
    if merged:
        areas = counted(len(merged), "merged area")
        said.append(f"{areas}: each of their cells has the area's value")
    rows = []
    for number, cells in enumerate(grid, 1):
        texts = [_text(one) for one in cells]
        if own_cells[number - 1] and any(texts):
            rows.append(Row(number, checked(texts, file, number)))
    clear, unseen = seen(rows)
    return clear, [*said, *unseen]


def _text(value: object) -> str:
    """A cell as a person sees it: whole numbers without a point, days without a time."""
    match value:
        case str():
            return clean(value)
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        case datetime():
            midnight = value.time() == time()
            return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
        case time():
            return value.isoformat("minutes")
        case _:
            return clean(str(value))


def _measured(data: bytes, file: str) -> dict[str, bytes]:
    """The parts of a workbook that are read. Raises Refused where they are much."""
    if not data.startswith(b"PK"):
        raise starters.Refused(
            f"{file} is from Excel before 2007, or has a password; save it as .xlsx without one"
        )
    left = _MOST
    parts = {}
    with ZipFile(BytesIO(data)) as packed:
        for info in packed.infolist():
            if not _PARTS.fullmatch(info.filename):
                continue
            with packed.open(info) as stream:
                part = stream.read(left + 1)
            left -= len(part)
            if left < 0:
                raise starters.Refused(
                    f"{file} has more than {_MOST >> 20} MiB in its cells, the maximum"
                )
            parts[info.filename] = part
    _count(parts, file)
    return parts


def _zipped(parts: dict[str, bytes]) -> bytes:
    """The parts of a workbook as a zip again, in which no size is a lie."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as copy:
        for name in sorted(parts, key=lambda name: name != "mimetype"):
            copy.writestr(name, parts[name])
    return target.getvalue()


def _count(parts: dict[str, bytes], file: str) -> None:
    """Refuse what would take much room as cells."""
    shared = [len(one) for name, part in parts.items() if name.lower().endswith("sharedstrings.xml")
              for one in _SHARED.findall(part)]  # fmt: skip
    for name, part in parts.items():
        if name == "content.xml":
            rows, columns, texts = _ods_extent(part)
        elif "sheet" in name.lower():
            rows, columns, texts = _xlsx_extent(part, shared)
        else:
            continue
        if columns > MAX_COLUMNS:
            raise starters.Refused(f"{file} has {columns} columns; the maximum is {MAX_COLUMNS}")
        if rows > MAX_ROWS or rows * columns > _CELLS or texts > _MOST:
            raise starters.Refused(f"{file} has {rows} rows, which is too much; divide it")


def _xlsx_extent(part: bytes, shared: Sequence[int]) -> tuple[int, int, int]:
    """The last row and column with a value, and the bytes of all texts."""
    rows = columns = texts = 0
    for found in _CELL.finditer(part):
        attributes, shown = found.groups()
        at = _REFERENCE.search(attributes)
        if at:
            rows, columns = max(rows, int(at[2])), max(columns, _number(at[1]))
        if shown and shown.isdigit() and len(shown) < 8 and int(shown) < len(shared):
            texts += shared[int(shown)] if _is_shared(attributes) else 0
    return rows, columns, texts


def _no_value_lost(parts: dict[str, bytes], sheet: str, file: str) -> None:
    """Refuse cells that calamine takes for empty: errors, formulas that were never worked out."""
    for found in _CELL.finditer(_part_of(parts, sheet)):
        at = _REFERENCE.search(found[1])
        where = f"{file}: {sheet}, cell {(at[1] + at[2]).decode()}" if at else f"{file}: a cell"
        if _ERROR.search(found[1]):
            shown = (found[2] or b"").decode("utf-8", "replace")
            raise starters.Refused(
                f"{where} shows an error, {shown}; correct it, or empty the cell"
            )
        if not found[2] and b"<f" in found[0]:
            raise starters.Refused(
                f"{where} has a formula without a value; open the file in a spreadsheet program "
                "and save it"
            )


def _part_of(parts: dict[str, bytes], sheet: str) -> bytes:
    """The part of an XLSX that is the worksheet of a name; of other workbooks nothing."""
    targets = {}
    for tag in re.findall(rb"<Relationship\b[^>]*>", parts.get("xl/_rels/workbook.xml.rels", b"")):
        own = dict(_ATTRIBUTE.findall(tag))
        targets[own.get(b"Id")] = own.get(b"Target", b"").decode().rpartition("worksheets/")[2]
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", parts.get("xl/workbook.xml", b"")):
        own = dict(_ATTRIBUTE.findall(tag))
        if unescape(own.get(b"name", b"").decode()) == sheet:
            return parts.get(f"xl/worksheets/{targets.get(own.get(b'r:id'))}", b"")
    return b""


_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"""\bs\s*=\s*["']([0-9]{1,6})["']""")
_PERCENTS = {b"9", b"10"}
"""The formats of Excel's own that show percent."""


def _percents(parts: dict[str, bytes], sheet: str) -> Iterator[tuple[int, int]]:
    """The cells, as row and column from 0, that show their number times a hundred."""
    if "content.xml" in parts:
        yield from (
            (one.row + down, one.column + right)
            for one in _ods_cells(parts["content.xml"])
            if one.sheet == sheet and b'"percentage"' in one.attributes
            for down in range(one.rows)
            for right in range(one.columns)
        )
        return
    styles = parts.get("xl/styles.xml", b"")
    own = (
        dict(_ATTRIBUTE.findall(tag)) for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^>]*>", styles)
    )
    shown = {one.get(b"numFmtId") for one in own if b"%" in one.get(b"formatCode", b"")}
    block = _STYLES.search(styles)
    formats = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", block.group()) if block else []
    used = (dict(_ATTRIBUTE.findall(tag)).get(b"numFmtId") for tag in formats)
    percents = {at for at, one in enumerate(used) if one in shown | _PERCENTS}
    for found in _CELL.finditer(_part_of(parts, sheet)) if percents else ():
        at, style = _REFERENCE.search(found[1]), _STYLE.search(found[1])
        if at and style and int(style[1]) in percents:
            yield int(at[2]) - 1, _number(at[1]) - 1


def _show_percents(grid: list[list[object]], cells: Iterable[tuple[int, int]]) -> None:
    for row, column in cells:
        value = grid[row][column] if row < len(grid) and column < len(grid[row]) else None
        if isinstance(value, float):
            grid[row][column] = f"{_text(float(f'{100 * value:.15g}'))}%"


def _is_shared(attributes: bytes) -> bool:
    return re.search(rb"""\bt\s*=\s*["']s["']""", attributes) is not None


def _number(letters: bytes) -> int:
    """The number of a column by its letters, from 1; of four letters and more, too great a one."""
    number = 0
    for sign in letters.upper()[:5]:
        number = number * 26 + sign - ord("A") + 1
    return number


def _ods_extent(part: bytes) -> tuple[int, int, int]:
    """The last row and column with something in it, repeated ones counted, and the bytes of all."""
    rows = columns = texts = 0
    for cell in _ods_cells(part):
        rows, columns = max(rows, cell.row + cell.rows), max(columns, cell.column + cell.columns)
        texts += cell.rows * cell.columns * cell.size
    return rows, columns, texts


class _OdsCell(NamedTuple):
    """A cell with something in it, and how often it is repeated; ``size`` in bytes."""

    sheet: str
    row: int
    column: int
    rows: int
    columns: int
    attributes: bytes
    size: int


def _ods_cells(part: bytes) -> Iterator[_OdsCell]:
    sheet = ""
    row = repeat = column = 0
    tags = list(_ODS.finditer(part))
    for found, end in zip(tags, [*(tag.start() for tag in tags[1:]), len(part)], strict=True):
        name, attributes = found.groups()
        repeated = _REPEATED.search(attributes)
        count = int(repeated[1]) if repeated else 1
        if name == b"table:table":
            row = repeat = 0
            named = dict(_ATTRIBUTE.findall(attributes)).get(b"table:name", b"")
            sheet = unescape(named.decode("utf-8", "replace"))
        elif name == b"table:table-row":
            row, repeat, column = row + repeat, count, 0
        else:
            if not attributes.endswith(b"/") or b"office:" in attributes:
                size = end - found.start()
                yield _OdsCell(sheet, row, column, repeat, count, attributes, size)
            column += count
