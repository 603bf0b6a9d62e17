"""Formulas that an author writes: ``n * 1540 m/s / f in mm``, read by a small parser, nothing run.

A number may have a unit behind it, written without spaces; names are those of the inputs. What is
worked out has a unit too: a formula that gives another quantity than the one it is asked ``in`` is
refused. A plain number is taken to be in that unit (``4 * v^2 in mmHg``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal, NoReturn, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.sheets.calculations import exact
from sonodeck.sheets.calculations.quantities import FUNCTIONS, OPERATORS, Quantity, Wrong, unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit, and how it is written."""

    quantity: Quantity
    written: str


@dataclass(frozen=True, slots=True)
class Named:
    """An input, or ``answer``."""

    name: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A function or an operator; ``neg`` is the minus before a number."""

    function: str
    to: tuple[Node, ...]


Node: TypeAlias = Figure | Named | Applied


@dataclass(frozen=True, slots=True)
class Formula:
    """What is worked out, and the unit that the result is given in ("" for a plain number)."""

    node: Node
    unit: str
    base: Quantity


Sign = Literal["<", "<=", ">", ">=", "=", "!="]


@dataclass(frozen=True, slots=True)
class Condition:
    """Two formulas that are compared."""

    left: Node
    sign: Sign
    right: Node


# reading

ANSWER = "answer"
_UNIT = r"[A-Za-z\u00b5\u0370-\u03ff\u2126%\u2030\u00b0][^\s()*+,^<>=!\u00d7\u00f7\u00b7\u2212-]*"
_TOKEN = re.compile(
    rf"""\s*(?:(?P<figure>(?P<digits>[0-9]+(?:\.[0-9]+)?)(?:[ ]?(?P<unit>{_UNIT}))?)
      |(?P<name>[a-z][a-z0-9_]*)|(?P<sign><=|>=|!=|[-+*/^(),<>=]))""",
    re.VERBOSE,
)
_LIKE = str.maketrans("×·÷−≤≥≠", "**/-\u2264\u2265\u2260")
_IN = re.compile(r"\s+in\s+(\S+)\s*$")
RESERVED = frozenset({*FUNCTIONS, ANSWER, "pi", "in"}) - {"neg"}
_DEEPEST = 50


def formula(text: str, names: frozenset[str]) -> Formula:
    """``n / f in us``. Raises Wrong."""
    asked = _IN.search(text)
    written = asked[1] if asked else ""
    node = _Parser(text[: asked.start()] if asked else text, names).whole()
    return Formula(node, written, unit(written) if written else Quantity(Fraction(1)))


def condition(text: str, names: frozenset[str]) -> Condition:
    """``answer >= 10 Hz``. Raises Wrong."""
    return _Parser(text, names).condition()


class _Parser:
    """A text, its tokens, and how far they are read."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self._sum()
        self._end()
        return node

    def condition(self) -> Condition:
        left, sign = self._sum(), self._next()
        match sign:
            case "<" | "<=" | ">" | ">=" | "=" | "!=":
                right = self._sum()
            case _:
                hint = "two formulas with <, <=, >, >=, =, or != between them: answer >= 10 Hz"
                raise Wrong(f"{self.text!r} compares nothing", hint)
        self._end()
        return Condition(left, sign, right)

    def _end(self) -> None:
        if self.at < len(self.tokens):
            self._refuse(self.tokens[self.at])

    def _refuse(self, token: re.Match[str] | None) -> NoReturn:
        if token is None:
            raise Wrong(f"{self.text!r} ends too early", "something is missing at its end")
        hint = "write every operator: 2 * n, n / f, (a + b) * c"
        raise Wrong(f"{token.group().strip()!r} can't stand there in {self.text!r}", hint)

    def _next(self) -> str:
        """The sign that comes next, "" where it is none; it is taken."""
        if self.at < len(self.tokens) and (sign := self.tokens[self.at]["sign"]):
            self.at += 1
            return sign
        return ""

    def _if(self, signs: str) -> str:
        sign = self._next()
        if sign and sign not in signs:
            self.at -= 1
        return sign if sign and sign in signs else ""

    def _sum(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Wrong("the formula is nested too deeply", "write it with fewer parentheses")
        node = self._product()
        while sign := self._if("+-"):
            node = Applied(sign, (node, self._product()))
        self.depth -= 1
        return node

    def _product(self) -> Node:
        node = self._signed()
        while sign := self._if("*/"):
            node = Applied(sign, (node, self._signed()))
        return node

    def _signed(self) -> Node:
        minus = 0
        while self._if("-"):
            minus += 1
        node = self._power()
        return Applied("neg", (node,)) if minus % 2 else node

    def _power(self) -> Node:
        base = self._atom()
        if self._if("^"):
            return Applied("^", (base, self._signed()))
        return base

    def _atom(self) -> Node:
        if self._if("("):
            return self._closed()
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or token["sign"]:
            self._refuse(token)
        self.at += 1
        if token["figure"]:
            return _figure(token)
        name = token["name"]
        if name == "pi":
            return Figure(Quantity(exact.PI), "π")
        if name in FUNCTIONS and name != "neg":
            if not self._if("("):
                raise Wrong(f"{name} needs parentheses", f"write {name}(…)")
            return Applied(name, (self._closed(),))
        if name not in self.names:
            known = ", ".join(sorted(self.names))
            raise Wrong(f"there is no input {name!r}", f"inputs: {known}")
        return Named(name)

    def _closed(self) -> Node:
        node = self._sum()
        if not self._if(")"):
            raise Wrong(f"a parenthesis isn't closed in {self.text!r}", "add )")
        return node


def _tokens(text: str) -> list[re.Match[str]]:
    text = text.translate(_LIKE).replace("\u2264", "<=").replace("\u2265", ">=")
    text = text.replace("\u2260", "!=").strip()
    found, at = [], 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.end() == at:
            hint = "numbers, names of inputs, + - * / ^ ( ), and " + ", ".join(
                sorted(RESERVED - {ANSWER, "in"})
            )
            raise Wrong(f"{text[at:].lstrip()[:1]!r} can't stand in a formula", hint)
        found.append(token)
        at = token.end()
    return found


def _figure(token: re.Match[str]) -> Figure:
    digits, written = token["digits"], token["unit"] or ""
    one = unit(written) if written else Quantity(Fraction(1))
    return Figure(Quantity(Fraction(digits) * one.value, one.powers), token["figure"].strip())


def names_in(node: Node) -> frozenset[str]:
    """The inputs that a formula uses."""
    match node:
        case Figure():
            return frozenset()
        case Named():
            return frozenset({node.name})
        case Applied():
            return frozenset().union(*map(names_in, node.to))


# working out


def worked_out(node: Node, inputs: Mapping[str, Quantity]) -> Quantity:
    """Raises Undefined where there is no value, and Wrong where units don't go together."""
    match node:
        case Figure():
            return node.quantity
        case Named():
            return inputs[node.name]
        case Applied():
            return _applied(node.function, [worked_out(one, inputs) for one in node.to])


def _applied(function: str, to: Sequence[Quantity]) -> Quantity:
    return OPERATORS[function](*to) if len(to) > 1 else FUNCTIONS[function](*to)


def result(formula: Formula, inputs: Mapping[str, Quantity]) -> Fraction:
    """The figure of a result, in the formula's unit. Raises Undefined and Wrong."""
    found = worked_out(formula.node, inputs)
    if found.powers == formula.base.powers:
        return found.value / formula.base.value
    if not found.powers:
        return found.value
    if not formula.unit:
        raise Wrong(f"the result is in {found.said}", f"say in which unit: … in {found.said}")
    message = f"the result is in {found.said}, which can't be given in {formula.unit}"
    hint = (
        "check the formula; where figures alone are meant, divide by units, as in f / 1 MHz: a "
        f"plain number is read in {formula.unit}"
    )
    raise Wrong(message, hint)


def holds(condition: Condition, inputs: Mapping[str, Quantity]) -> bool:
    """Raises Undefined and Wrong."""
    left, right = (worked_out(one, inputs) for one in (condition.left, condition.right))
    if left.powers != right.powers:
        message = f"{left.said} and {right.said} can't be compared"
        raise Wrong(message, "give both sides units of one kind")
    match condition.sign:
        case "<":
            return left.value < right.value
        case "<=":
            return left.value <= right.value
        case ">":
            return left.value > right.value
        case ">=":
            return left.value >= right.value
        case "=":
            return left.value == right.value
        case "!=":
            return left.value != right.value
