"""Family ``index``: what is read off an arterial trace, and the indices made of it."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import spectral, svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import computed
from sonodeck.scenes.traces.parts.waves import Beat
from sonodeck.scenes.words import figure

_SECONDS, _FOOT = 2.2, 0.2
_NAMES = {
    "psv": "peak systolic velocity (PSV)",
    "edv": "end-diastolic velocity (EDV)",
    "ri": "resistive index (RI)",
    "pi": "pulsatility index (PI)",
    "sd": "S/D ratio",
    "rate": "heart rate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Scene):
    """Peak, end and mean of a beat lie on ticks or midway; the formulas do the rest."""

    ask: Annotated[
        Literal["psv", "edv", "ri", "pi", "sd", "rate"], OneOf("what is read off or computed")
    ]
    psv: Annotated[float, Number("cm/s", 20, 160, "peak systolic velocity")]
    edv: Annotated[float, Number("cm/s", -40, 100, "end-diastolic velocity; below 0: reversed")]
    mean: Annotated[float, Number("cm/s", 0, 120, "mean of the envelope; 0: it isn't shown")] = 0
    notch: Annotated[float, Number("cm/s", 0, 60, "how deep flow dips early in diastole")] = 0
    period: Annotated[float, Number("s", 0.4, 1.2, "time from beat to beat")] = 0.8
    high: Annotated[float, Number("cm/s", 40, 200, "upper end of the scale")] = 120
    low: Annotated[float, Number("cm/s", -60, -10, "lower end of the scale")] = -20
    vessel: Annotated[
        Literal["artery", "umbilical artery", "renal artery", "internal carotid artery"],
        OneOf("where the gate is"),
    ] = "artery"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        for name in ("psv", "edv", "mean"):
            if getattr(self, name) % (self._step() / 2):
                hint = f"a multiple of {figure(self._step() / 2)}"
                raise Impossible(name, "it lies neither on a tick nor midway", hint)
        if self.psv <= -self.edv:
            raise Impossible("edv", "more flow back than forward", f"above {figure(-self.psv)}")
        if self.edv > 0.8 * self.psv:
            raise Impossible("edv", "the trace would hardly pulse", "at most 0.8 times psv")
        if round(self.period * 10, 6) % 1:
            raise Impossible("period", "the beats don't begin on ticks", "a multiple of 0.1 s")
        if self.ask == "pi" and not self.mean:
            raise Impossible("mean", "the PI needs a mean velocity", "a mean above 0")
        if self.ask == "sd" and self.edv <= 0:
            raise Impossible("edv", "the S/D ratio needs flow at the end of diastole", "above 0")
        least, most = Beat(
            psv=self.psv, edv=self.edv, notch=self.notch, period=self.period
        ).averages
        if self.mean and not least < self.mean < most:
            between = f"{figure(least, 0)} to {figure(most, 0)} cm/s"
            raise Impossible("mean", "no beat between these velocities has this mean", between)
        if not self.low < min(self.edv, self._dip()) < self.psv < 0.95 * self.high:
            raise Impossible("high", "the trace does not fit the scale", "another scale")
        self.solve()

    def beat(self) -> Beat:
        """The beat that is drawn."""
        return Beat(
            psv=self.psv, edv=self.edv, mean=self.mean or None, period=self.period,
            notch=self.notch, still=0 if self.edv else 0.25,
        )  # fmt: skip

    def _step(self) -> float:
        return 10 if self.high - self.low <= 160 else 20

    def _dip(self) -> float:
        """The lowest point of the trace."""
        beat = self.beat()
        return min(beat.at(at * self.period / 200) for at in range(200))

    def solve(self) -> Solution:
        p, e, mean, t = self.psv, self.edv, self.mean, self.period
        question = f"What is the {_NAMES[self.ask]}?"
        ends = f"({figure(p)} \u2212 {figure(e) if e >= 0 else f'({figure(e)})'})"
        match self.ask:
            case "psv":
                slips = [
                    (p - self._tick(self._dip()), "measured from the lowest point of the trace"),
                    (self.high, "the end of the scale"),
                    (e, "the end-diastolic velocity"),
                    (p - e, "PSV minus EDV"),
                ]
                why = "PSV is the highest point of the envelope, measured from the baseline: "
                return computed(question, "psv", p, slips, _speed, why)
            case "edv":
                slips = [
                    (self._tick(self._dip()), "the lowest point, early in diastole"),
                    (p, "the peak systolic velocity"),
                    (p - e, "PSV minus EDV"),
                    ((p + e) / 2, "midway between peak and end"),
                ]
                why = "EDV is read just before the next upstroke: "
                return computed(question, "edv", e, slips, _speed, why)
            case "ri":
                why = f"RI = (PSV \u2212 EDV) \u00f7 PSV = {ends} \u00f7 {figure(p)} = "
                return computed(question, "edv", (p - e) / p, self._slips(), _index, why)
            case "pi":
                sign = [((p + e) / mean, "EDV without its sign")] if e < 0 else []
                slips = [
                    *([((p - e) / e, "divided by EDV")] if e > 0 else sign),
                    ((p - e) / p, "that is the RI"),
                    (p / mean, "PSV \u00f7 mean velocity"),
                    (mean / (p - e), "the ratio inverted"),
                ]
                why = "PI = (PSV \u2212 EDV) \u00f7 mean velocity = "
                why += f"{ends} \u00f7 {figure(mean)} = "
                return computed(question, "mean", (p - e) / mean, slips, _index, why)
            case "sd":
                slips = [
                    ((p - e) / e, "(PSV \u2212 EDV) \u00f7 EDV"),
                    ((p - e) / p, "that is the RI"),
                    (e / p, "the ratio inverted"),
                ]
                why = f"S/D = PSV \u00f7 EDV = {figure(p)} \u00f7 {figure(e)} = "
                return computed(question, "edv", p / e, slips, _index, why)
            case "rate":
                slips = [
                    (60 * t, "60 times the interval, not divided by it"),
                    (30 / t, "two beats counted as one"),
                    (120 / t, "half the interval measured"),
                ]
                why = f"From foot to foot it is {figure(t)} s: 60 \u00f7 {figure(t)} = "
                return computed(question, "period", 60 / t, slips, _beats, why)

    def _slips(self) -> list[tuple[float, str]]:
        """Of the RI: each a number and the mistake."""
        p, e = self.psv, self.edv
        if e > 0:
            return [
                (e / p, "EDV \u00f7 PSV"),
                ((p - e) / e, "divided by EDV"),
                ((p - e) / (p + e), "divided by the sum of the two"),
                (p / e, "the S/D ratio"),
            ]
        if e < 0:
            return [
                ((p + e) / p, "EDV without its sign"),
                (-e / p, "EDV \u00f7 PSV, without its sign"),
            ]
        return [(0, "EDV \u00f7 PSV")]

    def _tick(self, velocity: float) -> float:
        return round(velocity / 5) * 5

    def draw(self) -> Drawing:
        place = screen.plot(self.high, self.low, _SECONDS)
        curve = self.beat().from_foot(_FOOT)
        front = screen.trace(place, curve, int(self.seed), step=self._step())
        if self.mean:
            front += screen.level(place, self.mean, "", ink=svg.INK)
        front += screen.said(
            self.vessel, *(["dashed: mean of the envelope over a beat"] if self.mean else [])
        )
        e = self.edv
        end = f"{figure(e)} cm/s at the end of diastole" if e else "at the baseline in diastole"
        seen = (
            f"A spectral trace of an arterial pulse on a scale from {figure(self.low)} to "
            f"{figure(self.high)} cm/s: it rises to {figure(self.psv)} cm/s and is {end}"
        )
        if self.mean:
            seen += f"; a dashed line marks the mean, {figure(self.mean)} cm/s"
        if self.notch:
            seen += f"; early in diastole it dips to {figure(self._tick(self._dip()))} cm/s"
        if self.ask == "rate":
            seen += f"; a beat begins every {figure(self.period)} s"
        return screen.drawing(
            front, self._marks(place), seen=f"{seen}.", solved="Marked: what is read off."
        )

    def _marks(self, place: spectral.Plot) -> list[str]:
        if self.ask == "rate":
            words = f"{figure(self.period)} s"
            high = min(self.psv + 0.06 * (self.high - self.low), self.high * 0.9)
            return screen.span(place, _FOOT, _FOOT + self.period, high, words)
        marks = []
        if self.ask != "edv":
            marks += screen.level(place, self.psv, f"PSV {figure(self.psv)}")
        if self.ask != "psv":
            marks += screen.level(place, self.edv, f"EDV {figure(self.edv)}", below=True,
                                  at=min(self.edv, 0))  # fmt: skip
        return marks


def _speed(velocity: float) -> str:
    return f"{figure(velocity, 0)} cm/s"


def _beats(rate: float) -> str:
    return f"{figure(rate, 0)} beats/min"


def _index(value: float) -> str:
    return f"{round(value, 6):.2f}"
