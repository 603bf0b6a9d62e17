"""A graph on the screen of a scene: two axes with ticks, lines, letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts.screen import QUIET
from sonodeck.scenes.svg import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Where a graph lies on the screen, and what its axes run from and to.

    The x axis is drawn at the bottom, the y axis at the left; either may run downward.
    """

    left: float = 58
    right: float = 308
    top: float = 16
    bottom: float = 236
    x: Point
    y: Point

    def at(self, x: float, y: float) -> Point:
        """A place of the graph on the screen."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return (
            self.left + across * (self.right - self.left),
            self.bottom - up * (self.bottom - self.top),
        )

    def axes(
        self, x: Mapping[float, str], y: Mapping[float, str], named: tuple[str, str]
    ) -> list[str]:
        """Both axes with their ticks, and what each shows."""
        (left, bottom), (right, top) = (self.left, self.bottom), (self.right, self.top)
        parts = [svg.polyline([(left, top), (left, bottom), (right, bottom)], QUIET, 1.5)]
        for value, said in x.items():
            across = self.at(value, self.y[0])[0]
            parts.append(svg.polyline([(across, bottom), (across, bottom + 5)], QUIET, 1))
            parts.append(svg.text((across, bottom + 19), said, anchor="middle", fill=QUIET))
        for value, said in y.items():
            down = self.at(self.x[0], value)[1]
            parts.append(svg.polyline([(left - 5, down), (left, down)], QUIET, 1))
            parts.append(svg.text((left - 8, down + 4.5), said, anchor="end", fill=QUIET))
        parts.append(svg.text(((left + right) / 2, bottom + 40), named[0], anchor="middle"))
        parts.append(svg.text((12, (top + bottom) / 2), named[1], anchor="middle", turned=-90))
        return parts

    def line(self, places: Sequence[Point], color: str, dash: str = "") -> str:
        """A line through places of the graph."""
        return svg.polyline([self.at(*one) for one in places], color, 2.5, dash)

    def label(self, place: Point, words: str, color: str = svg.INK) -> str:
        """Words at a place of the graph."""
        x, y = self.at(*place)
        return svg.text((x, y + 4.5), words, anchor="middle", fill=color, bold=True)
