"""A table that changed → edits of the sheet that came from it.

What stands in a cell is what the table says; what only the sheet has (comments, order, ids and
articles of items, keys, facts) is its author's and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import cells, columns, editing, facts, making
from sonodeck.doors.tables.columns import Asked, Headed, Target
from sonodeck.doors.tables.editing import Change
from sonodeck.doors.tables.facts import Sheet, Written
from sonodeck.doors.tables.making import Known, Made
from sonodeck.doors.tables.table import Table
from sonodeck.sheets import Knowledge, Plain, slug, starters


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a table changes in a sheet; ``text`` has LF for line ends.

    ``gone``: facts that the table doesn't have; ``kept``: what the sheet says and the table
    doesn't, or what can't be edited, as sentences; ``rows``: the row of each fact by its id.
    """

    heads: Headed
    text: str
    changes: tuple[Change, ...]
    new: tuple[tuple[str, Made], ...]
    gone: tuple[Written, ...]
    kept: tuple[str, ...]
    said: tuple[str, ...]
    rows: Mapping[str, Made]

    @staticmethod
    def cells(change: Change) -> tuple[str, str]:
        """A change as the cells of the old and the new value, without ids of items and the like."""
        return cells.cell(_bare(change.old)), cells.cell(_bare(change.new))


def updated(table: Table, sheet: Sheet, knowledge: Knowledge, asked: Asked, known: Known) -> Update:
    """The sheet as the table wants it. Raises Refused."""
    read = list(_by_kind(table, sheet, knowledge, asked))
    changes: list[Change] = []
    new: list[tuple[str, Made]] = []
    gone: list[Written] = []
    kept: list[str] = []
    rows: dict[str, Made] = {}
    for kind, heads, targets, _ in read:
        name = making.naming(knowledge.kinds[kind])
        if not {"id", name} & {one.key for one in targets}:
            raise starters.Refused(f"{table.file}: no column is 'id' or {name!r}, to find facts by")
        made = making.made(heads, targets, knowledge.kinds[kind], asked, known)
        own = [fact for fact in sheet.facts if fact.kind == kind]
        pairs = _paired(made, own, given=any(one.key == "id" for one in targets))
        matched = {fact.id for _, fact in pairs if fact is not None}
        gone += [fact for fact in own if fact.id not in matched and "retired" not in fact.plain]
        for one, fact in pairs:
            rows[fact.id if fact else str(one.plain["id"])] = one
            if fact is None:
                new.append((kind, one))
            else:
                changes += _changed(one, fact, targets)
                kept += _kept(one, fact, targets)
    order = {kind: ("id", *knowledge.kinds[kind].fields, *cells.COMMON) for kind in sheet.kinds}
    done = changes
    if not _holds(sheet, changes, new, order):
        done = [one for one in changes if _holds(sheet, [one], [], order)]
        kept += [_not_edited(one) for one in changes if one not in done]
    if not _holds(sheet, done, new, order):
        raise starters.Refused(f"{sheet.file.path} can't be edited; add the changes by hand")
    return Update(
        heads=read[0][1],
        text=editing.edited(sheet, done, [(kind, one.plain) for kind, one in new], order),
        changes=tuple(done),
        new=tuple(new),
        gone=tuple(gone),
        kept=tuple(kept),
        said=tuple(dict.fromkeys(line for _, _, _, lines in read for line in lines)),
        rows=rows,
    )


def _not_edited(one: Change) -> str:
    where = f"{one.fact.kind}.{one.fact.id}"
    return f"{where}: {one.key} can't be edited at its place; the table has: {cells.cell(one.new)}"


def _by_kind(
    table: Table, sheet: Sheet, knowledge: Knowledge, asked: Asked
) -> Iterator[tuple[str, Headed, tuple[Target, ...], list[str]]]:
    """The rows of each kind with what their columns are; a column ``kind`` says which is which."""
    kinds = sheet.kinds
    if len(kinds) == 1:
        heads, targets, said = columns.met(table, knowledge.kinds[kinds[0]], asked)
        yield kinds[0], heads, targets, said
        return
    known = {one for kind in kinds for one in columns.spellings(knowledge.kinds[kind])}
    heads = columns.headed(table, {*known, "kind"}, asked)
    at = next((n for n, name in enumerate(heads.names) if slug(name) == "kind"), None)
    if at is None:
        several = ", ".join(kinds)
        raise starters.Refused(f"{table.file} has no column 'kind'; the sheet has: {several}")
    for row in heads.rows:
        if columns.cell_of(row, at) not in kinds:
            raise starters.Refused(f"{table.file}: row {row.number} is of no kind of the sheet")
    for kind in kinds:
        rows = tuple(row for row in heads.rows if columns.cell_of(row, at) == kind)
        own = replace(table, rows=rows, names=heads.names)
        skip = replace(asked, skip={*asked.skip, "kind"})
        found, targets, _ = columns.met(own, knowledge.kinds[kind], skip)
        yield kind, found, targets, []


