"""The site: the quiz as static files, for a disk or any host, without a server or a network.

Names of files hold a hash of their content, so that a browser never mixes two releases. The deck
is in scripts and not in JSON files, because a page on a disk may not read files but may run
scripts. What the student answers never leaves the browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from sonodeck.anki import Compiled, Plan, Ready, text
from sonodeck.common import files, folders
from sonodeck.common.frozen import dataclass
from sonodeck.pages.site.typed import typed
from sonodeck.pages.webtext import compact, in_element, in_script, packaged, put_in
from sonodeck.questions import ClozeNote, Note, OwnNote, QuestionNote, exam_pool, rendering
from sonodeck.sheets import Deck

NOTES_IN_A_PIECE = 100


class NoBundle(Exception):
    """Installed without the scripts of the site, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The files of a site, by their path in it; media by the file to copy.

    ``deck`` is its id. ``first`` are written before ``last``: a site that is being replaced is
    whole at any moment.
    """

    deck: str
    first: Mapping[str, bytes]
    media: Mapping[str, folders.Media]
    last: Mapping[str, bytes]


def site(compiled: Compiled, planned: Plan) -> Site:
    """The site of a deck without errors. Raises NoBundle."""
    if compiled.knowledge is None:
        raise AssertionError("a planned deck is known")
    deck = compiled.knowledge.deck
    bundle = _bundle()
    notes = [one.note for one in compiled.packed if one.note is not None]
    first: dict[str, bytes] = {}

    def hashed(name: str, content: bytes) -> str:
        stem, _, suffix = name.rpartition(".")
        named = f"{stem}-{sha256(content).hexdigest()[:12]}.{suffix}"
        first[named] = content
        return named

    plain = text.Plain(deck.labels)
    sides = [list(_sides(*pair)) for pair in zip(planned.main, notes, strict=True)]
    cut = [sides[at : at + NOTES_IN_A_PIECE] for at in range(0, len(sides), NOTES_IN_A_PIECE)]
    pieces = [
        (hashed(f"cards-{at}.js", _arriving(f"cards-{at}", piece)), len(piece))
        for at, piece in enumerate(cut)
    ]
    words = hashed("words.js", _arriving("words", [_words(note, plain) for note in notes]))
    right = typed(compiled, planned.main, compiled.knowledge)
    typing = hashed("typed.js", _arriving("typed", right))
    styles = [hashed("card.css", planned.types.question.css.encode())]
    styles.append(hashed("app.css", bundle["app.css"]))
    math = ""
    if any("\\(" in field for ready in planned.main for field in ready.fields):
        math = hashed("math.js", bundle["math.js"])
        styles.append(hashed("math.css", bundle["math.css"]))
    exam = _exam(deck, notes)
    data = _deck_data(deck, planned.main) | {
        "pieces": pieces, "words": words, "typed": typing, "math": math, "exam": exam,
    }  # fmt: skip
    scripts = [hashed("deck.js", f"globalThis.sonodeckDeck={in_script(data)};\n".encode())]
    scripts.append(hashed("app.js", bundle["app.js"]))
    page, needed = _page(deck, scripts, styles), tuple(first)
    used = {name for ready in planned.main for name in ready.media}
    media = {f"media/{name}": one for name, one in compiled.media.items() if name in used}
    first |= {name: bundle[name] for name in ("icon.svg", "icon-192.png", "icon-512.png")}
    first["licences.txt"] = bundle["licences.txt"]
    first["manifest.webmanifest"] = _manifest(deck)
    named = tuple(map(quote, media))
    kept = _Kept(in_page=(*scripts, *styles), needed=needed, first=first, media=named)
    return Site(
        deck=deck.id,
        first=first,
        media=media,
        last={"sw.js": _worker(kept, page), "index.html": page},
    )


def _bundle() -> dict[str, bytes]:
    """What npm's packages and our scripts were made into when sonodeck was installed."""
    folder = resources.files("sonodeck").joinpath("pages", "site", "bundle")
    found = {one.name: one.read_bytes() for one in folder.iterdir()} if folder.is_dir() else {}
    if "app.js" in found and "missing.txt" not in found:
        return found
    missing = found.get("missing.txt", b"it was not built").decode()
    raise NoBundle(
        "sonodeck was installed without the scripts that 'site' needs; everything else "
        f"works. What was missing: {missing}\nInstall Node.js 18 or newer with npm, then install "
        "sonodeck again; a network is needed for that."
    )


# the deck


def _deck_data(deck: Deck, ready: Sequence[Ready]) -> dict[str, object]:
    topics = list(dict.fromkeys(one.deck for one in ready))
    tags = sorted({tag for one in ready for tag in one.tags})
    topic_at = {topic: at for at, topic in enumerate(topics)}
    tag_at = {tag: at for at, tag in enumerate(tags)}
    own = {one.note_type.id: one.note_type for one in ready if one.note_type.more is not None}
    style_at = {id_: at for at, id_ in enumerate(own)}
    return {
        "id": deck.id,
        "styles": [f"{packaged('pages/own.css')}{one.css}" for one in own.values()],
        "title": deck.title,
        "language": deck.language,
        "author": deck.author,
        "licence": deck.licence,
        "topics": [" › ".join(topic.split("::")) for topic in topics],
        "tags": tags,
        "notes": [
            (
                *(one.entry.guid, one.entry.key, topic_at[one.deck]),
                *([tag_at[tag] for tag in one.tags], one.cards),
                *([style_at[one.note_type.id]] if one.note_type.id in style_at else []),
            )
            for one in ready
        ],
    }


