"""Spectra as pixels: the edge that is seen lies where the velocity says, and the same bytes."""

import math
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sonodeck.scenes import spectral
from sonodeck.scenes.spectral import Band, Plot
from tests import spectra

PLOT = Plot(left=8, top=20, width=236, height=160, seconds=3, high=100, low=-100)


def beat(peak: float, low: float = 0.2, at: float = 0.3) -> spectral.Curve:
    """Beats of 0.8 s: from ``low`` of the peak up to it, and slowly back."""

    def velocity(time: float) -> float:
        since = time % 0.8 - at
        return peak * (low + (1 - low) * math.exp(-((since / (0.06 if since < 0 else 0.12)) ** 2)))

    return velocity


def steady(velocity: float) -> spectral.Curve:
    return lambda _: velocity


def drawn(plot: Plot, *bands: Band, gain: float = 0, wall: float = 0) -> str:
    pixels = spectral.image(plot, bands, 3, gain=gain, wall=wall)
    return "\n".join([pixels, *spectral.axes(plot, 20)])


def outermost(picture: str, *, upward: bool, beats: slice = slice(None)) -> float:
    """The peak as a person reads it: the outer edge of the band against the labels."""
    (one,) = spectra.read(picture)
    slope, start = spectra.velocities(picture, one.left + one.width)
    found = slope * spectra.edge(one, upward=upward)[beats] + start
    return float(np.nanmax(found) if upward else np.nanmin(found))


def test_bytes_do_not_depend_on_where_they_are_made() -> None:
    """Any machine, any Python, any numpy."""
    made = spectral.image(PLOT, [Band(beat(90), 0.7)], 3, gain=6, wall=5)
    assert sha256(made.encode()).hexdigest() == (
        "a7e7a0a91c8a85e75ee7d91976699b661d306971b03e94feb2fd169c3c2bd9d3"
    )
    assert len(made) < 36_000


@settings(max_examples=40, deadline=None)
@given(st.integers(40, 95), st.sampled_from([-1, 1]), st.sampled_from([0.0, 0.4, 0.75]))
def test_the_envelope_is_exact_to_one_percent_at_the_peak(
    peak: int, way: int, window: float
) -> None:
    picture = drawn(PLOT, Band(beat(way * peak), window))
    assert outermost(picture, upward=way > 0) == pytest.approx(way * peak, rel=0.01)


def test_the_envelope_is_followed_all_along() -> None:
    picture = drawn(PLOT, Band(beat(80)))
    (one,) = spectra.read(picture)
    slope, start = spectra.velocities(picture, 244)
    found = slope * spectra.edge(one, upward=True) + start
    step = 3 / len(found)
    for column, velocity in enumerate(found):
        near = [beat(80)((column + share / 20) * step) for share in range(21)]
        assert min(near) - 0.5 <= velocity <= max(near) + 0.5


@pytest.mark.parametrize("window", [0.5, 0.8])
def test_a_clear_window_is_black_and_a_filled_one_is_not(window: float) -> None:
    plateau = Band(lambda _: 80.0, window)
    (one,) = spectra.read(drawn(PLOT, plateau))
    row = int((100 - 80 * (window - 0.02)) / 200 * len(one.shades))
    assert not one.shades[row : len(one.shades) // 2].any()
    (full,) = spectra.read(drawn(PLOT, Band(lambda _: 80.0)))
    assert full.shades[row : len(full.shades) // 2 - 1].all()


@given(st.integers(65, 110), st.integers(-20, 20))
@settings(max_examples=20, deadline=None)
def test_what_is_too_fast_goes_on_from_the_other_edge(peak: int, shift: int) -> None:
    plot = Plot(left=8, top=20, width=236, height=160, seconds=3, high=60 + shift, low=shift - 60)
    assume(5 < peak - plot.high < 100)
    landed = peak - 120
    (one,) = spectra.read(drawn(plot, Band(lambda _: float(peak), 0.95)))
    lit = np.flatnonzero(one.shades[:, 40] > 0)
    shown = plot.high - (plot.high - plot.low) * lit.min() / len(one.shades)
    assert shown == pytest.approx(landed, abs=1)
    (continuous,) = spectra.read(
        spectral.image(plot, [Band(lambda _: float(peak))], 3, sampled=False)
    )
    assert continuous.shades[0].all()
    assert not continuous.shades[-20:].any()


def test_the_wall_filter_works_on_what_is_sampled() -> None:
    """Nothing is left near the baseline, though it be flow at exactly the PRF."""
    for velocity in (30.0, 200.0):
        (one,) = spectra.read(drawn(PLOT, Band(steady(velocity)), wall=10))
        middle = len(one.shades) // 2
        reach = int(len(one.shades) * 10 / 200)
        assert not one.shades[middle - reach : middle + reach].any()
        assert one.shades[: middle - reach].any()


@pytest.mark.parametrize("gain", [-8.0, 4.0, 10.0])
def test_gain_blooms_by_one_percent_a_decibel(gain: float) -> None:
    (one,) = spectra.read(drawn(PLOT, Band(lambda _: 60.0), gain=gain))
    lit = (one.shades > 0).mean(axis=1)
    row = int(np.argmax(lit == 1))
    shown = 100 - 200 * row / len(one.shades)
    assert shown == pytest.approx(60 * (1 + gain / 100), abs=0.8)
    noise = (one.shades[:40] > 0).mean()
    assert noise == pytest.approx(math.exp(-(10 ** ((11 - gain) / 10))), abs=0.08)


def test_a_mirror_image_is_the_same_and_weaker() -> None:
    band = Band(beat(70), 0.6)
    (one,) = spectra.read(drawn(PLOT, band, band.mirrored()))
    upper, lower = np.split(one.shades, 2)
    assert ((upper > 0) == (lower[::-1] > 0)).mean() > 0.99
    assert upper[upper > 0].mean() > lower[lower > 0].mean() + 2


def test_the_axes_say_where_things_are() -> None:
    plot = Plot(left=8, top=20, width=236, height=160, seconds=2, high=80, low=-40, inverted=True)
    parts = "".join(spectral.axes(plot, 20))
    assert spectra.velocities(parts, 244) == pytest.approx((120 / 160, -95), abs=0.02)
    assert ">2 s<" in parts
    assert f'points="8,{20 + 160 * 80 / 120:.1f}' in parts
