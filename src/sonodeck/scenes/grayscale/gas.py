"""Family ``gas``: a clean shadow beside a dirty one."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure

_APART, _HALF = 10.0, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gas(Scene):
    """A clean shadow is black; reverberation fills in a dirty one, typically behind gas."""

    ask: Annotated[Literal["gas", "fills"], OneOf("what is asked")]
    dirty: Annotated[Letter, OneOf("which shadow is dirty; A is left")]
    depth: Annotated[float, Number("mm", 8, 16, "of the reflectors")] = 12
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        clean = other(self.dirty)
        if self.ask == "fills":
            return choice(
                f"Gas casts shadow {self.dirty}. Which artifact fills it in?",
                "Reverberation",
                {
                    "Refraction": "that bends sound aside and leaves dark lines",
                    "Enhancement": "that takes little attenuation; gas lets hardly any sound pass",
                    "Mirror image": "that is a copy of a structure, not a haze",
                },
                f"Shadow {self.dirty} is gray and hazy, a dirty shadow: sound that bounces back "
                "and forth in front of the gas returns late and is drawn behind it.",
            )
        return choice(
            "Which shadow does gas typically cast?",
            self.dirty,
            {clean: "black: a clean shadow"},
            f"Shadow {self.dirty} is gray and hazy, a dirty shadow: reverberation from the gas "
            f"fills it in. {clean} is black, a clean one, as a stone typically casts.",
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
        return screen.drawing(
            [one], parts, marked,
            seen=f"A gray-scale image with two short bright reflectors at "
            f"{figure(self.depth / 10)} cm and a shadow behind each. Shadow {self.dirty} is gray "
            f"and hazy, shadow {other(self.dirty)} black.",
            solved="Outlined: the dirty shadow and the clean one.",
        )  # fmt: skip
