"""What a package holds, as it is read of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sonodeck.anki.notetypes import NoteType
from sonodeck.common.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedNote:
    """A note as a package has it; ``cards`` count from 1, ``fields`` are by name in their order."""

    guid: str
    mod: int
    type_id: int
    type_name: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    cards: tuple[int, ...]


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
    """A note type as a package has it; ``whole`` is None where Anki's newer schema hides parts."""

    name: str
    fields: tuple[str, ...]
    mod: int
    whole: NoteType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRead:
    """What a package holds: its notes, and its note types by id."""

    notes: tuple[PackedNote, ...]
    types: Mapping[int, PackedType]
