"""The screen around gray-scale images: one frame or several, depth scale, labels, lines of text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.late import Shades
from sonodeck.scenes.model import Field, Sector, Setting, fanned, levels, shades
from sonodeck.scenes.png import png
from sonodeck.scenes.scene import Drawing
from sonodeck.scenes.svg import Point

WIDTH, HEIGHT = 320, 296
TOP = 20.0
"""Where the frames begin, below the line of their names."""
TALLEST = 250.0
LOWER = 208.0
"""How tall frames are with two lines of words below them."""
LINE = 290.0
"""The base line of the text under the frames."""
MARK = "#ffd23f"
"""Of what the back adds: arrows and outlines."""
QUIET = "#aeb7c0"
BLUE = "#7fd0ff"
"""Of lines that the front draws: calipers, a border that is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One image on the screen: where it lies, and how long a millimeter is there, in pixels."""

    left: float
    setting: Setting
    scale: float
    drawn: str
    top: float = TOP

    @property
    def width(self) -> float:
        return self.setting.width * self.scale

    @property
    def height(self) -> float:
        return self.setting.depth * self.scale

    def at(self, x: float, z: float) -> Point:
        """A place in the image: mm to the right of its middle, mm below the skin."""
        return self.left + self.width / 2 + x * self.scale, self.top + z * self.scale


def frame(shown: Shades, setting: Setting, left: float, scale: float, top: float = TOP) -> Frame:
    """An image as part of a screen. ``scale``: pixels of the screen to a millimeter."""
    drawn = svg.image(png(shown), (left, top), setting.width * scale, setting.depth * scale)
    return Frame(left=left, setting=setting, scale=scale, drawn=drawn, top=top)


def single(field: Field, seed: int) -> Frame:
    """The one image of a screen, as tall as there is room, its depth scale at the right."""
    return deepened(field, seed, field.setting.depth)[1]


def deepened(field: Field, seed: int, depth: float) -> tuple[Frame, Frame]:
    """The one image of a screen down to a depth only, and the whole of it."""
    setting = field.setting
    scale = min(TALLEST / setting.depth, 236 / setting.width)
    found = shades(levels(field, seed), setting)
    rows = round(depth / setting.pixel)
    less = replace(setting, depth=rows * setting.pixel)
    return frame(found[:rows], less, 8.0, scale), frame(found, setting, 8.0, scale)


def brightest(field: Field, seed: int, left: float, scale: float) -> Frame:
    """An image whose brightest echo is just white: what is brighter hides the dip beside it."""
    found = levels(field, seed)
    setting = replace(field.setting, top=int(found.max()) / 10)
    return frame(shades(found, setting), setting, left, scale)


def fan(
    field: Field, sector: Sector, seed: int, *,
    pixel: float = 0.4, place: Point = (8, TOP), room: Point = (WIDTH - 16, TALLEST),
) -> Frame:  # fmt: skip
    """An image whose scan lines fan out, at a place of the screen in so much room."""
    setting = sector.setting(field.setting, pixel)
    found = fanned(levels(field, seed), field.setting, sector, pixel)
    scale = min(room[1] / setting.depth, room[0] / setting.width)
    return frame(shades(found, setting), setting, place[0], scale, place[1])


def row(images: Sequence[tuple[Shades, Setting]], tall: float = TALLEST) -> list[Frame]:
    """Images side by side, each in its share of the width of the screen."""
    room = (WIDTH - 8.0 * (len(images) + 1)) / len(images)
    frames = []
    for at, (shown, setting) in enumerate(images):
        scale = min(room / setting.width, tall / setting.depth)
        left = 8 + at * (room + 8) + (room - scale * setting.width) / 2
        frames.append(frame(shown, setting, left, scale))
    return frames


def imaged(field: Field, seed: int, left: float, scale: float, top: float = TOP) -> Frame:
    """The image of a field as part of a screen."""
    return frame(shades(levels(field, seed), field.setting), field.setting, left, scale, top)


def pair(fields: Sequence[Field], seed: int, scale: float) -> list[Frame]:
    """Two images of the same speckle, with room for a marker at the right edge of each."""
    frames = []
    left = 8.0
    for field in fields:
        frames.append(imaged(field, seed, left, scale))
        left += frames[-1].width + 24
    return frames


def beside(fields: Sequence[Field], seed: int) -> list[Frame]:
    """The images of two or three fields side by side, each with speckle of its own."""
    return row(
        [
            (shades(levels(field, seed + 9 * at), field.setting), field.setting)
            for at, field in enumerate(fields)
        ]
    )


def names(
    frames: Iterable[Frame], above: float = 6, said: Sequence[str] | None = None
) -> list[str]:
    """A, B, C …, or what is said of each, so many pixels above the frames."""
    return [
        svg.text((one.left + one.width / 2, one.top - above), words, anchor="middle", bold=True)
        for one, words in zip(frames, said or "ABCDEF", strict=False)
    ]


def elements(one: Frame, places: Sequence[float], wide: float) -> list[str]:
    """The elements of an array on top of a frame, at so many mm from its middle."""
    drawn = wide * one.scale
    return [
        svg.rectangle(one.at(x, 0)[0] - drawn / 2, one.top - 8, drawn, 6, QUIET) for x in places
    ]


def face(one: Frame, diameter: float) -> str:
    """A single element on top of a frame."""
    return elements(one, [0], diameter)[0]


def ruler(one: Frame, aside: float = 0, *, named: bool = True, every: int = 10) -> list[str]:
    """A tick a centimeter of depth at the right edge of a frame, named where there is room.

    ``aside``: pixels to the right of the edge, where a marker stands between; ``every``: from tick
    to tick in mm, other than 10 without the unit.
    """
    x = one.left + one.width + aside
    parts = []
    step = 1 if every * one.scale > svg.SIZE + 4 else 2
    for tick in range(int(one.setting.depth / every) + 1):
        y = one.at(0, tick * every)[1]
        parts.append(svg.polyline([(x + 2, y), (x + 7, y)], QUIET, 1))
        if named and tick % step == 0:
            words = f"{tick} cm" if tick and every == 10 else f"{tick}"
            parts.append(svg.text((x + 10, y + 4.5), words, fill=QUIET))
    return parts


def marker(one: Frame, z: float, words: str = "", color: str = svg.INK) -> str:
    """A focus marker at the right edge of a frame, as on a scanner: a triangle that points left."""
    x, y = one.left + one.width + 2, one.at(0, z)[1]
    return svg.polygon([(x, y), (x + 9, y - 5), (x + 9, y + 5)], color) + (
        svg.text((x + 13, y + 4.5), words, fill=color, bold=True) if words else ""
    )


def pointer(one: Frame, place: Point, words: str, aside: float = 7) -> str:
    """A letter in a frame, with a line to a place so many mm to its left."""
    across, down = one.at(*place)
    if not aside:
        return label(one, *place, words)
    start = across + aside * one.scale
    line = svg.arrow((start, down), (across + 4, down), svg.INK, 1.5)
    return line + svg.text((start + 4, down + 4.5), words, bold=True)


def label(one: Frame, x: float, z: float, words: str) -> str:
    """A letter at a place in a frame."""
    across, down = one.at(x, z)
    return svg.text((across, down + 4.5), words, anchor="middle", bold=True)


def direction(one: Frame, start: Point, end: Point) -> str:
    """A white arrow of the front from a place in a frame to another."""
    return svg.arrow(one.at(*start), one.at(*end), svg.INK, 2)


def under(one: Frame, words: str) -> str:
    """A line of words under a frame."""
    return svg.text((one.left, one.top + one.height + 18), words)


def note(one: Frame, x: float, z: float, words: str, anchor: svg.Anchor = "middle") -> str:
    """What the back says at a place in a frame."""
    across, down = one.at(x, z)
    return svg.text((across, down + 4.5), words, anchor=anchor, fill=MARK)


def below(one: Frame, words: str, line: int = 1) -> str:
    """What the back says below a frame, in its first or a further line."""
    place = one.left + one.width / 2, one.top + one.height + 2 + 16 * line
    return svg.text(place, words, anchor="middle", fill=MARK)


def aside(one: Frame, z: float, words: str) -> str:
    """What the back says of a depth, to the right of a frame and its ticks."""
    return svg.text((one.left + one.width + 12, one.at(0, z)[1] + 4.5), words, fill=MARK)


def outline(one: Frame, places: Iterable[Point]) -> str:
    """A dashed line of the back through places in a frame."""
    return svg.polyline([one.at(*place) for place in places], MARK, 1.5, "4 3")


def box(one: Frame, left: float, right: float, top: float, bottom: float) -> str:
    """A dashed rectangle of the back."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    return outline(one, corners)


