"""Family ``formats``: the shapes of images, and the arrays that make them."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice, which
from sonodeck.scenes.late import Whole, np
from sonodeck.scenes.model import Field, Sector, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.svg import Point

Shape: TypeAlias = Literal["linear", "convex", "phased", "vector"]

_SECTORS = {
    "convex": Sector(radius=50, half=32),
    "phased": Sector(radius=0, half=45),
    "vector": Sector(radius=55, half=20, flat=True),
}
_NAMES = {
    "linear": "Linear array",
    "convex": "Convex array",
    "phased": "Phased array, sector format",
    "vector": "Vector array",
}
_SHAPES = {
    "linear": "a rectangle with parallel scan lines",
    "convex": "a sector with a curved top; its scan lines start along a curved face",
    "phased": "a sector with a pointed top; its scan lines fan out from one small flat face",
    "vector": "a trapezoid with a flat top; its outer scan lines are steered outward",
}
_OUTLINES = {
    "linear": "rectangular: its sides are parallel and its top is flat",
    "convex": "a sector: its sides spread and its top is an arc",
    "phased": "a sector: its sides spread from one point at the top",
    "vector": "a trapezoid: its sides spread and its top is flat",
}
_THREE = ((8.0, 20.0), (164.0, 20.0), (86.0, 156.0))
"""Where three images lie on the screen."""
_TURNS: dict[str, tuple[Shape, ...]] = {
    "A": ("phased", "linear", "convex"),
    "B": ("linear", "phased", "convex"),
    "C": ("convex", "linear", "phased"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats(Scene):
    """Where the scan lines start, and which way they run, gives the image its outline."""

    ask: Annotated[Literal["array", "ribs"], OneOf("what is asked")]
    shape: Annotated[Shape, OneOf("of the image")] = "linear"
    phased: Annotated[
        Literal["A", "B", "C"], OneOf("of three, which is that of the phased array")
    ] = "B"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        if self.ask == "array":
            left_out = "linear" if self.shape == "vector" else self.shape
            wrong = [one for one in _NAMES if one not in (self.shape, left_out)]
            return choice(
                "Which array made this image?",
                _NAMES[self.shape],
                {_NAMES[one]: f"its image is {_SHAPES[one]}" for one in wrong},
                f"The image is {_SHAPES[self.shape]}.",
            )
        order = _TURNS[self.phased]
        return which(
            "Which of these images comes from the array with the smallest face, used "
            "intercostally?",
            order.index("phased"),
            [f"made by a {one} array, whose face is as wide as the top of the image"
             for one in order],
            f"In {self.phased} all scan lines start at one small face and are steered: a "
            "phased array. It needs little room at the skin and still sees a wide field.",
        )  # fmt: skip

    def frame(
        self, shape: Shape, pixel: float, place: Point = (8, screen.TOP), room: Point = (304, 250)
    ) -> screen.Frame:
        """The image of a shape at a place of the screen, in so much room."""
        seed = int(self.seed)
        if shape == "linear":
            setting = Setting(width=42, depth=60, pixel=0.3 if pixel < 1 else 0.5)
            scale = min(room[1] / setting.depth, room[0] / setting.width)
            return screen.imaged(_tissue(setting, None), seed, place[0], scale, place[1])
        inner = Setting(width=64, depth=100, pixel=0.5, focus=50, frequency=3.5)
        sector = _SECTORS[shape]
        return screen.fan(_tissue(inner, sector), sector, seed, pixel=pixel, place=place, room=room)

    def draw(self) -> Drawing:
        if self.ask == "array":
            one = self.frame(self.shape, 0.6 if self.shape == "phased" else 0.8)
            lines = [screen.outline(one, ends) for ends in _lines(self.shape, one)]
            return screen.drawing(
                [one], [], lines, result=_NAMES[self.shape],
                seen=f"A gray-scale image. Its outline is {_OUTLINES[self.shape]}.",
                solved="Drawn in: scan lines.",
            )  # fmt: skip
        order = _TURNS[self.phased]
        frames = [
            self.frame(shape, 1.2, place, (148, 112))
            for shape, place in zip(order, _THREE, strict=True)
        ]
        lines = [
            screen.outline(one, ends)
            for one, shape in zip(frames, order, strict=True)
            for ends in _lines(shape, one)
        ]
        parts = screen.names(frames)
        words = " ".join(
            f"{letter} is {_OUTLINES[shape].replace(':', ',')}."
            for letter, shape in zip("ABC", order, strict=True)
        )
        return screen.drawing(
            frames, parts, lines, result="scan lines",
            seen=f"Three gray-scale images of different outlines. {words}",
            solved="Drawn in: scan lines.",
        )  # fmt: skip


def _tissue(setting: Setting, sector: Sector | None) -> Field:
    """Layers, a level vessel, and a round cyst; only layers at a curved face follow it."""
    field, deep = Field(setting), setting.depth
    lines = field.x, field.z
    if sector:
        field.x, field.z = _body(setting, sector)
    body = field.x, field.z
    if sector and sector.radius and not sector.flat:
        field.x, field.z = lines
    for share, thick in ((0.08, 0.012), (0.14, 0.01)):
        field.paint(field.box(top=share * deep, bottom=(share + thick) * deep), 10)
    field.x, field.z = body
    field.paint(field.disc(-0.2 * setting.width, 0.42 * deep, 0.09 * deep), -60, 0.1)
    field.paint(field.box(top=0.68 * deep, bottom=0.75 * deep), -30)
    for share in (0.665, 0.75):
        field.paint(field.box(top=share * deep, bottom=(share + 0.015) * deep), 12)
    field.x, field.z = lines
    return field


def _body(setting: Setting, sector: Sector) -> tuple[Whole, Whole]:
    """Where each place on the scan lines is in the body, in micrometers: across, and down."""
    columns, rows = round(setting.width / setting.pixel), round(setting.depth / setting.pixel)
    ends = [
        [
            sector.place(setting, (at + 0.5) * setting.pixel - setting.width / 2, z)
            for at in range(columns)
        ]
        for z in (0, setting.depth)
    ]
    share = np.arange(2 * rows + 1, dtype=np.int64)[1::2, None]
    return tuple(  # type: ignore[return-value]
        start + (end - start) * share // (2 * rows)
        for start, end in (
            [np.array([round(1000 * one[axis]) for one in line], np.int64) for line in ends]
            for axis in (0, 1)
        )
    )


def _lines(shape: Shape, one: screen.Frame) -> list[list[Point]]:
    """Scan lines, from end to end in the image."""
    if shape == "linear":
        setting = one.setting
        return [[(x * setting.width, 1), (x * setting.width, setting.depth - 1)]
                for x in (-0.4, -0.2, 0, 0.2, 0.4)]  # fmt: skip
    inner = Setting(width=64, depth=100)
    sector = _SECTORS[shape]
    return [[sector.place(inner, x, 1), sector.place(inner, x, 99)] for x in (-28, -14, 0, 14, 28)]
