"""Study: a student's answers, when each card comes back, the quiz and exams in the terminal.

In: the cards of a deck, and the log of answers. Out: new answers, and statistics. Read first:
``reviews/__init__.py``, what an answer is; then ``quiz/session.py``, what a key does.
"""

from sonodeck.study.reviews import (
    Answer,
    CardId,
    ExamDay,
    Record,
    RecordId,
    Retention,
    Undo,
    opening,
)
from sonodeck.study.reviews import format as exchange
from sonodeck.study.reviews.histories import Histories, Step, histories
from sonodeck.study.reviews.log import Log, NotSaved, Unusable
from sonodeck.study.reviews.schedule import State, day_begins

__all__ = (
    "Answer",
    "CardId",
    "ExamDay",
    "Histories",
    "Log",
    "NotSaved",
    "Record",
    "RecordId",
    "Retention",
    "State",
    "Step",
    "Undo",
    "Unusable",
    "day_begins",
    "exchange",
    "histories",
    "opening",
)

MODULES = ("classes", "exams", "quiz", "stats")
"""Handed out whole, each loaded by whoever imports it from here."""
