"""A figure: digits or a word, with its sign, its fraction and its powers."""

import re
from fractions import Fraction
from functools import cache

from sonodeck.sheets.numbers import words
from sonodeck.sheets.numbers.words import any_of


class NotUnderstood(ValueError):
    """A text that is no number, or one that may mean two; ``hint`` is the way out."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


TEXT = "or make the field's type text"

_DIGITS = r"[0-9]+(?:[.,'][0-9]+)*|\.[0-9]+"
_GROUPED = r"[0-9]{1,3}(?:[ ][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?"
_SEVERAL = f"(?i:{any_of(words.TIMES)})"
FIGURE = rf"""
    (?:(?P<sign>[-+]?)
       (?:(?P<fraction>(?:[0-9]+[ ])?(?:1/[2348]|2/3|3/[48]|[57]/8)(?![0-9/.,]))
         |(?P<digits>{_GROUPED}|{_DIGITS})
          (?:\^(?P<to>[-+]?[0-9]+)|\s*[x·*]\s*10\^(?P<ten>[-+]?[0-9]+)
            |[eE](?P<e>[-+]?[0-9]+)(?![A-Za-z0-9]))?)
      |\b(?P<word>(?i:{any_of(words.SPELLED)}))\b(?P<half>\s+and\s+a\s+half\b)?
       (?:(?<=alf)\s+(?:of\s+)?an?\b)?)
    (?:\s+(?P<times>{_SEVERAL}(?:\s+{_SEVERAL})*)(?!\w)
      |(?P<close>{any_of(words.TIMES_CLOSE)}))?
