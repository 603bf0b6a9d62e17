"""Opening the log: where it is, and what is rejected."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sonodeck.study.reviews.log import Log, NotSaved, Unusable, reason


def place(named: Path | None) -> Path:
    """Where the log lies: as named, else as SONODECK_LOG says, else with the user's data."""
    from platformdirs import user_data_path

    variable = os.environ.get("SONODECK_LOG")
    if named is None and variable:
        named = Path(variable)
    return named or user_data_path("sonodeck", appauthor=False) / "answers.jsonl"


@contextmanager
def opened(path: Path, *, writes: bool = True) -> Iterator[Log]:
    """The log in a file, which is made if it isn't there.

    One that is only read may be missing: it is empty then. Raises Unusable; NotSaved, at the end,
    where the file lost answers that can't be added again.
    """
    log = Log(path)
    try:
        _open(path, log, writes=writes)
    except (Unusable, NotSaved) as error:
        raise Unusable(f"{path} can't be used: {error}") from error
    except OSError as error:
        raise Unusable(f"{path} can't be used: {reason(error)}") from error
    try:
        yield log
    finally:
        if writes:
            log.settle()


def _open(path: Path, log: Log, *, writes: bool) -> None:
    if writes:
        path.parent.mkdir(parents=True, exist_ok=True)
        log.add()
    elif path.exists():
        log.load()
