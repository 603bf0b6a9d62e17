"""What the page knows of typed answers: what is right on each card, how numbers are read.

The page reads numbers by the same tables as the sheets; what is right is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from sonodeck.anki import Compiled, Ready, text
from sonodeck.questions import Names, Note, Pinned, QuestionNote, Wording
from sonodeck.sheets import Knowledge, number_in, numbers, span, units

Measure: TypeAlias = tuple[str, bool, tuple[float | None, ...], tuple[float | None, ...], str]
Right: TypeAlias = tuple[tuple[str, ...], Measure | None]


def typed(compiled: Compiled, ready: Sequence[Ready], knowledge: Knowledge) -> object:
    """For each note by its place: the number of a card, and what is right for each variant."""
    names = Names(knowledge, Wording(knowledge), text.Plain(knowledge.deck.labels).words)
    packed = [one for one in compiled.packed if one.note is not None]
    cards = [
        (at, number, right)
        for at, (one, made) in enumerate(zip(packed, ready, strict=True))
        if one.note is not None
        for number, right in _cards(names, one.note, one.content.cards, made.cards)
    ]
    return {**tables(), "cards": cards}


def _cards(
    names: Names, note: Note, pinned: Sequence[Pinned], numbers: Sequence[int]
) -> Iterator[tuple[int, list[Right]]]:
    every = note.all_variants() if isinstance(note, QuestionNote) else (note,)
    known = [names.cards(one, pinned) for one in every]
    for number in numbers:
        found = [one[number] for one in known if number in one]
        if found:
            yield number, [(texts, measure(texts[0])) for texts in found]


def measure(said: str) -> Measure | None:
    """A number as the page compares it: what it measures, its ends in the base and as written."""
    number = number_in(said)
    if number is None:
        return None
    based = span(number.low, number.high, number.unit)
    written = (number.low, number.high)
    return based.quantity, number.strict, (based.low, based.high), written, number.unit


def tables() -> dict[str, object]:
    """What the page reads numbers by: units, words for a bound with their signs, numbers in words.

    Of a unit its size, start, and powers, with all ways to write it.
    """
    rows: dict[str, tuple[units.Unit, list[str]]] = {}
    for name, unit in units.table().items():
        rows.setdefault(f"{unit.size} {unit.start} {unit.quantity}", (unit, []))[1].append(name)
    return {
        "units": [
            (float(unit.size), float(unit.start), unit.powers, " ".join(names))
            for unit, names in rows.values()
        ],
        "bounds": numbers.BOUNDS,
        "spelled": {word: float(value) for word, value in numbers.IN_WORDS.items()},
    }
