"""Family ``voids``: echo-free spheres or cylinders of a phantom, and which of them fill in."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.model import Field, Setting
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure, listed

_SIZES = (8.0, 6.0, 4.0, 2.0)
_PLACES = (-21.0, -8.0, 5.0, 16.0)
_ROWS = (15.0, 40.0, 65.0)
_THINNEST, _SPREAD = 2.0, 0.12
"""Of the slice: at its focus, and mm added a mm away from it."""
_BLACK = {"spheres": 2.1, "cylinders": 1.9}
"""Targets are black in the middle if they are so many times as wide as the slice or the beam."""
_FULL = 2.0
"""Of a Gaussian slice or beam, its width down to -12 dB by its width at half maximum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voids(Scene):
    """A sphere thinner than the slice fills in, and a cylinder thinner than the beam is wide."""

    ask: Annotated[Literal["named", "resolution"], OneOf("what is asked")]
    shape: Annotated[Literal["spheres", "cylinders"], OneOf("what is echo-free")] = "spheres"
    focus: Annotated[float, Number("mm", 15, 65, "depth of the focus: that of a row")] = 40
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.focus not in _ROWS:
            raise Impossible("focus", "the focus must lie at a row of targets", "15, 40 or 65")

    def slice(self, z: float) -> float:
        """The thickness of the slice at a depth, mm."""
        return math.hypot(_THINNEST, _SPREAD * (z - self.focus))

    def setting(self) -> Setting:
        spread = 0.12 if self.shape == "cylinders" else 0.02
        return Setting(width=56, depth=78, pixel=0.4, focus=self.focus, spread=spread, range=50)

    def solve(self) -> Solution:
        if self.ask == "named":
            return choice(
                f"The marked {self.shape[:-1]} of this phantom holds no scatterers. What are the "
                "echoes shown in it called?",
                "Fill-in",
                {
                    "Enhancement": "that is brightness behind a target, not in it",
                    "Ring-down": "that is a streak that runs on to the bottom of the image",
                    "Reverberation": "that draws lines at equal distances",
                },
                "False echoes in an echo-free target are fill-in. "
                f"{'The slice' if self.shape == 'spheres' else 'The beam'} takes in echoes from "
                "beside the target.",
            )
        right, wrong = "Elevational resolution", "Lateral resolution"
        if self.shape == "cylinders":
            right, wrong = wrong, right
        return choice(
            f"{_ASKED[self.shape]} Which resolution is too poor there?",
            right,
            {
                wrong: _OTHER[self.shape],
                "Axial resolution": "it depends on the pulse and is the same at every depth",
                "Temporal resolution": "nothing moves",
            },
            f"{_WHY[self.shape][0].upper()}{_WHY[self.shape][1:]}, so echoes from beside "
            f"it are added in. {_SET[self.shape]}",
        )

    def field(self) -> Field:
        """The map of the targets."""
        field = Field(self.setting())
        for z in _ROWS:
            for x, size in zip(_PLACES, _SIZES, strict=True):
                if self.shape == "spheres":
                    field.sphere(x, z, size / 2, self.slice(z))
                    field.paint(field.disc(x, z, size / 2), attenuation=0.5)
                else:
                    field.paint(field.disc(x, z, size / 2), -60)
        return field

    def wide(self, z: float) -> float:
        """What fills in at a depth: the thickness of the slice or the width of the beam, mm."""
        return self.slice(z) if self.shape == "spheres" else self.setting().beam(z)

    def draw(self) -> Drawing:
        one = screen.single(self.field(), int(self.seed))
        parts, where = screen.ruler(one), ""
        if self.ask == "named":
            where, worst = " A points to a gray one.", max(_ROWS, key=lambda z: abs(z - self.focus))
            parts.append(screen.pointer(one, (_PLACES[0] + 4, worst), "A", 5))
        marked = []
        for z in _ROWS:
            half = _FULL * self.wide(z) / 2
            below, ends = half + 3.5, ((23.0, z - half), (23.0, z + half))
            if self.shape == "cylinders":
                below, ends = 6.5, ((22 - half, z), (22 + half, z))
            marked.append(screen.bar(one, *ends))
            marked.append(screen.note(one, 18, z + below, f"{figure(2 * half, 1)} mm"))
        line = _BAR[self.shape]
        rows = "; ".join(f"at {figure(z / 10, 1)} cm {self._black(z)}" for z in _ROWS)
        return screen.drawing(
            [one], parts, marked, f"echo-free {self.shape}: 8, 6, 4, 2 mm", result=line,
            seen=f"A gray-scale image of a phantom with three rows of echo-free {self.shape} of 8, "
            f"6, 4 and 2 mm. Black in the middle are {rows}; the others are gray.{where}",
            solved=f"Marked beside each row: how {_THICK[self.shape]} is there, down to −12 dB.",
        )  # fmt: skip

    def _black(self, z: float) -> str:
        """Which targets of a row are black in the middle."""
        sizes = [figure(one) for one in _SIZES if one > _BLACK[self.shape] * self.wide(z)]
        return f"those of {listed(sizes)} mm" if sizes else "none"


_WHY = {
    "spheres": "the slice is about as thick as the sphere, or thicker",
    "cylinders": "the beam is wider than the cylinder",
}
_ASKED = {
    "spheres": "In the scan plane the beam is narrow at every depth, yet the small echo-free "
    "spheres fill in away from the focal depth.",
    "cylinders": "Echo-free cylinders that run through the whole slice: the small ones away from "
    "the focus have filled in.",
}
_OTHER = {
    "spheres": "the beam is narrow enough; the echoes come from both sides of the plane",
    "cylinders": "a cylinder is the same all through the slice, however thick that is",
}
_SET = {
    "spheres": "The thickness of the slice is elevational resolution.",
    "cylinders": "The width of the beam in the plane is lateral resolution.",
}
_BAR = {
    "spheres": "bars: slice thickness, into the screen",
    "cylinders": "bars: width of the beam, sideways",
}
_THICK = {"spheres": "thick the slice", "cylinders": "wide the beam"}
