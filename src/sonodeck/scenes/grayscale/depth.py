"""Family ``depth``: a structure too small on the screen, cut off at the bottom, or just right."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, PLACES, Place, at_place, choice, which
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_RING = 1.0
"""From the cyst to the ring around it, mm."""
_SHAPES = {1: (232, 0.6, 60.0), 2: (210, 0.5, 60.0), 3: (190, 0.36, 32.0)}
"""Rows of each of so many images (a pixel each on the screen), its shape, what is beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth(Scene):
    """Z is too much if the structure ends above Z/3, and too little if it ends below Z."""

    ask: Annotated[Literal["change", "which", "rate"], OneOf("what is asked")]
    depth: Annotated[float, Number("cm", 4, 20, "depth setting")] = 16
    bottom: Annotated[float, Number("cm", 2, 12, "where the structure ends")] = 4.5
    size: Annotated[float, Number("cm", 1, 5, "from its top to its bottom")] = 2.5
    place: Annotated[Place, OneOf("of three images, the one with the right depth")] = "left"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.ask == "change" and self.depth / 3 <= self.bottom <= self.depth:
            hint = "under the bottom or over 3 times"
            raise Impossible("depth", "nobody would change this depth first", hint)
        wide = _SHAPES[3][1] * 10 * self.right()
        if self.ask == "which" and 10 * self.size + 2 * _RING >= wide:
            most = figure((wide - 2 * _RING) / 10, 1)
            raise Impossible(
                "size", "the sides of the cyst would be cut off", f"less than {most} cm"
            )

    def right(self) -> int:
        """The depth setting that suits the structure, cm."""
        return round(self.bottom * 1.4)

    def depths(self) -> tuple[float, ...]:
        """The depth setting of each image, from left to right."""
        right = self.right()
        match self.ask:
            case "which":
                named = at_place(self.place, "right", ("more", "less"), self.seed)
                settings = {
                    "right": right,
                    "more": round(3.2 * self.bottom),
                    "less": self.bottom - self.size / 2,
                }
                return tuple(settings[one] for one in named)
            case "rate":
                return self.depth, self.depth / 2
            case "change":
                return (self.depth,)

    def solve(self) -> Solution:
        if self.ask == "rate":
            return choice(
                "From A to B only the depth setting was changed. What happens to the highest "
                "possible frame rate?",
                "It doubles",
                {
                    "It halves": "a line takes less time, not more",
                    "It stays the same": "each line waits for the deepest echo, and that comes "
                    "sooner",
                    "It becomes four times as high": "the way there and back is in the formula "
                    "already: the time halves",
                },
                "The scanner waits for the deepest echo of each line: half the depth is half the "
                "time, so twice as many frames fit into a second.",
            )
        if self.ask == "which":
            at = PLACES.index(self.place)
            small = "the structure is small, and most of the image shows nothing of it"
            cut = "its lower half is cut off"
            return which(
                "The cyst is the structure of interest. Which image has the right depth setting?",
                at,
                [small if z > self.bottom else cut for z in self.depths()],
                f"{LETTERS[at]} shows the whole cyst, large, with some tissue below it.",
            )
        deep = self.depth > self.bottom
        right, wrong, why = "More depth", "Less depth", "even more of the cyst would be cut off"
        if deep:
            right, wrong, why = "Less depth", "More depth", "the cyst would be even smaller"
        return choice(
            "The cyst is the structure of interest. What do you change first?",
            right,
            {
                wrong: why,
                "More overall gain": "brightness isn't the problem",
                "Focus deeper": "it doesn't change what part of the body is on the screen",
            },
            f"The cyst ends at {figure(self.bottom, 1)} cm, but the image is "
            f"{figure(self.depth, 1)} cm deep: "
            + ("most of it is wasted, and the frame rate is lower than it need be." if deep
               else "its bottom is cut off."),
        )  # fmt: skip

    def fields(self) -> list[Field]:
        """The maps of each image."""
        found = []
        rows, shape, _ = _SHAPES[len(self.depths())]
        for cm in self.depths():
            pixel = round(cm * 10 / rows, 2)
            tall = rows * pixel
            columns = 2 * round(rows * shape / 2)
            setting = Setting(
                width=columns * pixel, depth=tall, pixel=pixel, frequency=3.5,
                focus=self.bottom * 10 - self.size * 5,
            )  # fmt: skip
            field = Field(setting)
            middle, half = (self.bottom - self.size / 2) * 10, self.size * 5
            field.paint(field.ellipse(0, middle, half + 0.8, half + 0.8), 8)
            field.paint(field.ellipse(0, middle, half, half), -60, 0.1)
            found.append(field)
        return found

    def draw(self) -> Drawing:
        count = len(self.depths())
        frames, left = [], 8.0
        for field in self.fields():
            scale = _SHAPES[count][0] / field.setting.depth
            frames.append(screen.imaged(field, int(self.seed), left, scale))
            left += frames[-1].width + _SHAPES[count][2]
        parts = screen.names(frames) if count > 1 else []
        marked = []
        for one, cm in zip(frames, self.depths(), strict=True):
            parts += screen.ruler(one, named=False)
            parts.append(screen.under(one, f"{figure(cm, 1)} cm"))
            middle, half = (self.bottom - self.size / 2) * 10, self.size * 5
            if count < 3 or cm > self.bottom:
                marked.append(screen.ring(one, 0, middle, half + _RING, inside=True))
            if count == 1:
                it = "cut off: it" if self.bottom > cm else "the cyst"
                words = f"{it} ends at {figure(self.bottom, 1)} cm"
                marked.append(screen.aside(one, min(self.bottom, cm) * 10, words))
            if count == 3:
                right = "right" if cm < 2 * self.bottom else "too small"
                marked.append(screen.below(one, "cut off" if cm < self.bottom else right, 2))
        line = "PRF (kHz) = 77 / depth (cm): " + ", ".join(
            f"{LETTERS[at]} {figure(77 / cm, 1)}" for at, cm in enumerate(self.depths())
        )
        return screen.drawing(
            frames, parts, marked, result=line if self.ask == "rate" else "",
            seen=self._seen(),
            solved="Ringed: the whole cyst.",
        )  # fmt: skip

    def _seen(self) -> str:
        each = []
        for at, cm in enumerate(self.depths()):
            name = f"image {LETTERS[at]}" if len(self.depths()) > 1 else "the image"
            whole = "whole" if cm > self.bottom else "cut off at the bottom"
            each.append(f"{name} is {figure(cm, 1)} cm deep and shows it {whole}")
        where = f"a cyst that runs from {figure(self.bottom - self.size, 1)} to "
        return f"Gray-scale, {where}{figure(self.bottom, 1)} cm: {'; '.join(each)}."
