"""The reader of YAML: whatever the bytes are, it says what is wrong and where; else it reads."""

import string
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common.diagnostics import Place, has_errors, source_lines
from sonodeck.common.folders import MAX_BYTES
from sonodeck.common.signs import unfit
from sonodeck.sheets import yamltext
from sonodeck.sheets.yamltext import Plain, Read, read
from sonodeck.sheets.yamltext.lines import split_lines

# What YAML gives a meaning to, and what authors write between it.
PIECES = st.sampled_from(
    [
        *(": ", ":", "- ", "-", "\n", "\n  ", "\n    ", "\n\t", " #", "#", ", ", ",", "[", "]"),
        *("{", "}", "'", '"', "\\", "> ", ">", "|", "*", "&", "!", "%", "@", "`", "?", "---"),
        *("\r\n", "\r", "\ufeff", "\u2028", "\x00", "<<", "1,000", "liver", "id", "µ", "🫀"),
    ]
)
YAMLISH = st.lists(PIECES, max_size=25).map("".join)
ANY_BYTES = st.binary(max_size=200) | YAMLISH.map(str.encode) | st.text(max_size=60).map(str.encode)


def places(file: Read) -> Iterator[Place]:
    for found in file.found:
        assert found.place is not None
        yield found.place
        if found.other is not None:
            yield found.other
    yield from value_places(file, file.plain)


def value_places(file: Read, plain: Plain | None, *where: str | int) -> Iterator[Place]:
    yield file.places.value(*where)
    if isinstance(plain, dict):
        for key, value in plain.items():
            yield file.places.key(*where, key)
            yield from value_places(file, value, *where, key)
    elif isinstance(plain, list):
        for at, value in enumerate(plain):
            yield from value_places(file, value, *where, at)


@given(ANY_BYTES)
def test_reading_never_raises_and_every_place_lies_in_the_file(data: bytes) -> None:
    file = read(data, "sheet.yaml")
    lines = source_lines(data.decode("utf-8", "replace").removeprefix("\ufeff"))
    for place in places(file):
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert place.width >= 1


def as_pyyaml_reads(text: str) -> Any:
    """What libyaml makes of it when every scalar is to stay text."""
    return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 (it makes nothing but text)


@given(ANY_BYTES)
def test_what_is_not_read_is_explained(data: bytes) -> None:
    file = read(data, "sheet.yaml")
    if file.plain is None and not file.found:
        assert as_pyyaml_reads(data.decode()) in (None, "")


TEXTS = st.text(string.ascii_letters + string.digits + " .,;:'\"#&*!|>%@-[]{}?\\µé", max_size=12)
PLAIN = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(string.ascii_lowercase, min_size=1, max_size=5), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def without_empty(plain: Plain) -> Plain:
    if isinstance(plain, dict):
        return {key: without_empty(value) for key, value in plain.items() if value != ""}
    if isinstance(plain, list):
        return [without_empty(value) for value in plain if value != ""]
    return plain


@pytest.mark.parametrize("flow", [False, True])
@given(plain=PLAIN)
def test_it_reads_what_pyyaml_writes(flow: bool, plain: Plain) -> None:
    """Every text in single quotes, so that no trap is in it; all else as PyYAML lays it out."""
    data = yaml.dump(
        plain, default_flow_style=flow, default_style="'", allow_unicode=True, width=1000
    )
    file = read(data.encode(), "sheet.yaml")
    expected = without_empty(as_pyyaml_reads(data))
    assert not has_errors(file.found), file.found
    assert file.plain == (None if expected == "" else expected)


@given(PLAIN)
def test_where_it_finds_nothing_wrong_it_agrees_with_pyyaml(plain: Plain) -> None:
    """Unquoted texts: either it says that one is a trap, or it reads what PyYAML reads."""
    lines = yaml.dump(plain, allow_unicode=True, default_style="", width=1000)
    data = lines.replace("'", "").replace('"', "")
    file = read(data.encode(), "sheet.yaml")
    if not has_errors(file.found):
        expected = as_pyyaml_reads(data)
        assert file.plain == (None if expected in ("", None) else without_empty(expected))


@given(st.dictionaries(st.text(string.ascii_lowercase, min_size=1, max_size=5), TEXTS, min_size=1))
def test_a_value_is_where_its_place_says(plain: dict[str, str]) -> None:
    data = yaml.dump(plain, default_style="'", allow_unicode=True, width=1000)
    file = read(data.encode(), "sheet.yaml")
    lines = source_lines(data)
    for key, value in plain.items():
        at = file.places.key(key)
        assert lines[at.line - 1][at.column - 1 :][: at.width] == f"'{key}'"
        if value:
            at = file.places.value(key)
            written = lines[at.line - 1][at.column - 1 :][: at.width]
            assert as_pyyaml_reads(written) == value


def test_a_file_that_is_too_large() -> None:
    line = b"# a comment that goes on for sixty-three characters, and then 64\n"
    file = read(line * (MAX_BYTES // len(line) + 1), "sheet.yaml")
    assert [(found.code, found.message) for found in file.found] == [
        ("SD004", "the file is larger than 16 MiB, the maximum")
    ]
    assert read(line * (MAX_BYTES // len(line)), "sheet.yaml").found == ()


def test_the_place_of_what_is_not_there_is_the_nearest() -> None:
    file = read(b"facts:\n  - id: liver\n    name:\n", "sheet.yaml")
    assert file.places.value("facts", 0, "meaning") == Place("sheet.yaml", 2, 5)
    assert file.places.value("facts", 0, "name") == Place("sheet.yaml", 3, 5, 4)
    assert file.places.keys("facts", 0) == ("id", "name")
    assert not file.places.has("facts", 0, "name")


def test_a_missing_libyaml_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CBaseLoader")
    with pytest.raises(yamltext.MissingLibyaml, match="Install a wheel"):
        read(b"a: b", "sheet.yaml")


@given(st.text(max_size=40))
def test_an_invisible_character_is_found_wherever_it_stands(text: str) -> None:
    sign = unfit(text.removeprefix("\ufeff"))
    found = [one for one in read(text.encode(), "sheet.yaml").found if one.code == "SD003"]
    assert bool(found) == bool(sign)


def test_a_file_of_many_mistakes_is_split_into_lines_once() -> None:
    file = read(b"source: atlas\nalso: atlas\n", "sheet.yaml")
    split_lines.cache_clear()
    spots = [file.spot(Place("sheet.yaml", line, 1), "atlas") for line in (1, 2, 1)]
    assert [(spot.line, spot.column) for spot in spots] == [(1, 9), (2, 7), (1, 9)]
    assert split_lines.cache_info().misses == 1
