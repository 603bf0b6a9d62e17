"""Family ``reflux``: how long blood runs back in a vein when a compression below is released."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import computed
from sonodeck.scenes.traces.parts.waves import bump
from sonodeck.scenes.words import figure

CUTOFFS = {"great saphenous vein": 0.5, "femoral vein": 1.0, "popliteal vein": 1.0}
"""Seconds of reversed flow above which it is reflux (SVS and AVF, 2011)."""
_SQUEEZE, _RELEASE, _SECONDS = 0.4, 1.0, 4.0
_MANEUVER = "With the patient standing, the calf is compressed and released."
YES, NO = "Reflux: longer than the cutoff", "No significant reflux: within the cutoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflux(Scene):
    """Flow toward the heart while the calf is compressed; back until the valves close."""

    ask: Annotated[Literal["time", "verdict"], OneOf("what is asked")]
    time: Annotated[float, Number("s", 0.2, 2.6, "how long flow is reversed")] = 1.6
    vessel: Annotated[
        Literal["great saphenous vein", "femoral vein", "popliteal vein"],
        OneOf("where the gate is"),
    ] = "great saphenous vein"
    back: Annotated[float, Number("cm/s", 10, 40, "highest speed of the reversed flow")] = 24
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if round(self.time * 10) % 2:
            raise Impossible("time", "it does not end on a tick", "a multiple of 0.2 s")
        cutoff = CUTOFFS[self.vessel]
        if self.ask == "verdict" and abs(self.time - cutoff) < 0.19:
            raise Impossible("time", "too near the cutoff to be told", "0.2 s from it or more")
        self.solve()

    def solve(self) -> Solution:
        cutoff, took = CUTOFFS[self.vessel], f"{figure(self.time)} s"
        limit = f"The cutoff for the {self.vessel} is {figure(cutoff)} s"
        if self.ask == "time":
            slips = [
                (self.time + _RELEASE - _SQUEEZE, "from the start of the compression"),
                (self.time + _RELEASE, "from the edge of the display"),
                (_SECONDS - _RELEASE, "to the edge of the display"),
            ]
            return computed(
                f"{_MANEUVER} How long does the reflux last?",
                "time", self.time, slips, lambda n: f"{figure(n, 1)} s",
                "From where flow turns back, at the release, to where it ends: "
                f"{figure(self.time / 0.2, 0)} ticks of 0.2 s, ",
            )  # fmt: skip
        found = self.time > cutoff
        return Solution(
            question=f"{_MANEUVER} What does this trace of the {self.vessel} show?",
            answer=YES if found else NO,
            options=(YES, NO),
            reasoning=f"{limit}; flow is reversed for {took}.",
        )

    def curve(self, time: float, at: float) -> float:
        """The velocity, positive above the baseline: flow toward the heart is below it."""
        if _SQUEEZE <= at < _RELEASE:
            middle, half = (_SQUEEZE + _RELEASE) / 2, (_RELEASE - _SQUEEZE) / 4
            return round(-44 * bump(at, middle, half), 3)
        if not _RELEASE <= at < _RELEASE + time:
            return 0.0
        share = (at - _RELEASE) / time
        # It fills within a tenth of the time, fades slowly, and stops when the valves meet or the
        # vein below is full.
        return round(self.back * min(share * 10, 1) * (1 - 0.55 * share), 3)

    def draw(self) -> Drawing:
        place = screen.plot(40, -50, _SECONDS)
        bands = [Band(lambda at: self.curve(self.time, at), 0.25)]
        front = screen.trace(place, bands, int(self.seed))
        front += screen.said(self.vessel, "below the baseline: toward the heart")
        marks = screen.span(
            place, _RELEASE, _RELEASE + self.time, -14, f"{figure(self.time)} s", aside=True
        )
        if self.ask == "verdict":
            cutoff = _RELEASE + CUTOFFS[self.vessel]
            x = place.x(cutoff)
            marks += [
                svg.polyline([(x, place.top), (x, place.y(0))], screen.MARK, 1.5, "4 3"),
                svg.text((x + 5, place.top + 14), f"cutoff {figure(CUTOFFS[self.vessel])} s",
                         fill=screen.MARK),
            ]  # fmt: skip
        return screen.drawing(
            front,
            marks,
            seen=f"A spectral trace of a {self.vessel}, flow toward the heart below the baseline. "
            f"Compression sends blood toward the heart from {figure(_SQUEEZE)} to "
            f"{figure(_RELEASE)} s. Then flow is reversed until {figure(_RELEASE + self.time)} s.",
            solved="Marked: how long flow is reversed.",
        )
