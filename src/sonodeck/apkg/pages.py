"""The bytes of an SQLite file that carry no data, made equal on every machine.

Two SQLite libraries write the same rows with different leftovers: counters and their version in the
header, old content in the unused parts of b-tree pages. Layout: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

from pathlib import Path

SIZE = 4096
"""Bytes of a page."""

_HEADER = 100
_CHANGE_COUNTER = slice(24, 28)
_SCHEMA_COOKIE = slice(40, 44)
_VALID_FOR = slice(92, 96)
_VERSION = slice(96, 100)
_LEAVES = frozenset({0x0A, 0x0D})
_INTERIOR = frozenset({0x02, 0x05})


def make_reproducible(path: Path) -> None:
    """Rewrite a vacuumed database page by page. Raises ValueError if it isn't one."""
    with path.open("r+b") as stream:
        number = 0
        while page := bytearray(stream.read(SIZE)):
            if number == 0:
                _fix_header(page)
            before = bytes(page)
            _zero_unused(page, _HEADER if number == 0 else 0)
            if number == 0 or page != before:
                stream.seek(number * SIZE)
                stream.write(page)
            number += 1


def _fix_header(page: bytearray) -> None:
    if page[:16] != b"SQLite format 3\0" or int.from_bytes(page[16:18], "big") != SIZE:
        raise ValueError(f"not a database with pages of {SIZE} bytes")
    page[_CHANGE_COUNTER] = page[_VALID_FOR] = page[_SCHEMA_COOKIE] = (1).to_bytes(4, "big")
    page[_VERSION] = (3_040_000).to_bytes(4, "big")


def _zero_unused(page: bytearray, start: int) -> None:
    """Zero the gap between cell pointers and cells, and the blocks freed between cells.

    Pages that hold the tail of a long row are no b-tree pages. Their first byte is that of a page
    number, which is 0 in any file below 64 GiB.
    """
    kind = page[start]
    if kind not in _LEAVES | _INTERIOR:
        return
    cells = int.from_bytes(page[start + 3 : start + 5], "big")
    content = int.from_bytes(page[start + 5 : start + 7], "big") or 65536
    pointers = start + (8 if kind in _LEAVES else 12) + 2 * cells
    page[pointers:content] = bytes(max(0, content - pointers))
    block = int.from_bytes(page[start + 1 : start + 3], "big")
    while block:
        following, size = (
            int.from_bytes(page[block + at : block + at + 2], "big") for at in (0, 2)
        )
        page[block + 4 : block + size] = bytes(max(0, size - 4))
        block = following
