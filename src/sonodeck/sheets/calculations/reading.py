"""What a sheet says of a calculation → ``Calculation``, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any, TypeVar

from sonodeck.sheets import markup, numbers, templates
from sonodeck.sheets.calculations import expressions
from sonodeck.sheets.calculations.exact import Undefined
from sonodeck.sheets.calculations.expressions import ANSWER, Condition, Formula
from sonodeck.sheets.calculations.quantities import Quantity, Wrong, unit
from sonodeck.sheets.calculations.solving import (
    APART,
    Calculation,
    Given,
    Numbers,
    Slip,
    measured,
)
from sonodeck.sheets.templates import Template
from sonodeck.sheets.values import Unfit, phrase, shown
from sonodeck.sheets.yamltext import Plain

KEYS = ("ask", "inputs", "answer", "round", "only", "slips", "apart", "working")
_NEEDED = ("ask", "inputs", "answer")
MOST_SETS = 5_000
"""Sets of numbers that are tried: more would take seconds."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")

T = TypeVar("T")


def calculation(plain: Plain, *, comma: bool = False) -> Calculation:
    """``comma``: the language of the deck has a decimal comma. Raises Unfit."""
    if not isinstance(plain, dict):
        hint = "for example: {ask: …, inputs: {n: [2, 3]}, answer: n * 2}"
        raise Unfit("SD103", f"a calculation is a mapping, not {shown(plain)}", hint)
    for key in plain:
        if key not in KEYS:
            raise Unfit("SD104", f"unknown key {key!r}", "allowed keys: " + ", ".join(KEYS))
    for key in _NEEDED:
        if key not in plain:
            raise Unfit("SD102", f"{key!r} is missing", "a calculation has ask, inputs, and answer")
    sets = _sets(plain["inputs"], comma=comma)
    names = frozenset(name for name, _ in sets[0])
    formula = _formula(plain["answer"], sets[0], "answer")
    ask = _template(plain["ask"], names, "ask")
    _stated(ask, formula)
    known = (*sets[0], (ANSWER, Given("", formula.base)))
    made = Calculation(
        ask=ask,
        sets=sets,
        formula=formula,
        figures=_figures(plain.get("round")),
        only=tuple(_conditions(plain.get("only"), frozenset(name for name, _ in known))),
        slips=tuple(_slips(plain.get("slips"), names, known, formula)),
        apart=_apart(plain.get("apart")),
        working=_working(plain.get("working"), names),
        comma=comma,
    )
    _tried(made)
    return made


def _text(plain: Plain, *at: str) -> str:
    try:
        return phrase(plain).text
    except Unfit as unfit:
        raise Unfit(unfit.code, unfit.message, unfit.hint, at=at) from unfit


def _at(make: Callable[[], T], *at: str) -> T:
    """What is made of a formula, its faults at their place."""
    try:
        return make()
    except Wrong as wrong:
        raise Unfit("SD119", wrong.message, wrong.hint, at=at) from wrong


# inputs


def _sets(plain: Plain, *, comma: bool) -> tuple[Numbers, ...]:
    """All sets of numbers: those that are written out, or every value with every other."""
    if isinstance(plain, dict) and plain:
        values = [
            [(name, one) for one in _values(own, comma, "inputs", name)]
            for name, own in plain.items()
        ]
        _few(len(one) for one in values)
        sets: tuple[Numbers, ...] = tuple(product(*values))
    elif isinstance(plain, list) and plain:
        sets = tuple(_set(one, comma, "inputs", str(at)) for at, one in enumerate(plain))
        _few([len(sets)])
    else:
        hint = "values for each input, {n: [2, 3, 4]}; or sets of numbers, [{a: 1, b: 2}, …]"
        raise Unfit("SD103", "the inputs are missing", hint, at=("inputs",))
    for at, numbers_ in enumerate(sets):
        for (name, one), (first, other) in zip(numbers_, sets[0], strict=False):
            where = ("inputs", name) if isinstance(plain, dict) else ("inputs", str(at))
            if name != first or len(numbers_) != len(sets[0]):
                hint = "every set has the same inputs, in the same order"
                raise Unfit("SD119", "the sets of numbers have different inputs", hint, at=where)
            kinds = [None if q is None else q.powers for q in (one.quantity, other.quantity)]
            if kinds[0] != kinds[1]:
                message = f"{other.text!r} and {one.text!r} don't measure the same"
                raise Unfit("SD119", message, f"give {name} one kind of unit", at=where)
    for name, _ in sets[0]:
        if not _NAME.fullmatch(name) or name in expressions.RESERVED:
            hint = "lowercase letters, digits, and _; no function, nor pi, in, or answer"
            raise Unfit("SD105", f"an input can't be named {name!r}", hint, at=("inputs",))
    return sets


