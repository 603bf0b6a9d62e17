"""Blocks as text: wrapped and colored for a terminal, plain for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import assert_never

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sonodeck.common.signs import visible
from sonodeck.study.quiz.view import Block, Gap, Line, Row, Rule, Style

WIDEST = 88
"""Columns beyond which lines are hard to read."""

_STYLES: Mapping[Style, str] = {
    "quiet": "dim",
    "plain": "",
    "strong": "bold",
    "right": "bold green",
    "wrong": "bold red",
    "keys": "dim",
    "note": "yellow",
}
_BETWEEN: Mapping[Style, str] = {"strong": "   "}


def drawn(blocks: Iterable[Block], width: int, *, color: bool) -> str:
    """Blocks for a terminal of so many columns; without color they keep bold and dim."""
    console = Console(
        file=StringIO(),
        width=max(1, width),
        force_terminal=True,
        color_system="standard",
        no_color=not color,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for line in _lines(blocks, min(max(1, width), WIDEST), console):
            console.print(line, soft_wrap=True)
    return capture.get()


def plain(blocks: Iterable[Block]) -> str:
    """Blocks as lines that nothing wraps, without the keys of a terminal."""
    shown = []
    for block in blocks:
        match block:
            case Line(text, _, lead):
                indent = " " * len(lead)
                shown.append(lead + text.replace("\n", f"\n{indent}"))
            case Row(_, "keys"):
                continue
            case Row(texts, style):
                shown.append(_BETWEEN.get(style, " · ").join(texts))
            case Rule():
                shown.append("-" * 8)
            case Gap():
                shown.append("")
            case _:
                assert_never(block)
    return visible("\n".join(shown)).rstrip("\n") + "\n"


def _lines(blocks: Iterable[Block], width: int, console: Console) -> Iterator[Text]:
    for block in blocks:
        match block:
            case Line(text, style, lead):
                yield from _wrapped(text, lead, style, width, console)
            case Row(texts, style):
                for line in _side_by_side(texts, _BETWEEN.get(style, " · "), width):
                    yield from _wrapped(line, "", style, width, console)
            case Rule():
                yield Text("─" * width, "dim")
            case Gap():
                yield Text()
            case _:
                assert_never(block)


def _wrapped(text: str, lead: str, style: Style, width: int, console: Console) -> Iterator[Text]:
    """The lines of a text that hang from its lead; on a narrow terminal the lead stands alone."""
    hang = cell_len(lead)
    if hang > width // 2:
        yield Text(lead.rstrip(), _STYLES["strong"])
        lead, hang = "  ", 2
    for line in Text(visible(text)).wrap(console, max(1, width - hang), overflow="fold"):
        line.rstrip()
        yield Text(lead + line.plain, _STYLES[style])
        lead = " " * hang


def _side_by_side(texts: Sequence[str], between: str, width: int) -> Iterator[str]:
    line = ""
    for text in texts:
        if line and cell_len(line + between + text) > width:
            yield line
            line = text
        else:
            line = line + between + text if line else text
    yield line
