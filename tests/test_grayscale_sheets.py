"""The sheets of gray-scale scenes: where their right answers stand, and why others are wrong."""

import re
from collections import Counter
from pathlib import Path

import pytest

from sonodeck import project
from sonodeck.questions.notes import QuestionNote, Words

DECK = Path(__file__).parents[1] / "decks" / "sonography"
SHEETS = {"gray-scale-resolution.yaml": 45, "gray-scale-artifacts.yaml": 35}
"""The sheets, and how many notes they have at least."""


def right(note: QuestionNote) -> str:
    """The right option of a note."""
    assert isinstance(note.answer, Words)
    return note.answer.text


@pytest.fixture(scope="module", params=SHEETS)
def notes(request: pytest.FixtureRequest) -> list[QuestionNote]:
    compiled = project.compile_deck(DECK)
    ids = set(re.findall(r"- id: (\S+)", (DECK / request.param).read_text("utf-8")))
    found = [
        note
        for note in compiled.notes
        if isinstance(note, QuestionNote) and note.about.key.split(".")[1] in ids
    ]
    assert len(found) >= SHEETS[request.param]
    return found


def test_rank_and_place_of_the_right_answer_give_nothing_away(notes: list[QuestionNote]) -> None:
    letters = Counter(right(n) for n in notes if set(n.options) == {"A", "B"})
    assert abs(letters["A"] - letters["B"]) <= 1
    ranks = Counter(n.options.index(right(n)) for n in notes if n.ordered)
    assert len(ranks) >= 3
    assert max(ranks.values()) <= 0.5 * sum(ranks.values())
    places = Counter(n.options.index(right(n)) for n in notes if len(n.options) >= 3)
    assert max(places.values()) <= 0.5 * sum(places.values())


def test_every_wrong_option_of_the_sheet_says_why_not_or_is_a_number(
    notes: list[QuestionNote],
) -> None:
    for note in notes:
        for option, why in zip(note.options, note.why, strict=True):
            assert why or option == right(note) or note.ordered, (note.about.key, option)
        if note.ordered:
            assert any(note.why), note.about.key
