"""A bar on the terminal for whatever takes over a second; nothing where nobody watches."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from sonodeck.common.signs import one_line

DELAY = 1.0
"""Seconds before the bar appears."""


class _Delayed:
    """A bar that begins after a while, in its own thread, so that quick work never sees it.

    The bar is made before: an import in the thread would wait for the work it should show.
    """

    def __init__(self, total: int) -> None:
        self._bar = _Rich(total)
        self._at = (0, "")
        self._lock = threading.Lock()
        self._ended = False
        self._shown: _Rich | None = None
        self._timer = threading.Timer(DELAY, self._begin)
        self._timer.daemon = True
        self._timer.start()

    def move(self, done: int, now_at: str) -> None:
        with self._lock:
            self._at = (done, now_at)
            if self._shown is not None:
                self._shown.move(*self._at)

    def end(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._shown is not None:
                self._shown.end()

    def _begin(self) -> None:
        with self._lock:
            if not self._ended:
                self._shown = self._bar
                self._shown.begin(*self._at)


class _Rich:
    """The bar itself; it moves by itself where there is only one thing to count."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=total if total > 1 else None)

    def begin(self, done: int, now_at: str) -> None:
        self.move(done, now_at)
        self._progress.start()

    def move(self, done: int, now_at: str) -> None:
        self._progress.update(self._task, completed=done, description=now_at)

    def end(self) -> None:
        self._progress.stop()


def watched(folders: Sequence[Path]) -> Iterable[Path]:
    """The folders one by one, with a bar on stderr while the work on them takes long."""
    if not sys.stderr.isatty():
        yield from folders
        return
    bar = _Delayed(len(folders))
    try:
        for done, folder in enumerate(folders):
            bar.move(done, one_line(str(folder)))
            yield folder
    finally:
        bar.end()
