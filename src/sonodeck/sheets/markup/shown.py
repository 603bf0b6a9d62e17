"""Text with markup as HTML and as plain text; what formulas must not do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from sonodeck.sheets import formulas
from sonodeck.sheets.markup.spans import Span, spans
from sonodeck.sheets.markup.stars import TAGS, Run, emphasis, tokens_of

# What Anki obeys in a text: sounds, speech, LaTeX that it hands to a program, displayed formulas.
_OBEYED = re.compile(r"\[(?=sound:|latex\]|\$\$?\]|/?anki:)", re.IGNORECASE)
_DISPLAYED = re.compile(r"\\[\[\]]")
_FORMULA = re.compile(r"\\[\[\]()]")
_KEPT = r'<span class="tex2jax_ignore">\g<0></span>'
_ANY = re.compile(r"[*`\\\n&<>{\[]")


def html(text: str) -> str:
    """The text as HTML; Anki shows ``{{``, ``[sound:`` and the like instead of obeying them."""
    if not _ANY.search(text):
        return text
    tokens = tokens_of(text)
    marks = emphasis(tokens)
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
    tokens = tokens_of(text)
    marks = emphasis(tokens)
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
    """The first command in a formula that may do more than to show something."""
    for span in spans(text):
        command = formulas.active(span.inside) if span.kind == "math" else None
        if command is not None:
            return command
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


def _closed_up(tokens: Sequence[Span]) -> Iterator[Span]:
    """The tokens without the line breaks that a block of code brings along anyway."""
    nothing = Span("text", "", "")
    for at, token in enumerate(tokens):
        around = (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])
        beside_block = token.kind == "break" and any(one.kind == "block" for one in around)
        yield nothing if beside_block else token


def _html(token: Span, run: Run | None) -> str:
    match token.kind:
        case "stars" if run is not None:
            ends = "".join(TAGS[size][1] for size in run.closes)
            begins = "".join(TAGS[size][0] for size in reversed(run.opens))
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
    """A formula; one that may do more than to be shown is shown as it is written."""
    if formulas.active(formula) is not None:
        return f"<code>{_escaped(formula)}</code>"
    return "\\(" + _escaped(formula) + "\\)"


def _on_its_lines(token: Span, before: str, after: str, block: Callable[[str], str]) -> str:
    """A block of code beginning and ending a line, by the line breaks at its signs."""
    inside = token.written.strip("`")
    first = "" if before.endswith("\n") else "\n"
    last = "\n" if not after.startswith("\n") and inside.rstrip(" \t").endswith("\n") else ""
    return first + block(token.inside) + last
