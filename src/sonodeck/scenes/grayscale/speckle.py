"""Family ``speckle``: the grain of one tissue at two frequencies."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_WIDTH, _DEPTH, _PIXEL = 15.36, 24.0, 0.12
"""mm: a small part of an image, enlarged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speckle(Scene):
    """A grain is about as long as half the pulse, n λ / 2, and as wide as the beam."""

    ask: Annotated[Literal["higher", "price"], OneOf("what is asked")]
    fine: Annotated[Letter, OneOf("which image has the higher frequency")] = "A"
    high: Annotated[float, Number("MHz", 5, 15, "the higher frequency")] = 10
    low: Annotated[float, Number("MHz", 2, 7, "the lower frequency")] = 3
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.high < 2 * self.low:
            raise Impossible("high", "the two grains would be too alike", "twice the lower one")

    def frequency(self, letter: Letter) -> float:
        """Of an image, MHz."""
        return self.high if letter == self.fine else self.low

    def setting(self, letter: Letter) -> Setting:
        """How an image is made; the focus is in its middle."""
        return Setting(
            width=_WIDTH, depth=_DEPTH, pixel=_PIXEL, focus=_DEPTH / 2,
            frequency=self.frequency(letter),
        )  # fmt: skip

    def solve(self) -> Solution:
        coarse = other(self.fine)
        why = (
            f"At {figure(self.high)} MHz, in {self.fine}, pulses are shorter and beams narrower "
            f"than at {figure(self.low)} MHz, so the grains of speckle are smaller."
        )
        if self.ask == "higher":
            return choice(
                "The same tissue, all else equal. Which image was made at the higher frequency?",
                self.fine,
                {coarse: "its speckle is coarser, as at a lower frequency"},
                why,
            )
        return choice(
            f"Only the frequency differs. What does the finer speckle of {self.fine} cost?",
            "Penetration",
            {
                "Axial resolution": "it is better: the pulse is shorter",
                "Lateral resolution": "it is better: the beam is narrower",
                "Frame rate": "it depends on depth, lines, and focal zones",
            },
            f"{why} The price is attenuation, which grows with the frequency.",
        )

    def draw(self) -> Drawing:
        letters: tuple[Letter, Letter] = ("A", "B")
        fields = []
        for letter in letters:
            field = Field(self.setting(letter))
            field.paint(field.box(), attenuation=0.5)
            fields.append(field)
        frames = screen.beside(fields, int(self.seed))
        parts = screen.names(frames)
        marked = []
        for one, letter in zip(frames, letters, strict=True):
            marked.append(screen.below(one, f"{figure(self.frequency(letter))} MHz"))
        line = "enlarged, 1.5 cm wide"
        return screen.drawing(
            frames, parts, marked, line,
            seen=f"Two gray-scale images A and B of the same tissue, enlarged. The speckle is fine "
            f"in {self.fine} and coarse in {other(self.fine)}.",
            solved="Written below each image: its frequency.",
        )  # fmt: skip
