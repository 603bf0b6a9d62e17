"""The lock against what is built now: what keeps its time, what gets a new one, what is retired."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from genanki.util import guid_for

from sonodeck.anki.lock import ANEW, Entry, Lock, Stamp
from sonodeck.anki.notetypes import OWN, NoteType, TypeName, parts
from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.frozen import dataclass
from sonodeck.questions import Offered, Pinned


def moved(lock: Lock, notes: Iterable[tuple[str, Sequence[str]]]) -> Lock:
    """The lock with renamed notes under their new keys: guid, time and card numbers go along.

    ``notes``: each one's key, and the keys that it may have been shipped under. A key that the
    lock knows is never taken from elsewhere, so a ``formerly`` may stay in a sheet for ever. A note
    that was renamed and has its first key back, without a ``formerly``, is known by its guid.
    """
    if not lock.entries:
        return lock
    entries = dict(lock.entries)
    notes = list(notes)
    current = {key for key, _ in notes}
    first_keys = {entry.guid: key for key, entry in entries.items()}
    for key, formerly in notes:
        if key in lock.entries:
            continue
        former = (*formerly, first_keys.get(first_guid(lock.deck, key), ""))
        old = next((one for one in former if one in entries and one not in current), None)
        if old is not None:
            entries[key] = replace(entries.pop(old), key=key)
    return replace(lock, entries=entries)


def first_guid(deck: str, key: str) -> str:
    """The guid that a note gets when it is first locked."""
    return str(guid_for("sonodeck", deck, key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a note is made of, for the lock: all that reaches a student."""

    key: str
    type: TypeName
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    media: tuple[str, ...]
    cards: tuple[Pinned, ...]
    options: tuple[Offered, ...] = ()
    place: Place


def question_cards(shipped: Entry | None, *, reverse: bool) -> tuple[Pinned, ...]:
    """The cards of a question note; a reverse once shipped stays, if need be as withdrawn."""
    if reverse:
        return _WITH_REVERSE
    known = shipped is not None and any(card.number == 2 for card in shipped.cards)
    return _REVERSE_WITHDRAWN if known else _PLAIN


_PLAIN = (Pinned("", 1, ""),)
_WITH_REVERSE = (*_PLAIN, Pinned("", 2, ""))
_REVERSE_WITHDRAWN = (*_PLAIN, Pinned("", 2, "", gone=True))


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def content_hash(parts: Iterable[object]) -> str:
    """Changes when any part changes; NFC and LF, so that a checkout's line ends don't count."""
    normal = _JSON.encode(list(parts)).replace("\\r\\n", "\\n")
    if not normal.isascii():
        normal = unicodedata.normalize("NFC", normal)
    return sha256(normal.encode()).hexdigest()[:16]


def update(
    lock: Lock,
    contents: Sequence[Content],
    types: Mapping[str, str],
    now: int,
    tags: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Lock, list[Diagnostic]]:
    """The lock after a build: what is unchanged keeps its mod, what changed gets a newer one.

    ``contents`` are all notes, the retired ones too; ``types`` maps a note type's name to its
    hash; ``now`` is in seconds. ``tags`` are those of a release by guid: a note that has only
    others now keeps its mod, for an update would take what students wrote in it.
    """
    tags = tags or {}
    found = list(_changed_types(lock, contents))
    named = guids(lock, (content.key for content in contents))
    entries = dict(lock.entries)
    for content in contents:
        guid = named[content.key]
        entries[content.key] = _entry(lock, content, now, guid, tags.get(guid))
    stamps = {
        name: known
        if (known := lock.types.get(name)) is not None and known.hash == digest
        else Stamp(hash=digest, mod=max(now, known.mod + 1 if known else 0))
        for name, digest in types.items()
    }
    return replace(lock, entries=entries, types=stamps), found


def guids(lock: Lock, keys: Iterable[str]) -> dict[str, str]:
    """The guids of notes by key: as locked, else as they will be when they are first locked.

    A new note's first guid may be another note's that had this key and was renamed.
    """
    found = {key: entry.guid for key, entry in lock.entries.items()}
    taken = set(found.values())
    for key in keys:
        if key not in found:
            guid, tries = first_guid(lock.deck, key), 1
            while guid in taken:
                tries += 1
                guid = str(guid_for("sonodeck", lock.deck, key, tries))
            found[key] = guid
            taken.add(guid)
    return found


def _entry(
    lock: Lock, content: Content, now: int, guid: str, tags: tuple[str, ...] | None
) -> Entry:
    digest = hashed(content, content.tags)
    known = lock.entries.get(content.key)
    mod = now
    if known is not None:
        same = known.hash == digest or (tags is not None and known.hash == hashed(content, tags))
        mod = known.mod if same else max(now, known.mod + 1)
    return Entry(
        key=content.key,
        guid=guid,
        hash=digest,
        mod=mod,
        type=content.type,
        cards=content.cards,
        options=content.options,
        note_id=known.note_id if known else 0,
    )


def hashed(content: Content, tags: Sequence[str]) -> str:
    """The hash of a note, with these tags."""
    return content_hash([content.type, content.fields, tags, content.media])


def stamp(note_type: NoteType, mod: int) -> Stamp:
    """A note type as shipped at a time in seconds."""
    return Stamp(hash=content_hash(parts(note_type)), mod=mod)


def own_cards(shipped: Entry | None, digest: str, numbers: Collection[int]) -> tuple[Pinned, ...]:
    """The cards of a note in a note type of the author's own.

    ``numbers``: those that Anki makes of it now. What is as it was shipped (``digest``) has the
    cards that it was shipped with, whatever other programs think of empty fronts.
    """
    if shipped is None or not shipped.type.startswith(OWN):
        return tuple(Pinned("", number, "") for number in numbers)
    if shipped.hash == digest:
        return shipped.cards
    known = {card.number: card for card in shipped.cards}
    return tuple(
        replace(known.get(number) or Pinned("", number, ""), gone=number not in numbers)
        for number in sorted({*known, *numbers})
    )


def stamped_anew(lock: Lock, keys: Collection[str]) -> Lock:
    """The lock with these notes to be stamped at the next update, whether they changed or not."""
    entries = {
        key: replace(entry, hash=ANEW) if key in keys else entry
        for key, entry in lock.entries.items()
    }
    return replace(lock, entries=entries)


def _changed_types(lock: Lock, contents: Iterable[Content]) -> Iterator[Diagnostic]:
    for content in contents:
        known = lock.entries.get(content.key)
        if known is not None and known.type != content.type:
            message = (
                f"{content.key} was released as a {known.type} note and would become a "
                f"{content.type} note; an import can't convert one to the other"
            )
            hint = "give the question a new id in the kind; the old note is then retired"
            if known.type.startswith(OWN):
                folder = known.type.removeprefix(OWN)
                message = (
                    f"{content.key} was released in the note type {folder!r}, and an import can't "
                    "change a student's note type"
                )
                hint = (
                    f"keep everybody's progress: ask it with 'style: own' and 'type: {folder}'.\n"
                    "or delete 'formerly': students then get a new card beside the old one, which "
                    "is retired"
                )
            yield problem("SD503", content.place, message, hint)
