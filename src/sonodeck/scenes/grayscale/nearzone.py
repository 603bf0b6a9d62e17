"""Family ``nearzone``: the beam of one round, unfocused element, near zone and far zone."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import beam, screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, number, other
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_WIDTH = 36.0
_ENLARGED = 14.0
"""Pixels a millimeter, where waves are drawn."""
_SAID = {"A": "near", "B": "far"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearzone(Scene):
    """The near zone is D² / (4 λ) long, the beam D / 2 wide at its end, and then it spreads."""

    ask: Annotated[Literal["length", "zone"], OneOf("what is asked")]
    diameter: Annotated[float, Number("mm", 6, 12, "diameter of the element")] = 10
    wavelength: Annotated[float, Number("mm", 0.4, 0.8, "wavelength")] = 0.5
    zone: Annotated[Letter, OneOf("which zone is asked: A the near one, B the far one")] = "B"

    def __post_init__(self) -> None:
        if not 20 <= self.length <= 55:
            raise Impossible(
                "wavelength",
                f"of a near zone of {figure(self.length, 0)} mm either part can't be seen",
                "one of 20 to 55 mm",
            )

    @property
    def length(self) -> float:
        """Of the near zone, mm."""
        return beam.near_zone(self.diameter, self.wavelength)

    def solve(self) -> Solution:
        if self.ask == "zone":
            return self._named()
        d, wave = self.diameter, self.wavelength
        slips = (
            (d * d / wave, "the 4 was left out"),
            (d * d / (2 * wave), "divided by 2, not by 4"),
            (2 * d * d / wave, "multiplied by 2 instead of divided by 4"),
        )
        offer = numbers(self.length, slips, lambda n: f"{figure(n, 1)} mm")
        return number(
            "How long is the near zone of this round, unfocused element?",
            offer,
            f"D² / (4 λ) = ({figure(d)} mm)² / (4 × {figure(wave)} mm) = {offer.answer}. "
            "There the beam is narrowest.",
        )

    def _named(self) -> Solution:
        names = {"A": "Near zone (Fresnel zone)", "B": "Far zone (Fraunhofer zone)"}
        right, wrong = names[self.zone], names[other(self.zone)]
        return choice(
            f"What is the part of the beam marked {self.zone} called?",
            right,
            {
                wrong: f"that is {other(self.zone)}",
                "Focal zone": "that is the narrow part around the line between A and B",
                "Dead zone": "that is where nothing is seen while the element still rings",
            },
            "From the face to its narrowest place the beam converges: near zone or "
            "Fresnel zone. Beyond, it diverges: far zone or Fraunhofer zone.",
        )

    def draw(self) -> Drawing:
        d, n = self.diameter, self.length
        one, edges = beam.of_disc(d, self.wavelength, _WIDTH, 60)
        parts = [*screen.ruler(one), screen.face(one, d)]
        border = screen.outline(one, [(-_WIDTH / 2, n), (_WIDTH / 2, n)])
        marked = [border, *edges]
        middles = {"A": n / 2, "B": (n + beam.DEEP) / 2}
        if self.ask == "zone":
            parts += [screen.label(one, -13, z, letter) for letter, z in middles.items()]
            parts.append(border.replace(screen.MARK, screen.BLUE))
            marked += [screen.note(one, 12.5, middles[at], said) for at, said in _SAID.items()]
            front = screen.shown([one], parts, "brightness: strength at each depth")
            seen = (
                "The computed beam of a round, unfocused element. A line crosses it where it is "
                "narrowest; A is the part from the face to the line, B the part beyond, where the "
                "beam widens."
            )
        else:
            marked.append(screen.note(one, -13, n - 4, f"{figure(n, 1)} mm"))
            front = screen.shown([], self._waves(), "element and wavefronts, enlarged")
            seen = (
                f"A round element, {figure(d)} mm in diameter, and wavefronts "
                f"{figure(self.wavelength)} mm apart in front of it. Its beam isn't drawn."
            )
        return Drawing(
            front=front,
            back=screen.shown([one], [*parts, *marked]),
            seen=seen,
            solved="The computed beam and its edges, −6 dB: narrowest at the end of the near zone, "
            f"at {figure(n, 1)} mm.",
        )

    def _waves(self) -> list[str]:
        """The element and the waves that leave it, both so much enlarged."""
        left, top, wide = 40.0, 60.0, _ENLARGED * self.diameter
        step = _ENLARGED * self.wavelength
        fronts = [top + step * at for at in range(1, 11)]
        words = f"λ = {figure(self.wavelength)} mm"
        return [
            svg.text((left + wide / 2, top - 18), f"{figure(self.diameter)} mm", anchor="middle"),
            svg.rectangle(left, top - 12, wide, 8, screen.QUIET),
            *(svg.polyline([(left, y), (left + wide, y)], screen.BLUE, 1.5) for y in fronts),
            svg.text((left + wide + 10, fronts[4] + 4.5), words),
        ]
