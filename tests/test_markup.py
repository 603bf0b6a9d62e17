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
    "``",
    "```",
    "```\n",
    "\n```",
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
            r"</?(?:b|i|code|pre|span)(?: class=\"tex2jax_ignore\")?>",
            "",
            html.replace("<br>", "\n").replace("<pre>", "\n").replace("</pre>", "\n"),
        )
    )


@given(ALL)
def test_html_is_well_formed_and_has_no_tag_but_ours(text: str) -> None:
    root = ET.fromstring(f"<p>{markup.html(text).replace('<br>', '<br/>')}</p>")  # noqa: S314
    assert {element.tag for element in root.iter()} <= {"p", "b", "i", "code", "pre", "br", "span"}


@given(ALL)
def test_anki_finds_no_field_and_no_sound_in_it(text: str) -> None:
    html = markup.html(text)
    assert "{{" not in html
    assert "[sound:" not in html


@given(ALL)
def test_html_and_plain_show_the_same_words(text: str) -> None:
    """They differ in math only: HTML keeps its signs for MathJax, plain text does without.

    A block of code begins and ends a line by itself.
    """
    without = re.sub(r"\\[()]", "", text)
    one, other = shown(markup.html(without)), markup.plain(without)
    if "```" in without:
        one, other = ("".join(text.split("\n")) for text in (one, other))
    assert one == other


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
        # stars that are no beginning or no end
        ("2*3*4", "2*3*4", "2*3*4"),
        ("2**3**4", "2**3**4", "2**3**4"),
        ("(a+b)*c*d", "(a+b)*c*d", "(a+b)*c*d"),
        ("O*NET or *O*NET", "O*NET or <i>O</i>NET", "O*NET or ONET"),
        (r"p*-value … \(p^*\)", r"p*-value … \(p^*\)", "p*-value … p^*"),
        ("count(*) where b*c", "count(*) where b*c", "count(*) where b*c"),
        ("*p < 1, **p < 2", "*p &lt; 1, **p &lt; 2", "*p < 1, **p < 2"),
        ("*a * b*", "<i>a * b</i>", "a * b"),
        ("これは*重要*です", "これは<i>重要</i>です", "これは重要です"),
        ("**F**ast", "<b>F</b>ast", "Fast"),
        ("***x***", "<b><i>x</i></b>", "x"),
        ("***a* b**", "<b><i>a</i> b</b>", "a b"),
        ("**b *i***", "<b>b <i>i</i></b>", "b i"),
        ("*a **b*", "<i>a **b</i>", "a **b"),
        ("****x****", "****x****", "****x****"),
        # code and math bind tighter, whatever opens first wins
        (r"`\(`x`\)`", r"<code>\(</code>x<code>\)</code>", r"\(x\)"),
        (r"\(a`b\)`", r"\(a`b\)`", "a`b`"),
        ("*a `b*` c*", "<i>a <code>b*</code> c</i>", "a b* c"),
        ("`a  b`", "<code>a  b</code>", "a  b"),
        ("`a\n  b`", "<code>a<br>  b</code>", "a\n  b"),
        ("``a`b``", "<code>a`b</code>", "a`b"),
        ("`` a`b ``", "<code>a`b</code>", "a`b"),
        ("``", "``", "``"),
        # blocks
        ("```\na\n  b\n```", "<pre><code>a\n  b</code></pre>", "a\n  b"),
        ("x\n```py\na\n\nb\n```\ny", "x<pre><code>a\n\nb</code></pre>y", "x\na\n\nb\ny"),
        ("x ```\na\n``` y", "x <pre><code>a</code></pre> y", "x \na\n y"),
        ("```a```", "<code>a</code>", "a"),
        (
            "```\n*a* ((b)) \\(c\\)\n```",
            "<pre><code>*a* ((b)) \\(c\\)</code></pre>",
            "*a* ((b)) \\(c\\)",
        ),
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
        ("((f(g(x))))", (Hidden("f(g(x))", "", ""),)),
        ("(as here ((x)))", ("(as here ", Hidden("x", "", ""), ")")),
        ("((a+b)(c+d))", ("((a+b)(c+d))",)),
        ("(see a (and b))", ("(see a (and b))",)),
        (r"((\(P(A|B)\)))", (Hidden(r"\(P(A|B)\)", "", ""),)),
        (r"((\(P(A|B)\)|Bayes))", (Hidden(r"\(P(A|B)\)", "Bayes", ""),)),
        ("((`a|b`|or))", (Hidden("`a|b`", "or", ""),)),
        (r"\((y-f(x))^2\)", (r"\((y-f(x))^2\)",)),
        (r"\(((a+b)(c+d))\)", (r"\(((a+b)(c+d))\)",)),
        (r"\( x + ((y)) \)", (r"\( x + ", Hidden("y", "", "", math=True), r" \)")),
        (r"\(|((|x|))|\)", (r"\(|", Hidden("|x|", "", "", math=True), r"|\)")),
        (r"\( ((1:x)) \)", (r"\( ", Hidden("x", "", "1", math=True), r" \)")),
        ("`f((x))`", ("`f((x))`",)),
        ("*L. ((p))*", ("*L. ", Hidden("p", "", ""), "*")),
    ],
)
def test_hidden_table(text: str, pieces: tuple[str | Hidden, ...]) -> None:
    assert markup.hidden(text) == pieces


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("((liver))", True),
        ("no gap", True),
        ("(as here (and here))", True),
        ("`((` and \\(((\\)", True),
        ("((liver", False),
        ("liver))", False),
        ("((liver)", False),
        ("((1) liver))", False),
        ("((a ((b)) c))", False),
        (r"((a \(((b))\) c))", False),
        ("*L. ((p))*", True),
        ("((*L. p*))", True),
        ("**((a))** and *((b))*", True),
        ("*a ((b* c))", False),
        ("((a *b)) c*", False),
        ("((a *b)) and ((c* d))", False),
        ("2*((a))*3", True),
    ],
)
def test_gaps_fit_or_are_refused(text: str, fits: bool) -> None:
    assert (markup.misfit(text) is None) == fits


INSIDE = st.text("ab()|* \n1:.,'$^{}", min_size=1, max_size=12).filter(
    lambda text: not text.isspace()
)
AROUND = st.sampled_from(["", "x ", "*i* ", "((a|b)) ", "**", "((", "1:", "|"])


@given(before=AROUND, inside=INSIDE, after=AROUND)
def test_code_is_never_changed(before: str, inside: str, after: str) -> None:
    text = f"{before}`{inside}`{after}"
    assert f"<code>{markup.formula(inside).replace(chr(10), '<br>')}</code>" in markup.html(text)
    assert inside in markup.plain(text)
    pieces = (p if isinstance(p, str) else p.text + p.hint for p in markup.hidden(text))
    assert any(f"`{inside}`" in piece for piece in pieces)


@given(before=AROUND, inside=INSIDE, after=AROUND)
def test_math_is_never_changed_but_for_its_gaps(before: str, inside: str, after: str) -> None:
    text = rf"{before}\({inside}\){after}"
    assert rf"\({markup.formula(inside)}\)" in markup.html(text)
    assert markup.plain(text, str).count(inside) >= 1
    if not any(isinstance(p, Hidden) and p.math for p in markup.hidden(text)):
        pieces = (p if isinstance(p, str) else p.text + p.hint for p in markup.hidden(text))
        assert any(rf"\({inside}\)" in piece for piece in pieces)


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
