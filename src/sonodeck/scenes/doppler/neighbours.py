"""Family ``neighbours``: two vessels in one color box, an artery and a vein among them perhaps."""

from __future__ import annotations

import math
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import centred
from sonodeck.scenes.doppler.parts.physics import Flow, Map, along_beam
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given
from sonodeck.scenes.words import capital, figure, lowered

Shown: TypeAlias = Literal["red", "blue", "none"]
Which: TypeAlias = Literal["upper", "lower"]

_RADIUS = 0.3
_DEPTHS: dict[Which, float] = {"upper": 1.9, "lower": 4.3}
_SPEED = 40.0
_FILTER = 2.0
_NO_KIND = "Colors don't tell an artery from a vein."
_SAME, _OPPOSITE = "They run the same way", "They run opposite ways"
_UNTOLD = "It can't be told from this view"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours(Scene):
    """Two vessels: which way each flows, whether both flow alike, or the color of the vein."""

    ask: Annotated[Literal["flows", "relation", "vein"], OneOf("what is asked")]
    steer: screen.Steer = 0
    upper_slope: Annotated[
        float, Number("degrees", -20, 20, "slope of the upper vessel; positive: right end deeper")
    ] = 0
    lower_slope: Annotated[
        float, Number("degrees", -20, 20, "slope of the lower vessel; positive: right end deeper")
    ] = 0
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    upper: Annotated[Shown | None, OneOf("color of the upper vessel")] = None
    lower: Annotated[Shown | None, OneOf("color of the lower vessel")] = None
    artery: Annotated[Which | None, OneOf("which one is the artery, to ask for the vein")] = None
    flow: Annotated[Flow | None, OneOf("direction of flow in the artery")] = None

    def __post_init__(self) -> None:
        vein = self.ask == "vein"
        for name, value in (("artery", self.artery), ("flow", self.flow)):
            if (value is not None) != vein:
                raise Impossible(name, f"{name!r} is given exactly where the vein is asked for")
        for name, shown in (("upper", self.upper), ("lower", self.lower)):
            if (shown is None) != vein:
                raise Impossible(
                    name, f"the color of the {name} vessel is given unless the vein is asked"
                )
        falls = [math.tan(math.radians(slope(self, which))) for which in _DEPTHS]
        if 2.4 - abs(falls[0] - falls[1]) * 3.75 < 0.75 and falls[0] > falls[1]:
            hint = "slopes that lie at most 24 degrees apart"
            raise Impossible("lower_slope", "the two vessels would run into each other", hint)
        for which in _DEPTHS:
            _check(self, which)

    def solve(self) -> Solution:
        match self.ask:
            case "flows":
                return _flows(self)
            case "relation":
                return _relation(self)
            case "vein":
                return _vein(self)

    def draw(self) -> Drawing:
        bar = screen.color_bar(centred(self.map, _SPEED))
        front = _image(self, solved=False)
        if self.artery is not None and self.flow is not None:
            front.append(_arrow(self, self.artery, self.flow))
        return screen.drawing(
            [*front, *_labels(self)],
            [*_image(self, solved=True), *_solution(self), *_labels(self)],
            bar,
            _lines(self),
            ("", _result(self)),
            _seen(self),
        )


def _check(scene: Neighbours, which: Which) -> None:
    black = abs(_away(scene, which)) < _FILTER
    if not black and abs(scene.steer + slope(scene, which)) < 8:
        hint = "let steer and slope add up to 0, or to 8 degrees at least"
        raise Impossible(f"{which}_slope", "so near to 90 degrees the color is doubtful", hint)
    shown = _shown(scene, which)
    if shown is not None and black != (shown == "none"):
        so = "no color can show" if black else "a color shows"
        message = f"steer and slope add up to {figure(scene.steer + slope(scene, which))}: {so}"
        raise Impossible(which, message, f"change {which}, {which}_slope or steer")
    if scene.ask == "flows" and shown == "none":
        hint = "ask for the relation, or give it a color"
        raise Impossible(which, "a vessel without color has no flow to ask for", hint)


def slope(scene: Neighbours, which: Which) -> float:
    return scene.upper_slope if which == "upper" else scene.lower_slope


def _shown(scene: Neighbours, which: Which) -> Shown | None:
    return scene.upper if which == "upper" else scene.lower


