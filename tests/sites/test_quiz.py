"""The quiz of the site as a student uses it: keys, fingers, several tabs, a reload."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sonodeck.study import exchange
from tests.browsing import ROOT, Student, student, write_site


def right_option(one: Student) -> str:
    """The letter of the right option of the choice in view."""
    between = {
        "mitral": "the left atrium and the left ventricle",
        "tricuspid": "the right atrium and the right ventricle",
        "aortic": "the left ventricle and the aorta",
    }
    answer = next(value for name, value in between.items() if name in one.question)
    options = [text.strip().lower() for text in one.page.locator(".options li").all_inner_texts()]
    return "ABCD"[options.index(answer)]


def chosen_name(text: str) -> str:
    """What an answer calls the option with a text of its own: by its fact."""
    valves = {"right ventricle": "tricuspid", "aorta": "aortic", "left ventricle": "mitral"}
    return next(name for end, name in valves.items() if text.strip().endswith(end))


def test_a_whole_session_by_keyboard_from_a_disk(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        assert one.question == "What leaves the left ventricle?"
        one.press("Space")
        expect(one.page.locator(".quiz .answer")).to_have_text("The aorta")
        assert one.actions == ["Again", "Hard", "Good", "Easy"]
        one.press("4")
        one.press("Space", "4")
        for _ in range(3):
            letter = right_option(one)
            one.press(letter)
            expect(one.page.locator(".verdict")).to_have_text("Right")
            expect(one.page.locator(".options li.right")).to_have_count(1)
            one.press("Space")
        # After a first Good ten minutes remain; nothing else is left, so it is asked now.
        for _ in range(3):
            one.press(right_option(one), "Enter")
        expect(one.page.get_by_role("heading", name="Done for now")).to_be_visible()
        expect(one.page.locator(".end")).to_contain_text("8 answers, 100\u00a0% known.")
        grades = [record["grade"] for record in one.records()]
        assert sorted(map(int, map(str, grades))) == [3, 3, 3, 3, 3, 3, 4, 4]
        options = [record.get("option", "") for record in one.records()]
        assert sorted(map(str, options)) == ["", "", "=", "=", "=", "=", "=", "="]


def test_a_wrong_option_is_graded_and_shown(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.press("s", "s")
        wrong = next(letter for letter in "ABC" if letter != right_option(one))
        wrong_text = one.page.locator(".options li").nth("ABC".index(wrong)).inner_text()
        one.press(wrong)
        expect(one.page.locator(".verdict")).to_have_text("Wrong")
        expect(one.page.locator(".options li.chosen")).to_have_count(1)
        expect(one.page.locator(".options li.chosen .why")).to_contain_text(
            "that would be right for "
        )
        expect(one.page.locator(".options .why")).to_have_count(2)
        expect(one.page.locator(".why-not")).to_be_hidden()
        assert [record["type"] for record in one.records()] == ["suspend", "suspend", "answer"]
        last = one.records()[-1]
        assert (last["grade"], last["option"]) == (1, chosen_name(wrong_text))


def test_a_session_by_touch_on_a_narrow_phone(page: Path, browser: Browser) -> None:
    phone = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
    with student(browser, page, **phone) as one:
        one.opens()
        one.page.get_by_role("button", name="Show answer").tap()
        one.page.get_by_role("button", name="Easy").tap()
        expect(one.page.locator(".quiz .question")).to_contain_text("blood back")
        one.page.get_by_role("button", name="Undo").tap()
        expect(one.page.locator(".quiz .question")).to_contain_text("left ventricle")
        one.page.get_by_role("button", name="Suspend").tap()
        one.page.get_by_role("button", name="Suspend").tap()
        one.page.locator(".options button").first.tap()
        expect(one.page.locator(".verdict")).to_be_visible()
        for part in ("quiz", "browse", "statistics", "settings"):
            one.opens(part)
            too_small = one.page.evaluate(TOO_SMALL)
            assert too_small == [], part
            assert one.page.evaluate("() => document.documentElement.scrollWidth") <= 320, part


# Links in running text and check boxes with a label of that height are not meant (WCAG 2.5.8).
TOO_SMALL = """() => [...document.querySelectorAll('button, nav a, input, select, summary')]
  .filter(target => target.checkVisibility() && !target.closest('.origin, figure, .check'))
  .map(target => [target.outerHTML.slice(0, 80), target.getBoundingClientRect()])
  .filter(([, { width, height }]) => width && (width < 44 || height < 44))
  .map(([html, { width, height }]) => `${html} ${width} x ${height}`)"""


def test_the_answer_is_in_view_whatever_stands_above(browser: Browser, tmp_path: Path) -> None:
    page = write_site(ROOT / "tests" / "decks" / "elements", tmp_path / "site")
    with student(browser, page, viewport={"width": 320, "height": 480}) as one:
        one.opens("settings")
        one.page.get_by_label("New cards/day").fill("99")
        one.page.get_by_label("New cards/day").blur()
        one.opens()
        while one.page.locator(".quiz .picture img, .quiz .options").count() == 0:
            one.press("s")
        one.press("Space")
        answer = one.page.locator(".quiz .options, .quiz .answer:visible").last.bounding_box()
        actions = one.page.locator(".actions").bounding_box()
        assert answer is not None
        assert actions is not None
        assert 0 <= answer["y"] + answer["height"] <= actions["y"]


def test_undo_takes_the_answer_back(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.press("Space", "4", "u")
        assert one.question == "What leaves the left ventricle?"
        assert [record["type"] for record in one.records()] == ["answer", "undo"]
        one.press("Space", "1")
        assert one.question == "What brings blood back from the legs?"
        one.page.reload()
        one.opens()
        assert [record["type"] for record in one.records()] == ["answer", "undo", "answer"]


def test_a_reload_in_the_middle_loses_nothing(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.press("Space", "4", "Space")
        one.page.reload()
        one.page.locator(".actions button").first.wait_for()
        assert one.question == "What brings blood back from the legs?"
        assert len(one.records()) == 1


def test_two_tabs_lose_no_answer_and_answer_no_card_twice(page: Path, browser: Browser) -> None:
    profile = browser.new_context()
    with student(profile, page) as first, student(profile, page) as second:
        first.opens()
        second.opens()
        assert first.question == second.question == "What leaves the left ventricle?"
        second.press("Space")
        first.press("Space", "4")
        second.press("4")
        expect(second.page.locator("#said")).to_have_text("Answered in another tab")
        assert second.question == "What brings blood back from the legs?"
        second.press("Space", "3")
        first.press("Space", "4")
        between = [one.question for one in (first, second)]
        assert between[0] == between[1]
        first.press(right_option(first), "Space")
        second.press(right_option(second))
        keys = [record["key"] for record in second.records()]
        assert keys[:2] == ["qa.aorta.ask", "qa.cava.ask"]
        assert len(keys) == len(set(keys)) == 3
    profile.close()


def test_both_tabs_at_the_same_moment(page: Path, browser: Browser) -> None:
    """Neither has heard of the other's answer when it saves its own."""
    profile = browser.new_context()
    with student(profile, page) as first, student(profile, page) as second:
        for _ in range(5):
            for one in (first, second):
                one.opens()
            for one in (first, second):
                one.press("Space")
            for one in (first, second):
                one.page.keyboard.press("4")
            for one in (first, second):
                one.settled()
        cards = [(record["guid"], record["card"]) for record in first.records()]
        assert len(cards) == len(set(cards))
    profile.close()


