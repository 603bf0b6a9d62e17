"""Gray-scale artifacts: the numbers of the parameters are measured on the frames as drawn."""

import math
import re
from collections.abc import Mapping
from hashlib import sha256

import numpy as np
import pytest

from sonodeck.scenes import model, png
from sonodeck.scenes.grayscale import (
    ambiguity,
    compound,
    copies,
    edge,
    gas,
    lobe,
    lung,
    mirror,
    reverberation,
    shadow,
    sludge,
    speed,
    tails,
)
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Sector, Setting
from tests.test_grayscale import mean
from tests.wellmade import refused, well_made


def peaks(found: Whole, setting: Setting, column: float = 0, half: float = 10) -> list[float]:
    """Depths of the bright lines that cross a stretch of the image, mm."""
    first = round((column - half + setting.width / 2) / setting.pixel)
    last = round((column + half + setting.width / 2) / setting.pixel)
    level = (10 ** (found[:, max(first, 0) : last] / 100)).mean(axis=1)
    bright = [float(one) > 10**-0.6 for one in level]
    starts = [at for at in range(1, len(bright)) if bright[at] and not bright[at - 1]]
    middles = []
    for start in starts:
        end = next((at for at in range(start, len(bright)) if not bright[at]), len(bright))
        weights = level[start:end]
        middles.append(float((np.arange(start, end) * weights).sum() / weights.sum()) + 0.5)
    return [one * setting.pixel for one in middles]


def number(words: str) -> float:
    return float(words.split(maxsplit=1)[0].replace("\u2212", "-"))


def front_depth(one: reverberation.Reverberation | lung.Lung) -> float:
    """The depth of the front's image, mm, on the scale of the back's, of which it is the top."""
    sizes = [
        re.search(r'<image x="8" y="20" width="([\d.]+)" height="([\d.]+)"', side)
        for side in (one.draw().front, one.draw().back)
    ]
    (wide, tall), (back_wide, _) = (map(float, found.groups()) for found in sizes if found)
    assert wide == back_wide
    return tall * 30 / wide


def test_bytes_of_sectors_and_of_looks_do_not_depend_on_where_they_are_made() -> None:
    field, sector = Field(Setting(width=78, pixel=0.3)), Sector()
    field.paint(field.ellipse(20, 20, 8, 6), -60, 0)
    field.sphere(-15, 20, 8, 5)
    field.fade(field.arc(0, 30, 0.5), 10, 0.5, abs(field.x))
    inner = field.setting
    outer = sector.setting(inner, 0.4)
    fan = model.fanned(model.compounded(field, 3, (-12, 0, 12)), inner, sector, 0.4)
    made = png.png(model.shades(fan, outer))
    assert sha256(made).hexdigest() == (
        "83a75e6e30c13673c5dcecc15a7112f42a248b8c824952aa0663ef6c20d6e50c"
    )


# every thing that can be asked

ALL: list[dict[str, str]] = [
    {"family": "shadow", "ask": "artifact"},
    *({"family": "shadow", "ask": "stone", "place": one} for one in ("left", "middle", "right")),
    *({"family": "shadow", "ask": "direction", "place": one} for one in ("left", "right")),
    *(
        {"family": "compound", "ask": ask, "compounded": one}
        for ask in ("shadow", "speckle")
        for one in "AB"
    ),
    *(
        {"family": "reverberation", "ask": ask, "depth": "9", "lines": lines}
        for ask in ("next", "artifact", "real")
        for lines in "34"
    ),
    *({"family": "edge", "ask": ask} for ask in ("cause", "lines", "between")),
    *({"family": "mirror", "ask": ask, "upper": "B"} for ask in ("spot", "depth", "artifact")),
    *(
        {"family": "tails", "ask": ask, "ringing": one}
        for ask in ("ring-down", "gas")
        for one in "AB"
    ),
    *(
        {"family": "speed", "ask": ask, "speed": c, "thickness": d}
        for ask in ("speed", "shift")
        for c, d in (("1450", "29"), ("1450", "58"), ("1400", "20"), ("1000", "10"), ("1600", "48"))
    ),
    *({"family": "lobe", "ask": ask} for ask in ("what", "real")),
    *(
        {"family": "sludge", "ask": ask, "sludge": one}
        for ask in ("sludge", "artifact")
        for one in "AB"
    ),
    *({"family": "ambiguity", "ask": ask} for ask in ("artifact", "depth", "cure")),
    *({"family": "ambiguity", "ask": ask, "depth": "7", "reflector": "11"}
      for ask in ("artifact", "depth")),
    *(
        {"family": "gas", "ask": ask, "dirty": one}
        for ask in ("gas", "fills")
        for one in "AB"
    ),
    *(
        {"family": "lung", "ask": ask, "streaks": one}
        for ask in ("B-lines", "artifact", "next")
        for one in "AB"
    ),
    *({"family": "copies", "refraction": one} for one in "AB"),
]  # fmt: skip


