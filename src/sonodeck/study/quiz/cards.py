"""The cards of a deck as the quiz asks them: plain text, and what is needed to sort and save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.common.ranking import variant_on
from sonodeck.study.reviews import CardId

LETTERS = "abcdefgh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card.

    ``options`` are those of a multiple choice in rank order, ``right`` is the place of the right
    one among them, ``ranked`` are they as a browser has them, for their order of the day;
    ``names``: what answers know them by; ``ordered``: they are numbers by size; ``why``: what each
    wrong one is right for. The answer of a cloze is its whole text. ``small`` stands under the
    answer; ``pictures`` are files of the question, ``more`` those that come with the answer;
    ``typed``: what is right where the answer can be typed, as it is shown first. ``variants``: the
    card with other numbers, of which a day shows one.
    """

    id: CardId
    key: str
    topic: str
    tags: tuple[str, ...]
    cloze: bool
    asked: str
    answer: str
    options: tuple[str, ...] = ()
    right: int | None = None
    ranked: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    ordered: bool = False
    why: tuple[str, ...] = ()
    small: str = ""
    pictures: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    place: Place
    variants: tuple[Card, ...] = ()

    def on(self, day: date) -> Card:
        """The card with the numbers of a day of study, as all other places show it."""
        at = variant_on(day, self.key, 1 + len(self.variants))
        return (self, *self.variants)[at]


def as_plain(card: Card) -> dict[str, Any]:
    """A card as JSON can hold it."""
    return asdict(card)


def of_plain(plain: Mapping[str, Any]) -> Card:
    """The card that was made plain. Raises TypeError or KeyError for anything else."""
    lists = ("tags", "options", "ranked", "names", "why", "pictures", "more", "typed")
    return Card(
        **{**plain, **{name: tuple(plain[name]) for name in lists}}
        | {"id": CardId(**plain["id"]), "place": Place(**plain["place"])}
        | {"variants": tuple(map(of_plain, plain["variants"]))}
    )
