"""Family ``bar``: the color bar by itself, to be read."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import Bar, Shade
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import (
    Drawing,
    Impossible,
    Scene,
    Solution,
    choice,
    given,
    number,
    numbers,
    only_for,
)
from sonodeck.scenes.words import capital, figure, lowered, signed

_FRAME = (92.0, 36.0, 34.0, 152.0)
_PACES = {"slow": 0.2, "fast": 1.0}
"""How far from the baseline, as shares of the way to the end of the bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorBar(Scene):
    """A color bar: the color of a flow, its limit, or a marked velocity."""

    ask: Annotated[Literal["color", "limit", "reading"], OneOf("what is asked")]
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    limit: Annotated[float, Number("cm/s", 5, 150, "half of the bar's full range")] = 40
    baseline: Annotated[float, Number("cm/s", -120, 120, "baseline shift; positive: down")] = 0
    way: Annotated[Literal["toward", "away"] | None, OneOf("of a flow whose color is asked")] = None
    pace: Annotated[Literal["slow", "fast"] | None, OneOf("of that flow")] = None
    mark: Annotated[
        float | None, Number("cm/s", -270, 270, "the marked velocity; positive: toward")
    ] = None

    def __post_init__(self) -> None:
        only_for(self, self.ask, way="color", pace="color", mark="reading")
        if abs(self.baseline) > self.limit * 0.8:
            hint = "at most four fifths of the limit"
            raise Impossible("baseline", "then the bar would have only one color", hint)
        if self.ask == "limit" and not self.baseline:
            raise Impossible("baseline", "the limit would be printed at both ends", "shift it")
        if self.mark is not None and not self.bar.low <= self.mark <= self.bar.high:
            raise Impossible("mark", f"{figure(self.mark)} cm/s is not on this bar")
        if self.mark is not None and abs(self.mark) < self.limit * 0.15:
            raise Impossible("mark", "too close to the baseline for the mark to be read")

    @property
    def bar(self) -> Bar:
        """The baseline moved down gives its velocities to the flow toward the probe."""
        low, high = self.baseline - self.limit, self.baseline + self.limit
        return Bar(map=self.map, low=low, high=high)

    # question and answer

    def solve(self) -> Solution:
        asked = {"color": self._color, "limit": self._limit, "reading": self._reading}
        return asked[self.ask]()

    def _asked(self) -> Shade:
        hue = self.bar.hue(toward=self.way == "toward")
        return Shade(hue, _PACES[given(self.pace)])

    def _color(self) -> Solution:
        slips = {
            capital(Shade(self.bar.hue(toward=way > 0), strength).name): f"{pace} flow "
            f"{words.toward(way)} the probe"
            for way in (1, -1)
            for pace, strength in _PACES.items()
        }
        way, half = ("toward", "upper") if self.way == "toward" else ("away from", "lower")
        near = "next to the baseline" if self.pace == "slow" else "at its end"
        answer = self._asked()
        return choice(
            f"What color does this bar give to {self.pace} flow {way} the probe?",
            capital(answer.name),
            slips,
            f"The {half} half of a color bar is flow {way} the probe, and here that is "
            f"the {answer.hue} half. {capital(given(self.pace))} flow lies {near}: "
            f"{answer.name}.",
        )

    def _limit(self) -> Solution:
        bar = self.bar
        slips = (
            (bar.high, "an end of the bar, whose baseline is shifted"),
            (-bar.low, "an end of the bar, whose baseline is shifted"),
            (2 * self.limit, "the whole range of the bar: that is the PRF"),
            (abs(self.baseline), "how far the baseline has been shifted"),
        )
        return number(
            "The baseline has been shifted. What velocity along the beam corresponds to PRF/2?",
            numbers(self.limit, slips, lambda n: f"{figure(n)} cm/s"),
            f"The bar runs from {signed(bar.low)} to {signed(bar.high)} cm/s, "
            f"{figure(2 * self.limit)} in all; half of that is the Nyquist limit. Shifting the "
            "baseline changes neither the PRF nor the whole range.",
        )

    def _reading(self) -> Solution:
        mark, ends = given(self.mark), (self.bar.high, self.bar.low)
        end, other = ends if mark > 0 else ends[::-1]
        slips = (
            (-mark, "the wrong side of the baseline"),
            (end, "the end of the bar"),
            (other * mark / end, "read with the other half of the bar"),
            (end - mark, "counted from the end of the bar"),
            (mark - end, "counted from the end of the bar, and the wrong side of the baseline"),
            (-end, "the end of the bar, and the wrong side of the baseline"),
        )
        offer = numbers(mark, slips, lambda n: f"{figure(abs(n))} cm/s {words.toward(n)} the probe")
        return number(
            "What velocity along the beam does the pointer mark?",
            offer,
            f"The mark lies {'above' if mark > 0 else 'below'} the baseline: flow "
            f"{words.toward(mark)} the probe. It lies {_share(mark / end)} of the way from 0 "
            f"to {signed(end)} cm/s.",
        )

    # pictures

    def draw(self) -> Drawing:
        bar = self.bar
        drawn = [*screen.color_bar(bar, names=False, frame=_FRAME)]
        for velocity in (bar.high, bar.high / 2, bar.low / 2, bar.low):
            drawn += _named(bar, velocity)
        if self.ask == "reading":
            drawn += _ticks(bar)
        if self.mark is not None:
            drawn.append(screen.spot(bar, self.mark, screen.BEAM, _FRAME))
        back = [*drawn, *self._solution()]
        return screen.drawing(drawn, back, (), (), lowered(self.solve().answer), self._seen())

    def _solution(self) -> list[str]:
        bar, (x, y, width, height) = self.bar, _FRAME
        zero, out = y + height * bar.place(0), x + width + 96
        drawn = [
            svg.arrow((out, zero - 8), (out, y), screen.FLOW),
            svg.arrow((out, zero + 8), (out, y + height), screen.FLOW),
            svg.text((out + 8, y + 12), "toward", fill=screen.FLOW),
            svg.text((out + 8, y + height), "away", fill=screen.FLOW),
            svg.text((out + 8, zero + 4.5), "zero", fill=screen.FLOW),
        ]
        if self.ask == "color":
            end = bar.high if self.way == "toward" else bar.low
            drawn.append(screen.spot(bar, end * 0.95 * self._asked().strength, screen.PART, _FRAME))
        if self.ask == "limit":
            top, bottom, half = y + 1, y + height / 2, (x - 16, y + height / 4 + 4.5)
            bracket = [(x - 6, top), (x - 12, top), (x - 12, bottom), (x - 6, bottom)]
            drawn.append(svg.polyline(bracket, screen.PART, 2))
            drawn.append(svg.text(half, figure(self.limit), anchor="end", fill=screen.PART))
        return drawn

    def _seen(self) -> str:
        bar = self.bar
        halves = {
            "red": "yellow and red, a black baseline, blue and cyan",
            "blue": "cyan and blue, a black baseline, red and yellow",
        }[bar.hue(toward=True)]
        marks = ""
        if self.mark is not None:
            marks = f" A pointer marks the place {_share(bar.place(self.mark))} of the way down."
        return (
            f"A color bar, from top to bottom {halves}. It runs from {signed(bar.high)} cm/s at "
            f"its top to {signed(bar.low)} cm/s.{marks}"
        )


def _share(share: float) -> str:
    named = {0.25: "a quarter", 0.5: "half", 0.75: "three quarters", 1.0: "all"}
    return named.get(round(share, 2), f"{figure(share * 100, 0)}%")


def _ticks(bar: Bar) -> list[str]:
    """A tick on the bar at each quarter of the way from the baseline to its ends."""
    x, y, width, height = _FRAME
    drawn = []
    for end in (bar.high, bar.low):
        for share in (0.25, 0.5, 0.75):
            level = y + height * bar.place(end * share)
            drawn.append(svg.polyline([(x + width - 5, level), (x + width + 3, level)], svg.INK, 1))
    return drawn


def _named(bar: Bar, velocity: float) -> list[str]:
    """The name of a color beside the bar, where its half has room for it."""
    x, y, width, height = _FRAME
    at_end = velocity in (bar.high, bar.low)
    if abs(velocity) < (bar.high - bar.low) * (0.09 if at_end else 0.18):
        return []
    name = Shade(bar.hue(toward=velocity > 0), 1.0 if at_end else 0.5).name
    drop = {bar.high: 12.0, bar.low: -3.0}.get(velocity, 4.5)
    return [svg.text((x + width + 8, y + height * bar.place(velocity) + drop), name)]
