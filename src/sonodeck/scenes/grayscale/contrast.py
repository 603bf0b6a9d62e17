"""Family ``contrast``: one scan displayed with a narrow, a medium and a wide dynamic range."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, PLACES, Place, at_place, choice, which
from sonodeck.scenes.grayscale.parts.phantom import SETTING, targets
from sonodeck.scenes.model import Setting, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution
from sonodeck.scenes.words import capital, figure, listed

RANGES = {"narrow": 25.0, "medium": 60.0, "wide": 90.0}
ECHOES = (-60.0, -6.0, 6.0, 12.0)
"""Of the four targets."""
_LIVER = -2.5
"""Mean level of speckle whose mean power is 0 dB, dB."""
_LOOKS = {
    "narrow": "more echoes pushed to black or white",
    "medium": "several grays between black and white",
    "wide": "many grays that differ little",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(Scene):
    """Contrast is the step of gray per decibel: 255 / dynamic range. The liver keeps its gray."""

    ask: Annotated[Literal["narrow", "changed"], OneOf("what is asked")]
    place: Annotated[Place, OneOf("of three images, which one is asked for")] = "left"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def ranges(self) -> tuple[str, ...]:
        """The dynamic range of each image, from left to right."""
        if self.ask == "changed":
            return ("medium", "narrow") if self.place == "right" else ("medium", "wide")
        return at_place(self.place, "narrow", ("medium", "wide"), self.seed)

    def setting(self, name: str) -> Setting:
        """How an image is displayed: the range turns about the mean of the liver, a light gray."""
        return replace(SETTING, range=RANGES[name], top=_LIVER + 0.35 * RANGES[name])

    def solve(self) -> Solution:
        if self.ask == "changed":
            narrow = self.ranges()[1] == "narrow"
            right, other = ("lowered", "raised") if narrow else ("raised", "lowered")
            return choice(
                "From A to B one control was changed. What was done?",
                f"Dynamic range {right}",
                {
                    f"Dynamic range {other}": f"that would make B "
                    f"{'softer' if narrow else 'harsher'}",
                    f"Overall gain {right}": "the liver would change its gray, too",
                    f"Frequency {right}": "the speckle would have another grain",
                },
                f"The liver keeps its gray, but the steps between tissues are "
                f"{'larger: fewer' if narrow else 'smaller: more'} decibels are spread over the "
                "same grays.",
            )
        at = PLACES.index(self.place)
        question = "Which image is displayed with the narrowest dynamic range?"
        looks = [f"{_LOOKS[one]}: {figure(RANGES[one])} dB" for one in self.ranges()]
        why = f"{LETTERS[at]} shows {_LOOKS[self.ranges()[at]]}. Gray levels per decibel: 255 / "
        return which(question, at, looks, f"{why}dynamic range.")

    def draw(self) -> Drawing:
        found = levels(targets(SETTING, ECHOES), int(self.seed))
        settings = [self.setting(name) for name in self.ranges()]
        frames = screen.row([(shades(found, one), one) for one in settings], screen.LOWER)
        parts = screen.names(frames)
        marked = []
        for one, name in zip(frames, self.ranges(), strict=True):
            marked.append(screen.below(one, f"{figure(RANGES[name])} dB"))
            marked.append(screen.below(one, f"{figure(255 / RANGES[name])} grays/dB", 2))
        return screen.drawing(
            frames, parts, marked, "the same scan",
            seen=f"Gray-scale images of one scan with four round structures; {self._seen()}.",
            solved="Written in: the dynamic range, and the gray levels per decibel.",
        )  # fmt: skip

    def _seen(self) -> str:
        each = [f"image {LETTERS[at]} shows {_LOOKS[one]}" for at, one in enumerate(self.ranges())]
        return f"the liver has the same gray in all. {capital(listed(each))}"
