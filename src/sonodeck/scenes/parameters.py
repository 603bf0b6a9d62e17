"""Parameters of a scene as people write them: their types, units and ranges, and reading them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.scene import Impossible
from sonodeck.scenes.words import figure


@dataclass(frozen=True, slots=True)
class Number:
    """A number with a unit, from ``low`` to ``high``."""

    unit: str
    low: float
    high: float
    help: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the words of a ``Literal``."""

    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a family; ``words``: what it may be, where it is one of several."""

    name: str
    form: Number | OneOf
    words: tuple[str, ...]
    required: bool
    default: object


def parameters(family: type) -> tuple[Parameter, ...]:
    """The parameters of a family, in the order of its class."""
    hints = get_type_hints(family, include_extras=True)
    found = []
    for owner in fields(family):
        annotation, form = _annotated(hints[owner.name])
        found.append(
            Parameter(
                name=owner.name,
                form=form,
                words=tuple(_literals(annotation)),
                required=owner.default is MISSING,
                default=None if owner.default is MISSING else owner.default,
            )
        )
    return tuple(found)


def _annotated(hint: Any) -> tuple[Any, Number | OneOf]:
    """Every parameter is ``Annotated`` with its form."""
    annotation, form = get_args(hint)
    return annotation, form


def _literals(annotation: Any) -> list[str]:
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if get_origin(annotation) is Union or isinstance(annotation, type(int | str)):
        return [word for one in get_args(annotation) for word in _literals(one)]
    return []


@cache
def _known(family: type) -> Mapping[str, Parameter]:
    return {one.name: one for one in parameters(family)}


def values_of(family: type, plain: Mapping[str, object]) -> dict[str, object]:
    """The arguments for a family from plain texts. Raises Impossible with the first misfit."""
    known = _known(family)
    for name in plain:
        if name not in known:
            raise Impossible(name, f"unknown parameter {name!r}", f"available: {', '.join(known)}")
    for name, one in known.items():
        if one.required and name not in plain:
            raise Impossible("", f"{name!r} is missing", _expected(one))
    return {name: _value(known[name], written) for name, written in plain.items()}


def _value(parameter: Parameter, written: object) -> object:
    match parameter.form:
        case Number():
            return _number(parameter.name, parameter.form, written)
        case OneOf():
            if written not in parameter.words:
                message = f"{parameter.name} can't be {_shown(written)}"
                raise Impossible(parameter.name, message, _expected(parameter))
            return written


_FIGURE = re.compile(r"[-+\u2212]?[0-9]{1,4}(?:\.[0-9]{1,2})?")


def _number(name: str, form: Number, written: object) -> float:
    text = written if isinstance(written, str) else ""
    between = f"{figure(form.low)} to {figure(form.high)}{form.unit and ' ' + form.unit}"
    if not _FIGURE.fullmatch(text):
        raise Impossible(name, f"{name} can't be {_shown(written)}", f"a number, {between}")
    number = float(text.replace("\u2212", "-"))
    if not form.low <= number <= form.high:
        raise Impossible(name, f"{name} can't be {text}", f"{form.help}: {between}")
    return number


def _expected(parameter: Parameter) -> str:
    match parameter.form:
        case Number(unit=unit, low=low, high=high, help=help_):
            return f"{help_}: {figure(low)} to {figure(high)} {unit}".rstrip()
        case OneOf():
            return f"one of: {', '.join(parameter.words)}"


def _shown(written: object) -> str:
    return repr(written) if isinstance(written, str) else "a list or a map"
