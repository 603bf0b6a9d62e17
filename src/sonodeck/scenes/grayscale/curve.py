"""Family ``curve``: two compression curves, gray against echo level, and an image of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, number, other
from sonodeck.scenes.grayscale.parts.graph import Graph
from sonodeck.scenes.grayscale.parts.phantom import SETTING, targets
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_COLORS = {"A": "#5cc8ff", "B": "#ff9f6b"}
_LEAST = -100.0
"""The weakest echo on the axis, dB against the strongest."""
ECHOES = (-60.0, -6.0, 6.0, 12.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve(Scene):
    """A straight curve from black to white over a dynamic range: contrast is its slope, 255 / DR.

    Levels are decibels against the strongest echo.
    """

    ask: Annotated[Literal["contrast", "range", "black", "image"], OneOf("what is asked")]
    steep: Annotated[Letter, OneOf("which curve is the steeper one")] = "A"
    of: Annotated[Letter, OneOf("the curve that is asked about, or that made the image")] = "A"
    narrow: Annotated[float, Number("dB", 25, 50, "dynamic range of the steep curve")] = 30
    wide: Annotated[float, Number("dB", 50, 90, "dynamic range of the flat curve")] = 70
    white: Annotated[float, Number("dB", -20, 0, "from which level on both curves are white")] = 0
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.wide < 1.5 * self.narrow:
            raise Impossible("wide", "the curves would be too alike", "1.5 times the narrow range")

    def range(self, letter: Letter) -> float:
        """The dynamic range of a curve, dB."""
        return self.narrow if letter == self.steep else self.wide

    def black(self, letter: Letter) -> float:
        """Down from which level a curve is black, dB."""
        return self.white - self.range(letter)

    def weak(self) -> float:
        """An echo that only the flat curve shows, dB."""
        return 5.0 * round((self.black("A") + self.black("B")) / 10)

    def solve(self) -> Solution:
        flat = other(self.steep)
        if self.ask == "contrast":
            return choice(
                "Which compression curve gives the image with more contrast?",
                self.steep,
                {flat: "the same difference in echo level makes a smaller difference in gray"},
                f"{self.steep} is steeper: it spreads {figure(self.narrow)} dB over the grays, "
                f"{flat} {figure(self.wide)} dB.",
            )
        if self.ask == "black":
            weak = figure(self.weak())
            return choice(
                f"Which curve shows an echo of {weak} dB as black?",
                self.steep,
                {flat: f"it is black only from {figure(self.black(flat))} dB down"},
                f"{self.steep} reaches black at {figure(self.black(self.steep))} dB, so "
                f"{weak} dB and all weaker echoes are lost.",
            )
        if self.ask == "image":
            much, curve, would = "much", "flatter", "harsher, with more black and white"
            if self.of == self.steep:
                much, curve, would = "little", "steeper", "softer, with more grays"
            return choice(
                "The image was displayed with one of the two curves. Which one?",
                self.of,
                {other(self.of): f"its image would be {would}"},
                f"The image has {much} gray between black and white, as the {curve} curve gives.",
            )
        right, reached = self.range(self.of), f"white is already reached at {figure(self.white)} dB"
        slips = [
            (self.range(other(self.of)), "that of the other curve"),
            (-self.black(self.of), f"from 0 dB to black: {reached}"),
            (-_LEAST, "the whole axis: the curve is black before its end"),
            (right / 2, "from white to the middle gray only"),
        ]
        offer = numbers(right, slips, lambda one: f"{figure(one, 0)} dB")
        return number(
            f"What dynamic range does curve {self.of} display?",
            offer,
            f"From white at {figure(self.white)} dB to black at {figure(self.black(self.of))} dB: "
            f"{offer.answer}.",
        )

    def draw(self) -> Drawing:
        image = self.ask == "image"
        graph = Graph(right=196 if image else 306, x=(_LEAST, 0), y=(0, 255))
        step = 50 if image else 20
        ticks = {float(at): figure(at) for at in range(int(_LEAST), 1, step)}
        parts = graph.axes(ticks, {0: "black", 255: "white"}, ("echo level (dB)", "gray"))
        marked = []
        for letter in ("A", "B"):
            end, color = self.black(letter), _COLORS[letter]
            parts.append(graph.line([(_LEAST, 0), (end, 0), (self.white, 255), (0, 255)], color))
            aside = 9 if letter == self.steep and not image else -9
            parts.append(graph.label(((self.white + end) / 2 + aside, 115), letter, color))
            marked.append(graph.line([(end, 0), (end, 16)], screen.MARK))
            marked.append(graph.label((end, 30), f"{figure(end)}", screen.MARK))
        if self.white < 0:
            marked.append(graph.line([(self.white, 239), (self.white, 255)], screen.MARK))
            marked.append(graph.label((self.white + 1, 222), figure(self.white), screen.MARK))
        frames = []
        if image:
            of = self.range(self.of)
            setting = replace(SETTING, range=of, top=0.3 * of)
            frames = [screen.imaged(targets(setting, ECHOES), int(self.seed), 212, 4)]
            marked.append(screen.note(frames[0], 0, 44, f"{figure(of)} dB"))
        if self.ask == "black":
            marked.append(graph.line([(self.weak(), 0), (self.weak(), 255)], screen.MARK, "4 3"))
        slopes = "; ".join(
            f"{one}: {figure(255 / self.range(one), 1)} gray levels/dB" for one in ("A", "B")
        )
        return screen.drawing(
            frames, parts, marked, result=slopes,
            seen=self._seen(),
            solved="Written in: where each curve reaches black, and its slope.",
        )  # fmt: skip

    def _seen(self) -> str:
        white = figure(self.white)
        ends = ", ".join(f"{one} from {figure(self.black(one))} on" for one in ("A", "B"))
        image = ""
        if self.ask == "image":
            look = "harsh, nearly black and white" if self.of == self.steep else "soft, all gray"
            image = f" Beside it a gray-scale image that is {look}."
        return (
            f"A graph of gray against echo level in dB with two straight curves. "
            f"Both rise from black to white, which they reach at {white}: {ends}.{image}"
        )
