"""Color Doppler scenes: what is drawn, read back from the picture and held against the physics.

The second implementation starts from the drawing: the walls give the vessel, the edges of the box
the beams, the drawn bar the velocity that a color stands for. Only speeds and settings come from
the scene.
"""

import math
import re
import struct
from base64 import b64decode
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Any, Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sonodeck.scenes.doppler.aliasing import Aliasing
from sonodeck.scenes.doppler.bar import ColorBar
from sonodeck.scenes.doppler.crossing import Crossing
from sonodeck.scenes.doppler.cures import Cures
from sonodeck.scenes.doppler.cursor import Cursor
from sonodeck.scenes.doppler.direction import UNTOLD, Direction
from sonodeck.scenes.doppler.neighbours import Neighbours
from sonodeck.scenes.doppler.parts import screen
from sonodeck.scenes.doppler.parts.colors import Bar
from sonodeck.scenes.doppler.parts.physics import Map
from sonodeck.scenes.doppler.parts.words import WAYS
from sonodeck.scenes.doppler.reversal import Reversal
from sonodeck.scenes.doppler.steering import Steering
from sonodeck.scenes.scene import Impossible, Scene

Point = tuple[float, float]
Rgb = tuple[int, int, int]


# reading a picture


def points(text: str) -> list[Point]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def images(drawn: str) -> Iterator[tuple[Point, Point, list[list[Rgb | None]]]]:
    """Of every picture in color: its corner, its size, and its pixels, row by row."""
    pattern = (
        r'<image x="([\d.-]+)" y="([\d.-]+)" width="([\d.]+)" height="([\d.]+)"[^>]*base64,(.*?)"'
    )
    for x, y, width, height, content in re.findall(pattern, drawn):
        data = b64decode(content)
        wide, high, depth, kind = struct.unpack(">IIBB", data[16:26])
        if (depth, kind) != (8, 3):
            continue
        at = data.index(b"PLTE")
        (length,) = struct.unpack(">I", data[at - 4 : at])
        table = data[at + 4 : at + 4 + length]
        palette: list[Rgb | None] = [(r, g, b) for r, g, b in zip(*[iter(table)] * 3, strict=True)]
        palette[0] = None
        start = data.index(b"IDAT") + 4 + 2
        rows = b""
        while True:
            last, size, _ = struct.unpack("<BHH", data[start : start + 5])
            rows += data[start + 5 : start + 5 + size]
            start += 5 + size
            if last:
                break
        pixels = [
            [palette[one] for one in rows[at * (wide + 1) + 1 : (at + 1) * (wide + 1)]]
            for at in range(high)
        ]
        yield (float(x), float(y)), (float(width), float(height)), pixels


def velocity_of(color: Rgb, drawn: str, bar: Bar) -> float:
    """What a color stands for on the bar that is drawn, in cm/s."""
    found = []
    for name, end in (("up", bar.high), ("down", bar.low)):
        block = re.search(rf'<linearGradient id="{name}258".*?</linearGradient>', drawn)
        if block is None:
            continue
        stops = [
            (float(share), bytes.fromhex(code))
            for share, code in re.findall(r'offset="([\d.]+)" stop-color="#(\w+)"', block[0])
        ]
        for (low, one), (high, other) in pairwise(stops):
            for step in range(21):
                mixed = [a + (b - a) * step / 20 for a, b in zip(one, other, strict=True)]
                apart = sum((a - b) ** 2 for a, b in zip(mixed, color, strict=True))
                found.append((apart, end * (low + (high - low) * step / 20)))
    apart, velocity = min(found)
    assert apart < 100, color
    return velocity


class Vessel:
    """A vessel as its walls are drawn."""

    def __init__(self, upper: list[Point], lower: list[Point]) -> None:
        self.pairs = list(zip(upper, lower, strict=True))

    def at(self, x: float, y: float) -> tuple[float, float, Point]:
        """Share of the way to the wall (positive: down), radius, and direction at a place."""
        middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in self.pairs]
        best: tuple[float, float, float, Point] | None = None
        for at, ((ax, ay), (bx, by)) in enumerate(pairwise(middles)):
            dx, dy = bx - ax, by - ay
            long = math.hypot(dx, dy)
            share = min(max(((x - ax) * dx + (y - ay) * dy) / long**2, 0), 1)
            off = math.hypot(x - ax - share * dx, y - ay - share * dy)
            side = math.copysign(off, dx * (y - ay) - dy * (x - ax))
            radii = [math.dist(*self.pairs[at + n]) / 2 for n in (0, 1)]
            radius = radii[0] + share * (radii[1] - radii[0])
            # Stream lines keep their share of the way to the wall.
            lean = side / radius * (radii[1] - radii[0]) / long
            way = (dx / long - lean * dy / long, dy / long + lean * dx / long)
            if best is None or off < best[0]:
                best = off, side / radius, radius, way
        assert best is not None
        return best[1], best[2], best[3]


