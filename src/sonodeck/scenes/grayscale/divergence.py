"""Family ``divergence``: two round, unfocused elements, alike but for one thing."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import beam, screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import SOUND
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_WIDTH = 34.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence(Scene):
    """The larger D / λ, the longer the near zone and the less the far zone spreads."""

    ask: Annotated[Literal["frequency", "element"], OneOf("what is asked")]
    narrow: Annotated[Letter, OneOf("which beam spreads less")] = "A"
    diameter: Annotated[float, Number("mm", 6, 10, "of the elements, or of the larger one")] = 8
    wavelength: Annotated[float, Number("mm", 0.3, 0.6, "the shorter one, or that of both")] = 0.4

    def __post_init__(self) -> None:
        ends = [beam.near_zone(*one) for one in self.pair()]
        if not 9 < min(ends) < max(ends) <= 55:
            raise Impossible(
                "wavelength", "the ends of the near zones can't both be seen", "9 to 55 mm"
            )

    def pair(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Diameter and wavelength of the beam that spreads less, and of the other one."""
        d, wave = self.diameter, self.wavelength
        return (d, wave), ((d / 2, wave) if self.ask == "element" else (d, 2 * wave))

    def solve(self) -> Solution:
        good, bad = self.narrow, other(self.narrow)
        if self.ask == "frequency":
            return choice(
                f"Two equal round, unfocused elements; {good} sends twice the frequency "
                f"of {bad}. What does the higher frequency do to the beam?",
                "Longer near zone, less spread beyond",
                {
                    "Shorter near zone, less spread beyond": f"{good} is narrowest deeper",
                    "Longer near zone, more spread beyond": f"at the bottom {good} is narrower",
                    "Shorter near zone, more spread beyond": f"that describes {bad}, at "
                    "half the frequency",
                },
                "The near zone is D² / (4 λ) long, and a higher frequency has a shorter "
                "wavelength. A shorter wavelength also makes the angle of divergence smaller.",
            )
        return choice(
            f"The same frequency, two unfocused elements: {good} is twice as wide as "
            f"{bad}. Which beam diverges less in the far zone?",
            good,
            {bad: "a narrow element makes a beam that widens quickly"},
            f"Follow the edges to the bottom: {bad} fans out, {good} hardly does. "
            "The larger element also has a near zone four times as long.",
        )

    def draw(self) -> Drawing:
        pair = self.pair() if self.narrow == "A" else self.pair()[::-1]
        beams = [beam.of_disc(d, wave, _WIDTH, 8 + 140 * at) for at, (d, wave) in enumerate(pair)]
        frames = [one for one, _ in beams]
        parts = [*screen.names(frames, 14), *screen.ruler(frames[1])]
        marked = [line for _, edges in beams for line in edges]
        for one, (d, wave) in zip(frames, pair, strict=True):
            end = beam.near_zone(d, wave)
            parts.append(screen.face(one, d))
            marked += [
                screen.outline(one, [(-_WIDTH / 2, end), (_WIDTH / 2, end)]),
                screen.note(one, 0, end + 5, f"{figure(end, 1)} mm"),
                screen.under(one, f"{figure(SOUND / wave, 2)} MHz"),
            ]
        ends = [f"{figure(beam.near_zone(*one), 1)} mm" for one in self.pair()]
        return screen.drawing(
            frames, parts, marked,
            seen="Two computed beams A and B of round elements. "
            f"{self.narrow} is narrowest at {ends[0]} and widens little beyond; "
            f"{other(self.narrow)} is narrowest at {ends[1]} and widens a lot.",
            solved="Marked: the edges of each beam, −6 dB, the end of its near zone, and the "
            "frequencies.",
        )  # fmt: skip
