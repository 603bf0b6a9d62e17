"""Doppler scenes: the checked cases, the signs by vectors, what must hold for every scene."""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sonodeck import scenes
from sonodeck.scenes import svg
from sonodeck.scenes.doppler.aliasing import Aliasing
from sonodeck.scenes.doppler.crossing import Crossing
from sonodeck.scenes.doppler.cures import Cures
from sonodeck.scenes.doppler.cursor import Cursor
from sonodeck.scenes.doppler.direction import Direction
from sonodeck.scenes.doppler.neighbours import Neighbours
from sonodeck.scenes.doppler.parts import physics
from sonodeck.scenes.doppler.parts.physics import Flow, Map
from sonodeck.scenes.doppler.reversal import Reversal
from sonodeck.scenes.doppler.steering import Steering
from sonodeck.scenes.parameters import Number, parameters
from sonodeck.scenes.scene import Impossible


def cases(name: str) -> list[dict[str, Any]]:
    """The entries of a file of cases; what a scene is made of stays text."""
    text = (Path(__file__).parent / "doppler" / f"{name}.yaml").read_text("utf-8")
    found: list[dict[str, Any]] = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes texts
    return found


CASES = cases("facts")


def read(written: Mapping[str, object]) -> scenes.Scene:
    return scenes.read({name: v if isinstance(v, list) else str(v) for name, v in written.items()})


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_checked_case_is_answered_as_checked(case: dict[str, Any]) -> None:
    scene = read(case["scene"])
    assert scene.solve().answer == case["answer"]
    if "angle" in case:
        assert isinstance(scene, Direction)
        part = physics.along_beam(scene.steer, scene.slope)
        assert physics.doppler_angle(scene.steer, scene.slope) == float(case["angle"])
        assert abs(part) == pytest.approx(float(case["size"]), abs=0.005)


# the sign, by another way: vectors on the screen


def away_by_vectors(steer: float, slope: float, flow: Flow) -> float:
    """The scalar product of a flow and the unit vector of a beam away from the probe.

    Both are built from points on the screen: a beam from the skin to a place one unit deeper, a
    vessel from its left to its right end.
    """
    skin, deeper = (0.0, 0.0), (math.tan(math.radians(steer)), 1.0)
    left, right = (0.0, 0.0), (1.0, math.tan(math.radians(slope)))
    start, end = (left, right) if flow == "left-to-right" else (right, left)
    beam = (deeper[0] - skin[0], deeper[1] - skin[1])
    moved = (end[0] - start[0], end[1] - start[1])
    product = beam[0] * moved[0] + beam[1] * moved[1]
    return product / math.hypot(*beam) / math.hypot(*moved)


angles = st.integers(-20, 20).map(float)
maps: st.SearchStrategy[Map] = st.sampled_from(["normal", "inverted"])
flows: st.SearchStrategy[Flow] = st.sampled_from(["left-to-right", "right-to-left"])


@given(angles, angles, flows)
def test_the_part_along_the_beam_is_the_scalar_product(s: float, v: float, flow: Flow) -> None:
    way = 1 if flow == "left-to-right" else -1
    assert way * physics.along_beam(s, v) == pytest.approx(away_by_vectors(s, v, flow), abs=1e-9)


@given(angles, angles, flows)
def test_the_doppler_angle_is_the_one_between_the_lines(s: float, v: float, flow: Flow) -> None:
    between = math.degrees(math.acos(abs(away_by_vectors(s, v, flow))))
    assert physics.doppler_angle(s, v) == pytest.approx(between, abs=1e-5)


# direction


@st.composite
def directions(draw: st.DrawFn) -> Direction:
    """One vessel with a flow, asked for its color."""
    try:
        return Direction(
            ask="color",
            steer=draw(angles),
            slope=draw(st.integers(-20, 20)),
            map=draw(maps),
            flow=draw(flows),
            speed=draw(st.integers(2, 60)),
            filter=draw(st.sampled_from([0.5, 2.0, 8.0])),
            scale=100,
        )
    except Impossible:
        assume(condition=False)
        raise


def again(scene: Direction, **changed: Any) -> Direction:
    names = [one.name for one in parameters(Direction)]
    return Direction(**{name: getattr(scene, name) for name in names} | changed)


OTHER = {"red": "blue", "blue": "red", None: None}
TURNED: dict[str, Flow] = {"left-to-right": "right-to-left", "right-to-left": "left-to-right"}
FLIPPED = {"normal": "inverted", "inverted": "normal"}


