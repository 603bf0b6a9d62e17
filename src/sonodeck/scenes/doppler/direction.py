"""Family ``direction``: one straight vessel in the color box of a linear probe."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import centred
from sonodeck.scenes.doppler.parts.physics import Flow, Map, along_beam
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given
from sonodeck.scenes.words import capital, figure

_RADIUS = 0.35
_HALF_BOX = 1.6
UNTOLD = "It can't be told from this view"
ANGLE = "The beams meet the vessel at a right angle"
SLOW = "Along the beams the flow is too slow for the wall filter"
_NEVER = ("The color map is inverted", "The blood flows away from the probe")
_RIGHT = "To the right: the bottom of the box shifted right"
_LEFT = "To the left: the bottom of the box shifted left"
_EITHER = "Either way: both give the same angle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction(Scene):
    """One vessel; ``direction`` asks for the flow, ``color`` for the color, ``reason`` why none."""

    ask: Annotated[Literal["direction", "color", "reason", "steering"], OneOf("what is asked")]
    steer: screen.Steer = 0
    slope: Annotated[
        float, Number("degrees", -30, 30, "slope of the vessel; positive: right end deeper")
    ] = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    flow: Annotated[Flow | None, OneOf("direction of flow, if given")] = None
    shown: Annotated[Literal["red", "blue", "none"] | None, OneOf("the color, if given")] = None
    speed: Annotated[float, Number("cm/s", 1, 150, "speed of the blood")] = 40
    filter: Annotated[float, Number("cm/s", 0.5, 20, "wall filter: no color below it")] = 2
    scale: Annotated[float, Number("cm/s", 5, 150, "ends of the color bar")] = 40
    depth: Annotated[float, Number("cm", 1, 5, "depth of the middle of the vessel")] = 3
    top: Annotated[float, Number("cm", 0.3, 5, "upper edge of the box")] = 1
    bottom: Annotated[float, Number("cm", 1, 5.8, "lower edge of the box")] = 5

    def __post_init__(self) -> None:
        given = {"direction": self.shown, "color": self.flow}
        if self.ask in given and given[self.ask] is None:
            name = "shown" if self.ask == "direction" else "flow"
            raise Impossible("ask", f"to ask for the {self.ask}, {name!r} must be given")
        other = {"direction": "flow", "color": "shown", "reason": "shown", "steering": "shown"}
        if getattr(self, other[self.ask]) is not None:
            raise Impossible(other[self.ask], f"{other[self.ask]!r} would give the answer away")
        if self.ask == "steering" and self.steer != 0:
            raise Impossible("steer", "steering is asked with a straight box", "steer: 0")
        _check_speed(self)
        _check_place(self)

    def solve(self) -> Solution:
        match self.ask:
            case "direction":
                return _direction(self)
            case "color":
                return _color(self)
            case "reason":
                return _reason(self)
            case "steering":
                return _steering(self)

    def draw(self) -> Drawing:
        bar = screen.color_bar(centred(self.map, self.scale))
        return screen.drawing(
            _image(self, solved=False),
            [*_image(self, solved=True), *_solution(self)],
            bar,
            _lines(self),
            ("", _result(self)),
            _seen(self),
        )


def _check_speed(scene: Direction) -> None:
    part = abs(_away(scene))
    if part > scene.scale:
        message = f"{figure(part, 1)} cm/s along the beam alias on a scale of {figure(scene.scale)}"
        hint = "a higher scale or a lower speed; for aliasing, use its own family"
        raise Impossible("speed", message, hint)
    hidden = not visible(scene)
    if scene.ask == "direction" and hidden != (scene.shown == "none"):
        so = "no color can show" if hidden else "a color shows"
        message = (
            f"{figure(part, 1)} cm/s along the beam and a filter of {figure(scene.filter)}: {so}"
        )
        raise Impossible("shown", message, "change shown, the angle, speed or filter")
    if scene.ask == "reason" and not hidden:
        message = f"{figure(part, 1)} cm/s along the beam pass the filter: a color shows"
        raise Impossible("ask", message, "let steer and slope add up to 0, or raise the filter")


def _check_place(scene: Direction) -> None:
    steer, slope = (math.tan(math.radians(angle)) for angle in (scene.steer, scene.slope))
    drop = abs(slope) * _HALF_BOX / (1 - max(steer * slope, 0)) + _RADIUS
    if scene.depth - drop < scene.top or scene.depth + drop > scene.bottom:
        message = f"at {figure(scene.depth)} cm the vessel leaves the color box"
        hint = f"the box reaches from {figure(scene.top)} to {figure(scene.bottom)} cm"
        raise Impossible("depth", message, f"{hint}; move it, or make the vessel less steep")


def _away(scene: Direction) -> float:
    """The part of a flow to the right along the beam in cm/s, positive away from the probe."""
    return scene.speed * along_beam(scene.steer, scene.slope)


def visible(scene: Direction) -> bool:
    """Whether the part along the beam passes the wall filter."""
    return abs(_away(scene)) >= scene.filter


def toward_of(scene: Direction) -> bool | None:
    """Whether the blood comes toward the probe; None where no color shows."""
    if not visible(scene):
        return None
    if scene.shown in ("red", "blue"):
        return scene.shown == words.top(scene.map)
    if scene.flow is None:
        return None
    return words.rightward(scene.flow) * _away(scene) < 0


def flow_of(scene: Direction) -> Flow | None:
    """Which way the blood moves, given or found from the color; None where it can't be told."""
    toward = toward_of(scene)
    if scene.flow is not None or toward is None:
        return scene.flow
    return "left-to-right" if (_away(scene) < 0) == toward else "right-to-left"


