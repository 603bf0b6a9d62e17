"""Formulas with their numbers put in, as they are written by hand: ``3 × 0.77 mm ÷ 2``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from sonodeck.common.frozen import dataclass
from sonodeck.sheets.calculations import exact
from sonodeck.sheets.calculations.expressions import Applied, Figure, Named, Node


def written(node: Node, inputs: Mapping[str, str], *, comma: bool) -> str:
    """``inputs``: what stands for each name; ``comma``: figures have a decimal comma."""
    return _written(node, _Shown(inputs=inputs, comma=comma))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What stands for each name, and how the formula's own figures are shown."""

    inputs: Mapping[str, str]
    comma: bool

    def figure(self, typed: str) -> str:
        """77000 cm/s as 77,000 cm/s, or 77.000 cm/s."""
        number = _NUMBER.match(typed)
        if number is None:
            return typed
        return exact.shown(Fraction(number[0]), comma=self.comma) + typed[number.end() :]


_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""How tightly a part holds together."""
_SHOWN = {"*": "×", "/": "÷", "-": "−", "+": "+"}
_SAID = {"log10": "log", "asin": "arcsin", "acos": "arccos"}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _written(node: Node, shown: _Shown) -> tuple[str, int]:
    match node:
        case Figure():
            return _bound(shown.figure(node.written))
        case Named():
            return _bound(shown.inputs[node.name])
        case Applied(sign, (left, right)):
            return _of_two(sign, left, right, shown)
        case Applied(name, to):
            return _of_one(name, to[0], shown)


def _bound(text: str) -> tuple[str, int]:
    """A number, and how tightly it holds: (10%)² has its parentheses as (3 mm)² has."""
    with_unit = " " in text or text.endswith("%")
    return text, _SUM if text[:1] in "-−" else _PRODUCT if with_unit else _ATOM


def _of_two(sign: str, left: Node, right: Node, shown: _Shown) -> tuple[str, int]:
    if sign == "^":
        power = _written(right, shown)[0].replace("−", "-")
        raised = power.translate(_RAISED) if re.fullmatch("-?[0-9]+", power) else f"^({power})"
        return f"{_inside(left, shown, _ATOM)}{raised}", _POWER
    binds = _SUM if sign in "+-" else _PRODUCT
    # A product behind × or ÷ has parentheses; a number with its unit has none.
    nested = isinstance(right, Applied) and right.function in {"*", "/"} and binds == _PRODUCT
    behind = f"({_written(right, shown)[0]})" if nested else _inside(right, shown, _PRODUCT)
    return f"{_inside(left, shown, binds)} {_SHOWN[sign]} {behind}", binds


def _of_one(name: str, one: Node, shown: _Shown) -> tuple[str, int]:
    if name == "neg":
        return f"−{_inside(one, shown, _PRODUCT)}", _SUM
    text, binds = _written(one, shown)
    if name == "sqrt":
        return (f"√{text}" if binds == _ATOM else f"√({text})"), _POWER
    said = _SAID.get(name, name)
    return (f"{said} {text}" if binds == _ATOM else f"{said}({text})"), _POWER


def _inside(node: Node, shown: _Shown, least: int) -> str:
    text, binds = _written(node, shown)
    return text if binds >= least else f"({text})"
