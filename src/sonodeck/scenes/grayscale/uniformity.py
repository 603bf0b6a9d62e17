"""Family ``uniformity``: a linear array on a uniform phantom, and what is wrong with it."""

from __future__ import annotations

import math
from functools import cache
from typing import Annotated, Literal, TypeAlias

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import choice
from sonodeck.scenes.late import Whole, np
from sonodeck.scenes.model import Field, Setting, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution

Fault: TypeAlias = Literal["dead elements", "electronics", "none"]

_PITCH, _F_NUMBER, _MOST = 0.3, 2.0, 64
"""Of the array: mm from element to element, depth by aperture, elements of the largest aperture."""
_SINK, _SIGMA = 10.0, 2.0
"""Of a band: how many dB too dark, and its width in mm."""
_SETTING = Setting()
_CAUSES: dict[str, str] = {
    "dead elements": "A group of dead elements",
    "electronics": "A gain fault at one depth",
    "none": "No fault: it passes the test",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Uniformity(Scene):
    """With n elements in the aperture and d of them dead, 40 log₁₀(n / (n − d)) dB are missing.

    The aperture grows with depth, so the streak is darkest at the face.
    """

    fault: Annotated[Fault, OneOf("what is wrong")] = "dead elements"
    dead: Annotated[float, Number("", 5, 10, "how many neighboring elements are dead")] = 7
    x: Annotated[float, Number("mm", -12, 12, "where they are, from the middle to the right")] = 5
    band: Annotated[float, Number("mm", 15, 40, "depth of a dark band")] = 30
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        if self.dead != int(self.dead):
            raise Impossible("dead", "there are whole elements only", "5 to 10")

    def solve(self) -> Solution:
        return choice(
            "A linear array on a uniform phantom, with good contact and correct settings. What "
            "does the image show?",
            _CAUSES[self.fault],
            {_CAUSES[one]: why for one, why in _WRONG[self.fault].items()},
            _WHY[self.fault],
        )

    def levels(self) -> Whole:
        """The image with its fault."""
        field = Field(_SETTING)
        found = levels(field, int(self.seed))
        if self.fault == "dead elements":
            return found - self.missing(field)
        if self.fault == "electronics":
            away = [(z / 1000 - self.band) / _SIGMA for z in field.z[:, 0].tolist()]
            sunk = [round(10 * _SINK * round(math.exp(-one * one / 2), 9)) for one in away]
            return found - np.array(sunk, np.int64)[:, None]
        return found

    def missing(self, field: Field) -> Whole:
        """Tenths of a decibel that each pixel lacks in front of dead elements."""
        aside = abs(field.x / 1000 - self.x)
        used = np.clip(field.z / 1000 / _F_NUMBER / _PITCH, 1, _MOST)
        half, own = self.dead * _PITCH / 2, used * _PITCH / 2
        inside = np.minimum(half, aside + own) - np.maximum(-half, aside - own)
        share = np.clip(inside / _PITCH / used, 0, 0.95)
        return _lacks()[(1000 * share).astype(np.int64)]

    def draw(self) -> Drawing:
        one = screen.frame(shades(self.levels(), _SETTING), _SETTING, 8, 4.7)
        return screen.drawing(
            [one], screen.ruler(one), self._marks(one), "linear array, uniform phantom",
            seen=f"A gray-scale image of a uniform phantom. It shows {_SEEN[self.fault]}.",
            solved=_SOLVED[self.fault],
        )  # fmt: skip

    def _marks(self, one: screen.Frame) -> list[str]:
        half = _SETTING.width / 2
        if self.fault == "electronics":
            edges = (self.band - 2 * _SIGMA, self.band + 2 * _SIGMA)
            return [screen.outline(one, [(-half, z), (half, z)]) for z in edges]
        if self.fault == "none":
            return []
        wide = self.dead * _PITCH / 2
        dead = screen.elements(one, [self.x], 2 * wide)[0].replace(screen.QUIET, screen.MARK)
        sides = (self.x - wide, self.x + wide)
        return [dead, *(screen.outline(one, [(x, 0), (x, 22)]) for x in sides)]


@cache
def _lacks() -> Whole:
    """Tenths of a decibel, there and back, for thousandths of an aperture that are dead."""
    shares = [1 - one / 1000 for one in range(951)]
    return np.array([round(round(-400 * math.log10(one), 6)) for one in shares], np.int64)


_WRONG: dict[str, dict[str, str]] = {
    "dead elements": {
        "electronics": "that would make a band across the whole image, not a streak below one "
        "spot on the face",
        "none": "a dark streak runs down from the face",
    },
    "electronics": {
        "dead elements": "they would darken only the lines below them",
        "none": "a dark band runs across the image",
    },
    "none": {
        "dead elements": "then a dark streak would run down from the face",
        "electronics": "then a band would run across at one depth",
    },
}
_WHY = {
    "dead elements": "The dark streak starts at the face and lies below one spot on it: lines "
    "formed there lack the dead elements.",
    "electronics": "The band runs across all lines at one depth: the gain is too low there. Dead "
    "elements would darken only the lines below them.",
    "none": "Apart from speckle it is equally bright from side to side, with no band at any depth.",
}
_SEEN = {
    "dead elements": "a dark vertical streak that starts at the face and fades with depth",
    "electronics": "a dark level band across it at one depth",
    "none": "speckle, equally bright from side to side at every depth",
}
_SOLVED = {
    "dead elements": "Outlined: the lines in front of the dead elements.",
    "electronics": "Outlined: the band.",
    "none": "Nothing to mark: no streak, no band.",
}
