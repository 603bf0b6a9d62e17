"""The log: a file of answers that grows by a line for each, before the next card is shown.

It is the file that ``--export`` writes and that docs/quiz.md describes. Lines are only added, so a
copy made at any moment holds all that was saved until then. What a log read or saved it remembers
while it is open: where its file was replaced, cut or deleted meanwhile, what is missing is added to
the file that is there now.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import FileIO
from pathlib import Path

from sonodeck.common import files, stamps
from sonodeck.common.diagnostics import Diagnostic
from sonodeck.study.reviews import (
    Answer,
    CardId,
    Done,
    Record,
    RecordId,
    standing,
)
from sonodeck.study.reviews import format as exchange
from sonodeck.study.reviews.schedule import State

MAX_LOG = 1 << 30
"""Bytes of a log: some six million answers."""

_FEW = 20
_DAY = 24 * 60 * 60_000
_NO_LOG = (
    "it is not a review log, or its first line is damaged. Name another file; if it is your log, "
    f"make its first line {exchange.HEAD.strip()}"
)
_NO_FILE = "it is not a file. Name another one"
_NEWER = "it was written by a newer sonodeck. Install that version; the file is unchanged"

_WAIT = 10.0
"""Seconds to wait for another program that writes."""
_TRIES = 20
"""How often a file may be replaced while one answer is saved."""


class Unusable(Exception):
    """The log can't be used; the text says why, and what to do."""


class NotSaved(Exception):
    """What was to be added is not in the log: the disk is full, say. The log is as it was."""


class Overtaken(Exception):
    """The card was answered in another quiz since it was asked here; nothing was added."""


