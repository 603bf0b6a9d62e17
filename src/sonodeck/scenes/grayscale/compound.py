"""Family ``compound``: a stone with one look and with five, and what becomes of its shadow."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Setting, compounded, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure

SETTING = Setting(width=34, pixel=0.25)
_DEPTH, _RADIUS = 14.0, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound(Scene):
    """Averaging looks from several angles fills in a shadow below the depth r / sin(angle)."""

    ask: Annotated[Literal["shadow", "speckle"], OneOf("what is asked")]
    compounded: Annotated[Letter, OneOf("which image is compounded")]
    angle: Annotated[float, Number("degrees", 10, 15, "largest angle of a look")] = 15
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        question, answer, wrong, why = {
            "shadow": (
                "What does compounding do to the shadow of the stone?",
                "Weakens it",
                {
                    "Darkens it": "the shadow of a single look is as dark as it gets",
                    "Leaves it unchanged": f"only in {other(self.compounded)} does it reach the "
                    "bottom",
                },
                "Beams from other angles pass beside the stone and bring echoes from behind it.",
            ),
            "speckle": (
                "What does compounding do to the speckle?",
                "Reduces it",
                {
                    "Makes it coarser": "a lower frequency or a wider beam would",
                    "Leaves it unchanged": "it would if each look had the same speckle",
                },
                "Each look has a different speckle pattern; averaging smooths it.",
            ),
        }[self.ask]
        return choice(
            f"Image {self.compounded} was made with spatial compounding. {question}",
            answer,
            wrong,
            why,
        )

    def field(self) -> Field:
        """The maps, the same for both images."""
        field = Field(SETTING)
        field.paint(field.disc(0, _DEPTH, _RADIUS), 20, 15)
        return field

    def full(self) -> float:
        """How far below the center of the stone no look gets behind it, mm."""
        return _RADIUS / math.sin(math.radians(self.angle))

    def images(self) -> list[Whole]:
        """The levels of A and of B."""
        field, seed = self.field(), int(self.seed)
        looks = [self.angle * at / 2 for at in range(-2, 3)]
        found = [compounded(field, seed, looks), levels(field, seed)]
        return found if self.compounded == "A" else found[::-1]

    def draw(self) -> Drawing:
        frames = screen.row([(shades(one, SETTING), SETTING) for one in self.images()])
        parts = screen.names(frames)
        plain, one = frames if self.compounded == "B" else frames[::-1]
        tip = _DEPTH + self.full()
        marked = [screen.note(plain, 0, 6, "one look"), screen.note(one, 0, 6, "five looks")]
        line, solved = "averaging evens out the speckle", "Named: the image of one look, of five."
        if self.ask != "speckle":
            marked.append(screen.outline(one, [(-_RADIUS, _DEPTH), (0, tip), (_RADIUS, _DEPTH)]))
            marked.append(screen.box(plain, -_RADIUS, _RADIUS, _DEPTH + 2.5, 49))
            line = "triangle: no look gets behind the stone"
            solved = (
                f"Outlined: where no look gets behind the stone, {figure(self.full(), 1)} mm "
                "from its center, and the shadow of a single look."
            )
        single = other(self.compounded)
        return screen.drawing(
            frames, parts, marked, "one stone, two images", result=line,
            seen="Two gray-scale images A and B of one stone. In "
            f"{single} its shadow is black to the bottom of the image and the speckle is grainy; "
            f"in {self.compounded} the shadow is a short triangle and the speckle is smooth.",
            solved=solved,
        )  # fmt: skip
