"""deck.yaml, sources.yaml and the fact sheets of one deck folder → typed facts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator

from sonodeck import kinds as kinds_of
from sonodeck import shapes, values
from sonodeck.diagnostics import Diagnostic, Place, problem
from sonodeck.kinds import Kind, Question
from sonodeck.kinds import facts as fact_models
from sonodeck.shapes import Date, Id, Parsed, Shape, Tag, Text, closest, one_or_more
from sonodeck.templates import Template, parse
from sonodeck.values import ByField, Item, Media, Reference, Unfit, Value
from sonodeck.yamltext import Plain, Read

Grade = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """deck.yaml. ``tag`` is the root of the deck's tags and names its package."""

    id: str
    title: str
    tag: str
    sheets: tuple[str, ...]
    description: str = ""
    language: str = "en"
    author: str = ""
    licence: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something is written.

    Grade A: the body itself, a paper, an official page; B: a copy or teaching site; C: a study aid.
    """

    id: str
    title: str
    publisher: str = ""
    year: str = ""
    url: str = ""
    accessed: str = ""
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One record of a sheet. ``position`` counts the facts of a deck in teaching order, from 0."""

    kind: str
    id: str
    values: Mapping[str, Value]
    deck: str
    tags: tuple[str, ...]
    source: ByField[tuple[str, ...]] = field(default_factory=ByField)
    as_of: ByField[str] = field(default_factory=ByField)
    details: ByField[str] = field(default_factory=ByField)
    picture: Media | None = None
    contrast: tuple[Reference, ...] = ()
    alike: tuple[Reference, ...] = ()
    reword: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)
    skip: frozenset[str] = frozenset()
    retired: bool = False
    formerly: str | None = None
    position: int = 0
    place: Place = field(compare=False)
    places: Mapping[str, Place] = field(compare=False, default_factory=dict)

    @property
    def reference(self) -> Reference:
        return Reference(self.kind, self.id)

    def items(self) -> Iterator[tuple[str, Item]]:
        """The items of its lists, each with the name of its field."""
        for name, value in self.values.items():
            for entry in value if isinstance(value, tuple) else ():
                if isinstance(entry, Item):
                    yield name, entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All that a deck folder says, read and checked."""

    deck: Deck
    kinds: Mapping[str, Kind]
    sources: Mapping[str, Source]
    facts: tuple[Fact, ...]


# deck.yaml and sources.yaml


def _deck_id(plain: Plain) -> str:
    """An id with a random end of four or more characters, so that no two decks share it."""
    found = values.identifier(plain)
    if not re.fullmatch(r".+-[a-z0-9]{4,}", found):
        hint = "a name, a dash and four random characters, as 'sonodeck new deck' writes it"
        raise Unfit("SD105", f"{found!r} has no random end", hint)
    return found


def _deck_path(plain: Plain) -> str:
    """The name of an Anki deck, its parts joined by ``::``."""
    text = shapes.plain_text(plain)
    parts = [part.strip() for part in text.split("::")]
    if not all(parts) or '"' in text or "\n" in text:
        raise Unfit("SD103", f"{text!r} can't name a deck in Anki", "as in: Anatomy::Heart")
    return "::".join(parts)


def _title(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if "::" in text or '"' in text or "\n" in text:
        raise Unfit("SD103", f'{text!r} has a :: or " in it', "Anki can't keep that in a name")
    return text


def _report(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if "{key}" not in text or not re.match(r"(https://|mailto:)[^\s\"<>]+$", text):
        hint = "as in: https://example.org/report?card={key}"
        raise Unfit(
            "SD103", "the report link is a https: or mailto: address with {key} in it", hint
        )
    return text


def _url(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if not re.match(r"https?://[^\s\"<>]+$", text):
        raise Unfit("SD103", f"{text!r} is not an address", "as in: https://www.bls.gov/ooh/")
    return text


def _sheet_name(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if not re.fullmatch(r"[^/\\:*?\"<>|.][^/\\:*?\"<>|]*\.ya?ml", text):
        raise Unfit("SD103", f"{text!r} is not the name of a sheet", "a file here, like terms.yaml")
    return text


_STRING = {"type": "string"}
_DeckId = Annotated[str, Parsed(_deck_id, _STRING)]
_Title = Annotated[str, Parsed(_title, _STRING)]
_DeckPath = Annotated[str, Parsed(_deck_path, _STRING)]
_Report = Annotated[str, Parsed(_report, _STRING)]
_Url = Annotated[str, Parsed(_url, _STRING)]
_SheetName = Annotated[str, Parsed(_sheet_name, _STRING)]


class _DeckShape(Shape):
    id: _DeckId
    title: _Title
    description: Text = ""
    language: Text = "en"
    author: Text = ""
    licence: Text = ""
    tag: Id | None = None
    report: _Report = ""
    sheets: Annotated[list[_SheetName], BeforeValidator(one_or_more)]


class _SourceShape(Shape):
    title: Text
    publisher: Text = ""
    year: Text = ""
    url: _Url = ""
    accessed: Date = ""
    grade: Literal["A", "B", "C"]
    note: Text = ""


class _SheetShape(Shape):
    kind: Id
    deck: _DeckPath | None = None
    tags: Annotated[list[Tag], BeforeValidator(one_or_more)] | None = None
    source: Annotated[list[Id], BeforeValidator(one_or_more)] | None = None
    facts: list[Any]


def read_deck(file: Read) -> tuple[Deck | None, list[Diagnostic]]:
    """deck.yaml."""
    if file.plain is None and file.found:
        return None, list(file.found)
    shape, found = shapes.check(_DeckShape, file.plain, file)
    found = [*file.found, *found]
    if shape is None:
        return None, found
    for at, name in enumerate(shape.sheets):
        if name in shape.sheets[:at]:
            place = file.places.value("sheets", at)
            found.append(problem("SD201", place, f"the sheet {name!r} is listed twice"))
    data = shape.model_dump()
    data["tag"] = shape.tag or shape.id.rpartition("-")[0]
    data["sheets"] = tuple(dict.fromkeys(shape.sheets))
    return Deck(**data), found


def read_sources(file: Read) -> tuple[dict[str, Source], list[Diagnostic]]:
    """sources.yaml: each source that is right, and what is wrong with the others."""
    found = list(file.found)
    if file.plain is None:
        return {}, found
    if not isinstance(file.plain, dict):
        place = file.places.value()
        hint = "each source: its id and a colon, then title, publisher, year, url, grade indented"
        return {}, [*found, problem("SD101", place, "a map of sources is expected here", hint)]
    sources = {}
    for name, plain in file.plain.items():
        try:
            values.identifier(name)
        except Unfit as unfit:
            found.append(problem(unfit.code, file.places.key(name), unfit.message, unfit.hint))
        shape, wrong = shapes.check(_SourceShape, plain, file, name)
        found += wrong
        if shape is not None:
            sources[name] = Source(id=name, **shape.model_dump(exclude={"note"}))
    return sources, found


# sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the facts of a sheet may refer to."""

    deck: Deck
    kinds: Mapping[str, Kind]
    broken_kinds: frozenset[str]
    sources: Mapping[str, Source]
    media: Collection[str]


