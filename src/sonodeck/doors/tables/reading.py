"""Bytes of a text file → a table: CSV, TSV, and what Quizlet and Anki export as text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from sonodeck.anki import exported
from sonodeck.doors.tables.table import MAX_COLUMNS, MAX_ROWS, Role, Row, Table
from sonodeck.sheets import starters

_NAMES = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe", ":": "colon", " ": "space"}
_TRIED = "\t;,|"
"""The separators that are found out, of equals the first."""
_LOOKED_AT = 200
_LONGEST = 1 << 24
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
_ROLES: tuple[Role, ...] = ("guid", "notetype", "deck", "tags")


def separator(name: str) -> str:
    """The sign that a person means by ``tab``, ``semicolon``, or the sign itself."""
    sign = {"\\t": "\t", **exported.SEPARATORS}.get(name.lower(), name)
    if len(sign) != 1 or sign in '"\r\n':
        known = ", ".join(exported.SEPARATORS)
        raise starters.Refused(
            f"{name!r} can't be a separator; give one character, or one of: {known}"
        )
    return sign


def read(data: bytes, file: str, encoding: str | None, given: str | None) -> Table:
    """A text as a table; ``given``: the separator, if a person named it. Raises Refused."""
    text, how = _decoded(data, file, encoding)
    headers, body = exported.headed(text)
    named = given or headers.get("separator")
    sign = separator(named) if named else _guessed(body)
    first = text[: len(text) - len(body)].count("\n") + 1
    rows = tuple(_rows(body, sign, file, first))
    if not rows:
        raise starters.Refused(f"{file} contains no rows")
    found = "given" if named else "found"
    said = f"{file}: {how}, separator {_NAMES.get(sign, sign)} ({found}), {len(rows)} rows"
    columns = headers.get("columns")
    return Table(
        file=file,
        rows=rows,
        said=(said,),
        names=tuple(next(csv.reader([columns], delimiter=sign))) if columns else None,
        roles=dict(_roles(headers)),
        deck=headers.get("deck", ""),
        tags=tuple(headers.get("tags", "").split()),
        html=headers.get("html") == "true",
        headless=bool(headers) and not columns,
    )


def _roles(headers: dict[str, str]) -> Iterator[tuple[int, Role]]:
    for role in _ROLES:
        number = headers.get(f"{role} column", "")
        if number.isdecimal() and int(number):
            yield int(number) - 1, role


def _decoded(data: bytes, file: str, encoding: str | None) -> tuple[str, str]:
    """The text of a file, and how its encoding was found."""
    text, how = _text(data, file, encoding)
    binary = _BINARY.search(text)
    if binary:
        raise starters.Refused(
            f"{file} is not a table: it is a binary file, or a text in another encoding than "
            f"{how.split(' ')[0]} (--encoding NAME)"
        )
    return text, how


def _text(data: bytes, file: str, encoding: str | None) -> tuple[str, str]:
    if encoding is not None:
        try:
            return str(data, encoding), f"{encoding} (given)"
        except LookupError as error:
            raise starters.Refused(
                f"there is no encoding {encoding!r}; for example: cp1252"
            ) from error
        except UnicodeError as error:
            raise starters.Refused(f"{file} is not {encoding}: {error}") from error
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    for name in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return data.decode(name), f"{name.removesuffix('-sig')} (found)"
        except UnicodeError:
            continue
    raise starters.Refused(
        f"{file} is neither UTF-8 nor Windows-1252; name its encoding with --encoding"
    )


def _guessed(text: str) -> str:
    """The separator by which most rows have as many cells as the first."""
    start = text[: 1 << 16]
    best, fit = ",", 0.0
    for sign in _TRIED:
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=sign)
        try:
            sizes = [len(row) for row in islice(reader, _LOOKED_AT) if row]
        except csv.Error:
            continue
        own = sum(size == sizes[0] for size in sizes) / len(sizes) if sizes else 0.0
        if sizes and sizes[0] > 1 and own > fit:
            best, fit = sign, own
    return best


def _rows(text: str, sign: str, file: str, first: int) -> Iterator[Row]:
    """The rows that aren't empty. Where quotes don't pair in a text with tabs, they are signs."""
    csv.field_size_limit(_LONGEST)
    try:
        parsed = list(_parsed(text, sign, csv.QUOTE_MINIMAL))
    except csv.Error as error:
        if sign != "\t":
            raise starters.Refused(
                f"{file}: {error}; a cell begins with a quote that isn't closed"
            ) from error
        parsed = list(_parsed(text, sign, csv.QUOTE_NONE))
    for number, cells in enumerate(parsed, first):
        if any(cells):
            yield Row(number, checked(cells, file, number))


def _parsed(text: str, sign: str, quoting: int) -> Iterator[tuple[str, ...]]:
    lines = io.StringIO(text, newline="")
    strict = quoting != csv.QUOTE_NONE
    for row in csv.reader(lines, delimiter=sign, quoting=quoting, strict=strict):  # type: ignore[arg-type]
        yield tuple(map(clean, row))


def checked(cells: Sequence[str], file: str, number: int) -> tuple[str, ...]:
    """The cells of a row, up to the last that isn't empty; too many are refused."""
    size = next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)
    if size > MAX_COLUMNS:
        raise starters.Refused(
            f"{file}: row {number} has {size} columns; the maximum is {MAX_COLUMNS}"
        )
    if number > MAX_ROWS:
        raise starters.Refused(f"{file} has more than {MAX_ROWS} rows, the maximum; divide it")
    return tuple(cells[:size])


_BLANKS = re.compile(r"[^\S\n]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])")


def clean(cell: str) -> str:
    """A cell without space at its ends and at those of its lines."""
    return _BLANKS.sub("\n", cell).strip() if not cell.isalnum() else cell
