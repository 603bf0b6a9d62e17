"""Code and math in a text: they bind tighter than everything, so all else looks around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from sonodeck.common.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text as written, and what is inside of its signs."""

    kind: Literal["text", "code", "block", "math", "stars", "break"]
    written: str
    inside: str


_OPENING = re.compile(r"`+|\\\(")


def spans(text: str) -> Iterator[Span]:
    r"""Cut a text at its code and math: the stretches between are ``text``.

    Backticks are closed by as many backticks, ``\(`` by the next ``\)``; whatever opens first wins.
    What is never closed, or holds nothing, is ordinary text. Linear: each kind of closing sign is
    looked for in vain only once.
    """
    start, look = 0, 0
    closing = _Closing(text)
    while opening := _OPENING.search(text, look):
        end = closing.of(opening)
        if end is None:
            look = opening.end()
            continue
        if start < opening.start():
            yield _as_text(text[start : opening.start()])
        start = look = end
        yield _protected(text[opening.start() : end], opening.group())
    if start < len(text):
        yield _as_text(text[start:])


def _as_text(text: str) -> Span:
    return Span("text", text, text)


class _Closing:
    """Where what opens is closed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._math = True
        self._same: dict[int, re.Match[str]] = {}
        latest: dict[int, re.Match[str]] = {}
        for run in reversed(list(re.finditer("`+", text))):
            size = len(run.group())
            if size in latest:
                self._same[run.start()] = latest[size]
            latest[size] = run

    def of(self, opening: re.Match[str]) -> int | None:
        """The end of the closing sign; None where there is none or nothing stands between."""
        if opening.group() != "\\(":
            run = self._same.get(opening.start())
            return None if run is None else run.end()
        end = self._text.find("\\)", opening.end()) if self._math else -1
        if end < 0:
            self._math = False
        return None if end <= opening.end() else end + 2


_FENCED = re.compile(r"[ \t]*[A-Za-z0-9+#._-]*[ \t]*\n(.*?)(?:\n[ \t]*)?", re.DOTALL)


def _protected(written: str, opening: str) -> Span:
    if opening == "\\(":
        return Span("math", written, written[2:-2])
    size = len(opening)
    inside = written[size:-size]
    fenced = _FENCED.fullmatch(inside) if size >= 3 else None
    if fenced:
        return Span("block", written, fenced[1])
    if size > 1 and inside[0] == inside[-1] == " " and inside.strip():
        inside = inside[1:-1]
    return Span("code", written, inside)
