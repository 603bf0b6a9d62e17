"""Numbers as medicine and physics write them: understood, or refused with the way out.

Nothing is guessed: a form that may mean two things (``12/3``, ``5 F``, ``3,5`` in English) is said
to be so. In running text, where nobody can be asked, only what is plain is compared by measure.
Read ``reading.py`` first; ``figures.py`` has the digits, ``words.py`` the words around them, and
``running.py`` what stands in a sentence.
"""

from sonodeck.sheets.numbers.figures import NotUnderstood, decimal_comma, in_words
from sonodeck.sheets.numbers.reading import Bounds, Span, may_be, read, span
from sonodeck.sheets.numbers.running import SPELLED, Said, is_range, may_measure, said, with_sign
from sonodeck.sheets.numbers.words import BOUNDS
from sonodeck.sheets.numbers.words import SPELLED as IN_WORDS

__all__ = (
    "BOUNDS", "IN_WORDS", "SPELLED", "Bounds", "NotUnderstood", "Said", "Span", "decimal_comma",
    "in_words", "is_range", "may_be", "may_measure", "read", "said", "span", "with_sign",
)  # fmt: skip
