"""Every command with standard streams that are closed or full: no traceback, nothing misplaced.

Where stdout takes nothing and something was to be written there, that is said in one line, and the
exit code is 1. A stdin that is closed is empty; what can't be said on stderr is not said.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from sonodeck.cli import cli

pytestmark = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="a disk that is full is made in other ways here"
)

ELEMENTS = Path(__file__).parent / "decks" / "elements"

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "help": ("--help",),
    "version": ("--version",),
    "no command": ("chek",),
    "build": ("build", "deck"),
    "build, nothing changed": ("build", "built", "-o", "built-out"),
    "build --help": ("build", "--help"),
    "build, broken": ("build", "broken"),
    "build, no deck": ("build", "nowhere"),
    "check": ("check", "deck"),
    "check, broken": ("check", "broken", "--format", "json"),
    "check --fix": ("check", "deck", "--fix"),
    "check --format options": ("check", "deck", "--format", "options"),
    "check --explain": ("check", "--explain", "SD310"),
    "list": ("list", "deck"),
    "list --format md": ("list", "deck", "--format", "md"),
    "list --format ankiweb": ("list", "deck", "--format", "ankiweb"),
    "show": ("show", "element.helium.symbol", "deck"),
    "diff": ("diff", "deck", "--against", "built-out/elements.apkg"),
    "preview": ("preview", "deck", "-o", "out.html"),
    "site": ("site", "deck", "-o", "site"),
    "site --one-file": ("site", "deck", "--one-file", "-o", "one.html"),
    "site --scorm": ("site", "deck", "--scorm", "-o", "scorm.zip"),
    "schema": ("schema", "deck"),
    "new deck": ("new", "deck", "anatomy"),
    "new sheet": ("new", "sheet", "qa", "--deck", "deck"),
    "new kind": ("new", "kind", "muscle", "--deck", "deck"),
    "quiz": ("quiz", "deck", "--log", "log"),
    "quiz --export": ("quiz", "deck", "--log", "log", "--export", "answers"),
    "quiz --import": ("quiz", "deck", "--log", "log", "--import", "theirs.jsonl"),
    "exam": ("exam", "deck", "--log", "log"),
    "print": ("print", "cards", "deck", "-o", "cards.pdf"),
    "stats": ("stats", "deck", "--log", "log"),
    "stats --answers": ("stats", "deck", "--answers", "class"),
    "stats --format html": (
        "stats",
        "deck",
        "--answers",
        "class",
        "--format",
        "html",
        "-o",
        "class.html",
    ),
    "suggestions": ("suggestions", "theirs.txt", "deck"),
    "import": ("import", "theirs.csv", "--deck", "deck"),
    "export": ("export", "deck/terms.yaml", "--format", "facts-csv"),
    "export --format gift": ("export", "deck", "--format", "gift", "-o", "questions.gift"),
    "lsp": ("lsp",),
}
STATES: tuple[str, ...] = ("", ">/dev/full", ">&-", "2>/dev/full", "<&- >&- 2>&-")
if os.environ.get("NIGHTLY"):
    more = ("<&-", "2>&-", ">&- 2>&-", ">/dev/full 2>/dev/full", ">&- 2>/dev/full", "<&- >&-")
    STATES = (*STATES, *more)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended; what it left in its folder, by path."""

    code: int
    out: str
    said: str
    files: Mapping[str, bytes]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Decks: as it comes, built before, and broken."""
    folder = tmp_path_factory.mktemp("streams") / "begun"
    for name in ("deck", "built", "broken"):
        shutil.copytree(ELEMENTS, folder / name)
    (folder / "broken" / "terms.yaml").write_text("kind: term\nfacts: [{nam: x}]\n", "utf-8")
    assert run(folder, "", "build", "built", "-o", "built-out").code == 0
    assert run(folder, "", "quiz", "--log", "none", "--export", "theirs.jsonl").code == 0
    lock = (folder / "built" / "deck.lock").read_text("utf-8")
    (folder / "class").mkdir()
    (guid,) = re.findall(r"(?m)^element\.helium\.family (\S+)", lock)
    theirs = (
        '{"sonodeck-reviews":1}\n{"type":"answer","id":"0123456789abcdef","at":1767225600000,'
        f'"deck":"elements-3e91","guid":{json.dumps(guid)},"card":1,"key":"k","grade":1,'
        '"took":9,"option":"chlorine"}\n'
    )
    (folder / "class" / "theirs.jsonl").write_text(theirs, "utf-8")
    (guid,) = re.findall(r"(?m)^element\.helium\.symbol (\S+)", lock)
    theirs = f"#separator:tab\n#html:true\n#guid column:1\n{guid}\tx\tWhat is it?\n"
    (folder / "theirs.txt").write_text(theirs, "utf-8")
    (folder / "theirs.csv").write_text("name,meaning\nvalence,the electrons that bond\n", "utf-8")
    return folder


def run(folder: Path, state: str, *words: str) -> Ended:
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": "1795600000",
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "PYTHONWARNINGS": "error",
    }
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {state}', "sh", sys.executable, "-m", "sonodeck", *words],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode(), files(folder))


_RANDOM = re.compile(rb"(?m)^(id: anatomy-)[a-z0-9]{4}$")


def files(folder: Path) -> dict[str, bytes]:
    """All files; of logs only that they are there, of a new deck's id not its random end."""
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {
        name: b"" if name.startswith("log") else _RANDOM.sub(rb"\1", path.read_bytes())
        for name, path in found.items()
    }


def test_every_command_is_tried() -> None:
    assert set(cli.commands) <= {words[0] for words in COMMANDS.values() if words}


@pytest.mark.parametrize("name", COMMANDS)
def test_streams(name: str, begun: Path, tmp_path: Path) -> None:
    def tried(state: str) -> Ended:
        folder = tmp_path / f"{STATES.index(state)}" / "here"
        shutil.copytree(begun, folder)
        return run(folder, state, *COMMANDS[name])

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        usual, *ended = pool.map(tried, STATES)
    assert "Traceback" not in usual.said
    for state, one in zip(STATES[1:], ended, strict=True):
        unheard = ">&-" in re.split(r"2>\S+", state)[0].split() or ">/dev/full" in state.split()
        failed = unheard and usual.out != ""
        assert one.code == (1 if failed else usual.code), (state, one)
        assert one.out == ("" if unheard else usual.out), state
        complaints = [line for line in one.said.splitlines() if "can't write to stdout" in line]
        assert len(complaints) == (failed and "2>" not in state), (state, one.said)
        said = one.said.partition("sonodeck: can't write to stdout")[0]
        assert usual.said.startswith(said), (state, one.said)
        assert said == usual.said or failed or "2>" in state, (state, one.said)
        assert one.files == usual.files, state
