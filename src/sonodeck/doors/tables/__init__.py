"""Tables → sheets: what a table says is checked as facts before a line of it is written.

``read`` gives a ``Table`` of whatever file; ``drafted`` the sheet that it makes, in memory;
``Draft.found`` what is wrong with it, by row and column. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sonodeck import lint, project, sheets
from sonodeck.common.diagnostics import Diagnostic
from sonodeck.common.folders import DECK_FILE, Folder
from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables import columns, making, reading, telling
from sonodeck.doors.tables.columns import Asked, Headed, asked
from sonodeck.doors.tables.making import Origin
from sonodeck.doors.tables.reading import separator as sign
from sonodeck.doors.tables.table import MAX_BYTES, Table
from sonodeck.sheets import starters

__all__ = [
    "MAX_BYTES",
    "Asked",
    "Draft",
    "Table",
    "Wanted",
    "asked",
    "drafted",
    "found",
    "read",
    "sign",
    "told",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person wants of an import.

    ``sheet``: the name of the sheet, without its ending; ``source``: the id of one of the deck's,
    for all facts; ``separator``: of lists in cells.
    """

    sheet: str
    kind: str
    columns: Asked
    separator: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A sheet that is not yet written, and the cell that each of its lines comes from."""

    table: Table
    heads: Headed
    name: str
    text: str
    origins: Sequence[Origin | None]
    facts: int
    said: tuple[str, ...]


def read(data: bytes, file: str, encoding: str | None, separator: str | None) -> Table:
    """A file as a table. Raises Refused where it is none."""
    return reading.read(data, file, encoding, separator)


def drafted(table: Table, wanted: Wanted, folder: Folder) -> Draft:
    """The sheet that a table makes in a deck. Raises Refused."""
    starters.check_name(wanted.sheet)
    knowledge = sheets.read(folder).knowledge
    if knowledge is None:
        raise starters.Refused(
            f"{folder.shown}: fix deck.yaml first; 'sonodeck check' shows what is wrong"
        )
    if f"{wanted.sheet}.yaml" in folder.files:
        raise starters.Refused(
            f"{folder.name(wanted.sheet + '.yaml')} already exists; give another name with --sheet"
        )
    kind = knowledge.kinds.get(wanted.kind)
    if kind is None:
        hint = sheets.closest(wanted.kind, knowledge.kinds)
        raise starters.Refused(f"the deck {folder.shown} has no kind {wanted.kind!r}; {hint}")
    heads, targets, said = columns.met(table, kind, wanted.columns)
    facts = making.made(heads, targets, kind, wanted.separator, _known(knowledge))
    about = f"{kind.title}: from {table.file}; bring in its changes with: sonodeck import --update"
    deck = table.deck or knowledge.deck.title
    text, origins = making.sheet(starters.head_lines(kind.id, about, deck, wanted.source), facts)
    return Draft(
        table=table,
        heads=heads,
        name=f"{wanted.sheet}.yaml",
        text=text,
        origins=origins,
        facts=len(facts),
        said=(*table.said, *said),
    )


def _known(knowledge: sheets.Knowledge) -> dict[str, str]:
    """The ids of the deck's facts by the slugs of their names and ids."""
    named = {}
    for fact in knowledge.facts:
        name = fact.values.get(making.naming(knowledge.kinds[fact.kind]))
        if isinstance(name, sheets.Phrase):
            named[sheets.slug(name.text)] = fact.id
        named[fact.id] = fact.id
    return named


def told(draft: Draft, found: Iterable[Diagnostic]) -> Iterator[str]:
    """Findings by row and column of the table, as lines of text."""
    return telling.told(found, draft.table.file, draft.heads, draft.origins)


def found(draft: Draft, folder: Folder, rules: lint.Selection) -> tuple[Diagnostic, ...]:
    """What ``check`` says of the deck with the sheet in it, where the sheet is meant."""
    listed = starters.with_sheet(folder.files[DECK_FILE], draft.name)
    files = {**folder.files, DECK_FILE: listed, draft.name: draft.text.encode()}
    compiled = project.compile_folder(replace(folder, files=files), rules=rules)
    path = folder.name(draft.name)
    return tuple(one for one in compiled.found if one.place and one.place.path == path)