def _exam(deck: Deck, notes: Sequence[Note]) -> dict[str, object] | None:
    """What mock exams are drawn from, each note by its place; None without a blueprint.

    Behind each candidate stands how many options it has.
    """
    if deck.blueprint is None:
        return None
    places = {str(note.about.key): at for at, note in enumerate(notes)}
    pool = exam_pool(deck.blueprint, notes)
    options = {
        str(one.about.key): len(one.options) for one in notes if isinstance(one, QuestionNote)
    }
    candidates = [
        (places[one.key], one.domain, one.words, options[one.key]) for one in pool.candidates
    ]
    return pool.as_plain() | {"candidates": candidates}


def _sides(one: Ready, note: Note) -> Iterator[tuple[object, ...]]:
    """The cards of a note: front and back, or front and what stands around it on the back.

    A multiple choice has the names of its options behind them, those of all variants in a row.
    """
    asked = note.all_variants() if isinstance(note, QuestionNote) else ()
    names = [name for variant in asked for name in variant.names]
    for number in one.cards:
        made = rendering.sides(one.note_type, one.fields, number)
        front, back = map(rendering.on_a_page, (made.front, made.back))
        before, found, after = back.partition(front)
        sides = (front, before, after) if found else (front, back, None)
        yield (*sides, names) if names and number == 1 else sides


def _words(note: Note, plain: text.Plain) -> tuple[str, str]:
    """What a note asks and answers, as plain text."""
    match note:
        case QuestionNote():
            return plain.words(note.question), plain.answer(note.answer)
        case ClozeNote():
            question, _, answer = plain.cloze(note).partition("\n")
            return question, answer
        case OwnNote():
            return plain.first(note)


def _arriving(name: str, content: object) -> bytes:
    return f"sonodeckArrived({compact(name)},{in_script(content)});\n".encode()


# the pages around it


def _page(deck: Deck, scripts: Sequence[str], styles: Sequence[str]) -> bytes:
    labels = deck.labels
    words = ("skip", "parts", "quiz", "browse", "statistics", "settings", "no-script")
    exam = f'<a href="#exam">{escape(labels.say("site.exam"))}</a>\n' if deck.blueprint else ""
    texts = labels.group("exam", "quiz", "site") | {"card.letters": labels.letters}
    parts = {name: escape(labels.say(f"site.{name}")) for name in words} | {
        "exam": exam,
        "language": escape(deck.language),
        "direction": labels.direction,
        "labels": in_element({"language": deck.language, "texts": texts}),
        "title": escape(deck.title),
        "description": escape(deck.description or deck.title),
        "styles": "".join(f'<link rel="stylesheet" href="{name}">\n' for name in styles),
        "scripts": "".join(f'<script src="{name}" defer></script>\n' for name in scripts),
        "credit": escape(", ".join(filter(None, (deck.author, deck.licence)))),
    }
    return put_in(packaged("pages/site/index.html"), parts).encode()


def _manifest(deck: Deck) -> bytes:
    icons = [
        {"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    return compact(
        {
            "id": f"./?{deck.id}",
            "name": deck.title,
            "short_name": deck.title[:12].strip(),
            "lang": deck.language,
            "start_url": "./",
            "scope": "./",
            "display": "standalone",
            "background_color": "#eceff2",
            "theme_color": "#0a3a66",
            "icons": icons,
        }
    ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """What is kept for offline: files that the page names, that the quiz needs, and the others."""

    in_page: Sequence[str]
    needed: Sequence[str]
    first: Mapping[str, bytes]
    media: Sequence[str]


def _worker(kept: _Kept, page: bytes) -> bytes:
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


# writing

MARK = "sonodeck.json"
"""Names the deck whose site a folder holds, and every file of it."""


class NotOurs(Exception):
    """The folder holds something else, which would be lost; the message says what to do."""


def write(made: Site, folder: Path) -> None:
    """Write a site; files of an earlier release that nothing names any more are removed.

    Raises OSError; NotOurs for a folder that holds anything but a site of this deck.
    """
    before = _files_before(folder, made.deck)
    names = sorted([*made.first, *made.media, *made.last])
    mark = compact({"deck": made.deck, "files": sorted({*names, *before})}).encode()
    files.write_aside(folder / MARK, mark)  # named before it is there, so that it is known for ours
    for name, content in made.first.items():
        files.write_aside(folder / name, content)
    for name, media in made.media.items():
        files.write_aside(folder / name, media.read())
    for name, content in made.last.items():
        files.write_aside(folder / name, content)
    for name in before:
        if name not in names:
            (folder / name).unlink(missing_ok=True)
    files.write_aside(folder / MARK, compact({"deck": made.deck, "files": names}).encode())


_MOST = 1 << 26
"""Bytes that it may have."""
_NAME = re.compile(r"[\w-][\w.-]*|media/[^./\\][^/\\]*")


def _files_before(folder: Path, deck: str) -> list[str]:
    """The files of the site of this deck that the folder holds; none in an empty one."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    try:
        mark = json.loads(files.read(folder / MARK, _MOST))
        if (folder / "media").is_symlink():
            said = "contains a media folder that is a link"
        elif mark["deck"] == deck:
            return [name for name in mark["files"] if _NAME.fullmatch(name)]
        else:
            said = "contains the site of another deck"
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        said = "contains other files"
    raise NotOurs(f"{folder} {said}, so no site was written. Give a new or empty folder with -o.")
