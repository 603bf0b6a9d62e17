"""What tests share: expected files that ``pytest --update`` rewrites, and how hard to try.

However they are started, by whom and with which settings, all run in the same circumstances.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import LONGEST

if TYPE_CHECKING:  # older versions of Anki are tried without Playwright
    from playwright.sync_api import Browser

    from tests.updates.decks import Author
    from tests.updates.student import Student

# Every day the same examples, so that a change fails for what it changed; at night new ones.
_SLOW_MACHINE = [HealthCheck.too_slow]
settings.register_profile(
    "daily", derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile(
    "nightly", max_examples=10_000, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "daily"))


class Golden:
    """Holds a text against a file of what is expected, or writes it there."""

    def __init__(self, *, update: bool) -> None:
        self.update = update

    def __call__(self, path: Path, text: str) -> None:
        data = text.encode()
        if self.update and (not path.exists() or path.read_bytes() != data):
            path.write_bytes(data)
        assert path.exists(), f"{path} is not there yet: pytest --update writes it; read it then"
        assert text == path.read_bytes().decode()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected files")


_PERSONAL = re.compile(
    "NO_COLOR|FORCE_COLOR|CLICOLOR.*|TTY_.*|COLUMNS|LINES|TERM|LANG|LANGUAGE|LC_.*|TZ|EDITOR|VISUAL"
    "|BROWSER|GIT_.*|XDG_.*|SONODECK_.*|SOURCE_DATE_EPOCH|PYTHON(IOENCODING|UTF8|WARNINGS|OPTIMIZE"
    "|HASHSEED|COERCECLOCALE)"
)
"""Names of variables by which a person, a terminal or a git hook changes what programs do."""


def pytest_configure() -> None:
    if sys.platform == "linux":  # Playwright's browsers lie in the cache that people have
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(Path(cache) / "ms-playwright"))
    for name in filter(_PERSONAL.fullmatch, list(os.environ)):
        del os.environ[name]
    os.environ |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if hasattr(time, "tzset"):  # not on Windows
        time.tzset()
    os.umask(0o022)
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as for whatever a shell runs with &
        signal.signal(signal.SIGINT, signal.default_int_handler)


_ON_CI = os.environ.get("CI") == "true"
NOT_INSTALLED = "not installed: "
"""How the reason begins for which a test is skipped that needs a program which isn't here."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what, count in _not_installed(terminalreporter).items():
        tests = "1 test" if count == 1 else f"{count} tests"
        failed = " With CI=true that is a failure." if _ON_CI else ""
        terminalreporter.write_line(f"{tests} skipped, {what}.{failed}", yellow=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """On a machine that is to show that all is well, what was not tried is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and _ON_CI and _not_installed(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _not_installed(reporter: pytest.TerminalReporter) -> Counter[str]:
    """How many tests were skipped for want of what."""
    reasons = (
        report.longrepr[2].removeprefix("Skipped: ")
        for report in reporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    )
    return Counter(reason for reason in reasons if reason.startswith(NOT_INSTALLED))


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """Somebody who writes a deck and releases it."""
    from tests.updates.decks import Author

    return Author(tmp_path / "deck", tmp_path / "out")


@pytest.fixture
def student(tmp_path: Path) -> Iterator[Student]:
    """Somebody with a new Anki."""
    from tests.updates.student import Student

    made = Student(tmp_path / "student")
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, Chrome or Edge; where there is none, the tests of pages are skipped."""
    from playwright.sync_api import expect

    from tests.browser import NoBrowser, chromium, executable

    try:
        executable()
    except NoBrowser as none:
        pytest.skip(f"{NOT_INSTALLED}{none}")
    expect.set_options(timeout=LONGEST * 1000)
    with chromium() as started:
        yield started


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What commands remember from the last time lies in a folder that only these tests have."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(update=bool(request.config.getoption("--update")))
