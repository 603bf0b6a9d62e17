"""Spectra and calculations of ``doppler``: other physics, and what is drawn read back."""

import math
import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sonodeck import scenes
from sonodeck.scenes import Impossible
from sonodeck.scenes.doppler.alias import Alias
from sonodeck.scenes.doppler.broadening import GAIN, PAST, WALL, WIDE, Broadening
from sonodeck.scenes.doppler.course import Course
from sonodeck.scenes.doppler.equation import Equation
from sonodeck.scenes.doppler.knobs import Knobs
from sonodeck.scenes.doppler.limit import Limit
from sonodeck.scenes.doppler.parts import duplex
from sonodeck.scenes.doppler.parts.samples import Samples
from sonodeck.scenes.doppler.peak import Peak
from sonodeck.scenes.doppler.prf import Prf
from sonodeck.scenes.doppler.spectrum import AWAY, BOTH, MIRROR, TOWARD, UNTOLD, Spectrum
from sonodeck.scenes.doppler.unwrap import BOTH as NO_ROOM
from sonodeck.scenes.doppler.unwrap import FAST, YES, Unwrap
from tests import spectra

Point = tuple[float, float]
EDGE = 264.0
"""Where the spectrum of a duplex screen ends at the right, and its labels begin."""


def possible(family: Any, **parameters: Any) -> Any:
    """A scene, or another try where it can't be."""
    try:
        return family(**parameters)
    except Impossible:
        assume(condition=False)


def number(answer: str) -> float:
    return float(answer.split(maxsplit=1)[0].replace("\u2212", "-"))


def lines(picture: str, ink: str) -> list[list[Point]]:
    """The polylines of a color, as points."""
    found = re.findall(r'<polyline points="([^"]*)" fill="none" stroke="([^"]*)"', picture)
    return [points(text) for text, stroke in found if stroke == ink]


def polygons(picture: str, ink: str) -> list[list[Point]]:
    found = re.findall(r'<polygon points="([^"]*)" fill="([^"]*)"', picture)
    return [points(text) for text, fill in found if fill == ink]


def points(text: str) -> list[Point]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]


def added(scene: scenes.Scene) -> str:
    """What the back adds to the front."""
    drawing = scene.draw()
    front = set(drawing.front.splitlines())
    return "\n".join(line for line in drawing.back.splitlines() if line not in front)


def arrows(picture: str, ink: str) -> list[tuple[Point, Point]]:
    """From where to where the arrows of a color point."""
    found = re.findall(
        r'<polyline points="([^"]*)" fill="none" stroke="([^"]*)" stroke-width="[^"]*"/>'
        r'<polygon points="([^"]*)"',
        picture,
    )
    return [(points(shaft)[0], points(tip)[0]) for shaft, stroke, tip in found if stroke == ink]


# the numbers, by another way


def doppler(f0: float, speed: float, angle: float, c: float = 1540) -> float:
    """The shift in kHz: a moving receiver, then a moving source (exact, not to first order)."""
    along = speed / 100 * math.cos(math.radians(angle))
    return f0 * 1000 * ((c + along) / (c - along) - 1)


@given(
    st.sampled_from([2.0, 3.0, 5.0, 7.5]), st.integers(20, 200), st.sampled_from([0, 30, 45, 60])
)
def test_the_shift_is_that_of_a_moving_receiver_and_source(f: float, v: int, a: int) -> None:
    scene = possible(Equation, ask="shift", frequency=f, speed=v, angle=a)
    right = doppler(f, v, a)
    assert number(scene.solve().answer) == pytest.approx(right, abs=0.051 + 0.002 * right)
    shift = round(right, 1)
    back = possible(Equation, ask="speed", frequency=f, shift=shift, angle=a)
    assert number(back.solve().answer) == pytest.approx(v, rel=0.06 / shift + 0.02, abs=0.6)


