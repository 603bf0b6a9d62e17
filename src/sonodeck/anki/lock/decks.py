"""The decks in Anki that notes were shipped in, and what became of their names.

To an import, a deck that has another name is another deck: cards that a student has stay in the old
one, and new ones go to the new one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sonodeck.anki.lock import Lock

WHAT_STAYS = (
    "cards that students have stay where they are, new ones go to the new deck, and all its notes "
    "are sent"
)


def by_note(notes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each deck with the least guid of its notes; ``notes``: guid and deck of each."""
    found: dict[str, str] = {}
    for guid, deck in notes:
        found[deck] = min(guid, found.get(deck, guid))
    return found


def renamed(lock: Lock, now: Mapping[str, str]) -> list[tuple[str, str]]:
    """Decks that no note is in any more, each with the one that its note is in; ``now``: by guid.

    Anki finds a deck whatever its capitals.
    """
    left = {deck.lower() for deck in now.values()}
    return [
        (deck, now[guid])
        for deck, guid in sorted(lock.decks.items())
        if guid in now and deck.lower() not in left
    ]
