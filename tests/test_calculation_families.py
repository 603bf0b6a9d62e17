"""The calculations of the shipped deck, worked out a second time by a program of its own.

It reads what a card says, as a student does: the quantities in the question, in SI units, in their
order. A formula of its own gives the result in SI units, which the answer must come to; no wrong
option may. It shares nothing with the arithmetic that made the notes.
"""

import math
import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from sonodeck import project
from sonodeck.questions import QuestionNote
from tests.browsing import ROOT

UNITS = {
    "": 1, "%": 0.01, "°": 1, "dB": 1, "dB/cm": 100, "dB/cm/MHz": 1e-4,
    "Hz": 1, "kHz": 1e3, "MHz": 1e6, "µs": 1e-6, "ms": 1e-3, "mm": 1e-3, "cm": 1e-2,
    "cm/s": 1e-2, "m/s": 1, "mm/µs": 1e3, "cm²": 1e-4, "mW": 1e-3, "mW/cm²": 10, "W/cm²": 1e4,
    "kg/m³": 1, "Mrayl": 1e6, "mmHg": 1, "MPa": 1,
}  # fmt: skip
_ANY = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True) if unit)
_QUANTITY = re.compile(rf"(?<![\w.])(−?\d[\d,]*(?:\.\d+)?) ?({_ANY})?(?![\w²³])")
SPEED = 1540.0
PER_CM = 13e-6 / 0.01


def quantities(text: str) -> list[float]:
    """The quantities that a text names, in SI units."""
    return [
        float(figure.replace("−", "-").replace(",", "")) * UNITS[unit]
        for figure, unit in _QUANTITY.findall(text)
    ]


def reflected(z1: float, z2: float) -> float:
    return ((z2 - z1) / (z1 + z2)) ** 2


def shift(f: float, v: float, a: float, c: float) -> float:
    return 2 * f * v * math.cos(math.radians(a)) / c


def predictive(se: float, sp: float, p: float) -> float:
    return se * p / (se * p + (1 - sp) * (1 - p))


def doublings(decibels: float) -> float:
    """By the rule of thumb: 3 dB is a factor of 2, 10 dB one of 10."""
    return next(
        math.ldexp(10**b, a) for a in range(4) for b in range(4) if 3 * a + 10 * b == decibels
    )


