"""Family ``reverberation``: a strong reflector and its repeats, and where the next one will lie."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import measures
from sonodeck.scenes.grayscale.parts.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverberation(Scene):
    """Sound goes to and fro between probe and reflector: lines at whole multiples of its depth."""

    ask: Annotated[Literal["next", "artifact", "real"], OneOf("what is asked")]
    depth: Annotated[float, Number("mm", 6, 10, "depth of the reflector")] = 8
    lines: Annotated[Literal["3", "4"], OneOf("how many lines the image shows")] = "4"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        d, n = self.depth / 10, int(self.lines)
        if self.ask == "next":
            answer, options = measures(
                (n + 1) * d, (n * d, (n + 2) * d, 2 * n * d, 2**n * d), "cm", int(self.seed)
            )
            return Solution(
                question=f"The first line lies at {figure(d)} cm. The depth setting is increased: "
                "where does the next line come into view?",
                answer=answer,
                options=options,
                reasoning=f"The echo runs between probe and reflector and arrives late by the same "
                f"time after each round trip: lines at 1, 2, 3 … times {figure(d)} cm, the next at "
                f"{n + 1} × {figure(d)} cm = {answer}.",
            )
        if self.ask == "real":
            return Solution(
                question="How many of the bright lines are true reflectors?",
                answer="One",
                options=("None", "One", "Two", "All"),
                reasoning="The lines are equally spaced and weaken with depth: the first is the "
                "reflector, the others are its repeats.",
            )
        return Solution(
            question="Which artifact do the bright lines below the first show?",
            answer="Reverberation",
            options=("Reverberation", "Mirror image", "Side lobe", "Enhancement"),
            reasoning="Equally spaced parallel lines, each weaker than the one above: sound "
            "bounces to and fro between the probe and the reflector.",
        )

    def field(self) -> Field:
        """The maps of the image; it ends half a spacing below its last line."""
        d, n = self.depth, int(self.lines)
        field = Field(Setting(width=30, depth=(n + 0.5) * d))
        field.paint(field.box(top=d), -50)
        for k in range(1, n + 1):
            field.paint(field.box(top=k * d - 0.3, bottom=k * d + 0.3), 22 - 7 * (k - 1))
        return field

    def draw(self) -> Drawing:
        one, d = screen.single(self.field(), int(self.seed)), self.depth
        parts, marked = screen.ruler(one), []
        for k in range(1, int(self.lines) + 1):
            marked.append(screen.arrow(one, (-10, (k - 1) * d + 0.3), (-10, k * d - 0.5)))
            marked.append(screen.note(one, 3, (k - 0.5) * d, f"{figure(d / 10)} cm"))
        depths = ", ".join(figure(k * d / 10) for k in range(1, int(self.lines) + 1))
        return Drawing(
            front=screen.shown([one], parts),
            back=screen.shown([one], [*parts, *marked]),
            seen=f"A gray-scale image, dark below its first bright horizontal line. Bright lines "
            f"lie at {depths} cm, each weaker than the last.",
            solved="Drawn in: the equal spacing of the lines.",
        )
