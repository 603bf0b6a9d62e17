"""Calculations: exact arithmetic, formulas, and the numbers of the day on every side."""

import decimal
import math
import re
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path

import anki.collection  # noqa: F401 - first: anki.cards alone fails on a circular import
import pytest
from anki.cards import Card as AnkiCard
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from sonodeck import project
from sonodeck.anki import Compiled, release
from sonodeck.common.ranking import options_on, study_day, variant_on
from sonodeck.pages import listing
from sonodeck.pages import preview as previews
from sonodeck.questions import QuestionNote, Words
from sonodeck.sheets.calculations import exact, expressions, solved
from sonodeck.sheets.calculations.quantities import Quantity
from sonodeck.sheets.calculations.reading import calculation
from sonodeck.sheets.calculations.writing import written
from sonodeck.sheets.yamltext import Plain
from sonodeck.study.quiz import session, view
from sonodeck.study.quiz.compiling import cards
from sonodeck.study.quiz.state import Known, Moment, Wanted
from sonodeck.study.reviews import new_id
from tests.browsing import ROOT, build_bundle, student, write_site
from tests.test_cards import options, reasons, show

sys.path.insert(0, str(ROOT / "docs"))
from draw_cards import imported

DOSES = ROOT / "tests" / "decks" / "doses"
KEY = "calculation.volume.result"
DAYS = [date(2026, 5, 1) + timedelta(days=n) for n in range(8)]


# arithmetic

FRACTIONS = st.fractions(-1000, 1000, max_denominator=1000)


@pytest.mark.parametrize(
    "name", ["sin", "cos", "tan", "asin", "acos", "exp", "ln", "log10", "ceil"]
)
@given(FRACTIONS)
def test_functions_agree_with_those_of_the_machine(name: str, number: Fraction) -> None:
    angles = {"sin", "cos", "tan"}
    try:
        found = float(getattr(exact, name)(number))
        of = math.log if name == "ln" else getattr(math, name)
        value = float(number)
        theirs = of(math.radians(value)) if name in angles else of(value)
        theirs = math.degrees(theirs) if name in {"asin", "acos"} else theirs
    except (exact.Undefined, ValueError, OverflowError):
        return
    assert math.isclose(found, theirs, rel_tol=1e-9, abs_tol=1e-9)


@given(st.fractions(0, 10**6, max_denominator=1000), st.fractions(-3, 3, max_denominator=7))
def test_powers_agree_with_those_of_the_machine(base: Fraction, exponent: Fraction) -> None:
    if base:
        found = float(exact.power(base, exponent))
        assert math.isclose(found, float(base) ** float(exponent), rel_tol=1e-9)


@given(FRACTIONS)
def test_a_root_of_a_square_is_exact(number: Fraction) -> None:
    assert exact.root(number**2) == abs(number)


def test_what_has_an_exact_value_has_it_in_any_surroundings() -> None:
    """Nothing depends on how many digits the program around it computes with."""
    with decimal.localcontext(decimal.Context(prec=3)):
        assert exact.cos(Fraction(60)) == exact.sin(Fraction(30)) == Fraction(1, 2)
        assert exact.cos(Fraction(90)) == exact.sin(Fraction(180)) == 0
        assert exact.tan(Fraction(45)) == 1
        assert exact.asin(Fraction(1, 2)) == 30
        assert exact.log10(Fraction(1, 1000)) == -3
        # https://oeis.org/A002193, https://oeis.org/A002392
        assert str(exact.root(Fraction(2)) * 10**20)[:20] == "14142135623730950488"
        assert int(exact.ln(Fraction(10)) * 10**30) == 2302585092994045684017991454684


@pytest.mark.parametrize(
    ("number", "wanted", "shown"),
    [
        ("0.6", 3, "0.6"), ("12.345", 3, "12.3"), ("12.35", 3, "12.4"), ("0.0996", 2, "0.1"),
        ("-6.02", 2, "\u22126"), ("12500", 3, "12,500"), ("1540", 4, "1540"), ("0", 2, "0"),
        ("99.96", 3, "100"), ("0.00071", 2, "0.00071"), ("-0.05", 1, "\u22120.05"),
    ],
)  # fmt: skip
def test_figures(number: str, wanted: int, shown: str) -> None:
    rounded = exact.to_figures(Fraction(number), wanted)
    assert exact.shown(rounded, comma=False) == shown
    turned = shown.translate(str.maketrans(",.", ".,"))
    assert exact.shown(rounded, comma=True) == turned


