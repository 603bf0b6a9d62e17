"""Programs run in turn, round by round, so that a busy machine slows them all down alike."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Literal


def nothing() -> None:
    """Nothing to prepare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A command to be timed as a whole process, or what times itself (``timed``).

    ``prepare`` runs before each round and is not timed. ``count``: how many notes (or whatever the
    measurement counts) it makes; ratios are of the time for one, where counts differ.
    """

    name: str
    command: tuple[str, ...] = ()
    timed: Callable[[], Run] | None = None
    prepare: Callable[[], None] = nothing
    environment: Mapping[str, str] = field(default_factory=dict)
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Programs to compare, the first of them with each of the others.

    ``programs`` writes their inputs into an empty folder. ``big``: only run if asked for;
    ``about``: what the figures are where they are not those of whole processes.
    """

    name: str
    title: str
    programs: Callable[[Path], Sequence[Program]]
    rounds: int = 5
    big: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: seconds on the clock, seconds of all cores, most bytes in memory at once."""

    wall: float
    cpu: float
    peak: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The runs of one program: medians, and medians of the first program's share of each pair."""

    name: str
    wall: float
    cpu: float
    peak: int
    wall_ratio: float
    cpu_ratio: float
    peak_ratio: float


class Failed(RuntimeError):
    """A program that was to be measured ended with an error."""


def measured(programs: Sequence[Program], rounds: int) -> list[Row]:
    """Every program once per round. Raises Failed."""
    runs: list[list[Run]] = [[] for _ in programs]
    for _ in range(rounds):
        for program, own in zip(programs, runs, strict=True):
            program.prepare()
            own.append(run(program))
    return compared(programs, runs)


def compared(programs: Sequence[Program], runs: Sequence[Sequence[Run]]) -> list[Row]:
    """The runs of each program, and their share of the first program's in the same round."""
    first = programs[0].count
    return [
        _row(program, own, runs[0], program.count / first)
        for program, own in zip(programs, runs, strict=True)
    ]


def _row(program: Program, own: Sequence[Run], first: Sequence[Run], times: float) -> Row:
    pairs = list(zip(first, own, strict=True))
    return Row(
        name=program.name,
        wall=median(one.wall for one in own),
        cpu=median(one.cpu for one in own),
        peak=int(median(one.peak for one in own)),
        wall_ratio=median(one.wall / other.wall for one, other in pairs) * times,
        cpu_ratio=median(one.cpu / other.cpu for one, other in pairs) * times,
        peak_ratio=median(one.peak / other.peak for one, other in pairs) * times,
    )


def run(program: Program) -> Run:
    """Run a program once, its bytecode compiled as an installed one's is.

    Raises Failed with what it said.
    """
    if program.timed is not None:
        return program.timed()
    return started(program)


def started(program: Program, until: Literal["end", "first"] = "end") -> Run:
    """Run its command; with ``first`` the time is that until it writes something."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        done = subprocess.run(
            [sys.executable, "-I", "-S", _STARTER, until, said, *program.command],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **program.environment},
            stdout=subprocess.PIPE,
            check=True,
        )
        wall, cpu, peak, code = done.stdout.split()
        if int(code) != 0:
            raise Failed(f"{program.name}: {said.read_text('utf-8', 'replace')}")
    return Run(wall=float(wall), cpu=float(cpu), peak=int(peak))


_STARTER = Path(__file__).parent / "starter.py"
