"""What a package holds, as it is read of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sonodeck.anki.notetypes import NoteType
from sonodeck.common.frozen import dataclass


@dataclass(frozen=True, slots=True, order=True)
class PackedCard:
    """A card as a package has it; ``number`` counts from 1, ``due`` is its place among new ones."""

    number: int
    id: int
    deck: str
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedNote:
    """A note as a package has it; ``cards`` count from 1, ``fields`` are by name in their order."""

    guid: str
    mod: int
    type_id: int
    type_name: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    rows: tuple[PackedCard, ...] = ()
    id: int = 0

    @property
    def cards(self) -> tuple[int, ...]:
        """The numbers of its cards, from 1."""
        return tuple(sorted(row.number for row in self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedReview:
    """An answer in Anki's log: to a card (from 1) of a note, at a moment (ms), in so many ms."""

    guid: str
    number: int
    at: int
    grade: Literal[1, 2, 3, 4]
    took: int
    crammed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedType:
    """A note type as a package has it; ``left``: settings of other programs, which it leaves."""

    name: str
    fields: tuple[str, ...]
    mod: int
    whole: NoteType
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRead:
    """What a package holds: its notes, and its note types by id.

    ``media``: the SHA-256 of each file, in hex, that has a name of its own and not one of ours;
    ``descriptions``: the HTML on the pages of decks, by their paths.
    """

    notes: tuple[PackedNote, ...]
    types: Mapping[int, PackedType]
    media: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
