"""The same deck folder gives the same bytes, wherever, whenever and under whatever settings.

Other Pythons and other SQLite libraries need environments of their own: ``.ci/bytes`` tries those.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sonodeck.sheets import starters

ROOT = Path(__file__).parents[1]
DECKS = [ROOT / "decks" / "sonography", ROOT / "tests" / "decks" / "elements"]
RELEASED = 1_900_000_000
"""When the decks are built first, in seconds: later than any time in their locks."""
DAY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A deck folder that was built before, with a note retired since; and what it gives."""

    folder: Path
    files: Mapping[str, bytes]


def build(deck: Path, out: Path, at: int, *python: str, **environment: str) -> dict[str, bytes]:
    """Build in a process of its own; the packages and the lock by name."""
    out.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, *python, "-m", "sonodeck", "build", os.path.relpath(deck, out), "-o", "."],
        cwd=out, capture_output=True, check=False,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(at)} | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    files = {path.name: path.read_bytes() for path in out.iterdir()}
    return files | {"deck.lock": (deck / "deck.lock").read_bytes()}


@pytest.fixture(scope="module", params=DECKS, ids=lambda path: path.name)
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Released:
    root = tmp_path_factory.mktemp("released")
    folder = root / "deck"
    shutil.copytree(request.param, folder)
    manifest = (folder / "deck.yaml").read_bytes()
    [extra] = starters.new_sheet("qa", "extra", folder)
    # As somebody's fact: a starter's example that goes before a release leaves nothing.
    extra.write_text(extra.read_text("utf-8").replace("extra-example", "tongue"), "utf-8")
    build(folder, root / "first", RELEASED)
    extra.unlink()
    (folder / "deck.yaml").write_bytes(manifest)
    files = build(folder, root / "second", RELEASED + DAY)
    assert len(files) == 3, "a package, one of the retired notes, and the lock"
    return Released(folder=folder, files=files)


def as_it_is(source: Path, target: Path) -> None:
    shutil.copytree(source, target)


def another_order_on_disk(source: Path, target: Path) -> None:
    """Files made in another order, at another time, with other rights."""
    for number, path in enumerate(sorted(source.rglob("*"), reverse=True)):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            copy.chmod(0o600 if number % 2 else 0o755)
            os.utime(copy, (10**9 + number, 10**9 + number))


def line_ends_of_windows(source: Path, target: Path) -> None:
    """As git checks out where .gitattributes says nothing of sheets; the lock keeps its own."""
    shutil.copytree(source, target)
    for path in target.rglob("*.yaml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))


def linked(source: Path, target: Path) -> None:
    shutil.copytree(source, target.with_name("elsewhere"))
    target.symlink_to(target.with_name("elsewhere"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How a build may differ from another without a difference in its bytes."""

    folder: str = "deck"
    copy: Callable[[Path, Path], None] = as_it_is
    later: int = 0
    python: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


PLAIN_C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
CIRCUMSTANCES = {
    "another folder": Circumstances(folder="où l'on apprend/jeu nº 1", copy=another_order_on_disk),
    "a link to the folder": Circumstances(copy=linked),
    "another day": Circumstances(later=400 * DAY),
    "a time zone ahead": Circumstances(environment={"TZ": "UTC-14"}, later=DAY // 2),
    "a time zone behind": Circumstances(environment={"TZ": "UTC+12"}),
    "no UTF-8 in the locale": Circumstances(environment=PLAIN_C),
    "another locale": Circumstances(environment={"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}),
    "hash seed 0": Circumstances(environment={"PYTHONHASHSEED": "0"}),
    "hash seed 4242": Circumstances(environment={"PYTHONHASHSEED": "4242"}),
    "optimised": Circumstances(python=("-OO",)),
    "line ends of Windows": Circumstances(copy=line_ends_of_windows),
}


@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_same_bytes(name: str, released: Released, tmp_path: Path) -> None:
    how = CIRCUMSTANCES[name]
    deck = tmp_path / how.folder
    deck.parent.mkdir(parents=True, exist_ok=True)
    how.copy(released.folder, deck)
    at = RELEASED + DAY + how.later
    made = build(deck, tmp_path / "a place" / "out", at, *how.python, **how.environment)
    assert made.keys() == released.files.keys()
    for file, data in made.items():
        assert data == released.files[file], file


def test_a_changed_word_changes_the_bytes(released: Released, tmp_path: Path) -> None:
    """The comparison above would see a difference."""
    deck = tmp_path / "deck"
    shutil.copytree(released.folder, deck)
    manifest = deck / "deck.yaml"
    manifest.write_bytes(manifest.read_bytes().replace(b"title: ", b"title: New ", 1))
    made = build(deck, tmp_path / "out", RELEASED + DAY)
    assert {file for file in made if made[file] != released.files[file]} == set(made)
