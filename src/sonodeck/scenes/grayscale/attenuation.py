"""Family ``attenuation``: echo level and TGC against depth at three frequencies."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, PLACES, Place, at_place, which
from sonodeck.scenes.grayscale.parts.graph import Graph
from sonodeck.scenes.grayscale.parts.model import ATTENUATION
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
    """There and back sound loses 2 a f z, and the TGC has to make up for as much."""

    ask: Annotated[Literal["loss", "gain"], OneOf("what is asked")]
    place: Annotated[Place, OneOf("of the curves A, B, C, which one is that of 10 MHz")]
    seed: Annotated[float, Number("", 1, 999, "how the other two lie")] = 1

    def solve(self) -> Solution:
        steep = "falls most steeply" if self.ask == "loss" else "rises most steeply"
        question = {
            "loss": "Echo level against depth at 2.5, 5, and 10 MHz. Which curve is for 10 MHz?",
            "gain": "The TGC that makes up for attenuation at 2.5, 5, and 10 MHz. Which curve is "
            "for 10 MHz?",
        }[self.ask]
        return which(
            question,
            PLACES.index(self.place),
            [f"that is {figure(CURVES[name])} MHz" for name in self.curves()],
            f"Attenuation in dB/cm grows with the frequency, so the curve for 10 MHz {steep}: "
            "0.5 dB/cm/MHz each way × 2 × 10 MHz = 10 dB per cm of depth; for 5 MHz it is 5 dB.",
        )

    def curves(self) -> tuple[str, ...]:
        """Which frequency A, B and C are."""
        return at_place(self.place, "high", ("low", "middle"), self.seed)

    def draw(self) -> Drawing:
        sign = -1 if self.ask == "loss" else 1
        graph = Graph(x=(0, _END), y=(-80, 0) if sign < 0 else (0, 80))
        named = "echo level (dB)" if sign < 0 else "TGC gain (dB)"
        down = {float(at): figure(at) for at in range(min(0, 80 * sign), max(0, 80 * sign) + 1, 20)}
        parts = graph.axes(
            {float(at): str(at) for at in range(0, 9, 2)}, down, ("depth (cm)", named)
        )
        marked = []
        for at, name in enumerate(self.curves()):
            slope = 2 * ATTENUATION * CURVES[name]
            parts.append(graph.line([(0, 0), (_END, sign * slope * _END)], _COLORS[at]))
            place = 6.2 - 0.5 * ("low", "middle", "high").index(name)
            y = sign * slope * place
            parts.append(graph.label((place, y + 6), LETTERS[at], _COLORS[at]))
            words = f"{figure(CURVES[name])} MHz: {figure(slope, 1)} dB/cm"
            where = (64, (180 if sign < 0 else 40) + 18 * at)
            marked.append(svg.text(where, f"{LETTERS[at]} {words}", fill=screen.MARK))
        each = [
            f"{LETTERS[at]} {'falls' if sign < 0 else 'rises'} by "
            f"{figure(2 * ATTENUATION * CURVES[name] * _END)} dB"
            for at, name in enumerate(self.curves())
        ]
        return Drawing(
            front=screen.shown([], parts),
            back=screen.shown([], [*parts, *marked]),
            seen=f"A graph of {named.partition(' (')[0]} against depth with three straight lines. "
            f"Down to {figure(_END)} cm, {listed(each)}.",
            solved="Written in: the frequency and the slope of each curve.",
        )
