"""Cards in a real browser: the order of options, the way back without scripts, narrow screens."""

import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import anki.collection  # first: anki.cards alone fails on a circular import
import pytest
from anki.cards import Card
from playwright.sync_api import Browser, Page

from sonodeck import project
from sonodeck.anki import release
from sonodeck.common.ranking import options_on

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from draw_cards import START_SCRIPTS, imported, reviewer_page  # noqa: E402


@dataclass(frozen=True, slots=True)
class Deck:
    """An imported deck: its cards by key and number, and a browser to show them in."""

    collection: anki.collection.Collection
    browser: Browser

    def choices(self) -> list[Card]:
        found = self.collection.find_cards("Options:_* card:Question")
        return [self.collection.get_card(card_id) for card_id in found]


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Deck]:
    folder = tmp_path_factory.mktemp("elements")
    for file in (ROOT / "tests" / "decks" / "elements").rglob("*"):
        if file.is_file() and file.name != "deck.lock":
            target = folder / file.relative_to(ROOT / "tests" / "decks" / "elements")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
    package = folder / "elements.apkg"
    built, _ = release.build(project.compile_deck(folder), package, int(time.time()))
    assert built is not None
    with imported(package) as collection:
        yield Deck(collection, browser)


def show(page: Page, card: Card, side: str) -> None:
    """A side of a card as Anki puts it there: scripts run after insertion."""
    page.set_content(reviewer_page(card, night=False))
    page.evaluate("side => { document.getElementById('qa').innerHTML = side; }", side)
    page.evaluate(START_SCRIPTS)


def options(page: Page) -> list[str]:
    """The options as they stand there, without what explains them."""
    texts: list[str] = page.locator(".options li").evaluate_all(
        """nodes => nodes.map(node => {
          const bare = node.cloneNode(true);
          bare.querySelector('.why')?.remove();
          return bare.textContent;
        })"""
    )
    return texts


def reasons(page: Page) -> dict[str, str]:
    """What stands under each option that has a reason."""
    pairs: list[tuple[str, str]] = page.locator(".options li:has(.why)").evaluate_all(
        "nodes => nodes.map(one => [one.firstChild.textContent, one.lastChild.textContent])"
    )
    return dict(pairs)


def told(card: Card) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card.note()["Why not"]))


@pytest.fixture
def page(deck: Deck) -> Iterator[Page]:
    context = deck.browser.new_context(viewport={"width": 320, "height": 568})
    requests: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    yield page
    context.close()
    assert [url for url in requests if not url.startswith(("about:", "data:"))] == []


def test_front_and_back_show_the_options_in_one_order(deck: Deck, page: Page) -> None:
    cards = deck.choices()
    assert cards
    for card in cards:
        show(page, card, card.question())
        front = options(page)
        show(page, card, card.answer())
        assert options(page) == front
        assert sorted(front) == sorted(re.findall(r"<li>(.*?)</li>", card.note()["Options"]))
        assert page.locator(".options li.right").all_text_contents() == [card.note()["Answer"]]
        assert not page.locator(".answer").is_visible()


def test_the_order_changes_from_day_to_day(deck: Deck) -> None:
    card = deck.choices()[0]
    orders = set()
    for day in range(1, 13):
        context = deck.browser.new_context()
        context.clock.set_fixed_time(f"2026-05-{day:02}T12:00:00")
        page = context.new_page()
        show(page, card, card.question())
        orders.add(tuple(options(page)))
        context.close()
    assert len(orders) > 1


def test_the_order_of_a_day_is_that_of_the_terminal(deck: Deck) -> None:
    """Numbers rise or fall, other options stand by rank; a day begins at 4 o'clock on all sides."""
    cards = deck.choices()
    assert {"<ol>", "<ul>"} == {card.note()["Options"][:4] for card in cards}
    ways = set()
    for moment, day in (
        ("2026-05-02T03:59:00", date(2026, 5, 1)),
        ("2026-05-02T04:01:00", date(2026, 5, 2)),
        ("2026-05-03T12:00:00", date(2026, 5, 3)),
    ):
        context = deck.browser.new_context(timezone_id="America/New_York")
        context.clock.set_fixed_time(f"{moment}-04:00")
        page = context.new_page()
        for card in cards:
            stored = re.findall(r"<li>(.*?)</li>", card.note()["Options"])
            ordered = card.note()["Options"].startswith("<ol>")
            order = options_on(day, card.note()["Key"], stored, ordered=ordered)
            for side in (card.question(), card.answer()):
                show(page, card, side)
                assert options(page) == [stored[at] for at in order]
            if ordered:
                ways.add(order == sorted(order))
        context.close()
    assert ways == {True, False}


def test_under_each_wrong_option_stands_what_it_is_right_for(deck: Deck, page: Page) -> None:
    for card in deck.choices():
        show(page, card, card.question())
        assert card.note()["Why not"]
        assert page.locator(".why, .why-not").count() == 0
        assert not any(text in card.question() for text in told(card).values())
        show(page, card, card.answer())
        assert reasons(page) == told(card)
        assert page.locator(".options li.right .why").count() == 0
        assert not page.locator(".why-not").is_visible()


def test_a_reason_that_finds_no_option_stays_in_its_list(deck: Deck, page: Page) -> None:
    """A student corrected an option and left its reason as it was."""
    card = deck.choices()[0]
    (first, reason), *others = told(card).items()
    show(page, card, card.answer().replace(f"<dt>{first}</dt>", "<dt>another text</dt>"))
    assert reasons(page) == dict(others)
    assert page.locator(".why-not dd:visible").all_inner_texts() == [reason]


def test_without_scripts_nothing_is_lost(deck: Deck) -> None:
    context = deck.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    card = deck.choices()[0]
    page.set_content(f'<body class="card">{card.answer()}</body>')
    stored = re.findall(r"<li>(.*?)</li>", card.note()["Options"])
    assert options(page) == stored
    assert page.locator(".answer").inner_text() == card.note()["Answer"]
    assert page.locator(".answer").is_visible()
    assert page.locator(".why-not dt:visible").all_inner_texts() == list(told(card))
    assert page.locator(".why-not dd:visible").all_inner_texts() == list(told(card).values())
    context.close()


def test_no_card_is_wider_than_a_small_phone(deck: Deck, page: Page) -> None:
    for card_id in deck.collection.find_cards(""):
        card = deck.collection.get_card(card_id)
        for side in (card.question(), card.answer()):
            show(page, card, re.sub(r'src="[^"]*"', "", side))
            wide = page.evaluate("() => document.documentElement.scrollWidth")
            assert wide <= 320, card.note()["Key"]


def test_a_card_leaves_no_globals_behind(deck: Deck, page: Page) -> None:
    card = deck.choices()[0]
    page.set_content(reviewer_page(card, night=False))
    before = page.evaluate("() => Object.keys(window).length")
    page.evaluate("side => { document.getElementById('qa').innerHTML = side; }", card.answer())
    page.evaluate(START_SCRIPTS)
    assert page.evaluate("() => Object.keys(window).length") == before


def test_the_script_is_written_for_the_oldest_web_views() -> None:
    script = (ROOT / "src" / "sonodeck" / "anki" / "cardlook" / "options.js").read_text("utf-8")
    assert not re.search(
        r"\b(let|const|class|async|of)\b|=>|`|\?\.|\.includes\(", re.sub(r"//.*", "", script)
    )
