"""What several families image: four round targets of different echo level in uniform tissue."""

from __future__ import annotations

from collections.abc import Sequence

from sonodeck.scenes.model import Field, Setting

RADIUS = 4.5
PLACES = ((-6.0, 12.0), (6.0, 12.0), (-6.0, 30.0), (6.0, 30.0))
"""x and z of each."""
SETTING = Setting(width=25.2, depth=50.1, pixel=0.3)
"""Of one of three images side by side."""


def targets(setting: Setting, echoes: Sequence[float]) -> Field:
    """The maps of four targets with these levels, in dB against the tissue around them."""
    field = Field(setting)
    for (x, z), echo in zip(PLACES, echoes, strict=True):
        field.paint(field.disc(x, z, RADIUS), echo)
    return field
