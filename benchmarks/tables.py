"""Tables: a text file into a sheet, against Anki's own import of the same file."""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.decks import python, sonodeck
from benchmarks.measuring import Measurement, Program

_REFERENCE = Path(__file__).parent / "references" / "anki_csv.py"
_WORDS = (
    "artery",
    "left",
    "ventricle",
    "vein",
    "valve",
    "muscle",
    "nerve",
    "wall",
    "chest",
    "heart",
)


def write_table(path: Path, rows: int) -> None:
    """Questions with answers, as somebody might have them."""
    chance = random.Random(3)  # noqa: S311
    with path.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("question", "answer"))
        for number in range(rows):
            asked = " ".join(chance.sample(_WORDS, 4))
            answer = " ".join(chance.sample(_WORDS, 8))
            table.writerow((f"Which {asked} is number {number}?", f"{answer}, {number}"))


def _imported(rows: int) -> Measurement:
    def programs(folder: Path) -> Sequence[Program]:
        table, decks, sheet = folder / "table.csv", folder / "decks", folder / "sheet"
        write_table(table, rows)
        for name in (decks, sheet):
            subprocess.run(sonodeck("new", "deck", "own", "--in", name), check=True)
        words = ("--kind", "qa", "--source", "example")
        subprocess.run(sonodeck("import", table, *words, "--deck", sheet / "own"), check=True)
        pristine = folder / "pristine"
        shutil.copytree(decks, pristine)

        def again() -> None:
            shutil.rmtree(decks)
            shutil.copytree(pristine, decks)

        return (
            Program(
                name="sonodeck import",
                command=sonodeck("import", table, *words, "--deck", decks / "own"),
                prepare=again,
            ),
            Program(
                name="sonodeck check of its sheet",
                command=sonodeck("check", sheet / "own", "--no-cache"),
            ),
            Program(name="Anki's import", command=python(_REFERENCE, table)),
        )

    return Measurement(
        name=f"table-{rows}",
        title=f"{rows:,} rows of a CSV file: into a checked sheet, and into Anki",
        programs=programs,
        rounds=5,
    )


MEASUREMENTS = (_imported(10_000),)
