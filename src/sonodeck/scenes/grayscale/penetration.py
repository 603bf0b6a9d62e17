"""Family ``penetration``: how far down the echoes last at two frequencies."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import ATTENUATION, Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

NOISE, MOST = -60.0, 36.0
"""dB: of noise before the gains; the most that the TGC can add."""
_SETTING = Setting(width=70.8, depth=120, pixel=0.6, focus=60, noise=NOISE)
_STEPS = 24
"""Of the TGC, which stops rising where it has reached its most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Penetration(Scene):
    """There and back sound loses 2 a f z; where that reaches the noise, the image ends."""

    ask: Annotated[Literal["higher", "change"], OneOf("what is asked")]
    deep: Annotated[Letter, OneOf("which image has the lower frequency")] = "A"
    high: Annotated[float, Number("MHz", 8, 12, "the higher frequency")] = 10
    low: Annotated[float, Number("MHz", 2, 5, "the lower frequency")] = 3.5
    cyst: Annotated[float, Number("cm", 7, 11, "depth of a cyst")] = 9
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if not self.reach(self.high) + 0.5 <= self.cyst <= self.reach(self.low) - 1:
            near, far = self.reach(self.high) + 0.5, self.reach(self.low) - 1
            raise Impossible(
                "cyst",
                "the cyst must be seen at the lower frequency only",
                f"{figure(near, 1)} to {figure(far, 1)} cm",
            )

    def reach(self, frequency: float) -> float:
        """Where echoes of tissue are as weak as the noise, cm."""
        return -NOISE / (2 * ATTENUATION * frequency)

    def solve(self) -> Solution:
        if self.ask == "higher":
            shallow = other(self.deep)
            return choice(
                "The same liver, all else equal. Which image was made at the higher frequency?",
                shallow,
                {self.deep: "its echoes reach the bottom: the lower frequency penetrates deeper"},
                f"In {shallow} the far field fades into noise: sound of {figure(self.high)} MHz is "
                f"attenuated faster than that of {figure(self.low)} MHz.",
            )
        return choice(
            f"You need to see a cyst at {figure(self.cyst, 1)} cm, but the far field fades into "
            "noise. Output power and TGC are at their limits. What do you change?",
            "Lower the frequency",
            {
                "Raise the frequency": "it is attenuated even faster",
                "Raise the overall gain": "it brightens the noise along with the echoes",
                "Narrow the dynamic range": "echoes that are lost in noise don't come back",
            },
            "A lower frequency is attenuated less per centimeter: its echoes from that depth "
            "are still stronger than the noise. The price is detail.",
        )

    def field(self, frequency: float) -> Field:
        """The maps of an image."""
        cm = [_SETTING.depth / 10 * (at + 0.5) / _STEPS for at in range(_STEPS)]
        lacking = tuple(min(0.0, MOST - 2 * ATTENUATION * frequency * z) for z in cm)
        field = Field(replace(_SETTING, frequency=frequency, sliders=lacking))
        field.paint(field.disc(0, self.cyst * 10, 7), -60)
        return field

    def draw(self) -> Drawing:
        of: list[float] = [self.high]
        if self.ask == "higher":
            of = [self.low, self.high] if self.deep == "A" else [self.high, self.low]
        frames, left = [], 8.0
        for frequency in of:
            frames.append(
                screen.imaged(
                    self.field(frequency), int(self.seed), left, 1.65 if len(of) > 1 else 1.9
                )
            )
            left += frames[-1].width + 24
        parts = screen.names(frames) if len(of) > 1 else []
        parts += screen.ruler(frames[-1])
        marked = []
        for one, frequency in zip(frames, of, strict=True):
            marked.append(screen.below(one, f"{figure(frequency)} MHz"))
            end = self.reach(frequency) * 10
            if end < _SETTING.depth:
                marked.append(screen.outline(one, [(-34, end), (34, end)]))
                marked.append(screen.note(one, 0, end - 4, "echo = noise"))
            marked.append(screen.ring(one, 0, self.cyst * 10, 8))
        each = [
            f"{'the image' if len(of) == 1 else 'AB'[at]} is gray "
            + (
                "down to the bottom and shows a cyst"
                if one == self.low
                else f"down to about {figure(self.reach(one) - 1, 0)} cm and only dark noise below"
            )
            for at, one in enumerate(of)
        ]
        return screen.drawing(
            frames, parts, marked,
            seen=f"Gray-scale, 12 cm deep: {'; '.join(each)}.",
            solved="Drawn in: where echoes are as weak as the noise; the cyst, ringed.",
        )  # fmt: skip
