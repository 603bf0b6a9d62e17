"""Resolution, arrays and beams: what is claimed is measured on what is drawn."""

import math
import re
from collections.abc import Mapping
from hashlib import sha256
from itertools import pairwise

import numpy as np
import pytest

from sonodeck.scenes import model, png
from sonodeck.scenes.grayscale import (
    apodization,
    damping,
    delays,
    divergence,
    formats,
    grating,
    lateral,
    nearzone,
    pins,
)
from sonodeck.scenes.grayscale.parts import beam
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Sector, Setting
from tests.test_grayscale import powers
from tests.test_grayscale_artifacts import number
from tests.wellmade import refused, well_made

ALL: list[dict[str, str]] = [
    {"family": "pins", "ask": "read", "frequency": "10"},
    {"family": "pins", "ask": "read", "frequency": "5", "cycles": "3"},
    *(
        {"family": "pins", "ask": "count", "frequency": f, "cycles": n, "two": k}
        for f, n, k in (("3.5", "2", "2"), ("4", "3", "1"), ("5", "2", "3"))
    ),
    *({"family": "damping", "ask": "cycles", "shorter": one} for one in "AB"),
    {"family": "damping", "ask": "cure", "frequency": "5.5"},
    *({"family": "lateral", "ask": "focus", "focus": one} for one in ("8", "16", "24", "32", "40")),
    {"family": "lateral", "ask": "resolution"},
    {"family": "lateral", "ask": "dimension"},
    *({"family": "formats", "ask": "array", "shape": one}
      for one in ("linear", "convex", "phased", "vector")),
    *({"family": "formats", "ask": "ribs", "phased": one} for one in "ABC"),
    *(
        {"family": "delays", "ask": "does", "pattern": one}
        for one in ("focuses", "steers left", "steers right", "focuses and steers left",
                    "focuses and steers right", "neither")
    ),
    *({"family": "delays", "ask": "shallow", "shallow": one} for one in "AB"),
    {"family": "nearzone", "ask": "length"},
    {"family": "nearzone", "ask": "length", "diameter": "8", "wavelength": "0.8"},
    *({"family": "nearzone", "ask": "zone", "zone": one} for one in "AB"),
    *({"family": "divergence", "ask": ask, "narrow": one}
      for ask in ("frequency", "element") for one in "AB"),
    {"family": "grating", "ask": "what"},
    *({"family": "grating", "ask": "which", "coarse": one} for one in "AB"),
    {"family": "apodization", "ask": "lobes"},
    *({"family": "apodization", "ask": ask, "apodized": one}
      for ask in ("which", "price") for one in "AB"),
]  # fmt: skip


@pytest.mark.parametrize("plain", ALL, ids=lambda one: "-".join(one.values()))
def test_each_question_has_its_answer_slips_and_two_small_pictures(
    plain: Mapping[str, str],
) -> None:
    well_made(plain)


