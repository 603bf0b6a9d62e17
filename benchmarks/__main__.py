"""Run the measurements, print their tables, and write them down."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from benchmarks import decks, paper, quiz, scenes, site, tables
from benchmarks.measuring import Measurement, Row, measured

MEASUREMENTS: tuple[Measurement, ...] = (
    *decks.MEASUREMENTS,
    *scenes.MEASUREMENTS,
    *site.MEASUREMENTS,
    *quiz.MEASUREMENTS,
    *tables.MEASUREMENTS,
    *paper.MEASUREMENTS,
)
RESULTS = Path(__file__).parent / "RESULTS.md"
_VERSIONS = ("sonodeck", "PyYAML", "genanki", "pydantic", "click", "anki")


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([one.name for one in MEASUREMENTS]))
@click.option("--big", is_flag=True, help="Those that take many minutes, too.")
@click.option("--rounds", type=click.IntRange(1), help="So many rounds of each.")
@click.option("-o", "output", type=click.Path(path_type=Path), help="Where to write them instead.")
def main(names: Sequence[str], big: bool, rounds: int | None, output: Path | None) -> None:
    """Measure sonodeck; with NAMES only these, and only printed, else RESULTS.md is written."""
    chosen = [m for m in MEASUREMENTS if m.name in names or (not names and (big or not m.big))]
    sections = []
    for measurement in chosen:
        section = _section(measurement, rounds or measurement.rounds)
        click.echo(section)
        sections.append(section)
    path = output or (None if names else RESULTS)
    if path is not None:
        path.write_text("\n".join([_head(), *sections]), "utf-8")


def _section(measurement: Measurement, rounds: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        rows = measured(measurement.programs(Path(folder)), rounds)
    about = f"`{measurement.name}`, {rounds} rounds. {measurement.about}".rstrip(" .") + "."
    return f"## {measurement.title}\n\n{about}\n\n{table(rows)}\n"


def _head() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    return (
        "# Results\n\n"
        f"Written by `python -m benchmarks` on {datetime.now(UTC):%Y-%m-%d}: "
        f"{os.cpu_count()} cores (load {os.getloadavg()[2]:.1f}), {platform.system()}, "
        f"Python {platform.python_version()}, "
        f"{versions}.\n\n"
        "Whole processes, each program once per round, one after another; the figures are medians. "
        "*CPU*: seconds of all cores together. *Peak*: the most memory at once. "
        "The three ratios say how many times as much the first row takes (medians over the "
        "rounds; for one note where the rows make different numbers of them).\n"
    )


def table(rows: Sequence[Row]) -> str:
    """Rows as a table of Markdown."""
    head = ("", "time", "CPU", "peak", "time ratio", "CPU ratio", "peak ratio")
    lines: list[tuple[str, ...]] = [head, ("---", *("---:",) * 6)]
    lines += [
        (
            row.name, f"{row.wall:.3f} s", f"{row.cpu:.3f} s", f"{row.peak / 1e6:.0f} MB",
            *(f"{one:.2f}" for one in (row.wall_ratio, row.cpu_ratio, row.peak_ratio)),
        )
        for row in rows
    ]  # fmt: skip
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
