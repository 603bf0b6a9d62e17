"""Texts that take long to compute, kept in the user's cache under a hash of all they depend on.

The key is the whole of what a text is made from, and the program that makes it; times of files and
the folder of the deck don't count. Each file holds the hash of its key and of its own contents: one
that is cut off, changed, or of another key is as good as none. What is kept may be deleted at any
time. It is trusted as stamps are (docs/decisions/stamps.md), and left alone by ``--no-cache``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from pathlib import Path

from sonodeck.common import stamps

IN_USE: ContextVar[bool] = ContextVar("IN_USE", default=False)
"""Whether anything is kept: the commands do; a function that is called computes what it says."""
_MOST = 2_000
"""So many files may be kept; beyond that the older ones go until half as many are left."""


def texts(made_from: str, make: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """What ``make`` makes, or what it made from the same before; none of the texts holds a NUL."""
    if not IN_USE.get() or stamps.DO_WITHOUT.get():
        return make()
    key = sha256(f"{stamps.program()}\0{made_from}".encode()).digest()
    path = _folder() / key.hex()
    known = _read(path, key)
    if known is None:
        known = make()
        _write(path, key, known)
    return known


@cache
def _folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("sonodeck", appauthor=False) / "drawn"


def _read(path: Path, key: bytes) -> tuple[str, ...] | None:
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    digest, body = whole[:32], whole[32:]
    if sha256(key + body).digest() != digest:
        return None
    return tuple(body.decode().split("\0"))


def _write(path: Path, key: bytes, made: tuple[str, ...]) -> None:
    """Write the file at once or not at all; where that can't be, nothing is kept.

    It needn't survive a power failure: what is cut off is computed again.
    """
    import tempfile

    body = "\0".join(made).encode()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(sha256(key + body).digest() + body)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        if key[0] < 16:  # one time in sixteen: it looks at every file
            _sweep(path.parent)


def _sweep(folder: Path) -> None:
    """Remove the older files where there are too many, also those that killed runs left."""
    with os.scandir(folder) as entries:
        files = list(entries)
    if len(files) <= _MOST:
        return
    for entry in sorted(files, key=lambda one: one.stat().st_mtime)[: len(files) - _MOST // 2]:
        with suppress(OSError):
            Path(entry.path).unlink()
