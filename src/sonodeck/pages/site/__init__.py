"""The site: the quiz as static files, for a disk or any host, without a server or a network.

Names of files hold a hash of their content, so that a browser never mixes two releases. The deck
is in scripts and not in JSON files, because a page on a disk may not read files but may run
scripts. What the student answers never leaves the browser.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from importlib import resources
from urllib.parse import quote

from sonodeck.anki import Compiled, Plan, Ready, text
from sonodeck.pages import listing
from sonodeck.pages.site import forms, offline, scorm, starting
from sonodeck.pages.site.forms import MOST_IN_A_FILE, Around, Quiz, TooLarge, by_content
from sonodeck.pages.site.typed import typed
from sonodeck.pages.site.writing import MARK, NotOurs, Site, write
from sonodeck.pages.webtext import compact, in_element, in_script, packaged, put_in
from sonodeck.questions import ClozeNote, Note, OwnNote, QuestionNote, exam_pool, rendering
from sonodeck.sheets import Deck

__all__ = (
    "MARK", "NoBundle", "NotOurs", "Site", "TooLarge", "one_file", "package", "several", "site",
    "write",
)  # fmt: skip

NOTES_IN_A_PIECE = 100


class NoBundle(Exception):
    """Installed without the scripts of the site, and why."""


def site(compiled: Compiled, planned: Plan, *, tag: str | None = None) -> Site:
    """The site of a deck without errors; of the notes under a tag.

    Raises NoBundle; ``pages.listing.Unknown`` for a tag that no note has.
    """
    return _site(_quiz(compiled, planned, tag), _bundle(), "")


def several(
    decks: Sequence[tuple[Compiled, Plan]], *, title: str = "", tag: str | None = None
) -> Site:
    """The sites of several decks, each in a folder by its id, and a page to start from.

    The page speaks the language of the first deck. Raises as ``site``.
    """
    bundle = _bundle()
    quizzes = [_quiz(*deck, tag) for deck in decks]
    labels = quizzes[0].deck.labels
    title = title or labels.say("site.decks")
    home = f'<p><a href="../index.html">{escape(title)}</a></p>\n'
    made = [(one, _site(one, bundle, home)) for one in quizzes]
    return starting.several(made, labels, title, bundle)


def one_file(compiled: Compiled, planned: Plan, *, tag: str | None = None) -> bytes:
    """The site of a deck as one page, for a mail or a learning platform.

    Raises as ``site``; TooLarge; OSError where a file of the media folder is gone.
    """
    page = _one_file(_quiz(compiled, planned, tag))
    if len(page) <= MOST_IN_A_FILE:
        return page
    whole = _quiz(compiled, planned, None)
    fits = forms.fitting(whole, len(page if tag is None else _one_file(whole)))
    raise TooLarge(forms.too_large(len(page), fits))


def _one_file(quiz: Quiz) -> bytes:
    return _page(quiz.deck, forms.in_one_file(quiz, _bundle()["icon.svg"]))


def package(compiled: Compiled, planned: Plan, *, tag: str | None = None) -> bytes:
    """The site of a deck as a SCORM 1.2 package, a zip.

    Raises as ``site``; OSError where a file of the media folder is gone.
    """
    quiz, bundle = _quiz(compiled, planned, tag), _bundle()
    own = {name: bundle[name] for name in ("icon.svg", "licences.txt")}
    page = _page(quiz.deck, forms.in_a_package(quiz))
    return scorm.package(quiz, {"index.html": page, **quiz.files, **own})


def _site(quiz: Quiz, bundle: Mapping[str, bytes], home: str) -> Site:
    page = _page(quiz.deck, forms.on_a_host(quiz), home)
    icons = {name: bundle[name] for name in ("icon.svg", "icon-192.png", "icon-512.png")}
    more = {"licences.txt": bundle["licences.txt"], "manifest.webmanifest": _manifest(quiz.deck)}
    first = {**quiz.files, **icons, **more}
    named = tuple(map(quote, quiz.media))
    in_page = (*quiz.scripts, *quiz.styles)
    kept = offline.Kept(in_page=in_page, needed=tuple(quiz.files), first=first, media=named)
    last = {"sw.js": offline.worker(kept, page), "index.html": page}
    return Site(deck=quiz.deck.id, first=first, media=quiz.media, last=last)


def _quiz(compiled: Compiled, planned: Plan, tag: str | None) -> Quiz:
    """What every form of the site shows of a deck without errors."""
    knowledge = compiled.knowledge
    if knowledge is None:
        raise AssertionError("a planned deck is known")
    deck = knowledge.deck
    if tag is not None:  # an exam is of all that its blueprint asks for
        deck = replace(deck, blueprint=None)
        compiled, planned = _tagged(compiled, planned, tag)
    bundle = _bundle()
    notes = [one.note for one in compiled.packed if one.note is not None]
    first: dict[str, bytes] = {}

    def hashed(name: str, content: bytes) -> str:
        first[named := by_content(name, content)] = content
        return named

    plain = text.Plain(deck.labels)
    sides = [list(_sides(*pair)) for pair in zip(planned.main, notes, strict=True)]
    cut = [sides[at : at + NOTES_IN_A_PIECE] for at in range(0, len(sides), NOTES_IN_A_PIECE)]
    pieces = [
        (hashed(f"cards-{at}.js", _arriving(f"cards-{at}", piece)), len(piece))
        for at, piece in enumerate(cut)
    ]
    words = hashed("words.js", _arriving("words", [_words(note, plain) for note in notes]))
    right = typed(compiled, planned.main, knowledge)
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
    used = {name for ready in planned.main for name in ready.media}
    media = {f"media/{name}": one for name, one in compiled.media.items() if name in used}
    return Quiz(
        deck=deck, notes=planned.main, scripts=scripts, styles=styles, files=first, media=media
    )


def _tagged(compiled: Compiled, planned: Plan, tag: str) -> tuple[Compiled, Plan]:
    """A deck with nothing but the notes under a tag. Raises ``pages.listing.Unknown``."""
    chosen = {row.key for row in listing.rows(compiled, tag=tag)}
    packed = [one for one in compiled.packed if one.note is not None]
    pairs = [
        (one, ready)
        for one, ready in zip(packed, planned.main, strict=True)
        if one.content.key in chosen
    ]
    return (
        replace(compiled, packing=replace(compiled.packing, packed=tuple(p for p, _ in pairs))),
        replace(planned, main=tuple(ready for _, ready in pairs)),
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


def _page(deck: Deck, around: Around, home: str = "") -> bytes:
    """The page of the quiz in one of its forms; ``home`` leads to where it was chosen."""
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
        "form": around.form,
        "policy": around.policy,
        "links": around.links,
        "styles": around.styles,
        "scripts": around.scripts,
        "last": around.last,
        "home": home,
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
