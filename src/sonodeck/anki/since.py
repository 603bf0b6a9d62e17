"""A released package as a lock: what students have is the truth, whatever became of deck.lock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from unicodedata import normalize

from sonodeck.anki.apkg.text import without_tags
from sonodeck.anki.lock import Entry, Lock, decks
from sonodeck.anki.lock.text import GUID, KEY, TIME
from sonodeck.anki.lock.update import content_hash, stamp
from sonodeck.anki.notetypes import (
    CLOZE_FIELDS,
    OWN,
    QUESTION_FIELDS,
    NoteTypes,
    TypeName,
)
from sonodeck.anki.notetypes.fields import media_in, named_by_content, own_media
from sonodeck.anki.packed import PackageRead, PackedNote
from sonodeck.questions import Offered, OwnNote, Pinned
from sonodeck.sheets import NoteType, fieldhtml, slug

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
    """The notes of this deck in a package, each under its key.

    Those in note types of the author's own have none there.
    """
    names = _ids(types)
    for note in package.notes:
        name = names.get(note.type_id)
        if name is not None:
            yield "" if name.startswith(OWN) else note.fields.get("Key", ""), note


def damaged(package: PackageRead, types: NoteTypes) -> str | None:
    """What no lock can hold of a package that neither sonodeck nor Anki wrote; None if all can."""
    guids: set[str] = set()
    for key, note in own_notes(package, types):
        shown = key[:80]
        own = _ids(types)[note.type_id].startswith(OWN)
        if not own and not _KEY.fullmatch(key):
            return f"{shown!r} is the key of a note in the release, and no key"
        if not (own or _GUID.fullmatch(note.guid)) or note.guid in guids:
            return f"the note {shown!r} of the release has no guid of its own: {note.guid[:80]!r}"
        if not _TIME.fullmatch(str(note.mod)):
            return f"the note {shown!r} of the release was changed at no time: {note.mod}"
        if note.type_id == types.cloze.id and not _cloze_cards(note, None):
            return f"the note {shown!r} of the release hides nothing"
        guids.add(note.guid)
    ours = {types.question.id, types.cloze.id}
    mods = (one.mod for id_, one in package.types.items() if id_ in ours)
    wrong = next((mod for mod in mods if not _TIME.fullmatch(str(mod))), None)
    return None if wrong is None else f"a note type of the release was changed at no time: {wrong}"


_KEY, _GUID, _TIME = map(re.compile, (KEY, GUID, TIME))


def _ids(types: NoteTypes) -> dict[int, TypeName]:
    """The names of the deck's note types, by id."""
    return {one.id: name for name, one in types.by_name().items()}


def adopted(lock: Lock, package: PackageRead, types: NoteTypes) -> Lock:
    """The lock as if it had been written when this package was.

    Guids, times and content are the package's. A note that only the lock knows stays: it was made
    after the release, or retired before it. One that was renamed since has the lock's key.
    """
    entries = dict(lock.entries)
    renamed = {entry.guid: key for key, entry in lock.entries.items()}
    for packed_key, note in own_notes(package, types):
        key = renamed.get(note.guid, packed_key)
        known = lock.entries.get(key)
        name = _ids(types)[note.type_id]
        if name.startswith(OWN):
            entries |= {key: own_entry(key, note, name, package.media)} if key else {}
        else:
            entries[key] = _entry(key, note, types, known)
    stamps = dict(lock.types)
    for name, own in types.by_name().items():
        packed = package.types.get(own.id)
        if packed is not None:
            stamps[name] = stamp(packed.whole.as_own(like=own), max(packed.mod, 1))
    first = ((note.guid, sorted(note.rows)[:1]) for _, note in own_notes(package, types))
    places = ((guid, row.deck) for guid, rows in first for row in rows)
    return replace(lock, entries=entries, types=stamps, decks=decks.by_note(places))


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


def recognized(
    lock: Lock, notes: Iterable[OwnNote], package: PackageRead, types: NoteTypes
) -> Lock:
    """The lock with notes of the author's own types that only a release knows, by what they say.

    That is the way back where the lock is lost: no field of theirs holds their key.
    """
    known = {entry.guid for entry in lock.entries.values()}
    left: dict[tuple[str, ...], list[PackedNote]] = {}
    for note in package.notes:
        name = _ids(types).get(note.type_id, "")
        if name.startswith(OWN) and note.guid not in known:
            own = types.of(name)
            for said in _said(name, own, tuple(note.fields.values())):
                left.setdefault(said, []).append(note)
    entries, notes = dict(lock.entries), list(notes)
    for of_all in (True, False):
        for one in (one for one in notes if one.about.key not in entries):
            name, key = OWN + one.folder, one.about.key
            ways = [way for way in _said(name, one.type, one.fields) if bool(way[1]) is of_all]
            found = [n for way in ways for n in left.get(way, []) if n.guid not in known]
            if found:
                known.add(found[0].guid)
                entries[key] = own_entry(key, found[0], name, package.media, one.fields)
    return replace(lock, entries=entries)


def _said(name: TypeName, own: NoteType, fields: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """What a note is known by: all of its fields, else the one that it is sorted by."""
    words = [" ".join(unescape(text).split()) for text in fields]
    yield (name, "all", *words)
    if words[own.sort_field]:
        yield (name, "", words[own.sort_field])


def own_entry(
    key: str,
    note: PackedNote,
    name: TypeName,
    media: Mapping[str, str],
    written: Sequence[str] = (),
) -> Entry:
    """A note in a note type of the author's own as locked, with the ids that it has there.

    ``media``: the SHA-256 of the package's files, in hex; ``written``: the fields as the deck has
    them now, which count where they are only another way to write the same HTML.
    """
    had = tuple(note.fields.values())
    same = len(had) == len(written) and all(map(fieldhtml.same, had, written))
    fields = tuple(normalize("NFC", text) for text in (written if same else had))
    shown = named_by_content((one, media[one]) for one in own_media(fields) if one in media)
    rows = sorted(note.rows, key=lambda row: row.number)
    return Entry(
        key=key,
        guid=note.guid,
        hash=content_hash([name, fields, note.tags, shown]),
        mod=note.mod,
        type=name,
        cards=tuple(Pinned("", row.number, "", card=row.id) for row in rows),
        note_id=note.id,
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
