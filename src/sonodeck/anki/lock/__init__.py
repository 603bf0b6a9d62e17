"""The lock: key → guid, content hash, modification time and card numbers of every note shipped.

It is what keeps a student's progress when a fact changes, so it is committed with the sheets, read
by people in diffs, and never guessed at: a line that can't be read is an error with a way out.

    sonodeck-lock 2 anatomy-k3f9
    @question 0123456789abcdef 1767225600
    heart.valve.which g;M/w}f8Zq 0123456789abcdef 1767225600 q:1,2 o:aortic,mitral,tricuspid
    list.chambers.items hX4$kL0(u2 0123456789abcdef 1767225600 c:left-atrium=1,!right=2~Right%20one

``!`` marks a card without a row: an item that left its list, a reverse that was withdrawn. A note
all of whose cards are marked is retired. Behind ``o:`` stand the facts whose answers are the wrong
options (``abdomen=liver``: that item of its list; ``=2-5-khz``: one that was computed, as slug).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sonodeck.common.frozen import dataclass
from sonodeck.questions import Locked, Offered, Pinned

TypeName = Literal["question", "cloze"]

ANEW = "0" * 16
"""The hash of a note that needs a new time: no content has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One note as shipped; ``mod`` is in seconds since 1970, ``options`` are the wrong ones."""

    key: str
    guid: str
    hash: str
    mod: int
    type: TypeName
    cards: tuple[Pinned, ...]
    options: tuple[Offered, ...] = ()

    @property
    def retired(self) -> bool:
        return all(card.gone for card in self.cards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Content hash and modification time of a note type."""

    hash: str
    mod: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The lock of one deck."""

    deck: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    types: Mapping[str, Stamp] = field(default_factory=dict)

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