def vessels(drawn: str) -> list[Vessel]:
    pattern = rf'<polyline points="([^"]+)" fill="none" stroke="{screen.WALL}"'
    walls = [points(found) for found in re.findall(pattern, drawn)]
    return [
        Vessel(upper, list(reversed(lower)))
        for upper, lower in zip(walls[::2], walls[1::2], strict=True)
    ]


def box(drawn: str) -> list[Point]:
    (found,) = re.findall(r'<polygon points="([^"]+)" fill="none"', drawn)
    return points(found)


def beam_at(edges: list[Point], x: float, y: float) -> Point:
    """The direction away from the probe: along the sides of the box, which may spread."""
    half = len(edges) // 2
    (ax, ay), (bx, by) = edges[0], edges[-1]
    (cx, cy), (dx, dy) = edges[half - 1], edges[half]
    left, right = (bx - ax, by - ay), (dx - cx, dy - cy)
    turned = left[0] * right[1] - left[1] * right[0]
    if abs(turned) < 1e-2 * math.hypot(*left) * math.hypot(*right):
        way = left
    else:
        share = ((cx - ax) * right[1] - (cy - ay) * right[0]) / turned
        way = (x - ax - share * left[0], y - ay - share * left[1])
    long = math.hypot(*way)
    return way[0] / long, way[1] / long


def misread(drawn: str, bar: Bar, speeds: Sequence[float], eddy: float = 0) -> tuple[int, int]:
    """Pixels of color whose velocity, read off the bar, isn't that of the blood there; and all.

    ``speeds``: of mid-stream in each vessel where its bore is full, cm/s, positive to the right.
    """
    edges, wrong, count, span = box(drawn), 0, 0, bar.high - bar.low
    walls = vessels(drawn)
    for (left, top), (width, height), pixels in images(drawn):
        for row, line in enumerate(pixels[::3]):
            for column, color in enumerate(line[::3]):
                x = left + (3 * column + 0.5) * width / len(line)
                y = top + (3 * row + 0.5) * height / len(pixels)
                near = [(abs(vessel.at(x, y)[0]), at) for at, vessel in enumerate(walls)]
                vessel, speed = walls[min(near)[1]], speeds[min(near)[1]]
                place, radius, way = vessel.at(x, y)
                if abs(place) > 0.9 or (color is None and not inside(edges, x, y)):
                    continue
                full = math.dist(*vessel.pairs[0]) / 2
                speed *= (full / radius) ** 2 * (1 - place**2)
                speed *= 1 - eddy * abs(radius / full - 1) * max(place, 0)
                beam = beam_at(edges, x, y)
                true = -speed * (way[0] * beam[0] + way[1] * beam[1])
                shown = velocity_of(color, drawn, bar) if color else 0.0
                apart = (true - shown + span / 2) % span - span / 2
                room = 0.025 * span + 0.03 * abs(true) + (bar.filter if color is None else 0)
                count, wrong = count + 1, wrong + (abs(apart) > room)
    return wrong, count


def inside(edges: list[Point], x: float, y: float) -> bool:
    """Whether a place lies in a polygon, clear of its edges."""
    crossed = False
    for (ax, ay), (bx, by) in pairwise([*edges, edges[0]]):
        dx, dy = bx - ax, by - ay
        share = min(max(((x - ax) * dx + (y - ay) * dy) / ((dx * dx + dy * dy) or 1), 0), 1)
        if math.hypot(x - ax - share * dx, y - ay - share * dy) < 2:
            return False
        if (ay > y) != (by > y) and x < ax + (y - ay) / dy * dx:
            crossed = not crossed
    return crossed


def rightward(way: str | None) -> int:
    return -1 if way == "right-to-left" else 1