def ring(one: Frame, x: float, z: float, radius: float, *, inside: bool = False) -> str:
    """A dashed circle of the back; ``inside``: only its part above the bottom of the frame."""
    start = -180 if inside else 0
    turns = [math.radians(start + 10 * at) for at in range(37)]
    places = [(x + radius * math.sin(a), z - radius * math.cos(a)) for a in turns]
    if inside:
        places = [place for place in places if place[1] <= one.setting.depth]
    return outline(one, places)


def bar(one: Frame, start: Point, end: Point) -> str:
    """A measured stretch of the back."""
    return svg.polyline([one.at(*start), one.at(*end)], MARK, 2.5)


def arrow(one: Frame, start: Point, end: Point) -> str:
    """An arrow of the back from a place in a frame to another."""
    return svg.arrow(one.at(*start), one.at(*end), MARK, 2)


def black(one: Frame) -> str:
    """A frame without its image."""
    return svg.rectangle(one.left, one.top, one.width, one.height, "#000")


def beam(one: Frame) -> list[str]:
    """The outline of the beam in a frame, around a pair of pins in its middle."""
    half = one.setting.width / 2
    depths = range(1, int(one.setting.depth), 2)
    return [
        outline(one, [(side * min(one.setting.beam(z) / 2 + 0.9, half), z) for z in depths])
        for side in (-1, 1)
    ]


def shown(frames: Sequence[Frame], parts: Iterable[str], line: str = "") -> str:
    """The whole screen."""
    words = [svg.text((8, LINE), line)] if line else []
    return svg.document([*(one.drawn for one in frames), *parts, *words], WIDTH, HEIGHT)


def drawing(
    frames: Sequence[Frame], parts: Iterable[str], marked: Iterable[str], line: str = "", *,
    seen: str, solved: str, result: str | None = None,
) -> Drawing:  # fmt: skip
    """Both sides: the screen, and the same with what the back adds; ``result``: its own line."""
    parts = list(parts)
    back = shown(frames, [*parts, *marked], line if result is None else result)
    return Drawing(front=shown(frames, parts, line), back=back, seen=seen, solved=solved)
