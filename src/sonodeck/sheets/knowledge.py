"""What a deck folder says: the deck, its sources, its facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.sheets.kinds import Kind
from sonodeck.sheets.kinds.facts import FactKeys
from sonodeck.sheets.manifests import Deck, Source
from sonodeck.sheets.notetypes import NoteType
from sonodeck.sheets.templates import Template
from sonodeck.sheets.values import ByField, Item, Media, Reference, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A wrong option that the author wrote: what students take for right, and why it is not."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One record of a sheet. ``position`` counts the facts of a deck in teaching order, from 0.

    ``deck_place``: where its sheet names the deck, if it does.
    """

    kind: str
    id: str
    values: Mapping[str, Value]
    deck: str
    tags: tuple[str, ...]
    source: ByField[tuple[str, ...]] = field(default_factory=ByField)
    as_of: ByField[str] = field(default_factory=ByField)
    details: ByField[str] = field(default_factory=ByField)
    picture: Media | None = None
    contrast: tuple[Reference, ...] = ()
    alike: tuple[Reference, ...] = ()
    reword: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)
    slips: Mapping[str, tuple[Slip, ...]] = field(default_factory=dict)
    skip: frozenset[str] = frozenset()
    retired: bool = False
    formerly: str | None = None
    position: int = 0
    deck_place: Place | None = field(default=None, compare=False)
    places: Mapping[str, Place] = field(compare=False)
    reference: Reference = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reference", Reference(self.kind, self.id))

    @property
    def place(self) -> Place:
        """Where its id stands."""
        return self.places["id"]

    def items(self) -> Iterator[tuple[str, Item]]:
        """The items of its lists, each with the name of its field."""
        for name, value in self.values.items():
            for entry in value if isinstance(value, tuple) else ():
                if isinstance(entry, Item):
                    yield name, entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All that a deck folder says, read and checked.

    ``note_types`` are those of the author's own, by the names of their folders.
    Not ``whole``: some of it could not be read, so what seems to be missing may stand there.
    """

    deck: Deck
    kinds: Mapping[str, Kind]
    sources: Mapping[str, Source]
    facts: tuple[Fact, ...]
    whole: bool = True
    note_types: Mapping[str, NoteType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the facts of a sheet may refer to."""

    deck: Deck
    kinds: Mapping[str, Kind]
    broken_kinds: frozenset[str]
    sources: Mapping[str, Source]
    media: Collection[str]
    fact_keys: FactKeys = field(compare=False)
