"""Mock exams in the terminal: no word on right or wrong before the end, then scores and reasons.

Read first: ``sitting.py``, what the log says of exams; then ``taking.py``, what a key does.
"""

from sonodeck.study.exams.play import play
from sonodeck.study.exams.sitting import Sitting, sittings

__all__ = ("Sitting", "play", "sittings")