class Log:
    """The records of a file, as they are now; without a path they are in no file.

    Other programs may write to the same file at the same time. ``damaged`` are the numbers of its
    lines that are no records; they stay where they are.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._data = b""
        self._seen: tuple[int, ...] = ()
        self._owed: dict[RecordId, Record] = {}
        self._parsed: dict[RecordId, Record] | None = {}
        self._standing = standing.NOTHING
        self._kept = 0
        self._saved = False
        self._put_back = 0
        self.damaged: tuple[int, ...] = ()

    # reading

    def states(self, deck: str) -> dict[CardId, State]:
        """Where the cards of a deck stand; those never answered are not among them."""
        return {card: state for card, state in self._standing.states.items() if card.deck == deck}

    def suspended(self, deck: str) -> frozenset[CardId]:
        """The cards of a deck that are not to be asked."""
        return frozenset(card for card in self._standing.suspended if card.deck == deck)

    def retention(self, deck: str) -> float:
        """The desired retention of a deck."""
        return self._standing.wanted(deck)

    def exam_day(self, deck: str) -> str:
        """The day of the real exam of a deck, as 2027-05-14, "" for none."""
        return self._standing.exam_days.get(deck, "")

    def done(self) -> list[Done]:
        """All that was not taken back, in order of time."""
        return standing.in_force(self._records().values())

    def answers(self, deck: str) -> list[Answer]:
        """All answers to a deck that were not taken back, in order of time."""
        records = self.done()
        return [one for one in records if isinstance(one, Answer) and one.card.deck == deck]

    def last_seen(self, deck: str) -> dict[CardId, int]:
        """When each card of a deck was last answered, cramming included."""
        return {one.card: one.at for one in self.answers(deck)}

    def records(self) -> list[Record]:
        """All that is in the log, in order of time."""
        return standing.in_order(self._records().values())

    def ahead(self, now: int) -> list[Done]:
        """What is dated over a day after a moment: a clock was wrong when it was made."""
        latest = now + _DAY
        if self._standing.newest <= latest:
            return []
        return [one for one in self.done() if one.at > latest]

    def refresh(self) -> bool:
        """Take in what other programs did to the file; whether anything follows from it.

        A file that is gone, or no log any more, is none of a reader's business: saving says so.
        """
        if self._path is None:
            return False
        before = self._standing
        try:
            if _identity(self._path.stat()) == self._seen:
                return False
            self.load()
        except (OSError, Unusable):
            return False
        return self._standing != before

    def put_back(self) -> int:
        """How many records were added again, since this was last asked, to a file without them."""
        number, self._put_back = self._put_back, 0
        return number

    # writing

    def add(self, *records: Record, before: Mapping[CardId, State | None] | None = None) -> int:
        """Add records and save them; how many were new. Raises NotSaved: then none was added.

        ``before`` says where cards are taken to stand; Overtaken is raised where they don't.
        """
        if self._path is None:
            new = self._new(records)
            self._grow(new)
            return len(new)
        added: list[Record] | None = None
        try:
            for _ in range(_TRIES):
                with _held(self._path) as stream:
                    there = self._take_in(stream)
                    if added is None:
                        self._check(before or {})
                        added = self._new(records)
                        saved = self._save(stream, there, added)
                    else:
                        saved = self._save(stream, there, ())
                    if saved:
                        return len(added)
            raise NotSaved("another program keeps replacing the file")
        except Unusable as error:
            raise self._not_saved(added, str(error)) from error
        except OSError as error:
            raise self._not_saved(added, reason(error)) from error

    def settle(self) -> None:
        """Before it is closed: what its file lost is added again, what follows from it is kept.

        Raises NotSaved.
        """
        if self._path is None:
            return
        if self._saved:
            self.add()
        if self._data and self._kept != len(self._data):
            plain = {
                "size": len(self._data),
                "sha256": sha256(self._data).hexdigest(),
                "damaged": self.damaged,
                **standing.as_plain(self._standing),
            }
            stamps.keep(self._path, "answers", standing.computed_by(), plain)

    def _check(self, before: Mapping[CardId, State | None]) -> None:
        if any(self._standing.states.get(card) != state for card, state in before.items()):
            raise Overtaken

    def _save(self, stream: FileIO, there: bytes, new: Sequence[Record]) -> bool:
        """Add records, and those that the file lacks; whether the file is still the log's."""
        head = exchange.HEAD.encode()
        if b"\n" not in there:  # nothing yet, or a first line that was cut
            stream.truncate(0)
            there, begin = b"", head
        else:
            begin = b"" if there.endswith(b"\n") else b"\n"
        added = begin + "".join(map(exchange.line, (*self._owed.values(), *new))).encode()
        if added:
            _append(stream, len(there), added)
            self._saved = True
            self._put_back += len(self._owed)
        self._take(there + added, os.fstat(stream.fileno()))
        return _holds(stream, self._path, len(there), added)

    def _not_saved(self, new: Sequence[Record] | None, why: str) -> NotSaved:
        """Records that were saved to a file, but that file was replaced, are none."""
        for record in new or ():
            self._owed.pop(record.id, None)
            if self._records().pop(record.id, None):
                self._standing = standing.of(self._records().values())
        return NotSaved(why)

    # taking in

    def load(self) -> None:
        """Know what the file holds. Raises Unusable where it is no log; OSError."""
        if self._path is not None:
            with _opened(self._path, "rb") as stream:
                self._take_in(stream)

    def _take_in(self, stream: FileIO) -> bytes:
        """Know what the file holds now, and give it. Raises Unusable where it is no log."""
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Unusable(_NO_FILE)
        if status.st_size > MAX_LOG:
            raise Unusable(f"it is larger than {MAX_LOG >> 20} MiB")
        stream.seek(0)
        data = stream.read(MAX_LOG)
        self._take(data, status)
        return data

    def _take(self, data: bytes, status: os.stat_result) -> None:
        """Know these bytes; a last line that is still being written is left for later."""
        whole = data[: data.rfind(b"\n") + 1]
        # Of a first line that is half written, the line end may be one of Windows.
        if data and not whole and not exchange.HEAD.encode().startswith(data.removesuffix(b"\r")):
            raise Unusable(_NO_LOG)
        if not self._seen:
            self._recall(whole)
        if not self._data or not whole.startswith(self._data):
            self._replace(whole)
        elif whole != self._data:
            number = self._data.count(b"\n") + 1
            more, found = exchange.read_lines(whole[len(self._data) :], str(self._path), number)
            self.damaged += _lines(found)
            new = self._new(more)
            self._grow(new)
            for record in more:
                self._owed.pop(record.id, None)
            self._data = whole
        self._seen = _identity(status)

    def _replace(self, whole: bytes) -> None:
        """Another file is there than before, or the first one."""
        ours = self._records()
        records, found = exchange.read(whole, str(self._path)) if whole else ((), [])
        if any(one.code != "SD702" for one in found):
            raise Unusable(_NEWER if found[0].code == "SD703" else _NO_LOG)
        theirs = {record.id: record for record in records}
        self._owed = {one: record for one, record in ours.items() if one not in theirs}
        self._parsed = theirs | self._owed
        self._standing = standing.of(self._parsed.values())
        self._data = whole
        self.damaged = _lines(found)

    def _new(self, records: Sequence[Record]) -> list[Record]:
        """Those of some records that are not in the log, each once."""
        if not self._may_mention(records):
            return list({record.id: record for record in records}.values())
        known = self._records()
        return [one for one in {one.id: one for one in records}.values() if one.id not in known]

    def _may_mention(self, records: Sequence[Record]) -> bool:
        """Whether the log may name one of them; to look for many takes longer than to read all."""
        if self._path is None or len(records) > _FEW:
            return True
        return any(one.id in self._owed or one.id.encode() in self._data for one in records)

    def _grow(self, new: Sequence[Record]) -> None:
        """Take in records that are not known yet."""
        grown = None if self._may_mention(new) else standing.grown(self._standing, new)
        if grown is None or self._parsed is not None:
            self._records().update((one.id, one) for one in new)
        known = self._records
        self._standing = grown or standing.regrown(self._standing, new, known().values())

    def _recall(self, whole: bytes) -> None:
        """Take what follows from the beginning of the file from where it was kept."""
        if self._path is None or not whole:
            return
        plain = stamps.recall_plain(self._path, "answers", standing.computed_by())
        try:
            size = plain["size"]
            if sha256(memoryview(whole)[:size]).hexdigest() == plain["sha256"]:
                self._standing = standing.of_plain(plain)
                self.damaged = tuple(plain["damaged"])
                self._data, self._kept, self._parsed = whole[:size], size, None
        except (TypeError, ValueError, KeyError):
            return

    def _records(self) -> dict[RecordId, Record]:
        """All records; read only when they are needed."""
        if self._parsed is None:
            records, _ = exchange.read(self._data, str(self._path))
            self._parsed = {record.id: record for record in records} | self._owed
        return self._parsed


