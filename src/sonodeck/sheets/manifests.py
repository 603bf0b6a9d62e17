"""deck.yaml and sources.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal

from sonodeck.common import exams
from sonodeck.common.diagnostics import CODES, Diagnostic, Place, Severity, counted, problem
from sonodeck.common.folders import LABELS_FILE
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Label, Labels
from sonodeck.sheets import languages, shapes, values
from sonodeck.sheets.shapes import Added, Date, Flag, Listed, Made, OneOrMore, Parsed, Tag, Text
from sonodeck.sheets.values import Unfit
from sonodeck.sheets.yamltext import Plain, Read

Grade = Literal["A", "B", "C"]


def _deck_id(plain: Plain) -> str:
    """An id with a random end of four or more characters, so that no two decks share it."""
    found = values.identifier(plain)
    if not re.fullmatch(r".+-[a-z0-9]{4,}", found):
        hint = "a name, a dash, and four random characters, as 'sonodeck new deck' writes it"
        raise Unfit("SD105", f"{found!r} doesn't end in random characters", hint)
    return found


def _title(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if "::" in text or '"' in text or "\n" in text:
        raise Unfit("SD103", f'{text!r} contains :: or "', "Anki doesn't allow that in a deck name")
    return text


def _language(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if not languages.TAG.fullmatch(text):
        hint = "as in: en, de, pt-BR, zh-Hant; all codes: https://www.iana.org/assignments/language-subtag-registry"
        raise Unfit("SD103", f"{text!r} is not the code of a language", hint)
    return text


def _report(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if "{key}" not in text or not re.fullmatch(r"(?:https?://|mailto:)[^\s\"<>]+", text):
        hint = "for example: https://example.org/report?card={key}"
        message = "the report link must be an http:, https:, or mailto: address with {key} in it"
        raise Unfit("SD103", message, hint)
    return text


def _url(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if not re.fullmatch(r"https?://[^\s\"<>]+", text):
        raise Unfit("SD103", f"{text!r} is not an address", "for example: https://www.bls.gov/ooh/")
    return text


def _sheet_name(plain: Plain) -> str:
    text = shapes.plain_text(plain)
    if not re.fullmatch(r"[^/\\:*?\"<>|.][^/\\:*?\"<>|]*\.ya?ml", text):
        raise Unfit("SD103", f"{text!r} is not the name of a sheet", "write it like terms.yaml")
    if not values.portable(text):
        raise Unfit("SD103", f"{text!r} can't be a file's name on Windows", "rename it")
    return text


def _tag(plain: Plain) -> str:
    """The root of the deck's tags; it names the package, too."""
    text = values.identifier(plain)
    if not values.portable(text):
        raise Unfit("SD103", f"{text!r} can't be a file's name on Windows", "choose another tag")
    return text


_STRING = {"type": "string"}
_DeckId = Annotated[str, Parsed(_deck_id, _STRING)]
_Language = Annotated[str, Parsed(_language, _STRING)]
_Title = Annotated[str, Parsed(_title, _STRING)]
_Report = Annotated[str, Parsed(_report, _STRING)]
_Url = Annotated[str, Parsed(_url, _STRING)]
_DeckTag = Annotated[str, Parsed(_tag, _STRING)]
_SheetName = Annotated[str, Parsed(_sheet_name, _STRING)]
_Html = Annotated[str, Parsed(lambda plain: values.html(plain).html, _STRING)]


def _limit(plain: Plain) -> int:
    """A whole number from 1 to 999999."""
    if isinstance(plain, str) and re.fullmatch(r"[1-9][0-9]{0,5}", plain):
        return int(plain)
    raise Unfit("SD103", f"expected a whole number from 1 to 999999, not {values.shown(plain)}")


def _rule(plain: Plain) -> str:
    """The code of a finding that is no error."""
    text = shapes.plain_text(plain)
    if text not in CODES:
        raise Unfit(
            "SD106", f"{text!r} is not a code", "all codes: docs/diagnostics.md, docs/rules.md"
        )
    if CODES[text][0] is Severity.ERROR:
        raise Unfit("SD106", f"{text} is an error and can't be turned on or off", "delete it")
    return text


def _questions(plain: Plain) -> int:
    number = _limit(plain)
    if number > exams.MOST:
        raise Unfit(
            "SD103", f"an exam has at most {exams.MOST} questions", "write a smaller number"
        )
    return number


_Limit = Annotated[int, Parsed(_limit, {"type": ["integer", "string"]})]
_Questions = Annotated[int, Parsed(_questions, {"type": ["integer", "string"]})]
_Rule = Annotated[str, Parsed(_rule, _STRING)]


