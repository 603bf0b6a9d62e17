"""A vessel whose angle to the beam changes along it: its colors and what is drawn of them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import itemgetter

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen
from sonodeck.scenes.doppler.parts.colors import Bar, Shade
from sonodeck.scenes.doppler.parts.physics import along_beam
from sonodeck.scenes.svg import Point

_ARCH = 2.1
"""Half the width in cm over which a bent vessel sags once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Blood in a vessel, seen along its middle line from left to right.

    ``steer`` and ``slope`` give the tilt of the beam and of the vessel at a point (degrees),
    ``speed`` that of the blood at a share of the way (cm/s, positive to the right).
    """

    line: Sequence[Point]
    steer: Callable[[Point], float]
    slope: Callable[[Point], float]
    speed: Callable[[float], float]

    def point(self, share: float) -> Point:
        """A place on the line; shares run evenly from its left to its right end."""
        left, right = self.line[0][0], self.line[-1][0]
        x = left + share * (right - left)
        after = bisect_left(self.line, x, lo=1, key=itemgetter(0))
        if after == len(self.line):
            return self.line[-1]
        (ax, ay), (bx, by) = self.line[after - 1 : after + 1]
        return x, ay + (by - ay) * (x - ax) / (bx - ax)

    def rightward(self, share: float) -> float:
        """The part along the beam of a flow to the right, from -1 to 1, positive away."""
        point = self.point(share)
        return along_beam(self.steer(point), self.slope(point))

    def velocity(self, share: float) -> float:
        """In cm/s along the beam, positive toward the probe."""
        return -self.speed(share) * self.rightward(share)

    def perpendicular(self) -> float | None:
        """The share of the way at which the beam meets the vessel at 90 degrees, if anywhere."""
        low, high = 0.0, 1.0
        if self.rightward(low) * self.rightward(high) > 0:
            return None
        rising = self.rightward(high) > 0
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (low, middle) if (self.rightward(middle) > 0) == rising else (middle, high)
        return round((low + high) / 2, 4)


def color(stream: Stream, bar: Bar, wall_filter: float, outline: Sequence[Point]) -> list[str]:
    """An outline filled with the colors of a stream, black below the wall filter (cm/s)."""

    def paint(share: float) -> Shade | None:
        velocity = stream.velocity(share)
        return None if abs(velocity) < wall_filter else bar.shade(velocity)

    ends = (stream.line[0][0], 0.0), (stream.line[-1][0], 0.0)
    return screen.painted("flow", *ends, paint, outline)


def arrow(stream: Stream, share: float, way: int, length: float = 44) -> str:
    """The flow at one place."""
    point = stream.point(share)
    return screen.flow_arrow(point, stream.slope(point), way, length)


def part(stream: Stream, share: float, way: int, length: float = 40) -> list[str]:
    """The beam through one place, the flow there and its part along the beam."""
    point = stream.point(share)
    steer = stream.steer(point)
    flow = screen.flow_angle(stream.slope(point), way)
    return screen.components(point, steer, flow, length)


def beam(stream: Stream, share: float, up: float, down: float) -> str:
    """A stretch of the beam through one place, in pixels above and below it."""
    point = stream.point(share)
    steer = stream.steer(point)
    return screen.beam(point, steer, up, down)


def named(stream: Stream, share: float, word: str, drop: float, out: float = 0) -> str:
    """A word ``drop`` pixels under a place of the vessel, ``out`` to the right of it."""
    x, y = stream.point(share)
    return svg.text((x + out, y + drop + 4.5), word, anchor="middle")


def arched(
    sag: float, depth: float, half: float, steps: int = 24
) -> tuple[list[Point], Callable[[Point], float]]:
    """The middle line of a vessel that sags by so many cm (or humps, negative), and its slope."""

    def place(step: int) -> Point:
        x = -half + 2 * half * step / steps
        return screen.at(x, depth + sag * (0.5 - (x / _ARCH) ** 2))

    def slope(point: Point) -> float:
        return tangent(-2 * sag * ((point[0] - screen.MIDDLE) / screen.CM) / _ARCH**2)

    return [place(step) for step in range(steps + 1)], slope


def tangent(fall: float) -> float:
    """A slope in degrees from its fall, the depth gained per way to the right."""
    return math.degrees(math.atan(fall))
