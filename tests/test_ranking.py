"""Ranks are the same in Python and in the script of a card, which Chromium runs here."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

import sonodeck
from sonodeck.common.ranking import options_on, rank

SCRIPT = Path(sonodeck.__file__).parent / "anki" / "cardlook" / "options.js"
TEXTS = [
    "", "a", "b", "liver", "spleen", "sechs Ärzte", "Ωμέγα", "肝臓", "👩‍⚕️", "a\0b\0" + "2026-05-01",
    *(f"g;M/w}}f8Zq\0{card}\0{answers}" for card in (1, 2) for answers in range(1, 50)),
]  # fmt: skip


def test_the_rank_is_that_of_the_script(browser: Browser) -> None:
    source = SCRIPT.read_text("utf-8")
    function = source[source.index("function rank(") : source.index("function today(")]
    page = browser.new_page()
    ranks = page.evaluate(f"texts => {{ {function} return texts.map(rank); }}", TEXTS)
    assert ranks == [rank(text) for text in TEXTS]


@given(st.text(), st.lists(st.text(), unique=True, max_size=6), st.dates())
def test_the_order_of_options_is_an_order(key: str, options: list[str], day: date) -> None:
    order = options_on(day, key, options)
    assert sorted(order) == list(range(len(options)))
    assert order == options_on(day, key, options)


def test_numbers_rise_on_about_half_of_the_days() -> None:
    numbers = ["1 mm", "2 mm", "3 mm"]
    days = [date.fromordinal(738000 + day) for day in range(400)]
    orders = [options_on(day, "organ.a.size", numbers, ordered=True) for day in days]
    assert {tuple(order) for order in orders} == {(0, 1, 2), (2, 1, 0)}
    assert 150 < orders.count([0, 1, 2]) < 250


def test_each_option_comes_first_on_about_as_many_days() -> None:
    options = ["liver", "spleen", "kidney", "pancreas"]
    days = [date.fromordinal(738000 + day) for day in range(400)]
    firsts = [options_on(day, "organ.a.which", options)[0] for day in days]
    assert all(60 < firsts.count(at) < 140 for at in range(4))


LISTS = [
    ["A", "B"],
    ["A", "B", "C", "D"],
    ["C", "A", "B"],
    ["A", "B", "Neither"],
    ["a", "b"],
    ["liver", "spleen"],
]


@pytest.mark.parametrize("texts", LISTS, ids=" ".join)
def test_letters_of_a_picture_stand_as_in_the_alphabet(texts: list[str], browser: Browser) -> None:
    """A is never option B; where one option is more than a letter, the day decides as always."""
    items = "".join(f"<li>{text}</li>" for text in texts)
    side = f"<p class=key>scene.a.ask</p><div class=options><ul>{items}</ul></div>"
    shown = set()
    for day in range(1, 13):
        with browser.new_context(timezone_id="UTC") as context:
            context.clock.set_fixed_time(f"2026-05-{day:02}T12:00:00Z")
            page = context.new_page()
            page.set_content(f"<div class=sonodeck>{side}</div>")
            page.evaluate(SCRIPT.read_text("utf-8"))
            order = page.locator(".options li").all_text_contents()
            lettered = page.locator(".options ul.letters").count()
        places = options_on(date(2026, 5, day), "scene.a.ask", texts)
        assert order == [texts[at] for at in places]
        assert lettered == all(text in "ABCD" for text in texts)
        shown.add(tuple(order))
    only_letters = all(text in "ABCD" for text in texts)
    assert shown == {tuple(sorted(texts))} if only_letters else len(shown) > 1
