"""A deck folder of a stranger can't make a command write outside of it, or outside of `-o`."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sonodeck.cli import cli
from tests.hostile import case
from tests.hostile.case import Case

BUILD = ("build", "deck", "-o", "out")
NEW_KIND = ("new", "kind", "bone", "--deck", "deck")
NEW_SHEET = ("new", "sheet", "qa", "more", "--deck", "deck")


def link(name: str, target: str = "../secret") -> Callable[[], None]:
    def made() -> None:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).symlink_to(target)

    return made


def kinds_elsewhere() -> None:
    shutil.rmtree("deck/kinds")
    Path("deck/kinds").symlink_to("../outside")


def deck_file_elsewhere() -> None:
    Path("deck/deck.yaml").rename("outside/deck.yaml")
    Path("deck/deck.yaml").symlink_to("../outside/deck.yaml")


TRICKS: dict[str, tuple[Callable[[], None], tuple[str, ...], int]] = {
    "a lock": (link("deck/deck.lock"), BUILD, 1),
    "a lock that is not there yet": (link("deck/deck.lock", "../outside/lock"), BUILD, 1),
    "what git reads": (link("deck/.gitattributes"), BUILD, 0),
    "a schema": (link("deck/sheet.schema.json"), ("schema", "deck"), 0),
    "a package": (link("out/hostile.apkg"), BUILD, 0),
    "kinds": (kinds_elsewhere, NEW_KIND, 2),
    "a new kind": (link("deck/kinds/bone.yaml", "../../outside/bone.yaml"), NEW_KIND, 2),
    "a new sheet": (link("deck/more.yaml", "../outside/more.yaml"), NEW_SHEET, 2),
    "deck.yaml": (deck_file_elsewhere, NEW_SHEET, 2),
    "a sheet to be mended": (link("deck/.sonodeck-00000000.new"), ("check", "deck", "--fix"), 0),
}


@pytest.mark.parametrize("name", TRICKS)
def test_nothing_outside_changes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trick, command, code = TRICKS[name]
    unused = case.CLEAN["sheet.yaml"] + b"# sonodeck: ignore SD310\n"
    case.make(Case(files={"sheet.yaml": unused}), tmp_path)
    (tmp_path / "secret").write_text("root\n")
    (tmp_path / "outside").mkdir()
    monkeypatch.chdir(tmp_path)
    trick()
    before = outside()
    assert ended(*command) == code
    assert outside() == before


def ended(*command: str) -> int:
    """The exit code, as ``main`` gives it."""
    done = CliRunner().invoke(cli, command, standalone_mode=False)
    if isinstance(done.exception, click.ClickException):
        return done.exception.exit_code
    assert done.exception is None, done.output
    return int(done.return_value or 0)


def outside() -> dict[str, bytes]:
    """All that lies neither in the deck's folder nor in that of the packages."""
    found = {}
    for folder, _, names in os.walk("."):
        for name in names:
            path = Path(folder) / name
            if path.parts[0] not in {"deck", "out"}:
                found[path.as_posix()] = path.read_bytes()
    return found


@pytest.mark.parametrize("name", ["con", "NUL", "../x", "a/b"])
def test_a_new_file_has_a_name_that_every_system_can_have(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.make(Case(), tmp_path)
    monkeypatch.chdir(tmp_path)
    for command in (("new", "kind", name), ("new", "sheet", "qa", name)):
        assert ended(*command, "--deck", "deck") == 2
    assert ended("new", "deck", name) == 2


def test_a_damaged_kind_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case.make(Case(files={"kinds/part.yaml": b"kind: part\n\xff"}), tmp_path)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["new", "kind", "bone", "--from", "part", "--deck", "deck"])
    assert done.exit_code == 2
    assert "'part' has errors" in done.output
