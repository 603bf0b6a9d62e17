"""The deck that is asked: read from its folder, or from what was kept the last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from sonodeck.common import folders, stamps
from sonodeck.common.diagnostics import Diagnostic, Severity
from sonodeck.common.exams import Pool
from sonodeck.common.folders import Folder
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels
from sonodeck.study.quiz.cards import Card, as_plain, of_plain

if TYPE_CHECKING:  # what is compiled is loaded only where it has to be
    from sonodeck.anki import Compiled

Compile: TypeAlias = "Callable[[Folder], Compiled]"
Kept: TypeAlias = tuple[str, Labels, tuple[Card, ...], Pool | None]
"""The id of a deck, its labels, its cards, and what its exams are drawn from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Its cards in teaching order.

    ``pool``: what its exams are drawn from, if it has a blueprint; ``editable`` is false for a deck
    that belongs to the program.
    """

    id: str
    labels: Labels
    folder: Path
    cards: tuple[Card, ...]
    pool: Pool | None
    editable: bool
    compile: Compile = field(compare=False)

    def files(self, pictures: tuple[str, ...]) -> list[Path]:
        """The files of pictures. Raises OSError; LookupError where one is gone."""
        from sonodeck.study.quiz import compiling

        folder = folders.read(self.folder)
        media = list(folder.media.values())
        if not set(pictures) <= folder.media.keys():
            media += self.compile(folder).media.values()
        return compiling.picture_files(media, pictures)

    def tags(self) -> frozenset[str]:
        """The tags of its cards, those above them, and both without the deck's root."""
        full = {tag for card in self.cards for tag in card.tags}
        parts = [tag.split("::") for tag in full]
        above = {tuple(part[:end]) for part in parts for end in range(1, len(part) + 1)}
        return frozenset("::".join(one[1:] or one) for one in above)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A deck with errors, and the texts that their places are in."""

    errors: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


def read(path: Path, compile_: Compile) -> Deck | Broken:
    """A deck as it stands now; one with errors is not asked.

    Its cards are kept under a hash of all they depend on: to compile a deck takes most of the time
    until the first card is in view. ``compile_`` is called where nothing is kept.
    """
    folder = folders.read(path)
    key = stamps.fingerprint(folder)
    kept = _kept(stamps.recall_plain(path, "quiz", key))
    if kept is None:
        from sonodeck.study.quiz import compiling

        compiled = compile_(folder)
        errors = tuple(one for one in compiled.found if one.severity is Severity.ERROR)
        if compiled.knowledge is None or errors:
            return Broken(errors=errors, texts=compiled.texts)
        deck = compiled.knowledge.deck
        labels = Labels(deck.language, deck.labels.group("card", "exam", "quiz", "terminal"))
        kept = deck.id, labels, compiling.cards(compiled), compiling.pool(compiled)
        plain = {
            "id": deck.id,
            "labels": [labels.language, dict(labels.texts)],
            "cards": [as_plain(card) for card in kept[2]],
            "pool": kept[3] and kept[3].as_plain(),
        }
        stamps.keep(path, "quiz", key, plain)
    return Deck(
        id=kept[0],
        labels=kept[1],
        folder=path,
        cards=kept[2],
        pool=kept[3],
        editable=not folders.is_shipped(path),
        compile=compile_,
    )


def _kept(plain: Any) -> Kept | None:
    try:
        pool = plain["pool"] and Pool.of_plain(plain["pool"])
        cards = tuple(map(of_plain, plain["cards"]))
        return str(plain["id"]), Labels(*plain["labels"]), cards, pool
    except (TypeError, ValueError, KeyError):
        return None
