"""Doppler scenes: parameters → answer, reasoning and pictures. Knows nothing of the rest.

A scene is a frozen set of parameters of one family. What is asked about it, the answer and the
drawing are pure functions of them, computed by the physics in ``physics``; no answer is typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias, assert_never

from sonodeck.doppler import (
    aliasing,
    bar,
    bend,
    crossing,
    cures,
    cursor,
    direction,
    equation,
    limit,
    neighbours,
    reversal,
    spectrum,
)
from sonodeck.doppler.aliasing import Aliasing
from sonodeck.doppler.bar import ColorBar
from sonodeck.doppler.bend import Bend
from sonodeck.doppler.crossing import Crossing
from sonodeck.doppler.cures import Cures
from sonodeck.doppler.cursor import Cursor
from sonodeck.doppler.direction import Direction
from sonodeck.doppler.equation import Equation
from sonodeck.doppler.limit import Limit
from sonodeck.doppler.neighbours import Neighbours
from sonodeck.doppler.parameters import values_of
from sonodeck.doppler.reversal import Reversal
from sonodeck.doppler.scene import Drawing, Impossible, Solution
from sonodeck.doppler.spectrum import Spectrum

Scene: TypeAlias = (
    Direction
    | Crossing
    | Bend
    | Neighbours
    | ColorBar
    | Aliasing
    | Reversal
    | Cures
    | Spectrum
    | Cursor
    | Equation
    | Limit
)

FAMILIES: Mapping[str, type[Scene]] = MappingProxyType(
    {
        "direction": Direction,
        "crossing": Crossing,
        "bend": Bend,
        "neighbours": Neighbours,
        "bar": ColorBar,
        "aliasing": Aliasing,
        "reversal": Reversal,
        "cures": Cures,
        "spectrum": Spectrum,
        "cursor": Cursor,
        "equation": Equation,
        "limit": Limit,
    }
)
"""The families by the name that a scene gives for its ``family``."""


def read(plain: Mapping[str, object]) -> Scene:
    """A scene from plain texts: ``family`` and its parameters.

    Raises Impossible for an unknown family or parameter, for a value out of its range, and for a
    scene that can't be.
    """
    family = plain.get("family", "")
    if not isinstance(family, str) or family not in FAMILIES:
        hint = f"one of: {', '.join(FAMILIES)}"
        message = f"there is no family {family!r}" if family else "the family is missing"
        raise Impossible("family" if family else "", message, hint)
    own = {name: value for name, value in plain.items() if name != "family"}
    made: Any = FAMILIES[family]
    scene: Scene = made(**values_of(made, own))
    return scene


def solve(scene: Scene) -> Solution:  # noqa: C901, PLR0911 - one line for each family
    """What is asked about a scene, its answer, and why."""
    match scene:
        case Direction():
            return direction.solve(scene)
        case Crossing():
            return crossing.solve(scene)
        case Bend():
            return bend.solve(scene)
        case Neighbours():
            return neighbours.solve(scene)
        case ColorBar():
            return bar.solve(scene)
        case Aliasing():
            return aliasing.solve(scene)
        case Reversal():
            return reversal.solve(scene)
        case Cures():
            return cures.solve(scene)
        case Spectrum():
            return spectrum.solve(scene)
        case Cursor():
            return cursor.solve(scene)
        case Equation():
            return equation.solve(scene)
        case Limit():
            return limit.solve(scene)
    assert_never(scene)


def draw(scene: Scene) -> Drawing:  # noqa: C901, PLR0911 - one line for each family
    """The pictures of a scene, and what they show in words."""
    match scene:
        case Direction():
            return direction.draw(scene)
        case Crossing():
            return crossing.draw(scene)
        case Bend():
            return bend.draw(scene)
        case Neighbours():
            return neighbours.draw(scene)
        case ColorBar():
            return bar.draw(scene)
        case Aliasing():
            return aliasing.draw(scene)
        case Reversal():
            return reversal.draw(scene)
        case Cures():
            return cures.draw(scene)
        case Spectrum():
            return spectrum.draw(scene)
        case Cursor():
            return cursor.draw(scene)
        case Equation():
            return equation.draw(scene)
        case Limit():
            return limit.draw(scene)
    assert_never(scene)
