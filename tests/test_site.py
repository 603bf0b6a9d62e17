"""The site in a real browser, used as a student uses it."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from sonodeck.lock.update import first_guid
from sonodeck.reviews import format as exchange
from tests.browsing import ROOT, WEB, Student, build_bundle, hosted, launch, student, write_site

DECK = """\
id: heart-0000
title: Heart
sheets: [heart.yaml, choice.yaml]
"""
HEART = """\
kind: qa
deck: Heart::Vessels
facts:
  - {id: aorta, question: What leaves the left ventricle?, answer: The aorta, tags: [big]}
  - {id: cava, question: What brings blood back from the legs?, answer: The inferior vena cava}
"""
CHOICE = """\
kind: valve
deck: Heart::Valves
facts:
  - {id: mitral, name: mitral valve, between: the left atrium and the left ventricle}
  - {id: tricuspid, name: tricuspid valve, between: the right atrium and the right ventricle}
  - {id: aortic, name: aortic valve, between: the left ventricle and the aorta}
"""
KIND = """\
kind: valve
title: Valve
name: '{name}'
fields:
  name: {type: text, required: true}
  between: {type: text}
questions:
  between: {style: choice, ask: 'What does the {name} lie between?', answer: '{between}'}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    build_bundle()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "heart"
    (folder / "kinds").mkdir(parents=True)
    (folder / "deck.yaml").write_text(DECK, "utf-8")
    (folder / "heart.yaml").write_text(HEART, "utf-8")
    (folder / "choice.yaml").write_text(CHOICE, "utf-8")
    (folder / "kinds" / "valve.yaml").write_text(KIND, "utf-8")
    return folder


@pytest.fixture
def page(deck: Path, tmp_path: Path, browser: Browser) -> Path:
    assert browser.is_connected()
    return write_site(deck, tmp_path / "site")


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
        expect(one.page.locator(".verdict")).to_have_text("Not right")
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
        one.page.get_by_label("New cards a day").fill("99")
        one.page.get_by_label("New cards a day").blur()
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