_NO_LABELS: Mapping[str, Label] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far the rules on notes let an author go.

    ``also``: rules that run only where they are asked for; ``ignore``: rules that don't run.
    """

    answer_max: _Limit = 200
    list_max: _Limit = 7
    stale_years: _Limit = 2
    media_max: _Limit = 500
    also: OneOrMore[_Rule] = ()
    ignore: OneOrMore[_Rule] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain as it is written; without a title it is called by the last part of its tag."""

    tag: Tag
    title: Text = ""
    weight: _Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A blueprint as it is written."""

    questions: _Questions
    minutes: _Limit
    domains: Annotated[
        tuple[Domain, ...],
        Listed("name at least one, each with tag and weight", most=exams.MOST_DOMAINS),
    ]

    def exam(self) -> exams.Blueprint:
        """What is drawn by."""
        domains = tuple(
            exams.Domain(tag=one.tag, title=one.title or one.tag.rpartition("::")[2],
                         weight=one.weight)
            for one in self.domains
        )  # fmt: skip
        return exams.Blueprint(questions=self.questions, minutes=self.minutes, domains=domains)


@dataclass(frozen=True, kw_only=True)
class Deck:
    """deck.yaml. ``tag`` is the root of the deck's tags and names its package.

    ``bare_tags``: tags stand as they are written, without that root, as in a deck made elsewhere.

    ``blueprint``: what a mock exam of the deck asks, if it has one.

    ``page``: the HTML on its page in Anki, where it isn't made of the description and the sources.

    ``own_labels`` are what the program itself says, where the deck says it in its own words.
    """

    id: _DeckId
    title: _Title
    tag: _DeckTag = ""
    sheets: OneOrMore[_SheetName]
    description: Text = ""
    page: _Html = ""
    language: _Language = "en"
    author: Text = ""
    licence: Text = ""
    report: _Report = ""
    bare_tags: Flag = False
    lint: Limits = Limits()
    blueprint: Annotated[exams.Blueprint | None, Made(Blueprint, Blueprint.exam)] = None
    own_labels: Annotated[Mapping[str, Label], Added] = field(default_factory=dict)

    @cached_property
    def labels(self) -> Labels:
        """The words of the program in the deck's language, its own before others."""
        return languages.labels(self.language, self.own_labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something is written; ``note`` is for who reads sources.yaml.

    Grade A: the body itself, a paper, an official page; B: a copy or teaching site; C: a study aid.
    """

    id: Annotated[str, Added]
    title: Text
    publisher: Text = ""
    year: Text = ""
    url: _Url = ""
    accessed: Date = ""
    grade: Grade
    note: Text = ""
    place: Annotated[Place | None, Added] = field(compare=False, default=None)


_DECK, _SOURCE = shapes.model(Deck), shapes.model(Source)


def read_deck(
    file: Read, own_labels: Mapping[str, Label] = _NO_LABELS
) -> tuple[Deck | None, list[Diagnostic]]:
    """deck.yaml; ``own_labels`` are those that the deck brings."""
    if file.plain is None and file.found:
        return None, list(file.found)
    shape, found = shapes.check(_DECK, file.plain, file)
    found = [*file.found, *found]
    if shape is None:
        return None, found
    known = set()
    for at, name in enumerate(shape.sheets):
        if name in known:
            place = file.places.value("sheets", at)
            found.append(problem("SD201", place, f"the sheet {name!r} is listed twice"))
        known.add(name)
    deck = replace(
        shape,
        tag=shape.tag or shape.id.rpartition("-")[0],
        sheets=tuple(dict.fromkeys(shape.sheets)),
        own_labels=own_labels,
        blueprint=shape.blueprint and _placed(shape.blueprint, file),
    )
    return deck, [*found, *_overlaps(deck.blueprint), *_unspoken(deck, file)]


def _placed(blueprint: exams.Blueprint, file: Read) -> exams.Blueprint:
    """With the place of each domain's tag."""
    domains = enumerate(blueprint.domains)
    at = ("blueprint", "domains")
    placed = tuple(replace(one, place=file.places.value(*at, n, "tag")) for n, one in domains)
    return replace(blueprint, domains=placed)


def _overlaps(blueprint: exams.Blueprint | None) -> Iterator[Diagnostic]:
    """Domains that share notes: each question of an exam counts in one."""
    domains = blueprint.domains if blueprint else ()
    for at, one in enumerate(domains):
        for other in domains[:at]:
            if exams.is_under([one.tag], other.tag) or exams.is_under([other.tag], one.tag):
                message = f"the domain {one.tag!r} overlaps {other.tag!r}"
                hint = "a note counts in one domain only: name tags beside each other"
                yield problem("SD103", one.place, message, hint, other=other.place)
                break


def _unspoken(deck: Deck, file: Read) -> Iterator[Diagnostic]:
    """What students will read in English, though the deck is in another language."""
    lacking = languages.missing(deck.language, deck.own_labels)
    if lacking:
        shown = ", ".join(lacking[:3]) + (" …" if len(lacking) > 3 else "")
        message = f"{counted(len(lacking), 'label')} of sonodeck stay English: {shown}"
        hint = f"write them in {LABELS_FILE}; see docs/writing-sheets.md, other languages"
        yield problem("SD118", file.places.value("language"), message, hint)


def read_sources(file: Read) -> tuple[dict[str, Source], list[Diagnostic]]:
    """sources.yaml, and what is wrong with it.

    A source that is wrong is known by its id, so that the facts that name it can be read.
    """
    found = list(file.found)
    if file.plain is None:
        return {}, found
    if not isinstance(file.plain, dict):
        place = file.places.value()
        hint = "each source: its id and a colon; indented below: title, publisher, year, url, grade"
        return {}, [*found, problem("SD101", place, "expected a mapping of sources", hint)]
    sources = {}
    for name, plain in file.plain.items():
        try:
            values.identifier(name)
        except Unfit as unfit:
            found.append(problem(unfit.code, file.places.key(name), unfit.message, unfit.hint))
        place = file.places.key(name)
        shape, wrong = shapes.check(_SOURCE, plain, file, name)
        found += wrong
        known = shape or Source(id=name, title=name, grade="C")
        sources[name] = replace(known, id=name, place=place)
    return sources, found
