"""The service worker of a page: what it keeps for use without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from sonodeck.common.frozen import dataclass
from sonodeck.pages.webtext import compact, packaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept for offline: files that the page names, that the quiz needs, and the others."""

    in_page: Sequence[str]
    needed: Sequence[str]
    first: Mapping[str, bytes]
    media: Sequence[str]


def worker(kept: Kept, page: bytes) -> bytes:
    """The service worker; it changes whenever any file does, and the browser then fetches anew."""
    script = packaged("pages/site/worker.js").encode()
    digest = sha256("\n".join([*kept.first, *kept.media]).encode())
    for content in (script, page, *kept.first.values()):
        digest.update(sha256(content).digest())
    lists = {
        "inPage": kept.in_page,
        "cards": [name for name in kept.needed if name not in kept.in_page],
        "extras": [name for name in (*kept.first, *kept.media) if name not in kept.needed],
    }
    head = [f"const release = {compact(digest.hexdigest()[:12])};\n"]
    head += [f"const {name} = {compact(names)};\n" for name, names in lists.items()]
    return "".join(head).encode() + script
