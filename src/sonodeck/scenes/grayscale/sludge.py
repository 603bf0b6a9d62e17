"""Family ``sludge``: false echoes of a thick slice beside true sludge with its level."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution

_SETTING = Setting(width=34, pixel=0.25)
_DEPTH, _RADIUS = 21.0, 12.0
_LEVEL = 4.0
"""Of the surface of the sludge, mm below the middle of the cyst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sludge(Scene):
    """False debris lies along the whole rim, R - sqrt(R^2 - T^2) thick; sludge has a level."""

    ask: Annotated[Literal["sludge", "artifact"], OneOf("what is asked")]
    sludge: Annotated[Letter, OneOf("which image shows true sludge")]
    slice: Annotated[float, Number("mm", 5, 7, "thickness of the slice")] = 7
    tilt: Annotated[float, Number("degrees", -25, 25, "of the level against the image")] = 20
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.rim() < 1.5:
            raise Impossible("slice", "the rim would be too thin to see", "a thicker slice, 6 mm")
        if abs(self.tilt) < 15:
            raise Impossible("tilt", "the level would look like a slice across", "15 or more")

    def solve(self) -> Solution:
        rim = other(self.sludge)
        if self.ask == "sludge":
            return choice(
                "The arrows show gravity. Which image shows true sludge?",
                self.sludge,
                {rim: "its echoes line the whole wall: slice thickness"},
                f"In {self.sludge} the echoes have settled below a level perpendicular "
                f"to gravity; in {rim} they line the whole wall, as slice-thickness echoes do.",
            )
        return choice(
            f"The gallbladder in {rim} holds only clear bile. Which artifact lines its wall with "
            "echoes?",
            "Slice thickness",
            {
                "Mirror image": "that is a copy beyond a strong reflector",
                "Refraction": "at a curved wall it causes dark lines behind the edges",
                "Range ambiguity": "that puts the echo of a deep reflector too shallow, not along "
                "the wall",
            },
            "Near the curved wall part of the slice lies outside the lumen, so echoes of the "
            "tissue there are added in.",
        )

    def rim(self) -> float:
        """How thick the false debris is, mm."""
        return _RADIUS - math.sqrt(_RADIUS**2 - self.slice**2)

    def fields(self) -> tuple[Field, Field]:
        """The maps of the thick slice and of the sludge."""
        thick, true = Field(_SETTING), Field(_SETTING)
        thick.sphere(0, _DEPTH, _RADIUS, self.slice)
        true.sphere(0, _DEPTH, _RADIUS, 1.5)
        slope = round(math.tan(math.radians(self.tilt)) * 1000)
        surface = round((_DEPTH + _LEVEL) * 1000) + true.x * slope // 1000
        inside = true.disc(0, _DEPTH, _RADIUS) & (true.z >= surface)
        true.paint(inside, -20)
        return thick, true

    def draw(self) -> Drawing:
        thick, true = self.fields()
        both = (true, thick) if self.sludge == "A" else (thick, true)
        frames = screen.beside(both, int(self.seed))
        parts = screen.names(frames)
        for one in frames:
            parts.append(self._gravity(one))
        settled, rim = frames if self.sludge == "A" else frames[::-1]
        turned = math.radians(self.tilt)
        ends = [(side * 14, _DEPTH + _LEVEL + side * 14 * math.tan(turned)) for side in (-1, 1)]
        turns = [step * math.pi / 18 for step in range(37)]
        wall = [(_RADIUS * math.sin(one), _DEPTH + _RADIUS * math.cos(one)) for one in turns]
        marked = [
            screen.outline(settled, ends),
            screen.note(settled, 0, 46, "level"),
            screen.outline(rim, wall),
            screen.note(rim, 0, 46, "true wall"),
        ]
        line = "arrow: gravity"
        return screen.drawing(
            frames, parts, marked, line,
            seen="Two gray-scale images A and B of a round black gallbladder with gray echoes in "
            f"it. In {self.sludge} they lie on one side below a straight level, at right "
            f"angles to the arrow of gravity; in {other(self.sludge)} they line the whole wall.",
            solved="Drawn in: the straight level; the true wall, with false echoes inside it.",
        )  # fmt: skip

    def _gravity(self, one: screen.Frame) -> str:
        """An arrow at right angles to the level."""
        turned = math.radians(self.tilt)
        x, z = 12.0, 2.0
        end = (x - 8 * math.sin(turned), z + 8 * math.cos(turned))
        return screen.direction(one, (x, z), end)
