"""Family ``spectrum``: a trace, the direction of its flow, and why it lies on both sides."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import spectral, svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.words import figure

TOWARD, AWAY, UNTOLD = "Toward the transducer", "Away from the transducer", "Cannot be determined"
ALIASING, MIRROR, BOTH = "Aliasing", "Spectral mirroring (crosstalk)", "True bidirectional flow"
_LOOKS = {
    ALIASING: "an aliased peak is cut off at one edge and wraps around to the opposite edge",
    MIRROR: "a mirror image is a weaker copy of the same shape, at the same time",
    BOTH: "after each systole the trace crosses the baseline and comes back",
}
_AGAINST = {
    ALIASING: _LOOKS | {BOTH: "the part on the other side starts at the edge, not at the baseline"},
    MIRROR: _LOOKS | {BOTH: "true two-way flow isn't an exact, weaker copy"},
    BOTH: _LOOKS | {MIRROR: "this reversal comes after systole, not at the same time"},
}
"""By the right answer: what tells it from the others."""

_CURES = {
    ALIASING: "Raise the scale (PRF) or shift the baseline to make the peak whole.",
    MIRROR: "Causes: too much Doppler gain or an angle near 90 degrees. Lower the gain or change "
    "the angle.",
    BOTH: "It is flow, not an artifact: the blood reverses for part of each beat.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum(Scene):
    """A duplex screen. Velocities are those of the blood, corrected for the angle (not at 90)."""

    ask: Annotated[Literal["direction", "sides"], OneOf("what is asked")]
    way: Annotated[Literal["toward", "away"], OneOf("of the flow, along the beam")] = "toward"
    peak: Annotated[float, Number("cm/s", 20, 200, "highest speed of the blood")] = 60
    low: Annotated[float, Number("cm/s", 0, 60, "speed at the end of diastole")] = 14
    reverse: Annotated[float, Number("cm/s", 0, 60, "speed of flow that turns back")] = 0
    angle: Annotated[float, Number("degrees", 30, 90, "between beam and flow")] = 60
    scale: Annotated[float, Number("cm/s", 20, 200, "half of the full range")] = 100
    gain: Annotated[float, Number("dB", -6, 12, "Doppler gain, 0 as it should be")] = 0
    map: Annotated[Map, OneOf("inverted: flow away is above the baseline")] = "normal"

    def __post_init__(self) -> None:
        if 60 < self.angle < 90:
            raise Impossible("angle", "neither a usual angle nor 90 degrees", "up to 60, or 90")
        ratio = self.peak / self.scale * (_PART if self.square else 1)
        if not 0.4 < ratio < 1.7 or 0.95 < ratio < 1.2:
            raise Impossible("peak", "the peak is too small, at the edge, or wraps too far")
        if self.ask == "direction" and not self.square and ratio > _ROOM:
            hint = f"{_ROOM} of the scale or less"
            raise Impossible("peak", "there is no room for words beyond it", hint)
        found = self.sides()
        if (self.ask == "sides") != (len(found) == 1) or (self.ask == "sides" and self.square):
            message = f"the trace has {len(found) or 'no'} reason to lie on both sides"
            raise Impossible("ask", message, "one for 'sides', none for 'direction'")

    @property
    def square(self) -> bool:
        return self.angle == 90

    @property
    def up(self) -> bool:
        """Whether the trace lies above the baseline: flow toward does, unless it is inverted."""
        return (self.way == "toward") != (self.map == "inverted")

    def sides(self) -> list[str]:
        """Why it lies on both sides of the baseline: each reason that it has."""
        reasons = {
            ALIASING: self.peak > self.scale and not self.square,
            MIRROR: self.gain >= 6,
            BOTH: self.reverse > 0,
        }
        return [name for name, holds in reasons.items() if holds]

    def solve(self) -> Solution:
        if self.ask == "sides":
            (answer,) = self.sides()
            why = f"{_LOOKS[answer].capitalize()}. {_CURES[answer]}"
            asked = "This trace lies on both sides of the baseline. Why?"
            return choice(asked, answer, _AGAINST[answer], why)
        answer = UNTOLD if self.square else TOWARD if self.way == "toward" else AWAY
        place = "above" if self.up else "below"
        sign = "plus" if self.way == "toward" else "minus"
        inverted = (
            " The display is inverted: trace and signs are flipped, and the flow is unchanged."
        )
        why = (
            "At 90 degrees a beam of some width meets the flow partly from ahead and partly from "
            "behind: one weak trace centered on the baseline, directional ambiguity. Steer the "
            "beam or angle the transducer for a smaller angle."
            if self.square
            else f"The trace lies {place} the baseline, on the {sign} side of the scale: flow "
            f"{self.way} {'' if self.way == 'toward' else 'from '}the transducer."
            f"{inverted if self.map == 'inverted' else ''}"
        )
        against = {
            TOWARD: "the trace would lie on the plus side of the scale",
            AWAY: "the trace would lie on the minus side of the scale",
            UNTOLD: "the angle is well below 90 degrees, and the trace lies on one side",
        }
        if self.square:
            against = dict.fromkeys(against, "the two sides are alike")
        return choice("Which way does the blood in the sample volume move?", answer, against, why)

    # pictures

    def draw(self) -> Drawing:
        own, plot = duplex.Duplex(slope=self.angle - 70, corrected=not self.square), self._plot()
        front = [
            *duplex.image(own),
            *duplex.settings("PW 5 MHz", "" if self.square else duplex.theta(self.angle)),
            *duplex.spectrum(
                plot, self._bands(), 5, self.scale / 2, gain=self.gain, wall=self.scale / 40
            ),
        ]
        more = self._sides(plot) if self.ask == "sides" else self._direction(own, plot)
        return duplex.drawing(front, more, self._seen(), _SHOWN[self.solve().answer])

    def _plot(self) -> spectral.Plot:
        return duplex.plot(high=self.scale, low=-self.scale, inverted=self.map == "inverted")

    def _bands(self) -> list[Band]:
        speeds = duplex.artery(self.peak, self.low, self.reverse)
        if self.square:
            part = duplex.artery(_PART * self.peak, _PART * self.low)
            return [Band(part, -1, -14)]
        band = Band(duplex.turned(speeds, up=self.up), 0.7)
        return [band, band.mirrored()] if self.gain >= 6 else [band]

    def _direction(self, own: duplex.Duplex, plot: spectral.Plot) -> list[str]:
        if self.square:
            return duplex.square(own)
        beyond = plot.y(_BEYOND * self.scale if self.up else -_BEYOND * self.scale)
        sign = "+" if self.way == "toward" else "\u2212"
        said = f"trace on the {sign} side: {self.way}"
        words = duplex.mark((plot.left + 4, beyond), said, fill=duplex.FLOW)
        return [*duplex.flow(own, 1 if own.toward(1) == (self.way == "toward") else -1), words]

    def _sides(self, plot: spectral.Plot) -> list[str]:
        way = 1 if self.up else -1
        beat, (answer,) = plot.x(0.16 + duplex.PERIOD), self.sides()
        if answer == ALIASING:
            edges = plot.y(way * self.scale), plot.y(-way * self.scale)
            seen = plot.y(way * (self.peak - 2 * self.scale))
            return [
                svg.arrow((beat, plot.y(0)), (beat, edges[0]), duplex.PART, 2),
                svg.arrow((beat, edges[1]), (beat, seen), duplex.PART, 2),
                duplex.mark((beat, (plot.y(0) + seen) / 2), "wrapped peak", anchor="middle"),
            ]
        if answer == MIRROR:
            off = 0.5 * (1.1 * self.peak + self.scale)
            names, lefts, reaches = ("real", "mirror image"), (beat - 12, beat - 36), (off, off)
        else:
            names, lefts = ("forward", "reversed"), (beat + 14, beat + 34)
            reaches = 0.6 * self.peak, 0.5 * (self.reverse + self.scale)
        return [
            duplex.mark((lefts[0], plot.y(way * reaches[0])), names[0]),
            duplex.mark((lefts[1], plot.y(-way * reaches[1])), names[1]),
        ]

    def _seen(self) -> str:
        up, down = ("above", "below") if self.up else ("below", "above")
        angle = "crosses" if self.square else "meets"
        trace = f"The trace lies {up} the baseline."
        if self.square:
            trace = (
                "One weak trace is centered on the baseline, above and below it at the same time."
            )
        if self.ask == "sides":
            trace = {
                ALIASING: f"Its peaks are cut off {up} the baseline at the edge and wrap around to "
                "the opposite edge.",
                MIRROR: f"It lies {up} the baseline, and a weaker copy {down} it at the same time; "
                "there is noise all over the background.",
                BOTH: f"After each peak {up} the baseline it crosses to {down} it, and comes back.",
            }[self.sides()[0]]
        return (
            f"Duplex: the beam {angle} the vessel at {figure(self.angle)} degrees; below it "
            "the spectrum of a sample volume in midstream. "
            f"The {duplex.limits(self._plot())}. {trace}"
        )


_PART = 0.1736
"""Sine of 10 degrees: the outermost beams meet a flow at 90 degrees at 80 and at 100."""
_ROOM, _BEYOND = 0.78, 0.9
"""Of the scale: how far a trace may reach whose direction is named, and where its words stand."""
_SHOWN = {
    TOWARD: "An arrow in the vessel shows flow toward the transducer.",
    AWAY: "An arrow in the vessel shows flow away from the transducer.",
    UNTOLD: "A right angle is drawn between beam and vessel.",
    ALIASING: "Arrows run to the edge, and from the opposite edge to the wrapped peak.",
    MIRROR: "The real trace and its mirror image are named.",
    BOTH: "Forward flow and reversed flow are named.",
}
