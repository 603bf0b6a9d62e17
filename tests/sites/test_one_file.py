"""The quiz as one HTML file: all of it there, from a disk, and nothing asked of anybody."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sonodeck import project
from sonodeck.anki import release
from sonodeck.pages import site as sites
from tests.browsing import NOW, ROOT, WEB, student
from tests.sites.conftest import DECK
from tests.sites.test_files import sonodeck
from tests.sites.test_parts import AXE

ELEMENTS = ROOT / "tests" / "decks" / "elements"
TITLE = "</script><script>document.title=0</script><!-- <script>"
HOSTILE = "</script><script>document.title='taken'</script><!-- <script> \"onerror=\"alert(1)"


def written(deck: Path, file: Path, tag: str | None = None) -> Path:
    compiled = project.compile_deck(deck)
    planned, found = release.plan(compiled, NOW, release.Options(retire_many=True, slack=10**9))
    assert planned is not None, (compiled.found, found)
    file.write_bytes(sites.one_file(compiled, planned, tag=tag))
    return file


def test_it_quizzes_from_a_disk_and_keeps_the_answers(
    deck: Path, tmp_path: Path, browser: Browser
) -> None:
    page = written(deck, tmp_path / "heart.html")
    with student(browser, page) as one:
        one.opens()
        one.press("Space", "3", "Space", "3", "A", "Space", "q")
        assert [record["grade"] for record in one.records()][:2] == [3, 3]
        one.page.reload()
        one.opens("statistics")
        expect(one.page.locator(".tiles dd").nth(1)).to_have_text("3")
        assert {url.partition("#")[0] for url in one.requests} == {page.as_uri()}
        one.page.evaluate((WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
        assert one.page.evaluate(AXE) == []


SHOWN = """images => Promise.all(images.map(image => {
  image.loading = 'eager';
  return image.decode().then(() => image.naturalWidth > 0);
}))"""


def test_pictures_and_formulas_are_in_it(tmp_path: Path, browser: Browser) -> None:
    page = written(ELEMENTS, tmp_path / "one.html")
    with student(browser, page) as one:
        one.opens("browse")
        more = one.page.get_by_role("button", name="Show more")
        while more.is_visible():
            more.click()
        details = one.page.locator(".notes > details")
        one.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        expect(details.filter(has=one.page.locator(".about"))).to_have_count(details.count())
        images = one.page.locator("details img")
        assert all(images.evaluate_all(SHOWN))
        sources = images.evaluate_all("all => all.map(one => one.src.slice(0, 11))")
        assert len(sources) >= 3
        assert set(sources) == {"data:image/"}
        assert one.page.locator("details math").count() >= 3
        assert {url.partition("#")[0] for url in one.requests if url[:5] != "data:"} == {
            page.as_uri()
        }


def test_text_never_becomes_markup(deck: Path, tmp_path: Path, browser: Browser) -> None:
    sheet = {"id": "hostile", "question": HOSTILE, "answer": HOSTILE, "tags": ["big"]}
    text = f"kind: qa\ndeck: Heart\nfacts:\n  - {json.dumps(sheet)}\n"
    (deck / "heart.yaml").write_text(text, "utf-8")
    (deck / "deck.yaml").write_text(
        DECK.replace("title: Heart", f"title: {json.dumps(TITLE)}"), "utf-8"
    )
    page = written(deck, tmp_path / "one.html", tag="big")
    with student(browser, page) as one:
        one.opens()
        assert one.question == HOSTILE
        one.press("Space")
        expect(one.page.locator(".quiz .answer")).to_have_text(HOSTILE)
        assert one.page.title() == TITLE


def test_only_what_it_was_written_with_runs(deck: Path, tmp_path: Path, browser: Browser) -> None:
    page = written(deck, tmp_path / "one.html")
    text = page.read_text("utf-8")
    page.write_text(text.replace("</main>", "</main><script>document.title = 1</script>"), "utf-8")
    with student(browser, page) as one:
        one.opens()
        assert one.page.title() == "Heart"
        assert any("Content Security Policy" in said for said in one.complaints)
        one.complaints.clear()


def test_where_the_browser_keeps_nothing_it_says_so(
    deck: Path, tmp_path: Path, browser: Browser
) -> None:
    """As in a frame of a learning platform that gives it no origin of its own."""
    inner = written(deck, tmp_path / "one.html").name
    outer = tmp_path / "frame.html"
    outer.write_text(
        f'<iframe sandbox="allow-scripts" src="{inner}" width=600 height=500></iframe>'
    )
    with student(browser, outer) as one:
        one.page.goto(one.url)
        frame = one.page.frame_locator("iframe")
        expect(frame.locator(".failure")).to_contain_text("stores nothing")
        frame.get_by_role("button", name="Show answer").click()
        frame.get_by_role("button", name="Good").click()
        expect(frame.locator(".question")).to_contain_text("What brings blood back")


def test_one_that_is_too_large_names_the_tags_that_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the pictures are large, and only one tag's notes show them."""
    deck = Path(shutil.copytree(ELEMENTS, tmp_path / "elements"))
    for picture in (deck / "media").iterdir():
        picture.write_text(f"{picture.read_text('utf-8')}<!-- {'x' * 400_000} -->", "utf-8")
    monkeypatch.setattr(sites, "MOST_IN_A_FILE", 1_000_000)
    monkeypatch.setattr(sites.forms, "MOST_IN_A_FILE", 1_000_000)
    with pytest.raises(sites.TooLarge) as refused:
        written(deck, tmp_path / "one.html")
    tags = re.findall(r"--tag ([\w:]+)", str(refused.value))
    assert "terms" in tags
    assert "elements" not in tags
    for tag in tags:
        assert written(deck, tmp_path / "one.html", tag=tag).stat().st_size <= 1_000_000


def test_the_command_writes_the_same_file_twice_and_over_nothing_of_the_deck(
    deck: Path, tmp_path: Path
) -> None:
    done = sonodeck("site", deck, "--one-file", "-o", tmp_path / "one.html")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'one.html'}\n")
    again = written(deck, tmp_path / "two.html")
    assert again.read_bytes() == (tmp_path / "one.html").read_bytes()
    for output, said in ((deck / "deck.yaml", "is an input"), (tmp_path, "is a folder")):
        refused = sonodeck("site", deck, "--one-file", "-o", output)
        assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
