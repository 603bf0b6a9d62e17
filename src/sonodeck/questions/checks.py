"""What no deck may teach: contradictions, and options that are right though they count as wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from sonodeck.common.diagnostics import Diagnostic, problem
from sonodeck.questions.notes import (
    About,
    Answer,
    Bullets,
    Note,
    QuestionNote,
    Reverse,
    Shown,
    Table,
    Words,
)
from sonodeck.questions.options import overlaps, too_close
from sonodeck.sheets import Number, comparable, meant, number_in, rough, slug, tokens


def check(notes: Sequence[Note]) -> list[Diagnostic]:
    return [*_contradictions(notes), *_right_after_all(notes)]


_Asked: TypeAlias = QuestionNote | Reverse


def _asked(notes: Iterable[Note]) -> Iterator[tuple[_Asked, About]]:
    """Every card of a question note, with all its numbers: what is asked, with its note."""
    for note in notes:
        if isinstance(note, QuestionNote):
            yield note, note.about
            for one in note.variants:
                yield one, note.about
            if note.reverse is not None:
                yield note.reverse, note.about


def _alike(notes: Sequence[Note]) -> Iterator[tuple[_Asked, About]]:
    """The cards whose question another one asks too, at a rough look; in the same order."""
    seen: set[str] = set()
    doubled: set[str] = set()
    for card, _ in _asked(notes):
        question = rough(card.question)
        (doubled if question in seen else seen).add(question)
    if doubled:
        yield from (one for one in _asked(notes) if rough(one[0].question) in doubled)


def _answer(card: _Asked) -> frozenset[object]:
    """An answer in comparable form; of a multiple choice all that would be right."""
    if isinstance(card, QuestionNote) and card.options:
        return frozenset(meant(text) for text in card.right)
    return _comparable(card.answer)


def _comparable(answer: Answer) -> frozenset[object]:
    match answer:
        case Words():
            return frozenset({meant(answer.text)})
        case Bullets():
            order = answer.ordered
            return frozenset(
                (at, meant(t)) if order else meant(t) for at, t in enumerate(answer.items)
            )
        case Table():
            return frozenset((comparable(name), _comparable(cell)) for name, cell in answer.rows)
        case Shown():
            return frozenset({answer.picture.file})


def _contradictions(notes: Sequence[Note]) -> Iterator[Diagnostic]:
    first: dict[tuple[object, ...], tuple[frozenset[object], About]] = {}
    for card, about in _alike(notes):
        asked = (comparable(card.question), card.picture and card.picture.file)
        answer = _answer(card)
        known, other = first.setdefault(asked, (answer, about))
        if other is about:
            continue
        keys = f"{about.key} and {other.key}"
        if known != answer:
            message = f"{keys} ask the same question but have different answers"
            hint = "correct one, or say in the question how they differ"
            yield problem("SD401", about.place, message, hint, other=other.place)
        else:
            message = f"{keys} ask the same question with the same answer"
            question = about.key.split(".")[2]
            hint = f"skip one of them: add 'skip: [{question}]' to the fact"
            yield problem("SD405", about.place, message, hint, other=other.place)


def _right_after_all(notes: Iterable[Note]) -> Iterator[Diagnostic]:
    """A wrong option that equals or contains a right answer, or is contained in one.

    One that an author wrote or that was computed may contain it: dB is not dB/cm.
    """
    every = (v for note in notes if isinstance(note, QuestionNote) for v in note.all_variants())
    for note in every:
        if not note.options:
            continue
        right = [(tokens(text), number_in(text)) for text in note.right]
        same = {meant(text) for text in note.right}
        meant_so = {one.said for one in note.offered if not one.fact}
        answer = note.answer.text if isinstance(note.answer, Words) else ""
        for option in note.options:
            if option == answer:
                continue
            if meant(option) in same if slug(option) in meant_so else _is_right(option, right):
                message = f"{note.about.key}: the wrong option {option!r} is also right"
                hint = "name the fact it comes from under 'alike'"
                yield problem("SD402", note.about.place, message, hint)


def _is_right(option: str, right: Sequence[tuple[tuple[str, ...], Number | None]]) -> bool:
    words = tokens(option)
    if any(too_close(words, one) for one, _ in right):
        return True
    numbers = [number for _, number in right if number]
    own = number_in(option) if numbers else None
    return own is not None and any(overlaps(own, number) for number in numbers)
