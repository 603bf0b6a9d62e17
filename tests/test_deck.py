"""The shipped deck: clean, sourced, and read through: its notes are kept as text."""

from pathlib import Path

import pytest

from sonodeck import diagnostics, project
from sonodeck.kinds import Basic, Choice, Cloze, Contrast, Inverse, ListOf, Sequence
from sonodeck.notetypes import text
from sonodeck.questions.notes import QuestionNote
from tests.conftest import Golden

SONOGRAPHY = Path(__file__).parents[1] / "decks" / "sonography"


@pytest.fixture(scope="module")
def compiled() -> project.Compiled:
    return project.compile_deck(SONOGRAPHY)


def test_nothing_is_wrong_with_it(compiled: project.Compiled) -> None:
    assert diagnostics.render(compiled.found, "text", compiled.texts) == ""


def test_its_notes_as_text(compiled: project.Compiled, golden: Golden) -> None:
    assert compiled.knowledge is not None
    sources = compiled.knowledge.sources
    blocks = [text.block(note, sources) for note in compiled.notes]
    golden(Path(__file__).parent / "golden" / "sonography.txt", "\n".join(blocks))


def test_every_note_names_its_source(compiled: project.Compiled) -> None:
    assert [note.about.key for note in compiled.notes if not note.about.sources] == []


def test_every_style_occurs(compiled: project.Compiled) -> None:
    assert compiled.knowledge is not None
    asked = {tuple(note.about.key.split(".")[::2][:2]) for note in compiled.notes}
    kinds = compiled.knowledge.kinds
    styles = {type(kinds[kind].questions[question]) for kind, question in asked}
    assert styles == {Basic, Choice, ListOf, Inverse, Sequence, Contrast, Cloze}
    assert any(isinstance(n, QuestionNote) and n.options for n in compiled.notes)
    assert any(isinstance(n, QuestionNote) and n.reverse for n in compiled.notes)


def test_the_lock_is_up_to_date(compiled: project.Compiled) -> None:
    """A change of the sheets comes with its lock: else a release would not know it."""
    assert compiled.lock is not None
    assert {one.content.key for one in compiled.packed} <= compiled.lock.entries.keys()