@pytest.mark.parametrize(
    ("scene", "answer"),
    [
        (Equation(ask="shift", frequency=5, speed=100, angle=60), "3.2 kHz"),
        (Equation(ask="shift", frequency=5, speed=100, angle=90), "0 kHz"),
        (Equation(ask="speed", frequency=2, shift=2.6, angle=0), "100 cm/s"),
        (Equation(ask="component", speed=100, angle=60), "50 cm/s"),
        (Prf(depth=5), "15.4 kHz"),
        (Prf(depth=10), "7.7 kHz"),
        (Limit(ask="nyquist", prf=5), "2.5 kHz"),
        (Limit(ask="velocity", prf=5, frequency=5, angle=60), "77 cm/s"),
        (Alias(prf=5, shift=3.2), "\u22121.8 kHz"),
        (Alias(prf=8, shift=-6), "+2 kHz"),
        (Alias(prf=8, shift=3.2), "+3.2 kHz"),
        (Peak(peak=90, scale=60), "90 cm/s"),
        (Spectrum(ask="direction", angle=90, peak=90, scale=20), UNTOLD),
    ],
)
def test_worked_answers(scene: scenes.Scene, answer: str) -> None:
    assert scene.solve().answer == answer


@given(st.sampled_from([2, 2.5, 4, 5, 8, 10]), st.floats(-9, 9))
def test_the_alias_is_the_strongest_frequency_of_the_samples(prf: float, shift: float) -> None:
    """By a Fourier transform of 1000 samples of the signal at the PRF."""
    scene = possible(Alias, prf=prf, shift=round(shift, 1))
    samples = np.exp(2j * np.pi * scene.shift * np.arange(1000) / prf)
    strongest = np.fft.fftfreq(1000, 1 / prf)[np.argmax(abs(np.fft.fft(samples)))]
    assert scene.shown == pytest.approx(strongest, abs=prf / 1000)
    assert number(scene.solve().answer) == pytest.approx(scene.shown, abs=0.01)


@given(st.integers(2, 20))
def test_at_the_highest_prf_each_echo_is_just_back(depth: int) -> None:
    there_and_back = 2 * depth / 100 / 1540
    assert number(Prf(depth=depth).solve().answer) == pytest.approx(
        1 / there_and_back / 1000, abs=0.06
    )


@given(st.floats(1, 9), st.floats(-3.5, 3.5), st.sampled_from([30.0, 45.0, 60.0]))
def test_the_sample_volume_takes_its_speeds_from_the_parabola(
    gate: float, aside: float, angle: float
) -> None:
    """By looking at 2000 places along the beam in the gate."""
    own = duplex.Duplex(slope=angle - 70, gate=gate, aside=aside)
    along = np.linspace(-gate / 2, gate / 2, 2001)
    off = np.clip(abs(aside + along * math.sin(math.radians(angle))), 0, own.radius)
    shares = 1 - (off / own.radius) ** 2
    assert own.speeds() == pytest.approx((shares.min(), shares.max()), abs=0.01)


@given(
    st.sampled_from(["portal vein", "vertebral artery"]), st.sampled_from(["left", "right"]),
    st.sampled_from(["above", "below"]), st.sampled_from(["normal", "inverted"]),
    st.integers(-20, 20), st.integers(-30, 30),
)  # fmt: skip
def test_the_course_follows_from_vectors(
    vessel: Any, end: Any, shown: Any, colors: Any, steer: int, slope: int
) -> None:
    scene = possible(
        Course, vessel=vessel, end=end, shown=shown, map=colors, steer=steer, slope=slope
    )
    beam = np.array([math.sin(math.radians(steer)), math.cos(math.radians(steer))])
    right = np.array([math.cos(math.radians(slope)), math.sin(math.radians(slope))])
    wanted = right if end == "right" else -right  # to the liver, or to the head
    toward = float(wanted @ beam) < 0
    positive = (shown == "above") != (colors == "inverted")
    usual = scene.solve().answer.split(":")[0] in ("Hepatopetal", "Antegrade")
    assert usual == (toward == positive)


