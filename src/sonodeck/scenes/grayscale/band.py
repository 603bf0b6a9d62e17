"""Family ``band``: a bright band at one depth, which moves with the focus marker or doesn't."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

LIFT, SIGMA = 7.0, 3.0
"""Of the band: dB at its middle, and its Gaussian in mm."""
_WIDTH, _PIXEL, _SCALE = 26, 0.25, 4.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Scene):
    """Focal banding lies at the focus and moves with it; the band of a TGC slider stays."""

    moves: Annotated[Literal["yes", "no"], OneOf("whether the band follows the marker")]
    first: Annotated[float, Number("mm", 8, 42, "focus in the first image")] = 14
    second: Annotated[float, Number("mm", 8, 42, "focus in the second image")] = 36
    fixed: Annotated[float, Number("mm", 8, 42, "depth of a band that stays")] = 25
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if abs(self.first - self.second) < 12:
            raise Impossible("second", "the two markers would be too close", "12 mm or more apart")
        if self.moves == "no" and min(abs(self.fixed - one) for one in self.foci()) < 8:
            raise Impossible("fixed", "the band would lie at a marker", "8 mm or more from both")

    def foci(self) -> tuple[float, float]:
        """The focus in each image, mm."""
        return self.first, self.second

    def bands(self) -> tuple[float, float]:
        """Where the band lies in each image, mm."""
        return self.foci() if self.moves == "yes" else (self.fixed, self.fixed)

    def solve(self) -> Solution:
        follows = self.moves == "yes"
        right, wrong = "Focal banding", "A TGC slider set too high"
        told = {
            right: "that stripe would move along with the focus",
            wrong: "that stripe would stay where it is when the focus moves",
            "Enhancement": "that requires a structure of low attenuation above it",
            "Reverberation": "that repeats a strong reflector at equal distances",
        }
        answer = right if follows else wrong
        del told[answer]
        return choice(
            "From A to B only the focus was moved (triangle). What causes the bright stripe?",
            answer,
            told,
            "The stripe moved along with the focus, where the intensity of the beam is highest."
            if follows
            else "The focus was moved, but the stripe stayed: it comes from a gain that is too "
            "high at that depth.",
        )

    def fields(self) -> list[Field]:
        """The maps of both images."""
        found = []
        for focus, band in zip(self.foci(), self.bands(), strict=True):
            field = Field(Setting(width=_WIDTH, pixel=_PIXEL, focus=focus))
            field.band(band, LIFT, SIGMA)
            found.append(field)
        return found

    def draw(self) -> Drawing:
        frames = screen.pair(self.fields(), int(self.seed), _SCALE)
        parts = screen.names(frames) + screen.ruler(frames[1], 14)
        marked = []
        for one, focus, band in zip(frames, self.foci(), self.bands(), strict=True):
            parts.append(screen.marker(one, focus))
            marked.append(screen.box(one, -13, 13, band - SIGMA, band + SIGMA))
        line = "triangle: focus"
        told = " and ".join(
            f"in {letter} the marker is at {figure(focus / 10, 1)} cm and the band at "
            f"{figure(band / 10, 1)} cm"
            for letter, focus, band in zip("AB", self.foci(), self.bands(), strict=True)
        )
        return screen.drawing(
            frames, parts, marked, line,
            seen=f"Two gray-scale images of one liver, each with a focus marker and a bright "
            f"horizontal band: {told}.",
            solved="Outlined: the band in both images.",
        )  # fmt: skip
