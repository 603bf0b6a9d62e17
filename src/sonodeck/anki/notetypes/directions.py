"""Numbers in cards that are read from right to left: each keeps its own order, and its unit.

Left to themselves they would be turned around there: 36–48 h reads as h 48–36, < 3 mm as mm 3 >.
"""

from __future__ import annotations

import re

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# What is no text: tags, formulas, sounds, the signs of a cloze, characters by their number.
_NO_TEXT = re.compile(
    r"(<[^>]*>|\[sound:[^\]]*\]|\\\(.*?\\\)|\{\{c[0-9]+::|::|\}\}|&#[0-9]+;)", re.DOTALL
)
# From a figure with its sign or bound up to the last Latin letter, digit or sign of a unit.
_NUMBER = re.compile(
    rf"""(?<![A-Za-z0-9{_RTL}])(?<![A-Za-z0-9][.,:/^+\-\u2212\u2013])
    (?:(?:&lt;=?|&gt;=?|[=\u2248\u2264\u2265~\u00b1+\-\u2212$\u20ac\u00a3\u00a5])[ \u00a0\u202f]?)?
    (?:[0-9]|[\u00bc-\u00be])
    (?:(?:[^{_RTL}<>&;,()\n]|,(?=[0-9])|&(?:lt|gt|amp);)*
       [A-Za-z0-9%\u2030\u00b0'"\u2032\u2033\u00b2\u00b3\u00b9\u2070-\u209c\u00b5\u03b1-\u03c9\u03a9$\u20ac\u00a3\u00a5])?
    """,
    re.VERBOSE,
)


def isolated(html: str) -> str:
    """The HTML of a field of such a card, each number set apart from the text around it."""
    pieces = _NO_TEXT.split(html)
    for at in range(0, len(pieces), 2):
        pieces[at] = _NUMBER.sub(_apart, pieces[at])
    return "".join(pieces)


def _apart(found: re.Match[str]) -> str:
    alone = _DIGITS.fullmatch(found.group())
    return found.group() if alone else f'<bdi dir="ltr">{found.group()}</bdi>'


# Digits alone are never turned around.
_DIGITS = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