# what is drawn, read back


def edges(picture: str, *, upward: bool, right: float = EDGE, at: int = -1) -> np.ndarray:
    """The outer edge of a spectrum in cm/s as the labels say, column by column."""
    one = spectra.read(picture)[at]
    slope, start = spectra.velocities(picture, right)
    found: np.ndarray = slope * spectra.edge(one, upward=upward) + start
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(40, 190), st.sampled_from(["toward", "away"]), st.sampled_from([60, 80, 100]),
       st.sampled_from([-40, -20, 0, 20, 40]))  # fmt: skip
def test_the_peak_is_read_off_the_picture(peak: int, way: Any, scale: int, baseline: int) -> None:
    """To 1 %: where it wraps, the tip and one whole range."""
    scene = possible(Peak, peak=peak, way=way, scale=scale, baseline=baseline)
    up = way == "toward"
    assume(abs(scene.shown) > 8 and scene.shown * scene.true * (scene.shown == scene.true) >= 0)
    wraps = scene.shown != scene.true
    assume(not wraps or scene.shown * scene.true < 0)
    one = spectra.read(scene.draw().front)[-1]
    slope, start = spectra.velocities(scene.draw().front, EDGE)
    rows = slope * one.y(np.arange(len(one.shades)) + 0.5) + start
    lit = (one.shades > 0) & ((rows[:, None] < 0) == (up == wraps))
    columns = lit.any(axis=0)
    tips = np.where(lit, rows[:, None], np.nan)[:, columns]
    tip = np.nanmax(tips) if up else np.nanmin(tips)
    half = abs(slope) * one.height / len(one.shades) / 2
    read = tip + (half if up else -half) + (2 * scale * (1 if up else -1) if wraps else 0)
    assert abs(read) == pytest.approx(peak, rel=0.01)
    assert number(scene.solve().answer) == peak


@given(
    st.sampled_from([1.2, 1.4, 1.6, 1.8, 2.2, 2.6]), st.sampled_from([0, 0.15, 0.3, 0.5]),
    st.sampled_from([40, 60, 80]),
)  # fmt: skip
def test_a_baseline_shift_is_enough_where_some_baseline_fits(
    fast: float, turned: float, scale: int
) -> None:
    """By trying baselines, a cm/s apart."""
    peak, reverse = fast * scale, turned * scale if fast < 2 else 0
    scene = possible(Unwrap, peak=peak, reverse=reverse, scale=scale)
    fits = any(b - scale <= -reverse and peak <= b + scale for b in range(-scale, scale + 1))
    assert (scene.solve().answer == YES) == fits


@pytest.mark.parametrize(
    ("peak", "reverse", "answer"),
    [(90, 0, YES), (80, 20, YES), (150, 0, FAST), (100, 45, NO_ROOM)],
)
def test_the_back_shows_whether_it_fits(peak: int, reverse: int, answer: str) -> None:
    scene = Unwrap(peak=peak, reverse=reverse)
    assert scene.solve().answer == answer
    front, back = (spectra.read(side)[-1].shades for side in
                   (scene.draw().front, scene.draw().back))  # fmt: skip
    assert front[0].any()  # cut off at the upper edge
    assert back[0].any() == (answer != YES)
    if answer == YES:
        upper = edges(scene.draw().back, upward=True)
        assert np.nanmax(upper) == pytest.approx(peak, rel=0.01)