PAINTED: list[tuple[Scene, Bar, list[float], float]] = []
for flow in ("left-to-right", "right-to-left"):
    for one in (
        Direction(ask="color", steer=-20, slope=5, flow=flow),
        Direction(ask="color", steer=15, slope=10, flow=flow, map="inverted"),
        Direction(ask="color", slope=-15, flow=flow, filter=4),
        Aliasing(ask="shown", flow=flow, speed=104),
        Aliasing(ask="shown", flow=flow, speed=120, filter=4),
        Aliasing(ask="velocity", flow=flow, speed=80, steer=-20, slope=-10, map="inverted"),
    ):
        PAINTED += [(one, one.bar, [rightward(flow) * one.speed], 0)]
    courses: tuple[dict[str, Any], ...] = (
        {"probe": "curved"},
        {"probe": "sector", "box": "left"},
        {"probe": "curved", "slope": 12, "map": "inverted"},
        {"probe": "linear", "shape": "sagging"},
        {"probe": "linear", "shape": "humped", "map": "inverted"},
    )
    for more in courses:
        crossed = Crossing(ask="colors", flow=flow, **more)
        PAINTED += [(crossed, crossed.bar, [rightward(flow) * 40.0], 0)]
for two in (
    Reversal(speed=130, steer=-20),
    Reversal(speed=30, steer=20, bore=0.5),
    Reversal(speed=-50, steer=20, bore=1.6, eddy=7, scale=25),
    Reversal(speed=60, probe="curved"),
):
    PAINTED += [(two, two.bar, [two.speed], two.eddy)]
both = Neighbours(ask="flows", steer=20, lower_slope=-8, upper="red", lower="red")
PAINTED.append((both, both.bar, [-40, -40], 0))


@pytest.mark.parametrize(("scene", "bar", "speeds", "eddy"), PAINTED)
def test_every_pixel_of_color_is_the_velocity_of_its_blood(
    scene: Scene, bar: Bar, speeds: list[float], eddy: float
) -> None:
    back = scene.draw().back
    wrong, count = misread(back, bar, speeds, eddy)
    assert count > 45
    assert wrong <= 0.02 * count


def test_a_wrong_speed_or_direction_would_be_noticed() -> None:
    scene, bar, (speed,), _ = PAINTED[0]
    for other in (-speed, 0.5 * speed, 2 * speed):
        wrong, count = misread(scene.draw().back, bar, [other])
        assert wrong > 0.2 * count


# the wall filter works on the sampled signal


@given(
    st.integers(-300, 300), st.integers(10, 100), st.floats(-0.7, 0.7), st.sampled_from([0, 2, 5])
)
def test_sampling_and_then_the_filter(
    velocity: int, limit: int, moved: float, wall_filter: float
) -> None:
    bar = Bar(map="normal", low=(moved - 1) * limit, high=(moved + 1) * limit, filter=wall_filter)
    assume(min(abs(velocity - bar.low) % (2 * limit), abs(velocity - bar.high)) > 0.01)
    shade, again = bar.shade(velocity), bar.shade(velocity + 2 * limit)
    if shade and again:
        assert shade.hue == again.hue
        assert shade.strength == pytest.approx(again.strength)
    nearest = (velocity + limit) % (2 * limit) - limit
    if abs(abs(nearest) - wall_filter) > 1e-6:
        assert (shade is None) == (abs(nearest) < wall_filter or nearest == 0)


def test_flow_at_exactly_the_prf_is_black() -> None:
    scene = Aliasing(ask="shown", speed=120)
    assert scene.velocity == -2 * scene.scale
    assert scene.solve().answer == "Black"
    assert "PRF" in scene.solve().reasoning


@pytest.mark.parametrize("wall_filter", [2, 5])
def test_the_filter_is_on_the_bar_to_scale(wall_filter: float) -> None:
    scene = Direction(ask="color", slope=5, flow="left-to-right", speed=20, filter=wall_filter)
    tall = screen.BAR[3] * wall_filter / scene.scale
    for side in (scene.draw().front, scene.draw().back):
        (band,) = re.findall(r'<rect x="258.5"[^>]*height="([\d.]+)" fill="#000000"/>', side)
        assert float(band) == pytest.approx(max(tall, 4), abs=0.11)


# what is needed stands on the front, the reason on the back


def words(drawn: str) -> str:
    return " ".join(re.findall(r">([^<>]+)</text>", drawn))


@pytest.mark.parametrize(
    ("scene", "angles"),
    [
        (Direction(ask="direction", steer=-20, slope=20, shown="none"), ("20°", "20°")),
        (
            Direction(ask="color", steer=-20, slope=15, flow="left-to-right", speed=20),
            ("20°", "15°"),
        ),
        (Steering(slope=20), ("20°",)),
        (Crossing(ask="black", slope=14), ("14°",)),
        (Crossing(ask="black", probe="linear", shape="humped", steer=15), ("15°",)),
        (Neighbours(ask="vein", lower_slope=10, head="left"), ("0°", "10°")),
        (Aliasing(ask="shown", speed=104), ("60°",)),
        (Cursor(ask="error", true=70, cursor=75), ("70°", "75°")),
    ],
)
def test_angles_that_decide_are_printed(scene: Scene, angles: tuple[str, ...]) -> None:
    for angle in angles:
        assert angle in words(scene.draw().front)


