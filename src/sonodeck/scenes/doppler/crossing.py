"""Family ``crossing``: a vessel whose angle to the beam changes, so that it has two colors.

Straight under the spreading beams of a curved array or a sector probe, or bent under the parallel
ones of a linear probe. Where a beam meets it at 90 degrees it is black.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, Hue, centred
from sonodeck.scenes.doppler.parts.physics import Flow, Map
from sonodeck.scenes.doppler.parts.view import Linear, Shape, Vessel, View, bent, fan, scan
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice, given, only_for
from sonodeck.scenes.words import capital, figure

_BOXES = {
    "curved": {"both": (-21.0, 21.0), "left": (-23.0, -7.0), "right": (7.0, 23.0)},
    "sector": {"both": (-29.0, 29.0), "left": (-33.0, -8.0), "right": (8.0, 33.0)},
}
_PLACES = (
    "Left of the middle of the box",
    "In the middle of the box",
    "Right of the middle of the box",
)
_INWARD, _OUTWARD = "From both sides toward the middle", "From the middle toward both sides"
_ONE_FLOW = "The blood flows one way throughout: only its angle to the beam changes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing(Scene):
    """``colors`` asks for the colors, ``flow`` for the flow, ``black`` where it is black."""

    ask: Annotated[Literal["colors", "flow", "black"], OneOf("what is asked")]
    probe: Annotated[Literal["curved", "sector", "linear"], OneOf("which probe")] = "curved"
    shape: Annotated[Shape, OneOf("bent under a linear probe, else straight")] = "straight"
    steer: screen.Steer = 0
    slope: Annotated[
        float, Number("degrees", -16, 16, "of a straight vessel; positive: right end deeper")
    ] = 0
    box: Annotated[
        Literal["both", "left", "right"], OneOf("the side of a fan that the color box covers")
    ] = "both"
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    flow: Annotated[Flow | None, OneOf("direction of flow, to ask for colors")] = None
    left: Annotated[Hue | None, OneOf("color at the left, to ask for flow")] = None

    def __post_init__(self) -> None:
        only_for(self, self.ask, flow="colors", left="flow")
        bent = self.probe == "linear"
        if bent != (self.shape != "straight"):
            raise Impossible("shape", "a vessel is bent under a linear probe, else straight")
        if self.slope if bent else self.steer:
            raise Impossible("slope" if bent else "steer", "not with this probe", "leave it out")
        if 0 < abs(self.steer + self.slope) < 8:
            raise Impossible("steer" if bent else "slope", "too little to be seen", "0, or over 8")
        if self.ask != "black" and self.steer:
            raise Impossible("steer", "a limb has two colors where beams lean", "steer: 0")
        if self.box != "both" and (bent or self.slope or self.ask != "colors"):
            raise Impossible("box", "on one side only colors are asked, of a level vessel")

    @property
    def bar(self) -> Bar:
        return centred(self.map, 40, 2)

    @property
    def view(self) -> View:
        if self.probe == "linear":
            return Linear(steer=self.steer, half=2.3)
        return fan(self.probe, *_BOXES[self.probe][self.box])

    def blood(self, way: int = 1) -> Vessel:
        return replace(bent(self.shape, 3.1), slope=self.slope, speed=40.0 * way)

    @property
    def way(self) -> Flow:
        """Given, or found from the color at the left; to the right where neither is given."""
        if self.left and self.left != self._hue(0, 1):
            return "right-to-left"
        return self.flow or "left-to-right"

    def _hue(self, end: int, way: int) -> Hue:
        """Of midstream at the left (0) or right (1) end of the box."""
        blood = self.blood(way)
        place = blood.point(blood.stretch(self.view)[end])
        return self.bar.hue(toward=blood.toward(self.view, place) > 0)

    @property
    def colors(self) -> tuple[Hue, Hue]:
        way = words.rightward(self.way)
        return self._hue(0, way), self._hue(1, way)

    # question and answer

    def solve(self) -> Solution:
        return {"colors": self._colors, "flow": self._flow, "black": self._black}[self.ask]()

    def _flow(self) -> Solution:
        left, right = self.colors
        way, run, means = words.WAYS[self.way].lower(), *self._part(0)
        return choice(
            f"From left to right the vessel shows {left}, black, and {right}. "
            "Which way is the blood flowing?",
            words.WAYS[self.way],
            {
                words.WAYS[words.opposite(self.way)]: f"the left part would be {right}",
                _INWARD: f"both sides would be {self._hue(0, 1)}",
                _OUTWARD: f"both sides would be {self._hue(0, -1)}",
            },
            f"At the left {left} is flow {means} the probe: its component runs {run} "
            f"along the beams, as in flow {way}. {_ONE_FLOW}",
        )

    def _part(self, end: int) -> tuple[str, str]:
        """At the left (0) or right (1) end: how the flow's component runs, and what it means."""
        blood = self.blood()
        tilt = round(self.view.tilt(blood.point(blood.stretch(self.view)[end])))
        velocity = 1 if self.colors[end] == self.bar.hue(toward=True) else -1
        return words.run(tilt, velocity), words.toward(velocity)

    def _colors(self) -> Solution:
        left, right = self.colors
        (run, means), (_, back) = self._part(0), self._part(1)
        half = "upper" if means == "toward" else "lower"
        if left == right:
            answer, where, arrows = f"{capital(left)} all along", "In this box", "arrow"
            end = "No beam in the box meets the vessel at 90\u00b0."
            slip = "inside the box no beam meets the vessel at 90\u00b0"
        else:
            answer, where, arrows = f"{capital(left)}, black, {right}", "At the left", "arrows"
            end = f"At the right it is {back} the probe: {right}. In between, at 90\u00b0, black."
            slip = f"flow is {means} the probe at the left, {back} it at the right"
        options = ("Red, black, blue", "Blue, black, red", "Red all along", "Blue all along")
        other = "that is flow in the opposite direction"
        return choice(
            f"Blood flows along the green {arrows}. What does the vessel show in the box, from "
            "left to right?",
            answer,
            {one: slip if ("all" in one) != (left == right) else other for one in options},
            f"{where} flow {words.WAYS[self.way].lower()} has a component {run} along the beams, "
            f"{means} the probe: the {half} half of the bar, {left}. {end}",
        )

    def _black(self) -> Solution:
        x = given(self.blood().square(self.view))
        answer = _PLACES[1 + (x > screen.MIDDLE + 3) - (x < screen.MIDDLE - 3)]
        blood = self.blood()
        tilt, slope = self.view.tilt(blood.point(x)), blood.slope_at(x)
        leans = f"leans {figure(abs(round(tilt)))}\u00b0 to the {words.side(tilt)}"
        lies = f"falls {figure(abs(round(slope)))}\u00b0 to the {words.side(slope)}"
        square_on = (
            f"There the beam {leans} and the vessel {lies}: they are perpendicular."
            if round(tilt)
            else "There the beam runs straight down and the vessel is level."
        )
        slips = {}
        for place, away in zip(_PLACES, (-50, 0, 50), strict=True):
            at = blood.point(screen.MIDDLE + away)
            angle = 90 - abs(round(self.view.tilt(at) + blood.slope_at(at[0])))
            slips[place] = f"the beams meet the vessel at about {angle}\u00b0 there"
        return choice(
            "Where in the color box will the vessel show no color?",
            answer,
            slips,
            f"There is no color where a beam meets the vessel at 90\u00b0. {square_on}",
        )

    # pictures

    def draw(self) -> Drawing:
        way = words.rightward(self.way)
        blood, view = self.blood(way), self.view
        seen = scan(view, [blood], self.bar)
        front = seen if self.ask == "flow" else scan(view, [blood], None)
        black, drawn = blood.square(view), []
        for x in self._sides():
            if self.ask == "colors":
                front.append(screen.flow_arrow(blood.point(x), blood.slope_at(x), way, 40))
            if black is None or abs(x - black) >= 36:
                drawn += blood.vectors(view, x, 40)
        if black is not None:
            drawn += blood.right_angle(view, black, 56)
        left, right = self.colors
        result = f"{left} all along" if left == right else f"{left}, black at 90\u00b0, {right}"
        bar = screen.color_bar(self.bar)
        back = [*seen, *drawn, *screen.legend(screen.KEY)]
        lines = [self._angles()]
        if self.ask == "black":
            lines.insert(0, "blood flows in the whole vessel")
        return screen.drawing(front, back, bar, lines, result, self._seen())

    def _sides(self) -> tuple[float, ...]:
        """Where (x) the flow is drawn in: at both sides, in a narrow box in its middle."""
        low, high = self.blood().stretch(self.view)
        if self.box != "both":
            return ((low + high) / 2,)
        return low + (high - low) * 0.14, low + (high - low) * 0.86

    def _angles(self) -> str:
        if self.probe == "linear":
            return words.tilts(self.steer, 0).replace("level", self.shape)
        probe = "curved array" if self.probe == "curved" else "sector probe"
        return f"{probe}, {words.tilts(0, self.slope).partition(', ')[2]}"

    def _seen(self) -> str:
        if self.probe == "linear":
            shape = "sags like a U" if self.shape == "sagging" else "is humped like an arch"
            said = ["Linear probe on top.", words.box(self.steer), f"The vessel {shape}."]
        else:
            probe = "Curved array" if self.probe == "curved" else "Sector probe"
            covers = "both halves" if self.box == "both" else f"only the {self.box} half"
            said = [
                f"{probe} on top: its beams spread to both sides.",
                f"The color box covers {covers} of the field.",
                words.vessel(self.slope),
            ]
        said.append(words.bar(self.bar))
        if self.flow:
            said.append(f"The flow in it is drawn {words.WAYS[self.flow].lower()}.")
        if self.left:
            left, right = self.colors
            said.append(f"At the left it is {left}, at the right {right}, black in between.")
        return " ".join(said)
