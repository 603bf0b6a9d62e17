"""The quiz of the site as a student uses it: keys, fingers, several tabs, a reload."""

from pathlib import Path

from playwright.sync_api import Browser, expect

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


def test_a_wrong_option_is_graded_and_shown(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.press("s", "s")
        wrong = next(letter for letter in "ABC" if letter != right_option(one))
        one.press(wrong)
        expect(one.page.locator(".verdict")).to_have_text("Wrong")
        expect(one.page.locator(".options li.chosen")).to_have_count(1)
        assert [record["type"] for record in one.records()] == ["suspend", "suspend", "answer"]
        assert one.records()[-1]["grade"] == 1


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


def test_two_tabs_lose_no_answer(page: Path, browser: Browser) -> None:
    profile = browser.new_context()
    with student(profile, page) as first, student(profile, page) as second:
        first.opens()
        second.opens()
        assert first.question == second.question
        first.press("Space", "4")
        second.press("Space", "4")
        # What the first tab answered is not asked again by the second after it looked.
        first.press("Space", "4")
        assert [record["grade"] for record in first.records()] == [4, 4, 4]
        second.press("Space", "4")
        keys = [record["key"] for record in second.records()]
        assert keys.count("qa.aorta.ask") == 2
        assert len(keys) == 4
    profile.close()