@pytest.mark.parametrize(
    ("plain", "parameter"),
    [
        ({"family": "pins", "ask": "read", "frequency": "7", "cycles": "2"}, "frequency"),
        ({"family": "pins", "ask": "count", "frequency": "5", "cycles": "3", "two": "1"},
         "frequency"),
        ({"family": "pins", "ask": "count", "two": "1.5"}, "two"),
        ({"family": "damping", "ask": "cycles", "frequency": "5.35"}, "frequency"),
        ({"family": "lateral", "ask": "focus", "focus": "20"}, "focus"),
        ({"family": "nearzone", "ask": "length", "diameter": "12", "wavelength": "0.4"},
         "wavelength"),
        ({"family": "divergence", "ask": "element", "diameter": "6", "wavelength": "0.6"},
         "wavelength"),
        ({"family": "grating", "ask": "what", "pitch": "0.5"}, "pitch"),
        ({"family": "grating", "ask": "what", "pitch": "1"}, "pitch"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_with_a_way_out(plain: dict[str, str], parameter: str) -> None:
    refused(plain, parameter)


# measures on images


def width_at_half(line: np.ndarray, step: float) -> float:
    """The width at half maximum of the amplitude of the strongest peak, in mm."""
    amplitude = np.sqrt(line)
    top = int(np.argmax(amplitude))
    half = amplitude[top] / 2
    left = top
    while left > 0 and amplitude[left] > half:
        left -= 1
    right = top
    while right < len(amplitude) - 1 and amplitude[right] > half:
        right += 1
    near = (half - amplitude[left]) / (amplitude[left + 1] - amplitude[left])
    far = (half - amplitude[right]) / (amplitude[right - 1] - amplitude[right])
    return float((right - left - near - far) * step)


def dip(column: Whole, setting: Setting, z: float, gap: float) -> float:
    """How far the level falls between two pins, in dB."""
    first, second = (round((z + side * gap / 2) / setting.pixel) for side in (-1, 1))
    part = column[first : second + 1]
    return float(min(column[first], column[second]) - part.min()) / 10


# axial resolution


@pytest.mark.parametrize(
    ("f", "n", "two"), [(3.5, 2, 2), (4, 3, 1), (5, 2, 3), (4, 2, 2), (3.5, 3, 3)]
)
def test_pairs_of_pins_are_two_or_one_as_counted(f: float, n: float, two: float) -> None:
    one = pins.Pins(ask="count", frequency=f, cycles=n, two=two)
    half = n * 1.54 / f / 2
    assert one.limit == pytest.approx(half)
    found, setting = model.levels(one.field(), 3), one.setting()
    seen = 0
    for x, gap in zip((-4.5, -1.5, 1.5, 4.5), one.gaps(), strict=True):
        column = found[:, round((x + 6) / setting.pixel)]
        fallen = dip(column, setting, 5, gap)
        assert fallen > 8 if gap > half else fallen < 1.5, (gap, fallen)
        seen += fallen > 8
    assert one.solve().answer == ("None", "One", "Two", "Three", "All four")[seen]
    assert seen == two


@pytest.mark.parametrize(("f", "n", "answer"), [(10, 2, "0.3 mm"), (5, 3, "1 mm")])
def test_the_smallest_gap_that_is_two_is_read(f: float, n: float, answer: str) -> None:
    one = pins.Pins(ask="read", frequency=f, cycles=n)
    found, setting = model.levels(one.field(), 4), one.setting()
    gaps = dict(zip((-4.5, -1.5, 1.5, 4.5), one.gaps(), strict=True))
    two = [gap for x, gap in gaps.items()
           if dip(found[:, round((x + 6) / setting.pixel)], setting, 5, gap) > 6]  # fmt: skip
    assert min(two) == number(answer)
    assert one.solve().answer == answer


@pytest.mark.parametrize(("f", "n"), [(2.5, 2), (3.5, 2), (3.5, 4), (5, 2), (5, 3), (7.5, 2)])
def test_the_gap_closes_at_half_a_pulse_whatever_frequency_and_cycles(f: float, n: float) -> None:
    """Two equal Gaussian echoes have a dip between them from 0.85 of their width on (Sparrow)."""
    half = n * 1.54 / f / 2
    setting = Setting(
        width=4, depth=10, pixel=0.02, focus=5, frequency=f, cycles=n, range=30, spread=0
    )
    closed = []
    for step in range(50, 131, 4):
        gap = 2 * round(step / 200 * half / 0.02) * 0.02
        field = Field(setting)
        field.paint(field.box(), -60)
        field.point(0, 5 - gap / 2, 30)
        field.point(0, 5 + gap / 2, 30)
        if dip(model.levels(field, 1)[:, 100], setting, 5, gap) < 0.2:
            closed.append(gap / half)
    assert 0.75 < max(closed) < 1


def test_fewer_cycles_separate_the_pins() -> None:
    one = damping.Damping(ask="cycles", shorter="B")
    for cycles, apart in ((2, True), (5, False)):
        field = one.field(cycles)
        column = model.levels(field, 5)[:, 60]
        for z in (2.5, 5, 7.5):
            assert (dip(column, field.setting, z, one.gap()) > 8) is apart
    images = re.findall(r'<image x="([0-9.]+)"', one.draw().front)
    assert images == ["8", "168"]


# lateral resolution


@pytest.mark.parametrize("focus", [8.0, 24.0, 40.0])
def test_pins_are_as_wide_as_the_beam_and_apart_at_the_focus_only(focus: float) -> None:
    one = lateral.Lateral(ask="focus", focus=focus)
    found = powers(model.levels(one.field(), 2))
    step = 0.2
    for z in (8, 16, 24, 32, 40):
        wide = math.sqrt((1.2 * 1.54 / 5 * 2.5) ** 2 + (0.3 * (z - focus)) ** 2)
        line = found[round(z / step)]
        single = line[: round(9 / step)]
        if wide < 6:
            assert width_at_half(single, step) == pytest.approx(wide, rel=0.12, abs=0.15)
        left, right = round((16 - 0.9) / step), round((16 + 0.9) / step)
        middle = float(line[left : right + 1].min()) / float(min(line[left], line[right]))
        assert (10 * math.log10(middle) < -6) is (z == focus)
    assert number(one.solve().answer) * 10 == focus


# shapes


def lit(sector: Sector, pixel: float) -> tuple[np.ndarray, Setting]:
    inner = Setting(width=64, depth=100, pixel=0.5, focus=50, frequency=3.5)
    fan = model.fanned(np.zeros((200, 128), np.int64), inner, sector, pixel)
    return fan > -10_000, sector.setting(inner, pixel)


@pytest.mark.parametrize("shape", ["convex", "phased", "vector"])
def test_sectors_have_the_outlines_of_their_arrays(shape: str) -> None:
    """A pixel is lit if and only if a scan line of the array passes through it."""
    sector = formats._SECTORS[shape]
    inside, outer = lit(sector, 0.5)
    rows, columns = inside.shape
    half = math.radians(sector.half)
    wrong = 0
    for row in range(0, rows, 7):
        for column in range(0, columns, 7):
            x, z = (column + 0.5 - columns / 2) * 0.5, (row + 0.5) * 0.5
            if shape == "phased":
                r, angle = math.hypot(x, z), math.atan2(x, z)
                expected = abs(angle) <= half and r <= 100
            elif shape == "convex":
                down = z + 50 * math.cos(half)
                r, angle = math.hypot(x, down) - 50, math.atan2(x, down)
                expected = abs(angle) <= half and 0 <= r <= 100
            else:
                angle = math.atan2(x, z + 55)
                expected = abs(angle) <= half and z / math.cos(angle) <= 100
            wrong += bool(inside[row, column]) is not expected
    assert wrong <= 0.01 * rows * columns / 49
    top = np.flatnonzero(inside.any(axis=1))[0]
    lengths = inside[top : top + 3].sum(axis=1) * 0.5
    if shape == "phased":
        assert lengths[0] <= 2
    if shape == "vector":
        face = 2 * 55 * math.tan(half)
        assert lengths[0] == pytest.approx(face, abs=2)
        assert top <= 1
    assert outer.width == pytest.approx(columns * 0.5)


@pytest.mark.parametrize("shape", ["convex", "phased", "vector"])
def test_a_place_on_a_scan_line_is_drawn_where_it_is_said_to_be(shape: str) -> None:
    sector = formats._SECTORS[shape]
    inner = Setting(width=64, depth=100, pixel=0.5, focus=50, frequency=3.5)
    for x, z in ((-20.0, 30.0), (0.0, 60.0), (25.0, 90.0)):
        level = np.full((200, 128), -5000, np.int64)
        level[
            round(z / 0.5) - 1 : round(z / 0.5) + 1,
            round((x + 32) / 0.5) - 1 : round((x + 32) / 0.5) + 1,
        ] = 0
        fan = model.fanned(level, inner, sector, 0.5)
        rows, columns = np.nonzero(fan == 0)
        across, down = sector.place(inner, x, z)
        assert (columns.mean() + 0.5 - fan.shape[1] / 2) * 0.5 == pytest.approx(across, abs=0.7)
        assert (rows.mean() + 0.5) * 0.5 == pytest.approx(down, abs=0.7)


def test_bytes_of_new_shapes_and_beams_do_not_depend_on_where_they_are_made() -> None:
    inner = Setting(width=64, depth=100, pixel=0.5, focus=50, frequency=3.5)
    found = model.levels(Field(inner), 9, 1)
    digest = sha256()
    for sector in formats._SECTORS.values():
        fan = model.fanned(found, inner, sector, 0.8)
        digest.update(png.png(model.shades(fan, sector.setting(inner, 0.8))))
    setting = beam.shown_by(Setting(width=40, depth=40, pixel=0.5), 30)
    one = grating.Grating(ask="what")
    digest.update(
        png.png(
            model.shades(beam.radiated(one.sources(0.75), setting, [2.5], round_=False), setting)
        )
    )
    digest.update(
        png.png(
            model.shades(beam.radiated(beam.disc(8, 0.3), setting, [3, 4], round_=True), setting)
        )
    )
    assert digest.hexdigest() == (
        "1efff4e5e523ad7db9c24dcd0276dd30f47789f432af7c7e0fb80b513dfbe945"
    )  # fmt: skip


# beams: a second implementation, in complex numbers


def field_again(
    sources: list[beam.Source], setting: Setting, frequencies: list[float], *, spread: bool
) -> np.ndarray:
    columns, rows = round(setting.width / setting.pixel), round(setting.depth / setting.pixel)
    x = (np.arange(columns) + 0.5 - columns / 2) * setting.pixel
    z = ((np.arange(rows) + 0.5) * setting.pixel)[:, None]
    power = np.zeros((rows, columns))
    for f in frequencies:
        total = np.zeros((rows, columns), complex)
        for one in sources:
            r = np.sqrt((x - one.x) ** 2 + one.y**2 + z**2)
            wave = np.exp(2j * np.pi * f * (r / 1.54 + one.delay)) * one.weight * z / r
            total += wave / r if spread else wave
        power += np.abs(total) ** 2
    return 10 * np.log10(power / power.max())  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", ["steered", "focused", "apodized", "disc"])
def test_a_beam_is_that_of_another_program(kind: str) -> None:
    setting = Setting(width=30, depth=40, pixel=0.5)
    if kind == "disc":
        sources, frequencies = beam.disc(8, 0.4), [2.6, 3.0, 3.5]
    else:
        frequencies = [2.5]
        sources = {
            "steered": grating.Grating(ask="what").sources(0.75),
            "focused": apodization.Apodization(ask="lobes").sources(apodized=False),
            "apodized": apodization.Apodization(ask="lobes").sources(apodized=True),
        }[kind]
    own = beam.radiated(sources, setting, frequencies, round_=kind == "disc") / 10
    other = field_again(sources, setting, frequencies, spread=kind == "disc")
    strong = other > -20
    assert strong.sum() > 500
    assert np.abs(own - other)[strong].max() < 0.8


def direction(level: Whole, setting: Setting, row: int, low: float, high: float) -> float:
    """Where between two angles the beam is strongest in a row, in degrees from straight down."""
    z = (row + 0.5) * setting.pixel
    x = (np.arange(level.shape[1]) + 0.5 - level.shape[1] / 2) * setting.pixel
    angle = np.degrees(np.arctan2(x, z))
    part = np.where((angle >= low) & (angle <= high), powers(level[row]), 0)
    strong = part > part.max() / 2
    return float((angle * part)[strong].sum() / part[strong].sum())


@pytest.mark.parametrize(("angle", "pitch"), [(20.0, 0.75), (15.0, 0.7), (25.0, 0.8)])
def test_the_grating_lobe_lies_where_the_formula_says(angle: float, pitch: float) -> None:
    one = grating.Grating(ask="what", angle=angle, pitch=pitch)
    setting = Setting(width=150, depth=80, pixel=0.5)
    level = beam.radiated(one.sources(pitch), setting, [2.5], round_=False)
    beside = math.degrees(math.asin(math.sin(math.radians(angle)) - 1.54 / 2.5 / pitch))
    assert direction(level, setting, 150, 5, 40) == pytest.approx(angle, abs=1.5)
    assert direction(level, setting, 150, -60, -15) == pytest.approx(beside, abs=2)
    assert one.beside() == pytest.approx(beside)
    fine = beam.radiated(one.sources(0.25), setting, [2.5], round_=False)
    assert fine[150, :130].max() < fine[150].max() - 90


def test_apodization_lowers_side_lobes_and_widens_the_main_beam() -> None:
    one = apodization.Apodization(ask="which")
    setting = Setting(width=40, depth=50, pixel=0.25)
    row = round(one.focus / 0.25)
    plain, soft = (
        beam.radiated(one.sources(apodized=kind), setting, [2.5], round_=False)[row]
        for kind in (False, True)
    )
    lobe = {}
    wide = {}
    for name, line in (("plain", plain), ("soft", soft)):
        x = (np.arange(len(line)) + 0.5 - len(line) / 2) * 0.25
        lobe[name] = (line[(abs(x) > 3.6) & (abs(x) < 12)].max() - line.max()) / 10
        wide[name] = width_at_half(powers(line), 0.25)
    assert lobe["plain"] == pytest.approx(-13.5, abs=2)
    assert lobe["soft"] < lobe["plain"] - 8
    assert wide["soft"] > 1.15 * wide["plain"]
    assert wide["plain"] == pytest.approx(1.21 * 1.54 / 2.5 * one.focus / 12, rel=0.1)


# delays


@pytest.mark.parametrize(
    "pattern",
    ["focuses", "steers left", "steers right", "focuses and steers left",
     "focuses and steers right", "neither"],
)  # fmt: skip
def test_delays_send_the_beam_where_they_are_said_to(pattern: str) -> None:
    one = delays.Delays(ask="does", pattern=pattern)  # type: ignore[arg-type]
    (late,) = one.patterns()
    assert min(late) == 0
    setting = Setting(width=90, depth=60, pixel=0.5)
    sources = beam.array(delays._ELEMENTS, late, [1] * 32, 0.45)
    level = beam.radiated(sources, setting, [2.0], round_=False)
    turned = -20 if "left" in pattern else 20 if "right" in pattern else 0
    row = round(one.focus * math.cos(math.radians(turned)) / 0.5) if "focus" in pattern else 110
    assert direction(level, setting, row, -45, 45) == pytest.approx(turned, abs=3)
    line = powers(level[row])
    assert (width_at_half(line, 0.5) < 2.5) is ("focus" in pattern)
    if "focus" in pattern:
        x, z = (
            one.focus * math.sin(math.radians(turned)),
            one.focus * math.cos(math.radians(turned)),
        )
        arrive = [
            d + math.hypot(x - e, z) / 1.54 for d, e in zip(late, delays._ELEMENTS, strict=True)
        ]
        assert max(arrive) - min(arrive) < 1e-5
    elif turned:
        steps = {round(b - a, 5) for a, b in pairwise(late)}
        assert max(steps) - min(steps) < 2e-5
        assert max(map(abs, steps)) == pytest.approx(
            0.5 * math.sin(math.radians(20)) / 1.54, abs=1e-5
        )


def test_numbers_of_delays_are_those_of_the_references() -> None:
    """Half aperture 10 mm: 0.80 µs at a focus of 40 mm, 1.53 at 20; 20° over 20 mm: 4.44 µs."""
    assert (math.hypot(40, 10) - 40) / 1.54 == pytest.approx(0.80, abs=0.005)
    one = delays.Delays(ask="does", focus=20)
    (late,) = one.patterns()
    outer = delays._ELEMENTS[0]
    assert late[16] == pytest.approx(
        (math.hypot(20, outer) - math.hypot(20, 0.25)) / 1.54, abs=1e-5
    )
    steered = delays.Delays(ask="does", pattern="steers right", angle=20).patterns()[0]
    assert steered[-1] / 15.5 * 20 == pytest.approx(4.44, abs=0.01)


def test_the_shallower_focus_has_the_larger_delays() -> None:
    for letter in "AB":
        one = delays.Delays(ask="shallow", shallow=letter)  # type: ignore[arg-type]
        ranges = [max(late) for late in one.patterns()]
        assert "AB"[int(np.argmax(ranges))] == one.solve().answer == letter


# one element


@pytest.mark.parametrize(("d", "wave"), [(10.0, 0.5), (8.0, 0.4), (8.0, 0.8), (10.0, 0.6)])
def test_the_near_zone_ends_where_the_beam_is_strongest_and_half_as_wide(
    d: float, wave: float
) -> None:
    end = d * d / (4 * wave)
    one = nearzone.Nearzone(ask="length", diameter=d, wavelength=wave)
    assert one.length == pytest.approx(end)
    assert number(one.solve().answer) == pytest.approx(end, abs=0.051)
    setting = Setting(width=36, depth=80, pixel=0.5)
    frequency = 1.54 / wave
    level = beam.radiated(
        beam.disc(d, 0.7 * wave), setting, [s * frequency for s in (0.85, 1, 1.15)], round_=True
    )
    axis = level[:, 36]
    deep = (np.arange(len(axis)) + 0.5) * 0.5
    far = deep > 0.55 * end
    assert deep[far][int(np.argmax(axis[far]))] == pytest.approx(end, rel=0.25)
    wide = {z: width_at_half(powers(level[round(z / 0.5)]), 0.5) for z in (end, min(2 * end, 79))}
    assert wide[end] == pytest.approx(d / 2, rel=0.2)
    assert wide[min(2 * end, 79)] > 1.2 * wide[end]


@pytest.mark.parametrize("ask", ["frequency", "element"])
def test_the_beam_of_the_larger_quotient_spreads_less(ask: str) -> None:
    one = divergence.Divergence(ask=ask, narrow="A")  # type: ignore[arg-type]
    setting = Setting(width=34, depth=80, pixel=0.5)
    wide = []
    for d, wave in one.pair():
        level = beam.radiated(beam.disc(d, 0.7 * wave), setting, [1.54 / wave], round_=True)
        wide.append(width_at_half(powers(level[155]), 0.5))
    assert wide[1] > 1.4 * wide[0]
