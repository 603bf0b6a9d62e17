"""Family ``bend``: a vessel that sags or humps under a linear probe."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import flowing, screen, words
from sonodeck.scenes.doppler.parts.colors import centred
from sonodeck.scenes.doppler.parts.flowing import Stream
from sonodeck.scenes.doppler.parts.physics import Flow, Map
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given
from sonodeck.scenes.words import capital, figure

_HALF = 2.1
_SAG = 1.0
_RADIUS = 0.33
_LEFT, _RIGHT = "On the left limb", "On the right limb"
_TOLD = 10.0
"""Degrees of steering below which nobody could see that the black place left the turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend(Scene):
    """A U-shaped or humped vessel: the colors of its limbs, the flow, or where it is black."""

    ask: Annotated[Literal["colors", "flow", "black"], OneOf("what is asked")]
    shape: Annotated[Literal["sagging", "humped"], OneOf("how the vessel is bent")] = "sagging"
    steer: Annotated[
        float, Number("degrees", -20, 20, "tilt of the beams; positive: bottom shifted right")
    ] = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    flow: Annotated[Flow | None, OneOf("direction of flow, to ask for colors")] = None
    left: Annotated[
        Literal["red", "blue"] | None, OneOf("color of the left limb, to ask for flow")
    ] = None
    speed: Annotated[float, Number("cm/s", 5, 150, "speed of the blood")] = 50
    scale: Annotated[float, Number("cm/s", 5, 150, "ends of the color bar")] = 50

    def __post_init__(self) -> None:
        if (self.flow is not None) != (self.ask == "colors"):
            raise Impossible("flow", "give the flow if, and only if, the colors are asked for")
        if (self.left is not None) != (self.ask == "flow"):
            raise Impossible("left", "give the left color if, and only if, the flow is asked for")
        if self.ask != "black" and self.steer != 0:
            hint = "steer: 0; only where it is black is asked of a leaning box"
            raise Impossible("steer", "a limb has two colors where beams lean", hint)
        if 0 < abs(self.steer) < _TOLD:
            hint = f"0, or at least {figure(_TOLD)} degrees"
            raise Impossible("steer", "too little steering to be seen in the picture", hint)
        steepest = flowing.tangent(2 * _SAG / _HALF) + abs(self.steer)
        if self.speed * math.sin(math.radians(steepest)) > self.scale:
            hint = "a higher scale or a lower speed; for aliasing, use its own family"
            raise Impossible("speed", "the limbs of the vessel would alias", hint)

    def solve(self) -> Solution:
        return solve(self)

    def draw(self) -> Drawing:
        return draw(self)


def _down(scene: Bend) -> int:
    return 1 if scene.shape == "sagging" else -1


def turn(scene: Bend) -> str:
    return "lowest point" if scene.shape == "sagging" else "highest point"


@lru_cache
def stream(scene: Bend) -> Stream:
    down = _down(scene)
    middle = 3.0 - down * 0.1

    def depth(x: float) -> float:
        return middle + down * _SAG * (0.5 - (x / _HALF) ** 2)

    def slope(point: svg.Point) -> float:
        x = (point[0] - screen.MIDDLE) / screen.CM
        return flowing.tangent(-2 * down * _SAG * x / _HALF**2)

    way = words.rightward(flow_of(scene) or "left-to-right")
    return Stream(
        line=flowing.sampled(-_HALF * 1.25, _HALF * 1.25, 24, lambda x: screen.at(x, depth(x))),
        steer=lambda _: scene.steer,
        slope=slope,
        speed=lambda _: way * scene.speed,
    )


def flow_of(scene: Bend) -> Flow | None:
    """Given, or found from the color of the left limb: a sagging vessel descends there."""
    if scene.left is None:
        return scene.flow
    away = scene.left == words.bottom(scene.map)
    return "left-to-right" if away == (scene.shape == "sagging") else "right-to-left"


def colors_of(scene: Bend) -> tuple[str, str]:
    """The colors of the left and the right limb."""
    way = words.rightward(flow_of(scene) or "left-to-right")
    own = stream(scene)
    bar = centred(scene.map, scene.scale)
    toward = (flowing.toward_at(own, share, way) for share in (0.0, 1.0))
    left, right = (bar.hue(toward=one) for one in toward)
    return left, right


def black_at(scene: Bend) -> str:
    """Where steer and slope add up to zero."""
    if scene.steer == 0:
        return f"At the {turn(scene)}"
    return _RIGHT if (scene.steer > 0) == (scene.shape == "sagging") else _LEFT


# question and answer


def solve(scene: Bend) -> Solution:
    match scene.ask:
        case "colors":
            return _colors(scene)
        case "flow":
            return _flow(scene)
        case "black":
            return _black(scene)


_NOT_TURNED = "One direction of blood, two colors: only the angle to the beam changes."


def _limb(scene: Bend, flow: Flow, *, left: bool) -> str:
    """Whether the blood descends or climbs in a limb under straight beams, and its color there."""
    falls = (scene.shape == "sagging") == (left == (flow == "left-to-right"))
    color = colors_of(scene)[0 if left else 1]
    moves = "descends, away from" if falls else "climbs, toward"
    return f"{moves} the probe: {color}"


def _colors(scene: Bend) -> Solution:
    left, right = colors_of(scene)
    flow: Flow = given(scene.flow)
    return Solution(
        question=(
            f"The blood flows {words.flow(flow)} through the bend. "
            "Which colors does the vessel show, from left to right?"
        ),
        answer=flowing.colors_in_words(left, right),
        options=(
            flowing.colors_in_words(left, right),
            flowing.colors_in_words(right, left),
            "Red all along",
            "Blue all along",
        ),
        reasoning=(
            f"On the left limb the blood {_limb(scene, flow, left=True)}; on the right limb it "
            f"{_limb(scene, flow, left=False)}. Between them the beam meets the vessel at 90 "
            f"degrees: black. {_NOT_TURNED}"
        ),
    )


