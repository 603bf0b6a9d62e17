"""Family ``grating``: a second beam that arrays send when their elements are too far apart."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import beam, screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import SOUND, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_FREQUENCY, _APERTURE, _FINE = 2.5, 12.0, 0.25
_WAVE = SOUND / _FREQUENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Grating(Scene):
    """The first grating lobe lies where sin b = sin a − λ / pitch."""

    ask: Annotated[Literal["what", "which"], OneOf("what is asked")]
    coarse: Annotated[Letter, OneOf("which of two arrays has the wide spacing")] = "B"
    angle: Annotated[float, Number("degrees", 10, 25, "to which the beam is steered")] = 20
    pitch: Annotated[float, Number("mm", 0.5, 1, "from element to element")] = 0.75

    def __post_init__(self) -> None:
        if not -60 < self.beside() < -20:
            raise Impossible(
                "pitch", "the second beam must be seen, and apart from the first", "0.6 to 0.8"
            )

    def beside(self) -> float:
        """The direction of the second beam, degrees from straight down."""
        sine = math.sin(math.radians(self.angle)) - _WAVE / self.pitch
        return math.degrees(math.asin(max(sine, -1)))

    def solve(self) -> Solution:
        if self.ask == "what":
            return choice(
                "The beam of this array is steered to the right. What is the second "
                "strong beam, marked A?",
                "A grating lobe",
                {
                    "A side lobe": "side lobes are the weak stripes next to the main beam, which "
                    "a single element has too",
                    "A harmonic beam": "harmonics arise in tissue and run with the main beam",
                    "A refracted beam": "there is no boundary here that could bend a beam",
                },
                "Only arrays have it: the regular spacing of the elements lets their "
                "waves arrive in step in a second direction.",
            )
        fine = other(self.coarse)
        return choice(
            "Both arrays are equally wide and steered by the same angle. In which of them "
            "are the elements too far apart?",
            self.coarse,
            {fine: "its elements lie closer together: it sends one strong beam only"},
            f"{self.coarse} sends a second strong beam, a grating lobe. It comes from "
            "the spacing of the elements.",
        )

    def pitches(self) -> list[float]:
        """From element to element, of the arrays that are drawn."""
        if self.ask != "which":
            return [self.pitch]
        return [self.pitch, _FINE] if self.coarse == "A" else [_FINE, self.pitch]

    def sources(self, pitch: float) -> list[beam.Source]:
        """The array, steered."""
        places = beam.places(round(_APERTURE / pitch), pitch)
        sine = math.sin(math.radians(self.angle))
        late = [round((x - places[0]) * sine / SOUND, 6) for x in places]
        return beam.array(places, late, [1] * len(places), 0.8 * pitch)

    def draw(self) -> Drawing:
        both = self.ask == "which"
        setting = beam.shown_by(Setting(width=52 if both else 76, depth=54, pixel=0.5), 24)
        scale = (148 if both else 304) / setting.width
        frames = [
            beam.of_array(self.sources(pitch), setting, _FREQUENCY, 8 + 156 * at, scale, 36)
            for at, pitch in enumerate(self.pitches())
        ]
        parts = screen.names(frames, 14) if both else []
        marked: list[str] = []
        for one, pitch in zip(frames, self.pitches(), strict=True):
            parts += screen.elements(one, beam.places(round(_APERTURE / pitch), pitch), 0.7 * pitch)
            marked += self._ways(one, pitch)
        if self.ask == "what":
            turned = math.radians(self.beside())
            parts.append(screen.label(frames[0], 42 * math.sin(turned) - 1, 46, "A"))
        lobe = f"{figure(-self.beside(), 0)} degrees"
        if both:
            seen = (
                "Two computed beams A and B of arrays steered to the right. In "
                f"{self.coarse} a second, equally bright beam runs to the left; in "
                f"{other(self.coarse)} there is one beam only."
            )
        else:
            seen = (
                "The computed beam of an array, steered to the right. A second beam, as bright, "
                f"runs to the left, {lobe} from straight down."
            )
        return screen.drawing(
            frames, parts, marked, "" if both else "computed beam", result="",
            seen=seen,
            solved=f"Drawn in: the main beam, and the grating lobe, {lobe} to the other side; "
            "below, the spacing of the elements in wavelengths.",
        )  # fmt: skip

    def _ways(self, one: screen.Frame, pitch: float) -> Iterator[str]:
        """The beams of one array."""
        for angle in (self.angle, self.beside()) if pitch != _FINE else (self.angle,):
            sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
            long = min(0.95 * one.setting.depth / cosine, 0.48 * one.setting.width / abs(sine))
            yield screen.outline(one, [(0, 0), (long * sine, long * cosine)])
        yield screen.under(one, f"spacing {figure(pitch / _WAVE, 1)} λ")