@given(directions())
def test_inverting_the_map_swaps_the_color(scene: Direction) -> None:
    other = again(scene, map=FLIPPED[scene.map])
    assert other.color == OTHER[scene.color]


@given(directions())
def test_reversing_the_flow_swaps_the_color(scene: Direction) -> None:
    other = again(scene, flow=TURNED[str(scene.flow)])
    assert other.color == OTHER[scene.color]


@given(directions())
def test_a_mirrored_scene_keeps_its_color(scene: Direction) -> None:
    mirrored = again(scene, flow=TURNED[str(scene.flow)], steer=-scene.steer, slope=-scene.slope)
    assert mirrored.color == scene.color


@given(directions())
def test_mirroring_a_scene_mirrors_its_answer(scene: Direction) -> None:
    color = scene.color
    assume(color is not None)
    asked = again(scene, ask="direction", flow=None, shown=color)
    mirrored = again(asked, steer=-scene.steer, slope=-scene.slope)
    answers = {one.solve().answer for one in (asked, mirrored)}
    assert answers == {"From left to right", "From right to left"}


@given(directions())
def test_no_color_exactly_below_the_wall_filter(scene: Direction) -> None:
    part = scene.speed * abs(away_by_vectors(scene.steer, scene.slope, "left-to-right"))
    assume(abs(part - scene.filter) > 1e-9)
    assert (scene.color is None) == (part < scene.filter)


@given(directions())
def test_the_flow_is_found_again_from_its_color(scene: Direction) -> None:
    color = scene.color
    assume(color is not None or scene.steer + scene.slope == 0)
    found = again(scene, ask="direction", flow=None, shown=color or "none")
    assert found.way == (None if color is None else scene.flow)
    toward = away_by_vectors(scene.steer, scene.slope, scene.flow or "left-to-right") < 0
    assert color is None or (color == "red") == (toward == (scene.map == "normal"))


# fans, bends, neighbours


@given(
    st.sampled_from(["curved", "sector"]),
    maps,
    flows,
    st.sampled_from([-12.0, -8.0, 0.0, 8.0, 12.0]),
)
def test_colors_under_spreading_beams_follow_from_vectors(
    probe: Any, colors: Any, flow: Flow, slope: float
) -> None:
    scene = Crossing(ask="colors", probe=probe, map=colors, flow=flow, slope=slope)
    left, _, right = scene.solve().answer.lower().split(", ")
    top = "red" if colors == "normal" else "blue"
    for steer, color in ((-20, left), (20, right)):
        assert (color == top) == (away_by_vectors(steer, slope, flow) < 0)


@given(st.sampled_from(["curved", "sector"]), maps, flows)
def test_the_flow_across_a_field_is_found_again(probe: Any, colors: Any, flow: Flow) -> None:
    scene = Crossing(ask="colors", probe=probe, map=colors, flow=flow)
    left = scene.solve().answer.lower().split(", ")[0]
    found = Crossing(
        ask="flow", probe=probe, map=colors, left="red" if left == "red" else "blue"
    ).solve()
    assert found.answer == (
        "From left to right" if flow == "left-to-right" else "From right to left"
    )


@given(st.sampled_from(["sagging", "humped"]), maps, flows)
def test_the_limbs_of_a_bend_follow_from_vectors(shape: Any, colors: Any, flow: Flow) -> None:
    scene = Crossing(ask="colors", probe="linear", shape=shape, map=colors, flow=flow)
    left, _, right = scene.solve().answer.lower().split(", ")
    top = "red" if colors == "normal" else "blue"
    fall = 40 if shape == "sagging" else -40
    for slope, color in ((fall, left), (-fall, right)):
        assert (color == top) == (away_by_vectors(0, slope, flow) < 0)


@given(angles, st.sampled_from([-10.0, 0.0, 10.0]), st.sampled_from([-10.0, 0.0, 10.0]), maps,
       st.sampled_from(["red", "blue"]), st.sampled_from(["red", "blue"]))  # fmt: skip
def test_each_of_two_vessels_is_read_along_the_beam(
    steer: float, upper: float, lower: float, colors: Any, one: Any, other: Any
) -> None:
    try:
        scene = Neighbours(
            ask="flows", steer=steer, upper_slope=upper, lower_slope=lower,
            map=colors, upper=one, lower=other,
        )  # fmt: skip
    except Impossible:
        assume(condition=False)
        raise
    said = re.findall(r"to the (\w+)", scene.solve().answer)
    top = "red" if colors == "normal" else "blue"
    for end, slope, color in ((said[0], upper, one), (said[1], lower, other)):
        flow: Flow = "left-to-right" if end == "right" else "right-to-left"
        assert (color == top) == (away_by_vectors(steer, slope, flow) < 0)