# ruff: noqa: RUF001  # digits as they are written elsewhere
PLACES = {
    "French": [("&", "Digit1"), ("é", "Digit2"), ('"', "Digit3"), ("'", "Digit4")],
    "Arabic": [("١", "Digit1"), ("٢", "Digit2"), ("٣", "Digit3"), ("٤", "Numpad4")],
    "Czech": [("+", "Digit1"), ("ě", "Digit2"), ("š", "Digit3"), ("č", "Digit4")],
}


def types(one: Student, key: str, code: str, modifiers: int = 0) -> None:
    """A key of another keyboard, as the system gives it to the browser."""
    session = one.page.context.new_cdp_session(one.page)
    event = {"key": key, "code": code, "text": key, "modifiers": modifiers}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **event})
    session.detach()
    one.settled()


@pytest.mark.parametrize("keyboard", PLACES)
def test_digits_of_other_keyboards_grade(page: Path, browser: Browser, keyboard: str) -> None:
    with student(browser, page) as one:
        for grade, (key, code) in enumerate(PLACES[keyboard], 1):
            one.opens()
            one.page.reload()
            one.page.locator(".actions button").first.wait_for()
            one.press("Space")
            types(one, key, code)
            assert [r["grade"] for r in one.records() if r["type"] == "answer"][-1] == grade
            one.press("u")


