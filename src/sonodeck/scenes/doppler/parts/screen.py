"""The furniture of a scanner's screen: probe on top, depth downward, color bar at the right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Annotated, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts.colors import Bar, Hue, Shade
from sonodeck.scenes.doppler.parts.physics import wrapped
from sonodeck.scenes.parameters import Number
from sonodeck.scenes.scene import Drawing
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import signed

Steer: TypeAlias = Annotated[
    float, Number("degrees", -30, 30, "tilt of the beams; positive: bottom shifted right")
]

WIDTH, HEIGHT = 320, 260
PANE = (6.0, 6.0, 236.0, 206.0)
"""Where the image is: x, y, width, height."""
MIDDLE = 124.0
SKIN = 28.0
CM = 30.0
"""Pixels of one centimetre."""
DEPTH = 6.0
"""The depth that the image shows, in cm."""

TISSUE, WALL, LUMEN = "#1d242b", "#b9c1c9", "#05080b"
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
    solved: Sequence[str], seen: str,
) -> Drawing:  # fmt: skip
    """Both; ``lines`` stand under the front, ``solved``, the result last, under the back."""
    return Drawing(
        front=shown(front, column, lines),
        back=shown(back, column, solved),
        seen=seen,
        solved=f"The same picture with the solution drawn in: {solved[-1]}.",
    )


def ruler(depth: float = DEPTH, step: float = 1) -> list[str]:
    """A tick for each centimetre of depth (or each ``step`` of them) at the edge of the image."""
    x = PANE[0] + PANE[2]
    ticks = (SKIN + tick * step * DEPTH * CM / depth for tick in range(int(depth / step) + 1))
    return [svg.polyline([(x - 4, y), (x, y)], QUIET, 1) for y in ticks]


# probes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """The beams of a curved array or a sector probe: they leave one centre and spread.

    ``radius``: of the probe's face in pixels, ``half``: the angle of the outermost beam.
    """

    centre: Point
    radius: float
    half: float

    def steer(self, point: Point) -> float:
        """The tilt of the beam through a point, in degrees, positive to the right."""
        return math.degrees(math.atan2(point[0] - self.centre[0], point[1] - self.centre[1]))

    @property
    def reach(self) -> float:
        """How far from the centre the field ends, inside the image."""
        half = math.radians(self.half)
        wide = (MIDDLE - PANE[0] - 2) / math.sin(half)
        return min(wide, PANE[1] + PANE[3] - 2 - self.centre[1])

    def holds(self, point: Point) -> bool:
        """Whether a vessel may pass there: inside the field, clear of its edges."""
        inside = math.dist(point, self.centre) <= self.reach - 14
        return inside and abs(self.steer(point)) <= self.half - 3


CURVED = Fan(centre=(MIDDLE, -44.0), radius=70.0, half=32.0)
SECTOR = Fan(centre=(MIDDLE, 14.0), radius=10.0, half=38.0)


@lru_cache
def linear_probe(depth: float = DEPTH, step: float = 1) -> tuple[str, ...]:
    """A linear probe, and the ruler of a picture so many cm deep."""
    return (
        *ruler(depth, step),
        svg.rectangle(MIDDLE - 96, 10, 192, 14, "#59636e", 'rx="4"'),
        svg.rectangle(MIDDLE - 96, 21, 192, 4, QUIET, 'rx="2"'),
        marker((MIDDLE - 104, 17)),
    )


def marker(place: Point) -> str:
    """The sign of the probe's orientation: it stands at the side of the probe's own mark."""
    return svg.circle(place, 4, FLOW)


@lru_cache
def fan_probe(fan: Fan) -> tuple[str, ...]:
    """The probe's face and the edges of its field."""
    x, y, width, height = PANE
    face = svg.arc(fan.centre, fan.radius, -fan.half, fan.half)
    back = svg.arc(fan.centre, fan.radius - 8, fan.half, -fan.half)
    seen = [*face, *svg.arc(fan.centre, fan.reach, fan.half, -fan.half)]
    left = svg.polar(fan.centre, fan.radius, -fan.half)
    return (
        svg.rectangle(x, y, width, height, svg.GROUND),
        svg.polygon(seen, TISSUE, f'stroke="{QUIET}" stroke-width="1"'),
        svg.polygon([*face, *back], QUIET),
        marker((left[0] - 10, left[1] - 4)),
    )


