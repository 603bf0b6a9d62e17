"""Family ``knobs``: two spectra of one flow, and the control that was changed between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import spectral, svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import angle_error
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Band, Plot
from sonodeck.scenes.words import figure, signed

_NAMES = {
    "gain": "Doppler gain", "scale": "Scale (PRF)", "baseline": "Baseline",
    "filter": "Wall filter", "sweep": "Sweep speed", "invert": "Invert", "angle": "Angle correct",
}  # fmt: skip
_SEES = {
    "gain": "would change brightness, noise, and the thickness of the trace",
    "scale": "would change the trace and the numbers together",
    "baseline": "would move zero and leave the range unchanged",
    "filter": "would change only the gap along the baseline",
    "sweep": "would make the beats wider or narrower",
    "invert": "would flip the trace and the signs",
    "angle": "would change the numbers and leave the trace unchanged",
}
_NEAR = {
    "gain": ("filter", "scale", "angle"),
    "scale": ("angle", "baseline", "gain"),
    "baseline": ("scale", "invert", "filter"),
    "filter": ("gain", "baseline", "sweep"),
    "sweep": ("scale", "filter", "invert"),
    "invert": ("baseline", "angle", "sweep"),
    "angle": ("scale", "baseline", "sweep"),
}
"""What is offered beside each control: each of them about as often as it is right."""
_WHY = {
    ("gain", "up"): "More Doppler gain: a brighter, thicker trace, and noise in the background.",
    ("gain", "down"): "Less Doppler gain: a thin, dim trace, and weak signals are lost.",
    ("scale", "up"): "A higher scale (PRF): more cm/s from bottom to top, so the same velocities "
    "make a smaller trace.",
    ("scale", "down"): "A lower scale (PRF): fewer cm/s from bottom to top, so the same velocities "
    "make a larger trace. Lower still, and it would alias.",
    ("baseline", "up"): "The baseline was shifted down: more of the same range is left for flow "
    "above it. Velocities and PRF are unchanged; only zero moved.",
    (
        "filter",
        "up",
    ): "A higher wall filter: it removes slow blood flow along with wall motion, and "
    "leaves a wider gap at the baseline.",
    ("sweep", "up"): "A faster sweep: less time across the display, fewer and wider beats. The "
    "heart rate is unchanged: read the time axis.",
    ("invert", "up"): "Invert flips the trace and the signs. The flow is unchanged.",
    ("angle", "up"): "A larger angle setting divides by a smaller cosine: the same Doppler shifts "
    "are labeled with higher velocities.",
}
_NOTES = {
    ("gain", "up"): "noise, blooming",
    ("gain", "down"): "thin and dim",
    ("scale", "up"): "more cm/s, smaller trace",
    ("scale", "down"): "fewer cm/s, larger trace",
    ("baseline", "up"): "zero is lower",
    ("filter", "up"): "wider gap at zero",
    ("sweep", "up"): "less time, wider beats",
    ("invert", "up"): "trace and signs flipped",
    ("angle", "up"): "same trace, new numbers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs(Scene):
    """``control``: what is different in B; ``turned``: up (down, for gain and scale only)."""

    control: Annotated[
        Literal["gain", "scale", "baseline", "filter", "sweep", "invert", "angle"],
        OneOf("what is different in B"),
    ]
    turned: Annotated[Literal["up", "down"], OneOf("which way")] = "up"
    peak: Annotated[float, Number("cm/s", 30, 50, "highest speed of the blood")] = 42
    low: Annotated[float, Number("cm/s", 4, 20, "speed at the end of diastole")] = 7

    def __post_init__(self) -> None:
        if (self.control, self.turned) not in _WHY:
            raise Impossible("turned", "only gain and scale are also turned down", "up")

    def solve(self) -> Solution:
        against = {_NAMES[one]: _SEES[one] for one in _NEAR[self.control]}
        answer, why = _NAMES[self.control], _WHY[self.control, self.turned]
        return choice("Which control was changed from A to B?", answer, against, why)

    def plots(self) -> tuple[Plot, Plot]:
        """The places of A and B, with what their axes say."""
        more = angle_error(45, 60)
        first = Plot(left=8, top=46, width=106, height=170, seconds=2, high=60, low=-60)
        changed = {
            ("scale", "up"): replace(first, high=100, low=-100),
            ("scale", "down"): replace(first, high=46, low=-46),
            ("baseline", "up"): replace(first, high=90, low=-30),
            ("sweep", "up"): replace(first, seconds=1),
            ("invert", "up"): replace(first, inverted=True),
            ("angle", "up"): replace(first, high=60 * more, low=-60 * more),
        }.get((self.control, self.turned), first)
        return first, replace(changed, left=168)

    def gains(self) -> tuple[float, float]:
        turned = {"up": 10.0, "down": -7.0}[self.turned]
        return 0, turned if self.control == "gain" else 0

    def walls(self) -> tuple[float, float]:
        return 1.5, 10 if self.control == "filter" else 1.5

    def draw(self) -> Drawing:
        front = [svg.text((8, 22), "the same flow")]
        for at, plot in enumerate(self.plots()):
            more = self._labeled(plot)
            speeds = duplex.artery(self.peak * more, self.low * more)
            band = Band(duplex.turned(speeds, up=not plot.inverted), 0.5)
            gain, wall = self.gains()[at], self.walls()[at]
            front.append(spectral.image(plot, [band], 21, gain=gain, wall=wall))
            front += spectral.axes(plot, 20)
            letter = plot.left + plot.width / 2, plot.top - 8
            front.append(svg.text(letter, "AB"[at], anchor="middle", bold=True))
        words = _NOTES[self.control, self.turned]
        marks = [*self._marks(), svg.text((8, 266), f"B: {words}", fill=duplex.MARK)]
        return duplex.drawing(front, marks, self._seen(), f"In B is noted: {words}.")

    def _marks(self) -> list[str]:
        """In each spectrum, what is to be compared."""
        drawn = []
        for plot, wall in zip(self.plots(), self.walls(), strict=True):
            left, right = plot.left, plot.left + plot.width
            peak = self.peak * self._labeled(plot)
            levels = {
                "filter": (wall, -wall), "baseline": (0,), "invert": (0,), "scale": (peak,),
                "angle": (peak,),
            }.get(self.control, ())  # fmt: skip
            drawn += [
                svg.polyline([(left, plot.y(one)), (right, plot.y(one))], duplex.MARK, 1.5, "4 3")
                for one in levels
            ]
            if self.control == "sweep":
                ends = plot.x(0.16), min(plot.x(0.16 + duplex.PERIOD), right)
                y = plot.y(self.peak + 8)
                drawn.append(svg.polyline([(ends[0], y), (ends[1], y)], duplex.MARK, 2))
        return drawn

    def _seen(self) -> str:
        said = []
        for name, plot, gain, wall in zip("AB", self.plots(), self.gains(), self.walls(),
                                          strict=True):  # fmt: skip
            turned = -1 if plot.inverted else 1
            look = "a clean trace" if not gain else (
                "a thick, bright trace with noise around it" if gain > 0 else "a thin, dim trace"
            )  # fmt: skip
            gap = " with a wide gap at zero" if wall > 5 else ""
            side = "below" if plot.inverted else "above"
            height = round(self.peak * self._labeled(plot) / plot.high, 2)
            said.append(
                f"{name}: {look} {side} zero{gap}, from {signed(round(turned * plot.low))} "
                f"cm/s at the bottom to {signed(round(turned * plot.high))} at the top, "
                f"{figure(plot.seconds)} s wide, the peak at {figure(100 * height)} "
                "percent of the way from zero to the edge."
            )
        return " ".join(["Two spectra of the same flow.", *said])

    def _labeled(self, plot: Plot) -> float:
        """How many times as high the velocities of a plot are labeled: angle correct alone does."""
        return plot.high / 60 if self.control == "angle" else 1
