"""What is on paper, as values for the templates: a handout, an exam and its key, cards."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from sonodeck.common.ranking import are_letters
from sonodeck.doors.paper.content import Node, Nodes, Writer
from sonodeck.doors.paper.exam import Exam, Option, Question
from sonodeck.doors.topics import Topic, Topics, by_topic
from sonodeck.questions import Bullets, ClozeNote, QuestionNote, ReadNote, Words
from sonodeck.sheets import Media, Source

Values = dict[str, object]
"""Texts, numbers, lists, and maps, as JSON has them."""

COLUMNS, ROWS = 2, 4
"""Cards on a sheet."""
LONG = 2000
"""Characters of an answer that may go on in the next column."""


# the handout


def handout(
    notes: Sequence[ReadNote], topics: Topics, writer: Writer, sources: Mapping[str, Source]
) -> Values:
    """What each note says under its topic, notes on one fact together; sources by number."""

    def of(note: ReadNote) -> Topic:
        return topics.of(note.about)

    numbers = {one: at for at, one in enumerate(_cited(notes), 1)}
    sections: list[Values] = []
    before: Topic = ()
    for topic, own in groupby(by_topic(notes, of), key=of):
        pairs = zip(topic, before, strict=False)
        same = next((at for at, (one, other) in enumerate(pairs) if one != other), len(before))
        depth = min(same, len(topic) - 1)
        sections.append(
            {
                "titles": [*enumerate(map(_title, topic[depth:]), depth + 1)],
                "notes": [
                    {**_said(one, writer), "sources": [numbers[s] for s in one.about.sources]}
                    for one in own
                ],
            }
        )
        before = topic
    return {
        "sections": sections,
        "sources": [[at, _source(sources[one]), sources[one].url] for one, at in numbers.items()],
    }


def _title(part: str) -> str:
    """A subdeck by its name, a topic by the last level of its tag."""
    last = part.rpartition(": ")[2].replace("-", " ")
    return last[:1].upper() + last[1:]


def _cited(notes: Sequence[ReadNote]) -> Iterator[str]:
    yield from dict.fromkeys(source for note in notes for source in note.about.sources)


def _source(source: Source) -> str:
    return ", ".join(filter(None, (source.title, source.publisher, source.year)))


def _said(note: ReadNote, writer: Writer) -> Values:
    """A note to be read: its question and its answer, or its text.

    ``picture`` belongs to the question, ``pictures`` to the answer; ``long``: it may not fit into
    what is left of a column.
    """
    about = note.about
    if isinstance(note, QuestionNote):
        ask, answer = writer.text(note.question), writer.answer(note.answer)
    else:
        ask, answer = writer.text(note.lead), writer.cloze(note, None)
    return {
        "ask": ask,
        "answer": answer,
        "details": [writer.text(one) for one in about.details],
        "picture": writer.picture(note.picture),
        "pictures": [node for one in about.pictures for node in writer.picture(one)],
        "long": len(json.dumps(answer)) + sum(map(len, about.details)) > LONG,
        "as-of": writer.as_of(about),
    }


# the exam


def version(exam: Exam, at: int, writer: Writer) -> Values:
    """One version to be filled in."""
    letters = writer.labels.letters
    return {
        "version": letters[at],
        "minutes": exam.minutes,
        "questions": [
            {
                "ask": _asked(one, writer),
                "picture": writer.picture(one.note.picture),
                "options": [
                    {"letter": letter, "text": [] if letter == o.text else writer.text(o.text)}
                    for letter, o in _lettered(one, letters)
                ],
                "lines": one.lines,
            }
            for one in exam.versions[at]
        ],
    }


def key(exam: Exam, writer: Writer) -> Values:
    """What is right in each version, and why; why each of the others is wrong."""
    letters = writer.labels.letters
    return {
        "versions": [
            {
                "version": letters[at],
                "answers": [_answered(one, number, writer) for number, one in enumerate(asked, 1)],
            }
            for at, asked in enumerate(exam.versions)
        ]
    }


def _lettered(one: Question, letters: str) -> list[tuple[str, Option]]:
    """The options with their letters; places in a picture have theirs already."""
    own = [option.text for option in one.options]
    return list(zip(own if are_letters(own) else letters, one.options, strict=False))


def _asked(one: Question, writer: Writer) -> Nodes:
    if isinstance(one.note, QuestionNote):
        return writer.text(one.note.question)
    return [*writer.text(one.note.lead), *writer.cloze(one.note, one.hidden)]


def _answered(one: Question, number: int, writer: Writer) -> Values:
    lettered = _lettered(one, writer.labels.letters)
    right = [letter for letter, option in lettered if option.right]
    about = one.note.about
    return {
        "number": number,
        "letter": right[0] if right else "",
        "answer": _right(one, writer),
        "wrong": [
            {"letter": letter, "why": writer.text(option.why)}
            for letter, option in lettered
            if option.why and not option.right
        ],
        "details": [writer.text(text) for text in about.details],
        "origin": writer.origin(about),
        "key": about.key,
    }


def _right(one: Question, writer: Writer) -> Nodes:
    """The right option as it stands there; an answer that it is a part of, whole."""
    if isinstance(one.note, ClozeNote):
        hidden = [blank for blank in one.note.blanks() if blank.item == one.hidden]
        texts = tuple(f"\\({b.text}\\)" if b.math else b.text for b in hidden)
        return writer.answer(Words(texts[0]) if len(texts) == 1 else Bullets(texts))
    right: list[Option] = [option for option in one.options if option.right]
    return writer.text(right[0].text) if right else writer.answer(one.note.answer)


# cards


def cards(notes: Sequence[ReadNote], topics: Topics, writer: Writer) -> list[Values]:
    """Both sides of every card, in teaching order."""
    return [
        {"front": front, "back": back, "foot": " › ".join(map(_title, topics.of(note.about)))}
        for note in notes
        for front, back in _sides(note, writer)
    ]


def on_sheets(cards: Sequence[Values]) -> Values:
    """Cards as they are cut out."""
    return {"cards": cards, "columns": COLUMNS, "rows": ROWS}


def _sides(note: ReadNote, writer: Writer) -> Iterator[tuple[Values, Values]]:
    about = note.about

    def side(text: Nodes, *pictures: Media | None) -> Values:
        return {
            "text": text,
            "pictures": [node for one in pictures for node in writer.picture(one)],
        }

    after: Nodes = [{"is": "p", "in": writer.text(one)} for one in about.details]
    if isinstance(note, ClozeNote):
        lead, whole = writer.text(note.lead), writer.cloze(note, None)
        for item in dict.fromkeys(one.item for one in note.blanks()):
            front = side([*lead, *writer.cloze(note, item)], note.picture)
            yield front, side([*lead, *whole, *after], *about.pictures)
        return
    options: Nodes = [{"is": "li", "in": writer.text(one)} for one in note.options]
    listed: Nodes = [{"is": "ul", "in": options}] if options else []
    front = side([*writer.text(note.question), *listed], note.picture)
    answer: Node = {"is": "b", "in": writer.answer(note.answer)}
    yield front, side([answer, *after], *about.pictures)
    if note.reverse is not None:
        other = note.reverse
        yield (
            side(writer.text(other.question), other.picture),
            side([{"is": "b", "in": writer.answer(other.answer)}, *after], *about.pictures),
        )
