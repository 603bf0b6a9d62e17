"""Family ``lobe``: an arc in the bladder, which side lobes draw of a strong reflector."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure

_TOP, _BOTTOM = 7.0, 36.0
_LEVEL = 34.0
"""Of the reflector, dB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobe(Scene):
    """The false echo lies at the range of the reflector, on the lines of other beams."""

    ask: Annotated[Literal["what", "real"], OneOf("what is asked")]
    x: Annotated[float, Number("mm", -12, 12, "place of the reflector, to the right")] = 10
    depth: Annotated[float, Number("mm", 16, 24, "its depth")] = 20
    real: Annotated[Letter, OneOf("the letter of the reflector")] = "A"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        if self.ask == "real":
            return choice(
                "Only one of the letters marks a structure in the bladder. Which one?",
                self.real,
                {
                    other(self.real): f"{other(self.real)} is drawn as deep as the slant distance "
                    "from the top of its line to the bright reflector"
                },
                f"{self.real} is the strongest echo and lies at the top of the arc. The rest of "
                "the arc comes from beams whose side lobes meet it: each echo is drawn straight "
                "down its own scan line, at the slant distance to the reflector.",
            )
        return choice(
            "What is the curved line through the bright reflector most likely?",
            "A side-lobe artifact",
            {
                "A septum": "a septum need not curve deeper on both sides of one bright echo, "
                "nor fade with distance from it",
                "A reverberation": "that repeats a reflector deeper, at equal distances",
                "A mirror image": "that is a copy beyond a strong reflector",
            },
            "Side lobes of the beams beside it meet the strong reflector, and each echo is drawn "
            "straight down its own scan line, at the slant distance to the reflector.",
        )

    def _half(self) -> float:
        """Where the arc's other letter stands: mm to the side of the reflector, inward."""
        return -11.0 if self.x > 0 else 11.0

    def field(self) -> Field:
        """The maps of the image."""
        field = Field(Setting())
        fluid = field.box(top=_TOP, bottom=_BOTTOM)
        field.paint(fluid, -60, 0.2)
        aside = abs(field.x - round(self.x * 1000))
        field.fade(field.arc(self.x, self.depth, 0.4) & fluid, _LEVEL - 26, 1.2, aside)
        field.paint(field.disc(self.x, self.depth, 1.3), _LEVEL)
        return field

    def arc(self, aside: float) -> float:
        """Depth of the false echo so far to the side, mm."""
        return math.sqrt(self.depth**2 + aside**2)

    def draw(self) -> Drawing:
        one, far = screen.single(self.field(), int(self.seed)), self._half()
        parts = screen.ruler(one)
        if self.ask == "real":
            false = other(self.real)
            parts += [
                screen.label(one, self.x, self.depth + 5, self.real),
                screen.label(one, self.x + far, self.arc(far) + 5, false),
            ]
        below = 10 if self.ask == "real" else 5  # the letter stands between
        marked = [
            screen.outline(one, [(self.x, 0), (self.x, self.depth - 2)]),
            screen.arrow(one, (self.x + far, 0.3), (self.x, self.depth)),
            screen.outline(one, [(self.x + far, 0.3), (self.x + far, self.arc(far) - 1)]),
            screen.note(one, self.x + far, self.arc(far) + below, "same range"),
        ]
        letters = f" {self.real} is the bright echo, {other(self.real)} the arc."
        return screen.drawing(
            [one], parts, marked,
            seen="A gray-scale image of a black bladder with one very bright echo at "
            f"{figure(self.depth / 10)} cm; a weaker curved line runs through it and falls away to "
            f"both sides.{letters if self.ask == 'real' else ''}",
            solved="Drawn in: a beam beside the reflector, its side lobe, and the equal range.",
        )  # fmt: skip
