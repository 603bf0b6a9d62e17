"""Builds the scripts of the site when the package is built: npm fetches what they are made with.

Without npm, or without a network, the package is built all the same and all of it works but
`sonodeck site`, which then says what was missing.
"""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# A machine without a network should not wait long to learn that.
_NPM = ("--ignore-scripts", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
_LONGEST = 600


class SiteHook(BuildHookInterface[Any]):
    """Called for each wheel; an editable one also gets what the tests need."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bundle, or leave word why there is none."""
        web = Path(self.root) / "web"
        bundle = Path(self.root) / "src" / "sonodeck" / "pages" / "site" / "bundle"
        reason = _built(web, editable=version == "editable")
        missing = bundle / "missing.txt"
        if reason is None:
            missing.unlink(missing_ok=True)
            return
        self.app.display_warning(f"sonodeck is built without its site: {reason}")
        shutil.rmtree(bundle, ignore_errors=True)
        bundle.mkdir(parents=True)
        missing.write_text(reason, "utf-8")


def _built(web: Path, *, editable: bool) -> str | None:
    """Why there is no bundle; None where there is one."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return "npm was not found. It comes with Node.js (18 or newer)."
    wanted = sha256((web / "package-lock.json").read_bytes()).hexdigest() + f" {editable}"
    mark = web / "node_modules" / ".sonodeck"
    try:
        if not mark.is_file() or mark.read_text("utf-8") != wanted:
            omit = () if editable else ("--omit=dev",)
            _run(web, npm, "ci", *_NPM, *omit)
            mark.write_text(wanted, "utf-8")
        _run(web, node, "build.mjs")
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stderr.splitlines() if line.strip()]
        return "\n".join([f"{Path(error.cmd[0]).name} {error.cmd[1]} failed:", *said[:8]])
    except subprocess.TimeoutExpired as error:
        return f"{Path(error.cmd[0]).name} {error.cmd[1]} took over {_LONGEST} seconds."
    return None


def _run(web: Path, *command: str) -> None:
    subprocess.run(  # noqa: S603  # npm and node as found on the PATH
        command,
        cwd=web,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_LONGEST,
    )
