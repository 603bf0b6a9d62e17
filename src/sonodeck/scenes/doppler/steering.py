"""Family ``steering``: which way to steer a color box for the smaller Doppler angle."""

from __future__ import annotations

from typing import Annotated

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import screen, words
from sonodeck.scenes.doppler.parts.colors import centred
from sonodeck.scenes.doppler.parts.view import Linear, Vessel, scan
from sonodeck.scenes.parameters import Number
from sonodeck.scenes.scene import Drawing, Scene, Solution, choice

_TILT = 20.0
_ANSWERS = {
    1: "To the right: the bottom of the box shifted right",
    -1: "To the left: the bottom of the box shifted left",
    0: "Either way: both give the same angle",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering(Scene):
    """Beams steered toward the deeper end of a vessel lie closer to its axis."""

    slope: Annotated[float, Number("degrees", -30, 30, screen.SLOPE)] = 0

    def solve(self) -> Solution:
        right, left = (words.angle(side * _TILT, self.slope) for side in (1, -1))
        side = words.side(self.slope)
        why = (
            f"The vessel runs deeper to the {side}, so beams steered {side} lie closer to its axis"
            if self.slope
            else "The vessel is level, so either way gives the same angle"
        )
        return choice(
            "Which way should you steer the color box to get the smaller Doppler angle?",
            _ANSWERS[(self.slope > 0) - (self.slope < 0)],
            {
                _ANSWERS[1]: f"the Doppler angle would be {right}",
                _ANSWERS[-1]: f"the Doppler angle would be {left}",
                _ANSWERS[0]: "steered one way the beams lie closer to the vessel's axis",
            },
            f"{why}: {right} steered right, {left} steered left (20\u00b0 each).",
        )

    def draw(self) -> Drawing:
        image = scan(Linear(), [Vessel(middle=screen.at(0, 3), slope=self.slope)], None, box=False)
        _, _, lie = words.tilts(0, self.slope).partition(", ")
        result = f"the smaller angle: steered {words.side(self.slope)}"
        return screen.drawing(
            image,
            [*image, *self._boxes()],
            screen.color_bar(centred("normal", 50, 2)),
            (lie, ""),
            result if self.slope else "the same angle",
            f"Linear probe on top. {words.vessel(self.slope)} The color box is not placed yet.",
        )

    def _boxes(self) -> list[str]:
        """Both steered boxes with the angles they give, the better one bright."""
        point, drawn = screen.at(0, 3), []
        for side in (-1, 1):
            box = Linear(steer=side * _TILT).box()
            look = (screen.FLOW, 2, "") if side * self.slope >= 0 else (screen.QUIET, 2, "4 4")
            drawn += [
                svg.polyline([*box, box[0]], *look),
                screen.beam(point, side * _TILT, 70, 60),
                *screen.angle_of(point, side * _TILT, self.slope, side),
            ]
        name = "better box" if self.slope else "either box"
        return [*drawn, *screen.legend([(name, screen.FLOW), *screen.KEY[1:2]])]
