"""Tables of cases in tests/english, and what holds for every text."""

import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.questions.english import article, capitalised, joined, number_word, plural, tidy

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


@pytest.mark.parametrize(("text", "expected"), cases("tidy"))
def test_tidy(text: str, expected: str) -> None:
    assert tidy(text) == expected


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
EDITORS = [capitalised, tidy]


@given(TEXTS)
def test_an_article_is_always_found(text: str) -> None:
    assert article(text) in {"a", "an"}


@pytest.mark.parametrize("edit", EDITORS)
@given(text=TEXTS)
def test_editing_twice_is_editing_once(edit: Callable[[str], str], text: str) -> None:
    once = edit(text)
    assert edit(once) == once


@given(TEXTS)
def test_capitalised_changes_at_most_one_letter(text: str) -> None:
    new = capitalised(text)
    assert len(new) == len(text)
    changed = [(a, b) for a, b in zip(text, new, strict=True) if a != b]
    assert len(changed) <= 1
    assert all(a.upper() == b for a, b in changed)


@given(TEXTS)
def test_tidy_only_takes_away_punctuation_and_spaces(text: str) -> None:
    left = iter(text)
    assert all(character in left for character in tidy(text))  # a subsequence
    gone = str.maketrans("", "", " .,;?")
    assert tidy(text).translate(gone) == text.translate(gone)


@given(TEXTS)
def test_plural_keeps_all_marks(text: str) -> None:
    new = plural(text)
    marks = set(string.punctuation + string.whitespace)
    assert new is None or [c for c in new if c in marks] == [c for c in text if c in marks]


PROTECTED = st.text("ab .,?\n*'-", min_size=1, max_size=12)


@pytest.mark.parametrize("edit", EDITORS)
@given(before=st.sampled_from(["", "in the ", "liver, "]), inside=PROTECTED)
def test_code_and_math_stay_as_they_are(
    edit: Callable[[str], str], before: str, inside: str
) -> None:
    assert f"`{inside}`" in edit(f"{before}`{inside}` of liver")
    assert f"\\({inside}\\)" in edit(f"{before}\\({inside}\\) of liver")


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


@pytest.mark.parametrize("edit", [article, plural, capitalised, tidy])
@pytest.mark.parametrize(
    "part",
    ["a", " ", ". ", ".", "..x", " .5", "\\(", "`", "((", "( ", "1", "a-", "of ", "*.", "x.*."],
)
def test_long_text_is_no_trouble(edit: Callable[[str], str], part: str) -> None:
    """Were the time quadratic in the length, this would go on for minutes."""
    edit(part * (200_000 // len(part)))
