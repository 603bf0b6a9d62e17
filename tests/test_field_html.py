"""HTML of other programs in fields: what passes, what is cleaned, and that sheets can hold it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sonodeck.doors.adopt import fieldtext
from sonodeck.sheets import fieldhtml, markup, values, writing, yamltext

# Each would run, fetch, or lay something over a page, were it let through.
ATTACKS = (
    "<script>x()</script>", "<SCRIPT SRC=//x.example>", "<img src=x onerror=x()>",
    "<img/src=x/onerror=x()>", '<img src="x" onerror="x()">', "<svg onload=x()>",
    "<svg><script>x()</script></svg>", "<math><mtext><style><img src=x onerror=x()></style>",
    "<a href=javascript:x()>", "<a href='java\tscript:x()'>", "<a href=' &#106;avascript:x()'>",
    "<a href='&#x1;javascript:x()'>", "<a href=data:text/html,x>", "<iframe src=//x.example>",
    "<object data=x>", "<embed src=x>", "<form action=//x.example><input>",
    "<base href=//x.example>",
    "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//x.example>",
    "<style>@import url(//x.example)</style>", "<div style='background: url(//x.example)'>",
    "<div style='position: fixed; inset: 0'>", "<div style='width: expression(x())'>",
    "<div style='color: red; behavior: url(x)'>",
    "<div style='background-image: image-set(\"x\")'>",
    "<div style='color: \\72 ed'>", "<!--[if IE]><script>x()</script><![endif]-->", "<!-- --!><b>",
    "<b onclick=x()>", "<b\nonclick=x()>", "<b/onclick=x()>", "<b id=location>", "<b data-x=1>",
    "<img src='//x.example/p.png'>", "<img src=\"javascript:x()\">",
    "<noscript><p title='</noscript>",
    "<textarea><img src=x onerror=x()></textarea>", "<template><b></template>", "<x-y>",
    "</script>",
    "<b <script>x()</script>", "<b class='x' =onerror=x()>", "<?php x() ?>", "<!DOCTYPE html>",
)  # fmt: skip


@pytest.mark.parametrize("html", ATTACKS)
def test_what_would_run_or_fetch_is_refused(html: str) -> None:
    assert fieldhtml.refused(html) is not None
    with pytest.raises(values.Unfit):
        values.html(html)


@pytest.mark.parametrize("html", ATTACKS)
def test_what_would_run_or_fetch_is_taken_out(html: str) -> None:
    made = fieldtext.cleaned(f"before {html} after")
    assert fieldhtml.refused(made.html) is None
    assert made.html.startswith("before ")


FINE = (
    "plain & simple", "a < b and c > d", "<b>bold</b>", "<DIV CLASS=x>old<BR></DIV>", "<br />",
    "<br/>",
    '<img src="a b.png" alt="x">', "<img src=a.png width=20>", "{{c1::x::<i>hint</i>}}",
    '<span style="color: rgb(255, 0, 0); font-size: 20px;">x</span>', "[sound:x.mp3]",
    '<a href="https://x.example/?a=1&amp;b=2">x</a>', "\\(x^2\\)",
    "<table><tr><td colspan=2>x</table>",
    "<font color=#ff0000>x</font>", '<img src="https://x.example/p.png">', "unclosed <b>bold",
    "", " ",
    "<ul><li>one</li><li>two</li></ul>", "&nbsp;<u>x</u>", "line\nbreak\n\n  and more",
)  # fmt: skip


@pytest.mark.parametrize("html", FINE)
def test_what_only_shows_something_passes_as_it_is_written(html: str) -> None:
    assert fieldtext.cleaned(html) == fieldtext.Cleaned(html=html)
    assert values.html(html).html == html


PIECES = st.sampled_from(
    [*ATTACKS, *FINE, "<", ">", "'", '"', "&", ";", "=", "\n", " ", "<b", "</", "/>", "{{c1::",
    "}}",
     "**", "*", "`", "\\(", "\\)", "#", ": ", "- ", "\t", "\r\n", "\u200b", "\ue000", "\U000f0001",
     "\u2028", "\x00", "\x1b", "é", "e\u0301", "%"]
)  # fmt: skip
HTML = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map("".join))


@given(HTML)
@example("\n x\n y\n")
@example(" x\n\n")
@example("\n")
@example("<b\u00a0onclick=x()>")
def test_whatever_a_field_says_a_sheet_can_hold_it(html: str) -> None:
    """It is cleaned into what passes, and YAML gives back what was written."""
    made = fieldtext.cleaned(html).html
    assert fieldhtml.refused(made) is None
    shown = fieldtext.as_markup(made)
    for text in {made, *([shown] if shown is not None else [])} - {""}:
        lines = "\n".join(writing.entry("field", text, 0))
        read = yamltext.read(f"{lines}\n".encode(), "sheet.yaml")
        assert list(read.found) == []
        assert read.plain == {"field": text}
    assert values.html(made).html == made
    if shown is not None:
        assert markup.html(values.phrase(shown).text) == made
