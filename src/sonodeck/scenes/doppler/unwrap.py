"""Family ``unwrap``: whether a baseline shift alone corrects an aliased trace."""

from __future__ import annotations

from typing import Annotated

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.parameters import Number
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Band, Plot
from sonodeck.scenes.words import figure, signed

YES = "Completely"
FAST = "Not completely: the peak exceeds the whole range"
BOTH = "Not completely: forward and reversed flow together exceed the range"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrap(Scene):
    """A trace above the baseline that wraps; ``reverse``: flow that turns back in each beat."""

    peak: Annotated[float, Number("cm/s", 40, 240, "highest speed of the blood")]
    reverse: Annotated[float, Number("cm/s", 0, 80, "speed of flow that turns back")] = 0
    scale: Annotated[float, Number("cm/s", 20, 120, "half of the full range")] = 60

    def __post_init__(self) -> None:
        whole = 2 * self.scale
        if not 1.15 < self.peak / self.scale < 2.9 or self.reverse > 0.9 * self.scale:
            raise Impossible("peak", "the trace doesn't wrap, or wraps too far", "another scale")
        if self.peak > whole and self.reverse:
            raise Impossible("reverse", "there would be two reasons against it", "one of the two")
        if any(0.92 < speed / whole < 1.08 for speed in (self.peak, self.peak + self.reverse)):
            raise Impossible("peak", "it would just fit, or just not", "another peak or scale")

    @property
    def whole(self) -> float:
        """The full range, in cm/s: what sampling can tell apart."""
        return 2 * self.scale

    def solve(self) -> Solution:
        span = self.peak + self.reverse
        answer = FAST if self.peak > self.whole else BOTH if span > self.whole else YES
        need, least = f"{figure(span)} cm/s", f"{figure(self.whole)} cm/s"
        why = {
            YES: f"The flow spans {need} in all, less than the whole range of {least}. With the "
            "baseline shifted down it fits; the PRF is unchanged.",
            FAST: f"The peak is {need}, and even with the baseline at the edge the range holds "
            f"{least}. Raise the scale (PRF), lower the frequency, or use CW.",
            BOTH: f"Forward and reversed flow together span {need}, more than the whole range of "
            f"{least}: room gained above is lost below. Raise the scale (PRF).",
        }
        why_not = {
            YES: f"the flow spans {need}, the range holds {least}",
            FAST: f"the peak of {figure(self.peak)} cm/s is less than {least}",
            BOTH: "there is no reversed flow" if not self.reverse else
            f"all of the flow spans {need}, less than {least}",
        }  # fmt: skip
        return choice(
            f"The peak is {figure(self.peak)} cm/s. How well can a baseline shift alone correct "
            "this aliasing?",
            answer,
            why_not,
            why[answer],
        )

    def moved(self) -> Plot:
        """The display with the baseline as low as the reversed flow allows."""
        low = -(self.reverse * 1.1 + 0.05 * self.scale)
        return duplex.plot(high=self.whole + low, low=low)

    def draw(self) -> Drawing:
        first = duplex.plot(high=self.scale, low=-self.scale)
        moved = self.moved()
        words = {YES: "it fits", FAST: "still too fast", BOTH: "no room for both"}
        result = f"baseline shifted: {words[self.solve().answer]}"
        seen = (
            f"Duplex: a trace that wraps; the scale runs from {signed(first.high)} to "
            f"{signed(first.low)} cm/s. The peak is {figure(self.peak)} cm/s"
        )
        seen += f", the reversed flow {figure(self.reverse)} cm/s." if self.reverse else "."
        return Drawing(
            front=svg.document(self._screen(first), duplex.WIDTH, duplex.HEIGHT),
            back=svg.document(
                [*self._screen(moved), duplex.mark((moved.left, moved.top - 10), result)],
                duplex.WIDTH, duplex.HEIGHT,
            ),
            seen=seen,
            solved="The same flow with the baseline shifted down as far as it goes.",
        )  # fmt: skip

    def _screen(self, plot: Plot) -> list[str]:
        speeds = duplex.artery(self.peak, 0 if self.reverse else 0.15 * self.peak, self.reverse)
        drawn = duplex.spectrum(
            plot, [Band(speeds, 0.75)], 25, self.scale / 2, wall=self.scale / 40
        )
        return [*duplex.pulsed(self.scale), *drawn]
