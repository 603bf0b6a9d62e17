"""A probe's beams with the color box on them, and the blood that is seen through it.

All in pixels of the picture, x to the right, y downward. Angles are degrees: a beam's tilt from
straight down, a vessel's slope from level, as in ``physics``. Of pixels only sums, products,
quotients and roots are taken, which are the same to the last bit everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen
from sonodeck.scenes.doppler.parts.colors import Bar, rgb
from sonodeck.scenes.late import Mask, Real, Shades, np
from sonodeck.scenes.model import Field, Sector, Setting, fanned, levels, shades
from sonodeck.scenes.png import indexed, png
from sonodeck.scenes.svg import Point

Pair: TypeAlias = tuple[Real, Real]
Probe: TypeAlias = Literal["linear", "curved", "sector"]

_PIXEL = 1.5
"""Of the color, in pixels of the picture: as coarse as a scanner's."""
_STEPS = 24
"""Shades of each hue."""
_MM = screen.CM / 10


# beams


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Parallel beams, and a color box whose sides run along them; in cm and degrees."""

    steer: float = 0
    top: float = 1.0
    bottom: float = 5.2
    half: float = 2.2
    middle: float = 3.0
    """The depth at which the middle of the box lies on the middle of the image."""

    def tilt(self, _: Point) -> float:
        return self.steer

    def beams(self, x: Real, y: Real) -> Pair:
        """The direction away from the probe at each place."""
        turned = math.radians(self.steer)
        across, down = (np.full_like(x, round(part, 12)) for part in _direction(turned))
        return across, down + 0 * y

    def box(self) -> list[Point]:
        lean = math.tan(math.radians(self.steer))
        sides = ((-1, self.top), (1, self.top), (1, self.bottom), (-1, self.bottom))
        return [screen.at(s * self.half + (d - self.middle) * lean, d) for s, d in sides]

    def covers(self, x: Real, y: Real) -> Mask:
        lean = round(math.tan(math.radians(self.steer)), 12)
        middle, level = screen.at(0, self.middle)
        drift = x - middle - (y - level) * lean
        top, bottom = (screen.at(0, depth)[1] for depth in (self.top, self.bottom))
        covered: Mask = (abs(drift) <= self.half * screen.CM) & (y >= top) & (y <= bottom)
        return covered

    def field(self) -> list[Point]:
        x, y, width, height = screen.PANE
        return [
            (x, screen.SKIN),
            (x + width, screen.SKIN),
            (x + width, y + height),
            (x, y + height),
        ]

    def furniture(self) -> tuple[str, ...]:
        return screen.linear_probe()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """The beams of a curved array or a sector probe: they leave one centre and spread.

    ``radius``: of the probe's face in pixels, ``half``: the angle of the outermost beam;
    ``left`` and ``right``: the angles of the box, ``near`` and ``far``: its distances from the
    centre.
    """

    centre: Point
    radius: float
    half: float
    left: float
    right: float
    near: float
    far: float

    def tilt(self, point: Point) -> float:
        return math.degrees(math.atan2(point[0] - self.centre[0], point[1] - self.centre[1]))

    def beams(self, x: Real, y: Real) -> Pair:
        """The direction away from the probe at each place."""
        across, down = x - self.centre[0], y - self.centre[1]
        away = np.sqrt(across * across + down * down)
        return across / away, down / away

    def box(self) -> list[Point]:
        return [
            *svg.arc(self.centre, self.near, self.left, self.right),
            *svg.arc(self.centre, self.far, self.right, self.left),
        ]

    def covers(self, x: Real, y: Real) -> Mask:
        across, down = x - self.centre[0], y - self.centre[1]
        away = across * across + down * down
        left, right = (round(math.tan(math.radians(one)), 12) for one in (self.left, self.right))
        covered: Mask = (away >= self.near**2) & (away <= self.far**2)
        return covered & (across >= left * down) & (across <= right * down)

    @property
    def reach(self) -> float:
        """How far from the centre the field ends, inside the image."""
        wide = (screen.MIDDLE - screen.PANE[0] - 2) / math.sin(math.radians(self.half))
        return min(wide, screen.PANE[1] + screen.PANE[3] - 2 - self.centre[1])

    def field(self) -> list[Point]:
        return [
            *svg.arc(self.centre, self.radius, -self.half, self.half),
            *svg.arc(self.centre, self.reach, self.half, -self.half),
        ]

    def furniture(self) -> tuple[str, ...]:
        face = svg.arc(self.centre, self.radius, -self.half, self.half)
        back = svg.arc(self.centre, self.radius - 8, self.half, -self.half)
        left = svg.polar(self.centre, self.radius, -self.half)
        return (
            svg.polygon([*face, *back], screen.QUIET),
            screen.marker((left[0] - 10, left[1] - 4)),
        )


View: TypeAlias = Linear | Fan


def fan(probe: Probe, left: float, right: float) -> Fan:
    """A curved array or a sector probe, its color box between two of its beams."""
    if probe == "curved":
        return Fan(
            centre=(screen.MIDDLE, -44.0), radius=70.0, half=28.0,
            left=left, right=right, near=94.0, far=232.0,
        )  # fmt: skip
    return Fan(
        centre=(screen.MIDDLE, 14.0), radius=10.0, half=38.0,
        left=left, right=right, near=46.0, far=176.0,
    )  # fmt: skip


def _direction(turned: float) -> tuple[float, float]:
    return math.sin(turned), math.cos(turned)


# blood

Shape: TypeAlias = Literal["straight", "sagging", "humped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vessel:
    """A vessel that crosses the whole field, and the blood in it.

    ``middle``: a place on its middle line, where it has its ``slope``; ``radius`` there in pixels.
    ``bend``: its radius of curvature, positive where it sags; 0: straight. ``neck``: how many times
    as wide a level vessel is in its middle. ``speed``: of midstream where the bore is full, in
    cm/s, positive to the right; the profile is a parabola. ``eddy``: how strongly blood turns back
    beside the lower wall, there where the bore changes.
    """

    middle: Point
    slope: float = 0
    radius: float = 12
    bend: float = 0
    neck: float = 1
    speed: float = 0
    eddy: float = 0

    @property
    def way(self) -> int:
        """1 for blood that moves to the right, -1 for blood that moves to the left."""
        return 1 if self.speed > 0 else -1

    def point(self, x: float) -> Point:
        """Of the middle line."""
        mx, my = self.middle
        if not self.bend:
            return x, my + (x - mx) * math.tan(math.radians(self.slope))
        size, side = abs(self.bend), math.copysign(1, self.bend)
        return x, my - side * (size - math.sqrt(size**2 - (x - mx) ** 2))

    def slope_at(self, x: float) -> float:
        if not self.bend:
            return self.slope
        return -math.degrees(math.asin((x - self.middle[0]) / self.bend))

    def bore(self, x: float) -> float:
        """How many times as wide it is at a place as where its bore is full."""
        return float(self._bores(np.array([float(x)]))[0][0])

    def _bores(self, x: Real) -> Pair:
        """And how fast that changes along the vessel, a pixel."""
        reach = 1.6 * screen.CM
        away = (x - self.middle[0]) / reach
        rest = np.clip(1 - away * away, 0, None)
        bore = 1 + (self.neck - 1) * rest * rest
        return bore, (self.neck - 1) * -4 * away / reach * rest

    def streams(self, x: Real, y: Real) -> tuple[Mask, Real, Pair]:
        """Where the lumen is; the speed (cm/s, positive to the right) and its direction there."""
        mx, my = self.middle
        if self.bend:
            size, side = abs(self.bend), math.copysign(1, self.bend)
            dx, dy = x - mx, y - (my - side * size)
            away = np.sqrt(dx * dx + dy * dy)
            along, across = (side * dy / away, -side * dx / away), side * (away - size)
        else:
            down, right = (round(part, 12) for part in _direction(math.radians(self.slope)))
            along = (np.full_like(x, right), np.full_like(x, down) + 0 * y)
            across = (y - my) * right - (x - mx) * down
        bore, change = self._bores(x)
        place = across / (self.radius * bore)
        # Stream lines keep their share of the way to the wall.
        lean = place * self.radius * change
        length = np.sqrt(1 + lean * lean)
        way = (along[0] - lean * along[1]) / length, (along[1] + lean * along[0]) / length
        turned = 1 - self.eddy * abs(bore - 1) * np.clip(place, 0, None)
        speed = self.speed / (bore * bore) * (1 - place * place) * turned
        return abs(place) < 1, speed, way

    def toward(self, view: View, point: Point) -> float:
        """The velocity along the beam at a place in cm/s, positive toward the probe."""
        x, y = (np.array([float(part)]) for part in point)
        return float(_toward(self, view, x, y)[1][0])

    def outline(self) -> list[Point]:
        """From wall to wall: the upper one from the left, the lower one from the right."""
        left, right = screen.PANE[0] - 20, screen.PANE[0] + screen.PANE[2] + 20
        steps = 1 if not self.bend and self.neck == 1 else 40
        upper, lower = [], []
        for step in range(steps + 1):
            x = left + (right - left) * step / steps
            wide, place = self.radius * self.bore(x), self.point(x)
            turned = -self.slope_at(x)
            upper.append(svg.polar(place, wide, 180 + turned))
            lower.append(svg.polar(place, wide, turned))
        return [*upper, *reversed(lower)]

    def stretch(self, view: View) -> tuple[float, float]:
        """From where to where (x) its middle line lies in the color box."""
        x = np.arange(screen.PANE[0], screen.PANE[0] + screen.PANE[2], 2.0)
        y = np.array([self.point(one)[1] for one in x])
        inside = x[view.covers(x, y)]
        return float(inside[0]), float(inside[-1])

    def sampled(self, view: View) -> Pair:
        """Of all blood in the box: its speed (cm/s), and its part along the beam, from -1 to 1.

        Both positive to the right; the part is that of a flow to the right, positive away.
        """
        x, y = _grid(view)
        inside, speed, (right, down) = self.streams(x, y)
        across, away = view.beams(x, y)
        inside &= view.covers(x, y)
        return speed[inside], (right * across + down * away)[inside]

    def square(self, view: View) -> float | None:
        """Where (x) in the color box a beam meets it at 90 degrees, if anywhere."""
        low, high = self.stretch(view)

        def away(x: float) -> bool:
            return view.tilt(self.point(x)) + self.slope_at(x) > 0

        if away(low) == away(high):
            return None
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if away(middle) == away(low) else (low, middle)
        return round(low, 2)

    def vectors(self, view: View, x: float, length: float) -> list[str]:
        """What a solution draws at a place: beam, flow, its part along the beam."""
        point = self.point(x)
        return screen.vectors(point, view.tilt(point), self.slope_at(x), self.way, length)

    def right_angle(self, view: View, x: float, up: float) -> list[str]:
        """The beam that meets it at 90 degrees, named; ``up``: pixels of the beam above it."""
        point = self.point(x)
        named = svg.text((point[0] + 5, point[1] + 16 - up), "90\u00b0")
        return [screen.beam(point, view.tilt(point), up, 14), named]


def bent(shape: Shape, depth: float) -> Vessel:
    """A vessel of some shape; the chord of a bent one lies about so many cm below the skin."""
    sag = {"straight": 0, "sagging": 1, "humped": -1}[shape]
    return Vessel(middle=screen.at(0, depth + 0.6 * sag), bend=sag * 170.0)


def _toward(vessel: Vessel, view: View, x: Real, y: Real) -> tuple[Mask, Real]:
    inside, speed, (right, down) = vessel.streams(x, y)
    across, away = view.beams(x, y)
    velocity: Real = np.round(-speed * (right * across + down * away), 6)
    return inside, velocity


# pictures


def scan(view: View, vessels: Sequence[Vessel], bar: Bar | None, *, box: bool = True) -> list[str]:
    """What the scanner shows; ``bar``: that the blood is colored by, if it is."""
    walls = []
    for vessel in vessels:
        outline = vessel.outline()
        half = len(outline) // 2
        walls.append(svg.polygon(outline, screen.LUMEN))
        if bar is not None:
            walls += _painted(view, vessel, bar)
        walls += [svg.polyline(wall, screen.WALL, 2) for wall in (outline[:half], outline[half:])]
    edge = f'stroke="{screen.INK}" stroke-width="1.5"'
    return [
        f'<clipPath id="field">{svg.polygon(view.field(), "#000000")}</clipPath>',
        '<g clip-path="url(#field)">',
        _tissue(view),
        *walls,
        "</g>",
        *([svg.polygon(view.box(), "none", edge)] if box else ()),
        *view.furniture(),
    ]


def _painted(view: View, vessel: Vessel, bar: Bar) -> list[str]:
    """The color of the blood inside the box."""
    x, y = _grid(view)
    inside, velocity = _toward(vessel, view, x, y)
    found = np.where(inside & view.covers(x, y), _indices(velocity, bar), 0)
    rows, columns = (np.flatnonzero(found.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return []
    shown = found[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    corner = x[0, columns[0]] - _PIXEL / 2, y[rows[0], 0] - _PIXEL / 2
    size = shown.shape[1] * _PIXEL, shown.shape[0] * _PIXEL
    return [svg.image(indexed(shown, _palette()), corner, *size, "image-rendering:pixelated")]


def _grid(view: View) -> Pair:
    """The middles of all pixels around the box."""
    x, y = zip(*view.box(), strict=True)
    left, top = math.floor(min(x)), math.floor(min(y))
    wide, high = (math.ceil((max(ends) - min(ends)) / _PIXEL) + 1 for ends in (x, y))
    across = left + (np.arange(wide) + 0.5) * _PIXEL
    down = top + (np.arange(high) + 0.5) * _PIXEL
    return np.tile(across, (high, 1)), np.tile(down[:, None], (1, wide))


def _indices(velocity: Real, bar: Bar) -> Shades:
    """Of the palette, for each velocity: ``Bar.shade`` for arrays."""
    span = bar.high - bar.low
    outside = (velocity < bar.low) | (velocity > bar.high)
    shown = np.round(np.where(outside, (velocity - bar.low) % span + bar.low, velocity), 6)
    toward = shown > 0
    strength = np.where(toward, shown / (bar.high or 1), shown / (bar.low or 1))
    step = np.clip(np.floor(np.round(strength * _STEPS, 6)), 0, _STEPS - 1)
    red = toward if bar.map == "normal" else ~toward
    found = 1 + step + np.where(red, 0, _STEPS)
    black = (abs(shown) < bar.filter) | (shown == 0)
    return np.where(black, 0, found).astype(np.uint8)


@lru_cache
def _palette() -> tuple[tuple[int, int, int], ...]:
    shares = [(step + 0.5) / _STEPS for step in range(_STEPS)]
    return (
        (0, 0, 0), *(rgb("red", one) for one in shares), *(rgb("blue", one) for one in shares),
    )  # fmt: skip


@lru_cache
def _tissue(view: View) -> str:
    """Speckle for the whole field, darker than it would be alone: what matters lies on it."""
    if isinstance(view, Linear):
        return _parallel()
    return _spreading(view.centre, view.radius, view.half, view.reach)


_SPECKLE, _DARK = 0.7, "opacity:.5"
_SEED = 15


@lru_cache
def _parallel() -> str:
    x, _, width, _ = screen.PANE
    height = screen.PANE[1] + screen.PANE[3] - screen.SKIN
    columns, rows = (2 * round(size / _MM / _SPECKLE / 2) for size in (width, height))
    setting = Setting(width=columns * _SPECKLE, depth=rows * _SPECKLE, pixel=_SPECKLE, top=30)
    content = png(shades(levels(Field(setting), _SEED), setting))
    return svg.image(content, (x, screen.SKIN), width, height, _DARK)


@lru_cache
def _spreading(centre: Point, radius: float, half: float, reach: float) -> str:
    sector = Sector(radius=radius / _MM, half=half)
    inner = Setting(width=90, depth=(reach - radius) / _MM, pixel=_SPECKLE, top=30)
    found = fanned(levels(Field(inner), _SEED), inner, sector, _SPECKLE)
    whole = sector.setting(inner, _SPECKLE)
    size = whole.width * _MM, whole.depth * _MM
    top = centre[1] + radius * math.cos(math.radians(half))
    content = png(shades(found, whole))
    return svg.image(content, (centre[0] - size[0] / 2, top), *size, _DARK)
