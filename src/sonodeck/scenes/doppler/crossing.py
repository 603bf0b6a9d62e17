"""Family ``crossing``: a vessel whose angle to the beam changes, so that it has two colors.

Straight under the spreading beams of a curved array or a sector probe, or bent under the parallel
ones of a linear probe. Where a beam meets it at 90 degrees it is black.
"""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, Hue, centred
from sonodeck.scenes.doppler.parts.physics import Flow, Map
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, View, fan, scan, square, stretch
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given, only_for
from sonodeck.scenes.words import capital, figure

_BEND = 170.0
"""Radius of curvature of a bent vessel, in pixels."""
_SAGS = {"straight": 0, "sagging": 1, "humped": -1}
_BOXES = {
    "curved": {"both": (-21.0, 21.0), "left": (-23.0, -7.0), "right": (7.0, 23.0)},
    "sector": {"both": (-29.0, 29.0), "left": (-33.0, -8.0), "right": (8.0, 33.0)},
}
_PLACES = ("Left of the middle", "In the middle", "Right of the middle")
_ONE_FLOW = "The blood runs one way throughout: only its angle to the beam changes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing(Scene):
    """``colors`` asks for the colors, ``flow`` for the flow, ``black`` where it is black."""

    ask: Annotated[Literal["colors", "flow", "black"], OneOf("what is asked")]
    probe: Annotated[Literal["curved", "sector", "linear"], OneOf("which probe")] = "curved"
    shape: Annotated[
        Literal["straight", "sagging", "humped"], OneOf("bent under a linear probe, else straight")
    ] = "straight"
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
        sag = _SAGS[self.shape]
        middle = screen.at(0, 3.1 + 0.6 * sag)
        speed = 40.0 * way
        return Vessel(middle=middle, slope=self.slope, bend=sag * _BEND, speed=speed)

    @property
    def way(self) -> Flow:
        """Given, or found from the color at the left; to the right where neither is given."""
        if self.left is None:
            return self.flow or "left-to-right"
        return "left-to-right" if self._hue(0, 1) == self.left else "right-to-left"

    def _hue(self, end: int, way: int) -> Hue:
        """Of mid-stream at the left (0) or right (1) end of the box."""
        blood = self.blood(way)
        place = blood.point(stretch(self.view, blood)[end])
        return self.bar.hue(toward=blood.toward(self.view, place) > 0)

    @property
    def colors(self) -> tuple[Hue, Hue]:
        way = words.rightward(self.way)
        return self._hue(0, way), self._hue(1, way)

    # question and answer

    def solve(self) -> Solution:
        match self.ask:
            case "colors":
                return self._colors()
            case "flow":
                left, right = self.colors
                return Solution(
                    question=f"From left to right the vessel shows {left}, black and {right}. "
                    "Which way does the blood flow?",
                    answer=words.WAYS[self.way],
                    options=tuple(words.WAYS.values()),
                    slips={words.WAYS[words.opposite(self.way)]: f"the left part would be {right}"},
                    reasoning=f"{self._left()} {_ONE_FLOW}",
                )
            case "black":
                return self._black()

    def _left(self) -> str:
        """From the left part of the vessel to its flow, or back."""
        left, blood = self.colors[0], self.blood()
        x = stretch(self.view, blood)[0]
        tilt, toward = self.view.tilt(blood.point(x)), left == self.bar.hue(toward=True)
        run = words.back(round(tilt)) if toward else words.beams(round(tilt))
        means = "toward" if toward else "away from"
        return (
            f"At the left the beams run {words.beams(round(tilt))}. {capital(left)} is {means} the "
            f"probe, {run}: with this vessel that is flow {words.WAYS[self.way].lower()}."
        )

    def _colors(self) -> Solution:
        left, right = self.colors
        both, turned = (f"{capital(a)}, black, {b}" for a, b in (("red", "blue"), ("blue", "red")))
        answer = (
            f"{capital(left)} all along" if left == right else f"{capital(left)}, black, {right}"
        )
        options = (both, turned, "Red all along", "Blue all along")
        if left == right:
            why = "The box covers only beams that lean one way, so the angle stays on one side of "
            end = "90\u00b0."
            slip = "inside the box no beam meets the vessel at 90\u00b0"
        else:
            why, end = "In between a beam meets it at 90\u00b0: black. ", _ONE_FLOW
            slip = "the two sides of the black place look along the flow and against it"
        other = "that is the flow the other way"
        slips = {one: slip if ("all" in one) != (left == right) else other for one in options}
        return Solution(
            question="Blood flows along the green arrows. Which colors does the vessel show in "
            "the box, from left to right?",
            answer=answer,
            options=options,
            reasoning=f"{self._left()} {why}{end}",
            slips=slips,
        )

    def _black(self) -> Solution:
        x = given(square(self.view, self.blood()))
        answer = _PLACES[1 + (x > screen.MIDDLE + 3) - (x < screen.MIDDLE - 3)]
        blood = self.blood()
        tilt, slope = self.view.tilt(blood.point(x)), blood.slope_at(x)
        leans = f"leans {figure(abs(round(tilt)))}\u00b0 to the {words.side(tilt)}"
        lies = f"falls {figure(abs(round(slope)))}\u00b0 to the {words.side(slope)}"
        square_on = (
            f"There the beam {leans} and the vessel {lies}, which is square to it."
            if round(tilt)
            else "There the beam runs straight down and the vessel is level."
        )
        slips = {}
        for place, away in zip(_PLACES, (-50, 0, 50), strict=True):
            at = blood.point(screen.MIDDLE + away)
            angle = 90 - abs(round(self.view.tilt(at) + blood.slope_at(at[0])))
            slips[place] = f"the beams meet the vessel at about {angle}\u00b0 there"
        return Solution(
            question="Blood flows through the whole vessel. Where in the box is it black?",
            answer=answer,
            options=_PLACES,
            reasoning=f"Black is where a beam meets the vessel at 90\u00b0. {square_on}",
            slips=slips,
        )

    # pictures

    def draw(self) -> Drawing:
        way = words.rightward(self.way)
        blood, view = self.blood(way), self.view
        seen = scan(view, [blood], self.bar)
        front = seen if self.ask == "flow" else scan(view, [blood], None)
        sides = self._sides()
        if self.ask == "colors":
            front = [
                *front,
                *(screen.flow_arrow(blood.point(x), blood.slope_at(x), way, 40) for x in sides),
            ]
        drawn = []
        black = square(view, blood)
        for x in sides:
            if black is not None and abs(x - black) < 36:
                continue
            place = blood.point(x)
            drawn += screen.vectors(place, view.tilt(place), blood.slope_at(x), way, 40)
        if black is not None:
            place = blood.point(black)
            drawn.append(screen.beam(place, view.tilt(place), 56, 14))
            drawn.append(svg.text((place[0] + 5, place[1] - 40), "90\u00b0"))
        left, right = self.colors
        result = f"{left} all along" if left == right else f"{left}, black at 90\u00b0, {right}"
        first = {
            "colors": "green arrows: flow",
            "flow": f"at the left {left}, at the right {right}",
            "black": "blood moves in the whole vessel",
        }
        bar = screen.color_bar(self.bar)
        back = [*seen, *drawn, *screen.legend(screen.KEY)]
        return screen.drawing(
            front, back, bar, (first[self.ask], self._angles()), ("", result), self._seen()
        )

    def _sides(self) -> tuple[float, float]:
        low, high = stretch(self.view, self.blood())
        return low + (high - low) * 0.14, low + (high - low) * 0.86

    def _angles(self) -> str:
        if self.probe == "linear":
            return words.tilts(self.steer, 0).replace("level", f"{self.shape}")
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
            said.append(f"Arrows in the vessel point {words.WAYS[self.flow].lower()}.")
        if self.left:
            left, right = self.colors
            said.append(f"At the left it is {left}, at the right {right}, black in between.")
        return " ".join(said)
