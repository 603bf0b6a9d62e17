"""Family ``slider``: a TGC slider set wrong, by the band that it makes at its depth."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice, number
from sonodeck.scenes.model import Field, Sector, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

SLIDERS = 8
_STEP, _FAR = 12.0, -24.0
"""How far a slider is off; how much too low the gain is at the bottom, in dB."""
_CONVEX = Setting(width=78, depth=90, pixel=0.6, focus=45, frequency=3.5)
_LINEAR = Setting(pixel=0.25)
_SECTOR = Sector()
_CYSTS = ((-10, 12, 3), (8, 27, 3.5), (-9, 41, 3))
_LEFT, _RIGHT = 252.0, 312.0
"""Ends of a slider's track on the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider(Scene):
    """Slider i of 8 covers the depths from (i - 1) Z/8 to i Z/8; further right is more gain."""

    ask: Annotated[Literal["which", "way", "far"], OneOf("what is asked")]
    slider: Annotated[float, Number("", 2, 7, "which slider is wrong, from the skin down")] = 5
    set: Annotated[Literal["high", "low"], OneOf("too high or too low")] = "high"
    array: Annotated[Literal["linear", "convex"], OneOf("shape of the image")] = "linear"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.slider != int(self.slider):
            raise Impossible("slider", f"slider can't be {figure(self.slider)}", "a whole number")

    def errors(self) -> tuple[float, ...]:
        """How much too high each slider is, dB."""
        if self.ask == "far":
            return tuple(_FAR * max(at - 2, 0) / (SLIDERS - 3) for at in range(SLIDERS))
        off = _STEP if self.set == "high" else -_STEP
        return tuple(off if at == self.slider - 1 else 0.0 for at in range(SLIDERS))

    def solve(self) -> Solution:
        wrong = int(self.slider)
        bright, way = ("bright", "left") if self.set == "high" else ("dark", "right")
        if self.ask == "which":
            counted = SLIDERS + 1 - wrong
            slips = [
                (wrong - 1, "its depths lie just above the band"),
                (wrong + 1, "its depths lie just below the band"),
                (counted, "counted from the bottom: slider 1 is that of the skin"),
                *((wrong - at, "its depths lie above the band") for at in range(2, wrong)),
                *((wrong + at, "its depths lie below the band") for at in range(2, 9 - wrong)),
            ]
            offer = numbers(wrong, slips, lambda at: f"Slider {figure(at)}")
            return number(
                "The eight sliders for time gain compensation (TGC) cover equal depths from the "
                "skin down. Which one is set wrong?",
                offer,
                f"The {bright} band lies between {wrong - 1}/8 and {wrong}/8 of the depth, the "
                f"zone of slider {wrong}."
                + (
                    " Count along the middle: at the sides of a sector the arc lies higher."
                    if self.convex()
                    else ""
                ),
            )
        if self.ask == "way":
            other, more, much, whole = ("right", "brighter", "much", "down")
            if self.set == "low":
                other, more, much, whole = ("left", "darker", "little", "up")
            return choice(
                f"To the right is more gain. How do you get rid of the {bright} band?",
                f"Slider {wrong} to the {way}",
                {
                    f"Slider {wrong} to the {other}": f"that makes the band even {more}",
                    f"Overall gain {whole}": "that changes all depths alike, and the band stays",
                    "Focus to another depth": "this band comes from the gain of one depth",
                },
                f"Only the band is too {bright}: one slider has too {much} gain, and goes to the "
                f"{way}.",
            )
        return choice(
            "The near field has the correct brightness, but the liver gets darker toward the far "
            "field. What do you change?",
            "Deep TGC sliders to the right",
            {
                "Overall gain up": "the near field would become too bright",
                "Near TGC sliders to the right": "they brighten only the near field",
                "Deep TGC sliders to the left": "that is less gain: the far field gets darker",
            },
            "The gain doesn't make up for attenuation in the far field. With correct TGC, the "
            "same tissue is equally bright at every depth.",
        )

    def field(self) -> Field:
        """The maps of the scan lines."""
        setting = replace(_CONVEX if self.convex() else _LINEAR, sliders=self.errors())
        field = Field(setting)
        for x, z, radius in () if self.convex() else _CYSTS:
            field.paint(field.disc(x, z, radius), -60, 0.5)
        return field

    def convex(self) -> bool:
        return self.array == "convex"

    def frame(self) -> screen.Frame:
        """The image, with room for the sliders at its right."""
        field, seed = self.field(), int(self.seed)
        if not self.convex():
            return screen.imaged(field, seed, 8, screen.TALLEST / field.setting.depth)
        pixel, room = field.setting.pixel, (242, screen.TALLEST)
        return screen.fan(field, _SECTOR, seed, pixel=pixel, place=(4, screen.TOP), room=room)

    def draw(self) -> Drawing:
        one = self.frame()
        parts = self._panel(one, knobs=False)
        where = "the far field" if self.ask == "far" else f"slider {int(self.slider)}"
        return screen.drawing(
            [one], parts, [*self._panel(one, knobs=True), *self._part(one)],
            seen=self._seen(),
            solved=f"Drawn in: the sliders as they are set; the depths of {where}.",
        )  # fmt: skip

    def _depth(self, share: float) -> float:
        """A depth on the middle line of the image, mm, from its share of the whole."""
        if self.convex():
            return _SECTOR.place(_CONVEX, 0, share * _CONVEX.depth)[1]
        return share * _LINEAR.depth

    def _panel(self, one: screen.Frame, *, knobs: bool) -> list[str]:
        parts, middle = [], (_LEFT + 14 + _RIGHT) / 2
        for at, error in enumerate(self.errors()):
            y = one.at(0, self._depth((at + 0.5) / SLIDERS))[1]
            if knobs:
                place = middle + error / abs(_FAR) * 20, y
                parts.append(svg.circle(place, 5, screen.MARK if error else screen.QUIET))
                if error:
                    parts.append(svg.polyline([(middle, y - 7), (middle, y + 7)], screen.MARK, 1))
            else:
                parts.append(svg.text((_LEFT, y + 4.5), str(at + 1), bold=True))
                parts.append(svg.polyline([(_LEFT + 14, y), (_RIGHT, y)], screen.QUIET, 2))
        return parts

    def _part(self, one: screen.Frame) -> list[str]:
        """Lines around the depths that are wrong."""
        first, last = (3, SLIDERS) if self.ask == "far" else (self.slider - 1, self.slider)
        edges = []
        for at in (first, last):
            places: list[svg.Point] = [(-20, at * 50 / SLIDERS), (20, at * 50 / SLIDERS)]
            if self.convex():
                z = at * _CONVEX.depth / SLIDERS
                places = [_SECTOR.place(_CONVEX, x * 3.9, z) for x in range(-10, 11)]
            edges.append(screen.outline(one, places))
        return edges

    def _seen(self) -> str:
        shape = f"A gray-scale image {'of a convex array' if self.convex() else 'with three cysts'}"
        beside = "and beside it the tracks of eight TGC sliders, numbered from the skin down"
        if self.ask == "far":
            return f"{shape}, {beside}. It is gray in the near field and darker and darker below."
        low, high = (figure(100 * (self.slider - part) / SLIDERS, 0) for part in (1, 0))
        look = "brighter" if self.set == "high" else "darker"
        return (
            f"{shape}, {beside}. A band from {low} to {high} percent of the depth is {look} than "
            "all the rest."
        )
