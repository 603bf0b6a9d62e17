"""Family ``apodization``: side lobes, and what driving the outer elements less does to them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import beam, screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import SOUND, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution

_FREQUENCY, _COUNT, _PITCH = 2.5, 48, 0.25
_RANGE = 36.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Apodization(Scene):
    """Weights that fall toward the ends of the array lower side lobes and widen the main beam."""

    ask: Annotated[Literal["lobes", "which", "price"], OneOf("what is asked")]
    apodized: Annotated[Letter, OneOf("which of two arrays is apodized")] = "A"
    focus: Annotated[float, Number("mm", 36, 46, "depth of the focus")] = 42

    def solve(self) -> Solution:
        one, plain = self.apodized, other(self.apodized)
        match self.ask:
            case "lobes":
                return choice(
                    "The elements are less than half a wavelength apart. What are "
                    "the weak beams called that fan out around the main one?",
                    "Side lobes",
                    {
                        "Grating lobes": "those take elements more than half a wavelength apart",
                        "Fresnel zones": "Fresnel zone is another name of the near zone",
                        "Harmonics": "those are multiples of the frequency, not directions",
                    },
                    "They leave the face in other directions than the main beam. Every "
                    "transducer has them, even one with a single element.",
                )
            case "which":
                return choice(
                    "Both arrays have the same elements and the same focus. Which one is apodized?",
                    one,
                    {plain: "its side lobes are strong: all its elements are driven alike"},
                    f"Beside the main beam of {one} it is nearly dark. Apodization "
                    "drives the outer elements less than the inner ones and lowers side lobes.",
                )
            case "price":
                return choice(
                    f"Array {one} is apodized, {plain} isn't. What did apodization cost?",
                    "Lateral resolution",
                    {
                        "Axial resolution": "that depends on the length of the pulse",
                        "Frame rate": "no more pulses are sent than before",
                    },
                    f"The main beam of {one} is wider at the focus, where the arrows "
                    "point: the outer elements contribute less, so the effective "
                    "aperture is smaller.",
                )

    def weights(self, *, apodized: bool) -> list[float]:
        """How strongly each element is driven: raised cosine, or all alike."""
        places = beam.places(_COUNT, _PITCH)
        if not apodized:
            return [1.0] * _COUNT
        wide = _COUNT * _PITCH
        return [round(0.2 + 0.8 * math.cos(math.pi * x / wide) ** 2, 9) for x in places]

    def sources(self, *, apodized: bool) -> list[beam.Source]:
        """The array, focused."""
        places = beam.places(_COUNT, _PITCH)
        ways = [math.hypot(x, self.focus) for x in places]
        late = [round((max(ways) - way) / SOUND, 6) for way in ways]
        return beam.array(places, late, self.weights(apodized=apodized), 0.8 * _PITCH)

    def draw(self) -> Drawing:
        single = self.ask == "lobes"
        setting = beam.shown_by(Setting(width=76 if single else 37, depth=54, pixel=0.5), _RANGE)
        kinds = [False] if single else [self.apodized == letter for letter in "AB"]
        frames = [
            beam.of_array(self.sources(apodized=one), setting, _FREQUENCY, 8 + 156 * at, 4, 36)
            for at, one in enumerate(kinds)
        ]
        parts = [] if single else screen.names(frames, 22)
        back: list[str] = []
        for one, apodized in zip(frames, kinds, strict=True):
            parts += screen.elements(one, beam.places(_COUNT, _PITCH), 0.7 * _PITCH)
            back += self._marks(one, apodized=apodized)
        plain = other(self.apodized)
        seen = (
            "A computed beam of an array. Beside the bright main beam several weak stripes fan out "
            "to both sides."
            if single
            else "Two computed beams A and B of equal arrays. Beside the main beam of "
            f"{plain} run several weaker stripes; beside that of {self.apodized} it is dark, and "
            "it is wider at the focus."
        )
        return screen.drawing(
            frames, parts, back, "computed beam" if single else "", result="",
            seen=seen,
            solved="Named: the side lobes"
            + ("; the arrows show how wide the main beam is at the focus" * (self.ask == "price"))
            + ". Below, how the elements are driven.",
        )  # fmt: skip

    def _marks(self, one: screen.Frame, *, apodized: bool) -> Iterator[str]:
        half = SOUND / _FREQUENCY * self.focus / (_COUNT * _PITCH) * (0.9 if apodized else 0.6)
        for side in (-1, 1) if self.ask == "price" else ():
            yield screen.arrow(one, (side * (half + 7), self.focus), (side * half, self.focus))
        if not apodized:
            aside = 0.27 * one.setting.width
            yield screen.note(one, -aside, 0.9 * one.setting.depth, "side lobes")
        yield screen.under(one, "outer ones less" if apodized else "all driven alike")
