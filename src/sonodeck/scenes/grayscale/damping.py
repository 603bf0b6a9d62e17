"""Family ``damping``: the same pins with short and with long pulses."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_FEW, _MANY = 2.0, 5.0
"""Cycles of a pulse."""
_ROWS = (2.5, 5.0, 7.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Damping(Scene):
    """Fewer cycles make the pulse shorter, and half its length is the axial resolution."""

    ask: Annotated[Literal["cycles", "cure"], OneOf("what is asked")]
    frequency: Annotated[float, Number("MHz", 4, 6, "frequency")] = 5
    shorter: Annotated[Letter, OneOf("which image has the shorter pulses")] = "A"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if not 1.75 < self.gap() / self.setting(_FEW).pulse < 2.1:
            raise Impossible("frequency", "the pins lie at tenths of a mm", "4, 5 or 5.5")

    def setting(self, cycles: float) -> Setting:
        return Setting(
            width=6, depth=10, pixel=0.05, focus=5, frequency=self.frequency, cycles=cycles,
            range=30,
        )  # fmt: skip

    def gap(self) -> float:
        """From one pin of a pair to the other, mm: two with few cycles, one with many."""
        return round(1.9 * self.setting(_FEW).pulse, 1)

    def solve(self) -> Solution:
        if self.ask == "cure":
            return choice(
                "Pins one above the other have merged into one echo. Which change can "
                "separate them?",
                "A shorter pulse",
                {
                    "A narrower beam": "that separates pins side by side",
                    "A higher line density": "that improves lateral detail",
                    "A deeper focus": "it changes the beam width, not the pulse length",
                },
                "They merge because their echoes overlap in time. Axial resolution is "
                "half the spatial pulse length: fewer cycles or a higher frequency improve it.",
            )
        long = other(self.shorter)
        return choice(
            "The same pins, the same frequency. Which image was made with fewer cycles in "
            "each pulse?",
            self.shorter,
            {long: "its longer pulses merge the pins of a pair"},
            f"In {self.shorter} the pins of each pair show as two. Fewer cycles (more "
            "damping) make the pulse shorter, and axial resolution is half its length.",
        )

    def field(self, cycles: float) -> Field:
        """The map: three pairs, one below the other."""
        field, half = Field(self.setting(cycles)), self.gap() / 2
        field.paint(field.box(), -50)
        for z in _ROWS:
            field.point(0, z - half, 30)
            field.point(0, z + half, 30)
        return field

    def draw(self) -> Drawing:
        few_first = self.ask == "cycles" and self.shorter == "A"
        frames = [
            screen.brightest(self.field(cycles), int(self.seed) + at, 8 + 160 * at, 22)
            for at, cycles in enumerate((_FEW, _MANY) if few_first else (_MANY, _FEW))
        ]
        below = [
            screen.under(one, f"half a pulse {figure(one.setting.pulse)} mm") for one in frames
        ]
        apart = f"in each, two pins {figure(self.gap())} mm apart"
        line = f"three pairs; {apart}"
        if self.ask == "cure":
            sides, parts = frames[:1], []
            seen = f"A gray-scale image of three pairs; {apart} in depth. "
            seen += "Each pair is one long dot."
        else:
            sides, parts = frames, screen.names(frames)
            seen = (
                f"Two gray-scale images A and B of three pairs; {apart} in depth. In "
                f"{self.shorter} each pair is two dots, in {other(self.shorter)} one long dot."
            )
        return Drawing(
            front=screen.shown(sides, parts, line),
            back=screen.shown(frames, [*parts, *below], line),
            seen=seen,
            solved="Below each image, half the spatial pulse length that it was made with.",
        )