@pytest.mark.parametrize("steer", [-20.0, 0.0, 20.0])
@pytest.mark.parametrize("slope", [-20.0, -19.0, 0.0, 1.0, 20.0])
def test_only_at_90_degrees_the_question_is_what_brings_color_back(
    steer: float, slope: float
) -> None:
    """One degree beside it the color tells, if a scanner is set to show it."""
    square = steer + slope == 0
    more = {"speed": 40, "filter": 0.5, "scale": 50 if abs(steer + slope) > 5 else 10}
    for shown in ("red", "none"):
        if square == (shown == "none"):
            answer = Direction(ask="direction", steer=steer, slope=slope, shown=shown, **more)  # type: ignore[arg-type]
            solution = answer.solve()
            assert solution.answer.startswith("Steer the color box") == square
            assert (UNTOLD in solution.options) != square
        else:
            with pytest.raises(Impossible):
                Direction(ask="direction", steer=steer, slope=slope, shown=shown, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("shown", ["red", "blue"])
@pytest.mark.parametrize("legend", ["bar", "none"])
def test_without_its_bar_a_color_gives_no_direction(
    shown: Literal["red", "blue"], legend: Literal["bar", "none"]
) -> None:
    scene = Direction(ask="direction", legend=legend, steer=20, slope=10, shown=shown)
    solution = scene.solve()
    assert (solution.answer == UNTOLD) == (legend == "none")
    assert set(solution.options) == {*WAYS.values(), UNTOLD}
    assert ("cm/s" in words(scene.draw().front)) == (legend == "bar")
    # Each way is right with one of the two maps: which one, its reason says.
    if legend == "none":
        maps: tuple[Map, ...] = ("normal", "inverted")
        for map_ in maps:
            told = Direction(ask="direction", map=map_, steer=20, slope=10, shown=shown)
            toward = "toward" if told.velocity > 0 else "away from"
            assert f"{shown} is flow {toward} the probe" in solution.slips[told.solve().answer]


def test_a_bar_is_left_out_only_beside_a_color() -> None:
    with pytest.raises(Impossible, match="only a color needs its bar"):
        Direction(ask="direction", legend="none", steer=20, slope=-20, shown="none")
    with pytest.raises(Impossible, match="only a color needs its bar"):
        Direction(ask="color", legend="none", slope=20, flow="left-to-right")


def test_no_color_has_its_reason_on_the_back() -> None:
    back = (
        Direction(
            ask="color", steer=-20, slope=15, flow="left-to-right", speed=20, filter=5, scale=15
        )
        .draw()
        .back
    )
    assert {"filter", "85°", "flow", "part along it"} <= set(re.findall(r">([^<>]+)</text>", back))
    assert "20 × cos 85° = 1.7 cm/s, filtered out" in words(back)
    assert list(images(back)) == []


@pytest.mark.parametrize("slope", range(-25, 26, 5))
def test_the_better_tilt_is_the_one_with_the_smaller_angle(slope: int) -> None:
    scene = Steering(slope=slope)
    right, left = 90 - abs(20 + slope), 90 - abs(-20 + slope)
    best = "To the right" if right < left else "To the left" if left < right else "Either"
    assert scene.solve().answer.startswith(best)
    back = scene.draw().back
    assert f"{right}°" in words(back)
    assert f"{left}°" in words(back)
    drawn = re.findall(
        r'<polyline points="[^"]+" fill="none" stroke="(#\w+)" stroke-width="2"', back
    )
    assert drawn.count(screen.FLOW) == (2 if slope == 0 else 1)
    assert drawn.count(screen.QUIET) == (0 if slope == 0 else 1)


@pytest.mark.parametrize("more", [
    {"slope": 14}, {"slope": -14, "probe": "sector"}, {"probe": "sector"},
    {"probe": "linear", "shape": "sagging", "steer": 15},
    {"probe": "linear", "shape": "humped", "steer": 15},
    {"probe": "linear", "shape": "humped", "steer": -12},
])  # fmt: skip
def test_black_is_where_the_drawn_beam_is_square_to_the_drawn_vessel(more: dict[str, Any]) -> None:
    scene = Crossing(ask="black", **more)
    back = scene.draw().back
    (vessel,), edges = vessels(back), box(back)
    assert list(images(back)), "red, black and blue are painted"
    assert list(images(scene.draw().front)) == []

    def off(x: float) -> float:
        middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in vessel.pairs]
        for (ax, ay), (bx, by) in pairwise(middles):
            if ax <= x <= bx:
                y = ay + (by - ay) * (x - ax) / (bx - ax)
                beam = beam_at(edges, x, y)
                return abs((bx - ax) * beam[0] + (by - ay) * beam[1]) / math.hypot(bx - ax, by - ay)
        raise AssertionError

    low, high = min(x for x, _ in edges), max(x for x, _ in edges)
    found = min((low + (high - low) * step / 400 for step in range(401)), key=off)
    place = 0 if found < screen.MIDDLE - 6 else 2 if found > screen.MIDDLE + 6 else 1
    answers = tuple(
        f"{one} of the box"
        for one in ("Left of the middle", "In the middle", "Right of the middle")
    )
    assert scene.solve().answer == answers[place]


