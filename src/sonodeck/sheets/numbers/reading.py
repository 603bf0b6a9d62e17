"""Numbers with bound, range and unit, as medicine and physics write them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

from sonodeck.sheets.folding import fold, seen
from sonodeck.sheets.numbers import figures, words
from sonodeck.sheets.numbers.figures import TEXT, NotUnderstood, how_many, in_words, value
from sonodeck.sheets.numbers.words import any_of
from sonodeck.sheets.units import Unit, in_other_capitals, is_unit, unit_at


class Bounds(NamedTuple):
    """From where to where a number reaches (None: open), in its unit as it is written.

    ``strict``: the end itself doesn't belong to it, ``> 5`` and not ``≥ 5``.
    """

    low: Fraction | None
    high: Fraction | None
    unit: str
    strict: bool = False


class Span(NamedTuple):
    """The same in the base of what is measured; equal quantities can be compared."""

    quantity: str
    low: float | None
    high: float | None
    rounded: bool


# A bound stands apart from what follows, but for a sign and Japanese.
_BOUND = re.compile(rf"({any_of(words.BOUNDS)})(?<![A-Za-z\u00c0-\u024f](?=\w))\s*")
_BETWEEN = re.compile(rf"(?:{any_of(words.BETWEEN)})\s+")
_MONEY = re.compile("([$\u20ac\u00a3\u00a5])\\s?")


@cache
def _ratio_sign() -> re.Pattern[str]:
    return re.compile(
        r"\s*(:(?=\s?[0-9])|/(?=\s?[0-9])|-(?:in|of|out-of)-(?=[0-9])|"
        rf"\b(?:in|of|out of)\b(?=\s+(?:[0-9]|(?:{any_of(words.SPELLED)})\b)))\s*"
    )


_GIVE_OR_TAKE = re.compile("\\s*(?:\u00b1|\\+/-)\\s*")
RANGE = re.compile(rf"\s*(?:[-~]|(?<!\w)(?:{any_of(words.TO)})(?!(?<=\w)\w))\s*")
"""What stands between the two ends of a range."""
_AND = re.compile(r",?\s*(?:and\s+)?")
_MORE_OR_LESS = (
    rf"\s*(?:(?:{any_of(words.OR)})\s+(?:{any_of(words.MORE)})(?!\w)|\u4ee5\u4e0a|\u8d85"
    rf"|(?P<less>(?:{any_of(words.OR)})\s+(?:{any_of(words.LESS)})(?!\w)"
    "|\u4ee5\u4e0b|\u4ee5\u5185|\u672a\u6e80))"
)


@cache
def _or_more() -> re.Pattern[str]:
    return re.compile(rf"\s*\+(?![0-9])|{_MORE_OR_LESS}")


@cache
def _at_the_end() -> re.Pattern[str]:
    return re.compile(rf"(?<=\s){_MORE_OR_LESS}$")


# Japanese puts no space there.
_CLOSE_BEHIND = re.compile("(?<=[^\\s])(?=\u4ee5[\u4e0a\u4e0b\u5185]|\u8d85|\u672a\u6e80)")
# A digit that nobody has read: more than a number, unless it says of what or how often.
_LOOSE_DIGIT = re.compile(r"(?<![\w^.,])[0-9]")
_OF_WHAT = re.compile(
    r"\b(?:per|at|for|every|each|after|before|within|aged?|type|grade|stage)\s+[0-9][0-9.,]*"
)
_REST = re.compile(
    r"\s*(?:$|(?!x\s*[0-9]|(?:half|third|quarter|fifth|tenth)s?\b)[^\W\d_]|\(|[$€£¥]|/\s*[^\W\d_])"
)
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")

_DECADE = re.compile(r"[12][0-9]{2}0s(?!\w)")
_AND_IN_SPANISH = re.compile(r"\s+y\s+[0-9]")


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
        self.between = ""
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def part(self) -> _Part:
        """The next figure and its unit."""
        money = self.take(_MONEY)
        found = self.take(figures.at())
        if not found:
            raise NotUnderstood(
                f"{self.text!r} is not a number as medicine writes it",
                "like 3 mm, < 3 mm, 9 to 13 cm, about two years, 34 %; " + TEXT,
            )
        worth = value(found, comma=self.comma)
        ten = Fraction(10) ** int(found["ten"]) if found["ten"] else 1
        times = how_many(found, comma=self.comma) * Fraction(ten)
        unit = unit_at(self.text, self.at)
        if money or not unit or self._goes_on():
            return _Part(worth, money[1] if money else "", times)
        shown = self.text[self.at : unit.end].strip()
        if shown == "s" and _DECADE.match(self.text, found.start()):
            hint = f"write {found.group()} s for seconds, {TEXT}"
            raise NotUnderstood(f"{self.text!r} may be a decade or seconds", hint)
        self.at = unit.end
        return _Part(worth, shown, times)

    def _goes_on(self) -> bool:
        """Whether what looks like a unit joins two figures: 1 in 4, 5 y 10."""
        if _ratio_sign().match(self.text, self.at):
            return True
        return self.between == "entre" and _AND_IN_SPANISH.match(self.text, self.at) is not None

    def maybe(self, joint: re.Pattern[str]) -> _Part | None:
        """What follows behind a joint, where it is a figure."""
        start = self.at
        if self.take(joint) and figures.at().match(
            self.text, (_MONEY.match(self.text, self.at) or self).end()
        ):
            return self.part()
        self.at = start
        return None

    def end(self) -> int:
        return self.at


# A dash behind a unit makes a range; a hyphen there may be the sign of a power (min-1).
_APART = re.compile("(?<=[^\\W\\d_%\u00b0])[\u2012-\u2015](?=[0-9])")
_TITER = re.compile(r"\b1\s?:\s?[0-9]")
# Most numbers are simple, and quickly read.
_SIMPLE = re.compile(r"(?P<digits>[0-9]+(?P<point>\.[0-9]+)?)(?: ?(?P<unit>[A-Za-z]+|%))?")
_NOT_SIMPLE = frozenset(("C", "F", "rad", "pm", "s"))


def read(text: str, *, comma: bool = False) -> Bounds:
    """A number with bound, range and unit. ``comma``: the deck's language has a decimal comma."""
    simple = _SIMPLE.fullmatch(text)
    unit = simple["unit"] if simple else None
    if (
        simple
        and not (comma and simple["point"])
        and unit not in _NOT_SIMPLE
        and (unit is None or is_unit(unit))
    ):
        value = Fraction(simple["digits"])
        return Bounds(value, value, simple["unit"] or "")
    shown = " ".join(in_words(seen(_APART.sub(" - ", text))).split())
    shown = _CLOSE_BEHIND.sub(" ", shown)
    trailing = _at_the_end().search(shown)
    if trailing:
        shown = shown[: trailing.start()].rstrip()
    reader = _Reader(shown[:1].lower() + shown[1:], comma=comma)
    bound = reader.take(_BOUND)
    between = reader.take(_BETWEEN)
    reader.between = between.group().strip() if between else ""
    low, high, unit = _ends(reader)
    sign = words.BOUNDS[bound[1]] if bound else ""
    if trailing := trailing or reader.take(_or_more()):
        sign = "<=" if trailing["less"] else ">="
    if sign and _TITER.search(shown):
        message = f"{shown!r} may be a titer or a share: one rises where the other falls"
        raise NotUnderstood(message, f"a share as at least 1 in 160; {TEXT}")
    unit = _whole_unit(reader, unit)
    low_, high_ = None if sign.startswith("<") else low, None if sign.startswith(">") else high
    return Bounds(low_, high_, unit, strict=sign in {"<", ">"})


