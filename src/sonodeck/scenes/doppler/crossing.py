"""Family ``crossing``: a straight vessel through the field of a curved array or a sector probe."""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import lru_cache
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.doppler.parts import flowing, screen, words
from sonodeck.scenes.doppler.parts.flowing import Stream
from sonodeck.scenes.doppler.parts.physics import Flow, Map
from sonodeck.scenes.doppler.parts.turning import Turning
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Impossible
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import figure

_RADIUS = 10.0
_TOLD = 6.0
"""Degrees of slope below which nobody could see that the black place left the middle."""
_NOT_TURNED = "The blood has not turned around: only the angle to the beam changes."
_PLACES = ("Left of the middle", "In the middle", "Right of the middle")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing(Turning):
    """One vessel under spreading beams: its colors, the flow, or where it is black."""

    arrows = (0.25, 0.75)
    part = 40
    from_middle = ("From the middle to both sides", "From both sides to the middle")

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
        self.check()
        if 0 < abs(self.slope) < _TOLD:
            hint = f"0, or at least {figure(_TOLD)} degrees"
            raise Impossible("slope", "too little slope to be seen in the picture", hint)
        steepest = math.radians(self.fan.half + abs(self.slope))
        if self.speed * math.sin(steepest) > self.scale:
            hint = "a higher scale or a lower speed; for aliasing, use its own family"
            raise Impossible("speed", "the ends of the vessel would alias", hint)

    @property
    def fan(self) -> screen.Fan:
        return screen.CURVED if self.probe == "curved" else screen.SECTOR

    @lru_cache  # noqa: B019 - a frozen value: scenes that are equal share it
    def stream(self) -> Stream:
        probe, fall = self.fan, math.tan(math.radians(self.slope))

        def place(x: float) -> Point:
            return screen.at(x, 2.7 + x * fall)

        def end(side: int) -> Point:
            """The last place in the field: it has no hollows, so all up to there are in it."""
            steps = range(1, 381)
            inside = bisect_left(
                steps, x=True, key=lambda x: not probe.holds(place(side * x / 100))
            )
            return place(side * inside / 100)

        return Stream(
            line=(end(-1), end(1)),
            steer=probe.steer,
            slope=lambda _: self.slope,
            speed=lambda _: words.rightward(self.way) * self.speed,
        )

    def places(self) -> tuple[str, str, str]:
        return _PLACES

    def black_at(self) -> str:
        """A beam that leans against the slope."""
        if self.slope == 0:
            return _PLACES[1]
        return _PLACES[0] if self.slope > 0 else _PLACES[2]

    def why(self) -> tuple[str, str]:
        left, right = self.colors
        flow = words.flow(self.way)
        match self.ask:
            case "colors":
                one, other = "comes toward", "moves away from"
                if self.way == "right-to-left":
                    one, other = other, one
                return (
                    f"The blood flows {flow} through the whole vessel. "
                    "Which colors does it show, from left to right?"
                ), (
                    "The beams spread: at the left they run down and to the left, at the right "
                    f"down and to the right. Blood that flows {flow} {one} the probe at the left "
                    f"({left}), meets a beam at 90 degrees (black), and {other} it at the right "
                    f"({right}). {_NOT_TURNED}"
                )
            case "flow":
                toward = self.left == words.top(self.map)
                means = "toward" if toward else "away from"
                way = "up and to the right" if toward else "down and to the left"
                return (
                    f"The vessel shows {left} at the left, then black, then {right} at the right. "
                    "Which way does the blood flow?"
                ), (
                    f"The bar has {left} {'on top' if toward else 'at the bottom'}, so {left} "
                    f"means {means} the probe. At the left the beams run down and to the left, so "
                    f"that is {way}: {flow}. {_NOT_TURNED}"
                )
            case "black" if self.slope == 0:
                why = "The vessel is level, and only the beam in the middle runs straight down."
            case "black":
                side, other = words.side(self.slope), words.side(-self.slope)
                why = (
                    f"The vessel dives to the {side}, so beams down and to the {other} meet it "
                    "like that."
                )
        return words.black(why)

    # pictures

    def vessel(self, *, colored: bool) -> list[str]:
        own = self.stream()
        outline = screen.band(own.line, _RADIUS)
        color = flowing.color(own, self.bar, self.speed * 0.04, outline) if colored else []
        return [*screen.fan_probe(self.fan), *screen.vessel(own.line, _RADIUS, color)]

    def names(self, middle: float) -> list[str]:
        own, (left, right), (one, other) = self.stream(), self.colors, self.sides(middle)
        places = ((one, left, 26), (middle, "black", -26), (other, right, 26))
        return [flowing.named(own, share, word, drop) for share, word, drop in places]

    def beams(self, middle: float) -> list[str]:
        one, other = self.sides(middle)
        ends = ((one, 24), (middle, 16), (other, 24))
        return [flowing.beam(self.stream(), share, 58, down) for share, down in ends]

    def sides(self, middle: float) -> tuple[float, float]:
        return middle * 0.45, 1 - (1 - middle) * 0.45

    def seen(self) -> list[str]:
        probe = "Curved array" if self.probe == "curved" else "Sector probe"
        shown = f"From left to right the vessel shows {', black, '.join(self.colors)}."
        return [
            f"{probe} on top: its beams spread to both sides.",
            words.vessel(self.slope),
            "It crosses the whole field.",
            words.bar(self.map, -self.scale, self.scale),
            *([shown] if self.ask == "flow" else ()),
        ]
