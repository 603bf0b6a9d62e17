"""A vessel in long axis, to scale: narrowed in the middle, with calipers and gates."""

from __future__ import annotations

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.svg import Point
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.waves import bump
from sonodeck.scenes.words import figure

TISSUE, BLOOD, WALL = "#59636d", "#05080b", "#c9d1d8"
FIRST, SECOND = 104.0, 168.0
"""Where gate 1 and gate 2, in the narrowing, are on the screen."""
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
        """The diameters before the narrowing and in it."""
        parts = []
        for x, mm in ((_CALIPER, self.wide), (SECOND, self.narrow)):
            half = self.bore(x) / 2
            ends = [(x, self.middle - half), (x, self.middle + half)]
            parts.append(svg.polyline(ends, ink, 1, "2 2"))
            parts += [svg.polyline([(px - 4, py), (px + 4, py)], ink, 2) for px, py in ends]
            parts.append(svg.text((x + 7, self.middle + 4.5), f"{figure(mm)} mm", fill=ink))
        return parts

    def gates(self) -> list[str]:
        """The sample gates, each with its number at its left."""
        parts = []
        for x, name in ((FIRST, "1"), (SECOND - 8, "2")):
            half = min(7.0, self.bore(x) / 2 - 3)
            for side in (-1, 1):
                y = self.middle + side * half
                parts.append(svg.polyline([(x - 7, y), (x + 7, y)], screen.FLOW, 2))
            parts.append(svg.text((x - 11, self.middle + 4.5), name, anchor="end", bold=True))
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