def read_sheet(
    file: Read, around: Surroundings, *, first: int
) -> tuple[list[Fact], list[Diagnostic]]:
    """The facts of one sheet that are right, their positions counted from ``first``."""
    found = list(file.found)
    if file.plain is None and found:
        return [], found
    shape, wrong = shapes.check(_SheetShape, file.plain, file)
    found += wrong
    if shape is None:
        return [], found
    kind = around.kinds.get(shape.kind)
    if kind is None:
        if shape.kind not in around.broken_kinds:
            place = file.places.value("kind")
            hint = closest(shape.kind, around.kinds)
            found.append(problem("SD202", place, f"there is no kind {shape.kind!r}", hint))
        return [], found
    found += _unknown_sources(shape.source or (), file, around, "source")
    reader = _FactReader(file, shape, kind, around)
    facts = [
        fact
        for at, plain in enumerate(shape.facts)
        if (fact := reader.fact(plain, at, first + at)) is not None
    ]
    return facts, found + reader.found


def _unknown_sources(
    ids: Collection[str], file: Read, around: Surroundings, *where: str | int
) -> list[Diagnostic]:
    return [
        problem(
            "SD206",
            file.spot(file.places.value(*where), name),
            f"there is no source {name!r} in sources.yaml",
            closest(name, around.sources),
        )
        for name in ids
        if name not in around.sources
    ]


