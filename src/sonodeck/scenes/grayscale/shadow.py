"""Family ``shadow``: a bright focus in the gallbladder, and whether it is dark behind it."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, PLACES, Place, choice, which
from sonodeck.scenes.model import Field, Sector, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution

_SETTINGS = {
    "artifact": Setting(),
    "stone": Setting(width=25.2, depth=50.1, pixel=0.3),
    "direction": Setting(width=78, pixel=0.3),
}
_SECTOR = Sector()
_ASIDE = 22.0
"""Of the stone in the convex image, mm across the scan lines: 17 degrees."""
_DEPTH, _ACROSS, _DOWN = 16.0, 8.0, 6.0
_BACK = _DEPTH + _DOWN
"""Of the gallbladder: its middle, half its axes, its back wall; mm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow(Scene):
    """A stone is the focus that attenuates far more than tissue: it is dark behind it."""

    ask: Annotated[Literal["artifact", "stone", "direction"], OneOf("what is asked")]
    place: Annotated[Place, OneOf("which gallbladder or which side")] = "middle"
    radius: Annotated[float, Number("mm", 1.5, 2.5, "radius of the stone")] = 2
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.ask == "direction" and self.place == "middle":
            message = "in the middle the scan line runs straight down"
            raise Impossible("place", message, "left or right")

    def solve(self) -> Solution:
        match self.ask:
            case "artifact":
                return choice(
                    "Which artifact lies behind the bright focus in the gallbladder?",
                    "Shadowing",
                    {
                        "Enhancement": "that is brighter than beside it, not darker",
                        "Edge shadow": "that is a narrow line below the side of a curved wall",
                        "Ring-down": "that is a bright streak, behind gas",
                    },
                    "The focus attenuates much more than the tissue beside it, so hardly any "
                    "sound comes back from behind it.",
                )
            case "stone":
                return which(
                    "Each gallbladder holds one bright focus. Which focus is most likely a stone?",
                    self._at(),
                    ["no shadow: behind it the image is as bright as beside it"] * 3,
                    f"Only the focus in {LETTERS[self._at()]} casts a shadow: it attenuates much "
                    "more than tissue, as a stone does and a polyp doesn't.",
                )
            case "direction":
                return choice(
                    "Why does the shadow of this stone slant?",
                    "It runs along the scan lines",
                    {
                        "The stone refracts the beam": "the scan lines beside the stone slant just "
                        "as much",
                        "It runs along a line of equal depth": "in a convex image that is an arc "
                        "across the beam",
                        "The patient is turned": "that moves the stone, but a shadow follows the "
                        "beam, not gravity",
                    },
                    "A shadow follows the beam. In a convex image the scan lines fan out, and the "
                    "shadow fans out with them.",
                )

    def _at(self) -> int:
        return PLACES.index(self.place)

    def _aside(self) -> float:
        return (self._at() - 1) * _ASIDE if self.ask == "direction" else 0.0

    def field(self, *, stone: bool = True) -> Field:
        """The maps of one gallbladder, with a stone or with a focus that attenuates as tissue."""
        field, x = Field(_SETTINGS[self.ask]), self._aside()
        field.paint(field.ellipse(x, _DEPTH, _ACROSS + 0.6, _DOWN + 0.6), 6)
        field.paint(field.ellipse(x, _DEPTH, _ACROSS, _DOWN), -60, 0)
        focus = field.disc(x, _BACK - self.radius + 0.5, self.radius)
        field.paint(focus, 20 if stone else 12, 15 if stone else 0.5)
        return field

    def draw(self) -> Drawing:
        if self.ask == "stone":
            return self._three()
        if self.ask == "artifact":
            one = screen.single(self.field(), int(self.seed))
            marked = screen.box(one, -self.radius, self.radius, _BACK + 1, 49)
            parts, line, shape = screen.ruler(one), "", "linear"
            seen = "beside it the tissue behind the gallbladder is bright."
        else:
            one = screen.fan(self.field(), _SECTOR, int(self.seed))
            depths = (1.0, _BACK - 5, _BACK + 2, 49.0)
            start, end, *after = (
                _SECTOR.place(_SETTINGS["direction"], self._aside(), z) for z in depths
            )
            marked = screen.outline(one, [start, end]) + screen.arrow(one, *after)
            parts, line, shape = [], "convex array", "convex"
            seen = f"it slants to the {self.place} and away from the middle of the image."
        return screen.drawing(
            [one], parts, [marked], line,
            seen=f"A gray-scale image of a {shape} array: a black gallbladder with a bright focus "
            f"on its back wall. Behind the focus a dark stripe runs to the bottom; {seen}",
            solved="Marked: the shadow, along the beam through the focus.",
        )  # fmt: skip

    def _three(self) -> Drawing:
        stones = [at == self._at() for at in range(3)]
        frames = screen.beside([self.field(stone=one) for one in stones], int(self.seed))
        marked = [screen.box(one, -self.radius, self.radius, _BACK + 1, 49) for one in frames]
        looks = ["dark" if one else "as bright as beside it" for one in stones]
        behind = [f"{letter}: {look}" for letter, look in zip(LETTERS, looks, strict=True)]
        return screen.drawing(
            frames, screen.names(frames), marked, "three gallbladders",
            seen="Three gray-scale images A, B and C of a black gallbladder with a bright focus on "
            f"its back wall. Behind the focus it is, in {'; '.join(behind)}.",
            solved="Outlined: the region behind each focus.",
        )  # fmt: skip
