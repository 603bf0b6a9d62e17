"""Browse, settings, statistics; pictures and formulas; text that wants to be markup; axe."""

import json
import re
import shutil
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from sonodeck.anki.lock.update import first_guid
from tests.browsing import ROOT, WEB, student, write_site
from tests.sites.conftest import DECK


def test_a_suspended_card_is_taken_up_again_in_browse(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.press("s")
        assert one.question == "What brings blood back from the legs?"
        one.opens("browse")
        one.page.get_by_label("Search").fill("LEFT ventricle qa.aorta")
        one.page.get_by_text("What leaves").click()
        expect(one.page.locator("details .about").first).to_contain_text("Card 1: suspended.")
        one.page.get_by_role("button", name="Unsuspend").click()
        expect(one.page.locator("details .about").first).to_contain_text("Card 1: new.")
        one.opens()
        assert one.question == "What leaves the left ventricle?"


def test_settings_choose_what_is_asked(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens("settings")
        one.page.get_by_label("Topic").select_option("Heart › Valves")
        one.page.get_by_label("New cards/day").fill("2")
        one.page.get_by_label("New cards/day").blur()
        one.opens()
        expect(one.page.locator(".where")).to_contain_text("2 cards to go")
        assert "mitral" in one.question
        one.press("Space", "4", "Space", "4")
        expect(one.page.get_by_role("heading", name="Done for now")).to_be_visible()
        one.page.reload()
        expect(one.page.get_by_role("heading", name="Nothing is due")).to_be_visible()
        one.opens("settings")
        one.page.get_by_label("Cram").check()
        one.opens()
        expect(one.page.locator(".where")).to_contain_text("3 cards to go (cramming")
        assert "mitral" in one.question
        one.press("Space", "1", "Space", "4", "Space", "4")
        assert "mitral" in one.question
        one.press("Space", "4")
        expect(one.page.locator(".end")).to_contain_text("4 answers")
        assert [record.get("cram", False) for record in one.records()] == [False] * 2 + [True] * 4


def test_shortcuts_can_be_switched_off(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens("settings")
        one.page.get_by_label("Keyboard shortcuts").uncheck()
        one.opens()
        one.press("s", "Space")
        assert one.question == "What leaves the left ventricle?"
        assert one.actions == ["Show answer"]
        one.page.get_by_role("button", name="Show answer").focus()
        one.press("Enter")
        assert one.actions == ["Again", "Hard", "Good", "Easy"]


def answered(guid: str, days: float, grade: int, number: int) -> dict[str, object]:
    """An answer so many days before noon of 15 January 2026."""
    at = int(NOON.timestamp() * 1000 - days * 86_400_000)
    return {
        "type": "answer", "id": f"{number:016x}", "at": at, "deck": "heart-0000", "guid": guid,
        "card": 1, "key": "k", "grade": grade, "took": 1000,
    }  # fmt: skip


NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def test_statistics_count_what_was_answered(page: Path, browser: Browser, tmp_path: Path) -> None:
    aorta, cava, mitral = (
        first_guid("heart-0000", key)
        for key in ("qa.aorta.ask", "qa.cava.ask", "valve.mitral.between")
    )
    history = [
        *(answered(aorta, 20, 4, 1), answered(aorta, 10, 1, 2), answered(aorta, 9.9, 3, 3)),
        *(answered(aorta, 2, 3, 4), answered(cava, 1, 4, 5), answered(mitral, 0.007, 1, 6)),
    ]
    file = tmp_path / "a.jsonl"
    lines = [{"sonodeck-reviews": 1}, *history]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with student(browser, page, timezone_id="UTC") as one:
        one.page.clock.set_fixed_time(NOON)
        one.opens("settings")
        one.page.get_by_label("Import answers").set_input_files(file)
        expect(one.page.get_by_role("status").last).to_contain_text("6 records added")
        one.opens("statistics")
        assert one.page.locator(".tiles dt").all_inner_texts() == TILES
        values = one.page.locator(".tiles dd").all_inner_texts()
        assert values == ["1", "1", "2 of 5", "50\u00a0%", "3"]
        assert one.page.locator(".share p").all_inner_texts() == ["Heart › Vessels: 50\u00a0% of 2"]
        forecast = one.page.locator("figure").first.locator("tbody td").all_text_contents()
        assert len(forecast) == 30
        assert sum(map(int, forecast)) == 3
        year = one.page.locator("figure").last.locator("tbody tr").all_text_contents()
        assert year == [
            *("2025-12-261", "2026-01-052", "2026-01-131", "2026-01-141", "2026-01-151"),
        ]


TILES = ["Due today", "Answered today", "Learned", "Known when due", "Days in a row"]


def test_text_never_becomes_markup(deck: Path, tmp_path: Path, browser: Browser) -> None:
    hostile = (
        "<script>document.title='taken'</script> \"onerror=\"alert(1) <img src=x onerror=alert(2)>"
    )
    (deck / "heart.yaml").write_text(
        "kind: qa\ndeck: 'Heart::<img src=x onerror=alert(3)>'\nfacts:\n  - id: hostile\n"
        f"    question: {json.dumps(hostile)}\n    answer: {json.dumps('</script>' + hostile)}\n"
        "    details: '<svg onload=alert(4)> \\( <img src=x onerror=alert(5)> \\)'\n"
        "    tags: ['<b>']\n",
        "utf-8",
    )
    (deck / "deck.yaml").write_text(
        DECK.replace("Heart\n", "'</title><script>alert(6)</script>'\n")
    )
    page = write_site(deck, tmp_path / "hostile")
    with student(browser, page) as one:
        one.opens()
        assert one.question == hostile
        one.press("Space")
        expect(one.page.locator(".quiz .answer")).to_have_text("</script>" + hostile)
        one.opens("browse")
        one.page.locator("summary").first.click()
        one.page.locator("details .answer").wait_for()
        one.opens("statistics")
        assert one.page.title() == "</title><script>alert(6)</script>"
        assert (
            one.page.locator(
                "img, svg[onload], script:not([src]):not([type='application/json'])"
            ).count()
            == 0
        )


MARKUP = """() => {
  const card = document.querySelector('.quiz .card');
  card.innerHTML = '<img src="x" onerror="document.title = 1"><p style="color: red">'
    + '<a href="javascript:document.title = 2">a</a>';
  card.querySelector('a').click();
}"""


def test_even_markup_would_run_nothing(page: Path, browser: Browser) -> None:
    """The second wall: the page's policy."""
    with student(browser, page) as one:
        one.opens()
        one.page.evaluate(MARKUP)
        one.page.wait_for_timeout(200)
        assert one.page.title() == "Heart"
        assert any("Content Security Policy" in said for said in one.complaints)
        one.complaints.clear()


def test_media_formulas_and_sounds(browser: Browser, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "decks" / "gallery", tmp_path / "gallery")
    page = write_site(tmp_path / "gallery", tmp_path / "site")
    with student(browser, page) as one:
        one.opens("browse")
        one.page.get_by_text("in terms of").click()
        math = one.page.locator("details math")
        expect(math.first).to_be_visible()
        assert math.count() >= 3
        expect(one.page.locator("details .question").first).not_to_contain_text("\\(")
    shutil.copytree(ROOT / "tests" / "decks" / "elements", tmp_path / "elements")
    page = write_site(tmp_path / "elements", tmp_path / "elements-site")
    with student(browser, page) as one:
        one.opens("browse")
        one.page.get_by_text("color a flame like this").first.click()
        picture = one.page.locator("details img").first
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


AXE = """async () => {
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations, passes } = await axe.run(document, { runOnly, preload: false });
  if (passes.length < 10) { throw new Error('axe looked at next to nothing'); }
  return violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | '));
}"""


@pytest.mark.parametrize("colors", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(page: Path, browser: Browser, colors: str, width: int) -> None:
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    look = {"color_scheme": colors, "viewport": {"width": width, "height": 700}}
    with student(browser, page, **look) as one:
        one.opens()

        def check(where: str) -> None:
            one.page.evaluate(axe)
            found = one.page.evaluate(AXE)
            assert found == [], where

        check("question")
        one.press("Space")
        check("answer")
        one.press("4", "Space", "4")
        check("choice")
        one.press("A")
        check("chosen")
        one.press("q")
        check("end")
        for part in ("browse", "statistics", "settings"):
            one.opens(part)
            if part == "browse":
                one.page.locator("summary").first.click()
                one.page.locator("details .card .question").wait_for()
            check(part)


def test_what_is_found_is_printed_with_answers_by_day(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.page.emulate_media(color_scheme="dark")
        one.opens("browse")
        one.page.get_by_label("Search").fill("valve")
        one.page.evaluate("window.print = () => { window.printed = true; }")
        one.page.get_by_role("button", name="Print").click()
        one.page.wait_for_function("window.printed")
        shown = PdfReader(BytesIO(one.page.pdf(print_background=True))).pages
        text = " ".join(" ".join(page.extract_text() for page in shown).split())
        for which in ("left atrium and the left", "right atrium and the right", "and the aorta"):
            assert which in text
        assert "legs" not in text
        assert not re.search("Search|Print|Suspend|Quiz|Settings", text)
        one.page.emulate_media(media="print", color_scheme="dark")
        one.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        grounds = one.page.evaluate(
            "[document.body, ...document.querySelectorAll('.card')]"
            ".map(one => getComputedStyle(one).backgroundColor)"
        )
        assert set(grounds) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}
        one.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert one.page.evaluate("document.documentElement.className").split()[0] == "night-mode"
