"""deck.yaml and sources.yaml."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic import Field as Pydantic

from sonodeck import shapes, values
from sonodeck.diagnostics import CODES, Diagnostic, Severity, problem
from sonodeck.shapes import Date, Parsed, Shape, Text, one_or_more
from sonodeck.sheets import Deck, Limits, Source
from sonodeck.values import Unfit
from sonodeck.yamltext import Plain, Read


def _deck_id(plain: Plain) -> str:
    """An id with a random end of four or more characters, so that no two decks share it."""
    found = values.identifier(plain)
    if not re.fullmatch(r".+-[a-z0-9]{4,}", found):
        hint = "a name, a dash and four random characters, as 'sonodeck new deck' writes it"
        raise Unfit("SD105", f"{found!r} has no random end", hint)
    return found


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
    if not values.portable(text):
        raise Unfit("SD103", f"{text!r} can't be a file's name on Windows", "give it another name")
    return text


def _tag(plain: Plain) -> str:
    """The root of the deck's tags; it names the package, too."""
    text = values.identifier(plain)
    if not values.portable(text):
        raise Unfit("SD103", f"{text!r} can't be a file's name on Windows", "take another tag")
    return text


_STRING = {"type": "string"}
_DeckId = Annotated[str, Parsed(_deck_id, _STRING)]
_Title = Annotated[str, Parsed(_title, _STRING)]
_Report = Annotated[str, Parsed(_report, _STRING)]
_Url = Annotated[str, Parsed(_url, _STRING)]
_DeckTag = Annotated[str, Parsed(_tag, _STRING)]
_SheetName = Annotated[str, Parsed(_sheet_name, _STRING)]


def _limit(plain: Plain) -> int:
    """A whole number above zero."""
    if isinstance(plain, str) and re.fullmatch(r"[1-9][0-9]{0,5}", plain):
        return int(plain)
    raise Unfit("SD103", f"a whole number is expected here, not {values.shown(plain)}")


def _rule(plain: Plain) -> str:
    """The code of a finding that is no error."""
    text = shapes.plain_text(plain)
    if text not in CODES:
        raise Unfit(
            "SD106", f"{text!r} is no code", "all codes: docs/diagnostics.md, docs/rules.md"
        )
    if CODES[text][0] is Severity.ERROR:
        raise Unfit("SD106", f"{text} is an error, and can't be turned off or on", "delete it")
    return text


_Limit = Annotated[int, Parsed(_limit, {"type": ["integer", "string"]})]
_Rules = Annotated[list[Annotated[str, Parsed(_rule, _STRING)]], BeforeValidator(one_or_more)]


_USUAL = Limits()


class _LimitsShape(Shape):
    answer_max: _Limit = Pydantic(_USUAL.answer_max, alias="answer-max")
    list_max: _Limit = Pydantic(_USUAL.list_max, alias="list-max")
    stale_years: _Limit = Pydantic(_USUAL.stale_years, alias="stale-years")
    media_max: _Limit = Pydantic(_USUAL.media_max, alias="media-max")
    also: _Rules = Pydantic(default_factory=list)
    ignore: _Rules = Pydantic(default_factory=list)

    def limits(self) -> Limits:
        return Limits(
            answer_max=self.answer_max,
            list_max=self.list_max,
            stale_years=self.stale_years,
            media_max=self.media_max,
            also=tuple(self.also),
            ignore=tuple(self.ignore),
        )


class _DeckShape(Shape):
    id: _DeckId
    title: _Title
    description: Text = ""
    language: Text = "en"
    author: Text = ""
    licence: Text = ""
    tag: _DeckTag | None = None
    report: _Report = ""
    lint: _LimitsShape | None = None
    sheets: Annotated[list[_SheetName], BeforeValidator(one_or_more)]


class _SourceShape(Shape):
    title: Text
    publisher: Text = ""
    year: Text = ""
    url: _Url = ""
    accessed: Date = ""
    grade: Literal["A", "B", "C"]
    note: Text = ""


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
    data = shape.model_dump(exclude={"lint"})
    if shape.lint is not None:
        data["limits"] = shape.lint.limits()
    data["tag"] = shape.tag or shape.id.rpartition("-")[0]
    data["sheets"] = tuple(dict.fromkeys(shape.sheets))
    return Deck(**data), found


def read_sources(file: Read) -> tuple[dict[str, Source], list[Diagnostic]]:
    """sources.yaml, and what is wrong with it.

    A source that is wrong is known by its id, so that the facts that name it can be read.
    """
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
        place = file.places.key(name)
        shape, wrong = shapes.check(_SourceShape, plain, file, name)
        found += wrong
        if shape is None:
            sources[name] = Source(id=name, title=name, grade="C", place=place)
        else:
            data = shape.model_dump(exclude={"note"})
            sources[name] = Source(id=name, place=place, **data)
    return sources, found
