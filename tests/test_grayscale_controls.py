"""Gray-scale controls: the physics of each family once more, its numbers read off the frames."""

import math
import re
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest

from sonodeck.scenes import model, read
from sonodeck.scenes.grayscale import (
    attenuation,
    band,
    brightness,
    contrast,
    curve,
    depth,
    focus,
    penetration,
    persistence,
    rate,
    shades,
    slider,
    speckle,
)
from sonodeck.scenes.grayscale.parts.phantom import PLACES, targets
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Setting
from tests.test_grayscale import mean
from tests.wellmade import refused, well_made

PLACED = ("left", "middle", "right")


LETTERS = ("A", "B")
GRID: list[tuple[str, str, dict[str, Sequence[object]]]] = [
    ("brightness", "low", {"place": PLACED}),
    ("brightness", "fills first noise", {}),
    ("slider", "which", {"slider": range(2, 8), "array": ("linear", "convex")}),
    ("slider", "which way", {"slider": range(2, 8), "set": ("high", "low")}),
    ("slider", "far", {}),
    ("contrast", "narrow", {"place": PLACED, "seed": (1, 2)}),
    ("contrast", "changed", {"place": ("left", "right")}),
    ("curve", "contrast range black image", {"steep": LETTERS, "of": LETTERS, "white": (0, -10)}),
    ("shades", "bits", {"steps": range(2, 17)}),
    ("shades", "resolution", {}),
    ("focus", "image", {"good": LETTERS}),
    ("focus", "change axial", {"lesion": (38,), "focus": (8,)}),
    ("focus", "change", {"lesion": (14,), "focus": (42,)}),
    ("focus", "marker", {"place": ("left",), "lesion": (14,), "focus": (42,)}),
    ("focus", "marker", {"place": ("right",), "lesion": (40,)}),
    ("band", "", {"moves": ("yes", "no")}),
    ("depth", "change rate", {}),
    ("depth", "change", {"depth": (7,), "bottom": (8,), "size": (4,)}),
    ("depth", "which", {"bottom": (6,), "size": (2,), "place": PLACED, "seed": (1, 2)}),
    ("speckle", "higher price", {"fine": LETTERS}),
    ("penetration", "higher change", {"deep": LETTERS}),
    ("attenuation", "", {"place": PLACED, "seed": (1, 2)}),
    ("rate", "highest", {"vary": ("depth", "lines", "foci"), "place": PLACED}),
    ("rate", "rate", {"depth": (7, 11, 14), "lines": (100, 110), "foci": (1, 2, 4)}),
    ("rate", "trade", {}),
    ("persistence", "control noise", {"more": LETTERS}),
    ("filling", "what where", {"filled": LETTERS}),
    ("zoom", "write frozen", {"write": LETTERS}),
    ("harmonic", "which why near frequency", {"harmonic": LETTERS}),
]
ALL = [
    {"family": family}
    | ({"ask": ask} if ask else {})
    | dict(zip(ways, map(str, values), strict=True))
    for family, asks, ways in GRID
    for ask in asks.split() or [""]
    for values in product(*ways.values())
]
"""Every thing that can be asked, with every letter that can be right."""


@pytest.mark.parametrize("plain", ALL, ids=lambda one: "-".join(one.values()))
def test_each_question_has_its_answer_and_two_small_pictures(plain: Mapping[str, str]) -> None:
    well_made(plain)


