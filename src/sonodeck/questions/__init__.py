"""Questions: facts × kind → notes, in teaching order.

In: ``Knowledge``, and what was shipped before. Out: ``ask`` gives ``Note``s and what is wrong
with them. Read first: ``notes.py``, what is made; then ``styles.py``, how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sonodeck.common.diagnostics import Diagnostic, problem
from sonodeck.questions import checks, english, rendering
from sonodeck.questions.examined import exam_pool
from sonodeck.questions.items import MAX_CARDS, NOTHING_LOCKED, Locked, Pinned, pin
from sonodeck.questions.names import Names
from sonodeck.questions.notes import (
    RIGHT,
    SOUND,
    About,
    Answer,
    Blank,
    Bullets,
    ClozeNote,
    Note,
    Offered,
    OwnNote,
    QuestionNote,
    ReadNote,
    Reverse,
    Shown,
    Table,
    Words,
    shown_line,
)
from sonodeck.questions.own import as_read, sides_as_text
from sonodeck.questions.scope import Scope
from sonodeck.questions.styles import notes_of
from sonodeck.questions.wording import Wording
from sonodeck.sheets import Fact, Knowledge, Phrase

__all__ = (
    "MAX_CARDS",
    "NOTHING_LOCKED",
    "RIGHT",
    "SOUND",
    "About",
    "Answer",
    "Blank",
    "Bullets",
    "ClozeNote",
    "Locked",
    "Names",
    "Note",
    "Offered",
    "OwnNote",
    "Pinned",
    "QuestionNote",
    "ReadNote",
    "Reverse",
    "Shown",
    "Table",
    "Wording",
    "Words",
    "as_read",
    "ask",
    "english",
    "exam_pool",
    "pin",
    "rendering",
    "shown_line",
    "sides_as_text",
)


def ask(
    knowledge: Knowledge,
    locked: Locked = NOTHING_LOCKED,
    *,
    retired: bool = False,
) -> tuple[list[Note], list[Diagnostic]]:
    """All notes of a deck, and what is wrong with them.

    ``locked``: what was shipped before: items with their card numbers, and wrong options.
    ``retired``: of the retired facts too, to have what their notes say.
    """
    asked = [fact for fact in knowledge.facts if retired or not fact.retired]
    wording = Wording(knowledge)
    by_kind: dict[str, list[Fact]] = {}
    for fact in asked:
        by_kind.setdefault(fact.kind, []).append(fact)
    notes: list[Note] = []
    found: list[Diagnostic] = []
    for kind_id, facts in by_kind.items():
        kind = knowledge.kinds[kind_id]
        scope = Scope(
            kind=kind,
            facts=facts,
            wording=wording,
            locked=locked,
            note_types=knowledge.note_types,
        )
        for question in kind.questions.values():
            before = len(notes)
            _sort(notes_of(question, scope), notes, found)
            if len(notes) == before and knowledge.whole and not kind.built_in:
                message = f"no fact can answer the question {question.id!r}"
                hint = "fill in the fields that it uses, or delete it"
                found.append(problem("SD303", question.place, message, hint))
    notes.sort(key=lambda note: note.about.position)
    return notes, [*found, *_unsure(wording, knowledge), *checks.check(notes)]


def _unsure(wording: Wording, knowledge: Knowledge) -> Iterator[Diagnostic]:
    """Plurals that would be guesses: the author says them, where the text is written."""
    for text, asked in wording.unsure.items():
        places = (
            fact.places.get(name, fact.place)
            for fact in knowledge.facts
            for name, value in fact.values.items()
            if isinstance(value, Phrase) and value.text == text and not value.s
        )
        message = f"a question needs the plural of {text!r}, and no rule gives it for sure"
        hint = f"write it out: {{text: {text}, s: …}}"
        yield problem("SD111", next(places, asked.place), message, hint)


def _sort(made: Iterable[Note | Diagnostic], notes: list[Note], found: list[Diagnostic]) -> None:
    for one in made:
        if isinstance(one, Diagnostic):
            found.append(one)
        else:
            notes.append(one)
