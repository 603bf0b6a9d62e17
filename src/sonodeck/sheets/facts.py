"""Fact sheets → typed facts: their shape, then what they refer to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Annotated, Any

from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import kinds as kinds_of
from sonodeck.sheets import shapes, values
from sonodeck.sheets.kinds import Kind, Question, holes
from sonodeck.sheets.kinds import facts as fact_models
from sonodeck.sheets.knowledge import Fact, Slip, Surroundings
from sonodeck.sheets.shapes import Id, OneOrMore, Parsed, Tag, closest
from sonodeck.sheets.templates import Template, parse
from sonodeck.sheets.values import ByField, Item, Media, Reference, Unfit, Value
from sonodeck.sheets.yamltext import Plain, Read


def _deck_path(plain: Plain) -> str:
    """The name of an Anki deck, its parts joined by ``::``."""
    text = shapes.plain_text(plain)
    parts = [part.strip() for part in text.split("::")]
    if not all(parts) or '"' in text or "\n" in text:
        raise Unfit("SD103", f"{text!r} can't name a deck in Anki", "for example: Anatomy::Heart")
    return "::".join(parts)


_DeckPath = Annotated[str, Parsed(_deck_path, {"type": "string"})]


@dataclass(frozen=True, slots=True, kw_only=True)
class _GroupShape:
    """Facts of one kind: a whole sheet, or a group of it."""

    kind: Id
    deck: _DeckPath | None = None
    tags: OneOrMore[Tag] | None = None
    source: OneOrMore[Id] | None = None
    facts: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetShape:
    """A sheet of several groups, and what holds for those that don't say it themselves."""

    deck: _DeckPath | None = None
    tags: OneOrMore[Tag] | None = None
    source: OneOrMore[Id] | None = None
    groups: list[Any]


_GROUP = shapes.model(_GroupShape)
_SHEET = shapes.model(_SheetShape)


def read_sheet(
    file: Read, around: Surroundings, *, first: int
) -> tuple[list[Fact], list[Diagnostic]]:
    """The facts of one sheet that are right, their positions counted from ``first``."""
    found = list(file.found)
    if file.plain is None and found:
        return [], found
    facts: list[Fact] = []
    for where, group in _groups(file, around, found):
        facts += _read_group(group, where, file, around, first + len(facts), found)
    return facts, found


def _groups(
    file: Read, around: Surroundings, found: list[Diagnostic]
) -> Iterator[tuple[tuple[str | int, ...], _GroupShape]]:
    """The groups of a sheet with the way to each: one of its own, or those under ``groups``."""
    if not (isinstance(file.plain, dict) and "groups" in file.plain):
        whole, wrong = shapes.check(_GROUP, file.plain, file)
        found += wrong
        if whole is not None:
            found += _unknown_sources(whole.source or (), file, around, "source")
            yield (), whole
        return
    sheet, wrong = shapes.check(_SHEET, file.plain, file)
    found += wrong
    if sheet is None:
        return
    found += _unknown_sources(sheet.source or (), file, around, "source")
    for at, plain in enumerate(sheet.groups):
        group, wrong = shapes.check(_GROUP, plain, file, "groups", at)
        found += wrong
        if group is None:
            continue
        found += _unknown_sources(group.source or (), file, around, "groups", at, "source")
        yield (
            ("groups", at),
            replace(
                group,
                deck=group.deck or sheet.deck,
                tags=(*(sheet.tags or ()), *(group.tags or ())),
                source=group.source or sheet.source,
            ),
        )


def _read_group(
    group: _GroupShape, where: tuple[str | int, ...], file: Read, around: Surroundings,
    first: int, found: list[Diagnostic],
) -> list[Fact]:  # fmt: skip
    """The facts of one group that are right."""
    kind = around.kinds.get(group.kind)
    if kind is None:
        if group.kind not in around.broken_kinds:
            place = file.places.value(*where, "kind")
            hint = closest(group.kind, around.kinds)
            found.append(problem("SD202", place, f"there is no kind {group.kind!r}", hint))
        return []
    reader = _FactReader(file, group, kind, around, where)
    facts = [
        fact
        for at, plain in enumerate(group.facts)
        if (fact := reader.fact(plain, (*where, "facts", at), first + at)) is not None
    ]
    found += reader.found
    return facts


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


