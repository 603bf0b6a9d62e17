"""The preview: one HTML file with every card of a deck, both sides, as Anki shows them.

The file needs nothing beside itself and asks nothing of the network; media are inside it. Its
content security policy allows its own script by its hash and nothing else. Formulas are set as on
the site; where sonodeck was installed without npm they stay as they are written.
"""

from __future__ import annotations

import mimetypes
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from html import escape

from sonodeck.anki import Compiled, NoteType, NoteTypes, Packed, note_types
from sonodeck.common import diagnostics, folders
from sonodeck.common.diagnostics import counted
from sonodeck.common.frozen import dataclass
from sonodeck.pages.webtext import bundled, in_element, packaged, put_in
from sonodeck.questions import rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    """A note as the page shows it; ``place`` is where its fact stands, as file:line.

    ``own``: the id of its note type, if that is the author's own, else 0.
    """

    key: str
    sheet: str
    place: str
    tags: tuple[str, ...]
    cards: tuple[_Card, ...]
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page, and a stamp that differs where its content does."""

    html: str
    stamp: str

    @property
    def newest(self) -> str:
        """The script that tells an open page which version of it is the newest."""
        return f"newest({in_element(self.stamp)});\n"


def page(compiled: Compiled, *, watched: str = "") -> Page:
    """The whole page. ``watched`` names a script beside it that tells its newest version.

    What is wrong with the deck stands at the top; the cards are those that could be made. Raises
    OSError where a media file can't be read.
    """
    deck = compiled.knowledge.deck if compiled.knowledge else None
    title = deck.title if deck else compiled.folder.shown
    types = note_types(deck) if deck else None
    notes = list(_notes(compiled, types)) if types else []
    math = bundled("math.js") if any(_has_formula(note) for note in notes) else ""
    data = {
        "notes": [asdict(note) for note in notes],
        "media": _media(compiled),
        "styles": [
            *([types.question.css] if types else []),
            packaged("pages/preview/cards.css"),
            *([bundled("math.css")] if math else []),
        ],
        "own": _own_styles(compiled),
        "language": deck.language if deck else "en",
        "watched": watched,
    }
    found = _found(compiled)
    stamp = sha256(f"{in_element(data)}{found}".encode()).hexdigest()[:16]
    style = packaged("pages/preview/page.css")
    arrange = packaged("anki/cardlook/options.js")
    script = (
        f"{math}\nconst arrange = document => {{\n{arrange}}};\n{packaged('pages/preview/page.js')}"
    )
    cards = sum(len(note.cards) for note in notes)
    parts = {
        "policy": _policy(script, style, watched=bool(watched)),
        "language": escape(deck.language if deck else "en"),
        "title": escape(title),
        "counts": f"{counted(len(notes), 'note')}, {counted(cards, 'card')}",
        "found": found,
        "sheets": _choices(note.sheet for note in notes),
        "tags": _choices(sorted({tag for note in notes for tag in note.tags})),
        "style": style,
        "data": in_element(data | {"stamp": stamp}),
        "script": script,
    }
    return Page(html=put_in(packaged("pages/preview/page.html"), parts), stamp=stamp)


def _own_styles(compiled: Compiled) -> dict[int, str]:
    """The styling of the author's own note types, by id."""
    types = (one.note_type for one in compiled.packed if one.note_type.more is not None)
    return {one.id: f"{packaged('pages/own.css')}{one.css}" for one in types}


def _policy(script: str, style: str, *, watched: bool) -> str:
    allowed = f"script-src {_hash(script)}" + (" 'self' file:" if watched else "")
    return (
        f"default-src 'none'; {allowed}; style-src {_hash(style)}; img-src data:; "
        "media-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _found(compiled: Compiled) -> str:
    if not compiled.found:
        return ""
    shown = escape(diagnostics.render(compiled.found, "text", compiled.texts))
    return (
        f'<section class="found"><h2>{escape(diagnostics.summary(compiled.found))}</h2>'
        f'<pre tabindex="0">{shown}</pre></section>'
    )


def _choices(names: Iterator[str] | list[str]) -> str:
    shown = (escape(name) for name in dict.fromkeys(names))
    return "".join(f'<option value="{name}">{name}</option>' for name in shown)


def _notes(compiled: Compiled, types: NoteTypes) -> Iterator[_Note]:
    """The notes by sheet, sheets in teaching order, within one as its facts stand there."""
    by_sheet: dict[str, list[_Note]] = {}
    for one in compiled.packed:
        note = _note(one, types)
        by_sheet.setdefault(note.sheet, []).append(note)
    for notes in by_sheet.values():
        yield from notes


def _note(one: Packed, types: NoteTypes) -> _Note:
    place = one.content.place
    return _Note(
        key=one.content.key,
        sheet=place.path,
        place=f"{place.path}:{place.line}",
        tags=one.content.tags,
        cards=tuple(_card(one, number, one.note_type) for number in one.filled.cards),
        own=0 if one.note_type.more is None else one.note_type.id,
    )


def _card(one: Packed, number: int, note_type: NoteType) -> _Card:
    made = rendering.sides(note_type, one.filled.fields, number)
    name = f"Cloze {number}" if note_type.cloze else note_type.templates[number - 1].name
    front, back = (rendering.on_a_page(side) for side in (made.front, made.back))
    return _Card(name=name, front=front, back=back)


def _has_formula(note: _Note) -> bool:
    return any("\\(" in side for card in note.cards for side in (card.front, card.back))


def _media(compiled: Compiled) -> dict[str, str]:
    """The media that cards show, as data URLs by packed name."""
    return {name: _data_url(one) for name, one in compiled.media.items()}


def _data_url(media: folders.Media) -> str:
    kind = mimetypes.guess_type(media.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(media.read()).decode()}"
