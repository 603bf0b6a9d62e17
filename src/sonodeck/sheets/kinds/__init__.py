"""A kind: the fields that its facts have, and the questions that are asked about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.sheets.templates import Template

FieldType = Literal[
    "text", "list", "steps", "number", "one-of", "picture", "sound", "fact", "scene"
]

# Every fact may carry these, whatever its kind.
COMMON_KEYS = (
    "id", "formerly", "source", "as_of", "details", "picture", "tags", "contrast", "alike",
    "reword", "skip", "retired",
)  # fmt: skip
# … and templates use these for something else. `name` may be a field: it is what names the fact.
RESERVED = frozenset({*COMMON_KEYS, "item", "other", "label", "of", "level", "sound"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a kind's facts; ``kind``: whose facts it refers to, ``of``: allowed texts."""

    name: str
    type: FieldType
    label: str
    help: str = ""
    required: bool = False
    complete: bool = False
    kind: str | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    id: str
    place: Place = field(compare=False)
    formerly: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic(_Question):
    """A question and its answer; perhaps the other way round too; perhaps with a picture.

    ``anyway``: also where it gives away or repeats something.
    """

    ask: Template
    answer: Template
    reverse: Template | None = None
    picture: str | None = None
    anyway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Basic):
    """As basic, with wrong options from sibling facts (those with the same value of ``among``)."""

    among: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(_Question):
    """The items of a list field: all at once, and one by one with the others in view."""

    of: str
    ask: Template
    parts: tuple[Literal["whole", "each"], ...] | None = None
    any: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inverse(_Question):
    """For each value of a field: which facts have it."""

    of: str
    ask: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(_Question):
    """What comes after and before each step; ``ask`` leads the cloze over the steps."""

    of: str
    after: Template
    before: Template | None
    ask: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(_Question):
    """How two facts that name each other as confusable differ, field by field.

    ``anyway``: also in fields that other questions ask of both.
    """

    of: tuple[str, ...]
    ask: Template
    anyway: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloze(_Question):
    """Text with hidden stretches."""

    text: Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene(_Question):
    """What a Doppler scene asks, with its picture; the question comes from the scene itself."""

    of: str


Question: TypeAlias = Basic | Choice | ListOf | Inverse | Sequence | Contrast | Cloze | Scene


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
