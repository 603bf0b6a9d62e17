"""The pictures of the quiz show what the program shows: their text is compared."""

import re
import sys
from html import unescape
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
sys.path.insert(0, str(DOCS))
from draw_quiz import PICTURES, screens  # noqa: E402

SCREENS = {name: screen for name, screen, _ in screens()}
CONTROL = re.compile(r"\x1b\[[0-9;]*m")


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\xa0", " "))


@pytest.mark.parametrize("name", SCREENS)
def test_the_picture_shows_what_the_program_shows(name: str) -> None:
    """If it doesn't any more: python docs/draw_quiz.py, and look at it."""
    picture = (PICTURES / f"{name}.svg").read_text("utf-8")
    matrix = picture.partition('-matrix">')[2]
    shown = unescape(re.sub(r"<[^>]*>", "", matrix))
    assert bare(shown) == bare(CONTROL.sub("", SCREENS[name]))


def test_no_picture_of_the_quiz_is_left_over_or_unused() -> None:
    page = (DOCS / "quiz.md").read_text("utf-8")
    assert {path.stem for path in PICTURES.glob("quiz-*.svg")} == SCREENS.keys()
    assert [name for name in SCREENS if f"pictures/{name}.svg" not in page] == []
