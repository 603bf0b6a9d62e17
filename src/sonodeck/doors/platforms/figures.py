"""Numbers to be typed: exact decimals, and how far from them is as good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from sonodeck.doors.platforms.items import Figure
from sonodeck.sheets import number_in

_FIGURE = re.compile(r"([-−]?)([0-9][0-9.,]*)(?![.,:/^×·])[ \u00a0\u202f]?(.*)", re.ASCII)
_MOST = Decimal("0.05")
"""The share of a number that its tolerance is at most: rounding to two figures moves it so far."""


def figure(text: str) -> tuple[Decimal, str] | None:
    """The one number that a text is, and its unit as written; None for ranges, bounds, and words.

    The digits are read as the program reads them elsewhere, so that ``1,540`` is what it is there.
    """
    known, found = number_in(text), _FIGURE.fullmatch(text.strip())
    if known is None or found is None or known.low is None or known.low != known.high:
        return None
    sign, digits, unit = found.groups()
    for written in (digits.replace(",", ""), digits.replace(".", "").replace(",", ".")):
        if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", written):
            value = Decimal(written) * (-1 if sign else 1)
            if float(value) == known.low:
                return value, unit
    return None


def tolerant(
    right: Decimal, others: Sequence[tuple[Decimal, str]]
) -> tuple[Figure, tuple[Figure, ...]]:
    """A number and wrong ones with their reasons → each with its tolerance; none meet.

    That is half of the last place that is shown, for who has not rounded; at most a twentieth of
    the number, and less than half of the way to another one.
    """
    values = [right, *(value for value, _ in others)]

    def own(value: Decimal, why: str = "") -> Figure:
        ways = [abs(value - other) * Decimal("0.4") for other in values if other != value]
        half = Decimal((0, (5,), _places(value) - 1))
        return Figure(value, min([half, abs(value) * _MOST, *ways]), why)

    return own(right), tuple(own(value, why) for value, why in others if value != right)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def shown(value: Decimal) -> str:
    """Digits without an exponent or zeros at the end, as every platform reads them."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
