"""Kind files → ``Kind``, checked as strictly as sheets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import assert_never

from sonodeck import __version__
from sonodeck.common.diagnostics import Diagnostic, Place, has_errors, problem
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels, base
from sonodeck.sheets import kinds, shapes
from sonodeck.sheets.kinds import Field, Kind, Question, holes
from sonodeck.sheets.notetypes import NoteType
from sonodeck.sheets.shapes import Id, Text, closest
from sonodeck.sheets.templates import Template, parse
from sonodeck.sheets.yamltext import Read


def built_in_kinds(language: str) -> dict[str, bytes]:
    """The kinds that every deck may use, by file name; where they can, they ask in its language."""
    here = Path(__file__).parent
    spoken = {file.name: file for file in here.glob("*.yaml")}
    spoken |= {file.name: file for file in (here / base(language)).glob("*.yaml")}
    return {name: spoken[name].read_bytes() for name in sorted(spoken)}


def made_from(own: Mapping[str, bytes], language: str) -> str:
    """What the schema for editors depends on: sonodeck, its kinds, and a deck's own."""
    digest = sha256(__version__.encode())
    for name, data in sorted((built_in_kinds(language) | dict(own)).items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode(errors="surrogateescape") + data)
    return f"made by sonodeck from kinds {digest.hexdigest()[:16]}"


def speaks(kind: Kind, language: str) -> bool:
    """Whether a built-in kind asks in a language, or has no words of its own."""
    own = Path(__file__).parent / base(language) / f"{kind.id}.yaml"
    return base(language) == "en" or kind.id in _WORDLESS or own.is_file()


