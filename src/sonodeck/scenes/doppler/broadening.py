"""Family ``broadening``: what fills the window under a trace."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.words import figure

WIDE = "A sample volume as wide as the lumen"
WALL = "A sample volume near the wall"
GAIN = "Too much Doppler gain"
PAST = "Turbulent flow just distal to a stenosis"
_WHY = {
    WIDE: "A sample volume as wide as the lumen takes in slow blood at the wall and fast blood on "
    "the axis of laminar flow: the window fills. Shorten the gate.",
    WALL: "Near the wall the velocity of laminar flow falls off steeply, to zero at the wall "
    "itself: even a short gate takes in many velocities, all of them low. Move it to midstream.",
    GAIN: "The trace is thick and bright, weak signals fill its window, and noise covers the "
    "background. Lower the Doppler gain.",
    PAST: "Distal to a stenosis flow is turbulent: many speeds and directions at once, a ragged "
    "outline, and parts below the baseline. Here the flow causes it, not the settings.",
}
_NOT = {
    WIDE: "the gate is short compared with the lumen",
    WALL: "the gate is in midstream",
    GAIN: "the background is black",
    PAST: "the vessel is of uniform caliber, the outline smooth",
}
_SPANS = "the gate spans the lumen; near one wall only, all velocities would be low"
"""Against ``WALL`` where the gate reaches both walls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadening(Scene):
    """Laminar flow with a parabolic profile, from which the sample volume takes its part."""

    gate: Annotated[float, Number("mm", 1, 9.5, "length of the sample volume")] = 1.5
    aside: Annotated[float, Number("mm", -3.5, 3.5, "how far it is above the axis")] = 0
    gain: Annotated[float, Number("dB", 0, 12, "Doppler gain, 0 as it should be")] = 0
    past: Annotated[Literal["nothing", "a stenosis"], OneOf("what lies upstream")] = "nothing"
    peak: Annotated[float, Number("cm/s", 40, 120, "highest speed on the axis")] = 70
    low: Annotated[float, Number("cm/s", 0, 40, "that at the end of diastole")] = 15

    def __post_init__(self) -> None:
        if len(self.causes()) != 1:
            named = " and ".join(self.causes()) or "nothing"
            raise Impossible("", f"one cause, not {named}", "change gate, aside, gain, or past")

    def view(self) -> duplex.Duplex:
        return duplex.Duplex(gate=self.gate, aside=self.aside, narrow=self.past != "nothing")

    def causes(self) -> list[str]:
        """What fills the window: each cause that there is."""
        slow, fast = self.view().speeds()
        reasons = {
            WIDE: slow < 0.05 and fast > 0.95,
            WALL: slow < 0.3 and fast < 0.6,
            GAIN: self.gain >= 8,
            PAST: self.past != "nothing",
        }
        return [name for name, holds in reasons.items() if holds]

    def bands(self) -> list[Band]:
        slow, fast = self.view().speeds()
        speeds = duplex.artery(self.peak * fast, self.low * fast)
        if self.past == "nothing":
            # Gain brings up the weak signals of slow blood at the edge of the sample volume.
            return [Band(speeds, 0 if self.gain >= 8 else slow / fast)]
        back = duplex.disturbed(duplex.artery(0.35 * self.peak, 0.1 * self.low))
        return [Band(duplex.disturbed(speeds)), Band(duplex.turned(back, up=False), 0, -4)]

    def solve(self) -> Solution:
        (answer,) = self.causes()
        against = {**_NOT, WALL: _SPANS} if answer == WIDE else _NOT
        asked = "What causes the spectral broadening of this trace?"
        return choice(asked, answer, against, _WHY[answer])

    def draw(self) -> Drawing:
        own, plot = self.view(), duplex.plot(high=100, low=-50)
        front = [
            *duplex.image(own),
            *duplex.settings("PW 5 MHz", duplex.theta(60), f"SV {figure(self.gate)} mm"),
            *duplex.spectrum(plot, self.bands(), 13, 50, gain=self.gain, wall=2),
        ]
        (cause,) = self.causes()
        x, top = plot.left + 4, plot.y(85)
        more = {
            WIDE: [*duplex.profile(own), duplex.mark((x, top), "slow and fast flow in one gate")],
            WALL: [*duplex.profile(own), duplex.mark((x, top), "the edge of the profile")],
            GAIN: [duplex.mark((x, top), "noise"), duplex.mark((x, plot.y(-30)), "noise")],
            PAST: [*duplex.flow(own, 1), duplex.mark((x, plot.y(-40)), "parts below the baseline")],
        }[cause]
        return duplex.drawing(front, more, self._seen(), _SHOWN[cause])

    def _seen(self) -> str:
        own = self.view()
        where = "on the axis" if not self.aside else "between the axis and the wall"
        vessel, outline, below = "of uniform caliber", "smooth", ""
        if own.narrow:
            vessel, outline = "narrowed just upstream of it", "ragged"
            below = ", with parts below the baseline"
        ground = "full of noise, the trace bright" if self.gain >= 8 else "black"
        return (
            f"Duplex: a sample volume of {figure(self.gate)} mm {where} of a vessel with a lumen "
            f"of {figure(2 * own.radius)} mm, {vessel}. A {outline} trace, its "
            f"window filled{below}; the background is {ground}."
        )


_SHOWN = {
    WIDE: "Arrows show the profile of velocities; all of them lie in the sample volume.",
    WALL: "Arrows show the profile of velocities; the slow ones lie in the sample volume.",
    GAIN: "The noise in the background is named.",
    PAST: "The parts below the baseline are named.",
}
