"""Family ``colorartifact``: color that isn't what it seems, and its name."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts import duplex, flowmap
from sonodeck.scenes.doppler.parts.flowmap import View
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution, choice
from sonodeck.scenes.words import signed

_NAMES = {
    "twinkle": "Twinkle artifact",
    "flash": "Flash artifact",
    "blooming": "Blooming (color bleed)",
    "aliasing": "Aliasing",
}
_LOOKS = {
    "twinkle": "twinkle is a mix of colors behind a bright, rough reflector",
    "flash": "flash is a burst of color over tissue without flow, gone when the motion stops",
    "blooming": "blooming color lies over the wall of a vessel",
    "aliasing": "aliasing is in the fastest flow, between the two bright ends of the bar",
}
_WHY = {
    "twinkle": "A mix of all colors, changing from frame to frame, behind a strong, rough "
    "reflector: a stone or a calcification. It is not flow: spectral Doppler shows no waveform.",
    "flash": "A burst of color over tissue without flow, from motion of the tissue or the "
    "transducer, gone when the motion stops.",
    "blooming": "Too much color gain: color lies over the wall and hides gray-scale detail there. "
    "Turn down the color gain.",
    "aliasing": "On the axis the flow exceeds the scale and wraps around: past the brightest color "
    "of its own direction to the brightest of the opposite one. Raise the scale (PRF).",
}
_SEEN = {
    "twinkle": "Below the vessel lies a bright echo with a shadow; in the shadow all colors are "
    "mixed without order.",
    "flash": "The tissue above and below the vessel is one color in the whole box.",
    "blooming": "The color goes beyond the walls of the vessel; specks lie in the tissue.",
    "aliasing": "In the middle of the vessel the color goes through yellow to pale blue and blue.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colorartifact(Scene):
    """A vessel in a color box, and one artifact."""

    kind: Annotated[
        Literal["twinkle", "flash", "blooming", "aliasing"], OneOf("which artifact is drawn")
    ]
    seed: Annotated[float, Number("", 1, 99, "of the speckle")] = 1

    def view(self) -> View:
        common = View(left=36, top=28, width=50, height=50, peak=42, box=(-11, 20, -17, 21))
        match self.kind:
            case "twinkle":
                return replace(common, stone=True, slope=-8)
            case "flash":
                return replace(common, moving=True)
            case "blooming":
                return replace(common, gain=8)
            case "aliasing":
                return replace(common, scale=13)

    def solve(self) -> Solution:
        against = {_NAMES[kind]: look for kind, look in _LOOKS.items()}
        answer, why = _NAMES[self.kind], _WHY[self.kind]
        return choice("Which color artifact is this?", answer, against, why)

    def draw(self) -> Drawing:
        view = self.view()
        front = [flowmap.image(view, round(self.seed)), flowmap.box(view), *flowmap.bar(view)]
        target = {"twinkle": (1, 14), "flash": (4, 10), "blooming": (2, -5), "aliasing": (2, 0)}
        x, z = target[self.kind]
        more = [
            svg.arrow(view.at(x + 9, z + 7), view.at(x, z), duplex.MARK, 2.5),
            svg.text((36, 250), _NAMES[self.kind], fill=duplex.MARK),
        ]
        seen = (
            "A vessel in a color box; the bar runs from "
            f"{signed(view.scale)} to {signed(-view.scale)} cm/s, red on top. {_SEEN[self.kind]}"
        )
        return duplex.drawing(front, more, seen, "An arrow points at the artifact.")
