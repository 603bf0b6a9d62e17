"""What was read of a deck before, so that an editor waits only for what was changed since."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sonodeck.sheets import yamltext

T = TypeVar("T")


class Memory:
    """What files and sheets said, each with all that it was made from.

    It changes how long reading takes, never what comes out. It keeps what it was told last of each
    thing; not ``keeps``: nothing, which is right for who reads a deck once.
    """

    def __init__(self, *, keeps: bool = True) -> None:
        self._keeps = keeps
        self._known: dict[Hashable, tuple[Any, Any]] = {}

    def recall(self, what: Hashable, made_from: object, make: Callable[[], T]) -> T:
        """What ``make`` makes, or what it made of the same before."""
        known = self._known.get(what)
        if known is not None and known[0] == made_from:
            made: T = known[1]
            return made
        made = make()
        if self._keeps:
            self._known[what] = (made_from, made)
        return made

    def same(self, what: Hashable, value: T) -> T:
        """The value, or the one of before if it equals it: what hangs on that is kept, too."""
        return self.recall(what, value, lambda: value)

    def read(self, data: bytes, path: str) -> yamltext.Read:
        """One file, as ``yamltext.read``."""
        return self.recall(("file", path), data, lambda: yamltext.read(data, path))
