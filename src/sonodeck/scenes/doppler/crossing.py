"""Family ``crossing``: a straight vessel through the field of a curved array or a sector probe."""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import lru_cache
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import flowing, screen, words
from sonodeck.scenes.doppler.parts.colors import centred
from sonodeck.scenes.doppler.parts.flowing import Stream
from sonodeck.scenes.doppler.parts.physics import Flow, Map, along_beam
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import capital, figure

_RADIUS = 10.0
_TOLD = 6.0
"""Degrees of slope below which nobody could see that the black place left the middle."""
_PLACES = ("Left of the middle", "In the middle", "Right of the middle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing(Scene):
    """One vessel under spreading beams: its colors, the flow, or where it is black."""

    ask: Annotated[Literal["colors", "flow", "black"], OneOf("what is asked")]
    probe: Annotated[Literal["curved", "sector"], OneOf("which probe")] = "curved"
    slope: Annotated[
        float, Number("degrees", -20, 20, "slope of the vessel; positive: right end deeper")
    ] = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    flow: Annotated[Flow | None, OneOf("direction of flow, to ask for colors")] = None
    left: Annotated[Literal["red", "blue"] | None, OneOf("color at the left, to ask for flow")] = (
        None
    )
    speed: Annotated[float, Number("cm/s", 5, 150, "speed of the blood")] = 50
    scale: Annotated[float, Number("cm/s", 5, 150, "ends of the color bar")] = 50

    def __post_init__(self) -> None:
        if (self.flow is not None) != (self.ask == "colors"):
            raise Impossible("flow", "give the flow if, and only if, the colors are asked for")
        if (self.left is not None) != (self.ask == "flow"):
            raise Impossible("left", "give the left color if, and only if, the flow is asked for")
        if 0 < abs(self.slope) < _TOLD:
            hint = f"0, or at least {figure(_TOLD)} degrees"
            raise Impossible("slope", "too little slope to be seen in the picture", hint)
        steepest = math.radians(fan(self).half + abs(self.slope))
        if self.speed * math.sin(steepest) > self.scale:
            hint = "a higher scale or a lower speed; for aliasing, use its own family"
            raise Impossible("speed", "the ends of the vessel would alias", hint)

    def solve(self) -> Solution:
        return solve(self)

    def draw(self) -> Drawing:
        return draw(self)


def fan(scene: Crossing) -> screen.Fan:
    return screen.CURVED if scene.probe == "curved" else screen.SECTOR


def flow_of(scene: Crossing) -> Flow | None:
    """Given, or found from the color at the left; None where neither is given."""
    if scene.left is None:
        return scene.flow
    toward = scene.left == words.top(scene.map)
    away_to_right = along_beam(-fan(scene).half, scene.slope) > 0
    return "left-to-right" if toward != away_to_right else "right-to-left"


def colors_of(scene: Crossing) -> tuple[str, str]:
    """The colors left and right of the black place: at the left a flow to the right comes near."""
    flow = flow_of(scene) or "left-to-right"
    pair = words.top(scene.map), words.bottom(scene.map)
    return pair if flow == "left-to-right" else (pair[1], pair[0])


def black_at(scene: Crossing) -> str:
    """Where steer and slope add up to zero: a beam that leans against the slope."""
    if scene.slope == 0:
        return _PLACES[1]
    return _PLACES[0] if scene.slope > 0 else _PLACES[2]


# question and answer


def solve(scene: Crossing) -> Solution:
    match scene.ask:
        case "colors":
            return _colors(scene)
        case "flow":
            return _flow(scene)
        case "black":
            return _black(scene)


_NOT_TURNED = "The blood has not turned around: only the angle to the beam changes."


def _colors(scene: Crossing) -> Solution:
    left, right = colors_of(scene)
    flow: Flow = given(scene.flow)
    comes = flow == "left-to-right"
    one, other = (
        ("comes toward", "moves away from") if comes else ("moves away from", "comes toward")
    )
    return Solution(
        question=(
            f"The blood flows {words.flow(flow)} through the whole vessel. "
            "Which colors does it show, from left to right?"
        ),
        answer=flowing.colors_in_words(left, right),
        options=(
            flowing.colors_in_words(left, right),
            flowing.colors_in_words(right, left),
            "Red all along",
            "Blue all along",
        ),
        reasoning=(
            "The beams spread: at the left they run down and to the left, at the right down and to "
            f"the right. Blood that flows {words.flow(flow)} {one} the probe at the left ({left}), "
            f"meets a beam at 90 degrees (black), and {other} it at the right ({right}). "
            f"{_NOT_TURNED}"
        ),
    )


def _flow(scene: Crossing) -> Solution:
    flow: Flow = given(flow_of(scene))
    left, right = colors_of(scene)
    toward = scene.left == words.top(scene.map)
    means = "toward" if toward else "away from"
    way = "up and to the right" if toward else "down and to the left"
    return Solution(
        question=(
            f"The vessel shows {left} at the left, then black, then {right} at the right. "
            "Which way does the blood flow?"
        ),
        answer=capital(words.flow(flow)),
        options=(
            words.LEFT_TO_RIGHT,
            words.RIGHT_TO_LEFT,
            "From the middle to both sides",
            "From both sides to the middle",
        ),
        reasoning=(
            f"The bar has {left} {'on top' if toward else 'at the bottom'}, so {left} means "
            f"{means} "
            f"the probe. At the left the beams run down and to the left, so that is {way}: "
            f"{words.flow(flow)}. {_NOT_TURNED}"
        ),
    )


def _black(scene: Crossing) -> Solution:
    answer = black_at(scene)
    if scene.slope == 0:
        why = "The vessel is level, and only the beam in the middle runs straight down."
    else:
        side = words.side(scene.slope)
        other = words.side(-scene.slope)
        why = f"The vessel dives to the {side}, so beams down and to the {other} meet it like that."
    return Solution(
        question="Blood flows through the whole vessel. Where does it show black?",
        answer=answer,
        options=_PLACES,
        reasoning=f"Black is where the beam meets the vessel at 90 degrees. {why}",
    )


# pictures


@lru_cache
def stream(scene: Crossing) -> Stream:
    probe = fan(scene)
    depth = 2.7
    fall = math.tan(math.radians(scene.slope))

    def place(x: float) -> Point:
        return screen.at(x, depth + x * fall)

    def end(side: int) -> Point:
        """The last place in the field: it has no hollows, so all up to there are in it."""
        steps = range(1, 381)
        inside = bisect_left(steps, x=True, key=lambda x: not probe.holds(place(side * x / 100)))
        return place(side * inside / 100)

    way = words.rightward(flow_of(scene) or "left-to-right")
    return Stream(
        line=(end(-1), end(1)),
        steer=probe.steer,
        slope=lambda _: scene.slope,
        speed=lambda _: way * scene.speed,
    )


def draw(scene: Crossing) -> Drawing:
    bar = screen.color_bar(centred(scene.map, scene.scale))
    front = _vessel(scene, colored=scene.ask == "flow")
    back = _vessel(scene, colored=True) if scene.ask == "colors" else front
    middle = given(stream(scene).perpendicular())
    lines = {
        "colors": ("green arrows: flow", f"flow {figure(scene.speed)} cm/s"),
        "flow": ("the colors are named at the vessel", f"flow {figure(scene.speed)} cm/s"),
        "black": ("blood moves in the whole vessel", f"flow {figure(scene.speed)} cm/s"),
    }
    return Drawing(
        front=screen.shown([*front, *_asked(scene, middle)], bar, lines[scene.ask]),
        back=screen.shown([*back, *_solution(scene, middle)], bar, ("", _result(scene))),
        seen=_seen(scene),
        solved=f"The same picture with the solution drawn in: {_result(scene)}.",
    )


def _vessel(scene: Crossing, *, colored: bool) -> list[str]:
    own = stream(scene)
    outline = screen.band(own.line, _RADIUS)
    bar = centred(scene.map, scene.scale)
    paint = flowing.painter(own, bar, scene.speed * 0.04)
    start, end = (own.line[0][0], 0.0), (own.line[-1][0], 0.0)
    color = screen.painted("flow", start, end, paint, outline) if colored else []
    return [*screen.fan_probe(fan(scene)), *screen.vessel(own.line, _RADIUS, color)]


def _names(scene: Crossing, middle: float) -> list[str]:
    own = stream(scene)
    left, right = colors_of(scene)
    places = (
        (middle * 0.45, left, 26),
        (middle, "black", -26),
        (1 - (1 - middle) * 0.45, right, 26),
    )
    return [flowing.named(own, share, word, drop) for share, word, drop in places]


def _asked(scene: Crossing, middle: float) -> list[str]:
    """What the question needs drawn into the vessel: arrows for a flow, names for colors."""
    if scene.ask == "flow":
        return _names(scene, middle)
    if scene.flow is None:
        return []
    way = words.rightward(scene.flow)
    return [flowing.arrow(stream(scene), share, way) for share in (0.25, 0.75)]


def _solution(scene: Crossing, middle: float) -> list[str]:
    own = stream(scene)
    shares = (middle * 0.45, middle, 1 - (1 - middle) * 0.45)
    parts = [flowing.beam(own, share, 58, 24 if share != middle else 16) for share in shares]
    if scene.ask == "black":
        x, y = own.point(middle)
        word = "90\u00b0"
        ahead = screen.flow_angle(scene.slope, 1)
        mark = screen.angle_mark((x, y), own.steer((x, y)) + 180, ahead, word)
        return [*parts, *mark, *screen.legend(screen.KEY[1:2])]
    way = words.rightward(flow_of(scene) or "left-to-right")
    for share in (shares[0], shares[2]):
        parts += flowing.part(own, share, way)
    return [*parts, *_names(scene, middle), *screen.legend(screen.KEY)]


def _result(scene: Crossing) -> str:
    if scene.ask == "black":
        return f"black {black_at(scene)[0].lower()}{black_at(scene)[1:]}: 90\u00b0 there"
    flow: Flow = given(flow_of(scene))
    return f"{flow.replace('-', ' ')}: {', black, '.join(colors_of(scene))}"


def _seen(scene: Crossing) -> str:
    probe = "Curved array" if scene.probe == "curved" else "Sector probe"
    said = [
        f"{probe} on top: its beams spread to both sides.",
        words.vessel(scene.slope),
        "It crosses the whole field.",
        words.bar(scene.map, -scene.scale, scene.scale),
    ]
    if scene.ask == "flow":
        left, right = colors_of(scene)
        said.append(f"From left to right the vessel shows {left}, black, {right}.")
    if scene.flow is not None:
        said.append(f"Arrows in the vessel point {words.flow(scene.flow)}.")
    return " ".join(said)
