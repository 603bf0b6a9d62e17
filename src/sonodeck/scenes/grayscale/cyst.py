"""Family ``cyst``: three round structures, told apart by how bright it is behind them."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, choice, which
from sonodeck.scenes.model import ATTENUATION, Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution

_RADIUS, _DEPTH, _APART = 6.0, 18.0, 13.0
_SETTING = Setting(frequency=7)
_LOSS = {"fluid": 0.0, "tissue": 0.5, "dense": 1.0}
"""The attenuation of what can lie in a structure, in dB/cm/MHz."""
_BEHIND = {"fluid": "brighter than", "tissue": "as bright as", "dense": "darker than"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cyst(Scene):
    """Three structures of equal size: fluid, tissue like the liver, and one that attenuates more.

    Brighter or darker behind one by 2 (0.5 - a) f t / 10 dB, t its thickness in mm.
    """

    ask: Annotated[Literal["which", "artifact"], OneOf("what is asked")]
    order: Annotated[
        Literal["fluid first", "fluid second", "fluid third"], OneOf("where the fluid is")
    ]
    gray: Annotated[Literal["no", "yes"], OneOf("all three equally gray")] = "no"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def contents(self) -> tuple[str, ...]:
        others = ["tissue", "dense"] if int(self.seed) % 2 else ["dense", "tissue"]
        others.insert(("fluid first", "fluid second", "fluid third").index(self.order), "fluid")
        return tuple(others)

    def solve(self) -> Solution:
        letter = LETTERS[self.contents().index("fluid")]
        why = (
            f"Structure {letter} attenuates less than the tissue beside it, so the echoes behind "
            "it are too bright: the TGC makes up for a loss that wasn't there."
        )
        if self.ask == "which":
            return which(
                "Which structure attenuates least?"
                if self.gray == "yes"
                else "Which structure is most likely a cyst?",
                self.contents().index("fluid"),
                [f"behind it the image is {_BEHIND[one]} beside it" for one in self.contents()],
                why,
            )
        return choice(
            f"Which artifact lies behind structure {letter}?",
            "Enhancement",
            {
                "Shadowing": "that is darker than beside it, not brighter",
                "Reverberation": "that draws lines at equal distances",
                "Focal banding": "that is a bright band across the whole image",
            },
            why,
        )

    def field(self) -> Field:
        """The maps that the image is computed from."""
        field = Field(_SETTING)
        for at, content in enumerate(self.contents()):
            echo = {"fluid": -60.0, "tissue": -8.0, "dense": -8.0}[content]
            where = field.disc((at - 1) * _APART, _DEPTH, _RADIUS)
            field.paint(where, -20.0 if self.gray == "yes" else echo, _LOSS[content])
        return field

    def draw(self) -> Drawing:
        one = screen.single(self.field(), int(self.seed))
        letters = [
            screen.label(one, (at - 1) * _APART, _DEPTH - _RADIUS - 3.5, letter)
            for at, letter in enumerate(LETTERS)
        ]
        parts = [*screen.ruler(one), *letters]
        return screen.drawing(
            [one], parts, self._behind(one),
            seen=self._seen(),
            solved="Outlined: the region behind each structure, and its level.",
        )  # fmt: skip

    def _behind(self, one: screen.Frame) -> list[str]:
        """The region behind each structure, and its level against its neighbors."""
        parts = []
        for at, content in enumerate(self.contents()):
            x, z = (at - 1) * _APART, _DEPTH + _RADIUS
            corners = [(x - 3, z + 1), (x + 3, z + 1), (x + 3, 46), (x - 3, 46)]
            edge = svg.polyline(
                [one.at(*c) for c in (*corners, corners[0])], screen.MARK, 1.5, "4 3"
            )
            excess = round(
                2 * (ATTENUATION - _LOSS[content]) * _SETTING.frequency * 2 * _RADIUS / 10
            )
            words = f"{'+' if excess > 0 else chr(0x2212) if excess < 0 else ''}{abs(excess)} dB"
            parts += [edge, svg.text(one.at(x, 49), words, anchor="middle", fill=screen.MARK)]
        return parts

    def _seen(self) -> str:
        behind = [_BEHIND[one] for one in self.contents()]
        said = "; ".join(
            f"behind {letter} the image is {level} beside it"
            for letter, level in zip(LETTERS, behind, strict=True)
        )
        return f"A gray-scale image with three round structures A, B and C at one depth; {said}."
