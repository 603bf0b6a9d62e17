"""Family ``volume``: volume flow, from the diameter of a vessel and its mean velocity."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import computed
from sonodeck.scenes.traces.parts.tube import BLOOD, TISSUE, WALL
from sonodeck.scenes.traces.parts.waves import Beat
from sonodeck.scenes.words import figure

_MIDDLE, _SCALE = (70.0, 64.0), 9.0
"""Of the cross-section: its center, and pixels to a millimeter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(Scene):
    """Flow = area × mean velocity over the lumen and over time."""

    ask: Annotated[Literal["flow", "error"], OneOf("the flow, or what wrong calipers do to it")]
    diameter: Annotated[float, Number("mm", 2, 10, "of the lumen")] = 6
    mean: Annotated[float, Number("cm/s", 10, 60, "mean velocity over time and lumen")] = 20
    outer: Annotated[float, Number("mm", 2, 12, "from outer wall to outer wall (error)")] = 8
    pulse: Annotated[float, Number("", 1.5, 2.2, "highest envelope over its mean")] = 1.6
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.mean % 5:
            raise Impossible("mean", "it lies neither on a tick nor midway", "a multiple of 5 cm/s")
        if self.ask == "error" and not 1.1 < self.outer / self.diameter < 1.6:
            raise Impossible(
                "outer", "no wall is so thin or so thick", "1.1 to 1.6 times the lumen"
            )
        self.solve()

    def beat(self) -> Beat:
        """The envelope of parabolic flow: its mean is twice that over the lumen."""
        envelope = 2 * self.mean
        return Beat(psv=self.pulse * envelope, edv=0.7 * envelope, mean=envelope)

    def flow(self) -> float:
        """In mL/min."""
        return math.pi / 4 * (self.diameter / 10) ** 2 * self.mean * 60

    def solve(self) -> Solution:
        d, v = self.diameter, self.mean
        if self.ask == "flow":
            slips = [
                (4 * self.flow(), "the diameter taken for the radius"),
                (2 * self.flow(), "the envelope's mean, not the mean over the lumen"),
                (math.pi * d / 10 * v * 60, "the circumference, not the area"),
            ]
            why = (
                f"Flow = area \u00d7 mean velocity: \u03c0 \u00f7 4 \u00d7 ({figure(d / 10)} "
                f"cm)\u00b2 \u00d7 {figure(v)} cm/s \u00d7 60 s/min, "
            )
            question = "What is the volume flow in this vessel?"
            return computed(question, "diameter", round(self.flow(), 6), slips, _flow, why)
        times = self.outer / d
        return computed(
            "The calipers were set from outer wall to outer wall. By what factor is the volume "
            "flow overestimated?",
            "outer", times**2,
            [(times, "the diameters not squared"), (times**4, "the fourth power")],
            lambda n: f"{n:.2f}",
            f"The area goes with the square of the diameter: ({figure(self.outer)} \u00f7 "
            f"{figure(d)})\u00b2 = ",
            more=" times the true flow",
        )  # fmt: skip

    def draw(self) -> Drawing:
        return self._measured() if self.ask == "flow" else self._wrong()

    def _section(self, wall: float) -> list[str]:
        """The vessel in cross-section, its lumen and its outer edge (mm)."""
        radius = self.diameter / 2 * _SCALE
        return [
            svg.rectangle(8, 8, 124, 112, TISSUE),
            svg.circle(_MIDDLE, wall / 2 * _SCALE, WALL),
            svg.circle(_MIDDLE, radius, BLOOD),
        ]

    def _measured(self) -> Drawing:
        radius = self.diameter / 2 * _SCALE
        front = [*self._section(self.diameter + 0.6), *_caliper(radius, svg.INK)]
        front.append(svg.text((144, 40), f"diameter {figure(self.diameter)} mm"))
        front.append(svg.text((144, 60), "gate: the whole lumen"))
        front.append(svg.text((144, 80), "dashed line: mean"))
        front.append(svg.text((144, 97), "over time and lumen"))
        high = screen.highest(2 * self.pulse * self.mean)
        place = screen.plot(high, -20, 2, top=146, height=96)
        front += screen.trace(place, [Band(self.beat().from_foot(0.15), 0)], int(self.seed),
                              step=10 if high <= 100 else 20)  # fmt: skip
        front += screen.level(place, self.mean, "", ink=screen.FLOW)
        area = math.pi / 4 * (self.diameter / 10) ** 2
        marks = [
            svg.text((144, 118), f"area {figure(area)} cm\u00b2", fill=screen.MARK),
            *screen.level(place, self.mean, f"mean {figure(self.mean)} cm/s", below=True, at=0),
        ]
        return screen.drawing(
            front,
            marks,
            height=screen.TALLER,
            seen=f"A round vessel, {figure(self.diameter)} mm wide, and its spectral trace. A blue "
            "dashed line marks the mean velocity over time and lumen: "
            f"{figure(self.mean)} cm/s.",
            solved="Added: the area, and the mean velocity as read off.",
        )

    def _wrong(self) -> Drawing:
        inner = self.diameter / 2 * _SCALE
        outer = self.outer / 2 * _SCALE
        front = [*self._section(self.outer), *_caliper(outer, svg.INK)]
        front += [
            svg.text((144, 40), f"calipers {figure(self.outer)} mm"),
            svg.text((144, 60), f"lumen {figure(self.diameter)} mm"),
        ]
        ratio = (self.outer / self.diameter) ** 2
        back = [
            *self._section(self.outer), *_caliper(outer, svg.INK), *_caliper(inner, screen.MARK),
            *front[-2:],
            svg.rectangle(8, 150, 60, 20, screen.MARK),
            svg.rectangle(8, 180, 60 * ratio, 20, WALL),
            svg.text((76, 165), "true flow", fill=screen.MARK),
            svg.text((14 + 60 * ratio, 195), "as measured"),
        ]  # fmt: skip
        return Drawing(
            front=screen.shown(front, 128),
            back=screen.shown(back, 212),
            seen="A round vessel in cross-section with a thick wall: the lumen is "
            f"{figure(self.diameter)} mm wide; the calipers, at the outer edge of the wall, "
            f"measure {figure(self.outer)} mm.",
            solved="Added: where the calipers belong, and both flows as bars.",
        )


def _caliper(radius: float, ink: str) -> list[str]:
    """A caliper across the cross-section."""
    (x, y), half = _MIDDLE, 4
    ends = (x - radius, x + radius)
    marks = [
        part
        for end in ends
        for part in (
            svg.polyline([(end - half, y), (end + half, y)], ink, 2),
            svg.polyline([(end, y - half), (end, y + half)], ink, 2),
        )
    ]
    return [svg.polyline([(ends[0], y), (ends[1], y)], ink, 1, "2 3"), *marks]


def _flow(flow: float) -> str:
    """To two figures."""
    whole = round(flow, 6)
    unit = 10 ** (len(str(int(whole))) - 2) if whole >= 10 else 0.1
    return f"about {figure(round(whole / unit) * unit, 1)} mL/min"
