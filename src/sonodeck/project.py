"""The order of the steps: from the files of a deck folder to notes and their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from pathlib import Path
from typing import TypeVar

from sonodeck import diagnostics, folders, ignores, lint, questions, yamltext
from sonodeck.apkg.packed import PackageRead
from sonodeck.diagnostics import Diagnostic, Place, problem
from sonodeck.folders import DECK_FILE, LOCK_FILE, SOURCES_FILE, Folder
from sonodeck.frozen import dataclass
from sonodeck.kinds import Kind
from sonodeck.kinds.files import check_references, read_kind
from sonodeck.lint.mediafiles import MOST_SVG
from sonodeck.lint.rule import MediaFile
from sonodeck.lock import Lock, text
from sonodeck.lock.merged import cards_shared, one_key_each
from sonodeck.lock.update import Content, moved, question_cards
from sonodeck.lock.vanished import Present, renamed_perhaps
from sonodeck.notetypes import fields, note_types
from sonodeck.questions.items import MAX_CARDS, Pinned, pin
from sonodeck.questions.notes import ClozeNote, Note
from sonodeck.shapes import closest
from sonodeck.sheets import Deck, Fact, Knowledge, Source, Surroundings, manifests
from sonodeck.sheets.across import check_facts
from sonodeck.sheets.facts import ids_of, read_sheet
from sonodeck.since import adopted, own_notes
from sonodeck.values import Reference
from sonodeck.yamltext import Read

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A note ready for the lock and the package, with the pictures and sounds of its fields.

    ``note`` is None where only the lock knows it.
    """

    note: Note | None
    filled: fields.Filled
    content: Content
    deck: str
    media: tuple[folders.Media, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A deck folder after all steps but the last: what was found, and, if no error was, the notes.

    ``retired``: the notes of retired facts; ``texts`` are the files by the path that places name,
    for showing their lines.
    """

    folder: Folder
    found: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    knowledge: Knowledge | None = None
    packed: tuple[Packed, ...] = ()
    retired: tuple[Note, ...] = ()
    lock: Lock | None = None
    locked: bool = False

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(one.note for one in self.packed if one.note is not None)

    @property
    def media(self) -> Mapping[str, folders.Media]:
        """All that the notes show or play, by packed name: files, and pictures that were drawn."""
        return media_of(self.packed)


def media_of(packed: Iterable[Packed]) -> dict[str, folders.Media]:
    """The media of some notes, by packed name."""
    return {media.packed: media for one in packed for media in one.media}


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


@dataclass(slots=True)
class _Findings:
    """What the steps found, and the texts that their places are in."""

    found: list[Diagnostic] = field(default_factory=list)
    texts: _Texts = field(default_factory=_Texts)

    def read(self, data: bytes, shown: str) -> Read:
        self.texts.add(shown, data)
        return yamltext.read(data, shown)

    def take(self, result: tuple[T, Sequence[Diagnostic]]) -> T:
        self.found += result[1]
        return result[0]


def compile_deck(
    path: Path, since: PackageRead | None = None, rules: lint.Selection = lint.NONE
) -> Compiled:
    """Read one deck folder, then as ``compile_folder``."""
    return compile_folder(folders.read(path), since, rules)


def compile_folder(
    folder: Folder, since: PackageRead | None = None, rules: lint.Selection = lint.NONE
) -> Compiled:
    """Check one deck folder, ask its questions, fill their fields. Writes nothing.

    ``since``: a released package, which then counts instead of what the lock says of its notes;
    ``rules``: the rules for good cards to run over the notes; those that find errors always do.
    """
    findings = _Findings(found=list(folder.found))
    knowledge = _knowledge(folder, findings)
    packed: tuple[Packed, ...] = ()
    retired: tuple[Note, ...] = ()
    known: Lock | None = None
    unjudged = lint.CODES
    if knowledge is not None:
        known = _lock(folder, knowledge.deck, findings)
        if known is not None and since is not None:
            known = findings.take(_since(folder, known, since, knowledge.deck))
        notes = findings.take(questions.ask(knowledge, known.clozes() if known else {}))
        if known is not None:
            retired = tuple(_retired(knowledge, known, notes))
            known = moved(known, ((n.about.key, n.about.formerly) for n in (*notes, *retired)))
            known = findings.take(_one_key_each(folder, known, knowledge, notes))
        linted, unjudged = lint.check(knowledge, notes, rules, _media_files(folder))
        findings.found += linted
        packed = findings.take(pack(notes, knowledge, folder, known or Lock(deck="")))
        if known is not None and known.entries and knowledge.whole:
            findings.found += renamed_perhaps(known, present(knowledge, packed))
    found = diagnostics.in_order(ignores.applied(findings.found, findings.texts, unjudged))
    return Compiled(
        folder=folder,
        found=tuple(found),
        texts=findings.texts,
        knowledge=knowledge,
        packed=packed,
        retired=retired,
        lock=known,
        locked=LOCK_FILE in folder.files,
    )


def _since(
    folder: Folder, known: Lock, since: PackageRead, deck: Deck
) -> tuple[Lock, list[Diagnostic]]:
    """The lock as the release says it. One of another deck is the wrong file."""
    types = note_types(deck)
    if any(own_notes(since, types)):
        return adopted(known, since, types), []
    message = f"the release contains no notes of this deck ({deck.id})"
    hint = (
        "give the package that students have of this very deck; was the 'id' in deck.yaml another "
        "one then?"
    )
    return known, [problem("SD510", Place(folder.name(DECK_FILE), 1, 1), message, hint)]


# reading


def _knowledge(folder: Folder, findings: _Findings) -> Knowledge | None:
    """All that the folder says; facts that are wrong are left out and reported."""
    deck_file = findings.read(folder.files.get(DECK_FILE, b""), folder.name(DECK_FILE))
    deck = findings.take(manifests.read_deck(deck_file))
    sources = _sources(folder, findings)
    kinds, broken = _kinds(folder, findings)
    if deck is None:
        return None
    around = Surroundings(
        deck=deck, kinds=kinds, broken_kinds=broken, sources=sources or {}, media=folder.media
    )
    before = len(findings.found)
    facts = _facts(folder, deck_file, around, findings)
    if sources is None:
        findings.found[before:] = [d for d in findings.found[before:] if d.code != "SD206"]
    whole = not diagnostics.has_errors(findings.found)
    return Knowledge(
        deck=deck, kinds=kinds, sources=around.sources, facts=tuple(facts), whole=whole
    )


def _sources(folder: Folder, findings: _Findings) -> dict[str, Source] | None:
    """The sources of the deck; None where its file can't be read."""
    if SOURCES_FILE not in folder.files:
        return {}
    file = findings.read(folder.files[SOURCES_FILE], folder.name(SOURCES_FILE))
    sources = findings.take(manifests.read_sources(file))
    return None if file.plain is None and file.found else sources


def _kinds(folder: Folder, findings: _Findings) -> tuple[dict[str, Kind], frozenset[str]]:
    """The kinds that the deck's sheets may use; a kind of its own wins over a built-in one."""
    kinds: dict[str, Kind] = {}
    files: dict[str, Read] = {}
    broken = set()
    own = {name.rpartition(".")[0] for name in folder.kinds}
    named = [(name, data, True) for name, data in folders.built_in_kinds().items()]
    named += [(name, data, False) for name, data in folder.kinds.items()]
    for name, data, built_in in named:
        stem = name.rpartition(".")[0]
        if built_in and stem in own:
            continue
        shown = name if built_in else folder.name(f"kinds/{name}")
        file = findings.read(data, f"sonodeck/kinds/{name}" if built_in else shown)
        kind = findings.take(read_kind(file, stem=stem, built_in=built_in))
        if kind is None:
            broken.add(stem)
        else:
            kinds[kind.id], files[kind.id] = kind, file
    findings.found += [d for d in check_references(kinds, files) if not _of_broken_kind(d, broken)]
    return kinds, frozenset(broken)


def _of_broken_kind(found: Diagnostic, broken: set[str]) -> bool:
    """A reference to a kind that is there, but broken: reported once, where it is broken."""
    return found.code == "SD202" and any(repr(kind) in found.message for kind in broken)


def _facts(
    folder: Folder, deck_file: Read, around: Surroundings, findings: _Findings
) -> list[Fact]:
    facts: list[Fact] = []
    named: set[Reference] = set()
    whole = not around.broken_kinds
    for at, name in enumerate(around.deck.sheets):
        if name not in folder.files:
            others = set(folder.files) - {DECK_FILE, SOURCES_FILE, LOCK_FILE}
            place = deck_file.places.value("sheets", at)
            hint = closest(name, others)
            findings.found.append(problem("SD203", place, f"there is no sheet {name!r}", hint))
            whole = False
            continue
        file = findings.read(folder.files[name], folder.name(name))
        facts += findings.take(read_sheet(file, around, first=len(facts)))
        ids = ids_of(file)
        named |= ids
        whole = whole and file.plain is not None
    findings.found += _unlisted(folder, around.deck)
    findings.found += check_facts(facts, around.kinds, named, whole=whole)
    return list({fact.reference: fact for fact in facts}.values())


def _unlisted(folder: Folder, deck: Deck) -> Iterator[Diagnostic]:
    for name in folder.files:
        if name not in {DECK_FILE, SOURCES_FILE, LOCK_FILE, *deck.sheets}:
            place = Place(folder.name(name), 1, 1)
            hint = f"add it to 'sheets' in {folder.name(DECK_FILE)}, or delete the file"
            yield problem("SD204", place, "this sheet isn't part of any deck", hint)


def _lock(folder: Folder, deck: Deck, findings: _Findings) -> Lock | None:
    """The lock as it stands, an empty one where there is none, None where it can't be read."""
    data = folder.files.get(LOCK_FILE)
    if data is None:
        return Lock(deck=deck.id)
    shown = folder.name(LOCK_FILE)
    findings.texts.add(shown, data)
    known = findings.take(text.read(data, shown, deck.id))
    return cards_shared(known) if known is not None else None


def _retired(knowledge: Knowledge, known: Lock, notes: Iterable[Note]) -> Iterator[Note]:
    """What is asked about retired facts only. Renamed with the rest, they can be brought back."""
    if any(fact.retired for fact in knowledge.facts):
        keys = {note.about.key for note in notes}
        everything, _ = questions.ask(knowledge, known.clozes(), retired=True)
        yield from (note for note in everything if note.about.key not in keys)


def _one_key_each(
    folder: Folder, known: Lock, knowledge: Knowledge, notes: Iterable[Note]
) -> tuple[Lock, list[Diagnostic]]:
    """The lock without the keys that a note had before somebody else renamed it."""
    standing = {(fact.kind, fact.id) for fact in knowledge.facts}
    known, clashes = one_key_each(known, {note.about.key for note in notes}, standing)
    data, shown = folder.files.get(LOCK_FILE, b""), folder.name(LOCK_FILE)
    return known, [text.told(clash, data, shown) for clash in clashes]


def _media_files(folder: Folder) -> list[MediaFile]:
    """The media of the folder as the rules look at them; what vanished meanwhile is left out."""
    found = []
    for name, media in folder.media.items():
        with suppress(OSError):
            size = media.size()
            is_svg = name.lower().endswith((".svg", ".svgz")) and size <= MOST_SVG
            data = media.read() if is_svg else b""
            place = Place(folder.name(f"media/{name}"), 1, 1)
            found.append(MediaFile(name=name, place=place, size=size, svg=data))
    return found


# fields


def pack(
    notes: Iterable[Note], knowledge: Knowledge, folder: Folder, known: Lock
) -> tuple[tuple[Packed, ...], list[Diagnostic]]:
    """Notes with their fields filled, under the card numbers that they were shipped with."""
    notes = list(notes)
    media = {**folder.media, **{one.name: one for one in _drawn(notes)}}
    names = {name: one.packed for name, one in media.items()}
    context = fields.context(sources=knowledge.sources, media=names)
    by_name = {one.packed: one for one in media.values()}
    packed: list[Packed] = []
    found: list[Diagnostic] = []
    for note in notes:
        about = note.about
        entry = known.entries.get(about.key)
        pinned: tuple[Pinned, ...]
        if isinstance(note, ClozeNote):
            shipped = entry.cards if entry and entry.type == "cloze" else ()
            pinned = pin(note.blanks(), shipped)
            found += _too_many(pinned, about.place)
        else:
            pinned = question_cards(entry, reverse=note.reverse is not None)
        filled = fields.fill(note, pinned, context)
        content = Content(
            key=about.key,
            type="cloze" if isinstance(note, ClozeNote) else "question",
            fields=filled.fields,
            tags=about.tags,
            media=fields.media_in(filled.fields),
            cards=pinned,
            place=about.place,
        )
        shown = tuple([by_name[name] for name in content.media if name in by_name])
        packed.append(
            Packed(note=note, filled=filled, content=content, deck=about.deck, media=shown)
        )
    return tuple(packed), found


def _drawn(notes: Iterable[Note]) -> Iterator[folders.Media]:
    """The pictures that the program drew for these notes."""
    for note in notes:
        shown = (note.picture, *note.about.pictures)
        yield from (
            folders.drawn(one.file, one.drawn.encode()) for one in shown if one and one.drawn
        )


def present(knowledge: Knowledge, packed: Iterable[Packed]) -> Present:
    """What the deck has now, to hold the lock against; retired facts are there on purpose."""
    packed = list(packed)
    return Present(
        kinds={kind.id: kind.place for kind in knowledge.kinds.values() if not kind.built_in},
        facts={(fact.kind, fact.id): fact.place for fact in knowledge.facts},
        questions={
            (kind.id, question.id): question.place
            for kind in knowledge.kinds.values()
            for question in kind.questions.values()
        },
        keys={one.content.key: one.content.place for one in packed},
        items={one.content.key: one.content.cards for one in packed if one.content.type == "cloze"},
    )


def _too_many(pinned: Sequence[Pinned], place: Place) -> Iterator[Diagnostic]:
    if any(one.number > MAX_CARDS for one in pinned):
        message = f"this list has had over {MAX_CARDS} items so far; Anki allows no more"
        yield problem("SD404", place, message, "split it into several lists with new ids")