def color_of(scene: Direction) -> Literal["red", "blue"] | None:
    toward = toward_of(scene)
    return None if toward is None else centred(scene.map, scene.scale).hue(toward=toward)


# question and answer


def _direction(scene: Direction) -> Solution:
    flow = flow_of(scene)
    if flow is None:
        return Solution(
            question="Blood moves in this vessel, yet it shows no color. Which way does it flow?",
            answer=UNTOLD,
            options=(),
            reasoning=f"{_why_none(scene)} Without a shift no direction can be read.",
        )
    means = "toward" if toward_of(scene) else "away from"
    place = "on top" if toward_of(scene) else "at the bottom"
    way = words.toward(scene.steer) if toward_of(scene) else words.beams(scene.steer)
    reasoning = (
        f"The bar has {scene.shown} {place}, so {scene.shown} means {means} the probe. "
        f"The beams run {words.beams(scene.steer)}, so {means.split(maxsplit=1)[0]} is {way}. "
        f"Of the two ways along the vessel, {words.flow(flow)} is the one that makes less than "
        f"90 degrees with it: {words.degrees(scene.steer, scene.slope)}."
    )
    return Solution(
        question=f"The vessel shows {scene.shown}. Which way does the blood flow?",
        answer=capital(words.flow(flow)),
        options=(),
        reasoning=reasoning,
    )


def _why_none(scene: Direction) -> str:
    if scene.steer + scene.slope == 0:
        return (
            "The beams meet the vessel at 90 degrees, so no part of the flow runs along them and "
            "there is no Doppler shift."
        )
    part = figure(abs(_away(scene)), 1)
    return (
        f"At {words.degrees(scene.steer, scene.slope)} only {part} of {figure(scene.speed)} cm/s "
        f"run along the beams, less than the {figure(scene.filter)} cm/s that the wall filter lets "
        "through."
    )


def _color(scene: Direction) -> Solution:
    flow: Flow = given(scene.flow)
    color = color_of(scene)
    if color is None:
        reasoning = f"{_why_none(scene)} The vessel stays black though its blood moves."
    else:
        toward = bool(toward_of(scene))
        way = words.toward(scene.steer) if toward else words.beams(scene.steer)
        reasoning = (
            f"The beams run {words.beams(scene.steer)}. Blood that flows {words.flow(flow)} "
            f"makes {words.degrees(scene.steer, scene.slope)} with the way {way}, so it "
            f"{'comes toward' if toward else 'moves away from'} the probe. The bar has {color} "
            f"{'on top' if toward else 'at the bottom'}, so that is {color}."
        )
    return Solution(
        question=f"The blood flows {words.flow(flow)}. Which color does the vessel show?",
        answer=capital(color or "no color"),
        options=("Red", "Blue", "No color"),
        reasoning=reasoning,
    )


def _reason(scene: Direction) -> Solution:
    answer = ANGLE if scene.steer + scene.slope == 0 else SLOW
    more = "Which way the blood flows can't be told from this view."
    return Solution(
        question="Blood moves in this vessel, yet it shows no color. Why?",
        answer=answer,
        options=(ANGLE, SLOW, *_NEVER),
        reasoning=f"{_why_none(scene)} {more}",
    )


def _steering(scene: Direction) -> Solution:
    if scene.slope == 0:
        answer, why = _EITHER, "The vessel is level, so either tilt gives the same angle."
    else:
        answer = _RIGHT if scene.slope > 0 else _LEFT
        side = words.side(scene.slope)
        why = f"The vessel dives to the {side}, so beams that tilt to the {side} run more along it."
    more = "The Doppler angle is 90 degrees less what tilt and slope add up to."
    return Solution(
        question="Which way should the color beams be steered for the smaller Doppler angle?",
        answer=answer,
        options=(_RIGHT, _LEFT, _EITHER),
        reasoning=f"{why} {more}",
    )


# pictures


