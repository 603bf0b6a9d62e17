"""Family ``shades``: how many gray levels a bar or an image has, and how many bits that takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice, number
from sonodeck.scenes.grayscale.parts.phantom import PLACES, RADIUS, SETTING, targets
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import compounded, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

SCAN = replace(SETTING, range=50, top=17.7)
"""The liver lies in the middle of one of the four steps of two bits."""
_LESIONS = (-60, 3.5, -3.5, 14)
"""dB against the liver: the second and the third stay inside that step."""
_LOOKS = (0,) * 16
"""So many are averaged that the speckle is finer than the lesions."""
_BITS = (4, 2)
"""Of A and of B, per pixel."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 110.0, 200.0, 24.0, 264.0
"""Of the bar on the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shades(Scene):
    """b bits tell 2^b levels apart; so many levels need the least b whose 2^b is enough."""

    ask: Annotated[Literal["bits", "resolution"], OneOf("what is asked")]
    steps: Annotated[float, Number("", 2, 16, "gray levels of the bar")] = 16
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.steps != int(self.steps):
            raise Impossible("steps", f"steps can't be {figure(self.steps)}", "a whole number")

    def bits(self) -> int:
        """The fewest bits per pixel that tell the levels of the bar apart."""
        return (int(self.steps) - 1).bit_length()

    def solve(self) -> Solution:
        n, b = int(self.steps), self.bits()
        if self.ask == "bits":
            power = "the number of levels is 2 to the power of the bits, not 2 × bits"
            slips = [
                (b - 1, f"enough for only {2 ** (b - 1)} levels"),
                (n, "the number of levels, not of bits"),
                (n / 2, f"half of {n}; {power}"),
                (b + 1, f"enough, but {b} bits already are"),
                (b + 2, f"enough, but {b} bits already are"),
            ]
            whole = [(size, why) for size, why in slips if size == int(size) and size > 0]
            return number(
                "Each step of the gray bar is one gray level. What is the smallest number of bits "
                "per pixel that stores them all?",
                numbers(b, whole, figure),
                f"The bar has {n} levels. {b} bits give 2 to the power of {b} = {2**b}"
                + (f"; {b - 1} would give only {2 ** (b - 1)}." if b > 1 else "."),
            )
        return choice(
            "From A to B only the bits per pixel were reduced. Which resolution got worse?",
            "Contrast resolution",
            {
                "Axial resolution": "it depends on the pulse length, which is the same",
                "Lateral resolution": "it depends on the beam width, which is the same",
                "Temporal resolution": "it depends on the frame rate",
            },
            "With 2 bits only four gray levels are left: the two faint lesions fall into the same "
            "level as the tissue around them and are lost.",
        )

    def draw(self) -> Drawing:
        return self._bar() if self.ask == "bits" else self._images()

    def _bar(self) -> Drawing:
        n = int(self.steps)
        high = (_BOTTOM - _TOP) / n
        parts, marked = [], []
        for at in range(n):
            gray, y = f"{round(255 * (n - 1 - at) / (n - 1)):02x}", _TOP + at * high
            parts.append(svg.rectangle(_LEFT, y, _RIGHT - _LEFT, high, f"#{3 * gray}"))
            word = f"{n - 1 - at:0{self.bits()}b}"
            marked.append(svg.text((_RIGHT + 12, y + high / 2 + 4.5), word, fill=screen.MARK))
        around = f'stroke="{screen.QUIET}"'
        parts.append(svg.rectangle(_LEFT, _TOP, _RIGHT - _LEFT, _BOTTOM - _TOP, "none", around))
        line = f"{n} levels: {self.bits()} bits"
        return screen.drawing(
            [], parts, marked, "gray bar", result=line,
            seen=f"A gray bar with {n} equal steps, from white at the top to black at the bottom.",
            solved="Written in: each step as a binary number.",
        )  # fmt: skip

    def image(self) -> Whole:
        """The levels of the scan."""
        return compounded(targets(SCAN, _LESIONS), int(self.seed), _LOOKS)

    def _images(self) -> Drawing:
        found = self.image()
        frames = screen.row(
            [(shades(found, SCAN, 2**bits) * (15 // (2**bits - 1)), SCAN) for bits in _BITS],
            screen.LOWER,
        )
        parts = screen.names(frames)
        marked = []
        for one, bits in zip(frames, _BITS, strict=True):
            marked.append(screen.below(one, f"{bits} bits: {2**bits} grays"))
            marked += [screen.ring(one, *place, RADIUS + 0.5) for place in PLACES[1:3]]
        return screen.drawing(
            frames, parts, marked, "the same scan",
            seen="Two gray-scale images of one scan with four round structures: A has sixteen "
            "grays, B has four.",
            solved="Ringed: two lesions that hardly differ from the tissue. Written in: the bits.",
        )  # fmt: skip
