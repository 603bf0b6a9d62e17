"""Editor: what an editor is told of a deck while somebody writes it.

In: a ``Folder`` with the texts of open editors, and a place in it. Out: findings, completions, what
to show of the word there, where it is defined and named, edits. Pure, as all that it stands on.
Read first: ``desk.py``, what is known of a deck that is being edited.
"""

from sonodeck.editor.completing import Sort, completions
from sonodeck.editor.desk import Desk, compiled, edited, findings, opened, with_buffers
from sonodeck.editor.hovering import told
from sonodeck.editor.mending import Fix, fix_of_all, fixes_of
from sonodeck.editor.naming import Refused, definition, nameable, references, renamed

__all__ = (
    "Desk",
    "Fix",
    "Refused",
    "Sort",
    "compiled",
    "completions",
    "definition",
    "edited",
    "findings",
    "fix_of_all",
    "fixes_of",
    "nameable",
    "opened",
    "references",
    "renamed",
    "told",
    "with_buffers",
)
