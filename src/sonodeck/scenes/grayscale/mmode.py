"""Family ``mmode``: one scan line against time."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import FACTORS, choice, number
from sonodeck.scenes.late import Whole, np
from sonodeck.scenes.model import Field, Setting, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, numbers
from sonodeck.scenes.words import figure

_SECONDS, _DEPTH = 3.0, 80.0
_SETTING = Setting(width=100, depth=_DEPTH, pixel=0.5, frequency=3.5, focus=40)
_CAVITY = (18.0, 62.0)
_MIDDLE = 40.0
_HALF = 1.5
"""Half the thickness of the moving layer, mm."""
_PERIODS = (0.5, 0.6, 0.75, 0.8, 1.0, 1.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mmode(Scene):
    """A reflector that moves as z(t) = z₀ + A sin(2πt / T), and walls that stand still."""

    ask: Annotated[Literal["axis", "rate", "excursion", "way"], OneOf("what is asked")]
    period: Annotated[float, Number("s", 0.5, 1.2, "time of one beat")] = 0.8
    excursion: Annotated[float, Number("mm", 8, 30, "from the highest to the lowest position")] = 16
    slope: Annotated[Literal["rising", "falling"], OneOf("of the trace at A")] = "rising"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.period not in _PERIODS:
            periods = ", ".join(figure(one) for one in _PERIODS)
            raise Impossible("period", "the rate must be a whole number", f"one of {periods}")

    def solve(self) -> Solution:
        t, moved = self.period, self.excursion / 10
        if self.ask == "rate":
            slips = [
                (60 * t, "multiplied by the time of a beat, not divided"),
                (120 / t, "half a beat, from the highest to the lowest position, was taken"),
                (30 / t, "two beats were taken for one"),
            ]
            return number(
                "At what rate does the reflector in the middle move?",
                numbers(60 / t, slips, lambda n: f"{figure(n, 0)} per minute", times=FACTORS),
                f"From one peak to the next it takes {figure(t)} s: 60 s / {figure(t)} s "
                f"= {figure(60 / t, 0)} beats per minute.",
            )
        if self.ask == "excursion":
            high, low = (_MIDDLE / 10 + half * moved / 2 for half in (-1, 1))
            slips = [
                (moved / 2, "from the middle only: that is half of it"),
                (moved * 2, "down and up again were added"),
                (low, "the depth of the lowest position itself"),
                (high, "the depth of the highest position itself"),
            ]
            return number(
                "How far does the reflector in the middle move, from its highest to its "
                "lowest position?",
                numbers(moved, slips, lambda n: f"{figure(n, 1)} cm"),
                f"The vertical axis is depth: from {figure(high)} cm to {figure(low)} cm it moves "
                f"{figure(moved)} cm.",
            )
        if self.ask == "way":
            ways = ("Toward the transducer", "Away from the transducer")
            right, wrong = ways if self.slope == "rising" else ways[::-1]
            return choice(
                "At A, which way does the reflector move?",
                right,
                {
                    wrong: f"its depth {_GROWS[self.slope]} at A",
                    "To the right": "the horizontal axis is time; the trace says nothing of a "
                    "motion across the scan line",
                },
                "Depth runs down and time to the right. At A the trace is "
                f"{self.slope}, so the depth of the reflector {_GROWS[self.slope]}.",
            )
        return choice(
            "What does the horizontal axis of this trace show?",
            "Time",
            {
                "Depth": "that is the vertical axis",
                "Distance along the array": "true of a 2D image; here one scan line is shown again "
                "and again",
                "Velocity": "no axis shows it: it is the slope of the trace",
            },
            "M-mode shows one scan line again and again: depth runs down, time runs to the right.",
        )

    def levels(self) -> Whole:
        """The trace: a column for each time. Still speckle repeats, noise doesn't."""
        field = Field(_SETTING)
        field.paint(field.box(top=_CAVITY[0], bottom=_CAVITY[1]), -50, 0.1)
        for z in _CAVITY:
            field.paint(field.box(top=z - 1, bottom=z + 1), 14)
        walls, seed = levels(field, int(self.seed)), int(self.seed)
        moving = levels(Field(_SETTING), seed + 3)
        rows, columns = walls.shape
        found = np.repeat(walls[:, columns // 2 : columns // 2 + 1], columns, axis=1)
        flicker = levels(Field(_SETTING), seed + 6) // 6
        found = found + flicker
        half = round(_HALF / _SETTING.pixel)
        for column in range(columns):
            row = round(self.place((column + 0.5) * _SECONDS / columns) / _SETTING.pixel)
            layer = moving[rows // 2 - half : rows // 2 + half, columns // 2] + 120
            found[row - half : row + half, column] = (
                layer + flicker[row - half : row + half, column]
            )
        return found

    def place(self, t: float) -> float:
        """The depth of the reflector after so many seconds, mm."""
        wave = round(math.sin(2 * math.pi * t / self.period), 9)
        return _MIDDLE - self.excursion / 2 * wave

    def draw(self) -> Drawing:
        one = screen.frame(shades(self.levels(), _SETTING), _SETTING, 8, 2.5)
        parts = [*screen.ruler(one)]
        if self.ask != "axis":
            parts += _clock(one)
        asked = self.period * (1 if self.slope == "rising" else 1.5)
        if self.ask == "way":
            parts += [svg.circle(one.at(_x(asked), _MIDDLE), 3.5, screen.BLUE),
                      screen.label(one, _x(asked) - 5, _MIDDLE, "A")]  # fmt: skip
        top, low = _MIDDLE - self.excursion / 2, _MIDDLE + self.excursion / 2
        high = [_x(self.period * (beat + 0.25)) for beat in range(2)]
        beat = [
            screen.outline(one, [(high[0], top - 2), (high[0], top - 9)]),
            screen.outline(one, [(high[1], top - 2), (high[1], top - 9)]),
            screen.arrow(one, (high[0], top - 7), (high[1], top - 7)),
            screen.note(one, high[1] + 2, top - 8, f"{figure(self.period)} s", "start"),
        ]
        way = [
            screen.outline(one, [(-50, top), (50, top)]),
            screen.outline(one, [(-50, low), (50, low)]),
            screen.note(one, 20, low + 5, f"{figure(self.excursion / 10)} cm"),
        ]
        axes = [screen.arrow(one, (-30, 70), (30, 70)), screen.note(one, 0, 74.5, "time"),
                screen.arrow(one, (-46, 5), (-46, 70)),
                screen.note(one, -44, 74.5, "depth", "start")]  # fmt: skip
        step, slope = self.period / 8, -1 if self.slope == "rising" else 1
        path = [
            screen.arrow(
                one,
                (_x(asked - step) + 4, _MIDDLE - slope * self.excursion / 3),
                (_x(asked + step) + 4, _MIDDLE + slope * self.excursion / 3),
            ),
            screen.note(one, _x(asked), 57, "shallower" if slope < 0 else "deeper"),
        ]
        marked = {"rate": beat, "excursion": way, "axis": axes, "way": path}[self.ask]
        seen = (
            "An M-mode trace, 8 cm deep. Level bands at 2 and 6 cm; between them, in black, a "
            f"bright wavy line between {figure(top / 10)} and {figure(low / 10)} cm"
        )
        if self.ask == "rate":
            peaks = ", ".join(figure(self.period * (at + 0.25)) for at in range(2))
            seen += f"; its first peaks lie at {peaks} s"
        if self.ask == "way":
            seen += f"; at A it is {self.slope}"
        return screen.drawing(
            [one], parts, [*(_clock(one) if self.ask == "axis" else []), *marked],
            seen=f"{seen}.",
            solved={"rate": "Marked: the time from one peak to the next.",
                    "excursion": "Marked: the highest and the lowest position of the reflector.",
                    "axis": "Named: both axes.",
                    "way": "Drawn in: how the depth changes at A."}[self.ask],
        )  # fmt: skip


_GROWS = {"rising": "gets smaller", "falling": "grows"}


def _x(t: float) -> float:
    return (t / _SECONDS - 0.5) * _SETTING.width


def _clock(one: screen.Frame) -> list[str]:
    """A tick each fifth of a second below the trace, named each half second or second."""
    parts = []
    bottom = one.top + one.height
    for fifth in range(int(_SECONDS * 5) + 1):
        x = one.at(_x(fifth / 5), 0)[0]
        whole = fifth % 5 == 0
        parts.append(svg.polyline([(x, bottom + 2), (x, bottom + (9 if whole else 5))],
                                  screen.QUIET, 1))  # fmt: skip
        if whole:
            words = f"{fifth // 5} s" if fifth else "0"
            parts.append(svg.text((x, bottom + 22), words, anchor="middle" if fifth else "start",
                                  fill=screen.QUIET))  # fmt: skip
    return parts