_FEWEST, _MOST = 2, 3
"""How many wrong options a multiple choice has."""

# What most facts have, made once.
_NOTHING: ByField[Any] = ByField()
_NONE: frozenset[str] = frozenset()
_NO_SLIPS: Mapping[str, tuple[Slip, ...]] = MappingProxyType({})
_AS_THE_KIND_SAYS: Mapping[str, Mapping[str, Template]] = MappingProxyType({})


class _FactReader:
    """The facts of one group: first their shape, then what they refer to."""

    def __init__(
        self, file: Read, sheet: _GroupShape, kind: Kind, around: Surroundings,
        where: tuple[str | int, ...],
    ) -> None:  # fmt: skip
        self.file = file
        self.sheet = sheet
        self.kind = kind
        self.around = around
        self.keys = around.fact_keys.of(kind)
        named = file.places.value(*(where if file.places.has(*where, "deck") else ()), "deck")
        self.deck_place = named if sheet.deck else None
        self.tags = self._tags(())
        known = tuple(one for one in dict.fromkeys(sheet.source or ()) if one in around.sources)
        self.source = ByField(known) if sheet.source else _NOTHING
        self.found: list[Diagnostic] = []

    def _tags(self, own: Iterable[str]) -> tuple[str, ...]:
        """The tags of the sheet and those of one fact, under the deck's if it has them so."""
        root = self.around.deck.tag
        if self.around.deck.bare_tags:
            return tuple(sorted({*(self.sheet.tags or ()), *own}))
        tags = {f"{root}::{tag}" for tag in (*(self.sheet.tags or ()), *own)}
        return tuple(sorted(tags or {root}))

    def fact(self, plain: Plain, where: tuple[str | int, ...], position: int) -> Fact | None:
        shape, wrong = shapes.check(self.keys, plain, self.file, *where)
        self.found += wrong
        if shape is None:
            return None
        before = len(self.found)
        fact = self._fact(shape, where, position)
        return fact if len(self.found) == before else None

    def _place(self, *where: str | int) -> Place:
        return self.file.places.value(*where)

    def _fact(self, shape: Mapping[str, Any], where: tuple[str | int, ...], position: int) -> Fact:
        own = fact_models.own_values(shape, self.kind)
        source = shape["source"] or self.source
        if source.default is None and source is not self.source:
            source = ByField(self.source.default, source.fields)
        self._by_field_keys(shape, where)
        self._sources(shape["source"] or _NOTHING, where)
        self._media(own, shape["picture"], where)
        self._lists(own, where)
        return Fact(
            kind=self.kind.id,
            id=shape["id"],
            values=own,
            deck=self.sheet.deck or self.around.deck.title,
            deck_place=self.deck_place,
            tags=self._tags(shape["tags"]) if shape["tags"] else self.tags,
            source=source,
            as_of=shape["as_of"] or _NOTHING,
            details=shape["details"] or _NOTHING,
            picture=shape["picture"],
            contrast=tuple(shape["contrast"] or ()),
            alike=tuple(shape["alike"] or ()),
            reword=self._reword(shape["reword"], where) if shape["reword"] else _AS_THE_KIND_SAYS,
            slips=self._slips(shape["slips"], where) if shape["slips"] else _NO_SLIPS,
            skip=self._skip(shape["skip"] or [], where),
            retired=bool(shape["retired"]),
            formerly=shape["formerly"],
            position=position,
            places=self.file.places.below(*where),
        )

    def _by_field_keys(self, shape: Mapping[str, Any], where: tuple[str | int, ...]) -> None:
        for key in ("source", "as_of", "details"):
            by_field = shape[key]
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
            place = self._place(*where, name)
            sound = name in self.kind.fields and self.kind.fields[name].type == "sound"
            endings = values.SOUNDS if sound else values.PICTURES
            if not media.file.lower().endswith(tuple(f".{ending}" for ending in endings)):
                what = "sound" if sound else "picture"
                message = f"{media.file!r} is not a {what} that Anki supports"
                hint = f"supported extensions: {', '.join(endings)}"
                self.found.append(problem("SD601", place, message, hint))
            elif media.file not in self.around.media:
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
                            f"{entry.id!r} appears twice in this list",
                            "delete one, or give them ids: {id: …, text: …}",
                            other=self._place(*where, name, seen[entry.id]),
                        )
                    )
                seen.setdefault(entry.id, at)

    def _skip(self, names: list[str], where: tuple[str | int, ...]) -> frozenset[str]:
        if not names:
            return _NONE
        known = [name for one in self.kind.questions.values() for name in skippable(one)]
        for at, name in enumerate(names):
            if name not in known:
                place = self._place(*where, "skip", at)
                hint = closest(name, known)
                self.found.append(problem("SD202", place, f"there is no question {name!r}", hint))
        return frozenset(names)

    def _slips(
        self, written: Mapping[str, Mapping[str, str]], where: tuple[str | int, ...]
    ) -> dict[str, tuple[Slip, ...]]:
        """By question: the wrong options that the author wrote, each with its reason."""
        slips = {}
        for name, whys in written.items():
            if not isinstance(self.kind.questions.get(name), kinds_of.Basic):
                questions = self.kind.questions.values()
                asked = [one.id for one in questions if isinstance(one, kinds_of.Basic)]
                message = f"there is no question {name!r} with one answer"
                place = self.file.places.key(*where, "slips", name)
                self.found.append(problem("SD202", place, message, closest(name, asked)))
            elif not _FEWEST <= len(whys) <= _MOST:
                message = f"write {_FEWEST} or {_MOST} wrong options, not {len(whys)}"
                place = self.file.places.key(*where, "slips", name)
                self.found.append(problem("SD113", place, message))
            slips[name] = tuple(Slip(text=text, why=why) for text, why in whys.items())
        return slips

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
            texts = {key: text for key, text in asdict(shape).items() if text is not None}
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
            message = f"the question {question.id!r} has no {key!r} to reword"
            self.found.append(problem("SD103", place, message, closest(key, allowed)))
            return None
        known = {*self.kind.fields, "name"} | ({"item"} if key in {"after", "before"} else set())
        template, misfits = parse(text, known)
        for misfit, hint in (
            *holes.unknown(misfits, known),
            *holes.unfit(
                template,
                self.kind.fields,
                whole={"picture"} if key == "answer" else (),
                english=self.around.deck.labels.english,
            ),
        ):
            place = self.file.spot(self._place(*where, key), misfit.written)
            self.found.append(problem("SD111", place, misfit.message, hint))
        return template


