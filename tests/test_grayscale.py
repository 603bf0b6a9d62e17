"""Gray-scale images: what is drawn is what the parameters say, and the same bytes everywhere."""

import math
import struct
import zlib
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonodeck.scenes import model, pixels, png
from sonodeck.scenes.grayscale.cyst import Cyst
from sonodeck.scenes.late import Whole
from sonodeck.scenes.model import Field, Setting


def powers(found: Whole) -> np.ndarray:
    return 10 ** (found / 100)


def mean(found: Whole, setting: Setting, x: float, z: float, half: float = 2) -> float:
    """The mean power around a place, in dB."""
    column, row = (x + setting.width / 2) / setting.pixel, z / setting.pixel
    reach = half / setting.pixel
    part = found[
        round(row - reach) : round(row + reach), round(column - reach) : round(column + reach)
    ]
    return float(10 * np.log10(np.mean(10 ** (part / 100))))


def test_bytes_do_not_depend_on_where_they_are_made() -> None:
    """Any machine, any Python, any numpy; .ci/bytes runs it on all that it finds."""
    field = Field(Setting())
    field.paint(field.disc(0, 16, 7), -60, 0)
    field.paint(field.disc(0, 21, 2), 20, 15)
    field.point(10, 30, 30)
    made = png.png(model.shades(model.levels(field, 7), field.setting))
    assert sha256(made).hexdigest() == (
        "82245248995039a324e2fd04a6248851a26ee11565c279eb6856d345e7a3982b"
    )


# a second implementation, in real numbers and by another road: blur by Fourier transform


def levels_again(field: Field, seed: int) -> np.ndarray:
    setting = field.setting
    rows, columns = field.echo.shape
    normal, noise = (
        pixels.normal(one, (2, rows, columns)) / 256 / math.sqrt(2) for one in (seed, seed + 1)
    )
    scatter = (normal[0] + 1j * normal[1]) * 10 ** (field.echo / 200)
    z = (np.arange(rows) + 0.5) * setting.pixel

    def gaussian(size: int, width: float) -> np.ndarray:
        at = np.minimum(np.arange(size), size - np.arange(size)) * setting.pixel
        kernel = np.exp(-(at**2) / (2 * (width / 2.3548) ** 2))
        return np.fft.fft(kernel / math.sqrt((kernel**2).sum()))

    scatter = np.fft.ifft(
        np.fft.fft(scatter, axis=0) * gaussian(rows, setting.pulse)[:, None], axis=0
    )
    for row in range(rows):
        own = gaussian(columns, setting.beam(z[row]))
        scatter[row] = np.fft.ifft(np.fft.fft(scatter[row]) * own)
    loss = np.cumsum(field.attenuation / 1000, axis=0) * 2 * setting.frequency * setting.pixel / 10
    faded = scatter * 10 ** (-loss / 20) + (noise[0] + 1j * noise[1]) * 10 ** (setting.noise / 20)
    gains = 2 * 0.5 * setting.frequency * z / 10 + setting.gain
    return 10 * (20 * np.log10(np.abs(faded)) + gains[:, None])  # type: ignore[no-any-return]


PLACES = st.tuples(st.floats(-12, 12), st.floats(12, 38))


@settings(max_examples=15)
@given(PLACES, st.floats(5, 8), st.floats(-50, 15), st.floats(0, 2), st.integers(1, 999))
def test_levels_are_those_of_another_program(
    place: tuple[float, float], radius: float, echo: float, attenuation: float, seed: int
) -> None:
    field = Field(Setting())
    field.paint(field.disc(*place, radius), echo, attenuation)
    own, other = model.levels(field, seed), levels_again(field, seed)
    for x, z in (
        place,
        (place[0], place[1] + radius + 4),
        (place[0] + 17 - 34 * (place[0] > 0), 20),
    ):
        if z < 46:
            assert mean(own, field.setting, x, z) == pytest.approx(
                mean(other, field.setting, x, z), abs=0.5
            )


def test_the_level_of_liver_is_the_same_at_every_depth() -> None:
    field = Field(Setting())
    found = model.levels(field, 3)
    for z in range(5, 46, 5):
        assert mean(found, field.setting, 0, z, 4) == pytest.approx(0, abs=1.2)


@pytest.mark.parametrize(("gap", "apart"), [(0.2, False), (0.55, True), (0.6, True), (1.0, True)])
def test_the_gap_between_pins_closes_where_the_pulse_says(gap: float, apart: bool) -> None:
    """At 5 MHz and two cycles half the spatial pulse length is 0.308 mm."""
    setting = Setting(pixel=0.05, width=8, depth=16, focus=8, top=12, range=30)
    field = Field(setting)
    field.paint(field.box(), -50)
    field.point(0, 8 - gap / 2, 30)
    field.point(0, 8 + gap / 2, 30)
    column = model.levels(field, 1)[:, round(4 / 0.05)]
    first, second = round((8 - gap / 2) / 0.05), round((8 + gap / 2) / 0.05)
    dip = min(column[first], column[second]) - column[first : second + 1].min()
    assert bool(dip > 30) is apart, dip


def test_a_slider_lifts_its_band() -> None:
    setting = Setting(sliders=(0, 0, 0, 0, 12, 0, 0, 0))
    found, plain = (model.levels(Field(one), 5) for one in (setting, Setting()))
    lifted = (found - plain).mean(axis=1) / 10
    middle = [lifted[round((at + 0.5) / 8 * len(lifted))] for at in range(8)]
    assert middle[4] == pytest.approx(12, abs=0.6)
    assert max(middle[:4] + middle[5:]) < 0.6


def test_finer_speckle_at_a_higher_frequency() -> None:
    def grain(frequency: float) -> float:
        found = model.levels(Field(Setting(frequency=frequency, pixel=0.1)), 2).astype(float)
        found -= found.mean()
        return float((found[:, :-4] * found[:, 4:]).mean() / (found * found).mean())

    assert grain(3) > grain(10) + 0.2


def test_enhancement_is_what_the_formula_says() -> None:
    """2 (0.5 - a) f t / 10 dB: +8, 0 and -8 behind 12 mm at 7 MHz."""
    for order in ("fluid first", "fluid second", "fluid third"):
        scene = Cyst(ask="which", order=order, seed=4)
        found = model.levels(scene.field(), 4)
        behind = {
            content: mean(found, scene.field().setting, (at - 1) * 13, 35, 3)
            for at, content in enumerate(scene.contents())
        }
        assert behind["fluid"] == pytest.approx(8.4, abs=1.5)
        assert behind["tissue"] == pytest.approx(0, abs=1.5)
        assert behind["dense"] == pytest.approx(-8.4, abs=1.5)
        assert "ABC"[scene.contents().index("fluid")] == scene.solve().answer


@given(st.integers(1, 40).map(lambda n: 2 * n), st.integers(1, 400), st.integers(0, 1 << 30))
def test_a_png_holds_its_shades(width: int, height: int, seed: int) -> None:
    shades = np.random.default_rng(seed).integers(0, 16, (height, width), np.uint8)
    data = png.png(shades)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, {}
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            name + body
        )
        chunks[name] = body
        at += 12 + length
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width // 2 + 1)
    assert not rows[:, 0].any()
    unpacked = np.stack([rows[:, 1:] >> 4, rows[:, 1:] & 15], axis=2).reshape(height, width)
    assert (unpacked == shades).all()
