"""A kind: the fields that its facts have, and the questions that are asked about them.

The classes are also the shapes of what people write: a key is a field. A template is a text as it
comes from the file, until ``files`` knows which names it may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.sheets.shapes import (
    TEXT_SCHEMA,
    Added,
    By,
    Count,
    Flag,
    Id,
    OneOrMore,
    Parsed,
    Text,
    plain_text,
)
from sonodeck.sheets.templates import Template
from sonodeck.sheets.yamltext import Plain

FieldType = Literal[
    "text", "list", "steps", "number", "one-of", "picture", "sound", "fact", "scene", "calculation",
    "html",
]  # fmt: skip

# Every fact may carry these, whatever its kind.
COMMON_KEYS = (
    "id", "formerly", "source", "as_of", "details", "picture", "tags", "contrast", "alike",
    "reword", "slips", "skip", "retired",
)  # fmt: skip
# … and templates use these for something else. `name` may be a field: it is what names the fact.
RESERVED = frozenset({*COMMON_KEYS, "item", "other", "label", "of", "level", "sound"})


def as_written(text: str) -> Template:
    return Template((text,))


def _written(plain: Plain) -> Template:
    return as_written(plain_text(plain))


Asked: TypeAlias = Annotated[Template, Parsed(_written, TEXT_SCHEMA)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind's facts; ``kind``: whose facts it refers to, ``of``: allowed texts."""

    name: Annotated[str, Added]
    type: FieldType
    label: Text = ""
    help: Text = ""
    required: Flag = False
    complete: Flag = False
    kind: Id | None = None
    of: OneOrMore[Text] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    id: Annotated[str, Added]
    place: Annotated[Place, Added] = field(compare=False)
    formerly: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(_Question):
    """A question and its answer; perhaps the other way round too; perhaps with a picture.

    ``anyway``: also where it gives away or repeats something.
    """

    style: Literal["basic", "choice"] = "basic"
    ask: Asked
    answer: Asked
    reverse: Asked | None = None
    picture: Text | None = None
    anyway: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Basic):
    """As basic, with wrong options from sibling facts (those with the same value of ``among``)."""

    style: Literal["choice"] = "choice"
    among: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(_Question):
    """The items of a list field: all at once, and one by one with the others in view."""

    style: Literal["list"] = "list"
    of: Text
    ask: Asked
    parts: OneOrMore[Literal["whole", "each"]] | None = None
    any: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inverse(_Question):
    """For each value of a field: which facts have it.

    ``anyway``: also for a value that a single fact has.
    """

    style: Literal["inverse"] = "inverse"
    of: Text
    ask: Asked
    anyway: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(_Question):
    """What comes after and before each step; ``ask`` leads the cloze over the steps.

    Where ``ask`` is empty, the language of the deck says it.
    """

    style: Literal["sequence"] = "sequence"
    of: Text
    after: Asked
    before: Asked | None = None
    ask: Asked = Template(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(_Question):
    """How two facts that name each other as confusable differ, field by field.

    ``anyway``: also in fields that other questions ask of both.
    """

    style: Literal["contrast"] = "contrast"
    of: OneOrMore[Text]
    ask: Asked
    anyway: Flag = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(_Question):
    """Text with hidden stretches."""

    style: Literal["cloze"] = "cloze"
    text: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene(_Question):
    """What a Doppler scene asks, with its picture; the question comes from the scene itself."""

    style: Literal["scene"] = "scene"
    of: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation(_Question):
    """What a calculation asks, with other numbers from day to day; it brings its own question."""

    style: Literal["calculation"] = "calculation"
    of: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Own(_Question):
    """A note in a note type of the author's own, the folder ``type`` in ``notetypes/``.

    ``fields``: what stands in each of its fields; the others are empty.
    """

    style: Literal["own"] = "own"
    type: Text
    fields: dict[str, Asked]


Question: TypeAlias = Annotated[
    Basic | Choice | ListOf | Inverse | Sequence | Contrast | Cloze | Scene | Calculation | Own,
    By("style"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind as its file says; ``name`` is how a fact is called, None where it can't be."""

    id: str
    title: str
    name: Template | None
    fields: Mapping[str, Field]
    questions: Mapping[str, Question]
    formerly: str | None = None
    built_in: bool = False
    place: Place = field(compare=False)
