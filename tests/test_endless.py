"""Fields of a stranger's package that begin something again and again and never end it.

Looked for one by one, their ends take the square of the length: for these texts, hours.
"""

from collections.abc import Callable, Mapping

import pytest

from sonodeck.anki import diff, since
from sonodeck.anki.apkg.text import stripped

LONG = 400_000
BEGINNINGS = (
    "<", "<a ", "<!--", "<style", "<style>", "<script", "<img ", "<img src=", "<img src='a", "<br",
    "<br>", "<li>", "</li>", "<dt>", "</dt>", "<dt></dt><dd>", "</dt><dd>", "{{c1::", "{{c1::<b>",
    "{{c1::a::", "{{c1::<b>a</b>", "::", "<b>", "</b>: ", "&", "&#", "&#x", "&lt;", "/", "src=",
)  # fmt: skip
ENDS = ("", ">", "-->", "</style>", "</script>", "</li>", "</dd>", "}}", "</b>: ", "x")
READERS: Mapping[str, Callable[[str], object]] = {
    "stripped": stripped,
    "shown": diff._plain,
    "clozes": since._numbered,
    "options": lambda html: list(since._OPTION.finditer(html)),
    "reasons": lambda html: list(since._WHY.finditer(html)),
    "what left": lambda html: since._SAID_OF_IT.sub(r"\1\2", html),
}


@pytest.mark.parametrize("reader", READERS)
def test_one_reading_is_enough(reader: str) -> None:
    for at, begun in enumerate(BEGINNINGS):
        for step in (0, 3, 7):
            two = begun + (BEGINNINGS[at - step] if step else "")
            READERS[reader](two * (LONG // len(two)) + ENDS[(at + step) % len(ENDS)])


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a <b>b</b> c", "a b c"),
        ("a < b", "a < b"),
        ("a <!-- <b> --> c <!-- d", "a  c <!-- d"),
        ("<style>a</STYLE>b<script>c</script>d", "bd"),
        ("<script><style></script>a</style>", "a"),
        ("<!-- <style> --> a </style>", " a "),
        ('a <img alt="b" src="c.png"> d', "a  c.png  d"),
        ("a&nbsp;b &lt;c>", "a b <c>"),
    ],
)
def test_what_is_left_of_a_field(html: str, text: str) -> None:
    assert stripped(html) == text


@pytest.mark.parametrize(
    ("html", "clozes"),
    [
        ("{{c1::a}} {{c2::b::hint}}", {1: "a", 2: "b"}),
        ("{{c1::a:b}} {{c1::c}}", {1: "a:b"}),
        ("{{c1::a {{c2::b}}", {2: "b"}),
        ("{{c0::a}} {{c5000::b}} {{c3::<b>c</b>}}", {3: "c"}),
    ],
)
def test_the_clozes_of_a_field(html: str, clozes: dict[int, str]) -> None:
    assert since._numbered(html) == clozes


def test_an_item_that_left_may_have_bold_words_of_its_own() -> None:
    said = "{{c1::<b>a <b>b</b> c</b>: no longer in this list; suspend this card}}"
    assert since._SAID_OF_IT.sub(r"\1\2", said) == "{{c1::a <b>b</b> c}}"
