"""The rule on the blueprint of a deck's exams."""

from __future__ import annotations

from collections.abc import Iterator

from sonodeck.common import exams
from sonodeck.common.diagnostics import counted
from sonodeck.lint.rule import Finding, Subject
from sonodeck.questions import exam_pool
from sonodeck.sheets import closest


def too_few(subject: Subject) -> Iterator[Finding]:
    """A domain that can't give as many questions as its weight asks for."""
    deck = subject.knowledge.deck
    if deck.blueprint is None or not subject.knowledge.whole:
        return
    pool = exam_pool(deck.blueprint, subject.notes)
    tags = {tag for note in subject.notes for tag in note.about.tags}
    for lack in exams.lacking(pool, deck.blueprint.questions):
        tag = lack.domain.tag
        if not exams.is_under(tags, tag):
            hint = closest(tag, {one.removeprefix(f"{deck.tag}::") for one in tags})
            message = f"no note has the tag {tag!r}"
        else:
            there = counted(lack.there, "multiple-choice question")
            message = f"{tag!r} has {there}, and the exam asks for {lack.wanted}"
            hint = "add some, or lower 'questions'; until then the exam is shorter"
        if lack.domain.place is not None:
            yield Finding(place=lack.domain.place, message=message, hint=hint)
