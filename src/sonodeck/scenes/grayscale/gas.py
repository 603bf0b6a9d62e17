"""Family ``gas``: a clean shadow beside a dirty one."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, other
from sonodeck.scenes.grayscale.parts.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure

_APART, _HALF = 10.0, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gas(Scene):
    """A clean shadow is black; reverberation fills in a dirty one, typically behind gas."""

    ask: Annotated[Literal["gas", "stone", "dirty", "fills"], OneOf("what is asked")]
    dirty: Annotated[Letter, OneOf("which shadow is dirty; A is left")]
    depth: Annotated[float, Number("mm", 8, 16, "of the reflectors")] = 12
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        clean = other(self.dirty)
        if self.ask == "fills":
            return Solution(
                question=f"Which artifact fills in shadow {self.dirty}?",
                answer="Reverberation",
                options=("Reverberation", "Refraction", "Enhancement", "Slice thickness"),
                reasoning=f"Shadow {self.dirty} is gray and hazy, a dirty shadow: sound that "
                "bounces to and fro in front of the reflector returns late and is drawn behind it.",
            )
        question, answer = {
            "gas": ("Which shadow does gas typically cast?", self.dirty),
            "stone": ("Which shadow does a stone typically cast?", clean),
            "dirty": ("Which shadow is called dirty?", self.dirty),
        }[self.ask]
        return Solution(
            question=question,
            answer=answer,
            options=("A", "B"),
            reasoning=f"Shadow {self.dirty} is gray and hazy, a dirty shadow, as gas typically "
            f"casts; {clean} is black, a clean one, as a stone typically casts.",
        )

    def field(self) -> Field:
        """The maps of the image."""
        field, z0 = Field(Setting()), self.depth
        for letter, x in (("A", -_APART), ("B", _APART)):
            below = field.strip(x, z0, _HALF)
            if letter == self.dirty:
                field.fade(below, -6, 0.35, field.z - round(z0 * 1000))
            else:
                field.paint(below, -60)
            field.paint(field.box(x - _HALF, x + _HALF, z0 - 0.6, z0 + 0.6), 22)
        return field

    def draw(self) -> Drawing:
        one = screen.single(self.field(), int(self.seed))
        parts = screen.ruler(one)
        places = {"A": -_APART, "B": _APART}
        parts += [screen.label(one, x, self.depth - 4, letter) for letter, x in places.items()]
        marked = []
        for letter, x in places.items():
            marked.append(screen.box(one, x - _HALF, x + _HALF, self.depth + 1, 49))
            words = "dirty" if letter == self.dirty else "clean"
            marked.append(screen.note(one, x, self.depth + 14, words))
        return Drawing(
            front=screen.shown([one], parts),
            back=screen.shown([one], [*parts, *marked]),
            seen=f"A gray-scale image with two short bright reflectors at "
            f"{figure(self.depth / 10)} cm and a shadow behind each. Shadow {self.dirty} is gray "
            f"and hazy, shadow {other(self.dirty)} black.",
            solved="Outlined: the dirty shadow and the clean one.",
        )
