"""Notes → plain text: what a terminal shows, card by card or a whole note in one block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Literal

from sonodeck.anki.notetypes.formulas import readable
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
    rendering,
    shown_line,
    sides_as_text,
)
from sonodeck.sheets import Media, Source, markup

_SOUND = re.compile(r"\[sound:([^\]]*)\]")
_FORMULA = re.compile(r"\\[(\[](.*?)\\[)\]]", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card as text.

    ``options`` are those of a multiple choice in rank order, ``right`` is the place of the right
    one among them; None where the card is asked plain; ``letters`` stand before them; ``why``:
    what each wrong one is right for. The answer of a cloze is its whole text.
    """

    number: int
    name: Literal["Question", "Reverse", "Cloze", "Own"]
    asked: str
    answer: str
    options: tuple[str, ...] = ()
    right: int | None = None
    why: tuple[str, ...] = ()
    letters: str = ""

    @property
    def front(self) -> str:
        options = zip(self.letters, self.options, strict=False)
        return self.asked + "".join(f"\n  {letter}  {option}" for letter, option in options)

    @property
    def back(self) -> str:
        told = "".join(
            f"\n  not {letter}: {why}"
            for letter, why in zip(self.letters, self.why, strict=False)
            if why
        )
        if self.right is None or self.options[self.right] != self.answer:
            return self.answer + told
        return f"{self.letters[self.right]}  {self.answer}{told}"


