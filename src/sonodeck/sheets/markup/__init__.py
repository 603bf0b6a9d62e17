r"""The small markup of text: ``**bold**``, ``*italic*``, ```code```, ``\( math \)``, line breaks.

Code between three backticks, on lines of its own, is a block. Code and math bind tighter than
everything: stars, gaps and bars inside them are theirs. All else is text: it is escaped, so
``<b>`` shows as ``<b>``. A sign that nothing closes stays a sign. Every function is linear in the
length of the text.
"""

from sonodeck.sheets.markup.gaps import Hidden, Misfit, filled, hidden, misfit, sign
from sonodeck.sheets.markup.shown import (
    active_math,
    attribute,
    formula,
    html,
    literal,
    plain,
    unclosed_math,
)
from sonodeck.sheets.markup.spans import Span, spans

__all__ = (
    "Hidden", "Misfit", "Span", "active_math", "attribute", "filled", "formula", "hidden", "html",
    "literal", "misfit", "plain", "sign", "spans", "unclosed_math",
)  # fmt: skip
