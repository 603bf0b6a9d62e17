"""The deck that is asked: read from its folder, or from what was kept the last time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sonodeck import folders, stamps
from sonodeck.diagnostics import Diagnostic, Severity
from sonodeck.folders import Folder
from sonodeck.frozen import dataclass
from sonodeck.quiz.cards import Card, as_plain, of_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Its cards in teaching order.

    ``editable`` is false for a deck that belongs to the program.
    """

    id: str
    folder: Path
    cards: tuple[Card, ...]
    editable: bool

    def files(self, pictures: tuple[str, ...]) -> list[Path]:
        """The files of pictures. Raises OSError; LookupError where one is gone."""
        from sonodeck.quiz.compiling import picture_files

        return picture_files(folders.read(self.folder), pictures)

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


def read(path: Path) -> Deck | Broken:
    """A deck as it stands now; one with errors is not asked.

    Its cards are kept under a hash of all they depend on: to compile a deck takes most of the time
    until the first card is in view.
    """
    folder = folders.read(path)
    key = stamps.fingerprint(folder)
    kept = _kept(stamps.recall_plain(path, "quiz", key))
    if kept is None:
        found = _compiled(folder)
        if isinstance(found, Broken):
            return found
        kept = found
        plain = {"id": kept[0], "cards": [as_plain(card) for card in kept[1]]}
        stamps.keep_plain(path, "quiz", key, plain)
    return Deck(id=kept[0], folder=path, cards=kept[1], editable=not folders.is_shipped(path))


_Kept = tuple[str, tuple[Card, ...]]
"""The id of a deck, and its cards."""


def _kept(plain: Any) -> _Kept | None:
    try:
        return str(plain["id"]), tuple(map(of_plain, plain["cards"]))
    except (TypeError, KeyError):
        return None


def _compiled(folder: Folder) -> _Kept | Broken:
    from sonodeck import project
    from sonodeck.quiz.compiling import cards

    compiled = project.compile_folder(folder)
    errors = tuple(one for one in compiled.found if one.severity is Severity.ERROR)
    if compiled.knowledge is None or errors:
        return Broken(errors=errors, texts=compiled.texts)
    return compiled.knowledge.deck.id, cards(compiled)
