"""Notes → items: which kind of question a platform can ask for each card."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import assert_never

from sonodeck.anki import Compiled, text
from sonodeck.doors.platforms.figures import figure, tolerant
from sonodeck.doors.platforms.items import (
    Bank,
    Choice,
    Cloze,
    Head,
    Item,
    Matching,
    Numeric,
    Open,
    Option,
    Ordering,
    Short,
)
from sonodeck.doors.topics import Topics, by_topic
from sonodeck.pages import listing
from sonodeck.questions import (
    Answer,
    Blank,
    Bullets,
    ClozeNote,
    Names,
    Note,
    OwnNote,
    QuestionNote,
    ReadNote,
    Table,
    Wording,
    Words,
)
from sonodeck.sheets import Fact, Knowledge, kinds, slug

MOST_WRONG = 4
"""Wrong options of a question that asks for all that fit."""
MOST_RIGHT = 10
"""Right ones of it: Moodle knows no smaller share of a grade."""


def bank(compiled: Compiled, *, kind: str | None = None, tag: str | None = None) -> Bank:
    """The items of a deck without errors; of one kind, or under one tag.

    Raises ``pages.listing.Unknown`` for a kind or a tag that there is not; OSError where a file of
    the media folder is gone.
    """
    knowledge = compiled.knowledge
    if knowledge is None:
        raise ValueError("a deck that can't be read has no items")
    chosen = {row.key for row in listing.rows(compiled, kind=kind, tag=tag)}
    maker = _Maker(knowledge, compiled.notes)
    found = [item for note in compiled.notes if note.about.key in chosen for item in maker.of(note)]
    items = tuple(by_topic(found, lambda item: item.head.category))
    deck = knowledge.deck
    media = {one.name: (one.packed.lstrip("_"), one.read()) for one in compiled.media.values()}
    left_out = sum(isinstance(one, OwnNote) and one.about.key in chosen for one in compiled.notes)
    return Bank(
        id=deck.id, title=deck.title, language=deck.language, items=items, media=media,
        left_out=left_out,
    )  # fmt: skip


class _Maker:
    """What items are made from beside their note."""

    def __init__(self, knowledge: Knowledge, notes: Sequence[Note]) -> None:
        self.knowledge = knowledge
        self.plain = text.Plain(knowledge.deck.labels)
        self.wording = Wording(knowledge)
        self.names = Names(knowledge, self.wording, self.plain.words)
        self.topics = Topics(knowledge.deck, notes)

    def of(self, note: Note) -> Iterator[Item]:
        """The items of a note: one for each of its cards, or for each of its sets of numbers.

        None of a note in a note type of the author's own, whose templates only Anki understands.
        """
        match note:
            case QuestionNote():
                head = self._head(note, note.question, note.answer)
                if note.variants:
                    yield from self._variants(note, head)
                else:
                    yield self._question(note, replace(head, picture=note.picture))
                if note.reverse is not None:
                    other = note.reverse
                    yield self._typed(
                        replace(
                            head, id=f"{head.id}.reverse", ask=other.question,
                            answer=other.answer, picture=other.picture,
                        ),
                        (),
                    )  # fmt: skip
            case ClozeNote():
                yield from self._cloze(note)
            case OwnNote():
                return
            case _:
                assert_never(note)

    def _head(self, note: ReadNote, ask: str, answer: Answer) -> Head:
        about = note.about
        bare = replace(about, details=(), pictures=())
        origin = self.plain.origin(bare, self.knowledge.sources)
        root = f"{self.knowledge.deck.tag}::"
        return Head(
            id=about.key,
            category=self.topics.of(about),
            tags=tuple(tag.removeprefix(root) for tag in about.tags),
            ask=ask,
            answer=answer,
            details=about.details,
            pictures=about.pictures,
            origin=tuple(origin.split("\n")) if origin else (),
        )

    # several of which one is drawn

    def _variants(self, note: QuestionNote, head: Head) -> Iterator[Item]:
        """Each set of numbers under an id that its numbers give, whatever the words around them."""
        taken: Counter[str] = Counter()
        for one in note.all_variants():
            own = slug("-".join(_FIGURES.findall(one.question))) or slug(self._said(one.answer))
            taken[own] += 1
            id_ = own if taken[own] == 1 else f"{own}-{taken[own]}"
            yield self._question(one, _drawn(self._head(one, one.question, one.answer), id_))

    # questions

    def _question(self, note: QuestionNote, head: Head) -> Item:
        question = self._style(note)
        if isinstance(question, kinds.Calculation) and isinstance(note.answer, Words):
            number = self._numeric(note, head)
            if number is not None:
                return number
        if note.options:
            return Choice(head=head, options=_options(note), ordered=_stays(note))
        if isinstance(question, kinds.Inverse):
            return self._all_that_fit(note, head, question)
        return self._typed(head, note.right)

    def _style(self, note: ReadNote) -> object:
        kind, _, rest = note.about.key.partition(".")
        return self.knowledge.kinds[kind].questions.get(rest.split(".")[1])

    def _numeric(self, note: QuestionNote, head: Head) -> Numeric | None:
        """A number to be typed; the results of slips say what they are."""
        known = [(o, why, figure(self.plain.words(o))) for o, why in _with_reasons(note)]
        said = self._said(note.answer)
        right = figure(said)
        if right is None:
            return None
        others = [
            (one[0], why)
            for o, why, one in known
            if one is not None and self.plain.words(o) != said and one[1] == right[1]
        ]
        own, wrong = tolerant(right[0], others)
        return Numeric(head=head, right=own, wrong=wrong, unit=right[1])

    def _typed(self, head: Head, right: Sequence[str]) -> Item:
        """What is asked plain: as it can be graded, or by a person."""
        match head.answer:
            case Table(rows=rows):
                pairs = tuple((name, self._said(cell).replace("\n", ", ")) for name, cell in rows)
                told = {self.plain.words(end) for _, end in pairs}
                return Matching(head=head, pairs=pairs) if len(told) > 1 else Open(head=head)
            case Bullets(items=items, ordered=True) if len(set(items)) == len(items) > 1:
                return Ordering(head=head, steps=items)
            case Words(text=answer):
                found = figure(self.plain.words(answer))
                if found is not None:
                    own, _ = tolerant(found[0], ())
                    return Numeric(head=head, right=own, wrong=(), unit=found[1])
                all_right = self.names.right(head.ask, (answer, *right))
                return Short(head=head, right=all_right) if all_right else Open(head=head)
            case _:
                return Open(head=head)

    def _said(self, answer: Answer) -> str:
        return self.plain.answer(answer).replace("• ", "")

    def _all_that_fit(self, note: QuestionNote, head: Head, question: kinds.Inverse) -> Item:
        """Which have a value: all that do among some that have another one."""
        right = (
            note.answer.items if isinstance(note.answer, Bullets)
            else (note.answer.text,) if isinstance(note.answer, Words) else ()
        )  # fmt: skip
        wrong = list(self._others(note, question, right))
        if len(wrong) < 2 or not 0 < len(right) <= MOST_RIGHT:
            return self._typed(head, right)
        chosen = sorted(wrong, key=lambda o: _rank(note.about.key, o.text))[:MOST_WRONG]
        options = [*(Option(name, right=True) for name in right), *chosen]
        options.sort(key=lambda o: _rank(f"{note.about.key}\0order", o.text))
        return Choice(head=head, options=tuple(options), many=True)

    def _others(
        self, note: QuestionNote, question: kinds.Inverse, right: Sequence[str]
    ) -> Iterator[Option]:
        """Facts of the kind that have other values there, each with them as the reason."""
        kind = note.about.key.partition(".")[0]
        seen = set(right)
        holders = [f for f in self.knowledge.facts if f.kind == kind and not f.retired]
        alike = {ref for f in holders if self._called(f) in seen for ref in f.alike}
        for fact in holders:
            name, items = self._called(fact), self.wording.items(fact, question.of)
            if name and items and name not in seen and fact.reference not in alike:
                seen.add(name)
                yield Option(name, right=False, why=self._said(self.wording.bullets(items)))

    def _called(self, fact: Fact) -> str:
        name = self.wording.name(fact)
        return self.wording.opening(name.text) if name else ""

    # cloze

    def _cloze(self, note: ClozeNote) -> Iterator[Item]:
        """Steps are put in order; of a text with gaps, each card's are hidden, the others shown."""
        blanks = note.blanks()
        head = self._head(note, note.lead, Bullets(tuple(one.text for one in blanks)))
        steps = tuple(one.text for one in blanks)
        if note.layout == "numbered" and len(set(steps)) == len(steps) == len(note.lines) > 1:
            yield Ordering(head=replace(head, answer=Bullets(steps, ordered=True)), steps=steps)
            return
        cards = dict.fromkeys(one.item for one in blanks)
        for card in cards:
            own = _drawn(head, card) if len(cards) > 1 else head
            hidden = tuple(one for one in blanks if one.item == card)
            answer = tuple(f"\\({one.text}\\)" if one.math else one.text for one in hidden)
            own = replace(
                own, picture=note.picture,
                answer=Words(answer[0]) if len(answer) == 1 else Bullets(answer),
            )  # fmt: skip
            lines = tuple(tuple(_unhidden(line, card)) for line in note.lines)
            if any(one.math for one in hidden):
                yield Open(head=replace(own, ask=_as_text(note.lead, lines)))
                continue
            right = tuple(self.names.gap(one.text) for one in hidden)
            yield Cloze(head=own, lines=lines, bullets=note.layout == "bullets", right=right)


