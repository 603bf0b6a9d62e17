"""Family ``rate``: the highest frame rate, from depth, scan lines and transmit foci."""

from __future__ import annotations

import math
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, PLACES, Place, choice, number, which
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure, listed

_DISTANCE = 77_000
"""Half the speed of sound, cm/s: what there is of depth in a second, there and back."""
_EACH = 10
"""Scan lines that one drawn line stands for."""
_APEX, _TALL = 28.0, 190.0
"""The apex of each sector on the screen, and how tall the deepest is."""
_VARIED = {
    "depth": ((7.0, 100, 1), (10.0, 100, 1), (14.0, 100, 1)),
    "lines": ((11.0, 70, 1), (11.0, 100, 1), (11.0, 140, 1)),
    "foci": ((11.0, 100, 1), (11.0, 100, 2), (11.0, 100, 3)),
}
"""Depth in cm, lines and foci of three settings, the fastest first."""
Way = tuple[float, int, int]
Vary: TypeAlias = Literal["depth", "lines", "foci"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Scene):
    """A frame takes lines x foci pulses of 2 depth / c each: 77,000 / (D L z) frames a second."""

    ask: Annotated[Literal["highest", "rate", "trade"], OneOf("what is asked")]
    vary: Annotated[Vary, OneOf("what three images differ in")] = "depth"
    place: Annotated[Place, OneOf("of three images, the one of the highest frame rate")] = "left"
    depth: Annotated[float, Number("cm", 5, 16, "depth setting")] = 11
    lines: Annotated[float, Number("", 50, 160, "scan lines per frame, in tens")] = 100
    foci: Annotated[float, Number("", 1, 4, "transmit foci")] = 2

    def __post_init__(self) -> None:
        if self.lines % _EACH or self.foci % 1:
            name = "lines" if self.lines % _EACH else "foci"
            raise Impossible(name, f"{name} can't be {figure(getattr(self, name))}", "100 and 2")

    def settings(self) -> tuple[Way, ...]:
        """Depth, lines and foci of each image, from left to right."""
        if self.ask == "rate":
            return ((self.depth, int(self.lines), int(self.foci)),)
        if self.ask == "trade":
            return (self.depth, int(self.lines), 1), (self.depth / 2, int(self.lines), 2)
        fast, *order = _VARIED[self.vary]
        order.insert(PLACES.index(self.place), fast)
        return tuple(order)

    def solve(self) -> Solution:
        if self.ask == "rate":
            return self._rate()
        if self.ask == "trade":
            return choice(
                "From A to B the depth and the number of transmit foci (triangles) change, but not "
                "the number of lines. What happens to the highest possible frame rate?",
                "It stays the same",
                {
                    "It doubles": "so it would with half the depth alone",
                    "It halves": "so it would with two foci alone",
                    "It falls to a quarter": "half the depth raises it: it doesn't lower it",
                },
                "Half the depth takes half the time for each pulse, but two foci take two pulses "
                "per line: as long a time for a frame as before.",
            )
        found = [frame_rate(one) for one in self.settings()]
        at = found.index(max(found))
        why = {
            "depth": "it is deeper: each line takes longer",
            "lines": "it has more scan lines",
            "foci": "it has more foci: each takes a pulse of its own per line",
        }[self.vary]
        each = [f"{LETTERS[one]} {figure(rate, 0)} Hz" for one, rate in enumerate(found)]
        return which(
            "Each drawn line stands for ten scan lines; the triangles are transmit foci. Which "
            "setting allows the highest frame rate?",
            at,
            [why] * 3,
            f"77,000 / (depth in cm × lines × foci): {listed(each)}.",
        )

    def _rate(self) -> Solution:
        (depth, lines, foci), right = self.settings()[0], frame_rate(self.settings()[0])
        slips = [
            (right * foci, "the foci forgotten" if foci > 1 else ""),
            (right * 2, "one way only: the echo has to come back too"),
            (right / 2, "77,000 cm/s already includes the round trip"),
            (right * _EACH, "the drawn lines counted: each stands for ten"),
        ]
        offer = numbers(right, slips, lambda hz: f"{figure(hz, 0)} Hz")
        return number(
            "Each drawn line stands for ten scan lines; the triangles are transmit foci. What is "
            "the highest possible frame rate?",
            offer,
            f"77,000 / (depth in cm × lines × foci) = 77,000 / ({figure(depth)} × {lines} × "
            f"{foci}) = {offer.answer}.",
        )

    def draw(self) -> Drawing:
        ways = self.settings()
        room = screen.WIDTH / len(ways)
        deepest = max(way[0] for way in ways)
        widest = max(2 * way[0] * math.sin(_half(way)) for way in ways)
        scale = min(_TALL / deepest, (room - 28) / widest)
        parts, marked = [], []
        for at, way in enumerate(ways):
            apex = (room * (at + 0.5) - 12, _APEX)
            parts += _outline(apex, way, scale)
            if len(ways) > 1:
                parts.append(svg.text((apex[0], 16), LETTERS[at], anchor="middle", bold=True))
            foci = f"{way[2]} {'foci' if way[2] > 1 else 'focus'}"
            rate = f"{figure(frame_rate(way), 0)} Hz"
            words = (f"{figure(way[0])} cm", f"{way[1]} lines", foci, rate)
            for line, said in enumerate(words):
                place = apex[0], _APEX + deepest * scale + 22 + 17 * line
                marked.append(svg.text(place, said, anchor="middle", fill=screen.MARK))
        each = [
            f"{'the setting' if len(ways) == 1 else LETTERS[at]} is {figure(depth)} cm deep with "
            f"{lines // _EACH} drawn lines and {foci} triangle{'s' if foci > 1 else ''}"
            for at, (depth, lines, foci) in enumerate(ways)
        ]
        return screen.drawing(
            [], parts, marked,
            seen=f"Outlines of sector images with depth scales in cm: {'; '.join(each)}.",
            solved="Written in: depth, scan lines, foci and highest frame rate.",
        )  # fmt: skip


def frame_rate(way: Way) -> float:
    """The highest frame rate of a setting, Hz."""
    depth, lines, foci = way
    return _DISTANCE / (depth * lines * foci)


def _half(way: Way) -> float:
    """Half the angle of a sector, in radians: the line density is fixed."""
    return math.radians(0.1 * way[1])


def _outline(apex: svg.Point, way: Way, scale: float) -> list[str]:
    """A sector with every tenth line, its depth scale and its foci."""
    depth, lines, foci = way
    count, half = lines // _EACH, math.degrees(_half(way))
    parts = []
    for at in range(count):
        angle = half * (2 * at / (count - 1) - 1)
        parts.append(svg.polyline([apex, svg.polar(apex, depth * scale, angle)], screen.QUIET, 1))
    parts.append(svg.polyline(svg.arc(apex, depth * scale, -half, half), svg.INK, 1.5))
    x = apex[0] + math.sin(math.radians(half)) * depth * scale + 4
    parts.append(svg.text((x, apex[1] - 8), "cm", fill=screen.QUIET))
    for cm in range(math.floor(depth) + 1):
        y = apex[1] + cm * scale
        parts.append(svg.polyline([(x, y), (x + (8 if cm % 5 == 0 else 4), y)], screen.QUIET, 1))
        if cm % 5 == 0:
            parts.append(svg.text((x + 10, y + 4.5), str(cm), fill=screen.QUIET))
    for at in range(foci):
        y = apex[1] + depth * scale * (at + 1) / (foci + 1)
        parts.append(svg.polygon([(x - 9, y), (x, y - 5), (x, y + 5)], svg.INK))
    return parts
