"""Numbers on the shipped deck's cards that a rule gives, worked out a second time.

Calculations and scenes have tests of their own. Of all other notes with a figure in the answer or
under it, either the figure is worked out here, or it is one that only a source can give: a limit,
a measurement, a convention, a date.
"""

import math
import re

import pytest

from sonodeck import anki, project
from sonodeck.questions import Note, QuestionNote
from tests.browsing import ROOT

SPEED = 1540.0
FAT, MUSCLE, TISSUE, AIR = 1.38e6, 1.70e6, 1.63e6, 430.0
"""Impedances in rayl, as in tables of textbooks."""


def cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))


def reflected(z1: float, z2: float) -> float:
    return ((z2 - z1) / (z1 + z2)) ** 2


def mean_of_paraboloid(steps: int = 10_000) -> float:
    """Of 1 - r², over the cross-section of a round vessel with the radius 1."""
    middles = ((at + 0.5) / steps for at in range(steps))
    return sum((1 - r * r) * 2 * r / steps for r in middles)


# A key, a figure or a word of its back, and what it comes to.
COMPUTED = [
    ("formula.period.formula", "0.2 µs", 1 / 5e6 * 1e6),
    ("formula.wavelength-soft-tissue.formula", "1.54", SPEED * 1e3 / 1e6),
    ("formula.wavelength-soft-tissue.formula", "0.31 mm", SPEED / 5e6 * 1e3),
    ("qa.assumed-speed.ask", "1.54 mm/µs", SPEED * 1e3 / 1e6),
    ("qa.amplitude-doubled.ask", "four times", 2**2),
    ("qa.plus-3-db.ask", "2", 10 ** (3 / 10)),
    ("qa.plus-3-db.ask", "6 dB", 20 * math.log10(2)),
    ("qa.frequency-attenuation.ask", "doubles", 0.5 * 2 / 0.5),
    ("term.half-value-layer.meaning", "3 dB", 10 * math.log10(2)),
    ("qa.attenuation-rule.ask", "8 cm", 2 * 4),
    ("formula.half-value-layer.formula", "6", 3 / 0.5),
    ("formula.half-value-layer.formula", "2 cm", 3 / 0.5 / 3),
    ("qa.fat-muscle.ask", "1%", 100 * reflected(FAT, MUSCLE)),
    ("qa.rayleigh-power.ask", "16 times", 2**4),
    ("qa.thirteen.ask", "13 µs", 2 * 0.01 / SPEED * 1e6),
    ("formula.frame-rate.formula", "77,000", SPEED * 100 / 2),
    ("formula.highest-prf.formula", "77,000", SPEED * 100 / 2),
    ("qa.audible.ask", "2.6 kHz", 2 * 2e6 * 1 / SPEED / 1e3),
    ("doppler-angle.sixty.shift", "half", cos(60)),
    ("doppler-angle.sixty.shift", "0.5", cos(60)),
    ("doppler-angle.parallel.shift", "180 degrees", math.degrees(math.acos(-cos(0)))),
    ("doppler-angle.right-angle.shift", "zero", cos(90)),
    ("qa.angle-error.ask", "18%", 100 * (cos(60) / cos(65) - 1)),
    ("qa.angle-error.ask", "32%", 100 * (cos(70) / cos(75) - 1)),
    ("qa.angle-error.ask", "6%", 100 * (cos(30) / cos(35) - 1)),
    ("qa.angle-left-at-zero.ask", "50%", 100 * cos(60) / cos(0)),
    ("qa.ri-absent.ask", "1", (80 - 0) / 80),
    ("qa.diameter-error.ask", "21%", 100 * (1.1**2 - 1)),
    ("formula.volume-flow.formula", "60", 60.0),
    ("qa.radius-halved.ask", "16", (1 / 0.5) ** 4),
    ("qa.parabolic-mean.ask", "half", mean_of_paraboloid()),
    ("qa.baseline-max.ask", "twice", (1 - -1) / 1),
]
WORDS = {"four times": 4, "doubles": 2, "twice": 2, "half": 0.5, "zero": 0}


@pytest.fixture(scope="module")
def notes() -> dict[str, Note]:
    compiled: anki.Compiled = project.compile_deck(ROOT / "decks" / "sonography")
    return {str(note.about.key): note for note in compiled.notes}


def back(note: Note) -> str:
    """The answer and what stands under it."""
    answer = note.right[0] if isinstance(note, QuestionNote) and note.right else ""
    shown = str(note.answer) if isinstance(note, QuestionNote) else ""
    return "\n".join((answer, shown, *note.about.details))


@pytest.mark.parametrize(("key", "shown", "computed"), COMPUTED)
def test_it_is_what_the_rule_gives(
    key: str, shown: str, computed: float, notes: dict[str, Note]
) -> None:
    assert re.search(rf"(?<![\d.]){re.escape(shown)}(?!\d)", back(notes[key]), re.IGNORECASE)
    if shown in WORDS:
        value = WORDS[shown]
    else:
        value = float(re.split(r"[^\d,.]", shown)[0].replace(",", ""))
    places = len(str(value).partition(".")[2]) if value != round(value) else 0
    assert round(computed, places) == pytest.approx(value, abs=1e-9), computed


def test_more_than_is_true_of_what_is_more(notes: dict[str, Note]) -> None:
    assert "more than 99%" in back(notes["qa.tissue-air.ask"]).lower()
    assert reflected(TISSUE, AIR) > 0.99


# What only a source can give: these kinds whole, and these notes.
GIVEN_KINDS = frozenset(
    [
        "body-measurement",
        "exam",
        "formula",
        "index-range",
        "prerequisite",
        "ranking",
        "recommendation",
        "requirement",
        "safety-limit",
        "stenosis-grade",
        "training-path",
    ]
)
GIVEN = frozenset(
    [
        "artifact.slice-thickness.cure",
        "artifact.spectral-mirroring.cause",
        "control.sweep-speed.does",
        "convention.black-line.meaning",
        "list.abdomen-complete.items.all",
        "list.biophysical-profile.items.all",
        "mode.power.angle",
        "open-list.posture.items.all",
        "qa.bulb-reversal.ask",
        "qa.crown-rump.ask",
        "qa.derating.ask",
        "qa.fat-is-slow.ask",
        "qa.hip-age.ask",
        "qa.ispta-720.ask",
        "qa.matrix.ask",
        "qa.no-color.ask",
        "qa.reynolds-limit.ask",
        "qa.student-spi.ask",
        "qa.tendon-against-doppler.ask",
        "qa.tissue-air.ask",
        "qa.tissue-phantom.ask",
        "qa.tissue-signal.ask",
        "qa.unscanned.ask",
        "term.anisotropy.meaning",
        "term.duty-factor.meaning",
        "term.ultrasound.meaning",
    ]
)


def test_a_figure_is_worked_out_or_of_a_kind_that_sources_give(notes: dict[str, Note]) -> None:
    with_figures = {
        key
        for key, note in notes.items()
        if key.split(".")[0] not in {"calculation", "scene", *GIVEN_KINDS}
        and re.search(r"\d", back(note))
    }
    assert with_figures - {key for key, _, _ in COMPUTED} == GIVEN
