"""A released package as a lock: what students have is the truth, whatever became of deck.lock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from html import unescape

from sonodeck.anki.apkg.text import without_tags
from sonodeck.anki.lock import Entry, Lock, Stamp
from sonodeck.anki.lock.text import GUID, KEY, TIME
from sonodeck.anki.lock.update import content_hash
from sonodeck.anki.notetypes import CLOZE_FIELDS, QUESTION_FIELDS, NoteTypes
from sonodeck.anki.notetypes.fields import media_in
from sonodeck.anki.packed import PackageRead, PackedNote
from sonodeck.questions import Offered, Pinned
from sonodeck.sheets import slug

# {{c3::text}} or {{c3::text::hint}}; our own texts never hold the closing braces. A number that
# Anki makes no card for is no cloze.
# None looks beyond where the next one begins, so all take the time of one reading.
_CLOZE = re.compile(
    r"\{\{c([1-9][0-9]{0,2})::((?:(?!\{\{c[0-9]|::|\}\}).)*)(?:::(?:(?!\{\{c[0-9]|\}\}).)*)?\}\}",
    re.DOTALL,
)
_OPTION = re.compile(r"<li>((?:(?!</?li>).)*)</li>", re.DOTALL)
_WHY = re.compile(r"<dt>((?:(?!</?dt>).)*)</dt><dd>((?:(?!<dt>|</dd>).)*)</dd>", re.DOTALL)
# An item that left is bold; that it left is said behind it, in whatever language.
_SAID_OF_IT = re.compile(
    r"(\{\{c[0-9]+::)<b>((?:(?!\{\{c[0-9]|</b>: |\}\}).)*)</b>: (?:(?!::|\}\}).)*", re.DOTALL
)


def own_notes(package: PackageRead, types: NoteTypes) -> Iterator[tuple[str, PackedNote]]:
    """The notes of this deck in a package, each under its key."""
    for note in package.notes:
        if note.type_id in _ids(types):
            yield note.fields.get("Key", ""), note


def damaged(package: PackageRead, types: NoteTypes) -> str | None:
    """What no lock can hold of a package that neither sonodeck nor Anki wrote; None if all can."""
    guids: set[str] = set()
    for key, note in own_notes(package, types):
        shown = key[:80]
        if not _KEY.fullmatch(key):
            return f"{shown!r} is the key of a note in the release, and no key"
        if not _GUID.fullmatch(note.guid) or note.guid in guids:
            return f"the note {shown!r} of the release has no guid of its own: {note.guid[:80]!r}"
        if not _TIME.fullmatch(str(note.mod)):
            return f"the note {shown!r} of the release was changed at no time: {note.mod}"
        if note.type_id == types.cloze.id and not _cloze_cards(note, None):
            return f"the note {shown!r} of the release hides nothing"
        guids.add(note.guid)
    mods = (one.mod for id_, one in package.types.items() if id_ in _ids(types))
    wrong = next((mod for mod in mods if not _TIME.fullmatch(str(mod))), None)
    return None if wrong is None else f"a note type of the release was changed at no time: {wrong}"


_KEY, _GUID, _TIME = map(re.compile, (KEY, GUID, TIME))


def _ids(types: NoteTypes) -> set[int]:
    return {types.question.id, types.cloze.id}


def adopted(lock: Lock, package: PackageRead, types: NoteTypes) -> Lock:
    """The lock as if it had been written when this package was.

    Guids, times and content are the package's. A note that only the lock knows stays: it was made
    after the release, or retired before it. One that was renamed since has the lock's key.
    """
    entries = dict(lock.entries)
    renamed = {entry.guid: key for key, entry in lock.entries.items()}
    for packed_key, note in own_notes(package, types):
        key = renamed.get(note.guid, packed_key)
        entries[key] = _entry(key, note, types, lock.entries.get(key))
    stamps = dict(lock.types)
    for name, own in (("question", types.question), ("cloze", types.cloze)):
        packed = package.types.get(own.id)
        if packed is not None and packed.whole is not None:
            stamps[name] = Stamp(hash=content_hash(astuple(packed.whole)), mod=packed.mod)
    return replace(lock, entries=entries, types=stamps)


def _entry(key: str, note: PackedNote, types: NoteTypes, known: Entry | None) -> Entry:
    cloze = note.type_id == types.cloze.id
    fields = tuple(note.fields.get(n, "") for n in (CLOZE_FIELDS if cloze else QUESTION_FIELDS))
    kind = "cloze" if cloze else "question"
    return Entry(
        key=key,
        guid=note.guid,
        hash=content_hash([kind, fields, note.tags, media_in(fields)]),
        mod=note.mod,
        type="cloze" if cloze else "question",
        cards=_cloze_cards(note, known) if cloze else _question_cards(note),
        options=() if cloze else tuple(_options(note)),
    )


def _options(note: PackedNote) -> Iterator[Offered]:
    """The wrong options by what they say, and by what stands under them."""
    why = {
        _slug(match[1]): _slug(match[2]) for match in _WHY.finditer(note.fields.get("Why not", ""))
    }
    right = _slug(note.fields.get("Answer", ""))
    for match in _OPTION.finditer(note.fields.get("Options", "")):
        said = _slug(match[1])
        if said != right:
            yield Offered(said=said, why=why.get(said, ""))


def _slug(html: str) -> str:
    return slug(_plain(html))


def _plain(html: str) -> str:
    return unescape(without_tags(html))


def _question_cards(note: PackedNote) -> tuple[Pinned, ...]:
    cards = [Pinned("", 1, "", gone=not note.cards)]
    if note.fields.get("Reverse question", ""):
        cards.append(Pinned("", 2, "", gone=2 not in note.cards))
    return tuple(cards)


def _cloze_cards(note: PackedNote, known: Entry | None) -> tuple[Pinned, ...]:
    """Items from the text: under the id that the lock has for a number, else the slug."""
    ids = {pin.number: pin.item for pin in known.cards} if known and known.type == "cloze" else {}
    texts = _numbered(note.fields.get("Text", ""))
    gone = _numbered(_SAID_OF_IT.sub(r"\1\2", note.fields.get("Gone", "")))
    return (
        *(_pinned(n, t, ids, gone=n not in note.cards) for n, t in texts.items()),
        *(_pinned(n, t, ids, gone=True) for n, t in gone.items() if n not in texts),
    )


def _pinned(number: int, text: str, ids: Mapping[int, str], *, gone: bool) -> Pinned:
    return Pinned(ids.get(number) or slug(text), number, text, gone=gone)


def _numbered(html: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for match in _CLOZE.finditer(html):
        found.setdefault(int(match[1]), _plain(match[2]))
    return found
