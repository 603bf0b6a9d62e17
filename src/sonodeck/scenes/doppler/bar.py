"""Family ``bar``: the color bar by itself, to be read."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import BRIGHT, DARK, Bar, Shade
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given, numbers
from sonodeck.scenes.words import capital, figure, listed, lowered, signed

Way: TypeAlias = Literal["toward", "away"]

_FRAME = (92.0, 36.0, 34.0, 152.0)
_LETTERS = "PQRS"
_COLORS = ("Yellow", "Pale blue", "Dark red", "Dark blue")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColorBar(Scene):
    """A color bar: the color of a flow, its map, where zero is, its limit, a marked velocity."""

    ask: Annotated[
        Literal["color", "map", "kind", "zero", "limit", "reading"], OneOf("what is asked")
    ]
    map: Annotated[Map, OneOf("normal: red on top of the bar")] = "normal"
    kind: Annotated[
        Literal["velocity", "variance"], OneOf("variance: green beside the velocities")
    ] = "velocity"
    limit: Annotated[float, Number("cm/s", 5, 150, "half of the bar's full range")] = 40
    baseline: Annotated[float, Number("cm/s", -140, 140, "baseline shift; positive: down")] = 0
    way: Annotated[Way | None, OneOf("of the flow whose color is asked")] = None
    pace: Annotated[Literal["slow", "fast"] | None, OneOf("of that flow")] = None
    mark: Annotated[
        float | None, Number("cm/s", -290, 290, "the marked velocity; positive: toward")
    ] = None

    def __post_init__(self) -> None:
        for name in ("way", "pace"):
            if (getattr(self, name) is not None) != (self.ask == "color"):
                raise Impossible(name, f"give {name!r} if, and only if, a color is asked for")
        if (self.mark is not None) != (self.ask == "reading"):
            raise Impossible("mark", "give 'mark' if, and only if, a reading is asked for")
        if abs(self.baseline) > self.limit * 0.8:
            hint = "less than four fifths of the limit"
            raise Impossible("baseline", "then the bar would have only one color", hint)
        if self.ask == "zero" and abs(self.baseline) < self.limit * 0.2:
            raise Impossible("baseline", "a baseline in the middle leaves nothing to find")
        if self.mark is not None and not bar_of(self).low <= self.mark <= bar_of(self).high:
            raise Impossible("mark", f"{figure(self.mark)} cm/s is not on this bar")
        if self.mark is not None and abs(self.mark) < self.limit * 0.15:
            raise Impossible("mark", "too close to the baseline for the mark to be read")

    def solve(self) -> Solution:
        match self.ask:
            case "color":
                return _color(self)
            case "map":
                return _map(self)
            case "kind":
                return _kind(self)
            case "zero":
                return _zero(self)
            case "limit":
                return _limit(self)
            case "reading":
                return _reading(self)

    def draw(self) -> Drawing:
        bar = bar_of(self)
        drawn = _bar(self)
        return screen.drawing(
            drawn,
            [*drawn, *_solution(self)],
            (),
            _lines(self),
            (*_lines(self)[:1], _result(self)),
            _seen(self, bar),
        )


def bar_of(scene: ColorBar) -> Bar:
    """The baseline moved down gives its velocities to the flow toward the probe."""
    return Bar(map=scene.map, low=scene.baseline - scene.limit, high=scene.baseline + scene.limit)


def letters(scene: ColorBar) -> tuple[float, ...]:
    """The velocities at the lettered places, from the top of the bar to its bottom."""
    bar = bar_of(scene)
    larger = bar.high if bar.high > -bar.low else bar.low
    return tuple(sorted((bar.high, larger / 2, 0.0, bar.low), reverse=True))


# question and answer


def _color(scene: ColorBar) -> Solution:
    bar = bar_of(scene)
    toward = scene.way == "toward"
    shade = Shade(bar.hue(toward=toward), DARK if scene.pace == "slow" else BRIGHT)
    way = "toward" if toward else "away from"
    near = "close to the baseline" if scene.pace == "slow" else "at its end"
    return Solution(
        question=f"In which color does this bar show {scene.pace} flow {way} the probe?",
        answer=capital(shade.name),
        options=_COLORS,
        reasoning=(
            f"The {'upper' if toward else 'lower'} half of a color bar stands for flow {way} the "
            f"probe, and here that is the {shade.hue} half. {capital(str(scene.pace))} flow lies "
            f"{near}: {shade.name}."
        ),
    )


def _map(scene: ColorBar) -> Solution:
    top = words.top(scene.map)
    return Solution(
        question="Which map does this color bar belong to?",
        answer=f"The {scene.map} one: {top} is toward the probe",
        options=(),
        reasoning=(
            f"Whatever color is on top of the bar is flow toward the probe. Here {top} is on top, "
            f"so {top} means toward: the {scene.map} map."
        ),
    )


def _kind(scene: ColorBar) -> Solution:
    names = {"velocity": "A velocity map", "variance": "A map of velocity and variance"}
    why = {
        "velocity": "It has red and blue shades only, slow flow at the baseline, fast at its ends.",
        "variance": "Green lies beside the red and blue: it marks a wide spread of velocities.",
    }
    return Solution(
        question="Which kind of map does this color bar show?",
        answer=names[scene.kind],
        options=(),
        reasoning=f"{why[scene.kind]} Green is never a direction.",
    )


def _zero(scene: ColorBar) -> Solution:
    letter = _LETTERS[letters(scene).index(0.0)]
    way, other = ("down", "toward") if scene.baseline > 0 else ("up", "away from")
    return Solution(
        question="Which letter marks zero shift on this color bar?",
        answer=letter,
        options=tuple(_LETTERS),
        reasoning=(
            f"The black baseline stands for zero shift, wherever it lies. Here it was moved {way}, "
            f"which gives more of the scale to flow {other} the probe."
        ),
    )


def _limit(scene: ColorBar) -> Solution:
    bar = bar_of(scene)
    ends_of_bar = [(n, "an end of the bar, whose baseline is moved") for n in (bar.high, -bar.low)]
    offer = numbers(
        scene.limit,
        (
            *((n, slip) for n, slip in ends_of_bar if n > 0),
            (2 * scene.limit, "the whole range of the bar"),
            (scene.limit / 2, "half of the limit"),
        ),
        lambda n: f"{figure(n)} cm/s",
    )
    ends = f"{signed(bar.low)} to {signed(bar.high)} cm/s"
    moved = (
        "Moving the baseline changes neither the PRF nor the whole range."
        if scene.baseline
        else "With the baseline in the middle it is what stands at both ends."
    )
    return Solution(
        question=("Which velocity along the beam corresponds to the Nyquist limit, half the PRF?"),
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=(
            f"The bar runs from {ends}, {figure(2 * scene.limit)} in all; the limit is half of "
            f"that. {moved}"
        ),
    )


def _reading(scene: ColorBar) -> Solution:
    mark = given(scene.mark)
    bar = bar_of(scene)
    toward = mark > 0
    end = bar.high if toward else bar.low
    slips = (
        (-mark, "the wrong side of the baseline"),
        (end, "the end of the bar"),
    )
    times = [n for n in (0.5, -0.5, 2, 1.5, 0.25, -2, -1.5) if bar.low <= n * mark <= bar.high]
    offer = numbers(mark, slips, _velocity, times=times)
    return Solution(
        question="Which velocity along the beam does the marked place of the bar stand for?",
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=(
            f"The mark lies {'above' if toward else 'below'} the baseline: flow "
            f"{'toward' if toward else 'away from'} the probe. It lies {_share(mark / end)} of the "
            f"way from 0 to {signed(end)} cm/s."
        ),
    )


def _share(share: float) -> str:
    named = {0.25: "a quarter", 0.5: "half", 0.75: "three quarters", 1.0: "all"}
    return named.get(round(share, 2), f"{figure(share * 100, 0)}%")


def _velocity(number: float) -> str:
    return f"{figure(abs(number))} cm/s {'toward' if number > 0 else 'away from'} the probe"


# pictures


def _bar(scene: ColorBar) -> list[str]:
    bar = bar_of(scene)
    x, y, width, height = _FRAME
    drawn = [*screen.color_bar(bar, names=False, frame=_FRAME)]
    if scene.kind == "variance":
        stops = [(0.0, "#1fb14a00"), (1.0, "#1fd05a")]
        drawn += [
            svg.gradient("green", (x, 0), (x + width, 0), stops),
            svg.rectangle(x + width / 2, y, width / 2, height, "url(#green)", 'opacity="0.85"'),
            svg.text((x + width + 8, y + height * bar.place(0) + 4.5), "green"),
        ]
    for velocity in (bar.high, bar.high / 2, bar.low / 2, bar.low):
        drawn += _named(bar, velocity)
    if scene.ask == "zero":
        for letter, velocity in zip(_LETTERS, letters(scene), strict=True):
            drawn += _lettered(bar, velocity, letter)
    if scene.mark is not None:
        drawn.append(screen.spot(bar, scene.mark, screen.BEAM, _FRAME))
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


def _lettered(bar: Bar, velocity: float, letter: str) -> list[str]:
    x, y, _, height = _FRAME
    at = y + height * bar.place(velocity)
    return [
        svg.polyline([(x - 20, at), (x - 6, at)], screen.BEAM, 1.5),
        svg.text((x - 24, at + 4.5), letter, anchor="end", bold=True),
    ]


def _lines(scene: ColorBar) -> tuple[str, ...]:
    return {
        "zero": ("which letter is at zero shift?",),
        "reading": ("the white pointer marks a velocity",),
    }.get(scene.ask, ("color bar",))


def _solution(scene: ColorBar) -> list[str]:
    bar = bar_of(scene)
    x, y, width, height = _FRAME
    zero = y + height * bar.place(0)
    out = x + width + 96
    drawn = [
        svg.arrow((out, zero - 8), (out, y), screen.FLOW),
        svg.arrow((out, zero + 8), (out, y + height), screen.FLOW),
        svg.text((out + 8, y + 12), "toward", fill=screen.FLOW),
        svg.text((out + 8, y + height), "away", fill=screen.FLOW),
        svg.text((out + 8, zero + 4.5), "zero", fill=screen.FLOW),
    ]
    if scene.ask == "color":
        end = bar.high if scene.way == "toward" else bar.low
        drawn.append(
            screen.spot(bar, end * (0.15 if scene.pace == "slow" else 0.95), screen.PART, _FRAME)
        )
    return drawn


def _result(scene: ColorBar) -> str:
    said = scene.solve().answer
    return f"answer: {said}" if len(said) == 1 else lowered(said)


def _seen(scene: ColorBar, bar: Bar) -> str:
    top = f"{'yellow and red' if words.top(scene.map) == 'red' else 'pale blue and blue'}"
    bottom = f"{'red and yellow' if words.top(scene.map) == 'blue' else 'blue and pale blue'}"
    said = [
        f"A color bar, from top to bottom {top}, a black baseline, {bottom}.",
        f"Its upper end is at {signed(bar.high)} cm/s, its lower end at {signed(bar.low)} cm/s.",
    ]
    if scene.kind == "variance":
        said.append("Along its right side it turns green.")
    if scene.ask == "zero":
        places = [_described(bar, velocity) for velocity in letters(scene)]
        said.append(f"The letters P to S stand {listed(places)}.")
    if scene.mark is not None:
        said.append(f"A pointer marks the place {_share(bar.place(scene.mark))} of the way down.")
    return " ".join(said)


def _described(bar: Bar, velocity: float) -> str:
    if velocity == bar.high:
        return "at the upper end"
    if velocity == bar.low:
        return "at the lower end"
    hue = bar.hue(toward=velocity > 0)
    return "on the black line" if velocity == 0 else f"in the middle of the {hue} part"