class _FactReader:
    """The facts of one sheet: first their shape (pydantic), then what they refer to."""

    def __init__(self, file: Read, sheet: _SheetShape, kind: Kind, around: Surroundings) -> None:
        self.file = file
        self.sheet = sheet
        self.kind = kind
        self.around = around
        self.model = fact_models.model(kind)
        self.found: list[Diagnostic] = []

    def fact(self, plain: Plain, at: int, position: int) -> Fact | None:
        where = ("facts", at)
        shape, wrong = shapes.check(self.model, plain, self.file, *where)
        self.found += wrong
        if shape is None:
            return None
        before = len(self.found)
        fact = self._fact(shape, where, position)
        return fact if len(self.found) == before else None

    def _place(self, *where: str | int) -> Place:
        return self.file.places.value(*where)

    def _fact(self, shape: Any, where: tuple[str | int, ...], position: int) -> Fact:
        own = fact_models.own_values(shape, self.kind)
        source = shape.source or ByField()
        if source.default is None and self.sheet.source:
            known = (one for one in self.sheet.source if one in self.around.sources)
            source = ByField(tuple(known), source.fields)
        self._by_field_keys(shape, where)
        self._sources(shape.source or ByField(), where)
        self._media(own, shape.picture, where)
        self._lists(own, where)
        root = (self.around.deck.tag,)
        tags = {"::".join((*root, tag)) for tag in (*(self.sheet.tags or ()), *(shape.tags or ()))}
        return Fact(
            kind=self.kind.id,
            id=shape.id,
            values=own,
            deck=self.sheet.deck or self.around.deck.title,
            tags=tuple(sorted(tags or root)),
            source=source,
            as_of=shape.as_of or ByField(),
            details=shape.details or ByField(),
            picture=shape.picture,
            contrast=tuple(shape.contrast or ()),
            alike=tuple(shape.alike or ()),
            reword=self._reword(shape.reword or {}, where),
            skip=self._skip(shape.skip or [], where),
            retired=bool(shape.retired),
            formerly=shape.formerly,
            position=position,
            place=self._place(*where, "id"),
            places=_places(self.file, where, (*own, *kinds_of.COMMON_KEYS)),
        )

    def _by_field_keys(self, shape: BaseModel, where: tuple[str | int, ...]) -> None:
        for key in ("source", "as_of", "details"):
            by_field = getattr(shape, key)
            for name in by_field.fields if by_field else ():
                if name not in self.kind.fields:
                    place = self.file.places.key(*where, key, name)
                    hint = closest(name, {*self.kind.fields, "default"})
                    self.found.append(problem("SD104", place, f"unknown field {name!r}", hint))

    def _sources(self, source: ByField[tuple[str, ...]], where: tuple[str | int, ...]) -> None:
        at = (*where, "source")
        self.found += _unknown_sources(source.default or (), self.file, self.around, *at)
        for name, ids in source.fields.items():
            self.found += _unknown_sources(ids, self.file, self.around, *at, name)

    def _media(
        self, own: Mapping[str, Value], picture: Media | None, where: tuple[str | int, ...]
    ) -> None:
        named = [(name, value) for name, value in own.items() if isinstance(value, Media)]
        if picture is not None:
            named.append(("picture", picture))
        for name, media in named:
            if media.file not in self.around.media:
                place = self._place(*where, name)
                message = f"there is no file {media.file!r} in media/"
                self.found.append(
                    problem("SD203", place, message, closest(media.file, self.around.media))
                )

    def _lists(self, own: Mapping[str, Value], where: tuple[str | int, ...]) -> None:
        for name, value in own.items():
            if not isinstance(value, tuple):
                continue
            seen: dict[str, int] = {}
            entries: tuple[Item | Reference, ...] = value
            for at, entry in enumerate(entries):
                if entry.id in seen:
                    self.found.append(
                        problem(
                            "SD201",
                            self._place(*where, name, at),
                            f"{entry.id!r} stands twice in this list",
                            "delete one, or give them ids: {id: …, text: …}",
                            other=self._place(*where, name, seen[entry.id]),
                        )
                    )
                seen.setdefault(entry.id, at)

    def _skip(self, names: list[str], where: tuple[str | int, ...]) -> frozenset[str]:
        for at, name in enumerate(names):
            if name not in self.kind.questions:
                place = self._place(*where, "skip", at)
                hint = closest(name, self.kind.questions)
                self.found.append(problem("SD202", place, f"there is no question {name!r}", hint))
        return frozenset(names)

    def _reword(
        self, rewordings: Mapping[str, Any], where: tuple[str | int, ...]
    ) -> dict[str, dict[str, Template]]:
        reworded: dict[str, dict[str, Template]] = {}
        for name, shape in rewordings.items():
            question = self.kind.questions.get(name)
            if question is None:
                place = self.file.places.key(*where, "reword", name)
                hint = closest(name, self.kind.questions)
                self.found.append(problem("SD202", place, f"there is no question {name!r}", hint))
                continue
            texts = {key: text for key, text in shape.model_dump().items() if text is not None}
            reworded[name] = {
                key: template
                for key, text in texts.items()
                if (template := self._template(question, key, text, (*where, "reword", name)))
                is not None
            }
        return reworded

    def _template(
        self, question: Question, key: str, text: str, where: tuple[str | int, ...]
    ) -> Template | None:
        allowed = wordings(question)
        if key not in allowed:
            place = self.file.places.key(*where, key)
            message = f"the question {question.id!r} has no {key!r} to reword for one fact"
            self.found.append(problem("SD103", place, message, closest(key, allowed)))
            return None
        known = {*self.kind.fields, "name"} | ({"item"} if key in {"after", "before"} else set())
        template, misfits = parse(text, known)
        for misfit in misfits:
            place = self.file.spot(self._place(*where, key), misfit.written)
            self.found.append(problem("SD111", place, misfit.message))
        return template


