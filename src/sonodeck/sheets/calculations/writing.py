"""Formulas with their numbers put in, as they are written by hand: ``3 × 0.77 mm ÷ 2``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sonodeck.sheets.calculations.expressions import Applied, Figure, Named, Node


def written(node: Node, inputs: Mapping[str, str]) -> str:
    """``inputs``: what stands for each name."""
    return _written(node, inputs)[0]


_SUM, _PRODUCT, _POWER, _ATOM = range(4)
"""How tightly a part holds together."""
_SHOWN = {"*": "×", "/": "÷", "-": "−", "+": "+"}
_SAID = {"log10": "log", "asin": "arcsin", "acos": "arccos"}
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _written(node: Node, inputs: Mapping[str, str]) -> tuple[str, int]:
    match node:
        case Figure():
            return node.written, _PRODUCT if " " in node.written else _ATOM
        case Named():
            text = inputs[node.name]
            return text, _SUM if text[:1] in "-−" else _PRODUCT if " " in text else _ATOM
        case Applied(sign, (left, right)):
            return _of_two(sign, left, right, inputs)
        case Applied(name, to):
            return _of_one(name, to[0], inputs)


def _of_two(sign: str, left: Node, right: Node, inputs: Mapping[str, str]) -> tuple[str, int]:
    if sign == "^":
        power = _written(right, inputs)[0].replace("−", "-")
        raised = power.translate(_RAISED) if re.fullmatch("-?[0-9]+", power) else f"^({power})"
        return f"{_inside(left, inputs, _ATOM)}{raised}", _POWER
    binds = _SUM if sign in "+-" else _PRODUCT
    # A product behind × or ÷ has parentheses; a number with its unit has none.
    nested = isinstance(right, Applied) and right.function in {"*", "/"} and binds == _PRODUCT
    behind = f"({_written(right, inputs)[0]})" if nested else _inside(right, inputs, _PRODUCT)
    return f"{_inside(left, inputs, binds)} {_SHOWN[sign]} {behind}", binds


def _of_one(name: str, one: Node, inputs: Mapping[str, str]) -> tuple[str, int]:
    if name == "neg":
        return f"−{_inside(one, inputs, _PRODUCT)}", _SUM
    text, binds = _written(one, inputs)
    if name == "sqrt":
        return (f"√{text}" if binds == _ATOM else f"√({text})"), _POWER
    said = _SAID.get(name, name)
    return (f"{said} {text}" if binds == _ATOM else f"{said}({text})"), _POWER


def _inside(node: Node, inputs: Mapping[str, str], least: int) -> str:
    text, binds = _written(node, inputs)
    return text if binds >= least else f"({text})"
