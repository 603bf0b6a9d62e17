"""Phrases that several families use."""

from __future__ import annotations

from sonodeck.scenes.doppler.parts.colors import Bar
from sonodeck.scenes.doppler.parts.physics import Flow, doppler_angle
from sonodeck.scenes.words import figure, signed

LEFT_TO_RIGHT = "From left to right"
RIGHT_TO_LEFT = "From right to left"
WAYS: dict[Flow, str] = {"left-to-right": LEFT_TO_RIGHT, "right-to-left": RIGHT_TO_LEFT}


def opposite(way: Flow) -> Flow:
    return "right-to-left" if way == "left-to-right" else "left-to-right"


def rightward(way: Flow) -> int:
    """1 for a flow to the right, -1 for one to the left."""
    return 1 if way == "left-to-right" else -1


def beams(steer: float) -> str:
    """How the beams run."""
    return "straight down" if steer == 0 else f"down and to the {side(steer)}"


def run(steer: float, velocity: float) -> str:
    """How a velocity runs along the beams: back to the probe if it is positive, else with them."""
    back = "straight up" if steer == 0 else f"up and to the {side(-steer)}"
    return back if velocity > 0 else beams(steer)


def side(x: float) -> str:
    return "right" if x > 0 else "left"


def toward(velocity: float) -> str:
    return "toward" if velocity > 0 else "away from"


def along(velocity: float) -> str:
    """A velocity along the beam."""
    return f"{figure(abs(velocity), 1)} cm/s {toward(velocity)} the probe"


def box(steer: float) -> str:
    """The color box as one sees it. Manufacturers name steering differently: its edge is named."""
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


def bar(colors: Bar) -> str:
    """The color bar in words."""
    black = f"; the wall filter is set to {figure(colors.filter)} cm/s"
    return (
        f"The color bar has {colors.hue(toward=True)} on top and runs from {signed(colors.high)} "
        f"to {signed(colors.low)} cm/s{black if colors.filter else ''}."
    )


def tilts(steer: float, slope: float) -> str:
    """The two angles as they stand under a picture."""
    beam = f"beams tilted {figure(abs(steer))}\u00b0" if steer else "beams not steered"
    lies = f"vessel slopes {figure(abs(slope))}\u00b0" if slope else "vessel level"
    return f"{beam}, {lies}"


def component(speed: float, steer: float, slope: float, velocity: float) -> str:
    """How the velocity along the beam comes of the speed and the Doppler angle."""
    return (
        f"{figure(speed)} cm/s \u00d7 cos {angle(steer, slope)} = {figure(abs(velocity), 1)} cm/s"
    )


def angle(steer: float, slope: float) -> str:
    """The Doppler angle as it stands in a picture."""
    return f"{figure(doppler_angle(steer, slope))}\u00b0"
