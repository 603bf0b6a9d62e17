"""Words as rules compare them: without endings, and without those that say nothing alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from sonodeck.sheets import seen

_LETTER = "[A-Za-z0-9\u00c0-\u024f\u0370-\u03ff]"
_WORD = re.compile(rf"{_LETTER}+(?:[.,'\u2019/&*-]{_LETTER}+)*")

_LITTLE = frozenset(
    """
    a an the and or nor but of in on at by to from for with without within into onto over under up
    down out off as than then so if when while where which what who whom whose why how that this
    these those there here it its he she they them their we us our you your i other others
    some any each every all both either neither no not only also too very more most less least much
    many few own same such is are was were be been being am do does did done has have had having can
    could may might must shall should will would name give get gets during after before between
    through against about around per via because although though until since once again
    """.split()  # noqa: SIM905 - a list of ninety words is read more easily as text
)

# Longest first; what is left of a word keeps at least four letters.
_ENDINGS = (
    "ization", "isation", "ations", "ation", "ingly", "ional", "ating", "ators", "ator", "ated",
    "ates", "ions", "ings", "edly", "ical", "ally", "ness", "ion", "ing", "ate", "ies", "ers",
    "ors", "als", "est", "ed", "es", "er", "or", "ly", "al", "ic", "y", "s", "e",
)  # fmt: skip
_STEM = 4


@lru_cache(maxsize=2048)
def stem(word: str) -> str:
    """A word without its ending: ``measures``, ``measured`` and ``measuring`` are one.

    A number has no ending.
    """
    if word.isdigit():
        return word
    word = word.lower().removesuffix("'s").removesuffix("\u2019s")
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            word = word[: -len(ending)]
            break
    if len(word) > _STEM and word[-1] == word[-2]:
        word = word[:-1]
    return word


def words(text: str) -> list[str]:
    """The words of a text as written; a number with its point or a hyphenated word is one."""
    return _WORD.findall(text)


def content_words(text: str) -> list[str]:
    """The words that say something, as written."""
    return [word for word in words(text) if word.lower() not in _LITTLE]


@lru_cache(maxsize=16384)
def _said(word: str) -> str:
    """The stem of a word that says something, else nothing."""
    return "" if word.lower() in _LITTLE else stem(word)


def content(text: str) -> frozenset[str]:
    """The stems of the words that say something."""
    return frozenset(filter(None, map(_said, _WORD.findall(seen(text)))))


def close_together(own: frozenset[str], others: list[str]) -> bool:
    """Whether a stretch of the others, at most twice as long, holds all of the stems."""
    reach = 2 * len(own) - 1
    at = [place for place, word in enumerate(others) if word in own]
    return any(own <= set(others[start : start + reach]) for start in at)


def is_abbreviation(word: str) -> bool:
    """Two or more capitals, perhaps with points or a small letter: ``ARDMS``, ``RPhS``."""
    if word[1:].islower():  # most words, and quickly seen
        return False
    letters = word.replace(".", "")
    return letters.isalpha() and sum(c.isupper() for c in letters) >= 2 and letters[0].isupper()


def stems_of(text: str) -> tuple[str, ...]:
    """As ``content``, each once, in order: a set of so few takes six times the memory."""
    return tuple(dict.fromkeys(filter(None, map(_said, _WORD.findall(seen(text))))))


def all_among(text: str, stems: Collection[str]) -> bool:
    """Whether a text says something, and all of it is among the stems."""
    said = False
    for word in _WORD.finditer(seen(text)):
        if one := _said(word.group()):
            if one not in stems:
                return False
            said = True
    return said


def holds_one_of(parts: Iterable[str], text: str) -> bool:
    """A quick look before a rule reads closely: most texts hold none of its words."""
    for part in parts:  # noqa: SIM110 - any() takes three times as long
        if part in text:
            return True
    return False


_TWO_CAPITALS = re.compile(r"[^\Wa-z\d_]\S*[^\Wa-z\d_]")


def may_abbreviate(text: str) -> bool:
    """A quick look: where this is false, no word of a text is an abbreviation."""
    return not text[1:].islower() and _TWO_CAPITALS.search(text) is not None


def every_initial(text: str) -> str:
    """The first letters of all words, in capitals: ALARA, as low as reasonably achievable."""
    return "".join(word[0].upper() for word in words(text.replace("-", " ")))


def initials(text: str) -> str:
    """The first letters of the words that say something, in capitals."""
    return "".join(word[0].upper() for word in content_words(text.replace("-", " ")))