@given(st.fractions(-(10**6), 10**6), st.integers(1, 6))
def test_rounding_keeps_to_its_figures(number: Fraction, wanted: int) -> None:
    rounded = exact.to_figures(number, wanted)
    figures = exact.figures(rounded)
    assert figures is not None
    assert figures <= wanted
    if number:
        error = abs(rounded - number) / abs(number)
        assert error <= Fraction(1, 2) / 10 ** (wanted - 1)


# formulas

NODES = st.recursive(
    st.one_of(st.integers(1, 9).map(str), st.sampled_from(["a", "b"])),
    lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
    ),
    max_leaves=12,
)


@given(NODES)
def test_formulas_come_to_what_python_makes_of_them(text: str) -> None:
    given_ = {"a": Fraction(3, 7), "b": Fraction(-2)}
    inputs = {name: Quantity(value) for name, value in given_.items()}
    formula = expressions.formula(text, frozenset(given_))
    of = re.sub(r"\d+", r"Fraction(\g<0>)", text)
    try:
        theirs = eval(of, {"Fraction": Fraction, **given_})  # noqa: S307 - made here
    except ZeroDivisionError:
        with pytest.raises(exact.Undefined):
            expressions.result(formula, inputs)
        return
    assert expressions.result(formula, inputs) == theirs


@given(NODES)
def test_a_formula_as_written_by_hand_is_the_same_formula(text: str) -> None:
    """What the back shows can be read again, and comes to the same."""
    names = frozenset("ab")
    formula = expressions.formula(text, names)
    by_hand = written(formula.node, {"a": "(3 ÷ 7)", "b": "(0 − 2)"}, comma=False)
    inputs = {"a": Quantity(Fraction(3, 7)), "b": Quantity(Fraction(-2))}
    try:
        value = expressions.result(formula, inputs)
    except exact.Undefined:
        return
    assert expressions.result(expressions.formula(by_hand, names), {}) == value


FORMULAS = """
ceil(7 / 2) | 4 | ceil(7 ÷ 2)
2 + 3 * 4 | 14 | 2 + 3 × 4
-2^2 | -4 | −2²
2^3^2 | 512 | 2^(3²)
2 * -3 | -6 | 2 × (−3)
8 / 4 / 2 | 1 | 8 ÷ 4 ÷ 2
8 / (4 / 2) | 4 | 8 ÷ (4 ÷ 2)
8 - (4 - 2) | 6 | 8 − (4 − 2)
1540 m/s / 5 MHz in mm | 0.308 | 1540 m/s ÷ 5 MHz
0.5 dB/cm/MHz * 4 MHz * 5 cm in dB | 10 | 0.5 dB/cm/MHz × 4 MHz × 5 cm
cos(60°) | 0.5 | cos 60°
asin(0.5) in ° | 30 | arcsin 0.5
10 * log10(100) in dB | 20 | 10 × log 100
sqrt(16 mm²) in mm | 4 | √(16 mm²)
4 × 3² ÷ 2 | 18 | 4 × 3² ÷ 2
2 µs / 200 μs in % | 1 | 2 µs ÷ 200 μs
4 * 3^2 in mmHg | 36 | 4 × 3²
(3 MHz / 1 MHz) ^ 2 | 9 | (3 MHz ÷ 1 MHz)²
100% * 0.5^3 in % | 12.5 | 100% × 0.5³
10%^2 in % | 1 | (10%)²
77000 cm/s / (5 cm * 140) in Hz | 110 | 77,000 cm/s ÷ (5 cm × 140)
"""


@pytest.mark.parametrize("row", [row for row in FORMULAS.splitlines() if row])
def test_formulas(row: str) -> None:
    text, value, by_hand = row.split(" | ")
    if "²" in text:
        text = re.sub(r"(?<=\d)²", "^2", text)
    formula = expressions.formula(text, frozenset())
    assert expressions.result(formula, {}) == Fraction(value)
    assert written(formula.node, {}, comma=False) == by_hand


def test_what_a_deck_with_decimal_commas_shows() -> None:
    plain: Plain = {
        "ask": "Wie lang ist {f}?",
        "inputs": {"f": ["2,5 MHz"]},
        "answer": "0.5 * 77000 / f / 77000 in µs",
    }
    made = calculation(plain, comma=True)
    assert solved(made, made.sets[0]).working == "0,5 × 77.000 ÷ 2,5 MHz ÷ 77.000 = 0,2 µs"


# notes


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    made = project.compile_deck(DOSES)
    assert made.found == ()
    return made


def notes_of(compiled: Compiled) -> list[QuestionNote]:
    found = [note for note in compiled.notes if isinstance(note, QuestionNote) and note.variants]
    assert found
    return found


