"""Family ``attenuation``: echo level against depth at three frequencies."""

from __future__ import annotations

from typing import Annotated

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, PLACES, Place, at_place, which
from sonodeck.scenes.grayscale.parts.graph import Graph
from sonodeck.scenes.model import ATTENUATION
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure, listed

_COLORS = ("#5cc8ff", "#ff9f6b", "#9be37a")
CURVES = {"low": 2.5, "middle": 5.0, "high": 10.0}
"""Frequencies of the curves, MHz."""
_END = 8.0
"""Of the graph, cm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attenuation(Scene):
    """There and back sound loses 2 a f z."""

    place: Annotated[Place, OneOf("of the curves A, B, C, which one is that of 10 MHz")]
    seed: Annotated[float, Number("", 1, 999, "how the other two lie")] = 1

    def solve(self) -> Solution:
        return which(
            "Echo level against depth at 2.5, 5, and 10 MHz. Which curve is for 10 MHz?",
            PLACES.index(self.place),
            [f"that is {figure(CURVES[name])} MHz" for name in self.curves()],
            "Attenuation in dB/cm grows with the frequency, so the curve for 10 MHz falls most "
            "steeply: 0.5 dB/cm/MHz each way × 2 × 10 MHz = 10 dB per cm of depth; for 5 MHz it is "
            "5 dB.",
        )

    def curves(self) -> tuple[str, ...]:
        """Which frequency A, B and C are."""
        return at_place(self.place, "high", ("low", "middle"), self.seed)

    def draw(self) -> Drawing:
        graph = Graph(x=(0, _END), y=(-80, 0))
        across = {float(at): str(at) for at in range(0, 9, 2)}
        down = {float(at): figure(at) for at in range(-80, 1, 20)}
        parts = graph.axes(across, down, ("depth (cm)", "echo level (dB)"))
        marked, each = [], []
        for at, name in enumerate(self.curves()):
            slope = 2 * ATTENUATION * CURVES[name]
            parts.append(graph.line([(0, 0), (_END, -slope * _END)], _COLORS[at]))
            place = 6.2 - 0.5 * ("low", "middle", "high").index(name)
            parts.append(graph.label((place, 6 - slope * place), LETTERS[at], _COLORS[at]))
            words = f"{LETTERS[at]} {figure(CURVES[name])} MHz: {figure(slope, 1)} dB/cm"
            marked.append(svg.text((64, 180 + 18 * at), words, fill=screen.MARK))
            each.append(f"{LETTERS[at]} falls by {figure(slope * _END)} dB")
        return screen.drawing(
            [], parts, marked,
            seen="A graph of echo level against depth with three straight lines. "
            f"Down to {figure(_END)} cm, {listed(each)}.",
            solved="Written in: the frequency and the slope of each curve.",
        )  # fmt: skip
