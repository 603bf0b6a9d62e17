"""A short search, the same inputs every day; `python -m tests.fuzz 10000` searches for longer."""

import pytest

from tests.fuzz.__main__ import searched
from tests.fuzz.targets import targets

INPUTS = {
    "yaml": 300, "deck": 50, "lock": 40, "answers": 200, "collection": 20, "commands": 20,
    "since": 60, "svg": 300,
}  # fmt: skip
TARGETS = targets()


def test_every_target_has_its_number() -> None:
    assert INPUTS.keys() == TARGETS.keys()


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_breaks_it(name: str) -> None:
    searched(TARGETS[name], 1, INPUTS[name])
