"""A mock exam on the site: by keyboard and touch, closed in the middle, its time over, its end."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sonodeck import project
from sonodeck.common import exams
from sonodeck.common.exams import Blueprint, Candidate, Domain, Pool
from sonodeck.study import exchange, stats
from sonodeck.study.exams.sitting import sittings
from sonodeck.study.intervals import wilson
from sonodeck.study.reviews import standing
from sonodeck.study.reviews.log import Log
from tests.browsing import WEB, Student, student, write_site
from tests.sites.test_parts import AXE
from tests.sites.test_quiz import TOO_SMALL

BLUEPRINT = """\
blueprint:
  questions: 3
  minutes: 60
  domains: [{tag: valves, title: 'Valves </script><b>', weight: 1}]
"""


@pytest.fixture
def exam(deck: Path, tmp_path: Path) -> Path:
    (deck / "deck.yaml").write_text((deck / "deck.yaml").read_text("utf-8") + BLUEPRINT, "utf-8")
    sheet = (deck / "choice.yaml").read_text("utf-8")
    (deck / "choice.yaml").write_text(sheet.replace("facts:", "tags: [valves]\nfacts:"), "utf-8")
    return write_site(deck, tmp_path / "site")


def begun(one: Student) -> Student:
    one.opens("exam").settled()
    one.page.get_by_role("button", name="Begin").click()
    one.settled()
    return one


def right(one: Student) -> str:
    between = {
        "mitral": "the left atrium and the left ventricle",
        "tricuspid": "the right atrium and the right ventricle",
        "aortic": "the left ventricle and the aorta",
    }
    answer = next(value for name, value in between.items() if name in one.question)
    options = [text.strip().lower() for text in one.page.locator(".options li").all_inner_texts()]
    return "abc"[options.index(answer)]


def wrong(one: Student) -> str:
    return "abc"[("abc".index(right(one)) + 1) % 3]


def test_an_exam_by_keyboard_closed_in_the_middle(exam: Path, browser: Browser) -> None:
    with student(browser, exam) as one:
        begun(one)
        one.press(right(one), "m", "Enter")
        one.press(wrong(one))
        expect(one.page.locator(".options li.picked")).to_have_count(1)
        expect(one.page.locator(".options li.right, .options .why")).to_have_count(0)
        one.page.reload()
        one.page.get_by_text("In progress: 2 of 3 answered").wait_for()
        one.page.get_by_role("button", name="Continue").click()
        one.settled()
        expect(one.page.locator(".where")).to_contain_text("Question 3 of 3")
        one.press("p", "p")
        expect(one.page.locator(".where")).to_contain_text("Question 1 of 3 · flagged")
        expect(one.page.locator(".options li.picked")).to_have_count(1)
        one.press("l")
        expect(one.page.locator(".exam")).to_contain_text("Not answered: 1. Flagged: 1.")
        one.page.get_by_role("button", name="Hand in").click()
        heading = one.page.get_by_role("heading", name="1 of 3 right")
        expect(heading).to_be_focused()
        expect(one.page.locator(".exam")).to_contain_text("Valves </script><b>: 1 / 3")
        expect(one.page.locator(".exam")).to_contain_text("By guessing alone, about 1")
        expect(one.page.locator(".exam")).to_contain_text("33 % (95 % interval: 6 to 79 %)")
        one.page.locator("summary").first.click()
        expect(one.page.locator("details[open] .options li.chosen .why")).to_contain_text(
            "right for"
        )
        types = [str(record["type"]) for record in one.records()]
        assert sorted(types) == ["answer"] * 2 + ["choice"] * 3 + ["exam", "handed-in"]
        assert all(record.get("cram") for record in one.records() if record["type"] == "answer")
        one.page.get_by_role("button", name="Study these").click()
        one.settled()
        expect(one.page.locator(".where")).to_contain_text("2 cards to go")
        one.press(right(one), "Space")
        assert one.records()[-1].get("cram") is None
        one.opens()
        one.opens("exam")
        expect(one.page.get_by_role("heading", name="1 of 3 right")).to_be_visible()
        records, found = exchange.read(exported(one), "answers.jsonl")
        assert found == []
        (sitting,) = sittings(standing.in_force(records), "heart-0000")
        assert sitting.ended
        assert [choice.option == "=" for choice in sitting.choices.values()] == [True, False]


def exported(one: Student) -> bytes:
    one.opens("settings")
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name="Export answers").click()
    return Path(download.value.path()).read_bytes()


def test_what_is_discarded_is_asked_about_once_more(exam: Path, browser: Browser) -> None:
    with student(browser, exam) as one:
        begun(one).press(right(one), "Space")
        one.page.reload()
        one.opens("exam")
        one.page.get_by_role("button", name="Discard", exact=True).click()
        sure = one.page.get_by_role("button", name="Discard all answers?")
        expect(sure).to_be_focused()
        one.page.reload()
        one.opens("exam")
        expect(one.page.locator(".exam")).to_contain_text("1 of 3 answered")
        one.page.get_by_role("button", name="Discard", exact=True).click()
        sure.click()
        expect(one.page.get_by_role("button", name="Begin")).to_be_visible()


def test_when_time_is_up_the_exam_is_handed_in(exam: Path, browser: Browser) -> None:
    with student(browser, exam) as one:
        one.page.clock.install(time=datetime(2026, 1, 15, 12, tzinfo=UTC))
        begun(one)
        one.press(right(one))
        clock = one.page.get_by_role("timer")
        expect(clock).to_have_text("60 min left")
        assert clock.get_attribute("aria-live") == "off"
        one.page.clock.run_for(49 * 60_000)
        expect(one.page.locator("#said")).not_to_contain_text("min left")
        one.page.clock.run_for(90_000)
        expect(one.page.locator("#said")).to_have_text("10 min left")
        one.page.clock.run_for(11 * 60_000)
        expect(one.page.get_by_role("heading", name="1 of 3 right")).to_be_visible()
        expect(one.page.locator("#said")).to_have_text("Time is up; the exam was handed in.")


def test_an_exam_by_touch_on_a_narrow_phone(exam: Path, browser: Browser) -> None:
    phone = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    with student(browser, exam, **phone) as one:

        def look() -> None:
            one.settled()
            assert one.page.evaluate(TOO_SMALL) == []
            assert one.page.evaluate("() => document.documentElement.scrollWidth") <= 320
            one.page.evaluate(axe)
            assert one.page.evaluate(AXE) == []

        one.opens("exam")
        look()
        one.page.get_by_role("button", name="Begin").tap()
        look()
        one.page.locator(".options button").first.tap()
        one.page.get_by_role("button", name="Flag").tap()
        look()
        one.page.get_by_role("button", name="All questions").tap()
        look()
        one.page.get_by_role("button", name="Question 1 of 3, flagged").tap()
        one.page.get_by_role("button", name="All questions").tap()
        one.page.get_by_role("button", name="Hand in").tap()
        look()


LOOKED_AT = "() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))"


def test_two_tabs_take_one_exam(exam: Path, browser: Browser) -> None:
    profile = browser.new_context()
    with student(profile, exam) as first, student(profile, exam) as second:
        begun(first).press(right(first))
        second.opens("exam")
        second.page.get_by_role("button", name="Continue").click()
        second.press(wrong(second), "l")
        second.page.get_by_role("button", name="Hand in").click()
        expect(second.page.get_by_role("heading", name="1 of 3 right")).to_be_visible()
        first.page.evaluate(
            "() => document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
        )
        expect(first.page.get_by_role("heading", name="1 of 3 right")).to_be_visible()
    profile.close()


def test_without_a_blueprint_there_is_no_exam(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens("exam")
        expect(one.page.get_by_role("link", name="Exam")).to_have_count(0)
        one.page.locator("section.quiz .question").wait_for()


@pytest.fixture(scope="module")
def script(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Student]:
    """A page that has the site's functions."""
    folder = tmp_path_factory.mktemp("script")
    source = Path(__file__).parents[1] / "decks" / "elements"
    with student(
        browser, write_site(shutil.copytree(source, folder / "deck"), folder / "site")
    ) as one:
        yield one.opens()