@pytest.mark.parametrize(
    ("plain", "parameter"),
    [
        ({"family": "slider", "ask": "which", "slider": "4.5"}, "slider"),
        ({"family": "slider", "ask": "which", "slider": "1"}, "slider"),
        ({"family": "curve", "ask": "black", "narrow": "50", "wide": "60"}, "wide"),
        ({"family": "shades", "ask": "bits", "steps": "4.5"}, "steps"),
        ({"family": "focus", "ask": "image", "lesion": "30", "focus": "25"}, "focus"),
        ({"family": "band", "moves": "yes", "first": "20", "second": "30"}, "second"),
        ({"family": "band", "moves": "no", "fixed": "16"}, "fixed"),
        ({"family": "depth", "ask": "change", "depth": "10", "bottom": "6"}, "depth"),
        ({"family": "depth", "ask": "which", "bottom": "6", "size": "3.5"}, "size"),
        ({"family": "speckle", "ask": "higher", "high": "6", "low": "4"}, "high"),
        ({"family": "penetration", "ask": "change", "high": "8", "cyst": "7.5"}, "cyst"),
        ({"family": "rate", "ask": "rate", "lines": "105"}, "lines"),
        ({"family": "rate", "ask": "rate", "foci": "1.5"}, "foci"),
        ({"family": "persistence", "ask": "noise", "frames": "5.5"}, "frames"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_with_a_way_out(plain: dict[str, str], parameter: str) -> None:
    refused(plain, parameter)


def grays(found: Whole, setting: Setting) -> np.ndarray:
    """Levels as an eight-bit display shows them, by the formula of the reference."""
    least = 10 * (setting.top - setting.range)
    shown: np.ndarray = np.clip((found - least) / (10 * setting.range) * 255, 0, 255)
    return shown


def part(found: np.ndarray, setting: Setting, x: float, z: float, half: float = 2) -> np.ndarray:
    """The pixels around a place."""
    column, row = (x + setting.width / 2) / setting.pixel, z / setting.pixel
    reach = half / setting.pixel
    return found[
        max(0, round(row - reach)) : round(row + reach),
        max(0, round(column - reach)) : round(column + reach),
    ]


def polylines(drawn: str, color: str) -> list[list[tuple[float, float]]]:
    """The lines of a color in a picture, in its pixels."""
    found = re.findall(rf'<polyline points="([^"]*)" fill="none" stroke="{color}"', drawn)
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]
        for points in found
    ]


def number(words: str) -> float:
    return float(re.sub(r"[^0-9.\u2212]", "", words).replace("\u2212", "-"))


# gain, TGC, dynamic range


def test_gain_shows_noise_in_the_cyst_or_loses_the_liver() -> None:
    """Liver 17, 167, 250; cyst 0, 0, 60; white share 0, 0, 0.79."""
    scene = brightness.Brightness(ask="low", place="left", seed=1)
    assert scene.gains() == ("low", "right", "high")
    setting = brightness.SETTING
    shown = [grays(one, setting) for one in scene.images()]
    liver = [part(one, setting, 10, 34, 2.5).mean() for one in shown]
    cyst = [part(one, setting, brightness.X, brightness.Z, 4).mean() for one in shown]
    assert liver == pytest.approx([17, 170, 250], abs=15)
    assert max(cyst[:2]) < 2
    assert cyst[2] == pytest.approx(60, abs=12)
    white = [float((one == 255).mean()) for one in shown]
    assert white[0] == 0
    assert white[1] < 0.02
    assert white[2] > 0.5
    noisy = brightness.Brightness(ask="noise", seed=205)
    one, other = noisy.images()
    assert np.unique(other - one).tolist() == [120], "echo and noise alike"
    white = [float((grays(image, noisy.setting()) == 255).mean()) for image in (one, other)]
    assert max(white) < 0.2, "neither is clipped"
    dark = grays(brightness.Brightness(ask="first", seed=204).images()[0], setting)
    for rows in np.array_split(dark, 8):
        assert 10 < rows.mean() < 100, "dark at every depth, but seen"


@pytest.mark.parametrize("at", range(2, 8))
@pytest.mark.parametrize("array", ["linear", "convex"])
def test_a_slider_makes_a_band_at_its_depth(at: int, array: str) -> None:
    """+12 dB: the band +9.1 dB, its neighbors +1.8 and +2.0, the rest 0."""
    scene = slider.Slider(ask="which", slider=at, array=array)  # type: ignore[arg-type]
    field = scene.field()
    plain = slider.Slider(ask="which", slider=at, array=array).field()  # type: ignore[arg-type]
    plain.setting = Setting(
        **{name: getattr(plain.setting, name) for name in Setting.__dataclass_fields__}
        | {"sliders": ()}
    )
    lifted = (model.levels(field, 1) - model.levels(plain, 1)).mean(axis=1) / 10
    eighths = [float(one.mean()) for one in np.array_split(lifted, 8)]
    assert eighths[at - 1] == pytest.approx(9.1, abs=0.3)
    assert eighths[at - 2] == pytest.approx(1.9, abs=0.9)
    assert eighths[at] == pytest.approx(1.9, abs=0.9)
    rest = [one for here, one in enumerate(eighths, 1) if abs(here - at) > 1]
    assert rest == pytest.approx([0] * len(rest), abs=0.05)
    assert scene.solve().answer == f"Slider {at}"


def test_the_far_field_gets_darker_and_darker() -> None:
    field = slider.Slider(ask="far").field()
    found = model.levels(field, 1)
    levels = [mean(found, field.setting, 12, z, 2) for z in (6, 15, 25, 35, 45)]
    assert levels[0] == pytest.approx(0, abs=2)
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] < -15


