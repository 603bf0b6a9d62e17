"""Whatever a stranger sends: a message with a place, no traceback, nothing written, no flood.

The cases are made by the modules in tests/hostile. What is said to each stands in
tests/hostile/expected.txt; read what ``pytest --update`` writes as whoever was sent the deck would.
"""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from sonodeck.cli import cli
from tests.conftest import Golden
from tests.hostile import case, locks, logs, packages, places, texts
from tests.hostile.case import Case

EXPECTED = Path(__file__).parent / "hostile" / "expected.txt"
MEMORY = 300_000
"""kB that a command may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended; ``written``: what it left in its folder, or changed there."""

    code: int
    memory: int
    said: str
    written: tuple[str, ...]


def all_cases(folder: Path) -> Mapping[str, Case]:
    """Every case by name; a good deck is built for those that spoil its lock or its package."""
    case.make(Case(), folder)
    done = CliRunner(env={"SOURCE_DATE_EPOCH": "1790000000"}).invoke(
        cli, ["build", str(folder / "deck"), "-o", str(folder / "good.apkg")]
    )
    assert done.exit_code == 0, done.output
    lock = (folder / "deck" / "deck.lock").read_bytes()
    made: list[Iterator[tuple[str, Case]]] = [
        texts.cases(),
        texts.of_values(),
        texts.of_markup(),
        places.of_files(),
        places.of_names(),
        places.of_exams(),
        places.of_pictures(),
        places.of_printing(),
        places.of_paper(),
        locks.cases(lock),
        packages.cases(folder / "good.apkg"),
        logs.cases(),
    ]
    listed = [one for several in made for one in several]
    assert len(dict(listed)) == len(listed)
    return dict(listed)


def tree(folder: Path) -> dict[str, tuple[object, ...]]:
    """All that is in a folder, and what would change if something were written."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        link = str(path.readlink()) if path.is_symlink() else ""
        folded = stat.S_ISDIR(about.st_mode)
        time = 0 if folded else about.st_mtime_ns
        found[path.relative_to(folder).as_posix()] = (about.st_mode, about.st_size, time, link)
    return found


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ended]:
    """Every case, run once."""
    root = tmp_path_factory.mktemp("hostile")
    cases = all_cases(root / "good")
    aside = {name: root / name for name in ("cache", "data", "tmp")}
    for path in aside.values():
        path.mkdir()
    environment = os.environ | {
        "XDG_CACHE_HOME": str(aside["cache"]),
        "XDG_DATA_HOME": str(aside["data"]),
        "TMPDIR": str(aside["tmp"]),
        "SOURCE_DATE_EPOCH": "1795600000",
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PYTHONUTF8": "1",
    }
    found = {}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.runner"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        cwd=Path(__file__).parents[1],
    ) as runner:  # fmt: skip
        assert runner.stdin is not None
        assert runner.stdout is not None
        for number, (name, one) in enumerate(cases.items()):
            folder, output = root / f"{number}", root / f"{number}.out"
            folder.mkdir()
            case.make(one, folder)
            before = tree(folder)
            order = {"folder": str(folder), "words": list(one.command), "output": str(output)}
            runner.stdin.write(json.dumps(order) + "\n")
            runner.stdin.flush()
            result = json.loads(runner.stdout.readline())
            after = tree(folder)
            left = {path for path in before | after if before.get(path) != after.get(path)}
            left |= {f"tmp/{path.name}" for path in aside["tmp"].iterdir() if not is_lock(path)}
            said = output.read_bytes().decode("utf-8", "replace")
            found[name] = Ended(said=said, written=tuple(sorted(left)), **result)
        runner.stdin.close()
    return found


def is_lock(path: Path) -> bool:
    """What says that a folder is being built; it is empty, and stays."""
    return path.suffix == ".lock" and path.stat().st_size == 0


def test_there_are_enough(ended: Mapping[str, Ended]) -> None:
    assert len(ended) >= 150


def test_each_ends_as_an_error_or_wrong_usage(ended: Mapping[str, Ended]) -> None:
    """What never ends would be killed, and end otherwise."""
    wrong = {
        name: (one.code, one.said[-300:]) for name, one in ended.items() if one.code not in {1, 2}
    }
    assert wrong == {}


def test_none_shows_a_traceback(ended: Mapping[str, Ended]) -> None:
    assert [name for name, one in ended.items() if "Traceback" in one.said] == []


MESSAGE = re.compile(
    r"(?m)^(?:\S+: (?:error|warning) SD[0-9]{3}: |::(?:error|warning) file=\S+,title=SD|"
    r' +"code": "SD|Error: .*(?:deck|release|log|answers|note|kind|card|sheet|a valid id)).*'
)


def test_each_says_where(ended: Mapping[str, Ended]) -> None:
    assert {name: one.said for name, one in ended.items() if not MESSAGE.search(one.said)} == {}


def test_none_writes(ended: Mapping[str, Ended]) -> None:
    """But for the page that shows what is wrong with a deck."""
    written = {
        name: tuple(path for path in one.written if not name.startswith("preview: "))
        for name, one in ended.items()
    }
    assert {name: paths for name, paths in written.items() if paths} == {}


def test_none_takes_much_memory(ended: Mapping[str, Ended]) -> None:
    assert {name: one.memory for name, one in ended.items() if one.memory > MEMORY} == {}


def test_none_reads_a_secret(ended: Mapping[str, Ended]) -> None:
    assert [name for name, one in ended.items() if "root:" in one.said] == []


def test_none_writes_signs_that_a_terminal_obeys(ended: Mapping[str, Ended]) -> None:
    unseen = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
    assert {name: one.said for name, one in ended.items() if unseen.search(one.said)} == {}


def test_what_is_said(ended: Mapping[str, Ended], golden: Golden) -> None:
    golden(EXPECTED, "\n".join(f"## {name}\n{messages(one.said)}" for name, one in ended.items()))


def messages(said: str, most: int = 3) -> str:
    """The first messages, each cut where it gets long."""
    found = [match.group() for match in MESSAGE.finditer(said)]
    shown = [line if len(line) < 160 else f"{line[:160]}…" for line in found[:most]]
    more = [f"… and {len(found) - most} more"] if len(found) > most else []
    return "".join(f"{line}\n" for line in (*shown, *more))