@pytest.mark.parametrize("plain", ALL, ids=lambda one: "-".join(one.values()))
def test_each_question_has_its_answer_and_two_small_pictures(plain: Mapping[str, str]) -> None:
    well_made(plain)


@pytest.mark.parametrize(
    ("plain", "parameter"),
    [
        ({"family": "shadow", "ask": "direction"}, "place"),
        ({"family": "mirror", "ask": "spot", "line": "27", "depth": "22"}, "depth"),
        ({"family": "mirror", "ask": "spot", "line": "30", "depth": "14"}, "depth"),
        ({"family": "speed", "ask": "shift", "speed": "1500", "thickness": "20"}, "thickness"),
        ({"family": "speed", "ask": "shift", "speed": "1100", "thickness": "60"}, "thickness"),
        (
            {"family": "ambiguity", "ask": "depth", "depth": "5", "reflector": "5.5"},
            "reflector",
        ),
        (
            {"family": "ambiguity", "ask": "depth", "depth": "5", "reflector": "9.5"},
            "reflector",
        ),
        ({"family": "sludge", "ask": "sludge", "sludge": "A", "tilt": "5"}, "tilt"),
        ({"family": "sludge", "ask": "sludge", "sludge": "A", "slice": "5"}, "slice"),
        ({"family": "lung", "ask": "B-lines", "strips": "2.5"}, "strips"),
        ({"family": "reverberation", "ask": "next", "depth": "12"}, "depth"),
        ({"family": "compound", "ask": "shadow", "compounded": "A", "angle": "30"}, "angle"),
    ],
)
def test_what_can_not_be_is_refused_with_a_way_out(plain: dict[str, str], parameter: str) -> None:
    refused(plain, parameter)


# shadow and compounding


