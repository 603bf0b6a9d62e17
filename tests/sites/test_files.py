"""The files of a site: the same for the same deck, whole at any moment, none left behind."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browsing import ROOT, write_site

DECK = ROOT / "tests" / "decks" / "elements"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DECK, tmp_path / "elements"))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def sonodeck(*arguments: str | Path, path: Path = ROOT / "src") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sonodeck", *map(str, arguments)],
        env=os.environ | {"PYTHONPATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_same_deck_gives_the_same_files(deck: Path, tmp_path: Path) -> None:
    write_site(deck, tmp_path / "one")
    assert sonodeck("site", deck, "-o", tmp_path / "two").returncode == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_everything_that_is_named_is_there_and_kept_for_offline(deck: Path, tmp_path: Path) -> None:
    write_site(deck, tmp_path / "site")
    files = contents(tmp_path / "site")
    worker = files["sw.js"].decode()
    lists = re.findall(r"^const (?:inPage|cards|extras) = (\[.*\]);$", worker, re.MULTILINE)
    kept = [name for one in lists for name in json.loads(one)]
    assert sorted(kept) == sorted(set(files) - {"index.html", "sw.js", "sonodeck.json"})
    page = files["index.html"].decode()
    for name in re.findall(r'(?:src|href)="([^"#]+)"', page):
        assert name in files
    icons = [icon["src"] for icon in json.loads(files["manifest.webmanifest"])["icons"]]
    assert all(icon in files for icon in icons)
    assert any(name.startswith("media/") for name in files)


def test_a_new_release_leaves_nothing_of_the_old_one(deck: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(deck, site)
    (site / "class-list.html").write_text("the teacher's own")
    sheet = deck / "terms.yaml"
    sheet.write_text(sheet.read_text("utf-8").replace("isotope", "nuclide"), "utf-8")
    write_site(deck, site)
    write_site(deck, tmp_path / "fresh")
    own = contents(site)
    assert own.pop("class-list.html") == b"the teacher's own"
    assert own == contents(tmp_path / "fresh")


def test_a_deck_with_errors_leaves_the_site_as_it_was(deck: Path, tmp_path: Path) -> None:
    write_site(deck, tmp_path / "site")
    before = contents(tmp_path / "site")
    (deck / "terms.yaml").write_text("kind: term\nfacts: [{nam: x}]\n", "utf-8")
    done = sonodeck("site", deck, "-o", tmp_path / "site")
    assert done.returncode == 1
    assert "no site written" in done.stderr
    assert contents(tmp_path / "site") == before


def test_without_a_bundle_the_rest_works_and_site_says_why(deck: Path, tmp_path: Path) -> None:
    package = tmp_path / "installed" / "sonodeck"
    shutil.copytree(
        ROOT / "src" / "sonodeck", package, ignore=shutil.ignore_patterns("bundle", "__pycache__")
    )
    assert sonodeck("preview", deck, "-o", tmp_path / "p.html", path=package.parent).returncode == 0
    done = sonodeck("site", deck, "-o", tmp_path / "site", path=package.parent)
    assert done.returncode == 1
    assert "Install Node.js" in done.stderr
    (package / "pages" / "site" / "bundle").mkdir()
    (package / "pages" / "site" / "bundle" / "missing.txt").write_text("npm was not found.")
    done = sonodeck("site", deck, "-o", tmp_path / "site", path=package.parent)
    assert "npm was not found." in done.stderr
    assert not (tmp_path / "site").exists()


def test_the_lock_file_of_npm_names_no_addresses() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text("utf-8")
    assert "://" not in lock
    packages = json.loads(lock)["packages"]
    assert all("resolved" not in one for one in packages.values())
    assert all("integrity" in one for name, one in packages.items() if name)
