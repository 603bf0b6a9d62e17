"""Family ``knobs``: two spectra of one flow, and the control that was changed between them."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import spectral, svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import angle_error
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Band, Plot
from sonodeck.scenes.words import figure, signed

GAIN, SCALE, BASELINE = "Doppler gain", "Scale (PRF)", "Baseline"
FILTER, SWEEP, INVERT, ANGLE = "Wall filter", "Sweep speed", "Invert", "Angle correct"
_SEES = {
    GAIN: "would change brightness, noise, and the thickness of the trace",
    SCALE: "would change the trace and the numbers together",
    BASELINE: "would move zero and leave the range unchanged",
    FILTER: "would change only the gap along the baseline",
    SWEEP: "would make the beats wider or narrower",
    INVERT: "would flip the trace and the signs",
    ANGLE: "would change the numbers and leave the trace unchanged",
}
_NEAR = {
    GAIN: (FILTER, SCALE, ANGLE),
    SCALE: (ANGLE, BASELINE, GAIN),
    BASELINE: (SCALE, INVERT, FILTER),
    FILTER: (GAIN, BASELINE, SWEEP),
    SWEEP: (SCALE, FILTER, INVERT),
    INVERT: (BASELINE, ANGLE, SWEEP),
    ANGLE: (SCALE, BASELINE, SWEEP),
}
"""What is offered beside each control: each of them about as often as it is right."""
_WHY = {
    (GAIN, True): "More Doppler gain: a brighter, thicker trace, and noise in the background.",
    (GAIN, False): "Less Doppler gain: a thin, dim trace, and weak signals are lost.",
    (SCALE, True): "A higher scale (PRF): more cm/s from bottom to top, so the same velocities "
    "make a smaller trace.",
    (SCALE, False): "A lower scale (PRF): fewer cm/s from bottom to top, so the same velocities "
    "make a larger trace. Lower still, and it would alias.",
    (BASELINE, True): "The baseline was shifted down: more of the same range is left for flow "
    "above it. Velocities and PRF are unchanged; only zero moved.",
    (FILTER, True): "A higher wall filter: it removes slow blood flow along with wall motion, and "
    "leaves a wider gap at the baseline.",
    (SWEEP, True): "A faster sweep: less time across the display, fewer and wider beats. The "
    "heart rate is unchanged: read the time axis.",
    (INVERT, True): "Invert flips the trace and the signs. The flow is unchanged.",
    (ANGLE, True): "A larger angle setting divides by a smaller cosine: the same Doppler shifts "
    "are labeled with higher velocities.",
}
_NOTES = {
    (GAIN, True): "noise, blooming",
    (GAIN, False): "thin and dim",
    (SCALE, True): "more cm/s, smaller trace",
    (SCALE, False): "fewer cm/s, larger trace",
    (BASELINE, True): "zero is lower",
    (FILTER, True): "wider gap at zero",
    (SWEEP, True): "less time, wider beats",
    (INVERT, True): "trace and signs flipped",
    (ANGLE, True): "same trace, new numbers",
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
        if (_NAMES[self.control], self.up) not in _WHY:
            raise Impossible("turned", "only gain and scale are also turned down", "up")

    @property
    def up(self) -> bool:
        return self.turned == "up"

    def solve(self) -> Solution:
        answer = _NAMES[self.control]
        against = {name: _SEES[name] for name in _NEAR[answer]}
        why = _WHY[answer, self.up]
        return choice("Which control was changed from A to B?", answer, against, why)

    def plots(self) -> tuple[Plot, Plot]:
        """The places of A and B, with what their axes say."""
        high, low, seconds, inverted = 60.0, -60.0, 2.0, False
        match self.control:
            case "scale":
                high, low = (100.0, -100.0) if self.up else (46.0, -46.0)
            case "baseline":
                high, low = 90.0, -30.0
            case "sweep":
                seconds = 1.0
            case "invert":
                inverted = True
            case "angle":
                more = angle_error(45, 60)
                high, low = high * more, low * more
            case _:
                pass
        return (
            Plot(left=8, top=46, width=106, height=170, seconds=2, high=60, low=-60),
            Plot(left=168, top=46, width=106, height=170, seconds=seconds, high=high, low=low,
                 inverted=inverted),
        )  # fmt: skip

    def gains(self) -> tuple[float, float]:
        return 0, {("gain", True): 10.0, ("gain", False): -7.0}.get((self.control, self.up), 0)

    def walls(self) -> tuple[float, float]:
        return 1.5, 10 if self.control == "filter" else 1.5

    def draw(self) -> Drawing:
        front = [svg.text((8, 22), "the same flow")]
        for at, plot in enumerate(self.plots()):
            speeds = duplex.artery(self.peak, self.low)
            if at and self.control == "angle":
                more = angle_error(45, 60)
                speeds = duplex.artery(self.peak * more, self.low * more)
            band = Band(duplex.turned(speeds, up=not plot.inverted), 0.5)
            gain, wall = self.gains()[at], self.walls()[at]
            front.append(spectral.image(plot, [band], 21, gain=gain, wall=wall))
            front += spectral.axes(plot, 20)
            letter = plot.left + plot.width / 2, plot.top - 8
            front.append(svg.text(letter, "AB"[at], anchor="middle", bold=True))
        words = _NOTES[_NAMES[self.control], self.up]
        marks = [*self._marks(), svg.text((8, 266), f"B: {words}", fill=duplex.MARK)]
        return duplex.drawing(front, marks, self._seen(), f"In B is noted: {words}.")

    def _marks(self) -> list[str]:
        """In each spectrum, what is to be compared."""
        drawn = []
        for plot, wall in zip(self.plots(), self.walls(), strict=True):
            left, right = plot.left, plot.left + plot.width
            match self.control:
                case "filter":
                    levels: tuple[float, ...] = (wall, -wall)
                case "baseline" | "invert":
                    levels = (0.0,)
                case "gain" | "sweep":
                    levels = ()
                case "scale":
                    levels = (self.peak,)
                case "angle":
                    levels = (self.peak * plot.high / 60,)
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
            said.append(
                f"{name}: {look} {side} zero{gap}, from {signed(round(turned * plot.low))} "
                f"cm/s at the bottom to {signed(round(turned * plot.high))} at the top, "
                f"{figure(plot.seconds)} s wide, the peak at {figure(100 * self._height(plot))} "
                "percent of the way from zero to the edge."
            )
        return " ".join(["Two spectra of the same flow.", *said])

    def _height(self, plot: Plot) -> float:
        more = plot.high / 60 if self.control == "angle" else 1
        return round(self.peak * more / plot.high, 2)


_NAMES = {
    "gain": GAIN, "scale": SCALE, "baseline": BASELINE, "filter": FILTER, "sweep": SWEEP,
    "invert": INVERT, "angle": ANGLE,
}  # fmt: skip
