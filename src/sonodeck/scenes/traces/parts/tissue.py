"""Tissue in gray scale with vessels across it, as behind a Doppler line."""

from __future__ import annotations

from collections.abc import Sequence

from sonodeck.scenes import svg
from sonodeck.scenes.late import np
from sonodeck.scenes.pixels import TENTH, speckle
from sonodeck.scenes.png import png
from sonodeck.scenes.svg import Point

PIXEL = 1.25
HALF, RISE = 7.0, 0.12
"""Of a vessel: half its width, in pixels of the screen, and its slope."""
_MIDDLE, _RANGE = 6, 60 * TENTH


def image(
    left: float, top: float, width: float, height: float, vessels: Sequence[Point], seed: int
) -> str:
    """Speckle, black inside the vessels, each of which runs through a point on the screen."""
    rows, columns = round(height / PIXEL), 2 * round(width / PIXEL / 2)
    level = speckle(seed, (rows, columns), 150, 320)
    shades = np.clip(_MIDDLE + level * 16 // _RANGE, 0, 15).astype(np.uint8)
    x = left + (np.arange(columns) + 0.5)[None, :] * PIXEL
    y = top + (np.arange(rows) + 0.5)[:, None] * PIXEL
    for across, down in vessels:
        off = abs(y - down + RISE * (x - across))
        shades[off < HALF + 1.5] = 12
        shades[off < HALF] = 0
    return svg.image(png(shades), (left, top), width, height)
