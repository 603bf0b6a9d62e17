"""Notes in a note type of the author's own: its fields filled from the fact's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sonodeck.common.diagnostics import problem
from sonodeck.questions import rendering
from sonodeck.questions.notes import (
    SOUND,
    Blank,
    ClozeNote,
    Note,
    OwnNote,
    QuestionNote,
    ReadNote,
    Words,
)
from sonodeck.questions.scope import WHOLE, Made, Scope, about_of, asked
from sonodeck.sheets import Fact, Html, Media, Phrase, Template, kinds, markup


def owns(question: kinds.Own, scope: Scope) -> Made:
    """One note for each fact that has anything to say."""
    note_type = scope.note_types.get(question.type)
    if note_type is None:
        return
    for fact in asked(question, scope):
        fields = tuple(_field(question.fields.get(n), fact, scope) for n in note_type.names)
        if any(fields):
            filled = (question.fields[n] for n in note_type.names if n in question.fields)
            names = list(dict.fromkeys(name for one in filled for name in sorted(one.names)))
            about = about_of(question, scope, WHOLE, [fact], names)
            yield OwnNote(about=about, folder=question.type, type=note_type, fields=fields)
            if not rendering.card_numbers(note_type, fields):
                message = f"{about.key}: none of its fronts shows anything, so it makes no card"
                hint = "hide something" if note_type.cloze else "fill in the fields of a front"
                yield problem("SD304", about.place, message, hint)


def _field(template: Template | None, fact: Fact, scope: Scope) -> str:
    """A field as HTML; empty where the fact lacks what it names."""
    if template is None:
        return ""
    value = fact.values.get(template.alone or "")
    match value:
        case Html():
            return value.html
        case Phrase():
            return markup.html(value.text)
        case Media() if scope.kind.fields[template.alone or ""].type == "picture":
            alt = markup.attribute(markup.plain(value.text))
            return f'<img src="{escape(value.file)}"' + (f' alt="{alt}">' if alt else ">")
    text = scope.wording.filled(template, fact)
    return SOUND.sub(r"[sound:\1]", markup.html(text)) if text else ""


def as_read(note: Note) -> Iterator[ReadNote]:
    """A note by what its cards say: what the rules on good cards look at."""
    if not isinstance(note, OwnNote):
        yield note
    else:
        yield from _clozes(note) if note.type.cloze else _cards(note)


def sides_as_text(note: OwnNote, number: int, picture: str = "") -> tuple[str, str]:
    """A card as text: what its front says, and what its back says beyond that."""
    sides = rendering.sides(note.type, note.fields, number, note.known())
    front, back = (rendering.words(one, picture) for one in (sides.front, sides.back))
    beyond = sides.back.partition(sides.front)
    if sides.front and beyond[1]:
        back = rendering.words(beyond[0] + "<br>" + beyond[2], picture)
    return front, back


def _cards(note: OwnNote) -> Iterator[ReadNote]:
    for number in rendering.card_numbers(note.type, note.fields):
        front, back = sides_as_text(note, number)
        yield QuestionNote(about=note.about, question=front, answer=Words(back))


def _clozes(note: OwnNote) -> Iterator[ReadNote]:
    """Each field with gaps as running text."""
    for text in note.fields:
        line = tuple(_pieces(rendering.gaps(text)))
        if any(isinstance(one, Blank) for one in line):
            yield ClozeNote(about=note.about, lead="", lines=(line,), layout="text")


def _pieces(pieces: Sequence[rendering.Piece]) -> Iterator[str | Blank]:
    for piece in pieces:
        if isinstance(piece, str):
            said = rendering.words(piece)
            yield " " * piece[:1].isspace() + said + " " * (said != "" and piece[-1:].isspace())
        elif not (hidden := rendering.opened(piece)).startswith("image-occlusion:"):
            number = str(piece.numbers[0])
            yield Blank(number, rendering.words(hidden), rendering.words(piece.hint() or ""))
