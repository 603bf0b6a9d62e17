"""The quiz in the terminal: a pure state machine, what it looks like, and a thin loop."""

from sonodeck.study.quiz import terminal
from sonodeck.study.quiz.deck import Broken, Deck, read
from sonodeck.study.quiz.plan import is_tagged
from sonodeck.study.quiz.play import moment, pace, play
from sonodeck.study.quiz.state import Wanted

__all__ = (
    "Broken",
    "Deck",
    "Wanted",
    "is_tagged",
    "moment",
    "pace",
    "play",
    "read",
    "terminal",
)
