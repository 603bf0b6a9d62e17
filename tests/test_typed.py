"""Typed answers: what they come to, the same in the terminal and on the page, letter by letter."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from rapidfuzz.distance import OSA

from sonodeck.pages.site.typed import measure, tables
from sonodeck.study.quiz.typed import compare, folded
from tests.browsing import ROOT, build_bundle, student, write_site

Vector = tuple[str, list[str], list[str], str]
VECTORS: list[Vector] = json.loads((Path(__file__).parent / "typed.json").read_text("utf-8"))
ELEMENTS = ROOT / "tests" / "decks" / "elements"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector[0]!r} for {vector[1][0]}")
def test_what_a_typed_answer_comes_to(vector: Vector) -> None:
    typed, right, others, verdict = vector
    found = compare(typed, right, others)
    assert found.verdict == verdict
    assert "".join(own for own, _ in found.parts) == " ".join(typed.split())
    assert "".join(other for _, other in found.parts) in right


texts = st.text("abchyper -12<", min_size=1, max_size=20)


@given(texts, texts)
def test_an_answer_that_is_almost_right_is_a_few_letters_apart(typed: str, right: str) -> None:
    found = compare(typed, [right], ())
    if found.verdict == "almost":
        assert 0 < OSA.distance(folded(typed), folded(right)) <= 2
    assert "".join(own for own, _ in found.parts) == " ".join(typed.split())
    assert "".join(other for _, other in found.parts) == right


@pytest.fixture(scope="module", autouse=True)
def _bundle() -> None:
    build_bundle()


RUN = """([tables, vectors]) => {
  const numbers = new sonodeck.Numbers(tables);
  return vectors.map(([typed, right, others]) =>
    sonodeck.compare(typed, right, new Set(others), numbers));
}"""


def test_the_page_finds_the_same(browser: Browser, tmp_path: Path) -> None:
    page = write_site(ELEMENTS, tmp_path / "site")
    told = [
        (typed, (right, measure(right[0])), others)
        for typed, right, others, _ in VECTORS
        if typed.isprintable()
    ]
    known = [one for one in VECTORS if one[0].isprintable()]
    with student(browser, page) as one:
        one.opens()
        found = one.page.evaluate(RUN, [tables(), told])
    assert [(v[0], f["verdict"]) for v, f in zip(known, found, strict=True)] == [
        (typed, verdict) for typed, _, _, verdict in known
    ]
    for (typed, right, _, _), one_found in zip(known, found, strict=True):
        assert "".join(own for own, _ in one_found["parts"]) == " ".join(typed.split())
        assert "".join(other for _, other in one_found["parts"]) in right
