"""Tables → sheets: what a table says is checked as facts before a line of it is written.

``read`` gives a ``Table`` of whatever file; ``drafted`` the sheet that it makes, in memory;
``Draft.found`` what is wrong with it, by row and column. Nothing here writes.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sonodeck import lint, project, sheets
from sonodeck.common.diagnostics import Diagnostic
from sonodeck.common.folders import DECK_FILE, Folder
from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import (
    columns,
    exporting,
    facts,
    making,
    proposing,
    reading,
    telling,
    updating,
    workbooks,
)
from sonodeck.doors.tables.columns import Asked, Headed, Target, asked
from sonodeck.doors.tables.making import Known, Origin
from sonodeck.doors.tables.table import MAX_BYTES, Table
from sonodeck.doors.tables.updating import Update
from sonodeck.sheets import Knowledge, starters, writing

__all__ = [
    "MAX_BYTES",
    "Asked",
    "Draft",
    "How",
    "Table",
    "Update",
    "Wanted",
    "asked",
    "bytes_of",
    "drafted",
    "exported",
    "found",
    "read",
    "told",
    "updated",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person wants of an import.

    ``sheet``: the name of the sheet, without its ending; ``source``: the id of one of the deck's,
    for all facts; ``new_kind``: the kind is to be proposed;
    ``again``: what to type to bring in changes of the table.
    """

    sheet: str
    kind: str
    new_kind: bool = False
    columns: Asked
    source: str | None = None
    again: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sheet that is not yet written, and the cells that each of its lines comes from.

    ``kind``: the text of the kind that was proposed for it, if one was.
    """

    table: Table
    heads: Headed
    name: str
    text: str
    kind_id: str
    kind: str | None = None
    facts: int
    origins: Sequence[Origin | None]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """What a person says of a file; None: found out. ``separator``: of cells."""

    encoding: str | None = None
    separator: str | None = None
    worksheet: str | None = None


def read(data: bytes, file: str, how: How) -> Table:
    """A file as a table. Raises Refused where it is none."""
    if workbooks.is_workbook(data):
        return workbooks.read(data, file, how.worksheet)
    return reading.read(data, file, how.encoding, how.separator)


def drafted(table: Table, wanted: Wanted, folder: Folder) -> Draft:
    """The sheet that a table makes in a deck. Raises Refused."""
    starters.check_name(wanted.sheet)
    name = f"{wanted.sheet}.yaml"
    if name in folder.files:
        raise starters.Refused(f"{folder.name(name)} already exists; name another with --sheet")
    if wanted.new_kind:
        return _with_new_kind(table, wanted, folder)
    knowledge = _knowledge(folder)
    kind = knowledge.kinds.get(wanted.kind)
    if kind is None:
        hint = sheets.closest(wanted.kind, knowledge.kinds)
        raise starters.Refused(
            f"the deck {folder.shown} has no kind {wanted.kind!r} ({hint}); to have one proposed: "
            f"--new-kind {wanted.kind}"
        )
    heads, targets, said = columns.met(table, kind, wanted.columns)
    there = {one.key for one in targets}
    missing = [key for key, one in kind.fields.items() if one.required and key not in there]
    if missing:
        raise starters.Refused(
            f"{table.file}: no column is {', '.join(map(repr, missing))}, which every fact of the "
            f"kind {kind.id} has; say which is: --map 'COLUMN={missing[0]}'"
        )
    return _draft(table, wanted, knowledge, heads, targets, said)


def _knowledge(folder: Folder) -> Knowledge:
    knowledge = sheets.read(folder).knowledge
    if knowledge is None:
        raise starters.Refused(
            f"{folder.shown}: fix deck.yaml first; 'sonodeck check' shows what is wrong"
        )
    return knowledge


def _with_new_kind(table: Table, wanted: Wanted, folder: Folder) -> Draft:
    starters.check_name(wanted.kind)
    if wanted.kind in _knowledge(folder).kinds:
        raise starters.Refused(f"the kind {wanted.kind!r} already exists; use it with --kind")
    text, heads, targets, said = proposing.proposed(
        table, wanted.kind, wanted.columns, folder.media
    )
    kinds = {**folder.kinds, f"{wanted.kind}.yaml": text.encode()}
    knowledge = _knowledge(replace(folder, kinds=kinds))
    return replace(_draft(table, wanted, knowledge, heads, targets, said), kind=text)


def _draft(
    table: Table, wanted: Wanted, knowledge: Knowledge, heads: Headed, targets: Sequence[Target],
    said: Sequence[str],
) -> Draft:  # fmt: skip
    kind = knowledge.kinds[wanted.kind]
    made = making.made(heads, targets, kind, wanted.columns, references(knowledge))
    head = starters.head_lines(
        kind.id,
        f"{kind.title}: from {table.file}; to bring in its changes: {wanted.again}",
        table.deck or knowledge.deck.title,
        wanted.source,
    )
    if table.tags:
        head.insert(-2, f"tags: {writing.flow(list(table.tags))}")
    text, origins = making.sheet(head, made)
    if len(text.encode()) > MAX_BYTES:
        raise starters.Refused(f"{table.file} makes a sheet of more than {MAX_BYTES >> 20} MiB")
    return Draft(
        table=table,
        heads=heads,
        name=f"{wanted.sheet}.yaml",
        text=text,
        kind_id=kind.id,
        facts=len(made),
        origins=origins,
        said=(*table.said, *said),
    )


def references(knowledge: Knowledge) -> Known:
    """The deck's facts, to be referred to."""
    named: dict[str, dict[str, str]] = {}
    for fact in knowledge.facts:
        name = fact.values.get(making.naming(knowledge.kinds[fact.kind]))
        if isinstance(name, sheets.Phrase):
            named.setdefault(fact.kind, {}).setdefault(sheets.slug(name.text), fact.id)
    for fact in knowledge.facts:
        named.setdefault(fact.kind, {})[fact.id] = fact.id
    return named


