"""Family ``speed``: a straight border that is stepped behind a block of another speed of sound."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_HALF, _TOP, _BEHIND = 7.0, 6.0, 5.0
_USUAL = 1540


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed(Scene):
    """The scanner reckons with 1540 m/s: what is behind is shifted by d (1540 / c - 1)."""

    ask: Annotated[Literal["speed", "shift"], OneOf("what is asked")]
    speed: Annotated[float, Number("m/s", 1000, 1700, "speed of sound in the block")]
    thickness: Annotated[float, Number("mm", 10, 60, "true thickness of the block")]
    x: Annotated[float, Number("mm", -10, 10, "its place, to the right")] = 0
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if abs(self.shift()) < 1.5:
            raise Impossible(
                "thickness", "the shift would be under 1.5 mm", "a thicker block or another speed"
            )
        if self.line() > 76:
            raise Impossible("thickness", "the line would lie below the image", "a thinner block")

    def shift(self) -> float:
        """How much deeper than it is the line is drawn behind the block, mm."""
        return self.thickness * (_USUAL / self.speed - 1)

    def line(self) -> float:
        """True depth of the line, mm: below the block as it is drawn."""
        return math.ceil(_TOP + max(self.thickness, self.thickness + self.shift()) + _BEHIND)

    def solve(self) -> Solution:
        shift = self.shift()
        way, other = ("deep", "shallow") if shift > 0 else ("shallow", "deep")
        if self.ask == "speed":
            answer, wrong = ("Slower", "Faster")[:: 1 if shift > 0 else -1]
            return choice(
                "The broken bright line is really one straight border. How fast is sound in the "
                "brighter block, compared with 1540 m/s?",
                answer,
                {
                    wrong: f"then the line would be drawn too {other} behind the block",
                    "Just as fast": "then the line would be straight",
                },
                f"Behind the block the line is drawn too {way}: its echoes come back "
                f"{'later' if shift > 0 else 'sooner'} than at 1540 m/s.",
            )
        size = abs(shift)
        twice = "the error of the round trip: the scanner halves the time"
        return choice(
            f"The block is truly {figure(self.thickness)} mm thick; sound in it travels at "
            f"{figure(self.speed)} m/s, and the scanner assumes 1540 m/s. How far off is the "
            "border behind it drawn?",
            f"{figure(size, 1)} mm too {way}",
            {
                f"{figure(size, 1)} mm too {other}": "the wrong way: "
                f"{'later' if shift > 0 else 'earlier'} echoes are drawn "
                f"{'deeper' if shift > 0 else 'shallower'}",
                f"{figure(2 * size, 1)} mm too {way}": twice,
                f"{figure(2 * size, 1)} mm too {other}": "the round trip, and the wrong way",
            },
            f"{figure(self.thickness)} mm × (1540 / {figure(self.speed)} − 1) = "
            f"{figure(shift, 1)} mm. There is no factor of 2: the way back takes as long as "
            "the way there, and the scanner halves the time.",
        )

    def field(self) -> Field:
        """The maps of the image."""
        line = self.line()
        depth = line + 10
        field = Field(Setting(depth=depth, focus=line, pixel=0.2 if depth <= 50 else 0.25))
        left, right = self.x - _HALF, self.x + _HALF
        drawn = self.thickness + self.shift()
        field.paint(field.box(left, right, _TOP, _TOP + drawn), 6)
        behind = field.box(left, right)
        for where, at in ((~behind, line), (behind, line + self.shift())):
            field.paint(where & field.box(top=at - 0.3, bottom=at + 0.3), 20)
        return field

    def draw(self) -> Drawing:
        one = screen.single(self.field(), int(self.seed))
        parts = screen.ruler(one)
        line, shift = self.line(), self.shift()
        left, right = self.x - _HALF, self.x + _HALF
        drawn = self.thickness + shift
        words = f"{figure(abs(shift), 1)} mm too {'deep' if shift > 0 else 'shallow'}"
        marked = [
            screen.outline(one, [(left - 4, line), (right + 4, line)]),
            screen.box(one, left, right, _TOP, _TOP + drawn),
        ]
        said = f"behind the block {words}"
        step = "deeper" if shift > 0 else "shallower"
        return screen.drawing(
            [one], parts, marked, result=said,
            seen="A gray-scale image with a brighter block and, below it, a bright horizontal line "
            f"across the image. Behind the block a piece of the line is {step} than its ends.",
            solved=f"Drawn in: the true place of the border; it is drawn {words}.",
        )  # fmt: skip
