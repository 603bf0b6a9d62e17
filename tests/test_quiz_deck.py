"""The deck that is asked: what was kept of it is as good as compiling it, or is not used."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sonodeck import project
from sonodeck.study.quiz import compiling
from sonodeck.study.quiz import deck as decks
from sonodeck.study.quiz.cards import as_plain, of_plain
from sonodeck.study.quiz.deck import Broken, Deck

DECKS = [
    Path(__file__).parents[1] / "decks" / "sonography",
    Path(__file__).parent / "decks" / "elements",
    Path(__file__).parent / "decks" / "gallery",
]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / "cache" / "sonodeck" / "stamps"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DECKS[1], tmp_path / "elements"))


def read(path: Path) -> Deck | Broken:
    return decks.read(path, project.compile_folder)


def never(*_: object) -> None:
    raise AssertionError("the deck was compiled")


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_what_was_kept_is_what_compiling_gives(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read(path)
    assert isinstance(first, Deck)
    assert first.cards == compiling.cards(project.compile_deck(path))
    monkeypatch.setattr(project, "compile_folder", never)
    assert read(path) == first


def test_a_change_in_the_folder_is_seen(deck: Path) -> None:
    before = read(deck)
    sheet = deck / "terms.yaml"
    sheet.write_text(
        sheet.read_text("utf-8").replace("meaning: ", "meaning: Roughly, ", 1), "utf-8"
    )
    after = read(deck)
    assert isinstance(before, Deck)
    assert isinstance(after, Deck)
    assert before.cards != after.cards
    sheet.write_text("kind: trem\nfacts: []\n", "utf-8")
    broken = read(deck)
    assert isinstance(broken, Broken)
    assert [error.code for error in broken.errors] == ["SD202"]


@pytest.mark.parametrize("kept", [b"", b"[1", b"[]", b'["k", {}]', b'{"id": 1}', b"[0, [1, 2]]"])
def test_what_was_kept_and_is_damaged_is_not_used(deck: Path, cache: Path, kept: bytes) -> None:
    first = read(deck)
    (file,) = cache.iterdir()
    file.write_bytes(kept)
    assert read(deck) == first


def test_a_kept_deck_of_another_shape_is_not_used(deck: Path, cache: Path) -> None:
    first = read(deck)
    (file,) = cache.iterdir()
    key, plain = json.loads(file.read_bytes())
    del plain["cards"][0]["asked"]
    file.write_text(json.dumps([key, plain]), "utf-8")
    assert read(deck) == first


def test_without_a_cache_it_works_too(deck: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder", "utf-8")
    assert isinstance(read(deck), Deck)


def test_cards_go_through_json_whole() -> None:
    for path in DECKS:
        for card in compiling.cards(project.compile_deck(path)):
            assert of_plain(json.loads(json.dumps(as_plain(card)))) == card


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_pictures_have_files_drawn_ones_too(path: Path) -> None:
    deck = read(path)
    assert isinstance(deck, Deck)
    names = list(dict.fromkeys(name for c in deck.cards for name in (*c.pictures, *c.more)))
    files = deck.files(tuple(names[:5]))
    assert all(file.stat().st_size for file in files)
    assert len(files) == len(names[:5])
    with pytest.raises(LookupError):
        deck.files(("no-such-picture.svg",))


SHOWS = """
from sonodeck.common.folders import drawn
from sonodeck.study.quiz.compiling import picture_files
two = [drawn("a.svg", b"<svg/>"), drawn("b.svg", b"<svg></svg>")]
files = picture_files(two, ["a.svg", "b.svg"])
print(len({file.parent for file in files}), all(file.exists() for file in files))
"""


def test_pictures_drawn_for_a_viewer_are_gone_when_the_quiz_is(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHOWS], capture_output=True, text=True, check=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.split() == ["1", "True"]
    assert list(tmp_path.glob("sonodeck-*")) == []
