"""Doppler scenes: parameters → answer, reasoning and pictures. Knows nothing of the rest.

A scene is a frozen set of parameters of one family. What is asked about it, the answer and the
drawing are pure functions of them, computed by the physics in ``physics``; no answer is typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from sonodeck.doppler.parameters import values_of
from sonodeck.doppler.scene import Impossible, Scene

__all__ = ("FAMILIES", "Scene", "read")


class _Families(Mapping[str, type[Scene]]):
    """The families by the name that a scene gives for its ``family``: also that of their module.

    Each is loaded when it is first asked for: most decks have no scenes.
    """

    _CLASSES: Mapping[str, str] = {
        "direction": "Direction",
        "crossing": "Crossing",
        "bend": "Bend",
        "neighbours": "Neighbours",
        "bar": "ColorBar",
        "aliasing": "Aliasing",
        "reversal": "Reversal",
        "cures": "Cures",
        "spectrum": "Spectrum",
        "cursor": "Cursor",
        "equation": "Equation",
        "limit": "Limit",
    }

    def __getitem__(self, name: str) -> type[Scene]:
        known = self._CLASSES[name]
        family: type[Scene] = getattr(import_module(f"sonodeck.doppler.{name}"), known)
        return family

    def __iter__(self) -> Iterator[str]:
        return iter(self._CLASSES)

    def __len__(self) -> int:
        return len(self._CLASSES)


FAMILIES: Mapping[str, type[Scene]] = _Families()


def read(plain: Mapping[str, object]) -> Scene:
    """A scene from plain texts: ``family`` and its parameters.

    Raises Impossible for an unknown family or parameter, for a value out of its range, and for a
    scene that can't be.
    """
    name = plain.get("family", "")
    if not isinstance(name, str) or name not in FAMILIES:
        hint = f"one of: {', '.join(FAMILIES)}"
        message = f"there is no family {name!r}" if name else "the family is missing"
        raise Impossible("family" if name else "", message, hint)
    own = {key: value for key, value in plain.items() if key != "family"}
    family = FAMILIES[name]
    return family(**values_of(family, own))
