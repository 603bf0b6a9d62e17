"""Doppler scenes in a real browser: as pictures at two widths, and on cards that Anki made."""

import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anki.collection  # first: anki.cards alone fails on a circular import
import pytest
from playwright.sync_api import Browser

from sonodeck import project
from sonodeck.anki import release
from sonodeck.questions.notes import QuestionNote
from sonodeck.scenes import FAMILIES, svg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from draw_cards import (  # noqa: E402
    PHONE,
    START_SCRIPTS,
    imported,
    notes_by_key,
    offline_context,
    reviewer_page,
    show,
)

SONOGRAPHY = ROOT / "decks" / "sonography"
LEAST_TEXT = 11
"""Pixels of the smallest text on a phone that is 320 wide."""


@pytest.fixture(scope="module")
def pictures() -> dict[str, str]:
    """Every picture of the shipped scenes, by the key of its note and its side."""
    notes = project.compile_deck(SONOGRAPHY).notes
    scenes = [n for n in notes if n.about.key.startswith("scene.") and isinstance(n, QuestionNote)]
    found = {f"{note.about.key} front": note.picture.drawn for note in scenes if note.picture}
    return found | {f"{note.about.key} back": note.about.pictures[0].drawn for note in scenes}


MEASURE = """() => [...document.querySelectorAll('svg')].map(svg => {
  const own = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBoundingClientRect();
    return { words: text.textContent, left: box.left - own.left, top: box.top - own.top,
      right: own.right - box.right, bottom: own.bottom - box.bottom,
      x: box.left, y: box.top, x2: box.right, y2: box.bottom,
      size: parseFloat(getComputedStyle(text).fontSize) * own.width / 320 };
  });
})"""


def overlapping(texts: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pairs of words whose boxes lie over each other; line boxes may touch."""
    return [
        (one["words"], other["words"])
        for at, one in enumerate(texts)
        for other in texts[:at]
        if min(one["x2"], other["x2"]) - max(one["x"], other["x"]) > 0.5
        and min(one["y2"], other["y2"]) - max(one["y"], other["y"]) > 2.5 * one["size"] / svg.SIZE
    ]


WORDLESS = "scene.shape-"
"""The outline of an image alone tells the array: its fronts have no words."""


@pytest.mark.parametrize("width", [320, 640])
def test_no_words_are_cut_off_or_lie_over_others(
    browser: Browser, pictures: dict[str, str], width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 600})
    sized = (
        re.sub(r'width="\d+" height="\d+"', f'width="{width}"', p, count=1)
        for p in pictures.values()
    )
    page.set_content(f'<body style="margin:0">{"".join(f"<div>{one}</div>" for one in sized)}')
    measured = page.evaluate(MEASURE)
    page.close()
    assert len(measured) == len(pictures) >= 160
    for name, texts in zip(pictures, measured, strict=True):
        assert texts or name.startswith(WORDLESS), name
        for text in texts:
            assert min(text["left"], text["top"], text["right"], text["bottom"]) >= 0, (name, text)
            assert text["size"] >= LEAST_TEXT * width / 320
        assert overlapping(texts) == [], name


def test_a_picture_looks_the_same_by_day_and_at_night(
    browser: Browser, pictures: dict[str, str]
) -> None:
    """It brings its own ground along: nothing shines through."""
    one_of_each = {name.split(".")[1].partition("-")[0]: p for name, p in pictures.items()}
    page = browser.new_page(viewport={"width": 640, "height": 600})
    page.set_content(f'<body style="margin:0;line-height:0">{"".join(one_of_each.values())}')
    shots = []
    for ground in ("white", "black"):
        page.evaluate("ground => { document.body.style.background = ground; }", ground)
        shots.append(page.screenshot(full_page=True))
    page.close()
    assert shots[0] == shots[1]


# on cards


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[anki.collection.Collection]:
    """The shipped deck, built into a package and imported by Anki."""
    folder = tmp_path_factory.mktemp("scenes")
    deck = folder / "sonography"
    shutil.copytree(SONOGRAPHY, deck)
    package = folder / "scenes.apkg"
    built, found = release.build(project.compile_deck(deck), package, int(time.time()))
    assert built is not None, found
    with imported(package) as opened:
        yield opened


def test_every_picture_of_the_package_is_there(collection: anki.collection.Collection) -> None:
    checked = collection.media.check()
    assert list(checked.missing) == []
    assert list(checked.unused) == []
    drawn = [f for f in Path(collection.media.dir()).iterdir() if f.suffix == ".svg"]
    assert len(drawn) >= 160
    for file in drawn:
        assert file.stat().st_size < 40_000


SHOWN = """() => [...document.querySelectorAll('#qa img')].map(image => {
  const box = image.getBoundingClientRect();
  return { natural: image.naturalWidth, width: box.width, left: box.left, right: box.right,
    alt: image.alt };
})"""


@pytest.mark.parametrize("night", [False, True])
def test_a_card_on_a_small_phone(
    browser: Browser, collection: anki.collection.Collection, night: bool
) -> None:
    """Both sides of one card of each question: what is drawn is there, whole, and large enough."""
    notes = notes_by_key(collection)
    scenes = {key: note for key, note in notes.items() if key.startswith("scene.")}
    one_of_each = {key.split(".")[1].partition("-")[0]: note for key, note in scenes.items()}
    assert len(one_of_each) >= len(FAMILIES)
    context = offline_context(browser, Path(collection.media.dir()))
    page = context.new_page()
    for note in one_of_each.values():
        card = note.cards()[0]
        if page.url == "about:blank":
            show(page, reviewer_page(card, night=night), viewport=PHONE)
        for side, count in ((card.question(), 1), (card.answer(), 2)):
            page.evaluate("side => { document.getElementById('qa').innerHTML = side; }", side)
            page.evaluate(START_SCRIPTS)
            page.wait_for_function(
                "() => [...document.querySelectorAll('#qa img')].every(image => image.complete)"
            )
            images = page.evaluate(SHOWN)
            assert len(images) == count, note["Key"]
            for image in images:
                assert image["natural"] == 640
                assert image["left"] >= 0
                assert image["right"] <= PHONE[0]
                assert image["width"] / 320 * svg.SIZE >= LEAST_TEXT
                assert image["alt"]
            assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
    context.close()