def test_the_liver_keeps_its_gray_at_every_dynamic_range() -> None:
    """168 in all; black or white 0.3, 0.03, 0.01; a step of 6 dB 60, 26, 17 gray levels."""
    scene = contrast.Contrast(ask="narrow", place="left", seed=1)
    found = model.levels(targets(scene.setting("medium"), contrast.ECHOES), 1)
    liver, pure, step = [], [], []
    for name in ("narrow", "medium", "wide"):
        setting = scene.setting(name)
        shown = grays(found, setting)
        liver.append(float(part(shown, setting, 0, 44, 5).mean()))
        pure.append(float(((shown == 0) | (shown == 255)).mean()))
        step.append(6 * 255 / setting.range)
        lesion = part(found, setting, *PLACES[1], 3).mean() - part(found, setting, 0, 44, 5).mean()
        assert -lesion / 10 * 255 / setting.range == pytest.approx(step[-1], rel=0.25)
    assert max(liver) - min(liver) < 5
    assert pure == sorted(pure, reverse=True)
    assert pure[0] > 3 * pure[2]
    assert step == pytest.approx([61, 25.5, 17], abs=0.5)


@pytest.mark.parametrize("steep", ["A", "B"])
@pytest.mark.parametrize("white", [0, -10])
def test_a_curve_is_read_off_its_drawing(steep: str, white: float) -> None:
    scenes = {
        ask: curve.Curve(ask=ask, steep=steep, narrow=40, wide=80, white=white)  # type: ignore[arg-type]
        for ask in ("contrast", "range", "black")
    }
    drawn = scenes["range"].draw().front
    lines = {
        letter: polylines(drawn, color)[0] for letter, color in (("A", "#5cc8ff"), ("B", "#ff9f6b"))
    }
    slopes = {}
    for letter, ((left, low), (black, bottom), (full, top), (right, _)) in lines.items():
        assert low == bottom > top
        decibel = (right - left) / 100
        slopes[letter] = 255 / ((full - black) / decibel)
        assert (full - right) / decibel == pytest.approx(white, abs=0.1)
    best = max(slopes, key=slopes.__getitem__)
    assert best == steep == scenes["contrast"].solve().answer == scenes["black"].solve().answer
    assert number(scenes["range"].solve().answer) == pytest.approx(255 / slopes["A"], abs=0.3)
    weak = scenes["black"].weak()
    gray = {one: max(0, 255 + slope * (weak - white)) for one, slope in slopes.items()}
    assert gray[steep] == 0
    assert max(gray.values()) > 30


