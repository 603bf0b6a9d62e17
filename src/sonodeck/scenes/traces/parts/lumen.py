"""A straight vessel with its flow profile, and gates on steered beams across it.

r is in radii from midstream, straight across the vessel. Flow runs to the right, toward the
transducer: its beams meet it at 60 degrees.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from sonodeck.scenes import samplevolume, svg
from sonodeck.scenes.spectral import Plot
from sonodeck.scenes.svg import Point
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.tube import BLOOD, TISSUE, WALL

Gate: TypeAlias = Literal["middle", "wall", "whole"]
GATES: Mapping[Gate, tuple[float, float]] = {
    "middle": (-0.2, 0.2),
    "wall": (0.6, 1.0),
    "whole": (-1.0, 1.0),
}
"""From where to where each gate reaches across the vessel."""

_MIDDLE, _RADIUS = 62.0, 40.0
_LEFT, _RIGHT = 8.0, 312.0
_FLOW_AT, _LONG = 18.0, 50.0
STEER = -30.0
"""Of the beams; the vessel is level."""


def speed(r: float, exponent: float = 2) -> float:
    """The share of the highest velocity at a distance from midstream."""
    return float(1 - abs(r) ** exponent)


def speeds(gate: Gate) -> tuple[float, float]:
    """The slowest and the fastest share of the highest velocity in a gate."""
    first, last = GATES[gate]
    nearest = 0.0 if first <= 0 <= last else min(abs(first), abs(last))
    return speed(max(abs(first), abs(last))), speed(nearest)


def drawn() -> list[str]:
    """Tissue, walls, lumen."""
    edge = _RADIUS
    walls = [
        svg.polyline([(_LEFT, _MIDDLE + side * edge), (_RIGHT, _MIDDLE + side * edge)], WALL, 2)
        for side in (-1, 1)
    ]
    return [
        svg.rectangle(_LEFT, _MIDDLE - edge - 14, _RIGHT - _LEFT, 2 * edge + 28, TISSUE),
        svg.rectangle(_LEFT, _MIDDLE - edge, _RIGHT - _LEFT, 2 * edge, BLOOD),
        *walls,
    ]


def arrows() -> list[str]:
    """The parabolic profile at the left end: velocities as lengths."""
    places = [at / 10 for at in range(-10, 11)]
    tips = [(_FLOW_AT + _LONG * speed(r), _MIDDLE + r * _RADIUS) for r in places]
    parts = [svg.polyline(tips, screen.FLOW, 1.5)]
    for r in (-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75):
        y = _MIDDLE + r * _RADIUS
        tip = (_FLOW_AT + _LONG * speed(r), y)
        parts.append(svg.arrow((_FLOW_AT, y), tip, screen.FLOW, 1.2))
    return parts


def gates(places: Sequence[tuple[Gate, float, str]]) -> list[str]:
    """Gates, each on a beam that crosses midstream at x, with their letters."""
    parts, deep = [], math.cos(math.radians(STEER))
    for gate, x, name in places:
        first, last = GATES[gate]
        ends = (_RADIUS + 12) / deep
        parts.append(samplevolume.beam((x, _MIDDLE), ends, ends, STEER, screen.QUIET))
        parts += samplevolume.bars(
            _on_beam(x, (first + last) / 2), (last - first) * _RADIUS / deep, STEER, svg.INK
        )
        if name:
            parts.append(svg.text((x + 19, _MIDDLE + 4.5), name, bold=True))
    return parts


def _on_beam(x: float, r: float) -> Point:
    """Where the beam that crosses midstream at x is at a distance from there."""
    return x + r * _RADIUS * math.tan(math.radians(STEER)), _MIDDLE + r * _RADIUS


def reach(gate: Gate, x: float) -> list[str]:
    """What of the profile lies in a gate: a band from it to the profile."""
    first, last = GATES[gate]
    rs = [first + (last - first) * at / 20 for at in range(21)]
    tips: list[Point] = [(_FLOW_AT + _LONG * speed(r), _MIDDLE + r * _RADIUS) for r in rs]
    start: list[Point] = [(_FLOW_AT, y) for _, y in tips]
    lines = [
        svg.polyline([(_FLOW_AT, _MIDDLE + r * _RADIUS), _on_beam(x, r)], screen.MARK, 1, "3 3")
        for r in (first, last)
    ]  # fmt: skip
    return [svg.polygon([*tips, *reversed(start)], screen.MARK, 'fill-opacity="0.5"'), *lines]


def inset(place: Plot, exponent: float) -> list[str]:
    """A small profile with this exponent, below a spectrum."""
    middle, radius, left = place.top + place.height + 72, 17.0, place.left + 30
    rs = [at / 20 for at in range(-20, 21)]
    tips: list[Point] = [(left + 40 * speed(r, exponent), middle + r * radius) for r in rs]
    walls = [
        svg.polyline([(left - 6, middle + side * radius), (left + 48, middle + side * radius)],
                     WALL, 1.5)
        for side in (-1, 1)
    ]  # fmt: skip
    return [
        svg.polygon([(left, middle - radius), *tips, (left, middle + radius)], screen.MARK,
                    'fill-opacity="0.6"'),
        *walls,
    ]  # fmt: skip
