"""Rules on what a cloze hides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sonodeck.lint.rule import Finding, Subject, of_note, plain
from sonodeck.lint.words import close_together, content, content_words, stem, words
from sonodeck.questions import Blank, ClozeNote

_LEFT = 2
"""Words that say something, of which at least so many have to stay in view."""
_HIDDEN = 10
"""Words in one gap that are too many to be recalled as written."""


def given_away(subject: Subject) -> Iterator[Finding]:
    """What is hidden also appears in view, all its words close together."""
    for note in _clozes(subject):
        for gap, in_view in _gaps(note):
            own = content(gap)
            shown = ([stem(word) for word in content_words(text)] for text in in_view)
            if own and any(close_together(own, text) for text in shown):
                hint = "hide both, with the same number: ((1:…)); or reword the other one"
                yield of_note(note, f"{gap!r} also appears outside its gap", hint)


def hides_too_much(subject: Subject) -> Iterator[Finding]:
    """So little is left in view that the gap can't be filled from it; or the gap is too long."""
    for note in _clozes(subject, "text"):
        for gap, in_view in _gaps(note):
            if len(words(gap)) > _HIDDEN:
                message = f"a gap of {len(words(gap))} words has to be recalled word for word"
                yield of_note(note, message, "hide only the one or two words that matter")
            elif len(content_words(" ".join(in_view))) < _LEFT:
                message = f"almost nothing is left in view to recall the gap {gap!r} from"
                yield of_note(note, message, "hide less, or add context")


_GRAMMAR = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "in", "is", "it", "its",
        "of", "on", "or", "that", "the", "to", "was", "were", "which", "with",
    }
)  # fmt: skip


def hides_grammar(subject: Subject) -> Iterator[Finding]:
    """A gap that grammar alone fills, or that hides a part of a word."""
    for note in _clozes(subject, "text"):
        for gap, _ in _gaps(note):
            found = words(gap)
            if found and all(word.lower() in _GRAMMAR for word in found):
                hint = "hide a word that carries meaning"
                yield of_note(note, f"{gap!r} can be guessed from grammar alone", hint)
        for line in note.lines:
            for part in _parts_of_words(line):
                yield of_note(note, f"{part!r} is only part of a word", "hide the whole word")


def _clozes(subject: Subject, layout: str = "") -> Iterator[ClozeNote]:
    for note in subject.notes:
        if isinstance(note, ClozeNote) and layout in {"", note.layout}:
            yield note


def _gaps(note: ClozeNote) -> Iterator[tuple[str, list[str]]]:
    """Each card's hidden text, and the stretches that stay in view."""
    parts = [part for line in note.lines for part in line]
    for item in dict.fromkeys(blank.item for blank in note.blanks()):
        hidden, shown = list[str](), [plain(note.lead)]
        for part in parts:
            if isinstance(part, str):
                shown.append(plain(part))
            else:
                (hidden if part.item == item else shown).append(plain(part.text))
        yield " ".join(hidden), shown


_ENDS_IN_LETTER = re.compile(r"[A-Za-z]$")
_BEGINS_WITH_LETTER = re.compile(r"[A-Za-z]")


def _parts_of_words(line: tuple[str | Blank, ...]) -> Iterator[str]:
    """Gaps that touch a letter outside."""
    for at, part in enumerate(line):
        if isinstance(part, str):
            continue
        before, after = line[at - 1] if at else "", line[at + 1] if at + 1 < len(line) else ""
        touches_before = isinstance(before, str) and _ENDS_IN_LETTER.search(before)
        touches_after = isinstance(after, str) and _BEGINS_WITH_LETTER.match(after)
        if (touches_before and _BEGINS_WITH_LETTER.match(part.text)) or (
            touches_after and _ENDS_IN_LETTER.search(part.text)
        ):
            yield part.text
