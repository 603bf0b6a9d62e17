"""Signs that nobody sees or that a terminal obeys: which they are, and where they may stand."""

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common.signs import one_line, unfit, visible, visible_json

LINES = "\t\n\r"
# Format characters that are seen: signs of numbers and verses in Arabic, Syriac and Kaithi.
SEEN = {0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0x600, 0x606)}
# Unicode's Default_Ignorable_Code_Point beyond the format characters, and blanks that are letters.
IGNORED = {
    0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180E, 0x180F, 0x2065, 0x3164,
    0xFFA0, *range(0xFE00, 0xFE10), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000), 0x2800,
    0xFFFC, 0x1D159, 0x16FE4,
}  # fmt: skip


def in_no_text() -> list[int]:
    """Controls, format characters, halves of pairs, private use, breaks, and what is ignored."""
    categories = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    listed = {c for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in categories}
    return sorted((listed | IGNORED) - SEEN - set(map(ord, LINES)))


def test_none_of_them_may_stand_in_a_word() -> None:
    let = [f"U+{c:04X}" for c in in_no_text() if not unfit(f"mitral{chr(c)}valve")]
    assert let == []


def test_none_may_stand_alone_or_twice() -> None:
    for c in in_no_text():
        assert unfit(chr(c))
        assert unfit(f"a {chr(c) * 2} b")


@pytest.mark.parametrize(
    "text",
    [
        "mitral valve", "5 °C – µm² ≤ 10 %", "Ärzte, œdème, Čech", "心臓", "서울", "ᠮᠣᠩᠭᠣᠯ",
        "می\u200cخواهم", "ه\u200d", "क्\u200dष", "ക\u200cക", "ශ්\u200dරී",
        "ខ្ញុំ\u200bទៅ", "สวัสดี\u200bครับ", "ສະບາຍ\u200bດີ", "မြန်မာ\u200bစာ",
        "\u2764\ufe0f", "1\ufe0f\u20e3", "👩\u200d⚕\ufe0f", "👨🏽\u200d⚕", "❤\ufe0f\u200d🔥",
        "葛\U000e0100", "\u1820\u180b", "12\u00a0mm", "12\u202fmm",
    ],
)  # fmt: skip
def test_what_a_script_needs_is_fit(text: str) -> None:
    assert unfit(text) is None
    assert visible(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "mitral\u200cvalve", "mitral\u200d", "a\u200bb", "ب\u200c\u200cب", "سلام\u200c",
        "\u200cسلام", "คร\u200b", "\u200bคร", "คร\u200bx", "a\ufe0f", "1\ufe0f",
        "葛\U000e0100\U000e0101", "心\ufe0f", "👩\u200da", "a\ufe0f\u200d👩", "\u17b4\u200cក",
        "a\u180b", "ب\u200d\u200d", "ب a\u200cb ب",
    ],
)  # fmt: skip
def test_elsewhere_it_is_not(text: str) -> None:
    assert unfit(text)


@given(st.text())
def test_what_is_printed_has_none(text: str) -> None:
    assert unfit(visible(text)) is None
    assert len(visible(text)) == len(text)
    assert visible(visible(text)) == visible(text)
    assert not set(one_line(text)) & set(LINES)


@given(st.recursive(st.text(st.characters()), lambda inner: st.lists(inner, max_size=3)))
def test_json_keeps_its_values(value: object) -> None:
    shown = visible_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(shown) == value
    assert unfit(shown) is None