# color box


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A color box of a linear probe: its beams run parallel to its sides. In cm and degrees."""

    steer: float
    top: float
    bottom: float
    half: float
    middle: float
    """The depth at which the middle of the box lies on the middle of the image."""

    def x(self, side: float, depth: float) -> float:
        """Of its left (-1) or right (1) edge or its middle (0), in cm from the image's middle."""
        drift = (depth - self.middle) * math.tan(math.radians(self.steer))
        return side * self.half + drift

    def corners(self) -> list[Point]:
        """Clockwise from the top left."""
        sides = ((-1, self.top), (1, self.top), (1, self.bottom), (-1, self.bottom))
        return [at(self.x(side, depth), depth) for side, depth in sides]

    def drawn(self) -> list[str]:
        """Its frame, and faint beams from top to bottom."""
        beams = [
            svg.polyline(
                [at(self.x(s, d), d) for d in (self.top, self.bottom)], "#66717c", 1, "1 5"
            )
            for s in (-0.5, 0, 0.5)
        ]
        return [*beams, svg.polygon(self.corners(), "none", 'stroke="#f2f4f6" stroke-width="1.5"')]


# vessels


def band(line: Sequence[Point], radius: float) -> list[Point]:
    """The outline of a vessel around its middle line, clockwise on the screen."""
    normals = [_normal(line, index) for index in range(len(line))]
    upper = [
        (x - nx * radius, y - ny * radius) for (x, y), (nx, ny) in zip(line, normals, strict=True)
    ]
    lower = [
        (x + nx * radius, y + ny * radius) for (x, y), (nx, ny) in zip(line, normals, strict=True)
    ]
    return [*upper, *reversed(lower)]


def _normal(line: Sequence[Point], index: int) -> Point:
    (ax, ay), (bx, by) = line[max(index - 1, 0)], line[min(index + 1, len(line) - 1)]
    length = math.dist((ax, ay), (bx, by))
    return -(by - ay) / length, (bx - ax) / length


def straight(slope: float, depth: float) -> list[Point]:
    """The middle line of a straight vessel, from edge to edge of the image."""
    fall = math.tan(math.radians(slope))
    room = min(depth - 0.3, DEPTH - 0.3 - depth)
    half = min(3.75, room / abs(fall)) if fall else 3.75
    return [at(x, depth + x * fall) for x in (-half, half)]


def vessel(line: Sequence[Point], radius: float, colored: Iterable[str] = ()) -> list[str]:
    """A vessel: its lumen, what is colored in it, its walls."""
    outline = band(line, radius)
    half = len(outline) // 2
    walls = (outline[:half], outline[half:])
    lumen = svg.polygon(outline, LUMEN)
    return [lumen, *colored, *(svg.polyline(wall, WALL, 2) for wall in walls)]


Painter = Callable[[float], Shade | None]
"""The color at a share of the way through a gradient; None where no color shows."""


def painted(
    name: str, start: Point, end: Point, painter: Painter, outline: Sequence[Point]
) -> list[str]:
    """An outline filled with color that changes from ``start`` to ``end``."""
    stops = list(_stops(painter))
    if len({color for _, color in stops}) == 1:
        return [svg.polygon(outline, stops[0][1])]
    return [svg.gradient(name, start, end, stops), svg.polygon(outline, f"url(#{name})")]


_SAMPLES = 32


def _stops(painter: Painter) -> Iterable[tuple[float, str]]:
    """Stops close enough for a smooth change, and two at each place where the color jumps."""
    before: tuple[float, Shade | None] | None = None
    for index in range(_SAMPLES + 1):
        share = index / _SAMPLES
        shade = painter(share)
        if before is not None and _jumps(before[1], shade):
            edge = _edge(painter, before[0], share)
            yield edge, _color(painter(edge - 1e-4))
            yield edge, _color(painter(edge + 1e-4))
        yield share, _color(shade)
        before = share, shade


def _color(shade: Shade | None) -> str:
    return shade.drawn if shade else LUMEN


def _hue(shade: Shade | None) -> Hue | None:
    return shade.hue if shade else None


def _jumps(one: Shade | None, other: Shade | None) -> bool:
    return _hue(one) != _hue(other)


def _edge(painter: Painter, low: float, high: float) -> float:
    """Where between two shares the hue changes."""
    first = _hue(painter(low))
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if _hue(painter(middle)) == first else (low, middle)
    return round(high, 4)


# color bar


