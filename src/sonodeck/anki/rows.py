"""Notes and their lock entries → rows of a package: ids, decks, and the order of new cards."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import accumulate, count
from types import MappingProxyType
from typing import overload

from sonodeck.anki.apkg import CardRow, NoteRow
from sonodeck.anki.apkg.studied import Progress
from sonodeck.anki.lock import Entry
from sonodeck.anki.notetypes import NoteType
from sonodeck.common.frozen import dataclass

FIRST_NOTE_ID = 1_300_000_000_000
SLOTS = 1 << 28
"""Note ids lie 1000 apart, card ids between them; all before the time of a student's own notes."""

_NONE: Mapping[int, int] = MappingProxyType({})

APART = 50
"""How many positions the cards of one note stand apart, so that one doesn't answer the other."""
LAST_POSITION = 999_999
"""Anki's Check Database rewrites higher positions of new cards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A note with all that its rows are made of; ``cards`` count from 1.

    ``media``: the packed names of the files that its fields show or play.
    """

    entry: Entry
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    cards: tuple[int, ...]
    media: tuple[str, ...] = ()
    note_type: NoteType


class Rows(Sequence[NoteRow]):
    """Rows in the order of their ids, each made when it is asked for.

    ``notes`` are in teaching order, which gives new cards their positions; ``progress``: what a
    student did with them.
    """

    def __init__(self, notes: Sequence[Ready], progress: Progress | None = None) -> None:
        self._notes = notes
        self._studied = {} if progress is None else progress.cards
        known = {at: n.entry.note_id for at, n in enumerate(notes) if n.entry.note_id}
        self._ids = note_ids([note.entry.guid for note in notes], known)
        self._cards = _card_ids(notes, self._ids) if known else {}
        self._first = array("L", accumulate((len(note.cards) for note in notes), initial=0))
        self._due = _positions(notes, self._first)
        self._order = array("L", sorted(range(len(notes)), key=self._ids.__getitem__))

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, index: int) -> NoteRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[NoteRow]: ...
    def __getitem__(self, index: int | slice) -> NoteRow | list[NoteRow]:
        if isinstance(index, slice):
            return [self._row(at) for at in self._order[index]]
        return self._row(self._order[index])

    def _row(self, at: int) -> NoteRow:
        note = self._notes[at]
        due = self._due[self._first[at] : self._first[at + 1]]
        return NoteRow(
            guid=note.entry.guid,
            note_id=self._ids[at],
            note_type=note.note_type,
            fields=note.fields,
            tags=note.tags,
            mod=note.entry.mod,
            deck=note.deck,
            cards=tuple(
                CardRow(
                    number=card - 1,
                    due=position,
                    id=self._cards.get((at, card), 0),
                    studied=self._studied.get((note.entry.guid, card)),
                )
                for card, position in zip(sorted(note.cards), due, strict=True)
            ),
        )


def _card_ids(notes: Sequence[Ready], ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """The ids of cards by note and number, where other programs gave some: no two have one."""
    own = ((at, card) for at, note in enumerate(notes) for card in note.entry.cards)
    found: dict[tuple[int, int], int] = {}
    taken: set[int] = set()
    for at, card in own:
        if card.card and card.card not in taken:
            found[at, card.number] = card.card
            taken.add(card.card)
    for at, note in enumerate(notes):
        for number in note.cards:
            if (at, number) not in found:
                free = next(one for one in count(ids[at] + number) if one not in taken)
                found[at, number] = free
                taken.add(free)
    return found


def note_ids(guids: Sequence[str], known: Mapping[int, int] = _NONE) -> Sequence[int]:
    """A note id for each guid: its slot from the guid's hash, the next free one where taken.

    The guids are given their slots in alphabetical order, so that it is theirs alone that counts.
    ``known``: ids that other programs gave, by the place of the guid.
    """
    taken: set[int] = set()
    ids = array("Q", bytes(8 * len(guids)))
    given: set[int] = set()
    for at, one in known.items():
        if one not in given:
            ids[at] = one
            given.add(one)
    for at in sorted(range(len(guids)), key=guids.__getitem__):
        if ids[at]:
            continue
        slot = int.from_bytes(sha256(guids[at].encode()).digest()[:8], "big") % SLOTS
        while slot in taken or FIRST_NOTE_ID + 1000 * slot in given:
            slot = (slot + 1) % SLOTS
        taken.add(slot)
        ids[at] = FIRST_NOTE_ID + 1000 * slot
    return ids


def _positions(notes: Sequence[Ready], first: Sequence[int]) -> Sequence[int]:
    """The positions of all new cards, by note and card; ``first``: where the cards of a note begin.

    Notes stand in teaching order, siblings APART positions later.
    """
    total = len(notes)
    # The place that a card wants, then its note: in one number, for there are as many as cards.
    wanted = sorted(
        (at + APART * rank) * total + at
        for at, note in enumerate(notes)
        for rank in range(len(note.cards))
    )
    positions = array("L", bytes(array("L").itemsize * len(wanted)))
    for position, one in enumerate(wanted, 1):
        place, at = divmod(one, total)
        positions[first[at] + (place - at) // APART] = min(position, LAST_POSITION)
    return positions
