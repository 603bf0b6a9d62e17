"""A color image as pixels: gray speckle, a vessel with a parabolic profile, and the color box.

Lengths are mm from the middle of the image, x to the right and z down; velocities cm/s along the
beam, positive toward the transducer. In the box a pixel is colored where the level of its color
signal, with the gain, is above 0: inside the lumen that rises from the wall inward by 1 dB each
0.1 mm, so that at a gain of 0 color reaches the wall, and blooms beyond it by 0.1 mm a decibel.
Like spectra (``spectral``), what lies beyond the scale wraps, and the wall filter takes away what
is shown near zero. All is computed in the whole numbers of ``pixels``.
"""

from __future__ import annotations

import math

from sonodeck.common.frozen import dataclass
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.parts.physics import along_beam
from sonodeck.scenes.late import Mask, Whole, np
from sonodeck.scenes.pixels import TENTH, normal, speckle
from sonodeck.scenes.png import png
from sonodeck.scenes.words import signed

MM, _PIXEL = 4.0, 0.3
"""Pixels of the screen to a mm, mm to a pixel of the image."""
_MICRO = 1000
_PLATEAU, _NOISE = 10 * TENTH, -10 * TENTH
_GRAYS = 6
_STEPS = 5
PALETTE = (
    (4, 6, 9), (30, 34, 38), (54, 58, 62), (80, 85, 90), (120, 126, 132), (205, 211, 216),
    (104, 8, 8), (160, 20, 14), (214, 44, 24), (246, 122, 24), (255, 226, 84),
    (12, 20, 104), (22, 50, 168), (36, 94, 232), (76, 172, 250), (160, 244, 255),
)  # fmt: skip
"""Grays from the darkest, then toward from slow to fast, then away from slow to fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One color image. ``peak``: on the axis, along the vessel, positive to the right.

    ``box``: its left, right, top, and bottom edge. ``stone``: a rough reflector below the vessel.
    ``moving``: tissue that moves in the whole box.
    """

    left: float
    top: float
    width: float = 26
    height: float = 38
    slope: float = -12
    steer: float = -20
    radius: float = 4
    peak: float = 50
    scale: float = 30
    wall: float = 1.5
    gain: float = 0
    inverted: bool = False
    box: tuple[float, float, float, float] = (-5, 11, -9, 9)
    stone: bool = False
    moving: bool = False

    def at(self, x: float, z: float) -> svg.Point:
        """A place on the screen."""
        return self.left + MM * (x + self.width / 2), self.top + MM * (z + self.height / 2)


