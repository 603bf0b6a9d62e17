"""Columns of a table → fields of a kind: by name, or as a person says; none gets lost unsaid."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from sonodeck.common.diagnostics import counted
from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import cells
from sonodeck.doors.tables.reading import separator
from sonodeck.doors.tables.table import Row, Table, letter
from sonodeck.sheets import closest, kinds, number_in, slug, starters

_HEADER_WITHIN = 20
"""Rows among which that with the names of the columns is looked for: a title may stand above it."""
_BARE = re.compile(r"[<>≤≥~]? ?[0-9]+(?:[.,][0-9]+)?(?: ?[-–] ?[0-9]+(?:[.,][0-9]+)?)?")
_MEASURED = re.compile(r"(.*?)[ _]*[(\[]([^()\[\]]{1,12})[)\]]")
_NUMBERED = re.compile(r"(.*?[^\W\d_])[ _.-]*[0-9]{1,2}")


@dataclass(frozen=True, slots=True)
class Target:
    """A key of a fact, and the columns (from 0) that it comes from; several make one list."""

    key: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person says of the columns: where they go, by slug of their names, and which don't.

    ``separators``: of the lists in their cells, also by slug; that of ``""`` holds for all others.
    ``typed``: the names as they were typed, by slug.
    """

    to: Mapping[str, str]
    skip: Collection[str]
    separators: Mapping[str, str]
    headless: bool
    typed: Mapping[str, str]

    def separator(self, name: str, column: int) -> str | None:
        """Of the lists in a column; None: to be found out."""
        own = self.separators
        return own.get(slug(name)) or own.get(slug(letter(column))) or own.get("")