"""


@cache
def at() -> re.Pattern[str]:
    """A figure; compiled when the first is read: plain facts have none."""
    return re.compile(FIGURE, re.VERBOSE)


def value(found: re.Match[str], *, comma: bool) -> Fraction:
    """What a figure is worth."""
    times = Fraction(how_many(found, comma=comma))
    if found["times"] and _more_words().match(found.string, found.end()):
        hint = f"write it in digits; {TEXT}"
        raise NotUnderstood(f"{found.string!r} is a number in several words", hint)
    if found["word"]:
        return (
            words.SPELLED[found["word"].lower()] + (Fraction(1, 2) if found["half"] else 0)
        ) * times
    sign = -1 if found["sign"] == "-" else 1
    if found["fraction"]:
        whole, _, part = found["fraction"].rpartition(" ")
        above, below = map(int, part.split("/"))
        return sign * (int(whole or 0) + Fraction(above, below)) * times
    value = _digits(found["digits"], comma=comma) * times * sign
    if found["to"]:
        return _power(value, int(found["to"]), found.string)
    return value * Fraction(10) ** _small(int(found["ten"] or found["e"] or 0), found.string)


@cache
def _more_words() -> re.Pattern[str]:
    """Two hundred and five; but not: between two hundred and five hundred."""
    return re.compile(
        rf"\s+(?:and\s+)?(?:{any_of(words.SPELLED)})\b(?!\s+(?:{any_of(words.TIMES)})(?!\w))"
    )


_EACH_TIMES = re.compile(any_of(words.TIMES))


def how_many(found: re.Match[str], *, comma: bool) -> int:
    """``million`` behind a figure as a number, ``hundred thousand`` too."""
    if found["close"]:
        return words.TIMES_CLOSE[found["close"]]
    if not found["times"]:
        return 1
    product, said = 1, found["times"].lower()
    if (comma and said in words.LONG_SCALE) or (said == "mil" and not comma):
        hint = f"write the digits out; {TEXT}"
        raise NotUnderstood(f"{said!r} says different numbers in different languages", hint)
    for one in _EACH_TIMES.findall(said):
        product *= words.TIMES[one]
    return product


def _power(base: Fraction, exponent: int, whole: str) -> Fraction:
    if base not in {2, 10}:
        raise NotUnderstood(f"{whole!r} is a power that is not known", f"powers of ten; {TEXT}")
    return base ** _small(exponent, whole)


def _small(exponent: int, whole: str) -> int:
    if abs(exponent) > _LARGEST:
        raise NotUnderstood(f"{whole!r} is out of all proportion", TEXT)
    return exponent


_LARGEST = 300
"""The highest power of ten that a number may have: what a float holds."""
_POINTS = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]+")
_DOTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
# Languages that write 3,5; of CLDR's `symbols-decimal`.
_COMMA_LANGUAGES = frozenset(
    """
    af az be bg bs ca cs da de el es et eu fi fo fr fy gl hr hu hy id is it ka kk ky lb lt lv mk mn
    nb nl nn no pl pt ro ru sk sl sq sr sv tr uk uz vi
    """.split()  # noqa: SIM905 - read more easily as text
)
_POINT_REGIONS = frozenset(
    ("CH", "LI", "MX", "GT", "HN", "NI", "PA", "PE", "PR", "SV", "US", "DO", "419")
)


def decimal_comma(language: str) -> bool:
    """Whether a language tag (``de``, ``es-MX``) means decimals behind a comma."""
    name, *rest = language.replace("_", "-").split("-")
    return name.lower() in _COMMA_LANGUAGES and not _POINT_REGIONS & {one.upper() for one in rest}


_OTHER_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:([ '])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]+)?")


def _digits(text: str, *, comma: bool) -> Fraction:
    """A figure with its points and commas; one that can be read in two ways is refused."""
    if text.isdigit():
        return Fraction(int(text))
    plain = re.sub("[ ']", "", text) if _OTHER_GROUPS.fullmatch(text) else text
    both = len(re.findall("[.,]", plain)) > 1
    if _COMMAS.fullmatch(plain) and (both or not comma):
        return Fraction(plain.replace(",", ""))
    if comma and _DOTS.fullmatch(plain):
        if both:
            return Fraction(plain.replace(".", "").replace(",", "."))
    elif _POINTS.fullmatch(plain):
        return Fraction(plain)
    elif comma and _DECIMAL_COMMA.fullmatch(plain) and not _COMMAS.fullmatch(plain):
        return Fraction(plain.replace(",", "."))
    raise _unread(text, plain, comma=comma)


def _unread(text: str, plain: str, *, comma: bool) -> NotUnderstood:
    if comma and (_COMMAS.fullmatch(plain) or _DOTS.fullmatch(plain)):
        digits = re.sub("[.,]", "", plain)
        decimals = plain.replace(".", ",").rstrip("0").rstrip(",")
        message = f"{text!r} may be {digits} or {decimals}"
        other = decimals if plain.endswith("0") else f"{decimals}0"
        return NotUnderstood(message, f"write {digits}, or {other}")
    if _DECIMAL_COMMA.fullmatch(plain):
        message = f"{text!r} has a decimal comma, which this deck's language doesn't use"
        hint = f"a point for the comma: {plain.replace(',', '.')}; or the language in deck.yaml"
        return NotUnderstood(message, hint)
    hint = f"three digits behind each comma, one point before the decimals; {TEXT}"
    return NotUnderstood(f"{text!r} is not a number as it is written", hint)


def with_decimal_comma(digits: str | None) -> bool:
    """Whether a comma is one of decimals, as far as can be told without the author."""
    return bool(digits and _DECIMAL_COMMA.fullmatch(digits) and not _COMMAS.fullmatch(digits))


def in_words(text: str) -> str:
    """A text, already as ``seen``, without shorthand: 5'10" is 5 ft 10 in, q8h is every 8h."""
    return _EVERY.sub(r"every \1", _FEET_AND_INCHES.sub(r"\1 ft \2 in", text))


_FEET_AND_INCHES = re.compile(r"(?<![0-9.°])(?<!° )([0-9]{1,2})' ?([0-9]{1,2}(?:\.[0-9]+)?)\"")
_EVERY = re.compile(r"\bq\.? ?([0-9]+(?:-[0-9]+)? ?(?:h|hr|min|d|wk|mo)\b)")
