"""Kind files → ``Kind``, checked as strictly as sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, assert_never

from sonodeck.common.diagnostics import Diagnostic, Place, has_errors, problem
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels, base
from sonodeck.sheets import kinds, shapes
from sonodeck.sheets.kinds import Field, Kind, Question, holes
from sonodeck.sheets.shapes import By, Count, Flag, Id, OneOrMore, Text, closest
from sonodeck.sheets.templates import Template, parse
from sonodeck.sheets.yamltext import Read


def built_in_kinds(language: str) -> dict[str, bytes]:
    """The kinds that every deck may use, by file name; where they can, they ask in its language."""
    here = Path(__file__).parent
    spoken = {file.name: file for file in here.glob("*.yaml")}
    spoken |= {file.name: file for file in (here / base(language)).glob("*.yaml")}
    return {name: spoken[name].read_bytes() for name in sorted(spoken)}


def speaks(kind: Kind, language: str) -> bool:
    """Whether a built-in kind asks in a language, or has no words of its own."""
    own = Path(__file__).parent / base(language) / f"{kind.id}.yaml"
    return base(language) == "en" or kind.id in _WORDLESS or own.is_file()


_WORDLESS = frozenset({"cloze", "list", "qa", "scene"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _FieldShape:
    type: Literal["text", "list", "steps", "number", "one-of", "picture", "sound", "fact", "scene"]
    label: Text | None = None
    help: Text = ""
    required: Flag = False
    complete: Flag = False
    kind: Id | None = None
    of: OneOrMore[Text] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _QuestionShape:
    formerly: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _BasicShape(_QuestionShape):
    style: Literal["basic"]
    ask: Text
    answer: Text
    reverse: Text | None = None
    picture: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChoiceShape(_QuestionShape):
    style: Literal["choice"]
    ask: Text
    answer: Text
    reverse: Text | None = None
    picture: Text | None = None
    among: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListShape(_QuestionShape):
    style: Literal["list"]
    of: Text
    ask: Text
    parts: OneOrMore[Literal["whole", "each"]] | None = None
    any: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _InverseShape(_QuestionShape):
    style: Literal["inverse"]
    of: Text
    ask: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _SequenceShape(_QuestionShape):
    style: Literal["sequence"]
    of: Text
    after: Text
    before: Text | None = None
    ask: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _ContrastShape(_QuestionShape):
    style: Literal["contrast"]
    of: OneOrMore[Text]
    ask: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _ClozeShape(_QuestionShape):
    style: Literal["cloze"]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _SceneShape(_QuestionShape):
    style: Literal["scene"]
    of: Text


_SomeQuestion: TypeAlias = (
    _BasicShape
    | _ChoiceShape
    | _ListShape
    | _InverseShape
    | _SequenceShape
    | _ContrastShape
    | _ClozeShape
    | _SceneShape
)
_AnyQuestion = Annotated[_SomeQuestion, By("style")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _KindShape:
    kind: Id
    title: Text
    formerly: Id | None = None
    name: Text | None = None
    fields: dict[str, _FieldShape]
    questions: dict[str, _AnyQuestion]


_KIND = shapes.model(_KindShape)


def read_kind(
    file: Read, labels: Labels, *, stem: str, built_in: bool = False
) -> tuple[Kind | None, list[Diagnostic]]:
    """One kind file; ``stem`` is the file's name without its ending, which the kind must have."""
    found = list(file.found)
    if file.plain is None and found:
        return None, found
    shape, wrong = shapes.check(_KIND, file.plain, file)
    found += wrong
    if shape is None:
        return None, found
    if shape.kind != stem:
        place = file.places.value("kind")
        message = f"the kind is called {shape.kind!r}, its file {stem!r}"
        found.append(problem("SD105", place, message, f"rename the file to {shape.kind}.yaml"))
    reader = _Reader(shape, file, labels)
    kind = replace(reader.kind(), built_in=built_in)
    found += reader.found
    return (None if has_errors(reader.found) else kind), found


_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COMPARABLE = frozenset({"text", "list", "number", "one-of", "fact"})


