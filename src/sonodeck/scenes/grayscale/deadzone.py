"""Family ``deadzone``: shallow pins at steps of a millimeter under the band at the face."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, number, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_DEEPEST = 10
_SETTING = Setting(width=24, depth=13.2, pixel=0.12, frequency=7.5, focus=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadzone(Scene):
    """The dead zone reaches from the face to the first pin that can be seen."""

    ask: Annotated[Literal["depth", "cause", "frequency"], OneOf("what is asked")]
    first: Annotated[float, Number("mm", 3, 8, "depth of the first pin that is seen")] = 4
    higher: Annotated[Letter, OneOf("which image has the higher frequency")] = "A"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.first != int(self.first):
            raise Impossible("first", "the pins lie at whole millimeters", "3 to 8")

    def solve(self) -> Solution:
        if self.ask == "depth":
            slips = (
                (self.first - 1, "that pin is hidden by the band"),
                (self.first + 1, "that is the second pin seen"),
                (self.first - 2, "that pin, too, is hidden by the band"),
                (self.first + 2, "that is the third pin seen"),
                (_DEEPEST - self.first + 1, "the pins that are seen were counted"),
                (_DEEPEST, "that is the deepest pin"),
            )
            offer = numbers(self.first, slips, lambda n: f"{figure(n, 0)} mm", times=(2,))
            return number(
                "The pins lie at depths of 1, 2, 3 mm and so on to 10 mm. How deep is the "
                "dead zone (depth of the shallowest pin seen)?",
                offer,
                "It reaches from the face to the shallowest pin seen, here the "
                f"one at {offer.answer}.",
            )
        if self.ask == "frequency":
            low = other(self.higher)
            return choice(
                "The same phantom, pins at 1 to 10 mm, scanned at two frequencies. Which "
                "image was made at the higher one?",
                self.higher,
                {low: "its dead zone is deeper: its pulse is longer"},
                f"In {self.higher} the dead zone is shallower: at a higher frequency the "
                "pulse is over sooner.",
            )
        return choice(
            "The pins in the bright band at the face can't be seen. Why?",
            "The element is still ringing",
            {
                "The gel absorbs their echoes": "gel hardly attenuates; without it nothing is seen",
                "The TGC removes their echoes": "then it would be dark there, not bright",
                "They lie too close together": "the deeper ones are as close, and are seen",
            },
            "The element can't receive while it transmits, and then it rings for a "
            "moment. Echoes from the shallowest pins come back before it is quiet.",
        )

    def field(self, first: float) -> Field:
        """The map: a band that ends between two pins, and the pins, each 2 mm beside the last."""
        field = Field(_SETTING)
        field.paint(field.box(), -12)
        for pin in range(int(first), _DEEPEST + 1):
            field.point(2 * pin - 11, pin, 28)
        end = first - 0.5
        field.fade(field.box(bottom=end), 26, 0, field.z)
        field.fade(field.box(top=0.6 * end, bottom=end), 26, 20 / end, field.z - round(600 * end))
        return field

    def draw(self) -> Drawing:
        if self.ask == "frequency":
            pair = (self.first - 2, self.first) if self.first > 4 else (self.first, self.first + 3)
            firsts: dict[str, float] = {self.higher: pair[0], other(self.higher): pair[1]}
            frames, parts, marked = [], [], []
            for at, name in enumerate("AB"):
                seed, first = int(self.seed) + at, firsts[name]
                one = screen.imaged(self.field(first), seed, 40, 8, 20 + 140 * at)
                frames.append(one)
                parts.append(svg.text((18, one.at(0, 7)[1]), name, bold=True))
                x, y = one.at(one.setting.width / 2 + 1, first)
                marked += _depth(one, first)
                marked.append(svg.text((x, y + 4.5), f"{figure(first)} mm", fill=screen.MARK))
            return screen.drawing(
                frames, parts, marked,
                seen="Two gray-scale images A and B of shallow pins below a bright band at the "
                f"face. In A the first pin seen lies at {figure(firsts['A'])} mm, in B at "
                f"{figure(firsts['B'])} mm.",
                solved="Outlined: the dead zone of each.",
            )  # fmt: skip
        one = screen.imaged(self.field(self.first), int(self.seed), 8, 11)
        parts = screen.ruler(one, every=1)
        parts.append(svg.text((one.left + one.width + 20, one.top - 7), "mm", fill=screen.QUIET))
        return screen.drawing(
            [one], parts, _depth(one, self.first), result="dead zone, outlined",
            seen="A gray-scale image of the first 13 mm: a bright band at the face, below it a "
            "slanting row of pins at each mm from 1 to 10. Of the ten pins the "
            f"{figure(_DEEPEST + 1 - self.first)} deepest are seen.",
            solved="Outlined: the dead zone, and the pins hidden in it.",
        )  # fmt: skip


def _depth(one: screen.Frame, first: float) -> list[str]:
    """The dead zone, and where the hidden pins are."""
    hidden = [svg.circle(one.at(2 * pin - 11, pin), 2, screen.MARK) for pin in range(1, int(first))]
    half = one.setting.width / 2
    return [*hidden, screen.outline(one, [(-half, first), (half, first)])]
