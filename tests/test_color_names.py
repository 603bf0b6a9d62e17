"""The colors of Doppler scenes carry the names that people give them."""

import math
from itertools import pairwise
from typing import Any

import pytest

from sonodeck.scenes.doppler.parts.colors import BORDERS, Shade

# What people call colors: the XKCD survey of 2010, its names and the middle of what they meant.
SURVEY = {
    "dark red": "840000", "red": "e50000", "orange": "f97306", "yellow": "ffff14",
    "dark blue": "00035b", "blue": "0343df", "light blue": "95d0fc", "sky blue": "75bbfd",
    "cyan": "00ffff", "pale blue": "d0fefe", "brown": "653700", "pink": "ff81c0",
    "purple": "7e1e9c", "green": "15b01a", "black": "000000", "white": "ffffff",
}  # fmt: skip
ALIKE = {"sky blue": "light blue"}


def lab(code: str) -> tuple[float, float, float]:
    """CIELAB of a color of sRGB (IEC 61966-2-1), white D65."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))
    ]
    r, g, b = linear
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    f = [t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def called(code: str) -> str:
    own = lab(code)
    name = min(SURVEY, key=lambda one: math.dist(lab(SURVEY[one]), own))
    return ALIKE.get(name, name)


@pytest.mark.parametrize("hue", ["red", "blue"])
def test_a_color_is_called_what_people_call_it(hue: Any) -> None:
    for step in range(101):
        shade = Shade(hue, step / 100)
        if shade.plain:
            assert called(shade.drawn.removeprefix("#")) == shade.name, step
    assert len({Shade(hue, (low + high) / 2).name for low, high in pairwise((0, *BORDERS, 1))}) == 4
