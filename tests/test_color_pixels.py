"""Color images as pixels: each color lies where the parabola says, by a second implementation."""

import math
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

import numpy as np
import pytest

from sonodeck.scenes.doppler.colorartifact import Colorartifact
from sonodeck.scenes.doppler.colorknobs import Colorknobs
from sonodeck.scenes.doppler.parts import flowmap
from sonodeck.scenes.doppler.parts.flowmap import View
from tests import spectra

VIEW = View(left=8, top=20)


def pixels(view: View, seed: int = 3) -> np.ndarray:
    """Places in the palette."""
    (one,) = spectra.read(flowmap.image(view, seed))
    return one.shades


def places(view: View) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each pixel its mm to the right, mm down, and mm off the axis of the vessel."""
    rows, columns = pixels(view).shape
    x = (np.arange(columns) + 0.5) / columns * view.width - view.width / 2
    z = (np.arange(rows) + 0.5) / rows * view.height - view.height / 2
    x, z = np.meshgrid(x, z)
    axis = np.array([math.cos(math.radians(view.slope)), math.sin(math.radians(view.slope))])
    return x, z, abs(x * axis[1] - z * axis[0])


def inside(view: View, margin: float = 0.4) -> np.ndarray:
    """Well in the color box, whose sides run along the beams."""
    x, z, _ = places(view)
    left, right, top, bottom = view.box
    along = x - (z - top) * math.tan(math.radians(view.steer))
    found: np.ndarray = (along > left + margin) & (along < right - margin)
    return found & (z > top + margin) & (z < bottom - margin)


def velocities(view: View) -> np.ndarray:
    """Toward the transducer, wrapped into the scale: scalar products and a parabola."""
    _, _, off = places(view)
    beam = np.array([math.sin(math.radians(view.steer)), math.cos(math.radians(view.steer))])
    way = np.array([math.cos(math.radians(view.slope)), math.sin(math.radians(view.slope))])
    toward = -view.peak * float(beam @ way) * (1 - (off / view.radius) ** 2)
    found: np.ndarray = (toward + view.scale) % (2 * view.scale) - view.scale
    return found


@pytest.mark.parametrize(
    "changed",
    [{}, {"inverted": True}, {"scale": 15}, {"scale": 75}, {"peak": -40}, {"wall": 12},
     {"slope": 15, "steer": 20}, {"gain": 8}],
)  # fmt: skip
def test_each_color_is_that_of_the_velocity_there(changed: dict[str, Any]) -> None:
    view = replace(VIEW, **changed)
    shown, off = velocities(view), places(view)[2]
    lumen = inside(view) & (off < view.radius - 0.4)
    step = np.minimum(5 * abs(shown) // view.scale, 4)
    toward = (shown > 0) != view.inverted
    wanted = np.where(abs(shown) < view.wall, 0, 6 + step + np.where(toward, 0, 5))
    # A pixel away the step may be the next one.
    clear = lumen & (abs(5 * shown / view.scale % 1 - 0.5) < 0.4)
    clear &= (abs(abs(shown) - view.wall) > 1) & (abs(abs(shown) - view.scale) > 1)
    assert clear.sum() > 800
    assert (pixels(view) == wanted)[clear].mean() > 0.95


@pytest.mark.parametrize("gain", [-6.0, 0.0, 8.0])
def test_color_blooms_by_a_tenth_of_a_millimeter_a_decibel(gain: float) -> None:
    view = replace(VIEW, gain=gain, wall=0.1)
    off, colored = places(view)[2], pixels(view) >= 6
    edges = [radius for radius in np.arange(2, 7, 0.1)
             if colored[inside(view) & (abs(off - radius) < 0.15)].mean() > 0.5]  # fmt: skip
    assert max(edges) == pytest.approx(view.radius + gain / 10, abs=0.35)
    quiet = inside(view) & (off > view.radius + 2)
    assert (colored[quiet].mean() > 0.05) == (gain > 0)


@pytest.mark.parametrize("steer", [-20.0, 0.0, 20.0])
def test_nothing_is_colored_outside_of_the_box(steer: float) -> None:
    view = replace(VIEW, steer=steer, gain=10, box=(-4, 4, -6, 7))
    colored = pixels(view) >= 6
    assert not colored[~inside(view, -0.4)].any()
    assert colored[inside(view)].mean() > 0.3


def test_bytes_do_not_depend_on_where_they_are_made() -> None:
    made = flowmap.image(replace(VIEW, gain=4, stone=True, moving=True), 5)
    assert sha256(made.encode()).hexdigest() == (
        "1d001bb80a8a79b70262b666c86a40f9ee429c8683bd5d172729348c21b0daeb"
    )


@pytest.mark.parametrize(
    ("control", "turned", "different"),
    [("gain", "up", "gain"), ("gain", "down", "gain"), ("scale", "up", "scale"),
     ("scale", "down", "scale"), ("filter", "up", "wall"), ("box", "up", "box"),
     ("invert", "up", "inverted")],
)  # fmt: skip
def test_exactly_one_thing_is_different(control: Any, turned: Any, different: str) -> None:
    scene = Colorknobs(control=control, turned=turned)
    a, b = scene.views()
    names = {one.name for one in fields(View) if getattr(a, one.name) != getattr(b, one.name)}
    assert names == {"left", different}
    drawn = spectra.read(scene.draw().front)
    assert len(drawn) == 2
    assert (drawn[0].shades != drawn[1].shades).any()
    first, second = scene.frames()
    # More lines, or a lower PRF, take longer; only where the box is changed the rate is shown.
    assert (first > 1.5 * second) == ((control, turned) in {("box", "up"), ("scale", "down")})
    assert ("FR " in scene.draw().front) == (control == "box")
    assert scene.solve().slips.keys() == set(scene.solve().options[1:])


def test_a_low_scale_wraps_and_a_high_one_does_not() -> None:
    low, high = Colorknobs(control="scale", turned="down"), Colorknobs(control="scale")
    for scene, wraps in ((low, True), (high, False)):
        view = scene.views()[1]
        lumen = inside(view) & (places(view)[2] < 1)
        assert (pixels(view)[lumen] >= 11).mean() == pytest.approx(float(wraps), abs=0.02)


def test_each_artifact_is_where_it_belongs() -> None:
    found = {}
    for kind in ("twinkle", "flash", "blooming", "aliasing"):
        view = Colorartifact(kind=kind).view()
        x, z, off = places(view)
        shown, box = pixels(view, 1), inside(view)
        still = box & (off > view.radius + 1.5)
        behind = box & (abs(x) < 1.5) & (z > 11.5) & (z < 16)
        found[kind] = (
            len(set(shown[behind & (shown >= 6)])),
            (shown[still & (abs(x) > 3)] >= 6).mean(),
            (shown[box & (off > view.radius) & (off < view.radius + 0.5)] >= 6).mean(),
            (shown[box & (off < 1)] >= 11).mean(),
        )
    mixed, tissue, wall, axis = zip(*found.values(), strict=True)
    assert mixed[0] >= 8  # all colors behind the stone
    assert mixed[1] == 1  # one color in the flash
    assert tissue[1] > 0.4
    assert max(tissue[0], tissue[3]) < 0.02
    assert wall[2] > 0.9
    assert max(wall[0], wall[3]) < 0.1
    assert axis == pytest.approx((0, 0, 0, 1), abs=0.05)


@pytest.mark.parametrize("kind", ["twinkle", "flash", "blooming", "aliasing"])
def test_an_artifact_is_drawn_small_and_not_named_on_the_front(kind: Any) -> None:
    scene = Colorartifact(kind=kind)
    drawing, answer = scene.draw(), scene.solve().answer
    assert len(drawing.back.encode()) < 40_000
    assert answer not in drawing.front + drawing.seen
    assert answer in drawing.back
