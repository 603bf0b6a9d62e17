"""The notes that a mock exam may ask: every multiple choice, once, whatever cards it has."""

from __future__ import annotations

from collections.abc import Iterable

from sonodeck.common import exams
from sonodeck.common.exams import Blueprint, Pool
from sonodeck.questions.notes import Note, QuestionNote
from sonodeck.sheets import fold, markup


def exam_pool(blueprint: Blueprint, notes: Iterable[Note]) -> Pool:
    """What the exams of a deck are drawn from."""
    return exams.pool(
        blueprint,
        (
            (note.about.key, note.about.tags, fold(markup.plain(note.question)))
            for note in notes
            if isinstance(note, QuestionNote) and note.options
        ),
    )
