"""A or an, by the sound of what follows."""

import re
from typing import Literal

from sonodeck.questions.english.words import (
    APOSTROPHES,
    CAPITALS,
    PLURAL_CAPITALS,
    QUOTES,
    UNITS,
    is_abbreviation,
    is_unit,
)


def article(phrase: str) -> Literal["a", "an"]:
    """The indefinite article before a phrase, by its sound: an hour, a unit, an SPI exam, an 8.

    Sounds are American where that matters (an herb). Abbreviations are spelled out unless known
    to be read as words; a number of four digits without a comma is read like a year (an 1850).
    """
    text = _LATEX_FONT.sub("", phrase.lstrip(_BEFORE_SPEECH), count=1)
    if number := _NUMBER.match(text):
        return "an" if _number_begins_with_vowel(number.group().rstrip(",")) else "a"
    if letters := _LETTERS.match(text):
        word, rest = letters.group(), text[letters.end() :]
        return "an" if _begins_with_vowel(word, rest) else "a"
    return "an" if text[:1] in _VOWEL_SIGNS else "a"


def indefinite(phrase: str) -> str:
    """The phrase with a or an before it; as it is where an article stands there already."""
    return phrase if _DETERMINED.match(phrase) else f"{article(phrase)} {phrase}"


def bare(phrase: str) -> str:
    """The phrase without the a or an that it begins with, for a plural."""
    return _INDEFINITE.sub("", phrase, count=1)


_DETERMINED = re.compile("(?:an?|the) +[^ =<>≤≥≈]{2}")  # not the variable in "a = 5"
_INDEFINITE = re.compile("^an? +(?=[^ =<>≤≥≈]{2})")
_BEFORE_SPEECH = " \t\n\r*_`([{\\$€£" + QUOTES
_LATEX_FONT = re.compile(r"^(?:text|mathrm|mathbf|mathit|operatorname)\{")
_NUMBER = re.compile("[0-9][0-9,]*")
_LETTERS = re.compile("[A-Za-z]+")
# Accented vowels, Greek letters whose names begin with one, and signs read "about", "and", "at".
_VOWEL_SIGNS = frozenset(
    "ÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØÙÚÛÜàáâãäåæèéêëìíîïòóôõöøùúûüĀāĂăĄąĒēĖėĘęĚěĪīĮįŌōŐőŒœŪūŮůŰűŲų"
    "\u0391\u0395\u0397\u0399\u039f\u03a5\u03a9\u2126"  # capitals, and the ohm sign
    "\u03b1\u03b5\u03b7\u03b9\u03bf\u03c5\u03c9≈~&@"
)


def _number_begins_with_vowel(number: str) -> bool:
    """Whether a number in digits is read eight…, eighty…, eleven… or eighteen…."""
    digits = number.replace(",", "")
    # "1850" is eighteen fifty, "1,850" is one thousand …
    hundreds = len(digits) == len(number) == 4
    leading = digits[: 2 if hundreds and digits[:2] in {"11", "18"} else len(digits) % 3 or 3]
    return leading.startswith("8") or leading in {"11", "18"}


def _begins_with_vowel(word: str, rest: str) -> bool:
    """Whether letters A to Z, followed by the rest of the phrase, begin with a vowel's sound."""
    if len(word) == 1:
        if rest[:1] and rest[0] in APOSTROPHES:  # d'Arcy, O'Brien
            return word in "AEIOaeio"
        if is_unit(word + rest.partition(" ")[0]):  # m/s
            return word == "h"
        return word in _VOWEL_NAMES
    if word in UNITS:
        return False
    if _is_spelled(word):
        return word[0] in _VOWEL_NAMES
    return _VOWEL_SOUND.match(word.lower()) is not None


_VOWEL_NAMES = frozenset("AEFHILMNORSXaefhilmnorsx")


def _is_spelled(word: str) -> bool:
    """Whether letters are read one by one: SPI, RVTs, mRNA, FiO (of FiO₂), MRgFUS, nth, rpm."""
    stem = word[:-1] if PLURAL_CAPITALS.fullmatch(word) else word
    if CAPITALS.fullmatch(stem):
        return is_abbreviation(stem)
    return word in {"Rh", "siRNA"} or _SPELLED.match(word) is not None


_SPELLED = re.compile(
    "[A-Z]{2}"  # MRgFUS
    "|[a-z][A-Z]"  # mRNA, pH, eGFR
    "|[A-Z][a-z][A-Z]$"  # FiO₂, SpO₂, HbA1c, MoM; but McBurney, HyCoSy
    "|(?!(?:ft|hm+|lbs?|mrs?|sgt|sh+|sq|sr|st)$)[b-df-hj-np-tv-xz]{2,}$"  # nth, rpm
)
_VOWEL_SOUND = re.compile(
    "euler|uber|ubuntu"
    "|(?:hour|honest|honou?r|heir)|(?:herb(?:s|al|alist|aceous)?|hors|xrays?)$"
    "|y[^aeiou]"  # yttrium
    # a vowel, but not the sound of "you" or "wonder"
    "|(?!eu|ew|(?:one|ones|oneself|oneness|onetime|once)$|ou[ai]|u[iy]gh|unanim|unary$|ulys|ukr|utr"
    "|uni(?!n(?!uc)|de|m[apm]|ll|ss|rr|gn)|u[bcfgkrstv][aeiou])[aeiou]"
)
