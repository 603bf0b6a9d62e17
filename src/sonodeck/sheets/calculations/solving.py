"""A calculation with one set of its numbers: the result, what slips lead to, the way there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from sonodeck.common.frozen import dataclass
from sonodeck.sheets.calculations import exact
from sonodeck.sheets.calculations.exact import Undefined
from sonodeck.sheets.calculations.expressions import ANSWER, Condition, Formula, holds, result
from sonodeck.sheets.calculations.quantities import Quantity
from sonodeck.sheets.calculations.writing import written
from sonodeck.sheets.templates import Template

MOST_FIGURES = 3
"""Significant figures that a result may need where it isn't rounded."""
_LEAST_FIGURES = 2
"""Significant figures of wrong options: they don't look rougher than the right one."""
APART = Fraction(1, 10)
"""How far options lie apart at least: the share of the larger one."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value of an input as it is shown, and its quantity; None for a word, as a tissue's name."""

    text: str
    quantity: Quantity | None


Numbers = tuple[tuple[str, Given], ...]
"""A value for each input."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake that leads to a wrong result: what it is called, and the formula of it."""

    says: Template
    written: str
    formula: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A calculation as its sheet gives it; ``sets``: all that its inputs may be together.

    ``figures``: significant figures to which results are rounded; None: results are shown whole,
    and a set whose result needs more than three is left out. ``only``: what else has to hold.
    ``apart``: how far options lie apart, as a share; ``working``: the way to the result, where the
    formula with its numbers isn't enough.
    """

    ask: Template
    sets: tuple[Numbers, ...]
    formula: Formula
    figures: int | None
    only: tuple[Condition, ...]
    slips: tuple[Slip, ...]
    apart: Fraction
    working: Template | None
    comma: bool


@dataclass(frozen=True, slots=True)
class Slipped:
    """A wrong option: its text, its size, the slip that leads to it."""

    text: str
    size: Fraction
    slip: Slip


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """One set of numbers with its result, and all that slips make of it, none near another."""

    numbers: Numbers
    answer: str
    size: Fraction
    wrong: tuple[Slipped, ...]
    working: str


class LeftOut(ValueError):
    """A set of numbers that gives no clean question, and why."""


def solved(calculation: Calculation, numbers: Numbers) -> Solved:
    """Raises LeftOut; Wrong where units don't go together, which they do in all sets or in none."""
    inputs = {name: one.quantity for name, one in numbers if one.quantity is not None}
    unit = calculation.formula.unit
    try:
        whole = result(calculation.formula, inputs)
        figures = calculation.figures or MOST_FIGURES
        size = exact.to_figures(whole, figures)
        if calculation.figures is None and size != whole:
            raise LeftOut(f"the result needs more than {MOST_FIGURES} figures")
        base = calculation.formula.base
        inputs[ANSWER] = Quantity(size * base.value, base.powers)
        if not all(holds(one, inputs) for one in calculation.only):
            raise LeftOut("'only' rules it out")
    except Undefined as undefined:
        raise LeftOut(str(undefined)) from undefined
    answer = measured(size, unit, comma=calculation.comma)
    least = max(_LEAST_FIGURES, calculation.figures or exact.figures(size) or 0)
    wrong = tuple(_wrong(calculation, inputs, size, least))
    texts = {name: one.text for name, one in numbers}
    told = written(calculation.formula.node, texts, comma=calculation.comma)
    sign = "=" if size == whole else "\u2248"
    return Solved(
        numbers=numbers, answer=answer, size=size, wrong=wrong, working=f"{told} {sign} {answer}"
    )


def _wrong(
    calculation: Calculation, inputs: Mapping[str, Quantity], right: Fraction, figures: int
) -> Iterator[Slipped]:
    """What slips lead to, but for what could be taken for the right result or for one before it."""
    taken = [right]
    for slip in calculation.slips:
        try:
            whole = result(slip.formula, inputs)
            short = calculation.figures is None and whole == exact.to_figures(whole, MOST_FIGURES)
            size = whole if short else exact.to_figures(whole, figures)
        except Undefined:
            continue
        if all(abs(size - o) > calculation.apart * max(abs(size), abs(o)) for o in taken):
            taken.append(size)
            text = measured(size, calculation.formula.unit, comma=calculation.comma)
            yield Slipped(text, size, slip)


def measured(size: Fraction, unit: str, *, comma: bool) -> str:
    """A figure with its unit: 0.6 mm, 34%, 60°."""
    number = exact.shown(size, comma=comma)
    return f"{number}{unit}" if unit in {"", "%", "\u2030", "\u00b0"} else f"{number} {unit}"
