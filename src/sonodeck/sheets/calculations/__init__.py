"""Calculations: a formula, values for its inputs, and the slips that lead to wrong results.

Read first: ``solving.py``, what one set of numbers comes to; ``expressions.py`` reads and works out
formulas, ``quantities.py`` and ``exact.py`` have the arithmetic, ``writing.py`` puts the numbers
in, ``reading.py`` makes a calculation of what a sheet says.
"""

from sonodeck.sheets.calculations.quantities import Wrong
from sonodeck.sheets.calculations.solving import (
    Calculation,
    LeftOut,
    Numbers,
    Slip,
    Slipped,
    Solved,
    solved,
)

__all__ = (
    "Calculation", "LeftOut", "Numbers", "Slip", "Slipped", "Solved", "Wrong", "solved",
)  # fmt: skip