def _flow(scene: Bend) -> Solution:
    left, right = colors_of(scene)
    flow: Flow = given(flow_of(scene))
    place = "on top" if left == words.top(scene.map) else "at the bottom"
    return Solution(
        question=(
            f"The left limb shows {left}, the right limb {right}, black lies between. "
            "Which way does the blood flow?"
        ),
        answer=capital(words.flow(flow)),
        options=(
            words.LEFT_TO_RIGHT,
            words.RIGHT_TO_LEFT,
            "From the turn to both ends",
            "From both ends to the turn",
        ),
        reasoning=(
            f"The bar has {left} {place}. So on the left limb the blood "
            f"{_limb(scene, flow, left=True)}; on the right limb it "
            f"{_limb(scene, flow, left=False)}. It flows {words.flow(flow)}. {_NOT_TURNED}"
        ),
    )


def _black(scene: Bend) -> Solution:
    if scene.steer == 0:
        why = f"Straight beams do so where the vessel is level, at its {turn(scene)}."
    else:
        side = "right" if black_at(scene) == _RIGHT else "left"
        why = (
            f"The beams run {words.beams(scene.steer)}, so it is not the level turn but the {side} "
            "limb where the vessel lies square to them."
        )
    return Solution(
        question="Blood flows through the whole vessel. Where does it show black?",
        answer=black_at(scene),
        options=(_LEFT, f"At the {turn(scene)}", _RIGHT),
        reasoning=f"Black is where the beam meets the vessel at 90 degrees. {why}",
    )


# pictures


def draw(scene: Bend) -> Drawing:
    bar = screen.color_bar(centred(scene.map, scene.scale))
    front = _vessel(scene, colored=scene.ask == "flow")
    back = _vessel(scene, colored=True) if scene.ask == "colors" else front
    middle = given(stream(scene).perpendicular())
    first = {
        "colors": "green arrows: flow",
        "flow": "the colors are named at the vessel",
        "black": "blood moves in the whole vessel",
    }
    return Drawing(
        front=screen.shown(
            [*front, *_asked(scene, middle)],
            bar,
            (first[scene.ask], f"flow {figure(scene.speed)} cm/s"),
        ),
        back=screen.shown([*back, *_solution(scene, middle)], bar, ("", _result(scene))),
        seen=_seen(scene),
        solved=f"The same picture with the solution drawn in: {_result(scene)}.",
    )


def _box(scene: Bend) -> screen.Box:
    return screen.Box(steer=scene.steer, top=1.0, bottom=5.0, half=_HALF, middle=3.0)


def _vessel(scene: Bend, *, colored: bool) -> list[str]:
    own = stream(scene)
    outline = svg.clip(screen.band(own.line, _RADIUS * screen.CM), _box(scene).corners())
    paint = flowing.painter(own, centred(scene.map, scene.scale), scene.speed * 0.06)
    start, end = (own.line[0][0], 0.0), (own.line[-1][0], 0.0)
    color = screen.painted("flow", start, end, paint, outline) if colored else []
    vessel = screen.vessel(own.line, _RADIUS * screen.CM, color)
    return [*vessel, *_box(scene).drawn(), *screen.linear_probe()]


def _names(scene: Bend, middle: float) -> list[str]:
    """The names of the colors: beyond the ends of the vessel, and outside of its turn."""
    own = stream(scene)
    left, right = colors_of(scene)
    down = _down(scene)
    return [
        flowing.named(own, 0.0, left, -22 * down, -10),
        flowing.named(own, middle, "black", 25 * down),
        flowing.named(own, 1.0, right, -22 * down, 10),
    ]


def _asked(scene: Bend, middle: float) -> list[str]:
    """What the question needs drawn into the vessel: arrows for a flow, names for colors."""
    if scene.ask == "flow":
        return _names(scene, middle)
    if scene.flow is None:
        return []
    way = words.rightward(scene.flow)
    return [flowing.arrow(stream(scene), share, way) for share in (0.22, 0.78)]


def _solution(scene: Bend, middle: float) -> list[str]:
    own = stream(scene)
    parts = [flowing.beam(own, middle, 50, 16)]
    if scene.ask == "black":
        point = own.point(middle)
        ahead = screen.flow_angle(own.slope(point), 1)
        mark = screen.angle_mark(point, scene.steer + 180, ahead, "90\u00b0")
        return [*parts, *mark, *screen.legend(screen.KEY[1:2])]
    way = words.rightward(flow_of(scene) or "left-to-right")
    for share in (0.2, 0.8):
        parts += flowing.part(own, share, way, 36)
    return [*parts, *_names(scene, middle), *screen.legend(screen.KEY)]


def _result(scene: Bend) -> str:
    if scene.ask == "black":
        return f"black {black_at(scene)[0].lower()}{black_at(scene)[1:]}: 90\u00b0 there"
    flow: Flow = given(flow_of(scene))
    return f"{flow.replace('-', ' ')}: {', black, '.join(colors_of(scene))}"


def _seen(scene: Bend) -> str:
    shape = "sags in the middle like a U" if scene.shape == "sagging" else "is humped like an arch"
    said = [
        "Linear probe on top.",
        words.box(scene.steer),
        f"The vessel {shape}.",
        words.bar(scene.map, -scene.scale, scene.scale),
    ]
    if scene.ask == "flow":
        left, right = colors_of(scene)
        said.append(f"The left limb shows {left}, the right limb {right}, black lies between.")
    if scene.flow is not None:
        said.append(f"Arrows in the vessel point {words.flow(scene.flow)}.")
    return " ".join(said)
