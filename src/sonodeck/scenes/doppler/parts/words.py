"""Phrases that several families use."""

from __future__ import annotations

from sonodeck.scenes.doppler.parts.physics import Flow, Map, doppler_angle
from sonodeck.scenes.words import figure, signed

LEFT_TO_RIGHT = "From left to right"
RIGHT_TO_LEFT = "From right to left"


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


def black(why: str) -> tuple[str, str]:
    """The question where a vessel is black, and its reasoning."""
    return (
        "Blood flows through the whole vessel. Where does it show black?",
        f"Black is where the beam meets the vessel at 90 degrees. {why}",
    )