def _few(counts: Iterator[int] | list[int]) -> None:
    total = 1
    for count in counts:
        total *= count
    if total > MOST_SETS:
        message = f"these inputs give {total:,} sets of numbers; at most {MOST_SETS:,} are tried"
        raise Unfit("SD119", message, "give fewer values", at=("inputs",))


def _set(plain: Plain, comma: bool, *at: str) -> Numbers:
    if not isinstance(plain, dict) or not plain:
        hint = "write a set of numbers as {a: 1, b: 2}"
        raise Unfit("SD103", f"expected a mapping, not {shown(plain)}", hint, at=at)
    return tuple((name, _given(_text(own, *at, name), comma)) for name, own in plain.items())


def _values(plain: Plain, comma: bool, *at: str) -> list[Given]:
    """One value, several, or those of a range ``{from, to, step}``."""
    if isinstance(plain, dict) and plain.keys() == {"from", "to", "step"}:
        return _range(plain, comma, *at)
    if isinstance(plain, dict):
        hint = "write values, [2 MHz, 5 MHz], or a range, {from: 2 cm, to: 10 cm, step: 1 cm}"
        raise Unfit("SD103", "expected values or a range", hint, at=at)
    listed = plain if isinstance(plain, list) else [plain]
    if not listed:
        raise Unfit("SD103", "there is no value", "write values, [2 MHz, 5 MHz]", at=at)
    return [_given(_text(one, *at, str(n)), comma) for n, one in enumerate(listed)]


def _range(plain: Mapping[str, Plain], comma: bool, *at: str) -> list[Given]:
    ends = []
    for key in ("from", "to", "step"):
        text = _text(plain[key], *at, key)
        try:
            bounds = numbers.read(markup.plain(text), comma=comma)
        except numbers.NotUnderstood as other:
            raise Unfit("SD107", other.message, other.hint, at=(*at, key)) from other
        ends.append((bounds.low or Fraction(0), bounds.unit))
    (low, in_), (high, _), (step, _) = ends
    if len({one for _, one in ends}) > 1:
        raise Unfit("SD119", "the range has more than one unit", f"give all in {in_}", at=at)
    if step <= 0 or high < low or (high - low) / step >= MOST_SETS:
        raise Unfit("SD119", "the range is empty or endless", "from below to, and a step", at=at)
    count = int((high - low) / step) + 1
    return [_given(measured(low + n * step, in_, comma=comma), comma) for n in range(count)]


def _given(text: str, comma: bool) -> Given:
    """A value: a number with its unit, or words."""
    try:
        bounds = numbers.read(markup.plain(text), comma=comma)
        one = unit(bounds.unit) if bounds.unit else Quantity(Fraction(1))
    except (numbers.NotUnderstood, Wrong):
        return Given(text, None)
    if bounds.low is None or bounds.low != bounds.high:
        return Given(text, None)
    return Given(text, Quantity(bounds.low * one.value, one.powers))


# the rest


def _formula(plain: Plain, inputs: Numbers, *at: str) -> Formula:
    """A formula in numbers; ``answer`` is one, where it is among the inputs."""
    text = _text(plain, *at)
    names = frozenset(name for name, one in inputs if one.quantity is not None)
    for name, one in inputs:
        if one.quantity is None and name in re.findall(r"[a-z][a-z0-9_]*", text):
            hint = "a number and a unit that is known, as in 5 MHz"
            message = f"{name!r} is no number: {one.text!r}"
            raise Unfit("SD119", message, hint, at=at)
    return _at(partial(expressions.formula, text, names), *at)