@pytest.mark.parametrize("deck", [DOSES, ROOT / "decks" / "sonography"], ids=lambda deck: deck.name)
def test_every_set_of_numbers_is_a_clean_question(deck: Path) -> None:
    for note in notes_of(project.compile_deck(deck)):
        every = note.all_variants()
        assert 3 <= len(every) <= 12, note.about.key
        assert len({one.question for one in every}) == len(every)
        for one in every:
            assert isinstance(one.answer, Words)
            assert one.about.key == note.about.key
            assert one.answer.text in one.about.details[0]
            if one.options:
                assert one.options.count(one.answer.text) == 1
                assert [bool(why) for why in one.why] == [o != one.answer.text for o in one.options]
                sizes = [figure(option) for option in one.options]
                assert sizes == sorted(sizes)
                for small, large in combinations(sizes, 2):
                    assert large - small >= 0.02 * max(abs(large), abs(small))


def figure(text: str) -> float:
    """The number at the beginning of a text."""
    match = re.match(r"−?[\d.,]+", text)
    assert match, text
    return float(match.group().replace("−", "-").replace(",", ""))


def test_the_place_of_the_right_option_gives_nothing_away(compiled: Compiled) -> None:
    note = next(note for note in compiled.notes if note.about.key == KEY)
    assert isinstance(note, QuestionNote)
    places = {one.options.index(one.right[0]) for one in note.all_variants()}
    assert len(places) > 1


def test_days_that_follow_each_other_show_all_numbers() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(400)]
    shown = [variant_on(day, KEY, 12) for day in days]
    assert all(15 < shown.count(at) < 60 for at in range(12))
    assert sum(one == other for one, other in pairwise(shown)) < 70
    assert {variant_on(day, KEY, 1) for day in days} == {0}


# on all sides


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of a copy: a build writes its lock there."""
    folder = tmp_path_factory.mktemp("doses")
    shutil.copytree(DOSES, folder / "deck")
    path = folder / "doses.apkg"
    built, _ = release.build(project.compile_deck(folder / "deck"), path, int(time.time()))
    assert built is not None
    return path


@pytest.fixture(scope="module")
def anki_cards(package: Path) -> Iterator[dict[str, AnkiCard]]:
    with imported(package) as collection:
        found = [collection.get_card(one) for one in collection.find_cards("")]
        yield {card.note()["Key"]: card for card in found}


def page_on(browser: Browser, day: date, *, scripts: bool = True) -> Page:
    context = browser.new_context(
        timezone_id="UTC", viewport={"width": 320, "height": 600}, java_script_enabled=scripts
    )
    if scripts:
        context.clock.set_fixed_time(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return context.new_page()


def text(page: Page, path: str) -> str:
    return page.locator(path).first.inner_text()


def test_a_card_of_anki_shows_the_numbers_of_the_day_on_both_sides(
    browser: Browser, compiled: Compiled, anki_cards: dict[str, AnkiCard]
) -> None:
    questions = set()
    for note in notes_of(compiled):
        card = anki_cards[note.about.key]
        for day in DAYS:
            every = note.all_variants()
            today = every[variant_on(day, note.about.key, len(every))]
            stored = today.options
            order = options_on(day, note.about.key, stored, ordered=today.ordered)
            page = page_on(browser, day)
            for side in (card.question(), card.answer()):
                show(page, card, side)
                assert text(page, ".question") == today.question
                assert options(page) == [stored[at] for at in order]
                assert not page.locator(".variants").is_visible()
                assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
            assert page.locator(".answer").text_content() == today.right[0]
            assert page.locator(".answer").is_visible() == (not stored)
            assert text(page, ".details").split("\n")[0] == today.about.details[0]
            told = {o: why for o, why in zip(stored, today.why, strict=False) if why}
            assert reasons(page) == told
            questions.add(today.question)
            page.context.close()
    assert len(questions) > 8


def test_a_page_that_runs_scripts_while_it_is_read_shows_the_same(
    browser: Browser, compiled: Compiled, anki_cards: dict[str, AnkiCard]
) -> None:
    """As AnkiDroid does: the front's script runs before the answer is there."""
    note = notes_of(compiled)[0]
    every = note.all_variants()
    for day in DAYS[:4]:
        today = every[variant_on(day, note.about.key, len(every))]
        page = page_on(browser, day)
        page.set_content(f'<body class="card">{anki_cards[note.about.key].answer()}</body>')
        assert text(page, ".question") == today.question
        assert page.locator(".options li.right").all_text_contents() == [today.right[0]]
        assert text(page, ".details").split("\n")[0] == today.about.details[0]
        page.context.close()


