"""Stars: which of them open and close bold and italic, and which are only stars."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import Literal

from sonodeck.sheets.markup.spans import Span, spans

_STARS_OR_BREAK = re.compile(r"(\*+|\n)")


def tokens_of(text: str) -> list[Span]:
    """Code, math, runs of stars, line breaks, and the text between them."""
    tokens = []
    for span in spans(text):
        if span.kind != "text":
            tokens.append(span)
            continue
        for piece in filter(None, _STARS_OR_BREAK.split(span.written)):
            kind: Literal["break", "stars", "text"] = (
                "break" if piece == "\n" else "stars" if piece[0] == "*" else "text"
            )
            tokens.append(Span(kind, piece, piece))
    return tokens


class Run:
    """A run of stars: how many are left as stars, and what it opens or closes, inside out."""

    __slots__ = ("at", "closes", "left", "opens")

    def __init__(self, at: int, left: int) -> None:
        self.at = at
        self.left = left
        self.opens: list[int] = []
        self.closes: list[int] = []


TAGS = {1: ("<i>", "</i>"), 2: ("<b>", "</b>"), 3: ("<b><i>", "</i></b>")}
# Stars behind these are no beginning: 2*3*4, p*-value, (a+b)*c*d.
_NO_BEGINNING_AFTER = re.compile("[A-Za-z0-9\u00b2\u00b3\u00b9\u00c0-\u024f\u0370-\u052f)\\]}%°′`]")
_NO_BEGINNING_BEFORE = frozenset(")]}.,;:!?")
_NO_END_AFTER = frozenset("([{")


def emphasis(tokens: Sequence[Span]) -> dict[int, Run]:
    """What each run of stars opens and closes, by its place; they nest.

    Stars open where they stand before a word and close where they stand behind one; as many close
    as opened, and three are two and one.
    """
    found: dict[int, Run] = {}
    opened = _Open()
    for at, token in enumerate(tokens):
        if token.kind != "stars":
            continue
        before = tokens[at - 1].written[-1] if at else " "
        after = tokens[at + 1].written[0] if at + 1 < len(tokens) else " "
        run = found[at] = Run(at, len(token.written))
        if run.left > 3:
            continue
        if not before.isspace() and before not in _NO_END_AFTER:
            _close(run, opened)
        begins = not after.isspace() and after not in _NO_BEGINNING_BEFORE
        if run.left and begins and not _NO_BEGINNING_AFTER.match(before):
            opened.push(run)
    return found


class _Open:
    """The runs that may still be closed, the latest last; each is pushed and popped once."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._count = {1: 0, 2: 0, 3: 0}

    def push(self, run: Run) -> None:
        self._runs.append(run)
        self._count[run.left] += 1

    def latest(self, fitting: Collection[int]) -> Run | None:
        """The latest run of a fitting length; what was opened since then stays a sign."""
        if not any(self._count[length] for length in fitting):
            return None
        while True:
            run = self._runs.pop()
            self._count[run.left] -= 1
            if run.left in fitting:
                return run


def _close(run: Run, opened: _Open) -> None:
    """Close what fits: as many stars as opened, or two and one of three."""
    while run.left:
        opener = opened.latest({1, 2, 3} if run.left == 3 else {run.left, 3})
        if opener is None:
            return
        size = min(opener.left, run.left)
        opener.opens.append(size)
        run.closes.append(size)
        opener.left -= size
        run.left -= size
        if opener.left:
            opened.push(opener)


def pairs(tokens: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The places in the text of the runs of stars that belong together."""
    starts = [0, *accumulate(len(token.written) for token in tokens)]
    opened: list[int] = []
    for at, run in emphasis(tokens).items():
        for _ in run.closes:
            yield opened.pop(), starts[at]
        opened += [starts[at]] * len(run.opens)
