"""Family ``harmonic``: a cyst in the fundamental image and in the tissue harmonic image."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import FACTORS, Letter, choice, number, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution, numbers
from sonodeck.scenes.words import figure

LOBE = 13.0
"""How far the side lobes lie below the main lobe, dB; of the second harmonic twice as far."""
FULL = 15.0
"""Where the harmonic has built up, mm; above it is as much weaker as the way is shorter."""
_CYST = (0.0, 30.0, 7.0)
_SETTING = Setting(width=34, pixel=0.25, focus=30, range=45, top=13.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmonic(Scene):
    """The second harmonic goes as the square of the pressure, and builds up on the way.

    So side lobes L dB down are 2 L dB down in it, and at z < Z it is 20 log(z / Z) dB lower.
    """

    ask: Annotated[Literal["which", "why", "near", "frequency"], OneOf("what is asked")]
    harmonic: Annotated[Letter, OneOf("which is the harmonic image")] = "A"
    transmit: Annotated[float, Number("MHz", 1.5, 4, "transmit frequency")] = 2
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        clean, plain = self.harmonic, other(self.harmonic)
        if self.ask == "which":
            return choice(
                "Both images were made with the same transmit frequency. Which one is the tissue "
                "harmonic image?",
                clean,
                {plain: "side lobes fill its cyst with haze, as in a fundamental image"},
                f"In {clean} the cyst is free of haze, the speckle is finer, and the strip under "
                "the skin is dark: few harmonics have built up there.",
            )
        if self.ask == "why":
            return choice(
                f"{clean} is the harmonic image, {plain} the fundamental image. Why does {clean} "
                "show less side-lobe haze in the cyst?",
                "Weak beams make almost no harmonics",
                {
                    "Side lobes have another frequency": "they have the transmit frequency, too",
                    "Fluid makes no harmonics": "the haze comes from tissue beside the cyst",
                    "The TGC is lower": "it would darken the tissue at that depth as well",
                },
                "The second harmonic goes as the square of the pressure: a side lobe "
                f"{figure(LOBE)} dB down is {figure(2 * LOBE)} dB down in the harmonic.",
            )
        if self.ask == "near":
            return choice(
                f"{clean} is the harmonic image, {plain} the fundamental image. Why is the strip "
                "under the skin dark in the harmonic one?",
                "Harmonics build up with distance",
                {
                    "The transducer filters them out": "it receives the harmonic at every depth",
                    "Harmonics are attenuated faster": "that would darken the far field",
                    "The focus is too deep": "it is the same in both images",
                },
                "Tissue distorts the pulse as it travels. Near the skin the pulse has traveled too "
                "short a distance to build up harmonics, so there is little to receive.",
            )
        slips = [
            (self.transmit, "that of the fundamental image"),
            (self.transmit / 2, "half of it: that is the subharmonic"),
            (3 * self.transmit, "the third harmonic"),
            (4 * self.transmit, "the fourth harmonic"),
        ]
        offer = numbers(2 * self.transmit, slips, lambda n: f"{figure(n)} MHz", times=FACTORS)
        return number(
            f"Both images were made by transmitting at {figure(self.transmit)} MHz. Echoes of "
            f"which frequency form image {clean}?",
            offer,
            f"{clean} is the harmonic image: its cyst is free of haze. It is formed by the second "
            f"harmonic, 2 × {figure(self.transmit)} MHz = {offer.answer}.",
        )

    def field(self, *, harmonic: bool) -> Field:
        """The maps of an image."""
        times = 2 if harmonic else 1
        setting = replace(_SETTING, frequency=times * self.transmit)
        field = Field(setting)
        if harmonic:
            for row in range(int(FULL / setting.pixel)):
                near = field.box(top=row * setting.pixel, bottom=(row + 1) * setting.pixel)
                field.paint(near, 20 * math.log10((row + 0.5) * setting.pixel / FULL))
        field.paint(field.disc(*_CYST), -times * LOBE)
        return field

    def draw(self) -> Drawing:
        fields = [self.field(harmonic=letter == self.harmonic) for letter in "AB"]
        frames = screen.beside(fields, int(self.seed))
        marked = []
        for one, times in zip(frames, (2, 1) if self.harmonic == "A" else (1, 2), strict=True):
            marked.append(screen.below(one, f"{figure(times * self.transmit, 1)} MHz"))
            marked.append(screen.ring(one, *_CYST))
            if self.ask == "why":
                level = f"\N{MINUS SIGN}{figure(times * LOBE)} dB"
                marked.append(screen.note(one, 0, _CYST[1], level))
            if times == 2 and self.ask == "near":
                marked.append(screen.outline(one, [(-16, FULL), (16, FULL)]))
                marked.append(screen.note(one, 0, FULL + 3, "full strength below"))
        return screen.drawing(
            frames, screen.names(frames), marked, f"transmit {figure(self.transmit)} MHz",
            seen=f"Two gray-scale images A and B of a cyst in the liver. In {self.harmonic} the "
            f"cyst is nearly black and a strip under the skin is dark; in {other(self.harmonic)} "
            "the cyst is filled with haze and the strip under the skin is gray.",
            solved=f"Ringed: the cyst{_MORE.get(self.ask, '')}.",
        )  # fmt: skip


_MORE = {
    "why": ", with the level of the haze in it",
    "near": ". Below the line the harmonic has its full strength",
}
"""Of the solution, beside the cyst."""
