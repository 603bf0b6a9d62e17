"""Notes and their lock entries → rows of a package: ids, decks, and the order of new cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sonodeck.apkg import CardRow, NoteRow
from sonodeck.lock import Entry
from sonodeck.notetypes import NoteTypes

FIRST_NOTE_ID = 1_300_000_000_000
SLOTS = 1 << 28
"""Note ids lie 1000 apart, card ids between them; all before the time of a student's own notes."""

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


def note_rows(notes: Sequence[Ready], types: NoteTypes) -> list[NoteRow]:
    """Rows in teaching order, which is that of ``notes``."""
    ids = note_ids(note.entry.guid for note in notes)
    due = _positions(notes)
    return [
        NoteRow(
            guid=note.entry.guid,
            note_id=ids[note.entry.guid],
            note_type=types.cloze if note.entry.type == "cloze" else types.question,
            fields=note.fields,
            tags=note.tags,
            mod=note.entry.mod,
            deck=note.deck,
            cards=tuple(CardRow(number=card - 1, due=due[at, card]) for card in sorted(note.cards)),
        )
        for at, note in enumerate(notes)
    ]


def note_ids(guids: Iterable[str]) -> Mapping[str, int]:
    """A note id for each guid: its slot from the guid's hash, the next free one where taken."""
    taken: set[int] = set()
    ids = {}
    for guid in sorted(guids):
        slot = int.from_bytes(sha256(guid.encode()).digest()[:8], "big") % SLOTS
        while slot in taken:
            slot = (slot + 1) % SLOTS
        taken.add(slot)
        ids[guid] = FIRST_NOTE_ID + 1000 * slot
    return ids


def _positions(notes: Sequence[Ready]) -> dict[tuple[int, int], int]:
    """The position of each new card: notes in teaching order, siblings APART positions later."""
    wanted = sorted(
        (at + APART * rank, at, card)
        for at, note in enumerate(notes)
        for rank, card in enumerate(sorted(note.cards))
    )
    return {
        (at, card): min(position, LAST_POSITION) for position, (_, at, card) in enumerate(wanted, 1)
    }
