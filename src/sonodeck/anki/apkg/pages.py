"""The bytes of an SQLite file that carry no data, made equal on every machine.

Two SQLite libraries write the same rows with different leftovers: counters and their version in the
header, old content in the unused parts of pages. Layout: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from struct import unpack_from
from typing import BinaryIO

SIZE = 4096
"""Bytes of a page."""

_HEADER = 100
_RESERVED = 20
_CHANGE_COUNTER = slice(24, 28)
_SCHEMA_COOKIE = slice(40, 44)
_VALID_FOR = slice(92, 96)
_VERSION = slice(96, 100)

_INDEX_INTERIOR, _TABLE_INTERIOR, _INDEX_LEAF, _TABLE_LEAF = 0x02, 0x05, 0x0A, 0x0D
_INTERIOR = frozenset({_INDEX_INTERIOR, _TABLE_INTERIOR})
_KINDS = _INTERIOR | {_INDEX_LEAF, _TABLE_LEAF}

# How much of a row stays on its b-tree page (section 1.6 of the layout).
_MOST_IN_TABLE = SIZE - 35
_MOST_IN_INDEX = (SIZE - 12) * 64 // 255 - 23
_LEAST = (SIZE - 12) * 32 // 255 - 23
_OVERFLOW = SIZE - 4
# A row shorter than this has no part on other pages; its length's first byte is below _LONG.
_LONG = 0x80 | _MOST_IN_INDEX >> 7


def make_reproducible(path: Path) -> None:
    """Rewrite a vacuumed database page by page. Raises ValueError if it isn't one."""
    tails: list[tuple[int, int]] = []
    with path.open("r+b") as stream:
        number = 0
        while page := bytearray(stream.read(SIZE)):
            before = bytes(page)
            if number == 0:
                _fix_header(page)
            tails += _zero_unused(page, _HEADER if number == 0 else 0)
            if page != before:
                stream.seek(number * SIZE)
                stream.write(page)
            number += 1
        for first, size in tails:
            _zero_after(stream, first, size)


def _fix_header(page: bytearray) -> None:
    if page[:16] != b"SQLite format 3\0" or _uint(page, 16, 2) != SIZE or page[_RESERVED]:
        raise ValueError(f"not a database with a page size of {SIZE} bytes")
    page[_CHANGE_COUNTER] = page[_VALID_FOR] = page[_SCHEMA_COOKIE] = (1).to_bytes(4, "big")
    page[_VERSION] = (3_040_000).to_bytes(4, "big")


def _zero_unused(page: bytearray, start: int) -> list[tuple[int, int]]:
    """Zero what belongs to no cell; gives the overflow chains: first page, bytes in the chain.

    Pages that hold the tail of a long row are no b-tree pages. Their first byte is that of a page
    number, which is 0 in any file below 64 GiB.
    """
    kind = page[start]
    if kind not in _KINDS:
        return []
    header = start + (12 if kind in _INTERIOR else 8)
    count = _uint(page, start + 3, 2)
    pointers = unpack_from(f">{count}H", page, header)
    free = header + 2 * count
    content = min(pointers, default=SIZE)
    block, fragmented = _uint(page, start + 1, 2), page[start + 7]
    length = 4 if kind in _INTERIOR else 0
    if not (block or fragmented or any(page[cell + length] >= _LONG for cell in pointers)):
        page[free:content] = bytes(content - free)
        return []
    ends = {cell: _cell(page, kind, cell) for cell in pointers}
    used = [(cell, end) for cell, (end, _) in ends.items()]
    used += ((one, one + 4) for one in _freed(page, block))
    _zero_between(page, [(start, free), *sorted(used), (SIZE, SIZE)])
    return [(_uint(page, end - 4, 4), beyond) for end, beyond in ends.values() if beyond]


def _zero_between(page: bytearray, used: Iterable[tuple[int, int]]) -> None:
    for (_, end), (following, _) in pairwise(used):
        page[end:following] = bytes(following - end)


def _freed(page: bytearray, block: int) -> Iterator[int]:
    """The chain of freed blocks: each begins with the place of the next one, and its own size."""
    while block:
        yield block
        block = _uint(page, block, 2)


def _cell(page: bytearray, kind: int, at: int) -> tuple[int, int]:
    """Where a cell ends, and how many bytes of its row lie on other pages."""
    first = at
    if kind in _INTERIOR:
        at += 4
    size, at = _varint(page, at)
    if kind == _TABLE_INTERIOR:  # what was read is a row's id; there is no content
        return at, 0
    if kind == _TABLE_LEAF:
        _, at = _varint(page, at)
    most = _MOST_IN_TABLE if kind == _TABLE_LEAF else _MOST_IN_INDEX
    if size <= most:
        return max(at + size, first + 4), 0  # no cell is below four bytes
    here = _LEAST + (size - _LEAST) % _OVERFLOW
    if here > most:
        here = _LEAST
    return at + here + 4, size - here


def _zero_after(stream: BinaryIO, page: int, size: int) -> None:
    """Zero what the last page of an overflow chain of ``size`` bytes has behind them."""
    while size > _OVERFLOW:
        stream.seek((page - 1) * SIZE)
        page = int.from_bytes(stream.read(4), "big")
        size -= _OVERFLOW
    stream.seek((page - 1) * SIZE + 4 + size)
    stream.write(bytes(_OVERFLOW - size))


def _varint(page: bytearray, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, the high bit saying that more follow; and where it ends."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | page[place] & 0x7F
        if page[place] < 0x80:
            return value, place + 1
    return value << 8 | page[at + 8], at + 9


def _uint(page: bytearray, at: int, size: int) -> int:
    return int.from_bytes(page[at : at + size], "big")