def _template(plain: Plain, names: frozenset[str], *at: str) -> Template:
    template, misfits = templates.parse(_text(plain, *at), names)
    for misfit in misfits:
        message = misfit.message.replace("unknown field", "unknown input")
        raise Unfit("SD111", message, "inputs: " + ", ".join(sorted(names)), at=at)
    return template


def _stated(ask: Template, formula: Formula) -> None:
    """What decides the answer stands in the question."""
    unsaid = sorted(expressions.names_in(formula.node) - ask.names)
    if unsaid:
        message = f"the question doesn't say {unsaid[0]!r}, which decides the answer"
        raise Unfit("SD119", message, f"write {{{unsaid[0]}}} where it belongs", at=("ask",))


def _figures(plain: Plain | None) -> int | None:
    if plain is None:
        return None
    if isinstance(plain, str) and re.fullmatch("[1-6]", plain):
        return int(plain)
    hint = "significant figures, from 1 to 6"
    raise Unfit("SD103", f"expected a whole number, not {shown(plain)}", hint, at=("round",))


def _apart(plain: Plain | None) -> Fraction:
    if plain is None:
        return APART
    if isinstance(plain, str) and re.fullmatch(r"(?:[0-9]|[1-9][0-9])(?:\.[0-9]+)?%", plain):
        return Fraction(plain.rstrip("%")) / 100
    hint = "a share of the larger of two options, like 5%"
    raise Unfit("SD103", f"expected a percentage, not {shown(plain)}", hint, at=("apart",))


def _conditions(plain: Plain | None, names: frozenset[str]) -> Iterator[Condition]:
    listed: list[Any] = [] if plain is None else plain if isinstance(plain, list) else [plain]
    for n, one in enumerate(listed):
        at = ("only", str(n)) if isinstance(plain, list) else ("only",)
        text = _text(one, *at)
        yield _at(partial(expressions.condition, text, names), *at)


def _slips(
    plain: Plain | None, names: frozenset[str], known: Numbers, asked: Formula
) -> Iterator[Slip]:
    """Wrong results come in the unit of the right one."""
    if plain is None:
        return
    if not isinstance(plain, dict):
        hint = "write each as 'formula: why it is wrong', for example: 'answer / 2: halved'"
        raise Unfit("SD103", "the slips are a mapping", hint, at=("slips",))
    for own, why in plain.items():
        formula = _formula(own, known, "slips", own)
        if formula.unit:
            hint = f"a slip gives its result in the unit of the answer; delete 'in {formula.unit}'"
            raise Unfit("SD119", "a slip has no unit of its own", hint, at=("slips", own))
        formula = replace(formula, unit=asked.unit, base=asked.base)
        yield Slip(_template(why, names, "slips", own), own, formula)


def _working(plain: Plain | None, names: frozenset[str]) -> Template | None:
    if plain is None:
        return None
    template = _template(plain, names | {ANSWER}, "working")
    if ANSWER not in template.names:
        hint = "write {answer} where it belongs"
        raise Unfit("SD111", "{answer} is missing", hint, at=("working",))
    return template


def _tried(made: Calculation) -> None:
    """Where units don't go together they don't in the first set: said at their place."""
    given = {name: one.quantity for name, one in made.sets[0] if one.quantity is not None}
    inputs = given | {ANSWER: made.formula.base}

    def attempt(work_out: Callable[[], object], *at: str) -> None:
        with suppress(Undefined):
            _at(work_out, *at)

    attempt(partial(expressions.result, made.formula, inputs), "answer")
    for slip in made.slips:
        attempt(partial(expressions.result, slip.formula, inputs), "slips", slip.written)
    for one in made.only:
        attempt(partial(expressions.holds, one, inputs), "only")
