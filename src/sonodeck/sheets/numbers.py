"""Numbers as medicine and physics write them: understood, or refused with the way out.

Nothing is guessed: a form that may mean two things (``12/3``, ``5 F``, ``3,5`` in English) is said
to be so. In running text, where nobody can be asked, only what is plain is compared by measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sonodeck.sheets.folding import fold, seen
from sonodeck.sheets.units import Unit, is_unit, unit_at


class NotUnderstood(ValueError):
    """A text that is no number, or one that may mean two; ``hint`` is the way out."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Bounds(NamedTuple):
    """From where to where a number reaches (None: open), in its unit as it is written."""

    low: Fraction | None
    high: Fraction | None
    unit: str


class Span(NamedTuple):
    """The same in the base of what is measured; equal quantities can be compared."""

    quantity: str
    low: float | None
    high: float | None
    rounded: bool


_TO_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
WORDS = {word: Fraction(value) for value, word in enumerate(_TO_TWENTY)} | {"half": Fraction(1, 2)}
_TIMES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_DIGITS = r"[0-9]+(?:[.,'][0-9]+)*|\.[0-9]+"
_GROUPED = r"[0-9]{1,3}(?:[ ][0-9]{3})+(?![0-9])(?:[.,][0-9]+)?"
_FIGURE = rf"""
    (?:(?P<sign>[-+]?)
       (?:(?P<fraction>(?:[0-9]+[ ])?(?:1/[2348]|2/3|3/[48]|[57]/8)(?![0-9/.,]))
         |(?P<digits>DIGITS)
          (?:\^(?P<to>[-+]?[0-9]+)|\s*[x·*]\s*10\^(?P<ten>[-+]?[0-9]+)
            |[eE](?P<e>[-+]?[0-9]+)(?![A-Za-z0-9]))?)
      |\b(?P<word>(?i:{"|".join(WORDS)}))\b(?P<half>\s+and\s+a\s+half\b)?
       (?:(?<=alf)\s+(?:of\s+)?an?\b)?)
    (?:\s+(?P<times>{"|".join(_TIMES)})\b)?
"""
_AT = re.compile(_FIGURE.replace("DIGITS", f"{_GROUPED}|{_DIGITS}"), re.VERBOSE)
# In running text a space parts two numbers.
_SCAN = re.compile(rf"(?<![^\W_])(?<![0-9][.,^]){_FIGURE.replace('DIGITS', _DIGITS)}", re.VERBOSE)

_BOUNDS = {
    "<": "below", "less than": "below", "under": "below", "below": "below", "fewer than": "below",
    "<=": "below", "at most": "below", "up to": "below", "no more than": "below",
    "not more than": "below", "maximum": "below", "max.": "below", "max": "below",
    ">": "above", "more than": "above", "over": "above", "above": "above", "greater than": "above",
    ">=": "above", "at least": "above", "no less than": "above", "not less than": "above",
    "minimum": "above", "min.": "above",
    "about": "near", "around": "near", "approximately": "near", "roughly": "near", "nearly": "near",
    "almost": "near", "some": "near", "approx.": "near", "circa": "near", "ca.": "near",
    "c.": "near", "~": "near", "\u2248": "near", "\u00b1": "near", "+/-": "near", "=": "near",
}  # fmt: skip
_BOUND = re.compile(
    "(" + "|".join(re.escape(one) for one in sorted(_BOUNDS, key=len, reverse=True)) + r")"
    r"(?<!\w(?=\w))\s*"
)
NEARLY = re.compile(
    rf"(?i:{'|'.join(re.escape(one) for one, side in _BOUNDS.items() if side == 'near')})\s*$"
)
"""Words before a number that leave it open what it is exactly."""
_BETWEEN = re.compile(r"(?:between|from)\s+")
_MONEY = re.compile("([$\u20ac\u00a3\u00a5])\\s?")
_RATIO = re.compile(
    r"\s*(:(?=\s?[0-9])|/(?=\s?[0-9])|"
    rf"\b(?:in|of|out of)\b(?=\s+(?:[0-9]|(?:{'|'.join(WORDS)})\b)))\s*"
)
_GIVE_OR_TAKE = re.compile("\\s*(?:\u00b1|\\+/-)\\s*")
_TO = re.compile(
    "\\s*(?:[-~]|\\b(?:to|or|and|through|until|bis|\u00e0|a|hasta|at\u00e9|tot)\\b)\\s*"
)
_AND = re.compile(r",?\s*(?:and\s+)?")
_OR_MORE = re.compile(
    r"\s*(?:\+(?![0-9])|(?:or|and)\s+(?:(?P<more>more|above|over|older|longer|greater|higher|up)"
    r"|(?P<less>less|fewer|below|under|younger|shorter|smaller|lower))\b)"
)
# A digit that nobody has read: more than a number, unless it says of what or how often.
_LOOSE_DIGIT = re.compile(r"(?<![\w^.,])[0-9]")
_OF_WHAT = re.compile(
    r"\b(?:per|at|for|every|each|after|before|within|aged?|type|grade|stage)\s+[0-9][0-9.,]*"
)
_REST = re.compile(
    r"\s*(?:$|(?!x\s*[0-9]|(?:half|third|quarter|fifth|tenth)s?\b)[^\W\d_]|\(|[$€£¥]|/\s*[^\W\d_])"
)
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")

