"""Interpolation, zoom, and harmonics: what their cards say, read off the frames."""

import math
from itertools import pairwise

import numpy as np
import pytest

from sonodeck.scenes import model
from sonodeck.scenes.grayscale import filling, harmonic, zoom
from sonodeck.scenes.grayscale.parts.lines import filled
from tests.test_grayscale import mean
from tests.test_grayscale_controls import number


def test_gaps_between_lines_are_filled_linearly_and_widen_with_depth() -> None:
    scene = filling.Filling(ask="where", lines=15)
    scanned, inner = scene.scanned(), scene.inner()
    columns = np.arange(scanned.shape[1])
    kept = columns[::6]
    assert kept[-1] == columns[-1], "a line at each edge"
    between = filled(scanned, 6)
    for row in (20, 60, 110):
        again = np.interp(columns, kept, scanned[row, kept])
        assert np.abs(again - between[row]).max() <= 1
    raw, whole = scene.images()
    middle = scene.angles()[len(kept) // 2]
    assert middle == pytest.approx(0)
    gaps, lit = [], []
    for z in (4, 15, 40):
        row = round(z / inner.pixel)
        inside = whole[row] > -5000
        seen = np.flatnonzero(raw[row] > -5000)
        lit.append(len(seen) / int(inside.sum()))
        runs = [b - a for a, b in pairwise(seen) if b - a > 1]
        gaps.append(float(np.median(runs)) * inner.pixel if runs else 0)
    assert lit[0] > 0.9, "near the apex the lines merge"
    assert lit[0] > 1.3 * lit[1] > 2 * lit[2], "they part with depth"
    for z, gap in zip((15, 40), gaps[1:], strict=True):
        assert gap == pytest.approx(scene.gap(z) - 0.5, abs=2 * inner.pixel)


def test_read_zoom_shows_no_more_than_was_stored() -> None:
    written, stored = zoom.Zoom(ask="write").images()
    n = zoom.TIMES
    assert stored.shape == written.shape
    assert (stored[::n, ::n] == written[::n, ::n]).all()
    height, width = (size // n * n for size in stored.shape)
    blocks = stored[:height, :width].reshape(height // n, n, width // n, n)
    assert (blocks == blocks[:, :1, :, :1]).all()
    fine = (written[:height, :width].reshape(height // n, n, width // n, n)).std(axis=(1, 3))
    assert np.median(fine) > 10


@pytest.mark.parametrize("letter", ["A", "B"])
def test_side_lobes_count_twice_in_the_harmonic_which_builds_up_on_the_way(letter: str) -> None:
    scene = harmonic.Harmonic(ask="which", harmonic=letter)  # type: ignore[arg-type]
    for times in (1, 2):
        field = scene.field(harmonic=times == 2)
        setting = field.setting
        found = [model.levels(field, seed) for seed in range(1, 6)]
        cyst, near, liver = (
            float(np.mean([mean(one, setting, x, z, half) for one in found]))
            for x, z, half in ((0, 30, 3), (10, 6, 1), (12, 42, 3))
        )
        assert liver == pytest.approx(0, abs=1)
        assert cyst == pytest.approx(-13 * times, abs=1.5)
        assert near == pytest.approx(20 * math.log10(6 / 15) if times == 2 else 0, abs=1.5)
        assert setting.frequency == times * scene.transmit
    assert scene.solve().answer == letter
    asked = harmonic.Harmonic(ask="frequency", transmit=2.5).solve()
    assert number(asked.answer) == pytest.approx(5)
