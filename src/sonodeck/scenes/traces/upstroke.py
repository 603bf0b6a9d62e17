"""Family ``upstroke``: acceleration time, and the slow upstroke downstream of a stenosis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Band, Curve, Plot
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import chosen, computed, placed
from sonodeck.scenes.traces.parts.circulation import Artery
from sonodeck.scenes.traces.parts.waves import BEDS, Beat, repeated, velocities
from sonodeck.scenes.words import figure

_AREA = 0.3
"""Of the lumen at the gate, cm²."""
_WIDE_SHARE = 0.2
"""What a narrowing at the gate leaves of it: velocities beside it are this share of those in it."""
_FOOT = 0.1
_PLACES = {
    "upstream": "Well upstream of the gate",
    "gate": "At the gate",
    "downstream": "Downstream of the gate",
}
_WHY = {
    "upstream": "The upstroke is slow and the peak low (tardus-parvus): the pulse has come "
    "through a stenosis before it reached the gate.",
    "gate": "The velocity is about five times that proximal and distal to the narrowing: the gate "
    "lies in it.",
    "downstream": "A steep upstroke, and next to no flow in diastole where there should be much: "
    "the resistance beyond the gate is high. The gate is upstream of a severe stenosis or an "
    "occlusion.",
}
_NOT = {
    "upstream": "the upstroke would be slow, the peak low and round (tardus-parvus)",
    "gate": "a stenotic jet would be fast and broad",
    "downstream": "the peak would be narrow, with next to no flow in diastole",
}
_SHAPES = {
    "upstream": "a slow upstroke to a low, round peak, then much forward flow",
    "gate": "a steep upstroke to a very high peak, filled down to the baseline",
    "downstream": "a steep upstroke to a narrow peak, then next to no flow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstroke(Scene):
    """Time from the foot of the trace to its peak; a stenosis and a compliance make it long."""

    ask: Annotated[Literal["time", "which", "sign"], OneOf("what is asked")]
    rise: Annotated[float, Number("ms", 50, 250, "from foot to peak (time)")] = 100
    psv: Annotated[float, Number("cm/s", 30, 110, "peak systolic velocity (time)")] = 60
    edv: Annotated[float, Number("cm/s", 5, 60, "end-diastolic velocity (time)")] = 20
    stenosis: Annotated[
        float, Number("mmHg s/mL", 8, 25, "resistance of the stenosis (which, sign)")
    ] = 12
    place: Annotated[
        Literal["upstream", "gate", "downstream"], OneOf("where the stenosis is (sign)")
    ] = "upstream"
    behind: Annotated[Literal["A", "B"], OneOf("which trace is downstream (which)")] = "A"
    period: Annotated[float, Number("s", 0.6, 1, "time from beat to beat")] = 0.8
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.rise % 50:
            raise Impossible("rise", "the peak does not lie on a tick", "a multiple of 50 ms")
        if self.psv < self.edv + 20:
            raise Impossible("psv", "the upstroke is too small to be measured", "edv + 20 or more")
        self.solve()

    def arteries(self) -> tuple[Artery, Artery]:
        """A bed without a stenosis before it, and the same beyond one."""
        period = self.period
        return Artery(period=period), Artery(stenosis=self.stenosis, wall=0.03, period=period)

    def solve(self) -> Solution:
        if self.ask == "time":
            return self._time()
        if self.ask == "which":
            return chosen(
                "Which trace was recorded downstream of a tight stenosis?",
                self.behind,
                "AB",
                f"In {self.behind} the upstroke is slow and the peak low: tardus-parvus. The "
                "pressure drop across the stenosis damps the pulse; the compliant artery beyond "
                "it smooths the rest.",
                "a steep upstroke to a high peak: no tight stenosis upstream",
            )
        elsewhere = ""
        if self.place == "gate":
            around = 5 * round(_WIDE_SHARE * max(self._beat()) / 5)
            elsewhere = f" Velocities proximal and distal to it are about {around} cm/s."
        return choice(
            "An artery that feeds a low-resistance bed is narrowed or blocked at one "
            f"point.{elsewhere} Where is that point relative to the gate?",
            _PLACES[self.place],
            {_PLACES[name]: why for name, why in _NOT.items()},
            _WHY[self.place],
        )

    def _time(self) -> Solution:
        cycle = 1000 * self.period
        slips = [
            (cycle - self.rise, "from the peak to the next foot"),
            (cycle, "from foot to foot, a whole beat"),
            (self.rise + 1000 * _FOOT, "from the edge of the display"),
        ]
        ticks = round(self.rise / 50)
        return computed(
            "What is the acceleration time of this trace?",
            "rise", self.rise, slips, lambda n: f"{figure(n, 0)} ms",
            f"Acceleration time runs from the foot of the upstroke to the systolic peak: {ticks} "
            f"tick{'s' * (ticks > 1)} of 50 ms, ",
        )  # fmt: skip

    def draw(self) -> Drawing:
        return self._measured() if self.ask == "time" else self._recorded()

    def _measured(self) -> Drawing:
        place = screen.plot(screen.highest(self.psv, 1.2), -20, 1.2)
        beat = Beat(psv=self.psv, edv=self.edv, rise=self.rise / 1000, period=self.period)
        front = screen.trace(place, beat.from_foot(_FOOT), int(self.seed))
        front += [*_ticks(place), *screen.said("artery", "small ticks: 50 ms")]
        end = _FOOT + self.rise / 1000
        down = svg.polyline(
            [(place.x(end), place.y(self.psv)), (place.x(end), place.y(0))], screen.MARK, 1, "3 3"
        )
        marks = screen.span(
            place, _FOOT, end, self.edv * 0.4, f"{figure(self.rise)} ms", aside=True
        )
        return screen.drawing(
            front,
            [down, *marks],
            seen="A spectral trace of an arterial pulse with ticks every 50 ms: the upstroke "
            f"begins at {figure(1000 * _FOOT)} ms and peaks at {figure(1000 * end)} ms; the next "
            f"one begins at {figure(1000 * (_FOOT + self.period))} ms.",
            solved="Marked: the time from foot to peak.",
        )

    def curves(self) -> tuple[Curve, Curve]:
        """The traces without and with a stenosis upstream."""
        one, other = (
            repeated(velocities(artery, _AREA), self.period, _FOOT) for artery in self.arteries()
        )
        return one, other

    def sign(self) -> Curve:
        """The trace that ``sign`` asks about."""
        return repeated(self._beat(), self.period, _FOOT)

    def _beat(self) -> Sequence[float]:
        """Velocities over a beat of a gate beyond the stenosis, in it, or before an occlusion."""
        match self.place:
            case "upstream":
                artery, area = Artery(stenosis=self.stenosis, wall=0.03, period=self.period), _AREA
            case "gate":
                artery, area = Artery(stenosis=3, period=self.period), _WIDE_SHARE * _AREA
            case "downstream":
                artery, area = replace(BEDS["face"], period=self.period), _AREA
        return velocities(artery, area)

    def _recorded(self) -> Drawing:
        free, behind = self.curves()
        if self.ask == "sign":
            places, curves = [screen.plot(300, -50, 1.6)], [self.sign()]
            window = 0 if self.place == "gate" else screen.CLEAR
            if self.place != "gate":
                places = [screen.plot(60, -20, 1.6)]
            step = 50 if self.place == "gate" else 10
            front = screen.trace(places[0], [Band(curves[0], window)], int(self.seed), step=step)
            seen = f"A spectral trace of an arterial pulse: {_SHAPES[self.place]}."
        else:
            places = screen.row(2, 100, -20, 1.3)
            curves = [*placed(self.behind, behind, free)]
            front = screen.traces(places, curves, int(self.seed))
            front += screen.said("the same artery in two patients")
            slow, steep = "a slow upstroke to a low, round peak", "a steep upstroke to a high peak"
            one, other = placed(self.behind, slow, steep)
            seen = f"Two spectral traces on one scale. A: {one}; B: {other}."
        marks = [
            part
            for place, curve in zip(places, curves, strict=True)
            for part in self._marked(place, curve)
        ]
        return screen.drawing(front, marks, seen=seen, solved="Marked: what tells, in cm/s and ms.")

    def _marked(self, place: Plot, curve: Curve) -> list[str]:
        """What tells: how high the peak is; how long the upstroke takes, or what is left late."""
        times = [_FOOT + self.period * at / 400 for at in range(200)]
        peak = max(times, key=curve)
        marks = screen.level(place, curve(peak), _about(curve(peak)), right=True)
        if self.ask == "sign" and self.place == "gate":
            return marks
        if self.ask == "sign" and self.place == "downstream":
            late = curve(_FOOT)
            return [*marks, *screen.level(place, late, f"EDV {_about(late)}", below=True, at=0)]
        took = f"{round((peak - _FOOT) * 100) * 10} ms"
        return [*marks, *screen.span(place, _FOOT, peak, -10, took, aside=True)]


def _about(velocity: float) -> str:
    """A velocity as it is read off: to 5 cm/s."""
    return f"\u2248 {round(velocity / 5) * 5}"


def _ticks(place: Plot) -> list[str]:
    """Ticks every 50 ms under a spectrum."""
    bottom = place.top + place.height
    xs = [place.x(at / 20) for at in range(round(place.seconds * 20) + 1)]
    return [svg.polyline([(x, bottom), (x, bottom + 3)], screen.QUIET, 1) for x in xs]