_WORDLESS = frozenset({"calculation", "cloze", "list", "qa", "scene"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _KindShape:
    kind: Id
    title: Text
    formerly: Id | None = None
    name: Text | None = None
    fields: dict[str, Field]
    questions: dict[str, Question]


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
        message = f"the kind is named {shape.kind!r}, but its file {stem!r}"
        found.append(problem("SD105", place, message, f"rename the file to {shape.kind}.yaml"))
    reader = _Reader(shape, file, labels)
    kind = replace(reader.kind(), built_in=built_in)
    found += reader.found
    return (None if has_errors(reader.found) else kind), found


_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COMPARABLE = frozenset({"text", "list", "number", "one-of", "fact"})


class _Reader:
    """One kind file in progress: its shape is valid, now its meaning is checked."""

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
                hint = "ask about it, or delete it (put what isn't asked in details)"
                self._report("SD112", place, f"no question uses the field {name!r}", hint)

    def _former(self, questions: Mapping[str, Question]) -> None:
        for id_, question in questions.items():
            if question.formerly in questions and question.formerly != id_:
                message = f"{question.formerly!r} is now the id of another question"
                hint = "give that question an id that was never used before, or delete this line"
                place = self.file.places.value("questions", id_, "formerly")
                self._report("SD209", place, message, hint)

    # fields

    def _field(self, name: str, shape: Field) -> Field:
        place = self.file.places.key("fields", name)
        if name in kinds.RESERVED:
            hint = "choose another name; these are reserved: " + ", ".join(sorted(kinds.RESERVED))
            self._report("SD110", place, f"a field can't be named {name!r}", hint)
        elif not _FIELD_NAME.fullmatch(name):
            hint = "lowercase letters, digits, and _, starting with a letter"
            self._report("SD105", place, f"{name!r} can't be the name of a field", hint)
        for message, hint in _field_misfits(shape):
            self._report("SD103", self.file.places.value("fields", name), message, hint)
        return replace(shape, name=name, label=shape.label or name.replace("_", " "))

    # templates

    def _template(
        self,
        text: str,
        where: tuple[str, ...],
        known: frozenset[str],
        *,
        whole: Collection[str] = (),
    ) -> Template:
        """A template; ``whole``: the types of which a field may be the only thing in it."""
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
        self, id_: str, key: str, written: Template, *extra: str, must: str | None = None,
        whole: Collection[str] = (),
    ) -> Template:  # fmt: skip
        """A template of a question; it has to hold ``must``, or else any field at all."""
        where, text = ("questions", id_, key), written.literal()
        known = frozenset({*self.fields, *extra, *(("name",) if self.named else ())})
        template = self._template(text, where, known, whole=whole)
        if must is not None and must not in template.names:
            hint = f"write {{{must}}} where it belongs"
            self._report("SD111", self.file.places.value(*where), f"{{{must}}} is missing", hint)
        if must is None and not template.names and not parse(text, known)[1]:
            message = "it contains no field, so it would be the same for every fact"
            self._report("SD111", self.file.places.value(*where), message, closest("", known))
        return template

    # questions

    def _question(self, id_: str, written: Question) -> Question:
        place = self.file.places.key("questions", id_)
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id_):
            hint = "lowercase letters, digits, and single dashes"
            self._report("SD105", place, f"{id_!r} can't be the id of a question", hint)
        question = replace(written, id=id_, place=place)
        match question:
            case kinds.Basic():
                return self._basic(question)
            case kinds.ListOf():
                return self._list(question)
            case kinds.Inverse():
                return self._inverse(question)
            case kinds.Sequence():
                return self._sequence(question)
            case kinds.Contrast():
                return self._contrast(question)
            case kinds.Cloze():
                return replace(question, text=self._asks(id_, "text", question.text))
            case kinds.Scene() | kinds.Calculation():
                self._of(id_, "of", question.of, frozenset({question.style}))
                return question
            case kinds.Own():
                return self._own(question)
        assert_never(question)

    def _own(self, question: kinds.Own) -> kinds.Own:
        """A field of HTML stands alone; what names no field is the same on every note."""
        known = frozenset({*self.fields, *(("name",) if self.named else ())})
        filled = {}
        for name, written in question.fields.items():
            where = ("questions", question.id, "fields", name)
            filled[name] = self._template(
                written.literal(), where, known, whole={"picture", "html"}
            )
        return replace(question, fields=filled)

    def _basic(self, question: kinds.Basic) -> kinds.Basic:
        id_, picture, reverse = question.id, question.picture, question.reverse
        if picture is not None:
            self._of(id_, "picture", picture, frozenset({"picture"}))
        pictured = self._pictured(question.answer)
        ask = self._front(id_, "ask", question.ask, has_picture=picture is not None)
        answer = self._asks(id_, "answer", question.answer, whole={"picture"})
        if reverse is not None:
            reverse = self._front(id_, "reverse", reverse, has_picture=pictured)
            self._needs_name(id_)
        if isinstance(question, kinds.Choice):
            if pictured:
                place = self.file.places.value("questions", id_, "answer")
                message = "pictures can't be options"
                self._report("SD113", place, message, "use style: basic")
            if question.among is not None:
                self._of(id_, "among", question.among, _COMPARABLE)
        return replace(question, ask=ask, answer=answer, reverse=reverse)

    def _pictured(self, answer: Template) -> bool:
        """Whether the answer is a picture: then the reverse question shows it."""
        alone = parse(answer.literal(), frozenset(self.fields))[0].alone
        owner = self.fields.get(alone or "")
        return owner is not None and owner.type == "picture"

    def _front(self, id_: str, key: str, written: Template, *, has_picture: bool) -> Template:
        """A question; with a picture it need not name a field ("What does this show?")."""
        if has_picture and "{" not in written.literal():
            return written
        return self._asks(id_, key, written)

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
            message = f"{name!r} has the type {owner.type}; {wanted} is needed here"
            self._report("SD113", place, message)
            return None
        return owner

    def _list(self, question: kinds.ListOf) -> kinds.ListOf:
        id_, parts = question.id, question.parts
        self._of(id_, "of", question.of, frozenset({"list"}))
        if question.any is not None and parts and "each" in parts:
            place = self.file.places.value("questions", id_, "parts")
            message = "a question with 'any' is only asked whole"
            self._report("SD113", place, message, "delete 'parts' or 'any'")
        ask = self._asks(id_, "ask", question.ask)
        return replace(question, ask=ask, parts=tuple(dict.fromkeys(parts)) if parts else None)

    def _inverse(self, question: kinds.Inverse) -> kinds.Inverse:
        where, text = ("questions", question.id, "ask"), question.ask.literal()
        owner = self._of(question.id, "of", question.of, _COMPARABLE)
        ask = self._template(text, where, frozenset({"item", "label"}))
        place = self.file.places.value(*where)
        if "item" not in ask.names:
            hint = "write {item} where the value belongs"
            self._report("SD111", place, "{item} is missing", hint)
        in_this_deck = self.labels.say("list.in-this-deck")
        if owner and not owner.complete and in_this_deck.lower() not in text.lower():
            message = (
                f"the answer names all facts with a value, but {owner.name!r} isn't 'complete'"
            )
            hint = (
                "add 'complete: true' to the field if the sheets name every holder of a value, "
                f"or ask about those {in_this_deck!r}"
            )
            self._report("SD113", place, message, hint)
        self._needs_name(question.id)
        return replace(question, ask=ask)

    def _sequence(self, question: kinds.Sequence) -> kinds.Sequence:
        self._of(question.id, "of", question.of, frozenset({"steps"}))
        asks, before = partial(self._asks, question.id), question.before
        in_order = kinds.as_written(self.labels.say("list.in-order"))
        return replace(
            question,
            after=asks("after", question.after, "item", must="item"),
            before=before and asks("before", before, "item", must="item"),
            ask=asks("ask", question.ask if question.ask.parts else in_order),
        )

    def _contrast(self, question: kinds.Contrast) -> kinds.Contrast:
        for name in question.of:
            self._of(question.id, "of", name, _COMPARABLE | {"steps"})
        self._needs_name(question.id)
        ask = self._asks(question.id, "ask", question.ask, "other", "label", must="other")
        return replace(question, ask=ask)

    def _needs_name(self, id_: str) -> None:
        self.used.update(self._name_fields() & self.fields.keys())
        if not self.named:
            place = self.file.places.key("questions", id_)
            hint = "add a line \"name: '{…}'\" that says what a fact is called"
            self._report("SD113", place, "this style needs a fact to have a name", hint)