def test_without_scripts_the_first_numbers_stand_there_whole(
    browser: Browser, compiled: Compiled, anki_cards: dict[str, AnkiCard]
) -> None:
    for note in notes_of(compiled):
        page = page_on(browser, DAYS[0], scripts=False)
        page.set_content(f'<body class="card">{anki_cards[note.about.key].answer()}</body>')
        assert text(page, ".question") == note.question
        assert options(page) == list(note.options)
        assert text(page, ".answer") == note.right[0]
        assert text(page, ".details").split("\n")[0] == note.about.details[0]
        told = dict(zip(note.options, note.why, strict=False))
        for term, reason in zip(
            page.locator(".why-not dt:visible").all_inner_texts(),
            page.locator(".why-not dd:visible").all_inner_texts(),
            strict=True,
        ):
            assert told[term] == reason
        shown = page.locator("body").inner_text()
        for other in note.variants:
            assert other.question not in shown
        page.context.close()


def test_anki_sorts_and_finds_by_the_first_question(
    anki_cards: dict[str, AnkiCard], compiled: Compiled
) -> None:
    for note in notes_of(compiled):
        card = anki_cards[note.about.key]
        assert card.note().fields[card.note_type()["sortf"]] == note.question
        variants = card.note()["Variants"]
        assert variants.count("<section>") == len(note.variants)


def moment(day: date) -> Moment:
    noon = datetime(day.year, day.month, day.day, 12).astimezone()
    now = int(noon.timestamp() * 1000)
    assert study_day(now) == day
    return Moment(
        now=now, today=now, tomorrow=now + 10**8, after_tomorrow=now + 2 * 10**8, day=day,
        id=new_id(),
    )  # fmt: skip


def test_the_terminal_shows_the_same(compiled: Compiled) -> None:
    assert compiled.knowledge is not None
    note = next(one for one in notes_of(compiled) if one.about.key == KEY)
    every = note.all_variants()
    known = Known(states={}, suspended=frozenset(), retention=0.9)
    for day in DAYS:
        today = every[variant_on(day, KEY, len(every))]
        at = moment(day)
        labels = compiled.knowledge.deck.labels
        one = session.begin(cards(compiled), known, Wanted(), at, labels)
        order = options_on(day, KEY, today.options, ordered=today.ordered)
        front = [block.text for block in view.view(one, at) if isinstance(block, view.Line)]
        assert front == [today.question, *(today.options[place] for place in order)]
        letter = "abcd"[[today.options[place] for place in order].index(today.right[0])]
        told, _ = session.press(one, letter, at)
        back = [block.text for block in view.view(told, at) if isinstance(block, view.Line)]
        assert "Right." in back
        assert today.about.details[0] in back
        assert listing.note_as_text(compiled, KEY, day).count(today.question) == 1
        assert "── on other days (11)" in listing.note_as_text(compiled, KEY, day)


def test_the_site_and_the_preview_show_the_same(
    browser: Browser, compiled: Compiled, tmp_path: Path
) -> None:
    build_bundle()
    note = next(one for one in notes_of(compiled) if one.about.key == KEY)
    every = note.all_variants()
    site = write_site(DOSES, tmp_path / "site")
    preview = tmp_path / "preview.html"
    preview.write_text(previews.page(compiled).html, "utf-8")
    for day in DAYS[:4]:
        today = every[variant_on(day, KEY, len(every))]
        order = options_on(day, KEY, today.options, ordered=today.ordered)
        ordered = [today.options[at] for at in order]
        noon = datetime(day.year, day.month, day.day, 12).astimezone()
        with student(browser, site) as one:
            one.page.clock.set_fixed_time(noon)
            one.opens("quiz")
            one.page.locator(".card .question").get_by_text(today.question).wait_for()
            assert (
                one.page.locator(".options li").evaluate_all(
                    "nodes => nodes.map(node => node.innerText.trim())"
                )
                == ordered
            )
            one.page.keyboard.press("abcd"[ordered.index(today.right[0])])
            one.page.locator(".details").get_by_text(today.about.details[0]).wait_for()
            assert one.page.locator(".card .question").inner_text() == today.question
        page = browser.new_page()
        page.clock.set_fixed_time(noon)
        page.goto(preview.as_uri())
        frame = page.frame_locator("#cards")
        shown = frame.locator(f'[id="{KEY}"] .question').all_inner_texts()
        assert shown == [today.question] * 2
        page.close()


def test_the_same_deck_gives_the_same_bytes(compiled: Compiled, tmp_path: Path) -> None:
    again = project.compile_deck(DOSES)
    fields = [[one.filled.fields for one in made.packed] for made in (compiled, again)]
    assert fields[0] == fields[1]
