"""A deck folder's bytes → what it says: the deck, its kinds, its sources, its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import TypeVar

from sonodeck.common.diagnostics import Diagnostic, Edit, Place, has_errors, problem, source_lines
from sonodeck.common.folders import (
    DECK_FILE,
    LABELS_FILE,
    LOCK_FILE,
    NOTE_TYPES,
    RETIRED,
    SCHEMA_FILE,
    SOURCES_FILE,
    Folder,
)
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Label, Labels
from sonodeck.sheets import languages, manifests, yamltext
from sonodeck.sheets.across import check_facts
from sonodeck.sheets.facts import ids_of, read_sheet
from sonodeck.sheets.kinds import Kind
from sonodeck.sheets.kinds.facts import FactKeys
from sonodeck.sheets.kinds.files import (
    built_in_kinds,
    check_note_types,
    check_references,
    made_from,
    read_kind,
    speaks,
)
from sonodeck.sheets.knowledge import Fact, Knowledge, Surroundings
from sonodeck.sheets.memory import Memory
from sonodeck.sheets.notetypes import TYPE_FILE, NoteType, read_note_type
from sonodeck.sheets.numbers import decimal_comma
from sonodeck.sheets.shapes import closest
from sonodeck.sheets.values import Reference, Scene
from sonodeck.sheets.yamltext import Read

T = TypeVar("T")

NO_SHEETS = frozenset({DECK_FILE, SOURCES_FILE, LOCK_FILE, LABELS_FILE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a deck folder says, None where deck.yaml can't be read; and what is wrong with it.

    ``texts`` are the files by the path that places name, for showing their lines.
    """

    knowledge: Knowledge | None
    found: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


def read(folder: Folder, memory: Memory | None = None) -> Reading:
    """Read all sheets of a deck folder; facts that are wrong are left out and reported.

    ``memory``: of what was read of the folder before; what is the same is not read again.
    """
    findings = _Findings(found=list(folder.found), memory=memory or Memory(keeps=False))
    knowledge = _knowledge(folder, findings)
    if LOCK_FILE in folder.files:
        findings.texts.add(folder.name(LOCK_FILE), folder.files[LOCK_FILE])
    return Reading(knowledge=knowledge, found=tuple(findings.found), texts=findings.texts)


