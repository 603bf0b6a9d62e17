"""Family ``prf``: the highest PRF at which a sample volume is told from any deeper one."""

from __future__ import annotations

from typing import Annotated

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import samplevolume, svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import highest_prf
from sonodeck.scenes.parameters import Number
from sonodeck.scenes.scene import Drawing, Scene, Solution, number, numbers
from sonodeck.scenes.words import figure

_SKIN, _CM, _BEAM = 44.0, 10.6, 66.0
"""The height of the skin, the pixels of a centimeter, the place of the beam."""
_START, _TURN, _BACK = 120.0, 196.0, 272.0
"""On the axis of time: a pulse leaves, is at the sample volume, and its echo is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prf(Scene):
    """A sample volume on a ruler of depth."""

    depth: Annotated[float, Number("cm", 2, 20, "depth of the sample volume")]

    @property
    def one_way(self) -> float:
        """How long the pulse takes to the sample volume, in µs: 1 cm at 1540 m/s, as on paper."""
        return self.depth * 6.5

    def solve(self) -> Solution:
        right = highest_prf(self.depth)
        slips = (
            (right * 2, "one way only: the echo has to return, too"),
            (right / 2, "the round trip counted twice"),
        )
        offer = numbers(right, slips, lambda n: f"{figure(n, 1)} kHz")
        return number(
            "What is the highest PRF without range ambiguity for this sample volume?",
            offer,
            "Each echo must be back before the next pulse leaves: PRF = c / (2 × depth) = "
            f"77 kHz·cm / {figure(self.depth)} cm = {offer.answer}. That is one pulse "
            f"every {figure(2 * self.one_way, 0)} µs, 13 µs for each centimeter of depth.",
        )

    def draw(self) -> Drawing:
        seen = (
            f"A sample volume on a ruler of depth, at {figure(self.depth)} cm; c is 1540 m/s. "
            "Beside it, over time, a pulse on its way there."
        )
        solved = (
            f"The pulse takes {figure(self.one_way, 1)} µs there, and is back after "
            f"{figure(2 * self.one_way, 0)} µs, when the next one leaves."
        )
        return duplex.drawing(self._ruler(), self._echo(), seen, solved)

    def _ruler(self) -> list[str]:
        y = _SKIN + self.depth * _CM
        drawn = [
            svg.text((8, 22), "depth in cm"),
            svg.text((196, 262), "c = 1540 m/s"),
            svg.rectangle(_BEAM - 24, _SKIN - 9, 48, 8, svg.INK, 'rx="2"'),
            svg.polyline([(_BEAM, _SKIN), (_BEAM, _SKIN + 20 * _CM)], duplex.BEAM, 1, "2 3"),
            *samplevolume.bars((_BEAM, y), 6, 0, duplex.BEAM, half=10),
        ]  # fmt: skip
        for cm in range(21):
            at = _SKIN + cm * _CM
            drawn.append(svg.polyline([(30, at), (36 if cm % 5 else 40, at)], svg.INK, 1))
            if cm % 5 == 0:
                drawn.append(svg.text((26, at + 4.5), f"{cm}", anchor="end"))
        return [*drawn, *self._pulse()]

    def _pulse(self) -> list[str]:
        """Depth over time: the pulse on its way to the sample volume."""
        y = _SKIN + self.depth * _CM
        return [
            svg.polyline([(_BEAM + 14, y), (_TURN + 8, y)], duplex.BEAM, 1, "2 3"),
            svg.polyline([(_START - 10, _SKIN), (_BACK + 34, _SKIN)], svg.INK, 1),
            svg.arrow((_START, _SKIN), (_TURN, y), duplex.FLOW),
            svg.text((_START, _SKIN - 12), "pulse", anchor="middle", fill=duplex.FLOW),
            svg.text((_TURN, _SKIN - 8), "time", anchor="middle"),
        ]

    def _echo(self) -> list[str]:
        """The echo comes back, and the next pulse leaves."""
        y, turn, back = _SKIN + self.depth * _CM, _TURN, _BACK
        steep = 20 * (y - _SKIN) / (turn - _START)
        return [
            svg.arrow((turn, y), (back, _SKIN), duplex.PART),
            svg.polyline([(back, _SKIN), (back + 20, _SKIN + steep)], duplex.FLOW, 2.5),
            svg.text((back + 8, _SKIN - 12), "next pulse", anchor="middle", fill=duplex.FLOW),
            svg.text((turn, y + 18), f"{figure(self.one_way, 1)} µs", anchor="middle"),
            svg.text((turn - 4, _SKIN + 14), f"{figure(2 * self.one_way, 0)} µs", anchor="middle"),
        ]
