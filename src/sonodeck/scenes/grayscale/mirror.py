"""Family ``mirror``: a lesion before a strong smooth reflector, and its copy beyond it."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, number, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_RADIUS, _WEAKER = 3.0, 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror(Scene):
    """The copy lies as far beyond a flat reflector as the lesion lies before it."""

    ask: Annotated[Literal["spot", "depth", "artifact"], OneOf("what is asked")]
    line: Annotated[float, Number("mm", 25, 30, "depth of the reflector")] = 27
    depth: Annotated[float, Number("mm", 12, 24, "depth of the lesion")] = 19
    x: Annotated[float, Number("mm", -12, 12, "place of the lesion, to the right")] = 0
    upper: Annotated[Letter, OneOf("the letter before the reflector")] = "A"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.line - self.depth < 2 * _RADIUS:
            raise Impossible("depth", "the lesion would touch the reflector", "6 mm before it")
        if self.copy() + _RADIUS > 48:
            raise Impossible("depth", "the copy would lie below the image", "a deeper lesion")

    def copy(self) -> float:
        """Depth of the copy, mm."""
        return 2 * self.line - self.depth

    def solve(self) -> Solution:
        z, line, lower = self.depth / 10, self.line / 10, other(self.upper)
        if self.ask == "depth":
            slips = (
                (2 * z, "the depth of the lesion was doubled, not its distance from the reflector"),
                (line + z, "the depths of the reflector and the lesion were added"),
                (2 * line, "the copy of the transducer would lie there"),
                (line + 2 * (line - z), "the distance from the reflector was doubled"),
                (line, "that is the reflector itself"),
                (2 * (line - z), "that is how far apart the lesion and its copy are"),
            )
            offer = numbers(2 * line - z, slips, lambda cm: f"{figure(cm, 1)} cm")
            return number(
                f"The lesion lies at {figure(z)} cm, the bright reflector at "
                f"{figure(line)} cm. The depth setting is increased: at which depth does the "
                "mirror image of the lesion come into view?",
                offer,
                "The mirror image lies as far beyond the flat reflector as the lesion lies in "
                f"front of it: {figure(line)} cm + ({figure(line)} − {figure(z)}) cm = "
                f"{offer.answer}.",
            )
        if self.ask == "artifact":
            return choice(
                f"There is only one lesion, {self.upper}. Which artifact is {lower}?",
                "Mirror image",
                {
                    "Refraction": "that puts a copy to the side, at about the same depth",
                    "Side lobe": "that draws a weak arc to the sides of a strong reflector",
                    "Ring-down": "that is a bright streak without a gap",
                },
                "The copy lies on the same scan line, as far beyond the bright reflector as the "
                "lesion lies in front of it: the reflector sends the sound back to the lesion.",
            )
        return choice(
            "There is only one lesion. Which spot is the artifact?",
            lower,
            {self.upper: "it lies in front of the reflector and is the brighter one"},
            f"{lower} lies beyond the strong reflector, as far beyond it as {self.upper} "
            "is in front of it: it is the mirror image.",
        )

    def field(self) -> Field:
        """The maps of the image down to 5 cm."""
        field = Field(Setting())
        field.paint(field.box(top=self.line), -_WEAKER)
        field.paint(field.box(top=self.line - 0.4, bottom=self.line + 0.4), 20)
        field.paint(field.disc(self.x, self.depth, _RADIUS), 9)
        field.paint(field.disc(self.x, self.copy(), _RADIUS), 9 - _WEAKER)
        return field

    def draw(self) -> Drawing:
        field, lower, asks_depth = self.field(), other(self.upper), self.ask == "depth"
        # Before the depth is increased, the image ends just below the reflector.
        ends = self.line + 3 if asks_depth else field.setting.depth
        front, whole = screen.deepened(field, int(self.seed), ends)
        parts = screen.ruler(whole)
        if not asks_depth:
            for letter, z in ((self.upper, self.depth), (lower, self.copy())):
                parts.append(screen.label(whole, self.x - 6, z, letter))
        near, far = self.depth, self.copy()
        # Beside the lesion, to the left of it where there is no room to the right.
        aside = self.x + 5 if self.x < 5 else self.x - 16
        gap = f"{figure((self.line - near) / 10)} cm"
        marked = [
            screen.arrow(whole, (aside, self.line), (aside, near)),
            screen.arrow(whole, (aside, self.line), (aside, far)),
            screen.note(whole, aside + 1, (self.line + near) / 2, gap, "start"),
            screen.note(whole, aside + 1, (self.line + far) / 2, gap, "start"),
        ]
        letters = (
            f" One round spot, at {figure(near / 10)} cm; the image ends just below the line."
            if asks_depth
            else f" {self.upper} lies at {figure(near / 10)} cm, {lower} straight below it "
            f"at {figure(far / 10)} cm."
        )
        return Drawing(
            front=screen.shown([front], screen.ruler(front) if asks_depth else parts),
            back=screen.shown([whole], [*parts, *marked]),
            seen="A gray-scale image with a bright horizontal line at "
            f"{figure(self.line / 10)} cm and bright round spots.{letters}",
            solved="Drawn in: the equal distances from the line to the lesion and to its copy.",
        )