@pytest.mark.parametrize("place", ["left", "right"])
def test_a_shadow_is_25_db_below_its_neighbors_along_the_scan_line(place: str) -> None:
    one = shadow.Shadow(ask="artifact")
    found = model.levels(one.field(), 1)
    behind, beside = (mean(found, Setting(), x, 40, 1) for x in (0, 14))
    assert behind < beside - 25
    assert beside == pytest.approx(0, abs=1.5)
    polyp = model.levels(one.field(stone=False), 1)
    assert mean(polyp, Setting(), 0, 40, 1.5) > 0

    slanted = shadow.Shadow(ask="direction", place=place)  # type: ignore[arg-type]
    field, sector = slanted.field(), Sector()
    outer = sector.setting(field.setting, 0.4)
    fan = model.fanned(model.levels(field, 1), field.setting, sector, 0.4)
    side = -22.0 if place == "left" else 22.0
    angle = math.radians(30 * 2 * side / 78)
    assert abs(math.degrees(angle)) > 15
    radius = 50 + 40
    x, z = radius * math.sin(angle), radius * math.cos(angle) - 50 * math.cos(math.radians(30))
    stone = 72 * math.sin(angle)
    assert mean(fan, outer, x, z, 1) < -25
    assert mean(fan, outer, stone, z + 1, 1) > -8
    assert (fan[0, 0], fan[0, fan.shape[1] // 2]) == (-10_000, -10_000)


def test_only_one_of_three_foci_casts_a_shadow() -> None:
    for at, place in enumerate(("left", "middle", "right")):
        one = shadow.Shadow(ask="stone", place=place)  # type: ignore[arg-type]
        assert one.solve().answer == "ABC"[at]


def test_five_looks_fill_the_shadow_in_below_where_the_sine_says() -> None:
    """One look: black all the way; five: -49, -20, -11, -7, -3 dB at 4 to 20 mm."""
    one = compound.Compound(ask="shadow", compounded="B")
    single, five = one.images()
    depths = (4, 6, 10, 14, 20)
    for below in depths:
        assert mean(single, compound.SETTING, 0, 14 + below, 0.5) < -40
    measured = [mean(five, compound.SETTING, 0, 14 + below, 0.5) for below in depths]
    assert measured == sorted(measured)
    assert measured[0] < -35
    assert measured[2] == pytest.approx(-11, abs=4)
    assert measured[-1] > -6
    assert one.full() == pytest.approx(7.7, abs=0.05)
    for found, low, high in ((single, 1.7, 2.1), (five, 3.4, 4.8)):
        amplitude = 10 ** (found[20:50, 20:60] / 200)
        assert low < amplitude.mean() / amplitude.std() < high


# lines at multiples


@pytest.mark.parametrize("lines", ["3", "4"])
@pytest.mark.parametrize("depth", [6, 7.5, 9, 10])
def test_reverberation_lines_lie_at_multiples_and_the_next_one_where_asked(
    depth: float, lines: str
) -> None:
    one = reverberation.Reverberation(ask="next", depth=depth, lines=lines)  # type: ignore[arg-type]
    field = one.field()
    found = model.levels(field, 1)
    lit = peaks(found[round((depth + 2) / 0.2) :], field.setting)
    lit = [z + round((depth + 2) / 0.2) * 0.2 for z in lit]
    assert lit == pytest.approx([k * depth for k in range(2, int(lines) + 2)], abs=0.25)
    assert number(one.solve().answer) * 10 == pytest.approx(lit[-1], abs=0.8)
    assert front_depth(one) == pytest.approx(lit[-1] - depth / 2, abs=0.5)


@pytest.mark.parametrize("pleura", [8, 9.5, 11])
def test_a_lines_and_b_lines(pleura: float) -> None:
    one = lung.Lung(ask="next", pleura=pleura)
    level, streaked = one.fields()
    setting = one.setting()
    found = model.levels(level, 1)
    start = round((pleura + 2) / setting.pixel)
    lit = [z + start * setting.pixel for z in peaks(found[start:], setting)]
    assert lit == pytest.approx([k * pleura for k in (2, 3, 4, 5)], abs=0.3)
    assert number(one.solve().answer) * 10 == pytest.approx(lit[-1], abs=0.51)
    assert front_depth(one) == pytest.approx(4.5 * pleura, abs=0.5)
    found = model.levels(streaked, 1)
    for x in (-9, 1, 10):
        assert mean(found, setting, x, setting.depth - 2, 0.5) > 2
    assert mean(found, setting, -4, setting.depth - 4, 1) < -40


# edge, mirror, tails


def test_edge_shadows_are_dark_and_it_is_brighter_between_them() -> None:
    found = model.levels(edge.Edge(ask="cause").field(), 1)
    side = 0.98 * 7
    for x in (-side, side):
        assert mean(found, Setting(), x, 34, 0.5) == pytest.approx(-14, abs=5)
    assert mean(found, Setting(), 14, 44, 2) == pytest.approx(0, abs=2)
    assert mean(found, Setting(), 0, 44, 3) == pytest.approx(5, abs=2)


@pytest.mark.parametrize(("line", "depth", "x"), [(27, 19, 0), (28, 20, -6), (30, 22, 9)])
def test_the_copy_lies_as_far_beyond_the_mirror(line: float, depth: float, x: float) -> None:
    one = mirror.Mirror(ask="depth", line=line, depth=depth, x=x)
    found = model.levels(one.field(), 1)
    beyond = line + (line - depth)
    copied = mean(found, Setting(), x, beyond, 1.5)
    around = mean(found, Setting(), x + (12 if x < 0 else -12), beyond, 2)
    assert copied - around > 5
    assert mean(found, Setting(), x, depth, 1.5) > copied + 5
    assert number(one.solve().answer) * 10 == pytest.approx(beyond, abs=0.01)
    assert mirror.Mirror(ask="spot", line=line, depth=depth, upper="B").solve().answer == "A"


@pytest.mark.parametrize("ringing", ["A", "B"])
def test_a_comet_tail_fades_and_a_ring_down_does_not(ringing: str) -> None:
    one = tails.Tails(ask="gas", ringing=ringing)  # type: ignore[arg-type]
    found = model.levels(one.field(), 1)
    ring = -9 if ringing == "A" else 9
    levels = [mean(found, Setting(), ring, 10 + below, 0.7) for below in (2, 8, 20, 35, 39)]
    assert min(levels) > 9
    others = [model.levels(one.field(), seed) for seed in range(1, 9)]
    fading = [
        float(np.mean([mean(other, Setting(), -ring, 10 + below, 0.4) for other in others]))
        for below in (2, 6, 9, 14)
    ]
    assert fading[0] == pytest.approx(16, abs=4)
    assert fading[0] > fading[1] > fading[2]
    assert fading[3] == pytest.approx(0, abs=4)
    assert one.solve().answer == ringing


# speed, lobe, slice, range


@pytest.mark.parametrize(
    ("c", "thickness", "shift"),
    [(1450, 29, 1.8), (1450, 58, 3.6), (1400, 20, 2), (1000, 10, 5.4), (1600, 48, -1.8)],
)
def test_the_border_is_stepped_by_the_error_of_the_time(
    c: float, thickness: float, shift: float
) -> None:
    one = speed.Speed(ask="shift", speed=c, thickness=thickness)
    late = (2 * thickness / c - 2 * thickness / 1540) * 1540 / 2
    assert late == pytest.approx(shift, abs=0.06)
    field = one.field()
    found, setting = model.levels(field, 1), field.setting
    below = round((one.line() - 3.5) / setting.pixel)
    behind, beside = (
        float(np.argmax((10 ** (found[below:, part] / 100)).mean(axis=1))) * setting.pixel
        for part in (
            slice(round(15 / setting.pixel), round(25 / setting.pixel)),
            slice(0, round(10 / setting.pixel)),
        )
    )
    assert behind - beside == pytest.approx(late, abs=0.5)
    words = one.solve().answer
    assert number(words) == pytest.approx(abs(shift))
    assert words.endswith("deep" if late > 0 else "shallow")
    slower = speed.Speed(ask="speed", speed=c, thickness=thickness).solve().answer
    assert slower == ("Slower" if c < 1540 else "Faster")


def test_the_arc_keeps_the_range_of_the_reflector() -> None:
    one = lobe.Lobe(ask="what", x=10, depth=22)
    found = model.levels(one.field(), 1)
    for aside, depth in ((4, 22.4), (10, 24.2), (20, 29.7)):
        column = round((10 - aside + 20) / 0.2)
        level = (10 ** (found[45:175, column - 2 : column + 3] / 100)).mean(axis=1)
        assert (45 + int(np.argmax(level))) * 0.2 == pytest.approx(depth, abs=0.5)
        assert 10 * math.log10(level.max()) > -25
        assert one.arc(aside) == pytest.approx(depth, abs=0.1)
    assert mean(found, Setting(), 15, 12, 2) < -40


def test_the_rim_is_as_thick_as_the_slice_makes_it() -> None:
    """T 7: 2.8 mm where it has fallen 20 dB, 2.25 by the formula."""
    one = sludge.Sludge(ask="sludge", sludge="A", slice=7, tilt=20)
    thick, true = one.fields()
    middle = thick.echo[:, thick.echo.shape[1] // 2]
    rim = float((middle[36:84] > -200).sum()) * 0.25
    assert one.rim() == pytest.approx(2.25, abs=0.02)
    assert rim == pytest.approx(one.rim(), abs=1)
    assert rim > 1.5
    found = model.levels(true, 1)
    slope = math.tan(math.radians(20))
    for x in (-5, 0, 5):
        surface = 25 + x * slope
        assert mean(found, true.setting, x, surface + 2.5, 1) > -30
        assert mean(found, true.setting, x, surface - 2.5, 1) < -40


@pytest.mark.parametrize(("depth", "reflector"), [(5, 7.6), (7, 11), (5.5, 7.5), (4, 6)])
def test_a_late_echo_is_drawn_at_the_rest_of_the_depth(depth: float, reflector: float) -> None:
    one = ambiguity.Ambiguity(ask="depth", depth=depth, reflector=reflector)
    assert number(one.solve().answer) == pytest.approx(reflector % depth, abs=0.01)
    for field, at in zip(one.fields(), (reflector % depth, reflector), strict=True):
        found, setting = model.levels(field, 1), field.setting
        low = round((0.3 if setting.depth <= 10 * depth else 1.05) * 10 * depth / setting.pixel)
        high = round((0.75 if setting.depth <= 10 * depth else 2) * 10 * depth / setting.pixel)
        middle = found.shape[1] // 2
        level = (10 ** (found[low:high, middle - 10 : middle + 10] / 100)).mean(axis=1)
        assert (low + int(np.argmax(level)) + 0.5) * setting.pixel == pytest.approx(
            10 * at, abs=0.02 * setting.depth
        )
        prf = 77 / (setting.depth / 10)
        assert f"PRF {round(prf, 1):g} kHz" in one.draw().back


def test_a_dirty_shadow_is_filled_in() -> None:
    """8 mm below the reflectors: at least 20 dB apart."""
    found = model.levels(gas.Gas(ask="gas", dirty="B").field(), 1)
    assert mean(found, Setting(), -10, 20, 1) == pytest.approx(-55, abs=5)
    assert mean(found, Setting(), 10, 20, 1) == pytest.approx(-8.9, abs=2)


def test_copies_lie_beside_each_other_or_beyond_the_line() -> None:
    one = copies.Copies(refraction="A", apart=5)
    lens, line = one.fields()
    beside = model.levels(lens, 1)
    assert mean(beside, lens.setting, -5, 24, 1) < -25
    assert mean(beside, lens.setting, 5, 24, 1) < -25
    assert mean(beside, lens.setting, 0, 24, 0.5) > -15
    beyond = model.levels(line, 1)
    assert mean(beyond, line.setting, 0, 19, 1.5) > mean(beyond, line.setting, 10, 19, 1.5) + 5
    assert mean(beyond, line.setting, 0, 35, 1.5) > mean(beyond, line.setting, 10, 35, 1.5) + 5
    assert one.solve().answer == "A"
