"""Keys from a terminal and text onto it; lines, where either end is none."""

from __future__ import annotations

import codecs
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import Protocol

from sonodeck.study.quiz import keys
from sonodeck.study.quiz.drawing import drawn, plain
from sonodeck.study.quiz.session import CTRL_D
from sonodeck.study.quiz.view import Block

RESIZED = ""
"""Comes in place of a key when what is in view has to be drawn again."""

END = "q"
_CLEAR = "\x1b[H\x1b[2J"
_BRACKETS, _NO_BRACKETS = "\x1b[?2004h", "\x1b[?2004l"
"""What is pasted comes in brackets, or as if it were typed."""


class Screen(Protocol):
    """Where a student sits."""

    def show(self, blocks: list[Block]) -> None:
        """Show this, and nothing else."""

    def key(self, patience: float | None, *, typing: bool = False) -> str:
        """The next key, or RESIZED, also after so many seconds without one.

        While an answer is typed, a line comes whole, with its end, and q is a letter: what ends
        all is Ctrl-D.
        """

    def aside(self) -> AbstractContextManager[None]:
        """For as long as another program has the terminal."""


class Lines:
    """For pipes, and for terminals that can't be drawn on: a command per line, plain text.

    Where a question stands already only what is new is written: the answer.
    """

    def __init__(self) -> None:
        self._written = ""

    def show(self, blocks: list[Block]) -> None:
        text = plain(blocks)
        more = text.removeprefix(self._written)
        sys.stdout.write(f"{more.lstrip(chr(10))}\n" if more else "")
        sys.stdout.flush()
        self._written = text

    def key(self, patience: float | None, *, typing: bool = False) -> str:
        line = sys.stdin.readline()
        if not line:
            return CTRL_D if typing else END
        return f"{line.strip()}\n" if typing else line.strip()[:1] or "\n"

    @contextmanager
    def aside(self) -> Iterator[None]:
        yield


def is_drawable() -> bool:
    """Whether both ends are a terminal that can be drawn on."""
    ends = sys.stdin.isatty() and sys.stdout.isatty()
    return ends and os.environ.get("TERM") != "dumb"


def _show(blocks: list[Block]) -> None:
    width = os.get_terminal_size(sys.stdout.fileno()).columns
    color = not os.environ.get("NO_COLOR")
    _write(_CLEAR + drawn(blocks, width or 80, color=color).rstrip("\n"))


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if sys.platform == "win32":
    import msvcrt
    import time

    class Terminal:
        """The console of Windows; it doesn't say when it is resized, so its size is looked at."""

        def show(self, blocks: list[Block]) -> None:
            _show(blocks)
            self._size = os.get_terminal_size(sys.stdout.fileno())

        def key(self, patience: float | None, *, typing: bool = False) -> str:
            until = None if patience is None else time.monotonic() + patience
            while not msvcrt.kbhit():
                if until is not None and time.monotonic() > until:
                    return RESIZED
                if os.get_terminal_size(sys.stdout.fileno()) != self._size:
                    return RESIZED
                time.sleep(0.05)
            key = msvcrt.getwch()
            if key in {"\0", "\xe0"}:
                msvcrt.getwch()
                return RESIZED
            if key == "\x03":
                raise KeyboardInterrupt
            return END if key == CTRL_D and not typing else key

        @contextmanager
        def aside(self) -> Iterator[None]:
            yield

    @contextmanager
    def terminal() -> Iterator[Screen]:
        """The terminal, for as long as keys are read from it."""
        yield Terminal()
        print()  # noqa: T201  # what follows begins on a line of its own

else:
    import select
    import signal
    import termios
    import tty

    class Terminal:
        """A terminal that gives each key at once and doesn't echo it.

        Signals that call for drawing again (another size, back from Ctrl-Z) come through a pipe,
        so that waiting for a key ends at them and no key is lost.
        """

        def __init__(self, signals: int) -> None:
            self._signals = signals
            self._stdin = sys.stdin.fileno()
            self._before = termios.tcgetattr(self._stdin)
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            self._keys: deque[str] = deque()
            self._begun = ""

        def show(self, blocks: list[Block]) -> None:
            _show(blocks)

        def key(self, patience: float | None, *, typing: bool = False) -> str:
            while not self._keys:
                wait = keys.patience(self._begun) if self._begun else patience
                ready, _, _ = select.select([self._stdin, self._signals], [], [], wait)
                if not ready and not self._begun:
                    return RESIZED
                if not ready:
                    self._keys.append(self._begun)
                    self._begun = ""
                    continue
                if self._signals in ready:
                    os.read(self._signals, 1024)
                    tty.setcbreak(self._stdin, termios.TCSANOW)
                    return RESIZED
                data = os.read(self._stdin, 1024)
                if not data:
                    return CTRL_D if typing else END
                whole, self._begun = keys.split(self._begun + self._decoder.decode(data))
                self._keys += whole
            key = self._keys.popleft()
            return END if key == CTRL_D and not typing else key

        @contextmanager
        def aside(self) -> Iterator[None]:
            attributes = termios.tcgetattr(self._stdin)
            self._leave()
            try:
                yield
            finally:
                termios.tcsetattr(self._stdin, termios.TCSAFLUSH, attributes)
                _write(_BRACKETS)

        def _leave(self) -> None:
            _write(_NO_BRACKETS)
            termios.tcsetattr(self._stdin, termios.TCSADRAIN, self._before)

        def __enter__(self) -> Screen:
            tty.setcbreak(self._stdin, termios.TCSANOW)
            _write(_BRACKETS)
            return self

        def __exit__(self, *error: object) -> None:
            self._leave()
            print()  # noqa: T201  # what follows begins on a line of its own

    def _nothing(_number: int, _frame: FrameType | None) -> None:
        """That the signal came is told by the pipe."""

    def _end(number: int, _frame: FrameType | None) -> None:
        """End as the shell says it, with the terminal as it was."""
        sys.exit(128 + number)

    @contextmanager
    def terminal() -> Iterator[Screen]:
        """The terminal, for as long as keys are read from it."""
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        asked = {signal.SIGWINCH: _nothing, signal.SIGCONT: _nothing, signal.SIGTERM: _end}
        handlers = {number: signal.signal(number, act) for number, act in asked.items()}
        try:
            with Terminal(reading) as screen:
                yield screen
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(before)
            os.close(reading)
            os.close(writing)
