"""The forms that a quiz can have: its page, and what stands around it in each of them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Literal

from sonodeck.anki import Ready
from sonodeck.common.folders import Media
from sonodeck.common.frozen import dataclass
from sonodeck.pages.webtext import in_script
from sonodeck.sheets import Deck

Form = Literal["site", "file", "package"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A deck as a quiz: ``files`` are all but its media; its page names the scripts and styles."""

    deck: Deck
    notes: Sequence[Ready]
    scripts: Sequence[str]
    styles: Sequence[str]
    files: Mapping[str, bytes]
    media: Mapping[str, Media]

    @property
    def cards(self) -> int:
        return sum(len(one.cards) for one in self.notes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The parts of a page that differ by form, as HTML; ``policy`` is what a browser may load.

    ``scripts`` stand in its head, ``last`` at its end.
    """

    form: Form
    policy: str
    links: str
    styles: str
    scripts: str
    last: str = ""


class TooLarge(Exception):
    """A file that mail and learning platforms would refuse: the message says what to do."""


def by_content(name: str, content: bytes) -> str:
    """The name of a file with a hash of its content in it."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}-{sha256(content).hexdigest()[:12]}.{suffix}"


def policy(**allowed: str) -> str:
    """A page that runs and shows nothing but what is named here, by kind of file."""
    kinds = "".join(f" {kind}-src {sources};" for kind, sources in allowed.items())
    return f"default-src 'none';{kinds} base-uri 'none'; form-action 'none'"


ICONS = """\
<link rel="icon" href="icon.svg">
<link rel="apple-touch-icon" href="icon-192.png">
"""


def styles(names: Sequence[str]) -> str:
    return "".join(f'<link rel="stylesheet" href="{name}">\n' for name in names)


def scripts(names: Sequence[str]) -> str:
    return "".join(f'<script src="{name}" defer></script>\n' for name in names)


_SELF = "'self'"
_FILES = {
    **dict.fromkeys(("script", "style", "img", "media"), _SELF),
    "font": "data:",
    **dict.fromkeys(("connect", "manifest", "worker"), _SELF),
}
HOSTED = policy(**_FILES)
"""What a page may load that lies beside its files on a host or a disk."""


def on_a_host(quiz: Quiz) -> Around:
    """With its files beside it, and a service worker that keeps them."""
    return Around(
        form="site",
        policy=HOSTED,
        links=f'{ICONS}<link rel="manifest" href="manifest.webmanifest">\n',
        styles=styles(quiz.styles),
        scripts=scripts(quiz.scripts),
    )


def in_a_package(quiz: Quiz) -> Around:
    """With its files beside it, on a learning platform, which keeps nothing and is told a score."""
    links = '<link rel="icon" href="icon.svg">\n'
    allowed = {kind: source for kind, source in _FILES.items() if kind not in _OFFLINE}
    return Around(
        form="package",
        policy=policy(**allowed),
        links=links,
        styles=styles(quiz.styles),
        scripts=scripts(quiz.scripts),
    )


_OFFLINE = {"connect", "manifest", "worker"}


# one file

MOST_IN_A_FILE = 10_000_000
"""Bytes that mail and learning platforms take."""

_BEFORE = """\
globalThis.sonodeckContents = new Map();
globalThis.sonodeckArrived = (name, content) => { sonodeckContents.set(name, content); };
"""
_TYPES = {
    "gif": "image/gif", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
    "svg": "image/svg+xml", "webp": "image/webp", "avif": "image/avif", "ico": "image/x-icon",
    "mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg",
    "wav": "audio/wav", "m4a": "audio/mp4", "flac": "audio/flac",
}  # fmt: skip


def in_one_file(quiz: Quiz, icon: bytes) -> Around:
    """With everything in the page, which runs what has these hashes. Raises OSError."""
    sheets = [_inside(quiz.files[name].decode()) for name in quiz.styles]
    in_page = {*quiz.scripts, *quiz.styles}
    parts = [one.decode() for name, one in quiz.files.items() if name not in in_page]
    media = {
        name.removeprefix("media/"): _address(name, one.read()) for name, one in quiz.media.items()
    }
    parts = [_BEFORE, *parts, f'sonodeckArrived("media",{in_script(media)});\n']
    programs = [_inside(one) for one in [*parts, *(quiz.files[n].decode() for n in quiz.scripts)]]
    allowed = {
        "script": _hashes(programs), "style": _hashes(sheets), "img": "data:", "media": "data:",
        "font": "data:",
    }  # fmt: skip
    return Around(
        form="file",
        policy=policy(**allowed),
        links=f'<link rel="icon" href="{_address("icon.svg", icon)}">\n',
        styles="".join(f"<style>{one}</style>\n" for one in sheets),
        scripts="",
        last="".join(f"<script>{one}</script>\n" for one in programs),
    )


def _address(name: str, data: bytes) -> str:
    kind = _TYPES.get(PurePath(name).suffix[1:].lower(), "application/octet-stream")
    return f"data:{kind};base64,{b64encode(data).decode()}"


_ENDS = re.compile(r"<(?=/(?:script|style)|!--)", re.IGNORECASE)


def _inside(code: str) -> str:
    r"""A script or a style that can stand in its element: what would end it is in a string.

    There ``<\/`` and ``<\!`` mean the same in both languages.
    """
    return _ENDS.sub(r"<\\", code.replace("\r", "\n"))


def _hashes(codes: Sequence[str]) -> str:
    """Which scripts or styles may stand in a page (Content Security Policy Level 3, 2.3.1)."""
    digests = (b64encode(sha256(one.encode()).digest()).decode() for one in codes)
    return " ".join(f"'sha256-{one}'" for one in digests)


def fitting(quiz: Quiz, size: int) -> list[str]:
    """The tags that one file has room for, the most notes first; ``size`` is that of all of it."""
    root = f"{quiz.deck.tag}::"
    cost = {name: -(-one.size() // 3) * 4 for name, one in quiz.media.items()}
    rest = size - sum(cost.values())
    notes: defaultdict[str, int] = defaultdict(int)
    media: defaultdict[str, set[str]] = defaultdict(set)
    for one in quiz.notes:
        for tag in {tag.removeprefix(root) for tag in one.tags} - {quiz.deck.tag}:
            notes[tag] += 1
            media[tag] |= {f"media/{name}" for name in one.media}
    fits = [
        tag
        for tag, names in media.items()
        if rest + sum(cost.get(name, 0) for name in names) <= MOST_IN_A_FILE
    ]
    return sorted(fits, key=lambda tag: (-notes[tag], tag))


def too_large(size: int, fits: Sequence[str]) -> str:
    """What is said of one file that is too large, with the tags that it has room for."""
    tenths = -(-size // 100_000)
    tags = ", ".join(f"--tag {tag}" for tag in fits[:4])
    by_tag = f"Choose notes by tag ({tags}), or write" if fits else "Write"
    return (
        f"the file would have {tenths // 10}.{tenths % 10} MB; many mail servers and learning "
        f"platforms take at most {MOST_IN_A_FILE // 1_000_000}. {by_tag} the site as a folder."
    )