def updated(table: Table, wanted: Wanted, folder: Folder) -> tuple[Draft, Update]:
    """The sheet that came from a table, with what changed there. Raises Refused."""
    knowledge = _knowledge(folder)
    sheet = facts.sheet(folder, wanted.sheet, knowledge)
    missing = [kind for kind in sheet.kinds if kind not in knowledge.kinds]
    if missing:
        raise starters.Refused(f"{sheet.file.path} has errors; 'sonodeck check' shows where")
    update = updating.updated(table, sheet, knowledge, wanted.columns, references(knowledge))
    sheet_after = facts.read(update.text.encode(), sheet.file.path, sheet.name)
    draft = Draft(
        table=table,
        heads=update.heads,
        name=sheet.name,
        text=update.text,
        kind_id=sheet.kinds[0],
        facts=len(update.rows),
        origins=facts.origins(sheet_after, update.rows),
        said=(*table.said, *update.said),
    )
    return draft, update


def bytes_of(draft: Draft, folder: Folder) -> bytes:
    """The bytes of a sheet with the line ends and the byte-order mark that it has now."""
    old = folder.files.get(draft.name, b"")
    text = draft.text.replace("\n", "\r\n") if b"\r\n" in old else draft.text
    return (codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b"") + text.encode()


def exported(folder: Folder, name: str, how: exporting.Format) -> bytes:
    """A sheet as a table. Raises Refused."""
    knowledge = _knowledge(folder)
    sheet = facts.sheet(folder, name, knowledge)
    if any(kind not in knowledge.kinds for kind in sheet.kinds):
        raise starters.Refused(f"{sheet.file.path} has errors; 'sonodeck check' shows where")
    return exporting.written(sheet, knowledge, how)


def told(draft: Draft, found: Iterable[Diagnostic], folder: Folder) -> Iterator[str]:
    """Findings by row and column of the table, as lines of text."""
    path = folder.name(draft.name)
    return telling.told(found, path, draft.table.file, draft.heads, draft.origins)


def found(draft: Draft, folder: Folder, rules: lint.Selection) -> tuple[Diagnostic, ...]:
    """What ``check`` says of the deck with the sheet in it, where the sheet is meant."""
    files = {**folder.files, draft.name: draft.text.encode()}
    if draft.name not in folder.files:
        files[DECK_FILE] = starters.with_sheet(folder.files[DECK_FILE], draft.name)
    kinds = dict(folder.kinds)
    if draft.kind is not None:
        kinds[f"{draft.kind_id}.yaml"] = draft.kind.encode()
    compiled = project.compile_folder(replace(folder, files=files, kinds=kinds), rules=rules)
    paths = {folder.name(draft.name), folder.name(f"kinds/{draft.kind_id}.yaml")}
    return tuple(
        one
        for one in compiled.found
        if any(place and place.path in paths for place in (one.place, one.other))
    )
