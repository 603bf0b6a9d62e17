"""The furniture of a scanner's screen: probe on top, depth downward, color bar at the right."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Annotated, TypeAlias

from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts.colors import Bar, Shade
from sonodeck.scenes.parameters import Number
from sonodeck.scenes.scene import Drawing
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import figure, signed

Steer: TypeAlias = Annotated[
    float, Number("degrees", -20, 20, "tilt of the beams; positive: bottom shifted right")
]
SLOPE = "slope of the vessel; positive: right end deeper"

WIDTH, HEIGHT = 320, 260
PANE = (6.0, 6.0, 236.0, 206.0)
"""Where the image is: x, y, width, height."""
MIDDLE = 124.0
SKIN = 28.0
CM = 30.0
"""Pixels of one centimetre."""

TISSUE, WALL, LUMEN = "#0b0e11", "#b9c1c9", "#05080b"
INK = svg.INK
FLOW, BEAM, PART = "#7cf0a6", "#ffffff", "#ff9be8"
QUIET = "#aeb7c0"
BAR = (258.0, 40.0, 16.0, 146.0)
"""Where the color bar is: x, y, width, height."""
LINES = (231.0, 250.0)
"""The base lines of the two lines of text under the image."""


def at(x: float, depth: float) -> Point:
    """A place in the image: cm to the right of the middle, cm below the skin."""
    return MIDDLE + x * CM, SKIN + depth * CM


def shown(parts: Iterable[str], column: Iterable[str], lines: Sequence[str]) -> str:
    """A whole screen: the image, the column at its right (a color bar), two lines of text."""
    x, y, width, height = PANE
    pane = svg.rectangle(x, y, width, height, TISSUE)
    words = [svg.text((8, base), line) for base, line in zip(LINES, lines, strict=False) if line]
    return svg.document([pane, *parts, *column, *words], WIDTH, HEIGHT)


def drawing(
    front: Iterable[str], back: Iterable[str], column: Iterable[str], lines: Sequence[str],
    result: str, seen: str,
) -> Drawing:  # fmt: skip
    """Both; ``lines`` stand under the front, ``result`` under the legend of the back."""
    return Drawing(
        front=shown(front, column, lines),
        back=shown(back, column, ("", result)),
        seen=seen,
        solved=f"The same picture with the solution drawn in: {result}.",
    )


# probe


@lru_cache
def linear_probe() -> tuple[str, ...]:
    """A linear probe, and a tick for each centimeter of depth at the edge of the image."""
    x = PANE[0] + PANE[2]
    ticks = (SKIN + tick * CM for tick in range(7))
    return (
        *(svg.polyline([(x - 4, y), (x, y)], QUIET, 1) for y in ticks),
        svg.rectangle(MIDDLE - 96, 10, 192, 14, "#59636e", 'rx="4"'),
        svg.rectangle(MIDDLE - 96, 21, 192, 4, QUIET, 'rx="2"'),
        marker((MIDDLE - 104, 17)),
    )


def marker(place: Point) -> str:
    """The sign of the probe's orientation: it stands at the side of the probe's own mark."""
    return svg.circle(place, 4, FLOW)


# color bar


Frame: TypeAlias = tuple[float, float, float, float]
"""x, y, width, height."""


@lru_cache
def color_bar(bar: Bar, *, names: bool = True, frame: Frame = BAR) -> tuple[str, ...]:
    """The bar with its ends in cm/s and, if wanted, the names of its hues."""
    x, y, *_ = frame
    unit = svg.text((x - 4, y - 22), "cm/s", fill=QUIET)
    return (*strip(bar, frame), unit, *(_names(bar, frame) if names else ()))


def strip(bar: Bar, frame: Frame) -> list[str]:
    """The bar and its ends. What the wall filter takes away is black on it, to scale."""
    x, y, width, height = frame
    zero = y + height * bar.place(0)
    drawn = ['<g stroke="#f2f4f6" stroke-width="1">']
    for upward, (near, far) in ((True, (zero, y)), (False, (zero, y + height))):
        if abs(far - near) > 0.5:
            name = f"{'up' if upward else 'down'}{round(x)}"
            hue = bar.hue(toward=upward)
            stops = [(share, Shade(hue, share).drawn) for share in (0, 0.25, 0.5, 0.75, 1)]
            drawn += [
                svg.gradient(name, (x, near), (x, far), stops),
                svg.rectangle(x, min(near, far), width, abs(far - near), f"url(#{name})"),
            ]
    black = max(height * bar.filter / (bar.high - bar.low), 2)
    return [
        *drawn,
        "</g>",
        svg.rectangle(x + 0.5, zero - black, width - 1, 2 * black, "#000000"),
        svg.polyline([(x - 4, zero), (x + width + 4, zero)], svg.INK, 1),
        svg.text((x - 4, y - 6), signed(round(bar.high, 1))),
        svg.text((x - 4, y + height + 15), signed(round(bar.low, 1))),
    ]


def _names(bar: Bar, frame: Frame) -> list[str]:
    x, y, width, height = frame
    found = []
    for upward, velocity in ((True, bar.high / 2), (False, bar.low / 2)):
        if abs(velocity) / (bar.high - bar.low) > 0.06:
            place = (x + width + 5, y + height * bar.place(velocity) + 4.5)
            found.append(svg.text(place, bar.hue(toward=upward)))
    return found


def spot(bar: Bar, velocity: float, color: str, frame: Frame = BAR) -> str:
    """A pointer at the place of a velocity on the bar."""
    x, y, _, height = frame
    tip = (x - 2, y + height * bar.place(velocity))
    return svg.polygon([tip, (tip[0] - 10, tip[1] - 6), (tip[0] - 10, tip[1] + 6)], color)


def filter_mark(bar: Bar) -> list[str]:
    """The band of the wall filter beside the bar, named."""
    x, y, width, height = BAR
    top, bottom = (y + height * bar.place(one) for one in (bar.filter, -bar.filter))
    out = x + width
    bracket = [(out + 1, top), (out + 7, top), (out + 7, bottom), (out + 1, bottom)]
    middle = (top + bottom) / 2
    return [
        svg.polyline(bracket, PART, 1.5),
        svg.text((out + 11, middle + 4.5), "filter", fill=PART),
    ]


# what a solution draws in


def flow_angle(slope: float, rightward: int) -> float:
    """The direction of a flow, in degrees from straight down, positive to the right."""
    return 90 - slope if rightward > 0 else -90 - slope


def flow_arrow(middle: Point, slope: float, rightward: int, length: float) -> str:
    """An arrow along a vessel of this slope, its middle at ``middle``."""
    turned = flow_angle(slope, rightward)
    return svg.arrow(
        svg.polar(middle, -length / 2, turned), svg.polar(middle, length / 2, turned), FLOW, 3
    )


def beam(middle: Point, steer: float, up: float, down: float) -> str:
    """A stretch of a beam, in pixels above and below ``middle``."""
    ends = [svg.polar(middle, -up, steer), svg.polar(middle, down, steer)]
    return svg.polyline(ends, BEAM, 1.5, "5 3")


def wrap(bar: Bar, velocity: float, frame: Frame = BAR) -> list[str]:
    """From zero to a velocity beside the bar: past one end, on from the other to where it lands."""
    x, y, _, height = frame

    def line(start: float, end: float, dash: str = "3 2") -> str:
        ends = [(x - 6, y + height * bar.place(one)) for one in (start, end)]
        return svg.polyline(ends, PART, 2, dash)

    seen = bar.shown(velocity)
    pointer = spot(bar, seen, PART, frame)
    if seen == velocity:
        return [line(0, seen, ""), pointer]
    near, far = (bar.high, bar.low) if velocity > 0 else (bar.low, bar.high)
    return [line(0, near), line(far, seen), pointer]


def vectors(point: Point, tilt: float, slope: float, rightward: int, length: float) -> list[str]:
    """The beam through a place of a vessel, the flow there, its part along the beam."""
    flow = flow_angle(slope, rightward)
    tip, part = svg.polar(point, length, flow), length * math.cos(math.radians(flow - tilt))
    foot = svg.polar(point, part, tilt)
    return [
        beam(point, tilt, 46, 26),
        svg.polyline([tip, foot], PART, 1, "2 2"),
        svg.arrow(point, tip, FLOW, 3),
        svg.arrow(point, foot, PART, 3) if abs(part) > 9 else svg.polyline([point, foot], PART, 3),
    ]


def angle_of(point: Point, tilt: float, slope: float, rightward: int) -> list[str]:
    """The Doppler angle between beam and flow at a place, drawn on its acute side."""
    flow = flow_angle(slope, rightward)
    back = tilt if math.cos(math.radians(flow - tilt)) >= 0 else tilt + 180
    apart = (flow - back + 180) % 360 - 180
    radius = 38.0 if abs(apart) >= 45 else 66.0
    x, y = svg.polar(point, radius + 15, back + apart / 2)
    return [
        svg.polyline(svg.arc(point, radius, back, back + apart), BEAM, 1.5),
        svg.text((x, y + 4.5), f"{figure(round(abs(apart), 1))}\u00b0", anchor="middle"),
    ]


def legend(items: Sequence[tuple[str, str]]) -> list[str]:
    """A row of colored dashes with their words, on the first line under the image."""
    x, base = 8.0, LINES[0]
    drawn = []
    for word, color in items:
        drawn.append(svg.polyline([(x, base - 4.5), (x + 16, base - 4.5)], color, 3))
        drawn.append(svg.text((x + 21, base), word, fill=color))
        x += 21 + 8.2 * len(word) + 9
    return drawn


KEY = (("flow", FLOW), ("beam", BEAM), ("part along it", PART))