def test_the_site_draws_and_marks_as_the_terminal_does(script: Student) -> None:
    domains = tuple(
        Domain(tag=f"d{at}", title=f"D{at}", weight=weight)
        for at, weight in enumerate((23, 7, 26, 34, 10))
    )
    keys = [f"kind.{'-' if at % 9 == 0 else at // 2}.ask.p{at}" for at in range(300)]
    pool = Pool(
        Blueprint(questions=110, minutes=120, domains=domains),
        tuple(Candidate(key, at * 7 % 11 % 5, at // 3) for at, key in enumerate(keys)),
    )
    places = {key: at for at, key in enumerate(keys)}
    plain = pool.as_plain()
    plain["candidates"] = [(places[c.key], c.domain, c.words, 3) for c in pool.candidates]
    wanted = [(seed, number) for seed in ("1", "week-3", "ü") for number in (110, 7, 500)]
    found = script.page.evaluate(
        "([pool, keys, wanted]) => wanted.map(([s, n]) => sonodeck.drawn(pool, keys, s, n))",
        [json.loads(json.dumps(plain)), keys, wanted],
    )
    for (seed, number), one in zip(wanted, found, strict=True):
        ours = exams.drawn(pool, seed, number)
        assert [keys[at] for at in one["notes"]] == [c.key for c in ours.questions]
        assert one["minutes"] == ours.minutes
        assert [lack["there"] for lack in one["lacking"]] == [lack.there for lack in ours.lacking]
    pairs = [(right, asked) for asked in (0, 1, 8, 110) for right in range(asked + 1)]
    scores = script.page.evaluate("pairs => pairs.map(([r, a]) => sonodeck.score('', r, a))", pairs)
    for (right, asked), one in zip(pairs, scores, strict=True):
        assert (one["low"], one["high"]) == pytest.approx(wilson(right, asked))


# the day of the real exam

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def set_day(one: Student, day: str) -> None:
    one.opens("settings")
    one.page.get_by_label("Exam day").fill(day)
    one.page.get_by_label("Exam day").blur()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_exam_day_is_forecast_as_in_the_terminal(
    exam: Path, deck: Path, browser: Browser, width: int
) -> None:
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    with student(browser, exam, viewport={"width": width, "height": 700}) as one:
        one.page.clock.install(time=NOON)
        set_day(one, "2026-01-17")
        said = one.page.get_by_role("status").filter(has_text="Exam in")
        expect(said).to_have_text("Exam in 2 days. New cards/day until then: 3.")
        one.page.evaluate(axe)
        assert one.page.evaluate(AXE) == []
        one.opens()
        expect(one.page.locator(".where")).to_contain_text("3 cards to go")
        one.press(right(one), "Space")
        one.press("Space", "4")
        one.opens("statistics")
        asked = stats.asked(project.compile_deck(deck))
        assert asked is not None
        records, _ = exchange.read(exported(one), "answers.jsonl")
        log = Log()
        log.add(*records)
        found = stats.of(asked, log, round(NOON.timestamp() * 1000))
        assert found.exam is not None
        text = stats.as_text(found, 1000, asked.labels)
        one.opens("statistics")
        figure = one.page.locator("figure").first
        expect(figure).to_contain_text("Known on the exam day, 2026-01-17")
        (domain,) = figure.locator(".share p").all_inner_texts()
        assert domain in text
        assert "2 of 3 seen" in domain
        assert "% known" in domain
        known = round(100 * found.exam.known)
        expect(figure).to_contain_text(f"All domains by weight: {known} %")
        one.page.evaluate(axe)
        assert one.page.evaluate(AXE) == []
        assert one.page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_last_day_looks_at_every_card_of_the_exam_once(exam: Path, browser: Browser) -> None:
    with student(browser, exam) as one:
        one.page.clock.install(time=NOON)
        one.opens()
        one.press("Space", "4", "Space", "4")
        one.press(right(one), "Space", "Space", "4")
        set_day(one, "2026-01-16")
        expect(one.page.get_by_role("status").filter(has_text="tomorrow")).to_be_visible()
        one.opens()
        expect(one.page.locator(".where")).to_contain_text("2 cards to go")
        one.page.clock.set_system_time(NOON + timedelta(days=1))
        one.opens("settings")
        one.opens()
        expect(one.page.get_by_role("heading", name="Nothing is due")).to_have_count(0)
        set_day(one, "2026-01-18")
        one.page.clock.set_system_time(NOON + timedelta(days=2))
        one.page.reload()
        one.opens()
        expect(one.page.locator(".where")).to_contain_text("3 cards to go")
        set_day(one, "")
        records = [record for record in one.records() if record["type"] == "exam-day"]
        assert [record.get("day") for record in records] == ["2026-01-16", "2026-01-18", None]
