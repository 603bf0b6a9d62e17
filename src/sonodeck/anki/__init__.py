"""Anki: notes → fields → lock → package, and back from a package that students have.

In: ``Note``s. Out: ``pack`` fills their fields under the keys and cards that the lock knows,
``release`` writes packages and lock. Read first: ``packing.py``, then ``lock/__init__.py``.
"""

from sonodeck.anki.apkg import retired_beside
from sonodeck.anki.apkg.studied import Memory, Progress, Review, Studied
from sonodeck.anki.notetypes import NoteType, NoteTypes, note_types, text
from sonodeck.anki.notetypes.fields import media_in
from sonodeck.anki.packed import PackageRead, PackedReview
from sonodeck.anki.packing import Compiled, Packed, pack, shipped
from sonodeck.anki.release import Plan
from sonodeck.anki.rows import Ready
from sonodeck.anki.since import own_notes

__all__ = (
    "Compiled",
    "Memory",
    "NoteType",
    "NoteTypes",
    "PackageRead",
    "Packed",
    "PackedReview",
    "Plan",
    "Progress",
    "Ready",
    "Review",
    "Studied",
    "media_in",
    "note_types",
    "own_notes",
    "pack",
    "retired_beside",
    "shipped",
    "text",
)

MODULES = ("changes", "description", "diff", "exported", "reading", "release", "suggestions")
"""Handed out whole, each loaded by whoever imports it from here."""
