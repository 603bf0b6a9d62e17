"""Family ``brightness``: overall gain too low, right and too high, by liver and cyst."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, Place, at_place, choice, which
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Setting, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Scene, Solution

SETTING = Setting(width=25.2, depth=50.1, pixel=0.3, noise=-62)
X, Z, RADIUS = 0.0, 20.0, 6.0
"""Of the cyst."""
GAINS = {"low": -36.0, "dim": -20.0, "right": 0.0, "raised": 12.0, "high": 24.0}
_NOISY = replace(SETTING, noise=-50)
"""Of the pair whose noise is compared: it shows, and a little more gain doesn't whiten liver."""
_LOOKS = {
    "low": "the liver is nearly black: too little gain",
    "right": "the liver is gray and the cyst black: the gain is right",
    "high": "even the cyst is gray: too much gain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brightness(Scene):
    """Gain lifts echoes and noise alike: too much shows noise in a cyst, too little loses liver."""

    ask: Annotated[Literal["low", "fills", "first", "noise"], OneOf("what is asked")]
    place: Annotated[Place, OneOf("of three images, which one is asked for")] = "left"
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def gains(self) -> tuple[str, ...]:
        """The gain of each image, from left to right."""
        return {
            "fills": ("high",),
            "first": ("dim",),
            "noise": ("right", "raised"),
            "low": at_place(self.place, "low", ("right", "high"), self.seed),
        }[self.ask]

    def solve(self) -> Solution:
        if self.ask == "low":
            at, looks = self.gains().index("low"), [_LOOKS[one] for one in self.gains()]
            question = "Only the overall gain differs. Which image has too little gain?"
            return which(question, at, looks, f"In {LETTERS[at]}, {looks[at]}.")
        return choice(*_ASKED[self.ask])

    def setting(self) -> Setting:
        """How the scan is made."""
        return _NOISY if self.ask == "noise" else SETTING

    def images(self) -> list[Whole]:
        """The levels of each image: one scan, displayed with another gain each time."""
        field = Field(self.setting())
        field.paint(field.disc(X, Z, RADIUS), -60, 0)
        found = levels(field, int(self.seed))
        return [found + round(10 * GAINS[one]) for one in self.gains()]

    def draw(self) -> Drawing:
        setting = self.setting()
        frames = screen.row([(shades(one, setting), setting) for one in self.images()], 226)
        parts = screen.names(frames) if len(frames) > 1 else screen.ruler(frames[0])
        marked = []
        for one, gain in zip(frames, self.gains(), strict=True):
            if gain != "dim":
                marked.append(screen.ring(one, X, Z, RADIUS + 0.5))
            marked.append(screen.below(one, _NOTES[gain]))
        return screen.drawing(
            frames, parts, marked, "the same scan" if len(frames) > 1 else "",
            seen=self._seen(),
            solved="Written below each image: what the gain does."
            + ("" if self.ask == "first" else " Outlined: the cyst."),
        )  # fmt: skip

    def _seen(self) -> str:
        first, *others = self.gains()
        if not others:
            return f"A gray-scale image of a simple cyst: {_TOLD[first]}."
        each = [f"in {LETTERS[at]} {_TOLD[one]}" for at, one in enumerate((first, *others))]
        return f"Gray-scale images of one cyst in the liver: {'; '.join(each)}."


_TOLD = {
    "low": "the liver is nearly black and the cyst black",
    "dim": "all is dark from the skin down, the cyst black",
    "right": "the liver is gray and the cyst black",
    "raised": "the liver is lighter and the cyst dark gray",
    "high": "the liver is white and the cyst gray",
}
_NOTES = {
    "low": "too little",
    "dim": "dark at every depth",
    "right": "right",
    "raised": "12 dB more",
    "high": "noise shown",
}
_ASKED = {
    "fills": (
        "The simple cyst isn't black. What fills it?",
        "Noise",
        {
            "Sludge": "it would settle at the bottom, and the liver would not be white",
            "Slice-thickness artifact": "the liver would not be white",
            "Enhancement": "it lies behind a cyst, not in it",
        },
        "The liver is white, so the gain is too high. It amplifies noise as much as echoes, until "
        "the noise in the echo-free cyst is bright enough to be seen.",
    ),
    "first": (
        "The image is too dark at every depth. Which control do you try first?",
        "More overall gain",
        {
            "More output power": "it also brightens the image, but raises the patient's exposure: "
            "gain comes first",
            "More TGC in the far field": "only the deep part would get brighter",
            "A narrower dynamic range": "it changes the contrast; weak echoes are lost first",
        },
        "Overall gain lifts the echoes of all depths alike, and costs the patient no exposure.",
    ),
    "noise": (
        "From A to B only the overall gain was raised. What happened to the signal-to-noise ratio?",
        "It stayed the same",
        {
            "It improved": "that takes stronger echoes, by more output power for instance",
            "It worsened": "the noise is better seen, but the echoes rose by as much",
        },
        "Receiver gain amplifies echoes and noise alike: both are 12 dB stronger in B.",
    ),
}