def _field_misfits(shape: Field) -> Iterator[tuple[str, str]]:
    if shape.type == "one-of" and not shape.of:
        yield "a one-of field needs its values", "add 'of: [first, second]'"
    if shape.of and shape.type != "one-of":
        yield f"'of' is only for one-of fields; this one is {shape.type}", "delete it"
    if shape.type == "fact" and shape.kind is None:
        yield "a fact field needs a kind", "add 'kind: <kind>'"
    if shape.kind is not None and shape.type not in {"fact", "list"}:
        yield f"'kind' is only for fact and list fields; this one is {shape.type}", "delete it"


def check_note_types(
    all_kinds: Mapping[str, Kind], types: Mapping[str, NoteType | None], files: Mapping[str, Read]
) -> Iterator[Diagnostic]:
    """Questions in a note type that the deck doesn't have, or in fields that it lacks.

    ``types``: by folder; None for one that is wrong itself.
    """
    for kind in all_kinds.values():
        places = files[kind.id].places
        for question in kind.questions.values():
            if not isinstance(question, kinds.Own):
                continue
            where = ("questions", question.id)
            if question.type not in types:
                message = f"there is no note type {question.type!r} in notetypes/"
                hint = closest(question.type, types)
                yield problem("SD202", places.value(*where, "type"), message, hint)
                continue
            made = types[question.type]
            for name in question.fields if made is not None else ():
                if made is not None and name not in made.names:
                    place = places.key(*where, "fields", name)
                    message = f"the note type {question.type!r} has no field {name!r}"
                    yield problem("SD113", place, message, closest(name, made.names))


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
                hint = f"add 'name:' to {files[target.id].path}"
                found.append(problem("SD113", place, message, hint))
    return found
