"""Family ``colorknobs``: two color images of one flow, and the control that was changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import duplex, flowmap
from sonodeck.scenes.doppler.parts.flowmap import View
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice
from sonodeck.scenes.words import figure, signed

_NAMES = {
    "gain": "Color gain", "scale": "Scale (PRF)", "filter": "Wall filter",
    "box": "Size of the color box", "invert": "Invert",
}  # fmt: skip
_WOULD = {
    "gain": "would change how well color fills the vessel, and noise",
    "scale": "would change the numbers of the bar and the colors with them",
    "filter": "would change only slow flow, at the wall",
    "box": "would change the box, and the frame rate with it",
    "invert": "would flip the color bar",
}
_WOULD_HERE = {
    ("filter", "gain"): "less gain would leave holes on the axis, too; here the core is unchanged"
}
"""Of what was changed and another control: what tells them apart where both look alike."""
_NEAR = {
    "gain": ("filter", "scale", "box"),
    "scale": ("gain", "filter", "invert"),
    "filter": ("gain", "scale", "box"),
    "box": ("gain", "scale", "invert"),
    "invert": ("scale", "filter", "box"),
}
_WHY = {
    ("gain", "up"): "Too much color gain: color bleeds over the wall (blooming), and specks of "
    "noise show in still tissue. Turn it down until the specks just vanish.",
    ("gain", "down"): "Too little color gain: color doesn't reach the wall and has holes, though "
    "blood flows there.",
    ("scale", "up"): "A higher scale (PRF): the same velocities are a smaller part of the bar, so "
    "the colors are darker, and slow flow is easily missed.",
    ("scale", "down"): "A lower scale (PRF): on the axis the flow exceeds the limit and wraps "
    "around to the color of the opposite direction, with the brightest colors at the border: "
    "aliasing.",
    ("filter", "up"): "A higher wall filter: slow flow along the wall is black, and the fast flow "
    "on the axis is unchanged.",
    ("box", "up"): "A larger color box: more color lines in each frame, and so a lower frame rate.",
    ("invert", "up"): "Invert flips the color bar: blue on top now means toward the "
    "transducer. The flow is unchanged.",
}
_SAYS = {
    ("gain", "up"): "color over the wall, noise",
    ("gain", "down"): "holes, wall not reached",
    ("scale", "up"): "darker, higher numbers",
    ("scale", "down"): "wraps on the axis",
    ("filter", "up"): "no slow flow at the wall",
    ("box", "up"): "larger box, lower frame rate",
    ("invert", "up"): "color bar flipped",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colorknobs(Scene):
    """``control``: what is different in B; only gain and scale are also turned ``down``."""

    control: Annotated[
        Literal["gain", "scale", "filter", "box", "invert"], OneOf("what is different in B")
    ]
    turned: Annotated[Literal["up", "down"], OneOf("which way")] = "up"
    peak: Annotated[float, Number("cm/s", 30, 50, "highest speed of the blood")] = 42

    def __post_init__(self) -> None:
        if (self.control, self.turned) not in _WHY:
            raise Impossible("turned", "only gain and scale are also turned down", "up")

    def views(self) -> tuple[View, View]:
        """A, and B with the one control changed."""
        box = (-1, 6, -8, 7) if self.control == "box" else (-5, 11, -9, 9)
        first = View(left=8, top=44, height=46, peak=self.peak, box=box)
        changed = {
            ("gain", "up"): replace(first, gain=9),
            ("gain", "down"): replace(first, gain=-8),
            ("scale", "up"): replace(first, scale=75),
            ("scale", "down"): replace(first, scale=15),
            ("filter", "up"): replace(first, wall=12),
            ("box", "up"): replace(first, box=(-2, 12, -8, 7)),
            ("invert", "up"): replace(first, inverted=True),
        }[self.control, self.turned]
        return first, replace(changed, left=166)

    def frames(self) -> tuple[int, int]:
        """Frames a second: PRF / (lines × packet), with 2 lines a mm and a packet of 8 pulses.

        The PRF is that of the scale, at 5 MHz and along the beam.
        """
        rates = []
        for view in self.views():
            left, right, _, _ = view.box
            prf = 1000 * duplex.prf(view.scale, 5, 0)
            rates.append(round(prf / (2 * (right - left) * 8)))
        return rates[0], rates[1]

    def solve(self) -> Solution:
        own, why = self.control, _WHY[self.control, self.turned]
        against = {_NAMES[one]: _WOULD_HERE.get((own, one), _WOULD[one]) for one in _NEAR[own]}
        return choice("Which color control was changed from A to B?", _NAMES[own], against, why)

    def draw(self) -> Drawing:
        front = [svg.text((8, 20), "the same flow")]
        for name, view, rate in zip("AB", self.views(), self.frames(), strict=True):
            middle = view.left + view.width * flowmap.MM / 2
            front += [
                flowmap.image(view, 31),
                flowmap.box(view),
                *flowmap.bar(view),
                svg.text((middle, view.top - 8), name, anchor="middle", bold=True),
            ]
            if self.control == "box":
                under = view.left, view.top + view.height * flowmap.MM + 18
                front.append(svg.text(under, f"FR {rate} Hz"))
        words = _SAYS[self.control, self.turned]
        more = [*self._marks(self.views()[1]), svg.text((8, 264), f"B: {words}", fill=duplex.MARK)]
        return duplex.drawing(front, more, self._seen(), f"In B is noted: {words}.")

    def _marks(self, view: View) -> list[str]:
        """In B, where to look."""
        if self.control == "invert":
            x, y = view.left + view.width * flowmap.MM + 3, view.top + 14
            return [svg.polyline([(x, y), (x + 15, y), (x + 15, y + 94), (x, y + 94), (x, y)],
                                 duplex.MARK, 1.5)]  # fmt: skip
        if self.control == "box":
            return [flowmap.box(view, duplex.MARK)]
        place, start = (3, 11) if self.control == "scale" else (-5.2, -11.2)
        return [svg.arrow(view.at(3, start), view.at(1, place), duplex.MARK, 2)]

    def _seen(self) -> str:
        said = []
        for name, view, rate in zip("AB", self.views(), self.frames(), strict=True):
            axis = abs(view.peak * _PART)
            look = (
                "bleeds over the wall, with specks in the tissue" if view.gain > 0
                else "is patchy and doesn't reach the wall" if view.gain < 0
                else "is black along the wall" if view.wall > 5
                else "turns to that of the other direction on the axis" if axis > view.scale
                else "is dark" if axis < view.scale / 3
                else "fills the vessel"
            )  # fmt: skip
            left, right, top, bottom = view.box
            said.append(
                f"{name}: color {look}; the bar runs from {signed(view.scale)} to "
                f"{signed(-view.scale)} cm/s with {'blue' if view.inverted else 'red'} on top; "
                f"the box is {figure(right - left)} by {figure(bottom - top)} mm"
                f"{f', {rate} Hz' if self.control == 'box' else ''}."
            )
        return " ".join(["Two color images of the same flow in a vessel.", *said])


_PART = 0.53
"""Sine of 32 degrees: of the flow along the beam."""