@lru_cache
def color_bar(
    bar: Bar, *, names: bool = True, frame: tuple[float, float, float, float] = BAR
) -> tuple[str, ...]:
    """The bar with its ends in cm/s and, if wanted, the names of its colors."""
    x, y, width, height = frame
    zero = y + height * bar.place(0)
    drawn = ['<g stroke="#f2f4f6" stroke-width="1">']
    for upward, (near, far) in ((True, (zero, y)), (False, (zero, y + height))):
        if abs(far - near) > 0.5:
            name = "up" if upward else "down"
            hue = bar.hue(toward=upward)
            stops = [(share, Shade(hue, share).drawn) for share in (0, 0.5, 0.75, 1)]
            drawn += [
                svg.gradient(name, (x, near), (x, far), stops),
                svg.rectangle(x, min(near, far), width, abs(far - near), f"url(#{name})"),
            ]
    drawn += ["</g>", svg.rectangle(x - 2, zero - 2, width + 4, 4, "#000000")]
    drawn.append(svg.polyline([(x - 4, zero), (x + width + 4, zero)], svg.INK, 1))
    drawn += [
        svg.text((x - 4, y - 22), "cm/s", fill=QUIET),
        svg.text((x - 4, y - 6), signed(bar.high)),
        svg.text((x - 4, y + height + 15), signed(bar.low)),
    ]
    return (*drawn, *(_names(bar, frame) if names else ()))


def _names(bar: Bar, frame: tuple[float, float, float, float]) -> list[str]:
    x, y, width, height = frame
    found = []
    for upward, velocity in ((True, bar.high / 2), (False, bar.low / 2)):
        if abs(velocity) / (bar.high - bar.low) > 0.06:
            place = (x + width + 5, y + height * bar.place(velocity) + 4.5)
            found.append(svg.text(place, bar.hue(toward=upward)))
    return found


def spot(
    bar: Bar, velocity: float, color: str, frame: tuple[float, float, float, float] = BAR
) -> str:
    """A pointer at the place of a velocity on the bar."""
    x, y, _, height = frame
    tip = (x - 2, y + height * bar.place(velocity))
    return svg.polygon([tip, (tip[0] - 10, tip[1] - 6), (tip[0] - 10, tip[1] + 6)], color)


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


def beam_line(start: Point, end: Point) -> str:
    return svg.polyline([start, end], BEAM, 1.5, "5 3")


def beam(middle: Point, steer: float, up: float, down: float) -> str:
    """A stretch of a beam, in pixels above and below ``middle``."""
    return beam_line(svg.polar(middle, -up, steer), svg.polar(middle, down, steer))


def wrap(bar: Bar, velocity: float) -> list[str]:
    """From zero to a velocity beside the bar: past one end, on from the other to where it lands."""
    x, y, _, height = BAR

    def line(start: float, end: float, dash: str = "3 2") -> str:
        ends = [(x - 6, y + height * bar.place(one)) for one in (start, end)]
        return svg.polyline(ends, PART, 2, dash)

    seen = wrapped(velocity, bar.low, bar.high)
    pointer = spot(bar, seen, PART)
    if seen == velocity:
        return [line(0, seen, ""), pointer]
    near, far = (bar.high, bar.low) if velocity > 0 else (bar.low, bar.high)
    return [line(0, near), line(far, seen), pointer]


def in_box(line: Sequence[Point], radius: float, box: Box, shade: Shade | None) -> list[str]:
    """A vessel, with the color of its blood where the color box covers it."""
    if shade is None:
        return vessel(line, radius)
    outline = svg.clip(band(line, radius), box.corners())
    return vessel(line, radius, [svg.polygon(outline, shade.drawn)])


def components(middle: Point, steer: float, flow: float, length: float) -> list[str]:
    """A flow in a direction (degrees from straight down), and its part along a beam."""
    tip = svg.polar(middle, length, flow)
    part = length * math.cos(math.radians(flow - steer))
    foot = svg.polar(middle, part, steer)
    return [
        svg.polyline([tip, foot], PART, 1, "2 2"),
        svg.arrow(middle, tip, FLOW, 3),
        svg.arrow(middle, foot, PART, 3)
        if abs(part) > 9
        else svg.polyline([middle, foot], PART, 3),
    ]


def angle_mark(middle: Point, one: float, other: float, words: str) -> list[str]:
    """The angle between two directions (degrees from straight down), and how large it is."""
    apart = (other - one + 180) % 360 - 180
    radius = 38.0 if abs(apart) >= 45 else 66.0
    place = svg.polar(middle, radius + 15, one + apart / 2)
    return [
        svg.polyline(svg.arc(middle, radius, one, one + apart), BEAM, 1.5),
        svg.text((place[0], place[1] + 4.5), words, anchor="middle"),
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
