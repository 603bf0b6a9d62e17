"""M-mode and phantom tests: what is claimed is measured on what is drawn."""

import math
import re
from collections.abc import Mapping

import numpy as np
import pytest

from sonodeck.scenes import model
from sonodeck.scenes.grayscale import deadzone, distance, mmode, noise, targets, uniformity, voids
from sonodeck.scenes.model import Field, Setting
from tests.test_grayscale import mean, powers
from tests.test_grayscale_artifacts import number
from tests.wellmade import refused, well_made

ALL: list[dict[str, str]] = [
    *({"family": "mmode", "ask": ask} for ask in ("axis", "rate", "excursion")),
    *({"family": "mmode", "ask": "way", "slope": one} for one in ("rising", "falling")),
    *({"family": "uniformity", "fault": one} for one in ("dead elements", "electronics", "none")),
    *({"family": "distance", "ask": "error", "along": along, "error": error}
      for along in ("depth", "width") for error in ("-5", "5", "7.5")),
    *({"family": "distance", "ask": "speed", "error": error} for error in ("-5", "5")),
    *({"family": "deadzone", "ask": ask, "first": first}
      for ask in ("depth", "cause") for first in ("3", "8")),
    *({"family": "deadzone", "ask": "frequency", "higher": one} for one in "AB"),
    *({"family": "voids", "ask": ask, "shape": shape, "focus": focus}
      for ask in ("named", "resolution") for shape in ("spheres", "cylinders")
      for focus in ("15", "65")),
    *({"family": "noise", "ask": "depth", "frequency": f} for f in ("5", "7.5", "10")),
    {"family": "noise", "ask": "change", "frequency": "6"},
    *({"family": "targets", "ask": "level", "level": level, "order": order}
      for level in ("-9", "3") for order in "1234"),
    {"family": "targets", "ask": "test"},
]  # fmt: skip


@pytest.mark.parametrize("plain", ALL, ids=lambda one: "-".join(one.values()))
def test_each_question_has_its_answer_slips_and_two_small_pictures(
    plain: Mapping[str, str],
) -> None:
    well_made(plain)


