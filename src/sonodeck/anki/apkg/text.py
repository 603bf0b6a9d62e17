"""Text as Anki strips it for its sort field and its checksum, and names of media files.

A field may be a stranger's, and 16 MB of it the beginnings of something that never ends. To look
for the end of each takes the square of their number, so none is looked for where it can't be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

# Anki keeps the names of pictures when it strips a field (rslib/src/text.rs).
_PICTURE = re.compile(r"(?i)<img[^<>]+src=[\"']?([^\"'>]+)[\"']?[^>]*>")
_HIDDEN = re.compile(r"(?i)<!--|<style|<script")
_ENDS = {
    "<!--": re.compile("-->"),
    "<style": re.compile("(?i)</style>"),
    "<script": re.compile("(?i)</script>"),
}
_TAG = re.compile(r"<[^>]*>")
# What Anki keeps of a name (rslib/src/media/files.rs): all but what some system can't have.
_MEDIA_NAME = re.compile(
    r"[^\x00-\x1f\x7f/\\:*?\"<>|\[\]^. ][^\x00-\x1f\x7f/\\:*?\"<>|\[\]^]*(?<![. ])"
)
_LONGEST = 120


def stripped(html: str) -> str:
    """A field without its HTML; pictures leave their names behind."""
    if "<" in html:
        html = without_tags("".join(_not_hidden(replaced(_PICTURE, r" \1 ", html))))
    return unescape(html).replace("\xa0", " ") if "&" in html else html


def without_tags(html: str) -> str:
    """A text without its tags."""
    return replaced(_TAG, "", html)


def replaced(pattern: re.Pattern[str], new: str, html: str) -> str:
    """A text with what matches replaced; a match ends with ``>``."""
    end = html.rfind(">") + 1
    return pattern.sub(new, html[:end]) + html[end:]


def _not_hidden(html: str) -> Iterator[str]:
    """The pieces of a text around its comments, styles and scripts."""
    ends = dict(_ENDS)
    shown = at = 0
    while found := _HIDDEN.search(html, at):
        at = found.end()
        name = found.group().lower()
        end = ends[name].search(html, at) if name in ends else None
        if end is None:
            ends.pop(name, None)
            continue
        yield html[shown : found.start()]
        shown = at = end.end()
    yield html[shown:]


def media_name(name: str) -> str:
    """The name, if Anki keeps it as it is. Raises ValueError otherwise."""
    if not _MEDIA_NAME.fullmatch(name) or len(name.encode()) > _LONGEST:
        raise ValueError(f"{name!r} can't name a media file in a package")
    return name
