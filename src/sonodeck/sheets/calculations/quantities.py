"""Numbers with units, and what can be done with them: units that don't go together are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from sonodeck.sheets.calculations import exact
from sonodeck.sheets.calculations.exact import Undefined
from sonodeck.sheets.folding import seen
from sonodeck.sheets.units import unit_at


class Wrong(ValueError):
    """A formula that can't be read or makes no sense; ``hint`` is the way out."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


Powers: TypeAlias = tuple[tuple[str, Fraction], ...]
"""Those of the bases, by name, none of them 0."""


class Quantity(NamedTuple):
    """A number in the base of what it measures."""

    value: Fraction
    powers: Powers = ()

    @property
    def said(self) -> str:
        """What it measures, in its base units: ``m/s``."""
        above = [_raised(base, power) for base, power in self.powers if power > 0]
        below = [_raised(base, -power) for base, power in self.powers if power < 0]
        return "/".join(("·".join(above) or "1", *below)) if self.powers else "a plain number"


def _raised(base: str, power: Fraction) -> str:
    return base if power == 1 else f"{base}^{power}"


def unit(written: str) -> Quantity:
    """One of a unit. Raises Wrong for one that isn't known, or that has a zero of its own (°C)."""
    text = seen(written)
    found = unit_at(text)
    if found is None or found.end != len(text) or found.unit.start:
        hint = "a product is 2 * n; behind a unit, leave a space before an operator: 1540 m/s / f"
        raise Wrong(f"{written!r} is not a unit that formulas know", hint)
    powers = ((base, Fraction(power)) for base, power in found.unit.powers.items() if power)
    return Quantity(found.unit.size, tuple(sorted(powers)))


# operators


def _sum(left: Quantity, right: Quantity, *, sign: int) -> Quantity:
    if left.powers != right.powers:
        message = f"{left.said} and {right.said} can't be added or subtracted"
        raise Wrong(message, "both sides need units of one kind")
    return Quantity(left.value + sign * right.value, left.powers)


def _product(left: Quantity, right: Quantity) -> Quantity:
    return Quantity(left.value * right.value, _times(left.powers, right.powers, 1))


def _quotient(left: Quantity, right: Quantity) -> Quantity:
    if not right.value:
        raise Undefined("a division by zero has no value")
    return Quantity(left.value / right.value, _times(left.powers, right.powers, -1))


def _times(powers: Powers, others: Powers, by: int) -> Powers:
    found = dict(powers)
    for base, power in others:
        found[base] = found.get(base, Fraction(0)) + by * power
    return tuple(sorted((base, power) for base, power in found.items() if power))


def _power(base: Quantity, exponent: Quantity) -> Quantity:
    _plain(exponent, "an exponent")
    value = exact.power(base.value, exponent.value)
    raised = ((one, power * exponent.value) for one, power in base.powers)
    return Quantity(value, tuple(raised) if exponent.value else ())


OPERATORS: Mapping[str, Callable[[Quantity, Quantity], Quantity]] = MappingProxyType(
    {
        "+": partial(_sum, sign=1),
        "-": partial(_sum, sign=-1),
        "*": _product,
        "/": _quotient,
        "^": _power,
    }
)
"""What they raise: Wrong, and Undefined where there is no value."""


# functions

_DEGREES: Powers = (("°", Fraction(1)),)


def _plain(quantity: Quantity, what: str) -> Fraction:
    if quantity.powers:
        hint = "divide by one of its unit: (f / 1 MHz)"
        raise Wrong(f"{what} needs a plain number, not {quantity.said}", hint)
    return quantity.value


def _negative(one: Quantity) -> Quantity:
    return Quantity(-one.value, one.powers)


def _root(one: Quantity) -> Quantity:
    return Quantity(exact.root(one.value), tuple((base, power / 2) for base, power in one.powers))


def _of_number(one: Quantity, *, name: str, of: Callable[[Fraction], Fraction]) -> Quantity:
    return Quantity(of(_plain(one, name)))


def _of_angle(one: Quantity, *, name: str, of: Callable[[Fraction], Fraction]) -> Quantity:
    if one.powers != _DEGREES:
        message = f"{name} needs an angle in degrees, not {one.said}"
        raise Wrong(message, f"write the unit: {name}(60°)")
    return Quantity(of(one.value))


def _angle(one: Quantity, *, name: str, of: Callable[[Fraction], Fraction]) -> Quantity:
    return Quantity(of(_plain(one, name)), _DEGREES)


FUNCTIONS: Mapping[str, Callable[[Quantity], Quantity]] = MappingProxyType(
    {
        "neg": _negative,
        "sqrt": _root,
        "ceil": partial(_of_number, name="ceil", of=exact.ceil),
        "log10": partial(_of_number, name="log10", of=exact.log10),
        "ln": partial(_of_number, name="ln", of=exact.ln),
        "exp": partial(_of_number, name="exp", of=exact.exp),
        "sin": partial(_of_angle, name="sin", of=exact.sin),
        "cos": partial(_of_angle, name="cos", of=exact.cos),
        "tan": partial(_of_angle, name="tan", of=exact.tan),
        "asin": partial(_angle, name="asin", of=exact.asin),
        "acos": partial(_angle, name="acos", of=exact.acos),
    }
)
"""``neg`` is the minus before a number. What they raise: Wrong, and Undefined."""
