"""What units measure, and their size: the table is in ``units.txt``, compound units are worked out.

Sizes are exact fractions, so that 1.1 cm is 11 mm.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_ONE = Fraction(1)


class Unit(NamedTuple):
    """How many of its base a unit is, and what it measures.

    ``powers``: of the bases, 0 where they cancel out (mg/kg is not %); ``start``: what is taken off
    to come to the base, as 273.15 from kelvin; ``rounded``: people round when they convert it.
    """

    size: Fraction = _ONE
    powers: Mapping[str, int] = {}
    start: Fraction = Fraction(0)
    rounded: bool = False

    @property
    def quantity(self) -> str:
        """Equal for units that can be compared."""
        return "".join(f"{base}{power}" for base, power in sorted(self.powers.items()))


class Found(NamedTuple):
    """The unit that a text begins with, and where it ends there.

    ``per``: the rest belongs under the line, as ``live births`` in ``per 1,000 live births``.
    """

    unit: Unit
    end: int
    per: bool = False


_JOINT = re.compile(
    r"(?P<line>\s*/\s*\(?|(?:\s+|(?<![^\W\d_]))(?P<word>per|an?)\s+)|\s*[·*]\s*|(?P<gap>[ -]?)"
)
_FACTOR = re.compile(
    r"""(?P<number>(?:(?:[0-9]{1,3}(?:[ ,][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?:/[0-9]+)?)?)\s*
        (?:(?:(?P<square>sq\.?|square)\ |(?P<cubic>cu\.?|cubic)\ )?
           (?P<symbol>mm\ ?Hg|[cm]m\ ?H2O|fl\.?\ ?oz|I\.U\.|°\ ?[CF]\b|[mμ]?g\ ?%
             |(?:h|d|min)(?=[0-9]+\ ?(?:h|min|m|s)\b)|[^\W\d_]+|[°%‰])
           (?P<power>-?[1-9](?![0-9.,]))?(?:(?![^\W_])|(?<=[hdn])(?=[0-9]))\)?)?""",
    re.VERBOSE,
)
_NO_SYMBOLS = frozenset(("in", "st", "nd", "rd", "th", "us", "as", "val"))
# Units that are words of a sentence too: behind a space they are no further factor.
_ALSO_WORDS = frozenset(("in", "a", "d", "h", "y", "C", "F", "D", "B", "G", "P", "R", "t", "val"))


def unit_at(text: str, start: int = 0) -> Found | None:
    """The unit that a text, already as ``seen``, begins with at a place; None where it is unknown.

    A space or dot multiplies, also behind a line: ``J/kg K`` is ``J/(kg K)``.
    """
    unit, end, below, alone = Unit(), start, False, ""
    both = (set[str](), set[str]())
    while joint := _JOINT.match(text, end):
        found = _FACTOR.match(text, joint.end())
        line, symbol = joint["line"] is not None, (found and found["symbol"]) or ""
        if found is None or (found["number"] and not line):
            break
        known = _counted(symbol, text, found.end()) or _named(symbol)
        if known is None:
            if found["number"] and joint["word"] == "per":
                unit = _times(unit, Unit(_figure(found["number"])), -1)
                return Found(unit, found.end("number"), per=True)
            break
        if not line and end > start and not _multiplies(joint, found, below=below):
            break
        if joint["word"] not in {None, "per"} and "s" not in known.powers:
            break  # of "a" and "an" only those of "a day", "an hour"
        below = below or line
        power, last = _power(text, joint, found)
        power = -power if below else power
        if found["number"]:
            unit = _times(unit, Unit(_figure(found["number"])), -1)
        alone = symbol if end == start and power == 1 else ""
        unit, end = _times(unit, known, power), last
        if len(known.powers) == 1:
            both[power > 0].update(known.powers)
    if end == start:
        return None
    scale = _named(alone) if alone else None
    start_ = scale.start if scale else Fraction(0)
    return Found(unit._replace(start=start_, powers=_kept(unit.powers, both[0] & both[1])), end)


def _kept(powers: Mapping[str, int], both: Collection[str]) -> Mapping[str, int]:
    """Without what cancels out, unless it was written above and below the line.

    The gram in mg/kg counts, the one in N/kg does not.
    """
    return {base: power for base, power in powers.items() if power or base in both}


def _power(text: str, joint: re.Match[str], found: re.Match[str]) -> tuple[int, int]:
    """The power of a factor, and where that ends."""
    power = 2 if found["square"] else 3 if found["cubic"] else int(found["power"] or 1)
    if power < 0 and (joint["gap"] == "-" or _begins_a_range(text, found)):
        return 1, found.start("power")
    return power, found.end()


def _counted(symbol: str, text: str, end: int) -> Unit | None:
    """The thousands and millions that laboratories count by: 4.5 K/µL, 250 G/L."""
    return _COUNTED.get(symbol) if _A_COUNT.match(text, end) else None


def _multiplies(joint: re.Match[str], found: re.Match[str], *, below: bool) -> bool:
    """A dot and a space do, below the line a hyphen too: dB/cm-MHz."""
    if joint["gap"] is None or (joint["gap"] == "-" and below):
        return True
    powered = (found["power"] or "").startswith("-")
    return joint["gap"] == " " and (powered or found["symbol"] not in _ALSO_WORDS)


def _begins_a_range(text: str, found: re.Match[str]) -> bool:
    """Whether the hyphen of a power is one of a range: min-1 h, but not kg-1 K-1."""
    following = _FIGURE_AND_UNIT.match(text, found.start("power"))
    if not following or (following["symbol"] in {"in", "a"} and text[following.end() :].strip()):
        return False
    return is_unit(following["symbol"]) and not _POWER_BELOW.match(text, following.end())


_FIGURE_AND_UNIT = re.compile(r"-[1-9] ?(?P<symbol>[^\W\d_]+|[°%])")
_POWER_BELOW = re.compile("-[1-9]")
_A_COUNT = re.compile(r"/(?:[μu]?[Ll]|mm3)\b")
_COUNTED = {
    symbol: Unit(Fraction(10) ** power) for symbol, power in zip("KMGT", (3, 6, 9, 12), strict=True)
}


def _times(unit: Unit, other: Unit, power: int) -> Unit:
    powers = dict(unit.powers)
    for base, own in other.powers.items():
        powers[base] = powers.get(base, 0) + own * power
    return Unit(unit.size * other.size**power, powers, rounded=unit.rounded or other.rounded)


def _figure(text: str) -> Fraction:
    above, _, below = re.sub("[ ,]", "", text).partition("/")
    return Fraction(above) / Fraction(below or 1)


def is_unit(symbol: str) -> bool:
    """Whether a unit is written so."""
    return _named(symbol) is not None


def _named(symbol: str) -> Unit | None:
    """A symbol as it is written, or a word in small letters."""
    known = table()
    found = known.get(symbol) or known.get(re.sub("[. ]", "", symbol))
    if found or len(symbol) == 1:
        return found
    if len(symbol) > _SHORT and symbol.lower() in known:
        return known[symbol.lower()]
    meant = in_other_capitals(symbol)
    return known[meant[0]] if len(meant) == 1 else None


def in_other_capitals(symbol: str) -> tuple[str, ...]:
    """The units that a symbol of two letters or more may mean that is none: Kg, MHZ, mhz."""
    if symbol in table() or symbol.lower() in _NO_SYMBOLS:
        return ()
    return _by_small_letters().get(symbol.lower(), ())


@cache
def _by_small_letters() -> Mapping[str, tuple[str, ...]]:
    """Units of two letters or more that differ, by their small letters."""
    found: dict[str, list[str]] = {}
    known = table()
    for symbol in known:
        alike = found.setdefault(symbol.lower(), [])
        if len(symbol) > 1 and known[symbol] not in (known[one] for one in alike):
            alike.append(symbol)
    return {small: tuple(sorted(alike)) for small, alike in found.items()}


_PREFIXES = {
    "f": ("femto", -15), "p": ("pico", -12), "n": ("nano", -9), "μ": ("micro", -6),
    "m": ("milli", -3), "c": ("centi", -2), "d": ("deci", -1), "h": ("hecto", 2),
    "k": ("kilo", 3), "M": ("mega", 6), "G": ("giga", 9), "T": ("tera", 12),
}  # fmt: skip
_STARTS = {"K": Fraction("273.15"), "°F": Fraction(160, 9)}
_SHORT = 3
"""Letters of a name from which on it has a plural with s."""


@cache
def table() -> Mapping[str, Unit]:
    """Every unit under each way it is written."""
    known: dict[str, Unit] = {}
    written = files("sonodeck.sheets").joinpath("units.txt").read_text("utf-8")
    for line in written.splitlines():
        if not line.startswith("#"):
            symbol, made_of, prefixes, names = (part.strip() for part in line.split(";"))
            unit = _made(symbol, made_of, known)
            for name, power in _written(symbol, prefixes, names.split()):
                known.setdefault(name, unit._replace(size=unit.size * Fraction(10) ** power))
    return known


def _made(symbol: str, made_of: str, known: Mapping[str, Unit]) -> Unit:
    """A line's unit: of its own, or of those above it."""
    if not made_of:
        return Unit(powers={symbol: 1}, start=_STARTS.get(symbol, Fraction(0)))
    unit, power = Unit(rounded=made_of.startswith("!")), 1
    for part in re.findall(r"[0-9.]+/[0-9]+|/|[^\s/]+", made_of.lstrip("! ")):
        if part == "/":
            power = -1
        elif part[0].isdigit():
            unit = _times(unit, Unit(_figure(part)), power)
        else:
            name = part.rstrip("0123456789")
            unit = _times(unit, known[name], power * int(part[len(name) :] or 1))
    return unit._replace(start=_STARTS.get(symbol, Fraction(0)))


def _written(symbol: str, prefixes: str, names: list[str]) -> Iterator[tuple[str, int]]:
    """Each way to write a unit, and the power of ten that it means."""
    for name in (symbol, *names):
        word = name.isalpha() and len(name) > _SHORT
        yield name, 0
        if len(name) >= _SHORT and name.isalpha():
            yield f"{name}s", 0
        for prefix in prefixes:
            spelled, power = _PREFIXES[prefix]
            yield (spelled if word else prefix) + name, power
            if word:
                yield f"{spelled}{name}s", power
            elif prefix == "μ":
                yield f"u{name}", power
