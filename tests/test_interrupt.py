"""Ctrl-C at any moment of any command: one line, exit code 130, and nothing half-written.

What `build` leaves when it is interrupted is in test_safety.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import LONGEST

ELEMENTS = Path(__file__).parent / "decks" / "elements"

# Starts sonodeck under a watch that counts files opened and modules loaded, and sends itself Ctrl-C
# at one of them; at 0 it sends none, and says how many there were.
_WATCHED = """
import os, signal, sys
number = int(sys.argv[1])
count = 0

def watch(event, args):
    global count
    if event in {"open", "import"}:
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, if the tests run with &
sys.argv[:] = ["sonodeck", *sys.argv[2:]]
from sonodeck.__main__ import main
sys.addaudithook(watch)
try:
    main()
finally:
    if not number:
        sys.stderr.write(f"\\n{count}")
"""

COMMANDS = {
    "check": ("check", "deck"),
    "diff": ("diff", "deck"),
    "list": ("list", "deck"),
    "show": ("show", "element.helium.symbol", "deck"),
    "schema": ("schema", "deck"),
    "preview": ("preview", "deck", "-o", "out.html"),
    "new deck": ("new", "deck", "anatomy"),
    "stats": ("stats", "deck", "--log", "log"),
    "export": ("quiz", "deck", "--log", "log", "--export", "answers"),
}
PARTS = (0.02, 0.3, 0.6, 0.9)
"""At which shares of its work a command is interrupted."""


def run(folder: Path, number: int, words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "XDG_CACHE_HOME": str(folder / "cache"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE_DATE_EPOCH": "1795600000",
    }
    return subprocess.run(
        [sys.executable, "-c", _WATCHED, str(number), *words],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST,
    )  # fmt: skip


def fresh(folder: Path) -> Path:
    folder.mkdir()
    (folder / "tmp").mkdir()
    shutil.copytree(ELEMENTS, folder / "deck")
    return folder


_RANDOM = re.compile(rb"(?m)^(id: anatomy-)[a-z0-9]{4}$")


def files(folder: Path) -> dict[str, bytes]:
    """All files but the cache, which may be cut off at any time, and locks, which are empty.

    What a new deck's id ends in is chosen at random, so it is left out.
    """
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    named = {
        path.relative_to(folder).as_posix(): _RANDOM.sub(rb"\1", path.read_bytes())
        for path in found
    }
    return {name: data for name, data in named.items() if not name.startswith("cache/")}


@pytest.mark.parametrize("name", COMMANDS)
def test_interrupted(name: str, tmp_path: Path) -> None:
    words = COMMANDS[name]
    whole = fresh(tmp_path / "whole")
    before = files(whole)
    done = run(whole, 0, words)
    assert done.returncode == 0, done.stderr
    steps = int(done.stderr.rpartition("\n")[2])
    after = files(whole)
    for part in PARTS:
        folder = fresh(tmp_path / f"at-{part}")
        stopped = run(folder, max(1, int(steps * part)), words)
        assert stopped.stderr.splitlines()[-1:] == ["sonodeck: interrupted"], stopped.stderr
        assert stopped.returncode == 130
        assert "Traceback" not in stopped.stderr
        left = files(folder)
        assert all(left[path] in {before.get(path), after.get(path)} for path in left), left.keys()


def test_interrupted_while_it_is_loaded(tmp_path: Path) -> None:
    """Before any command has begun: the program is still being imported."""
    code = "import sonodeck.__main__ as m, sys, os, signal\n" + (
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.addaudithook(lambda event, args: event == 'import' and args[0] == 'click'"
        " and os.kill(os.getpid(), signal.SIGINT))\n"
        "m.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (130, "sonodeck: interrupted\n")
