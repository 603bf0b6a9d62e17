"""The site of a deck in another language: its words, its direction, its letters."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sonodeck.sheets.kinds.files import built_in_kinds
from sonodeck.sheets.languages import labels
from tests.browsing import ROOT, student, write_site

DECKS = ROOT / "tests" / "decks"
KEYS = {"Enter", "sonodeck"}
SAID = """() => {
  const said = [...document.querySelectorAll('[aria-label]')].map(one => one.ariaLabel);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { data, parentElement } = walk.currentNode;
    if (!parentElement.closest('script, .key, .notes .about')) { said.push(data); }
  }
  return said.join('\\n');
}"""
PRESS = "key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"


def words_of(page: Page, known: set[str]) -> set[str]:
    """The words in Latin letters that the page shows or says, but for those that are known."""
    said = page.evaluate(SAID)
    return set(re.findall(r"[A-Za-z\u00c0-\u024f]{2,}", str(said))) - known


@pytest.mark.parametrize(
    ("name", "language", "key"),
    [("hebrew", "he", "א"), ("japanese", "ja", "a"), ("spanish", "es", "a")],
)
def test_the_site_speaks_the_language_of_its_deck(
    browser: Browser, tmp_path: Path, name: str, language: str, key: str
) -> None:
    own = labels(language)
    files = [file.read_text("utf-8") for file in (DECKS / name).rglob("*.yaml")]
    files += [data.decode() for data in built_in_kinds(language).values()]
    said = "\n".join([*map(str, own.group("card", "exam", "quiz", "site").values()), *files])
    known = KEYS | set(re.findall(r"[A-Za-z\u00c0-\u024f]{2,}", said))
    with student(browser, write_site(DECKS / name, tmp_path / name)) as one:
        for part in ("quiz", "browse", "settings"):
            one.opens(part)
            assert words_of(one.page, known) == set(), part
            html = one.page.locator("html")
            expect(html).to_have_attribute("lang", language)
            expect(html).to_have_attribute("dir", own.direction)
        one.opens("browse")
        one.page.locator("summary").first.click()
        one.page.locator("details .card").first.wait_for()
        assert words_of(one.page, known) == set()
        one.opens("quiz")
        one.page.evaluate(PRESS, key)
        verdict = one.page.locator(".verdict")
        expect(verdict).to_have_text(
            re.compile(f"^({own.say('site.right')}|{own.say('site.not-right')})$")
        )
        right = one.page.locator(".options li.right")
        letter = str(right.evaluate("one => getComputedStyle(one, '::before').content"))
        latin = "counter(option, upper-alpha)"
        assert letter.strip('"') in (own.letters if language == "he" else latin)
        assert right.evaluate("one => getComputedStyle(one).direction") == own.direction
        one.press("Space", "q")
        assert words_of(one.page, known) == set()
        one.opens("statistics")
        one.page.evaluate("() => document.querySelectorAll('svg').forEach(one => one.remove())")
        assert words_of(one.page, known) == set()
