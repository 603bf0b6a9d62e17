"""Bytes of a text file → a table: CSV, TSV, and what Quizlet and Anki export as text."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import islice, takewhile

from sonodeck.anki import exported
from sonodeck.common import signs
from sonodeck.common.diagnostics import counted
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
    guessed = None if named else _guessed(body)
    sign = separator(named) if named else guessed or ","
    first = text[: len(text) - len(body)].count("\n") + 1
    roles = dict(_roles(headers))
    rows = tuple(_rows(body, sign, file, first))
    broken: list[str] = []
    if sign == "\t" and not headers:
        rows, broken = _whole(rows)
    if not rows:
        raise starters.Refused(f"{file} contains no rows")
    if headers.get("html") == "true":
        rows = tuple(Row(row.number, tuple(map(_markup, row.cells))) for row in rows)
    rows = tuple(Row(row.number, checked(row.cells, file, row.number)) for row in rows)
    if "tags" in roles.values():
        rows = tuple(_with_tags(row, roles) for row in rows)
    rows, unseen = seen(rows) if signs.unfit(text) else (rows, [])
    deck, of_anki = _of_anki(rows, roles, headers)
    between = f"separator {_NAMES.get(sign, sign)} ({'given' if named else 'found'})"
    if named is None and guessed is None:
        between = "no separator found (--separator names one)"
    said = f"{file}: {how}, {between}, {counted(len(rows), 'row')}"
    columns = headers.get("columns")
    return Table(
        file=file,
        rows=rows,
        said=(said, *broken, *unseen, *of_anki),
        names=tuple(next(csv.reader([columns], delimiter=sign))) if columns else None,
        roles=roles,
        deck=deck,
        tags=tuple(headers.get("tags", "").split()),
        headless=bool(headers) and not columns,
    )


def _whole(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[str]]:
    """Quizlet's pairs, where a definition of several lines runs on without a tab."""
    if {len(row.cells) for row in rows} != {1, 2} or len(rows[0].cells) == 1:
        return rows, []
    joined: list[Row] = []
    for row in rows:
        if len(row.cells) == 2:
            joined.append(row)
        else:
            term, definition = joined[-1].cells
            joined[-1] = Row(joined[-1].number, (term, clean(f"{definition}\n{row.cells[0]}")))
    count = counted(len(rows) - len(joined), "line")
    return tuple(joined), [f"{count} without a tab: taken as part of the definition above"]


def _roles(headers: dict[str, str]) -> Iterator[tuple[int, Role]]:
    columns = exported.columns(headers)
    for role in _ROLES:
        if role in columns:
            yield columns[role], role


def _of_anki(
    rows: Sequence[Row], roles: Mapping[int, Role], headers: Mapping[str, str]
) -> tuple[str, list[str]]:
    """The deck that all rows are in, and what Anki's own columns say that a sheet can't."""
    values = {role: {row.cells[at] for row in rows if at < len(row.cells)} - {""}
              for at, role in roles.items()}  # fmt: skip
    decks = sorted(values.get("deck", set()) | ({headers["deck"]} if "deck" in headers else set()))
    levels = zip(*(deck.split("::") for deck in decks), strict=False)
    common = "::".join(level[0] for level in takewhile(lambda one: len({*one}) == 1, levels))
    said = []
    if len(decks) > 1:
        said.append(f"{len(decks)} decks become one; to keep them apart, export one at a time")
    if len(values.get("notetype", ())) > 1:
        names = ", ".join(sorted(values["notetype"]))
        said.append(f"several note types, which share their columns here: {names}")
    if "guid" in values:
        said.append(
            "Anki's ids of notes are left out: for a deck that people study, export a package and "
            "use --as, which keeps their progress"
        )
    return common, said


def _with_tags(row: Row, roles: Mapping[int, Role]) -> Row:
    """Anki puts spaces between tags, a table of ours semicolons."""
    cells = (
        "; ".join(cell.split()) if roles.get(at) == "tags" else cell
        for at, cell in enumerate(row.cells)
    )
    return Row(row.number, tuple(cells))


_TAGS = (
    (re.compile(r"(?:<br ?/?>|</div>\s*<div>|</?div>|</?p>)", re.IGNORECASE), "\n"),
    (re.compile(r"</?(?:b|strong)>", re.IGNORECASE), "**"),
    (re.compile(r"</?(?:i|em)>", re.IGNORECASE), "*"),
)


def _markup(html: str) -> str:
    """The markup of simple HTML; other tags stay, and a rule reports them."""
    for tag, sign in _TAGS:
        html = tag.sub(sign, html)
    return clean(unescape(html).replace("\N{NO-BREAK SPACE}", " "))


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
        f"{file} is not a table: neither UTF-8 nor Windows-1252; name its encoding with --encoding"
    )


def _guessed(text: str) -> str | None:
    """The separator by which most rows have as many cells as the first."""
    start = text[: 1 << 16]
    best, fit = None, 0.0
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
            yield Row(number, cells)


def _parsed(text: str, sign: str, quoting: int) -> Iterator[tuple[str, ...]]:
    lines = io.StringIO(text, newline="")
    strict = quoting != csv.QUOTE_NONE
    for row in csv.reader(lines, delimiter=sign, quoting=quoting, strict=strict):  # type: ignore[arg-type]
        yield tuple(map(clean, row))


def checked(cells: Sequence[str], file: str, number: int) -> tuple[str, ...]:
    """The cells of a row, up to the last that isn't empty; too many are refused."""
    size = len(cells)
    while size and not cells[size - 1]:
        size -= 1
    if size > MAX_COLUMNS:
        raise starters.Refused(
            f"{file}: row {number} has {size} columns; the maximum is {MAX_COLUMNS}"
        )
    if number > MAX_ROWS:
        raise starters.Refused(f"{file} has more than {MAX_ROWS} rows, the maximum; divide it")
    return tuple(cells[:size])


def seen(rows: Sequence[Row]) -> tuple[tuple[Row, ...], list[str]]:
    """The rows without signs that nobody sees, and how many cells had some."""
    clear = tuple(Row(row.number, tuple(map(signs.without_unseen, row.cells))) for row in rows)
    count = sum(
        one != old
        for row, before in zip(clear, rows, strict=True)
        for one, old in zip(row.cells, before.cells, strict=True)
    )
    return clear, [f"invisible characters in {counted(count, 'cell')}: taken out"] if count else []


_BLANKS = re.compile(r"[^\S\n]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])")


def clean(cell: str) -> str:
    """A cell without space at its ends and at those of its lines."""
    return cell.strip() if cell.isprintable() else _BLANKS.sub("\n", cell).strip()
