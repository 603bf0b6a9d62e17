"""Packages that nobody should adopt, or only in part: a sentence each, and nothing half written."""

import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from sonodeck import project
from sonodeck.anki import reading
from sonodeck.cli import cli
from sonodeck.common import diagnostics, folders
from sonodeck.doors import adopt
from tests import othertools


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return othertools.with_genanki(tmp_path_factory.mktemp("old"))


def changed(
    old: Path, folder: Path, change: Callable[[sqlite3.Connection], object] = lambda _: None,
    media: dict[str, str] | None = None, files: dict[str, bytes] | None = None,
) -> Path:  # fmt: skip
    """The package with another collection, another list of media, other files."""
    with ZipFile(old) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    database = folder / "collection"
    database.write_bytes(parts["collection.anki2"])
    with sqlite3.connect(database) as connection:
        change(connection)
    connection.close()
    parts["collection.anki2"] = database.read_bytes()
    if media is not None:
        parts["media"] = json.dumps(media).encode()
    path = folder / "changed.apkg"
    with ZipFile(path, "w") as package:
        for name, data in (parts | (files or {})).items():
            package.writestr(name, data)
    return path


def adopted(path: Path, folder: Path) -> adopt.Adopted:
    made = adopt.adopt(path, folder, int(time.time()))
    compiled = project.compile_deck(folder)
    assert not diagnostics.has_errors(compiled.found), compiled.found
    return made


def said(*arguments: object) -> str:
    result = CliRunner().invoke(cli, ["import", *map(str, arguments)])
    assert result.exit_code == 2, result.output
    return result.output


def test_what_is_no_package_or_has_no_place_is_refused(old: Path, tmp_path: Path) -> None:
    colpkg, text = tmp_path / "all.colpkg", tmp_path / "text.apkg"
    shutil.copy(old, colpkg)
    text.write_text("nothing")
    assert "export the one deck as .apkg" in said(colpkg, "--as", tmp_path / "new")
    assert "--as decks/NAME" in said(old)
    assert "already exists" in said(old, "--as", tmp_path)
    assert "not an Anki package" in said(text, "--as", tmp_path / "new")
    empty = changed(old, tmp_path, lambda db: db.execute("DELETE FROM notes"))
    assert "there are no notes" in said(empty, "--as", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_media_that_are_too_large_are_refused_and_nothing_is_written(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "MAX_MEDIA", 10)
    assert "is larger than" in said(old, "--as", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_names_of_media_lead_nowhere(old: Path, tmp_path: Path) -> None:
    names = {"0": "../../a b.png", "1": "/etc/passwd", "2": "_..\\x", "3": "_con:x", "4": "a b.png"}
    files = dict.fromkeys(names, b"x")
    path = changed(old, tmp_path, media=names, files=files)
    adopted(path, tmp_path / "new")
    assert {one.name for one in (tmp_path / "new" / "media").iterdir()} == {"a b.png"}


def test_media_that_do_not_fit_their_list_are_told(old: Path, tmp_path: Path) -> None:
    made = adopted(changed(old, tmp_path, media={"0": "x.png"}), tmp_path / "new")
    assert any("that notes name and the package lacks: a b.png" in line for line in made.said)
    with pytest.raises(reading.Unreadable):
        adopt.adopt(changed(old, tmp_path, files={"media": b"\xff{"}), tmp_path / "x", 1)


def test_odd_notes_come_along(old: Path, tmp_path: Path) -> None:
    """Times that were never, guids of others, tags that we couldn't write, names of any kind."""
    later = int(time.time()) + 10**6

    def odd(db: sqlite3.Connection) -> None:
        ids = [row[0] for row in db.execute("SELECT id FROM notes ORDER BY id")]
        db.execute("UPDATE notes SET mod = ? WHERE id = ?", (later, ids[0]))
        db.execute("UPDATE notes SET mod = 0 WHERE id = ?", (ids[1],))
        db.execute("UPDATE notes SET guid = 'twice' WHERE id IN (?, ?)", (ids[2], ids[3]))
        db.execute("UPDATE notes SET guid = ' ü % ' WHERE id = ?", (ids[4],))
        db.execute("UPDATE notes SET flds = replace(flds, 'book', '<script>x()</script>')")
        db.execute("DELETE FROM cards WHERE nid = ?", (ids[5],))

    made = adopted(changed(old, tmp_path, odd), tmp_path / "new")
    assert made.notes == 10
    text = "\n".join(made.said)
    assert "1 note with a guid that another note has" in text
    assert "<script> (5)" in text
    assert "x()" not in "".join(f.read_text() for f in (tmp_path / "new").glob("*.yaml"))


def test_tags_that_no_sheet_can_have_are_told(old: Path, tmp_path: Path) -> None:
    path = changed(old, tmp_path, lambda db: db.execute("UPDATE notes SET tags = ' a,b fine '"))
    made = adopted(path, tmp_path / "new")
    assert any("tags that can't be written: a,b" in line for line in made.said)


@pytest.mark.parametrize(
    ("turns", "kept"), [("dddcccdddd", True), ("ddcc", True), ("dcdcdc", False)]
)
def test_new_cards_come_in_the_order_of_the_package_or_it_is_told(
    turns: str, kept: bool, tmp_path: Path
) -> None:
    made = adopted(othertools.with_types_in_turn(tmp_path, turns), tmp_path / "new")
    compiled = project.compile_deck(tmp_path / "new")
    numbers = [int(one.content.key.split(".")[1].rpartition("-")[2]) for one in compiled.packed]
    assert (numbers == sorted(numbers)) is kept
    assert any("note types that take turns" in line for line in made.said) is not kept
