"""The deck that authors of another field copy: clean, sourced, and its notes kept as text."""

import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from sonodeck import anki, project
from sonodeck.anki.notetypes import text
from sonodeck.cli import cli
from sonodeck.common import diagnostics
from sonodeck.questions.notes import QuestionNote
from sonodeck.sheets.kinds import Question
from tests.conftest import Golden
from tests.test_deck import WAYS_ROUND, WORKING_NOTES

DECK = Path(__file__).parents[1] / "decks" / "cranial-nerves"


@pytest.fixture(scope="module")
def compiled() -> anki.Compiled:
    return project.compile_deck(DECK)


def test_nothing_is_wrong_with_it(compiled: anki.Compiled) -> None:
    assert diagnostics.render(compiled.found, "text", compiled.texts) == ""


def test_nothing_wrong_is_hidden() -> None:
    """Who copies it copies its ignores, too."""
    sheets = [path.read_text("utf-8") for path in DECK.rglob("*.yaml")]
    assert [sheet for sheet in sheets if "sonodeck: ignore" in sheet] == []


def test_its_notes_as_text(compiled: anki.Compiled, golden: Golden) -> None:
    assert compiled.knowledge is not None
    plain = text.Plain(compiled.knowledge.deck.labels)
    blocks = [plain.block(note, compiled.knowledge.sources) for note in compiled.notes]
    golden(Path(__file__).parent / "golden" / "cranial-nerves.txt", "\n".join(blocks))


def test_every_note_has_a_source_above_a_study_aid(compiled: anki.Compiled) -> None:
    assert compiled.knowledge is not None
    grades = {name: source.grade for name, source in compiled.knowledge.sources.items()}
    weak = [
        note.about.key
        for note in compiled.notes
        if min((grades[one] for one in note.about.sources), default="C") == "C"
    ]
    assert weak == []


def test_it_shows_every_style_that_another_field_needs(compiled: anki.Compiled) -> None:
    """All but scenes, which are of sonography, and formulas, gaps, and designs of its own."""
    assert compiled.knowledge is not None
    kinds = compiled.knowledge.kinds
    asked = {tuple(note.about.key.split(".")[::2][:2]) for note in compiled.notes}
    styles = {type(kinds[kind].questions[question]).__name__ for kind, question in asked}
    every = {style.__name__ for style in get_args(get_args(Question)[0])}
    assert every - styles == {"Scene", "Calculation", "Cloze", "Own"}
    questions = [note for note in compiled.notes if isinstance(note, QuestionNote)]
    assert any(note.reverse for note in questions)
    assert any(note.options for note in questions)


def test_every_picture_is_legible_at_night() -> None:
    """It brings its own paper: dark lines on Anki's dark ground could not be seen."""
    pictures = sorted((DECK / "media").glob("*.svg"))
    assert len(pictures) == 7
    for picture in pictures:
        size = re.search(r'viewBox="0 0 (\d+) (\d+)"', picture.read_text("utf-8"))
        assert size is not None
        assert f'<rect width="{size[1]}" height="{size[2]}"' in picture.read_text("utf-8")


def test_the_lock_is_up_to_date(tmp_path: Path) -> None:
    words = ["build", str(DECK), "--locked", "-o", str(tmp_path / "deck.apkg")]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output


def test_no_source_prints_working_notes(compiled: anki.Compiled) -> None:
    assert compiled.knowledge is not None
    sources = compiled.knowledge.sources.values()
    said = [text for one in sources for text in (str(one.title), str(one.publisher))]
    for pattern, _ in WORKING_NOTES.values():
        assert [text for text in said if re.search(pattern, text)] == []
    assert [one.url for one in sources if re.search(WAYS_ROUND, str(one.url))] == []
