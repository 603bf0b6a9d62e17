"""Family ``limit``: the Nyquist limit of a PRF, and the highest velocity below it."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import cosine, largest_speed, nyquist
from sonodeck.scenes.doppler.parts.samples import LEFT, Samples
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import (
    Drawing,
    Impossible,
    Scene,
    Solution,
    given,
    number,
    numbers,
    only_for,
)
from sonodeck.scenes.words import figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Scene):
    """Transmit pulses to be counted; for ``velocity`` also frequency and angle of a duplex."""

    ask: Annotated[Literal["nyquist", "velocity"], OneOf("what is asked")]
    prf: Annotated[float, Number("kHz", 2, 14, "pulse repetition frequency")]
    frequency: Annotated[float | None, Number("MHz", 1, 15, "transmit frequency")] = None
    angle: Annotated[float | None, Number("degrees", 30, 60, "between beam and flow")] = None

    def __post_init__(self) -> None:
        if self.prf * 2 % 1:
            raise Impossible("prf", "the pulses can't be counted", "a whole or a half number")
        only_for(self, self.ask, frequency="velocity", angle="velocity")

    def solve(self) -> Solution:
        return self._nyquist() if self.ask == "nyquist" else self._velocity()

    def _nyquist(self) -> Solution:
        right, interval = nyquist(self.prf), figure(1 / self.prf, 3)
        slips = (
            (self.prf, "that is the PRF; the limit is half of it"),
            (right / 2, "the PRF was halved twice"),
            (2 * self.prf, "twice the PRF in place of half of it"),
        )
        offer = numbers(right, slips, lambda n: f"{figure(n)} kHz")
        return number(
            "The vertical lines are transmit pulses. What is the Nyquist limit?",
            offer,
            f"One pulse every {interval} ms is a PRF of {figure(self.prf)} kHz. The "
            f"Nyquist limit is half the PRF: {offer.answer}. The wave drawn is at that "
            "limit: two samples per cycle, the minimum.",
        )

    def _velocity(self) -> Solution:
        frequency, angle = given(self.frequency), given(self.angle)
        right, cos = largest_speed(self.prf, frequency, angle), cosine(angle)
        sin = math.sin(math.radians(angle))
        slips = (
            (right * 2, "the PRF taken for the Nyquist limit, which is half of it"),
            (right * cos, "cos \u03b8 was left out"),
            (right * cos / sin, "sine for cosine"),
        )
        offer = numbers(right, slips, lambda n: f"{figure(n, 1)} cm/s")
        return number(
            "The baseline is centered. What is the highest velocity that this PRF shows "
            "without aliasing (c\u00a0=\u00a01540\u00a0m/s)?",
            offer,
            f"The Nyquist limit is half the PRF, {figure(self.prf / 2)} kHz. As a velocity: "
            f"v = \u0394f × c / (2 f\u2080 cos \u03b8) = {figure(self.prf / 2)} kHz × 1540 m/s "
            f"/ (2 × {figure(frequency)} MHz × {figure(cos)}) = {offer.answer}. Raise the "
            "scale (PRF) or lower the frequency for more.",
        )

    def draw(self) -> Drawing:
        half = nyquist(self.prf)
        result = f"limit {figure(half)} kHz: two samples per cycle"
        if self.ask == "nyquist":
            samples, y = Samples(self.prf), 56.0
            interval = f"{figure(1 / self.prf, 3)} ms"
            words = [svg.text((LEFT, 36), "transmit pulses"), *samples.interval(interval)]
            seen = f"Transmit pulses on a line of time, one every {interval}."
        else:
            samples, y = Samples(self.prf, 192, 44), 132.0
            own = duplex.Duplex(slope=given(self.angle) - 70)
            rows = (
                f"PW {figure(given(self.frequency))} MHz",
                duplex.theta(own.angle),
                f"PRF {figure(self.prf)} kHz",
            )
            words = [*duplex.image(own), *duplex.settings(*rows)]
            words.append(svg.text((LEFT, 115), "transmit pulses"))
            seen = (
                f"Duplex image at {figure(given(self.frequency))} MHz, angle correction at "
                f"{figure(own.angle)} degrees, PRF {figure(self.prf)} kHz; below it the pulses."
            )
        more = [
            samples.wave(half, duplex.PART),
            *samples.dots(half),
            svg.text((LEFT, y), result, fill=duplex.PART),
        ]
        solved = f"A wave of {figure(half)} kHz is drawn, sampled twice per cycle."
        return duplex.drawing([*words, *samples.pulses()], more, seen, solved)
