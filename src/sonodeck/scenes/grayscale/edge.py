"""Family ``edge``: a round structure with two dark lines behind its sides."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution

_DEPTH = 16.0
_OPTIONS = {
    "Edge shadow": "that is a narrow dark line below each side",
    "Enhancement": "that is the bright region between the lines",
    "Reverberation": "that draws bright lines at equal distances",
    "Mirror image": "that is a copy beyond a strong reflector",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Scene):
    """Taught as refraction: sound that grazes the side of a curved structure is bent away."""

    ask: Annotated[Literal["cause", "lines", "between"], OneOf("what is asked")]
    radius: Annotated[float, Number("mm", 5, 8, "radius of the structure")] = 7
    x: Annotated[float, Number("mm", -8, 8, "its place, from the middle to the right")] = 0
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        if self.ask == "cause":
            return choice(
                "Two dark lines run down from the sides of the cyst. What is the usual "
                "explanation?",
                "Refraction",
                {
                    "Absorption": "the fluid absorbs little: straight behind it the image is "
                    "bright",
                    "Reverberation": "that adds bright lines at equal distances",
                    "Side lobes": "they add false echoes; here echoes are missing",
                },
                "The lines start where the beam grazes the curved wall: there it is bent away, and "
                "little comes back from behind.",
            )
        lines = self.ask == "lines"
        answer = "Edge shadow" if lines else "Enhancement"
        return choice(
            "Which artifact is marked A?",
            answer,
            {one: why for one, why in _OPTIONS.items() if one != answer},
            "A narrow dark line that starts at the side of a round structure is its edge shadow: "
            "sound that grazes the curved wall is bent away, and little comes back from behind."
            if lines
            else "Behind fluid the image is brighter than beside it at the same depth: the fluid "
            "attenuates less than tissue, and the TGC overcorrects.",
        )

    def field(self) -> Field:
        """The maps of the image."""
        field, r = Field(Setting()), self.radius
        below = field.box(self.x - 1.06 * r, self.x + 1.06 * r, _DEPTH)
        inner = field.box(self.x - 0.9 * r, self.x + 0.9 * r, _DEPTH)
        field.paint(below & ~inner, attenuation=1.4)
        field.paint(field.disc(self.x, _DEPTH, r), -60, 0.1)
        return field

    def draw(self) -> Drawing:
        one, r = screen.single(self.field(), int(self.seed)), self.radius
        parts = screen.ruler(one)
        if self.ask == "lines":
            parts.append(screen.pointer(one, (self.x + r, 40), "A"))
        if self.ask == "between":
            parts.append(screen.pointer(one, (self.x, 37), "A", 0))
        where = {"cause": "", "lines": " A points to one of these lines.",
                 "between": " A lies in the bright region."}[self.ask]  # fmt: skip
        return screen.drawing(
            [one], parts, self._marks(one),
            seen="A gray-scale image with a black round cyst. From its two sides narrow dark lines "
            f"run straight down; between them it is brighter than beside them.{where}",
            solved={
                "cause": "Drawn in: rays that enter the wall at the sides and are bent away.",
                "lines": "Marked: the dark line at each side.",
                "between": "Outlined: the bright region between the two lines.",
            }[self.ask],
        )  # fmt: skip

    def _ray(self, one: screen.Frame, side: int) -> list[str]:
        """A ray down to the side, bent by 10 degrees where it enters the wall and where it leaves.

        It meets the wall at 70 degrees to the normal, and its chord there is 2 r cos 80 degrees.
        """
        r = self.radius
        enters = (self.x + side * 0.94 * r, _DEPTH - 0.34 * r)
        leaves = (enters[0] + side * 0.06 * r, enters[1] + 0.34 * r)
        far = 38 - leaves[1]
        return [
            screen.outline(one, [(enters[0], 1), enters, leaves]),
            screen.arrow(one, leaves, (leaves[0] + side * 0.36 * far, 38)),
        ]

    def _marks(self, one: screen.Frame) -> list[str]:
        """What the back adds: bent rays, the two lines, or the region between them."""
        r, marked = self.radius, []
        if self.ask == "between":
            inner = 0.9 * r - 0.8
            marked.append(screen.box(one, self.x - inner, self.x + inner, _DEPTH + r + 1, 49))
            marked.append(screen.note(one, self.x, 53, "enhancement"))
            return marked
        for side in (-1, 1):
            edge = self.x + side * r
            if self.ask == "cause":
                marked += self._ray(one, side)
            else:
                marked.append(screen.arrow(one, (edge + side * 7, 30), (edge + side * 1.5, 30)))
        words = "bent away" if self.ask == "cause" else "edge shadows"
        marked.append(screen.note(one, self.x, 53, words))
        return marked
