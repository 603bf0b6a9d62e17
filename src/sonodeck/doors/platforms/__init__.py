"""A deck → question banks of learning platforms.

In: a ``Compiled`` deck. Out: ``exported`` gives the bytes of a file and what it holds. Read first:
``items.py``, what can be asked; then ``making.py``, notes as items; each writer is one file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal

from sonodeck.anki import Compiled
from sonodeck.common.frozen import dataclass
from sonodeck.doors.platforms import gift, moodle, qti12, qti21
from sonodeck.doors.platforms.items import Bank
from sonodeck.doors.platforms.making import bank
from sonodeck.doors.platforms.shown import named

Format = Literal["moodle", "gift", "qti21", "qti12"]

WRITERS: Mapping[Format, tuple[str, Callable[[Bank], bytes]]] = {
    "moodle": ("xml", moodle.written),
    "gift": ("txt", gift.written),
    "qti21": ("zip", qti21.written),
    "qti12": ("zip", qti12.written),
}
"""The ending of each format's file, and its writer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file for a platform; ``kinds``: how many questions of each kind; ``pictures`` in it.

    ``left_out``: how many notes have no question, for they are in note types of the author's own.
    """

    data: bytes
    kinds: Mapping[str, int]
    pictures: int
    left_out: int

    @property
    def questions(self) -> int:
        return sum(self.kinds.values())


def exported(
    compiled: Compiled, how: Format, *, kind: str | None = None, tag: str | None = None
) -> Written:
    """The questions of a deck for a platform; of one kind, or under one tag.

    Raises ``pages.listing.Unknown`` for a kind or a tag that there is not; OSError where a file of
    the media folder is gone.
    """
    found = bank(compiled, kind=kind, tag=tag)
    kinds = Counter(type(item).__name__.lower() for item in found.items)
    pictures = {file for item in found.items for file in named(item)}
    data = WRITERS[how][1](found)
    return Written(data=data, kinds=kinds, pictures=len(pictures), left_out=found.left_out)