@pytest.mark.parametrize("steps", range(2, 17))
def test_a_gray_bar_needs_the_least_bits_that_are_enough(steps: int) -> None:
    scene = shades.Shades(ask="bits", steps=steps)
    fills = re.findall(r'<rect x="110" [^>]*fill="(#[0-9a-f]{6})"', scene.draw().front)
    assert len(set(fills)) == len(fills) == steps
    enough = [bits for bits in range(1, 9) if 2**bits >= steps]
    assert number(scene.solve().answer) == enough[0]


def test_two_bits_lose_the_faint_lesions() -> None:
    """Contrast with the liver: 19 and 20 of 255 with 4 bits, less than 2 with 2 bits."""
    scene = shades.Shades(ask="resolution", seed=245)
    found, setting = scene.image(), shades.SCAN
    for bits, most in ((4, math.inf), (2, 2.0)):
        shown = model.shades(found, setting, 2**bits) * (255 / (2**bits - 1))
        liver = part(shown, setting, 0, 44, 3).mean()
        faint = [abs(part(shown, setting, *place, 3).mean() - liver) for place in PLACES[1:3]]
        assert max(faint) < most
        if bits == 4:
            assert min(faint) > 12


# focus, band, depth


@pytest.mark.parametrize(("lesion", "wrong"), [(38, 10), (40, 12), (14, 42)])
def test_a_cyst_is_black_only_where_the_beam_is_narrower(lesion: float, wrong: float) -> None:
    scene = focus.Focus(ask="image", lesion=lesion, focus=wrong)
    levels = []
    for at in (lesion, wrong):
        setting = scene.setting(at)
        width = math.sqrt((1.2 * 1.54 / 5 * 2.5) ** 2 + (focus.SPREAD * (lesion - at)) ** 2)
        assert setting.beam(lesion) == pytest.approx(width)
        assert (width < 2 * focus.RADIUS) == (at == lesion)
        found = [model.levels(scene.field(at), seed) for seed in range(1, 6)]
        levels.append(float(np.mean([mean(one, setting, 0, lesion, 0.7) for one in found])))
    assert levels[0] < -20
    assert -16 < levels[1] < -6, "a gray remnant is left"


@pytest.mark.parametrize("moves", ["yes", "no"])
def test_the_band_follows_the_focus_or_does_not(moves: str) -> None:
    scene = band.Band(moves=moves, first=12, second=38, fixed=25)  # type: ignore[arg-type]
    peaks = []
    for field in scene.fields():
        found = model.levels(field, 1)
        level = 10 * np.log10((10 ** (found / 100)).mean(axis=1))
        smooth = np.convolve(level, np.ones(21) / 21, mode="valid")
        peaks.append((int(np.argmax(smooth)) + 10.5) * field.setting.pixel)
        assert smooth.max() - np.median(level) == pytest.approx(band.LIFT, abs=1.7)
    wanted = [12, 38] if moves == "yes" else [25, 25]
    assert peaks == pytest.approx(wanted, abs=2)
    following = abs(peaks[0] - peaks[1]) > 12
    assert (scene.solve().answer == "Focal banding") is following


def test_the_structure_lies_where_the_depth_says() -> None:
    scene = depth.Depth(ask="which", bottom=6, size=2, place="middle", seed=1)
    ends = []
    for field, cm in zip(scene.fields(), scene.depths(), strict=True):
        assert field.setting.depth == pytest.approx(10 * cm, rel=0.02)
        black = np.flatnonzero((field.echo < -500).any(axis=1))
        ends.append((black[-1] + 1) * field.setting.pixel / field.setting.depth)
    right = "ABC".index(scene.solve().answer)
    assert 0.5 < ends[right] < 1
    assert sorted(end for at, end in enumerate(ends) if at != right) == pytest.approx(
        [6 / 19, 1], abs=0.03
    )
    whole = scene.fields()[right].echo < -500
    assert not whole[[0, -1]].any(), "top and bottom are in the image"
    assert not whole[:, [0, -1]].any(), "both sides are in the image"


