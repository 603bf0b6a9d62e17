"""Rows of a table → the facts of a sheet, each line with the cell that it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import cells
from sonodeck.doors.tables.columns import Headed, Target, cell_of
from sonodeck.doors.tables.table import Row
from sonodeck.sheets import Plain, kinds, slug, starters, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A fact as a row says it; ``columns``: those that each key comes from."""

    row: Row
    plain: Mapping[str, Plain]
    columns: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Origin:
    """The cells that a line of a sheet comes from; no columns: the row as a whole."""

    row: int
    columns: tuple[int, ...] = ()


def naming(kind: kinds.Kind) -> str:
    """The field that ids come from: the name, else what every fact must have, else the first."""
    required = [key for key, one in kind.fields.items() if one.required]
    return "name" if "name" in kind.fields else next(iter([*required, *kind.fields]))


def made(
    heads: Headed, targets: Sequence[Target], kind: kinds.Kind, separator: str | None,
    known: Mapping[str, str],
) -> list[Made]:  # fmt: skip
    """The facts of all rows, with ids where the table has none.

    ``separator``: of lists in cells, if a person named it; ``known``: the ids of facts that may be
    referred to, by the slugs of their names. Raises Refused for doubled ids.
    """
    separators = {one.key: separator or _separator(heads, one) for one in targets}
    read = [
        (row, {one.key: value for one in targets
               if (value := _value(row, one, kind, separators[one.key])) not in ("", [])})
        for row in heads.rows
    ]  # fmt: skip
    ids = _ids(read, naming(kind), heads)
    own = {
        slug(str(plain.get(naming(kind), ""))): id_
        for (_, plain), id_ in zip(read, ids, strict=True)
    }
    columns = {one.key: one.columns for one in targets}
    return [
        Made(row=row, plain={"id": id_, **_rest(plain, kind, {**known, **own})}, columns=columns)
        for (row, plain), id_ in zip(read, ids, strict=True)
    ]


def _separator(heads: Headed, target: Target) -> str | None:
    return cells.found_separator(one for at in target.columns for one in heads.values(at))


def _value(row: Row, target: Target, kind: kinds.Kind, separator: str | None) -> Plain:
    own = [cell for at in target.columns if (cell := cell_of(row, at))]
    of = cells.shape(target.key, kind)
    if len(target.columns) > 1:
        return [item for cell in own for item in cells.items_of(cell, separator)]
    return cells.value(own[0], of, separator) if own else ""


def _ids(read: Sequence[tuple[Row, Mapping[str, Plain]]], name: str, heads: Headed) -> list[str]:
    """The id of each row: its own, else the slug of its name, with a number where it is taken."""
    given = [str(plain.get("id", "")) for _, plain in read]
    rows: dict[str, int] = {}
    for (row, _), id_ in zip(read, given, strict=True):
        first = rows.setdefault(slug(id_), row.number) if id_ else row.number
        if first != row.number:
            raise starters.Refused(f"rows {first} and {row.number} have the same id, {id_!r}")
    taken = {slug(id_) for id_ in given if id_}
    counts: Counter[str] = Counter()
    ids = []
    for (_, plain), id_ in zip(read, given, strict=True):
        base = slug(id_ or _as_text(plain.get(name, "")) or "fact")
        own = base
        while not id_ and own in taken:
            counts[base] += 1
            own = f"{base[:56]}-{counts[base] + 1}"
        taken.add(own)
        ids.append(own)
    return ids


def _as_text(plain: Plain) -> str:
    if isinstance(plain, dict):
        return str(plain.get("text", ""))
    return plain if isinstance(plain, str) else " ".join(map(_as_text, plain))


def _rest(
    plain: Mapping[str, Plain], kind: kinds.Kind, known: Mapping[str, str]
) -> dict[str, Plain]:
    return {
        key: _referred(value, known) if _refers(key, kind) else _chosen(value, key, kind)
        for key, value in plain.items()
        if key != "id"
    }


def _refers(key: str, kind: kinds.Kind) -> bool:
    field = kind.fields.get(key)
    return key in {"contrast", "alike"} if field is None else field.kind is not None


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


def sheet(head: Sequence[str], facts: Sequence[Made]) -> tuple[str, list[Origin | None]]:
    """The text of a sheet, and where each of its lines comes from."""
    lines = list(head)
    origins: list[Origin | None] = [None] * len(lines)
    for at, one in enumerate(facts):
        if at:
            lines.append("")
            origins.append(None)
        for key, own in zip(one.plain, writing.fact(one.plain), strict=True):
            lines += own
            origins += [Origin(one.row.number, one.columns.get(key, ()))] * len(own)
    return "".join(f"{line}\n" for line in lines), origins
