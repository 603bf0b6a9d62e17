"""A beam and the sample volume on it, as every duplex screen draws them.

``steer``: the tilt of the beam from straight down, degrees (positive: to the right with depth).
The two bars of a sample volume always lie across the beam.
"""

from __future__ import annotations

from sonodeck.scenes import svg
from sonodeck.scenes.svg import Point


def beam(at: Point, above: float, below: float, steer: float, ink: str) -> str:
    """The beam through a place, from so many pixels above it to so many below, along the beam."""
    ends = [svg.polar(at, length, steer) for length in (-above, below)]
    return svg.polyline(ends, ink, 1, "2 3")


def bars(
    at: Point, length: float, steer: float, ink: str, *, half: float = 7, width: float = 2
) -> list[str]:
    """The ends of a sample volume around a place, ``length`` pixels apart along the beam."""
    drawn = []
    for side in (-1, 1):
        end = svg.polar(at, side * length / 2, steer)
        across = [svg.polar(end, reach, steer + 90) for reach in (-half, half)]
        drawn.append(svg.polyline(across, ink, width))
    return drawn
