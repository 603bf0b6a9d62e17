"""The facts of a sheet → a table, in which each value has a cell that gives it back."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Literal

from sonodeck.doors.tables import cells
from sonodeck.doors.tables.facts import Sheet
from sonodeck.sheets import Knowledge

Format = Literal["facts-csv", "facts-xlsx"]
_KIND = "kind"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTHS = (12, 60)


def written(sheet: Sheet, knowledge: Knowledge, how: Format) -> bytes:
    """The bytes of a table with the names of its columns in the first row."""
    names = _names(sheet, knowledge)
    rows = [names, *_rows(sheet, names)]
    return _xlsx(rows) if how == "facts-xlsx" else _csv(rows)


def _names(sheet: Sheet, knowledge: Knowledge) -> list[str]:
    """The columns: the id, the fields of the kinds, what else facts have; of several the kind."""
    fields = [key for kind in sheet.kinds for key in knowledge.kinds[kind].fields]
    used = {key for fact in sheet.facts for key in fact.plain}
    names = [
        key for key in dict.fromkeys(("id", *fields, *cells.COMMON)) if key in {*fields, *used}
    ]
    return [_KIND, *names] if len(sheet.kinds) > 1 else names


def _rows(sheet: Sheet, names: Sequence[str]) -> Iterator[list[str]]:
    for fact in sheet.facts:
        plain = {_KIND: fact.kind, **fact.plain}
        yield [cells.cell(plain.get(name)) for name in names]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """All cells as text, also those that will be typed: a spreadsheet makes no date of 1-2."""
    import xlsxwriter

    data = BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.set_properties({"created": _LONG_AGO})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format({"num_format": "@", "bold": True, "valign": "top"})
        sheet = book.add_worksheet("facts")
        for column, own in enumerate(zip(*rows, strict=True)):
            least, most = _WIDTHS
            longest = max(len(line) for cell in own for line in cell.split("\n"))
            sheet.set_column(column, column, min(max(longest, least), most), text)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell, text if number else bold)
        sheet.freeze_panes(1, 0)
    return data.getvalue()