# For each fact: the result of the quantities in its question, constants among them, in their order.
FORMULAS: dict[str, Callable[..., float]] = {
    "period": lambda f: 1 / f,
    "frequency": lambda t: 1 / t,
    "wavelength": lambda c, f: c / f,
    "wavelength-elsewhere": lambda c, f: c / f,
    "decibels-of-a-rise": lambda k: 10 * math.log10(k),
    "decibels-of-a-fall": lambda k: 10 * math.log10(k),
    "ratio-of-decibels": doublings,
    "intensity-of-amplitude": lambda k: k * k,
    "intensity-of-less-amplitude": lambda k: k * k,
    "intensity": lambda p, a: p / a,
    "pulse-duration": lambda n, f: n / f,
    "pulse-length": lambda c, n, f: n * c / f,
    "prp": lambda f: 1 / f,
    "prf": lambda t: 1 / t,
    "prp-for-a-depth": lambda d, _: PER_CM * d,
    "depth-of-a-prp": lambda t, _: t / PER_CM,
    "duty-factor": lambda pd, prp: pd / prp,
    "attenuation-coefficient": lambda k, f: k * f,
    "attenuation-one-way": lambda f, d, k: k * f * d,
    "attenuation-of-an-echo": lambda f, d, k: 2 * k * f * d,
    "half-value-layer": lambda k, f: 3 / (k * f),
    "share-after-half-value-layers": lambda n: 1 / 2**n,
    "impedance": lambda rho, c: rho * c,
    "reflected-share": reflected,
    "transmitted-share": lambda r: 1 - r,
    "echo-time": lambda d, _: PER_CM * d,
    "echo-depth": lambda t, _: t / PER_CM,
    "echo-path": lambda d: 2 * d,
    "bandwidth": lambda lo, hi: hi - lo,
    "center-frequency": lambda lo, hi: (lo + hi) / 2,
    "q-factor": lambda f, b: f / b,
    "fractional-bandwidth": lambda f, b: b / f,
    "element-frequency": lambda t, c: c / t / 2,
    "element-thickness": lambda f, c: c / f / 2,
    "near-zone": lambda d, w: d * d / 4 / w,
    "axial-resolution": lambda n, f, c: n * c / f / 2,
    "axial-resolution-of-a-pulse": lambda l_: l_ / 2,
    "frame-rate": lambda d, l_, z, half: half / (d * l_ * z),
    "frame-time": lambda fr: 1 / fr,
    "frame-time-of-lines": lambda l_, d, _: PER_CM * d * l_,
    "frame-rate-changed": lambda fr, k: fr / k,
    "gray-shades": lambda b: 2**b,
    "bits-for-shades": lambda n: next(b for b in range(20) if 2**b >= n),
    "compression": lambda r, k: r - k,
    "tgc-slope": lambda k, f: 2 * k * f,
    "second-harmonic": lambda f: 2 * f,
    "averaging": math.sqrt,
    "speed-error": lambda d, c, assumed: d * assumed / c,
    "reverberation": lambda d, _one, k: d * k,
    "enhancement": lambda t, k, f: 2 * k * f * t,
    "mirror-copy": lambda m, z: m + (m - z),
    "range-ambiguity": lambda prf, d, c: d - c / prf / 2,
    "doppler-shift": lambda v, f, a, c: shift(f, v, a, c),
    "doppler-velocity": lambda f, a, fd, c: fd / shift(f, 1, a, c),
    "highest-prf": lambda c, d: c / (2 * d),
    "unaliased-velocity": lambda prf, f, a, c: prf / 2 / shift(f, 1, a, c),
    "mechanical-index": lambda p, f: p / math.sqrt(f / 1e6),
    "spta-of-sppa": lambda i, df: i * df,
    "beam-uniformity": lambda sp, sa: sp / sa,
    "sata-of-spta": lambda i, k: i / k,
    "distance-error": lambda real, shown: shown / real - 1,
    "speed-reading-error": lambda real, shown: shown / real - 1,
    "sensitivity": lambda tp, fn, _fp, _tn: tp / (tp + fn),
    "specificity": lambda _tp, _fn, fp, tn: tn / (tn + fp),
    "positive-predictive-value": lambda tp, _fn, fp, _tn: tp / (tp + fp),
    "negative-predictive-value": lambda _tp, fn, _fp, tn: tn / (tn + fn),
    "accuracy": lambda tp, fn, fp, tn: 1 - (fn + fp) / (tp + fn + fp + tn),
    "predictive-value-and-prevalence": predictive,
    "accuracy-of-a-useless-test": lambda p: 1 - p,
    "bernoulli": lambda v: 4 * v**2,
}


@cache
def notes() -> dict[str, QuestionNote]:
    compiled = project.compile_deck(ROOT / "decks" / "sonography")
    return {
        note.about.key.split(".")[1]: note
        for note in compiled.notes
        if isinstance(note, QuestionNote) and note.variants
    }


def test_every_calculation_is_worked_out_again() -> None:
    assert FORMULAS.keys() == notes().keys()


def variants(fact: str) -> Iterator[tuple[QuestionNote, float]]:
    """Each set of numbers, and the result that the second program has for it."""
    for note in notes()[fact].all_variants():
        yield note, FORMULAS[fact](*quantities(note.question))


@pytest.mark.parametrize("fact", FORMULAS)
def test_the_answer_is_right_and_no_other_option(fact: str) -> None:
    for note, value in variants(fact):
        (right,) = note.right
        (shown,) = quantities(right)
        # Half of the last figure that is shown; 3 dB stands for 3.01.
        least = 0.5 * UNITS[unit_of(right)] * 10 ** -decimals(right)
        assert math.isclose(shown, value, rel_tol=0.005, abs_tol=least * 1.0001), note.question
        for wrong in set(note.options) - {right}:
            (own,) = quantities(wrong)
            assert not math.isclose(own, value, rel_tol=0.02), (note.question, wrong)


def unit_of(text: str) -> str:
    found = _QUANTITY.search(text)
    assert found, text
    return found[2] or ""


def decimals(text: str) -> int:
    """Digits behind the point."""
    found = re.search(r"\.(\d+)", text)
    return len(found[1]) if found else 0


@pytest.mark.parametrize("fact", FORMULAS)
def test_the_back_shows_the_way_with_these_numbers(fact: str) -> None:
    """Figures of the question stand there again, but for tables, of which it takes a part."""
    for note, _ in variants(fact):
        working = note.about.details[0]
        assert note.right[0] in working
        figures = set(re.findall(r"\d+(?:\.\d+)?", note.question.replace(",", "")))
        lowered = working.translate({ord(sign): f" {n}" for n, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
        assert figures & set(re.findall(r"\d+(?:\.\d+)?", lowered.removesuffix(note.right[0])))
