"""Numbers in cards that are read from right to left, and what a browser makes of them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from sonodeck import project
from sonodeck.anki import note_types
from sonodeck.anki.notetypes.directions import isolated
from sonodeck.sheets import Deck, markup

APART = [
    ("36\u201348 h", "[36\u201348 h]"),
    ("< 3 mm", "[< 3 mm]"),
    ("\u2265 1.5 \u00d7 10\u2079/L", "[\u2265 1.5 \u00d7 10\u2079/L]"),
    ("\u22125 \u00b0C", "[\u22125 \u00b0C]"),
    ("\u05de-20 mg", "\u05de-[20 mg]"),
    ("\u05e9\u05dc 36\u201348 h?", "\u05e9\u05dc [36\u201348 h]?"),
    ("(2\u20133 cm)", "([2\u20133 cm])"),
    ("5 mg, 10 mg", "[5 mg], [10 mg]"),
    ("120/80 mmHg", "[120/80 mmHg]"),
    ("\u00bd h", "[\u00bd h]"),
    ("2019", "2019"),
    ("1,540.5", "1,540.5"),
    ("3 \u05e9\u05e2\u05d5\u05ea", "3 \u05e9\u05e2\u05d5\u05ea"),
    ("Na\u207a/K\u207a-ATPase", "Na\u207a/K\u207a-ATPase"),
    ("CO2, v1.5", "CO2, v1.5"),
    (r"\(x = 5 - 3\)", r"\(x = 5 - 3\)"),
]


@pytest.mark.parametrize(("text", "expected"), APART)
def test_a_number_is_set_apart_with_its_unit(text: str, expected: str) -> None:
    made = isolated(markup.html(text)).replace('<bdi dir="ltr">', "[").replace("</bdi>", "]")
    assert made == markup.html(expected)


@pytest.mark.parametrize(
    "html", ["{{c1::x::2}}", '<img src="_a-1.png">', "[sound:_a-12 b.mp3]", "std&#58;:vector"]
)
def test_signs_and_names_are_left_alone(html: str) -> None:
    assert isolated(html) == html


@given(st.text("0123456789<>-\u2013 .,:%&;mg\u05d0\u05d1(){}c*`\\", max_size=30))
def test_nothing_but_marks_is_added(text: str) -> None:
    html = markup.html(text)
    made = isolated(html)
    assert re.sub('<bdi dir="ltr">|</bdi>', "", made) == html
    assert made.count("<bdi") == made.count("</bdi>")


LEFT_OF = """text => {
  const at = (node, offset) => {
    const range = document.createRange();
    range.setStart(node, offset); range.setEnd(node, offset + 1);
    return range.getBoundingClientRect().left;
  };
  const node = document.querySelector('bdi').firstChild;
  return [...node.data].map((_, offset) => at(node, offset));
}"""


@pytest.mark.parametrize("text", ["36\u201348 h", "< 3 mm", "\u22125 \u00b0C"])
def test_a_browser_shows_it_from_left_to_right(browser: Browser, text: str) -> None:
    page = browser.new_page()
    page.set_content(f'<p dir="rtl">{isolated(markup.html(text))}</p>')
    places = page.evaluate(LEFT_OF)
    page.close()
    assert places == sorted(places)


def test_only_decks_from_right_to_left_have_the_marks(tmp_path: Path) -> None:
    kind = "kind: qa\nfacts:\n  - {id: a, question: How long?, answer: 36\u201348 h}\n"
    for language, marked in (("he", True), ("en", False)):
        folder = tmp_path / language
        folder.mkdir()
        manifest = f"id: x-0000\ntitle: X\nlanguage: {language}\nsheets: [s.yaml]\n"
        (folder / "deck.yaml").write_text(manifest, "utf-8")
        (folder / "s.yaml").write_text(kind, "utf-8")
        (packed,) = project.compile_deck(folder).packed
        assert ('<bdi dir="ltr">36\u201348 h</bdi>' in packed.filled.fields) is marked


@pytest.mark.parametrize("listed", ["ul", "ol"])
def test_options_fill_the_card_from_edge_to_edge(browser: Browser, listed: str) -> None:
    """Numbers, which stand in order of size, as well as all others."""
    css = note_types(Deck(id="x-0000", title="X", tag="x", sheets=(), language="he")).question.css
    page = browser.new_page()
    page.set_content(
        f'<style>{css}</style><div class="card"><div class="sonodeck" dir="rtl">'
        f'<div class="options"><{listed}><li>2 h</li></{listed}></div></div></div>'
    )
    edges = [page.locator(one).bounding_box() for one in (".options", "li")]
    page.close()
    assert edges[0] and edges[1]
    assert edges[0]["width"] == edges[1]["width"]
