"""The shape of what people write, held against a pydantic model: every mistake, with its place."""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import (
    CoreSchema,
    ErrorDetails,
    PydanticCustomError,
    SchemaValidator,
    core_schema,
)

from sonodeck import values
from sonodeck.diagnostics import Diagnostic, Place, problem
from sonodeck.frozen import dataclass
from sonodeck.yamltext import Plain, Read


class Shape(BaseModel):
    """A map with known keys; values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """Annotates a type with the parser that makes it of plain text, and its JSON Schema.

    What the parser raises as ``Unfit`` becomes an error of pydantic with the same code.
    """

    parse: Callable[[Any], object]
    schema: dict[str, Any]

    @property
    def core(self) -> CoreSchema:
        """What pydantic checks by; the JSON Schema rides along."""
        return core_schema.no_info_plain_validator_function(
            self._validate, metadata={"json_schema": self.schema}
        )

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return self.core

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return self.schema

    def _validate(self, plain: object) -> object:
        try:
            return self.parse(plain)
        except values.Unfit as unfit:
            # The message is a context value, so that braces in it stay braces.
            context = {"message": unfit.message, "hint": unfit.hint, "at": unfit.at}
            raise PydanticCustomError(_code(unfit.code), "{message}", context) from unfit


def _code(code: str) -> Any:
    """Pydantic wants a literal string for an error's type; ours come from a table of codes."""
    return code


_SCALAR = {"type": ["string", "number", "boolean"]}
TEXT_SCHEMA: dict[str, Any] = _SCALAR


def plain_text(plain: Plain) -> str:
    """Text without article or plural: titles, help texts, names."""
    if isinstance(plain, str):
        return values.phrase(plain).text
    raise values.Unfit("SD103", f"text is expected here, not {values.shown(plain)}")


def flag(plain: Plain) -> bool:
    """``true``/``yes`` or ``false``/``no``."""
    said = plain.lower() if isinstance(plain, str) and plain.isascii() else ""
    if said in {"true", "yes"}:
        return True
    if said in {"false", "no"}:
        return False
    message = f"true or false is expected here, not {values.shown(plain)}"
    raise values.Unfit("SD106", message, "write true, or delete the line")


def count(plain: Plain) -> int:
    """A whole number from 1 to 99."""
    if isinstance(plain, str) and plain.isascii() and plain.isdigit() and 0 < int(plain) < 100:
        return int(plain)
    raise values.Unfit("SD103", f"a whole number is expected here, not {values.shown(plain)}")


Text = Annotated[str, Parsed(plain_text, TEXT_SCHEMA)]
Id = Annotated[str, Parsed(values.identifier, {"type": ["string", "number"]})]
Flag = Annotated[bool, Parsed(flag, {"type": ["boolean", "string"]})]
Count = Annotated[int, Parsed(count, {"type": ["integer", "string"]})]
Date = Annotated[str, Parsed(values.date, {"type": ["string", "number"]})]
Tag = Annotated[str, Parsed(values.tag, TEXT_SCHEMA)]


def parsed(annotation: Any) -> Parsed:
    """What an annotation such as ``Text`` is parsed by."""
    own: Parsed = get_args(annotation)[1]
    return own


class Keys:
    """A map whose keys are known when the program runs: checked as a ``Shape``, it gives a dict.

    A class of pydantic's for each kind took a tenth of a build. ``inside``: the annotations of the
    keys that hold maps with known keys themselves.
    """

    def __init__(self, fields: dict[str, core_schema.TypedDictField], inside: Mapping[str, Any]):
        self.core = core_schema.typed_dict_schema(fields, extra_behavior="forbid")
        self.names = list(fields)
        self.inside = inside
        self._validator = SchemaValidator(self.core)

    def model_validate(self, plain: Any, /) -> dict[str, Any]:
        found: dict[str, Any] = self._validator.validate_python(plain)
        return found


M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


class Checked(Protocol[M_co]):
    """A ``Shape`` or ``Keys``."""

    def model_validate(self, plain: Any, /) -> M_co:
        """The plain value as what it should be. Raises ValidationError."""


def one_or_more(plain: Plain) -> Plain:
    """A single text stands for a list of one."""
    return [plain] if isinstance(plain, str) else plain


def check(
    model: Checked[M], plain: Plain | None, file: Read, *where: str | int
) -> tuple[M | None, list[Diagnostic]]:
    """The plain value at ``where`` as ``model``, or None and everything that is wrong with it."""
    if not isinstance(plain, dict):
        return None, [_no_map(plain, file, *where)]
    try:
        return model.model_validate(plain), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
        found = [_diagnostic(e, model, file, where) for e in errors]
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
        return problem("SD101", place, "there is nothing here yet", "begin with 'key: value' lines")
    shown = "a list" if isinstance(plain, list) else "text"
    hint = "'key: value' lines are expected; is a colon missing, or the space after it?"
    return problem("SD101", place, f"a map is expected here, not {shown}", hint)


def _diagnostic(
    error: ErrorDetails, model: object, file: Read, base: tuple[str | int, ...]
) -> Diagnostic:
    """A finding of pydantic in our words."""
    kind = error["type"]
    where = _real(error["loc"], file, base)
    name = str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        allowed = _keys_at(model, error["loc"][:-1])
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
        hint = "begin each item with a dash and a space: '- '"
        return problem("SD103", place, "a list is expected here", hint)
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        hint = "write {key: value, …} there, or each key in a line of its own, indented"
        return problem("SD103", place, "a map ('key: value' lines) is expected here", hint)
    context = error.get("ctx", {})
    if kind.startswith("SD"):
        return problem(kind, place, str(context["message"]), str(context["hint"]))
    if kind == "literal_error":
        expected = str(context["expected"])
        known = expected.replace("'", "").replace(" or ", ", ").split(", ")
        hint = closest(str(error["input"]), known)
        return problem("SD106", place, f"{values.shown(error['input'])} is not known here", hint)
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


def closest(name: str, known: Collection[str]) -> str:
    """``did you mean …?``, else what there is."""
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not known:
        return ""
    shown = sorted(known)
    return "known here: " + ", ".join(shown[:20]) + (" …" if len(shown) > 20 else "")


def _keys_at(model: object, loc: tuple[str | int, ...]) -> list[str]:
    """The keys that the model knows where the location leads."""
    at: list[Any] = [model]
    for step in loc:
        at = [below for annotation in at for below in _below(annotation, step)]
    return [name for found in at for name in _names(found)]


def _names(found: Any) -> Iterable[str]:
    if isinstance(found, Keys):
        return found.names
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [info.alias or name for name, info in found.model_fields.items()]
    return ()


def _below(annotation: Any, step: str | int) -> Iterator[Any]:
    for option in _options(annotation):
        if isinstance(option, Keys):
            yield from _options(option.inside.get(str(step)))
        elif isinstance(option, type) and issubclass(option, BaseModel):
            info = option.model_fields.get(str(step))
            if info is not None:
                yield from _options(info.annotation)
            elif _tagged(option, step):
                yield option
        elif get_origin(option) in {dict, list, tuple}:
            yield from _options(get_args(option)[-1 if get_origin(option) is dict else 0])


def _options(annotation: Any) -> Iterator[Any]:
    """The members of a union, with Annotated taken off."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _options(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for member in get_args(annotation):
            yield from _options(member)
    else:
        yield annotation


def _tagged(model: type[BaseModel], tag: str | int) -> bool:
    """A member of a discriminated union is named by its tag in the location."""
    return any(
        tag in get_args(info.annotation)
        for info in model.model_fields.values()
        if get_origin(info.annotation) is Literal
    )
