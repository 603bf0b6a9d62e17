"""Family ``course``: whether blood in a named vessel runs as it should, read off its trace."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.named import PORTAL, VERTEBRAL
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.spectral import Band
from sonodeck.scenes.words import figure

_NAMED = {one.name: one for one in (PORTAL, VERTEBRAL)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Scene):
    """A duplex image that names an end of the vessel; ``shown``: the side of the baseline."""

    vessel: Annotated[Literal["portal vein", "vertebral artery"], OneOf("which vessel")]
    end: Annotated[Literal["left", "right"], OneOf("where its liver or head end is")] = "left"
    shown: Annotated[Literal["above", "below"], OneOf("side of the baseline")] = "above"
    map: Annotated[Map, OneOf("inverted: flow away is above the baseline")] = "normal"
    steer: Annotated[float, Number("degrees", -20, 20, "tilt of the beam")] = -20
    slope: Annotated[float, Number("degrees", -30, 30, "slope of the vessel")] = 10

    def __post_init__(self) -> None:
        if self.view().angle > 60:
            raise Impossible("slope", "the angle between beam and vessel is over 60 degrees")

    def view(self) -> duplex.Duplex:
        name = _NAMED[self.vessel].ends[0]
        names = (name, "") if self.end == "left" else ("", name)
        return duplex.Duplex(
            steer=self.steer, slope=self.slope, names=names, radius=3.5, curved=not self.artery
        )

    @property
    def artery(self) -> bool:
        return self.vessel.endswith("artery")

    @property
    def toward(self) -> bool:
        """Whether the flow is toward the transducer: above, unless the display is inverted."""
        return (self.shown == "above") != (self.map == "inverted")

    @property
    def rightward(self) -> int:
        """1 for blood that moves to the right on the screen, -1 for blood that moves left."""
        return 1 if self.view().toward(1) == self.toward else -1

    @property
    def usual(self) -> bool:
        return (self.rightward > 0) == (self.end == "right")

    def solve(self) -> Solution:
        named = _NAMED[self.vessel]
        side = "right" if self.rightward > 0 else "left"
        flow = "toward" if self.toward else "away from"
        return Solution(
            question=f"Which way does blood flow in this {self.vessel}?",
            answer=named.usual if self.usual else named.turned,
            options=(),
            reasoning=(
                f"The trace lies {self.shown} the baseline, on the "
                f"{'plus' if self.toward else 'minus'} side of the scale: {flow} the transducer. "
                f"Flow {flow} the transducer in this vessel runs to the {side}, "
                f"{'toward' if self.usual else 'away from'} the {named.ends[0]}. "
                f"{_MEANS[self.vessel][self.usual]}"
            ),
        )

    def draw(self) -> Drawing:
        own, scale, mhz = self.view(), *((60, 5) if self.artery else (30, 3))
        plot = duplex.plot(high=scale, low=-scale, inverted=self.map == "inverted")
        speeds = duplex.artery(42, 12) if self.artery else duplex.vein(17)
        band = Band(duplex.turned(speeds, up=self.shown == "above"), 0.6 if self.artery else 0.3)
        front = [
            *duplex.image(own),
            *duplex.settings(*self.vessel.split(), f"PW {mhz} MHz", duplex.theta(own.angle)),
            *duplex.spectrum(plot, [band], 17, scale / 2, wall=scale / 40),
        ]
        flow = duplex.flow(own, self.rightward)
        seen = f"{self._lie()} {duplex.limits(plot)}."
        return duplex.drawing(front, flow, seen, "An arrow in the vessel shows the flow.")

    def _lie(self) -> str:
        own = self.view()
        beam = f"down and to the {'right' if self.steer > 0 else 'left'}" if self.steer else "down"
        deeper = "right" if self.slope > 0 else "left"
        lie = f"its {deeper} end deeper" if self.slope else "level"
        return (
            f"Duplex of a {self.vessel}, {lie}; the {_NAMED[self.vessel].ends[0]} is at its "
            f"{self.end} end. "
            f"The beam runs {beam} and meets it at {figure(own.angle)} degrees. The trace lies "
            f"{self.shown} the baseline; the"
        )


_MEANS = {
    "portal vein": {
        True: "That is normal.",
        False: "Hepatofugal flow is seen in portal hypertension.",
    },
    "vertebral artery": {
        True: "That is normal.",
        False: "Reversal suggests subclavian steal: stenosis or occlusion of the subclavian "
        "artery proximal to the origin of the vertebral artery.",
    },
}