def _paired(
    made: Sequence[Made], own: Sequence[Written], *, given: bool
) -> list[tuple[Made, Written | None]]:
    """Each row with its fact: by id; without a column of ids also one that only its name lost."""
    by_id = {fact.id: fact for fact in own}
    pairs = [(one, by_id.get(str(one.plain["id"]))) for one in made]
    if given:
        return pairs
    taken = {fact.id for _, fact in pairs if fact is not None}
    rest: dict[tuple[str, ...], list[Written]] = defaultdict(list)
    for fact in own:
        if fact.id not in taken:
            rest[_without_name(fact.plain, made)].append(fact)
    found = []
    for one, known in pairs:
        like = rest.get(_without_name(one.plain, made), []) if known is None else []
        renamed = like[0] if len(like) == 1 and any(_without_name(one.plain, made)) else None
        if renamed is not None:
            like.clear()
        found.append((one, known or renamed))
    return found


def _without_name(plain: Mapping[str, Plain], made: Sequence[Made]) -> tuple[str, ...]:
    """What the columns say of a fact, its id and the text that the id comes from left out."""
    keys = [key for key in (made[0].columns if made else ()) if key not in {"id", made[0].name}]
    return tuple(cells.cell(_bare(plain.get(key))) for key in keys)


def _bare(plain: Plain | None) -> Plain | None:
    """A value as a cell has it: without articles, plurals, and the ids of items."""
    if isinstance(plain, dict):
        return plain.get("text", plain.get("file", plain))
    return [one for item in plain if (one := _bare(item))] if isinstance(plain, list) else plain


def _changed(one: Made, fact: Written, targets: Sequence[Target]) -> Iterator[Change]:
    for key in (target.key for target in targets if target.key != "id"):
        if key in one.plain:
            old = fact.plain.get(key)
            new = _joined(old, one.plain[key])
            if cells.cell(old) != cells.cell(new):
                yield Change(fact=fact, key=key, old=old, new=new)


def _joined(old: Plain | None, new: Plain) -> Plain:
    """The new value, with what the old one says of the same text."""
    if isinstance(new, str):
        return old if old is not None and _bare(old) == new else new
    if isinstance(new, list) and isinstance(old, list):
        known = {cells.cell(_bare(item)): item for item in old}
        return [
            known.get(cells.cell(item), item) if isinstance(item, str) else item for item in new
        ]
    return new


def _kept(one: Made, fact: Written, targets: Sequence[Target]) -> Iterator[str]:
    """What the sheet says in a fact where the table has an empty cell."""
    for target in targets:
        if target.key not in one.plain and target.key in fact.plain:
            shown = cells.cell(fact.plain[target.key])
            name = f"{fact.kind}.{fact.id}"
            yield f"row {one.row.number}: {target.key} is empty, but {name} keeps: {shown}"


def _holds(
    sheet: Sheet, changes: Sequence[Change], new: Sequence[tuple[str, Made]],
    order: Mapping[str, Sequence[str]],
) -> bool:  # fmt: skip
    """Whether the edited sheet, read again, says what it should and nothing else."""
    wanted = {(one.kind, one.id): dict(one.plain) for one in sheet.facts}
    for one in changes:
        wanted[one.fact.kind, one.fact.id][one.key] = one.new
    wanted |= {(kind, str(one.plain["id"])): dict(one.plain) for kind, one in new}
    text = editing.edited(sheet, changes, [(kind, one.plain) for kind, one in new], order)
    try:
        again = facts.read(text.encode(), sheet.file.path, sheet.name)
    except starters.Refused:
        return False
    return {(one.kind, one.id): dict(one.plain) for one in again.facts} == wanted and (
        again.groups == sheet.groups
    )
