"""What other programs do to a log between two answers: a random search over their deeds.

Two quizzes are open, each on a log of its own; a tool copies, replaces, cuts, deletes and puts back
files at any moment. What a quiz saved or saw is in its file again once it saved the next answer.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sonodeck.study.reviews import Answer, CardId, RecordId, new_id, opening
from sonodeck.study.reviews import format as exchange
from sonodeck.study.reviews.log import Log, NotSaved

NIGHTLY = bool(os.environ.get("NIGHTLY"))
TRIES = 10_000 if NIGHTLY else 150


class Machine:
    """A quiz with its log; ``sure`` is what it saved or saw in its file since it was opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.answers = 0
        self.saved = False
        self.sure: set[RecordId] = set()
        self.backups = [b""]
        self._open = ExitStack()
        self.log = self._open.enter_context(opening.opened(path))

    def answer(self) -> None:
        self.answers += 1
        self.saved = True
        record = new_id()
        at = 1_767_225_600_000 + self.answers
        card = CardId("d", f"g{self.answers % 5}", 1)
        self.log.add(Answer(id=record, at=at, card=card, key="k", grade=3, took=1))
        self.sure |= {record, *seen(self.log)}
        there = written(self.path)
        assert self.sure <= there
        assert seen(self.log) == there
        self.backups.append(self.path.read_bytes())

    def look(self) -> None:
        self.log.refresh()
        self.sure |= seen(self.log)

    def reopen(self) -> None:
        """Closed, all is in its file again; what happens to it then is known when it is opened.

        A quiz that saved nothing doesn't write: what others did to the file is theirs.
        """
        self._open.close()
        if self.saved:
            assert self.sure <= written(self.path)
        self.saved = False
        self.log = self._open.enter_context(opening.opened(self.path))
        self.sure = seen(self.log)

    def close(self) -> None:
        self._open.close()


def seen(log: Log) -> set[RecordId]:
    return {record.id for record in log.records()}


def written(path: Path) -> set[RecordId]:
    """All records that a file holds in whole lines."""
    records, found = exchange.read(path.read_bytes(), "log")
    assert all(one.code == "SD702" for one in found), found
    return {record.id for record in records}


def data(machine: Machine) -> bytes:
    return machine.path.read_bytes() if machine.path.exists() else b""


def lines(machine: Machine) -> bytes:
    """What is whole of a file."""
    there = data(machine)
    return there[: there.rfind(b"\n") + 1]


def replace(machine: Machine, new: bytes) -> None:
    """As a sync tool does it, or a person who unpacks something."""
    beside = machine.path.with_name("new")
    beside.write_bytes(new)
    beside.replace(machine.path)


def no_file(machine: Machine, make: Callable[[Path], None]) -> None:
    """For a while something is there that is no file: that is said, and nothing waits for it."""
    there = data(machine)
    machine.path.unlink(missing_ok=True)
    make(machine.path)
    machine.log.refresh()
    with pytest.raises(NotSaved, match="it is not a file"):
        machine.log.add()
    with suppress(IsADirectoryError, PermissionError):
        machine.path.unlink()
    if machine.path.exists():
        machine.path.rmdir()
    machine.path.write_bytes(there)


def linked(machine: Machine) -> None:
    """It lies somewhere else now, and a link leads there."""
    real = machine.path.with_name("real")
    if machine.path.exists() and not machine.path.is_symlink():
        machine.path.replace(real)
        machine.path.symlink_to(real)


DEEDS: Mapping[str, Callable[[Machine, Machine, int], object]] = {
    "answer": lambda one, _other, _n: one.answer(),
    "look": lambda one, _other, _n: one.look(),
    "reopen": lambda one, _other, _n: one.reopen(),
    "replace": lambda one, other, _n: replace(one, data(other)),
    "copy": lambda one, other, _n: one.path.write_bytes(data(other)),
    "delete": lambda one, _other, _n: one.path.unlink(missing_ok=True),
    "restore": lambda one, _other, n: one.path.write_bytes(one.backups[n % len(one.backups)]),
    "cut": lambda one, _other, n: one.path.write_bytes(data(one)[: n * len(data(one)) // 1000]),
    "join": lambda one, other, _n: replace(one, lines(one) + data(other)),
    "pipe": lambda one, _other, _n: no_file(one, os.mkfifo),
    "folder": lambda one, _other, _n: no_file(one, os.mkdir),
    "link": lambda one, _other, _n: linked(one),
    "line ends": lambda one, _other, _n: one.path.write_bytes(
        data(one).replace(b"\r", b"").replace(b"\n", b"\r\n")
    ),
    "foreign": lambda one, _other, n: replace(one, lines(one) and data(one) + b"\xff{}\n"[: n % 5]),
}
"""What is done to the first of two machines; the number says where, or which."""


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was written is read by this very process."""
    monkeypatch.setattr("os.fsync", lambda _: None)
    yield


PLANS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "answer", *DEEDS]), st.integers(0, 1), st.integers(0, 1000)
    ),
    max_size=14,
)


@example([("line ends", 0, 0), ("cut", 0, 959)])
@given(PLANS)
@settings(
    max_examples=TRIES, deadline=None, database=None, derandomize=not NIGHTLY,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_nothing_that_was_saved_is_lost(deeds: Sequence[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder, ExitStack() as machines:
        both = []
        for name in "ab":
            (Path(folder) / name).mkdir()
            both.append(Machine(Path(folder) / name / "log"))
            machines.callback(both[-1].close)
        for deed, which, number in deeds:
            DEEDS[deed](both[which], both[1 - which], number)
        for machine in both:
            machine.answer()
            machine.close()
            assert machine.sure <= written(machine.path)
