"""A build: the lock brought up to date, and from it the package and that of the retired notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from sonodeck.anki import apkg, changes, notetypes, rows
from sonodeck.anki.apkg.studied import Progress
from sonodeck.anki.description import cited, description, holder
from sonodeck.anki.lock import Entry, Lock, decks, text
from sonodeck.anki.lock.update import Content, content_hash, stamped_anew, update
from sonodeck.anki.lock.vanished import too_many, vanished
from sonodeck.anki.notetypes import NoteType, NoteTypes, fields
from sonodeck.anki.packing import Compiled, Packed, filled, media_of
from sonodeck.common import diagnostics, files, folders
from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.folders import LOCK_FILE
from sonodeck.common.frozen import dataclass
from sonodeck.questions import Pinned
from sonodeck.sheets import Deck, Knowledge, closest

_MINUTE = "%Y-%m-%d %H:%M"

LockState = Literal["unchanged", "updated", "started", "not written"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a maintainer may ask of a build.

    ``locked``: fail if the lock would change; ``resend``: keys of notes to stamp anew;
    ``retire_many``: retire however many; ``slack``: seconds that the clock may be behind the lock.
    """

    locked: bool = False
    resend: tuple[str, ...] = ()
    retire_many: bool = False
    slack: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build would write: the lock (and its text), notes of both packages, their media.

    ``title`` is the deck's, ``description`` what its page in Anki says.
    ``changed``: the notes that a release before had and that say something else now; none where
    it is not known what students have.
    """

    lock: Lock
    text: bytes
    lock_state: LockState
    types: NoteTypes
    main: tuple[rows.Ready, ...]
    retired: tuple[rows.Ready, ...]
    media: Mapping[str, folders.Media]
    title: str
    description: str
    changed: tuple[rows.Ready, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One package on disk."""

    path: Path
    sha256: str
    notes: int
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a build wrote; ``retired`` is None where nothing ever was.

    ``changes``: how many notes stand in the changes file; with none there is no such file.
    ``written``: the lock as it is on disk now, None where it was not written there; ``newest``: the
    time of its newest change, in seconds.
    """

    main: Built
    retired: Built | None
    changes: int
    lock: LockState
    written: bytes | None
    newest: int


def plan(
    compiled: Compiled, now: int, options: Options = Options()
) -> tuple[Plan | None, list[Diagnostic]]:
    """What a build at the time ``now`` (seconds since 1970) would write, or why it can't."""
    knowledge, known = compiled.knowledge, compiled.lock
    if knowledge is None or known is None or diagnostics.has_errors(compiled.found):
        return None, []
    place = Place(compiled.folder.name(LOCK_FILE), 1, 1)
    found = list(_clock(known, now, options, place)) + list(_unknown(known, options, place))
    if not options.retire_many:
        left = vanished(known, {one.content.key for one in compiled.packed})
        found += too_many(known, left, place)
    if diagnostics.has_errors(found):
        return None, found
    retired = _retired(compiled, knowledge, known)
    types = notetypes.note_types(knowledge.deck, knowledge.note_types)
    contents = [one.content for one in (*compiled.packed, *retired)]
    hashes = _type_hashes(types, {content.type for content in contents})
    released = compiled.released
    tags = changes.tags_of(released, types)
    new, more = update(stamped_anew(known, options.resend), contents, hashes, now, tags)
    places = ((new.entries[one.content.key].guid, one.deck) for one in compiled.packed)
    new = replace(new, decks=decks.by_note(places))
    written = text.write(new)
    state = _lock_state(compiled, written)
    if state != "unchanged":
        more = [*more, *_read_back(new, written, place)]
    if options.locked and state != "unchanged":
        more = [*more, _would_change(known, new, place)]
    if diagnostics.has_errors(more):
        return None, more
    main, gone = tuple(_ready(compiled.packed, new)), tuple(_ready(retired, new))
    changed = () if released is None else changes.changed((*main, *gone), released, types)
    return Plan(
        lock=new,
        text=written,
        lock_state=state,
        types=types,
        main=main,
        retired=gone,
        media=media_of((*compiled.packed, *retired)),
        title=knowledge.deck.title,
        description=description(
            knowledge.deck,
            knowledge.sources,
            cited(compiled.notes),
        ),
        changed=changed,
    ), more