@pytest.mark.parametrize("colors", ["normal", "inverted"])
@pytest.mark.parametrize(("way", "answer"), [("toward", TOWARD), ("away", AWAY)])
def test_inverting_turns_the_display_and_not_the_flow(colors: Any, way: Any, answer: str) -> None:
    scene = Spectrum(ask="direction", way=way, map=colors)
    picture = scene.draw().front
    one = spectra.read(picture)[-1]
    upper, lower = np.split(one.shades, 2)
    shown_up = bool((upper > 0).sum() > (lower > 0).sum())
    slope, _ = spectra.velocities(picture, EDGE)
    positive_up = slope < 0  # y grows downward
    assert (shown_up == positive_up) == (way == "toward")
    assert scene.solve().answer == answer
    (start, tip) = arrows(added(scene), duplex.FLOW)[0]
    (beam,) = [line for line in lines(picture, duplex.BEAM) if math.dist(*line) > 40]
    moved, down = np.subtract(tip, start), np.subtract(beam[1], beam[0])
    assert (float(moved @ down) < 0) == (way == "toward")


def test_a_trace_at_90_degrees_is_the_same_on_both_sides() -> None:
    scene = Spectrum(ask="direction", angle=90, peak=90, scale=20)
    up, down = (edges(scene.draw().front, upward=side) for side in (True, False))
    assert np.nanmax(up) == pytest.approx(90 * math.cos(math.radians(80)), rel=0.02)
    assert up == pytest.approx(-down, abs=0.4)