class _Reader:
    """One kind file on its way: its shape is right, now what it means is looked at."""

    def __init__(self, shape: _KindShape, file: Read, labels: Labels) -> None:
        self.shape = shape
        self.file = file
        self.labels = labels
        self.found: list[Diagnostic] = []
        self.fields: dict[str, Field] = {}
        self.used: set[str] = set()
        self.named = shape.name is not None or "name" in shape.fields

    def kind(self) -> Kind:
        self.fields = {name: self._field(name, s) for name, s in self.shape.fields.items()}
        name = None
        if self.named:
            at = ("name",) if self.shape.name is not None else ("fields", "name")
            name = self._template(self.shape.name or "{name}", at, frozenset(self.fields))
        questions = {id_: self._question(id_, s) for id_, s in self.shape.questions.items()}
        self._unused()
        self._former(questions)
        return Kind(
            id=self.shape.kind,
            title=self.shape.title,
            name=name,
            fields=self.fields,
            questions=questions,
            formerly=self.shape.formerly,
            place=self.file.places.value("kind"),
        )

    def _report(self, code: str, place: Place, message: str, hint: str = "") -> None:
        self.found.append(problem(code, place, message, hint))

    def _unused(self) -> None:
        for name in self.fields:
            if name not in self.used:
                place = self.file.places.key("fields", name)
                hint = "ask about it, or delete it (what is shown with an answer goes into details)"
                self._report("SD112", place, f"no question uses the field {name!r}", hint)

    def _former(self, questions: Mapping[str, Question]) -> None:
        for id_, question in questions.items():
            if question.formerly in questions and question.formerly != id_:
                message = f"{question.formerly!r} is the id of another question now"
                hint = "give that question an id that was never used, or delete this line"
                place = self.file.places.value("questions", id_, "formerly")
                self._report("SD209", place, message, hint)

    # fields

    def _field(self, name: str, shape: _FieldShape) -> Field:
        place = self.file.places.key("fields", name)
        if name in kinds.RESERVED:
            hint = "choose another name; these are taken: " + ", ".join(sorted(kinds.RESERVED))
            self._report("SD110", place, f"a field can't be called {name!r}", hint)
        elif not _FIELD_NAME.fullmatch(name):
            hint = "small letters, digits and _, beginning with a letter"
            self._report("SD105", place, f"{name!r} can't be the name of a field", hint)
        for message, hint in _field_misfits(shape):
            self._report("SD103", self.file.places.value("fields", name), message, hint)
        return Field(
            name=name,
            type=shape.type,
            label=shape.label or name.replace("_", " "),
            help=shape.help,
            required=shape.required,
            complete=shape.complete,
            kind=shape.kind,
            of=tuple(shape.of or ()),
        )

    # templates

    def _template(
        self, text: str, where: tuple[str, ...], known: frozenset[str], *, whole: bool = False
    ) -> Template:
        """A template; ``whole`` allows a picture as the only thing in it."""
        place = self.file.places.value(*where)
        template, misfits = parse(text, known)
        for misfit, hint in (
            *holes.unknown(misfits, known),
            *holes.unfit(template, self.fields, whole=whole, english=self.labels.english),
        ):
            self._report("SD111", self.file.spot(place, misfit.written), misfit.message, hint)
        for hole in template.holes():
            self._hole(hole.name)
        return template

    def _hole(self, name: str) -> None:
        """The fields that a hole uses."""
        if name == "name" and (name not in self.fields or self.shape.name is not None):
            self.used.update(self._name_fields())
        if name in self.fields:
            self.used.add(name)

    def _name_fields(self) -> frozenset[str]:
        return parse(self.shape.name or "{name}", frozenset(self.fields))[0].names

    def _asks(
        self, id_: str, key: str, text: str, *extra: str, must: str | None = None,
        whole: bool = False,
    ) -> Template:  # fmt: skip
        """A template of a question; it has to hold ``must``, or else any field at all."""
        where = ("questions", id_, key)
        known = frozenset({*self.fields, *extra, *(("name",) if self.named else ())})
        template = self._template(text, where, known, whole=whole)
        if must is not None and must not in template.names:
            hint = f"write {{{must}}} where it belongs"
            self._report("SD111", self.file.places.value(*where), f"{{{must}}} is missing", hint)
        if must is None and not template.names and not parse(text, known)[1]:
            message = "it names no field, so it would be the same for every fact"
            self._report("SD111", self.file.places.value(*where), message, closest("", known))
        return template

    # questions

    def _question(self, id_: str, shape: _SomeQuestion) -> Question:
        place = self.file.places.key("questions", id_)
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id_):
            hint = "small letters, digits and single dashes"
            self._report("SD105", place, f"{id_!r} can't be the id of a question", hint)
        common: dict[str, Any] = {"id": id_, "place": place, "formerly": shape.formerly}
        match shape:
            case _BasicShape() | _ChoiceShape():
                return self._basic(id_, shape, common)
            case _ListShape():
                return self._list(id_, shape, common)
            case _InverseShape():
                return self._inverse(id_, shape, common)
            case _SequenceShape():
                return self._sequence(id_, shape, common)
            case _ContrastShape():
                return self._contrast(id_, shape, common)
            case _ClozeShape():
                text = self._asks(id_, "text", shape.text)
                return kinds.Cloze(**common, text=text)
            case _SceneShape():
                self._of(id_, "of", shape.of, frozenset({"scene"}))
                return kinds.Scene(**common, of=shape.of)
        assert_never(shape)

    def _basic(
        self, id_: str, shape: _BasicShape | _ChoiceShape, common: dict[str, Any]
    ) -> kinds.Basic:
        picture = shape.picture
        if picture is not None:
            self._of(id_, "picture", picture, frozenset({"picture"}))
        parts: dict[str, Any] = {
            "ask": self._front(id_, "ask", shape.ask, has_picture=picture is not None),
            "answer": self._asks(id_, "answer", shape.answer, whole=True),
            "reverse": shape.reverse
            and self._front(
                id_, "reverse", shape.reverse, has_picture=self._pictured(shape.answer)
            ),
            "picture": picture,
        }
        if shape.reverse is not None:
            self._needs_name(id_)
        if isinstance(shape, _BasicShape):
            return kinds.Basic(**common, **parts)
        if self._pictured(shape.answer):
            place = self.file.places.value("questions", id_, "answer")
            self._report("SD113", place, "a choice among pictures can't be asked", "make it basic")
        if shape.among is not None:
            self._of(id_, "among", shape.among, _COMPARABLE)
        return kinds.Choice(**common, **parts, among=shape.among)

    def _pictured(self, answer: str) -> bool:
        """Whether the answer is a picture: then the reverse question shows it."""
        alone = parse(answer, frozenset(self.fields))[0].alone
        owner = self.fields.get(alone or "")
        return owner is not None and owner.type == "picture"

    def _front(self, id_: str, key: str, text: str, *, has_picture: bool) -> Template:
        """A question; with a picture it need not name a field ("What does this show?")."""
        if has_picture and "{" not in text:
            return Template((text,))
        return self._asks(id_, key, text)

    def _of(self, id_: str, key: str, name: str, types: frozenset[str]) -> Field | None:
        """The field that a question is about; None (and a finding) where it can't be."""
        place = self.file.places.value("questions", id_, key)
        owner = self.fields.get(name)
        if owner is None:
            self._report("SD113", place, f"there is no field {name!r}", closest(name, self.fields))
            return None
        self.used.add(name)
        if owner.type not in types:
            wanted = " or ".join(sorted(types))
            message = f"{name!r} has the type {owner.type}; here {wanted} is needed"
            self._report("SD113", place, message)
            return None
        return owner

    def _list(self, id_: str, shape: _ListShape, common: dict[str, Any]) -> kinds.ListOf:
        self._of(id_, "of", shape.of, frozenset({"list"}))
        parts = tuple(dict.fromkeys(shape.parts)) if shape.parts else None
        if shape.any is not None and parts and "each" in parts:
            place = self.file.places.value("questions", id_, "parts")
            message = "a list to name any few of is asked whole only"
            self._report("SD113", place, message, "delete 'parts', or 'any'")
        ask = self._asks(id_, "ask", shape.ask)
        return kinds.ListOf(**common, of=shape.of, ask=ask, parts=parts, any=shape.any)

    def _inverse(self, id_: str, shape: _InverseShape, common: dict[str, Any]) -> kinds.Inverse:
        owner = self._of(id_, "of", shape.of, _COMPARABLE)
        ask = self._template(shape.ask, ("questions", id_, "ask"), frozenset({"item", "label"}))
        place = self.file.places.value("questions", id_, "ask")
        if "item" not in ask.names:
            self._report(
                "SD111", place, "{item} is missing", "write {item} where the value belongs"
            )
        in_this_deck = self.labels.say("list.in-this-deck")
        if owner and not owner.complete and in_this_deck.lower() not in shape.ask.lower():
            message = f"the answer names all facts with a value, but {shape.of!r} is not 'complete'"
            hint = (
                "write 'complete: true' at the field if the sheets name every holder of a value, "
                f"or ask about those {in_this_deck!r}"
            )
            self._report("SD113", place, message, hint)
        self._needs_name(id_)
        return kinds.Inverse(**common, of=shape.of, ask=ask)

    def _sequence(self, id_: str, shape: _SequenceShape, common: dict[str, Any]) -> kinds.Sequence:
        self._of(id_, "of", shape.of, frozenset({"steps"}))
        asks = partial(self._asks, id_)
        return kinds.Sequence(
            **common,
            of=shape.of,
            after=asks("after", shape.after, "item", must="item"),
            before=asks("before", shape.before, "item", must="item") if shape.before else None,
            ask=asks("ask", shape.ask or self.labels.say("list.in-order")),
        )

    def _contrast(self, id_: str, shape: _ContrastShape, common: dict[str, Any]) -> kinds.Contrast:
        for name in shape.of:
            self._of(id_, "of", name, _COMPARABLE | {"steps"})
        self._needs_name(id_)
        ask = self._asks(id_, "ask", shape.ask, "other", "label", must="other")
        return kinds.Contrast(**common, of=tuple(shape.of), ask=ask)

    def _needs_name(self, id_: str) -> None:
        self.used.update(self._name_fields() & self.fields.keys())
        if not self.named:
            place = self.file.places.key("questions", id_)
            hint = "add a line \"name: '{…}'\" that says how a fact is called"
            self._report("SD113", place, "this style needs the name of a fact", hint)


