"""A vessel in long axis, to scale: narrowed in the middle, with calipers and gates."""

from __future__ import annotations

import math

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import samplevolume, svg
from sonodeck.scenes.svg import Point
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.waves import bump
from sonodeck.scenes.words import figure

TISSUE, BLOOD, WALL = "#59636d", "#05080b", "#c9d1d8"
FIRST, SECOND = 104.0, 168.0
"""Where gate 1 and gate 2, in the narrowing at its narrowest, are on the screen."""
_STEER = -30.0
"""Of the beams: flow to the right comes toward the transducer, at 60 degrees."""
_CALIPER = 18.0
_BORE = 60.0
"""Of the wide part, in pixels."""
_HALF = 26.0
_LEFT, _RIGHT = 8.0, 312.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tube:
    """A narrowed vessel from edge to edge; ``top``: of the strip of tissue around it."""

    top: float
    wide: float
    narrow: float

    @property
    def middle(self) -> float:
        return self.top + 8 + _BORE / 2

    def bore(self, x: float) -> float:
        """The lumen at a place, in pixels."""
        lost = 1 - self.narrow / self.wide
        return _BORE * (1 - lost * bump(x, SECOND, _HALF))

    def drawn(self) -> list[str]:
        """Tissue, walls and lumen."""
        xs = [_LEFT + (_RIGHT - _LEFT) * at / 76 for at in range(77)]
        upper: list[Point] = [(x, self.middle - self.bore(x) / 2) for x in xs]
        lower: list[Point] = [(x, self.middle + self.bore(x) / 2) for x in xs]
        return [
            svg.rectangle(_LEFT, self.top, _RIGHT - _LEFT, _BORE + 16, TISSUE),
            svg.polygon([*upper, *reversed(lower)], BLOOD),
            svg.polyline(upper, WALL, 2),
            svg.polyline(lower, WALL, 2),
        ]

    def calipers(self, ink: str = svg.INK) -> list[str]:
        """The diameters before the narrowing and in it; the latter's figure stands below."""
        parts = []
        for x in (_CALIPER, SECOND):
            half = self.bore(x) / 2
            ends = [(x, self.middle - half), (x, self.middle + half)]
            parts.append(svg.polyline(ends, ink, 1, "2 2"))
            parts += [svg.polyline([(px - 4, py), (px + 4, py)], ink, 2) for px, py in ends]
        below = self.top + _BORE + 30
        return [
            *parts,
            svg.text((_CALIPER + 7, self.middle + 4.5), f"{figure(self.wide)} mm", fill=ink),
            svg.text((SECOND, below), f"{figure(self.narrow)} mm", anchor="middle", fill=ink),
        ]

    def gates(self) -> list[str]:
        """The sample gates on the axis, each with its number where its beam comes in."""
        parts = []
        reach = (self.middle - self.top) / math.cos(math.radians(_STEER))
        for x, name in ((FIRST, "1"), (SECOND, "2")):
            at = (x, self.middle)
            parts.append(samplevolume.beam(at, reach, reach, _STEER, screen.QUIET))
            parts += samplevolume.bars(at, min(14.0, self.bore(x) - 8), _STEER, screen.FLOW)
            start, _ = svg.polar(at, -reach, _STEER)
            parts.append(svg.text((start + 6, self.top + 14), name, bold=True))
        return parts

    def section(self, middle: Point, radius: float) -> list[str]:
        """A round cross-section through the narrowing: the lumen, and what takes it up."""
        left = radius * self.narrow / self.wide
        return [
            svg.circle(middle, radius + 3, WALL),
            svg.circle(middle, radius, TISSUE),
            svg.circle(middle, left, BLOOD),
            svg.polyline([(middle[0] - radius, middle[1]), (middle[0] + radius, middle[1])],
                         screen.MARK, 1, "2 2"),
        ]  # fmt: skip
