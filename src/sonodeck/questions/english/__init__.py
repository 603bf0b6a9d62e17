r"""English grammar for templates: a or an, plurals, capitals, lists, and the seams between texts.

Pure functions from strings to strings. Markup (`**bold**`, `*italic*`, `` `code` ``, `\( math \)`)
may stand around words and is never broken; inside code and math nothing changes. Nothing here
raises, and an author can overrule `article` and `plural` for any text in the sheet itself; `plural`
gives None where no rule is certain.

Which letters are letters is said by code point ranges and not by the Unicode tables of the running
Python, so that every version of Python gives the same text.
"""

from sonodeck.questions.english.articles import article, bare, indefinite
from sonodeck.questions.english.plurals import plural
from sonodeck.questions.english.sentences import (
    capitalised,
    is_before_sentence,
    joined,
    number_word,
    sentence,
)
from sonodeck.questions.english.words import is_abbreviation, is_unit

__all__ = [
    "article", "bare", "capitalised", "indefinite", "is_abbreviation", "is_before_sentence",
    "is_unit", "joined", "number_word", "plural", "sentence",
]  # fmt: skip
