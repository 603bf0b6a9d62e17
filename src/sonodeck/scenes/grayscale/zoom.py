"""Family ``zoom``: a part of an image scanned anew, and the same part with its pixels enlarged."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, other
from sonodeck.scenes.grayscale.parts.lines import enlarged
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Setting, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution

TIMES = 6
"""Pixels of a new scan in a stored one, each way."""
_SETTING = Setting(width=15, depth=21, pixel=0.125, focus=10, frequency=8)
_CYST, _RADIUS, _SEPTUM = (0.0, 10.0), 5.0, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoom(Scene):
    """Write zoom scans a region again with more pixels; read zoom enlarges the stored ones."""

    ask: Annotated[Literal["write", "frozen"], OneOf("what is asked")]
    write: Annotated[Letter, OneOf("which image was scanned anew")] = "A"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def solve(self) -> Solution:
        read = other(self.write)
        why = (
            f"{read} is made of the large pixels of the stored image. {self.write} was scanned "
            "again, with more lines and pixels in the region, and shows the thin septum as it is."
        )
        if self.ask == "write":
            return choice(
                "Both images enlarge the same part of a scan. Which one was made with write zoom?",
                self.write,
                {read: "its pixels are only larger: read zoom adds no detail"},
                why,
            )
        return choice(
            "The image is already frozen when you enlarge a part of it. Which of these can you "
            "get?",
            read,
            {self.write: "it takes a new scan, and no pulses are sent any more"},
            f"{why} A frozen image can only be enlarged as it was stored: read zoom.",
        )

    def images(self) -> tuple[Whole, Whole]:
        """The levels of the new scan, and of the stored one enlarged."""
        field = Field(_SETTING)
        inside = field.disc(*_CYST, _RADIUS)
        field.paint(inside, -60)
        turned = abs(field.x * 4 + (field.z - 10_000) * 3) <= round(5000 * _SEPTUM)
        field.paint(inside & turned, 8)
        found = levels(field, int(self.seed))
        return found, enlarged(found, TIMES)

    def draw(self) -> Drawing:
        written, read = self.images()
        both = (written, read) if self.write == "A" else (read, written)
        frames = screen.row([(shades(one, _SETTING), _SETTING) for one in both], 226)
        parts = screen.names(frames)
        new, stored = frames if self.write == "A" else frames[::-1]
        marked = [
            screen.below(new, "write zoom"),
            screen.below(stored, "read zoom"),
            screen.box(stored, -2.25, -1.5, 6.75, 7.5),
            screen.arrow(new, (5, 17), (1.5, 9.5)),
        ]
        return screen.drawing(
            frames, parts, marked, "the same part, enlarged",
            result="box: one stored pixel; arrow: septum",
            seen=f"Two enlarged gray-scale images A and B of a round cyst. {self.write} is finely "
            f"drawn, with a thin line across the cyst; {other(self.write)} consists of coarse "
            "squares.",
            solved="Boxed: one pixel of the stored image. The arrow points to the septum.",
        )  # fmt: skip
