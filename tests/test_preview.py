"""The preview in a real browser: what it shows, what it never does, and that it follows changes."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from pypdf import PdfReader

from sonodeck import project
from sonodeck.pages import preview
from tests import LONGEST
from tests.browsing import ROOT, WEB, build_bundle

SHEET = """\
kind: qa
deck: Test::Heart
facts:
  - {id: aorta, question: What leaves the left ventricle?, answer: The aorta, tags: [vessels]}
  - id: hostile
    question: '<script>document.title = "taken"</script> "onerror="alert(1) <img src=x onerror=a()>'
    answer: '</script><script>document.title = "taken"</script> ]]> <!-- {{c1::x}}'
    details: <svg onload=alert(1)>
    tags: [hostile]
  - id: shown
    question: What is this?
    answer: A circle
    picture: {file: circle.svg, text: A circle}
"""


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    folder = tmp_path / "heart"
    (folder / "media").mkdir(parents=True)
    (folder / "deck.yaml").write_text(
        "id: heart-0000\ntitle: Heart <i>\nsheets: [heart.yaml, lists.yaml]\n", "utf-8"
    )
    (folder / "heart.yaml").write_text(SHEET, "utf-8")
    (folder / "lists.yaml").write_text(
        "kind: list\ndeck: Test::Lists\nfacts:\n"
        "  - {id: valves, question: Which valves?,\n"
        "     items: [mitral, aortic, pulmonary, tricuspid, venous]}\n",
        "utf-8",
    )
    (folder / "media" / "circle.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><circle r="4"/></svg>\n'
    )
    return folder


@contextmanager
def opened(browser: Browser, file: Path) -> Iterator[tuple[Page, FrameLocator]]:
    """The page from disk; it may complain of nothing and ask for nothing but itself."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(file.as_uri())
    cards = page.frame_locator("#cards")
    cards.locator("body[data-complete]").wait_for()
    yield page, cards
    context.close()
    own = (file.as_uri(), file.with_suffix(".newest.js").as_uri(), "about:", "data:")
    assert [url for url in requests if not url.startswith(own)] == []
    assert complaints == []


def written(deck: Path) -> Path:
    file = deck.parent / "preview.html"
    file.write_text(preview.page(project.compile_deck(deck)).html, "utf-8")
    return file


def test_every_card_is_there_by_sheet_with_its_place(deck: Path, browser: Browser) -> None:
    with opened(browser, written(deck)) as (page, cards):
        headings = cards.locator("h2").all_text_contents()
        assert headings == [f"{deck.as_posix()}/{name}.yaml" for name in ("heart", "lists")]
        keys = cards.locator(".about b").all_text_contents()
        assert keys == [one.content.key for one in project.compile_deck(deck).packed]
        first = cards.locator("article").first
        expect(first).to_contain_text(f"{deck.as_posix()}/heart.yaml:4")
        expect(first).to_contain_text("heart::vessels")
        assert (
            first.locator(".question").all_inner_texts() == ["What leaves the left ventricle?"] * 2
        )
        assert first.locator(".answer").inner_text() == "The aorta"
        clozes = cards.locator("article").last
        assert clozes.locator("figcaption").all_text_contents()[:2] == [
            "Cloze 1, front",
            "Cloze 1, back",
        ]
        expect(page.locator("header")).to_contain_text("5 notes, 9 cards")


def test_text_stays_text(deck: Path, browser: Browser) -> None:
    with opened(browser, written(deck)) as (page, cards):
        assert page.title() == "Preview: Heart <i>"
        hostile = cards.locator("article", has_text="hostile")
        expect(hostile.locator(".question").first).to_contain_text(
            '<script>document.title = "taken"'
        )
        expect(hostile.locator(".answer")).to_contain_text("]]> <!-- {{c1::x}}")
        assert hostile.locator("script:not(:empty), img, svg").count() == 0


def test_pictures_are_inside(deck: Path, browser: Browser) -> None:
    with opened(browser, written(deck)) as (_, cards):
        image = cards.get_by_alt_text("A circle").first
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 8


def test_formulas_are_set(browser: Browser, tmp_path: Path) -> None:
    build_bundle()
    compiled = project.compile_deck(ROOT / "tests" / "decks" / "gallery")
    file = tmp_path / "preview.html"
    file.write_text(preview.page(compiled).html, "utf-8")
    with opened(browser, file) as (_, cards):
        note = cards.locator("article", has_text="double-angle")
        assert note.locator("math").count() >= 3
        expect(note.locator(".question").first).not_to_contain_text("\\(")


def test_search_filter_and_looks(deck: Path, browser: Browser) -> None:
    with opened(browser, written(deck)) as (page, cards):
        about = cards.locator(".about b")
        page.get_by_label("Search").fill("LEFT ventricle")
        expect(about).to_have_text(["qa.aorta.ask"])
        expect(page.get_by_role("status")).to_have_text("1 shown")
        page.get_by_label("Search").fill("")
        page.get_by_label("Sheet").select_option(label=f"{deck.as_posix()}/lists.yaml")
        expect(cards.locator("article")).to_have_count(2)
        page.get_by_label("Sheet").select_option("")
        page.get_by_label("Tag").select_option("heart::hostile")
        expect(about).to_have_text(["qa.hostile.ask"])
        card = cards.locator(".card").first
        light = card.evaluate("card => getComputedStyle(card).backgroundColor")
        page.get_by_label("Colors").select_option("night")
        assert card.evaluate("card => getComputedStyle(card).backgroundColor") != light
        page.get_by_label("Width").select_option("320")
        assert card.bounding_box()["width"] == 320  # type: ignore[index]
        page.reload()
        expect(about).to_have_text(["qa.hostile.ask"])
        assert card.evaluate("card => getComputedStyle(card).fontSize") == "18px"