@pytest.mark.parametrize("plain", [one for one in ALL if one["family"] == "depth"], ids=str)
def test_a_ring_stays_in_its_image(plain: Mapping[str, str]) -> None:
    drawn = read(plain).draw().back
    frames = [
        tuple(map(float, found))
        for found in re.findall(
            r'<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', drawn
        )
    ]
    rings = polylines(drawn, "#ffd23f")
    assert frames
    assert rings
    for ring in rings:
        assert any(
            all(left <= x <= left + wide and top <= y <= top + tall + 0.1 for x, y in ring)
            for left, top, wide, tall in frames
        )


@pytest.mark.parametrize(
    ("setting", "bottom", "answer"),
    [(16, 4.5, "Less depth"), (14, 4, "Less depth"), (7, 8, "More depth"), (5, 5.5, "More depth")],
)
def test_depth_is_changed_where_a_structure_is_small_or_cut_off(
    setting: float, bottom: float, answer: str
) -> None:
    scene = depth.Depth(ask="change", depth=setting, bottom=bottom, size=2.5)
    assert scene.solve().answer == answer
    assert bottom < setting / 3 if answer == "Less depth" else bottom > setting


# frequency


@pytest.mark.parametrize(("high", "low"), [(10, 3), (8, 3.5), (12, 4)])
def test_grains_are_smaller_at_the_higher_frequency(high: float, low: float) -> None:
    scene = speckle.Speckle(ask="higher", fine="B", high=high, low=low)

    def grain(letter: str, axis: int) -> float:
        """Where the correlation of amplitudes has fallen to a half, mm."""
        setting = scene.setting(letter)  # type: ignore[arg-type]
        amplitude = 10 ** (model.levels(Field(setting), 3) / 200)
        amplitude = amplitude - amplitude.mean()
        whole = (amplitude * amplitude).mean()
        near = 1.0
        for lag in range(1, 40):
            one = np.take(amplitude, range(lag, amplitude.shape[axis]), axis)
            other = np.take(amplitude, range(amplitude.shape[axis] - lag), axis)
            far = float((one * other).mean() / whole)
            if far < 0.5:
                return (lag - 1 + (near - 0.5) / (near - far)) * setting.pixel
            near = far
        raise AssertionError

    for axis in (0, 1):
        assert grain("A", axis) > 1.5 * grain("B", axis)
    assert grain("A", 1) == pytest.approx(0.8 * 3 / low, rel=0.3)
    assert scene.solve().answer == "B"


@pytest.mark.parametrize("frequency", [4, 8, 10, 12])
def test_echoes_fade_where_attenuation_says(frequency: float) -> None:
    """The loss of both ways, noise, and a TGC that ends at 60 dB, all in real numbers."""
    scene = penetration.Penetration(ask="higher", cyst=11 if frequency == 8 else 10)
    field = scene.field(frequency)
    found = model.levels(field, 1)
    for z in range(10, 116, 15):
        loss = 2 * 0.5 * frequency * z / 10
        power = 10 ** (-loss / 10) + 10 ** (penetration.NOISE / 10)
        wanted = 10 * math.log10(power) + min(loss, penetration.MOST)
        assert mean(found, field.setting, -22, z, 4) == pytest.approx(wanted, abs=1.5)
    seen = scene.reach(frequency) * 10 > 10 * scene.cyst
    cyst = mean(found, field.setting, 0, 10 * scene.cyst, 4)
    beside = mean(found, field.setting, 22, 10 * scene.cyst, 4)
    assert (cyst < beside - 8) is seen


