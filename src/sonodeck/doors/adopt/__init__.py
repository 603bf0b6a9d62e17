"""An existing package → a deck folder whose first build is, to Anki, that deck's next release.

In: the path of a package, or of a folder of CrowdAnki; the folder to make. Out: that folder, and
what there is to say of it. Read first: this file, then ``folder.py``, what is written;
``fieldtext.py`` has the fields, ``crowdanki.py`` the other way in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sonodeck import anki, questions, sheets
from sonodeck.anki import PackageRead, reading
from sonodeck.common import folders
from sonodeck.common.diagnostics import Severity, counted, has_errors
from sonodeck.common.frozen import dataclass
from sonodeck.doors.adopt import crowdanki
from sonodeck.doors.adopt.folder import Made, made_of
from sonodeck.sheets import fieldhtml, starters

_WITHOUT_IDS = (
    "CrowdAnki gives every student other ids of note types: to keep their schedules, students who "
    "have the deck from it choose 'Merge note types' at their first import, once; if there is a "
    "package that students have, import that instead"
)


class Refused(Exception):
    """The package can't be adopted, or not there; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A deck folder that was made; ``said``: what became of the package, line by line."""

    notes: int
    said: tuple[str, ...]


def adopt(path: Path, folder: Path, now: int) -> Adopted:
    """Make the deck folder. Raises Refused, Unreadable, OSError; nothing is written then.

    ``now``, in seconds: no note can have been changed later.
    """
    if path.suffix.lower() == ".colpkg":
        raise Refused(
            f"{path} is a whole collection; in Anki, export the one deck as .apkg and import that"
        )
    if folder.exists():
        raise Refused(f"{folder} already exists; choose another name")
    own = crowdanki.folder_of(path)
    package, twice = _once(crowdanki.read(own) if own else reading.read(path))
    if not package.notes:
        raise Refused(f"there are no notes in {path}")
    made = made_of(package, folder.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=folder.parent) as beside:
        new = Path(beside) / folder.name
        for name, text in made.files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_text(text, "utf-8", newline="\n")
        with crowdanki.media(own) if own else reading.media(path) as files:
            missing = _copy_media(files, package, made, new / "media")
        changed = _lock(new, package, made, now)
        new.rename(folder)
    said = (*_summary(package, made), *_remarks(package, made, changed, (twice, missing)))
    said += (_WITHOUT_IDS,) if own else ()
    return Adopted(notes=len(package.notes), said=said)


def _once(package: PackageRead) -> tuple[PackageRead, int]:
    """The package with each guid once: Anki would import the second and never update it."""
    notes = {note.guid: note for note in reversed(package.notes)}
    kept = tuple(note for note in package.notes if notes[note.guid] is note)
    return replace(package, notes=kept), len(package.notes) - len(kept)


def _copy_media(
    files: Mapping[str, reading.Pieces], package: PackageRead, made: Made, folder: Path
) -> list[str]:
    """Write the files that are shown, and those of note types; returns what the package lacks."""
    wanted = made.media | {n for n in package.media if n.startswith(fieldhtml.OF_NOTE_TYPES)}
    there = sorted(name for name in wanted if name in files and fieldhtml.is_file_name(name))
    if there:
        folder.mkdir(parents=True, exist_ok=True)
    for name in there:
        with (folder / name).open("xb") as stream:
            stream.writelines(files[name]())
    return sorted(made.media - set(there))


def _lock(folder: Path, package: PackageRead, made: Made, now: int) -> list[str]:
    """Write the lock: what students have, under the keys that the notes have here.

    Returns the keys of notes that say something else now.
    """
    read = folders.read(folder)
    known = sheets.read(read)
    if known.knowledge is None or has_errors(known.found):
        wrong = next(one for one in known.found if one.severity is Severity.ERROR)
        raise Refused(f"the deck has something that no deck folder can have: {wrong.message}")
    starters.write_schema(folder)
    notes, _ = questions.ask(known.knowledge)
    empty = anki.Lock(deck=known.knowledge.deck.id)
    packing, _ = anki.pack(read, known.knowledge, notes, empty)
    contents = {one.content.key: one.content for one in packing.packed}
    entries, changed = {}, list[str]()
    for key, note in made.notes.items():
        content = contents.get(key)
        written = content.fields if content else ()
        entry = anki.own_entry(key, note, made.types[note.type_id], package.media, written)
        entries[key] = replace(entry, mod=min(max(note.mod, 1), now))
        if content is None or entry.hash != anki.hashed(content, content.tags):
            changed.append(key)
    types = anki.note_types(known.knowledge.deck, known.knowledge.note_types).by_name()
    stamps = {
        name: anki.stamp(types[name], min(max(package.types[type_id].mod, 1), now))
        for type_id, name in made.types.items()
        if name in types
    }
    placed = ((one.content.key, one.deck) for one in packing.packed)
    held = anki.decks_by_note((entries[k].guid, deck) for k, deck in placed if k in entries)
    lock = replace(empty, entries=entries, types=stamps, decks=held)
    (folder / folders.LOCK_FILE).write_bytes(anki.lock_text(lock))
    return changed


def _summary(package: PackageRead, made: Made) -> Iterator[str]:
    cards = sum(len(note.rows) for note in package.notes)
    counts = (counted(len(package.notes), "note"), counted(cards, "card"))
    types = counted(len(made.types), "note type")
    yield f"{', '.join(counts)} in {types}, {counted(len(made.decks), 'deck')}"


def _remarks(
    package: PackageRead, made: Made, changed: Sequence[str], lost: tuple[int, Sequence[str]]
) -> Iterator[str]:
    twice, missing = lost
    if made.taken:
        shown = ", ".join(f"{what} ({count})" for what, count in sorted(made.taken.items()))
        yield f"taken out of fields, because a card must not run or fetch anything: {shown}"
    if changed:
        shown = ", ".join(changed[:5]) + (" …" if len(changed) > 5 else "")
        yield (
            f"{counted(len(changed), 'note')} can't be written exactly as in the package, so the "
            f"first build sends them as changed: {shown}"
        )
    if made.untagged:
        yield f"tags that can't be written: {', '.join(made.untagged)}"
    if made.scripts:
        shown = ", ".join(made.scripts)
        yield f"templates with scripts, packed as they are; the preview doesn't run them: {shown}"
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        yield f"{counted(len(missing), 'file')} that notes name and the package lacks: {shown}"
    if twice:
        yield f"{counted(twice, 'note')} with a guid that another note has: left out"
    left = sorted({one for type_id in made.types for one in package.types[type_id].left})
    if left:
        yield f"settings of add-ons, left out: {', '.join(left)}"
    yield from _of_order(package, made)


def _of_order(package: PackageRead, made: Made) -> Iterator[str]:
    if made.in_several:
        yield (
            f"{counted(made.in_several, 'note')} with cards in several decks: new students get all "
            "of them in the first"
        )
    if made.mixed:
        yield (
            f"{counted(made.mixed, 'deck')} with note types that take turns: new students get the "
            "cards note type by note type"
        )
    if any(row.due < 0 for note in package.notes for row in note.rows):
        yield "schedules in the package are left out: your students have their own"
