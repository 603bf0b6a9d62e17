"""A table: rows of texts, each with the number that a spreadsheet shows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from sonodeck.common.frozen import dataclass

MAX_BYTES = 16 * 1024 * 1024
"""The most that a file may have: as much as a sheet."""
MAX_COLUMNS = 256
MAX_ROWS = 100_000

Role = Literal["guid", "notetype", "deck", "tags"]
"""What Anki's own text exports say that a column is."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that isn't empty; ``number`` counts from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What was read of a file.

    ``names``: of its columns, where the file says them beside its rows; ``said``: how it was read,
    and what is worth knowing; ``headless``: it has no names and no row for them; ``deck`` and
    ``tags``: of all facts.
    """

    file: str
    rows: tuple[Row, ...]
    said: tuple[str, ...]
    names: tuple[str, ...] | None = None
    roles: Mapping[int, Role] = field(default_factory=dict)
    deck: str = ""
    tags: tuple[str, ...] = ()
    headless: bool = False

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


def letter(column: int) -> str:
    """The name that spreadsheets give to a column: A for 0, AA for 26."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name
