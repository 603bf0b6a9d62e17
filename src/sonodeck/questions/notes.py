"""Notes as the questions make them: wording with its small markup, not yet HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import field
from itertools import count
from typing import Literal, NewType, TypeAlias

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import Media, NoteType, markup

Key = NewType("Key", str)
"""The stable name of a note in its deck: ``kind.fact.question`` or ``kind.fact.question.part``."""


# A sound inside a text stands between two characters that Unicode leaves to private use.
SOUND = re.compile("\ue000([^\ue001]*)\ue001")


def sound_sign(sound: Media) -> str:
    """What stands in a text where a sound is to be played."""
    return f"\ue000{sound.file}\ue001"


@dataclass(frozen=True, slots=True)
class Words:
    """One text."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """Several texts; ``ordered`` where the order matters; ``lead`` is a line above them or ""."""

    items: tuple[str, ...]
    ordered: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Two or more rows, each a name and what is true of it."""

    rows: tuple[tuple[str, Words | Bullets], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as an answer."""

    picture: Media


Answer: TypeAlias = Words | Bullets | Table | Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What every note carries beside its question.

    ``as_of`` holds (label of the field, date); the label is "" where one date holds for all.
    ``position`` sorts notes in teaching order; ``formerly``: keys it may have been shipped under.
    """

    key: Key
    formerly: tuple[Key, ...] = ()
    deck: str
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    as_of: tuple[tuple[str, str], ...]
    details: tuple[str, ...] = ()
    pictures: tuple[Media, ...] = ()
    position: tuple[int, ...] = ()
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse:
    """The sibling card the other way round; ``picture`` is shown with its question."""

    question: str
    answer: Answer
    picture: Media | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A wrong option as shipped: that of a fact by its id, with the id of the item in a list.

    One that was computed, or that only a package tells of, has no fact: ``said`` then is the slug
    of its text, and ``why`` that of what the package says under it.
    """

    fact: str = ""
    said: str = ""
    why: str = ""

    @property
    def name(self) -> str:
        """What the lock and a student's answers know it by, whatever its wording."""
        return self.fact + (f"={self.said}" if self.said else "")


RIGHT = "="
"""The name of the right option; it belongs to the note, so it needs none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionNote:
    """A question and its answer.

    ``options``: right and wrong ones, empty where it is asked plain; ``ordered``: they are numbers
    in order of size, else they stand in rank order; ``why``: for each option what it is right for
    or which slip leads to it, "" for the right one; ``names``: what answers know each option by;
    ``offered``: the wrong ones as they are locked;
    ``right``: all texts that would be right, the answer among them; ``variants``: the same question
    with other numbers, of which a day of study shows one, each a note of its own under this key.
    """

    about: About
    question: str
    answer: Answer
    options: tuple[str, ...] = ()
    ordered: bool = False
    why: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    offered: tuple[Offered, ...] = ()
    right: tuple[str, ...] = ()
    reverse: Reverse | None = None
    picture: Media | None = None
    variants: tuple[QuestionNote, ...] = ()

    def all_variants(self) -> tuple[QuestionNote, ...]:
        """Itself first, then what other days show."""
        return (self, *self.variants)


@dataclass(frozen=True, slots=True)
class Blank:
    """A hidden stretch.

    ``item`` is what its card number belongs to, ``formerly`` that item's id before; ``typed`` is
    the text as the sheet has it, where another one is shown. ``math``: its text is a piece of the
    formula that it stands in.
    """

    item: str
    text: str
    hint: str = ""
    formerly: str = ""
    typed: str = ""
    math: bool = False


def shown_line(
    line: Sequence[str | Blank], whole: Callable[[str], str], blank: Callable[[Blank], str]
) -> str:
    """A line of a cloze, with its markup as ``whole`` shows it: that may stand around blanks."""
    blanks = [part for part in line if isinstance(part, Blank)]
    numbers = count()
    text = "".join(p if isinstance(p, str) else markup.sign(next(numbers)) for p in line)
    return markup.filled(whole(text), [blank(one) for one in blanks])


@dataclass(frozen=True, slots=True, kw_only=True)
class ClozeNote:
    """Lines with hidden stretches under a lead line (or none): a list, steps, or running text."""

    about: About
    lead: str
    lines: tuple[tuple[str | Blank, ...], ...]
    layout: Literal["bullets", "numbered", "text"]
    picture: Media | None = None

    def blanks(self) -> tuple[Blank, ...]:
        return tuple(part for line in self.lines for part in line if isinstance(part, Blank))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNote:
    """A note in a note type of the author's own: its fields as HTML.

    ``folder``: the name of the note type's folder.
    """

    about: About
    folder: str
    type: NoteType
    fields: tuple[str, ...]

    def known(self) -> dict[str, str]:
        """What its cards may show beside its fields, by Anki's names."""
        deck = self.about.deck
        return {
            "Tags": " ".join(self.about.tags), "Deck": deck, "Subdeck": deck.rpartition("::")[2],
        }  # fmt: skip


ReadNote: TypeAlias = QuestionNote | ClozeNote
"""A note by what it says, not by how it looks."""
Note: TypeAlias = ReadNote | OwnNote
