"""The extension for Visual Studio Code: what it starts, and what is packed; without a network."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sonodeck import __version__
from sonodeck.cli import cli
from tests.conftest import NOT_INSTALLED

EXTENSION = Path(__file__).parents[1] / "editors" / "vscode"
ABOUT = json.loads((EXTENSION / "package.json").read_text("utf-8"))

# What the editor gives to an extension, as far as this one asks for it.
STARTED = """
const Module = require("module");
const settings = { sonodeck: { command: "/opt/sonodeck" } };
const vscode = {
  workspace: { getConfiguration: (of) => ({ get: (name) => settings[of][name] }) },
};
class LanguageClient {
  constructor(...told) { console.log(JSON.stringify(told)); }
  async start() { console.log("started"); }
  async stop() { console.log("stopped"); }
}
const known = { vscode, "vscode-languageclient/node": { LanguageClient } };
const load = Module._load;
Module._load = (name, ...rest) => known[name] ?? load(name, ...rest);
const extension = require(process.argv[1]);
(async () => { await extension.activate(); await extension.deactivate(); })();
"""


def run(*command: str, cwd: Path = EXTENSION) -> str:
    program = shutil.which(command[0])
    if program is None:
        pytest.skip(f"{NOT_INSTALLED}{command[0]} (Debian: apt-get install nodejs npm)")
    done = subprocess.run(
        [program, *command[1:]], cwd=cwd, check=True, capture_output=True, text=True
    )
    return done.stdout


def test_it_starts_the_language_server() -> None:
    told, *then = run("node", "-e", STARTED, str(EXTENSION / ABOUT["main"])).splitlines()
    _, _, server, client = json.loads(told)
    assert server["command"] == "/opt/sonodeck"
    assert server["args"] == ["lsp"]
    assert server["args"][0] in cli.commands
    assert client["documentSelector"] == [{"scheme": "file", "language": "yaml"}]
    assert then == ["started", "stopped"]


def test_what_it_asks_for_is_declared() -> None:
    """No workspace may say which program is run: that would run whatever a folder brings."""
    asked = ABOUT["contributes"]["configuration"]["properties"]
    assert asked["sonodeck.command"]["scope"] == "machine"
    assert asked["sonodeck.command"]["default"] == "sonodeck"
    assert ABOUT["version"] == __version__
    assert ABOUT["activationEvents"] == ["workspaceContains:**/deck.yaml"]


def test_it_can_be_packed(tmp_path: Path) -> None:
    shutil.copytree(EXTENSION, tmp_path / "vscode")
    packed = json.loads(run("npm", "pack", "--json", "--offline", cwd=tmp_path / "vscode"))
    assert {one["path"] for one in packed[0]["files"]} == {"extension.js", "package.json"}
    assert (tmp_path / "vscode" / packed[0]["filename"]).is_file()
