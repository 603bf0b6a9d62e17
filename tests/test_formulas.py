r"""Formulas as a terminal shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.anki.notetypes import text
from sonodeck.anki.notetypes.formulas import readable
from sonodeck.sheets import languages


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\Delta P = 4 v^2", "ΔP = 4 v²"),
        (r"\Delta f = \frac{2 f_0 v \cos\theta}{c}", "Δf = (2 f₀ v cos θ)/c"),
        (r"\frac{PRF}{2}", "PRF/2"),
        (r"\frac{a+b}{c-d}", "(a+b)/(c−d)"),
        (r"v = \sqrt{\frac{\Delta P}{4}}", "v = √(ΔP/4)"),
        (r"\cos 2\theta = 2\cos^{2}\theta - 1", "cos 2θ = 2cos²θ − 1"),
        (r"-\log_{10} c", "−log₁₀ c"),
        (r"60^\circ", "60°"),
        (r"x^{a+1}", "x^(a+1)"),
        (r"f_{\text{rec}}", "f_rec"),
        (r"1540\,\mathrm{m/s}", "1540 m/s"),
        (r"\left( \frac{1}{2} \right)", "( 1/2 )"),
        (r"30\,\% \pm 2", "30 % ± 2"),
        (r"\lambda = c / f", "λ = c / f"),
        (r"\unheard{x}", "unheardx"),
        (r"e^{-x}", "e⁻ˣ"),
        (r"10^{-3}", "10⁻³"),
        (r"\frac{1}", "1/()"),
        (r"}{^", "^"),
        ("", ""),
    ],
)  # fmt: skip
def test_formula(tex: str, shown: str) -> None:
    assert readable(tex) == shown


@given(st.text("\\{}^_ abfrc12cosqrt\n", max_size=200))
def test_no_formula_makes_it_fail(tex: str) -> None:
    assert "\n" not in readable(tex)


def test_depth_has_an_end() -> None:
    readable(r"\frac{" * 100_000)
    readable("{" * 100_000)
    readable("^" * 100_000)


def test_a_card_shows_its_formulas_readably() -> None:
    assert (
        text.Plain(languages.labels("en")).words(r"With \( v^2 \) it is **known**")
        == "With v² it is known"
    )
