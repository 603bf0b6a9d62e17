"""The lock: key → guid, content hash, modification time and card numbers of every note shipped.

It is what keeps a student's progress when a fact changes, so it is committed with the sheets, read
by people in diffs, and never guessed at: a line that can't be read is an error with a way out.

    sonodeck-lock 2 anatomy-k3f9
    @deck Anatomy::Heart g;M/w}f8Zq
    @question 0123456789abcdef 1767225600
    heart.valve.which g;M/w}f8Zq 0123456789abcdef 1767225600 q:1,2 o:aortic,mitral,tricuspid
    list.chambers.items hX4$kL0(u2 0123456789abcdef 1767225600 c:left-atrium=1,!right=2~Right%20one
    drug.aspirin.note b,kZ{6ia]D 0123456789abcdef 1767225600 n:1,2 t:basic i:1767225600123

``!`` marks a card without a row: an item that left its list, a reverse that was withdrawn. A note
all of whose cards are marked is retired. Behind ``o:`` stand the facts whose answers are the wrong
options (``abdomen=liver``: that item of its list; ``=2-5-khz``: one that was computed, as slug).
Behind ``t:`` stands the folder of the author's own note type, behind ``i:`` the id that another
program gave the note; ``1=1767225600789`` is a card with the id that it has from there. A deck has
the least guid of its notes: where that note is now, the deck is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from sonodeck.anki.notetypes import TypeName
from sonodeck.common.frozen import dataclass
from sonodeck.questions import Locked, Offered, Pinned

ANEW = "0" * 16
"""The hash of a note that needs a new time: no content has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One note as shipped; ``mod`` is in seconds since 1970, ``options`` are the wrong ones.

    ``note_id``: the id that another program gave it, else 0.
    """

    key: str
    guid: str
    hash: str
    mod: int
    type: TypeName
    cards: tuple[Pinned, ...]
    options: tuple[Offered, ...] = ()
    note_id: int = 0

    @property
    def retired(self) -> bool:
        return bool(self.cards) and all(card.gone for card in self.cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Content hash and modification time of a note type."""

    hash: str
    mod: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The lock of one deck; ``decks``: those in Anki by their paths, each with one of its notes."""

    deck: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    types: Mapping[str, Stamp] = field(default_factory=dict)
    decks: Mapping[str, str] = field(default_factory=dict)

    def shipped(self) -> Locked:
        """What questions are asked by: the items of cloze notes, the options of questions."""
        entries = self.entries.items()
        return Locked(
            clozes={key: entry.cards for key, entry in entries if entry.type == "cloze"},
            options={key: entry.options for key, entry in entries if entry.options},
        )

    def newest(self) -> int:
        """The newest modification time, 0 in an empty lock."""
        entries = (entry.mod for entry in self.entries.values())
        return max((*entries, *(stamp.mod for stamp in self.types.values())), default=0)
