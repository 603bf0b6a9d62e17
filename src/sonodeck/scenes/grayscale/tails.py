"""Family ``tails``: a comet tail beside a ring-down artifact."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import figure

_APART = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tails(Scene):
    """A comet tail tapers and fades; a ring-down streak runs to the bottom and stays bright."""

    ask: Annotated[Literal["ring-down", "gas"], OneOf("what is asked")]
    ringing: Annotated[Letter, OneOf("which is the ring-down artifact; A is left")]
    depth: Annotated[float, Number("mm", 6, 16, "where both begin")] = 10
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        comet = other(self.ringing)
        question, why = {
            "ring-down": (
                "Which is the ring-down artifact?",
                f"{self.ringing} runs on to the bottom of the image without tapering; {comet}, a "
                "comet tail, narrows and fades.",
            ),
            "gas": (
                "Which of the two artifacts points to gas?",
                f"{self.ringing} runs to the bottom of the image without tapering: it is a "
                "ring-down artifact, which comes from fluid that resonates among gas bubbles.",
            ),
        }[self.ask]
        wrong = "it narrows and fades: a comet tail, which comes from small, strong reflectors"
        return choice(question, self.ringing, {comet: wrong}, why)

    def places(self) -> tuple[float, float]:
        """Where the comet tail and the ring-down artifact lie, mm from the middle."""
        return (_APART, -_APART) if self.ringing == "A" else (-_APART, _APART)

    def field(self) -> Field:
        """The maps of the image."""
        field, z0 = Field(Setting()), self.depth
        comet, ring = self.places()
        step = 0.6
        for k in range(26):
            top, half = z0 + step * k, 1 - 0.033 * k
            band = field.box(comet - half, comet + half, top, top + step)
            field.paint(band, 22 - 1.2 * k if k < 18 else 0)
        for k in range(round((50 - z0) / 0.3)):
            top = z0 + 0.3 * k
            band = field.box(ring - 0.9, ring + 0.9, top, top + 0.3)
            field.paint(band, (15, 18, 12)[k % 3])
        return field

    def draw(self) -> Drawing:
        one = screen.single(self.field(), int(self.seed))
        parts = [*screen.ruler(one)]
        parts += [
            screen.label(one, x, self.depth - 4, letter)
            for letter, x in (("A", -_APART), ("B", _APART))
        ]
        comet, ring = self.places()
        z0, z1 = self.depth, self.depth + 11
        marked = [
            screen.outline(one, [(comet - 1.6, z0), (comet - 0.8, z1), (comet + 0.8, z1)]),
            screen.outline(one, [(comet + 1.6, z0), (comet + 0.8, z1)]),
            screen.outline(one, [(ring - 1.6, z0), (ring - 1.6, 49)]),
            screen.outline(one, [(ring + 1.6, z0), (ring + 1.6, 49)]),
            screen.note(one, comet, z1 + 4, "comet tail"),
            screen.note(one, ring - 3 if ring > 0 else ring + 3, 46, "ring-down",
                        "end" if ring > 0 else "start"),
        ]  # fmt: skip
        return screen.drawing(
            [one], parts, marked,
            seen=f"A gray-scale image with two bright streaks A and B that begin at "
            f"{figure(self.depth / 10)} cm. {self.ringing} is equally wide and bright down to the "
            f"bottom; {other(self.ringing)} narrows and fades after 1 cm.",
            solved="Outlined: the streak that tapers, and the one that runs to the bottom.",
        )  # fmt: skip