def _ends(reader: _Reader) -> tuple[Fraction, Fraction, str]:
    """Both ends of what is said, in the unit that is said last."""
    first = reader.part()
    if not first.unit and (ratio := reader.take(_ratio_sign())):
        value = _ratio(reader, first.value, ratio[1])
        return value, value, ""
    if off := reader.maybe(_GIVE_OR_TAKE):
        if off.unit == "%" and first.unit not in {"", "%"}:
            width = first.value * off.value / 100
            return first.value - width, first.value + width, first.unit
        middle = _converted(first, off, reader.text)
        return middle - off.value, middle + off.value, off.unit or first.unit
    while (more := _more(reader, first)) is not None:
        first = _Part(first.value + more, first.unit)
    joint = reader.text[reader.at :]
    if last := reader.maybe(RANGE):
        first = _shared(first, last, reader.text)
        if joint.lstrip().startswith(("-", "~")):
            _no_other_meaning(first, last, joint, reader.text)
        low, high = sorted((_converted(first, last, reader.text), last.value))
        return low, high, last.unit or first.unit
    if first.unit and reader.maybe(_AND):
        raise NotUnderstood(f"{reader.text!r} holds more than one number", TEXT)
    return first.value, first.value, first.unit


def _no_other_meaning(first: _Part, last: _Part, joint: str, whole: str) -> None:
    """Refuse ``1-1/2``, which may be one and a half, and ``1914-18``, ``4-0``, ``10-3``."""
    if first.value > 0 == first.value % 1 and _MIXED.match(joint):
        hint = f"with a space (1 1/2), or with to between both ends; {TEXT}"
        raise NotUnderstood(f"{whole!r} may be a mixed fraction or a range", hint)
    if last.value < first.value and first.unit in {"", last.unit}:
        hint = f"write both ends out, the smaller one first; {TEXT}"
        raise NotUnderstood(f"{whole!r} is no range that rises", hint)


_MIXED = re.compile(r"-[1-7]/[2348](?![0-9])")


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
    if not reader.comma and _THREE_DECIMALS.search(whole):
        raise NotUnderstood(f"{whole!r} may have a point between thousands", "write 10,000, or 10")
    below = reader.part()
    if below.unit:
        raise NotUnderstood(f"{whole!r} is a ratio with a unit", f"as in 1:4 or 1 in 4; {TEXT}")
    if not below.value:
        raise NotUnderstood(f"{whole!r} divides by zero", TEXT)
    return above / below.value


