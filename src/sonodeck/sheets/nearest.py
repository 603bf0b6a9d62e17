"""How long to look for the names that others may have meant."""

from __future__ import annotations

_COMPARED = 50_000


class Patience:
    """What is left of so many comparisons of names: about a second of a machine's time.

    Where a whole sheet of many facts is gone, the first ones get a hint: to search for each of them
    would take minutes.
    """

    def __init__(self) -> None:
        self._left = _COMPARED

    def lasts(self, names: int) -> bool:
        """Whether one more name is to be held against so many others; they then count."""
        if self._left < 0:
            return False
        self._left -= names
        return True
