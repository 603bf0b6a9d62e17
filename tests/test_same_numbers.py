"""A student who changes from the terminal to the site finds the same cards and the same numbers."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from sonodeck import project
from sonodeck.common import ranking
from sonodeck.study import stats
from sonodeck.study.quiz import plan
from sonodeck.study.quiz.cards import Card
from sonodeck.study.quiz.compiling import cards
from sonodeck.study.quiz.state import Known, Moment, Wanted
from sonodeck.study.reviews import Answer, Record, Retention, Suspension, Undo, new_id, schedule
from sonodeck.study.reviews import format as exchange
from sonodeck.study.reviews.opening import opened
from tests.browsing import ROOT, Student, build_bundle, student, write_site

DECK = ROOT / "tests" / "decks" / "elements"
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
NOW = int(NOON.timestamp() * 1000)
DAY = 86_400_000


@pytest.fixture(scope="module", autouse=True)
def _bundle() -> None:
    build_bundle()


def history(seed: int) -> list[Record]:
    """Half a year with two thirds of the deck, up to yesterday: answers, and all else there is."""
    chance = random.Random(seed)  # noqa: S311
    records: list[Record] = []
    compiled = project.compile_deck(DECK)
    for card in cards(compiled):
        if chance.random() < 0.33:
            continue
        at = NOW - chance.randrange(2, 180) * DAY
        while at < NOW - 1.5 * DAY:
            grade = schedule.GRADES[chance.choices((0, 1, 2, 3), (2, 2, 7, 1))[0]]
            cram = chance.random() < 0.05
            records.append(
                Answer(
                    id=new_id(), at=at, card=card.id, key=card.key,
                    grade=grade, took=3000, cram=cram,
                )
            )  # fmt: skip
            at += int(chance.choice((0.003, 1.1, 5, 20)) * DAY * chance.uniform(0.8, 1.2))
        records.append(_aside(chance, card, records[-1]))
    records.append(Retention(id=new_id(), at=NOW - 3 * DAY, deck=card.id.deck, value=0.85))
    return records


def _aside(chance: random.Random, card: Card, last: Record) -> Record:
    """Now and then a card is suspended (and taken up again), or its last answer taken back."""
    at = NOW - 2 * DAY
    if chance.random() < 0.1:
        return Undo(id=new_id(), at=at, of=last.id)
    return Suspension(
        id=new_id(), at=at, card=card.id, key=card.key, suspended=chance.random() < 0.1
    )


@contextmanager
def reader(browser: Browser, page: Path, file: Path) -> Iterator[Student]:
    """A student who has read a file of answers at noon of that day."""
    with student(browser, page) as one:
        one.page.clock.set_fixed_time(NOON)
        one.opens("settings")
        one.page.get_by_label("Import answers").set_input_files(file)
        one.page.get_by_text("0 already known").wait_for()
        yield one


@pytest.mark.parametrize("seed", range(2))
def test_the_same_cards_and_numbers(seed: int, browser: Browser, tmp_path: Path) -> None:
    records = history(seed)
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(exchange.write(records)), "utf-8")
    compiled = project.compile_deck(DECK)
    with opened(tmp_path / "log") as log:
        log.add(*records)
        asked = stats.asked(compiled)
        assert asked is not None
        theirs = stats.of(asked, log, NOW)
        known = Known(
            states=log.states(asked.deck),
            suspended=log.suspended(asked.deck),
            retention=log.retention(asked.deck),
        )
    page = write_site(DECK, tmp_path / "site")
    with reader(browser, page, file) as one:
        one.opens("statistics")
        tiles = one.page.locator(".tiles dd").all_inner_texts()
        share = f"{round(100 * theirs.recent.known / theirs.recent.answers)}\u00a0%"
        assert tiles == [
            str(theirs.due), str(theirs.answers_today), f"{theirs.learned} of {theirs.cards}",
            share, str(theirs.streak),
        ]  # fmt: skip
        forecast = one.page.locator("figure").first.locator("tbody td").all_text_contents()
        assert list(map(int, forecast)) == list(theirs.forecast)
        rows = one.page.locator("figure").nth(1).locator("tbody tr")
        topics = [row.locator("th, td").all_text_contents() for row in rows.all()]
        assert topics == [
            [topic.topic, str(topic.recent.known), str(topic.recent.answers)]
            for topic in theirs.topics
            if topic.recent.answers
        ]
        one.opens()
        assert walked(one, 15) == in_turn(known, cards(compiled))[:15]


OPTIONS = """async () => {
  const more = document.querySelector('.browse > button');
  while (!more.hidden) { more.click(); }
  const notes = [...document.querySelectorAll('details')];
  for (const note of notes) { note.open = true; }
  while (notes.some(note => !note.querySelector('.about'))) {
    await new Promise(requestAnimationFrame);
  }
  return [...document.querySelectorAll('.options')].map(list => [...list.querySelectorAll('li')]
    .map(li => [li.dataset.option, li.firstChild.textContent]));
}"""


@pytest.mark.parametrize("name", ["elements", "doses"])
def test_options_have_the_same_names(name: str, browser: Browser, tmp_path: Path) -> None:
    """Each in the order of the day, whichever numbers the day shows."""
    asked = [card.on(NOON.date()) for card in cards(project.compile_deck(DECK.parent / name))]
    page = write_site(DECK.parent / name, tmp_path / "site")
    with student(browser, page) as one:
        one.page.clock.set_fixed_time(NOON)
        one.opens("browse")
        assert one.page.evaluate(OPTIONS) == [
            [
                [card.names[at], card.ranked[at]]
                for at in ranking.options_on(
                    NOON.date(), card.key, card.ranked, ordered=card.ordered
                )
            ]
            for card in asked
            if card.options
        ]


FORMULAS = r"""
kind: qa
facts:
- id: rise
  question: What is the speed?
  answer: \(v = \frac{s}{t}\)
  slips:
    ask:
      \(v = s t\): multiplied
      \(v = \frac{t}{s}\): upside down
      \(s\): the way
