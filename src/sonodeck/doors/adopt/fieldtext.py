"""A field of a note as a package has it → markup where that loses nothing, else clean HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser
from unicodedata import normalize

from sonodeck.common.frozen import dataclass
from sonodeck.common.signs import unfit
from sonodeck.questions import SOUND
from sonodeck.sheets import fieldhtml, markup, values


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """HTML that a field may hold; ``taken``: what was taken out of it."""

    html: str
    taken: tuple[str, ...] = ()


def cleaned(html: str) -> Cleaned:
    """The HTML as it is where all of it is allowed, else what is left of it."""
    text = normalize("NFC", html).replace("\r\n", "\n").replace("\r", "\n")
    taken: tuple[str, ...] = ()
    if fieldhtml.refused(text) is not None:
        text, taken = _without_more(text)
    return Cleaned(html=_written(text), taken=taken)


def _without_more(text: str) -> tuple[str, tuple[str, ...]]:
    import nh3

    kept = nh3.clean(
        text,
        tags=set(fieldhtml.TAGS),
        attributes={tag: fieldhtml.attributes(tag) for tag in fieldhtml.TAGS},
        attribute_filter=fieldhtml.kept,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return kept, tuple(sorted(_parts(text) - _parts(kept)))


def _parts(html: str) -> Counter[str]:
    """Every tag and attribute of a text, in words."""
    found: Counter[str] = Counter()

    class Parts(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found[f"<{tag}>"] += 1
            found.update(f"{name}=" for name, _ in attrs if name != "style")
            styles = ";".join(value or "" for name, value in attrs if name == "style").split(";")
            found.update(f"style {one.partition(':')[0].strip()}" for one in styles if one.strip())

        def handle_comment(self, data: str) -> None:
            found["a comment"] += 1

    parser = Parts()
    parser.feed(html)
    parser.close()
    return found


def _written(text: str) -> str:
    """The same HTML without signs that no sheet may have."""
    while (sign := unfit(text)) is not None:
        number = ord(sign.group())
        named = number >= 0xA0 and not 0xD800 <= number < 0xE000  # no control, no half of a pair
        at = f"&#{number};" if named else ""
        text = text[: sign.start()] + at + text[sign.end() :]
    return text


_SIGNS = (("**", "b"), ("*", "i"), ("`", "code"))


def as_markup(html: str) -> str | None:
    """The markup of which sonodeck makes this very HTML; None where there is none."""
    text = re.sub(r"<br>", "\n", html)
    for sign, tag in _SIGNS:
        text = re.sub(f"</?{tag}>", sign, text)
    text = unescape(text)
    try:
        read = values.phrase(text).text
    except values.Unfit:
        return None
    made = SOUND.sub("", markup.html(read))
    return text if made == html and read == text and "[sound:" not in text else None


def type_of(column: Sequence[str]) -> str:
    """The type of a field that has these values."""
    return "text" if all(as_markup(html) is not None for html in column) else "html"
