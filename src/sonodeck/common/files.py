"""Files written whole or not at all, where nobody else can interfere."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    from fcntl import LOCK_EX, LOCK_NB, flock

_BEGINNING, _END = ".sonodeck-", ".new"


@contextmanager
def aside(path: Path) -> Iterator[BinaryIO]:
    """A new file to write to; when all went well it takes the place of the one at ``path``.

    Its name is random and the file is made for us alone, so a link or a pipe that somebody put into
    the folder is never written to. Mode and owner of the old file stay, as far as we may set them.
    Raises OSError, also where something is at ``path`` that is no file; then the old file is as it
    was, and nothing is left beside it.
    """
    _check_replaceable(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    new = path
    try:
        descriptor, new = _made(path.parent)
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            _dress(stream.fileno(), path)
            os.fsync(stream.fileno())
        new.replace(path)
    except OSError as error:
        if _BEGINNING in str(error.filename):  # a name that nobody asked for
            error.filename = str(path)
        raise
    finally:
        if new is not path:
            new.unlink(missing_ok=True)


def write_aside(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises OSError; then the old file is as it was."""
    with aside(path) as stream:
        stream.write(data)


def _check_replaceable(path: Path) -> None:
    """A device or a pipe would be gone, were a file to take its place: /dev/null, for all."""
    with suppress(FileNotFoundError, NotADirectoryError):
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise OSError(errno.EINVAL, "it is not a file", str(path))


def _made(folder: Path) -> tuple[int, Path]:
    """An open file of a random name, locked for as long as it is open."""
    while True:
        descriptor, name = tempfile.mkstemp(prefix=_BEGINNING, suffix=_END, dir=folder)
        if sys.platform == "win32":
            return descriptor, Path(name)
        flock(descriptor, LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, Path(name)
        os.close(descriptor)  # swept away in the moment before it was locked


def _sweep(folder: Path) -> None:
    """Remove what killed runs left behind: what no running program has locked, or open."""
    for left in folder.glob(f"{_BEGINNING}*{_END}"):
        with suppress(OSError):
            if sys.platform == "win32":
                left.unlink()
                continue
            descriptor = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                flock(descriptor, LOCK_EX | LOCK_NB)
                left.unlink()
            finally:
                os.close(descriptor)


def _dress(descriptor: int, old: Path) -> None:
    """Give a new file the mode and owner of the one that it replaces, else the usual mode."""
    if os.chmod not in os.supports_fd:
        return
    try:
        known = old.lstat()
    except OSError:
        known = None
    if known is None or not stat.S_ISREG(known.st_mode):
        os.chmod(descriptor, 0o666 & ~_umask())
        return
    with suppress(OSError):  # only an administrator may give files away
        os.chown(descriptor, known.st_uid, known.st_gid)
    os.chmod(descriptor, stat.S_IMODE(known.st_mode))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """One build of a folder at a time; a second one waits for the first.

    The lock lies in the user's own cache folder: a deck folder may be read-only, and what lies in
    the system's temporary folder may be anybody's. It ends with the process, however that ends.
    Where no lock can be had, there is none.
    """
    from filelock import FileLock
    from platformdirs import user_cache_path

    name = sha256(os.fsencode(path.resolve())).hexdigest()[:16]
    lock = FileLock(user_cache_path("sonodeck", appauthor=False) / "building" / f"{name}.lock")
    with suppress(OSError):
        Path(lock.lock_file).parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def read(path: Path, most: int) -> bytes:
    """The bytes of a file that anybody may have made, at most so many.

    Raises OSError, also where it has more, or is a pipe or a device, which may never end.
    """
    with open(path, "rb", opener=at_once) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is not a file", str(path))
        data = stream.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most >> 20} MiB", str(path))
    return data


def holds(path: Path, data: bytes) -> bool:
    """Whether a file is these very bytes; of one that is larger no more is read."""
    try:
        return read(path, len(data)) == data
    except OSError:
        return False


def at_once(name: str, flags: int) -> int:
    """An opener that doesn't wait for somebody at the other end of a pipe."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0), 0o666)


def same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, however they are written."""
    with suppress(OSError):
        return one.samefile(other)
    return one.resolve() == other.resolve()
