"""Family ``reflux``: how long blood runs back in a vein when a squeeze below is let go."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import chosen, computed
from sonodeck.scenes.traces.parts.waves import bump
from sonodeck.scenes.words import figure

CUTOFFS = {"great saphenous vein": 0.5, "femoral vein": 1.0, "popliteal vein": 1.0}
"""Seconds of reversed flow above which it is reflux (SVS and AVF, 2011)."""
_SQUEEZE, _RELEASE, _SECONDS = 0.4, 1.0, 4.0
YES, NO = "Reflux: longer than the cutoff", "No reflux: within the cutoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflux(Scene):
    """Flow toward the heart while the calf is squeezed; back until the valves close."""

    ask: Annotated[Literal["time", "verdict", "which"], OneOf("what is asked")]
    time: Annotated[float, Number("s", 0.2, 2.6, "how long flow is reversed")] = 1.6
    other: Annotated[float, Number("s", 0.2, 2.6, "the same in the other trace (which)")] = 0.4
    letter: Annotated[Literal["A", "B"], OneOf("the trace with reflux (which)")] = "A"
    vessel: Annotated[
        Literal["great saphenous vein", "femoral vein", "popliteal vein"],
        OneOf("where the gate is"),
    ] = "great saphenous vein"
    back: Annotated[float, Number("cm/s", 10, 40, "highest speed of the reversed flow")] = 24
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        for name in ("time", "other"):
            if round(getattr(self, name) * 10) % 2:
                raise Impossible(name, "it does not end on a tick", "a multiple of 0.2 s")
        cutoff = CUTOFFS[self.vessel]
        if self.ask != "time" and abs(self.time - cutoff) < 0.19:
            raise Impossible("time", "too near the cutoff to be told", "0.2 s from it or more")
        if self.ask == "which" and not self.other <= cutoff - 0.1 < cutoff + 0.2 <= self.time:
            hint = "time over the cutoff, other under it"
            raise Impossible("other", "one of the two must be reflux", hint)

    def solve(self) -> Solution:
        cutoff, took = CUTOFFS[self.vessel], f"{figure(self.time)} s"
        limit = f"The cutoff for the {self.vessel} is {figure(cutoff)} s"
        if self.ask == "time":
            slips = [
                (self.time + _RELEASE - _SQUEEZE, "from the beginning of the squeeze"),
                (_RELEASE - _SQUEEZE, "the flow toward the heart, during the squeeze"),
                (self.time + _RELEASE, "from the edge of the display"),
                (self.time / 2, ""),
            ]
            offer = numbers(self.time, slips, lambda n: f"{figure(n, 1)} s", times=())
            return computed(
                "How long does the reflux last?",
                offer,
                "From where flow turns back, at the release, to where it ends: "
                f"{figure(self.time / 0.2, 0)} ticks of 0.2 s, {took}.",
            )
        if self.ask == "which":
            return chosen(
                f"Which trace of a {self.vessel} shows reflux?",
                self.letter,
                "AB",
                f"{limit}. In {self.letter} flow is reversed for {took}; in the other trace the "
                f"valves close after {figure(self.other)} s.",
            )
        found = self.time > cutoff
        return Solution(
            question="The patient stands; the calf was squeezed and released. What does this "
            f"trace of the {self.vessel} show?",
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
        if self.ask == "which":
            return self._pair()
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
        return Drawing(
            front=screen.shown(front),
            back=screen.shown([*front, *marks]),
            seen=f"A spectral trace of a {self.vessel}, flow toward the heart below the baseline. "
            f"A squeeze sends blood toward the heart from {figure(_SQUEEZE)} to "
            f"{figure(_RELEASE)} s. Then flow is reversed until {figure(_RELEASE + self.time)} s.",
            solved="Marked: how long flow is reversed.",
        )

    def _pair(self) -> Drawing:
        first = self.letter == "A"
        times = [self.time, self.other] if first else [self.other, self.time]
        places = screen.row(2, 40, -50, _SECONDS - 0.4)
        one, two = times
        bands = [
            [Band(lambda at: self.curve(one, at), 0.25)],
            [Band(lambda at: self.curve(two, at), 0.25)],
        ]
        front = screen.traces(places, bands, int(self.seed))
        front += screen.said(self.vessel, "below the baseline: toward the heart")
        marks = [
            part
            for place, time in zip(places, times, strict=True)
            for part in screen.span(
                place, _RELEASE, _RELEASE + time, -14, f"{figure(time)} s", aside=True
            )
        ]
        return Drawing(
            front=screen.shown(front),
            back=screen.shown([*front, *marks]),
            seen=f"Two spectral traces of a {self.vessel} while the calf is squeezed and let go, "
            "flow toward the heart below the baseline. Then flow is reversed: in A for "
            f"{figure(one)} s, in B for {figure(two)} s.",
            solved="Marked: how long flow is reversed in each.",
        )
