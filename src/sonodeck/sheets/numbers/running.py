"""Numbers in running text, where nobody can be asked: only what is plain is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sonodeck.sheets.numbers import words
from sonodeck.sheets.numbers.figures import FIGURE, NotUnderstood, value, with_decimal_comma
from sonodeck.sheets.numbers.reading import RANGE
from sonodeck.sheets.numbers.words import any_of
from sonodeck.sheets.units import Unit, is_unit, unit_at

_SCAN = re.compile(rf"(?<![^\W_])(?<![%°‰])(?<![0-9][.,^]){FIGURE}", re.VERBOSE)
_BOUND = re.compile(rf"(?:(?<!\w)|(?=\W))(?i:({any_of(words.BOUNDS)}))\s*$")


def with_sign(before: str) -> str:
    """What stands before a number, its bound as a sign; ``about`` says nothing: both were right."""
    found = _BOUND.search(before, max(0, len(before) - _LONGEST_BOUND))
    return before[: found.start()] + words.BOUNDS[found[1].lower()] if found else before


_LONGEST_BOUND = max(map(len, words.BOUNDS)) + 2


_BESIDE = re.compile(
    r"[0-9](?: [0-9]{3}(?![0-9])|[ -]?(,[0-9]|'[0-9]|/[0-9]|[^\W\d_]+|[%°‰/^*·$€£¥]))"
)


def may_measure(text: str) -> bool:
    """A quick look: where this is false, ``said`` finds no figure in a text."""
    for beside in _BESIDE.findall(text):
        if not beside.isalpha() or is_unit(beside) or _may_join(beside):
            return True
    return False


def _may_join(beside: str) -> bool:
    return beside in _JOINTS or beside.lower() in _SEVERAL or beside[0] in words.TIMES_CLOSE


_SEVERAL = frozenset(one.split()[0].rstrip(".") for one in words.TIMES)
_JOINTS = frozenset(
    (
        "to",
        "or",
        "per",
        "a",
        "an",
        "x",
        "e",
        "E",
        "square",
        "cubic",
        "sq",
        "cu",
        "I",
        "fl",
        "cmH",
        "mmH",
        *words.TO,
    )
)


SPELLED = frozenset(one for word in words.SPELLED for one in word.split())


def is_range(between: str) -> bool:
    """Whether what stands between two numbers makes them a range."""
    return RANGE.fullmatch(between) is not None


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
    for at, (start, end, worth, unit) in enumerate(found):
        if unit is None and at + 1 < len(found) and RANGE.fullmatch(text, end, found[at + 1][0]):
            unit = found[at + 1][3]  # noqa: PLW2901 - "2 to 3 mm"
        if unit is not None:
            yield Said(start, end, f"={worth * unit.size - unit.start}{unit.quantity}")
        elif not _PLAIN.fullmatch(text, start, end) and not text[start].isalpha():
            yield Said(start, end, str(worth))


_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_INCH_OR_IN = re.compile(r" in (?=[^\W_])")


def _figures(text: str) -> Iterator[tuple[int, int, Fraction, Unit | None]]:
    """Each figure of a text: where it stands with its unit, its value, its unit if it is known."""
    at = 0
    while figure := _SCAN.search(text, at):
        at, comma = figure.end(), with_decimal_comma(figure["digits"])
        try:
            worth = value(figure, comma=comma)
        except NotUnderstood:
            continue
        unit = None if _INCH_OR_IN.match(text, at) else _unit_behind(text[at : at + _REACH])
        if unit is None and not comma:
            yield figure.start(), at, worth, None
        elif unit and not unit.per and not (comma and text[at] == "-"):  # 2,4-D is no number
            shown = text[at : at + unit.end].strip()
            at += unit.end
            yield figure.start(), at, worth, _degrees(worth, shown) or unit.unit


_REACH = 60
"""Signs behind a figure that are looked at for its unit."""
_unit_behind = lru_cache(maxsize=4096)(unit_at)


def _degrees(worth: Fraction, shown: str) -> Unit | None:
    """``101 F`` and ``37 C`` in a text: nobody counts so many farads or coulombs."""
    found = unit_at(f"°{shown}") if shown in {"C", "F"} and worth >= _FEWEST_DEGREES else None
    return found.unit if found else None


_FEWEST_DEGREES = 10
