"""The small markup of text: well-formed HTML out of any text, and nothing in it becomes a tag."""

import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.sheets import markup
from sonodeck.sheets.markup import Hidden

SIGNS = [
    "*",
    "**",
    "***",
    "`",
    "\\(",
    "\\)",
    "\n",
    "<b>",
    "</b>",
    "&",
    "&amp;",
    "<",
    ">",
    "{{",
    "}}",
]
PARTS = [
    *SIGNS,
    "[sound:x.mp3]",
    "[latex]",
    "[$]",
    "[/anki:",
    "\\[",
    "\\]",
    "\\href",
    "((",
    "))",
    "|",
    "1:",
    " ",
    "liver",
    "5",
    "\\",
    "é",
    "c1::",
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)
NO_CONTROL = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
ALL = TEXTS | NO_CONTROL


def shown(html: str) -> str:
    """What a reader of the HTML sees."""
    return unescape(
        re.sub(
            r"</?(?:b|i|code|span)(?: class=\"tex2jax_ignore\")?>", "", html.replace("<br>", "\n")
        )
    )


@given(ALL)
def test_html_is_well_formed_and_has_no_tag_but_ours(text: str) -> None:
    root = ET.fromstring(f"<p>{markup.html(text).replace('<br>', '<br/>')}</p>")  # noqa: S314
    assert {element.tag for element in root.iter()} <= {"p", "b", "i", "code", "br", "span"}


@given(ALL)
def test_anki_finds_no_field_and_no_sound_in_it(text: str) -> None:
    html = markup.html(text)
    assert "{{" not in html
    assert "[sound:" not in html


@given(ALL)
def test_html_and_plain_show_the_same_words(text: str) -> None:
    """They differ in math only: HTML keeps its signs for MathJax, plain text does without."""
    without = re.sub(r"\\[()]", "", text)
    assert shown(markup.html(without)) == markup.plain(without)


@given(ALL)
def test_plain_only_takes_away(text: str) -> None:
    left = iter(text)
    assert all(character in left for character in markup.plain(text))


@given(st.text("abc <>&{}[]\n.,", max_size=30))
def test_text_without_signs_stays(text: str) -> None:
    assert markup.plain(text) == text
    assert shown(markup.html(text)) == text


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("**bold**", "<b>bold</b>", "bold"),
        ("*a* and **b**", "<i>a</i> and <b>b</b>", "a and b"),
        ("**bold *italic* bold**", "<b>bold <i>italic</i> bold</b>", "bold italic bold"),
        ("`a * b *`", "<code>a * b *</code>", "a * b *"),
        ("5 * 3 * 2", "5 * 3 * 2", "5 * 3 * 2"),
        ("**open", "**open", "**open"),
        ("a\nb", "a<br>b", "a\nb"),
        ("<b>", "&lt;b&gt;", "<b>"),
        (r"\( a < b^* \) *x*", r"\( a &lt; b^* \) <i>x</i>", "a < b^* x"),
        ("{{Front}}", "&#123;{Front}}", "{{Front}}"),
    ],
)
def test_table(text: str, html: str, plain: str) -> None:
    assert markup.html(text) == html
    assert markup.plain(text) == plain


@pytest.mark.parametrize("part", [*SIGNS, "*a", "**a", "\\(a", "((a", "((a|", "`*"])
def test_long_text_is_no_trouble(part: str) -> None:
    """Were the time quadratic in the length, this would go on for minutes."""
    text = part * (100_000 // len(part))
    markup.html(text)
    markup.plain(text)
    markup.hidden(text)
    markup.unclosed_math(text)


@given(ALL)
def test_hidden_pieces_are_never_empty_and_keep_what_is_outside(text: str) -> None:
    pieces = markup.hidden(text)
    assert "" not in pieces
    if not any(isinstance(piece, Hidden) for piece in pieces):
        assert "".join(piece for piece in pieces if isinstance(piece, str)) == text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("((liver))", (Hidden("liver", "", ""),)),
        ("((liver|organ)) x", (Hidden("liver", "organ", ""), " x")),
        ("((1:a)) ((1:b))", (Hidden("a", "", "1"), " ", Hidden("b", "", "1"))),
        ("((1: 2 cm))", (Hidden("2 cm", "", "1"),)),
        ("((3:1))", (Hidden("3:1", "", ""),)),
        ("((12:30|time))", (Hidden("12:30", "time", ""),)),
        ("((f(x)))", (Hidden("f(x)", "", ""),)),
        ("((a (b)))", (Hidden("a (b)", "", ""),)),
        ("f((x) and (())", ("f((x) and (())",)),
    ],
)
def test_hidden_table(text: str, pieces: tuple[str | Hidden, ...]) -> None:
    assert markup.hidden(text) == pieces


OBEYED = [
    "[sound:x.mp3]",
    "[latex]\\input{/etc/passwd}[/latex]",
    "[LaTeX]x[/LaTeX]",
    "[$]x[/$]",
    "[$$]x[/$$]",
    "[anki:tts lang=en_US]x[/anki:tts]",
]


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    collection = Collection(str(tmp_path_factory.mktemp("anki") / "collection.anki2"))
    yield collection
    collection.close()


def obeyed(anki: Collection, text: str) -> int:
    """How many sounds, readings and LaTeX pictures the real backend finds in a text."""
    latex = anki._backend.extract_latex(text=text, svg=False, expand_clozes=False).latex
    return len(latex) + len(anki._backend.extract_av_tags(text=text, question_side=True).av_tags)


@pytest.mark.parametrize("text", OBEYED)
def test_what_anki_obeys_is_text(text: str, anki: Collection) -> None:
    for made in (markup.html(text), markup.literal(text), markup.attribute(text)):
        assert (obeyed(anki, text), obeyed(anki, made)) == (1, 0)
        assert shown(made) == text


@pytest.mark.parametrize(
    "formula", ["\\href{javascript:x}{y}", "\\require{html}", "\\def\\x{y}", "\\style{a}{b}"]
)
def test_a_formula_that_does_more_than_show_is_code(formula: str) -> None:
    text = f"\\({formula}\\)"
    assert markup.html(text) == f"<code>{formula}</code>"
    assert markup.active_math(text) is not None


@pytest.mark.parametrize("formula", ["\\left(\\frac{a}{b}\\right)", "a \\\\[2pt] b", "\\omega"])
def test_other_formulas_are_formulas(formula: str) -> None:
    assert markup.html(f"\\({formula}\\)") == f"\\({formula}\\)"
    assert markup.active_math(f"\\({formula}\\)") is None
