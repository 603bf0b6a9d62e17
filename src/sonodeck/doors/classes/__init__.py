"""A class: a folder of students' answers → what they say of a deck's cards.

In: a ``Compiled`` deck, and a folder of files that students exported. Out: ``read`` gives a
``Class``; ``findings`` what an author should look at; ``showing.py`` a table, a page, and text.
Read first: ``study/classes.py``, what is counted; then ``cards.py``, numbers under their cards.
"""

from __future__ import annotations

from pathlib import Path

from sonodeck.anki import Compiled
from sonodeck.doors.classes.cards import Class, TooLarge, of
from sonodeck.doors.classes.cards import read as _read
from sonodeck.doors.classes.findings import findings
from sonodeck.doors.classes.showing import as_csv, as_json, as_page, as_text

__all__ = ("Class", "TooLarge", "as_csv", "as_json", "as_page", "as_text", "findings", "of", "read")


def read(compiled: Compiled, folder: Path) -> Class:
    """The answers in a folder, and in those inside it, under the cards of a deck.

    Raises TooLarge; OSError where the folder can't be listed.
    """
    return of(compiled, _read(folder))