def test_answers_go_to_a_fresh_profile_as_a_file(
    page: Path, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "answers.jsonl"
    with student(browser, page) as one:
        one.opens()
        one.press("Space", "4", "s", "u")
        one.opens("settings")
        one.page.get_by_label("Share of answers to know").fill("85")
        one.page.get_by_label("Share of answers to know").blur()
        expect(one.page.get_by_role("status").last).to_contain_text("85 %")
        with one.page.expect_download() as download:
            one.page.get_by_role("button", name="Export answers").click()
        download.value.save_as(file)
        exported = one.records()
    with student(browser, page) as other:
        other.opens("settings")
        other.page.get_by_label("Import answers").set_input_files(file)
        expect(other.page.get_by_role("status").last).to_have_text(
            "4 records added, 0 known already."
        )
        assert other.records() == exported
        other.page.get_by_label("Import answers").set_input_files(file)
        expect(other.page.get_by_role("status").last).to_have_text(
            "0 records added, 4 known already."
        )
        assert other.page.get_by_label("Share of answers to know").input_value() == "90"
        other.opens()
        assert other.question == "What brings blood back from the legs?"
    read, found = exchange.read(file.read_bytes(), "answers.jsonl")
    assert found == []
    assert [record.id for record in read] == [record["id"] for record in exported]


def test_a_file_that_is_none_changes_nothing(page: Path, browser: Browser, tmp_path: Path) -> None:
    with student(browser, page) as one:
        one.opens("settings")
        for content, said in (
            ("hello", "not a file of answers"),
            ('{"sonodeck-reviews":2}\n', "newer sonodeck"),
            ('{"sonodeck-reviews":1}\n{"type":"answer"}\n', "Line 2 is not a record"),
        ):
            (tmp_path / "f.jsonl").write_text(content, "utf-8")
            one.page.get_by_label("Import answers").set_input_files(tmp_path / "f.jsonl")
            expect(one.page.get_by_role("status").last).to_contain_text(said)
        assert one.records() == []


def test_offline_after_the_first_visit(page: Path, browser: Browser) -> None:
    with hosted(page.parent) as host, student(browser, host.url) as one:
        one.opens()
        one.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        host.down()
        one.page.reload()
        one.page.locator(".actions button").first.wait_for()
        one.press("Space", "4")
        one.opens("browse")
        one.page.get_by_label("Search").fill("mitral")
        one.page.locator("summary").click()
        expect(one.page.locator("details .answer, details li.right").first).to_contain_text("left")
        assert len(one.records()) == 1
        one.complaints.clear()  # the browser itself says that the network is gone


def test_a_new_release_keeps_progress(deck: Path, page: Path, browser: Browser) -> None:
    with hosted(page.parent) as host, student(browser, host.url) as one:
        one.opens()
        one.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
        one.press("Space", "4")
        old = {path.name for path in page.parent.iterdir()}
        text = HEART.replace("The aorta", "The great artery").replace("from the legs", "from below")
        (deck / "heart.yaml").write_text(text, "utf-8")
        write_site(deck, page.parent)
        assert {path.name for path in page.parent.iterdir()} != old
        one.page.reload()
        one.page.locator(".actions button").first.wait_for()
        assert one.question == "What brings blood back from below?"
        one.opens("browse")
        one.page.get_by_text("What leaves the left ventricle?").click()
        expect(one.page.locator("details .answer")).to_have_text("The great artery")
        expect(one.page.locator("details .about").first).to_contain_text("1 answer, due in")


FORBIDDEN = """Object.defineProperty(window, 'indexedDB', {
  value: { open() { throw new DOMException('no', 'SecurityError'); } },
})"""


def test_a_browser_that_keeps_nothing_is_named(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.page.add_init_script(FORBIDDEN)
        one.opens()
        expect(one.page.locator(".failure")).to_contain_text("keeps nothing for this page")
        one.press("Space", "4")
        assert one.question == "What brings blood back from the legs?"


FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value) {
    const request = put.call(this, value);
    this.transaction.abort();
    return request;
  };
  return () => { IDBObjectStore.prototype.put = put; };
}"""


def test_a_suspended_card_is_taken_up_again_in_browse(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        one.press("s")
        assert one.question == "What brings blood back from the legs?"
        one.opens("browse")
        one.page.get_by_label("Search").fill("LEFT ventricle qa.aorta")
        one.page.get_by_text("What leaves").click()
        expect(one.page.locator("details .about").first).to_contain_text("Card 1: suspended.")
        one.page.get_by_role("button", name="Ask it again").click()
        expect(one.page.locator("details .about").first).to_contain_text("Card 1: new.")
        one.opens()
        assert one.question == "What leaves the left ventricle?"


def test_settings_choose_what_is_asked(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens("settings")
        one.page.get_by_label("Topic").select_option("Heart › Valves")
        one.page.get_by_label("New cards a day").fill("2")
        one.page.get_by_label("New cards a day").blur()
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
        one.page.get_by_label("Single keys").uncheck()
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


def test_an_answer_that_is_not_saved_does_not_count(page: Path, browser: Browser) -> None:
    with student(browser, page) as one:
        one.opens()
        mend = one.page.evaluate_handle(FULL)
        one.press("Space", "4")
        expect(one.page.get_by_role("alert")).to_contain_text("could not save this")
        assert one.question == "What leaves the left ventricle?"
        mend.evaluate("mend => mend()")
        one.press("4")
        assert one.question == "What brings blood back from the legs?"
        expect(one.page.get_by_role("alert")).to_have_count(0)
        assert len(one.records()) == 1
        one.complaints.clear()


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
        assert one.page.locator("img, svg[onload], script:not([src])").count() == 0


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