def _away(scene: Neighbours, which: Which) -> float:
    """The part of a flow to the right along the beam in cm/s, positive away from the probe."""
    return _SPEED * along_beam(scene.steer, slope(scene, which))


def flow_of(scene: Neighbours, which: Which) -> Flow | None:
    """Which way a vessel flows; None where it shows no color to tell it from."""
    if scene.flow is not None:
        return scene.flow if which == scene.artery else words.opposite(scene.flow)
    shown = _shown(scene, which)
    if shown == "none":
        return None
    toward = shown == words.top(scene.map)
    return "left-to-right" if (_away(scene, which) < 0) == toward else "right-to-left"


def color_of(scene: Neighbours, which: Which) -> Shown:
    """The color of a vessel, given or found from its flow."""
    flow = flow_of(scene, which)
    if flow is None or abs(_away(scene, which)) < _FILTER:
        return "none"
    toward = words.rightward(flow) * _away(scene, which) < 0
    return centred(scene.map, _SPEED).hue(toward=toward)


# question and answer


def _both_show(scene: Neighbours) -> str:
    upper, lower = (
        "no color" if shown == "none" else str(shown) for shown in (scene.upper, scene.lower)
    )
    if upper == lower:
        return f"Both vessels show {upper}"
    return f"The upper vessel shows {upper}, the lower one {lower}"


def _pair(upper: Flow, lower: Flow) -> str:
    return f"Upper {words.flow(upper)}, lower {words.flow(lower)}"


def _why(scene: Neighbours, which: Which) -> str:
    """From a color to a flow, for one vessel."""
    shown, flow = _shown(scene, which), flow_of(scene, which)
    if flow is None:
        return f"The beams meet the {which} vessel at 90 degrees, so its flow can't be told."
    toward = shown == words.top(scene.map)
    way = words.toward(scene.steer) if toward else words.beams(scene.steer)
    means = "toward the probe" if toward else "away from the probe"
    angle = words.degrees(scene.steer, slope(scene, which))
    so = f"in the {which} vessel {words.flow(flow)} ({angle})"
    return f"{capital(str(shown))} is {means}, {way}: {so}."


def _flows(scene: Neighbours) -> Solution:
    upper: Flow = given(flow_of(scene, "upper"))
    lower: Flow = given(flow_of(scene, "lower"))
    ways: tuple[Flow, Flow] = ("left-to-right", "right-to-left")
    return Solution(
        question=(f"{_both_show(scene)}. Which way does each flow?"),
        answer=_pair(upper, lower),
        options=tuple(_pair(one, other) for one in ways for other in ways),
        reasoning=f"{_why(scene, 'upper')} {_why(scene, 'lower')} {_NO_KIND}",
    )


def _relation(scene: Neighbours) -> Solution:
    upper, lower = flow_of(scene, "upper"), flow_of(scene, "lower")
    told = upper is not None and lower is not None
    answer = (_SAME if upper == lower else _OPPOSITE) if told else _UNTOLD
    return Solution(
        question=(
            f"{_both_show(scene)}; blood moves in both. "
            "How do the two flows compare along the screen?"
        ),
        answer=answer,
        options=(_SAME, _OPPOSITE, _UNTOLD),
        reasoning=f"{_why(scene, 'upper')} {_why(scene, 'lower')} {_NO_KIND}",
    )


def _vein_place(scene: Neighbours) -> Which:
    return "lower" if scene.artery == "upper" else "upper"


def _vein(scene: Neighbours) -> Solution:
    vein = _vein_place(scene)
    color = color_of(scene, vein)
    flow: Flow = given(flow_of(scene, vein))
    if color == "none":
        why = "The beams meet the vein at 90 degrees: no shift, no color."
    else:
        toward = color == words.top(scene.map)
        why = (
            f"The vein flows {words.flow(flow)}; with beams that run {words.beams(scene.steer)} "
            f"that is {'toward' if toward else 'away from'} the probe "
            f"({words.degrees(scene.steer, slope(scene, vein))}). The bar has {color} "
            f"{'on top' if toward else 'at the bottom'}."
        )
    return Solution(
        question=(
            f"The {scene.artery} vessel is the artery and flows as the arrow shows; the other is "
            "the vein and flows the opposite way along the screen. Which color does the vein show?"
        ),
        answer=capital("no color" if color == "none" else color),
        options=("Red", "Blue", "No color"),
        reasoning=f"{why} {_NO_KIND}",
    )


