"""Functions of exact numbers, alike on every machine: fractions and decimals, never a float.

What has no exact value is worked out to more digits than are kept, and kept to 40 behind the point:
the cosine of 60° then is a half, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal, DecimalException
from fractions import Fraction
from math import isqrt

_KEPT = 40
_CONTEXT = Context(prec=80)
# https://oeis.org/A000796
PI = Fraction("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


class Undefined(ArithmeticError):
    """A function that has no value there; the message says why."""


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Raises Undefined, also for what is out of all proportion."""
    if abs(exponent) > _LARGEST:
        raise Undefined("a power is out of all proportion")
    if base == 0 and exponent <= 0:
        raise Undefined("a power of zero has no value")
    if exponent.denominator == 1:
        return base**exponent.numerator
    if exponent == Fraction(1, 2):
        return root(base)
    if base <= 0:
        raise Undefined("a root of a negative number has no value")
    return _rounded(_CONTEXT.power(_decimal(base), _decimal(exponent)))


_LARGEST = 300


def root(square: Fraction) -> Fraction:
    """The square root. Raises Undefined."""
    if square < 0:
        raise Undefined("a root of a negative number has no value")
    above, below = isqrt(square.numerator), isqrt(square.denominator)
    if above**2 == square.numerator and below**2 == square.denominator:
        return Fraction(above, below)
    return _rounded(_CONTEXT.sqrt(_decimal(square)))


def ceil(number: Fraction) -> Fraction:
    """The next whole number, as of tablets."""
    return Fraction(-(-number // 1))


def log10(number: Fraction) -> Fraction:
    """Raises Undefined."""
    return _logarithm(number, _CONTEXT.log10)


def ln(number: Fraction) -> Fraction:
    """Raises Undefined."""
    return _logarithm(number, _CONTEXT.ln)


def _logarithm(number: Fraction, of: Callable[[Decimal], Decimal]) -> Fraction:
    if number <= 0:
        raise Undefined("a logarithm of what isn't above zero has no value")
    return _rounded(of(_decimal(number)))


def exp(number: Fraction) -> Fraction:
    """Raises Undefined for what is out of all proportion."""
    if abs(number) > _LARGEST:
        raise Undefined("a power is out of all proportion")
    return _rounded(_CONTEXT.exp(_decimal(number)))


# angles, in degrees


def sin(degrees: Fraction) -> Fraction:
    """The sine, by its series: x − x³/3! + x⁵/5! and so on."""
    turned = (degrees + 180) % 360 - 180
    angle = _decimal(turned * PI / 180)
    square = _CONTEXT.multiply(angle, angle)
    total, term, at = angle, angle, 1
    while term.copy_abs() > _SMALL:
        below = Decimal((at + 1) * (at + 2))
        term = _CONTEXT.divide(_CONTEXT.multiply(term.copy_negate(), square), below)
        total, at = _CONTEXT.add(total, term), at + 2
    return _rounded(total)


_SMALL = Decimal(10) ** -70


def cos(degrees: Fraction) -> Fraction:
    return sin(90 - degrees)


def tan(degrees: Fraction) -> Fraction:
    """Raises Undefined."""
    below = cos(degrees)
    if not below:
        raise Undefined("a tangent of 90° has no value")
    return round(sin(degrees) / below, _KEPT)


def asin(share: Fraction) -> Fraction:
    """The angle in degrees with this sine, by halving what is left. Raises Undefined."""
    if abs(share) > 1:
        raise Undefined("no angle has a sine above 1")
    low, high = Fraction(-90), Fraction(90)
    if share in _EXACT:
        return _EXACT[share]
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if sin(middle) < share else (low, middle)
    return round((low + high) / 2, _KEPT // 2)


_HALVINGS = 90
_EXACT = {Fraction(n, 2): Fraction(a) for n, a in ((-2, -90), (-1, -30), (0, 0), (1, 30), (2, 90))}


def acos(share: Fraction) -> Fraction:
    """Raises Undefined."""
    return 90 - asin(share)


def _decimal(number: Fraction) -> Decimal:
    try:
        return _CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
    except DecimalException as error:
        raise Undefined("a number is out of all proportion") from error


def _rounded(number: Decimal) -> Fraction:
    return round(Fraction(number), _KEPT)


# figures


def figures(number: Fraction) -> int | None:
    """How many significant figures a number needs; None where its decimals never end."""
    below, twos, fives = number.denominator, 0, 0
    while below % 2 == 0:
        below, twos = below // 2, twos + 1
    while below % 5 == 0:
        below, fives = below // 5, fives + 1
    if below != 1:
        return None
    digits = str(abs(number.numerator) * 10 ** max(twos, fives) // number.denominator)
    return len(digits.strip("0")) or 1


def to_figures(number: Fraction, wanted: int) -> Fraction:
    """A number to so many significant figures; halves go away from zero."""
    if not number:
        return number
    size, least = abs(number), 0
    while size >= Fraction(10) ** (wanted + least):
        least += 1
    while size < Fraction(10) ** (wanted + least - 1):
        least -= 1
    step = Fraction(10) ** least
    rounded = step * (size / step + Fraction(1, 2)).__floor__()
    return rounded if number > 0 else -rounded


def shown(number: Fraction, *, comma: bool) -> str:
    """A number whose decimals end, as people write it: −0.6, 12,500."""
    size, places = abs(number), 0
    while (size * 10**places).denominator != 1:
        places += 1
    digits = str((size * 10**places).numerator).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    point, parted = (",", ".") if comma else (".", ",")
    if len(whole) > _UNPARTED:
        whole = f"{int(whole):,}".replace(",", parted)
    return ("\u2212" if number < 0 else "") + whole + (f"{point}{decimals}" if decimals else "")


_UNPARTED = 4
"""Digits up to which a number isn't parted: 1540 m/s, but 12,500."""