# aliasing


@given(st.floats(-200, 200), st.floats(5, 100), st.floats(-0.8, 0.8))
def test_a_velocity_is_wrapped_into_the_scale_by_whole_ranges(v: float, n: float, b: float) -> None:
    low, high = (b - 1) * n, (b + 1) * n
    seen = physics.wrapped(v, low, high)
    assert low - 1e-6 <= seen <= high + 1e-6
    assert ((v - seen) / (2 * n)) == pytest.approx(round((v - seen) / (2 * n)), abs=1e-6)
    if low <= v <= high:
        assert seen == v


@given(
    st.sampled_from([-20.0, 20.0]), maps, flows, st.integers(5, 300), st.sampled_from([20, 30, 60])
)
def test_inside_its_limits_nothing_aliases(
    steer: float, colors: Any, flow: Flow, speed: int, scale: int
) -> None:
    try:
        scene = Aliasing(
            ask="shown", steer=steer, slope=steer / 2, map=colors, flow=flow, speed=speed,
            scale=scale,
        )  # fmt: skip
    except Impossible:
        assume(condition=False)
        raise
    true = -speed * away_by_vectors(steer, steer / 2, flow)
    assert scene.velocity == pytest.approx(true)
    lands = abs(physics.wrapped(true, -scale, scale))
    assume(abs(lands - scene.filter) > 1e-6 and abs(abs(true) - scale) > 1e-6)
    assert scene.aliases == (abs(true) > scale)
    answer = scene.solve().answer
    warm = answer in ("Yellow", "Dark red")
    black = lands < scene.filter
    assert black == (answer == "Black")
    assert black or warm == ((true > 0) == (colors == "normal")) or abs(true) > scale


@given(
    st.sampled_from([-20.0, 20.0]), maps, flows, st.integers(5, 150), st.integers(-20, 20)
)  # fmt: skip
def test_only_one_velocity_offered_lies_behind_a_wrapped_color(
    steer: float, colors: Any, flow: Flow, half: int, baseline: int
) -> None:
    try:
        scene = Aliasing(
            ask="velocity",
            steer=steer,
            slope=steer / 2,
            map=colors,
            flow=flow,
            speed=2 * half,
            baseline=baseline,
        )
    except Impossible:
        assume(condition=False)
        raise
    seen, bar = scene.bar.shown(scene.velocity), scene.bar
    solution = scene.solve()
    behind = []
    for option in solution.options:
        size, _, way, *_ = option.split()
        velocity = float(size) * (1 if way == "toward" else -1)
        once = abs(velocity - seen) == pytest.approx(2 * scene.scale)
        if once and velocity * seen < 0:
            assert physics.wrapped(velocity, bar.low, bar.high) == pytest.approx(seen)
            behind.append(option)
    assert behind == [solution.answer]


def test_the_pointer_stands_where_a_wrapped_velocity_is_shown() -> None:
    scene = Reversal(steer=-20, speed=120, scale=30)
    fastest = -120 * away_by_vectors(-20, 0, "left-to-right")
    pointers = re.findall(r'<polygon points="256,([\d.]+) ', scene.draw().back)
    place = (30 - (fastest - 60)) / 60
    assert [float(y) for y in pointers] == [pytest.approx(40 + 146 * place, abs=0.3)]


# numbers as on paper


def test_worked_numbers() -> None:
    assert physics.shift(5, 100, 60) == pytest.approx(3.247, abs=0.001)
    assert physics.shift(5, 100, 0) == pytest.approx(6.494, abs=0.001)
    assert physics.shift(5, 100, 90) == 0
    assert physics.shift(5, 50, 45) == pytest.approx(2.296, abs=0.001)
    assert physics.shift(2, 100, 0) == pytest.approx(2.6, abs=0.01)
    assert physics.largest_speed(5, 5, 60) == pytest.approx(77)
    assert physics.largest_speed(5, 2.5, 60) == pytest.approx(154)
    assert physics.nyquist(5) == 2.5
    assert [round(physics.highest_prf(depth), 2) for depth in (5, 10, 20)] == [15.4, 7.7, 3.85]
    assert physics.wrapped(90, -60, 60) == -30
    assert physics.angle_error(60, 0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("true", "cursor", "answer"),
    [(60, 65, "18% too high"), (70, 75, "32% too high"), (30, 35, "6% too high"),
     (45, 50, "10% too high"), (60, 0, "50% too low")],
)  # fmt: skip
def test_worked_errors_of_the_angle_cursor(true: int, cursor: int, answer: str) -> None:
    assert Cursor(ask="error", true=true, cursor=cursor).solve().answer == answer


