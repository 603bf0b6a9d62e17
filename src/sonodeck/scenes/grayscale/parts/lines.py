"""Scan lines of an image: alone, and with the gaps between them filled in."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sonodeck.scenes.late import Whole, np
from sonodeck.scenes.model import BLACK

_PARTS = 1_000_000


def nearest(found: Whole, step: int) -> Whole:
    """Of the levels every ``step``-th column, over all columns that lie nearest to it."""
    places = (np.arange(found.shape[1]) + step // 2) // step * step
    kept: Whole = found[:, places]
    return kept


def rays(shown: Whole, pixel: float, angles: Sequence[float], wide: float) -> Whole:
    """Of a sector from a point only what lies within half of ``wide`` mm of a ray; black between.

    ``angles``: of the rays, degrees from straight down, positive to the right. The rays overlap
    near the point and part with depth.
    """
    step = round(pixel * 1000)
    rows, columns = shown.shape
    x = (np.arange(columns, dtype=np.int64) * step - columns * step // 2 + step // 2)[None, :]
    z = (np.arange(rows, dtype=np.int64) * step + step // 2)[:, None]
    lit = np.zeros(shown.shape, bool)
    for angle in angles:
        turned = math.radians(angle)
        along, across = (round(one(turned) * _PARTS) for one in (math.cos, math.sin))
        lit |= abs(x * along - z * across) <= round(wide * 500) * _PARTS
    kept: Whole = np.where(lit, shown, BLACK)
    return kept


def filled(found: Whole, step: int) -> Whole:
    """The columns between those that are kept, computed from the two beside them."""
    whole = found.copy()
    for at in range(0, found.shape[1], step):
        near = found[:, at]
        far = found[:, at + step] if at + step < found.shape[1] else near
        for between in range(1, min(step, found.shape[1] - at)):
            whole[:, at + between] = (near * (step - between) + far * between) // step
    return whole


def enlarged(found: Whole, times: int) -> Whole:
    """Every so many-th pixel of the levels, each drawn as large as so many: no new detail."""
    kept: Whole = found[::times, ::times].repeat(times, axis=0).repeat(times, axis=1)
    return kept[: found.shape[0], : found.shape[1]]
