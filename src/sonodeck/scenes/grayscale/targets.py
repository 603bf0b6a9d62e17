"""Family ``targets``: gray-scale targets of a phantom, some decibels above or below the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_LEVELS = (-9.0, -6.0, -3.0, 3.0, 6.0)
_ORDERS = (
    (-6.0, 3.0, -9.0, 6.0, -3.0),
    (6.0, -9.0, -3.0, 3.0, -6.0),
    (-3.0, 6.0, -6.0, -9.0, 3.0),
    (3.0, -3.0, 6.0, -6.0, -9.0),
)
_PLACES = ((-15.0, 14.0), (0.0, 14.0), (15.0, 14.0), (-8.0, 34.0), (8.0, 34.0))
_RADIUS = 5.5
_SETTING = Setting(width=48, depth=46, pixel=0.25, frequency=7, top=12, range=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets(Scene):
    """The brightness of a target against the background, in the order of its decibels."""

    ask: Annotated[Literal["level", "test"], OneOf("what is asked")]
    level: Annotated[float, Number("dB", -9, 6, "which target is asked")] = 3
    order: Annotated[float, Number("", 1, 4, "which of four arrangements")] = 1
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.level not in _LEVELS:
            raise Impossible("level", "there is no such target", "-9, -6, -3, 3 or 6")
        if self.order not in range(1, len(_ORDERS) + 1):
            raise Impossible("order", "there is no such arrangement", "1, 2, 3 or 4")

    def levels(self) -> tuple[float, ...]:
        """Of the targets A to E, dB against the background."""
        return _ORDERS[int(self.order) - 1]

    def solve(self) -> Solution:
        letters = dict(zip(self.levels(), "ABCDE", strict=True))
        letter = letters[self.level]
        if self.ask == "level":
            others = sorted(
                (one for one in _LEVELS if one != self.level),
                key=lambda one: abs(one - self.level),
            )
            ranked = ", ".join(letters[one] for one in _LEVELS)
            slips = {letters[one]: f"that one lies at {_db(one)}" for one in others}
            return choice(
                "The targets lie at −9, −6, −3, +3 and +6 dB against the background. "
                f"Which is the {_db(self.level)} target?",
                letter,
                slips,
                f"From the darkest to the brightest they are {ranked}; {letter} is the "
                f"{_NTH[_LEVELS.index(self.level)]}.",
            )
        return choice(
            "Which resolution is tested with these targets of one size?",
            "Contrast resolution",
            {
                "Axial resolution": "that takes pins close together in depth",
                "Lateral resolution": "that takes pins side by side, or the width of one",
                "Temporal resolution": "that takes something that moves",
            },
            "They differ only in the strength of their echoes. Contrast resolution "
            "shows echoes of slightly different strength as different grays.",
        )

    def field(self) -> Field:
        """The map of the targets."""
        field = Field(_SETTING)
        for (x, z), level in zip(_PLACES, self.levels(), strict=True):
            field.paint(field.disc(x, z, _RADIUS), level)
        return field

    def draw(self) -> Drawing:
        one = screen.single(self.field(), int(self.seed))
        parts = [
            *screen.ruler(one),
            *(screen.label(one, x, z - _RADIUS - 2.2, letter)
              for (x, z), letter in zip(_PLACES, "ABCDE", strict=True)),
        ]  # fmt: skip
        marked = [
            screen.note(one, x, z + _RADIUS + 2.4, _db(level))
            for (x, z), level in zip(_PLACES, self.levels(), strict=True)
        ]
        said = "; ".join(
            f"{letter} {_LOOKS[level]}"
            for letter, level in zip("ABCDE", self.levels(), strict=True)
        )
        return screen.drawing(
            [one], parts, marked, "background: 0 dB",
            seen="A gray-scale image of a phantom with five round targets of one size. Against the "
            f"background, {said}.",
            solved="Written below each target: its level against the background.",
        )  # fmt: skip


def _db(level: float) -> str:
    return f"{'+' if level > 0 else '−'}{figure(abs(level))} dB"


_NTH = ("darkest", "second darkest", "one in the middle", "second brightest", "brightest")
_LOOKS = {
    -9.0: "is much darker",
    -6.0: "is darker",
    -3.0: "is a little darker",
    3.0: "is a little brighter",
    6.0: "is much brighter",
}
