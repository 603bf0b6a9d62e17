"""Family ``lateral``: rows of pins, drawn the wider the farther they are from the focus."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_ROWS = (8.0, 16.0, 24.0, 32.0, 40.0)
_PINS = (-12.0, -0.9, 0.9, 12.0)
"""The two in the middle are a pair 1.8 mm apart, which is two only where the beam is narrow."""
_SETTING = Setting(width=32, depth=48, spread=0.3, top=10, range=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateral(Scene):
    """Two pins side by side are drawn as two if they are farther apart than the beam is wide."""

    ask: Annotated[Literal["focus", "resolution", "dimension"], OneOf("what is asked")]
    focus: Annotated[float, Number("mm", 8, 40, "depth of the focus: that of a row of pins")] = 24
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.focus not in _ROWS:
            raise Impossible("focus", "the focus must lie at a row of pins", "8, 16, 24, 32 or 40")

    def solve(self) -> Solution:
        if self.ask == "focus":
            sizes = {f"{figure(z / 10)} cm": z for z in _ROWS}
            at = f"{figure(self.focus / 10)} cm"
            rest = sorted(sizes, key=lambda one: abs(sizes[one] - self.focus))[1:]
            return choice(
                "At which depth is the transmit focus set?",
                at,
                dict.fromkeys(rest, "the pins are wider there, so the beam is wider"),
                f"The pins are narrowest at {at}, and only there do the two in the middle show as "
                "two: the beam is narrowest at the focus.",
                sizes=sizes,
            )
        if self.ask == "resolution":
            return choice(
                "All pins are equally thin. Which resolution is poor in the rows where "
                "they are drawn as lines?",
                "Lateral resolution",
                {
                    "Axial resolution": "the pins are no taller there: they are smeared across the "
                    "beam, not along it",
                    "Temporal resolution": "nothing moves; the smear is there in a still image",
                },
                "A point is drawn as wide as the beam is at its depth. Away from the "
                "focus the beam is wide, so pins side by side merge.",
            )
        return Solution(
            question="The image of a single thin pin, enlarged. Which of its dimensions shows the "
            "lateral resolution at this depth?",
            answer="B, its width",
            options=("A, its height", "B, its width"),
            slips={"A, its height": "that is set by the pulse: axial resolution"},
            reasoning="The pin is far thinner than the beam, so it is drawn as wide as the beam is "
            "there.",
        )

    def setting(self) -> Setting:
        return replace(_SETTING, focus=self.focus)

    def field(self) -> Field:
        """The map of all pins."""
        field = Field(self.setting())
        field.paint(field.box(), -50)
        for z in _ROWS:
            for x in _PINS:
                field.point(x, z, 16)
        return field

    def draw(self) -> Drawing:
        if self.ask == "dimension":
            return self._enlarged()
        one = screen.single(self.field(), int(self.seed))
        parts = screen.ruler(one)
        words = "; ".join(
            f"at {figure(z / 10)} cm dots, the two in the middle apart"
            if z == self.focus
            else f"at {figure(z / 10)} cm lines {figure(self.setting().beam(z), 1)} mm wide, the "
            "two in the middle merged"
            for z in _ROWS
        )
        return Drawing(
            front=screen.shown([one], parts, "five rows of thin pins"),
            back=screen.shown(
                [one],
                [*parts, *screen.beam(one)],
                f"focus at {figure(self.focus / 10)} cm; the beam, outlined",
            ),
            seen=f"A gray-scale image of five rows of thin pins. They are drawn {words}.",
            solved="Outlined: the beam around the middle pair, narrowest at the focus.",
        )

    def _enlarged(self) -> Drawing:
        """A pin whose edges at half its strength, in the middle of the grays, are marked."""
        setting = Setting(
            width=8, depth=8, pixel=0.05, frequency=3, cycles=3, focus=16, spread=0.3, range=12
        )
        field = Field(setting)
        field.paint(field.box(), -50)
        field.point(0, 4, 16)
        one = screen.brightest(field, int(self.seed), 8, 29)
        high, wide = setting.pulse / 2, setting.beam(4) / 2
        parts = [
            screen.direction(one, (0, 4 - high - 1), (0, 4 - high)),
            screen.direction(one, (0, 4 + high + 1), (0, 4 + high)),
            screen.label(one, 0, 4 - high - 1.4, "A"),
            screen.direction(one, (-wide - 1.4, 4), (-wide, 4)),
            screen.direction(one, (wide + 1.4, 4), (wide, 4)),
            screen.label(one, -wide - 1.7, 4, "B"),
        ]
        marked = [
            screen.box(one, -wide, wide, 4 - high, 4 + high),
            screen.note(one, 0, 6.6, "B: width of the beam"),
            screen.note(one, 0, 1.2, "A: half the pulse length"),
        ]
        line = "one pin, enlarged; arrows: −6 dB"
        return screen.drawing(
            [one], parts, marked, line,
            seen="A gray-scale image of one pin, enlarged: a flat bright spot, much wider than "
            "tall. Two arrows A mark its upper and lower edge, two arrows B its sides.",
            solved="Named: what sets the width of the spot, and what sets its height.",
        )  # fmt: skip