def test_the_reasons_for_two_sides_can_be_told_apart() -> None:
    mirror = spectra.read(Spectrum(ask="sides", gain=9, scale=80).draw().front)[-1].shades
    turning = Spectrum(ask="sides", peak=90, low=4, reverse=35, scale=120)
    two_way = spectra.read(turning.draw().front)[-1].shades
    bright = [shades > 5 for shades in (mirror, two_way)]
    both = [(b[: len(b) // 2].any(axis=0) & b[len(b) // 2 :].any(axis=0)).mean() for b in bright]
    assert both[0] > 0.8  # at the same time
    assert both[1] < 0.2  # one side at a time
    assert turning.solve().answer == BOTH
    assert Spectrum(ask="sides", gain=9, scale=80).solve().answer == MIRROR


@pytest.mark.parametrize("angle", [30, 45, 50, 60, 90])
def test_beam_and_vessel_are_drawn_at_their_angle(angle: int) -> None:
    scale = 20 if angle == 90 else 100
    peak = 90 if angle == 90 else 70
    picture = Spectrum(ask="direction", angle=angle, peak=peak, scale=scale).draw().front
    (beam,) = [line for line in lines(picture, duplex.BEAM) if math.dist(*line) > 40]
    lumen = polygons(picture, duplex.LUMEN)[0]
    sides = sorted(zip(lumen, (*lumen[1:], lumen[0]), strict=True), key=lambda s: -math.dist(*s))
    for side in sides[:2]:
        one, other = (np.subtract(end, start) for start, end in (beam, side))
        cosine = abs(one @ other) / np.linalg.norm(one) / np.linalg.norm(other)
        assert math.degrees(math.acos(min(cosine, 1))) == pytest.approx(angle, abs=0.5)


@pytest.mark.parametrize(
    ("scene", "cause"),
    [(Broadening(gate=9.2), WIDE), (Broadening(gate=1.2, aside=-3.4), WALL),
     (Broadening(gain=10), GAIN), (Broadening(past="a stenosis"), PAST)],
)  # fmt: skip
def test_what_fills_the_window_is_seen(scene: Broadening, cause: str) -> None:
    assert scene.solve().answer == cause
    picture = scene.draw().front
    one = spectra.read(picture)[-1]
    slope, start = spectra.velocities(picture, EDGE)
    rows = slope * one.y(np.arange(len(one.shades)) + 0.5) + start
    noise = (one.shades[rows > 85] > 0).mean()
    assert (noise > 0.1) == (cause == GAIN)
    below = (one.shades[(rows < -4) & (rows > -30)] > 0).mean()
    assert (below > 0.05 and noise < 0.1) == (cause == PAST)
    peak = np.nanmax(edges(picture, upward=True)) if cause != GAIN else 70
    slow, fast = scene.view().speeds()
    assert peak == pytest.approx(70 * fast, rel=0.14 if cause == PAST else 0.01)
    column = np.nanargmax(edges(picture, upward=True))
    if cause == WIDE:  # all speeds from those at the walls up
        assert slow < 0.02
        assert (one.shades[(rows > 3) & (rows < 0.9 * 70), column] > 0).all()
    if cause in (WIDE, WALL):
        window = one.shades[(rows > 70 * slow + 4) & (rows < 0.8 * 70 * fast), column]
        assert (window > 0).all()


@pytest.mark.parametrize("angle", [0, 30, 45, 60, 90])
@pytest.mark.parametrize("speed", [40, 100, 180])
def test_the_flow_and_its_component_are_drawn_to_one_scale(angle: int, speed: int) -> None:
    scene = Equation(ask="component", speed=speed, angle=angle)
    drawing = scene.draw()
    (bar,) = [line for line in lines(drawing.front, "#f2f4f6") if line[0][1] == line[1][1] == 236]
    unit = math.dist(*bar) / 50
    ((start, tip),) = arrows(drawing.front, duplex.FLOW)
    assert math.dist(start, tip) == pytest.approx(speed * unit, abs=0.3)
    turned = math.degrees(math.atan2(tip[0] - start[0], start[1] - tip[1]))
    assert turned == pytest.approx(angle, abs=0.5)
    if angle < 90:
        ((foot, end),) = arrows(added(scene), duplex.PART)
        assert end[0] == foot[0]  # along the beam
        part = speed * math.cos(math.radians(angle))
        assert foot[1] - end[1] == pytest.approx(part * unit, abs=0.3)
        assert f">{round(part)} cm/s<" in drawing.back


def off(point: Point, wave: list[Point]) -> float:
    """How far a point is from a wave, across."""
    return abs(point[1] - float(np.interp(point[0], [x for x, _ in wave], [y for _, y in wave])))


@pytest.mark.parametrize(
    ("prf", "shift"), [(5.0, 3.2), (8.0, -6.0), (5.0, 2.0), (4.0, 2.9), (10.0, 7.0)]
)
def test_the_samples_lie_on_the_signal_and_on_what_is_shown(prf: float, shift: float) -> None:
    scene = Alias(prf=prf, shift=shift)
    drawing = scene.draw()
    (signal,) = [line for line in lines(drawing.front, duplex.FLOW) if len(line) > 100]
    slower = [line for line in lines(drawing.back, duplex.PART) if len(line) > 100]
    assert len(slower) == scene.aliases
    dots = [
        (float(x), float(y))
        for x, y in re.findall(r'<circle cx="([^"]*)" cy="([^"]*)"', drawing.back)
    ]
    span = Samples(prf).span
    assert len(dots) == int(span * prf) + 1
    for dot in dots:
        assert all(off(dot, wave) < 1 for wave in (signal, *slower))
    for wave, frequency in ((signal, shift), *((one, scene.shown) for one in slower)):
        signs = [y > 158 for _, y in wave if abs(y - 158) > 1]
        crossings = sum(one != other for one, other in pairwise(signs))
        assert crossings == pytest.approx(2 * abs(frequency) * span, abs=1)


@pytest.mark.parametrize("prf", [5, 8, 4])
def test_the_limit_is_the_wave_with_two_samples_a_cycle(prf: float) -> None:
    scene = Limit(ask="nyquist", prf=prf)
    assert len(lines(scene.draw().front, "#f2f4f6")) == int(prf * Samples(prf).span) + 1 + 4
    dots = re.findall(r'<circle cx="[^"]*" cy="([^"]*)"', scene.draw().back)
    assert len(set(dots)) == 2  # crest, trough, crest …
    assert all(one != other for one, other in pairwise(dots))


@pytest.mark.parametrize("depth", [4, 10, 15])
def test_the_echo_is_drawn_at_the_depth_of_the_gate(depth: int) -> None:
    scene = Prf(depth=depth)
    drawing = scene.draw()
    ticks = [line for line in lines(drawing.front, "#f2f4f6") if line[0][0] == 30]
    assert len(ticks) == 21
    gate = [line for line in lines(drawing.front, duplex.BEAM) if line[0][1] == line[1][1]]
    middle = sum(line[0][1] for line in gate) / len(gate)
    assert middle == pytest.approx(ticks[depth][0][1], abs=0.1)
    (there,) = arrows(drawing.front, duplex.FLOW)
    (back,) = arrows(added(scene), duplex.PART)
    assert there[1] == pytest.approx(back[0], abs=0.1)
    assert there[1][1] == pytest.approx(middle, abs=0.1)
    assert back[1][1] == pytest.approx(ticks[0][0][1], abs=0.1)
    assert there[1][0] - there[0][0] == pytest.approx(back[1][0] - back[0][0], abs=0.1)


CONTROLS = [("gain", "up"), ("gain", "down"), ("scale", "up"), ("scale", "down"),
            ("baseline", "up"), ("filter", "up"), ("sweep", "up"), ("invert", "up"),
            ("angle", "up")]  # fmt: skip


@pytest.mark.parametrize(("control", "turned"), CONTROLS)
def test_exactly_what_was_changed_is_different(control: Any, turned: Any) -> None:
    """Zero, range, peak as labeled, peak in pixels, noise, gap, and time, all read off A and B."""
    scene = Knobs(control=control, turned=turned)
    picture = scene.draw().front
    known = [measured(picture, at, right) for at, right in ((0, 114.0), (1, 274.0))]
    changed = {
        name
        for name in known[0]
        if known[0][name] != pytest.approx(known[1][name], rel=0.05, abs=0.6)
    }
    assert (
        changed
        == {
            ("gain", "up"): {"noise", "peak", "height", "gap"},
            ("gain", "down"): {"peak", "height"},
            ("scale", "up"): {"range", "height"},
            ("scale", "down"): {"range", "height"},
            ("baseline", "up"): {"zero"},
            ("filter", "up"): {"gap"},
            ("sweep", "up"): {"seconds"},
            ("invert", "up"): {"sign"},
            ("angle", "up"): {"range", "peak"},
        }[control, turned]
    )


def measured(picture: str, at: int, right: float) -> dict[str, float]:
    one = spectra.read(picture)[at]
    slope, start = spectra.velocities(picture, right)
    zero = -start / slope
    rows = one.y(np.arange(len(one.shades)) + 0.5)
    lit = one.shades > 0
    side = 1 if (lit[rows < zero]).mean() > (lit[rows > zero]).mean() else -1
    outer = spectra.edge(one, upward=side > 0, least=5)
    height = float(np.nanmax(side * (zero - outer)))
    quiet = lit[side * (rows - zero) > 20]
    near = (side * (zero - rows) > 0) & lit.any(axis=1)
    times = re.findall(r'<text x="([\d.]+)" y="[\d.]+"[^>]*>([\d.]+) s<', picture)
    ends = [float(s) for x, s in times if abs(float(x) - right) < 0.2]
    return {
        "zero": zero,
        "range": abs(slope) * one.height,
        "peak": height * abs(slope),
        "height": height,
        "noise": 20 * float(quiet.mean()),
        "gap": float(min(side * (zero - rows[near]))) * abs(slope) / 3,
        "sign": float(side * 10),
        "seconds": 10 * ends[0],
    }


FAMILIES = [
    Spectrum(ask="sides", gain=9, scale=80), Peak(peak=90), Unwrap(peak=90), Broadening(gate=9.2),
    Course(vessel="portal vein", steer=0, slope=30), Knobs(control="gain"),
    Equation(ask="component", speed=100, angle=60), Alias(prf=5, shift=3.2),
    Limit(ask="velocity", prf=5, frequency=5, angle=60), Prf(depth=10),
]  # fmt: skip


@pytest.mark.parametrize("scene", FAMILIES, ids=lambda scene: type(scene).__name__)
def test_a_picture_is_small_and_tells_all_but_the_answer(scene: scenes.Scene) -> None:
    drawing, solution = scene.draw(), scene.solve()
    assert drawing == scene.draw()
    assert drawing.front != drawing.back
    for picture in (drawing.front, drawing.back):
        assert len(picture.encode()) < 40_000
        assert "<script" not in picture
        assert set(re.findall(r'href="([^,]*),', picture)) <= {"data:image/png;base64"}
    assert drawing.seen
    assert solution.answer not in drawing.seen
    assert not solution.options or solution.options.count(solution.answer) == 1
    assert 1 <= len(re.findall(r"\.(?= |$)", solution.reasoning)) <= 5


@pytest.mark.parametrize("scene", FAMILIES, ids=lambda scene: type(scene).__name__)
def test_each_wrong_option_says_why(scene: scenes.Scene) -> None:
    solution = scene.solve()
    wrong = {one for one in solution.options if one != solution.answer}
    assert wrong == solution.slips.keys()


@pytest.mark.parametrize(
    ("scene", "offered"),
    [
        (Equation(ask="component", speed=100, angle=60), "50 100 87 200"),
        (Equation(ask="shift", frequency=5, speed=50, angle=45), "2.3 3.2 1.1 4.6"),
        (Equation(ask="shift", frequency=2.5, speed=100, angle=60), "1.6 3.2 2.8 0.8"),
        (Equation(ask="shift", frequency=5, speed=100, angle=90), ""),
        (Prf(depth=10), "7.7 15.4 3.9"),
        (Limit(ask="nyquist", prf=5), "2.5 5 1.25 10"),
        (Limit(ask="velocity", prf=5, frequency=5, angle=60), "77 154 38.5 44.5"),
    ],
)
def test_numbers_that_are_offered_come_of_slips(scene: scenes.Scene, offered: str) -> None:
    """Cosine left out, sine for cosine, a 2 forgotten; no number only to fill a line."""
    solution = scene.solve()
    assert [one.split()[0] for one in solution.options] == offered.split()


@given(st.sampled_from(["portal vein", "vertebral artery"]), st.integers(-20, 20),
       st.integers(-30, 30), st.sampled_from(["left", "right"]))  # fmt: skip
def test_a_named_end_stands_clear_of_the_vessel(
    vessel: Any, steer: int, slope: int, end: Any
) -> None:
    scene = possible(Course, vessel=vessel, steer=steer, slope=slope, end=end)
    assert scene.view().angle <= 60
    picture = scene.draw().front
    name = {"portal vein": "liver", "vertebral artery": "head"}[vessel]
    (word,) = re.findall(rf'<text x="([^"]*)" y="([^"]*)"([^>]*)>{name}<', picture)
    x, y = float(word[0]), float(word[1])
    own = scene.view()
    for at in (x, x + (-1 if 'anchor="end"' in word[2] else 1) * 8 * len(name)):
        axis = own.middle[1] + (at - own.middle[0]) * math.tan(math.radians(slope))
        half = duplex.MM * (own.radius + 0.5) / math.cos(math.radians(slope))
        assert y - 10 > axis + half or y < axis - half


def test_too_much_gain_makes_a_thick_and_bright_trace() -> None:
    usual = spectra.read(Broadening(gate=9.2).draw().front)[-1].shades
    over = spectra.read(Broadening(gain=10).draw().front)[-1].shades
    assert over.max() == 15
    assert (over == 15).mean() > 2 * (usual == 15).mean()
    assert over[over > 6].mean() > usual[usual > 6].mean() + 2