# what can't be


@pytest.mark.parametrize("case", cases("impossible"), ids=lambda case: str(case["message"]))
def test_an_impossible_scene_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Impossible) as refused:
        read(case["scene"])
    assert refused.value.parameter == case["parameter"]
    assert case["message"] in refused.value.message


COUNTED = {
    "cycles", "dead", "eddy", "foci", "frames", "lines", "order", "pulse", "seed", "slider",
    "steps", "strips", "two",
}  # fmt: skip
"""Parameters without a unit."""


@pytest.mark.parametrize("name", scenes.FAMILIES)
def test_every_parameter_is_described(name: str) -> None:
    for one in parameters(scenes.FAMILIES[name]):
        assert one.form.help
        if isinstance(one.form, Number):
            assert one.form.low < one.form.high
            assert one.form.unit or one.name in COUNTED


# what holds for every picture


EXAMPLES = [read(case["scene"]) for case in CASES] + [
    Direction(ask="color", steer=20, slope=-10, flow="right-to-left", map="inverted"),
    Steering(slope=-15),
    Direction(ask="direction", vessel="portal", slope=25, shown="red"),
    Crossing(ask="black", probe="sector", slope=14),
    Crossing(ask="flow", probe="linear", shape="humped", left="blue"),
    Crossing(ask="colors", box="right", flow="left-to-right"),
    Neighbours(ask="vein", head="left", steer=-20),
    *(
        read({"family": "bar", **more})
        for more in (
            {"ask": "color", "way": "away", "pace": "fast"},
            {"ask": "limit", "baseline": -20}, {"ask": "reading", "mark": -30},
        )
    ),
    Aliasing(ask="shown", speed=120, baseline=10),
    Aliasing(ask="velocity", speed=70, steer=-20, slope=-10, map="inverted"),
    Reversal(probe="curved", speed=60),
    Reversal(steer=-20, speed=30, bore=0.5),
    Cures(speed=90, scale_to=60, baseline_by=-20, frequency_to=4, angle_to=65),
    Cursor(ask="shown", true=60, cursor=0),
]  # fmt: skip


def label(scene: scenes.Scene) -> str:
    return f"{type(scene).__name__}-{getattr(scene, 'ask', '')}"


@pytest.mark.parametrize("scene", EXAMPLES, ids=label)
def test_a_picture_is_small_whole_and_alone(scene: scenes.Scene) -> None:
    drawing = scene.draw()
    assert drawing.front != drawing.back
    for picture in (drawing.front, drawing.back):
        root = ElementTree.fromstring(picture)  # noqa: S314 - we drew it
        assert root.get("viewBox") == "0 0 320 260"
        assert len(picture.encode()) < 40_000
        assert picture.count("href") == picture.count('href="data:image/png;base64,')
        assert "<script" not in picture
        assert picture.count("http") == 1  # its own namespace
        alone = re.sub(r"base64,[^\"]*", "", picture)
        for number in re.findall(r'(?<![\w-])(?:points|[cr]?[xy]?[12]?)="([^"]*)"', alone):
            assert re.fullmatch(r"(-?\d+(\.\d)?[, ]?)+", number)
    assert drawing == scene.draw()


@pytest.mark.parametrize("scene", EXAMPLES, ids=label)
def test_the_right_answer_is_offered_once_and_not_in_the_text_alternative(
    scene: scenes.Scene,
) -> None:
    solution = scene.solve()
    assert len(set(solution.options)) == len(solution.options)
    assert not solution.options or solution.options.count(solution.answer) == 1
    assert 1 <= len(re.findall(r"\.(?= |$)", solution.reasoning)) <= 5
    drawing = scene.draw()
    assert drawing.seen
    assert solution.reasoning not in drawing.seen


@given(st.floats(-1000, 1000))
def test_coordinates_are_tenths(value: float) -> None:
    assert float(svg.tenth(value)) == pytest.approx(value, abs=0.0501)
    assert re.fullmatch(r"-?\d+(\.[1-9])?", svg.tenth(value))


def test_clipping_keeps_what_is_inside() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert sorted(svg.clip([(-5.0, 2.0), (15.0, 2.0), (15.0, 4.0), (-5.0, 4.0)], square)) == [
        (0.0, 2.0), (0.0, 4.0), (10.0, 2.0), (10.0, 4.0),
    ]  # fmt: skip
    assert svg.clip([(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], square) == []