def _type_hashes(types: NoteTypes, used: Collection[str]) -> dict[str, str]:
    """The note types that go into the package; a deck with its own only has only those."""
    ours = {"question", "cloze"}
    wanted = {*used, *(ours if ours & {*used} or not used else ())}
    return {
        name: content_hash(notetypes.parts(one))
        for name, one in types.by_name().items()
        if name in wanted
    }


def build(
    compiled: Compiled, path: Path, now: int, options: Options = Options()
) -> tuple[Release | None, list[Diagnostic]]:
    """Write the packages and the lock.

    The lock takes its place before the packages do: a package whose lock is not on disk never
    exists, and the next build makes good what a killed one left undone. Raises OSError where a
    file can't be written; the files are then as they were.
    """
    planned, found = plan(compiled, now, options)
    if planned is None:
        return None, found
    retired = None
    with ExitStack() as packages:
        new = packages.enter_context(files.aside(path))
        digest = apkg.write(new, _contents(planned, planned.main))
        if planned.retired:
            retired_path = apkg.retired_beside(path)
            new = packages.enter_context(files.aside(retired_path))
            retired_digest = apkg.write(new, _contents(planned, planned.retired))
            retired = _built(retired_path, retired_digest, planned.retired)
        if planned.changed:
            new = packages.enter_context(files.aside(changes.changes_beside(path)))
            new.write(changes.written(planned.changed, digest))
        if planned.lock_state in {"updated", "started"}:
            files.write_aside(compiled.folder.path / LOCK_FILE, planned.text)
    main = _built(path, digest, planned.main)
    return Release(
        main=main,
        retired=retired,
        changes=len(planned.changed),
        lock=planned.lock_state,
        written=None if planned.lock_state == "not written" else planned.text,
        newest=planned.lock.newest(),
    ), found


def build_studied(planned: Plan, path: Path, progress: Progress) -> Built:
    """Write a student's own package: the deck with where each card stands. Raises OSError."""
    with files.aside(path) as new:
        digest = apkg.write(new, _contents(planned, planned.main, progress))
    return _built(path, digest, planned.main)


def _clock(known: Lock, now: int, options: Options, place: Place) -> Iterable[Diagnostic]:
    if now + options.slack < known.newest():
        clock, newest = (datetime.fromtimestamp(one, UTC) for one in (now, known.newest()))
        message = (
            f"the clock says {clock:{_MINUTE}} UTC, but the lock changed at {newest:{_MINUTE}}"
        )
        hint = "set the clock; if you use SOURCE_DATE_EPOCH, set it to a later time"
        yield problem("SD506", place, message, hint)


def _unknown(known: Lock, options: Options, place: Place) -> Iterable[Diagnostic]:
    for key in options.resend:
        if key not in known.entries:
            message = f"there is no note {key!r} in the lock to resend"
            hint = f"{closest(key, known.entries)}\n'sonodeck list' shows all keys"
            yield problem("SD509", place, message, hint)


def _would_change(known: Lock, new: Lock, place: Place) -> Diagnostic:
    changed = sorted(
        key
        for key in known.entries.keys() | new.entries.keys()
        if known.entries.get(key) != new.entries.get(key)
    )
    shown = ", ".join(changed[:5]) + (" …" if len(changed) > 5 else "")
    other = "decks" if known.types == new.types else "note types"
    message = f"the lock would change ({shown or other}), which --locked doesn't allow"
    hint = "run 'sonodeck build' without --locked, and commit deck.lock with the sheets"
    return problem("SD504", place, message, hint)


def _read_back(new: Lock, written: bytes, place: Place) -> Iterable[Diagnostic]:
    """A lock that couldn't be read again never takes its place; none such is known."""
    again, wrong = text.read(written, place.path, new.deck)
    if again != new:
        said = "".join(f": {one.message}" for one in wrong[:1])
        message = f"the lock could not be read again after this build{said}"
        hint = "nothing was written; this is a mistake in sonodeck, please report it"
        yield problem("SD511", place, message, hint)


