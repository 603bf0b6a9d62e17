"""Measured traces: each picture is read back, each answer computed a second way."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

import numpy as np
import pytest
import yaml

from sonodeck import scenes
from sonodeck.questions.choosing import Wrong, arranged, computed
from sonodeck.questions.notes import Key, Offered
from sonodeck.scenes import FAMILIES, Impossible, Scene, read
from sonodeck.scenes.traces import (
    hepatic,
    hprf,
    index,
    jet,
    phases,
    profile,
    reflux,
    stenosis,
    upstroke,
    vein,
    volume,
)
from sonodeck.scenes.traces.parts import circulation, lumen, screen, waves
from sonodeck.scenes.traces.parts.circulation import Artery
from tests import spectra
from tests.test_grayscale_artifacts import number
from tests.wellmade import LARGEST, refused

SHEET = Path(__file__).parents[1] / "decks" / "sonography" / "doppler-traces.yaml"
FACTS = yaml.load(SHEET.read_text("utf-8"), yaml.BaseLoader)["facts"]  # noqa: S506, only texts
ALL: Mapping[str, Mapping[str, str]] = {one["id"]: one["scene"] for one in FACTS}
RIGHT = 248.0
"""Edge of the spectra that carry the labels."""


@cache
def scene(key: str) -> Scene:
    return read(ALL[key])


def of(family: str, *asks: str) -> list[str]:
    """The notes of the sheet that ask this."""
    return [key for key, one in ALL.items() if one["family"] == family and one["ask"] in asks]


def outer(picture: str, which: int = 0, *, upward: bool = True) -> np.ndarray:
    """The envelope of a spectrum as a person reads it off the labels, column by column."""
    one = spectra.read(picture)[which]
    right = max(found.left + found.width for found in spectra.read(picture))
    slope, start = spectra.velocities(picture, right)
    found: np.ndarray = slope * spectra.edge(one, upward=upward) + start
    return found


def peak(picture: str, which: int = 0) -> float:
    return float(np.nanmax(outer(picture, which)))


def exact(claimed: float, picture: str) -> object:
    """Within one percent of what is claimed, or the pixel that it falls into."""
    right = max(found.left + found.width for found in spectra.read(picture))
    slope, _ = spectra.velocities(picture, right)
    return pytest.approx(claimed, abs=max(0.01 * abs(claimed), abs(slope) * 0.625 + 0.01))


# all of them


@pytest.mark.parametrize("key", ALL)
def test_each_question_has_its_answer_and_two_small_pictures(key: str) -> None:
    solved, drawn = scene(key).solve(), scene(key).draw()
    assert solved.answer in solved.options
    assert len(set(solved.options)) == len(solved.options) >= 2
    assert set(solved.slips) <= set(solved.options) - {solved.answer}
    assert drawn.front != drawn.back
    assert max(len(drawn.front.encode()), len(drawn.back.encode())) <= LARGEST
    said = ("psv", "edv", "time", "pressure")  # what is read off is what is said of the picture
    if len(solved.answer) > 2 and ALL[key]["ask"] not in said:
        assert not re.search(rf"\b{re.escape(solved.answer)}\b", drawn.seen, re.IGNORECASE)
    assert drawn == read(ALL[key]).draw()


SAMPLES: Sequence[Mapping[str, str]] = [
    {"family": "index", "ask": "pi", "psv": "80", "edv": "20", "mean": "40"},
    {"family": "upstroke", "ask": "which"},
    {"family": "stenosis", "ask": "ratio", "before": "50"},
    {"family": "jet", "ask": "upstream", "peak": "3"},
    {"family": "profile", "ask": "spectrum", "gate": "wall"},
    {"family": "hprf", "ask": "extra"},
    {"family": "volume", "ask": "flow"},
    {"family": "phases", "ask": "phases", "bed": "limb"},
    {"family": "vein", "ask": "breath"},
    {"family": "reflux", "ask": "time"},
    {"family": "hepatic", "ask": "way"},
]


def test_bytes_do_not_depend_on_where_they_are_made() -> None:
    """Any machine, any Python, any numpy: both sides of a scene of each family."""
    drawn = [read(one).draw() for one in SAMPLES]
    made = sha256("".join(one.front + one.back for one in drawn).encode()).hexdigest()
    assert made == "26db5d7d0f5adbec55364404ff03574f98f84dffeb710448cba6324da59c400d"


def test_no_wrong_number_could_be_the_right_one_misread() -> None:
    for key in ALL:
        solved = scene(key).solve()
        right = solved.sizes.get(solved.answer)
        for text, size in solved.sizes.items():
            if text != solved.answer and right is not None:
                assert abs(size - right) > 0.1 * max(abs(size), abs(right)), (key, text)


def test_the_right_number_stands_at_every_place_among_the_others() -> None:
    """As cards show them: of four places none has more than half of the right ones."""
    places: Counter[int] = Counter()
    for key in ALL:
        solved = scene(key).solve()
        if not solved.sizes:
            continue
        own = {text: ("", size, 0) for text, size in solved.sizes.items()}
        offers = [
            Wrong(text=text, offered=Offered(said=text), why=solved.slips.get(text, ""),
                  size=own[text])
            for text in solved.options if text != solved.answer
        ]  # fmt: skip
        name = Key(f"scene.{key}.ask")
        wrong = computed(name, own[solved.answer], offers, ())
        shown = arranged(name, solved.answer, own[solved.answer], wrong).texts
        assert any(one.why for one in wrong), key
        places[shown.index(solved.answer)] += 1
    assert len(places) == 4
    assert max(places.values()) <= sum(places.values()) / 2


def test_letters_are_right_about_as_often() -> None:
    """Over each family: no letter more than twice as often as another, give or take one."""
    for family in {one["family"] for one in ALL.values()}:
        answers = [scene(key).solve() for key, one in ALL.items() if one["family"] == family]
        for options in {one.options for one in answers if max(map(len, one.options)) == 1}:
            counts = Counter(one.answer for one in answers if one.options == options)
            if sum(counts.values()) > 1:
                assert max(counts.values()) <= 2 * min(counts[one] for one in options) + 1, family


@pytest.mark.parametrize(
    ("plain", "parameter"),
    [
        ({"family": "index", "ask": "ri", "psv": "83", "edv": "20"}, "psv"),
        ({"family": "index", "ask": "pi", "psv": "80", "edv": "20"}, "mean"),
        ({"family": "index", "ask": "pi", "psv": "80", "edv": "20", "mean": "75"}, "mean"),
        ({"family": "index", "ask": "sd", "psv": "80", "edv": "0"}, "edv"),
        ({"family": "index", "ask": "psv", "psv": "120", "edv": "20"}, "high"),
        ({"family": "index", "ask": "rate", "psv": "80", "edv": "20", "period": "0.75"}, "period"),
        ({"family": "upstroke", "ask": "time", "rise": "70"}, "rise"),
        ({"family": "upstroke", "ask": "time", "psv": "40", "edv": "30"}, "psv"),
        ({"family": "stenosis", "ask": "ratio", "wide": "6", "narrow": "1"}, "narrow"),
        ({"family": "stenosis", "ask": "velocity", "wide": "6", "narrow": "2", "before": "60"},
         "before"),
        ({"family": "stenosis", "ask": "ratio", "wide": "5", "narrow": "3", "before": "41"},
         "before"),
        ({"family": "jet", "ask": "pressure", "peak": "3.3"}, "peak"),
        ({"family": "jet", "ask": "upstream", "peak": "3", "before": "2"}, "before"),
        ({"family": "profile", "ask": "flow", "letter": "C"}, "letter"),
        ({"family": "profile", "ask": "mean", "peak": "65"}, "peak"),
        ({"family": "hprf", "ask": "extra", "gate": "12", "prf": "6"}, "prf"),
        ({"family": "hprf", "ask": "extra", "gate": "12", "prf": "15"}, "prf"),
        ({"family": "hprf", "ask": "extra", "gate": "7.5"}, "gate"),
        ({"family": "hprf", "ask": "vessel", "gate": "14", "prf": "7", "letter": "C"}, "letter"),
        ({"family": "volume", "ask": "flow", "mean": "22"}, "mean"),
        ({"family": "volume", "ask": "error", "diameter": "4", "outer": "8"}, "outer"),
        ({"family": "phases", "ask": "higher", "bed": "kidney", "other": "face"}, "other"),
        ({"family": "phases", "ask": "carotid", "bed": "limb", "other": "face"}, "bed"),
        ({"family": "reflux", "ask": "time", "time": "0.5"}, "time"),
        ({"family": "reflux", "ask": "verdict", "time": "1", "vessel": "femoral vein"}, "time"),
        ({"family": "index", "ask": "ri", "psv": "80", "edv": "0"}, "edv"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_with_a_way_out(plain: dict[str, str], parameter: str) -> None:
    refused(plain, parameter)


def drawn_at_random(family: str, count: int) -> Iterator[Scene]:
    """Scenes of a family from all over its ranges, as far as it takes them."""
    dice = Random(family)  # noqa: S311, no secret
    for _ in range(100 * count):
        plain = {"family": family}
        for one in scenes.parameters(FAMILIES[family]):
            if not one.required and dice.random() < 0.3:
                continue
            if isinstance(one.form, scenes.Number):
                step = dice.choice((1, 5, 10, 0.2, 0.5, 50))
                value = round(dice.uniform(one.form.low, one.form.high) / step) * step
                plain[one.name] = f"{min(max(value, one.form.low), one.form.high):.2f}"
            else:
                plain[one.name] = dice.choice(one.words)
        try:
            made = read(plain)
        except Impossible as found:
            assert found.parameter in plain or found.hint
            continue
        yield made
        count -= 1
        if not count:
            return
    raise AssertionError("hardly any parameters are taken")


@pytest.mark.parametrize("family", sorted({one["family"] for one in SAMPLES}))
def test_whatever_is_taken_can_be_asked_and_lies_within_its_scale(family: str) -> None:
    for made in drawn_at_random(family, 15):
        solved, drawn = made.solve(), made.draw()
        assert solved.answer in solved.options, made
        assert len(set(solved.options)) == len(solved.options), made
        if solved.sizes:
            assert len(solved.options) >= 3, made
            assert set(solved.slips) == set(solved.options) - {solved.answer}, made
        for side in (drawn.front, drawn.back):
            assert len(side.encode()) <= LARGEST, made
            for one in spectra.read(side) if family != "hprf" else ():
                edges = one.shades[[0, -1]]  # speckle of noise only
                assert (edges > 0).mean() < 0.03, made


# the circulation, by Fourier series instead of steps in time


def by_frequency(artery: Artery, count: int = 400) -> np.ndarray:
    """The flow at the gate from the impedances of the parts at each harmonic."""
    fine = 16_000
    times = np.arange(fine) / fine * artery.period
    ejected = np.fft.rfft([circulation.ejection(time) for time in times])[:400]
    omega = 2j * math.pi * np.arange(400) / artery.period
    aorta = circulation.BODY / (1 + omega * circulation.BODY * circulation.AORTA)
    root = ejected * (circulation.IMPEDANCE + aorta)
    bed = artery.resistance / (1 + omega * artery.resistance * artery.bed)
    onward = artery.entry + omega * artery.inertance + bed
    wall = root / (1 + artery.stenosis * (omega * artery.wall + 1 / onward))
    whole = np.zeros(fine // 2 + 1, complex)
    whole[:400] = wall / onward
    flow: np.ndarray = np.fft.irfft(whole, fine)[:: fine // count]
    return flow


ARTERIES: Mapping[str, Artery] = {
    **{str(name): one for name, one in waves.BEDS.items()},
    "behind a stenosis": Artery(stenosis=12, wall=0.03),
    "narrow": Artery(stenosis=3),
}


@pytest.mark.parametrize("name", ARTERIES)
def test_the_circulation_is_that_of_another_program(name: str) -> None:
    own, other = np.array(circulation.flow(ARTERIES[name])), by_frequency(ARTERIES[name])
    assert np.abs(own - other).max() < 0.015 * other.max()
    assert own.mean() == pytest.approx(other.mean(), rel=0.01)


def test_what_papers_measured_on_phantoms_holds_for_the_model() -> None:
    """RI rises with distal, falls with proximal resistance, and with the rate (Sung, Halpern)."""

    def ri(artery: Artery) -> float:
        flow = by_frequency(artery)
        return float((flow.max() - flow[0]) / flow.max())

    rising = [ri(Artery(resistance=one)) for one in (4, 8, 16, 32)]
    assert rising == sorted(rising)
    falling = [ri(Artery(stenosis=one, wall=0.03)) for one in (1, 4, 8, 16)]
    assert falling == sorted(falling, reverse=True)
    assert ri(Artery(period=0.6)) < ri(Artery(period=1))


# read off a trace


@pytest.mark.parametrize("key", of("index", "psv", "edv", "ri", "pi", "sd"))
def test_indices_follow_from_what_is_read_off_the_picture(key: str) -> None:
    one = scene(key)
    assert isinstance(one, index.Index)
    front = one.draw().front
    found, fallen = outer(front), outer(front, upward=False)
    psv = float(np.nanmax(found))
    assert psv == exact(one.psv, front)
    foot = round(len(found) * (0.2 + one.period) / 2.2)
    # Reversed flow is read at its lower edge, absent flow is nothing at all.
    late = np.nanmin(found[foot - 4 : foot + 2]) if one.edv > 0 else np.nanmin(fallen)
    end = float(late) if one.edv else 0.0
    assert end == pytest.approx(one.edv, abs=max(0.03 * one.psv, 1))
    answer = number(one.solve().answer)
    match one.ask:
        case "psv":
            assert answer == pytest.approx(psv, rel=0.02)
        case "edv":
            assert answer == pytest.approx(end, abs=2)
        case "ri":
            assert answer == pytest.approx((psv - end) / psv, abs=0.03)
        case "sd":
            assert answer == pytest.approx(psv / end, rel=0.06)
        case "pi":
            beat = slice(foot, round(foot + len(found) * one.period / 2.2))
            mean = float(np.nanmean(found[beat]))
            assert mean == pytest.approx(one.mean, rel=0.04)
            assert answer == pytest.approx((psv - end) / mean, rel=0.05)
        case "rate":
            pytest.fail("is read along the other axis")


@pytest.mark.parametrize("mean", [33.0, 36.0, 40.0])
def test_the_mean_of_a_beat_is_its_area_over_its_time(mean: float) -> None:
    beat = waves.Beat(psv=80, edv=20, mean=mean)
    times = np.linspace(0, beat.period, 4001)
    area = np.trapezoid([beat.at(time) for time in times[:-1]] + [20], times)
    assert area / beat.period == pytest.approx(mean, abs=0.05)


@pytest.mark.parametrize("key", of("index", "rate"))
def test_the_rate_is_that_of_the_peaks(key: str) -> None:
    front = scene(key).draw().front
    found = np.nan_to_num(outer(front))
    peaks = [at for at in range(8, len(found) - 8) if found[at] > 0.93 * found.max()]
    starts = [at for at in peaks if at - 1 not in peaks]
    apart = np.diff(starts).mean() * 2.2 / len(found)
    assert number(scene(key).solve().answer) == pytest.approx(60 / apart, rel=0.02)


@pytest.mark.parametrize("key", of("upstroke", "time"))
def test_acceleration_time_is_read_from_foot_to_peak(key: str) -> None:
    front = scene(key).draw().front
    found = outer(front)
    first = found[: len(found) // 2]
    top = int(np.nanargmax(first))
    foot = max(at for at in range(top) if first[at] <= np.nanmin(first[:top]) + 1)
    took = (top - foot) * 1200 / len(found)
    assert number(scene(key).solve().answer) == pytest.approx(took, abs=14)


def test_behind_a_stenosis_the_upstroke_is_slow_and_the_peak_low() -> None:
    one = scene("tardus-parvus")
    assert isinstance(one, upstroke.Upstroke)
    free, behind = (by_frequency(artery) for artery in one.arteries())
    assert behind.argmax() > 2 * free.argmax()
    assert behind.max() < free.max() / 2
    front = one.draw().front
    peaks = [peak(front, 0), peak(front, 1)]
    assert "AB"[peaks.index(min(peaks))] == one.solve().answer
    assert min(peaks) == pytest.approx(behind.max() / 0.3, rel=0.03)


def test_where_the_narrowing_lies_can_be_seen() -> None:
    found = {}
    for place in ("upstream", "gate", "downstream"):
        front = upstroke.Upstroke(ask="sign", place=place).draw().front
        upper = outer(front)
        found[place] = (np.nanmax(upper), np.nanmin(upper[5:]) / np.nanmax(upper))
    assert found["gate"][0] > 5 * max(found["upstream"][0], found["downstream"][0])
    assert found["upstream"][1] > 0.5
    assert found["downstream"][1] < 0.2


# a narrowing


def walls(picture: str) -> tuple[np.ndarray, np.ndarray]:
    """The upper and the lower wall of the vessel, as drawn."""
    drawn = re.findall(r'<polyline points="([^"]+)" fill="none" stroke="#c9d1d8"', picture)
    one, two = (np.array([[float(n) for n in p.split(",")] for p in d.split()]) for d in drawn[:2])
    return one, two


@pytest.mark.parametrize(
    "key", of("stenosis", "velocity", "ratio", "diameter", "area", "narrowing")
)
def test_continuity_holds_in_the_picture(key: str) -> None:
    """From the drawn walls by integration over slices; from the drawn peaks."""
    one = scene(key)
    assert isinstance(one, stenosis.Stenosis)
    solved, drawn = one.solve(), one.draw()
    upper, lower = walls(drawn.front)
    bore = lower[:, 1] - upper[:, 1]
    share = float(bore.min() / bore.max())
    assert share == pytest.approx(one.narrow / one.wide, abs=0.02)
    radii = (np.arange(4000) + 0.5) / 4000
    areas = [float((2 * math.pi * r * r * radii / 4000).sum()) for r in (1, one.narrow / one.wide)]
    left = areas[1] / areas[0]
    answer = number(solved.answer.replace("%", " "))
    if one.ask == "diameter":
        assert answer == pytest.approx(100 * (1 - share), abs=2)
    if one.ask == "area":
        assert answer == pytest.approx(100 * (1 - left), abs=0.5)
    if one.ask in ("diameter", "area"):
        return
    first, second = peak(drawn.back, 0), peak(drawn.back, 1)
    assert first == exact(one.before, drawn.back)
    assert second == exact(one.before / left, drawn.back)
    expected = {
        "velocity": one.before / left,
        "ratio": 1 / left,
        "narrowing": 100 * (1 - left),
    }[one.ask]
    assert answer == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("key", of("jet", "pressure", "upstream"))
def test_the_gradient_is_the_kinetic_energy_of_blood(key: str) -> None:
    """Half the density times v² in SI units with 1060 kg/m³ and 133.3 Pa to a mmHg: 3.98 v²."""
    one = scene(key)
    assert isinstance(one, jet.Jet)
    front = one.draw().front
    found = [outer(front, at, upward=one.way == "toward") for at in range(len(spectra.read(front)))]
    reached = sorted(float(np.nanmax(abs(velocities))) for velocities in found)
    assert reached[-1] == pytest.approx(one.peak, rel=0.012)
    before = reached[0] if one.ask == "upstream" else 0
    if before:
        assert before == pytest.approx(one.before, abs=0.04)
    energy = 1060 / 2 * (reached[-1] ** 2 - before**2) / 133.322
    assert number(one.solve().answer) == pytest.approx(energy, rel=0.05)


# gates


@pytest.mark.parametrize("key", of("profile", "spectrum", "gate"))
def test_the_spectrum_holds_the_speeds_of_the_blood_in_the_gate(key: str) -> None:
    """Blood is strewn over the gate, its speeds counted; the trace begins and ends with them."""
    one = scene(key)
    assert isinstance(one, profile.Profile)
    first, last = lumen.GATES[one.gate]
    strewn = np.random.default_rng(1).uniform(first, last, 20_000)
    speeds = one.peak * (1 - strewn**2)
    front = one.draw().front
    at = "ABC".index(one.letter) if one.ask == "spectrum" else 0
    assert peak(front, at) == exact(float(speeds.max()), front)
    shades = spectra.read(front)[at].shades
    column = int(np.nanargmax(outer(front, at)))
    lit = np.flatnonzero(shades[:, column])
    filled = (lit.max() - lit.min()) / len(shades) * (screen.highest(one.peak) + 20) / one.peak
    assert bool(filled > 0.9 * speeds.max() / one.peak) is bool(speeds.min() < 0.1 * one.peak)
    assert one.order()["ABC".index(one.solve().answer)] == one.gate
    if one.ask == "spectrum":
        return
    beams, bars = gates_drawn(front)
    middle = np.array(beams["ABC".index(one.letter)]).mean(axis=0)
    ends = [bar.mean(axis=0) for bar in bars["ABC".index(one.letter)]]
    assert [y - 62 for _, y in ends] == pytest.approx([first * 40, last * 40], abs=0.11)
    for x, y in ends:  # on its beam
        assert x - middle[0] == pytest.approx(-(y - 62) / math.sqrt(3), abs=0.11)


def gates_drawn(picture: str) -> tuple[list[np.ndarray], list[tuple[np.ndarray, np.ndarray]]]:
    """The beams of a picture, and of each the two bars of its gate; the ends of all of them."""

    def lines(stroke: str) -> list[np.ndarray]:
        found = re.findall(rf'<polyline points="([^" ]+ [^" ]+)" fill="none" {stroke}', picture)
        return [np.array([[float(n) for n in p.split(",")] for p in one.split()]) for one in found]

    beams = lines(r'stroke="#aeb7c0" stroke-width="1" stroke-dasharray="2 3"')
    bars = lines(r'stroke="#(?:f2f4f6|6fd3ff)" stroke-width="2"/>')
    tilted = [one for one in bars if one[0, 0] != one[1, 0] and one[0, 1] != one[1, 1]]
    return beams, list(zip(tilted[::2], tilted[1::2], strict=True))


@pytest.mark.parametrize(
    "key", [*of("profile", "spectrum", "gate"), *of("stenosis", "velocity", "ratio", "narrowing")]
)
def test_beams_meet_flow_at_sixty_degrees_and_gates_lie_across_them(key: str) -> None:
    """The trace is above the baseline, so flow (to the right) comes toward the transducer."""
    beams, gates = gates_drawn(scene(key).draw().front)
    assert len(beams) == len(gates) > 0
    for beam, pair in zip(beams, gates, strict=True):
        down = beam[1] - beam[0]
        along = float(down[0] / np.hypot(*down))
        assert math.degrees(math.acos(-along)) == pytest.approx(60, abs=0.5)
        for bar in pair:
            across = bar[1] - bar[0]
            assert abs(float(across @ down)) < 0.03 * np.hypot(*across) * np.hypot(*down)


@pytest.mark.parametrize("key", of("stenosis", "velocity", "ratio", "narrowing"))
def test_gate_2_lies_where_the_lumen_is_narrowest(key: str) -> None:
    front = scene(key).draw().front
    upper, lower = walls(front)
    narrowest = upper[np.argmin(lower[:, 1] - upper[:, 1]), 0]
    _, (_, second) = gates_drawn(front)
    assert float(np.mean(second, axis=(0, 1))[0]) == pytest.approx(narrowest, abs=0.1)


def test_the_mean_of_a_parabola_is_half_its_peak() -> None:
    one = scene("parabola-mean")
    assert isinstance(one, profile.Profile)
    side = np.linspace(-1, 1, 1001)
    inside = (square := side[None, :] ** 2 + side[:, None] ** 2) <= 1
    mean = float((one.peak * (1 - square[inside])).mean())
    assert number(one.solve().answer) == pytest.approx(mean, rel=0.005)
    assert peak(one.draw().front) == exact(one.peak, one.draw().front)


def depths(gate: float, prf: float) -> list[float]:
    """From where echoes of any pulse arrive while the gate is open, by counting pulses, cm."""
    opened = 2 * gate / 154_000
    sent = [-k / (prf * 1000) for k in range(10)]
    return [
        (opened - gate_pulse) * 154_000 / 2
        for gate_pulse in (-one for one in sent)
        if opened - gate_pulse > 0
    ]


@pytest.mark.parametrize("key", of("hprf", "extra", "vessel"))
def test_extra_gates_are_where_later_pulses_come_back_from(key: str) -> None:
    one = scene(key)
    assert isinstance(one, hprf.HighPrf)
    true, extra = depths(one.gate, one.prf)
    assert true == pytest.approx(one.gate)
    solved, drawn = one.solve(), one.draw()
    if one.ask == "extra":
        assert number(solved.answer) == pytest.approx(extra, abs=0.06)
    else:
        hit = min(one.vessels().items(), key=lambda pair: abs(pair[1] - extra))
        assert hit[0] == solved.answer
        others = [abs(deep - extra) for name, deep in one.vessels().items() if name != hit[0]]
        assert min(others) > 1.4
    (picture,) = spectra.read(drawn.front)
    black = picture.shades[:, picture.column(160)] == 0
    runs = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(black, 8).all(axis=1))
    starts = [at * 18 / len(black) for at in runs if at - 1 not in runs]
    vessels = [one.gate] if one.ask == "extra" else [*one.vessels().values()]
    assert starts == pytest.approx([deep - 7 / 12 for deep in vessels], abs=0.12)
    added = set(drawn.back.splitlines()) - set(drawn.front.splitlines())
    lines = [re.findall(r'points="[\d.]+,([\d.]+) [\d.]+,([\d.]+)"[^>]*stroke-width="2.5"', line)
             for line in added]  # fmt: skip
    ys = [float(y) for found in lines for pair in found for y in pair]
    middle = (sum(ys) / len(ys) - 24) / 216 * 18
    assert middle == pytest.approx(extra, abs=0.1)


def test_echo_times() -> None:
    for gate in (5.0, 8.0, 14.0):
        there_and_back = 2 * gate / 154_000
        time = number(hprf.HighPrf(ask="time", gate=gate).solve().answer)
        assert time == pytest.approx(there_and_back * 1e6, rel=0.005)


@pytest.mark.parametrize("key", of("volume", "flow"))
def test_volume_flow_is_what_rings_of_blood_carry(key: str) -> None:
    """A parabola summed over rings; its envelope is read off the picture."""
    one = scene(key)
    assert isinstance(one, volume.Volume)
    front = one.draw().front
    found = outer(front)
    columns = slice(round(len(found) * 0.15 / 2), round(len(found) * 0.95 / 2))
    envelope = float(np.nanmean(found[columns]))
    edges = np.linspace(0, one.diameter / 20, 2001)
    middles = (edges[1:] + edges[:-1]) / 2
    rings = math.pi * (edges[1:] ** 2 - edges[:-1] ** 2)
    carried = float((rings * envelope * (1 - (middles / edges[-1]) ** 2)).sum()) * 60
    answer = number(one.solve().answer.removeprefix("about "))
    assert answer == pytest.approx(carried, rel=0.06)
    radius = float(re.findall(r'<circle cx="70" cy="64" r="([\d.]+)" fill="#05080b"', front)[0])
    assert radius / 9 * 2 == pytest.approx(one.diameter, abs=0.03)


def test_calipers_at_the_outer_wall_count_twice() -> None:
    one = scene("volume-flow-calipers")
    assert isinstance(one, volume.Volume)
    radii = [float(r) for r in re.findall(r'<circle [^>]*r="([\d.]+)"', one.draw().front)]
    assert number(one.solve().answer) == pytest.approx((radii[0] / radii[1]) ** 2, abs=0.01)
    bars = re.findall(r'<rect x="8" y="1[58]0" width="([\d.]+)"', one.draw().back)
    assert float(bars[1]) / float(bars[0]) == pytest.approx(1.56, abs=0.01)


# arterial waveforms


def turns(curve: Sequence[float]) -> list[bool]:
    """The ways that blood flows over a beat, one after the other; hardly any flow is none."""
    least = 0.04 * max(curve)
    ways = [one > 0 for one in curve if abs(one) > least]
    return [way for at, way in enumerate(ways) if at == 0 or way != ways[at - 1]]


@pytest.mark.parametrize("key", of("phases", "phases", "term"))
def test_phases_are_counted_on_the_picture_and_in_another_program(key: str) -> None:
    one = scene(key)
    assert isinstance(one, phases.Phases)
    drawn = one.draw()
    count = len(turns(by_frequency(waves.BEDS[one.bed]).tolist()))
    assert peak(drawn.front) == exact(one.peak, drawn.front)
    below = np.nanmin(outer(drawn.front, upward=False))
    assert bool(below < -0.1 * one.peak) is (count > 1)
    words = {1: "One", 2: "Two", 3: "Three"}[count]
    term = "Monophasic" if count == 1 else "Multiphasic"
    assert one.solve().answer.startswith(words if one.ask == "phases" else term)
    numbers = re.findall(r'font-weight="bold">(\d)</text>', drawn.back)
    assert numbers == [str(at + 1) for at in range(count)]


@pytest.mark.parametrize("key", of("phases", "higher", "carotid", "limb"))
def test_the_higher_resistance_is_that_with_less_flow_at_the_end(key: str) -> None:
    one = scene(key)
    assert isinstance(one, phases.Phases)
    front = one.draw().front
    found = [np.nan_to_num(outer(front, at)) for at in (0, 1)]
    columns = [round(len(f) * 0.9 / 1.3) for f in found]
    ends = [f[c - 6 : c - 2].mean() / f.max() for f, c in zip(found, columns, strict=True)]
    least = "AB"[ends.index(min(ends))]
    assert (one.solve().answer == least) is (one.ask != "carotid")
    assert abs(ends[0] - ends[1]) > 0.15
    said = one.solve().reasoning
    curve = by_frequency(waves.BEDS[one.bed])
    left = float(curve[0] / curve.max())
    left = left if left > 0.04 else 0.0
    assert ("no flow" in said) is (left < 0.01)
    assert ("little forward flow" in said) is (0.01 < left < 0.3)
    assert number(said.split("index is ")[1].split(";")[0]) == pytest.approx(1 - left, abs=0.03)


def test_without_flow_late_in_diastole_nothing_is_drawn_there() -> None:
    for key in of("phases", "phases", "term"):
        one = scene(key)
        assert isinstance(one, phases.Phases)
        (picture,) = spectra.read(one.draw().front)
        late = [picture.column(8 + 240 * (0.1 + 0.8 * share) / 2) for share in (0.7, 0.95)]
        assert bool(picture.shades[:, late[0] : late[1]].any(axis=0).mean() > 0.5) is (
            one.bed != "stiff"
        )


# veins


@pytest.mark.parametrize("key", of("vein", "pattern"))
def test_the_rhythm_of_a_vein_is_in_its_spectrum(key: str) -> None:
    """The Fourier transform of the drawn envelope: a breath, a beat, or next to nothing."""
    found = np.nan_to_num(outer(scene(key).draw().front))
    strength = abs(np.fft.rfft(found - found.mean())) / found.mean() / len(found)
    top = int(strength.argmax())
    answer = scene(key).solve().answer
    if strength[top] < 0.05:
        assert answer == "Continuous"
    else:
        assert (
            answer
            == {True: "Phasic with breathing", False: "Pulsatile with the heartbeat"}[top / 8 < 0.5]
        )


def test_flow_from_the_leg_falls_while_breathing_in() -> None:
    """By the drawn curve of breathing, which is the volume of the lungs."""
    one = scene("breathing-in")
    assert isinstance(one, vein.Vein)
    back = one.draw().back
    (drawn,) = re.findall(r'<polyline points="([^"]+)" fill="none" stroke="#ffd23f"', back)
    breath = np.array([[float(n) for n in p.split(",")] for p in drawn.split()])
    volume_ = -breath[:, 1]
    flow = np.nan_to_num(outer(back))
    places = np.linspace(0, len(flow) - 1, len(volume_)).astype(int)
    assert np.corrcoef(volume_, flow[places])[0, 1] < -0.9
    bars = re.findall(r'<polyline points="([\d.]+),[\d.]+ [\d.]+,22 [\d.]+,22 ([\d.]+),', back)
    rising = []
    for left, right in bars:
        inside = (breath[:, 0] >= float(left)) & (breath[:, 0] <= float(right))
        rising.append(bool(volume_[inside][-1] > volume_[inside][0]))
    assert rising == ["AB"[at] == one.solve().answer for at in (0, 1)]


@pytest.mark.parametrize("key", of("reflux", "time", "verdict"))
def test_reflux_lasts_as_long_as_there_is_something_above_the_baseline(key: str) -> None:
    one = scene(key)
    assert isinstance(one, reflux.Reflux)
    front = one.draw().front
    found = outer(front)
    lasted = float((found > 3).sum()) * 4 / len(found)
    cutoff = {"great saphenous vein": 0.5}.get(one.vessel, 1.0)
    answer = one.solve().answer
    assert lasted == pytest.approx(one.time, abs=0.06)
    if one.ask == "time":
        assert number(answer) == pytest.approx(lasted, abs=0.06)
    else:
        assert answer.startswith("Reflux") is (lasted > cutoff)


def marks(picture: str) -> Iterator[tuple[str, float]]:
    """The letters at the waves and where they are."""
    for x, word in re.findall(
        r'<text x="([\d.]+)"[^>]*font-weight="bold">([KLMN])</text>', picture
    ):
        yield word, float(x)


@pytest.mark.parametrize("key", of("hepatic", "wave"))
def test_the_waves_follow_their_part_of_the_ecg(key: str) -> None:
    """By the drawn ECG: a before the R spike, the others after it; by the drawn trace: its way."""
    one = scene(key)
    assert isinstance(one, hepatic.Hepatic)
    front = one.draw().front
    (ecg,) = re.findall(r'<polyline points="([^"]+)" fill="none" stroke="#7be495"', front)
    points = np.array([[float(n) for n in p.split(",")] for p in ecg.split()])
    spikes = [points[at, 0] for at in range(1, len(points) - 1)
              if points[at, 1] < points[:, 1].min() + 1 and points[at, 1] <= points[at + 1, 1]
              and points[at, 1] < points[at - 1, 1]]  # fmt: skip
    beat = np.diff(spikes).mean()
    place = dict(marks(front))[one.solve().answer]
    after = (place - spikes[0]) / beat % 1
    expected = {"a": (0.9, 1.0), "S": (0.1, 0.3), "v": (0.35, 0.5), "D": (0.5, 0.7)}[one.wave]
    assert expected[0] < after < expected[1]
    (picture,) = spectra.read(front)
    column = picture.column(place)
    up = np.nan_to_num(outer(front))[column - 1 : column + 2].max()
    down = np.nan_to_num(outer(front, upward=False))[column - 1 : column + 2].min()
    assert bool(up > 3) is (one.wave in "av")
    assert bool(down < -15) is (one.wave in "SD")


def test_only_the_small_waves_run_back() -> None:
    one = scene("hepatic-way")
    assert isinstance(one, hepatic.Hepatic)
    front = one.draw().front
    found = np.nan_to_num(outer(front))
    (picture,) = spectra.read(front)
    back = sorted(word for word, x in marks(front) if found[picture.column(x)] > 3)
    assert one.solve().answer == " and ".join(back)
