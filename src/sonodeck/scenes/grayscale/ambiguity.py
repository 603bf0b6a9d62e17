"""Family ``ambiguity``: an echo that comes after the next pulse is drawn too shallow."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice, number
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_TALL = 168.0
"""Of both images on the screen, pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity(Scene):
    """The deepest echo that is back in time lies at 77 / PRF; a later one is drawn so much less."""

    ask: Annotated[Literal["artifact", "depth", "cure"], OneOf("what is asked")]
    depth: Annotated[float, Number("cm", 4, 7, "depth setting of the first image")] = 5
    reflector: Annotated[float, Number("cm", 5, 13, "true depth of the reflector")] = 7.6
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        low, high = self._fluid()
        if not low + 0.05 * self.depth <= self.shown() <= high - 0.05 * self.depth:
            raise Impossible(
                "reflector",
                "the false echo would not lie in the fluid",
                f"{figure(self.depth + 1.1 * low, 1)} to {figure(self.depth + 0.9 * high, 1)} cm",
            )

    def _fluid(self) -> tuple[float, float]:
        """Where the fluid begins and ends, cm."""
        return 0.25 * self.depth, 0.78 * self.depth

    def shown(self) -> float:
        """Where the false echo is drawn, cm."""
        return self.reflector - self.depth

    def solve(self) -> Solution:
        deep, true = self.depth, self.reflector
        if self.ask == "artifact":
            return choice(
                "With more depth the band in the cyst disappears. Which artifact was it?",
                "Range ambiguity",
                {
                    "Reverberation": "the depth setting doesn't remove it",
                    "Mirror image": "that lies beyond a strong reflector, at any depth setting",
                    "Slice thickness": "that lines the wall of a cyst, at any depth setting",
                },
                "The echo of a deep reflector came back after the next pulse had been sent and was "
                "drawn too shallow. More depth means a lower PRF: now it is back in time.",
            )
        if self.ask == "cure":
            return choice(
                "The band in the cyst is a range-ambiguity artifact from a reflector at "
                f"{figure(true, 1)} cm. What removes it?",
                "More depth, so a lower PRF",
                {
                    "Less depth, so a higher PRF": "then even more echoes come back too late",
                    "A deeper focus": "it doesn't change the time between pulses",
                    "Less dynamic range": "it changes the gray levels, not where an echo is drawn",
                },
                f"At {figure(2 * deep, 1)} cm the scanner waits long enough between two "
                f"pulses for the echo from {figure(true, 1)} cm.",
            )
        slips = (
            (deep, "that is the bottom of the image"),
            (true, "that is where it truly lies, below the image"),
            (true / 2, "its depth was halved"),
            (2 * deep - true, "the rest was counted up from the bottom of the image"),
            (self.shown() / 2, "the rest was halved; the scanner has halved the time already"),
        )
        offer = numbers(self.shown(), slips, lambda cm: f"{figure(cm, 1)} cm")
        return number(
            f"The depth setting is reduced to {figure(deep, 1)} cm and the PRF raised to "
            f"{figure(77 / deep, 1)} kHz. At what depth is the reflector at {figure(true, 1)} cm "
            "drawn now?",
            offer,
            f"An echo from {figure(deep, 1)} cm is back just as the next pulse leaves. The scanner "
            "assigns the late echo to the new pulse and draws it at "
            f"{figure(true, 1)} cm − {figure(deep, 1)} cm = {offer.answer}.",
        )

    def fields(self) -> tuple[Field, Field]:
        """The maps at the first depth setting and at twice as much."""
        mm = self.depth * 10
        width = mm * 0.8
        found = []
        for depth, at, pixel in (
            (mm, self.shown(), self.depth / 20),
            (2 * mm, self.reflector, self.depth / 10),
        ):
            setting = Setting(width=width, depth=depth, focus=mm / 2, pixel=pixel, frequency=3.5)
            field = Field(setting)
            low, high = self._fluid()
            middle, half = 5 * (low + high), 5 * (high - low)
            fluid = field.ellipse(0, middle, 0.36 * mm, half)
            field.paint(fluid, -60, 0.2)
            band = field.box(top=at * 10 - mm / 100, bottom=at * 10 + mm / 100)
            field.paint(band & (fluid | (field.z > mm * 1000)), 20 if depth > mm else 4)
            found.append(field)
        return found[0], found[1]

    def draw(self) -> Drawing:
        near, far = self._frames()
        sides = {"artifact": [near, far], "cure": [near], "depth": [far]}[self.ask]
        said = {
            "artifact": "Two gray-scale images of one place. In the first, "
            f"{figure(self.depth, 1)} cm deep, a bright band lies in a black cyst at "
            f"{figure(self.shown(), 1)} cm; in the second, {figure(2 * self.depth, 1)} cm deep, "
            f"the cyst is clear and a bright line lies at {figure(self.reflector, 1)} cm.",
            "cure": f"A gray-scale image, {figure(self.depth, 1)} cm deep, of a black cyst with a "
            f"bright band in it at {figure(self.shown(), 1)} cm.",
            "depth": f"A gray-scale image, {figure(2 * self.depth, 1)} cm deep, of a clear black "
            f"cyst and a bright line at {figure(self.reflector, 1)} cm.",
        }[self.ask]
        both = [near, far]
        marked = [
            screen.note(near, 0, self.shown() * 10 + self.depth, f"{figure(self.shown(), 1)} cm"),
            screen.note(
                far, 0, self.reflector * 10 + self.depth * 1.6, f"{figure(self.reflector, 1)} cm"
            ),
        ]
        return Drawing(
            front=screen.shown(sides, self._around(sides)),
            back=screen.shown(both, [*self._around(both), *marked]),
            seen=said,
            solved="Both depth settings: the true place of the reflector, and where its late echo "
            "is drawn.",
        )

    def _frames(self) -> tuple[screen.Frame, screen.Frame]:
        """Both images, equally tall: so is what a longer scale does on a scanner."""
        left: float = 4
        frames: list[screen.Frame] = []
        fields = self.fields() if self.ask != "depth" else self.fields()[::-1]
        for at, field in enumerate(fields):
            scale = _TALL / field.setting.depth
            frames.append(screen.imaged(field, int(self.seed) + 9 * at, left, scale))
            left += frames[-1].width + 62
        near, far = frames if self.ask != "depth" else frames[::-1]
        return near, far

    def _around(self, frames: list[screen.Frame]) -> list[str]:
        parts = []
        for one in frames:
            parts += screen.ruler(one)
            parts.append(screen.under(one, f"PRF {figure(770 / one.setting.depth, 1)} kHz"))
        return parts