def _field_misfits(shape: _FieldShape) -> Iterator[tuple[str, str]]:
    if shape.type == "one-of" and not shape.of:
        yield "a one-of field says of what", "add 'of: [first, second]'"
    if shape.of and shape.type != "one-of":
        yield f"'of' belongs to a one-of field, not to a {shape.type}", "delete it"
    if shape.type == "fact" and shape.kind is None:
        yield "a fact field says of which kind", "add 'kind: <kind>'"
    if shape.kind is not None and shape.type not in {"fact", "list"}:
        yield f"'kind' belongs to a fact or list field, not to a {shape.type}", "delete it"


def check_references(all_kinds: Mapping[str, Kind], files: Mapping[str, Read]) -> list[Diagnostic]:
    """Fields that name a kind which the deck doesn't have, or whose facts have no name."""
    found = []
    for kind in all_kinds.values():
        for owner in kind.fields.values():
            if owner.kind is None:
                continue
            place = files[kind.id].places.value("fields", owner.name, "kind")
            target = all_kinds.get(owner.kind)
            if target is None:
                hint = closest(owner.kind, all_kinds)
                found.append(problem("SD202", place, f"there is no kind {owner.kind!r}", hint))
            elif target.name is None:
                message = f"facts of the kind {owner.kind!r} have no name to show"
                hint = f"add a 'name:' to {files[target.id].path}"
                found.append(problem("SD113", place, message, hint))
    return found
