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

        def made(cls):
            cls.__repr__ = _shown
            return dataclasses.dataclass(
                cls, repr=False, eq=eq, unsafe_hash=frozen and eq, **options
            )

        return made if cls is None else made(cls)

    def _shown(self):
        """What ``dataclasses`` would compile for each class anew, though few are ever shown."""
        fields = (field.name for field in dataclasses.fields(self) if field.repr)
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
        return f"{type(self).__qualname__}({values})"
