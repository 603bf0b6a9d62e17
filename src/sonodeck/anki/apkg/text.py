"""Text as Anki strips it for its sort field and its checksum, and names of media files."""

from __future__ import annotations

import re
from html import unescape

# Anki keeps the names of pictures when it strips a field (rslib/src/text.rs).
_PICTURE = re.compile(r"(?i)<img[^>]+src=[\"']?([^\"'>]+)[\"']?[^>]*>")
_HIDDEN = re.compile(r"(?is)<!--.*?-->|<style.*?</style>|<script.*?</script>")
_TAG = re.compile(r"<[^>]*>")
_MEDIA_NAME = re.compile(r"[A-Za-z0-9._-]+")


def stripped(html: str) -> str:
    """A field without its HTML; pictures leave their names behind."""
    if "<" in html:
        html = _TAG.sub("", _HIDDEN.sub("", _PICTURE.sub(r" \1 ", html)))
    return unescape(html).replace("\xa0", " ") if "&" in html else html


def media_name(name: str) -> str:
    """The name, if Anki keeps it as it is. Raises ValueError otherwise."""
    if not _MEDIA_NAME.fullmatch(name):
        raise ValueError(f"{name!r} can't name a media file in a package")
    return name
