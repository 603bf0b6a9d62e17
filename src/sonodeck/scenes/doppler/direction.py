"""Family ``direction``: blood in one vessel, named or not, in the color box of a probe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, centred
from sonodeck.scenes.doppler.parts.named import PORTAL, SAPHENOUS, VERTEBRAL
from sonodeck.scenes.doppler.parts.physics import Flow, Map, along_beam
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, View, fan, scan
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, choice, only_for
from sonodeck.scenes.words import capital, figure

UNTOLD = "Cannot be determined from this image"
_NAMED = {"vertebral": VERTEBRAL, "portal": PORTAL, "saphenous": SAPHENOUS}
"""Each with its usual end at the left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction(Scene):
    """``direction`` asks for the flow, ``color`` for the color."""

    ask: Annotated[Literal["direction", "color"], OneOf("what is asked")]
    legend: Annotated[Literal["bar", "none"], OneOf("none: an image without its color bar")] = "bar"
    vessel: Annotated[
        Literal["vertebral", "portal", "saphenous"] | None, OneOf("which one, if it has a name")
    ] = None
    steer: screen.Steer = 0
    slope: Annotated[float, Number("degrees", -30, 30, screen.SLOPE)] = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    flow: Annotated[Flow | None, OneOf("direction of flow, if given")] = None
    shown: Annotated[Literal["red", "blue", "none"] | None, OneOf("the color, if given")] = None
    speed: Annotated[float, Number("cm/s", 1, 150, "speed of the blood in midstream")] = 40
    filter: Annotated[float, Number("cm/s", 0.5, 20, "wall filter: no color below it")] = 2
    scale: Annotated[float, Number("cm/s", 5, 150, "ends of the color bar")] = 50

    def __post_init__(self) -> None:
        only_for(self, self.ask, shown="direction", flow="color")
        if self.legend == "none" and self.shown not in {"red", "blue"}:
            raise Impossible("legend", "only a color needs its bar", "legend: bar")
        if self.steer and self.vessel == "portal":
            raise Impossible("steer", "only beams of a linear probe are steered", "steer: 0")
        if self.vessel == "portal" and abs(self.slope) < 20:
            raise Impossible("slope", "some beams of the curved array would meet it at 90 degrees")
        part, angle = abs(self._away), self.steer + self.slope
        if part > 0.6 * self.scale:
            message = f"{figure(part, 1)} cm/s along the beam are shown in no plain red or blue"
            raise Impossible("speed", message, "a higher scale or a lower speed")
        if self.ask == "direction" and (angle == 0) != (self.shown == "none"):
            so = "no color can show" if angle == 0 else "a color has to show"
            raise Impossible("shown", f"steer and slope add up to {figure(angle)}: {so}")
        if self.ask == "direction" and angle and part < self.filter:
            raise Impossible("filter", "it takes the color away that is to be read")

    @property
    def bar(self) -> Bar:
        return centred(self.map, self.scale, self.filter)

    @property
    def _away(self) -> float:
        """The part of a flow to the right along the beam in cm/s, positive away from the probe."""
        return self.speed * along_beam(self.steer, self.slope)

    @property
    def velocity(self) -> float:
        """Of midstream along the beam in cm/s, positive toward the probe."""
        if self.flow is not None:
            return -words.rightward(self.flow) * self._away
        return abs(self._away) * (1 if self.shown == self.bar.hue(toward=True) else -1)

    @property
    def way(self) -> Flow | None:
        """Which way the blood moves, given or found from the color; None if it can't be told."""
        if self.flow is not None or self.shown == "none":
            return self.flow
        return "left-to-right" if (self._away < 0) == (self.velocity > 0) else "right-to-left"

    @property
    def color(self) -> Literal["red", "blue"] | None:
        shade = self.bar.shade(self.velocity)
        return shade.hue if shade else None

    # question and answer

    def solve(self) -> Solution:
        return self._direction() if self.ask == "direction" else self._color()

    def _direction(self) -> Solution:
        way, name = self.way, "vessel"
        flows: Mapping[Flow, str] = words.WAYS
        if self.vessel:
            named = _NAMED[self.vessel]
            flows = {"right-to-left": named.usual, "left-to-right": named.turned}
            name = f"{'main ' if self.vessel == 'portal' else ''}{named.name}"
        if way is None:
            return self._remedy(name)
        asked = f"The {name} shows {self.shown}. Which way is the blood flowing?"
        if self.legend == "none":
            return self._untold(asked, flows)
        run, beam = f"{words.run(self.steer, self.velocity)} along the beams", "the beams"
        if self.vessel == "portal":
            run, beam = f"{'up' if self.velocity > 0 else 'down'} the beams", "the center beam"
        angle, other = (
            words.angle(self.steer, self.slope),
            self.bar.hue(toward=self.velocity < 0),
        )
        return choice(
            asked,
            flows[way],
            {
                flows[words.opposite(way)]: f"it would show {other}",
                UNTOLD: f"at {angle} there is a Doppler shift, and its sign gives the direction",
            },
            f"On this bar {self.color} is flow {words.toward(self.velocity)} the probe: here its "
            f"component runs {run}. At {angle} to {beam}, that is flow {words.WAYS[way].lower()}.",
        )

    def _untold(self, asked: str, flows: Mapping[Flow, str]) -> Solution:
        """Without its bar, a color is toward the probe or away from it."""
        slips = {}
        for way, told in flows.items():
            toward = words.toward(words.rightward(way) * -self._away)
            slips[told] = (
                f"only if {self.shown} is flow {toward} the probe; there is no bar to say so"
            )
        return choice(
            asked, UNTOLD, slips,
            f"The image has no color bar. {capital(str(self.shown))} is flow toward the probe on "
            "one map and away from it on the inverted one, and the angle alone gives no direction.",
        )  # fmt: skip

    def _remedy(self, name: str) -> Solution:
        """At 90 degrees: which change brings color back."""
        answer = "Steer the color box the other way" if self.steer else "Steer the color box"
        return choice(
            f"Blood is flowing in the {name}, but it shows no color. Which change will "
            "make it show color?",
            answer,
            {
                "Invert the color map": "it only swaps the colors, and here there is no color",
                "Raise the scale (PRF)": "the shift is zero, which no scale shows as a color",
                "Lower the wall filter": "the shift is zero, which any wall filter removes",
            },
            "The beams meet the vessel at 90\u00b0: the flow has no component along "
            "them, so there is no Doppler shift. Only another angle gives one.",
        )

    def _color(self) -> Solution:
        color = self.color
        part = words.component(self.speed, self.steer, self.slope, self._away)
        if color is None:
            if self._away == 0:
                why = "the beams meet the vessel at 90\u00b0: the flow has no component along them"
                reasoning = f"{capital(why)}, so there is no Doppler shift to color."
            else:
                why = f"it is below the wall filter of {figure(self.filter)} cm/s"
                reasoning = f"{part}: {why}, so the vessel stays black."
                why = f"{figure(abs(self._away), 1)} cm/s along the beam: {why}"
            slips = dict.fromkeys(("Red", "Blue"), why)
        else:
            other = self.bar.hue(toward=self.velocity < 0)
            slips = {
                capital(other): f"{other} is flow {words.toward(-self.velocity)} the probe",
                "No color": f"{words.along(self.velocity)} exceeds the wall filter of "
                f"{figure(self.filter)} cm/s",
            }
            reasoning = (
                f"The beams run {words.beams(self.steer)}. {part} "
                f"{words.toward(self.velocity)} the probe, and that half of the bar is {color}."
            )
        return choice(
            "Blood flows along the green arrow. What color does the vessel show?",
            capital(color or "no color"),
            slips,
            reasoning,
        )

    # pictures

    def view(self) -> View:
        return fan("curved", -16, 16) if self.vessel == "portal" else Linear(steer=self.steer)

    def blood(self) -> Vessel:
        way = words.rightward(self.way) if self.way else 1
        return Vessel(middle=screen.at(0, 3), slope=self.slope, speed=way * self.speed)

    def draw(self) -> Drawing:
        bar, blood = self.bar, self.blood()
        ends, seen = self._ends(blood), scan(self.view(), [blood], bar)
        front = [*seen, *ends]
        lines = (words.tilts(self.steer, self.slope), "")
        if self.flow:
            arrow = screen.flow_arrow(blood.middle, self.slope, words.rightward(self.flow), 72)
            front = [*scan(self.view(), [blood], None), *ends, arrow]
            flow = f"flow {figure(self.speed)} cm/s, wall filter {figure(self.filter)} cm/s"
            lines = (flow, lines[0])
        back = [*seen, *ends, *self._solution(blood.middle)]
        column = screen.color_bar(bar) if self.legend == "bar" else ()
        return screen.drawing(front, back, column, lines, self._result(), self._seen())

    def _ends(self, blood: Vessel) -> list[str]:
        if self.vessel is None:
            return []
        left, right = _NAMED[self.vessel].ends
        sides = (-88, 100) if self.vessel == "portal" else (-112, 112)
        first, last = (blood.point(screen.MIDDLE + x) for x in sides)
        return [
            svg.text(first, left, turned=self.slope),
            svg.text(last, right, anchor="end", turned=self.slope),
        ]

    def _solution(self, point: svg.Point) -> list[str]:
        axis = [svg.polar(point, x, screen.flow_angle(self.slope, 1)) for x in (-56, 56)]
        if self.way is None:
            return [
                svg.polyline(axis, screen.FLOW, 1.5, "5 3"),
                *screen.angle_of(point, self.steer, self.slope, 1),
                screen.beam(point, self.steer, 70, 46),
                *screen.legend([("axis of the vessel", screen.FLOW), screen.KEY[1]]),
            ]
        if self.legend == "none":
            return [
                *(svg.arrow(point, end, screen.FLOW, 3) for end in axis),
                *screen.legend([("flow, one way or the other", screen.FLOW)]),
            ]
        way = words.rightward(self.way)
        return [
            *screen.vectors(point, self.steer, self.slope, way, 60),
            *screen.angle_of(point, self.steer, self.slope, way),
            *screen.wrap(self.bar, self.velocity),
            *(screen.filter_mark(self.bar) if self._away and not self.color else ()),
            *screen.legend(screen.KEY),
        ]

    def _result(self) -> str:
        angle, size = words.angle(self.steer, self.slope), figure(abs(self._away), 1)
        if self.way is None or self._away == 0:
            return f"{angle}: no component along the beam"
        if self.legend == "none":
            return f"no bar: {self.shown} is toward or away"
        if self.ask == "direction":
            return f"{self.color}: flow {words.toward(self.velocity)} the probe"
        along = "toward" if self.velocity > 0 else "away"
        way = f", {along}" if self.color else ", filtered out"
        return f"{figure(self.speed)} \u00d7 cos {angle} = {size} cm/s{way}"

    def _seen(self) -> str:
        portal = self.vessel == "portal"
        said = ["Curved array on top." if portal else "Linear probe on top."]
        if self.vessel:
            left, right = _NAMED[self.vessel].ends
            said.append(f"The {left} is at the left, the {right} at the right.")
        box = "The color box lies in the middle of the field." if portal else words.box(self.steer)
        bar = words.bar(self.bar) if self.legend == "bar" else "There is no color bar."
        said += [box, words.vessel(self.slope), bar]
        if self.flow:
            arrow = words.WAYS[self.flow].lower()
            said.append(f"An arrow in it points {arrow}; the flow is {figure(self.speed)} cm/s.")
        else:
            said.append(f"It shows {'no color' if self.shown == 'none' else self.shown}.")
        return " ".join(said)
