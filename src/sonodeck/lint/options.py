"""Rules on the options of a multiple choice: the right one must not stand out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from sonodeck.lint.rule import Finding, Side, Subject, of_note
from sonodeck.lint.words import content
from sonodeck.questions import english


def _choices(subject: Subject) -> Iterator[tuple[Side, str, list[str]]]:
    """Every multiple choice: its card, the right option, the wrong ones."""
    for side in subject.sides:
        if side.options and side.texts:
            right = side.texts[0]
            yield side, right, [option for option in side.options if option != right]


def stands_out_by_length(subject: Subject) -> Iterator[Finding]:
    """The right option is by far the longest."""
    for side, right, wrong in _choices(subject):
        if len(right) > max(map(len, wrong)) * 1.6 + 12:
            hint = "shorten it, or name facts with similar answers under 'contrast'"
            yield of_note(side.note, f"the right option is by far the longest: {right!r}", hint)


_DIGIT = re.compile(r"\d")


def stands_out_by_number(subject: Subject) -> Iterator[Finding]:
    """Only the right option has a number in it, or only it has none."""
    for side, right, wrong in _choices(subject):
        others = {bool(_DIGIT.search(option)) for option in wrong}
        own = bool(_DIGIT.search(right))
        if others == {not own}:
            said = "the only one with a number" if own else "the only one without a number"
            hint = "word the facts alike, or separate them with 'among'"
            yield of_note(side.note, f"the right option is {said}: {right!r}", hint)


_ARTICLE = re.compile(r"\b(an?)[\s:?…_]*$", re.IGNORECASE)


def stands_out_by_article(subject: Subject) -> Iterator[Finding]:
    """The question ends with a or an, and only the right option goes with it."""
    for side, right, wrong in _choices(subject):
        match = _ARTICLE.search(side.question)
        fitting = [o for o in (right, *wrong) if match and english.article(o) == match[1].lower()]
        if fitting == [right]:
            message = f"only the right option, {right!r}, fits the article"
            yield of_note(side.note, message, "end the question before the article")


_THEME = 0.02
"""The share of a deck's questions from which on a word in them is its theme, and no clue."""


def stands_out_by_word(subject: Subject) -> Iterator[Finding]:
    """Only the right option repeats a word of the question."""
    often = Counter(word for side in subject.sides for word in side.asked)
    theme = {word for word, count in often.items() if count > max(9, _THEME * len(subject.sides))}
    for side, right, wrong in _choices(subject):
        own = frozenset(side.asked) - theme
        shared = content(right) & own
        if shared and not any(content(option) & own for option in wrong):
            message = f"only the right option, {right!r}, repeats a word of the question"
            yield of_note(side.note, message, "reword the question or the answer")