def test_letters_of_other_scripts_mean_their_place(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        types(one, "ы", "KeyS")
        types(one, "س", "KeyS")
        assert [record["type"] for record in one.records()] == ["suspend", "suspend"]
        # A Latin letter means itself wherever it stands, and no sign means a letter's place.
        types(one, "o", "KeyS")
        types(one, "ö", "KeyS")
        types(one, "'", "KeyS")
        types(one, "!", "Digit1", 8)
        assert len(one.records()) == 2
        types(one, "ф", "KeyA")
        assert one.records()[-1]["type"] == "answer"


EVENING = datetime(2026, 1, 15, 22, tzinfo=UTC)


def test_a_page_left_open_over_night_asks_what_the_new_day_asks(
    page: Path, browser: Browser
) -> None:
    with student(browser, page, timezone_id="UTC") as one:
        one.page.clock.set_fixed_time(EVENING)
        one.opens("settings")
        one.page.get_by_label("New cards/day").fill("2")
        one.page.get_by_label("New cards/day").blur()
        one.opens()
        one.press("Space", "4")
        # Nobody looked away: the new day begins with the next card.
        one.page.clock.set_fixed_time(EVENING + timedelta(hours=12))
        one.press("Space", "4")
        expect(one.page.locator(".quiz .question")).to_contain_text("mitral")
        one.press("Space", "4")
        expect(one.page.get_by_role("heading", name="Done for now")).to_be_visible()
        one.page.clock.set_fixed_time(EVENING + timedelta(hours=36))
        one.page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
        expect(one.page.locator(".quiz .question")).to_contain_text("tricuspid")
        one.press("u")
        assert [record["type"] for record in one.records()] == [*["answer"] * 3, "undo"]


def test_answers_of_a_clock_that_was_ahead_are_told_and_taken_back(
    page: Path, browser: Browser
) -> None:
    with student(browser, page, timezone_id="UTC") as one:
        one.page.clock.set_fixed_time(EVENING + timedelta(days=3650))
        one.opens()
        one.press("Space", "4", "Space", "4")
        one.page.clock.set_fixed_time(EVENING)
        one.page.reload()
        one.opens("settings")
        notice = one.page.locator("#notices")
        expect(notice).to_contain_text("2 answers are dated in the future")
        one.page.get_by_label("New cards/day").fill("1")
        one.page.get_by_label("New cards/day").blur()
        one.opens()
        # They take no place of today's new cards.
        expect(one.page.locator(".quiz .question")).to_contain_text("lie between")
        notice.get_by_role("button", name="Take them back").click()
        expect(one.page.locator(".quiz .question")).to_contain_text("left ventricle")
        expect(notice).not_to_contain_text("future")
        assert [record["type"] for record in one.records()].count("undo") == 2


@pytest.mark.parametrize("year", [1, 1970, 2200, 9999])
def test_a_clock_of_no_year_that_can_be_meant_leaves_answers_that_can_be_read(
    page: Path, browser: Browser, year: int
) -> None:
    with student(browser, page, timezone_id="UTC") as one:
        one.page.clock.set_fixed_time(datetime(year, 1, 1, tzinfo=UTC))
        one.opens()
        one.press("Space", "4", "Space", "1", "s")
        lines = [json.dumps(line) for line in ({"sonodeck-reviews": 1}, *one.records())]
        records, found = exchange.read("\n".join(lines).encode(), "")
        assert (len(records), found) == (3, [])