TEXT = "or make the field's type text"


class _Part(NamedTuple):
    """A figure with the unit behind it, "" where there is none; ``times``: of millions, powers."""

    value: Fraction
    unit: str
    times: Fraction = Fraction(1)


class _Reader:
    """A text, and how far it is read."""

    def __init__(self, text: str, *, comma: bool) -> None:
        self.text = text
        self.comma = comma
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def part(self) -> _Part:
        """The next figure and its unit."""
        money = self.take(_MONEY)
        found = self.take(_AT)
        if not found:
            raise NotUnderstood(
                f"{self.text!r} is not a number as medicine writes it",
                "like 3 mm, < 3 mm, 9 to 13 cm, about two years, 34 %; " + TEXT,
            )
        value = _value(found, comma=self.comma)
        ten = Fraction(10) ** int(found["ten"]) if found["ten"] else 1
        times = Fraction(_TIMES.get(found["times"] or "", 1)) * ten
        unit = unit_at(self.text, self.at)
        if money or not unit or _RATIO.match(self.text, self.at):
            return _Part(value, money[1] if money else "", times)
        shown = self.text[self.at : unit.end].strip()
        self.at = unit.end
        return _Part(value, shown, times)

    def maybe(self, joint: re.Pattern[str]) -> _Part | None:
        """What follows behind a joint, where it is a figure."""
        start = self.at
        if self.take(joint) and _AT.match(
            self.text, (_MONEY.match(self.text, self.at) or self).end()
        ):
            return self.part()
        self.at = start
        return None

    def end(self) -> int:
        return self.at


# Most numbers are simple, and quickly read.
_SIMPLE = re.compile(r"(?P<digits>[0-9]+(?P<point>\.[0-9]+)?)(?: ?(?P<unit>(?![CF]$)[A-Za-z]+|%))?")


def read(text: str, *, comma: bool = False) -> Bounds:
    """A number with bound, range and unit. ``comma``: the deck's language has a decimal comma."""
    simple = _SIMPLE.fullmatch(text)
    if simple and not (comma and simple["point"]) and is_unit(simple["unit"] or "mm"):
        value = Fraction(simple["digits"])
        return Bounds(value, value, simple["unit"] or "")
    shown = " ".join(seen(text).split())
    reader = _Reader(shown[:1].lower() + shown[1:], comma=comma)
    bound = reader.take(_BOUND)
    reader.take(_BETWEEN)
    low, high, unit = _ends(reader)
    side = _BOUNDS[bound[1]] if bound else ""
    if trailing := reader.take(_OR_MORE):
        side = "below" if trailing["less"] else "above"
    unit = _whole_unit(reader, unit)
    return Bounds(None if side == "below" else low, None if side == "above" else high, unit)


def _ends(reader: _Reader) -> tuple[Fraction, Fraction, str]:
    """Both ends of what is said, in the unit that is said last."""
    first = reader.part()
    if not first.unit and (ratio := reader.take(_RATIO)):
        value = _ratio(reader, first.value, ratio[1])
        return value, value, ""
    if off := reader.maybe(_GIVE_OR_TAKE):
        if off.unit == "%" and first.unit not in {"", "%"}:
            width = first.value * off.value / 100
            return first.value - width, first.value + width, first.unit
        middle = _converted(first, off, reader.text)
        return middle - off.value, middle + off.value, off.unit or first.unit
    if last := reader.maybe(_TO):
        first = _shared(first, last, reader.text)
        low, high = sorted((_converted(first, last, reader.text), last.value))
        return low, high, last.unit or first.unit
    while first.unit and (more := reader.maybe(_AND)):
        first = _Part(first.value + _further(more, first, reader.text), first.unit)
    return first.value, first.value, first.unit


def _shared(first: _Part, last: _Part, whole: str) -> _Part:
    """The first end of ``5 to 6 million`` and ``1 to 4 × 10^9``, where the second says how many."""
    if first.unit or first.times != 1 or last.times == 1:
        return first
    if first.value * last.times > last.value:
        raise NotUnderstood(f"{whole!r} can be read in two ways", f"write both ends out; {TEXT}")
    return first._replace(value=first.value * last.times)


