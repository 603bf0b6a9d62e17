"""The shape of what people write, held against a schema of pydantic-core: every mistake, its place.

A shape is a frozen dataclass: its fields are the keys of a map, their annotations say what each may
hold. pydantic's own classes would be the same to write, but the start of a program would pay for
them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection
from dataclasses import MISSING, Field, fields
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic_core import (
    CoreSchema,
    ErrorDetails,
    PydanticCustomError,
    SchemaValidator,
    ValidationError,
    core_schema,
)

from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import values
from sonodeck.sheets.yamltext import Plain, Read

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


# What stands in an ``Annotated``; ``core`` gives the schema for what it annotates.


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """Annotates a type with the parser that makes it of plain text, and its JSON Schema.

    What the parser raises as ``Unfit`` becomes an error of pydantic with the same code. A schema
    that takes its time is given as a function: only editors ask for it.
    """

    parse: Callable[[Any], object]
    schema: dict[str, Any] | Callable[[], dict[str, Any]]

    def core(self, annotated: object) -> CoreSchema:
        """What is checked; the JSON Schema rides along."""
        return core_schema.no_info_plain_validator_function(
            self._validate, metadata={"json_schema": self.schema}
        )

    def _validate(self, plain: object) -> object:
        try:
            return self.parse(plain)
        except values.Unfit as unfit:
            # The message is a context value, so that braces in it stay braces.
            context = {"message": unfit.message, "hint": unfit.hint, "at": unfit.at}
            raise PydanticCustomError(_code(unfit.code), "{message}", context) from unfit


@dataclass(frozen=True, slots=True)
class _OrOne:
    """Annotates a list: a single text stands for a list of one."""

    def core(self, annotated: object) -> CoreSchema:
        return one_or_more(core_of(get_args(annotated)[0]))


OneOrMore: TypeAlias = Annotated[tuple[T, ...], _OrOne()]


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """Annotates a tuple: a list with at least one item; ``hint`` says what is missing in none."""

    hint: str
    most: int

    def core(self, annotated: object) -> CoreSchema:
        many = core_schema.list_schema(core_of(get_args(annotated)[0]))
        return core_schema.no_info_after_validator_function(self._filled, many)

    def _filled(self, found: list[object]) -> tuple[object, ...]:
        if not found:
            raise self._unfit("SD102", "an empty list", self.hint)
        if len(found) > self.most:
            message = f"a list of {len(found)}; there can be {self.most} at most"
            raise self._unfit("SD103", message, "join some of them")
        return tuple(found)

    def _unfit(self, code: str, message: str, hint: str) -> PydanticCustomError:
        context = {"message": message, "hint": hint, "at": ()}
        return PydanticCustomError(_code(code), "{message}", context)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """Annotates a type with the shape that people write it in, and what makes it of that."""

    shape: type
    make: Callable[[Any], object]

    def core(self, annotated: object) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.make, core_of(self.shape))


class Added:
    """Annotates a field that no key gives: whoever reads the map adds it (``replace``)."""


def one_or_more(one: CoreSchema) -> CoreSchema:
    """A list, as a tuple; a single text stands for a list of one."""
    many = core_schema.list_schema(one)
    listed = core_schema.no_info_before_validator_function(
        _listed, many, json_schema_input_schema=core_schema.union_schema([one, many])
    )
    return core_schema.no_info_after_validator_function(tuple, listed)


def _listed(plain: Plain) -> Plain:
    return [plain] if isinstance(plain, str) else plain


@dataclass(frozen=True, slots=True)
class By:
    """Annotates a union of shapes: the key that tells which of them it is."""

    key: str

    def core(self, annotated: object) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {
            get_args(get_type_hints(shape)[self.key])[0]: core_of(shape)
            for shape in get_args(annotated)
        }
        return core_schema.tagged_union_schema(choices, self.key)


def core_of(annotation: Any) -> CoreSchema:
    """What the annotation of a key, or a shape, is checked by."""
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        core: CoreSchema = inside[1].core(inside[0])
        return core
    if origin is Literal:
        return core_schema.literal_schema(list(inside))
    if origin in {Union, UnionType}:
        (known,) = (one for one in inside if one is not NoneType)
        return core_schema.nullable_schema(core_of(known))
    if origin is list:
        return core_schema.list_schema(core_of(inside[0]))
    if origin is dict:
        return core_schema.dict_schema(core_schema.str_schema(), core_of(inside[1]))
    return core_schema.any_schema() if annotation is Any else _core_of_shape(annotation)


def _core_of_shape(shape: Any) -> CoreSchema:
    hints, name = get_type_hints(shape, include_extras=True), shape.__name__
    written = _written(shape)
    keys = [_key(field, core_of(hints[field.name])) for field in written]
    known = core_schema.dataclass_args_schema(name, keys, extra_behavior="forbid")
    own = [field.name for field in written]
    return core_schema.dataclass_schema(shape, known, own, slots=True, ref=name)


def _written(shape: Any) -> list[Field[Any]]:
    hints = get_type_hints(shape, include_extras=True)
    return [one for one in fields(shape) if Added not in get_args(hints[one.name])]


def keys_of(shape: Any) -> tuple[str, ...]:
    """The keys that people write in a map of this shape."""
    return tuple(_alias(one) for one in _written(shape))


def _alias(field: Field[Any]) -> str:
    """The key of a field: people write a dash where Python needs an underscore."""
    return field.name.replace("_", "-")


def _key(field: Field[Any], core: CoreSchema) -> core_schema.DataclassField:
    if field.default is not MISSING:
        core = core_schema.with_default_schema(core, default=field.default)
    name, alias = field.name, _alias(field)
    return core_schema.dataclass_field(name, core, kw_only=True, validation_alias=alias)


class Model(Generic[T_co]):
    """A schema of pydantic-core for a map, and what a map that fits it becomes."""

    def __init__(self, core: CoreSchema) -> None:
        self.core = core
        self._validator = SchemaValidator(core)

    def read(self, plain: Plain) -> T_co:
        """Raises ValidationError."""
        found: T_co = self._validator.validate_python(plain)
        return found


def model(shape: type[T]) -> Model[T]:
    """The model of a shape."""
    return Model(core_of(shape))


def _code(code: str) -> Any:
    """Pydantic wants a literal string for an error's type; ours come from a table of codes."""
    return code


