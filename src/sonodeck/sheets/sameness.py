"""When two texts say the same: one idea of it, wherever two are compared.

Texts are compared by their words and signs as they are seen (``folding``), the numbers in them by
what they measure (``numbers``): ``µ receptors`` with either sign, ``2 h`` and ``120 min``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from sonodeck.sheets import markup, numbers
from sonodeck.sheets.folding import fold, seen
from sonodeck.sheets.numbers import may_measure

# What isn't ASCII is a letter, but for these: which letters there are, Pythons don't agree on.
_SIGN = "\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u2000-\u2bff"
_SIGN += "\u3000-\u3004\u3008-\u3020"
# Behind a letter or digit alone, unless in quotes: C#, A*, n!, f' and f'', 5' and 5".
MARK = re.compile(
    r"(?:(?<=\b[A-Za-z0-9])(?<![\"'][A-Za-z0-9])|(?<=\b[A-Za-z0-9]')(?<![\"'][A-Za-z0-9]'))"
    r"[#*!'\"](?![A-Za-z0-9])"
)
# Another word is left out: Japanese lists have a suffix as ~kan. Before a number it means about.
_LEFT_OUT_WORD = r"~(?![ \u00a0]?[0-9])"
_TOKEN = re.compile(
    rf"[0-9]+(?:\.[0-9]+)+|{_LEFT_OUT_WORD}|(?:[a-z0-9]|[^\x00-\xa0{_SIGN}])+|[{_SIGN}<>=+%/$-]|(?<=[0-9])\^"
    rf"|{MARK.pattern}"
)
# A hyphen that joins words says no more than a space: B-mode. One between letters may be a minus.
_JOINED = re.compile(r"(?<=[A-Za-z][A-Za-z])-(?=[A-Za-z0-9])|(?<=[A-Za-z])-(?=[A-Za-z0-9]{2})")


@lru_cache(maxsize=1 << 15)
def tokens(text: str) -> tuple[str, ...]:
    """The words, numbers and signs of a text: what is compared when two are held to be the same."""
    text = _named(seen(markup.plain(text)))
    found = words(text)
    if may_measure(text) or not numbers.SPELLED.isdisjoint(found):
        return tuple(_measured(text))
    return tuple(found)


def _named(text: str) -> str:
    """The text with names for Greek letters (beta-blocker) and with ``every 8 h`` for ``q8h``."""
    if not text.isascii():
        text = _GREEK.sub(lambda found: _LETTERS[found.group()], text)
    return numbers.in_words(text)


_LETTERS = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψω",
        """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho
        sigma tau upsilon phi chi psi omega""".split(),  # noqa: SIM905 - read more easily as text
        strict=True,
    )
)
# One alone, or behind Latin ones: not in a Greek word, nor as the beginning of a unit.
_GREEK = re.compile(
    "(?<![\u0370-\u03ff\u1f00-\u1fff])[\u03b1-\u03c1\u03c3-\u03c9](?![A-Za-z\u0370-\u03ff\u1f00-\u1fff])"
)


def words(text: str) -> list[str]:
    """The words and signs of a text that is ``seen``, its numbers as they are written."""
    if "-" in text:
        text = _JOINED.sub(" ", text)
    return _TOKEN.findall(text.lower() if text.isascii() else fold(text))


def _measured(text: str) -> Iterator[str]:
    """The words of a text that has numbers, each number with its unit as one word."""
    end = 0
    for said in numbers.said(text):
        between = text[end : said.start]
        is_range = end and numbers.is_range(between)
        yield from ("to",) if is_range else words(numbers.with_sign(between))
        yield said.word
        end = said.end
    yield from words(text[end:])


def comparable(text: str) -> str:
    """The words and signs of a text in one string: equal where they are."""
    return " ".join(tokens(text))


def rough(text: str) -> str:
    """The letters and digits of a text in a row: equal where ``comparable`` is, and quick.

    But a number in words is taken as words. Only math needs a look, what is not ASCII, and what is
    measured: all other signs of markup are among those that are left out.
    """
    if text.isascii() and "\\" not in text:
        small = text.encode("ascii").translate(_SMALL, _LEFT_OUT)
        if small.isalpha() or not may_measure(text):
            return small.decode("ascii")
    return "".join(tokens(text)).translate(_ROUGHLY)


# Left of ASCII are letters and digits in small, and the signs that tell most apart.
_SMALL = bytes(range(128)).lower() + bytes(range(128, 256))
_LEFT_OUT = bytes(code for code in range(128) if not re.match(r"[A-Za-z0-9<>=+%/]", chr(code)))
_ROUGHLY = dict.fromkeys(_LEFT_OUT)
