"""HTML in a field: what of it is allowed, and the files that it shows or plays.

HTML passes as it is written, or not at all. What passes has only tags that are on the list, in a
form that every browser reads the same: no comments, no elements whose inside is not HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_NAMES = """
a abbr b bdi bdo big blockquote br center cite code col colgroup dd del dfn div dl dt em
figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rb rp rt rtc ruby
s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr
"""
TAGS = frozenset(_NAMES.split())
_EVERYWHERE = frozenset({"align", "class", "dir", "lang", "style", "title"})
_SOMEWHERE = {
    "a": {"href"},
    "font": {"color", "face", "size"},
    "img": {"alt", "border", "data-editor-shrink", "height", "src", "width"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "ul": {"type"},
}
_OF_TABLES = frozenset(
    {"bgcolor", "border", "cellpadding", "cellspacing", "colspan", "height", "nowrap", "rowspan",
     "scope", "span", "valign", "width"}
)  # fmt: skip
_TABLE = frozenset({"col", "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr"})


def attributes(tag: str) -> set[str]:
    """The attributes that a tag may have."""
    return {*_EVERYWHERE, *_SOMEWHERE.get(tag, ()), *(_OF_TABLES if tag in _TABLE else ())}


_PROPERTY = re.compile(
    r"(?:-webkit-|-moz-)?(?:background(?:-color)?|border(?!-image)(?:-[a-z-]+)?|box-sizing|"
    r"caption-side|clear|color|direction|display|empty-cells|float|font(?:-[a-z-]+)?|height|"
    r"hyphens|letter-spacing|line-height|list-style-type|margin(?:-[a-z-]+)?|"
    r"(?:max|min)-(?:height|width)|mso-[a-z-]+|opacity|orphans|overflow-wrap|padding(?:-[a-z-]+)?|"
    r"tab-size|table-layout|text(?:-[a-z-]+)?|unicode-bidi|vertical-align|visibility|"
    r"white-space(?:-collapse)?|widows|width|word-(?:break|spacing|wrap))"
)
_VALUE = re.compile(r"(?:[^(){}\\<>@;:]|(?:rgba?|hsla?|calc)\([0-9a-z.,%/ +*-]*\))*", re.IGNORECASE)
_SCHEME = re.compile(r"[\s\x00-\x20]*([a-z][a-z0-9+.-]*):|[\s\x00-\x20]*(//|\\\\)", re.IGNORECASE)


def kept(tag: str, attribute: str, value: str) -> str | None:
    """What may stay of the value of an attribute that is on the list; None: nothing."""
    if attribute == "style":
        declared = re.split(r";", value)
        allowed = [one for one in declared if _is_style(one)]
        return value if allowed == declared else ";".join(allowed) or None
    if attribute in {"href", "src"}:
        scheme = _SCHEME.match(re.sub(r"[\t\n\r]", "", value))  # as browsers read an address
        fine = {"http", "https", "mailto"} if attribute == "href" else {"http", "https"}
        if scheme is not None and (scheme[1] or "").lower() not in fine:
            return None
    return value


def _is_style(declaration: str) -> bool:
    name, colon, value = declaration.partition(":")
    if not colon:
        return not declaration.strip()
    return bool(_PROPERTY.fullmatch(name.strip().lower()) and _VALUE.fullmatch(value))


# As the tokenizer of HTML has it: a < before a letter, /, ! or ? begins a tag, another is text.
_OPENS = re.compile(r"<(?=[A-Za-z/!?])")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_ATTRIBUTE = re.compile(
    r"""[\s/]+([A-Za-z][A-Za-z0-9-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
)
_END = re.compile(r"\s*/?>")


def refused(html: str) -> str | None:
    """What of it is not allowed, in words; None where all of it is."""
    at = 0
    while opening := _OPENS.search(html, at):
        start = opening.start()
        name = _NAME.match(html, start)
        if name is None:
            return f"{html[start : start + 20]!r} is no tag that a field may hold"
        tag = name[1].lower()
        if tag not in TAGS:
            return f"<{tag}> is no tag that a field may hold"
        at = name.end()
        while attribute := _ATTRIBUTE.match(html, at):
            at = attribute.end()
            own, value = attribute[1].lower(), unescape((attribute[2] or "").strip("\"'"))
            if own not in attributes(tag):
                return f"<{tag}> can't have {own!r} in a field"
            if kept(tag, own, value) != value:
                return f"<{tag} {own}> can't have the value {value[:60]!r} in a field"
        end = _END.match(html, at)
        if end is None:
            return f"{html[start : start + 20]!r} is no tag that a field may hold"
        at = end.end()
    return None


OF_NOTE_TYPES = ("_", "latex-")
"""What the names of files begin with that note types use, or that Anki made of LaTeX."""

_SHOWN = re.compile(
    r"""<img\b[^>]*?\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))|\[sound:([^\]]*)\]""",
    re.IGNORECASE,
)


def same(one: str, other: str) -> bool:
    """Whether two texts are the same HTML, written in two ways."""
    return unescape(one).split() == unescape(other).split()


_FILE = re.compile(r"[^/\\:*?\"<>|\x00-\x1f\x7f. ][^/\\:*?\"<>|\x00-\x1f\x7f]*(?<![. ])")


def is_file_name(name: str) -> bool:
    """Whether every system, and Anki, can have a file of this name."""
    return bool(_FILE.fullmatch(name)) and len(name.encode()) <= 120


def media_names(html: str) -> Iterator[str]:
    """The files that a field shows or plays; addresses are none."""
    if "<" in html or "[" in html:
        for match in _SHOWN.finditer(html):
            name = unescape(next(one for one in match.groups() if one is not None))
            if name and not _SCHEME.match(name):
                yield name
