"""Where a note belongs: its subdeck, and in it its topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sonodeck.questions import About, Note
from sonodeck.sheets import Deck

Topic = tuple[str, ...]
"""From the deck down."""
_Placed = TypeVar("_Placed")


class Topics:
    """The topics of a deck."""

    def __init__(self, deck: Deck, notes: Iterable[Note]) -> None:
        self._root = f"{deck.tag}::"
        self._tagged = Counter(tag for note in notes for tag in note.about.tags)

    def of(self, about: About) -> Topic:
        """The subdeck, and in it the topic: the tag with most levels, of such the rarest."""
        path, root = tuple(about.deck.split("::")), self._root
        topics = [tag.removeprefix(root) for tag in about.tags if tag.startswith(root)]
        if not topics:
            return path
        topic = min(topics, key=lambda t: (-t.count("::"), self._tagged[root + t], t))
        return (*path, topic.replace("::", ": "))


def by_topic(found: Sequence[_Placed], topic: Callable[[_Placed], Topic]) -> list[_Placed]:
    """All of a topic together, topics in the order in which they come first."""
    order: dict[Topic, int] = {}
    for one in found:
        own = topic(one)
        for depth in range(1, len(own) + 1):
            order.setdefault(own[:depth], len(order))

    def place(one: _Placed) -> tuple[int, ...]:
        own = topic(one)
        return tuple(order[own[:depth]] for depth in range(1, len(own) + 1))

    return sorted(found, key=place)
