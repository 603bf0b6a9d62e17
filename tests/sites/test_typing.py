"""Typing answers on the page: by keyboard, on a phone's width, beside the right one."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browsing import ROOT, WEB, Student, student, write_site
from tests.test_preview import AXE


def begin(one: Student) -> None:
    one.opens("settings")
    one.page.get_by_label("Type answers").check()
    one.opens()


@pytest.mark.parametrize("width", [360, 1280])
def test_an_answer_is_typed_by_keyboard_alone(width: int, page: Path, browser: Browser) -> None:
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    with student(browser, page, viewport={"width": width, "height": 700}, bypass_csp=True) as one:
        begin(one)
        box = one.page.get_by_label("Your answer")
        expect(box).to_be_focused()
        expect(box).to_have_accessible_description("What leaves the left ventricle?")
        one.page.keyboard.type("aortq")
        one.page.evaluate(axe)
        assert one.page.evaluate(AXE) == []
        one.press("Enter")
        assert one.actions == ["Again", "Hard", "Good", "Easy"]
        expect(one.page.locator(".compared .verdict")).to_have_text("Almost: look at the letters.")
        expect(one.page.locator(".compared del")).to_have_text("q")
        expect(one.page.locator(".compared ins")).to_have_text("a")
        assert one.page.evaluate(AXE) == []
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width
        one.press("2")
        assert one.question == "What brings blood back from the legs?"
        (record,) = one.records()
        assert (record["grade"], "option" in record) == (2, False)
        one.page.keyboard.type("Inferior vena cava")
        one.press("Enter")
        expect(one.page.locator(".compared .verdict")).to_have_text("The same as the answer.")
        one.press("u")
        expect(box).to_have_value("")
        one.page.keyboard.type("usq1")
        expect(box).to_have_value("usq1")
        one.press("Escape", "s")
        types = [record["type"] for record in one.records()]
        assert types == ["answer", "undo", "suspend"]


def test_a_number_is_typed_instead_of_chosen(browser: Browser, tmp_path: Path) -> None:
    page = write_site(ROOT / "tests" / "decks" / "doses", tmp_path / "site")
    with student(browser, page) as one:
        begin(one)
        options = one.page.locator(".options")
        expect(one.page.get_by_label("Your answer")).to_be_focused()
        expect(options).to_be_hidden()
        one.press("Escape")
        expect(options).to_be_visible()
        right = one.page.locator(".options li[data-option='=']").inner_text().strip()
        one.page.reload()
        expect(options).to_be_hidden()
        expect(one.page.get_by_label("Your answer")).to_be_focused()
        one.page.keyboard.type(right.split()[0])
        one.press("Enter")
        said = one.page.locator(".compared .verdict")
        expect(said).to_have_text("The right number, but without its unit.")
