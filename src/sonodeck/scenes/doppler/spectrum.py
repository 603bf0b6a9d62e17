"""Family ``spectrum``: the trace of spectral Doppler, velocity over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen
from sonodeck.scenes.doppler.parts.physics import Map, wrapped
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import capital, figure, lowered, signed

APERTURE = 10.0
"""Half of the range of angles, in degrees, over which a beam of some width meets the flow.

A round number for a drawing: geometric broadening depends on aperture and depth.
"""
_FRAME = (44.0, 20.0, 192.0, 176.0)
_BEATS = 3
_STEPS = 24
TOWARD, AWAY, UNTOLD = "Toward the probe", "Away from the probe", "It can't be told"
ALIASING = "Aliasing: the peak goes on from the other edge"
SQUARE = "A beam that is almost perpendicular to the flow"
TO_AND_FRO = "Flow that turns back in a part of each beat"
CLEAR = "Blood that moves at nearly one speed in the gate"
FILLED = "Slow and fast blood side by side in the gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum(Scene):
    """A spectral trace: which way the blood moves, its peak, its window, why it has two sides.

    Velocities are those along the beam, as an uncorrected scale shows them.
    """

    ask: Annotated[Literal["direction", "peak", "sides", "window"], OneOf("what is asked")]
    way: Annotated[Literal["toward", "away"], OneOf("of the flow, along the beam")] = "toward"
    peak: Annotated[float, Number("cm/s", 5, 300, "highest speed of the blood")] = 60
    reverse: Annotated[float, Number("cm/s", 0, 150, "speed of flow that turns back")] = 0
    angle: Annotated[float, Number("degrees", 0, 90, "between beam and flow")] = 0
    scale: Annotated[float, Number("cm/s", 5, 200, "half of the full range")] = 100
    baseline: Annotated[float, Number("cm/s", -190, 190, "baseline shift; positive: down")] = 0
    map: Annotated[Map, OneOf("inverted: flow away is above the baseline")] = "normal"
    profile: Annotated[
        Literal["plug", "laminar"], OneOf("plug: one speed; laminar: fast in the middle")
    ] = "plug"
    gate: Annotated[
        Literal["small", "wide"], OneOf("small: in mid-stream; wide: the whole lumen")
    ] = "small"

    def __post_init__(self) -> None:
        low, high = limits(self)
        if not low < 0 < high:
            raise Impossible(
                "baseline", "the baseline can't leave the scale", "less than the scale"
            )
        fastest = self.peak * max(abs(one) for one in spread(self))
        room = high if shown_up(self) else -low
        if fastest > room + 2 * self.scale * 0.9:
            raise Impossible("peak", "the peak would wrap more than once", "a higher scale")
        if 0.97 < fastest / room < 1.03:
            raise Impossible("peak", "the peak would lie just at the edge", "another peak or scale")
        if 60 < self.angle < 90 - APERTURE + 4:
            raise Impossible(
                "angle", "neither a usual angle nor one near 90", "up to 60, or from 84"
            )
        _check_ask(self, fastest > room)

    def solve(self) -> Solution:
        match self.ask:
            case "direction":
                return _direction(self)
            case "peak":
                return _peak(self)
            case "sides":
                return _sides(self)
            case "window":
                return _window(self)

    def draw(self) -> Drawing:
        trace, column = _trace(self), _column(self)
        return screen.drawing(
            trace,
            [*trace, *_solution(self)],
            column,
            _lines(self),
            (*_lines(self)[:1], _result(self)),
            _seen(self),
        )


def _check_ask(scene: Spectrum, too_fast: bool) -> None:
    found = sides(scene)
    if scene.ask == "sides" and len(found) != 1:
        message = f"the trace has {'two reasons' if found else 'no reason'} to lie on both sides"
        raise Impossible("ask", message, "choose peak, reverse, angle and scale for exactly one")
    if scene.ask == "direction" and (too_fast or scene.reverse):
        raise Impossible(
            "ask", "the direction is asked of a trace that neither wraps nor turns back"
        )
    if scene.ask in ("peak", "window") and (both_sides(scene) or scene.reverse):
        raise Impossible("ask", f"the {scene.ask} is asked of a trace with one direction")
    if scene.ask == "window" and too_fast:
        raise Impossible("ask", "the window is asked of a trace that does not alias")


def limits(scene: Spectrum) -> tuple[float, float]:
    """The lower and the upper edge, in cm/s above the baseline as drawn."""
    return scene.baseline - scene.scale, scene.baseline + scene.scale


def shown_up(scene: Spectrum) -> bool:
    """Whether the trace lies above the baseline: flow toward does, unless it is inverted."""
    return (scene.way == "toward") != (scene.map == "inverted")


def spread(scene: Spectrum) -> tuple[float, float]:
    """The lowest and the highest cosine that the width of the beam gives; one at angles in use."""
    if scene.angle <= 60:
        cosine = math.cos(math.radians(scene.angle))
        return cosine, cosine
    low, high = (math.cos(math.radians(scene.angle + a)) for a in (APERTURE, -APERTURE))
    return low, high


def both_sides(scene: Spectrum) -> bool:
    """Near 90 degrees a part of the beam meets the flow from ahead, another from behind."""
    return spread(scene)[0] < 0


def aliases(scene: Spectrum) -> bool:
    low, high = limits(scene)
    fastest = scene.peak * max(abs(one) for one in spread(scene))
    return fastest > (high if shown_up(scene) else -low)


def sides(scene: Spectrum) -> list[str]:
    """Why the trace lies on both sides of the baseline: each reason that it has."""
    reasons = {ALIASING: aliases(scene), SQUARE: both_sides(scene), TO_AND_FRO: scene.reverse > 0}
    return [name for name, holds in reasons.items() if holds]


def clear(scene: Spectrum) -> bool:
    """Whether the window is clear: one speed in the gate."""
    return scene.profile == "plug" or scene.gate == "small"


# question and answer


def _direction(scene: Spectrum) -> Solution:
    if both_sides(scene):
        answer = UNTOLD
        why = (
            "The trace lies on both sides of the baseline alike: the beam meets the flow at nearly "
            "90 degrees, and the flow seems to go both ways. A smaller angle tells."
        )
    else:
        answer = TOWARD if scene.way == "toward" else AWAY
        sign = "+" if scene.way == "toward" else "\u2212"
        place = "above" if shown_up(scene) else "below"
        also = " The display is inverted." if scene.map == "inverted" else ""
        why = (
            f"The trace lies {place} the baseline, where the scale has the sign {sign}: flow "
            f"{'toward' if scene.way == 'toward' else 'away from'} the probe.{also} "
            "Inverting turns the display, not the flow."
        )
    return Solution(
        question="Which way does the blood move along the beam?",
        answer=answer,
        options=(TOWARD, AWAY, UNTOLD),
        reasoning=why,
    )


def _sign(scene: Spectrum) -> int:
    """-1 where the display is inverted: its upper half then has the minus."""
    return -1 if scene.map == "inverted" else 1


def peak_shown(scene: Spectrum) -> float:
    """Where the peak stands on the display, in cm/s above the baseline as drawn."""
    low, high = limits(scene)
    true = scene.peak * spread(scene)[1]
    return wrapped(true if shown_up(scene) else -true, low, high)


def _peak(scene: Spectrum) -> Solution:
    seen, whole = abs(peak_shown(scene)), 2 * scene.scale
    true = round(scene.peak * spread(scene)[1])
    low, high = limits(scene)
    end = high if shown_up(scene) else -low
    slips = [
        (round(seen), "read off as if nothing had wrapped" if aliases(scene) else ""),
        (round(end), "the end of the scale, not the peak"),
        (round(true + whole), "one whole range too much"),
    ]
    if aliases(scene):
        why = (
            "The peak is cut off at one edge and goes on from the other, to "
            f"{signed(_sign(scene) * round(peak_shown(scene)))} cm/s. One wrap hides the whole "
            f"range, {figure(whole)} cm/s: the true peak is {figure(true)} cm/s."
        )
    else:
        why = f"The peak lies inside the scale, which ends at {figure(end)} cm/s: nothing wraps."
    offer = numbers(true, (one for one in slips if one[0] > 0), lambda n: f"{figure(n, 0)} cm/s")
    way = "toward" if scene.way == "toward" else "away from"
    return Solution(
        question=f"This flow all runs {way} the probe. What is its peak velocity along the beam?",
        answer=offer.answer,
        options=offer.options,
        sizes=offer.sizes,
        slips=offer.slips,
        reasoning=why,
    )


def _sides(scene: Spectrum) -> Solution:
    answer = sides(scene)[0]
    why = {
        ALIASING: (
            "The peak is cut off at one edge of the scale and goes on from the opposite edge. A "
            "higher scale or a moved baseline brings it back to its own side."
        ),
        SQUARE: (
            "Both sides show the same weak trace at the same time: a beam of some width meets the "
            "flow partly from ahead and partly from behind. A smaller angle removes it."
        ),
        TO_AND_FRO: (
            "The trace crosses the baseline without a cut and lies on one side at a time: the "
            "blood really runs back for a part of each beat."
        ),
    }
    return Solution(
        question="This trace lies on both sides of the baseline. Why?",
        answer=answer,
        options=(ALIASING, SQUARE, TO_AND_FRO),
        reasoning=why[answer],
    )


def _window(scene: Spectrum) -> Solution:
    if clear(scene):
        why = (
            "The window under the trace is clear: the cells in the gate move within a narrow "
            "range of "
            "speeds. Plug flow does that, and so does a small gate in the middle of laminar flow."
        )
    else:
        why = (
            "The window is filled: a gate as wide as the lumen takes in the slow flow at the wall "
            "as well as the fast flow in the middle. A filled window alone is no proof of disease."
        )
    return Solution(
        question="What does the window under this trace say about the blood in the gate?",
        answer=CLEAR if clear(scene) else FILLED,
        options=(
            CLEAR,
            FILLED,
            "Blood that stands still in the gate",
            "Blood too fast for the scale",
        ),
        reasoning=why,
    )


# pictures


def _y(scene: Spectrum, velocity: float) -> float:
    low, high = limits(scene)
    _, y, _, height = _FRAME
    return y + height * (high - velocity) / (high - low)


def _beat(share: float) -> float:
    """The shape of a beat, 0 to 1: a steep rise, a slower fall, flow until the next beat."""
    pulse = math.exp(-(((share - 0.22) / (0.07 if share < 0.22 else 0.14)) ** 2))
    return 0.22 + 0.78 * pulse


def _back_flow(share: float) -> float:
    """Flow that turns back after the peak, 0 to 1."""
    return math.exp(-(((share - 0.58) / 0.09) ** 2))


def _envelope(scene: Spectrum) -> list[float]:
    """The fastest velocity along the trace, in cm/s, in the direction of the flow."""
    found = []
    for index in range(_BEATS * _STEPS + 1):
        share = index / _STEPS % 1
        if scene.reverse:
            pulse = (_beat(share) - 0.22) / 0.78
            found.append(scene.peak * pulse - scene.reverse * _back_flow(share))
        else:
            found.append(scene.peak * _beat(share))
    return found


def _outlines(scene: Spectrum) -> list[list[tuple[float, float]]]:
    """The traces as pairs of inner and outer velocity, as drawn (positive upward)."""
    up = 1 if shown_up(scene) else -1
    low, high = spread(scene)
    inner = 0.76 if clear(scene) else 0.0
    outer = [up * high * speed for speed in _envelope(scene)]
    if both_sides(scene):
        other = [up * low * speed for speed in _envelope(scene)]
        return [[(v * 0.1, v) for v in outer], [(v * 0.1, v) for v in other]]
    return [[(v * inner, v) for v in outer]]


def _polygon(scene: Spectrum, pairs: Sequence[tuple[float, float]], moved: float) -> list[Point]:
    x, _, width, _ = _FRAME
    step = width / (len(pairs) - 1)
    outer = [(x + index * step, _y(scene, pair[1] + moved)) for index, pair in enumerate(pairs)]
    inner = [(x + index * step, _y(scene, pair[0] + moved)) for index, pair in enumerate(pairs)]
    return [*outer, *reversed(inner)]


def _trace(scene: Spectrum) -> list[str]:
    x, y, width, height = _FRAME
    window = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    whole = 2 * scene.scale
    drawn = [svg.rectangle(x, y, width, height, "#05080b")]
    for pairs in _outlines(scene):
        for moved in (0.0, whole, -whole) if aliases(scene) else (0.0,):
            part = svg.clip(_polygon(scene, pairs, moved), window)
            if len(part) > 2 and _area(part) > 1:
                fill = "#dfe6ec" if not both_sides(scene) else "#aeb9c4"
                drawn.append(svg.polygon(part, fill))
    zero = _y(scene, 0)
    return [*drawn, svg.polyline([(x, zero), (x + width, zero)], "#ffb347", 1.5), *_axis(scene)]


def _area(points: Sequence[Point]) -> float:
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _axis(scene: Spectrum) -> list[str]:
    """The ends of the scale with their signs: plus is toward the probe, also when inverted."""
    x, y, _, height = _FRAME
    low, high = limits(scene)
    turned = _sign(scene)
    return [
        svg.text((x - 5, y + 10), signed(turned * high), anchor="end"),
        svg.text((x - 5, y + height), signed(turned * low), anchor="end"),
        svg.text((x - 5, _y(scene, 0) + 4.5), "0", anchor="end"),
    ]


def _column(scene: Spectrum) -> list[str]:
    """What is known of the flow and the gate, at the right of the trace."""
    rows = ["cm/s"]
    if scene.ask == "window":
        rows += [f"{scene.gate}", "gate"]
    if scene.ask == "peak":
        rows += ["flow", scene.way]
    return [svg.text((260, 30 + 20 * row), word) for row, word in enumerate(rows)]


def _lines(scene: Spectrum) -> tuple[str, str]:
    return "spectral Doppler, three beats", "velocity along the beam, over time"


def _solution(scene: Spectrum) -> list[str]:
    """Arrows at the right of the trace, as long as what they mean reaches."""
    x, _, width, _ = _FRAME
    at = x + width + 12
    if both_sides(scene):
        return [svg.text((at - 6, _y(scene, 0) - 10), "near 90\u00b0", fill=screen.PART)]
    if aliases(scene):
        return _wrapped(scene)
    up = 1 if shown_up(scene) else -1
    peak = _y(scene, up * scene.peak)
    if scene.ask == "window":
        inside, last = _y(scene, up * scene.peak * 0.4), x + width * (_BEATS - 1 + 0.22) / _BEATS
        word = svg.text((at + 2, inside + 4.5), "window", fill=screen.PART)
        return [svg.arrow((at - 2, inside), (last, inside), screen.PART, 2), word]
    drawn = [svg.arrow((at, _y(scene, 0)), (at, peak), screen.FLOW)]
    if scene.reverse:
        end = _y(scene, -up * scene.reverse)
        drawn.append(svg.arrow((at, _y(scene, 0)), (at, end), screen.PART))
    if scene.ask == "direction":
        middle = (_y(scene, 0) + peak) / 2
        drawn.append(svg.text((at + 8, middle + 4.5), scene.way, fill=screen.FLOW))
    return drawn


def _wrapped(scene: Spectrum) -> list[str]:
    """From the baseline to the edge, and on from the other edge to where the peak is shown."""
    x, _, width, _ = _FRAME
    low, high = limits(scene)
    near, far = (high, low) if shown_up(scene) else (low, high)
    at = x + width + 8
    return [
        svg.arrow((at, _y(scene, 0)), (at, _y(scene, near)), screen.PART, 2),
        svg.arrow((at, _y(scene, far)), (at, _y(scene, peak_shown(scene))), screen.PART, 2),
    ]


def _result(scene: Spectrum) -> str:
    said = scene.solve().answer
    short = {
        ALIASING: "aliasing",
        SQUARE: "a beam at nearly 90\u00b0",
        TO_AND_FRO: "flow that turns back",
        CLEAR: "nearly one speed in the gate",
        FILLED: "slow and fast blood in the gate",
    }
    return short.get(said, lowered(said))


def _seen(scene: Spectrum) -> str:
    low, high = limits(scene)
    turned = _sign(scene)
    place = "above" if shown_up(scene) else "below"
    said = [
        "A spectral trace of three beats.",
        f"The scale runs from {signed(turned * high)} cm/s at the top to {signed(turned * low)} "
        "at the bottom.",
    ]
    if both_sides(scene):
        said.append("The same weak trace lies above and below the baseline at the same time.")
    elif aliases(scene):
        edge, other = ("upper", "lower") if shown_up(scene) else ("lower", "upper")
        seen = turned * round(peak_shown(scene))
        said.append(
            f"The trace is cut off at the {edge} edge and goes on from the {other} edge, to "
            f"{signed(seen)} cm/s."
        )
    elif scene.reverse:
        other = "below" if shown_up(scene) else "above"
        said.append(
            f"The trace lies {place} the baseline, crosses it without a cut and lies {other} it "
            "before the next beat."
        )
    else:
        seen = turned * round(peak_shown(scene))
        said.append(f"The trace lies {place} the baseline and peaks at {signed(seen)} cm/s.")
    if scene.ask == "window":
        window = "clear" if clear(scene) else "filled"
        said.append(f"The window under it is {window}. {capital(scene.gate)} sample gate.")
    return " ".join(said)
