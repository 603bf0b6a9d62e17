r"""The small markup of text: ``**bold**``, ``*italic*``, ```code```, ``\( math \)``, line breaks.

Code between three backticks, on lines of its own, is a block. Code and math bind tighter than
everything: stars, gaps and bars inside them are theirs. All else is text: it is escaped, so
``<b>`` shows as ``<b>``. A sign that nothing closes stays a sign. Every function is linear in the
length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from html import escape
from itertools import accumulate
from typing import Literal

from sonodeck.common.frozen import dataclass

# What Anki obeys in a text: sounds, speech, LaTeX that it hands to a program, displayed formulas.
_OBEYED = re.compile(r"\[(?=sound:|latex\]|\$\$?\]|/?anki:)", re.IGNORECASE)
_DISPLAYED = re.compile(r"\\[\[\]]")
_FORMULA = re.compile(r"\\[\[\]()]")
_KEPT = r'<span class="tex2jax_ignore">\g<0></span>'
# Commands that lead somewhere, fetch or style something, or make up other commands.
_ACTIVE = re.compile(
    r"\\(?:href|url|require|style|class|cssId|data|html[A-Za-z]*|includegraphics|input|csname"
    r"|[egx]?def|(?:future)?let|(?:re)?new(?:command|environment)|providecommand"
    r"|Declare[A-Za-z]+|Newextarrow|bbox|texttip|mathtip|toggle|action)(?![A-Za-z])"
)
_ANY = re.compile(r"[*`\\\n&<>{\[]")


def html(text: str) -> str:
    """The text as HTML; Anki shows ``{{``, ``[sound:`` and the like instead of obeying them."""
    if not _ANY.search(text):
        return text
    tokens = _tokens(text)
    marks = _emphasis(tokens)
    return "".join(_html(token, marks.get(at)) for at, token in enumerate(_closed_up(tokens)))


def formula(text: str) -> str:
    """A piece of a formula as HTML: escaped, with its stars and all."""
    return _escaped(text)


def plain(
    text: str, math: Callable[[str], str] = str.strip, block: Callable[[str], str] = str
) -> str:
    """The text without its markup: what a terminal shows, what answers are compared by.

    ``math`` says how a formula is shown, ``block`` how the lines of a block of code are.
    """
    if not _ANY.search(text):
        return text
    tokens = _tokens(text)
    marks = _emphasis(tokens)
    shown = []
    for at, token in enumerate(tokens):
        match token.kind:
            case "stars":
                shown.append("*" * (marks[at].left if at in marks else len(token.written)))
            case "math":
                shown.append(math(token.inside))
            case "block":
                last = tokens[at - 1].written if at else "\n"
                following = tokens[at + 1].written if at + 1 < len(tokens) else "\n"
                shown.append(_on_its_lines(token, last, following, block))
            case _:
                shown.append(token.inside)
    return "".join(shown)


def unclosed_math(text: str) -> int | None:
    r"""Where a ``\(`` stands that no ``\)`` closes (or the other way round); None where all fit."""
    at = 0
    for span in spans(text):
        if span.kind in {"text", "math"}:
            start = 2 if span.kind == "math" else 0
            inside = span.inside
            alone = re.search(r"\\[()]", inside)
            if alone:
                return at + start + alone.start()
        at += len(span.written)
    return None


def active_math(text: str) -> str | None:
    """The first command in a formula that does more than to show something."""
    for span in spans(text):
        command = _ACTIVE.search(span.inside) if span.kind == "math" else None
        if command:
            return command.group()
    return None


def literal(text: str) -> str:
    """Text that knows no markup, as HTML: a title, a name."""
    return _FORMULA.sub(_KEPT, attribute(text))


def attribute(text: str) -> str:
    """Text as the value of an attribute."""
    return _OBEYED.sub("&#91;", escape(text).replace("{{", "&#123;{"))


def _escaped(text: str) -> str:
    text = escape(text, quote=False).replace("{{", "&#123;{")
    return _OBEYED.sub("&#91;", text)


# code and math


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text as written, and what is inside of its signs."""

    kind: Literal["text", "code", "block", "math", "stars", "break"]
    written: str
    inside: str


_OPENING = re.compile(r"`+|\\\(")


def spans(text: str) -> Iterator[Span]:
    r"""Cut a text at its code and math: the stretches between are ``text``.

    Backticks are closed by as many backticks, ``\(`` by the next ``\)``; whatever opens first wins.
    What is never closed, or holds nothing, is ordinary text. Linear: each kind of closing sign is
    looked for in vain only once.
    """
    start, look = 0, 0
    closing = _Closing(text)
    while opening := _OPENING.search(text, look):
        end = closing.of(opening)
        if end is None:
            look = opening.end()
            continue
        if start < opening.start():
            yield _as_text(text[start : opening.start()])
        start = look = end
        yield _protected(text[opening.start() : end], opening.group())
    if start < len(text):
        yield _as_text(text[start:])


def _as_text(text: str) -> Span:
    return Span("text", text, text)


class _Closing:
    """Where what opens is closed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._math = True
        self._same: dict[int, re.Match[str]] = {}
        latest: dict[int, re.Match[str]] = {}
        for run in reversed(list(re.finditer("`+", text))):
            size = len(run.group())
            if size in latest:
                self._same[run.start()] = latest[size]
            latest[size] = run

    def of(self, opening: re.Match[str]) -> int | None:
        """The end of the closing sign; None where there is none or nothing stands between."""
        if opening.group() != "\\(":
            run = self._same.get(opening.start())
            return None if run is None else run.end()
        end = self._text.find("\\)", opening.end()) if self._math else -1
        if end < 0:
            self._math = False
        return None if end <= opening.end() else end + 2


_FENCED = re.compile(r"[ \t]*[A-Za-z0-9+#._-]*[ \t]*\n(.*?)(?:\n[ \t]*)?", re.DOTALL)


def _protected(written: str, opening: str) -> Span:
    if opening == "\\(":
        return Span("math", written, written[2:-2])
    size = len(opening)
    inside = written[size:-size]
    fenced = _FENCED.fullmatch(inside) if size >= 3 else None
    if fenced:
        return Span("block", written, fenced[1])
    if size > 1 and inside[0] == inside[-1] == " " and inside.strip():
        inside = inside[1:-1]
    return Span("code", written, inside)


# stars


_STARS_OR_BREAK = re.compile(r"(\*+|\n)")


def _tokens(text: str) -> list[Span]:
    """Code, math, runs of stars, line breaks, and the text between them."""
    tokens = []
    for span in spans(text):
        if span.kind != "text":
            tokens.append(span)
            continue
        for piece in filter(None, _STARS_OR_BREAK.split(span.written)):
            kind: Literal["break", "stars", "text"] = (
                "break" if piece == "\n" else "stars" if piece[0] == "*" else "text"
            )
            tokens.append(Span(kind, piece, piece))
    return tokens


class _Run:
    """A run of stars: how many are left as stars, and what it opens or closes, inside out."""

    __slots__ = ("at", "closes", "left", "opens")

    def __init__(self, at: int, left: int) -> None:
        self.at = at
        self.left = left
        self.opens: list[int] = []
        self.closes: list[int] = []


_TAGS = {1: ("<i>", "</i>"), 2: ("<b>", "</b>"), 3: ("<b><i>", "</i></b>")}
# Stars behind these are no beginning: 2*3*4, p*-value, (a+b)*c*d.
_NO_BEGINNING_AFTER = re.compile("[A-Za-z0-9\u00b2\u00b3\u00b9\u00c0-\u024f\u0370-\u052f)\\]}%°′`]")
_NO_BEGINNING_BEFORE = frozenset(")]}.,;:!?")
_NO_END_AFTER = frozenset("([{")


def _emphasis(tokens: Sequence[Span]) -> dict[int, _Run]:
    """What each run of stars opens and closes, by its place; they nest.

    Stars open where they stand before a word and close where they stand behind one; as many close
    as opened, and three are two and one.
    """
    found: dict[int, _Run] = {}
    opened = _Open()
    for at, token in enumerate(tokens):
        if token.kind != "stars":
            continue
        before = tokens[at - 1].written[-1] if at else " "
        after = tokens[at + 1].written[0] if at + 1 < len(tokens) else " "
        run = found[at] = _Run(at, len(token.written))
        if run.left > 3:
            continue
        if not before.isspace() and before not in _NO_END_AFTER:
            _close(run, opened)
        begins = not after.isspace() and after not in _NO_BEGINNING_BEFORE
        if run.left and begins and not _NO_BEGINNING_AFTER.match(before):
            opened.push(run)
    return found


class _Open:
    """The runs that may still be closed, the latest last; each is pushed and popped once."""

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._count = {1: 0, 2: 0, 3: 0}

    def push(self, run: _Run) -> None:
        self._runs.append(run)
        self._count[run.left] += 1

    def latest(self, fitting: Collection[int]) -> _Run | None:
        """The latest run of a fitting length; what was opened since then stays a sign."""
        if not any(self._count[length] for length in fitting):
            return None
        while True:
            run = self._runs.pop()
            self._count[run.left] -= 1
            if run.left in fitting:
                return run


def _close(run: _Run, opened: _Open) -> None:
    """Close what fits: as many stars as opened, or two and one of three."""
    while run.left:
        opener = opened.latest({1, 2, 3} if run.left == 3 else {run.left, 3})
        if opener is None:
            return
        size = min(opener.left, run.left)
        opener.opens.append(size)
        run.closes.append(size)
        opener.left -= size
        run.left -= size
        if opener.left:
            opened.push(opener)


def _pairs(tokens: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The places in the text of the runs of stars that belong together."""
    starts = [0, *accumulate(len(token.written) for token in tokens)]
    opened: list[int] = []
    for at, run in _emphasis(tokens).items():
        for _ in run.closes:
            yield opened.pop(), starts[at]
        opened += [starts[at]] * len(run.opens)


# as HTML, as plain text


def _closed_up(tokens: Sequence[Span]) -> Iterator[Span]:
    """The tokens without the line breaks that a block of code brings along anyway."""
    nothing = Span("text", "", "")
    for at, token in enumerate(tokens):
        around = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
        beside_block = token.kind == "break" and any(one.kind == "block" for one in around)
        yield nothing if beside_block else token


def _html(token: Span, run: _Run | None) -> str:
    match token.kind:
        case "stars" if run is not None:
            ends = "".join(_TAGS[size][1] for size in run.closes)
            begins = "".join(_TAGS[size][0] for size in reversed(run.opens))
            return ends + "*" * run.left + begins
        case "break":
            return "<br>"
        case "math":
            return _math(token.inside)
        case "code":
            return "<code>" + _escaped(token.inside).replace("\n", "<br>") + "</code>"
        case "block":
            return f"<pre><code>{_escaped(token.inside)}</code></pre>"
        case _:
            return _DISPLAYED.sub(_KEPT, _escaped(token.inside))


def _math(formula: str) -> str:
    """A formula; one that does more than to be shown is shown as it is written."""
    if _ACTIVE.search(formula):
        return f"<code>{_escaped(formula)}</code>"
    return "\\(" + _escaped(formula) + "\\)"


def _on_its_lines(
    token: Span, before: str, after: str, block: Callable[[str], str]
) -> str:
    """A block of code beginning and ending a line, by the line breaks at its signs."""
    inside = token.written.strip("`")
    first = "" if before.endswith("\n") else "\n"
    last = "\n" if not after.startswith("\n") and inside.rstrip(" \t").endswith("\n") else ""
    return first + block(token.inside) + last


# gaps


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
    "double parentheses don't pair",
    "each stretch that is hidden stands between (( and )), none inside another",
)
_CROSSED = Misfit(
    "stars open outside of a gap and close inside it, or the other way round",
    "bold and italic stand around the whole gap, *(( … ))*, or inside it, ((* … *))",
)


def misfit(text: str) -> Misfit | None:
    """What is wrong with the gaps of a cloze text; None where they fit.

    Single parentheses that pair are text, "(as here (and here))" too, and so are those in code.
    """
    if "((" not in text and "))" not in text:
        return None
    pieces = hidden(text)
    if any(isinstance(one, Hidden) and has_gap(one) for one in pieces) or _left_over(text):
        return _UNPAIRED
    return _CROSSED if _crossed(pieces) else None


def has_gap(piece: Hidden) -> bool:
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
    return any(owners[one] != owners[other] for one, other in _pairs(_tokens("".join(texts))))


# A gap within a line that is shown: a sign that no sheet may hold, so that stars can stand around it.
_FIRST_SIGN = 0xF0000
_GAP = re.compile(f"[{chr(_FIRST_SIGN)}-{chr(_FIRST_SIGN + 0xFFFD)}]")


def sign(number: int) -> str:
    """What stands in a text for its gap of a number, from 0."""
    return chr(_FIRST_SIGN + number)


def filled(shown: str, gaps: Sequence[str]) -> str:
    """A text as it is shown, with its gaps put in."""
    return _GAP.sub(lambda m: gaps[ord(m.group()) - _FIRST_SIGN], shown)