- id: fall
  question: What is the force?
  answer: \(F = m a\)
  slips:
    ask:
      \(F = \frac{m}{a}\): divided
      \(F = \frac{a}{m}\): upside down
      \(m\): the mass
"""


@pytest.mark.parametrize("day", range(3))
def test_options_with_formulas_stand_in_the_same_order(
    day: int, browser: Browser, tmp_path: Path
) -> None:
    deck = tmp_path / "deck"
    deck.mkdir()
    (deck / "deck.yaml").write_text("id: laws-0000\ntitle: Laws\nsheets: [laws.yaml]\n", "utf-8")
    (deck / "laws.yaml").write_text(FORMULAS, "utf-8")
    noon = NOON + timedelta(days=day)
    compiled = project.compile_deck(deck)
    asked = [card.on(noon.date()) for card in cards(compiled)]
    orders = [
        [card.names[at] for at in ranking.options_on(noon.date(), card.key, card.ranked)]
        for card in asked
    ]
    assert len(orders) == 2
    with student(browser, write_site(deck, tmp_path / "site")) as one:
        one.page.clock.set_fixed_time(noon)
        one.opens("browse")
        shown = one.page.evaluate(OPTIONS)
        assert [[name for name, _ in options] for options in shown] == orders
        assert one.page.locator(".options math").count() == 8


def in_turn(known: Known, every: tuple[Card, ...]) -> list[tuple[str, int]]:
    """The cards as the terminal asks them: those in their steps first, all of which are due."""
    today = ranking.study_day(NOW)
    begins = [schedule.day_begins(today + timedelta(days=days)) for days in range(3)]
    moment = Moment(
        now=NOW, today=begins[0], tomorrow=begins[1], after_tomorrow=begins[2],
        day=NOON.astimezone().date(), id=new_id(),
    )  # fmt: skip
    steps, waiting = plan.chosen(every, known, Wanted(), moment)
    return [(card.guid, card.number) for card in (*steps, *waiting)]


def walked(one: Student, number: int) -> list[tuple[str, int]]:
    """The cards as the page asks them: each is suspended, which brings the next one."""
    seen = {record["id"] for record in one.records()}
    walk = []
    for _ in range(number):
        one.press("s")
        new = [record for record in one.records() if record["id"] not in seen]
        if not new:
            break
        seen.add(new[0]["id"])
        walk.append((str(new[0]["guid"]), int(str(new[0]["card"]))))
    return walk