_THREE_DECIMALS = re.compile(r":\s?[0-9]{1,3}\.[0-9]{3}(?![0-9])")


def _converted(part: _Part, into: _Part, whole: str) -> Fraction:
    """A value in the unit of another part; one without a unit has that of the other."""
    if not part.unit or not into.unit or part.unit == into.unit:
        return part.value
    one, other = _unit(part.unit), _unit(into.unit)
    if one is None or other is None or one.quantity != other.quantity:
        message = f"{part.unit!r} and {into.unit!r} in {whole!r} don't measure the same"
        raise NotUnderstood(message, f"write both ends in one unit; {TEXT}")
    return (part.value * one.size - one.start + other.start) / other.size


def _more(reader: _Reader, first: _Part) -> Fraction | None:
    """``30 min`` in hours, in ``1 h 30 min`` and ``1 h and 30 min``; None where no such follows."""
    start = reader.at
    part = reader.maybe(_AND) if first.unit and not reader.between else None
    one, other = (_unit(part.unit) if part else None), _unit(first.unit)
    smaller = one and other and one.quantity == other.quantity and one.size < other.size
    if part and one and other and smaller and part.value >= 0:
        return part.value * one.size / other.size
    reader.at = start
    return None


def _unit(text: str) -> Unit | None:
    found = unit_at(text)
    return found.unit if found and found.end == len(text) else None


def _whole_unit(reader: _Reader, unit: str) -> str:
    """The unit with what is said behind it; nothing in it may be a number that nobody has read."""
    whole, rest = reader.text, reader.text[reader.at :]
    rest = "" if unit and rest == "." else rest  # 6 in.
    per = unit_at(rest) if not unit else None
    loose = rest[per.end :] if per else rest
    glued = not unit and _GLUED.match(loose)
    if glued or not _REST.match(loose) or _LOOSE_DIGIT.search(_OF_WHAT.sub("", loose)):
        message = f"{whole!r} is more than a number, or written in a way that isn't known"
        hint = f"like 3 mm, 5 ± 1 mm, 3 × 10^5, 30 min to 2 h; {TEXT}"
        raise NotUnderstood(message, hint)
    symbol = _SYMBOL.match(rest)
    if not unit and symbol and len(meant := in_other_capitals(symbol[1])) > 1:
        several = " or ".join(meant)
        raise NotUnderstood(f"{symbol[1]!r} may be {several}", f"write {several}; {TEXT}")
    if unit in _TWO_MEANINGS and not rest.strip() and (unit != "pm" or _HOUR.match(whole)):
        one, other, way_out = _TWO_MEANINGS[unit]
        raise NotUnderstood(f"{whole!r} may be {one} or {other}", f"write {way_out}")
    return (unit + rest).strip()


# Behind a figure without a space: 1h30, 37w3d; an exponent without its figure: 3 E8.
_GLUED = re.compile(r"[^\W\d_]+[0-9]|\s*E[0-9]")
_SYMBOL = re.compile(r"\s*([A-Za-z\u03bc]{2,})(?!\w)")
_HOUR = re.compile(r"(?:[1-9]|1[0-2]) ?pm")
_TWO_MEANINGS = {
    "C": ("degrees", "coulombs", "°C, or coulombs"),
    "F": ("degrees", "farads", "°F, or farads"),
    "rad": ("an angle", "a dose", "radians, or cGy"),
    "pm": ("a time of day", "picometers", "picometers; " + TEXT),
}


_FIRST = frozenset(one.split()[0] for one in (*words.SPELLED, *words.BOUNDS, *words.BETWEEN))


def may_be(text: str) -> bool:
    """A quick look: where this is false, a text of one script is no number."""
    first = text[:1]
    if not first.isalpha() or first in _FIRST:
        return True
    return re.split("[ -]", text, maxsplit=1)[0].lower() in _FIRST


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
    rest = " ".join(re.findall(r"[^\W_]+|[$€£¥]", _ORDINAL.sub("th", fold(_in_base(text[end:])))))
    quantity = unit.quantity + (" /" if per else " ") * bool(rest) + rest
    return _Own(quantity, unit.size, unit.start, unit.rounded)


def _in_base(text: str) -> str:
    """Words behind a unit, with what they measure in its base: ``every 6 h``."""
    return _AMOUNT.sub(_amount_in_base, text)


def _amount_in_base(found: re.Match[str]) -> str:
    unit = unit_at(found[2])
    if unit is None or unit.end < len(found[2]):
        return found.group()
    return f"{Fraction(found[1]) * unit.unit.size} {unit.unit.quantity}"


_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([^\W\d_]+)")
_ORDINAL = re.compile(r"(?:st|nd|rd)(?!\w)")


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
