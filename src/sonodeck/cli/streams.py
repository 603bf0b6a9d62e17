"""Standard streams that are closed or full, and what that means for a command."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Lost(Exception):
    """What was written to stdout can't arrive: it is closed, full, or its reader has gone."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(f"can't write to stdout: {cause.strerror}")
        self.unheard = isinstance(cause, BrokenPipeError)
        """The reader has seen enough, so there is nothing to complain of."""


class _Stream(io.FileIO):
    """Says once, by Lost, that it failed, if ``aloud``; from then on it takes all."""

    def __init__(self, number: int, *, aloud: bool) -> None:
        super().__init__(number, "w", closefd=False)
        self._aloud = aloud

    def write(self, data: ReadableBuffer) -> int:
        try:
            return super().write(data)
        except OSError as error:
            if self._aloud:
                self._aloud = False
                raise Lost(error) from error
            return memoryview(data).nbytes


def begin() -> None:
    """See to it that each stream is there: a closed stdin is empty, a closed stdout takes nothing.

    Were their numbers left free, the next files to be opened would get them, and whatever is
    written to a stream would land in a deck. What stderr can't take is lost, and that is all.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(_hold(0, os.O_RDONLY), closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(_hold(1, os.O_RDONLY), "w", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(_hold(2, os.O_WRONLY), "w", closefd=False)
    # A terminal that knows no "›" shows a question mark; that is no reason to stop.
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    sys.stdout = _guarded(sys.stdout, "replace", aloud=True)
    sys.stderr = _guarded(sys.stderr, "backslashreplace", aloud=False)


def _hold(number: int, flags: int) -> int:
    opened = os.open(os.devnull, flags)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    return number


def _guarded(stream: TextIO, errors: str, *, aloud: bool) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper) or (sys.platform == "win32" and stream.isatty()):
        return stream  # a console of Windows is written to in its own way
    return io.TextIOWrapper(
        io.BufferedWriter(_Stream(stream.fileno(), aloud=aloud)),
        encoding=stream.encoding,
        errors=errors,
        line_buffering=stream.line_buffering,
    )
