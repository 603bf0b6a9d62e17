"""Family ``peak``: the peak systolic velocity of a trace that wraps, or doesn't."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import spectral, svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import wrapped
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, number, numbers
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.words import figure, signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak(Scene):
    """A trace of one direction. Velocities are corrected for the angle."""

    way: Annotated[Literal["toward", "away"], OneOf("of the flow, along the beam")] = "toward"
    peak: Annotated[float, Number("cm/s", 30, 300, "the peak systolic velocity")]
    scale: Annotated[float, Number("cm/s", 20, 200, "half of the full range")] = 60
    baseline: Annotated[float, Number("cm/s", -160, 160, "baseline shift; positive: down")] = 0

    def __post_init__(self) -> None:
        low, high = self.limits
        room = high if self.way == "toward" else -low
        if not low < 0 < high:
            raise Impossible("baseline", "the baseline can't leave the scale", "less than it")
        if self.peak > room + 1.5 * self.scale:
            raise Impossible("peak", "the peak would wrap too far to be read", "a higher scale")
        if 0.92 < self.peak / room < 1.15:
            raise Impossible("peak", "the peak would lie at the edge", "another peak or scale")

    @property
    def limits(self) -> tuple[float, float]:
        """The lower and the upper end of the scale."""
        return self.baseline - self.scale, self.baseline + self.scale

    @property
    def true(self) -> float:
        return self.peak if self.way == "toward" else -self.peak

    @property
    def shown(self) -> float:
        """Where the peak stands on the scale."""
        return wrapped(self.true, *self.limits)

    def solve(self) -> Solution:
        low, high = self.limits
        whole, end = high - low, high if self.way == "toward" else -low
        wraps, way = self.shown != self.true, "toward" if self.way == "toward" else "away from"
        slips = (
            (abs(self.shown), "the tip as shown, as if nothing had wrapped"),
            (end, "the end of the scale, where the trace is cut off"),
            (abs(self.shown) + whole, "the range added to the tip without regard to its sign"),
            (whole, "the whole range, with nothing subtracted"),
            (end + whole, "one whole range past the edge"),
        )
        middle = f"measured from mid-screen ({signed(self.baseline)}), not from the baseline"
        inside = (
            (self.peak + whole, "nothing wraps: the trace ends inside the scale"),
            (end, "the end of the scale, not the peak"),
            (abs(self.true - self.baseline), middle),
        )
        offer = numbers(self.peak, slips if wraps else inside, lambda n: f"{figure(n, 0)} cm/s")
        why = (
            f"The trace runs {figure(end)} cm/s to the edge, is cut off there, and wraps around to "
            f"the opposite edge for {figure(self.peak - end)} cm/s more: {figure(end)} + "
            f"{figure(self.peak - end)} = {offer.answer}. The tip is one whole range, "
            f"{figure(whole)} cm/s, from where it belongs."
            if wraps
            else f"The shifted baseline leaves {figure(end)} cm/s for this direction. The trace "
            f"peaks at {offer.answer}, inside the scale: nothing wraps."
        )
        return number(
            f"Flow is {way} the transducer throughout. What is the peak systolic velocity?",
            offer,
            why,
        )

    def draw(self) -> Drawing:
        low, high = self.limits
        plot = duplex.plot(high=high, low=low)
        up = self.way == "toward"
        speeds = duplex.artery(self.peak, 0.22 * self.peak)
        bands, step = [Band(duplex.turned(speeds, up=up), 0.7)], 20 if self.scale < 90 else 40
        front = [
            *duplex.pulsed(self.scale),
            *duplex.spectrum(plot, bands, 9, step, wall=self.scale / 40),
        ]
        edge = "upper" if up else "lower"
        seen = (
            f"Duplex: a trace that is cut off at the {edge} edge of its scale and wraps around to "
            f"the opposite edge, to {signed(self.shown)} cm/s. The "
            if self.shown != self.true
            else f"Duplex: a trace with a shifted baseline; its peak "
            f"stands at {signed(self.shown)} cm/s. The "
        )
        seen += f"{duplex.limits(plot)}."
        return duplex.drawing(front, self._solution(plot), seen, "The peak is measured.")

    def _solution(self, plot: spectral.Plot) -> list[str]:
        """From the baseline to the peak: past an edge, and on from the other one."""
        x = plot.x(0.16 + duplex.PERIOD) + 12
        low, high = self.limits
        near, far = (high, low) if self.way == "toward" else (low, high)
        tip = plot.y(self.shown)
        across = svg.polyline([(x - 16, tip), (x + 6, tip)], duplex.MARK, 1.5)
        if self.shown == self.true:
            way = svg.arrow((x, plot.y(0)), (x, tip), duplex.PART, 2)
            return [across, way, duplex.mark((x + 9, tip), figure(self.peak))]
        return [
            across,
            svg.arrow((x, plot.y(0)), (x, plot.y(near)), duplex.PART, 2),
            svg.arrow((x, plot.y(far)), (x, tip), duplex.PART, 2),
            duplex.mark((x + 9, (plot.y(0) + plot.y(near)) / 2), figure(abs(near))),
            duplex.mark((x + 9, (plot.y(far) + tip) / 2), f"+ {figure(abs(self.shown - far))}"),
        ]
