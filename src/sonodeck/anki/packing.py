"""Notes → what a package is made of: what students have of them, their cards, their fields.

All that the lock knows of a note is taken into account here: its keys after a rename, the numbers
of its cards, and which notes are retired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sonodeck import questions
from sonodeck.anki.lock import Entry, Lock, decks, text
from sonodeck.anki.lock.merged import cards_shared, one_key_each
from sonodeck.anki.lock.update import Content, guids, hashed, moved, own_cards, question_cards
from sonodeck.anki.lock.vanished import Present, renamed_perhaps, without_examples
from sonodeck.anki.notetypes import OWN, NoteType, fields, note_types
from sonodeck.anki.packed import PackageRead
from sonodeck.anki.since import adopted, damaged, own_notes, recognized
from sonodeck.common import folders
from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.folders import DECK_FILE, LOCK_FILE, Folder
from sonodeck.common.frozen import dataclass
from sonodeck.questions import MAX_CARDS, ClozeNote, Note, OwnNote, Pinned, pin
from sonodeck.sheets import Knowledge, fieldhtml


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A note ready for the lock and the package, with the pictures and sounds of its fields.

    ``note`` is None where only the lock knows it.
    """

    note: Note | None
    filled: fields.Filled
    content: Content
    deck: str
    note_type: NoteType
    media: tuple[folders.Media, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """The notes of a deck as they go into its packages.

    ``retired``: the notes of retired facts; ``lock``: what students have, each note under the key
    that it has now; None where the lock can't be read.
    """

    packed: tuple[Packed, ...] = ()
    retired: tuple[Note, ...] = ()
    lock: Lock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A deck folder after all steps but the last: what was found, and, if no error was, the notes.

    ``texts`` are the files by the path that places name, for showing their lines; ``released`` is
    the release that counts as what students have.
    """

    folder: Folder
    found: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    knowledge: Knowledge | None = None
    packing: Packing = Packing()
    released: PackageRead | None = None

    @property
    def packed(self) -> tuple[Packed, ...]:
        return self.packing.packed

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(one.note for one in self.packed if one.note is not None)

    @property
    def lock(self) -> Lock | None:
        return self.packing.lock

    @property
    def media(self) -> Mapping[str, folders.Media]:
        """All that the notes show or play, by packed name: files, and pictures that were drawn."""
        return media_of(self.packed)

    def guids(self) -> dict[str, str]:
        """The guids of its notes by key: as locked, else as they will be."""
        lock = self.lock or Lock(deck=self.knowledge.deck.id if self.knowledge else "")
        return guids(lock, (one.content.key for one in self.packed))


def media_of(packed: Iterable[Packed]) -> dict[str, folders.Media]:
    """The media of some notes, by packed name."""
    return {media.packed: media for one in packed for media in one.media}


# what students have


def shipped(
    folder: Folder, knowledge: Knowledge, since: PackageRead | None
) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock as it stands, an empty one where there is none, None where it can't be read.

    ``since``: a released package, which then counts instead of what the lock says of its notes.
    """
    data, deck = folder.files.get(LOCK_FILE), knowledge.deck
    known, found = Lock(deck=deck.id), list[Diagnostic]()
    if data is not None:
        read, found = text.read(data, folder.name(LOCK_FILE), deck.id)
        if read is None:
            return None, found
        known = cards_shared(read)
    if since is None:
        return known, found
    types = note_types(deck, knowledge.note_types)
    place = Place(folder.name(DECK_FILE), 1, 1)
    if any(own_notes(since, types)):
        wrong = damaged(since, types)
        if wrong is None:
            return adopted(known, since, types), found
        hint = "give the package as it was released; what sonodeck and Anki write has all of it"
        return known, [*found, problem("SD511", place, wrong, hint)]
    message = f"the release contains no notes of this deck ({deck.id})"
    hint = (
        "give the package that students have of this very deck; was the 'id' in deck.yaml another "
        "one then?"
    )
    return known, [*found, problem("SD510", place, message, hint)]


# notes


def pack(
    folder: Folder,
    knowledge: Knowledge,
    notes: Sequence[Note],
    known: Lock | None,
    since: PackageRead | None = None,
) -> tuple[Packing, list[Diagnostic]]:
    """Notes with their fields filled, under the keys and card numbers that they were shipped with.

    ``known``: what students have, as ``shipped`` gives it; ``since``: the release it was given.
    """
    if known is None:
        packed, found = filled(notes, knowledge, folder, Lock(deck=""))
        return Packing(packed=packed), found
    retired = tuple(_retired(knowledge, known, notes))
    known = moved(known, ((n.about.key, n.about.formerly) for n in (*notes, *retired)))
    if since is not None:
        own = (note for note in (*notes, *retired) if isinstance(note, OwnNote))
        types = note_types(knowledge.deck, knowledge.note_types)
        known = recognized(known, own, since, types)
    known, found = _one_key_each(folder, known, knowledge, notes)
    if known.entries and knowledge.whole:
        known = without_examples(
            known,
            {note.about.key for note in notes},
            {(fact.kind, fact.id) for fact in knowledge.facts},
            {note.guid for note in since.notes} if since else (),
        )
    packed, more = filled(notes, knowledge, folder, known)
    found += more
    if known.entries and knowledge.whole:
        found += renamed_perhaps(known, _present(knowledge, packed))
        found += _decks_renamed(known, packed, knowledge)
    return Packing(packed=packed, retired=retired, lock=known), found


def _retired(knowledge: Knowledge, known: Lock, notes: Iterable[Note]) -> Iterator[Note]:
    """What is asked about retired facts only. Renamed with the rest, they can be brought back."""
    if any(fact.retired for fact in knowledge.facts):
        keys = {note.about.key for note in notes}
        everything, _ = questions.ask(knowledge, known.shipped(), retired=True)
        yield from (note for note in everything if note.about.key not in keys)


def _one_key_each(
    folder: Folder, known: Lock, knowledge: Knowledge, notes: Iterable[Note]
) -> tuple[Lock, list[Diagnostic]]:
    """The lock without the keys that a note had before somebody else renamed it."""
    standing = {(fact.kind, fact.id) for fact in knowledge.facts}
    known, clashes = one_key_each(known, {note.about.key for note in notes}, standing)
    data, shown = folder.files.get(LOCK_FILE, b""), folder.name(LOCK_FILE)
    return known, [text.told(clash, data, shown) for clash in clashes]


def filled(
    notes: Iterable[Note], knowledge: Knowledge, folder: Folder, known: Lock
) -> tuple[tuple[Packed, ...], list[Diagnostic]]:
    """Notes with their fields filled, under the card numbers that ``known`` has for them."""
    notes = list(notes)
    types = note_types(knowledge.deck, knowledge.note_types).by_name()
    media = {**folder.media, **{one.name: one for one in _drawn(notes)}}
    names = {name: one.packed for name, one in media.items()}
    context = fields.context(knowledge.sources, names, knowledge.deck.labels)
    by_name = {one.packed: one for one in media.values()}
    packed: list[Packed] = []
    found: list[Diagnostic] = []
    for note in notes:
        about = note.about
        entry = known.entries.get(about.key)
        if isinstance(note, OwnNote):
            packed.append(_own(note, entry, folder, context))
            continue
        pinned: tuple[Pinned, ...]
        if isinstance(note, ClozeNote):
            shipped = entry.cards if entry and entry.type == "cloze" else ()
            pinned = pin(note.blanks(), shipped)
            found += _too_many(pinned, about.place)
        else:
            pinned = question_cards(entry, reverse=note.reverse is not None)
        own = fields.fill(note, pinned, context)
        content = Content(
            key=about.key,
            type="cloze" if isinstance(note, ClozeNote) else "question",
            fields=own.fields,
            tags=about.tags,
            media=fields.media_in(own.fields),
            cards=pinned,
            options=() if isinstance(note, ClozeNote) else note.offered,
            place=about.place,
        )
        shown = tuple([by_name[name] for name in content.media if name in by_name])
        packed.append(
            Packed(
                note=note,
                filled=own,
                content=content,
                deck=about.deck,
                note_type=types[content.type],
                media=shown,
            )
        )
    return tuple(packed), found


def _own(note: OwnNote, entry: Entry | None, folder: Folder, context: fields.Context) -> Packed:
    """A note in a note type of the author's own; its files keep their names, in the package too."""
    about, fields_ = note.about, note.fields
    shown = [folder.media[name] for name in fields.own_media(fields_) if name in folder.media]
    content = Content(
        key=about.key,
        type=OWN + note.folder,
        fields=fields_,
        tags=about.tags,
        media=fields.named_by_content((one.name, one.digest) for one in shown),
        cards=(),
        place=about.place,
    )
    numbers = questions.rendering.card_numbers(note.type, fields_)
    pinned = own_cards(entry, hashed(content, content.tags), numbers)
    beside = [one for name, one in folder.media.items() if name.startswith(fieldhtml.OF_NOTE_TYPES)]
    return Packed(
        note=note,
        filled=fields.fill(note, pinned, context),
        content=replace(content, cards=pinned),
        deck=about.deck,
        note_type=note.type,
        media=tuple(replace(one, kept=True) for one in (*shown, *beside)),
    )


def _drawn(notes: Iterable[Note]) -> Iterator[folders.Media]:
    """The pictures that the program drew for these notes."""
    for note in notes:
        if isinstance(note, OwnNote):
            continue
        shown = (note.picture, *note.about.pictures)
        yield from (
            folders.drawn(one.file, one.drawn.encode()) for one in shown if one and one.drawn
        )


def _present(knowledge: Knowledge, packed: Iterable[Packed]) -> Present:
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


def _decks_renamed(
    known: Lock, packed: Sequence[Packed], knowledge: Knowledge
) -> Iterator[Diagnostic]:
    """What students see of a deck whose name is another one now."""
    entries = known.entries
    named = {fact.deck: fact.deck_place or fact.place for fact in reversed(knowledge.facts)}
    now = {entries[k].guid: one.deck for one in packed if (k := one.content.key) in entries}
    for before, after in decks.renamed(known, now):
        message = f"the deck {before!r} is now {after!r}: {decks.WHAT_STAYS}"
        hint = (
            f"not intended? write 'deck: {before}' again.\nOtherwise build, and tell students "
            "how to keep their cards together (docs/updating.md)"
        )
        yield problem("SD512", named.get(after), message, hint)


def _too_many(pinned: Sequence[Pinned], place: Place) -> Iterator[Diagnostic]:
    if any(one.number > MAX_CARDS for one in pinned):
        message = f"this list has had over {MAX_CARDS} items so far; Anki allows no more"
        yield problem("SD404", place, message, "split it into several lists with new ids")
