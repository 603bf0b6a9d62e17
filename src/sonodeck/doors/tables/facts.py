"""The facts of one sheet as they are written: plain values, and the lines where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sonodeck.common.folders import Folder
from sonodeck.common.frozen import dataclass
from sonodeck.doors.tables.making import Made, Origin
from sonodeck.sheets import Knowledge, Plain, closest, starters, yamltext

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A fact; ``where`` leads to it in its file."""

    kind: str
    id: str
    plain: Mapping[str, Plain]
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its name in the folder, its text as read, its facts in order."""

    name: str
    file: yamltext.Read
    facts: tuple[Written, ...]
    groups: tuple[tuple[str, Where], ...]

    @property
    def kinds(self) -> list[str]:
        """The kinds of its groups, each once."""
        return list(dict.fromkeys(kind for kind, _ in self.groups))


def sheet(folder: Folder, name: str, knowledge: Knowledge) -> Sheet:
    """A sheet of a deck by its name, with or without its ending. Raises Refused."""
    file = name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"
    if file not in knowledge.deck.sheets or file not in folder.files:
        hint = closest(file, knowledge.deck.sheets)
        raise starters.Refused(f"the deck {folder.shown} has no sheet {file!r}; {hint}")
    return read(folder.files[file], folder.name(file), file)


def read(data: bytes, path: str, name: str) -> Sheet:
    """The facts of a sheet. Raises Refused where it has errors."""
    file = yamltext.read(data, path)
    groups = list(_groups(file.plain))
    facts = [
        Written(kind=kind, id=str(plain["id"]), plain=plain, where=(*where, "facts", at))
        for kind, where, plains in groups
        for at, plain in enumerate(plains)
        if isinstance(plain, dict) and "id" in plain
    ]
    if not groups or file.partial or len(facts) != sum(len(own) for _, _, own in groups):
        raise starters.Refused(f"{path} has errors; 'sonodeck check' shows where")
    return Sheet(
        name=name,
        file=file,
        facts=tuple(facts),
        groups=tuple((kind, where) for kind, where, _ in groups),
    )


def origins(sheet: Sheet, rows: Mapping[str, Made]) -> list[Origin | None]:
    """Where each line of a sheet comes from; ``rows``: those of its facts, by id."""
    starts: dict[int, Origin | None] = {}
    for fact in sheet.facts:
        made = rows.get(fact.id)
        for key in sheet.file.places.keys(*fact.where):
            line = sheet.file.places.key(*fact.where, key).line
            columns = made.columns.get(key, ()) if made else ()
            starts.setdefault(line, Origin(made.row.number, columns) if made else None)
    found: list[Origin | None] = []
    now = None
    for number in range(1, sheet.file.text.count("\n") + 2):
        now = starts.get(number, now)
        found.append(now)
    return found


def _groups(plain: Plain | None) -> Sequence[tuple[str, Where, Sequence[Plain]]]:
    if not isinstance(plain, dict):
        return ()
    several = plain.get("groups")
    if not isinstance(several, list):
        return _group(plain, ())
    return [one for at, own in enumerate(several) for one in _group(own, ("groups", at))]


def _group(plain: Plain, where: Where) -> Sequence[tuple[str, Where, Sequence[Plain]]]:
    if not isinstance(plain, dict) or not isinstance(plain.get("kind"), str):
        return ()
    own = plain.get("facts", [])
    return [(str(plain["kind"]), where, own if isinstance(own, list) else [])]
