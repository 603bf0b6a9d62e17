"""The keys of a kind's facts, and what each may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from typing import Any, Literal, assert_never

from pydantic_core import CoreSchema, core_schema

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import FAMILIES, Number, OneOf, Parameter, parameters
from sonodeck.sheets import values
from sonodeck.sheets.calculations.reading import calculation
from sonodeck.sheets.kinds import Field, Kind
from sonodeck.sheets.shapes import (
    TEXT_SCHEMA,
    Flag,
    Id,
    Model,
    Parsed,
    Tag,
    Text,
    closest,
    core_of,
    one_or_more,
)
from sonodeck.sheets.values import ByField, Reference, Unfit
from sonodeck.sheets.yamltext import Plain

_FORMS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": TEXT_SCHEMA | {"description": "The text, as it appears inside a sentence"},
        "a": {"enum": ["a", "an"], "description": "The article, if the automatic one is wrong"},
        "s": TEXT_SCHEMA | {"description": "The plural, if the automatic one is wrong"},
    },
    "required": ["text"],
    "additionalProperties": False,
}
_ID_SCHEMA = {"type": ["string", "number"], "description": "Lowercase letters, digits, dashes"}
_FORMERLY = _ID_SCHEMA | {"description": "Its former id; for a text, the text with dashes"}


def _value_schema(text: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A map with the text and what belongs to it."""
    return _FORMS | {
        "properties": {**_FORMS["properties"], "text": text, **more, "formerly": _FORMERLY}
    }


_VALUE_SCHEMA = {"anyOf": [TEXT_SCHEMA, _value_schema(_FORMS["properties"]["text"])]}
_ITEM_SCHEMA = {"anyOf": [TEXT_SCHEMA, _value_schema(_FORMS["properties"]["text"], id=_ID_SCHEMA)]}
_MEDIA_SCHEMA = {
    "anyOf": [
        {"type": "string", "description": "A file in media/"},
        {
            "type": "object",
            "properties": {
                "file": {"type": "string", "description": "A file in media/"},
                "text": TEXT_SCHEMA | {"description": "What it shows, for people who can't see it"},
            },
            "required": ["file"],
            "additionalProperties": False,
        },
    ]
}


_VALUES = {
    "anyOf": [
        TEXT_SCHEMA,
        {"type": "array", "items": TEXT_SCHEMA},
        {
            "type": "object",
            "properties": {"from": TEXT_SCHEMA, "to": TEXT_SCHEMA, "step": TEXT_SCHEMA},
            "required": ["from", "to", "step"],
            "additionalProperties": False,
        },
    ]
}
_CALCULATION_SCHEMA = {
    "type": "object",
    "properties": {
        "ask": TEXT_SCHEMA | {"description": "The question, with its {inputs} in braces"},
        "inputs": {
            "anyOf": [
                {"type": "object", "additionalProperties": _VALUES},
                {
                    "type": "array",
                    "items": {"type": "object", "additionalProperties": TEXT_SCHEMA},
                },
            ],
            "description": "Values for each input, or whole sets of numbers",
        },
        "answer": TEXT_SCHEMA
        | {"description": "The formula and the unit of the result: n * 1540 m/s / f in mm"},
        "round": TEXT_SCHEMA
        | {"description": "Significant figures; without it only short results are asked"},
        "only": {
            "anyOf": [TEXT_SCHEMA, {"type": "array", "items": TEXT_SCHEMA}],
            "description": "What has to hold: answer >= 10 Hz",
        },
        "slips": {
            "type": "object",
            "additionalProperties": TEXT_SCHEMA,
            "description": "Wrong options: the formula of each, and why it is wrong",
        },
        "apart": TEXT_SCHEMA
        | {"description": "How far options lie apart at least, as a share; default: 10%"},
        "working": TEXT_SCHEMA
        | {"description": "The way to {answer}, instead of the formula with its numbers"},
    },
    "required": ["ask", "inputs", "answer"],
    "additionalProperties": False,
}


def _scene_schema() -> dict[str, Any]:
    """A map with the parameters of its family."""
    return {
        "type": "object",
        "required": ["family"],
        "properties": {"family": {"enum": list(FAMILIES), "description": "What is drawn"}},
        "allOf": [
            {
                "if": {"properties": {"family": {"const": name}}, "required": ["family"]},
                "then": _family_schema(parameters(family)),
            }
            for name, family in FAMILIES.items()
        ],
    }


def _family_schema(known: Iterable[Parameter]) -> dict[str, Any]:
    properties: dict[str, Any] = {"family": {}}
    for one in known:
        properties[one.name] = _parameter_schema(one.form, one.words)
    required = [one.name for one in known if one.required]
    return {"properties": properties, "required": required, "additionalProperties": False}


