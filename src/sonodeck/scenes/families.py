"""The families of scenes: every file of a group, found by its name and loaded when asked for.

A group is a package in this folder (``doppler``), a family a file in it: one class, a ``Scene``,
with its parameters as fields. Nothing lists them, so a new family is one new file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from sonodeck.scenes.parameters import values_of
from sonodeck.scenes.scene import Impossible, Scene

_HERE = Path(__file__).parent


class _Families(Mapping[str, type[Scene]]):
    """The families by the name that a scene gives for its ``family``: also that of their file."""

    @cached_property
    def _modules(self) -> Mapping[str, str]:
        groups = [one.name for one in iter_modules([str(_HERE)]) if one.ispkg]
        return {
            one.name: f"{__package__}.{group}.{one.name}"
            for group in groups
            for one in iter_modules([str(_HERE / group)])
            if not one.ispkg
        }

    def __getitem__(self, name: str) -> type[Scene]:
        module = import_module(self._modules[name])
        (family,) = (
            one
            for one in vars(module).values()
            if isinstance(one, type)
            and issubclass(one, Scene)
            and one.__module__ == module.__name__
        )
        return family

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


FAMILIES: Mapping[str, type[Scene]] = _Families()


def read(plain: Mapping[str, object]) -> Scene:
    """A scene from plain texts: ``family`` and its parameters.

    Raises Impossible for an unknown family or parameter, for a value out of its range, and for a
    scene that can't be.
    """
    name = plain.get("family", "")
    if not isinstance(name, str) or name not in FAMILIES:
        near = get_close_matches(str(name), FAMILIES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"one of: {', '.join(FAMILIES)}"
        message = f"there is no family {name!r}" if name else "the family is missing"
        raise Impossible("family" if name else "", message, hint)
    own = {key: value for key, value in plain.items() if key != "family"}
    family = FAMILIES[name]
    return family(**values_of(family, own))
