"""Family ``filling``: the scan lines of a sector, and the gaps between them filled in."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.grayscale.parts.lines import filled, nearest, rays
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Sector, Setting, fanned, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure

_STEP = 6
"""Columns from one scan line to the next."""
_HALF = 20.0
_WIDE = 0.5
"""Of a drawn scan line, mm."""
_PIXEL = 0.25
_DEPTH = 46.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling(Scene):
    """Between two lines that are an angle a apart the gap at the range r is r a."""

    ask: Annotated[Literal["what", "where"], OneOf("what is asked")]
    filled: Annotated[Letter, OneOf("which image is filled in")] = "B"
    lines: Annotated[float, Number("", 13, 25, "scan lines")] = 25
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def angle(self) -> float:
        """From a line to the next, degrees."""
        one, two, *_ = self.angles()
        return two - one

    def gap(self, z: float) -> float:
        """Between two lines at a range, mm."""
        return z * math.radians(self.angle())

    def solve(self) -> Solution:
        raw = other(self.filled)
        if self.ask == "what":
            return choice(
                f"Both images come from the same scan lines. What fills the gaps in {self.filled}?",
                "Fill-in interpolation",
                {
                    "Persistence": "it averages frames; the lines lie at the same places in each",
                    "Spatial compounding": "it takes more looks from other angles",
                    "Edge enhancement": "it exaggerates borders and fills nothing",
                },
                f"{raw} shows the echoes of the lines alone. In {self.filled} each pixel between "
                "two lines got a value computed from theirs.",
            )
        return choice(
            "Where does a sector image need the most fill-in interpolation?",
            "In the far field",
            {
                "In the near field": "there the lines lie close together",
                "At the focus": "the focus changes the width of a beam, not the place of a line",
                "The same everywhere": "the angle between lines is the same, not their distance",
            },
            "The lines diverge: the gap between two of them grows in proportion to the range.",
        )

    def inner(self) -> Setting:
        """How the scan lines are made, one at each edge and a column for each step between them."""
        columns = _STEP * (int(self.lines) - 1) + 1
        return Setting(width=columns * _PIXEL, depth=_DEPTH, pixel=_PIXEL, frequency=3.5)

    def scanned(self) -> Whole:
        """The levels that the scan lines hold, with columns between them."""
        field = Field(self.inner())
        middle = self.inner().width / 2
        field.paint(field.ellipse(-0.3 * middle, 30, 0.22 * middle, 6), -60)
        field.paint(field.ellipse(0.35 * middle, 18, 0.2 * middle, 4), 12)
        return levels(field, int(self.seed))

    def angles(self) -> list[float]:
        """Of the scan lines, degrees from straight down."""
        columns = _STEP * (int(self.lines) - 1) + 1
        return [_HALF * ((2 * at + 1) / columns - 1) for at in range(0, columns, _STEP)]

    def images(self) -> tuple[Whole, Whole]:
        """The sector of the lines alone, and the one that is filled in."""
        found, inner, sector = self.scanned(), self.inner(), Sector(radius=0, half=_HALF)
        alone = fanned(nearest(found, _STEP), inner, sector, _PIXEL)
        whole = fanned(filled(found, _STEP), inner, sector, _PIXEL)
        return rays(alone, _PIXEL, self.angles(), _WIDE), whole

    def draw(self) -> Drawing:
        outer = Sector(radius=0, half=_HALF).setting(self.inner(), _PIXEL)
        both = list(self.images())
        alone, whole = ("scan lines", "filled in")
        if self.ask == "what":
            alone, whole = other(self.filled), self.filled
        said = [alone, whole]
        if self.filled == "A":
            both.reverse()
            said.reverse()
        frames = screen.row([(shades(one, outer), outer) for one in both])
        parts = screen.names(frames, said=said) + screen.ruler(frames[1], named=False)
        marked = []
        for one in frames:
            for side in (0, 1):
                end = math.radians(self.angles()[len(self.angles()) // 2 + side])
                tip = (_DEPTH * math.sin(end), _DEPTH * math.cos(end))
                marked.append(screen.outline(one, [(0, 0), tip]))
        gaps = [figure(self.gap(z), 1) for z in (10, 40)]
        line = f"gap at 1 cm: {gaps[0]} mm; at 4 cm: {gaps[1]} mm"
        return screen.drawing(
            frames, parts, marked, "ticks: 1 cm", result=line,
            seen=f"Two sector images of the same scan lines. In the one named {alone} they "
            "are thin bright rays with black gaps that get wider with depth; in the one named "
            f"{whole} there are no gaps.",
            solved="Drawn in: two neighboring scan lines, which diverge.",
        )  # fmt: skip
