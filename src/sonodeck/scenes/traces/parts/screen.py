"""The screen around measured traces: one spectrum or two side by side, marks, lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sonodeck.scenes import spectral, svg
from sonodeck.scenes.scene import Drawing
from sonodeck.scenes.spectral import Band, Curve, Plot
from sonodeck.scenes.svg import Point

WIDTH, HEIGHT, TALLER = 320, 264, 288
LEFT, TOP, WIDE, TALL = 8.0, 30.0, 240.0, 160.0
"""Of one spectrum; its velocities stand at its right, its times below."""
LINES = (236.0, 254.0, 278.0)
"""The base lines of the text at the bottom."""
MARK = "#ffd23f"
"""Of what the back adds."""
FLOW = "#6fd3ff"
"""Of sample gates and of what flows."""
QUIET = "#aeb7c0"
CLEAR = 0.72
"""The window under a trace of blood that moves at nearly one speed."""
_GAP = 10.0


def plot(
    high: float, low: float, seconds: float, *,
    left: float = LEFT, top: float = TOP, width: float = WIDE, height: float = TALL,
) -> Plot:  # fmt: skip
    """The place of one spectrum."""
    return Plot(left=left, top=top, width=width, height=height, seconds=seconds, high=high, low=low)


def highest(peak: float, room: float = 1.15) -> float:
    """The upper end of a scale for a peak, cm/s: on a tick, with some room above it."""
    return 20 * (int(peak * room) // 20 + 1)


def row(
    count: int, high: float, low: float, seconds: float, *, top: float = TOP, height: float = TALL
) -> list[Plot]:
    """The places of two or three spectra side by side with one scale."""
    width = (WIDE - _GAP * (count - 1)) / count
    return [
        plot(high, low, seconds, left=LEFT + at * (width + _GAP), top=top, width=width,
             height=height)
        for at in range(count)
    ]  # fmt: skip


def trace(
    place: Plot, curve: Curve | Sequence[Band], seed: int, *,
    step: float = 10, unit: str = "cm/s", names: bool = True, sampled: bool = True,
) -> list[str]:  # fmt: skip
    """A spectrum with its axes. ``step``: cm/s from tick to tick."""
    bands = [Band(curve, CLEAR)] if callable(curve) else curve
    drawn = spectral.image(place, bands, seed, sampled=sampled)
    return [drawn, *spectral.axes(place, step, unit=unit, names=names)]


def traces(places: Sequence[Plot], curves: Sequence[Curve | Sequence[Band]], seed: int, *,
           step: float = 10) -> list[str]:  # fmt: skip
    """Spectra side by side, of which the last one carries the figures, each with its letter."""
    parts = []
    for at, (place, curve) in enumerate(zip(places, curves, strict=True)):
        parts += trace(place, curve, seed + 2 * at, step=step, names=place is places[-1])
        parts.append(letter(place, "ABC"[at]))
    return parts


def letter(place: Plot, word: str) -> str:
    """The name of a spectrum, above its middle."""
    return svg.text((place.left + place.width / 2, place.top - 8), word, anchor="middle", bold=True)


def level(
    place: Plot, velocity: float, words: str, *, ink: str = MARK, right: bool = False,
    below: bool = False, at: float | None = None,
) -> list[str]:  # fmt: skip
    """A dashed line across a spectrum at a velocity, with its name above or below it at an end.

    ``at``: the velocity above or below which the name stands instead, off the trace. Without words
    there is no name.
    """
    y, left, end = place.y(velocity), place.left, place.left + place.width
    start = end - 4 if right else left + 4
    foot = place.y(velocity if at is None else at) + (14 if below else -5)
    return [
        svg.polyline([(left, y), (end, y)], svg.GROUND, 3.5),
        svg.polyline([(left, y), (end, y)], ink, 1.5, "4 3"),
        *([svg.text((start, foot), words, anchor="end" if right else "start", fill=ink)]
          if words else []),
    ]  # fmt: skip


def span(
    place: Plot, start: float, end: float, velocity: float, words: str, *, aside: bool = False
) -> list[str]:
    """A time measured on a spectrum: a bar with upright ends at a velocity, and its length."""
    y, left, right = place.y(velocity), place.x(start), place.x(end)
    at = (right + 6, y + 4.5) if aside else ((left + right) / 2, y - 9)
    return [
        svg.polyline([(left, y), (right, y)], MARK, 1.5),
        *(svg.polyline([(x, y - 6), (x, y + 6)], MARK, 1.5) for x in (left, right)),
        svg.text(at, words, anchor="start" if aside else "middle", fill=MARK),
    ]


def arrow(start: Point, end: Point) -> str:
    """An arrow of the back."""
    return svg.arrow(start, end, MARK, 2)


def said(*rows: str) -> list[str]:
    """Lines of text at the bottom."""
    return [svg.text((LEFT, y), words) for y, words in zip(LINES, rows, strict=False)]


def shown(parts: Iterable[str], height: int = HEIGHT) -> str:
    """The whole screen."""
    return svg.document(parts, WIDTH, height)


def drawing(
    front: Sequence[str], marks: Iterable[str], *, seen: str, solved: str, height: int = HEIGHT
) -> Drawing:
    """Both sides: the screen, and the same with what the back adds to it."""
    return Drawing(
        front=shown(front, height), back=shown([*front, *marks], height), seen=seen, solved=solved
    )
