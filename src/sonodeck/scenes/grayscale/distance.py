"""Family ``distance``: pins of known spacing, and what the calipers read."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice, number
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_SETTING = Setting(width=100, depth=110, pixel=0.5, frequency=3.5, focus=50, top=18, range=60)
_SPACING, _COLUMN, _ROW_DEPTH = 20.0, (10.0, 30.0, 50.0, 70.0, 90.0), 30.0
_TRUE = 4 * _SPACING
"""From the first to the last pin of a line, mm."""
_ROW = (-40.0, -20.0, 0.0, 20.0, 40.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance(Scene):
    """A reading is off by (shown − true) / true; the column tests depth, the row the width.

    In a fluid of another speed of sound only depth is off: shown = true × 1540 / c.
    """

    ask: Annotated[Literal["error", "speed"], OneOf("what is asked")]
    along: Annotated[Literal["depth", "width"], OneOf("which of the two is off")] = "depth"
    error: Annotated[float, Number("%", -8, 8, "by how much the reading is off")] = -5
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if abs(self.error) < 3 or round(_TRUE * self.error) % 10:
            message = "the reading must be off by 3 % at least, and by tenths of a mm"
            raise Impossible("error", message, "-5")

    def readings(self) -> tuple[float, float]:
        """What the calipers read between the first and the last pin: in depth and in width."""
        off = round(_TRUE * (1 + self.error / 100), 1)
        return (off, _TRUE) if self.along == "depth" else (_TRUE, off)

    def solve(self) -> Solution:
        shown = self.readings()[self.along == "width"]
        if self.ask == "error":
            off = shown - _TRUE
            slips = (
                (-self.error, "sign error: measured minus true"),
                (off, f"{figure(off, 1)} mm was read as {figure(off, 1)}%"),
                (self.error / 4, "divided by 4 as if each space had its own error"),
            )
            reading = "depth" if self.along == "depth" else "horizontal"
            return number(
                f"The pins are {figure(_SPACING)} mm apart. By how much is the {reading} reading "
                "between the marked pins off?",
                numbers(self.error, slips, _percent),
                f"From the first to the fifth pin it is {figure(_TRUE)} mm; "
                f"{figure(shown, 1)} mm is shown: ({figure(shown, 1)} − {figure(_TRUE)}) / "
                f"{figure(_TRUE)} = {figure(self.error)}%.",
            )
        slow, (right, wrong) = self.error > 0, ("Slower", "Faster")[:: 1 if self.error > 0 else -1]
        return choice(
            f"All pins are {figure(_SPACING)} mm apart, and the scanner is calibrated "
            "correctly. How fast is sound in the phantom material, compared with 1540 m/s?",
            right,
            {
                wrong: f"then the pins would be drawn too {'close' if slow else 'far apart'} "
                "in depth",
                "Just as fast": "then the depth reading would be right",
            },
            f"Only depth is off: echoes come back {'later' if slow else 'sooner'} "
            "than the scanner assumes. The width doesn't depend on the time of an echo.",
        )

    def field(self) -> Field:
        """The map: the pins where the scanner draws them."""
        field = Field(_SETTING)
        field.paint(field.box(), -22)
        deep, wide = (reading / _TRUE for reading in self.readings())
        for z in _COLUMN:
            field.point(0, 10 + (z - 10) * deep, 34)
        for x in _ROW:
            field.point(x * wide, 10 + (_ROW_DEPTH - 10) * deep, 34)
        return field

    def draw(self) -> Drawing:
        one, (deep, wide) = screen.imaged(self.field(), int(self.seed), 8, 2.2), self.readings()
        parts, marked, lines, both = screen.ruler(one), [], [], self.ask == "speed"
        z, true = 10 + (_ROW_DEPTH - 10) * deep / _TRUE, f"true {figure(_TRUE)} mm"
        if both or self.along == "depth":
            parts += [_cross(one, (0, 10)), _cross(one, (0, 10 + deep))]
            marked += [screen.arrow(one, (6, 50), (6, end)) for end in (10, 90)]
            marked.append(screen.note(one, 8, 60, true, "start"))
            lines.append(f"depth {figure(deep, 1)} mm")
        if both or self.along == "width":
            parts += [_cross(one, (side * wide / 2, z)) for side in (-1, 1)]
            marked += [screen.arrow(one, (0, z - 6), (side * 40, z - 6)) for side in (-1, 1)]
            marked.append(screen.note(one, -20, z - 12, true))
            lines.append(f"width {figure(wide, 1)} mm")
        parts.append(svg.text((8, 282), f"+ {'   '.join(lines)}"))
        where = "column and of the row" if both else "column" if self.along == "depth" else "row"
        return screen.drawing(
            [one], parts, marked,
            seen="A gray-scale image of a phantom with a column and a row of five pins. Calipers "
            f"lie on the first and the last pin of the {where}; they read {' and '.join(lines)}.",
            solved=f"Drawn in: the true length, {figure(_TRUE)} mm.",
        )  # fmt: skip


def _percent(number: float) -> str:
    return f"{figure(abs(number), 1)}% too {'long' if number > 0 else 'short'}"


def _cross(one: screen.Frame, place: svg.Point) -> str:
    """A caliper."""
    x, y = one.at(*place)
    lines = [(x - 5, y), (x + 5, y)], [(x, y - 5), (x, y + 5)]
    return "".join(svg.polyline(ends, screen.BLUE, 1.5) for ends in lines)