class _Texts(Mapping[str, str]):
    """The texts of files by the path that places name: made of their bytes when asked for."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def add(self, path: str, data: bytes) -> None:
        self._files[path] = data

    def __getitem__(self, path: str) -> str:
        return yamltext.text_of(self._files[path])

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def clashes(folders: Iterable[Folder]) -> tuple[list[Diagnostic], dict[str, str]]:
    """Decks that can't stand beside each other, and the texts of all deck.yaml by path.

    A copied folder has the id and the tag of the first: students would take one for the other, and
    one package would overwrite the other.
    """
    found: list[Diagnostic] = []
    findings = _Findings()
    ids: dict[str, Place] = {}
    packages: dict[str, Place] = {}
    for folder in folders:
        file = findings.read(folder.files.get(DECK_FILE, b""), folder.name(DECK_FILE))
        deck, _ = manifests.read_deck(file)
        if deck is None:
            continue
        place = file.places.value("id")
        if deck.id in ids:
            message = f"another deck has the same id, {deck.id!r}"
            hint = "give the copy a new id; students have their progress under the old one"
            found.append(problem("SD210", place, message, hint, other=ids[deck.id]))
        ids.setdefault(deck.id, place)
        if isinstance(file.plain, dict) and "tag" in file.plain:
            place = file.places.value("tag")
        for name in (deck.tag, f"{deck.tag}{RETIRED}"):
            if name in packages:
                message = f"another deck also writes {name}.apkg"
                hint = "give one of them a different 'tag'"
                found.append(problem("SD211", place, message, hint, other=packages[name]))
                break
        for name in (deck.tag, f"{deck.tag}{RETIRED}"):
            packages.setdefault(name, place)
    return found, dict(findings.texts)


@dataclass(slots=True)
class _Findings:
    """What the steps found, and the texts that their places are in."""

    found: list[Diagnostic] = field(default_factory=list)
    texts: _Texts = field(default_factory=_Texts)
    memory: Memory = field(default_factory=lambda: Memory(keeps=False))

    def read(self, data: bytes, shown: str) -> Read:
        self.texts.add(shown, data)
        return self.memory.read(data, shown)

    def take(self, result: tuple[T, Sequence[Diagnostic]]) -> T:
        self.found += result[1]
        return result[0]


def _knowledge(folder: Folder, findings: _Findings) -> Knowledge | None:
    deck_file = findings.read(folder.files.get(DECK_FILE, b""), folder.name(DECK_FILE))
    deck = findings.take(manifests.read_deck(deck_file, _own_labels(folder, findings)))
    sources = _sources(folder, findings)
    labels = deck.labels if deck else languages.labels("en")
    types = _note_types(folder, findings)
    kinds, broken = _kinds(folder, labels, types, findings)
    if deck is None:
        return None
    around = Surroundings(
        deck=deck,
        kinds=kinds,
        broken_kinds=broken,
        sources=sources or {},
        media=folder.media,
        fact_keys=FactKeys(comma=decimal_comma(deck.language)),
    )
    around = findings.memory.same("around", around)
    findings.found += _outdated(folder, deck.language)
    before = len(findings.found)
    facts = _facts(folder, deck_file, around, findings)
    if sources is None:
        findings.found[before:] = [d for d in findings.found[before:] if d.code != "SD206"]
    whole = not has_errors(findings.found)
    return Knowledge(
        deck=deck,
        kinds=kinds,
        sources=sources or {},
        facts=tuple(facts),
        whole=whole,
        note_types={name: one for name, one in types.items() if one is not None},
    )


def _own_labels(folder: Folder, findings: _Findings) -> Mapping[str, Label]:
    """The labels that the deck brings."""
    if LABELS_FILE not in folder.files:
        return {}
    file = findings.read(folder.files[LABELS_FILE], folder.name(LABELS_FILE))
    return findings.take(languages.read_labels(file))


def _sources(folder: Folder, findings: _Findings) -> dict[str, manifests.Source] | None:
    """The sources of the deck; None where its file can't be read."""
    if SOURCES_FILE not in folder.files:
        return {}
    data = folder.files[SOURCES_FILE]
    file = findings.read(data, folder.name(SOURCES_FILE))
    read = partial(manifests.read_sources, file)
    sources = findings.take(findings.memory.recall("sources", data, read))
    return None if file.plain is None and file.found else sources


def _kinds(
    folder: Folder, labels: Labels, types: Mapping[str, NoteType | None], findings: _Findings
) -> tuple[dict[str, Kind], frozenset[str]]:
    """The kinds that the deck's sheets may use; a kind of its own wins over a built-in one."""
    kinds: dict[str, Kind] = {}
    files: dict[str, Read] = {}
    broken = set()
    own = {name.rpartition(".")[0] for name in folder.kinds}
    named = [(name, data, True) for name, data in built_in_kinds(labels.language).items()]
    named += [(name, data, False) for name, data in folder.kinds.items()]
    for name, data, built_in in named:
        stem = name.rpartition(".")[0]
        if built_in and stem in own:
            continue
        shown = name if built_in else folder.name(f"kinds/{name}")
        file = findings.read(data, f"sonodeck/kinds/{name}" if built_in else shown)
        read = partial(read_kind, file, labels, stem=stem, built_in=built_in)
        made_from = data, labels, built_in
        kind = findings.take(findings.memory.recall(("kind", stem), made_from, read))
        if kind is None:
            broken.add(stem)
        else:
            kinds[kind.id], files[kind.id] = kind, file
    findings.found += [d for d in check_references(kinds, files) if not _of_broken_kind(d, broken)]
    findings.found += check_note_types(kinds, types, files)
    return kinds, frozenset(broken)


def _note_types(folder: Folder, findings: _Findings) -> dict[str, NoteType | None]:
    """The note types of the author's own, by folder; None where one is wrong."""
    types = dict[str, NoteType | None]()
    for name, files in folder.note_types.items():
        data = files.get(TYPE_FILE, b"")
        file = findings.read(data, folder.name(f"{NOTE_TYPES}/{name}/{TYPE_FILE}"))
        types[name] = findings.take(read_note_type(files, file))
    return types


def _of_broken_kind(found: Diagnostic, broken: set[str]) -> bool:
    """A reference to a kind that is there, but broken: reported once, where it is broken."""
    return found.code == "SD202" and any(repr(kind) in found.message for kind in broken)


