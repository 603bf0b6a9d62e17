"""Family ``reverberation``: a strong reflector and its repeats, and where the next one will lie."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice, number
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution, numbers
from sonodeck.scenes.words import figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverberation(Scene):
    """Sound bounces between transducer and reflector: lines at whole multiples of its depth."""

    ask: Annotated[Literal["next", "artifact", "real"], OneOf("what is asked")]
    depth: Annotated[float, Number("mm", 6, 10, "depth of the reflector")] = 8
    lines: Annotated[Literal["3", "4"], OneOf("how many lines the image shows")] = "4"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        d, n = self.depth / 10, int(self.lines)
        if self.ask == "next":
            slips = (
                (n * d, "that is the last line of this image"),
                ((n + 2) * d, "that is the line after the next one"),
                (2 * n * d, "the spacing stays the same; the depth doesn't double"),
                ((n + 0.5) * d, "that is where this image ends"),
                (d, "that is the first line"),
            )
            offer = numbers((n + 1) * d, slips, lambda cm: f"{figure(cm, 1)} cm")
            return number(
                f"The first line lies at {figure(d)} cm. The depth setting is increased: where "
                "does the next line come into view?",
                offer,
                "The echo bounces back and forth between transducer and reflector, and each round "
                f"trip delays it by the same time: lines at 1, 2, 3 … times {figure(d)} cm, the "
                f"next at {n + 1} × {figure(d)} cm = {offer.answer}.",
            )
        if self.ask == "real":
            return choice(
                "How many of the bright lines are true reflectors?",
                "One",
                {
                    "None": "something must have reflected the sound first",
                    "Two": "the second lies at twice the depth of the first: it is its repeat",
                    "All": "true reflectors would hardly be equally spaced and steadily weaker",
                },
                "The lines are equally spaced and weaken with depth: the first is the "
                "reflector, the others are its repeats.",
                sizes={"None": 0, "One": 1, "Two": 2, "All": n},
            )
        return choice(
            "What artifact are the lines below the first one?",
            "Reverberation",
            {
                "Mirror image": "that is one copy, beyond a strong reflector",
                "Side lobe": "that draws an arc to the side of a strong reflector",
                "Enhancement": "that makes a whole region brighter and draws no lines",
            },
            "Equally spaced parallel lines, each weaker than the one above: sound bounces back and "
            "forth between the transducer and the reflector.",
        )

    def _shown(self) -> int:
        """How many lines the back shows: also the one that is asked for."""
        return int(self.lines) + (self.ask == "next")

    def field(self) -> Field:
        """The maps of the back's image; it ends half a spacing below its last line."""
        d, n = self.depth, self._shown()
        field = Field(Setting(width=30, depth=(n + 0.5) * d))
        field.paint(field.box(top=d), -50)
        for k in range(1, n + 1):
            field.paint(field.box(top=k * d - 0.3, bottom=k * d + 0.3), 22 - 6 * (k - 1))
        return field

    def draw(self) -> Drawing:
        d = self.depth
        front, one = screen.deepened(self.field(), int(self.seed), (int(self.lines) + 0.5) * d)
        parts, marked = screen.ruler(one), []
        for k in range(1, self._shown() + 1):
            marked.append(screen.arrow(one, (-10, (k - 1) * d + 0.3), (-10, k * d - 0.5)))
            marked.append(screen.note(one, 3, (k - 0.5) * d, f"{figure(d / 10)} cm"))
        depths = ", ".join(figure(k * d / 10) for k in range(1, int(self.lines) + 1))
        return Drawing(
            front=screen.shown([front], screen.ruler(front)),
            back=screen.shown([one], [*parts, *marked]),
            seen=f"A gray-scale image, dark below its first bright horizontal line. Bright lines "
            f"lie at {depths} cm, each weaker than the last.",
            solved="Drawn in: the equal spacing of the lines"
            + (", and the next line." if self.ask == "next" else "."),
        )
