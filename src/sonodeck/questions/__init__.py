"""Questions: facts × kind → notes, in teaching order.

In: ``Knowledge``, and which clozes were shipped. Out: ``ask`` gives ``Note``s and what is wrong
with them. Read first: ``notes.py``, what is made; then ``styles.py``, how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from sonodeck.common.diagnostics import Diagnostic, problem
from sonodeck.questions import checks, english
from sonodeck.questions.items import MAX_CARDS, Pinned, pin
from sonodeck.questions.notes import (
    SOUND,
    About,
    Answer,
    Blank,
    Bullets,
    ClozeNote,
    Note,
    QuestionNote,
    Reverse,
    Shown,
    Table,
    Words,
    shown_line,
)
from sonodeck.questions.scope import Scope
from sonodeck.questions.styles import notes_of
from sonodeck.questions.wording import Wording
from sonodeck.sheets import Fact, Knowledge, Reference

__all__ = (
    "MAX_CARDS",
    "SOUND",
    "About",
    "Answer",
    "Blank",
    "Bullets",
    "ClozeNote",
    "Note",
    "Pinned",
    "QuestionNote",
    "Reverse",
    "Shown",
    "Table",
    "Wording",
    "Words",
    "ask",
    "english",
    "pin",
    "shown_line",
)

NOTHING_LOCKED: Mapping[str, tuple[Pinned, ...]] = MappingProxyType({})


def ask(
    knowledge: Knowledge,
    locked: Mapping[str, tuple[Pinned, ...]] = NOTHING_LOCKED,
    *,
    retired: bool = False,
) -> tuple[list[Note], list[Diagnostic]]:
    """All notes of a deck, and what is wrong with them.

    ``locked``: the cloze notes shipped before, by key, each with its items and their card numbers.
    ``retired``: of the retired facts too, to have what their notes say.
    """
    asked = [fact for fact in knowledge.facts if retired or not fact.retired]
    by_reference = {fact.reference: fact for fact in knowledge.facts}
    wording = Wording(knowledge)
    by_kind: dict[str, list[Fact]] = {}
    for fact in asked:
        by_kind.setdefault(fact.kind, []).append(fact)
    notes: list[Note] = []
    found: list[Diagnostic] = []
    for kind_id, facts in by_kind.items():
        kind = knowledge.kinds[kind_id]
        scope = Scope(kind=kind, facts=facts, wording=wording, locked=locked)
        for question in kind.questions.values():
            before = len(notes)
            _sort(notes_of(question, scope), notes, found)
            if len(notes) == before and knowledge.whole and not kind.built_in:
                message = f"no fact can answer the question {question.id!r}"
                hint = "fill in the fields that it uses, or delete it"
                found.append(problem("SD303", question.place, message, hint))
    notes.sort(key=lambda note: note.about.position)
    return notes, [*found, *_unsure(wording, by_reference), *checks.check(notes)]


def _unsure(wording: Wording, facts: Mapping[Reference, Fact]) -> Iterator[Diagnostic]:
    """Plurals that would be guesses: the author says them."""
    for (reference, name), text in wording.unsure.items():
        place = facts[reference].places.get(name, facts[reference].place)
        message = f"a question needs the plural of {text!r}, and no rule gives it for sure"
        yield problem("SD111", place, message, f"write it out: {{text: {text}, s: …}}")


def _sort(made: Iterable[Note | Diagnostic], notes: list[Note], found: list[Diagnostic]) -> None:
    for one in made:
        if isinstance(one, Diagnostic):
            found.append(one)
        else:
            notes.append(one)