_SCALAR = {"type": ["string", "number"]}
TEXT_SCHEMA: dict[str, Any] = _SCALAR


def plain_text(plain: Plain) -> str:
    """Text without article or plural: titles, help texts, names."""
    if isinstance(plain, str):
        return values.phrase(plain).text
    raise values.Unfit("SD103", f"expected text, not {values.shown(plain)}")


def flag(plain: Plain) -> bool:
    """``true``/``yes`` or ``false``/``no``."""
    said = plain.lower() if isinstance(plain, str) and plain.isascii() else ""
    if said in {"true", "yes"}:
        return True
    if said in {"false", "no"}:
        return False
    message = f"expected true or false, not {values.shown(plain)}"
    raise values.Unfit("SD106", message, "write true, or delete the line")


def count(plain: Plain) -> int:
    """A whole number from 1 to 99."""
    if isinstance(plain, str) and re.fullmatch("[1-9][0-9]?", plain):
        return int(plain)
    raise values.Unfit("SD103", f"expected a whole number from 1 to 99, not {values.shown(plain)}")


Text = Annotated[str, Parsed(plain_text, TEXT_SCHEMA)]
Id = Annotated[str, Parsed(values.identifier, {"type": ["string", "number"]})]
Flag = Annotated[bool, Parsed(flag, {"type": ["boolean", "string"]})]
Count = Annotated[int, Parsed(count, {"type": ["integer", "string"]})]
Date = Annotated[str, Parsed(values.date, {"type": ["string", "number"]})]
Tag = Annotated[str, Parsed(values.tag, TEXT_SCHEMA)]


def check(
    model: Model[T], plain: Plain | None, file: Read, *where: str | int
) -> tuple[T | None, list[Diagnostic]]:
    """The plain value at ``where`` as ``model``, or None and everything that is wrong with it."""
    if not isinstance(plain, dict):
        return None, [_no_map(plain, file, *where)]
    try:
        return model.read(plain), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        found = [_diagnostic(e, model.core, file, where) for e in errors]
        misspelled = {d.hint for d in found if d.code == "SD104"}
        # One misspelled key is one mistake, though pydantic also misses the right one.
        return None, [
            diagnostic
            for diagnostic, e in zip(found, errors, strict=True)
            if (e["type"] != "missing" or f"did you mean {e['loc'][-1]!r}?" not in misspelled)
            and not (diagnostic.place and file.explained(diagnostic.place))
        ]


