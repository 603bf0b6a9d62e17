"""Family ``alias``: the shift that a display makes of a signal sampled at the PRF."""

from __future__ import annotations

import math
from typing import Annotated

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import nyquist, wrapped
from sonodeck.scenes.doppler.parts.samples import LEFT, Samples
from sonodeck.scenes.parameters import Number
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, number, numbers
from sonodeck.scenes.words import figure, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(Scene):
    """A Doppler signal of one frequency and the pulses that sample it."""

    prf: Annotated[float, Number("kHz", 1, 14, "pulse repetition frequency")]
    shift: Annotated[float, Number("kHz", -14, 14, "the Doppler shift; positive: toward")]

    def __post_init__(self) -> None:
        ratio = abs(self.shift) / nyquist(self.prf)
        if not 0.2 < ratio < 1.8 or 0.9 < ratio < 1.1:
            hint = "well below the limit, or between it and the PRF"
            raise Impossible("shift", "the shift is near zero, the limit, or the PRF", hint)

    @property
    def shown(self) -> float:
        """The shift that the samples give, in kHz."""
        half = nyquist(self.prf)
        return round(wrapped(self.shift, -half, half), 6)

    @property
    def aliases(self) -> bool:
        return self.shown != self.shift

    def solve(self) -> Solution:
        other = self.shift - math.copysign(self.prf, self.shift)
        half = math.copysign(nyquist(self.prf), self.shift)
        wraps = (
            (self.shift, "above half the PRF it can't be shown correctly"),
            (-other, "the alias is on the other side of the baseline"),
            (half, "a shift isn't held at the limit: it wraps"),
            (-self.shift, "it wraps by the PRF; it isn't mirrored"),
        )
        whole = (
            (other, "it doesn't wrap: the shift is below half the PRF"),
            (-self.shift, "it keeps its side of the baseline"),
            (half, "that is the limit, not the shift"),
        )
        offer = numbers(
            self.shown, wraps if self.aliases else whole,
            lambda n: f"{signed(round(n, 2))} kHz",
        )  # fmt: skip
        limit, size = figure(nyquist(self.prf)), figure(abs(self.shift))
        sign = "\u2212" if self.shift > 0 else "+"
        why = (
            f"The Nyquist limit is half the PRF, {limit} kHz; {size} kHz lies above it and wraps "
            f"by the PRF: {figure(self.shift)} {sign} {figure(self.prf)} = {offer.answer}. The "
            "slower wave passes through the same samples. A PRF above "
            f"{figure(2 * abs(self.shift))} kHz (a higher scale) shows the shift correctly."
            if self.aliases
            else f"The Nyquist limit is half the PRF, {limit} kHz; {size} kHz lies below it. With "
            "more than two samples per cycle it is shown correctly. It would alias at a PRF below "
            f"{figure(2 * abs(self.shift))} kHz."
        )
        return number(
            "The baseline is centered. Which Doppler shift does the display show?", offer, why
        )

    def draw(self) -> Drawing:
        samples, shift = Samples(self.prf), signed(self.shift)
        front = [
            samples.wave(self.shift, duplex.FLOW),
            *samples.pulses(),
            svg.text((LEFT, 26), f"pulses: PRF {figure(self.prf)} kHz"),
            svg.text((LEFT, 46), f"Doppler signal: {shift} kHz", fill=duplex.FLOW),
        ]
        slower = [samples.wave(self.shown, duplex.PART, "5 3")] if self.aliases else []
        result = f"{'alias' if self.aliases else 'no alias'}: shown as {signed(self.shown)} kHz"
        more = [*slower, *samples.dots(self.shift), svg.text((LEFT, 66), result, fill=duplex.PART)]
        seen = (
            f"A Doppler signal of {shift} kHz over {figure(samples.span)} ms, and the pulses that "
            f"sample it at a PRF of {figure(self.prf)} kHz."
        )
        drawn = "The samples are marked"
        solved = f"{drawn}, and the slower wave through them." if slower else f"{drawn}."
        return duplex.drawing(front, more, seen, solved)
