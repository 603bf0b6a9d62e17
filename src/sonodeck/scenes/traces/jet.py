"""Family ``jet``: the pressure drop across a valve, from the fastest velocity in its jet."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.spectral import Band, Curve
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import computed
from sonodeck.scenes.words import figure

_SECONDS, _START, _PERIOD, _LENGTH = 2.0, 0.15, 0.9, 0.34
_QUESTION = {
    "pressure": "What peak pressure gradient does the simplified Bernoulli equation give for "
    "this jet?",
    "upstream": "The velocity before the valve is too high to be neglected. What is the peak "
    "pressure gradient?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Jet(Scene):
    """4 v², in mmHg for m/s; less 4 v1² where the flow before the valve is fast, too."""

    ask: Annotated[Literal["pressure", "upstream"], OneOf("what is asked")]
    peak: Annotated[float, Number("m/s", 1.5, 5.5, "peak velocity of the jet")] = 4
    before: Annotated[
        float, Number("m/s", 0.5, 2.5, "peak velocity before the valve (upstream)")
    ] = 1
    way: Annotated[
        Literal["away", "toward"], OneOf("of the jet: away from the probe is below the baseline")
    ] = "away"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        for name in ("peak", "before"):
            if getattr(self, name) % 0.5:
                raise Impossible(name, "it lies neither on a tick nor midway", "a multiple of 0.5")
        if self.before > 0.6 * self.peak:
            raise Impossible("before", "that is no narrowing", "at most 0.6 times the peak")
        self.solve()

    def solve(self) -> Solution:
        v, u = self.peak, self.before
        if self.ask == "pressure":
            slips = [
                (v * v, "without the factor 4"), (4 * v, "velocity not squared"),
                (2 * v * v, "with a factor of 2"),
            ]  # fmt: skip
            drop, why = 4 * v * v, f"4v\u00b2 = 4 \u00d7 {figure(v)}\u00b2 = "
        else:
            slips = [
                (4 * v * v, "the velocity before the valve left out"),
                (4 * (v - u) ** 2, "the difference squared, not the squares subtracted"),
                (4 * (v * v + u * u), "added, not subtracted"),
                (v * v - u * u, "without the factor 4"),
            ]
            drop = 4 * (v * v - u * u)
            why = "4(v\u2082\u00b2 \u2212 v\u2081\u00b2) = "
            why += f"4 \u00d7 ({figure(v * v)} \u2212 {figure(u * u)}) = "
        return computed(_QUESTION[self.ask], "peak", drop, slips, _mmhg, why)

    def _end(self) -> int:
        return int(self.peak) + 1

    def _sign(self) -> int:
        return -1 if self.way == "away" else 1

    def curve(self, peak: float) -> Curve:
        """A velocity that rises to a peak and falls with each ejection."""
        return lambda time: round(self._sign() * peak * _dome((time - _START) % _PERIOD), 3)

    def draw(self) -> Drawing:
        up, down = (1, self._end()) if self.way == "away" else (self._end(), 1)
        jet = [Band(self.curve(self.peak))]
        below = self.way == "away"
        seen = (
            f"A continuous-wave trace of a jet {'away from' if below else 'toward'} the probe, "
            f"with a tick each 1 m/s: its envelope reaches {figure(self.peak)} m/s"
        )
        seed, sign = int(self.seed), self._sign()
        if self.ask == "upstream":
            first, place = screen.row(2, up, -down, _SECONDS)
            front = screen.trace(first, self.curve(self.before), seed + 2, step=1, names=False)
            front += [screen.letter(first, "before"), screen.letter(place, "jet")]
            front += screen.said("before the valve: pulsed wave", "jet: continuous wave")
            back = screen.level(
                first, sign * self.before, f"{figure(self.before)} m/s", below=below
            )
            seen += f"; a pulsed-wave trace from before the valve reaches {figure(self.before)} m/s"
        else:
            place = screen.plot(up, -down, _SECONDS)
            front, back = screen.said("continuous wave, along the jet"), []
        front += screen.trace(place, jet, seed, step=1, unit="m/s", sampled=False)
        top = screen.level(place, sign * self.peak, f"{figure(self.peak)} m/s", below=below)
        return screen.drawing(
            front, [*back, *top], seen=f"{seen}.", solved="Marked: what goes into the formula."
        )


def _dome(past: float) -> float:
    """The share of the peak so long after the valve has opened."""
    share = past / _LENGTH
    return 4 * share * (1 - share) if share < 1 else 0.0


def _mmhg(pressure: float) -> str:
    return f"{figure(pressure, 0)} mmHg"
