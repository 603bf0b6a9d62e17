"""What tests share: expected files that ``pytest --update`` rewrites, and how hard to try."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Every day the same examples, so that a change fails for what it changed; at night new ones.
_SLOW_MACHINE = [HealthCheck.too_slow]
settings.register_profile(
    "daily", derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile(
    "nightly", max_examples=5000, deadline=None, suppress_health_check=_SLOW_MACHINE
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


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What commands remember from the last time lies in a folder that only these tests have."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(update=bool(request.config.getoption("--update")))