def _box(scene: Direction) -> screen.Box:
    return screen.Box(
        steer=scene.steer, top=scene.top, bottom=scene.bottom, half=_HALF_BOX, middle=scene.depth
    )


def _image(scene: Direction, *, solved: bool) -> list[str]:
    box = _box(scene)
    line = screen.straight(scene.slope, scene.depth)
    color = color_of(scene) if solved or scene.ask == "direction" else None
    shade = centred(scene.map, scene.scale).shade(_velocity(scene)) if color else None
    parts = screen.in_box(line, _RADIUS * screen.CM, box, shade)
    if scene.ask == "color" and not solved and scene.flow is not None:
        way = words.rightward(scene.flow)
        parts.append(screen.flow_arrow(screen.at(0, scene.depth), scene.slope, way, 72))
    framed = [] if scene.ask == "steering" else box.drawn()
    return [*parts, *framed, *screen.linear_probe()]


def _velocity(scene: Direction) -> float:
    """In cm/s, positive toward the probe."""
    return abs(_away(scene)) if toward_of(scene) else -abs(_away(scene))


def _lines(scene: Direction) -> tuple[str, ...]:
    if scene.ask == "steering":
        return ("the color box is not placed yet",)
    first = {
        "direction": f"vessel shows {'no color' if scene.shown == 'none' else scene.shown}",
        "color": "green arrow: flow",
        "reason": "vessel shows no color",
    }
    speed = f"flow {figure(scene.speed)} cm/s, wall filter {figure(scene.filter)} cm/s"
    return first[scene.ask], speed


def _seen(scene: Direction) -> str:
    said = ["Linear probe on top."]
    if scene.ask == "steering":
        return f"{said[0]} {words.vessel(scene.slope)} The color box is not placed yet."
    said += [words.box(scene.steer), words.vessel(scene.slope)]
    said.append(words.bar(scene.map, -scene.scale, scene.scale))
    if scene.ask == "color" and scene.flow is not None:
        said.append(f"An arrow in the vessel points {words.flow(scene.flow)}.")
    else:
        shown = scene.shown if scene.shown in ("red", "blue") else "no color"
        said.append(f"The vessel shows {shown}.")
    said.append(
        f"The blood moves at {figure(scene.speed)} cm/s; the wall filter is at "
        f"{figure(scene.filter)} cm/s."
    )
    return " ".join(said)


def _result(scene: Direction) -> str:
    angle = f"{words.angle(scene.steer, scene.slope)} to the beam"
    if scene.ask == "steering":
        return "either way" if scene.slope == 0 else f"steer to the {words.side(scene.slope)}"
    if not visible(scene):
        return f"{angle}: no color"
    flow: Flow = given(flow_of(scene))
    toward = "toward" if toward_of(scene) else "away"
    return f"{flow.replace('-', ' ')}, {angle}: {toward}"


def _solution(scene: Direction) -> list[str]:
    middle = screen.at(0, scene.depth)
    if scene.ask == "steering":
        sides = (-1, 1) if scene.slope == 0 else (1 if scene.slope > 0 else -1,)
        steered = [part for side in sides for part in _steered(scene, side * 20)]
        return [*steered, *screen.legend(screen.KEY[1:2])]
    bar = centred(scene.map, scene.scale)
    drawn = [_beam(scene, scene.steer)]
    key: Sequence[tuple[str, str]] = screen.KEY
    flow = flow_of(scene)
    if flow is None or not visible(scene):
        ahead = screen.flow_angle(scene.slope, 1 if _away(scene) >= 0 else -1)
        mark = screen.angle_mark(middle, scene.steer, ahead, words.angle(scene.steer, scene.slope))
        key = screen.KEY[1:2]
    else:
        ahead = screen.flow_angle(scene.slope, words.rightward(flow))
        back = scene.steer + (180 if toward_of(scene) else 0)
        mark = screen.angle_mark(middle, back, ahead, words.angle(scene.steer, scene.slope))
        drawn += screen.components(middle, scene.steer, ahead, 2 * screen.CM)
        drawn.append(screen.spot(bar, _velocity(scene), screen.PART))
    return [*drawn, *mark, *screen.legend(key)]


def _steered(scene: Direction, steer: float) -> list[str]:
    """The better beams, and the angle they make with the vessel."""
    middle = screen.at(0, scene.depth)
    ahead = screen.flow_angle(scene.slope, 1 if steer > 0 else -1)
    angle = words.angle(steer, scene.slope)
    return [_beam(scene, steer), *screen.angle_mark(middle, steer, ahead, angle)]


def _beam(scene: Direction, steer: float) -> str:
    lean = math.tan(math.radians(steer))
    ends = (0.0, scene.bottom)
    return screen.beam_line(*(screen.at((d - scene.depth) * lean, d) for d in ends))
