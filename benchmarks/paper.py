"""An exam of 500 questions with its key, against typst setting as many written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks import inputs
from benchmarks.decks import python, sonodeck
from benchmarks.measuring import Measurement, Program
from sonodeck.common import folders

QUESTIONS = 500
_BY_HAND = """\
#set document(title: "Exam")
#set page(paper: "us-letter", columns: 2)
#for number in range({count}) {{
  block(breakable: false)[
    #(number + 1). Which artery, vein, or valve of the left ventricle is number #number?
    #enum(numbering: "A", ..range(4).map(at => [the muscle of chest wall #(number + at)]))
  ]
}}
"""
_SET = "import sys, typst; typst.compile(sys.argv[1], sys.argv[2], ignore_system_fonts=True)"


def _printed(folder: Path) -> Sequence[Program]:
    """One deck has questions in words only, the shipped one pictures, which are drawn before."""
    plain, hand = folder / "plain", folder / "hand.typ"
    inputs.siblings(plain, QUESTIONS)
    hand.write_text(_BY_HAND.format(count=QUESTIONS), "utf-8")

    def exam(deck: Path, *words: str) -> tuple[str, ...]:
        asked = ("--questions", str(QUESTIONS), "-o", folder / "exam.pdf")
        return sonodeck("print", "exam", deck, *asked, *words)

    return (
        Program(name="sonodeck print exam, plain", command=exam(plain)),
        Program(name="sonodeck check, plain", command=sonodeck("check", plain, "--no-cache")),
        Program(
            name="typst, written by hand",
            command=python("-c", _SET, hand, folder / "hand.pdf"),
        ),
        Program(
            name="sonodeck print exam, pictures",
            command=exam(folders.shipped(), "--tag", "sonography"),
        ),
    )


MEASUREMENTS = (
    Measurement(
        name="exam-500",
        title="An exam of 500 questions and its key, as PDF",
        programs=_printed,
        rounds=3,
    ),
)
