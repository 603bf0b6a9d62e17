"""Family ``copies``: a copy beside the true structure, and one beyond a bright line."""

from __future__ import annotations

from typing import Annotated

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution

_SETTING = Setting(width=34, pixel=0.25)
_VESSEL, _RADIUS = 24.0, 3.2
_LINE, _LESION = 27.0, 19.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies(Scene):
    """Refraction puts a copy to the side at about the same depth; a mirror puts it deeper."""

    refraction: Annotated[Letter, OneOf("which image shows refraction")]
    apart: Annotated[float, Number("mm", 4.5, 7, "half the distance of the two vessels")] = 5
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        mirrored = other(self.refraction)
        return choice(
            "Each image shows one structure twice. Which image shows refraction?",
            self.refraction,
            {mirrored: "there the copy lies beyond a bright reflector, on the same scan line"},
            f"In {self.refraction} the copy lies beside the vessel at the same depth: refraction, "
            f"as behind the rectus muscles. In {mirrored} it lies on the same scan line, as far "
            "beyond the bright reflector as the lesion is in front of it: a mirror image.",
        )

    def fields(self) -> tuple[Field, Field]:
        """The maps of the two vessels under muscle and of the lesion before a reflector."""
        lens, line = Field(_SETTING), Field(_SETTING)
        for side in (-1, 1):
            muscle = lens.ellipse(side * 9, 8, 8, 3)
            lens.paint(lens.ellipse(side * 9, 8, 8.6, 3.6), 9)
            lens.paint(muscle, -9)
            vessel = lens.disc(side * self.apart, _VESSEL, _RADIUS)
            lens.paint(lens.disc(side * self.apart, _VESSEL, _RADIUS + 0.6), 7)
            lens.paint(vessel, -60, 0.2)
        line.paint(line.box(top=_LINE), -8)
        line.paint(line.box(top=_LINE - 0.4, bottom=_LINE + 0.4), 20)
        line.paint(line.disc(0, _LESION, 3), 9)
        line.paint(line.disc(0, 2 * _LINE - _LESION, 3), 1)
        return lens, line

    def draw(self) -> Drawing:
        lens, line = self.fields()
        both = (lens, line) if self.refraction == "A" else (line, lens)
        frames = screen.beside(both, int(self.seed))
        beside, beyond = frames if self.refraction == "A" else frames[::-1]
        parts = screen.names(frames)
        marked = [
            screen.outline(beside, [(-14, _VESSEL), (14, _VESSEL)]),
            screen.note(beside, 0, _VESSEL + 8, "same depth"),
            screen.arrow(beyond, (5, _LINE), (5, _LESION)),
            screen.arrow(beyond, (5, _LINE), (5, 2 * _LINE - _LESION)),
            screen.note(beyond, 0, 2 * _LINE - _LESION + 6, "beyond the line"),
        ]
        said = "one vessel, one lesion"
        return screen.drawing(
            frames, parts, marked, said,
            seen="Two gray-scale images A and B, each of one structure that is seen twice. In "
            f"{self.refraction} two equal black vessels lie side by side at one depth, under two "
            f"muscles; in {other(self.refraction)} a bright spot lies above a bright "
            "line, and a second one straight below it, as far beyond the line.",
            solved="Drawn in: the same depth of the vessels; the equal distances from the line.",
        )  # fmt: skip
