"""Notes → plain text: what a terminal shows, card by card or a whole note in one block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Literal

from sonodeck.anki.notetypes.formulas import readable
from sonodeck.common.frozen import dataclass
from sonodeck.questions import (
    SOUND,
    About,
    Answer,
    Blank,
    Bullets,
    ClozeNote,
    Note,
    Pinned,
    QuestionNote,
    Shown,
    Table,
    Words,
    shown_line,
)
from sonodeck.sheets import Media, Source, markup

LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card as text.

    ``options`` are those of a multiple choice in rank order, ``right`` is the place of the right
    one among them; None where the card is asked plain. The answer of a cloze is its whole text.
    """

    number: int
    name: Literal["Question", "Reverse", "Cloze"]
    asked: str
    answer: str
    options: tuple[str, ...] = ()
    right: int | None = None

    @property
    def front(self) -> str:
        options = zip(LETTERS, self.options, strict=False)
        return self.asked + "".join(f"\n  {letter}  {option}" for letter, option in options)

    @property
    def back(self) -> str:
        if self.right is None or self.options[self.right] != self.answer:
            return self.answer
        return f"{LETTERS[self.right]}  {self.answer}"


def words(text: str) -> str:
    """Text without its markup, formulas in one line; a sound by its file's name."""
    return SOUND.sub(r"(sound: \1)", markup.plain(text, readable, _indented))


def _indented(code: str) -> str:
    """A block of code as a terminal shows it."""
    return "\n".join(f"    {line}".rstrip() for line in code.split("\n"))


def cards(note: Note, pinned: Sequence[Pinned]) -> Iterator[Card]:
    """The cards of a note, both sides."""
    match note:
        case QuestionNote():
            options = tuple(map(words, note.options))
            yield Card(
                number=1,
                name="Question",
                asked=_picture(note.picture) + words(note.question),
                answer=answer(note.answer),
                options=options,
                right=next((at for at, o in enumerate(note.options) if o in note.right), None),
            )
            if note.reverse is not None:
                asked = _picture(note.reverse.picture) + words(note.reverse.question)
                yield Card(
                    number=2, name="Reverse", asked=asked, answer=answer(note.reverse.answer)
                )
        case ClozeNote():
            for pin in pinned:
                if not pin.gone:
                    hidden = _picture(note.picture) + _cloze(note, pin.item, open_=False)
                    shown = _picture(note.picture) + _cloze(note, pin.item, open_=True)
                    yield Card(number=pin.number, name="Cloze", asked=hidden, answer=shown)


def _picture(picture: Media | None) -> str:
    return f"[picture: {words(picture.text) or picture.file}]\n" if picture else ""


def answer(content: Answer) -> str:
    """An answer as lines of text."""
    match content:
        case Words():
            return words(content.text)
        case Bullets():
            lead = f"{words(content.lead)}\n" if content.lead else ""
            return lead + "\n".join(
                f"{f'{at}.' if content.ordered else '•'} {words(item)}"
                for at, item in enumerate(content.items, 1)
            )
        case Table():
            return "\n".join(
                f"{words(name)}: {answer(cell).replace(chr(10), ', ').replace('• ', '')}"
                for name, cell in content.rows
            )
        case Shown():
            return _picture(content.picture).strip()


def _cloze(note: ClozeNote, item: str | None, *, open_: bool) -> str:
    """The text with one item hidden (``[…]``) or shown (``[liver]``); with None all are marked."""
    lines = []
    for at, line in enumerate(note.lines, 1):
        shown = shown_line(line, words, partial(_blank, item=item, open_=open_))
        sign = {"bullets": "• ", "numbered": f"{at}. ", "text": ""}[note.layout]
        lines.append(sign + shown)
    return "\n".join([words(note.lead), *lines] if note.lead else lines)


def cloze(note: ClozeNote) -> str:
    """The text with every hidden stretch marked: ``[liver]``."""
    return _picture(note.picture) + _cloze(note, None, open_=True)


def _blank(blank: Blank, item: str | None, *, open_: bool) -> str:
    text = readable(blank.text) if blank.math else words(blank.text)
    if item is not None and blank.item != item:
        return text
    return f"[{text}]" if open_ else f"[{words(blank.hint) or '…'}]"


def origin(about: About, sources: Mapping[str, Source]) -> str:
    """Details, source and as-of: what stands small under an answer."""
    lines = [words(detail) for detail in about.details]
    lines += [_picture(picture).strip() for picture in about.pictures]
    for one in about.sources:
        source = sources[one]
        lines.append(
            "Source: " + ", ".join(filter(None, (source.title, source.publisher, source.year)))
        )
    if about.as_of:
        dates = (f"{date} ({label})" if label else date for label, date in about.as_of)
        lines.append("As of: " + "; ".join(dates))
    return "\n".join(lines)


def block(note: Note, sources: Mapping[str, Source]) -> str:
    """A whole note to be read through: its key, what it asks, what it answers, where from."""
    lines = [f"## {note.about.key}"]
    match note:
        case QuestionNote():
            for card in cards(note, ()):
                lines += [f"Q: {_hang(card.front)}", f"A: {_hang(card.back)}"]
        case ClozeNote():
            lines.append(f"C: {_hang(cloze(note))}")
    small = origin(note.about, sources)
    if small:
        lines.append(f"   {_hang(small)}")
    return "\n".join(lines) + "\n"


def _hang(text: str) -> str:
    return text.replace("\n", "\n   ")
