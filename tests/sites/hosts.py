"""A web host on this machine that has its moods, file by file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from tests.browsing import Handler, Host, hosted

Mood = Literal[
    "drops",
    "refuses",
    "fails",
    "hangs",
    "stalls",
    "leads to a login",
    "gives a page instead",
]

PAGE = b"<!doctype html><title>Log in</title>"


class Moody:
    """A host of a site; like many it lets browsers show for ten minutes what they have seen.

    ``moods`` are by the pattern of a file's name (the folder's page is ""); the first that fits
    counts. ``asked`` are the names that were asked for.
    """

    def __init__(self, *, vary: str = "Accept-Encoding") -> None:
        self.moods: dict[str, Mood] = {}
        self.asked: list[str] = []
        self._vary = vary
        self._end = threading.Event()

    @contextmanager
    def gone(self) -> Iterator[None]:
        """As if there were no network: every connection is closed without an answer."""
        before, self.moods = self.moods, {"*": "drops"}
        try:
            yield
        finally:
            self.moods = before

    @contextmanager
    def hosting(self, folder: Path) -> Iterator[Host]:
        moody = self

        class Moods(Handler):
            def end_headers(self) -> None:
                self.send_header("Cache-Control", "max-age=600")
                self.send_header("Vary", moody._vary)
                super().end_headers()

            def do_GET(self) -> None:  # noqa: N802
                name = self.path.partition("?")[0].removeprefix("/")
                moody.asked.append(name)
                fitting = (mood for one, mood in moody.moods.items() if fnmatch(name, one))
                mood = next(fitting, None)
                if mood is None:
                    super().do_GET()
                else:
                    moody._answer(self, mood)

        try:
            with hosted(folder, Moods) as host:
                yield host
        finally:
            self._end.set()

    def _answer(self, handler: Handler, mood: Mood) -> None:
        match mood:
            case "drops":
                handler.close_connection = True
            case "refuses":
                handler.send_error(404)
            case "fails":
                handler.send_error(503)
            case "hangs":
                self._end.wait()
            case "stalls":
                _begin(handler, 1_000_000)
                self._end.wait()
            case "leads to a login":
                handler.send_response(302)
                handler.send_header("Location", "/login.html")
                handler.end_headers()
            case "gives a page instead":
                _begin(handler, len(PAGE))
                handler.wfile.write(PAGE)


def _begin(handler: Handler, length: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.flush()