@pytest.mark.parametrize(
    ("plain", "parameter"),
    [
        ({"family": "mmode", "ask": "rate", "period": "0.7"}, "period"),
        ({"family": "distance", "ask": "error", "error": "2"}, "error"),
        ({"family": "distance", "ask": "error", "error": "3.3"}, "error"),
        ({"family": "deadzone", "ask": "depth", "first": "4.5"}, "first"),
        ({"family": "voids", "ask": "named", "focus": "30"}, "focus"),
        ({"family": "noise", "ask": "depth", "frequency": "3"}, "frequency"),
        ({"family": "targets", "ask": "level", "level": "4"}, "level"),
        ({"family": "targets", "ask": "level", "order": "2.5"}, "order"),
        ({"family": "uniformity", "fault": "none", "dead": "5.5"}, "dead"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_with_a_way_out(plain: dict[str, str], parameter: str) -> None:
    refused(plain, parameter)


# M-mode


@pytest.mark.parametrize(("period", "excursion"), [(0.5, 10), (0.75, 16), (0.8, 24), (1.2, 12)])
def test_the_trace_moves_as_far_and_as_often_as_asked(period: float, excursion: float) -> None:
    one = mmode.Mmode(ask="rate", period=period, excursion=excursion)
    found = one.levels()
    inside = powers(found[40:120])
    rows = np.arange(40, 120)[:, None]
    strong = np.where(inside > 10, inside, 0)
    track = (rows * strong).sum(axis=0) / strong.sum(axis=0) * 0.5
    assert track.max() - track.min() == pytest.approx(excursion, abs=1)
    rises = [i for i in range(1, len(track)) if track[i - 1] > 40 >= track[i]]
    times = np.array(rises) * 3.0 / 200
    beat = np.diff(times).mean() if len(times) > 2 else period
    assert beat == pytest.approx(period, abs=0.03)
    assert number(one.solve().answer) == round(60 / period)
    moved = mmode.Mmode(ask="excursion", period=period, excursion=excursion).solve()
    assert number(moved.answer) * 10 == pytest.approx(excursion)


@pytest.mark.parametrize(("slope", "answer"), [("rising", "Toward"), ("falling", "Away from")])
def test_a_rising_trace_comes_nearer(slope: str, answer: str) -> None:
    one = mmode.Mmode(ask="way", slope=slope, period=1)  # type: ignore[arg-type]
    asked = 1.0 if slope == "rising" else 1.5
    assert (one.place(asked + 0.05) < one.place(asked - 0.05)) is (slope == "rising")
    assert one.solve().answer == f"{answer} the transducer"


# phantoms


@pytest.mark.parametrize(
    ("dead", "z", "lost"), [(4, 5, -12), (4, 10, -4.7), (4, 20, -2.2), (4, 45, -1.1), (8, 10, -11)]
)
def test_dead_elements_take_what_the_references_say(dead: float, z: float, lost: float) -> None:
    one = uniformity.Uniformity(fault="dead elements", dead=dead, x=5)
    field = Field(Setting())
    missing = one.missing(field)
    assert -missing[round(z / 0.2), round(25 / 0.2)] / 10 == pytest.approx(lost, abs=1)
    assert missing[round(z / 0.2), 5] == 0


def test_faults_are_seen_where_they_are() -> None:
    band = uniformity.Uniformity(fault="electronics", band=30).levels()
    assert mean(band, Setting(), 0, 30, 1) == pytest.approx(-9.5, abs=2)
    assert mean(band, Setting(), 0, 20, 2) == pytest.approx(0, abs=1.5)
    fine = uniformity.Uniformity(fault="none").levels()
    means = [mean(fine, Setting(), x, 25, 4) for x in (-15, -5, 5, 15)]
    assert max(means) - min(means) < 2
    streak = uniformity.Uniformity(fault="dead elements", x=5).levels()
    assert mean(streak, Setting(), 5, 3, 0.6) < -15
    assert mean(streak, Setting(), -10, 3, 2) == pytest.approx(0, abs=2)


@pytest.mark.parametrize("along", ["depth", "width"])
@pytest.mark.parametrize("error", [-7.5, -5, 5, 7.5])
def test_pins_are_drawn_where_the_calipers_read_them(along: str, error: float) -> None:
    one = distance.Distance(ask="error", along=along, error=error)  # type: ignore[arg-type]
    found = powers(model.levels(one.field(), 4))
    deep, wide = one.readings()
    shown = {"depth": deep, "width": wide}[along]
    assert (shown - 80) / 80 * 100 == pytest.approx(error)

    def nearest(x: float, z: float) -> tuple[float, float]:
        column, row = round((x + 50) / 0.5), round(z / 0.5)
        part = found[row - 4 : row + 5, column - 6 : column + 7]
        down, across = np.unravel_index(int(np.argmax(part)), part.shape)
        return (column - 6 + across) * 0.5 - 50, (row - 4 + down) * 0.5

    first, last = nearest(0, 10), nearest(0, 10 + deep)
    assert last[1] - first[1] == pytest.approx(deep, abs=0.6)
    z = 10 + 20 * deep / 80
    left, right = nearest(-wide / 2, z), nearest(wide / 2, z)
    assert right[0] - left[0] == pytest.approx(wide, abs=0.6)
    words = one.solve().answer
    assert words == f"{abs(error):g}% too {'long' if error > 0 else 'short'}"


def test_slow_fluid_draws_pins_too_deep() -> None:
    """Shown = true × 1540 / c: at 1480 m/s 4.1 % too deep, at 1600 m/s 3.8 % too shallow."""
    for c, answer in ((1467, "Slower"), (1621, "Faster")):
        error = round((1540 / c - 1) * 100)
        assert distance.Distance(ask="speed", error=error).solve().answer == answer


@pytest.mark.parametrize("first", [3, 5, 8])
def test_pins_show_from_the_end_of_the_dead_zone_on(first: int) -> None:
    one = deadzone.Deadzone(ask="depth", first=first)
    setting = deadzone._SETTING
    found = model.levels(one.field(first), 6) / 10
    seen = []
    for pin in range(1, 11):
        row, column = round(pin / setting.pixel), round((2 * pin - 11 + 12) / setting.pixel)
        part = found[row - 1 : row + 2, column - 1 : column + 2].max()
        around = found[row - 3 : row + 4, max(column - 22, 0) : column - 12].mean()
        seen.append(part - around > 18)
    assert seen.index(True) + 1 == first
    assert all(seen[first - 1 :])
    assert not any(seen[: first - 1])
    assert number(one.solve().answer) == first


@pytest.mark.parametrize("shape", ["spheres", "cylinders"])
@pytest.mark.parametrize("focus", [15.0, 40.0, 65.0])
def test_what_is_thinner_than_slice_or_beam_fills_in(shape: str, focus: float) -> None:
    one = voids.Voids(ask="resolution", shape=shape, focus=focus)  # type: ignore[arg-type]
    images = [model.levels(one.field(), seed) for seed in range(1, 9)]
    for z in (15, 40, 65):
        if shape == "spheres":
            wide = math.hypot(2, 0.12 * (z - focus))
        else:
            wide = math.hypot(1.2 * 1.54 / 5 * 2.5, 0.12 * (z - focus))
        assert one.wide(z) == pytest.approx(wide)
        for x, size in zip((-21, -8, 5, 16), (8, 6, 4, 2), strict=True):
            row, column = round(z / 0.4), round((x + 28) / 0.4)
            level = 10 * math.log10(
                np.mean([powers(one_[row - 1 : row + 2, column - 1 : column + 2]).mean()
                         for one_ in images])
            )  # fmt: skip
            if size > 2.1 * wide:
                assert level < -11, (z, size)
            if size < 0.85 * wide:
                assert level > -10, (z, size)


@pytest.mark.parametrize("f", [5.0, 7.5, 10.0])
def test_echoes_end_where_attenuation_says(f: float) -> None:
    """Two frames of one speckle agree down to 60 dB / (2 a f) and not beyond."""
    one = noise.Noise(ask="depth", frequency=f)
    deep = 60 / (2 * 0.5 * f) * 10
    assert one.reach(f) == pytest.approx(deep)
    first, second = (one.levels(f, 7, which).astype(float) for which in (0, 1))

    def alike(z: float) -> float:
        rows = slice(round((z - 6) / 0.7), round((z + 6) / 0.7))
        return float(np.corrcoef(first[rows].ravel(), second[rows].ravel())[0, 1])

    assert alike(deep - 30) > 0.85
    assert alike(deep) == pytest.approx(0.3, abs=0.2)
    if deep + 25 < 154:
        assert abs(alike(deep + 25)) < 0.1
    assert number(one.solve().answer) * 10 == pytest.approx(deep, abs=5)


def test_targets_have_the_levels_that_are_written_below_them() -> None:
    for order in (1, 2, 3, 4):
        one = targets.Targets(ask="level", level=3, order=order)
        found = model.levels(one.field(), 8)
        measured = [mean(found, targets._SETTING, x, z, 3) for x, z in targets._PLACES]
        assert measured == pytest.approx(list(one.levels()), abs=1.3)
        assert sorted(measured) == [
            measured["ABCDE".index(letter)] for letter in _ranked(one.solve().reasoning)
        ]


def _ranked(reasoning: str) -> list[str]:
    return re.findall(r"[A-E](?=[,;])", reasoning)[:5]
