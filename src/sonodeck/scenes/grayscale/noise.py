"""Family ``noise``: where the echoes of a uniform phantom are lost in noise."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice, number
from sonodeck.scenes.late import Whole, np
from sonodeck.scenes.model import ATTENUATION, Field, Setting, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_DEPTH, _NOISE = 160.0, -60.0
_UNDER = 16.0
"""How much weaker than the echoes at the face the noise is shown, dB: the TGC ends there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise(Scene):
    """Echoes are lost where 2 a f z comes up to the distance between them and the noise."""

    ask: Annotated[Literal["depth", "change"], OneOf("what is asked")]
    frequency: Annotated[float, Number("MHz", 4, 10, "frequency")] = 5
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def reach(self, frequency: float) -> float:
        """How deep the echoes are above the noise, mm."""
        return -_NOISE / (2 * ATTENUATION * frequency / 10)

    def solve(self) -> Solution:
        deep = self.reach(self.frequency) / 10
        if self.ask == "depth":
            noise_ = "only noise is shown there: finer and unrelated to the phantom"
            slips = (
                (deep / 2, "the echoes are still well above the noise there"),
                (deep * 1.5, noise_),
                (_DEPTH / 10, "that is the bottom of the image: only noise is left there"),
            )
            offer = numbers(deep, slips, lambda n: f"{figure(n, 0)} cm")
            return number(
                "A uniform phantom. About what is the depth of penetration at these settings?",
                offer,
                "It is the greatest depth at which echoes of the background can still be "
                f"told from noise. Here they darken down to {offer.answer}; beyond, the snow is "
                "the same all the way down.",
            )
        return choice(
            "Two frames, taken one after the other with the transducer held still, and "
            "what changed from one to the other. What is shown below the blue line?",
            "Electronic noise",
            {
                "Echoes of the phantom": "their pattern would stand still, as it does above",
                "Reverberation": "it would stand still as well, since nothing moved",
            },
            "Above the line hardly anything changed: there echoes of the phantom, which stand "
            "still, outweigh the noise. Below it the whole pattern changed, and only noise does "
            "that while nothing moves.",
        )

    def setting(self, frequency: float) -> Setting:
        wide = 40 if self.ask == "change" else 70
        return Setting(
            width=wide, depth=_DEPTH, pixel=0.8 if wide < 50 else 0.7, frequency=frequency,
            focus=60, spread=0.02, noise=_NOISE,
        )  # fmt: skip

    def levels(self, frequency: float, seed: int, noise: int = 0) -> Whole:
        """The image. The TGC ends where the noise would get too bright; the echoes fade there."""
        field = Field(self.setting(frequency))
        most = -_NOISE - _UNDER
        lost = (2 * ATTENUATION * frequency * z / 1000 for z in field.z[:, 0].tolist())
        over = [round(max(one - 10 * most, 0)) for one in lost]
        return levels(field, seed, noise) - np.array(over, np.int64)[:, None]

    def draw(self) -> Drawing:
        if self.ask == "change":
            return self._difference()
        setting = self.setting(self.frequency)
        shown = shades(self.levels(self.frequency, int(self.seed)), setting)
        one = screen.frame(shown, setting, 8, screen.TALLEST / setting.depth)
        deep, half = self.reach(self.frequency), setting.width / 2
        marked = [
            screen.outline(one, [(-half, deep), (half, deep)]),
            screen.note(one, 0, deep + 10, "noise"),
            screen.note(one, -half / 2, deep - 10, "echoes"),
        ]
        return screen.drawing(
            [one], screen.ruler(one), marked, "uniform phantom",
            seen="A gray-scale image of a uniform phantom, 16 cm deep. It shows speckle that "
            f"darkens with depth; where the scale reads {figure(deep / 10, 0)} it gives way to "
            "fine snow.",
            solved="Marked: where the echoes are as weak as the noise.",
        )  # fmt: skip

    def _difference(self) -> Drawing:
        seed, f, setting = int(self.seed), self.frequency, self.setting(self.frequency)
        first, second = (shades(self.levels(f, seed, noise), setting) for noise in (0, 1))
        change = np.minimum(2 * abs(first.astype(np.int64) - second), 15).astype(np.uint8)
        frames = [
            screen.frame(shown, setting, 8 + 72 * at, 1.5)
            for at, shown in enumerate((first, second, change))
        ]
        deep, parts = 0.86 * self.reach(f), screen.ruler(frames[2])
        for one, words in zip(frames, ("first", "second", "change"), strict=True):
            parts.append(svg.text((one.left + one.width / 2, 14), words, anchor="middle"))
        for one in frames:
            parts.append(svg.polyline([one.at(-20, deep), one.at(20, deep)], screen.BLUE, 1.5))
        sides = ((deep - 20, "echoes"), (deep + 20, "noise"))
        marked = [screen.note(frames[2], 0, z, words) for z, words in sides]
        return screen.drawing(
            frames, parts, marked,
            seen="Two gray-scale images of one phantom, 16 cm deep, and their change. Above a blue "
            f"line at {figure(deep / 10, 0)} cm the change is black or nearly "
            "so; below it, bright dots.",
            solved="Named: where echoes outweigh the noise, and where only noise is left.",
        )  # fmt: skip
