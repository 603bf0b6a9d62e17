"""The notes of a deck as a table, JSON or Markdown, and one note as a student sees it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date

from sonodeck.anki import Compiled, Packed, text
from sonodeck.common.diagnostics import counted, has_errors
from sonodeck.common.frozen import dataclass
from sonodeck.common.ranking import variant_on
from sonodeck.common.signs import visible
from sonodeck.questions import ClozeNote, Note, OwnNote, QuestionNote
from sonodeck.sheets import closest


class Unknown(LookupError):
    """There is no note with that key, of that kind or with that tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One note in a list; ``cards`` are its card numbers.

    ``variants``: how many sets of numbers it has; what it asks and answers is the first of them.
    """

    key: str
    kind: str
    deck: str
    tags: tuple[str, ...]
    cards: tuple[int, ...]
    question: str
    answer: str
    options: tuple[str, ...]
    sources: tuple[str, ...]
    as_of: tuple[str, ...]
    variants: int = 1


def rows(compiled: Compiled, *, kind: str | None = None, tag: str | None = None) -> list[Row]:
    """The notes in the order of study; of one kind or under one tag, its root left out or not.

    Raises Unknown for a kind that the deck doesn't know and a tag that no note has.
    """
    if compiled.knowledge is None:
        return []
    plain = text.Plain(compiled.knowledge.deck.labels)
    found = [_row(one.note, one, plain) for one in compiled.packed if one.note is not None]
    if kind is not None:
        if kind not in compiled.knowledge.kinds:
            raise Unknown(f"there is no kind {kind!r}; {closest(kind, compiled.knowledge.kinds)}")
        found = [row for row in found if row.kind == kind]
    if tag is not None:
        found = _tagged(found, tag, compiled.knowledge.deck.tag)
    return found


def _tagged(found: Sequence[Row], tag: str, root: str) -> list[Row]:
    wanted = (tag, f"{root}::{tag}")
    tagged = [
        row
        for row in found
        if any(one == w or one.startswith(f"{w}::") for one in row.tags for w in wanted)
    ]
    if found and not tagged:
        tags = {one.removeprefix(f"{root}::") for row in found for one in row.tags}
        raise Unknown(f"no note has the tag {tag!r}; {closest(tag, tags)}")
    return tagged


def _row(note: Note, one: Packed, plain: text.Plain) -> Row:
    about = note.about
    match note:
        case QuestionNote():
            question, answer = plain.words(note.question), plain.answer(note.answer)
            options = tuple(map(plain.words, note.options))
            variants = len(note.all_variants())
        case ClozeNote():
            question, _, answer = plain.cloze(note).partition("\n")
            options, variants = (), 1
        case OwnNote():
            question, answer = plain.first(note)
            options, variants = (), 1
    return Row(
        key=about.key,
        kind=about.key.partition(".")[0],
        deck=about.deck,
        tags=about.tags,
        cards=one.filled.cards,
        question=question,
        answer=answer,
        options=options,
        sources=about.sources,
        as_of=tuple(f"{date} ({label})" if label else date for label, date in about.as_of),
        variants=variants,
    )


def as_json(found: Sequence[Row]) -> str:
    return json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=1)


def as_markdown(found: Sequence[Row]) -> str:
    lines = ["| key | cards | question | answer |", "| --- | --- | --- | --- |"]
    for row in found:
        cells = (row.key, str(len(row.cards)), row.question, row.answer)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(shown: str) -> str:
    return shown.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def as_table(found: Sequence[Row]) -> str:
    """A table for stdout; where that is no terminal, columns are as wide as their text."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("key", overflow="fold")
    table.add_column("cards", justify="right")
    table.add_column("question", overflow="fold")
    for row in found:
        table.add_row(Text(visible(row.key)), str(len(row.cards)), Text(visible(row.question)))
    cards = sum(len(row.cards) for row in found)
    if not console.is_terminal:
        console.width = 10 + sum(
            max((len(part) for part in column), default=0)
            for column in ([r.key for r in found], [r.question for r in found])
        ) + len("cards")  # fmt: skip
    with console.capture() as capture:
        if found:
            console.print(table)
        console.print(f"{counted(len(found), 'note')}, {counted(cards, 'card')}")
    return capture.get()


def has_key(compiled: Compiled, key: str) -> bool:
    return any(one.content.key == key for one in compiled.packed)


def note_as_text(compiled: Compiled, key: str, day: date) -> str:
    """Every card of a note, front and back, and where its answer is from. Raises Unknown.

    ``day``: of study; of several sets of numbers that day's is shown in full.
    """
    by_key = {one.content.key: one for one in compiled.packed}
    one = by_key.get(key)
    if one is None or one.note is None or compiled.knowledge is None:
        raise Unknown(f"there is no note {key!r}; {_way_out(compiled, key, by_key)}")
    note, others = _on(day, one.note)
    about = note.about
    shown = [f"{' › '.join(about.deck.split('::'))}   {key}"]
    plain = text.Plain(compiled.knowledge.deck.labels)
    for card in plain.cards(note, one.content.cards):
        shown += [_rule(f"card {card.number}, front"), card.front, _rule("back"), card.back]
    origin = plain.origin(about, compiled.knowledge.sources)
    if origin:
        shown += ["", origin]
    if others:
        shown.append(_rule(f"on other days ({len(others)})"))
        shown += [f"{plain.words(o.question)}  {plain.answer(o.answer)}" for o in others]
    if about.place:
        shown += ["", f"written in {about.place}"]
    return "\n".join(shown) + "\n"


def _on(day: date, note: Note) -> tuple[Note, Sequence[QuestionNote]]:
    """A note with the numbers of a day of study, and with those of other days."""
    if not isinstance(note, QuestionNote):
        return note, ()
    every = note.all_variants()
    today = every[variant_on(day, note.about.key, len(every))]
    return today, [one for one in every if one is not today]


def _rule(name: str) -> str:
    return f"\n── {name} " + "─" * max(0, 50 - len(name))


def _way_out(compiled: Compiled, name: str, known: Collection[str]) -> str:
    """What a person may have meant; in a deck with errors, how to see what is not there for it."""
    if has_errors(compiled.found):
        return "the deck has errors: 'sonodeck check' shows them"
    return closest(name, known) or "the deck has none"
