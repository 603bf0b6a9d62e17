"""Family ``pins``: pairs of pins one above the other, and which of them are drawn as two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

_READ = (3.0, 1.0, 0.3, 0.1)
_TIMES = {1: (1.87, 0.62, 0.45, 0.3), 2: (2.6, 1.87, 0.6, 0.4), 3: (3.6, 2.6, 1.87, 0.5)}
"""Gaps by how many of them are drawn as two, times half the spatial pulse length."""
_MERGED, _APART = 0.65, 1.75
"""Between them, times half the spatial pulse length, the eye can't tell whether two are one."""
_COUNTS = ("None", "One", "Two", "Three", "All four")
_PLACES = (-4.5, -1.5, 1.5, 4.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins(Scene):
    """Two pins along the beam are drawn as two if they are farther apart than half the pulse."""

    ask: Annotated[Literal["read", "count"], OneOf("what is asked")]
    frequency: Annotated[float, Number("MHz", 3, 12, "frequency")] = 5
    cycles: Annotated[float, Number("", 2, 4, "cycles in a pulse")] = 2
    two: Annotated[float, Number("", 1, 3, "to be counted: how many pairs are drawn as two")] = 2
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.two not in _TIMES:
            raise Impossible("two", "there are whole pairs only", "1, 2 or 3")
        gaps = self.gaps()
        if len(set(gaps)) < len(gaps) or 0 in gaps:
            raise Impossible("frequency", "the gaps can't be told apart", "a lower frequency")
        for gap in gaps:
            if _MERGED < gap / self.limit < _APART:
                raise Impossible(
                    "frequency",
                    f"at a gap of {figure(gap)} mm and half a pulse of {figure(self.limit)} mm, "
                    "nobody sees whether two pins are one",
                    "another frequency or other cycles",
                )

    @property
    def limit(self) -> float:
        """Half the spatial pulse length, mm."""
        return self.setting().pulse

    def setting(self) -> Setting:
        return Setting(
            width=12, depth=10, pixel=0.05, focus=5, frequency=self.frequency, cycles=self.cycles,
            range=30,
        )  # fmt: skip

    def gaps(self) -> tuple[float, ...]:
        """From one pin of a pair to the other, mm, in tenths as pins are placed."""
        if self.ask == "read":
            return _READ
        return tuple(
            round(one * self.limit, 1) if one > 1 else int(10 * one * self.limit) / 10
            for one in _TIMES[int(self.two)]
        )

    def solve(self) -> Solution:
        apart = [one for one in self.gaps() if one > self.limit]
        if self.ask == "count":
            return self._counted(len(apart))
        right = min(apart)
        slips = {
            f"{figure(gap)} mm": "these pins are two as well, but those of a smaller gap still are"
            if gap > right
            else "these pins have merged into one echo"
            for gap in _READ
            if gap != right
        }
        return choice(
            "These are the axial resolution pins of a phantom. What is the axial resolution of "
            "this image, as read from them?",
            f"{figure(right)} mm",
            slips,
            "It is the smallest gap in depth at which two pins still show as two. The pair "
            f"{figure(right)} mm apart does; the next smaller one has merged. The limit is ½ SPL = "
            f"{figure(self.limit, 2)} mm; the smallest pair the phantom offers above it is "
            f"{figure(right)} mm apart.",
            sizes={f"{figure(gap)} mm": gap for gap in _READ},
        )

    def _counted(self, right: int) -> Solution:
        gaps, limit = self.gaps(), self.limit
        told = {
            len(gaps): "all pairs are two pins, but those closer than ½ SPL merge",
            sum(gap > limit / 2 for gap in gaps): "the pulse length was halved twice",
            sum(gap > 2 * limit for gap in gaps): "compared with the whole pulse length, not half",
            sum(gap > limit / self.cycles for gap in gaps): "the cycles of the pulse were left out",
        }
        return choice(
            f"Each pulse has {figure(self.cycles)} cycles at {figure(self.frequency)} MHz. How "
            "many of these pairs of pins will be drawn as separate echoes (1540 m/s)?",
            _COUNTS[right],
            {_COUNTS[one]: slip for one, slip in told.items() if one != right},
            f"½ SPL is {figure(self.cycles)} × 1.54 mm / (2 × {figure(self.frequency)}) = "
            f"{figure(limit)} mm. Pins farther apart than that stay two echoes; closer ones merge.",
            sizes={one: float(at) for at, one in enumerate(_COUNTS)},
        )

    def field(self) -> Field:
        """The map: four pairs side by side."""
        field = Field(self.setting())
        field.paint(field.box(), -50)
        for x, gap in zip(_PLACES, self.gaps(), strict=True):
            field.point(x, 5 - gap / 2, 30)
            field.point(x, 5 + gap / 2, 30)
        return field

    def draw(self) -> Drawing:
        one = screen.brightest(self.field(), int(self.seed), 8, 236 / 12)
        gaps = self.gaps()
        below = one.top + one.height
        names = [
            svg.text((one.at(x, 0)[0], below + 18), f"{figure(gap)} mm", anchor="middle")
            for x, gap in zip(_PLACES, gaps, strict=True)
        ]
        names.append(svg.text((8, below + 38), "true gap between the pins"))
        marked = [
            screen.note(one, x, 9, "two" if gap > self.limit else "one")
            for x, gap in zip(_PLACES, gaps, strict=True)
        ]
        front, words = screen.shown([one], names), "It shows " + "; ".join(
            f"the pair {figure(gap)} mm apart as {'two dots' if gap > self.limit else 'one dot'}"
            for gap in gaps
        )  # fmt: skip
        if self.ask == "count":
            empty = replace(one, drawn=screen.black(one))
            front = screen.shown([empty], [*names, *self._true(one)])
            words = "Not drawn as an image: their gaps are " + "; ".join(
                f"{figure(gap)} mm" for gap in gaps
            )
        return Drawing(
            front=front,
            back=screen.shown([one], [*names, *marked], f"½ SPL: {figure(self.limit, 2)} mm"),
            seen=f"Four pairs of pins of a phantom, the pins of each at different depths. {words}.",
            solved=f"The image, and how each pair is drawn; half a pulse is {figure(self.limit)} "
            "mm long.",
        )

    def _true(self, one: screen.Frame) -> Iterator[str]:
        """Where the pins really are."""
        for x, gap in zip(_PLACES, self.gaps(), strict=True):
            for z in (5 - gap / 2, 5 + gap / 2):
                yield svg.circle(one.at(x, z), 1.5, svg.INK)