@pytest.mark.parametrize("place", PLACED)
def test_the_steepest_curve_is_that_of_10_mhz(place: str) -> None:
    scene = attenuation.Attenuation(place=place)  # type: ignore[arg-type]
    drawn = scene.draw().front
    (left, top), (_, bottom), (right, _) = polylines(drawn, "#aeb7c0")[0]
    decibel, centimeter = (bottom - top) / 80, (right - left) / 8
    slopes = []
    for color in ("#5cc8ff", "#ff9f6b", "#9be37a"):
        (near, start), (far, end) = polylines(drawn, color)[0]
        slopes.append((start - end) / decibel / ((far - near) / centimeter))
    assert sorted(map(abs, slopes)) == pytest.approx([2 * 0.5 * f for f in (2.5, 5, 10)], abs=0.05)
    assert all(one < 0 for one in slopes)
    steepest = max(range(3), key=lambda at: abs(slopes[at]))
    assert scene.solve().answer == "ABC"[steepest] == "ABC"[PLACED.index(place)]


# frame rate, persistence


def counted(drawn: str) -> tuple[list[int], int]:
    """Of each drawn sector the lines that start at its apex; the triangles of all."""
    starts = [line[0] for line in polylines(drawn, "#aeb7c0") if len(line) == 2]
    lines = [starts.count(one) for one in dict.fromkeys(starts) if starts.count(one) > 3]
    return lines, len(re.findall("<polygon ", drawn))


@pytest.mark.parametrize(
    ("cm", "lines", "foci", "hertz"),
    [(11, 100, 2, 35), (14, 110, 1, 50), (7, 110, 1, 100), (10, 110, 1, 70), (10, 150, 1, 51)],
)
def test_a_frame_takes_as_long_as_its_pulses(cm: float, lines: int, foci: int, hertz: int) -> None:
    scene = rate.Rate(ask="rate", depth=cm, lines=lines, foci=foci)
    drawn, triangles = counted(scene.draw().front)
    assert (drawn, triangles) == ([lines // 10], foci)
    pulse = 2 * cm / 100 / 1540
    assert 1 / (10 * drawn[0] * triangles * pulse) == pytest.approx(hertz, abs=0.5)
    assert number(scene.solve().answer) == hertz


@pytest.mark.parametrize("vary", ["depth", "lines", "foci"])
def test_the_fastest_setting_is_clearly_the_fastest(vary: str) -> None:
    for place in PLACED:
        scene = rate.Rate(ask="highest", vary=vary, place=place)  # type: ignore[arg-type]
        rates = sorted(1540 / (0.02 * d * n * z) for d, n, z in scene.settings())
        assert rates[-1] >= 1.3 * rates[-2]
        fastest = min(scene.settings(), key=math.prod)
        assert scene.settings().index(fastest) == "ABC".index(scene.solve().answer)
        lines, triangles = counted(scene.draw().front)
        assert [10 * one for one in lines] == [n for _, n, _ in scene.settings()]
        assert triangles == sum(z for _, _, z in scene.settings())
    first, second = rate.Rate(ask="trade", depth=14, lines=110).settings()
    assert math.prod(first) == math.prod(second)


@pytest.mark.parametrize("frames", [4, 6, 7])
def test_the_dot_is_seen_wherever_it_was_and_noise_is_smoother(frames: int) -> None:
    scene = persistence.Persistence(ask="noise", frames=frames)
    single, several = scene.image(1), scene.image(frames)
    setting = scene.fields(1)[0].setting
    last = -9 + 3 * (frames - 1), 8 + 3 * (frames - 1)
    bright = [mean(several, setting, -9 + 3 * at, 8 + 3 * at, 0.7) for at in range(frames)]
    behind = mean(several, setting, 10, 8, 3)
    assert min(bright) > behind + 8
    assert mean(single, setting, *last, 0.7) > max(bright)
    assert mean(single, setting, -9, 8, 0.7) < behind + 4
    assert scene.trail() == pytest.approx(4.24 * (frames - 1), abs=0.05)
    amplitudes = [part(10 ** (one / 200), setting, 10, 40, 4) for one in (single, several)]
    rough, smooth = (float(one.std() / one.mean()) for one in amplitudes)
    assert smooth < 0.8 * rough
