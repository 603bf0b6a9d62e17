"""What fields hold: slugs, ids, numbers as medicine writes them, dates, tags, file names."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.sheets import values
from sonodeck.sheets.values import MAX_ID, ByField, Item, Media, Number, Phrase, Unfit
from sonodeck.sheets.yamltext import Plain

LEAVES = st.text(max_size=20)
PLAIN: st.SearchStrategy[Plain] = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "a", "s", "id", "file", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.text())
def test_a_slug_is_a_short_id(text: str) -> None:
    slug = values.slug(text)
    assert values.ID.fullmatch(slug)
    assert len(slug) <= MAX_ID
    assert values.identifier(slug) == slug


@given(st.text(string.ascii_letters + string.digits + " ,.;()", min_size=1, max_size=40))
def test_case_and_punctuation_make_no_difference_to_a_slug(text: str) -> None:
    words = re.findall("[a-z0-9]+", text.lower())
    if words:
        assert values.slug(text) == values.slug("  ".join(words).upper()) == "-".join(words)


@given(st.lists(st.text("ab", min_size=1), min_size=2, max_size=40))
def test_long_texts_that_differ_have_slugs_that_differ(words: list[str]) -> None:
    text = " ".join(words)
    assert values.slug(text + " x") != values.slug(text + " y")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Liver", "liver"),
        ("the **left** kidney", "the-left-kidney"),
        ("< 3 mm", "lt-3-mm"),
        ("> 3 mm", "gt-3-mm"),
        ("-20 dB", "minus-20-db"),
        ("B-mode", "b-mode"),
        ("50 %", "50-percent"),
        ("m/s", "m-per-s"),
        ("Ménière's disease", "m-ni-re-s-disease-550b0f"),
        ("θ", "59590d"),
        ("", "e3b0c4"),
    ],
)
def test_slugs_never_change(text: str, slug: str) -> None:
    """They are in the locks of decks: another slug would part students from their progress."""
    assert values.slug(text) == slug


def test_one_letter_written_in_two_ways_is_one_slug() -> None:
    assert values.slug("Me\u0301nie\u0300re") == values.slug("M\u00e9ni\u00e8re")


PARSERS = [
    values.phrase, values.identifier, values.item, values.media, values.number, values.date,
    values.tag,
]  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: parse.__name__)
@given(plain=PLAIN)
def test_a_parser_gives_a_value_or_says_why_not(parse: type, plain: Plain) -> None:
    try:
        parse(plain)
    except Unfit as unfit:
        assert re.fullmatch(r"SD[0-9]{3}", unfit.code)
        assert unfit.message


NUMBERS: list[tuple[str, float | None, float | None, str]] = [
    ("3 mm", 3, 3, "mm"),
    ("< 3 mm", None, 3, "mm"),
    ("\u2264 3 mm", None, 3, "mm"),
    ("up to 6 mm", None, 6, "mm"),
    ("Less than 6 mm", None, 6, "mm"),
    ("at least 30 mm", 30, None, "mm"),
    ("over 55 years", 55, None, "years"),
    ("9 to 13 cm", 9, 13, "cm"),
    ("between 9 and 13 cm", 9, 13, "cm"),
    ("13\u201320 MHz", 13, 20, "MHz"),
    ("9 cm to 13 cm", 9, 13, "cm"),
    ("-6 dB", -6, -6, "dB"),
    ("\u22126 dB", -6, -6, "dB"),
    ("1,540 m/s", 1540, 1540, "m/s"),
    ("$84,470", 84470, 84470, "$"),
    ("34 %", 34, 34, "%"),
    ("34%", 34, 34, "%"),
    ("90\u00b0", 90, 90, "\u00b0"),
    (".5", 0.5, 0.5, ""),
    ("0.77 mm", 0.77, 0.77, "mm"),
    ("about two years", 2, 2, "years"),
    ("one to two years", 1, 2, "years"),
    ("half a year", 0.5, 0.5, "year"),
    ("seventeen weeks", 17, 17, "weeks"),
    ("six to eighteen months", 6, 18, "months"),
    ("1 in 4", 0.25, 0.25, ""),
    ("two", 2, 2, ""),
]


@pytest.mark.parametrize(("text", "low", "high", "unit"), NUMBERS)
def test_numbers(text: str, low: float | None, high: float | None, unit: str) -> None:
    assert values.number(text) == Number(Phrase(text), low, high, unit)


@pytest.mark.parametrize(
    "text", ["", "mm", "large", "three-ish", "a lot", "3.4.5", "tenfold", "< x"]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(Unfit) as caught:
        values.number(text)
    assert caught.value.code == "SD107"


FIGURES = st.integers(0, 99_999).map("{:,}".format) | st.decimals(0, 999, places=2).map(str)


@given(first=FIGURES, second=FIGURES, unit=st.sampled_from(["mm", "%", "MHz", "cm/s", "years"]))
def test_a_range_lies_between_its_bounds(first: str, second: str, unit: str) -> None:
    number = values.number(f"{first} to {second} {unit}")
    bounds = sorted(float(one.replace(",", "")) for one in (first, second))
    assert (number.low, number.high, number.unit) == (*bounds, unit)


@pytest.mark.parametrize("text", ["2026", "2026-05", "2026-05-17"])
def test_dates(text: str) -> None:
    assert values.date(text) == text


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-00", "2026-5", "2026-05-32", "May 2026"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(Unfit) as caught:
        values.date(text)
    assert caught.value.code == "SD108"


@pytest.mark.parametrize("text", ["spi", "spi::doppler", "Ménière", "a-b_c.d"])
def test_tags(text: str) -> None:
    assert values.tag(text) == text


@pytest.mark.parametrize("text", ["", "a b", "::a", "a::", "a:::b", "a,b", "a*", "'a'", ":", "a:"])
def test_what_is_no_tag(text: str) -> None:
    with pytest.raises(Unfit) as caught:
        values.tag(text)
    assert caught.value.code == "SD114"


def test_items() -> None:
    assert values.item("Left kidney") == Item("left-kidney", Phrase("Left kidney"))
    given_id = values.item({"id": "left", "text": "left kidney", "formerly": "l"})
    assert given_id == Item("left", Phrase("left kidney"), given=True, formerly="l")
    assert values.item({"text": "SPI", "a": "an"}) == Item("spi", Phrase("SPI", "an"))


@pytest.mark.parametrize("name", ["../x.png", "a/../b.png", "/etc/x", "a\\b", "c:x", ".hidden", ""])
def test_media_stay_in_their_folder(name: str) -> None:
    with pytest.raises(Unfit):
        values.media(name)


def test_media() -> None:
    assert values.media("left kidney.svg") == Media("left kidney.svg")
    assert values.media({"file": "k.svg", "text": "an oval"}) == Media("k.svg", "an oval")


def test_values_by_field() -> None:
    by_field: ByField[str] = ByField("rest", {"name": "own"})
    assert by_field.of("name") == "own"
    assert by_field.of("other") == "rest"
    assert by_field.of_all(["name", "other", "more"]) == ("own", "rest")
