"""What a sentence needs beyond its words, in the language of the deck.

English is mended at the seams of a filled template: capitals, articles, plurals, doubled stops. Of
any other language sonodeck knows no grammar, so nothing is changed in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels, base
from sonodeck.questions import english


@dataclass(frozen=True, slots=True)
class Grammar:
    """How texts of one language are put together."""

    labels: Labels

    def opening(self, text: str) -> str:
        """A value where a sentence begins with it, or where it stands alone."""
        return english.capitalised(text) if self.labels.english else text

    def sentence(self, pieces: Sequence[tuple[str, bool]]) -> str:
        """Pieces of text, each with whether it is a value, as one."""
        if self.labels.english:
            return english.sentence(pieces)
        return "".join(text for text, _ in pieces)

    def joined(self, items: Sequence[str]) -> str:
        """Items as a list in a sentence."""
        if self.labels.english:
            return english.joined(items)
        *before, last = items or [""]
        if not before:
            return last
        comma, and_ = (self.labels.say(f"list.{name}") for name in ("comma", "and"))
        if any(part in item for item in items for part in (comma, and_)):
            return "; ".join(items)
        return comma.join(before) + self._and(last) + last

    def _and(self, last: str) -> str:
        """What stands before the last item; in some languages another word before some sounds."""
        other = _ELSE_BEFORE.get(base(self.labels.language))
        return self.labels.say("list.and-else" if other and other.match(last) else "list.and")

    def any_of(self, count: int) -> str:
        """What stands above a list of which any so many are to be named."""
        shown = english.number_word(count) if self.labels.english else str(count)
        return self.labels.say("list.any", count=shown)


_ELSE_BEFORE = {
    # "e" before the sound of an i, but "y hielo" (Real Academia Española, Diccionario panhispánico
    # de dudas, y).
    "es": re.compile("h?[i\u00ed](?![aeo\u00e1\u00e9\u00f3])", re.IGNORECASE),
    # A dash between the prefix and what is not written in Hebrew letters.
    "he": re.compile("[^\u05d0-\u05ea]"),
}
