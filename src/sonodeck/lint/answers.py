"""Rules about the back of a card."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sonodeck.lint.rule import Finding, Side, Subject, of_note
from sonodeck.questions import Bullets, QuestionNote, Words
from sonodeck.sheets import ListOf


def too_long(subject: Subject) -> Iterator[Finding]:
    """An answer that nobody repeats word for word."""
    most = subject.limits.answer_max
    for side in subject.sides:
        for text in side.texts:
            if len(text) > most:
                message = f"the answer has {len(text)} characters; the limit is {most}"
                hint = "keep what has to be recalled, and move the rest to 'details'"
                yield of_note(side.note, message, hint)


def long_list(subject: Subject) -> Iterator[Finding]:
    """More things to recall at once than anybody can, with no order that leads through them."""
    most = subject.limits.list_max
    for note in subject.notes:
        if not isinstance(note, QuestionNote) or not isinstance(note.answer, Bullets):
            continue
        question = subject.question_of(note)
        open_list = isinstance(question, ListOf) and question.any is not None
        count = len(note.answer.items)
        if count > most and not note.answer.ordered and not open_list:
            message = f"{count} things to recall at once; the limit is {most}"
            hint = "split the list into named groups, or ask for some of the items with 'any'"
            yield of_note(note, message, hint)


_BARE_NUMBER = re.compile(
    r"(?:(?:about|around|at least|at most|up to|more than|less than|over|under|below|above|from|"
    r"between)\s+)?[<>≤≥~±]?\s*[-−]?\d[\d.,]*(?:\s*(?:to|and|or|–|-)\s*\d[\d.,]*)?\.?",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(how many|numbers?|year|ratio|index|indices|score|grade|category|type|edition|version|"
    r"class|stage|count|code|factor|percentage|multiple|times|order|in what)\b",
    re.IGNORECASE,
)


def without_unit(subject: Subject) -> Iterator[Finding]:
    """A number as answer to a question of size, without what it is counted in."""
    for side in subject.sides:
        text = side.texts[0] if isinstance(side.answer, Words) else ""
        if _BARE_NUMBER.fullmatch(text) and not _tells_unit(side):
            yield of_note(side.note, f"{text!r} of what?", "add the unit to the number")


def _tells_unit(side: Side) -> bool:
    return bool(_COUNTS.search(side.question))
