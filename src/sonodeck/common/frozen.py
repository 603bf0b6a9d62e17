"""``dataclass`` for values that are frozen to the type checker, and quick when it counts.

Python's own frozen dataclass guards every value again when the program runs, and pays for that by
setting each field through ``object.__setattr__``: three times the cost of making a value, and we
make dozens for each note. mypy, which every change has to pass, finds an assignment to a field of
a frozen value without running anything, so here the guard is left to it.

It also writes and compiles four methods for each class, at every start of the program. Here that is
done for ``__init__`` only; the others are the same for all classes but for the fields they look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ("dataclass",)

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter

    def dataclass(cls=None, /, *, frozen=False, eq=True, order=False, **options):
        """As ``dataclasses.dataclass``; ``frozen`` gives a hash, and no guard."""

        def made(cls):
            known = dataclasses.dataclass(cls, repr=False, eq=order, order=order, **options)
            known.__repr__ = _shown
            if eq:
                _compare(known, frozen=frozen)
            return known

        return made if cls is None else made(cls)

    def _compare(cls, *, frozen):
        names = [field.name for field in dataclasses.fields(cls) if field.compare]
        of = attrgetter(*names) if names else lambda _: ()

        def __eq__(self, other):  # noqa: N807 - for the class
            return of(self) == of(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self):  # noqa: N807 - for the class
            return hash(of(self))

        cls.__eq__ = __eq__
        cls.__hash__ = __hash__ if frozen else None

    def _shown(self):
        fields = (field.name for field in dataclasses.fields(self) if field.repr)
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
        return f"{type(self).__qualname__}({values})"
