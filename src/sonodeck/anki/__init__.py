"""Anki: notes → fields → lock → package, and back from a package that students have.

In: ``Note``s. Out: ``pack`` fills their fields under the keys and cards that the lock knows,
``release`` writes packages and lock. Read first: ``packing.py``, then ``lock/__init__.py``.
"""

from sonodeck.anki.apkg import retired_beside
from sonodeck.anki.apkg.studied import Memory, Progress, Review, Studied
from sonodeck.anki.lock import Lock
from sonodeck.anki.lock.decks import by_note as decks_by_note
from sonodeck.anki.lock.text import write as lock_text
from sonodeck.anki.lock.update import hashed, stamp
from sonodeck.anki.notetypes import OWN, NoteType, NoteTypes, note_types, text
from sonodeck.anki.packed import PackageRead, PackedCard, PackedNote, PackedReview, PackedType
from sonodeck.anki.packing import Compiled, Packed, pack, shipped
from sonodeck.anki.release import Plan
from sonodeck.anki.rows import Ready
from sonodeck.anki.since import own_entry, own_notes

__all__ = (
    "OWN",
    "Compiled",
    "Lock",
    "Memory",
    "NoteType",
    "NoteTypes",
    "PackageRead",
    "Packed",
    "PackedCard",
    "PackedNote",
    "PackedReview",
    "PackedType",
    "Plan",
    "Progress",
    "Ready",
    "Review",
    "Studied",
    "decks_by_note",
    "hashed",
    "lock_text",
    "note_types",
    "own_entry",
    "own_notes",
    "pack",
    "retired_beside",
    "shipped",
    "stamp",
    "text",
)

MODULES = ("changes", "description", "diff", "exported", "reading", "release", "suggestions")
"""Handed out whole, each loaded by whoever imports it from here."""
