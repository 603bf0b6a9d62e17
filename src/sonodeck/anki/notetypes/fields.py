"""Notes → the fields of their note type: bare semantic HTML; look belongs in CSS and templates.

A change here would rewrite every student's notes: it is pinned by a test and has a heading of its
own in the changelog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import repeat
from typing import assert_never

from sonodeck.anki.notetypes import CLOZE_FIELDS, QUESTION_FIELDS, NoteType
from sonodeck.anki.notetypes.directions import isolated
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels
from sonodeck.questions import (
    SOUND,
    About,
    Answer,
    Blank,
    Bullets,
    ClozeNote,
    Note,
    OwnNote,
    Pinned,
    QuestionNote,
    Shown,
    Table,
    Words,
    shown_line,
)
from sonodeck.sheets import Media, Source, fieldhtml, markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A note as Anki keeps it.

    ``cards``: its card numbers, from 1; ``gone``: those without a card row, because what they
    asked was withdrawn.
    """

    fields: tuple[str, ...]
    cards: tuple[int, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What fields are filled from beside the note: sources as HTML by id, packed names of media.

    ``rightwards``: whether the language is written from left to right.
    """

    sources: Mapping[str, str]
    media: Mapping[str, str]
    labels: Labels
    rightwards: bool


def context(sources: Mapping[str, Source], media: Mapping[str, str], labels: Labels) -> Context:
    """``media``: the packed name of each file."""
    shown = {name: _source(source) for name, source in sources.items()}
    rightwards = labels.direction == "ltr"
    return Context(sources=shown, media=media, labels=labels, rightwards=rightwards)


def withdrawn(labels: Labels) -> str:
    """What a reverse card asks whose question the deck no longer has."""
    return markup.literal(labels.say("card.withdrawn"))


def left(labels: Labels) -> str:
    """What is said of an item that left its list."""
    return markup.literal(labels.say("card.left"))


def fill(note: Note, pinned: Sequence[Pinned], context: Context) -> Filled:
    """The fields of a note; ``pinned`` are its card numbers."""
    match note:
        case QuestionNote():
            filled, names = _question(note, pinned, context), QUESTION_FIELDS
        case ClozeNote():
            filled, names = _cloze(note, pinned, context), CLOZE_FIELDS
        case OwnNote():
            cards = tuple(pin.number for pin in pinned if not pin.gone)
            gone = tuple(pin.number for pin in pinned if pin.gone)
            return Filled(fields=note.fields, cards=cards, gone=gone)
        case _:
            assert_never(note)
    if context.rightwards:
        return filled
    fields = zip(names, filled.fields, strict=True)
    return replace(filled, fields=tuple(f if n in _AS_IT_IS else isolated(f) for n, f in fields))


_AS_IT_IS = frozenset(("Key", "Picture", "Picture text", "Source", "As of"))


def retired(key: str, labels: Labels, note_type: NoteType, *, pinned: Sequence[Pinned]) -> Filled:
    """A retired note of which nothing but its lock entry is left: each of its cards says so."""
    gone = tuple(pin.number for pin in pinned)
    said = markup.literal(labels.say("card.retired"))
    if note_type.more is not None:
        hidden = "".join(f"{{{{c{number}::{said}}}}} " for number in gone)
        every = hidden if note_type.cloze else said
        return Filled(fields=(every,) * len(note_type.fields), cards=(), gone=gone)
    if note_type.cloze:
        items = "".join(_left(pin, labels) for pin in pinned)
        filled = {"Key": key, "Text": said, "Gone": items, "Topic": said}
        return Filled(fields=_in_order(CLOZE_FIELDS, filled), cards=(), gone=gone)
    reverse = said if len(gone) > 1 else ""
    filled = {"Key": key, "Question": said, "Answer": said, "Reverse question": reverse}
    filled["Topic"] = said
    return Filled(fields=_in_order(QUESTION_FIELDS, filled), cards=(), gone=gone)


def put_away(fields: Sequence[str], labels: Labels, note_type: NoteType) -> tuple[str, ...]:
    """The fields of a note that is retired, which says so where its topic stood.

    In a note type of the author's own there is no such place: its tag tells.
    """
    if note_type.more is not None:
        return tuple(fields)
    at = note_type.names.index("Topic")
    return (*fields[:at], markup.literal(labels.say("card.retired")), *fields[at + 1 :])


_MEDIA = re.compile(r"_sonodeck-[0-9a-f]{12}(?:\.[a-z0-9]+)?")


def media_in(filled: Sequence[str]) -> tuple[str, ...]:
    """The packed names of the media files that fields show or play."""
    text = "\n".join(filled)
    return tuple(sorted(set(_MEDIA.findall(text)))) if "_sonodeck-" in text else ()


def own_media(filled: Iterable[str]) -> tuple[str, ...]:
    """The names of the files that fields of an author's own note type show or play."""
    return tuple(sorted({name for text in filled for name in fieldhtml.media_names(text)}))


def named_by_content(media: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Files for the hash of a note: names stay, so that only the content tells of a new picture."""
    return tuple(f"{name}={digest[:12]}" for name, digest in sorted(media))


@lru_cache
def _shared(cards: tuple[int, ...]) -> tuple[int, ...]:
    """Equal card numbers as one object: most notes have the same ones."""
    return cards


def _in_order(names: Sequence[str], filled: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(map(filled.get, names, repeat("")))


def _question(note: QuestionNote, pinned: Sequence[Pinned], context: Context) -> Filled:
    reverse = note.reverse
    gone = tuple([pin.number for pin in pinned if pin.gone])
    asked, answer = "", ""
    if reverse is not None:
        picture = f"<br>{_image(reverse.picture, context)}" if reverse.picture else ""
        asked = _text(reverse.question, context) + picture
        answer = _answer(reverse.answer, context)
    elif gone:
        asked = withdrawn(context.labels)
    filled = {
        "Question": _text(note.question, context),
        "Answer": _answer(note.answer, context),
        "Options": _options(note, context),
        "Why not": _why_not(note),
        "Variants": "".join([_variant(one, context) for one in note.variants]),
        "Reverse question": asked,
        "Reverse answer": answer,
        **_rest(note.about, note.picture, context),
    }
    cards = _shared(tuple([pin.number for pin in pinned if not pin.gone]))
    return Filled(fields=_in_order(QUESTION_FIELDS, filled), cards=cards, gone=gone)


def _options(note: QuestionNote, context: Context) -> str:
    if not note.options:
        return ""
    options = "".join([f"<li>{_text(option, context)}</li>" for option in note.options])
    listed = "ol" if note.ordered else "ul"
    return f"<{listed}>{options}</{listed}>"


def _variant(note: QuestionNote, context: Context) -> str:
    """What a card shows on some days instead of its own fields; its script goes by the tags."""
    details = _rest(note.about, None, context)["Details"]
    return (
        f"<section><h2>{_text(note.question, context)}</h2><p>{_answer(note.answer, context)}</p>"
        f"{_options(note, context)}{_why_not(note)}<aside>{details}</aside></section>"
    )


def _why_not(note: QuestionNote) -> str:
    """Each wrong option with what explains it; a sound is not played there once more."""
    if not note.why:
        return ""
    told = (
        f"<dt>{markup.html(SOUND.sub('', option))}</dt><dd>{markup.html(SOUND.sub('', why))}</dd>"
        for option, why in zip(note.options, note.why, strict=True)
        if why
    )
    shown = "".join(told)
    return f"<dl>{shown}</dl>" if shown else ""


def _cloze(note: ClozeNote, pinned: Sequence[Pinned], context: Context) -> Filled:
    numbers = {pin.item: pin.number for pin in pinned}
    lines = [
        shown_line(line, markup.html, lambda blank: _blank(blank, numbers[blank.item]))
        for line in note.lines
    ]
    match note.layout:
        case "text":
            text = "".join(lines)
        case "bullets":
            text = _bulleted("ul", lines, markup.html(note.lead))
        case "numbered":
            text = _bulleted("ol", lines, markup.html(note.lead))
    items = [pin for pin in pinned if pin.gone]
    filled = {
        "Text": text,
        "Gone": "".join(_left(pin, context.labels) for pin in items),
        **_rest(note.about, note.picture, context),
    }
    return Filled(
        fields=_in_order(CLOZE_FIELDS, filled),
        cards=tuple(sorted({pin.number for pin in pinned if not pin.gone})),
        gone=tuple(pin.number for pin in items),
    )


# What would end a cloze early, or begin its hint: written so that it is shown and not obeyed.
_CLOZE_SIGN = re.compile(r":(?=:)|:$|\}(?=\})|\}$")


def _inside_cloze(html: str) -> str:
    return _CLOZE_SIGN.sub(lambda m: "&#58;" if m.group() == ":" else "&#125;", html)


def _blank(blank: Blank, number: int) -> str:
    hint = f"::{_inside_cloze(markup.html(blank.hint))}" if blank.hint else ""
    text = markup.formula(blank.text) if blank.math else markup.html(blank.text)
    return f"{{{{c{number}::{_inside_cloze(text)}{hint}}}}}"


def _left(pin: Pinned, labels: Labels) -> str:
    """On the card of an item that left, the answer and the hint say so: both sides then do."""
    said = _inside_cloze(f"<b>{markup.html(pin.text)}</b>: {left(labels)}")
    return f"<p>{{{{c{pin.number}::{said}::{said}}}}}</p>"


def _rest(about: About, picture: Media | None, context: Context) -> dict[str, str]:
    details = [markup.html(text) for text in about.details]
    details += [_image(shown, context) for shown in about.pictures]
    return {
        "Key": about.key,
        "Details": details[0] if len(details) == 1 else "".join(map(_paragraph, details)),
        "Picture": _image(picture, context) if picture else "",
        "Picture text": markup.html(picture.text) if picture else "",
        "Topic": _topic(about.deck),
        "Source": "<br>".join([context.sources[one] for one in about.sources]),
        "As of": _dates(about.as_of),
    }


@lru_cache
def _dates(as_of: tuple[tuple[str, str], ...]) -> str:
    return "<br>".join(
        f"{date} ({markup.literal(label)})" if label else date for label, date in as_of
    )


@lru_cache
def _topic(deck: str) -> str:
    return markup.literal(topic(deck))


def topic(deck: str) -> str:
    """The path of a deck as it stands on top of a card, as plain text."""
    return " › ".join(deck.split("::"))


def _source(source: Source) -> str:
    title = markup.literal(source.title)
    if source.url:
        title = f'<a href="{markup.attribute(source.url)}">{title}</a>'
    return ", ".join(
        filter(None, (title, markup.literal(source.publisher), markup.literal(source.year)))
    )


def _answer(answer: Answer, context: Context) -> str:
    match answer:
        case Words():
            return _text(answer.text, context)
        case Bullets():
            items = [_text(item, context) for item in answer.items]
            return _bulleted("ol" if answer.ordered else "ul", items, markup.html(answer.lead))
        case Table():
            rows = "".join(
                f'<tr><th scope="row">{markup.html(name)}</th>'
                f"<td>{_answer(cell, context)}</td></tr>"
                for name, cell in answer.rows
            )
            return f"<table>{rows}</table>"
        case Shown():
            return _image(answer.picture, context)
    assert_never(answer)


def _bulleted(tag: str, items: Sequence[str], lead: str) -> str:
    shown = "".join(f"<li>{item}</li>" for item in items)
    return (_paragraph(lead) if lead else "") + f"<{tag}>{shown}</{tag}>"


def _paragraph(html: str) -> str:
    """A paragraph; HTML allows none around a block of code."""
    return f"<div>{html}</div>" if "<pre>" in html else f"<p>{html}</p>"


def _image(picture: Media, context: Context) -> str:
    name = context.media[picture.file]
    return f'<img src="{name}" alt="{markup.attribute(markup.plain(picture.text))}">'


def _text(text: str, context: Context) -> str:
    """Text as HTML, with its sounds as Anki plays them."""
    html = markup.html(text)
    if "\ue000" not in html:
        return html
    return SOUND.sub(lambda m: f"[sound:{context.media.get(m[1], m[1])}]", html)
