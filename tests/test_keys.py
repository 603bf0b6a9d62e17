"""Keys out of what a terminal sends: sequences are whole, and no part of one is a key."""

import os
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.study.quiz import keys

ESC = "\x1b"
TRIES = 100_000 if os.environ.get("NIGHTLY") else 10_000

# What terminals send: xterm, VTE, Windows Terminal, kitty, rxvt, the console of Linux.
SEQUENCES = (
    "\x1b[A", "\x1b[1;5D", "\x1b[3~", "\x1bOP", "\x1bOa", "\x1b[[A", "\x1b[Z", "\x1b\x1b[B",
    "\x1ba", "\x1b[I", "\x1b[O", "\x1b[<0;12;4M", "\x1b[97;5u", "\x1b[?62;22c", "\x1b[>41;354;0c",
    "\x1b[24;80R", "\x1b[?2026;2$y", "\x1b[8;24;80t", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    "\x1b]10;rgb:dddd/abcd/1234\x07", "\x1b]52;c;YWJjZA==\x07", "\x1bP>|xterm(397)\x1b\\",
    "\x1bP1+r524742=38\x1b\\", "\x1b_Gi=31;OK\x1b\\", "\x1b^private\x1b\\", "\x1bXstart\x1b\\",
    "\x9b1;2A", "\x9d11;rgb:aaaa/bbbb/cccc\x9c", "\x90abc\x9c",
    "\x1b[200~abcd 1234\r\nqus\x1b[201~",
    "\x1b[200~\x1b[A a \x1b]0;b\x07\x1b[201~",
)  # fmt: skip
TYPED = "1234abcdusq ?\r\né€"


def read(parts: list[str]) -> tuple[list[str], str]:
    """As the loop does: what isn't whole yet waits for the next part."""
    found, begun = [], ""
    for part in parts:
        whole, begun = keys.split(begun + part)
        found += whole
    return found, begun


def cut(text: str, random: Random) -> list[str]:
    places = sorted(random.randrange(len(text) + 1) for _ in range(random.randrange(6)))
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_a_sequence_in_any_two_reads_is_no_key(sequence: str) -> None:
    for at in range(len(sequence) + 1):
        found, begun = read([sequence[:at], sequence[at:], "3"])
        assert begun == ""
        assert [key for key in found if len(key) == 1 and key != ESC] == ["3"]


def test_a_random_search() -> None:
    """Sequences and keys in any order, in any reads: the keys that were typed, and no others."""
    random = Random(os.environ.get("SEED", "17"))  # noqa: S311  # no secret
    for _ in range(TRIES):
        parts = [random.choice((*SEQUENCES, *TYPED)) for _ in range(random.randrange(1, 8))]
        text = "".join(parts)
        found, begun = read(cut(text, random))
        assert begun == "", text
        assert "".join(found) == text
        typed = [key for key in found if len(key) == 1 and key != ESC]
        assert typed == [part for part in parts if len(part) == 1], text


@given(st.text("\x1b[]OP_~;?019aAqu<$ \r\n\\\x07\x9b\x9c", max_size=40), st.randoms())
def test_no_character_is_lost_and_it_makes_no_difference_where_it_is_cut(
    text: str, random: Random
) -> None:
    whole, begun = keys.split(text)
    assert "".join(whole) + begun == text
    assert read(cut(text, random)) == (whole, begun)


def test_how_long_the_rest_is_waited_for() -> None:
    assert keys.patience("") is None
    assert keys.patience("\x1b") == 0.5
    assert keys.patience("\x1b[1;") is None
    assert keys.patience("\x1b]11;") == 2
    assert keys.patience("\x1b[200~abc") == 2


def test_a_sequence_without_end_is_given_up() -> None:
    assert keys.split("\x1b]" + "x" * (2 << 20)) == ([], "")
