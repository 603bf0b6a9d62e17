"""What a learning platform can ask: a small closed union, the same for all of them."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.questions import Answer, Blank
from sonodeck.sheets import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every item has. Texts keep the markup of sheets; ``origin`` is plain: sources, dates.

    ``id`` is the same in every export: the key of the note, and what tells its items apart.
    ``category``: from the deck down, in teaching order; ``drawn``: it is one of several that ask
    the same with other numbers or another gap, in a category of their own; a quiz draws one.
    ``answer``: as the card's back shows it.
    """

    id: str
    category: tuple[str, ...]
    drawn: bool = False
    tags: tuple[str, ...]
    ask: str
    picture: Media | None = None
    answer: Answer
    details: tuple[str, ...] = ()
    pictures: tuple[Media, ...] = ()
    origin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """``why``: what a wrong one is right for, or the slip that leads to it."""

    text: str
    right: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Two or more options. ``many``: all that are right are asked for, be it one or several.

    ``ordered``: numbers by size, or letters that point into a picture; they stay so.
    """

    head: Head
    options: tuple[Option, ...]
    many: bool = False
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, how far from it is as good, and what to say of it."""

    value: Decimal
    tolerance: Decimal
    why: str = ""

    @property
    def low(self) -> Decimal:
        return self.value - self.tolerance

    @property
    def high(self) -> Decimal:
        return self.value + self.tolerance


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric:
    """A number to be typed, without its ``unit``, which the question shows."""

    head: Head
    right: Figure
    wrong: tuple[Figure, ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A few words to be typed: all that are right, as plain text, the card's answer first."""

    head: Head
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Two or more pairs, no two of which end alike."""

    head: Head
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    """Two or more steps in their order, all different."""

    head: Head
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze:
    """Lines under ``head.ask``, with gaps to be typed; a gap is never inside a formula.

    ``right``: for each gap all that is right, as plain text.
    """

    head: Head
    lines: tuple[tuple[str | Blank, ...], ...]
    bullets: bool
    right: tuple[tuple[str, ...], ...]

    def gaps(self) -> tuple[Blank, ...]:
        return tuple(part for line in self.lines for part in line if isinstance(part, Blank))


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An answer in words of one's own, which a person grades against ``head.answer``."""

    head: Head


Item: TypeAlias = Choice | Numeric | Short | Matching | Ordering | Cloze | Open


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """All items of a deck, or of a part of it, grouped by category in teaching order.

    ``media``: name in a package and bytes of each picture and sound, by the file that items name;
    ``left_out``: how many notes of note types of the author's own have no item.
    """

    id: str
    title: str
    language: str
    items: tuple[Item, ...]
    media: dict[str, tuple[str, bytes]]
    left_out: int = 0