_FIGURES = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)


def _drawn(head: Head, part: str) -> Head:
    """One of several: in a category that is called as their note is."""
    return replace(
        head, id=f"{head.id}.{part}", category=(*head.category, head.id), drawn=True
    )  # fmt: skip


def _with_reasons(note: QuestionNote) -> list[tuple[str, str]]:
    return list(zip(note.options, note.why or ("",) * len(note.options), strict=True))


def _stays(note: QuestionNote) -> bool:
    """Whether its options keep their order: numbers, and letters that point into a picture."""
    return note.ordered or all(len(one) == 1 and one.isalpha() for one in note.options)


def _options(note: QuestionNote) -> tuple[Option, ...]:
    answer = note.answer.text if isinstance(note.answer, Words) else None
    return tuple(
        Option(o, right=o == answer or o in note.right, why=why) for o, why in _with_reasons(note)
    )


def _unhidden(line: Sequence[str | Blank], card: str) -> Iterator[str | Blank]:
    for part in line:
        yield part if isinstance(part, str) or part.item == card else part.text


def _as_text(lead: str, lines: Sequence[Sequence[str | Blank]]) -> str:
    """A text whose gap stands in a formula, where nothing can be typed: with a box there."""
    shown = (
        "".join(p if isinstance(p, str) else r"\square " if p.math else "[…]" for p in line)
        for line in lines
    )
    return "\n".join(filter(None, (lead, *shown)))


def _rank(key: str, option: str) -> bytes:
    return sha256(f"{key}\0{option}".encode()).digest()