AXE = """async () => {
  const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const look = { runOnly, preload: false, iframes: false };
  const { violations, passes } = await axe.run(document, look);
  if (passes.length < 8) { throw new Error('axe looked at next to nothing'); }
  return violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | '));
}"""


@pytest.mark.parametrize("colors", ["", "night"])
def test_axe_finds_nothing(deck: Path, browser: Browser, colors: str) -> None:
    build_bundle()
    axe = (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
    (deck / "lists.yaml").write_text("kind: list\nfact: 1\n", "utf-8")
    with opened(browser, written(deck)) as (page, _):
        page.get_by_label("Colors").select_option(colors)
        for frame in page.frames:
            frame.evaluate(axe)
            assert frame.evaluate(AXE) == []


def test_a_choice_is_ordered_as_in_anki(browser: Browser, tmp_path: Path) -> None:
    compiled = project.compile_deck(ROOT / "decks" / "sonography")
    file = tmp_path / "preview.html"
    file.write_text(preview.page(compiled).html, "utf-8")
    with opened(browser, file) as (_, cards):
        note = cards.locator("article", has=cards.locator(".options")).first
        sides = note.locator(".row").first.locator("figure")
        front = sides.first.locator(".options li").all_text_contents()
        assert len(front) > 2
        back = sides.last.locator(".options li").all_text_contents()  # with reasons
        assert all(map(str.startswith, back, front))
        assert sides.last.locator(".options li.right").count() == 1


def sonodeck(*arguments: str | Path, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sonodeck", *map(str, arguments)],
        env=os.environ | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_watched_page_follows_the_sheets(deck: Path, browser: Browser) -> None:
    file = deck.parent / "out" / "p.html"
    with sonodeck("preview", deck, "--watch", "-o", file) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline().strip() == str(file)
            with opened(browser, file) as (page, cards):
                page.get_by_label("Search").fill("ventricle")
                sheet = deck / "heart.yaml"
                sheet.write_text(SHEET.replace("The aorta", "The great artery"), "utf-8")
                expect(cards.locator(".answer")).to_have_text("The great artery")
                sheet.write_text(SHEET.replace("answer: A circle", "anser: A circle"), "utf-8")
                expect(page.locator(".found")).to_contain_text("unknown key 'anser'")
                expect(page.locator(".found")).to_contain_text(f"{deck.as_posix()}/heart.yaml:12")
                expect(cards.locator(".answer")).to_have_text("The aorta")
                sheet.write_text(SHEET, "utf-8")
                expect(page.locator(".found")).to_have_count(0)
            program.send_signal(signal.SIGINT)
            assert program.wait(LONGEST) == 130
        finally:
            program.kill()
    assert [path.name for path in file.parent.iterdir()] == ["p.html"]
    assert "newest.js" not in file.read_text("utf-8")


def test_a_broken_deck_is_shown_as_far_as_it_goes(deck: Path) -> None:
    (deck / "lists.yaml").write_text("kind: list\nfacts: [{id: a, question: What\n", "utf-8")
    with sonodeck("preview", deck, "-o", deck.parent / "p.html") as program:
        _, said = program.communicate()
    assert program.returncode == 1
    assert "SD0" in said
    assert "SD0" in (deck.parent / "p.html").read_text("utf-8")


def test_open_calls_the_browser_with_the_file(deck: Path) -> None:
    shutil.copy("/bin/echo", deck.parent / "browser")
    with sonodeck(
        "preview",
        deck,
        "--open",
        "-o",
        deck.parent / "p q.html",
        BROWSER=f"'{deck.parent}/browser' %s",
    ) as program:
        said, _ = program.communicate()
    assert (deck.parent / "p q.html").as_uri() in said


def test_all_cards_are_printed_by_day_and_none_is_cut(deck: Path, browser: Browser) -> None:
    """Each of 60 cards begins and ends on one page; what is only to be pressed is not there."""
    facts = "".join(
        f"  - {{id: n{at}, question: Question {at} begins here?,\n"
        f"      answer: '{'A long answer. ' * at}', details: That was number {at}.}}\n"
        for at in range(1, 61)
    )
    (deck / "heart.yaml").write_text(f"kind: qa\ndeck: Test::Heart\nfacts:\n{facts}", "utf-8")
    with opened(browser, written(deck)) as (page, _):
        page.get_by_label("Colors").select_option("night")
        pages = [one.extract_text() for one in PdfReader(BytesIO(page.pdf())).pages]
        assert len(pages) > 3
        for at in range(1, 61):
            begins = [n for n, text in enumerate(pages) if f"Question {at} begins here?" in text]
            ends = [n for n, text in enumerate(pages) if f"That was number {at}." in text]
            assert begins == ends != []
        assert not any("Search" in text or "Colors" in text for text in pages)
        # by day while it is printed, and nothing of it stays
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        shown = page.locator("#paper .card").first
        assert shown.evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert page.locator("#paper").count() == 0


def test_what_is_filtered_out_is_not_printed(deck: Path, browser: Browser) -> None:
    with opened(browser, written(deck)) as (page, cards):
        page.get_by_label("Search").fill("ventricle")
        expect(cards.locator("article")).to_have_count(1)
        text = "".join(one.extract_text() for one in PdfReader(BytesIO(page.pdf())).pages)
        assert ("The aorta" in text, "A circle" in text) == (True, False)