def image(view: View, seed: int) -> str:
    """The pixels of a view as a piece of SVG."""
    columns, rows = 2 * round(view.width / _PIXEL / 2), round(view.height / _PIXEL)
    x = _line(view.width, columns)[None, :]
    z = _line(view.height, rows)[:, None]
    shape = rows, columns
    off = _off_axis(view, x, z)
    shades = _gray(view, x, z, off, speckle(seed, shape, 200, 260))
    level, shown = _signal(view, x, z, off, shape, seed)
    fine = speckle(seed + 2, shape, 150, 150) // 2
    noise = fine + _NOISE + round(view.gain * TENTH)
    lit = (level + fine // 2 + round(view.gain * TENTH) >= 0) & (level > -_PLATEAU)
    # Noise has any velocity; where blood is, it is drowned.
    shown = np.where(lit, shown, _any(seed + 4, shape, view))
    colored = (lit | (noise >= 0)) & (abs(shown) >= round(view.wall * 100))
    colored &= _inside(view, x, z)
    return svg.image(
        png(np.where(colored, _place(view, shown), shades).astype(np.uint8), PALETTE),
        (view.left, view.top), view.width * MM, view.height * MM,
    )  # fmt: skip


def _line(length: float, count: int) -> Whole:
    """The middles of so many pixels, in µm from the middle."""
    step = round(length * _MICRO / count)
    return np.arange(count, dtype=np.int64) * step - count * step // 2 + step // 2


def _off_axis(view: View, x: Whole, z: Whole) -> Whole:
    """How far from the axis of the vessel, in µm."""
    cos, sin = (round(one(math.radians(view.slope)), 9) for one in (math.cos, math.sin))
    found: Whole = abs(z * round(cos * 4096) - x * round(sin * 4096)) // 4096
    return found


def _gray(view: View, x: Whole, z: Whole, off: Whole, levels: Whole) -> Whole:
    radius = round(view.radius * _MICRO)
    shades = np.clip(3 + levels // 60, 1, 4)
    shades = np.where(off < radius + 400, 5, shades)
    shades = np.where(off < radius, 0, shades)
    if view.stone:
        shades = np.where(_behind(x, z), 0, shades)
        shades = np.where(x * x + (z - _STONE) ** 2 < 2_300**2, 5, shades)
    return shades


_STONE = 8_500
"""Depth of the stone, in µm below the middle."""


def _behind(x: Whole, z: Whole) -> Mask:
    return (abs(x) < 2_000) & (z > _STONE)


def _signal(
    view: View, x: Whole, z: Whole, off: Whole, shape: tuple[int, int], seed: int
) -> tuple[Whole, Whole]:
    """The level of the color signal, in tenths of a dB, and what is shown, in 1/100 cm/s."""
    radius = round(view.radius * _MICRO)
    share = 4096 - (off * 64 // radius) ** 2
    part = round(-along_beam(view.steer, view.slope) * view.peak * 100)
    velocity = np.where(share > 0, share * part // 4096, part // 12)
    level = np.minimum((radius - off) * TENTH // 100, _PLATEAU)
    if view.stone:
        behind = _behind(x, z) & (z < _STONE + 9_000)
        velocity = np.where(behind, _any(seed + 6, shape, view), velocity)
        level = np.where(behind, _PLATEAU, level)
    if view.moving:
        velocity = np.where(level < 0, round(view.scale * 40), velocity)
        level = np.where(level < 0, 3 * TENTH + speckle(seed + 8, shape, 900, 900) // 2, level)
    whole = round(view.scale * 200)
    return level, (velocity + whole // 2) % whole - whole // 2


def _any(seed: int, shape: tuple[int, int], view: View) -> Whole:
    """Velocities without any order."""
    whole = round(view.scale * 200)
    return normal(seed, shape) * whole // 256 % whole - whole // 2


def _inside(view: View, x: Whole, z: Whole) -> Mask:
    """The color box: a parallelogram whose sides run along the beams."""
    left, right, top, bottom = (round(edge * _MICRO) for edge in view.box)
    lean = round(round(math.tan(math.radians(view.steer)), 9) * 4096)
    along = x - (z - top) * lean // 4096
    return (along >= left) & (along <= right) & (z >= top) & (z <= bottom)


def _place(view: View, shown: Whole) -> Whole:
    """The place of a velocity in the palette."""
    step = np.minimum(abs(shown) * _STEPS // round(view.scale * 100), _STEPS - 1)
    toward = shown < 0 if view.inverted else shown > 0
    return _GRAYS + step + np.where(toward, 0, _STEPS)


def box(view: View, ink: str = svg.INK) -> str:
    """The outline of the color box."""
    left, right, top, bottom = view.box
    lean = math.tan(math.radians(view.steer)) * (bottom - top)
    corners = [(left, top), (right, top), (right + lean, bottom), (left + lean, bottom)]
    places = [view.at(*corner) for corner in (*corners, corners[0])]
    return svg.polyline(places, ink, 1)


def bar(view: View) -> list[str]:
    """The color bar at the right of an image, with its ends in cm/s."""
    x, y, high = view.left + view.width * MM + 6, view.top + 16, 9.0
    hues = [*range(_STEPS - 1, -1, -1), *range(_STEPS, 2 * _STEPS)]
    drawn = []
    for at, hue in enumerate(hues):
        place = hue if not view.inverted else (hue + _STEPS) % (2 * _STEPS)
        color = "#" + "".join(f"{one:02x}" for one in PALETTE[_GRAYS + place])
        drawn.append(svg.rectangle(x, y + high * at, 9, high, color))
    return [
        *drawn,
        svg.text((x - 1, y - 5), signed(view.scale), fill="#aeb7c0"),
        svg.text((x - 1, y + 10 * high + 14), signed(-view.scale), fill="#aeb7c0"),
    ]
