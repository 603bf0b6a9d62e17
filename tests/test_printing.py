"""All that is printed goes through one place, where signs that a terminal obeys are replaced."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sonodeck
from sonodeck.cli.shared import say

CLI = Path(sonodeck.__file__).parent / "cli"
PRINTS = {"echo", "print", "secho", "echo_via_pager"}
ALLOWED = {("shared.py", "say")}
"""Who prints: the one place."""


def printing() -> Iterator[tuple[str, str]]:
    """The functions of the commands that print, each with its file."""
    for path in CLI.glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(node, ast.Attribute) and node.attr in PRINTS
                for node in ast.walk(function)
            ):
                yield path.name, function.name


def test_no_command_prints_by_itself() -> None:
    assert set(printing()) <= ALLOWED


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ": :error::x"),
        ("  ::stop-commands::x", "  : :stop-commands::x"),
        ("a\n::add-mask::e", "a\ufffd::add-mask::e"),
        ("##[error]x", "# #[error]x"),
        ("a ##[group]x", "a # #[group]x"),
        ("deck.yaml:1:2: error SD101", "deck.yaml:1:2: error SD101"),
    ],
)
def test_a_name_is_no_command_to_github(
    text: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    say(text)
    assert capsys.readouterr().out == f"{shown}\n"


def test_lines_of_a_sheet_are_no_commands_to_github(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    deck.mkdir()
    (deck / "deck.yaml").write_text("id: case-0000\ntitle: Case\nsheets: [a.yaml]\n", "utf-8")
    lines = "      Which?\n\n      ::error::x\n"
    sheet = f"kind: qa\nfacts:\n  - id: a\n    question: >\n{lines}    answer: >\n{lines}"
    (deck / "a.yaml").write_text(sheet, "utf-8")
    for command in (["show", "qa.a.ask", "deck"], ["check", "deck"], ["list", "deck"]):
        done = subprocess.run(
            [sys.executable, "-m", "sonodeck", *command],
            cwd=tmp_path, env=os.environ | {"GITHUB_ACTIONS": "true"}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        said = (done.stdout + done.stderr).splitlines()
        assert said
        assert [line for line in said if line.strip().startswith("::")] == []
