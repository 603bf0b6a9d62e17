"""Family ``focus``: a small cyst, black where the beam is narrow, filled in where it is wide."""

from __future__ import annotations

from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes.grayscale.parts import screen
from sonodeck.scenes.grayscale.parts.answers import LETTERS, Letter, Place, choice, other, which
from sonodeck.scenes.model import Field, Setting, levels, shades
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution
from sonodeck.scenes.words import figure

SPREAD = 0.16
RADIUS = 2.2
"""Of each cyst, mm."""
_WIDTH, _PIXEL = 32, 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus(Scene):
    """The beam is narrowest at the focus; a cyst narrower than the beam fills with false echoes."""

    ask: Annotated[Literal["image", "change", "marker", "axial"], OneOf("what is asked")]
    good: Annotated[Letter, OneOf("which image has its focus at the lesion")] = "A"
    place: Annotated[Place, OneOf("of three markers, from the skin down, the right one")] = "middle"
    lesion: Annotated[float, Number("mm", 12, 42, "depth of the lesion")] = 38
    focus: Annotated[float, Number("mm", 6, 42, "depth of the focus that is wrong")] = 10
    seed: Annotated[float, Number("", 1, 999, "which speckle")] = 1

    def __post_init__(self) -> None:
        width = self.setting(self.focus).beam(self.lesion)
        if width < 2 * RADIUS:
            hint = "a focus farther from the lesion"
            raise Impossible("focus", "the lesion would be seen there, too", hint)

    def setting(self, focus: float) -> Setting:
        """How an image with its focus there is made."""
        return Setting(width=_WIDTH, pixel=_PIXEL, focus=focus, spread=SPREAD)

    def markers(self) -> tuple[float, float, float]:
        """Three depths for the focus, from the skin down: that of the lesion in its place."""
        z = self.lesion
        return {
            "left": (z, z + 14, z + 28),
            "middle": (z - 14, z, z + 14),
            "right": (z - 28, z - 14, z),
        }[self.place]

    def now(self) -> float:
        """The marker at which the focus is, one far from the lesion."""
        return self.markers()[0 if self.place == "right" else 2]

    def solve(self) -> Solution:
        if self.ask == "image":
            bad = other(self.good)
            return choice(
                "The small cyst is the structure of interest. In which image is the focus at the "
                "right depth?",
                self.good,
                {bad: "the beam is wider than the cyst, and fills it with echoes from beside it"},
                f"In {self.good} the beam is narrowest at the cyst, which is black and has clear "
                f"sides; in {bad} all that remains is a gray smear.",
            )
        if self.ask == "marker":
            at = self.markers().index(self.lesion)
            sides = ["above" if one < at else "below" for one in range(3)]
            return which(
                f"The focus is at {LETTERS[self.markers().index(self.now())]}. The structure of "
                "interest is the small cyst, a dark smear here. At which marker do you set the "
                "focus?",
                at,
                [f"the beam would be narrowest {side} the cyst" for side in sides],
                "The focus belongs at the structure of interest, or just below it: there the beam "
                "is narrowest, and lateral resolution best.",
            )
        if self.ask == "axial":
            return choice(
                "From A to B the focus was moved deeper. What happened to axial resolution?",
                "It stayed the same",
                {
                    "It improved at the cyst": "that is lateral resolution: the beam is narrower "
                    "there, the pulse isn't shorter",
                    "It worsened at the cyst": "the pulse is as long as before",
                },
                "Axial resolution is half the spatial pulse length, and the focus changes only the "
                "width of the beam.",
            )
        ways = ("Focus deeper", "Focus shallower")
        right, wrong = ways if self.focus < self.lesion else ways[::-1]
        return choice(
            "The triangle marks the focus. At the arrow a small cyst is only a dark "
            "smear. What do you change?",
            right,
            {
                wrong: "the beam would be even wider at the cyst",
                "More overall gain": "it would make the false echoes in the cyst brighter",
                "More depth": "the cyst would only get smaller on the screen",
            },
            f"At {figure(self.lesion / 10, 1)} cm the beam is wide, since the focus is at "
            f"{figure(self.focus / 10, 1)} cm. A focus at the cyst makes it narrow there.",
        )

    def field(self, focus: float) -> Field:
        """The maps of an image."""
        field = Field(self.setting(focus))
        field.paint(field.disc(0, self.lesion, RADIUS), -60)
        return field

    def foci(self) -> tuple[float, ...]:
        """The focus of each image."""
        both = (self.lesion, self.focus)
        return {
            "image": both if self.good == "A" else both[::-1],
            "axial": both[::-1],
            "marker": (self.now(),),
            "change": (self.focus,),
        }[self.ask]

    def draw(self) -> Drawing:
        fields = [self.field(one) for one in self.foci()]
        frames = screen.row(
            [(shades(levels(one, int(self.seed)), one.setting), one.setting) for one in fields]
        )
        first, z, where = frames[0], self.lesion, ""
        parts = screen.names(frames) if len(frames) > 1 else screen.ruler(first, 30)
        if self.ask == "marker":
            where = f", focus at {LETTERS[self.markers().index(self.now())]}"
            names = zip(self.markers(), LETTERS, strict=True)
            parts += [screen.marker(first, depth, name) for depth, name in names]
        if self.ask == "change":
            parts.append(screen.marker(first, self.focus))
            parts.append(screen.direction(first, (-10, z), (-RADIUS - 0.6, z)))
        marked = []
        for one in frames:
            halves = [(one.setting.beam(deep) / 2, deep) for deep in range(0, 50, 2)]
            marked += [
                screen.outline(one, [(side * half, deep) for half, deep in halves])
                for side in (-1, 1)
            ]
            marked.append(screen.ring(one, 0, z, RADIUS + 0.4))
        return screen.drawing(
            frames, parts, marked, result=f"dashed: width of the beam{where}",
            seen=self._seen(),
            solved="Drawn in: the outline of the beam, narrowest at the focus; the cyst, ringed.",
        )  # fmt: skip

    def _seen(self) -> str:
        deep = figure(self.lesion / 10, 1)
        if self.ask == "marker":
            told = ", ".join(
                f"{LETTERS[at]} at {figure(z / 10, 1)} cm" for at, z in enumerate(self.markers())
            )
            return f"A gray-scale image with a dark smear at {deep} cm and three markers: {told}."
        if self.ask == "change":
            return (
                f"A gray-scale image with the focus marker at {figure(self.focus / 10, 1)} cm. An "
                f"arrow points to a dark smear at {deep} cm, where a small cyst lies."
            )
        clear = self.good if self.ask == "image" else "B"
        return (
            f"Two gray-scale images A and B of a small cyst at {deep} cm. In {clear} it is black "
            f"with clear sides; in {other(clear)} it is a dark gray smear."
        )
