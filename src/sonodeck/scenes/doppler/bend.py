"""Family ``bend``: a vessel that sags or humps under a linear probe."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import flowing, screen, words
from sonodeck.scenes.doppler.parts.flowing import Stream
from sonodeck.scenes.doppler.parts.physics import Flow, Map
from sonodeck.scenes.doppler.parts.turning import Turning
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Impossible
from sonodeck.scenes.words import figure

_HALF = 2.1
_SAG = 1.0
_RADIUS = 0.33
_LEFT, _RIGHT = "On the left limb", "On the right limb"
_TOLD = 10.0
"""Degrees of steering below which nobody could see that the black place left the turn."""
_NOT_TURNED = "One direction of blood, two colors: only the angle to the beam changes."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend(Turning):
    """A U-shaped or humped vessel: the colors of its limbs, the flow, or where it is black."""

    arrows = (0.22, 0.78)
    part = 36
    from_middle = ("From the turn to both ends", "From both ends to the turn")

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
        self.check()
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

    @property
    def down(self) -> int:
        """1 where the middle lies deeper than the ends, else -1."""
        return 1 if self.shape == "sagging" else -1

    @lru_cache  # noqa: B019 - a frozen value: scenes that are equal share it
    def stream(self) -> Stream:
        line, slope = flowing.arched(self.down * _SAG, 3.0 - self.down * 0.1, _HALF * 1.25)
        return Stream(
            line=line,
            steer=lambda _: self.steer,
            slope=slope,
            speed=lambda _: words.rightward(self.way) * self.speed,
        )

    def places(self) -> tuple[str, str, str]:
        return _LEFT, f"At the {'lowest' if self.down > 0 else 'highest'} point", _RIGHT

    def black_at(self) -> str:
        if self.steer == 0:
            return self.places()[1]
        return _RIGHT if (self.steer > 0) == (self.down > 0) else _LEFT

    def why(self) -> tuple[str, str]:
        left, right = self.colors
        match self.ask:
            case "colors":
                return (
                    f"The blood flows {words.flow(self.way)} through the bend. "
                    "Which colors does the vessel show, from left to right?"
                ), (
                    f"On the left limb the blood {_limb(self, left=True)}; on the right limb it "
                    f"{_limb(self, left=False)}. Between them the beam meets the vessel at 90 "
                    f"degrees: black. {_NOT_TURNED}"
                )
            case "flow":
                place = "on top" if left == words.top(self.map) else "at the bottom"
                return (
                    f"The left limb shows {left}, the right limb {right}, black lies between. "
                    "Which way does the blood flow?"
                ), (
                    f"The bar has {left} {place}. So on the left limb the blood "
                    f"{_limb(self, left=True)}; on the right limb it {_limb(self, left=False)}. "
                    f"It flows {words.flow(self.way)}. {_NOT_TURNED}"
                )
            case "black" if self.steer == 0:
                turn = "lowest point" if self.down > 0 else "highest point"
                why = f"Straight beams do so where the vessel is level, at its {turn}."
            case "black":
                side = "right" if self.black_at() == _RIGHT else "left"
                why = (
                    f"The beams run {words.beams(self.steer)}, so it is not the level turn but the "
                    f"{side} limb where the vessel lies square to them."
                )
        return words.black(why)

    # pictures

    def vessel(self, *, colored: bool) -> list[str]:
        box = screen.Box(steer=self.steer, top=1.0, bottom=5.0, half=_HALF, middle=3.0)
        own, radius = self.stream(), _RADIUS * screen.CM
        outline = svg.clip(screen.band(own.line, radius), box.corners())
        color = flowing.color(own, self.bar, self.speed * 0.06, outline) if colored else []
        return [*screen.vessel(own.line, radius, color), *box.drawn(), *screen.linear_probe()]

    def names(self, middle: float) -> list[str]:
        """Beyond the ends of the vessel, and outside of its turn."""
        own, (left, right), down = self.stream(), self.colors, self.down
        return [
            flowing.named(own, 0.0, left, -22 * down, -10),
            flowing.named(own, middle, "black", 25 * down),
            flowing.named(own, 1.0, right, -22 * down, 10),
        ]

    def beams(self, middle: float) -> list[str]:
        return [flowing.beam(self.stream(), middle, 50, 16)]

    def sides(self, middle: float) -> tuple[float, float]:
        return 0.2, 0.8

    def seen(self) -> list[str]:
        shape = "sags in the middle like a U" if self.down > 0 else "is humped like an arch"
        left, right = self.colors
        limbs = f"The left limb shows {left}, the right limb {right}, black lies between."
        return [
            "Linear probe on top.",
            words.box(self.steer),
            f"The vessel {shape}.",
            words.bar(self.map, -self.scale, self.scale),
            *([limbs] if self.ask == "flow" else ()),
        ]


def _limb(scene: Bend, *, left: bool) -> str:
    """Whether the blood descends or climbs in a limb under straight beams, and its color there."""
    falls = (scene.down > 0) == (left == (scene.way == "left-to-right"))
    color = scene.colors[0 if left else 1]
    moves = "descends, away from" if falls else "climbs, toward"
    return f"{moves} the probe: {color}"
