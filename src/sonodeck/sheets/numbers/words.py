"""The words and signs around figures, in English and in the languages that have labels.

Spelled are English numbers only; everything is compared in small letters.
"""

import re
from collections.abc import Iterable
from fractions import Fraction

_TO_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELLED = {word: Fraction(value) for value, word in enumerate(_TO_TWENTY)}
SPELLED |= {word: Fraction(value) for value, word in zip(range(20, 100, 10), _TENS, strict=True)}
SPELLED |= {
    f"{ten}{joint}{_TO_TWENTY[one]}": SPELLED[ten] + one
    for ten in _TENS
    for one in range(1, 10)
    for joint in "- "
}
SPELLED |= {"half": Fraction(1, 2)}

TIMES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "tausend": 10**3, "millionen": 10**6, "mio.": 10**6, "milliarde": 10**9, "milliarden": 10**9,
    "mrd.": 10**9, "mil millones": 10**9, "mil milhões": 10**9, "mil": 10**3, "millón": 10**6,
    "millones": 10**6, "mille": 10**3, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
    "mila": 10**3, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9,
    "milhão": 10**6, "milhões": 10**6, "duizend": 10**3, "miljoen": 10**6, "miljard": 10**9,
    "\u05d0\u05dc\u05e3": 10**3, "\u05de\u05d9\u05dc\u05d9\u05d5\u05df": 10**6,
    "\u05de\u05d9\u05dc\u05d9\u05d0\u05e8\u05d3": 10**9,
}  # fmt: skip
"""Words behind a figure that say how many of it; a space stands between."""
TIMES_CLOSE = {"\u5343": 10**3, "\u4e07": 10**4, "\u767e\u4e07": 10**6, "\u5104": 10**8}
"""The same in Japanese, where none does."""
LONG_SCALE = frozenset(("billion", "trillion"))
"""Twice as many zeros in half of the languages with a decimal comma: refused there."""

_BOUNDS = {
    "<": """
        less than; under; below; fewer than; weniger als; unter; menos de; moins de; meno di
        minder dan; \u05e4\u05d7\u05d5\u05ea \u05de-
    """,
    "<=": """
        less than or equal to; at most; up to; max.; max; maximum; no more than; not more than
        not exceeding; höchstens; bis zu; maximal; como máximo; hasta; au plus; jusqu'à; al massimo
        fino a; no máximo; até; hoogstens; maximaal
        \u05dc\u05db\u05dc \u05d4\u05d9\u05d5\u05ea\u05e8
        \u05e2\u05d3
    """,
    ">": """
        more than; over; above; greater than; mehr als; über; más de; plus de; più di; oltre
        mais de; meer dan; \u05d9\u05d5\u05ea\u05e8 \u05de-
    """,
    ">=": """
        greater than or equal to; at least; no less than; not less than; minimum; min.; mindestens
        al menos; como mínimo; au moins; almeno; pelo menos; no mínimo; ten minste; minstens
        \u05dc\u05e4\u05d7\u05d5\u05ea
    """,
    "": """
        about; around; approximately; roughly; nearly; almost; some; approx.; approx; circa; ca.; ca
        c.; ~; \u2248; \u00b1; +/-; =; etwa; ungefähr; rund; zirka; aproximadamente; cerca de
        alrededor de; unos; unas; environ; à peu près; approximativement; presque; quasi
        ongeveer; \u7d04; \u05d1\u05e2\u05e8\u05da; \u05db-
    """,
}
BOUNDS = {
    word.strip(): sign
    for sign, written in _BOUNDS.items()
    for word in (sign, *written.replace("\n", ";").split(";"))
    if word.strip()
}
"""Each with its sign, "" where it only leaves open what a number is exactly."""

BETWEEN = (
    "between", "from", "zwischen", "von", "entre", "de", "desde", "tra", "fra", "da", "van",
    "tussen", "\u05d1\u05d9\u05df",
)  # fmt: skip
"""Words before a range."""
TO = (
    "to", "or", "and", "through", "until", "bis", "und", "\u00e0", "a", "hasta", "al", "y", "e",
    "et", "at\u00e9", "tot", "en", "\u05e2\u05d3", "\u05dc-",
)  # fmt: skip
"""Words between its ends."""


OR = ("or", "and", "oder", "und", "o", "y", "ou", "et", "e", "of", "en", "\u05d0\u05d5")
MORE = (
    "more", "above", "over", "older", "longer", "greater", "higher", "up", "mehr", "dar\u00fcber",
    "m\u00e1s", "plus", "pi\u00f9", "mais", "meer", "\u05d9\u05d5\u05ea\u05e8",
)  # fmt: skip
LESS = (
    "less", "fewer", "below", "under", "younger", "shorter", "smaller", "lower", "weniger",
    "darunter", "menos", "moins", "meno", "minder", "\u05e4\u05d7\u05d5\u05ea",
)  # fmt: skip
"""Words behind a number that open it, after one for ``or``."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of the words, the longest that fits."""
    return "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))
