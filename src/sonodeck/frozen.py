"""``dataclass`` for values that are frozen to the type checker, and quick to make when it counts.

Python's own frozen dataclass guards every value again when the program runs, and pays for that by
setting each field through ``object.__setattr__``: three times the cost of making a value, and we
make dozens for each note. mypy, which every change has to pass, finds an assignment to a field of
a frozen value without running anything, so here the guard is left to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ("dataclass",)

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    def dataclass(cls=None, /, *, frozen=False, eq=True, **options):
        """As ``dataclasses.dataclass``; ``frozen`` gives a hash, and no guard."""
        return dataclasses.dataclass(cls, eq=eq, unsafe_hash=frozen and eq, **options)
