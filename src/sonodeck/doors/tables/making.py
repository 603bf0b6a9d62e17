"""Rows of a table → the facts of a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import cells
from sonodeck.doors.tables.columns import Asked, Headed, Target, cell_of
from sonodeck.doors.tables.table import Row
from sonodeck.sheets import Plain, kinds, slug, starters, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A fact as a row says it; ``columns``: those of each key, ``name``: what ids come from."""

    row: Row
    plain: Mapping[str, Plain]
    columns: Mapping[str, tuple[int, ...]]
    name: str


Known = Mapping[str, Mapping[str, str]]
"""The ids of facts by kind, and there by the slugs of their names and by themselves."""


def naming(kind: kinds.Kind) -> str:
    """The field that ids come from: the name, else what every fact must have, else the first."""
    required = [key for key, one in kind.fields.items() if one.required]
    return "name" if "name" in kind.fields else next(iter([*required, *kind.fields]))


def made(
    heads: Headed, targets: Sequence[Target], kind: kinds.Kind, own: Asked,
    known: Known,
) -> list[Made]:  # fmt: skip
    """The facts of all rows, with ids where the table has none.

    ``known``: the facts that may be referred to. Raises Refused for doubled ids.
    """
    separators = {one.key: _separator(heads, one, own) for one in targets}
    units = {one.key: _units(heads, one, kind) for one in targets}
    read: list[tuple[Row, dict[str, Plain]]] = []
    for row in heads.rows:
        values = {key: _value(row, one, kind, separators[key], units[key])
                  for one in targets if (key := one.key)}  # fmt: skip
        read.append((row, {key: value for key, value in values.items() if value not in ("", [])}))
    name = naming(kind)
    names = [_as_text(plain.get(name, "")) for _, plain in read]
    slugs = list(map(slug, names))
    bare = [
        id_ if name.isascii() else slug(writing.unaccented(name))
        for name, id_ in zip(names, slugs, strict=True)
    ]
    ids = _ids(read, bare)
    named = zip(ids, slugs, strict=True)
    references = {**known.get(kind.id, {}), **{own: id_ for id_, own in named}}
    known = {**known, kind.id: {**references, **{id_: id_ for id_ in ids}}}
    columns = {one.key: one.columns for one in targets}
    return [
        Made(row=row, plain={"id": id_, **_rest(plain, kind, known)}, columns=columns, name=name)
        for (row, plain), id_ in zip(read, ids, strict=True)
    ]


def _separator(heads: Headed, target: Target, own: Asked) -> str | None:
    given = [own.separator(heads.names[at], at) for at in target.columns]
    return next(filter(None, given), None) or cells.found_separator(
        one for at in target.columns for one in heads.values(at)
    )


def _units(heads: Headed, target: Target, kind: kinds.Kind) -> dict[int, str]:
    """What each cell of a column gets behind its number: the unit in the column's name."""
    field = kind.fields.get(target.key)
    measured = field is not None and field.type == "number"
    units = {at: heads.unit(at) if measured else "" for at in target.columns}
    return {at: unit and f" {unit}" for at, unit in units.items()}


def _value(
    row: Row, target: Target, kind: kinds.Kind, separator: str | None, units: Mapping[int, str]
) -> Plain:
    own = [cell + units[at] for at in target.columns if (cell := cell_of(row, at))]
    of = cells.shape(target.key, kind)
    if len(target.columns) > 1:
        return [item for cell in own for item in cells.items_of(cell, separator)]
    return cells.value(own[0], of, separator) if own else ""


def _ids(read: Sequence[tuple[Row, Mapping[str, Plain]]], slugs: Sequence[str]) -> list[str]:
    """The id of each row: its own, else the slug of its name, with a number where it is taken."""
    given = [slug(id_) if (id_ := str(plain.get("id", ""))) else "" for _, plain in read]
    rows: dict[str, Row] = {}
    for (row, plain), id_ in zip(read, given, strict=True):
        first = rows.setdefault(id_, row) if id_ else row
        if first is not row:
            both = f"rows {first.number} and {row.number}"
            raise starters.Refused(f"{both} have the same id, {plain['id']!r}")
    taken = set(rows)
    counts: Counter[str] = Counter()
    ids = []
    for id_, named in zip(given, slugs, strict=True):
        own = id_ or named
        while not id_ and own in taken:
            counts[named] += 1
            own = f"{named[:56]}-{counts[named] + 1}"
        taken.add(own)
        ids.append(own)
    return ids


def _as_text(plain: Plain) -> str:
    if isinstance(plain, dict):
        return str(plain.get("text", ""))
    return plain if isinstance(plain, str) else " ".join(map(_as_text, plain))


def _rest(plain: Mapping[str, Plain], kind: kinds.Kind, known: Known) -> dict[str, Plain]:
    found = {}
    for key, value in plain.items():
        other = _refers_to(key, kind)
        if key != "id":
            to = known.get(other, {}) if other else {}
            found[key] = _referred(value, to) if other else _chosen(value, key, kind)
    return found


def _refers_to(key: str, kind: kinds.Kind) -> str | None:
    """The kind whose facts a key names, if it names facts."""
    field = kind.fields.get(key)
    if field is None:
        return kind.id if key in {"contrast", "alike"} else None
    return field.kind


def _referred(value: Plain, known: Mapping[str, str]) -> Plain:
    """Facts by id, where a table has their names."""
    if isinstance(value, list):
        return [_referred(one, known) for one in value]
    return known.get(slug(value), value) if isinstance(value, str) else value


def _chosen(value: Plain, key: str, kind: kinds.Kind) -> Plain:
    """One of the texts that a field allows, as the kind spells it."""
    field = kind.fields.get(key)
    if field is None or field.type != "one-of" or not isinstance(value, str):
        return value
    return next((one for one in field.of if slug(one) == slug(value)), value)


@dataclass(frozen=True, slots=True)
class Origin:
    """The cells that a line of a sheet comes from; no columns: the row as a whole."""

    row: int
    columns: tuple[int, ...] = ()


def sheet(head: Sequence[str], facts: Sequence[Made]) -> tuple[str, list[Origin | None]]:
    """The text of a sheet, its facts apart, and where each of its lines comes from."""
    lines = list(head)
    origins: list[Origin | None] = [None] * len(lines)
    for at, one in enumerate(facts):
        if at:
            lines.append("")
            origins.append(None)
        for key, own in zip(one.plain, writing.entries(one.plain), strict=True):
            lines += own
            origins += [Origin(one.row.number, one.columns.get(key, ()))] * len(own)
    return "".join(f"{line}\n" for line in lines), origins
