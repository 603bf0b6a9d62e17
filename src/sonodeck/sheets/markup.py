r"""The small markup of text: ``**bold**``, ``*italic*``, ```code```, ``\( math \)``, line breaks.

All else is text: it is escaped, so ``<b>`` shows as ``<b>``. A sign that nothing closes stays a
sign. Every function is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from sonodeck.common.frozen import dataclass
from sonodeck.sheets import formulas

# What Anki obeys in a text: sounds, speech, LaTeX that it hands to a program, displayed formulas.
_OBEYED = re.compile(r"\[(?=sound:|latex\]|\$\$?\]|/?anki:)", re.IGNORECASE)
_DISPLAYED = re.compile(r"\\[\[\]]")
_FORMULA = re.compile(r"\\[\[\]()]")
_KEPT = r'<span class="tex2jax_ignore">\g<0></span>'
_SIGN = re.compile(r"(\\\(|\\\)|`|\*\*|\*|\n)")
_ANY = re.compile(r"[*`\\\n&<>{\[]")
_TAGS = {"**": "b", "*": "i", "`": "code"}


def html(text: str) -> str:
    """The text as HTML; Anki shows ``{{``, ``[sound:`` and the like instead of obeying them."""
    if not _ANY.search(text):
        return text
    return "".join(_html(_SIGN.split(text)))


def plain(text: str, math: Callable[[str], str] = str.strip) -> str:
    """The text without its markup: what a terminal shows, what answers are compared by.

    ``math`` says how a formula is shown.
    """
    if not _ANY.search(text):
        return text
    return "".join(_plain(_SIGN.split(text), math))


def unclosed_math(text: str) -> int | None:
    r"""Where a ``\(`` stands that no ``\)`` closes (or the other way round); None where all fit."""
    opened: int | None = None
    for match in re.finditer(r"\\[()]", text):
        if (match.group() == "\\(") == (opened is not None):
            return match.start()
        opened = match.start() if match.group() == "\\(" else None
    return opened


def active_math(text: str) -> str | None:
    """The first command in a formula that may do more than to show something."""
    inside = re.finditer(r"\\\((.*?)\\\)", text, re.DOTALL)
    return next(filter(None, (formulas.active(formula[1]) for formula in inside)), None)


def literal(text: str) -> str:
    """Text that knows no markup, as HTML: a title, a name."""
    return _FORMULA.sub(_KEPT, attribute(text))


def attribute(text: str) -> str:
    """Text as the value of an attribute."""
    return _OBEYED.sub("&#91;", escape(text).replace("{{", "&#123;{"))


def _escaped(text: str) -> str:
    text = escape(text, quote=False).replace("{{", "&#123;{")
    return _OBEYED.sub("&#91;", text)


def _text(text: str) -> str:
    """Text in which Anki finds no formula either."""
    return _DISPLAYED.sub(_KEPT, _escaped(text))


def _html(pieces: Sequence[str]) -> Iterator[str]:
    for kind, inner in _spans(pieces):
        match kind:
            case "text":
                yield _text(inner[0])
            case "\n":
                yield "<br>"
            case "math":
                yield _math("".join(inner))
            case "`":
                yield f"<code>{_escaped(''.join(inner))}</code>"
            case _:
                tag = _TAGS[kind]
                yield f"<{tag}>" + "".join(_html(inner)) + f"</{tag}>"


def _math(formula: str) -> str:
    """A formula; one that may do more than to be shown is shown as it is written."""
    if formulas.active(formula) is not None:
        return f"<code>{_escaped(formula)}</code>"
    return "\\(" + _escaped(formula) + "\\)"


def _plain(pieces: Sequence[str], math: Callable[[str], str]) -> Iterator[str]:
    for kind, inner in _spans(pieces):
        match kind:
            case "text":
                yield inner[0]
            case "\n":
                yield "\n"
            case "math":
                yield math("".join(inner))
            case "`":
                yield "".join(inner)
            case _:
                yield from _plain(inner, math)


def _spans(pieces: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The marked stretches of split text, outermost first, each with the pieces inside it."""
    closers = _closers(pieces)
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        end = closers.get(at)
        if end is not None and _fits(pieces, at, end):
            yield ("math" if piece == "\\(" else piece), pieces[at + 1 : end]
            at = end + 1
            continue
        if piece:
            yield ("\n" if piece == "\n" else "text"), (piece,)
        at += 1


def _closers(pieces: Sequence[str]) -> dict[int, int]:
    """For each sign the next one that may close it: found from behind, so in one walk."""
    closers: dict[int, int] = {}
    latest: dict[str, int] = {}
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        wanted = "\\)" if piece == "\\(" else piece
        if piece in {"\\(", "`", "**", "*"} and wanted in latest:
            closers[at] = latest[wanted]
        if piece in {"\\)", "`", "**", "*"}:
            latest[piece] = at
    return closers


def _fits(pieces: Sequence[str], start: int, end: int) -> bool:
    """Something stands between the signs, and stars touch it: ``5 * 3 * 2`` is no italics."""
    if end == start + 2 and not pieces[start + 1]:
        return False
    if pieces[start] not in {"*", "**"}:
        return True
    first, last = pieces[start + 1] or pieces[start + 2], pieces[end - 1] or pieces[end - 2]
    return not first[0].isspace() and not last[-1].isspace()


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of cloze text to be hidden: its text, a hint or "", the group it is hidden with."""

    text: str
    hint: str
    group: str


_HIDDEN = re.compile(
    r"\(\((?:([0-9]{1,3}):(?![0-9:]))?((?:(?!\(\(|\)\)(?!\))).)+)\)\)(?!\))", re.DOTALL
)


def hidden(text: str) -> tuple[str | Hidden, ...]:
    """Cloze text in pieces: ``((hidden))``, ``((hidden|hint))``, ``((1:hidden together))``.

    A colon between two digits is no group: ``((3:1))`` hides a ratio, ``((12:30))`` a time.
    """
    pieces: list[str | Hidden] = []
    end = 0
    for match in _HIDDEN.finditer(text):
        if match.start() > end:
            pieces.append(text[end : match.start()])
        answer, _, hint = match[2].partition("|")
        pieces.append(Hidden(answer.strip(), hint.strip(), match[1] or ""))
        end = match.end()
    if end < len(text):
        pieces.append(text[end:])
    return tuple(pieces)


_CODE_OR_MATH = re.compile(r"`[^`]*`|\\\(.*?\\\)", re.DOTALL)
_AROUND_HIDDEN = re.compile("\\(\\([^()]*\0[^()]*\\)\\)")


def unpaired(pieces: Sequence[str | Hidden]) -> bool:
    """Whether double parentheses are left over between the hidden stretches of a cloze.

    Single ones that pair are text, "(as here (and here))" too, and so are those in code and math.
    """
    left = "".join(piece if isinstance(piece, str) else "\0" for piece in pieces)
    left = _CODE_OR_MATH.sub("", left)
    if "((" not in left and "))" not in left:
        return False
    return left.count("(") != left.count(")") or _AROUND_HIDDEN.search(left) is not None