def _facts(
    folder: Folder, deck_file: Read, around: Surroundings, findings: _Findings
) -> list[Fact]:
    facts: list[Fact] = []
    named: set[Reference] = set()
    whole = not around.broken_kinds
    for name in around.deck.sheets:
        if name not in folder.files:
            whole = False
            continue
        data = folder.files[name]
        file = findings.read(data, folder.name(name))
        read = partial(_read_sheet, file, around, len(facts))
        first, own, found = findings.memory.recall(("sheet", file.path), (data, around), read)
        facts += own if first == len(facts) else _moved(own, len(facts) - first)
        findings.found += found
        ids = ids_of(file)
        named |= ids
        whole = whole and file.plain is not None and not file.partial
    findings.found += _listed_wrong(folder, around.deck, deck_file)
    findings.found += _asked_in_english(facts, around, deck_file)
    findings.found += check_facts(facts, around.kinds, named, whole=whole)
    return list({fact.reference: fact for fact in facts}.values())


def _read_sheet(
    file: Read, around: Surroundings, first: int
) -> tuple[int, list[Fact], list[Diagnostic]]:
    return (first, *read_sheet(file, around, first=first))


def _moved(facts: Iterable[Fact], by: int) -> Iterator[Fact]:
    """The same facts, further down in the deck."""
    return (replace(fact, position=fact.position + by) for fact in facts)


def _asked_in_english(
    facts: Sequence[Fact], around: Surroundings, deck_file: Read
) -> Iterator[Diagnostic]:
    """Questions of sonodeck's own that a deck in another language has, in English."""
    language = around.deck.language
    used = {fact.kind: around.kinds[fact.kind] for fact in facts}
    place = deck_file.places.value("language")
    for kind in used.values():
        if kind.built_in and not speaks(kind, language):
            message = f"the built-in kind {kind.id!r} asks in English"
            hint = f"make it yours: a file kinds/{kind.id}.yaml wins over the built-in one"
            yield problem("SD118", place, message, hint)
    drawn = any(isinstance(value, Scene) for fact in facts for value in fact.values.values())
    if drawn and not around.deck.labels.english:
        yield problem("SD118", place, "the scenes of this deck ask and explain in English")


def _listed_wrong(folder: Folder, deck: manifests.Deck, file: Read) -> Iterator[Diagnostic]:
    """Sheets that deck.yaml lists and aren't there, and those that are there and not listed.

    One of each is a sheet that was renamed; a sheet that is gone is left to a person.
    """
    missing = [at for at, name in enumerate(deck.sheets) if name not in folder.files]
    unlisted = [name for name in folder.files if name not in {*NO_SHEETS, *deck.sheets}]
    renamed = len(missing) == len(unlisted) == 1
    for at in missing:
        name, place = deck.sheets[at], file.places.value("sheets", at)
        others = set(folder.files) - NO_SHEETS
        fix = _renamed(file, place, name, unlisted[0]) if renamed else ()
        message = f"there is no sheet {name!r}"
        yield problem("SD203", place, message, closest(name, others), fix=fix)
    fix = () if missing or not unlisted else _appended(file, deck, unlisted)
    for name in unlisted:
        place = Place(folder.name(name), 1, 1)
        hint = f"add it to 'sheets' in {folder.name(DECK_FILE)}, or delete the file"
        yield problem("SD204", place, "this sheet isn't part of any deck", hint, fix=fix)


def _renamed(file: Read, place: Place, old: str, new: str) -> tuple[Edit, ...]:
    line = source_lines(file.text)[place.line - 1]
    at = line.find(old, place.column - 1)
    return () if at < 0 else (Edit(place.line, (line[:at] + new + line[at + len(old) :],)),)


def _appended(file: Read, deck: manifests.Deck, names: Sequence[str]) -> tuple[Edit, ...]:
    """More sheets at the end of the list, where each stands on a line of its own."""
    last = file.places.value("sheets", len(deck.sheets) - 1)
    line = source_lines(file.text)[last.line - 1]
    head = line[: last.column - 1]
    if not deck.sheets or head.strip() != "-":
        return ()
    return (Edit(last.line, (line, *(f"{head}{name}" for name in names)), file.path),)


def _outdated(folder: Folder, language: str) -> Iterator[Diagnostic]:
    source = made_from(folder.kinds, language)
    if folder.schema and f'"{source}"'.encode() not in folder.schema:
        place = Place(folder.name(SCHEMA_FILE), 1, 1)
        message = "the schema for editors is out of date: a kind has changed"
        yield problem("SD213", place, message, "run: sonodeck schema")