# the file


def _opened(path: Path, mode: str) -> FileIO:
    """The file at a path, open; one that is a pipe is not waited for. Raises OSError."""
    return FileIO(path, mode, opener=files.at_once)


@contextmanager
def _held(path: Path) -> Iterator[FileIO]:
    """The file at a path, made if it isn't there, for one program at a time. Raises OSError."""
    while True:
        is_new = not path.exists()
        with _opened(path, "ab+") as stream:
            _lock(stream)
            if _is_at(stream, path):
                if is_new:
                    _make_last(path.parent)
                yield stream
                return


if sys.platform == "win32":
    import msvcrt

    def _try_lock(stream: FileIO) -> None:
        """A byte that no file has is locked: what is locked can't be read either."""
        stream.seek(1 << 40)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)

    def _make_last(_folder: Path) -> None:
        """Names of files are kept by the system."""

else:
    import fcntl

    def _try_lock(stream: FileIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _make_last(folder: Path) -> None:
        """Bring the name of a new file to the disk."""
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _lock(stream: FileIO) -> None:
    """Wait for other programs that write; the lock ends when the file is closed."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            return _try_lock(stream)
        except OSError as error:
            if error.errno not in {errno.EAGAIN, errno.EACCES} or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _append(stream: FileIO, size: int, data: bytes) -> None:
    """Bring bytes to the disk behind what is there. Raises OSError; then none is there."""
    done = 0
    try:
        while done < len(data):
            done += stream.write(data[done:])
        os.fsync(stream.fileno())
    except OSError:
        with suppress(OSError):
            stream.truncate(size)
        raise


def _holds(stream: FileIO, path: Path | None, size: int, added: bytes) -> bool:
    """Whether the file at a path is the open one, and has so many bytes and then these."""
    if path is None or not _is_at(stream, path):
        return False
    stream.seek(size)
    return stream.read() == added


def _is_at(stream: FileIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _lines(found: Iterable[Diagnostic]) -> tuple[int, ...]:
    return tuple(one.place.line for one in found if one.place is not None)


_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EFBIG: "the disk reported an error",
    errno.EIO: "the disk reported an error",
    errno.EACCES: "the file can't be written",
    errno.EPERM: "the file can't be written",
    errno.EROFS: "the file can't be written",
    errno.EISDIR: _NO_FILE,
    errno.ENXIO: _NO_FILE,
    errno.EAGAIN: "another program has locked the file",
}


def reason(error: OSError) -> str:
    """Why the system couldn't, in words for people."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