@dataclass(frozen=True, slots=True)
class Plain:
    """How the notes of one deck are told in plain text; ``labels``: the words beside theirs."""

    labels: Labels

    def words(self, text: str) -> str:
        """Text without its markup, formulas in one line; a sound by its file's name."""
        shown = markup.plain(text, readable, _indented)
        if "\ue000" not in shown:
            return shown
        sound = self.labels.say("card.sound")
        return SOUND.sub(lambda m: f"({sound}: {m[1]})", shown)

    def cards(self, note: Note, pinned: Sequence[Pinned]) -> Iterator[Card]:
        """The cards of a note, both sides."""
        match note:
            case QuestionNote():
                options = tuple(map(self.words, note.options))
                yield Card(
                    number=1,
                    name="Question",
                    asked=self._picture(note.picture) + self.words(note.question),
                    answer=self.answer(note.answer),
                    options=options,
                    letters=self.labels.letters,
                    right=next((at for at, o in enumerate(note.options) if o in note.right), None),
                    why=tuple(map(self.words, note.why)),
                )
                if note.reverse is not None:
                    asked = self._picture(note.reverse.picture) + self.words(note.reverse.question)
                    yield Card(
                        number=2,
                        name="Reverse",
                        asked=asked,
                        answer=self.answer(note.reverse.answer),
                    )
            case ClozeNote():
                for pin in pinned:
                    if not pin.gone:
                        hidden = self._cloze(note, pin.item, open_=False)
                        shown = self._cloze(note, pin.item, open_=True)
                        yield Card(number=pin.number, name="Cloze", asked=hidden, answer=shown)
            case OwnNote():
                for pin in pinned:
                    if not pin.gone:
                        front, back = self.sides(note, pin.number)
                        yield Card(number=pin.number, name="Own", asked=front, answer=back)

    def sides(self, note: OwnNote, number: int) -> tuple[str, str]:
        """A card of the author's own design: its front, and what its back says beyond that."""
        shown = sides_as_text(note, number, self.labels.say("card.picture"))
        front, back = map(self._heard, shown)
        return front, back

    def first(self, note: OwnNote) -> tuple[str, str]:
        """The first of its cards."""
        numbers = rendering.card_numbers(note.type, note.fields)
        return self.sides(note, next(iter(numbers), 1))

    def _heard(self, text: str) -> str:
        """A side with its formulas in one line, and the names of its sounds."""
        sound = self.labels.say("card.sound")
        text = _FORMULA.sub(lambda m: readable(m[1]), text)
        return _SOUND.sub(lambda m: f"({sound}: {m[1]})", text)

    def _picture(self, picture: Media | None) -> str:
        if picture is None:
            return ""
        said = self.words(picture.text) or picture.file
        return f"[{self.labels.say('card.picture')}: {said}]\n"

    def answer(self, content: Answer) -> str:
        """An answer as lines of text."""
        match content:
            case Words():
                return self.words(content.text)
            case Bullets():
                lead = f"{self.words(content.lead)}\n" if content.lead else ""
                return lead + "\n".join(
                    f"{f'{at}.' if content.ordered else '•'} {self.words(item)}"
                    for at, item in enumerate(content.items, 1)
                )
            case Table():
                return "\n".join(
                    f"{self.words(name)}: "
                    + self.answer(cell).replace("\n", ", ").replace("• ", "")
                    for name, cell in content.rows
                )
            case Shown():
                return self._picture(content.picture).strip()

    def _cloze(self, note: ClozeNote, item: str | None, *, open_: bool) -> str:
        """The text with one item hidden (``[…]``) or shown (``[liver]``); None marks them all."""
        lines = [self.words(note.lead)] if note.lead else []
        for at, line in enumerate(note.lines, 1):
            shown = shown_line(line, self.words, partial(self._blank, item=item, open_=open_))
            sign = {"bullets": "• ", "numbered": f"{at}. ", "text": ""}[note.layout]
            lines.append(sign + shown)
        return self._picture(note.picture) + "\n".join(lines)

    def cloze(self, note: ClozeNote) -> str:
        """The text with every hidden stretch marked: ``[liver]``."""
        return self._cloze(note, None, open_=True)

    def _blank(self, blank: Blank, item: str | None, *, open_: bool) -> str:
        text = readable(blank.text) if blank.math else self.words(blank.text)
        if item is not None and blank.item != item:
            return text
        return f"[{text}]" if open_ else f"[{self.words(blank.hint) or '…'}]"

    def _other(self, note: QuestionNote) -> str:
        """The same question with other numbers, in short."""
        lines = [f"or {self.words(note.question)}"]
        if note.options:
            lines.append(" | ".join(map(self.words, note.options)))
        return _hang("\n".join((*lines, *map(self.words, note.about.details[:1]))))

    def origin(self, about: About, sources: Mapping[str, Source]) -> str:
        """Details, source and as-of: what stands small under an answer."""
        lines = [self.words(detail) for detail in about.details]
        lines += [self._picture(picture).strip() for picture in about.pictures]
        for one in about.sources:
            source = sources[one]
            lines.append(
                f"{self.labels.say('card.source')}: "
                + ", ".join(filter(None, (source.title, source.publisher, source.year)))
            )
        if about.as_of:
            dates = (f"{date} ({label})" if label else date for label, date in about.as_of)
            lines.append(f"{self.labels.say('card.as-of')}: " + "; ".join(dates))
        return "\n".join(lines)

    def block(self, note: Note, sources: Mapping[str, Source]) -> str:
        """A whole note to be read through: its key, what it asks, what it answers, where from."""
        lines = [f"## {note.about.key}"]
        match note:
            case QuestionNote():
                for card in self.cards(note, ()):
                    lines += [f"Q: {_hang(card.front)}", f"A: {_hang(card.back)}"]
                lines += map(self._other, note.variants)
            case ClozeNote():
                lines.append(f"C: {_hang(self.cloze(note))}")
            case OwnNote():
                for number in rendering.card_numbers(note.type, note.fields):
                    front, back = self.sides(note, number)
                    lines += [f"Q: {_hang(front)}", f"A: {_hang(back)}"]
        small = self.origin(note.about, sources)
        if small:
            lines.append(f"   {_hang(small)}")
        return "\n".join(lines) + "\n"


def _indented(code: str) -> str:
    """A block of code as a terminal shows it."""
    return "\n".join(f"    {line}".rstrip() for line in code.split("\n"))


def _hang(text: str) -> str:
    return text.replace("\n", "\n   ")
