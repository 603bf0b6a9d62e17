"""Chromium, Chrome or Edge for the tests that show pages: found, or else installed.

    python -m tests.browser        find one; where there is none, get one

Docs and benchmarks show pages with the same one.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

from tests import LONGEST

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--font-render-hinting=none")
"""Those that make pictures the same on every machine; Chromium has no sandbox for root."""

_ON_THE_PATH = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge",
)  # fmt: skip
_WHERE = {
    "linux": ("/usr/bin/chromium", "/opt/google/chrome/chrome", "/opt/microsoft/msedge/msedge"),
    "darwin": tuple(
        f"{root}/{name}.app/Contents/MacOS/{name}"
        for root in ("/Applications", Path.home() / "Applications")
        for name in ("Chromium", "Google Chrome", "Microsoft Edge")
    ),
    "win32": tuple(
        f"{os.environ.get(root)}/{program}"
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        for program in (
            "Chromium/Application/chrome.exe",
            "Google/Chrome/Application/chrome.exe",
            "Microsoft/Edge/Application/msedge.exe",
        )
    ),
}


class NoBrowser(Exception):
    """No browser was found that opens a page; the message says what to install."""

    def __init__(self, tried: Sequence[str]) -> None:
        found = f"; what was tried: {'; '.join(tried)}" if tried else ""
        super().__init__(
            "Chromium, Chrome or Edge (Debian: apt-get install chromium libatomic1; elsewhere: "
            f".venv/bin/playwright install chromium){found}"
        )


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, started. Raises NoBrowser."""
    path = executable()
    with sync_playwright() as playwright:
        browser = _started(playwright, path)
        try:
            yield browser
        finally:
            browser.close()


@cache
def executable() -> Path:
    """The first browser here that opens a page from a file. Raises NoBrowser."""
    driver = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False
    )
    if driver.returncode:
        raise NoBrowser([f"Playwright, {_last(driver.stderr.decode(errors='replace'))}"])
    tried = []
    with sync_playwright() as playwright:
        for path in dict.fromkeys(_places(playwright)):
            try:
                _open_a_page(playwright, path)
            except Error as error:
                tried.append(f"{path}, {_last(error.message)}")
            else:
                return path
    raise NoBrowser(tried)


def _places(playwright: Playwright) -> Iterator[Path]:
    """Where there is a browser: on the PATH, where systems put them, where Playwright does."""
    named = (shutil.which(name) for name in _ON_THE_PATH)
    put = (Path(path) for path in _WHERE.get(sys.platform, _WHERE["linux"]))
    own = Path(playwright.chromium.executable_path)
    yield from (Path(path) for path in (*named, *put, own) if path and Path(path).is_file())


def _open_a_page(playwright: Playwright, path: Path) -> None:
    """One that is locked up (as snap does it) starts, but may not read files of ours."""
    browser = _started(playwright, path)
    try:
        with TemporaryDirectory() as folder:
            page = Path(folder) / "page.html"
            page.write_text("<!doctype html><title>A page</title>", "utf-8")
            browser.new_page().goto(page.as_uri())
    finally:
        browser.close()


def _started(playwright: Playwright, path: Path) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=LONGEST * 1000)


def _last(said: str) -> str:
    """The last line of what a program said."""
    return next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "silent")


def _ways() -> Iterator[Sequence[Sequence[str]]]:
    """The commands that get a browser, the surest first."""
    playwright = (sys.executable, "-m", "playwright", "install")
    if sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        if platform.freedesktop_os_release()["ID"] == "debian":
            # Playwright's own Node.js needs libatomic1.
            install = ("apt-get", "install", "-qq", "--no-install-recommends", "-y")
            yield ("apt-get", "update", "-qq"), (*install, "chromium", "libatomic1")
        yield ((*playwright, "--with-deps", "chromium"),)
    else:
        yield ((*playwright, "chromium"),)


def _get() -> Path:
    """Install a browser in one way after the other until one opens a page. Raises NoBrowser."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for commands in _ways():
        for command in commands:
            print("No browser for the tests yet:", *command, flush=True)  # noqa: T201
            quiet = subprocess.DEVNULL if command[0] == "apt-get" else None
            subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=quiet, check=False
            )
        with suppress(NoBrowser):
            return executable()
    return executable()


def main() -> None:
    """Say which browser the tests use. Without one they run all the same, so that is no failure."""
    try:
        try:
            path = executable()
        except NoBrowser:
            path = _get()
        print(f"The tests show pages with {path}.")  # noqa: T201
    except NoBrowser as none:
        print(f"The tests show no pages. Not installed: {none}")  # noqa: T201


if __name__ == "__main__":
    main()