def test_both_angles_of_the_cursor_are_arcs_on_the_back() -> None:
    back = Cursor(ask="sense", true=60, cursor=45).draw().back
    for color, angle in ((screen.FLOW, 60), ("#ffe14d", 45)):
        arcs = [
            points(found)
            for found in re.findall(
                rf'<polyline points="([^"]+)" fill="none" stroke="{color}" stroke-width="2"/>', back
            )
        ]
        middle = screen.at(0, 3)
        (spans,) = [
            abs(
                (math.atan2(a[1] - middle[1], a[0] - middle[0]))
                - math.atan2(b[1] - middle[1], b[0] - middle[0])
            )
            for a, b in ((arc[0], arc[-1]) for arc in arcs if len(arc) > 4)
        ]
        assert math.degrees(spans) == pytest.approx(angle, abs=0.5)


# cures, by the Doppler equation: shifts against half the PRF


def shift(mhz: float, cm_s: float, degrees: float) -> float:
    return 2 * mhz * 1e6 * cm_s / 100 * math.cos(math.radians(degrees)) / 1540


def test_one_change_alone_cures() -> None:
    controls = set()
    ways: tuple[Literal["toward", "away"], ...] = ("toward", "away")
    for speed, way, scale, baseline, frequency, angle in product(
        (70, 80, 90, 105), ways, (35, 60), (-20, 20), (3.5, 7), (55, 75)
    ):
        try:
            scene = Cures(
                speed=speed, way=way, scale_to=scale, baseline_by=baseline, frequency_to=frequency,
                angle_to=angle,
            )  # fmt: skip
        except Impossible:
            continue
        prf, sign = 2 * shift(5, 30, 0), 1 if way == "toward" else -1
        moved = shift(5, baseline, 0)
        cured = [
            abs(shift(5, speed, 60)) <= prf * scale / 30 / 2,
            -prf / 2 + moved <= sign * shift(5, speed, 60) <= prf / 2 + moved,
            abs(shift(frequency, speed, 60)) <= prf / 2,
            abs(shift(5, speed, angle)) <= prf / 2,
        ]
        solution = scene.solve()
        assert [one == solution.answer for one in solution.options] == cured
        controls.add(cured.index(True))
    assert controls == {0, 1, 2, 3}


def test_the_bars_after_the_changes_are_drawn_on_one_scale() -> None:
    """Each velocity is level with its line; what fits stands on its bar, what doesn't wraps."""
    scene = Cures(speed=90, scale_to=60, baseline_by=-20, frequency_to=4, angle_to=65)
    back = scene.draw().back
    pointers = [
        points(one)[0] for one in re.findall(r'<polygon points="([^"]+)" fill="#ff9be8"', back)
    ]
    lines = [
        points(one)[0] for one in re.findall(r'points="([^"]+)" fill="none" stroke="#ffffff"', back)
    ]
    tall = 68 / 60
    assert [y for _, y in pointers] == [
        pytest.approx(118 - tall * shown, abs=0.11)
        for shown in (45, 45 - 60, 45 - 75, 90 * math.cos(math.radians(65)) - 60)
    ]
    assert [y for _, y in lines] == [
        pytest.approx(118 - tall * true, abs=0.11)
        for true in (45, 45, 45, 90 * math.cos(math.radians(65)))
    ]


def test_a_bar_is_read_as_it_is_drawn() -> None:
    scene = ColorBar(ask="reading", baseline=20, mark=30)
    x, y, _, height = 92.0, 36.0, 34.0, 152.0
    (pointer,) = re.findall(
        r'<polygon points="([\d.]+),([\d.]+) [^"]*" fill="#ffffff"', scene.draw().front
    )
    assert 60 - 80 * (float(pointer[1]) - y) / height == pytest.approx(30, abs=0.1)
    assert float(pointer[0]) == x - 2
