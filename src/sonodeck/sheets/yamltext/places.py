"""Where keys and values stand: kept small, for there are as many as there are words in a deck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from struct import pack, unpack_from

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass

Stretch = int
"""Line, column (both from 0) and width in one number of 64 bits: a third of the memory of three."""

_BITS = 20
_MASK = (1 << _BITS) - 1


def stretch(line: int, column: int, width: int) -> Stretch:
    """Columns and widths beyond a million count as a million; a file has at most 2**24 lines."""
    if column > _MASK or width > _MASK:
        column, width = min(column, _MASK), min(width, _MASK)
    return line << 2 * _BITS | column << _BITS | width


def place(path: str, at: Stretch) -> Place:
    """A stretch of a file as people count."""
    line, column, width = at >> 2 * _BITS, at >> _BITS & _MASK, at & _MASK
    return Place(path, line + 1, column + 1, width)


@dataclass(slots=True)
class Marks:
    """Where a map or list begins, and where its keys and its values stand."""

    line: int
    column: int
    keys: dict[str, Stretch] = field(default_factory=dict)
    children: dict[str | int, Stretch | Marks] = field(default_factory=dict)


NOWHERE: Stretch = stretch(0, 0, 1)


def _place(path: str, mark: Stretch | Marks) -> Place:
    if isinstance(mark, Marks):
        return Place(path, mark.line + 1, mark.column + 1, 1)
    return place(path, mark)


def _child(mark: Stretch | Marks, step: str | int) -> Stretch | Marks | None:
    return mark.children.get(step) if isinstance(mark, Marks) else None


@dataclass(frozen=True, slots=True)
class Places:
    """The place of every key and value of one file; of what isn't there, the nearest one."""

    path: str
    root: Stretch | Marks

    def value(self, *where: str | int) -> Place:
        """The place of the value at ``where``, as in ``value("facts", 0, "name")``."""
        mark = self.root
        for step in where:
            below = _child(mark, step)
            if below is None:
                return self.key(*where) if step == where[-1] else _place(self.path, mark)
            mark = below
        return _place(self.path, mark)

    def key(self, *where: str | int) -> Place:
        """The place of the key that leads to ``where``; for an item of a list, of the item."""
        mark = self.root
        for step in where[:-1]:
            below = _child(mark, step)
            if below is None:
                return _place(self.path, mark)
            mark = below
        if not where or not isinstance(mark, Marks):
            return _place(self.path, mark)
        last = where[-1]
        if isinstance(last, str) and last in mark.keys:
            return place(self.path, mark.keys[last])
        return _place(self.path, mark.children.get(last, mark))

    def has(self, *where: str | int) -> bool:
        """Whether a value stands at ``where``."""
        return self._at(*where) is not None

    def keys(self, *where: str | int) -> tuple[str, ...]:
        """The keys of the map at ``where`` as written, those with an empty value included."""
        mark = self._at(*where)
        return tuple(mark.keys) if isinstance(mark, Marks) else ()

    def below(self, *where: str | int) -> Mapping[str, Place]:
        """The places of all values in the map at ``where``, by key."""
        mark = self._at(*where)
        return _Below(self.path, mark.children if isinstance(mark, Marks) else {})

    def _at(self, *where: str | int) -> Stretch | Marks | None:
        mark: Stretch | Marks | None = self.root
        for step in where:
            mark = None if mark is None else _child(mark, step)
        return mark


class _Below(Mapping[str, Place]):
    """The places of the values of one map, made when they are asked for.

    They are kept as bytes, eight for each: half of what an array takes for so few.
    """

    __slots__ = ("_at", "_keys", "_path")

    def __init__(self, path: str, children: Mapping[str | int, Stretch | Marks]) -> None:
        self._path = path
        self._keys = _shared(tuple(map(str, children)))
        self._at = pack(f"{len(children)}Q", *map(_begin, children.values()))

    def __getitem__(self, key: str) -> Place:
        try:
            at = 8 * self._keys.index(key)
        except ValueError:
            raise KeyError(key) from None
        return place(self._path, *unpack_from("Q", self._at, at))

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@lru_cache
def _shared(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The same keys as one object: most facts of a sheet have the same ones."""
    return keys


def _begin(mark: Stretch | Marks) -> Stretch:
    return mark if isinstance(mark, int) else stretch(mark.line, mark.column, 1)