def wordings(question: Question) -> tuple[str, ...]:
    """The templates of a question that one fact may word otherwise."""
    match question:
        case kinds_of.Basic():
            return ("ask", "answer", "reverse")
        case kinds_of.ListOf():
            return ("ask",)
        case kinds_of.Sequence():
            return ("ask", "after", "before")
        case kinds_of.Cloze():
            return ("text",)
        case kinds_of.Inverse() | kinds_of.Contrast():
            return ()


def _places(file: Read, where: tuple[str | int, ...], names: Collection[str]) -> dict[str, Place]:
    return {
        name: file.places.value(*where, name) for name in names if file.places.has(*where, name)
    }


# across sheets


def ids_of(file: Read) -> set[Reference]:
    """The facts that a sheet names, the broken ones included: they are no unknown references."""
    if not isinstance(file.plain, dict):
        return set()
    kind, facts = file.plain.get("kind"), file.plain.get("facts")
    if not isinstance(kind, str) or not isinstance(facts, list):
        return set()
    ids = (fact.get("id") for fact in facts if isinstance(fact, dict))
    return {Reference(kind, id_) for id_ in ids if isinstance(id_, str)}


def check_facts(
    facts: Collection[Fact],
    kinds: Mapping[str, Kind],
    named: Collection[Reference],
    *,
    whole: bool,
) -> list[Diagnostic]:
    """Ids that stand twice, references that lead nowhere, values that are spelled two ways.

    ``named``: all facts that the sheets name, broken ones included; not ``whole``: a sheet or kind
    could not be read, so that what seems to be missing may stand there.
    """
    return [*_doubled(facts), *_dangling(facts, named, whole=whole), *_spellings(facts, kinds)]


def _doubled(facts: Collection[Fact]) -> Iterator[Diagnostic]:
    first: dict[Reference, Fact] = {}
    for fact in facts:
        other = first.setdefault(fact.reference, fact)
        if other is not fact:
            message = f"there are two facts {fact.id!r} of the kind {fact.kind!r}"
            hint = "an id stands once in a deck; rename one"
            yield problem("SD201", fact.place, message, hint, other=other.place)


def _dangling(
    facts: Collection[Fact], known: Collection[Reference], *, whole: bool
) -> Iterator[Diagnostic]:
    for fact in facts:
        named = [("contrast", fact.contrast), ("alike", fact.alike)]
        named += [(name, _references(value)) for name, value in fact.values.items()]
        for name, references in named:
            for reference in references:
                place = fact.places.get(name, fact.place)
                if reference == fact.reference and name in {"contrast", "alike"}:
                    yield problem("SD207", place, "a fact can't name itself here", "delete it")
                elif whole and reference not in known:
                    ids = [other.id for other in known if other.kind == reference.kind]
                    message = f"there is no {reference.kind} {reference.id!r}"
                    yield problem("SD202", place, message, closest(reference.id, ids))
        for both in sorted({r.id for r in fact.contrast} & {r.id for r in fact.alike}):
            message = f"{both!r} is both contrast (easily confused) and alike (also right)"
            hint = "keep one: a wrong option is made from contrast, never from alike"
            yield problem("SD403", fact.places["alike"], message, hint)


def _references(value: Value) -> tuple[Reference, ...]:
    match value:
        case Reference():
            return (value,)
        case tuple():
            return tuple(entry for entry in value if isinstance(entry, Reference))
        case _:
            return ()


def _spellings(facts: Collection[Fact], kinds: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    """Two spellings of one value: ``Liver`` here, ``liver`` there; or one id for two values."""
    inverted = {
        (kind.id, question.of)
        for kind in kinds.values()
        for question in kind.questions.values()
        if isinstance(question, kinds_of.Inverse)
    }
    first: dict[tuple[str, str, str], tuple[str, Place]] = {}
    for fact in facts:
        for name, entry in fact.items():
            by_id = (fact.kind, name) in inverted
            value = entry.id if by_id else values.slug(entry.phrase.text)
            text, place = entry.phrase.text, fact.places[name]
            spelled, where = first.setdefault((fact.kind, name, value), (text, place))
            if spelled != text:
                message = f"{text!r} and {spelled!r} are two spellings of one value"
                hint = "spell it one way, or give them ids that differ: {id: …, text: …}"
                yield problem("SD205", place, message, hint, other=where)
