"""Pieces of SVG as text. Coordinates are whole tenths of a pixel, whatever the C library."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
Polygon: TypeAlias = Sequence[Point]
Anchor: TypeAlias = Literal["start", "middle", "end"]

GROUND = "#0f1419"
INK = "#f2f4f6"
SIZE = 13.0
"""Of text, in pixels of a picture that is 320 wide: over 11 on a card of a small phone."""


# The pictures of a deck share most of their coordinates.
@lru_cache(maxsize=8192)
def tenth(value: float) -> str:
    """A coordinate; rounded twice, so that a last bit of the C library can't tip it."""
    tenths = round(round(value, 5) * 10)
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _points(points: Iterable[Point]) -> str:
    return " ".join([f"{tenth(x)},{tenth(y)}" for x, y in points])


def polygon(points: Iterable[Point], fill: str, more: str = "") -> str:
    return f'<polygon points="{_points(points)}" fill="{fill}"{more and " " + more}/>'


def polyline(points: Iterable[Point], stroke: str, width: float = 2, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{_points(points)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{tenth(width)}"{dashes}/>'
    )


def rectangle(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    numbers = zip(("x", "y", "width", "height"), (x, y, width, height), strict=True)
    drawn = " ".join(f'{name}="{tenth(value)}"' for name, value in numbers)
    return f'<rect {drawn} fill="{fill}"{more and " " + more}/>'


def circle(centre: Point, radius: float, fill: str) -> str:
    return (
        f'<circle cx="{tenth(centre[0])}" cy="{tenth(centre[1])}" r="{tenth(radius)}" '
        f'fill="{fill}"/>'
    )


def text(
    at: Point,
    words: str,
    *,
    anchor: Anchor = "start",
    fill: str = INK,
    bold: bool = False,
    turned: float | None = None,
) -> str:
    """Words; ``turned``: clockwise by so many degrees, ``at`` then half their height."""
    place = f'x="{tenth(at[0])}" y="{tenth(at[1])}"'
    align = f' text-anchor="{anchor}"' if anchor != "start" else ""
    weight = ' font-weight="bold"' if bold else ""
    turn = ""
    if turned is not None:
        angle = f"{tenth(turned)} " if turned else "0 "
        turn = f' dy="4.5" transform="rotate({angle}{tenth(at[0])} {tenth(at[1])})"'
    return f'<text {place}{turn}{align} fill="{fill}"{weight}>{escape(words)}</text>'


def arrow(start: Point, end: Point, color: str, width: float = 2.5) -> str:
    """A line with a head at its end."""
    length = math.dist(start, end)
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    head, half = 3.4 * width, 1.7 * width
    neck = (end[0] - ux * head, end[1] - uy * head)
    tip = (
        end,
        (neck[0] - uy * half, neck[1] + ux * half),
        (neck[0] + uy * half, neck[1] - ux * half),
    )
    edge = f'stroke="{GROUND}" stroke-width="1" paint-order="stroke"'
    return (
        polyline((start, neck), GROUND, width + 2)
        + polyline((start, neck), color, width)
        + polygon(tip, color, edge)
    )


def gradient(name: str, start: Point, end: Point, stops: Iterable[tuple[float, str]]) -> str:
    """A linear gradient over the user's space; each stop is a share of the way and a color."""
    drawn = "".join(
        f'<stop offset="{_share(share)}" stop-color="{color}"/>' for share, color in stops
    )
    (x1, y1), (x2, y2) = start, end
    return (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{tenth(x1)}" '
        f'y1="{tenth(y1)}" x2="{tenth(x2)}" y2="{tenth(y2)}">{drawn}</linearGradient>'
    )


@lru_cache(maxsize=1024)
def _share(share: float) -> str:
    return f"{round(round(share, 6), 4):g}"


def arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Points of an arc; angles in degrees from straight down, positive to the right."""
    steps = max(2, math.ceil(abs(end - start) / 4))
    return [
        polar(centre, radius, start + (end - start) * step / steps) for step in range(steps + 1)
    ]


def polar(centre: Point, radius: float, angle: float) -> Point:
    """A point from a centre; the angle in degrees from straight down, positive to the right."""
    turned = math.radians(angle)
    return centre[0] + radius * math.sin(turned), centre[1] + radius * math.cos(turned)


def clip(subject: Polygon, window: Polygon) -> list[Point]:
    """The part of a polygon inside a convex one (Sutherland and Hodgman, CACM 17, 1974).

    The corners of the window run clockwise on the screen.
    """
    kept = list(subject)
    for start, end in zip(window, (*window[1:], window[0]), strict=True):
        kept = _inside(kept, start, end)
    return kept


def _inside(points: Polygon, start: Point, end: Point) -> list[Point]:
    """The part of a polygon to the right of an edge, looked at along it."""
    sides = _sides(points, start, end)
    if min(sides, default=0) >= 0:
        return list(points)
    kept = []
    lasts = zip((*points[-1:], *points[:-1]), (*sides[-1:], *sides[:-1]), strict=True)
    for (last, one), point, two in zip(lasts, points, sides, strict=True):
        if (one < 0) != (two < 0):
            share = one / (one - two)
            kept.append(
                (last[0] + share * (point[0] - last[0]), last[1] + share * (point[1] - last[1]))
            )
        if two >= 0:
            kept.append(point)
    return kept


def _sides(points: Polygon, start: Point, end: Point) -> list[float]:
    """For each point a number: positive at the right of an edge, negative at its left."""
    (x, y), (wide, high) = start, (end[0] - start[0], end[1] - start[1])
    return [wide * (point[1] - y) - high * (point[0] - x) for point in points]


def image(png: bytes, at: Point, width: float, height: float, style: str = "") -> str:
    """A picture of pixels, held in the SVG itself; its left upper corner is ``at``."""
    place = f'x="{tenth(at[0])}" y="{tenth(at[1])}"'
    size = f'width="{tenth(width)}" height="{tenth(height)}"'
    data = b64encode(png).decode()
    look = f' style="{style}"' if style else ""
    return (
        f'<image {place} {size} preserveAspectRatio="none"{look} '
        f'href="data:image/png;base64,{data}"/>'
    )


def document(parts: Iterable[str], width: int, height: int) -> str:
    """A whole picture: it refers to nothing outside and runs nothing."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{2 * width}" height="{2 * height}" '
        f'font-family="Arial,Helvetica,sans-serif" font-size="{tenth(SIZE)}">'
    )
    ground = rectangle(0, 0, width, height, GROUND)
    style = (
        f"<style>text{{paint-order:stroke;stroke:{GROUND};stroke-width:3px;"
        "stroke-linejoin:round}</style>"
    )
    return "\n".join([head, style, ground, *parts, "</svg>"]) + "\n"
