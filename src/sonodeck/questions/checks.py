"""What no deck may teach: contradictions, and options that are right though they count as wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sonodeck.diagnostics import Diagnostic, problem
from sonodeck.questions.notes import (
    About,
    Answer,
    Bullets,
    ClozeNote,
    Note,
    QuestionNote,
    Shown,
    Table,
    Words,
)
from sonodeck.questions.options import comparable, tokens, too_close


def check(notes: Sequence[Note]) -> list[Diagnostic]:
    return [*_contradictions(notes), *_right_after_all(notes)]


def _asked(notes: Iterable[Note]) -> Iterator[tuple[tuple[object, ...], frozenset[object], About]]:
    """Every question with the picture it is asked about, and its answer, in comparable form."""
    for note in notes:
        if isinstance(note, ClozeNote):
            continue
        answer = _comparable(note.answer)
        if note.options:
            answer = frozenset(comparable(text) for text in note.right)
        yield (comparable(note.question), note.picture and note.picture.file), answer, note.about
        if note.reverse is not None:
            picture = note.reverse.picture
            asked = (comparable(note.reverse.question), picture and picture.file)
            yield asked, _comparable(note.reverse.answer), note.about


def _comparable(answer: Answer) -> frozenset[object]:
    match answer:
        case Words():
            return frozenset({comparable(answer.text)})
        case Bullets():
            order = answer.ordered
            return frozenset(
                (at, comparable(t)) if order else comparable(t) for at, t in enumerate(answer.items)
            )
        case Table():
            return frozenset((comparable(name), _comparable(cell)) for name, cell in answer.rows)
        case Shown():
            return frozenset({answer.picture.file})


def _contradictions(notes: Sequence[Note]) -> Iterator[Diagnostic]:
    first: dict[tuple[object, ...], tuple[frozenset[object], About]] = {}
    for asked, answer, about in _asked(notes):
        known, other = first.setdefault(asked, (answer, about))
        if other is about:
            continue
        keys = f"{about.key} and {other.key}"
        if known != answer:
            message = f"{keys} ask the same thing and answer differently"
            hint = "correct one, or say in the question what sets them apart"
            yield problem("SD401", about.place, message, hint, other=other.place)
        else:
            message = f"{keys} ask the same thing with the same answer"
            question = about.key.split(".")[2]
            hint = f"skip one of them: 'skip: [{question}]' at the fact"
            yield problem("SD405", about.place, message, hint, other=other.place)


def _right_after_all(notes: Iterable[Note]) -> Iterator[Diagnostic]:
    """A wrong option that equals or contains a right answer, or is contained in one."""
    for note in notes:
        if not isinstance(note, QuestionNote) or not note.options:
            continue
        right = [tokens(text) for text in note.right]
        answer = note.answer.text if isinstance(note.answer, Words) else ""
        for option in note.options:
            if option != answer and any(too_close(tokens(option), one) for one in right):
                message = f"{note.about.key}: the wrong option {option!r} is right too"
                hint = "name the fact it comes from under 'alike'"
                yield problem("SD402", note.about.place, message, hint)
