"""Every command that is given a file to read, and what may lie there instead."""

import os
import shutil
import socket
import sys
from pathlib import Path
from zipfile import ZipFile

import click
import pytest
from click.testing import CliRunner

from sonodeck.cli import cli

ELEMENTS = Path(__file__).parent / "decks" / "elements"
COMMANDS = {
    "build --since": ("build", "deck", "--since", "FILE"),
    "diff --against": ("diff", "deck", "--against", "FILE"),
    "suggestions": ("suggestions", "FILE", "deck"),
    "suggestions --against": ("suggestions", "theirs.txt", "deck", "--against", "FILE"),
    "import": ("import", "FILE", "--deck", "deck"),
    "export": ("export", "FILE", "--format", "facts-csv"),
    "quiz --import": ("quiz", "deck", "--import", "FILE"),
    "quiz --log": ("quiz", "deck", "--log", "FILE"),
    "stats --log": ("stats", "deck", "--log", "FILE"),
}
WHAT = ("a pipe", "a link to a device", "a socket", "a zip of a name that is no UTF-8")


def put(path: Path, what: str) -> None:
    match what:
        case "a pipe":
            os.mkfifo(path)
        case "a link to a device":
            path.symlink_to("/dev/zero")
        case "a socket":
            path.symlink_to("socket")
            with socket.socket(socket.AF_UNIX) as one:
                one.bind("socket")
        case _:
            with ZipFile(path, "w") as packed:
                packed.writestr("bild\u00e9", "")
            path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\xff\xff"))


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of Unix")
@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("name", COMMANDS)
def test_it_is_said(name: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, and in words."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SONODECK_LOG", str(tmp_path / "log"))
    shutil.copytree(ELEMENTS, "deck")
    Path("theirs.txt").write_text("#guid column:1\n")
    file = "file.apkg" if "." not in name and "zip" in what else "file"
    put(Path(file), what)
    words = [word.replace("FILE", file) for word in COMMANDS[name]]
    done = CliRunner().invoke(cli, words, standalone_mode=False)
    if done.exception is None:
        assert done.return_value == 1
    else:
        assert isinstance(done.exception, click.ClickException), done.exc_info
        assert done.exception.exit_code in {1, 2}