def _no_map(plain: Plain | None, file: Read, *where: str | int) -> Diagnostic:
    place = file.places.value(*where)
    if plain is None:
        return problem("SD101", place, "there is nothing here yet", "start with 'key: value' lines")
    shown = "a list" if isinstance(plain, list) else "text"
    hint = "write 'key: value' lines; is a colon missing, or the space after it?"
    return problem("SD101", place, f"expected a mapping, not {shown}", hint)


def _diagnostic(
    error: ErrorDetails, core: CoreSchema, file: Read, base: tuple[str | int, ...]
) -> Diagnostic:
    """A finding of pydantic in our words."""
    kind = error["type"]
    where = _real(error["loc"], file, base)
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        allowed = _keys_at(core, error["loc"][:-1])
        return problem(
            "SD104", file.places.key(*where), f"unknown key {name!r}", closest(name, allowed)
        )
    if kind == "missing":
        place = file.places.value(*where)
        if name in file.places.keys(*where):
            place = file.places.key(*where, name)
            return problem("SD102", place, f"{name!r} is empty", f"write a value after '{name}:'")
        return problem("SD102", place, f"{name!r} is missing", f"add a line '{name}: …'")
    if kind in {"union_tag_invalid", "union_tag_not_found"}:
        return _style(error, file, where)
    inside = error.get("ctx", {}).get("at", ())
    return _value(error, file.places.value(*_real(inside, file, where)))


def _value(error: ErrorDetails, place: Place) -> Diagnostic:
    """A value that its key can't have."""
    kind = error["type"]
    if kind in {"list_type", "tuple_type"}:
        hint = "start each item with a dash and a space: '- '"
        return problem("SD103", place, "expected a list", hint)
    if kind in {"dataclass_type", "dict_type"}:
        hint = "write {key: value, …}, or put each key on its own indented line"
        return problem("SD103", place, "expected a mapping ('key: value' lines)", hint)
    context = error.get("ctx", {})
    if kind.startswith("SD"):
        return problem(kind, place, str(context["message"]), str(context["hint"]))
    if kind == "literal_error":
        expected = str(context["expected"])
        known = expected.replace("'", "").replace(" or ", ", ").split(", ")
        hint = closest(str(error["input"]), known)
        return problem("SD106", place, f"{values.shown(error['input'])} isn't allowed here", hint)
    return problem("SD103", place, error["msg"])


def _style(error: ErrorDetails, file: Read, where: tuple[str | int, ...]) -> Diagnostic:
    context = error.get("ctx", {})
    key = str(context.get("discriminator", "'style'")).strip("'")
    if error["type"] == "union_tag_not_found":
        return problem("SD102", file.places.value(*where), f"{key!r} is missing", f"add '{key}: …'")
    tag, known = str(context["tag"]), str(context["expected_tags"]).replace("'", "").split(", ")
    return problem(
        "SD106", file.places.value(*where, key), f"unknown {key} {tag!r}", closest(tag, known)
    )


def _real(
    loc: tuple[str | int, ...], file: Read, base: tuple[str | int, ...]
) -> tuple[str | int, ...]:
    """The steps of pydantic's location that exist in the file."""
    where = base
    for step in loc:
        if file.places.has(*where, step):
            where = (*where, step)
    return where


def closest(name: str, known: Collection[str], *, or_all: bool = True) -> str:
    """``did you mean …?``, else what there is, or nothing."""
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not known or not or_all:
        return ""
    shown = sorted(known)
    return "available: " + ", ".join(shown[:20]) + (" …" if len(shown) > 20 else "")


def _keys_at(core: CoreSchema, loc: tuple[str | int, ...]) -> Collection[str]:
    """The keys that the schema knows where the location leads."""
    at: Any = core
    for step in loc:
        at = _below(_bare(at), step)
    return _keys(_bare(at))


def _below(core: Any, step: str | int) -> Any:
    """The schema at one step of a location; a member of a union is named by its tag there."""
    match core["type"]:
        case "dict":
            return core["values_schema"]
        case "list":
            return core["items_schema"]
        case "tagged-union":
            return core["choices"][step]
        case _:
            return _keys(core)[str(step)]


def _bare(core: Any) -> Any:
    """Without what only stands around it: a default, a list's parser, the class of a map."""
    while core["type"] in {"default", "nullable", "function-before", "function-after", "dataclass"}:
        core = core["schema"]
    return core


def _keys(core: Any) -> dict[str, Any]:
    """The schemas of a map's keys."""
    if core["type"] == "typed-dict":
        return {name: field["schema"] for name, field in core["fields"].items()}
    return {field["validation_alias"]: field["schema"] for field in core["fields"]}
