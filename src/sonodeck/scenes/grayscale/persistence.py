"""Family ``persistence``: a moving dot and noise, in one frame and in the mean of several."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Setting, averaged, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_SETTING = Setting(width=33.6, depth=45, pixel=0.3, noise=-34)
_START = (-9.0, 8.0)
_STEP = 3.0
"""mm to the side and down from frame to frame: slanted, so that no beam smears it so."""
_RADIUS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence(Scene):
    """The mean of M frames: noise falls; what moves by s a frame leaves a trail of (M - 1) s."""

    ask: Annotated[Literal["control", "noise"], OneOf("what is asked")]
    more: Annotated[Letter, OneOf("which image has more persistence")] = "A"
    frames: Annotated[float, Number("", 4, 7, "frames that are averaged")] = 6
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.frames % 1:
            raise Impossible("frames", f"frames can't be {figure(self.frames)}", "a whole number")

    def trail(self) -> float:
        """From the first place of the dot to the last one, mm."""
        return math.hypot(_STEP, _STEP) * (self.frames - 1)

    def solve(self) -> Solution:
        if self.ask == "noise":
            return choice(
                f"Image {self.more} was made with more persistence. What does that do to random "
                "noise?",
                "Reduces it",
                {
                    "Increases it": f"the background of {self.more} is smoother, not grainier",
                    "Leaves it unchanged": "averaging smooths noise that differs from frame to "
                    "frame",
                },
                f"The mean of {figure(self.frames)} frames keeps what is the same in all of them; "
                "noise differs from frame to frame and averages out.",
            )
        return choice(
            "A quickly moving bright dot leaves this slanted trail. Which control do you turn "
            "down?",
            "Persistence",
            {
                "Overall gain": "too much gain makes a dot larger on all sides, without a trail",
                "Dynamic range": "it sets the range of echo strengths shown as grays",
                "Line density": "it sets how many lines a frame has; fewer would cost detail",
            },
            "Persistence averages successive frames, so that the dot's positions in the last "
            "frames are all seen at once. Use low persistence for fast-moving structures.",
        )

    def places(self, frames: int) -> list[svg.Point]:
        """Of the dot, in so many successive frames, the last one first."""
        ways = [_STEP * (self.frames - 1 - at) for at in range(frames)]
        return [(_START[0] + way, _START[1] + way) for way in ways]

    def fields(self, frames: int) -> list[Field]:
        """The maps of these frames."""
        found = [Field(_SETTING) for _ in range(frames)]
        for field, place in zip(found, self.places(frames), strict=True):
            field.paint(field.box(), -14)
            field.paint(field.disc(*place, _RADIUS), 16)
        return found

    def image(self, frames: int) -> Whole:
        """The levels of the mean of so many frames."""
        return averaged(self.fields(frames), int(self.seed))

    def draw(self) -> Drawing:
        double = self.ask == "noise"
        counts = [int(self.frames)]
        if double:
            counts = [int(self.frames), 1] if self.more == "A" else [1, int(self.frames)]
        drawn = [(shades(self.image(one), _SETTING), _SETTING) for one in counts]
        frames = screen.row(drawn, 226)
        parts = screen.names(frames) if double else screen.ruler(frames[0])
        marked = []
        for one, count in zip(frames, counts, strict=True):
            marked.append(screen.below(one, f"{count} frame{'s' if count > 1 else ''}"))
            marked += [screen.ring(one, *place, _RADIUS) for place in self.places(count)]
        trail = "a chain of overlapping gray dots runs down to the right"
        if double:
            seen = (
                f"Two gray-scale images A and B of a moving dot. In {self.more} {trail} and the "
                f"background is smooth; in {other(self.more)} there is one bright dot and the "
                "background is grainy."
            )
        else:
            seen = f"A gray-scale image: {trail}."
        return screen.drawing(
            frames, parts, marked,
            seen=seen,
            solved="Ringed: the position of the dot in each frame.",
        )  # fmt: skip
