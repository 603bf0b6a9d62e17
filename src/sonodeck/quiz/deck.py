"""The deck that is asked, read from its folder."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sonodeck import folders, project
from sonodeck.diagnostics import Diagnostic, Severity
from sonodeck.quiz.cards import Card, cards
from sonodeck.values import Media


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Its cards in teaching order, and the files of its pictures.

    ``editable`` is false for a deck that belongs to the program.
    """

    id: str
    folder: Path
    cards: tuple[Card, ...]
    media: Mapping[str, folders.Media]
    editable: bool

    def path(self, picture: Media) -> Path:
        """The file of a picture; one that was drawn is written for the occasion.

        Raises OSError.
        """
        media = self.media[picture.file]
        if isinstance(media.content, Path):
            return media.content
        file = Path(tempfile.mkdtemp(prefix="sonodeck-")) / media.packed
        file.write_bytes(media.content)
        return file

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


def read(folder: Path) -> Deck | Broken:
    """A deck as it stands now; one with errors is not asked."""
    compiled = project.compile_deck(folder)
    errors = tuple(one for one in compiled.found if one.severity is Severity.ERROR)
    if compiled.knowledge is None or errors:
        return Broken(errors=errors, texts=compiled.texts)
    return Deck(
        id=compiled.knowledge.deck.id,
        folder=folder,
        cards=cards(compiled),
        media={**compiled.folder.media, **{one.name: one for one in compiled.media.values()}},
        editable=not folders.is_shipped(folder),
    )