# pictures


def _arrow(scene: Neighbours, which: Which, flow: Flow) -> str:
    way = words.rightward(flow)
    return screen.flow_arrow(screen.at(0, _DEPTHS[which]), slope(scene, which), way, 66)


def _box(scene: Neighbours) -> screen.Box:
    return screen.Box(steer=scene.steer, top=0.8, bottom=5.4, half=1.5, middle=3.1)


def _centre(scene: Neighbours, which: Which) -> svg.Point:
    """Where the middle of the color box crosses a vessel."""
    depth = _DEPTHS[which]
    lean, fall = (math.tan(math.radians(a)) for a in (scene.steer, slope(scene, which)))
    x = (depth - 3.1) * lean / (1 - lean * fall)
    return screen.at(x, depth + x * fall)


def _image(scene: Neighbours, *, solved: bool) -> list[str]:
    box = _box(scene)
    parts = []
    for which, depth in _DEPTHS.items():
        line = screen.straight(slope(scene, which), depth)
        color = color_of(scene, which) if solved or scene.ask != "vein" else "none"
        shade = None
        if color != "none":
            part = abs(_away(scene, which))
            signed = part if color == words.top(scene.map) else -part
            shade = centred(scene.map, _SPEED).shade(signed)
        parts += screen.in_box(line, _RADIUS * screen.CM, box, shade)
    return [*parts, *box.drawn(), *screen.linear_probe()]


def _labels(scene: Neighbours) -> list[str]:
    """Which vessel is which, in its lumen at the left."""
    found = []
    for which, depth in _DEPTHS.items():
        tilt = slope(scene, which)
        x, y = svg.polar(screen.straight(tilt, depth)[0], 4, screen.flow_angle(tilt, 1))
        name = which if scene.artery is None else ("artery" if which == scene.artery else "vein")
        found.append(svg.text((x, y), name, turned=tilt))
    return found


def _lines(scene: Neighbours) -> tuple[str, ...]:
    if scene.ask == "vein":
        return "green arrow: flow of the artery", "the vein flows the opposite way"
    return tuple(
        f"{which} vessel shows {'no color' if shown == 'none' else shown}"
        for which, shown in (("upper", scene.upper), ("lower", scene.lower))
    )


def _solution(scene: Neighbours) -> list[str]:
    drawn = []
    for which in _DEPTHS:
        flow = flow_of(scene, which)
        middle = _centre(scene, which)
        drawn.append(screen.beam(middle, scene.steer, 34, 24))
        if flow is None:
            drawn.append(svg.text((middle[0] + 12, middle[1] - 16), "90\u00b0"))
            continue
        ahead = screen.flow_angle(slope(scene, which), words.rightward(flow))
        drawn += screen.components(middle, scene.steer, ahead, 52)
    return [*drawn, *screen.legend(screen.KEY)]


def _result(scene: Neighbours) -> str:
    if scene.ask == "vein":
        color = color_of(scene, _vein_place(scene))
        return f"the vein shows {'no color' if color == 'none' else color}"
    flows = [(which, flow_of(scene, which)) for which in _DEPTHS]
    if scene.ask == "relation":
        said = scene.solve().answer
        return lowered(said)
    arrows = (f"{which} to the {'right' if f == 'left-to-right' else 'left'}" for which, f in flows)
    return ", ".join(arrows)


def _seen(scene: Neighbours) -> str:
    said = ["Linear probe on top.", words.box(scene.steer)]
    said += [words.vessel(slope(scene, which), f"{which} vessel") for which in _DEPTHS]
    said.append(words.bar(scene.map, -_SPEED, _SPEED))
    if scene.flow is not None:
        said.append(
            f"The {scene.artery} vessel is the artery; an arrow in it points "
            f"{words.flow(scene.flow)}."
        )
        return " ".join(said)
    for which in _DEPTHS:
        shown = _shown(scene, which)
        said.append(f"The {which} vessel shows {'no color' if shown == 'none' else shown}.")
    return " ".join(said)
