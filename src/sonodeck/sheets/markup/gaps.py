"""Gaps in the text of a cloze: where they are, and which can't be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from sonodeck.common.frozen import dataclass
from sonodeck.sheets.markup.spans import spans
from sonodeck.sheets.markup.stars import pairs, tokens_of


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of cloze text to be hidden: its text, a hint or "", the group it is hidden with.

    ``math``: it stands inside a formula, and its text is a piece of that.
    """

    text: str
    hint: str
    group: str
    math: bool = False


_GROUP = re.compile(r"([0-9]{1,3}):(?![0-9:])")


def hidden(text: str) -> tuple[str | Hidden, ...]:
    r"""Cloze text in pieces: ``((hidden))``, ``((hidden|hint))``, ``((1:hidden together))``.

    A colon between two digits is no group: ``((3:1))`` hides a ratio, ``((12:30))`` a time. A gap's
    double parentheses pair with each other, so ``((a + b)(c + d))`` has none. Inside a formula a
    gap has no hint, for a bar is the formula's: ``\( x + ((|y|)) \)``.
    """
    if "((" not in text:
        return (text,) if text else ()
    pieces: list[str | Hidden] = []
    end = 0
    for start, stop, math in _gaps(text):
        if start > end:
            pieces.append(text[end:start])
        pieces.append(_hidden(text[start + 2 : stop - 2], math=math))
        end = stop
    if end < len(text):
        pieces.append(text[end:])
    return tuple(pieces)


def _hidden(inside: str, *, math: bool) -> Hidden:
    group = _GROUP.match(inside)
    inside = inside[group.end() :] if group else inside
    bar = None if math else _bar(inside)
    answer, hint = (inside, "") if bar is None else (inside[:bar], inside[bar + 1 :])
    return Hidden(answer.strip(), hint.strip(), group[1] if group else "", math)


def _bar(text: str) -> int | None:
    """Where the first bar stands that is not of code or math."""
    at = 0
    for span in spans(text):
        if span.kind == "text" and "|" in span.written:
            return at + span.written.index("|")
        at += len(span.written)
    return None


def _gaps(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where each gap begins and ends, the outermost in order, and whether it is in a formula."""
    end = 0
    for start, stop, math in sorted((*_doubled(text, "text"), *_doubled(text, "math"))):
        if start >= end and text[start + 2 : stop - 2].strip():
            end = stop
            yield start, stop, math


def _doubled(text: str, scope: Literal["text", "math"]) -> Iterator[tuple[int, int, bool]]:
    """Double parentheses of which both pair with both: those of the text, or within formulas."""
    for partners in _paired(text, scope):
        for opening, closing in partners.items():
            if closing is not None and partners.get(opening + 1) == closing - 1:
                yield opening, closing + 1, scope == "math"


def _paired(text: str, scope: Literal["text", "math"]) -> Iterator[dict[int, int | None]]:
    """The parentheses, in the text or in each formula, each opening one with its closing one.

    One that closes nothing stands for itself with None, as does one that nothing closes.
    """
    partners: dict[int, int | None] = {}
    opened: list[int] = []
    at = 0
    for span in spans(text):
        if span.kind == scope:
            skip = 2 if scope == "math" else 0
            for sign in re.finditer("[()]", span.inside):
                place = at + skip + sign.start()
                if sign.group() == ")" and opened:
                    partners[opened.pop()] = place
                else:
                    partners[place] = None
                    opened += [place] if sign.group() == "(" else []
            if scope == "math":
                yield partners
                partners, opened = {}, []
        at += len(span.written)
    if scope == "text":
        yield partners


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why the gaps of a text can't be, and the way out."""

    message: str
    hint: str


_UNPAIRED = Misfit(
    "unpaired double parentheses",
    "put each hidden part between (( and )), without nesting",
)
_CROSSED = Misfit(
    "stars that open outside a gap and close inside it, or vice versa",
    "put bold and italic around the whole gap, *(( … ))*, or inside it, ((* … *))",
)


def misfit(text: str) -> Misfit | None:
    """What is wrong with the gaps of a cloze text; None where they fit.

    Single parentheses that pair are text, "(as here (and here))" too, and so are those in code.
    """
    if "((" not in text and "))" not in text:
        return None
    pieces = hidden(text)
    if any(isinstance(one, Hidden) and _has_gap(one) for one in pieces) or _left_over(text):
        return _UNPAIRED
    return _CROSSED if _crossed(pieces) else None


def _has_gap(piece: Hidden) -> bool:
    """Whether a gap stands inside a gap."""
    inside = f"\\({piece.text}\\)" if piece.math else piece.text
    return any(isinstance(one, Hidden) for one in hidden(inside))


def _left_over(text: str) -> bool:
    """Whether one of two parentheses in a row pairs with none."""
    alone = {
        place
        for partners in _paired(text, "text")
        for place, partner in partners.items()
        if partner is None
    }
    return any(
        text[place : place + 1] in {text[place - 1 : place], text[place + 1 : place + 2]}
        for place in alone
    )


def _crossed(pieces: Sequence[str | Hidden]) -> bool:
    """Whether stars outside of a gap would pair with stars inside one."""
    owners: list[int] = []
    texts: list[str] = []
    for at, piece in enumerate(pieces):
        shown = piece if isinstance(piece, str) else piece.text
        texts.append(shown)
        owners += [at if isinstance(piece, Hidden) else -1] * len(shown)
    if "*" not in "".join(texts):
        return False
    return any(owners[one] != owners[other] for one, other in pairs(tokens_of("".join(texts))))


# A gap within a line that is shown: a sign that no sheet may hold. Stars can stand around it.
_FIRST_SIGN = 0xF0000
_GAP = re.compile(f"[{chr(_FIRST_SIGN)}-{chr(_FIRST_SIGN + 0xFFFD)}]")


def sign(number: int) -> str:
    """What stands in a text for its gap of a number, from 0."""
    return chr(_FIRST_SIGN + number)


def filled(shown: str, gaps: Sequence[str]) -> str:
    """A text as it is shown, with its gaps put in."""
    return _GAP.sub(lambda m: gaps[ord(m.group()) - _FIRST_SIGN], shown)