def _parameter_schema(form: Number | OneOf, words: tuple[str, ...]) -> dict[str, Any]:
    match form:
        case Number(unit=unit, low=low, high=high, help=help_):
            shown = f"{help_}, in {unit}"
            return {
                "type": ["number", "string"], "minimum": low, "maximum": high, "description": shown,
            }  # fmt: skip
        case OneOf(help=help_):
            figures = [int(word) for word in words if word.isdigit()]  # YAML may leave them bare
            return {"enum": [*words, *figures], "description": help_}


@dataclass(frozen=True, slots=True, kw_only=True)
class RewordShape:
    """Wording of one question for one fact; which of them a question has depends on its style."""

    ask: Text | None = None
    answer: Text | None = None
    reverse: Text | None = None
    after: Text | None = None
    before: Text | None = None
    text: Text | None = None


def _by_field(parse: Callable[[Plain], Any]) -> Callable[[Plain], ByField[Any]]:
    """One value for all fields, or a map from field to value."""

    @lru_cache
    def same_for_all(text: str) -> ByField[Any]:
        return ByField(parse(text))

    def by_field(plain: Plain) -> ByField[Any]:
        if isinstance(plain, str):
            return same_for_all(plain)
        if not isinstance(plain, dict) or "text" in plain:
            return ByField(parse(plain))
        each = {name: parse(value) for name, value in plain.items()}
        return ByField(each.pop("default", None), each)

    return by_field


_WHYS_SCHEMA = {
    "type": "object", "additionalProperties": TEXT_SCHEMA, "minProperties": 2, "maxProperties": 3,
}  # fmt: skip
_SLIPS_SCHEMA = {"type": "object", "additionalProperties": _WHYS_SCHEMA}


def _slips(plain: Plain) -> dict[str, dict[str, str]]:
    """By question, and there by wrong option: why it is wrong."""
    if not isinstance(plain, dict) or not all(isinstance(one, dict) for one in plain.values()):
        hint = "for example: slips: {ask: {a wrong option: why it is wrong, …: …}}"
        raise Unfit("SD103", "wrong options stand under their question, each with a reason", hint)
    return {
        name: {values.phrase(text).text: values.phrase(why).text for text, why in whys.items()}
        for name, whys in plain.items()
        if isinstance(whys, dict)
    }


def _source_ids(plain: Plain) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values.identifier(one) for one in _listed(plain)))


def _listed(plain: Plain) -> Iterable[Plain]:
    return plain if isinstance(plain, list) else [plain]


def _reference(kind: str) -> Callable[[Plain], Reference]:
    """An id of the kind, or ``kind.id`` for a fact of another one."""

    def reference(plain: Plain) -> Reference:
        if isinstance(plain, str) and "." in plain:
            other, _, rest = plain.partition(".")
            return Reference(values.identifier(other), values.identifier(rest))
        return Reference(kind, values.identifier(plain))

    return reference


def _one_of(allowed: tuple[str, ...]) -> Callable[[Plain], values.Phrase]:
    def one_of(plain: Plain) -> values.Phrase:
        phrase = values.value(plain)
        if phrase.text not in allowed:
            raise Unfit("SD106", f"{phrase.text!r} is not one of the allowed values",
                        closest(phrase.text, allowed))  # fmt: skip
        return phrase

    return one_of


def formerly(plain: Plain) -> str:
    """An id, or ``kind.id`` where the fact came from another kind."""
    if isinstance(plain, str) and plain.count(".") == 1:
        kind, _, rest = plain.partition(".")
        return f"{values.identifier(kind)}.{values.identifier(rest)}"
    return values.identifier(plain)


def _parsed(
    parse: Callable[[Any], object], schema: dict[str, Any] | Callable[[], dict[str, Any]]
) -> CoreSchema:
    return Parsed(parse, schema).core(Any)


_FIGURE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_TRUTH = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def _as_read(text: str) -> tuple[str | float | bool, ...]:
    """A text, and what an editor takes it for where it stands without quotes."""
    if text in _TRUTH:
        return text, _TRUTH[text]
    return (text, float(text)) if _FIGURE.fullmatch(text) else (text,)


