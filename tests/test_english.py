"""Tables of cases in tests/english, and what holds for every text."""

import re
import string
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.questions.english import article, capitalised, joined, number_word, plural, sentence

TABLES = Path(__file__).parent / "english"


def cases(name: str) -> list[tuple[str, str]]:
    """Input and output of each line "input -> output" of a table."""
    lines = (TABLES / f"{name}.txt").read_text("utf-8").splitlines()
    rows = [line.partition(" -> ") for line in lines if line and not line.startswith("#")]
    assert all(arrow for _, arrow, _ in rows), f"a line of {name}.txt has no arrow"
    return [(before, after) for before, _, after in rows]


@pytest.mark.parametrize(("phrase", "expected"), cases("article"))
def test_article(phrase: str, expected: str) -> None:
    assert f"{article(phrase)} {phrase}" == expected


@pytest.mark.parametrize(("phrase", "expected"), cases("plural"))
def test_plural(phrase: str, expected: str) -> None:
    assert plural(phrase) == (None if expected == "?" else expected)


@pytest.mark.parametrize(("text", "expected"), cases("capitalised"))
def test_capitalised(text: str, expected: str) -> None:
    assert capitalised(text) == expected


@pytest.mark.parametrize(("items", "expected"), cases("joined"))
def test_joined(items: str, expected: str) -> None:
    assert joined(items.split(" | ")) == expected


def seamed(text: str) -> str:
    """A value between two pieces of a template."""
    return sentence([(text, False), (text, True), (text, False)])


def pieces(template: str) -> list[tuple[str, bool]]:
    """A template with its values in braces, in pieces."""
    parts = re.split(r"\{(.*?)\}", template)
    return [(text, at % 2 == 1) for at, text in enumerate(parts) if text]


@pytest.mark.parametrize(("template", "expected"), cases("sentence"))
def test_sentence(template: str, expected: str) -> None:
    assert sentence(pieces(template)) == expected


def test_number_word() -> None:
    assert [number_word(n) for n in (1, 5, 12, 20)] == ["one", "five", "twelve", "twenty"]
    assert [number_word(n) for n in (-1, 0, 21, 1540)] == ["-1", "0", "21", "1540"]


def test_nothing_joined_is_nothing() -> None:
    assert joined([]) == ""


# Texts as people write them, with all that these functions look at, and texts of anything at all.
PARTS = [
    *("liver", "SPI", "pH", "artery", "vena", "cava", "of", "a", "x-ray", "8", "MHz", "U.S.", "é"),
    *(
        "ß",
        "β",
        "µm",
        "`",
        "\\(",
        "\\)",
        "*",
        "**",
        "(",
        ")",
        "((",
        "|",
        "'",
        "\u2019",
        "“",
        "”",
        "-",
    ),
    *(
        " ",
        "  ",
        "\n",
        ".",
        "..",
        "...",
        ",",
        ";",
        "?",
        "!",
        "…",
        "\u2013",
        ":",
        "1:",
        "\\",
        "{",
        "}",
    ),
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=12).map("".join) | st.text(max_size=30)


@given(TEXTS)
def test_an_article_is_always_found(text: str) -> None:
    assert article(text) in {"a", "an"}


@given(text=TEXTS)
def test_editing_twice_is_editing_once(text: str) -> None:
    once = capitalised(text)
    assert capitalised(once) == once


@given(TEXTS)
def test_capitalised_changes_at_most_one_letter(text: str) -> None:
    new = capitalised(text)
    assert len(new) == len(text)
    changed = [(a, b) for a, b in zip(text, new, strict=True) if a != b]
    assert len(changed) <= 1
    assert all(a.upper() == b for a, b in changed)


@given(st.lists(st.tuples(TEXTS, st.booleans()), max_size=5))
def test_a_sentence_is_its_pieces_but_for_one_stop_at_a_seam(parts: list[tuple[str, bool]]) -> None:
    whole, made = "".join(text for text, _ in parts), sentence(parts)
    left = iter(whole)
    assert all(character in left for character in made)  # a subsequence
    seams = sum(one and not other for (_, one), (_, other) in pairwise(parts))
    assert len(whole) - len(made) <= seams
    gone = str.maketrans("", "", ".,;?!")
    assert made.translate(gone) == whole.translate(gone)


@given(TEXTS, TEXTS)
def test_a_value_stays_as_typed(before: str, value: str) -> None:
    """But for the full stop of a sentence where the template goes on with another stop."""
    assert sentence([(before, False), (value, True)]) == before + value
    for rest in (" of it", ".", ". Next", ")", ": x", "…", " .", "..", ".5"):
        made = sentence([(before, False), (value, True), (rest, False)])
        assert made.startswith(before + value)
    for rest in ("?", ", and", "; or", "!"):
        made = sentence([(before, False), (value, True), (rest, False)])
        assert made.startswith(before + value.removesuffix("."))


@given(TEXTS)
def test_plural_keeps_all_marks(text: str) -> None:
    new = plural(text)
    marks = set(string.punctuation + string.whitespace)
    assert new is None or [c for c in new if c in marks] == [c for c in text if c in marks]


PROTECTED = st.text("ab .,?\n*'-", min_size=1, max_size=12)


@given(before=st.sampled_from(["", "in the ", "liver, "]), inside=PROTECTED)
def test_code_and_math_stay_as_they_are(before: str, inside: str) -> None:
    assert f"`{inside}`" in capitalised(f"{before}`{inside}` of liver")
    assert f"\\({inside}\\)" in capitalised(f"{before}\\({inside}\\) of liver")


@given(st.lists(st.text("xyz ,", min_size=1).map(str.strip), min_size=1, max_size=6))
def test_joined_holds_every_item_in_order(items: list[str]) -> None:
    text, at = joined(items), 0
    for item in items:
        at = text.index(item, at) + len(item)
    assert text.endswith(items[-1])


@given(st.sampled_from(cases("article")), st.sampled_from(["**{}**", "*{}*", "“{}”", "({})"]))
def test_article_works_through_marks(case: tuple[str, str], marks: str) -> None:
    phrase, expected = case
    assert article(marks.format(phrase)) == expected.partition(" ")[0]


@pytest.mark.parametrize("edit", [article, plural, capitalised, seamed])
@pytest.mark.parametrize(
    "part",
    ["a", " ", ". ", ".", "..x", " .5", "\\(", "`", "((", "( ", "1", "a-", "of ", "*.", "x.*."],
)
def test_long_text_is_no_trouble(edit: Callable[[str], str], part: str) -> None:
    """Were the time quadratic in the length, this would go on for minutes."""
    edit(part * (200_000 // len(part)))
