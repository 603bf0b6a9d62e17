"""One link for a class: several decks with a page to start from."""

import json
import shutil
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from sonodeck import project
from sonodeck.anki import release
from sonodeck.common import folders
from sonodeck.pages import site as sites
from tests.browsing import NOW, ROOT, WEB, hosted, student
from tests.sites.conftest import DECK
from tests.sites.test_files import contents, sonodeck
from tests.sites.test_parts import AXE

SPANISH = ROOT / "tests" / "decks" / "spanish"
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(2)>"


def made(decks: Path, folder: Path, title: str = "") -> None:
    """The site of the decks in a folder."""
    ready = []
    for deck in folders.find(decks):
        compiled = project.compile_deck(deck)
        planned, found = release.plan(compiled, NOW, release.Options(retire_many=True, slack=10**9))
        assert planned is not None, (compiled.found, found)
        ready.append((compiled, planned))
    sites.write(sites.several(ready, title=title), folder)


@pytest.fixture
def decks(deck: Path) -> Path:
    """A folder of two decks in two languages."""
    folder = deck.parent / "decks"
    folder.mkdir()
    deck.rename(folder / "heart")
    shutil.copytree(SPANISH, folder / "spanish")
    return folder


def spanish_id() -> str:
    lines = (SPANISH / "deck.yaml").read_text("utf-8").splitlines()
    return next(line for line in lines if line.startswith("id:")).removeprefix("id:").strip()


def test_the_start_page_lists_the_decks_and_opens_each(
    decks: Path, tmp_path: Path, browser: Browser
) -> None:
    made(decks, tmp_path / "class", "Term 2")
    with student(browser, tmp_path / "class" / "index.html") as one:
        one.page.goto(one.url)
        expect(one.page.get_by_role("heading", level=1)).to_have_text("Term 2")
        entries = one.page.get_by_role("listitem")
        assert entries.evaluate_all("all => all.map(one => one.lang)") == ["en", "es"]
        expect(entries.first).to_contain_text("5 cards")
        for at, name in enumerate(("heart-0000", spanish_id())):
            one.page.get_by_role("link").nth(at).click()
            one.page.locator(".actions button").first.wait_for()
            assert f"/{name}/" in one.page.url
            one.page.get_by_role("link", name="Term 2").click()
            expect(entries).to_have_count(2)


def test_each_deck_and_the_start_page_open_without_a_network(
    decks: Path, tmp_path: Path, browser: Browser
) -> None:
    made(decks, tmp_path / "class")
    with hosted(tmp_path / "class") as host, student(browser, host.url) as one:
        one.page.goto(one.url)
        one.page.get_by_role("link", name="Heart").click()
        expect(one.page.locator("footer")).to_contain_text("Stored for use without a network")
        one.page.goto(one.url)
        one.page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
        host.down()
        one.page.goto(one.url)
        one.page.get_by_role("link", name="Heart").click()
        one.page.locator(".actions button").first.wait_for()
        assert one.question == "What leaves the left ventricle?"
        one.complaints.clear()  # of the worker that asked whether there is a newer page


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_the_start_page_is_accessible_on_a_phone(
    decks: Path, tmp_path: Path, browser: Browser, colors: str
) -> None:
    made(decks, tmp_path / "class")
    look = {"color_scheme": colors, "viewport": {"width": 320, "height": 600}}
    with student(browser, tmp_path / "class" / "index.html", **look) as one:
        one.page.goto(one.url)
        one.page.evaluate((WEB / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
        assert one.page.evaluate(AXE) == []
        wide = "document.documentElement.scrollWidth"
        assert one.page.evaluate(wide) == 320


def test_titles_never_become_markup(decks: Path, tmp_path: Path, browser: Browser) -> None:
    hostile = json.dumps(HOSTILE)
    (decks / "heart" / "deck.yaml").write_text(
        DECK.replace("title: Heart", f"title: {hostile}\ndescription: {hostile}"), "utf-8"
    )
    made(decks, tmp_path / "class", HOSTILE)
    with student(browser, tmp_path / "class" / "index.html") as one:
        one.page.goto(one.url)
        assert one.page.title() == HOSTILE
        expect(one.page.get_by_role("link", name=HOSTILE)).to_be_visible()
        assert one.page.locator("img, script:not([src])").count() == 0
        one.page.get_by_role("link", name=HOSTILE).click()
        one.page.locator(".actions button").first.wait_for()
        assert one.page.locator("script:not([src]):not([type='application/json'])").count() == 0
    assert escape(HOSTILE) in (tmp_path / "class" / "index.html").read_text("utf-8")


def test_the_same_decks_give_the_same_files_and_a_dropped_one_goes(
    decks: Path, tmp_path: Path
) -> None:
    done = sonodeck("site", decks, "-o", tmp_path / "one")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'one' / 'index.html'}\n")
    made(decks, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    shutil.copytree(decks / "heart", decks / "again")
    text = DECK.replace("heart-0000", "again-0000").replace("Heart", "Again")
    (decks / "again" / "deck.yaml").write_text(text, "utf-8")
    (tmp_path / "one" / "own.html").write_text("the teacher's own")
    made(decks, tmp_path / "one")
    assert (tmp_path / "one" / "again-0000" / "index.html").exists()
    shutil.rmtree(decks / "again")
    made(decks, tmp_path / "one")
    left = contents(tmp_path / "one")
    assert left.pop("own.html") == b"the teacher's own"
    assert left == contents(tmp_path / "two")


def test_nothing_of_others_is_written_over(decks: Path, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    assert sonodeck("site", decks / "heart", "-o", folder).returncode == 0
    refused = sonodeck("site", decks, "-o", folder)
    assert (refused.returncode, "another deck" in refused.stderr) == (2, True)
    shutil.rmtree(folder)
    shutil.copytree(decks / "heart", tmp_path / "third")
    (tmp_path / "third" / "deck.yaml").write_text(
        DECK.replace("heart-0000", "third-0000").replace("Heart", "Third"), "utf-8"
    )
    made(decks, folder)
    (folder / "third-0000").mkdir()
    (folder / "third-0000" / "index.html").write_text("the teacher's own")
    before = contents(folder)
    refused = sonodeck("site", decks, tmp_path / "third", "-o", folder)
    assert (refused.returncode, "other files" in refused.stderr) == (2, True)
    assert contents(folder) == before
    same = sonodeck("site", decks, shutil.copytree(decks / "heart", tmp_path / "copy"))
    assert (same.returncode, "SD210" in same.stderr) == (1, True)


def test_a_tag_chooses_what_is_in_it(deck: Path, tmp_path: Path, browser: Browser) -> None:
    done = sonodeck("site", deck, "-o", tmp_path / "site", "--tag", "big")
    assert done.returncode == 0, done.stderr
    with student(browser, tmp_path / "site" / "index.html") as one:
        one.opens("browse")
        expect(one.page.locator(".notes summary")).to_have_text("What leaves the left ventricle?")
    wrong = sonodeck("site", deck, "-o", tmp_path / "other", "--tag", "bag")
    assert (wrong.returncode, "did you mean 'big'?" in wrong.stderr) == (2, True)
