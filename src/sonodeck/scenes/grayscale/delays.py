"""Family ``delays``: when each element of an array fires, and the beam that comes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import beam, screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import SOUND, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure

Does: TypeAlias = Literal[
    "focuses", "steers left", "steers right", "focuses and steers left",
    "focuses and steers right", "neither",
]  # fmt: skip

_PITCH, _COUNT, _FREQUENCY = 0.5, 32, 2.0
_ELEMENTS = tuple(beam.places(_COUNT, _PITCH))
_SHALLOW, _DEEP = 12.0, 24.0
_ANSWERS: dict[str, str] = {
    "focuses": "Straight ahead, focused",
    "steers left": "To the left, unfocused",
    "steers right": "To the right, unfocused",
    "focuses and steers left": "To the left, focused",
    "focuses and steers right": "To the right, focused",
    "neither": "Straight ahead, unfocused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays(Scene):
    """An element as far as r from the focus fires (max r − r) / c after the first one.

    To steer alone by an angle, an element at x fires x sin(angle) / c later than the middle one.
    """

    ask: Annotated[Literal["does", "shallow"], OneOf("what is asked")]
    pattern: Annotated[Does, OneOf("what the delays do")] = "focuses"
    focus: Annotated[float, Number("mm", 12, 24, "depth of the focus")] = 18
    angle: Annotated[float, Number("degrees", 15, 25, "of steering")] = 20
    shallow: Annotated[Letter, OneOf("which of two patterns has the shallower focus")] = "A"

    def delays(self, focus: float | None, angle: float) -> list[float]:
        """When each element fires, µs after the first."""
        turned = math.radians(angle)
        if focus is None:
            late = [x * math.sin(turned) / SOUND for x in _ELEMENTS]
        else:
            x0, z0 = focus * math.sin(turned), focus * math.cos(turned)
            late = [-math.hypot(x0 - x, z0) / SOUND for x in _ELEMENTS]
        return [round(one - min(late), 6) for one in late]

    def patterns(self) -> list[list[float]]:
        """The delays that are drawn, one pattern or two."""
        if self.ask == "shallow":
            both = [self.delays(one, 0) for one in (_SHALLOW, _DEEP)]
            return both if self.shallow == "A" else both[::-1]
        does = self.pattern
        side = -1 if "left" in does else 1 if "right" in does else 0
        return [self.delays(self.focus if "focus" in does else None, side * self.angle)]

    def solve(self) -> Solution:
        if self.ask == "shallow":
            far = other(self.shallow)
            return choice(
                "The same elements fire in both patterns. Which one focuses the beam at a "
                "shallower depth?",
                self.shallow,
                {far: "its delays differ less: its focus is deeper"},
                "The closer the focus, the greater the path-length difference between "
                "the outer and the central elements, and the delays must make up for it: "
                f"{self.shallow} has the larger ones.",
            )
        kind = "curved and tilted" if "and" in self.pattern else self.pattern.split(maxsplit=1)[0]
        return choice(
            "What beam does this delay pattern produce?",
            _ANSWERS[self.pattern],
            _wrong(self.pattern),
            _WHY[kind].format(side="left" if "left" in self.pattern else "right"),
        )

    def draw(self) -> Drawing:
        patterns = self.patterns()
        longest = max(0.1, *(late for one in patterns for late in one))
        both = len(patterns) == 2
        frames = [
            _sent(late, 23.2 if both else 46.4, 8 + 156 * at) for at, late in enumerate(patterns)
        ]
        parts = screen.names(frames, 76) if both else []
        for one, late in zip(frames, patterns, strict=True):
            parts += screen.elements(one, _ELEMENTS, 0.8 * _PITCH)
            for x, delay in zip(_ELEMENTS, late, strict=True):
                tall = max(delay / longest * 60, 1)
                left, wide = one.at(x - 0.35 * _PITCH, 0)[0], 0.7 * _PITCH * one.scale
                parts.append(svg.rectangle(left, one.top - 10 - tall, wide, tall, screen.BLUE))
        said = [
            f"left end {figure(one[0])} µs, middle {figure(one[_COUNT // 2])} µs, right end "
            f"{figure(one[-1])} µs"
            for one in patterns
        ]
        words = f"In A: {said[0]}; in B: {said[1]}" if both else f"They are: {said[0]}"
        line = "bar: delay of each element"
        return Drawing(
            front=screen.shown([], [*(screen.black(one) for one in frames), *parts], line),
            back=screen.shown(frames, parts, line),
            seen=f"{'Two rows' if both else 'A row'} of {_COUNT} elements; a bar above each is as "
            f"long as its delay. {words}. The region below is left empty.",
            solved="Below the elements, the beam computed from these delays.",
        )


def _sent(late: Sequence[float], width: float, left: float) -> screen.Frame:
    """The beam below the elements, as their waves make it."""
    setting = beam.shown_by(Setting(width=width, depth=28, pixel=0.4), 24)
    sources = beam.array(_ELEMENTS, late, [1] * _COUNT, 0.9 * _PITCH)
    return beam.of_array(sources, setting, _FREQUENCY, left, 6.4, 92)


def _wrong(does: str) -> dict[str, str]:
    """The other answers, and why not."""
    if does in ("focuses", "neither"):
        rest, bars = "focuses", "the bars would be longest in the middle"
        if does == "focuses":
            rest, bars = "neither", "all bars would be equally long"
        return {
            _ANSWERS[rest]: bars,
            _ANSWERS["steers left"]: "the bars would get longer toward the left",
            _ANSWERS["steers right"]: "the bars would get longer toward the right",
        }
    mirrored = does.replace("left", "\0").replace("right", "left").replace("\0", "right")
    alone = does.replace("focuses and ", "") if "and" in does else f"focuses and {does}"
    row = "curved, so it focuses as well" if "and" in does else "straight: it doesn't focus"
    return {
        _ANSWERS[mirrored]: "the beam turns to the side that fires last, not first",
        _ANSWERS[alone]: f"the row of bars is {row}",
        _ANSWERS["focuses"]: "the two sides differ, so it steers",
    }


_WHY = {
    "focuses": "The bars are longest in the middle: the outer elements fire first, so that all "
    "waves arrive at one place on the axis together.",
    "steers": "The delays grow evenly toward the {side}. The beam turns toward the side that fires "
    "last.",
    "curved and tilted": "The bars form a curve, which focuses, and one side fires later, which "
    "steers: the beam turns toward the {side}, the side that fires last.",
    "neither": "All elements fire at once: a flat wave goes straight ahead.",
}
