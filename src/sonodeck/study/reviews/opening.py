"""Opening the log: where it is, what is rejected, and how a damaged one is set aside."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sonodeck.common import files
from sonodeck.common.frozen import dataclass
from sonodeck.study.reviews import Record
from sonodeck.study.reviews import format as exchange
from sonodeck.study.reviews import tables as t
from sonodeck.study.reviews.log import FOREIGN, NEWER, Damaged, Log, NotSaved, Unusable, reason

_HEADER = b"SQLite format 3\0"
_WAIT = 10.0
"""Seconds to wait for another program that writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """A damaged log: where it was put, and how many records could be read and kept."""

    kept: Path
    records: int


def place(named: Path | None) -> Path:
    """Where the log lies: as named, else as SONODECK_LOG says, else with the user's data."""
    from platformdirs import user_data_path

    variable = os.environ.get("SONODECK_LOG")
    if named is None and variable:
        named = Path(variable)
    return named or user_data_path("sonodeck", appauthor=False) / "reviews.sqlite"


@contextmanager
def opened(path: Path) -> Iterator[tuple[Log, Rescued | None]]:
    """The log in a file, which is made if it isn't there.

    A damaged one is put aside, and what can be read of it is in the new one. Raises Unusable.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        log, rescued = _open(path)
    except Unusable as error:
        raise Unusable(f"{path} can't be used: {error}") from error
    except sqlite3.Error as error:
        raise Unusable(f"{path} can't be used: {reason(error)}") from error
    except NotSaved as error:
        raise Unusable(f"{path} can't be written: {error}") from error
    except OSError as error:
        raise Unusable(f"{path} can't be used: {error.strerror}") from error
    with closing(log):
        yield log, rescued


@contextmanager
def none() -> Iterator[Log]:
    """An empty log that is in no file."""
    with closing(Log(sqlite3.connect(":memory:", isolation_level=None))) as log:
        log.prepare()
        yield log


def _open(path: Path) -> tuple[Log, Rescued | None]:
    """Usually SQLite's own locks do; what makes or moves files is done by one program at a time."""
    if path.exists():
        _look(path)
        with suppress(Damaged):
            return _ready(path), None
    with files.exclusive(path):
        return _open_alone(path)


def _open_alone(path: Path) -> tuple[Log, Rescued | None]:
    rescue = path.with_name(f".{path.name}.rescued")
    if rescue.exists() and not path.exists():
        rescue.replace(path)  # a rescue was interrupted when all but its last step was done
    _look(path)
    try:
        return _ready(path), None
    except Damaged:
        records = _readable(path)
    _remove(rescue)
    with closing(_ready(rescue)) as log:
        log.add(*records)
    kept = _put_aside(path)
    rescue.replace(path)
    return _ready(path), Rescued(kept=kept, records=len(records))


def _ready(path: Path) -> Log:
    """A log of this version with consistent pages. Raises Damaged."""
    log = Log(sqlite3.connect(path, timeout=_WAIT, isolation_level=None))
    try:
        log.prepare()
        log.check()
    except BaseException:
        log.close()
        raise
    return log


def _look(path: Path) -> None:
    """Refuse what is no log, or a newer one, before anything is opened as a database."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise Unusable("it is not a file. Name another one")
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except FileNotFoundError:
        return
    if not head:
        return
    if len(head) < 100 or not head.startswith(_HEADER):
        raise Unusable(
            "it is not a review log, or its start is damaged. Rename it to start "
            "a new log, or name another file"
        )
    version, application = (int.from_bytes(head[at : at + 4], "big") for at in (60, 68))
    if application not in {0, t.APPLICATION}:
        raise Unusable(FOREIGN)
    if application and version > t.VERSION:
        raise Unusable(NEWER)


def _readable(path: Path) -> list[Record]:
    """All records of a damaged log that can be read: each table from both of its ends."""
    found: dict[str, Record] = {}
    for table, (columns, make) in t.RECORDS.items():
        for order in ("ASC", "DESC"):
            command = f"SELECT {columns} FROM {table} ORDER BY rowid {order}"
            with closing(sqlite3.connect(path)) as connection, suppress(sqlite3.Error):
                connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
                for row in connection.execute(command):
                    record = make(row)
                    if _is_sound(record):
                        found.setdefault(record.id, record)
    return list(found.values())


def _is_sound(record: Record) -> bool:
    """Whether a record is one that could have been written."""
    try:
        data = "".join(exchange.write([record])).encode()
    except ValueError:
        return False
    return exchange.read(data, "")[0] == (record,)


def _put_aside(path: Path) -> Path:
    """Give a file that is not to be touched any more a name that nothing has."""
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for part in ("-wal", ""):
        with suppress(FileNotFoundError):
            path.with_name(path.name + part).rename(kept.with_name(kept.name + part))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return kept


def _remove(path: Path) -> None:
    for part in ("", "-wal", "-shm"):
        path.with_name(path.name + part).unlink(missing_ok=True)