def _lock_state(compiled: Compiled, written: bytes) -> LockState:
    if compiled.folder.files.get(LOCK_FILE) == written:
        return "unchanged"
    if folders.is_shipped(compiled.folder.path):
        return "not written"
    return "updated" if LOCK_FILE in compiled.folder.files else "started"


# retired notes


def _retired(compiled: Compiled, knowledge: Knowledge, known: Lock) -> tuple[Packed, ...]:
    """Every note that was ever shipped and is made no more, without card rows.

    What a retired fact says is still in its sheet; of a deleted one only the lock knows.
    """
    current = {one.content.key for one in compiled.packed}
    left = {key: entry for key, entry in known.entries.items() if key not in current}
    if not left:
        return ()
    kept = [note for note in compiled.packing.retired if note.about.key in left]
    packed, _ = filled(kept, knowledge, compiled.folder, known)
    by_key = {one.content.key: one for one in packed}
    types = notetypes.note_types(knowledge.deck, knowledge.note_types)
    place = Place(compiled.folder.name(LOCK_FILE), 1, 1)
    return tuple(
        _put_away(by_key.get(key), entry, knowledge.deck, (types.of(entry.type), place))
        for key, entry in sorted(left.items())
        if entry.type in types.by_name()
    )


def _put_away(one: Packed | None, entry: Entry, deck: Deck, kept: tuple[NoteType, Place]) -> Packed:
    """A note as it is retired: all its cards without a row, its tag added.

    ``kept``: its note type, and the place of the lock, which still knows of it.
    """
    note_type, place = kept
    tag = f"{deck.tag}::retired"
    cards = _gone(entry.cards)
    if one is not None and one.content.type == entry.type:
        said = fields.put_away(one.filled.fields, deck.labels, note_type)
        own = replace(one.filled, fields=said, cards=(), gone=tuple(card.number for card in cards))
        content = one.content
        media = one.media
        note, tags = one.note, tuple(sorted({*content.tags, tag}))
    else:
        own = fields.retired(entry.key, deck.labels, note_type, pinned=cards)
        note, tags, media = None, (tag,), ()
    content = Content(
        key=entry.key,
        type=entry.type,
        fields=own.fields,
        tags=tags,
        media=fields.media_in(own.fields) if one is None else one.content.media,
        cards=cards,
        place=place,
    )
    return Packed(
        note=note, filled=own, content=content, deck=deck.title, note_type=note_type, media=media
    )


@lru_cache
def _gone(cards: tuple[Pinned, ...]) -> tuple[Pinned, ...]:
    """Cards without a row; most notes have the same ones."""
    return tuple(replace(card, gone=True) for card in cards)


# rows


def _ready(packed: Sequence[Packed], new: Lock) -> Iterable[rows.Ready]:
    for one in packed:
        yield rows.Ready(
            entry=new.entries[one.content.key],
            fields=one.filled.fields,
            tags=one.content.tags,
            deck=one.deck,
            cards=one.filled.cards,
            media=tuple(media.packed for media in one.media),
            note_type=one.note_type,
        )


def _contents(
    planned: Plan, notes: Sequence[rows.Ready], progress: Progress | None = None
) -> apkg.Contents:
    used = {name for note in notes for name in note.media}
    types = planned.types
    holding = holder(planned.title, {note.deck for note in notes})
    return apkg.Contents(
        note_types=tuple((types.of(name), one.mod) for name, one in planned.lock.types.items()),
        notes=rows.Rows(notes, progress),
        progress=progress,
        media={name: one.content for name, one in planned.media.items() if name in used},
        mod=planned.lock.newest(),
        descriptions={holding: planned.description} if holding else {},
    )


def _built(path: Path, digest: str, notes: Sequence[rows.Ready]) -> Built:
    cards = sum(len(note.cards) for note in notes)
    return Built(path=path, sha256=digest, notes=len(notes), cards=cards)
