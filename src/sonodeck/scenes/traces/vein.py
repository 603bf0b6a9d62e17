"""Family ``vein``: how flow in a vein changes with breathing and with the heartbeat."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution, choice
from sonodeck.scenes.spectral import Band, Curve, Plot
from sonodeck.scenes.traces.parts import screen
from sonodeck.scenes.traces.parts.answers import chosen, placed

_BREATH = 4.0
_BEAT = 0.85
_PATTERNS = {
    "phasic": "Phasic with breathing",
    "continuous": "Continuous",
    "pulsatile": "Pulsatile with the heartbeat",
}
_SHAPES = {
    "phasic": "flow that rises and falls slowly, every 4 s",
    "continuous": "flow of nearly the same velocity all the time",
    "pulsatile": "flow that rises and falls quickly, more than once a second",
}
_WHY = {
    "phasic": "Flow rises and falls with each breath, as it does in a normal leg vein at rest.",
    "continuous": "Flow shows no respiratory phasicity. In a common femoral vein that suggests "
    "an obstruction nearer the heart.",
    "pulsatile": "Flow rises and falls more than once a second: that is the heart, not the breath.",
}
_NOT = {
    "phasic": "flow would rise and fall every few seconds, with each breath",
    "continuous": "flow would keep nearly the same velocity all the time",
    "pulsatile": "flow would rise and fall more than once a second",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vein(Scene):
    """Venous return gives way to the pressure in the abdomen and chest as long as they are open."""

    ask: Annotated[Literal["pattern", "obstruction", "breath"], OneOf("what is asked")]
    pattern: Annotated[
        Literal["phasic", "continuous", "pulsatile"], OneOf("of the flow (pattern)")
    ] = "phasic"
    letter: Annotated[Literal["A", "B"], OneOf("the right one of two (obstruction, breath)")] = "A"
    velocity: Annotated[float, Number("cm/s", 10, 20, "mean velocity")] = 18
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        match self.ask:
            case "pattern":
                against = {_PATTERNS[one]: why for one, why in _NOT.items()}
                asked = "What flow pattern does this venous trace show?"
                return choice(asked, _PATTERNS[self.pattern], against, _WHY[self.pattern])
            case "obstruction":
                return chosen(
                    "The right and left common femoral veins of one patient, breathing quietly. "
                    "Which trace suggests an obstruction of the iliac vein?",
                    self.letter,
                    "AB",
                    f"The flow in {self.letter} shows no respiratory phasicity: pressure changes "
                    "with breathing do not reach the gate.",
                    "flow rises and falls with each breath, as where iliac vein and IVC are open",
                )
            case "breath":
                return chosen(
                    "Common femoral vein, quiet abdominal breathing. During which interval is the "
                    "patient breathing in?",
                    self.letter,
                    "AB",
                    "Breathing in lowers the diaphragm and raises the pressure in the abdomen: "
                    f"flow from the leg falls, as in {self.letter}.",
                    "flow from the leg rises again as the patient breathes out",
                )

    def curve(self, pattern: str) -> Curve:
        """The velocity over time; breathing in begins at 0.5 s, and flow is least at its end."""

        def at(time: float) -> float:
            breath = math.cos(2 * math.pi * (time - 2.5) / _BREATH)
            beat = math.cos(2 * math.pi * time / _BEAT)
            share = {
                "phasic": 1 - 0.75 * breath + 0.06 * beat,
                "continuous": 1 + 0.03 * beat,
                "pulsatile": 1 + 0.65 * beat - 0.1 * breath,
            }[pattern]
            return round(self.velocity * share, 3)

        return at

    def draw(self) -> Drawing:
        return self._pair() if self.ask == "obstruction" else self._single()

    def _single(self) -> Drawing:
        place = screen.plot(40, -10, 8, height=140)
        pattern = self.pattern if self.ask == "pattern" else "phasic"
        front = screen.trace(place, [Band(self.curve(pattern), 0.35)], int(self.seed))
        seen = f"A spectral trace of a common femoral vein over 8 s: {_SHAPES[pattern]}."
        if self.ask == "breath":
            low, high = (0.5, 2.5), (2.5, 4.5)
            spans = [low, high] if self.letter == "A" else [high, (4.5, 6.5)]
            for name, span in zip("AB", spans, strict=True):
                front += _interval(place, span, name)
            front.append(svg.text((screen.LEFT, 206), "common femoral vein"))
            marks = _breath(place)
            one, two = placed(self.letter, "falls", "rises")
            seen += f" Two intervals of 2 s: in A flow {one}, in B it {two}."
        else:
            front += screen.said("common femoral vein, at rest")
            marks = _rhythm(place, pattern, self.velocity)
        height, solved = screen.HEIGHT, "Marked: the rhythm of the flow."
        if self.ask == "breath":
            height, solved = 216, "Added: breathing, with its phases."
        back = screen.shown([*front, *marks])
        return Drawing(front=screen.shown(front, height), back=back, seen=seen, solved=solved)

    def _pair(self) -> Drawing:
        places = screen.row(2, 40, -10, 5, height=140)
        order = placed(self.letter, "continuous", "phasic")
        front = screen.traces(places, [[Band(self.curve(one), 0.35)] for one in order],
                              int(self.seed))  # fmt: skip
        front += screen.said("both common femoral veins")
        marks = _rhythm(places["AB".index(self.letter)], "continuous", self.velocity)
        one, two = (_SHAPES[pattern] for pattern in order)
        return screen.drawing(
            front,
            marks,
            seen=f"Two spectral traces of veins over 5 s. A: {one}; B: {two}.",
            solved="Marked: flow that does not change.",
        )


def _interval(place: Plot, span: tuple[float, float], name: str) -> list[str]:
    """An interval above a spectrum: a bar with a name."""
    y, left, right = place.top - 8, place.x(span[0]), place.x(span[1])
    return [
        svg.polyline([(left, y + 5), (left, y), (right, y), (right, y + 5)], svg.INK, 1.5),
        svg.text(((left + right) / 2, y - 5), name, anchor="middle", bold=True),
    ]


def _breath(place: Plot) -> list[str]:
    """The curve of breathing under a spectrum: it rises while breathing in."""
    middle, steps = place.top + place.height + 54, round(place.seconds * 8)
    points = [
        (place.x(at / 8), middle + 12 * math.cos(2 * math.pi * (at / 8 - 0.5) / _BREATH))
        for at in range(steps + 1)
    ]
    return [
        svg.text((screen.LEFT, 256), "rising: breathing in", fill=screen.MARK),
        svg.polyline(points, screen.MARK, 2),
    ]


def _rhythm(place: Plot, pattern: str, velocity: float) -> list[str]:
    """What the trace changes with."""
    if pattern == "phasic":
        return screen.span(place, 0.5, 4.5, 34, "one breath")
    if pattern == "pulsatile":
        return screen.span(place, 3 * _BEAT, 4 * _BEAT, 34, "one beat")
    return screen.level(place, velocity, "unchanged")
