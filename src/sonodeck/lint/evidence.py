"""Rules on where an answer is written, and when it was true."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sonodeck.lint.rule import Finding, Subject, all_texts, of_note, plain, texts
from sonodeck.lint.words import holds_one_of
from sonodeck.questions import ClozeNote, ReadNote


def without_source(subject: Subject) -> Iterator[Finding]:
    """An answer that nobody can look up."""
    for note in subject.notes:
        if not note.about.sources:
            hint = "add 'source' to the fact or to the whole sheet"
            yield of_note(note, "no source", hint)


_FIGURE = re.compile(r"\d")


def answer_texts(note: ReadNote) -> tuple[str, ...]:
    """All that a note has the student recall."""
    if isinstance(note, ClozeNote):
        return tuple(plain(blank.text) for blank in note.blanks())
    return texts(note.answer)


def on_study_aids(subject: Subject) -> Iterator[Finding]:
    """A figure that only study aids state."""
    sources = subject.knowledge.sources
    study_aids = {source.id for source in sources.values() if source.grade == "C"}
    for note in subject.notes:
        if not note.about.sources or not study_aids.issuperset(note.about.sources):
            continue
        figure = next((text for text in answer_texts(note) if _FIGURE.search(text)), None)
        if figure is not None:
            message = f"{figure!r} is found only in study aids (sources of grade C)"
            yield of_note(note, message, "find a source of grade A or B, or leave it out")


_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_AGES = re.compile(r"[$€£]\s?\d|\d[\d,.]*\s?(?:million|billion|jobs|dollars|euros)\b")
_OF_AGING = ("$", "€", "£", "illion", "jobs", "dollars", "euros")


def without_date(subject: Subject) -> Iterator[Finding]:
    """A figure that ages, without the date it held."""
    for note in subject.notes:
        if note.about.as_of:
            continue
        aging = (text for text in answer_texts(note) if holds_one_of(_OF_AGING, text))
        figure = next((text for text in aging if _AGES.search(text)), None)
        if figure is None or any(map(_YEAR.search, all_texts(note))):
            continue
        message = f"{figure!r} will go out of date, and no card gives its date"
        yield of_note(note, message, "add 'as_of' with the year")


def out_of_date(subject: Subject) -> Iterator[Finding]:
    """A date older than the limit; not if the question itself names a year."""
    if not subject.today:
        return
    years = subject.limits.stale_years
    oldest = f"{int(subject.today[:4]) - years}{subject.today[4:]}"
    for note in subject.notes:
        asked = note.lead if isinstance(note, ClozeNote) else note.question
        for _, date in () if _YEAR.search(asked) else note.about.as_of:
            if date < oldest[: len(date)]:
                message = f"as of {date}, more than {years} years ago"
                yield of_note(note, message, "look it up again and update 'as_of'")


def unused_source(subject: Subject) -> Iterator[Finding]:
    """A source that no fact names."""
    knowledge = subject.knowledge
    used = {
        one
        for fact in knowledge.facts
        for ids in (fact.source.default or (), *fact.source.fields.values())
        for one in ids
    }
    for source in knowledge.sources.values() if knowledge.whole else ():
        if source.id not in used and source.place is not None:
            message = f"no fact uses the source {source.id!r}"
            yield Finding(place=source.place, message=message, hint="delete it or use it")
