"""Family ``equation``: the Doppler equation on a beam and a flow that are drawn to scale."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Annotated, Literal

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import samplevolume, svg
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.physics import cosine, shift, speed_of
from sonodeck.scenes.parameters import Number, OneOf
from sonodeck.scenes.scene import Drawing, Impossible, Scene, Solution, given, number, numbers
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import figure

_SAMPLE: Point = (140.0, 166.0)
"""Where the beam, which runs straight down, meets the flow."""
_RADIUS = 17.0
_WORDS = 54.0
"""Where the name of the angle ends, right of the beam."""
_ASKED = {
    "component": "How much of this velocity does the beam measure?",
    "shift": "What Doppler shift does this flow produce (c\u00a0=\u00a01540\u00a0m/s)?",
    "speed": "What is the velocity of this flow (c\u00a0=\u00a01540\u00a0m/s)?",
}
_GIVEN = {
    "frequency": ("shift", "speed"), "speed": ("component", "shift"), "shift": ("speed",),
}  # fmt: skip
"""What each parameter is given for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation(Scene):
    """``component`` asks for v cos θ, ``shift`` for the Doppler shift, ``speed`` for v."""

    ask: Annotated[Literal["component", "shift", "speed"], OneOf("what is asked")]
    angle: Annotated[float, Number("degrees", 0, 90, "between beam and flow")]
    frequency: Annotated[float | None, Number("MHz", 1, 15, "transmit frequency")] = None
    speed: Annotated[float | None, Number("cm/s", 20, 200, "speed of the blood")] = None
    shift: Annotated[float | None, Number("kHz", 0.1, 30, "the Doppler shift")] = None

    def __post_init__(self) -> None:
        for name, asks in _GIVEN.items():
            if self.ask in asks and getattr(self, name) is None:
                raise Impossible("ask", f"to ask for the {self.ask}, the {name} must be given")
            if self.ask not in asks and getattr(self, name) is not None:
                raise Impossible(name, f"the {name} is not needed, or gives the answer away")
        if self.ask == "speed" and self.angle > 80:
            raise Impossible("angle", "near 90 degrees the shift tells no speed", "up to 80")
        if not 20 <= self.true <= 200:
            raise Impossible("shift", "the flow would be slower than 20 or faster than 200 cm/s")

    @property
    def true(self) -> float:
        """The speed of the blood, in cm/s."""
        if self.speed is not None:
            return self.speed
        return speed_of(given(self.shift), given(self.frequency), self.angle)

    @property
    def component(self) -> float:
        """Of the flow along the beam, in cm/s: v cos θ."""
        return self.true * cosine(self.angle)

    def solve(self) -> Solution:
        slips, why = self._slips(), self._why()
        unit, places = ("kHz", 1) if self.ask == "shift" else ("cm/s", 0)
        offer = numbers(self._right(), slips, lambda n: f"{figure(n, places)} {unit}")
        asked, why = _ASKED[self.ask], f"{why} = {offer.answer}. {self._more()}".strip()
        if not self._right():
            return Solution(question=asked, answer=offer.answer, options=(), reasoning=why)
        return number(asked, offer, why)

    def _right(self) -> float:
        if self.ask == "shift":
            return shift(given(self.frequency), self.true, self.angle)
        return self.component if self.ask == "component" else self.true

    def _slips(self) -> Iterable[tuple[float, str]]:
        """What comes of cosine left out, sine for cosine, a forgotten or a doubled 2."""
        right, cos, sin = self._right(), cosine(self.angle), math.sin(math.radians(self.angle))
        solved = self.ask == "speed"
        if self.ask == "shift":
            whole = shift(given(self.frequency), self.true, 0)
        else:
            whole = right * cos if solved else self.true
        if self.angle:
            yield whole, "cos \u03b8 was left out"
            yield (whole / sin if solved else whole * sin), "sine for cosine"
        if self.ask != "component" and right:
            yield (right * 2 if solved else right / 2), "the factor 2 was forgotten"
            yield (right / 2 if solved else right * 2), "the factor 2 was taken twice"
        elif cos:
            yield self.true / cos, "divided by cos \u03b8; that is done on the way back to v"

    def _why(self) -> str:
        cos, velocity = figure(cosine(self.angle)), figure(self.true / 100)
        if self.ask == "component":
            return f"v cos \u03b8 = {figure(self.true)} cm/s × cos {figure(self.angle)}\u00b0 = " \
                f"{figure(self.true)} cm/s × {cos}"  # fmt: skip
        f0 = figure(given(self.frequency))
        if self.ask == "shift":
            return f"\u0394f = 2 f\u2080 v cos \u03b8 / c = 2 × {f0} MHz × {velocity} m/s × " \
                f"{cos} / 1540 m/s"  # fmt: skip
        return f"v = \u0394f × c / (2 f\u2080 cos \u03b8) = {figure(given(self.shift))} kHz × " \
            f"1540 m/s / (2 × {f0} MHz × {cos})"  # fmt: skip

    def _more(self) -> str:
        if self.angle == 90:
            return "At 90 degrees no component of the flow runs along the beam, however fast it is."
        if self.angle == 0:
            return "At 0 degrees the beam measures the whole flow."
        return "The pink arrow is what the beam measures, v cos \u03b8."

    # pictures

    def draw(self) -> Drawing:
        known = [f"f\u2080 = {figure(self.frequency)} MHz"] if self.frequency else []
        known += [f"\u0394f = {figure(self.shift)} kHz"] if self.shift else []
        flow, shown = self._flow(), [] if self.ask == "speed" else self._flow()
        front = [
            *self._vessel(),
            *(svg.text((16, 44 + 19 * at), word) for at, word in enumerate(known)),
            *shown,
            *self._angle(),
        ]
        cos = f"cos {figure(self.angle)}\u00b0 = {figure(cosine(self.angle))}"
        result = f"v cos \u03b8 = {figure(self.component, 0)} cm/s ({cos})"
        more = [
            *(() if shown else flow), *self._part(), svg.text((8, 268), result, fill=duplex.PART),
        ]  # fmt: skip
        seen = (
            f"A beam straight down meets a flow at {figure(self.angle)} degrees; the velocity is "
            f"{f'{figure(self.true)} cm/s' if shown else 'unknown'}."
        )
        return duplex.drawing(
            front, more, "".join([seen, *(f" {word}." for word in known)]),
            "The flow and its component along the beam are drawn to one scale.",
        )  # fmt: skip

    @property
    def _turn(self) -> float:
        """The direction of the flow, in degrees from straight down to the right."""
        return 180 - self.angle

    def _scale(self) -> float:
        """Pixels of one cm/s."""
        return 1.0 if self.true <= 110 else 0.5

    def _vessel(self) -> list[str]:
        left, right = (svg.polar(_SAMPLE, way * 230, self._turn) for way in (-1, 1))
        window = [(8.0, 24.0), (312.0, 24.0), (312.0, 248.0), (8.0, 248.0)]
        drawn = [svg.rectangle(8, 24, 304, 224, "#1d242b")]
        for half, fill in ((_RADIUS + 2, duplex.WALL), (_RADIUS, duplex.LUMEN)):
            sides = ((left, -half), (left, half), (right, half), (right, -half))
            corners = [svg.polar(end, way, self._turn + 90) for end, way in sides]
            drawn.append(svg.polygon(svg.clip(corners, window), fill))
        x, _ = _SAMPLE
        return [
            *drawn,
            svg.rectangle(x - 26, 12, 52, 12, svg.INK, 'rx="3"'),
            svg.polyline([(x, 24), (x, 244)], duplex.BEAM, 1.5, "3 4"),
            *samplevolume.bars(_SAMPLE, 10, 0, duplex.BEAM, half=8),
        ]

    def _flow(self) -> list[str]:
        """The flow to scale, from the sample volume on, and the scale."""
        long = self._scale() * self.true
        words = svg.polar(_SAMPLE, long / 2 + 14, self._turn)
        bar = 50 * self._scale()
        return [
            svg.arrow(_SAMPLE, svg.polar(_SAMPLE, long, self._turn), duplex.FLOW, 3),
            svg.text((words[0] + 12, words[1] + 30), f"v = {figure(self.true, 0)} cm/s",
                     fill=duplex.FLOW),
            svg.polyline([(248 - bar, 236), (248, 236)], svg.INK, 2),
            svg.text((254, 240.5), "50 cm/s"),
        ]  # fmt: skip

    def _angle(self) -> list[str]:
        words = f"\u03b8 = {figure(self.angle)}\u00b0"
        if self.angle < 20:
            return [svg.text((_SAMPLE[0] + 26, 50), words)]
        # Beside the beam, so high that the words end left of the vessel.
        sin = math.sin(math.radians(self.angle))
        up = max(44, (_WORDS * cosine(self.angle) + _RADIUS + 2) / sin)
        at = _SAMPLE[0] + 6, _SAMPLE[1] - up
        return [
            svg.polyline(svg.arc(_SAMPLE, 36, 180 - self.angle, 180), duplex.BEAM, 1.5),
            svg.text(at, words),
        ]

    def _part(self) -> list[str]:
        """The component along the beam, to the same scale, and how it is found."""
        long = self._scale() * self.component
        tip = svg.polar(_SAMPLE, self._scale() * self.true, self._turn)
        foot = (_SAMPLE[0], _SAMPLE[1] - long)
        aside = _SAMPLE[0] - (22 if self.angle < 20 else 10)
        if long < 1:
            return [svg.circle(_SAMPLE, 4, duplex.PART)]
        return [
            svg.polyline([tip, foot], duplex.PART, 1.5, "3 3"),
            svg.arrow(_SAMPLE, foot, duplex.PART, 3),
            svg.text((aside, foot[1] + 6), f"{figure(self.component, 0)} cm/s", anchor="end",
                     fill=duplex.PART),
        ]  # fmt: skip
