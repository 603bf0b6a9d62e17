"""Family ``stenosis``: a narrowing and the same flow before, in, and beyond it."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.traces.parts import screen, tube
from sonodeck.scenes.traces.parts.answers import computed
from sonodeck.scenes.traces.parts.waves import Beat
from sonodeck.scenes.words import figure

_FOOT = 0.1
_QUESTIONS = {
    "velocity": "The same flow passes gates 1 and 2 with the same velocity-profile shape. "
    "What is the peak velocity at gate 2?",
    "ratio": "What is the velocity ratio of this stenosis?",
    "diameter": "What is the percent diameter reduction?",
    "area": "The lumen is round. What is the percent area reduction?",
    "narrowing": "The same flow passes gates 1 and 2 with the same velocity-profile shape. "
    "What is the percent area reduction at gate 2?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stenosis(Scene):
    """Area × velocity is the same all along: half the diameter is four times the velocity."""

    ask: Annotated[
        Literal["velocity", "ratio", "diameter", "area", "narrowing"], OneOf("what is computed")
    ]
    wide: Annotated[float, Number("mm", 3, 12, "diameter before the stenosis")] = 6
    narrow: Annotated[float, Number("mm", 1, 10, "diameter in it")] = 3
    before: Annotated[float, Number("cm/s", 20, 120, "peak velocity before it")] = 40
    edv: Annotated[float, Number("cm/s", 0, 60, "end-diastolic velocity before it")] = 10
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if not 0.3 <= self.narrow / self.wide <= 0.85:
            raise Impossible(
                "narrow", "the narrowing can't be drawn",
                f"{figure(0.3 * self.wide)} to {figure(0.85 * self.wide)} mm",
            )  # fmt: skip
        if self.edv > 0.6 * self.before:
            raise Impossible("edv", "the trace would hardly pulse", "at most 0.6 times before")
        if self.inside() > 480:
            raise Impossible("before", "no jet is so fast", "a lower velocity")
        if (
            self.ask in ("ratio", "narrowing")
            and self.inside() % (self.scale(both=True)[1] / 2) > 1e-6
        ):
            raise Impossible(
                "before", "the velocity in the stenosis lies neither on a tick nor midway",
                "wide, narrow and before that give such a one",
            )  # fmt: skip
        self.solve()

    def inside(self) -> float:
        """The peak velocity in the stenosis: continuity, for one profile on both sides."""
        return round(self.before * (self.wide / self.narrow) ** 2, 6)

    def scale(self, *, both: bool) -> tuple[float, float]:
        """The upper end of the scale and its ticks, cm/s, for both gates or the first alone."""
        high = screen.highest(self.inside() if both else self.before)
        return high, 20 if high <= 220 else 50

    def solve(self) -> Solution:
        d1, d2, v1, v2 = self.wide, self.narrow, self.before, self.inside()
        share, question = d2 / d1, _QUESTIONS[self.ask]
        rise = f"{figure(v2)} \u2212 {figure(v1)}"
        less = f"1 \u2212 ({figure(d2)} \u00f7 {figure(d1)})"
        match self.ask:
            case "velocity":
                slips = [
                    (v1 / share, "diameters not squared"),
                    (v1 * share * share, "the ratio inverted"),
                    (v1, "as if the lumen stayed the same"),
                ]
                why = (
                    "A\u2081v\u2081 = A\u2082v\u2082, and areas go with the square of the "
                    f"diameters: {figure(v1)} \u00d7 ({figure(d1)} \u00f7 {figure(d2)})\u00b2 = "
                )
                return computed(question, "narrow", v2, slips, _speed, why)
            case "ratio":
                over = f"the increase over the higher velocity, ({rise}) \u00f7 {figure(v2)}"
                slips = [
                    (v1 / v2, "the ratio inverted"),
                    ((v2 - v1) / v1, f"the increase, ({rise}) \u00f7 {figure(v1)}"),
                    (1 - v1 / v2, over),
                ]
                why = (
                    "Velocity ratio = peak velocity in the stenosis \u00f7 peak velocity before "
                    f"it = {figure(v2)} \u00f7 {figure(v1)} = "
                )
                return computed(question, "narrow", v2 / v1, slips, figure, why)
            case "diameter":
                slips = [
                    (1 - share * share, "the reduction of the area"),
                    (share, "what is left of the diameter"),
                    (share * share, "what is left of the area"),
                    ((1 - share) / share, "the reduction \u00f7 the residual diameter"),
                ]
                return computed(question, "narrow", 1 - share, slips, _percent, f"{less} = ")
            case "area":
                slips = [
                    (1 - share, "the reduction of the diameter"),
                    (share * share, "what is left of the area"),
                    (share, "what is left of the diameter"),
                    ((1 - share) ** 2, "the reduction of the diameter, squared"),
                ]
                why = f"The areas go with the squares: {less}\u00b2 = "
                return computed(question, "narrow", 1 - share * share, slips, _percent, why)
            case "narrowing":
                slips = [
                    (1 - (v1 / v2) ** 0.5, "the reduction of the diameter"),
                    (v1 / v2, "what is left of the area"),
                ]
                why = (
                    f"A\u2081v\u2081 = A\u2082v\u2082: what is left of the area is {figure(v1)} "
                    f"\u00f7 {figure(v2)} = {_percent(v1 / v2)}, so it is reduced by "
                )
                return computed(question, "narrow", 1 - v1 / v2, slips, _percent, why)

    def draw(self) -> Drawing:
        if self.ask in ("diameter", "area"):
            return self._lumen()
        vessel = tube.Tube(top=4, wide=self.wide, narrow=self.narrow)
        known = self.ask == "velocity"
        front = [*vessel.drawn(), *(vessel.calipers() if known else []), *vessel.gates()]
        back = [*vessel.drawn(), *vessel.calipers(svg.INK if known else screen.MARK)]
        said = "A vessel in long axis with a narrowing in the middle"
        if known:
            said += f": {figure(self.wide)} mm wide before it, {figure(self.narrow)} mm in it"
        said += f". Peak velocity at gate 1, before it: {figure(self.before)} cm/s"
        if not known:
            said += f"; at gate 2, in it: {figure(self.inside(), 0)} cm/s"
        return Drawing(
            front=screen.shown([*front, *self._spectra(marked=False)], screen.TALLER),
            back=screen.shown([*back, *vessel.gates(), *self._spectra(marked=True)], screen.TALLER),
            seen=f"{said}.",
            solved="Added: the velocities, and the diameters that belong to them.",
        )

    def _lumen(self) -> Drawing:
        vessel = tube.Tube(top=30, wide=self.wide, narrow=self.narrow)
        share = self.narrow / self.wide
        front = [*vessel.drawn(), *vessel.calipers()]
        left = (
            f"area left: {_percent(share * share)}"
            if self.ask == "area"
            else f"diameter left: {_percent(share)}"
        )
        section = vessel.section((60, 190), 44)
        words = svg.text((124, 194), left, fill=screen.MARK)
        return Drawing(
            front=screen.shown([*front, svg.text((8, 130), "long-axis view")], 144),
            back=screen.shown(
                [*front, *section, words, svg.text((124, 176), "cross-section")], 244
            ),
            seen="A vessel in long axis with a narrowing in the middle: "
            f"{figure(self.wide)} mm wide before it, {figure(self.narrow)} mm in it.",
            solved="Added: the cross-section, with what is left of the lumen.",
        )

    def _spectra(self, *, marked: bool) -> list[str]:
        """At both gates on one scale; where velocity 2 is asked, the front shows gate 1 only."""
        one = Beat(psv=self.before, edv=self.edv)
        grown = self.inside() / self.before
        both = marked or self.ask != "velocity"
        high, step = self.scale(both=both)
        places = screen.row(2, high, -20, 1.2, top=118, height=124)
        jet = Band(lambda time: grown * one.at(time - _FOOT), 0.25)
        parts = screen.trace(places[0], one.from_foot(_FOOT), int(self.seed), step=step,
                             names=not both)  # fmt: skip
        parts.append(screen.letter(places[0], "1"))
        if not both:
            parts.append(svg.text((places[1].left + 90, 180), "2: ?", bold=True))
        if both:
            parts += screen.trace(places[1], [jet], int(self.seed) + 2, step=step)
            parts.append(screen.letter(places[1], "2"))
        if marked:
            parts += screen.level(places[0], self.before, figure(self.before), right=True)
            parts += screen.level(places[1], self.inside(), figure(self.inside(), 0), right=True)
        return parts


def _speed(velocity: float) -> str:
    return f"{figure(velocity, 1)} cm/s"


def _percent(share: float) -> str:
    return f"{figure(round(100 * share, 6), 0)}%"
