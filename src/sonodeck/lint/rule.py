"""What a rule is: a function from a deck's notes to findings; and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import TypeAlias

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.lint.words import stems_of
from sonodeck.questions import (
    SOUND,
    Answer,
    Bullets,
    ClozeNote,
    QuestionNote,
    ReadNote,
    Shown,
    Table,
    Words,
)
from sonodeck.sheets import (
    Fact,
    Html,
    Item,
    Knowledge,
    Limits,
    Media,
    Phrase,
    Question,
    Template,
    kinds,
    markup,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says; the engine adds the code."""

    place: Place
    message: str
    hint: str = ""
    other: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A file of the media folder: its size in bytes, and what is in it, read when it is wanted."""

    name: str
    place: Place
    size: int
    read: Callable[[], bytes] = bytes


@dataclass(slots=True)
class Written:
    """Values by what they are, each with its fact and its field.

    ``texts`` and ``lists`` (of texts): of facts that are not retired; ``media``: of fields, not the
    picture that any fact may have.
    """

    texts: list[tuple[Fact, str, str]] = field(default_factory=list)
    lists: list[tuple[Fact, str, tuple[str, ...]]] = field(default_factory=list)
    media: list[tuple[Fact, str, Media]] = field(default_factory=list)
    html: list[tuple[Fact, str, Html]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the rules look at; ``today`` as ``2026-11-25``, empty where nobody looked."""

    knowledge: Knowledge
    notes: Sequence[ReadNote]
    media: Sequence[MediaFile] = ()
    today: str = ""

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """All cards of question notes, each with all its numbers."""
        return tuple(side for note in self.variants for side in sides(note))

    @cached_property
    def variants(self) -> tuple[ReadNote, ...]:
        """The notes, those with several sets of numbers once for each of them."""
        if not any(isinstance(note, QuestionNote) and note.variants for note in self.notes):
            return tuple(self.notes)
        return tuple(
            one
            for note in self.notes
            for one in (note.all_variants() if isinstance(note, QuestionNote) else (note,))
        )

    @cached_property
    def written(self) -> Written:
        """The values of all facts, gone through once."""
        found = Written()
        for fact in self.knowledge.facts:
            for name, value in fact.values.items():
                if isinstance(value, Phrase):
                    if not fact.retired:
                        found.texts.append((fact, name, value.text))
                elif isinstance(value, tuple):
                    texts = tuple(one.phrase.text for one in value if isinstance(one, Item))
                    if texts and not fact.retired:
                        found.lists.append((fact, name, texts))
                elif isinstance(value, Media):
                    found.media.append((fact, name, value))
                elif isinstance(value, Html):
                    found.html.append((fact, name, value))
        return found

    @property
    def limits(self) -> Limits:
        return self.knowledge.deck.lint

    def question_of(self, note: ReadNote) -> Question:
        """The question of the kind that a note was made from."""
        kind, _, question = note.about.key.split(".")[:3]
        return self.knowledge.kinds[kind].questions[question]

    def is_of_kind(self, side: Side) -> bool:
        """Whether a question has words of its kind, and isn't all a fact's."""
        template = self._template(side)
        return template is not None and any(map(str.isalpha, template.literal()))

    def worded(self, side: Side) -> str:
        """What is asked, with … for what facts say; all of it where it is nothing else."""
        template = self._template(side)
        if template is None or not self.is_of_kind(side):
            return side.written
        return "".join(part if isinstance(part, str) else "…" for part in template.parts)

    def stems_of_kind(self, side: Side) -> frozenset[str]:
        """The stems of the words that a question has from its kind, whatever the fact says."""
        template = self._template(side)
        return frozenset() if template is None else frozenset(stems_of(template.literal()))

    def _template(self, side: Side) -> Template | None:
        """What a question was made from; None where that isn't one template of the kind."""
        own = self.question_of(side.note)
        name = "reverse" if side.reverse else "ask"
        template = None if isinstance(own, kinds.Sequence) else getattr(own, name, None)
        kind, fact, *_ = side.note.about.key.split(".")
        reworded = self._reworded.get((kind, fact), {}).get(own.id, {})
        return None if name in reworded or not isinstance(template, Template) else template

    @cached_property
    def _reworded(self) -> Mapping[tuple[str, str], Mapping[str, Mapping[str, Template]]]:
        facts = self.knowledge.facts
        return {(fact.kind, fact.id): fact.reword for fact in facts if fact.reword}


Check: TypeAlias = Callable[[Subject], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A code and its check.

    Not ``usual``: it runs only where it is asked for; ``english``: it knows English words only, and
    runs on no other deck.
    """

    code: str
    check: Check
    usual: bool = True
    english: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One card of a question note: what is asked, and the texts of its answer.

    ``written``: the question with its markup; ``asked``: the stems of its words; ``options``: those
    of a multiple choice, without markup.
    """

    note: QuestionNote
    written: str
    question: str
    asked: tuple[str, ...]
    answer: Answer
    texts: tuple[str, ...]
    picture: Media | None
    options: tuple[str, ...] = ()
    reverse: bool = False


def plain(text: str) -> str:
    """Text without markup and sounds."""
    return markup.plain(SOUND.sub(" ", text) if "\ue000" in text else text)


def sides(note: ReadNote) -> Iterator[Side]:
    """The cards of a question note; a cloze has none."""
    if isinstance(note, ClozeNote):
        return
    question = plain(note.question)
    yield Side(
        note=note,
        written=note.question,
        question=question,
        asked=stems_of(question),
        answer=note.answer,
        texts=texts(note.answer),
        picture=note.picture,
        options=tuple(map(plain, note.options)),
    )
    if note.reverse is not None:
        question = plain(note.reverse.question)
        yield Side(
            note=note,
            written=note.reverse.question,
            question=question,
            asked=stems_of(question),
            answer=note.reverse.answer,
            texts=texts(note.reverse.answer),
            picture=note.reverse.picture,
            reverse=True,
        )


def texts(answer: Answer) -> tuple[str, ...]:
    """What an answer says, without markup: one text, or one for each item or cell."""
    return tuple(map(plain, _written(answer)))


def _written(answer: Answer) -> tuple[str, ...]:
    match answer:
        case Words():
            return (answer.text,)
        case Bullets():
            return answer.items
        case Table():
            return tuple(text for _, cell in answer.rows for text in _written(cell))
        case Shown():
            return (answer.picture.text,)


def all_written(note: ReadNote) -> list[str]:
    """All that a note shows on its cards, with its markup."""
    found = [*note.about.details]
    if isinstance(note, ClozeNote):
        lines = ((p if isinstance(p, str) else p.text for p in line) for line in note.lines)
        return [*found, note.lead, *map("".join, lines)]
    found += (note.question, *_written(note.answer))
    if note.reverse is not None:
        found += (note.reverse.question, *_written(note.reverse.answer))
    return found


def all_texts(note: ReadNote) -> Iterator[str]:
    """All that a note shows on its cards, without markup."""
    return map(plain, all_written(note))


def of_note(
    note: ReadNote, message: str, hint: str = "", *, other: ReadNote | None = None
) -> Finding:
    """A finding about a note, which its key begins."""
    return Finding(
        place=note.about.place,
        message=f"{note.about.key}: {message}",
        hint=hint,
        other=other.about.place if other else None,
    )
