"""The benchmarks measure what they say: their decks are sound, and ratios are those of pairs."""

import itertools
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from benchmarks import inputs, measuring
from benchmarks.__main__ import MEASUREMENTS, table
from benchmarks.measuring import Program

from sonodeck import project

WRITERS: dict[str, tuple[Callable[[Path], None], int]] = {
    "questions": (partial(inputs.questions, facts=7, per_sheet=3), 7),
    "subdecks": (partial(inputs.questions, facts=7, per_sheet=3, subdecks=True), 7),
    "plain": (partial(inputs.plain, facts=7), 7),
    "long text": (partial(inputs.long_text, facts=2), 2),
    "five questions": (partial(inputs.five_questions, facts=3), 15),
    "pictures": (partial(inputs.pictures, facts=3), 3),
    "values": (partial(inputs.values, number=20), 20),
    "siblings": (partial(inputs.siblings, facts=9), 9),
    "shared answers": (partial(inputs.shared_answers, facts=9), 9),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_deck_gives_so_many_notes_and_no_findings(name: str, tmp_path: Path) -> None:
    write, notes = WRITERS[name]
    write(tmp_path / "deck")
    compiled = project.compile_deck(tmp_path / "deck")
    assert not compiled.found
    assert len(compiled.notes) == notes


def test_a_change_is_of_one_note_each_time(tmp_path: Path) -> None:
    deck = tmp_path / "deck"
    inputs.questions(deck, 3)
    seen = [project.compile_deck(deck).notes]
    for _ in range(2):
        inputs.change(deck)
        seen.append(project.compile_deck(deck).notes)
    assert [
        [one != other for one, other in zip(*pair, strict=True)]
        for pair in itertools.pairwise(seen)
    ] == [[True, False, False]] * 2


def test_names_are_unique() -> None:
    names = [measurement.name for measurement in MEASUREMENTS]
    assert len(set(names)) == len(names)


def test_programs_run_in_turn_and_are_compared_by_pairs(tmp_path: Path) -> None:
    log = tmp_path / "log"

    def program(name: str, count: int) -> Program:
        append = f"open({str(log)!r}, 'a').write({name!r})"
        return Program(name=name, command=(sys.executable, "-c", append), count=count)

    rows = measuring.measured([program("a", 1), program("b", 10)], rounds=3)
    assert log.read_text() == "ababab"
    assert [row.name for row in rows] == ["a", "b"]
    assert (rows[0].wall_ratio, rows[0].cpu_ratio, rows[0].peak_ratio) == (1, 1, 1)
    assert all(row.wall > 0 and row.cpu > 0 and row.peak > 1_000_000 for row in rows)
    assert len(table(rows).splitlines()) == 4


def test_ten_times_as_many_in_the_same_time_is_a_tenth_of_the_time_for_each() -> None:
    run = measuring.Run(wall=2.0, cpu=1.0, peak=50)
    one = Program(name="one", command=(), count=1)
    ten = Program(name="ten", command=(), count=10)
    rows = measuring.compared([one, ten], [[run], [run]])
    assert (rows[1].wall_ratio, rows[1].cpu_ratio, rows[1].peak_ratio) == (10, 10, 10)


def test_a_program_that_fails_says_why() -> None:
    broken = Program(name="broken", command=(sys.executable, "-c", "raise SystemExit('no disk')"))
    with pytest.raises(measuring.Failed, match="broken: no disk"):
        measuring.run(broken)
