"""SD334's arithmetic: how probable luck is, exactly, and in decks of any size."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck import lint, project
from sonodeck.common.diagnostics import Severity
from sonodeck.lint.options import Tried


def made(asked: int, right: int, options: int = 4) -> Tried:
    return Tried(group="", guess="the longest", asked=asked, right=right, luck=asked / options)


@given(st.integers(1, 60), st.integers(2, 8), st.data())
def test_chance_is_that_of_a_binomial_distribution(
    asked: int, options: int, data: st.DataObject
) -> None:
    right = data.draw(st.integers(0, asked))
    share = Fraction(1, options)
    exact = sum(
        math.comb(asked, n) * share**n * (1 - share) ** (asked - n) for n in range(right, asked + 1)
    )
    assert made(asked, right, options).chance == pytest.approx(float(exact), rel=1e-9)


@pytest.mark.parametrize("asked", [1_000, 1_100, 10_000, 100_000])
def test_a_deck_may_be_large(asked: int) -> None:
    deviation = math.sqrt(asked * 0.25 * 0.75)
    chances = [made(asked, round(asked / 4 + at * deviation)).chance for at in range(-4, 5)]
    assert all(0 <= chance <= 1 + 1e-9 for chance in chances)
    assert all(more > less for more, less in pairwise(chances))
    assert chances[4] == pytest.approx(0.5, abs=0.02)
    assert not made(asked, round(asked / 4 + deviation)).tells
    assert made(asked, max(round(asked / 4 + 4 * deviation), round(asked * 0.3))).tells
    assert not made(asked, round(asked * 0.29)).tells  # no luck, but no help either
    assert made(asked, asked).tells
    assert not made(asked, 0).tells


KIND = """\
kind: vessel
title: Vessel
name: '{name}'
fields:
  name: {type: text, required: true}
  bore: {type: number, required: true}
questions:
  bore: {style: choice, ask: 'How wide is {name}?', answer: '{bore}'}
"""


def test_a_deck_of_thousands_of_choices_compiles(tmp_path: Path) -> None:
    facts = "".join(
        f"  - {{id: v{at}, name: Vessel {at}, bore: {at + 1} mm}}\n" for at in range(2_000)
    )
    deck = {
        "deck.yaml": "id: luck-0000\ntitle: Vessels\nsheets: [sheet.yaml]\n",
        "sources.yaml": "book: {title: A book, year: 2026, grade: B}\n",
        "kinds/vessel.yaml": KIND,
        "sheet.yaml": f"kind: vessel\nsource: book\nfacts:\n{facts}",
    }
    for name, text in deck.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    rules = lint.Selection(select=("SD334",), today="2026-11-29")
    compiled = project.compile_deck(tmp_path, rules=rules)
    assert len(compiled.notes) == 2_000
    assert not any(one.severity is Severity.ERROR for one in compiled.found)
