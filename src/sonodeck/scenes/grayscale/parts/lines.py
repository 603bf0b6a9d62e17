"""Scan lines of an image: alone, and with the gaps between them filled in."""

from __future__ import annotations

from sonodeck.scenes.grayscale.parts.model import BLACK
from sonodeck.scenes.late import Whole


def lines_only(found: Whole, step: int) -> Whole:
    """Of the levels every ``step``-th column; the others are black."""
    kept = found * 0 + BLACK
    kept[:, ::step] = found[:, ::step]
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