def asked(
    pairs: Sequence[str], skip: Sequence[str], separators: Sequence[str], *, headless: bool
) -> Asked:
    """``Drug name=name``, names of columns, ``comma`` or ``Brands=comma``. Raises Refused."""
    to, typed = {}, {slug(one): one for one in skip}
    for pair in pairs:
        column, _, key = pair.rpartition("=")
        if not column.strip() or not key.strip():
            raise starters.Refused(f"{pair!r} is no mapping; write, for example: 'Drug name=name'")
        to[slug(column)] = key.strip()
        typed[slug(column)] = column.strip()
    signs = {}
    for one in separators:
        column, _, name = ("", "", one) if len(one) == 1 else one.rpartition("=")
        key = slug(column) if column else ""
        signs[key] = separator(name)
        typed |= {key: column} if column else {}
    left_out = {slug(one) for one in skip}
    return Asked(to=to, skip=left_out, separators=signs, headless=headless, typed=typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """The names of a table's columns, and the rows below them; ``named``: they are the file's.

    ``bare``: the columns that have none there; they go by their letter. ``below``: rows that stand
    below the table, as notes do.
    """

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    named: bool
    bare: frozenset[int]
    below: tuple[Row, ...] = ()

    def name(self, column: int) -> str:
        """A column as a person finds it: ``column C (Half-life)``."""
        own = self.names[column] if self.named and column not in self.bare else ""
        return f"column {letter(column)}" + (f" ({own})" if own else "")

    def unit(self, column: int) -> str:
        """The unit that a column's name has in brackets, as in ``Half-life (h)``; else nothing."""
        match = _MEASURED.fullmatch(self.names[column])
        bare = match and all(_BARE.fullmatch(one) for one in self.values(column))
        return match[2].strip() if match and bare and number_in(f"1 {match[2].strip()}") else ""

    def said(self) -> Iterator[str]:
        """What is left out below the table."""
        for row in self.below:
            shown = _one_line(next(filter(None, row.cells)))
            yield f"row {row.number} stands below the table, so it is left out: {shown}"

    def said_of_commas(self, column: int, own: Asked) -> Iterator[str]:
        """A list that may be hidden in commas, which are no separator unless somebody says so."""
        values, name = self.values(column), self.names[column]
        given = own.separator(name, column) or cells.found_separator(values)
        if given is None and cells.are_lists(values, ", "):
            count = counted(sum(", " in one for one in values), "cell")
            yield (
                f"{self.name(column)}: commas in {count}; if they separate items: "
                f"--list-separator '{name}=,'"
            )

    def values(self, column: int) -> list[str]:
        """What stands in a column, without the empty cells."""
        return [row.cells[column] for row in self.rows if cell_of(row, column)]


def cell_of(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


_COUNTERS = frozenset(map(slug, ("#", "no", "nr", "row", "s. no", "sr. no", "sl. no")))


def counts_rows(heads: Headed, column: int) -> bool:
    """Whether a column only numbers the rows: it is called so, and each is one more than before."""
    cells = heads.values(column)
    if slug(heads.names[column]) not in _COUNTERS or not all(map(str.isdecimal, cells)):
        return False
    numbers = list(map(int, cells))
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def said_of_counter(heads: Headed, column: int) -> str:
    return (
        f"{heads.name(column)}: it only counts the rows, so it is left out; to keep it: "
        f"--map {letter(column)}=FIELD"
    )


def is_skipped(name: str, column: int, own: Asked) -> bool:
    """Whether a person leaves a column out, by its name or its letter."""
    return bool({slug(name), slug(letter(column))} & set(own.skip))


def headed(table: Table, known: Collection[str] | None, own: Asked) -> Headed:
    """Find the names of the columns.

    ``known``: slugs that they may have; then a table without any of them has no names. None: any.
    """
    rows, names = table.rows, table.names
    if names is None and not (table.headless or own.headless):
        known = None if known is None else {*known, *own.to, *own.skip}
        at = _header_at(rows[:_HEADER_WITHIN], known)
        letters = {slug(letter(column)) for column in range(table.width)}
        if at is None and own.typed.keys() - letters:  # somebody has seen names there
            at = _header_at(rows[:_HEADER_WITHIN], None)
        if at is not None:
            names, rows = rows[at].cells, rows[at + 1 :]
    rows, below = _divided(rows) if names is not None else (rows, ())
    width = max((len(row.cells) for row in rows), default=0)
    shown = [_one_line(name) for name in names or ()][:width]
    shown += [""] * (width - len(shown))
    full = tuple(name or letter(at) for at, name in enumerate(shown))
    bare = frozenset(at for at, name in enumerate(shown) if not name)
    return Headed(names=full, rows=rows, named=names is not None, bare=bare, below=below)


def _divided(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows of a table, and what stands below it: single cells, behind an empty row."""
    sizes = [sum(map(bool, row.cells)) for row in rows]
    if 2 * sum(size > 2 for size in sizes) < len(sizes):
        return rows, ()
    at = next((at for at in range(len(rows), 0, -1) if sizes[at - 1] > 1), 0)
    gap = (n for n in range(max(at, 1), len(rows)) if rows[n].number > rows[n - 1].number + 1)
    end = next(gap, len(rows))
    return rows[:end], rows[end:]


def _one_line(name: str) -> str:
    return " ".join(name.split())


def _header_at(rows: Sequence[Row], known: Collection[str] | None) -> int | None:
    """The row that names the columns: the one with most known names, else the first wide one."""
    if known is None:
        sizes = [len({*row.cells} - {""}) for row in rows]
        return next(at for at, size in enumerate(sizes) if 2 * size >= max(sizes))
    counts = [sum(base(one) in known or slug(one) in known for one in row.cells) for row in rows]
    best = max(range(len(rows)), key=counts.__getitem__)
    return best if counts[best] else None


def plural(name: str) -> str:
    """A column's name where somebody wrote ``brand name(s)``."""
    return name.replace("(s)", "s")


def base(name: str) -> str:
    """The slug of a column's name without its number or unit: ``indication 2``, ``mass (kg)``."""
    name = plural(name).strip()
    match = _NUMBERED.fullmatch(name) or _MEASURED.fullmatch(name)
    return slug(match[1] if match else name)


def spellings(kind: kinds.Kind) -> dict[str, str]:
    """The slugs by which a column may mean a key of the kind's facts."""
    found = {slug(key): key for key in cells.COMMON}
    for key, field in kind.fields.items():
        if field.type in {"list", "steps"}:
            found |= {slug(key.removesuffix("s")): key}
    for key, field in kind.fields.items():
        found |= {slug(field.label): key} if field.label else {}
    return found | {slug(key): key for key in kind.fields}


def met(table: Table, kind: kinds.Kind, own: Asked) -> tuple[Headed, tuple[Target, ...], list[str]]:
    """The columns of a table as keys of a kind's facts, and what is to be said of it.

    Raises Refused, naming each column that meets nothing.
    """
    known = spellings(kind)
    heads = headed(table, known, own)
    if not heads.rows:
        raise starters.Refused(f"{table.file} has no rows below the names of its columns")
    said = list(heads.said())
    to = dict(own.to)
    if not heads.named:
        to, taken = _by_order(heads, table, kind, to)
        said += taken
    found: dict[str, list[int]] = {}
    unmet = []
    for at, name in enumerate(heads.names):
        if table.roles.get(at, "tags") != "tags" or not heads.values(at):
            continue
        key = _key(name, at, table, to, known)
        if is_skipped(name, at, own):
            said.append(f"{heads.name(at)}: left out")
        elif key is None and counts_rows(heads, at):
            said.append(said_of_counter(heads, at))
        elif key is None or (key not in kind.fields and key not in cells.COMMON):
            unmet.append(_said_unmet(heads, at, key or name, kind))
        else:
            found.setdefault(key, []).append(at)
            if cells.shape(key, kind) == "list":
                said += heads.said_of_commas(at, own)
    unmet += unheard(own, heads)
    unmet += [
        f"{', '.join(map(heads.name, columns))}: {key!r} is no list, so only one column can be it"
        for key, columns in found.items()
        if len(columns) > 1 and cells.shape(key, kind) not in {"list", "some"}
    ]
    if unmet:
        hint = "Say it with --map 'COLUMN=FIELD', or leave it out with --skip COLUMN"
        fields = ", ".join(kind.fields)
        raise starters.Refused(
            f"{table.file}: {'; '.join(unmet)}. {hint}. Fields of {kind.id}: {fields}"
        )
    order = ("id", *kind.fields, *cells.COMMON)
    targets = (Target(key, tuple(found[key])) for key in dict.fromkeys(order) if key in found)
    return heads, tuple(targets), said


def _by_order(
    heads: Headed, table: Table, kind: kinds.Kind, to: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Columns without names are a kind's fields in their order, unless a person says others."""
    if to:
        return dict(to), []
    columns = [at for at in range(len(heads.names)) if at not in table.roles and heads.values(at)]
    if len(columns) > len(kind.fields):
        return {}, []
    pairs = list(zip(columns, kind.fields, strict=False))
    said = ", ".join(f"{letter(at)} is {key}" for at, key in pairs)
    return {slug(letter(at)): key for at, key in pairs}, [f"no row names the columns, so {said}"]


def _key(
    name: str, at: int, table: Table, to: Mapping[str, str], known: Mapping[str, str]
) -> str | None:
    given = to.get(slug(name)) or to.get(slug(letter(at)))
    if given is not None:
        return given
    if table.roles.get(at) == "tags":
        return "tags"
    return known.get(slug(name)) or known.get(base(name))


def _said_unmet(heads: Headed, column: int, name: str, kind: kinds.Kind) -> str:
    if heads.named and column in heads.bare:
        return nameless(heads, column)
    near = closest(name, {*kind.fields, *cells.COMMON}, or_all=False)
    said = f"{heads.name(column)} meets no field of the kind {kind.id}"
    return f"{said} ({near})" if near else said


def nameless(heads: Headed, column: int) -> str:
    """Of a column with cells that the row of names leaves empty: often a separator in a cell."""
    row = next(row.number for row in heads.rows if cell_of(row, column))
    return (
        f"row {row} has a cell in column {letter(column)}, which has no name (is there a separator "
        "in a cell that isn't in quotes?)"
    )


def unheard(own: Asked, heads: Headed) -> Iterator[str]:
    """What a person says of columns that aren't there."""
    names = {slug(name) for name in heads.names} | {
        slug(letter(n)) for n in range(len(heads.names))
    }
    for one in sorted({*own.to, *own.skip, *own.separators} - {*names, ""}):
        yield f"there is no column {own.typed[one]!r} ({closest(own.typed[one], set(heads.names))})"