def skippable(question: Question) -> Iterator[str]:
    """What one fact may leave out: the question, or a part of what it gives."""
    yield question.id
    parts: tuple[str, ...]
    match question:
        case kinds_of.Basic():
            parts = ("reverse",) if question.reverse is not None else ()
        case kinds_of.ListOf():
            parts = ("whole", "each")
        case kinds_of.Sequence():
            parts = ("each", "steps")
        case (
            kinds_of.Inverse()
            | kinds_of.Contrast()
            | kinds_of.Cloze()
            | kinds_of.Scene()
            | kinds_of.Calculation()
            | kinds_of.Own()
        ):
            parts = ()
    yield from (f"{question.id}.{part}" for part in parts)


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
        case (
            kinds_of.Inverse()
            | kinds_of.Contrast()
            | kinds_of.Scene()
            | kinds_of.Calculation()
            | kinds_of.Own()
        ):
            return ()


def ids_of(file: Read) -> set[Reference]:
    """The facts that a sheet names, the broken ones included: they are no unknown references."""
    if not isinstance(file.plain, dict):
        return set()
    groups = file.plain.get("groups", [file.plain])
    return {
        Reference(kind, id_)
        for group in (groups if isinstance(groups, list) else ())
        if isinstance(group, dict)
        and isinstance(kind := group.get("kind"), str)
        and isinstance(facts := group.get("facts"), list)
        for fact in facts
        if isinstance(fact, dict) and isinstance(id_ := fact.get("id"), str)
    }
