"""Family ``lung``: A-lines and B-lines behind the pleura."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import Letter, choice, number, other
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_LINES = 4
"""Bright horizontal lines of an image with A-lines, the pleura among them."""
_STRIPS = {2: (-7.0, 6.0), 3: (-9.0, 1.0, 10.0), 4: (-12.0, -4.0, 3.0, 11.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lung(Scene):
    """A-lines repeat the pleura at multiples of its depth; B-lines run to the bottom."""

    ask: Annotated[Literal["B-lines", "artifact", "next"], OneOf("what is asked")]
    streaks: Annotated[Letter, OneOf("which image shows the B-lines")] = "B"
    pleura: Annotated[float, Number("mm", 8, 11, "depth of the pleura")] = 10
    strips: Annotated[float, Number("", 2, 4, "how many B-lines")] = 3
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.strips not in _STRIPS:
            raise Impossible("strips", "there are whole B-lines only", "2, 3 or 4")

    def solve(self) -> Solution:
        level = other(self.streaks)
        if self.ask == "next":
            d = self.pleura / 10
            slips = (
                ((_LINES + 2) * d, "that is the line after the next one"),
                (2 * _LINES * d, "the spacing stays the same; the depth doesn't double"),
                (_LINES * d, "that is the last line of this image"),
            )
            offer = numbers((_LINES + 1) * d, slips, lambda cm: f"{figure(cm, 1)} cm")
            return number(
                f"The pleura lies at {figure(d)} cm. The depth setting is increased: where does "
                "the next A-line come into view?",
                offer,
                "A-lines repeat the distance from the skin to the pleura. This image "
                f"ends after {_LINES} × {figure(d)} cm, so the next lies at {_LINES + 1} × "
                f"{figure(d)} cm = {offer.answer}.",
            )
        if self.ask == "artifact":
            return choice(
                f"What artifact are the lines below the pleura in image {level}?",
                "Reverberation",
                {
                    "Refraction": "that shifts a copy to the side",
                    "Mirror image": "that is one copy, not a line at each multiple of the depth",
                    "Side lobe": "that draws an arc to the side of a strong reflector",
                },
                "They are A-lines: sound bounces between the pleura and the transducer, and "
                "each round trip draws another line.",
            )
        return choice(
            "Which image shows B-lines?",
            self.streaks,
            {level: "its level lines at equal distances are A-lines"},
            f"In {self.streaks} streaks run from the pleura down to the bottom of the image "
            f"without fading: B-lines. In {level} horizontal lines repeat the pleura: A-lines.",
        )

    def setting(self) -> Setting:
        """Of both images, or of the back's: half a spacing below the last A-line they end."""
        wide = 30 if self.ask == "next" else 32
        return Setting(width=wide, depth=(self._shown() + 0.5) * self.pleura, pixel=0.25)

    def _shown(self) -> int:
        """How many level lines the back shows: also the one that is asked for."""
        return _LINES + (self.ask == "next")

    def fields(self) -> tuple[Field, Field]:
        """The maps with A-lines and with B-lines."""
        level, streaked = Field(self.setting()), Field(self.setting())
        d = self.pleura
        for field in (level, streaked):
            field.paint(field.box(top=0.4 * d), -8)
            field.paint(field.box(top=d), -50)
            field.paint(field.box(top=d - 0.4, bottom=d + 0.4), 24)
        for k in range(2, self._shown() + 1):
            level.paint(level.box(top=k * d - 0.3, bottom=k * d + 0.3), 24 - 6 * (k - 1))
        for x in _STRIPS[int(self.strips)]:
            streaked.paint(streaked.strip(x, d, 0.5, 0.02), 8)
        return level, streaked

    def draw(self) -> Drawing:
        (level, streaked), d, seed = self.fields(), self.pleura, int(self.seed)
        if self.ask == "next":
            front, one = screen.deepened(level, seed, (_LINES + 0.5) * d)
            return Drawing(
                front=screen.shown([front], screen.ruler(front)),
                back=screen.shown([one], [*screen.ruler(one), *self._spaces(one)]),
                seen="A gray-scale image of the chest wall and the pleura, a bright line at "
                f"{figure(d / 10)} cm. Below it, on black, three more bright lines at "
                f"{', '.join(figure(k * d / 10) for k in range(2, _LINES + 1))} cm.",
                solved="Drawn in: the equal spacing of the A-lines, and the next one.",
            )
        both = (streaked, level) if self.streaks == "A" else (level, streaked)
        frames = screen.beside(both, seed)
        vertical, flat = frames if self.streaks == "A" else frames[::-1]
        marked = [*self._spaces(flat), screen.note(flat, 6, 1.5 * d, "A-lines")]
        marked += [
            screen.arrow(vertical, (x + 3, d + 1), (x + 3, 4.4 * d))
            for x in _STRIPS[int(self.strips)]
        ]
        marked.append(screen.note(vertical, 0, 0.5 * d, "B-lines"))
        return screen.drawing(
            frames, screen.names(frames), marked, "lung",
            seen="Two gray-scale images A and B of the lung behind a bright pleura. In "
            f"{self.streaks} bright streaks run from the pleura straight down to the bottom; in "
            f"{other(self.streaks)} bright horizontal lines lie at equal distances.",
            solved="Marked: the equal spacing of the A-lines, the B-lines down to the bottom.",
        )  # fmt: skip

    def _spaces(self, one: screen.Frame) -> list[str]:
        """Arrows of one length, from each line to the next; their length where there is room."""
        d, x = self.pleura, -one.setting.width / 3
        ends = [((k - 1) * d + 0.5, k * d - 0.6) for k in range(1, self._shown() + 1)]
        arrows = [screen.arrow(one, (x, start), (x, end)) for start, end in ends]
        if self.ask == "next":
            words = f"{figure(d / 10)} cm"
            arrows += [screen.note(one, 3, (start + end) / 2, words) for start, end in ends]
        return arrows