def _own(owner: Field, *, comma: bool) -> CoreSchema:
    match owner.type:
        case "text":
            return _parsed(values.value, _VALUE_SCHEMA)
        case "list" if owner.kind is not None:
            return one_or_more(_parsed(_reference(owner.kind), _ID_SCHEMA))
        case "list" | "steps":
            return one_or_more(_parsed(values.item, _ITEM_SCHEMA))
        case "number":
            return _parsed(partial(values.number, comma=comma), _VALUE_SCHEMA)
        case "one-of":
            allowed = {"enum": [one for text in owner.of for one in _as_read(text)]}
            return _parsed(_one_of(owner.of), {"anyOf": [allowed, _value_schema(allowed)]})
        case "fact":
            return _parsed(_reference(owner.kind or ""), _ID_SCHEMA)
        case "html":
            return _parsed(values.html, TEXT_SCHEMA)
        case "picture" | "sound" | "scene" | "calculation":
            return _parsed(*_maps(owner.type, comma=comma))
    assert_never(owner.type)


def _maps(
    type_: Literal["picture", "sound", "scene", "calculation"], *, comma: bool
) -> tuple[Callable[[Plain], object], dict[str, Any] | Callable[[], dict[str, Any]]]:
    """The parser and the schema of what has several keys."""
    match type_:
        case "picture" | "sound":
            return values.media, _MEDIA_SCHEMA
        case "scene":
            return values.scene, _scene_schema
        case "calculation":
            return partial(calculation, comma=comma), _CALCULATION_SCHEMA


def keys(kind: Kind, *, comma: bool = False) -> Model[dict[str, Any]]:
    """The keys of one fact: the common ones, then the kind's own.

    ``comma``: numbers have a decimal comma.
    """
    references = one_or_more(_parsed(_reference(kind.id), _ID_SCHEMA))
    sources = _by_field(_source_ids)
    details = _by_field(lambda plain: values.phrase(plain).text)
    common = {
        "id": (_ID, "The permanent name of the fact; never change it"),
        "formerly": (_parsed(formerly, _ID_SCHEMA), "The id that this fact had before"),
        "source": (_per_field(kind, sources, SOURCE_SCHEMA), "Where the fact comes from"),
        "as_of": (
            _per_field(kind, _by_field(values.date), {"type": ["string", "number"]}),
            "When it was true: 2026, 2026-05, or 2026-05-17",
        ),
        "details": (_per_field(kind, details, TEXT_SCHEMA), "Shown under the answer"),
        "picture": (_parsed(values.media, _MEDIA_SCHEMA), "Shown under the answer"),
        "tags": (one_or_more(_TAG), "Further tags"),
        "contrast": (references, "Facts that are easily confused with this one"),
        "alike": (references, "Facts whose answers may also be right for this one"),
        "reword": (_REWORD, "Different wording of a question for this fact"),
        "slips": (
            _parsed(_slips, _SLIPS_SCHEMA),
            "Wrong options of a question, each with the reason why it is wrong",
        ),
        "skip": (
            one_or_more(_TEXT),
            "Questions not to ask of this fact, or parts of one: images.each, meaning.reverse",
        ),
        "retired": (_FLAG, "true: no longer taught"),
    }
    fields = {
        name: _key(core, description, required=name == "id")
        for name, (core, description) in common.items()
    } | {
        owner.name: _key(_own(owner, comma=comma), owner.help, required=owner.required)
        for owner in kind.fields.values()
    }
    return Model(core_schema.typed_dict_schema(fields, extra_behavior="forbid"))


_ID, _TAG, _TEXT, _FLAG, _REWORD = map(core_of, (Id, Tag, Text, Flag, dict[str, RewordShape]))


def _key(core: CoreSchema, description: str, *, required: bool) -> core_schema.TypedDictField:
    """One key of a fact; None where it isn't there."""
    if not required:
        core = core_schema.with_default_schema(core, default=None)
    return core_schema.typed_dict_field(
        core, required=required, metadata={"description": description}
    )


SOURCE_SCHEMA = {"anyOf": [_ID_SCHEMA, {"type": "array", "items": _ID_SCHEMA}]}


def _per_field(kind: Kind, parse: Callable[[Plain], Any], one: dict[str, Any]) -> CoreSchema:
    names = {"default": one, **dict.fromkeys(kind.fields, one)}
    by_name = {"type": "object", "properties": names, "additionalProperties": False}
    return _parsed(parse, {"anyOf": [one, by_name]})


class FactKeys:
    """The keys of the facts of a deck's kinds, each made when its first sheet is read."""

    def __init__(self, *, comma: bool = False) -> None:
        self._comma = comma
        self._made: dict[str, Model[dict[str, Any]]] = {}

    def of(self, kind: Kind) -> Model[dict[str, Any]]:
        if kind.id not in self._made:
            self._made[kind.id] = keys(kind, comma=self._comma)
        return self._made[kind.id]


def own_values(fact: Mapping[str, Any], kind: Kind) -> dict[str, values.Value]:
    """The values of the kind's own fields that the fact has."""
    own = ((name, fact[name]) for name in kind.fields)
    return {name: value for name, value in own if value is not None and value != ()}