def _ratio(reader: _Reader, above: Fraction, sign: str) -> Fraction:
    """``1 in 4``, ``1:1,000``: a share or ratio; a slash may be much else."""
    whole = reader.text
    if sign == "/":
        hint = f"a ratio as 1:3 or 1 in 3, a fraction as 0.5 or ½; {TEXT}"
        raise NotUnderstood(f"{whole!r} may be a fraction, a pair or a date", hint)
    if sign == ":" and _CLOCK.search(whole) and above != 1:
        raise NotUnderstood(
            f"{whole!r} may be a time of day or a ratio", f"a ratio as 1 in 4; {TEXT}"
        )
    below = reader.part()
    if below.unit:
        raise NotUnderstood(f"{whole!r} is a ratio with a unit", f"as in 1:4 or 1 in 4; {TEXT}")
    if not below.value:
        raise NotUnderstood(f"{whole!r} divides by zero", TEXT)
    return above / below.value


def _converted(part: _Part, into: _Part, whole: str) -> Fraction:
    """A value in the unit of another part; one without a unit has that of the other."""
    if not part.unit or not into.unit or part.unit == into.unit:
        return part.value
    one, other = _unit(part.unit), _unit(into.unit)
    if one is None or other is None or one.quantity != other.quantity:
        message = f"{part.unit!r} and {into.unit!r} in {whole!r} don't measure the same"
        raise NotUnderstood(message, f"write both ends in one unit; {TEXT}")
    return (part.value * one.size - one.start + other.start) / other.size


def _further(part: _Part, first: _Part, whole: str) -> Fraction:
    """``30 min`` in hours, in ``1 h 30 min``."""
    one, other = _unit(part.unit), _unit(first.unit)
    if one and other and one.quantity == other.quantity and one.size < other.size:
        return part.value * one.size / other.size
    raise NotUnderstood(f"{whole!r} holds more than one number", TEXT)


def _unit(text: str) -> Unit | None:
    found = unit_at(text)
    return found.unit if found and found.end == len(text) else None


def _whole_unit(reader: _Reader, unit: str) -> str:
    """The unit with what is said behind it; nothing in it may be a number that nobody has read."""
    whole, rest = reader.text, reader.text[reader.at :]
    per = unit_at(rest) if not unit else None
    loose = rest[per.end :] if per else rest
    if not _REST.match(loose) or _LOOSE_DIGIT.search(_OF_WHAT.sub("", loose)):
        message = f"{whole!r} is more than a number, or written in a way that isn't known"
        hint = f"like 3 mm, 5 ± 1 mm, 3 × 10^5, 30 min to 2 h; {TEXT}"
        raise NotUnderstood(message, hint)
    if unit in {"C", "F"} and not rest.strip():
        degrees, other = ("°C", "coulombs") if unit == "C" else ("°F", "farads")
        raise NotUnderstood(f"{whole!r} may be degrees or {other}", f"write {degrees}, or {other}")
    return (unit + rest).strip()


def _value(found: re.Match[str], *, comma: bool) -> Fraction:
    """What a figure is worth."""
    times = Fraction(_TIMES[found["times"]] if found["times"] else 1)
    if found["word"]:
        return (WORDS[found["word"].lower()] + (Fraction(1, 2) if found["half"] else 0)) * times
    sign = -1 if found["sign"] == "-" else 1
    if found["fraction"]:
        whole, _, part = found["fraction"].rpartition(" ")
        above, below = map(int, part.split("/"))
        return sign * (int(whole or 0) + Fraction(above, below)) * times
    value = _digits(found["digits"], comma=comma) * times * sign
    if found["to"]:
        return _power(value, int(found["to"]), found.string)
    return value * Fraction(10) ** _small(int(found["ten"] or found["e"] or 0), found.string)


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
        decimals = plain.replace(".", ",").rstrip("0")
        message = f"{text!r} may be {digits} or {decimals}"
        other = decimals if plain.endswith("0") else f"{decimals}0"
        return NotUnderstood(message, f"write {digits}, or {other}")
    if _DECIMAL_COMMA.fullmatch(plain):
        message = f"{text!r} has a decimal comma, which this deck's language doesn't use"
        hint = f"a point for the comma: {plain.replace(',', '.')}; or the language in deck.yaml"
        return NotUnderstood(message, hint)
    hint = f"three digits behind each comma, one point before the decimals; {TEXT}"
    return NotUnderstood(f"{text!r} is not a number as it is written", hint)


