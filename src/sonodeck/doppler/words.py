"""Phrases that several families use."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sonodeck.doppler.physics import doppler_angle
from sonodeck.doppler.scene import Flow, Map

LEFT_TO_RIGHT = "From left to right"
RIGHT_TO_LEFT = "From right to left"


@lru_cache(maxsize=1024)
def figure(number: float, places: int = 2) -> str:
    """A number as in a sentence: no superfluous zeros, a real minus sign."""
    text = f"{round(number, 6):.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", "0"} else text.replace("-", "\u2212")


def signed(number: float) -> str:
    """With its sign, as at the ends of a color bar."""
    return figure(number) if number <= 0 else f"+{figure(number)}"


def flow(way: Flow) -> str:
    return "from left to right" if way == "left-to-right" else "from right to left"


def opposite(way: Flow) -> Flow:
    return "right-to-left" if way == "left-to-right" else "left-to-right"


def rightward(way: Flow) -> int:
    """1 for a flow to the right, -1 for one to the left."""
    return 1 if way == "left-to-right" else -1


def beams(steer: float) -> str:
    """How the beams run."""
    if steer == 0:
        return "straight down"
    return f"down and to the {side(steer)}"


def toward(steer: float) -> str:
    """The way back to the probe along the beams."""
    return "straight up" if steer == 0 else f"up and to the {side(-steer)}"


def side(x: float) -> str:
    return "right" if x > 0 else "left"


def box(steer: float) -> str:
    """The color box as one sees it: makers name steering differently, so its edge is named."""
    if steer == 0:
        return "The color box is straight."
    return (
        f"The color box leans so that its bottom edge is shifted {side(steer)} "
        f"({figure(abs(steer))} degrees)."
    )


def vessel(slope: float, name: str = "vessel") -> str:
    if slope == 0:
        return f"The {name} is level."
    return f"The {name} slopes by {figure(abs(slope))} degrees, its {side(slope)} end deeper."


def bar(colors: Map, low: float, high: float) -> str:
    """The color bar in words; ``low`` and ``high`` in cm/s, positive toward the probe."""
    return (
        f"The color bar has {top(colors)} on top and runs "
        f"from {signed(high)} to {signed(low)} cm/s."
    )


def top(colors: Map) -> str:
    """The color of the upper half of the bar, which means toward the probe."""
    return "red" if colors == "normal" else "blue"


def bottom(colors: Map) -> str:
    return "blue" if colors == "normal" else "red"


def degrees(steer: float, slope: float) -> str:
    return f"{figure(doppler_angle(steer, slope))} degrees"


def angle(steer: float, slope: float) -> str:
    """The Doppler angle as it stands in a picture."""
    return f"{figure(doppler_angle(steer, slope))}\u00b0"


def listed(texts: Sequence[str]) -> str:
    """``a, b and c``."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} and {texts[-1]}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
