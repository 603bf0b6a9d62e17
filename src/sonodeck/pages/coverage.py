"""What a deck has on each topic: facts, notes, cards, scenes, and the best grade of a source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from sonodeck.anki import Compiled
from sonodeck.common.frozen import dataclass
from sonodeck.pages.listing import Row
from sonodeck.sheets import Knowledge, kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One tag with all below it: the facts asked about, and what is made of them.

    ``grade``: the best of their sources, "" where none is graded.
    """

    tag: str
    facts: int
    notes: int
    cards: int
    scenes: int
    grade: str


def topics(compiled: Compiled, rows: Sequence[Row]) -> list[Topic]:
    """The tags of these notes and those above them, as a tree."""
    knowledge = compiled.knowledge
    if knowledge is None:
        return []
    tags = {tag for row in rows for own in row.tags for tag in _with_those_above(own)}
    return [
        _topic(tag, [row for row in rows if _has(row.tags, tag)], knowledge)
        for tag in sorted(tags, key=lambda tag: tag.split("::"))
    ]


def _with_those_above(tag: str) -> Iterator[str]:
    parts = tag.split("::")
    return ("::".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def _has(tags: Iterable[str], tag: str) -> bool:
    return any(own == tag or own.startswith(f"{tag}::") for own in tags)


def _topic(tag: str, rows: Sequence[Row], knowledge: Knowledge) -> Topic:
    grades = {knowledge.sources[one].grade for row in rows for one in row.sources}
    return Topic(
        tag=tag,
        facts=len({fact for row in rows for fact in _facts(row)}),
        notes=len(rows),
        cards=sum(len(row.cards) for row in rows),
        scenes=sum(_is_scene(row, knowledge) for row in rows),
        grade=min((grade for grade in grades if grade), default=""),
    )


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    """The facts that a note asks about, by its key; one that asks for all holders names none."""
    kind, facts = row.key.split(".")[:2]
    return ((kind, fact) for fact in facts.split("+") if fact != "-")


def _is_scene(row: Row, knowledge: Knowledge) -> bool:
    question = row.key.split(".")[2]
    return isinstance(knowledge.kinds[row.kind].questions[question], kinds.Scene)


_HEADS = ("tag", "facts", "notes", "cards", "scenes", "best source")


def _cells(topic: Topic) -> tuple[str, ...]:
    counts = (topic.facts, topic.notes, topic.cards, topic.scenes)
    return (topic.tag, *map(str, counts), topic.grade)


def as_json(found: Sequence[Topic]) -> str:
    return json.dumps([asdict(topic) for topic in found], ensure_ascii=False, indent=1)


def as_markdown(found: Sequence[Topic]) -> str:
    lines = [_HEADS, ("---", *["---:"] * 4, "---"), *map(_cells, found)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_table(found: Sequence[Topic]) -> str:
    """Columns as wide as their text; numbers to the right."""
    lines = [_HEADS, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(f"{_line(line, widths)}\n" for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *counts, grade = (
        cell.ljust(width) if at in {0, len(cells) - 1} else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join((first, *counts, grade)).rstrip()