_FIRST = frozenset(WORDS) | {one.split()[0] for one in _BOUNDS} | {"between", "from"}


def may_be(text: str) -> bool:
    """A quick look: where this is false, a text of one script is no number."""
    first = text[:1]
    return not first.isalpha() or text.partition(" ")[0].lower() in _FIRST


# what is measured


class _Own(NamedTuple):
    quantity: str
    size: Fraction
    start: Fraction
    rounded: bool


def _unit_of(text: str) -> _Own:
    text = seen(text)
    found = unit_at(text)
    unit, end, per = found or (Unit(), 0, False)
    rest = " ".join(re.findall(r"[^\W_]+|[$€£¥]", fold(text[end:])))
    quantity = unit.quantity + (" /" if per else " ") * bool(rest) + rest
    return _Own(quantity, unit.size, unit.start, unit.rounded)


@lru_cache(maxsize=65536)
def span(low: float | None, high: float | None, unit: str) -> Span:
    """Where a number lies among all that can be compared with it.

    A unit that isn't known measures itself, and so do words behind one: ``weeks of pregnancy`` are
    no weeks. Months and weeks don't measure the same: a month has no fixed number of days.
    """
    own = _unit_of(unit)
    size, start = float(own.size), float(own.start)
    low, high = (None if end is None else end * size - start for end in (low, high))
    return Span(own.quantity, low, high, own.rounded)


# numbers in running text


_BESIDE = re.compile(r"[0-9][ -]?(,[0-9]|/[0-9]|[^\W\d_]+|[%°‰/^*·$€£¥])")


def may_measure(text: str) -> bool:
    """A quick look: where this is false, ``said`` finds no figure in a text."""
    for beside in _BESIDE.findall(text):
        if not beside.isalpha() or is_unit(beside) or beside in _TIMES or beside in _JOINTS:
            return True
    return False


_JOINTS = frozenset(
    ("to", "or", "per", "a", "an", "x", "e", "E", "square", "cubic", "sq", "cu", "I", "fl")
)


SPELLED = frozenset(WORDS)


def is_range(between: str) -> bool:
    """Whether what stands between two numbers makes them a range."""
    return _TO.fullmatch(between) is not None


class Said(NamedTuple):
    """A number in a text: where it stands, and one word for all ways to write it."""

    start: int
    end: int
    word: str


def said(text: str) -> Iterator[Said]:
    """The numbers in a text, already as ``seen``, whose unit or power is known.

    Each end of a range is one, the first with the unit of the second. A number alone stays a word,
    but for the commas between its thousands.
    """
    found = list(_figures(text))
    for at, (start, end, value, unit) in enumerate(found):
        if unit is None and at + 1 < len(found) and _TO.fullmatch(text, end, found[at + 1][0]):
            unit = found[at + 1][3]  # noqa: PLW2901 - "2 to 3 mm"
        if unit is not None:
            yield Said(start, end, f"={value * unit.size - unit.start}{unit.quantity}")
        elif not _PLAIN.fullmatch(text, start, end) and not text[start].isalpha():
            yield Said(start, end, str(value))


_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INCH_OR_IN = re.compile(r" in (?=[^\W_])")


def _figures(text: str) -> Iterator[tuple[int, int, Fraction, Unit | None]]:
    """Each figure of a text: where it stands with its unit, its value, its unit if it is known."""
    at = 0
    while figure := _SCAN.search(text, at):
        at, comma = figure.end(), _in_text(figure["digits"])
        try:
            value = _value(figure, comma=comma)
        except NotUnderstood:
            continue
        unit = None if _INCH_OR_IN.match(text, at) else _unit_behind(text[at : at + _REACH])
        if unit is None and not comma:
            yield figure.start(), at, value, None
        elif unit and not unit.per and not (comma and text[at] == "-"):  # 2,4-D is no number
            shown = text[at : at + unit.end].strip()
            at += unit.end
            yield figure.start(), at, value, _fahrenheit(value, shown) or unit.unit


_REACH = 60
"""Signs behind a figure that are looked at for its unit."""
_unit_behind = lru_cache(maxsize=4096)(unit_at)


def _in_text(digits: str | None) -> bool:
    """Whether a comma is one of decimals, as far as can be told without the author."""
    return bool(digits and _DECIMAL_COMMA.fullmatch(digits) and not _COMMAS.fullmatch(digits))


def _fahrenheit(value: Fraction, shown: str) -> Unit | None:
    """``101 F`` in a text: nobody counts so many farads."""
    degrees = unit_at("°F") if shown == "F" and value >= _FEWEST_DEGREES else None
    return degrees.unit if degrees else None


_FEWEST_DEGREES = 10
