"""A duplex screen: an image with a vessel and the sample volume on top, its spectrum below.

The image is to scale and its angles are those of the physics: beams tilted by ``steer``, a vessel
by ``slope`` (``physics``), the sample volume ``gate`` mm long on the beam, ``aside`` mm above the
axis of the vessel (below it, if negative).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import samplevolume, spectral, svg
from sonodeck.scenes.doppler.parts.physics import SPEED_OF_SOUND, along_beam, cosine, doppler_angle
from sonodeck.scenes.late import np
from sonodeck.scenes.pixels import speckle
from sonodeck.scenes.png import png
from sonodeck.scenes.scene import Drawing
from sonodeck.scenes.spectral import Band, Curve, Plot
from sonodeck.scenes.svg import Point
from sonodeck.scenes.words import figure, signed

WIDTH, HEIGHT = 320, 276
PANE = (8.0, 6.0, 196.0, 92.0)
"""Where the image is: x, y, width, height."""
MM = 3.0
"""Pixels of a millimeter in it."""
FLOW, BEAM, PART, MARK = "#7cf0a6", "#ffffff", "#ff9be8", "#ffd23f"
WALL, LUMEN = "#c4ccd4", "#05080b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplex:
    """What the image shows: ``names`` stand at the left and the right end of the vessel."""

    steer: float = -20
    slope: float = -10
    radius: float = 4
    gate: float = 2
    aside: float = 0
    narrow: bool = False
    corrected: bool = True
    curved: bool = False
    names: tuple[str, str] = ("", "")

    @property
    def angle(self) -> float:
        return doppler_angle(self.steer, self.slope)

    def toward(self, rightward: int) -> bool:
        """Whether flow to the right (1) or to the left (-1) comes toward the probe."""
        return rightward * along_beam(self.steer, self.slope) < 0

    @property
    def middle(self) -> Point:
        """The middle of the image, on the axis of the vessel."""
        x, y, width, height = PANE
        return x + width / 2, y + height / 2 + 4

    def place(self, along: float, up: float) -> Point:
        """A place in mm along the vessel to the right, and from its axis up."""
        x, y = self.middle
        c, s = math.cos(math.radians(self.slope)), math.sin(math.radians(self.slope))
        return x + MM * (along * c + up * s), y + MM * (along * s - up * c)

    @property
    def sample(self) -> Point:
        """The middle of the sample volume."""
        return self.place(0, self.aside)

    def speeds(self) -> tuple[float, float]:
        """The slowest and the fastest share of the peak in the sample volume: a parabola.

        v(r) = v max (1 - (r/R)²), over the stretch of the beam that lies in the gate.
        """
        half = self.gate / 2 * math.sin(math.radians(self.angle))
        ends = [min(max(self.aside + side * half, -self.radius), self.radius) for side in (-1, 1)]
        least = 0 if ends[0] < 0 < ends[1] else min(map(abs, ends))
        shares = [1 - (off / self.radius) ** 2 for off in (max(map(abs, ends)), least)]
        return shares[0], shares[1]


def image(own: Duplex) -> list[str]:
    """The gray-scale image with vessel, beam, sample volume, and angle-correct line."""
    x, y, width, height = PANE
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))

    def band(half: float, fill: str) -> str:
        ends = ((-60, half), (60, half), (60, -half), (-60, -half))
        return svg.polygon(svg.clip([own.place(*end) for end in ends], corners), fill)

    drawn = [_tissue(), band(own.radius + 0.5, WALL), band(own.radius, LUMEN)]
    if own.narrow:
        drawn += [
            svg.polygon([own.place(a, side * u) for a, u in
                         ((-19, own.radius), (-14, 1.2), (-10, 1.2), (-5, own.radius))], WALL)
            for side in (-1, 1)
        ]  # fmt: skip
    face = [(x + 8, y + 2), (x + width - 8, y + 2)]
    if own.curved:
        face = svg.arc((x + width / 2, y - 236), 240, -15, 15)
    drawn.append(svg.polyline(face, svg.INK, 4))
    above = (own.sample[1] - y - 4) / cosine(own.steer)
    drawn.append(samplevolume.beam(own.sample, above, 26, own.steer, BEAM))
    drawn += samplevolume.bars(own.sample, MM * own.gate, own.steer, BEAM)
    if own.corrected:
        for one in (-1, 1):
            ends = [own.place(one * along, own.aside) for along in (3, 9)]
            drawn.append(svg.polyline(ends, MARK, 1.5))
    for side, name in zip((-1, 1), own.names, strict=True):
        if name:
            edge = x + width / 2 + side * (width / 2 - 4)
            reach = edge, edge - side * 0.65 * svg.SIZE * len(name)
            walls = [[own.place((at - own.middle[0]) / MM / cosine(own.slope), up)[1]
                      for at in reach] for up in (own.radius + 2, -own.radius - 2)]  # fmt: skip
            above, below = min(walls[0]) - 3, max(walls[1]) + svg.SIZE
            at = (edge, above if above > y + 8 + svg.SIZE else below)
            drawn.append(svg.text(at, name, anchor="end" if side > 0 else "start", bold=True))
    return drawn


@lru_cache(maxsize=1)
def _tissue() -> str:
    """Speckle, as the model of gray-scale images makes it."""
    x, y, width, height = PANE
    levels = speckle(41, (round(height / 2), 2 * round(width / 4)), 150, 220)
    shades = np.clip(5 + levels * 8 // 250, 1, 9).astype(np.uint8)
    return svg.image(png(shades), (x, y), width, height)


def flow(own: Duplex, rightward: int) -> list[str]:
    """An arrow of the back in the vessel, as the blood flows."""
    start, end = (own.place(rightward * along, -own.aside / 2) for along in (-24, 24))
    return [svg.arrow(start, end, FLOW, 3)]


def profile(own: Duplex) -> list[str]:
    """Arrows of the back: the parabola of velocities, those in the sample volume marked."""
    half = own.gate / 2 * math.sin(math.radians(own.angle))
    drawn = []
    for step in range(-3, 4):
        up = step * own.radius / 3.6
        long = 14 * (1 - (up / own.radius) ** 2)
        inside = abs(up - own.aside) <= half
        ends = own.place(11, up), own.place(11 + long, up)
        drawn.append(svg.arrow(*ends, PART if inside else FLOW, 1.2))
    return drawn


def plot(*, high: float, low: float, seconds: float = 3, inverted: bool = False) -> Plot:
    """The place of the spectrum under the image."""
    return Plot(
        left=8, top=118, width=256, height=130, seconds=seconds, high=high, low=low,
        inverted=inverted,
    )  # fmt: skip


def spectrum(
    plot: Plot, bands: Sequence[Band], seed: int, step: float, *, wall: float, gain: float = 0
) -> list[str]:
    """The spectrum with its axes. ``step``: cm/s from tick to tick."""
    drawn = spectral.image(plot, bands, seed, gain=gain, wall=wall)
    return [drawn, *spectral.axes(plot, step)]


def limits(plot: Plot) -> str:
    """The ends of a scale in words, as they are printed."""
    turned = -1 if plot.inverted else 1
    high, low = (signed(turned * round(end)) for end in (plot.high, plot.low))
    return f"scale runs from {high} cm/s at the top to {low} at the bottom"


def theta(angle: float) -> str:
    """The Doppler angle, as scanners print it."""
    return f"\u03b8 {figure(angle)}\u00b0"


def settings(*rows: str) -> list[str]:
    """Lines of text beside the image, as scanners print them."""
    x, y, width, _ = PANE
    return [svg.text((x + width + 8, y + 13 + 18 * at), row) for at, row in enumerate(rows)]


def prf(nyquist: float, frequency: float, angle: float) -> float:
    """The PRF in kHz that a scale needs which ends at so many cm/s: 4 f v cos(angle) / c."""
    return 40 * frequency * nyquist * cosine(angle) / SPEED_OF_SOUND


def pulsed(scale: float) -> list[str]:
    """A usual image at 60 degrees with its settings; the PRF is that of half the full range."""
    rows = f"PRF {figure(prf(scale, 5, 60), 1)} kHz"
    return [*image(Duplex()), *settings("PW 5 MHz", theta(60), rows)]


def drawing(front: Iterable[str], more: Iterable[str], seen: str, solved: str) -> Drawing:
    """Both sides; ``more`` is drawn over the front."""
    front = list(front)
    return Drawing(
        front=svg.document(front, WIDTH, HEIGHT),
        back=svg.document([*front, *more], WIDTH, HEIGHT),
        seen=seen,
        solved=solved,
    )


def mark(at: Point, words: str, *, anchor: svg.Anchor = "start", fill: str = MARK) -> str:
    """What the back says at a place."""
    return svg.text((at[0], at[1] + 4.5), words, anchor=anchor, fill=fill)


def square(own: Duplex) -> list[str]:
    """On the back: the corner between beam and vessel."""
    up, along = own.place(0, own.aside), own.place(3, own.aside)
    (x, y), corner = own.sample, svg.polar(own.sample, -9, own.steer)
    moved = (along[0] - up[0], along[1] - up[1])
    far = (corner[0] + moved[0], corner[1] + moved[1])
    lines = svg.polyline([corner, far, (x + moved[0], y + moved[1])], MARK, 1.5)
    return [lines, mark((x + 34, y - 30), "90\u00b0", anchor="middle")]


# beats, positive in the direction of the flow

PERIOD = 0.85


def artery(peak: float, low: float, reverse: float = 0) -> Curve:
    """Beats with a steep rise to ``peak`` and a slower fall; before the next ``low`` is left.

    ``reverse``: flow that turns back after the peak, as at rest in a limb.
    """

    def velocity(time: float) -> float:
        since = time % PERIOD - 0.16
        pulse = math.exp(-((since / (0.06 if since < 0 else 0.13)) ** 2))
        back = math.exp(-(((since - 0.3) / 0.08) ** 2))
        return low + (peak - low) * pulse - reverse * back

    return velocity


def vein(mean: float) -> Curve:
    """Flow that rises and falls with breathing."""
    return lambda time: mean * (1 + 0.25 * math.sin(2 * math.pi * time / 3.4))


def disturbed(curve: Curve) -> Curve:
    """The same with a ragged outline."""

    def velocity(time: float) -> float:
        ragged = math.sin(61 * time) + math.sin(97 * time + 1) + math.sin(157 * time + 2)
        return curve(time) * (0.94 + 0.05 * ragged)

    return velocity


def turned(curve: Curve, *, up: bool) -> Curve:
    """A flow as it is drawn: above the baseline or below it."""
    return curve if up else lambda time: -curve(time)
