"""Drawn pictures are kept by content: the same with the cache and without, whatever lies in it."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sonodeck import project, scenes
from sonodeck.cli import cli
from sonodeck.common import kept, stamps
from sonodeck.scenes.grayscale.edge import Edge

DECK = "id: kept-k3f9\ntitle: Kept\nsheets: [scenes.yaml]\n"
SHEET = """kind: scene
source: book
facts:
  - {id: slider, scene: {family: slider, ask: which, slider: 5, seed: SEED}}
  - {id: edge, scene: {family: edge, ask: cause, seed: 3}}
"""
PLAIN = """kind: qa
source: book
facts:
  - {id: one, question: What comes first?, answer: one}
"""
CLOCK = itertools.count(1_900_000_000, 100)
BOOK = "book: {title: A book, year: 2020, grade: B}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a cache of its own, which is empty yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    kept._folder.cache_clear()
    yield kept._folder()
    kept._folder.cache_clear()


@pytest.fixture
def in_use() -> Iterator[None]:
    token = kept.IN_USE.set(True)
    yield
    kept.IN_USE.reset(token)


def deck(folder: Path, sheet: str = SHEET, seed: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in {"deck.yaml": DECK, "sources.yaml": BOOK, "scenes.yaml": sheet}.items():
        (folder / name).write_text(text.replace("SEED", str(seed)), "utf-8")
    return folder


def built(folder: Path, *more: str) -> bytes:
    """The package that the command builds, under the lock of the first build."""
    output = folder.parent / "out"
    for old in output.glob("*.apkg"):
        old.unlink()
    CliRunner().invoke(
        cli,
        ["build", str(folder), "-o", str(output), *more],
        env={"SOURCE_DATE_EPOCH": str(next(CLOCK))},
    )
    (package,) = output.glob("*.apkg")
    return package.read_bytes()


def test_a_kept_picture_is_the_one_that_is_drawn(folder: Path, in_use: None) -> None:
    scene = Edge(ask="cause", seed=7)
    assert scenes.drawing_of(scene) == scene.draw()
    (file,) = folder.iterdir()
    assert scenes.drawing_of(Edge(ask="cause", seed=7)) == scene.draw()
    assert list(folder.iterdir()) == [file]


def never() -> tuple[str, ...]:
    raise AssertionError("made again")


def test_what_is_kept_is_not_made_again(folder: Path, in_use: None) -> None:
    for made in (("one", "two"), ("",), ("a\nb", "ä", "")):
        key = repr(made)
        assert kept.texts(key, lambda made=made: made) == made  # type: ignore[misc]
        assert kept.texts(key, never) == made
    assert len(list(folder.iterdir())) == 3


def cut(file: Path, _other: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def emptied(file: Path, _other: Path) -> None:
    file.write_bytes(b"")


def changed(file: Path, _other: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-2] ^= 1
    file.write_bytes(data)


def of_another(file: Path, other: Path) -> None:
    file.write_bytes(other.read_bytes())


def a_folder(file: Path, _other: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("harm", [cut, emptied, changed, of_another, a_folder])
def test_a_damaged_file_is_as_good_as_none(
    harm: Callable[[Path, Path], None], folder: Path, in_use: None
) -> None:
    kept.texts("other", lambda: ("right too", ""))
    (other,) = folder.iterdir()
    kept.texts("key", lambda: ("right", "text"))
    (file,) = set(folder.iterdir()) - {other}
    harm(file, other)
    assert kept.texts("key", lambda: ("right", "again")) == ("right", "again")
    if harm is not a_folder:
        assert kept.texts("key", never) == ("right", "again")


def test_where_nothing_can_be_written_it_is_made_each_time(folder: Path, in_use: None) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_bytes(b"a file in the place of the folder")
    assert kept.texts("key", lambda: ("one",)) == ("one",)
    assert kept.texts("key", lambda: ("two",)) == ("two",)


def test_another_program_keeps_its_own(
    folder: Path, in_use: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.texts("key", lambda: ("old",)) == ("old",)
    monkeypatch.setattr(stamps, "program", lambda: "a newer one")
    assert kept.texts("key", lambda: ("new",)) == ("new",)


def test_the_cache_stays_small(folder: Path, in_use: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 20)
    for at in range(400):
        kept.texts(str(at), lambda: ("text",))
    assert 1 <= len(list(folder.iterdir())) < 120


def test_the_library_keeps_nothing_unless_a_command_runs_it(folder: Path, tmp_path: Path) -> None:
    project.compile_deck(deck(tmp_path / "deck"))
    assert not folder.exists()


def test_builds_with_and_without_the_cache_are_the_same(folder: Path, tmp_path: Path) -> None:
    source = deck(tmp_path / "deck")
    first = built(source)
    assert len(list(folder.iterdir())) == 2
    assert built(source, "--no-cache") == first
    deck(tmp_path / "deck", seed=2)
    second = built(source)
    assert len(list(folder.iterdir())) == 3, "one more picture was drawn, and no other"
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:100])
    assert second != first
    assert built(source, "--no-cache") == second


def test_no_cache_neither_reads_nor_writes(folder: Path, tmp_path: Path) -> None:
    source = deck(tmp_path / "deck")
    built(source, "--no-cache")
    assert not folder.exists()


LOADED = """
import sys
from sonodeck.cli import cli
cli.main(sys.argv[1:], standalone_mode=False)
print("numpy" in sys.modules, "end")
"""


def loads_numpy(folder: Path, *more: str) -> bool:
    """Whether numpy is loaded when a new process builds a deck."""
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            LOADED,
            "build",
            str(folder),
            "-o",
            str(folder.parent / "out"),
            *more,
        ],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"XDG_CACHE_HOME": str(folder.parent / "cache")},
    )
    return run.stdout.split()[-2] == "True"


def test_numpy_is_loaded_only_where_a_picture_of_pixels_is_drawn(tmp_path: Path) -> None:
    source = deck(tmp_path / "deck")
    assert loads_numpy(source)
    with (source / "scenes.yaml").open("a", encoding="utf-8") as sheet:
        sheet.write("  - {id: rate, scene: {family: rate, ask: trade}}\n")
    assert not loads_numpy(source), "a schematic picture takes none, and the others are kept"
    assert loads_numpy(source, "--no-cache")


def test_a_deck_without_scenes_pays_nothing(tmp_path: Path) -> None:
    assert not loads_numpy(deck(tmp_path / "deck", PLAIN))
    assert not (tmp_path / "cache" / "sonodeck" / "drawn").exists()


def test_no_family_loads_numpy_before_it_draws() -> None:
    loaded = (
        "import sys\nfrom sonodeck.scenes import FAMILIES\n"
        "found = [FAMILIES[name] for name in FAMILIES]\nprint(len(found), 'numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(len(scenes.FAMILIES)), "False"]
