r"""Formulas of a stranger: what may do more than show something is shown as it is written.

Anki's own MathJax is used where it is there: `pip install --no-deps aqt`.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from sonodeck.anki.notetypes import formulas as terminal
from sonodeck.sheets import formulas, markup
from tests.browsing import ROOT, build_bundle
from tests.strangers.commands import ALLOWED, ATTACKS, DEEP, WRITTEN
from tests.strangers.pictures import HOST

sys.path.insert(0, str(ROOT / "docs"))

from draw_cards import MATH_SCRIPTS, ORIGIN, TYPESET, anki_web, offline_context

TRIES = 10_000 if os.environ.get("NIGHTLY") else 300
CLICKED = """() => document.querySelectorAll('#qa *').forEach(one => one.dispatchEvent(
  new MouseEvent('click', { bubbles: true, cancelable: true })))"""
"""Every part of every formula."""

Drawn = Callable[[Page], None]
# Not the tie, which is a sign and no command.
_KNOWN = sorted({*terminal._NAMED, *terminal._SPACES, *terminal._SILENT, *terminal._WORDS} - {"~"})


@pytest.mark.parametrize("formula", [*ATTACKS, *DEEP])
def test_it_is_refused(formula: str) -> None:
    assert formulas.active(formula)
    assert markup.active_math(f"\\({formula}\\)")
    assert markup.html(f"\\({formula}\\)").startswith("<code>")


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac{2 f_0 v \cos\theta}{c}", r"30\,\% \pm 2\;\mathrm{cm/s}", r"\left\{ a \right\}",
        r"\begin{cases} a & b \\[2pt] c & d \end{cases}", r"\sqrt[3]{x^{-1}}", r"\overline{v}\ ",
        r"\text{peak to peak}", r"\begin {matrix} 1 \end {matrix}", r"60^\circ", r"a \% b \$ \_ \#",
        "{" * 40 + "}" * 40, r"\frac{a}{b}" * 99,
    ],
)  # fmt: skip
def test_formulas_of_textbooks_are_formulas(formula: str) -> None:
    assert formulas.active(formula) is None


@pytest.mark.parametrize("name", _KNOWN)
def test_what_the_terminal_can_show_may_be_written(name: str) -> None:
    assert formulas.active(f"\\{name}{{x}}") is None


@given(WRITTEN)
@settings(max_examples=TRIES, deadline=None)
def test_what_is_refused_is_no_formula(formula: str) -> None:
    """Whatever stands around it; the check of sheets and the HTML of cards are of one mind."""
    html = markup.html(f"\\({formula}\\)")
    if formulas.active(formula.partition("\\)")[0]) is not None:
        assert not html.startswith("\\(")


def mathjax(page: Page) -> None:
    for script in MATH_SCRIPTS:
        page.add_script_tag(url=script)
    page.evaluate(TYPESET)


def temml(page: Page) -> None:
    page.add_script_tag(path=ROOT / "src/sonodeck/pages/site/bundle/math.js")
    page.evaluate("sonodeckFormulas(document.getElementById('qa'))")


def did(browser: Browser, shown: Sequence[str], draw: Drawn, folder: Path) -> list[str]:
    """What a page of formulas asked for, and where it went, when all of it was clicked."""
    context = offline_context(browser, folder)
    page = context.new_page()
    asked: list[str] = []
    rows = "".join(f"<div>{one}</div>" for one in shown)
    body = f"<!doctype html><meta charset=utf-8><div id=qa>{rows}</div>"
    page.route(ORIGIN, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(ORIGIN)
    draw(page)
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(CLICKED)
    page.wait_for_timeout(200)
    ran = ["it ran"] if page.evaluate("'ran' in window") else []
    context.close()
    return ran + [url for url in asked if not url.startswith(f"{ORIGIN}_anki/")]


@pytest.fixture(scope="module", params=["mathjax", "temml"])
def draw(request: pytest.FixtureRequest) -> Drawn:
    if request.param == "temml":
        build_bundle()
        return temml
    if anki_web() is None:
        pytest.skip("Anki's MathJax comes with its window: pip install --no-deps aqt")
    return mathjax


def test_the_attacks_are_real(browser: Browser, tmp_path: Path) -> None:
    """Else nobody would know whether the watch sees anything."""
    if anki_web() is None:
        pytest.skip("Anki's MathJax comes with its window: pip install --no-deps aqt")
    shown = [f"\\({markup.attribute(one)}\\)" for one in ATTACKS if HOST in one or "ran" in one]
    seen = [bool(did(browser, [one], mathjax, tmp_path)) for one in shown]
    assert sum(seen) >= 2, list(zip(shown, seen, strict=True))


def test_none_does_anything(browser: Browser, draw: Drawn, tmp_path: Path) -> None:
    shown = [markup.html(f"\\({one}\\)") for one in ATTACKS]
    assert did(browser, shown, draw, tmp_path) == []


def test_no_formula_by_the_grammar_does_anything(
    browser: Browser, draw: Drawn, tmp_path: Path
) -> None:
    made: set[str] = set()
    patient = settings(
        max_examples=TRIES, deadline=None, database=None, derandomize=TRIES < 10_000,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    formula = st.one_of(ALLOWED, WRITTEN)
    patient(given(formula)(lambda one: made.add(markup.html(f"\\({one}\\)"))))()
    shown = sorted(made)
    assert sum(one.startswith("\\(") for one in shown) > len(shown) // 9
    for start in range(0, len(shown), 300):
        assert did(browser, shown[start : start + 300], draw, tmp_path) == []
