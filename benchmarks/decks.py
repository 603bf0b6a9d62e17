"""Building decks of many sizes and shapes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks import inputs
from benchmarks.measuring import Measurement, Program, Run, run

ROOT = Path(__file__).parents[1]
_REFERENCES = Path(__file__).parent / "references"
_SHIPPED = ROOT / "decks" / "sonography"


def python(*arguments: str | Path) -> tuple[str, ...]:
    return (sys.executable, *(str(one) for one in arguments))


def sonodeck(*arguments: str | Path) -> tuple[str, ...]:
    return python("-m", "sonodeck", *arguments)


def builds(name: str, deck: Path, *, count: int = 1) -> Program:
    """A first build: no lock, no package, nothing remembered."""
    out, cache = deck.with_name(f"{deck.name}-out"), deck.with_name(f"{deck.name}-cache")

    def forget() -> None:
        (deck / "deck.lock").unlink(missing_ok=True)
        for folder in (out, cache):
            shutil.rmtree(folder, ignore_errors=True)

    return Program(
        name=name,
        command=sonodeck("build", deck, "-o", out),
        prepare=forget,
        environment={"XDG_CACHE_HOME": str(cache)},
        count=count,
    )


# one question per fact, against others


def _others(folder: Path, facts: int, *, usual: bool) -> list[Program]:
    deck = folder / "deck"
    inputs.questions(deck, facts)
    own = builds("sonodeck", deck)
    own.prepare()
    run(own)
    ready = folder / "ready"
    limit = _REFERENCES / "limit.py"
    subprocess.run(python(limit, "unpack", folder / "deck-out" / "bench.apkg", ready), check=True)
    package = folder / "other.apkg"
    by_hand = _REFERENCES / "by_hand.py"
    programs = [
        own,
        Program(name="bare", command=python(by_hand, deck, package, "CSafeLoader")),
        Program(name="limit", command=python(limit, deck, ready, package)),
        Program(name="anki", command=python(_REFERENCES / "anki_itself.py", deck, package)),
    ]
    if usual:
        command = python(by_hand, deck, package, "SafeLoader")
        programs.append(Program(name="usual", command=command))
    return programs


def _plain(folder: Path, facts: int) -> list[Program]:
    deck = folder / "deck"
    inputs.plain(deck, facts)
    by_hand = _REFERENCES / "by_hand.py"
    bare = python(by_hand, deck, folder / "other.apkg", "CSafeLoader")
    return [builds("sonodeck", deck), Program(name="bare", command=bare)]


_STEPS = (
    "start: Python, imports", "sheets: text with places → checked facts",
    "questions: facts → notes", "lint: the rules", "fields: notes → HTML",
    "lock: guids, hashes, its text, read back", "package, with the lock once more",
)  # fmt: skip
_BARE = ("bare: start", "bare: YAML", "bare: notes", "bare: package")


def _plain_steps(folder: Path, facts: int) -> list[Program]:
    deck = folder / "deck"
    inputs.plain(deck, facts)

    def step(who: str, name: str) -> Run:
        (deck / "deck.lock").unlink(missing_ok=True)
        command = python(_REFERENCES / "steps.py", who, deck, folder / "x.apkg")
        said = subprocess.run(
            command, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
        ).stdout  # fmt: skip
        lines = (line.split("\t") for line in said.splitlines())
        [(cpu, peak)] = [(float(line[1]), int(line[2])) for line in lines if line[0] == name]
        return Run(wall=cpu, cpu=cpu, peak=peak)

    whose = [("sonodeck", name) for name in _STEPS] + [("bare", name) for name in _BARE]
    return [Program(name=name, timed=partial(step, who, name)) for who, name in whose]


def _against_others(facts: int, *, rounds: int, usual: bool = False) -> Measurement:
    return Measurement(
        name=f"notes-{facts}",
        title=f"{facts:,} notes, one question per fact: a first build against other programs",
        programs=lambda folder: _others(folder, facts, usual=usual),
        rounds=rounds,
    )


# growth: the same work for one note, however many there are


def _growth(
    name: str,
    what: str,
    write: Callable[[Path, int], None],
    size: int,
    *,
    less: int = 4,
    rounds: int = 5,
    big: bool = False,
) -> Measurement:
    def programs(folder: Path) -> Sequence[Program]:
        made = []
        for label, count in (("all", size), (f"1/{less} of it", size // less)):
            deck = folder / f"deck-{count}"
            write(deck, count)
            made.append(builds(f"{label}: {count:,}", deck, count=count))
        return made

    title = f"{what}: the work for each, against 1/{less} of them"
    return Measurement(name=name, title=title, programs=programs, rounds=rounds, big=big)


# builds one after another


def _again(folder: Path, deck: Path, change: Callable[[Path], None] | None) -> list[Program]:
    first = builds("first build", deck)
    first.prepare()
    run(first)
    again = Program(
        name="nothing changed, build", command=first.command, environment=first.environment
    )
    checks = Program(
        name="nothing changed, check",
        command=sonodeck("check", deck),
        environment=first.environment,
    )
    run(checks)
    programs = [Program(name="sonodeck --version", command=sonodeck("--version")), again, checks]
    if change is not None:
        other = folder / "changed"
        shutil.copytree(deck, other)
        once = builds("one fact changed", other)
        once.prepare()
        run(once)
        programs.append(
            Program(
                name=once.name, command=once.command, environment=once.environment,
                prepare=lambda: change(other),
            )
        )  # fmt: skip
        third = folder / "first"
        shutil.copytree(deck, third)
        programs.append(builds("first build", third))
    return programs


def _builds_of(facts: int, *, rounds: int) -> Measurement:
    def programs(folder: Path) -> Sequence[Program]:
        deck = folder / "deck"
        inputs.questions(deck, facts)
        return _again(folder, deck, inputs.change)

    title = f"{facts:,} notes: what a build costs that has less to do"
    return Measurement(name=f"builds-{facts}", title=title, programs=programs, rounds=rounds)


def _with_changes(folder: Path, facts: int, changed: int) -> Sequence[Program]:
    """A release after some facts were reworded: with the file of its changes, and without."""
    deck, last = folder / "deck", folder / "last.apkg"
    inputs.questions(deck, facts)
    first = builds("first", deck)
    first.prepare()
    run(first)
    shutil.copy(folder / "deck-out" / "bench.apkg", last)
    lock = (deck / "deck.lock").read_bytes()
    programs: list[Program] = []
    for name, rewords, more in (
        ("--since, with its changes file", changed, ("--since", last)),
        ("--since, with nothing to send", 0, ("--since", last)),
        ("a plain build, which reads no release", changed, ()),
    ):
        own = folder / f"deck-{len(programs)}"
        shutil.copytree(deck, own)
        inputs.reword(own, rewords)
        one = builds(name, own)
        programs.append(
            Program(
                name=name, command=(*one.command, *map(str, more)), environment=one.environment,
                prepare=partial(_as_released, one, own / "deck.lock", lock),
            )
        )  # fmt: skip
    return programs


def _as_released(build: Program, path: Path, lock: bytes) -> None:
    build.prepare()
    path.write_bytes(lock)


def _shipped(folder: Path) -> Sequence[Program]:
    deck = folder / "sonography"
    shutil.copytree(_SHIPPED, deck)
    imports = "import click, yaml, genanki, pydantic"
    return [
        builds("first build", deck),
        Program(name="importing what it is made of", command=python("-c", imports)),
    ]


def _shipped_again(folder: Path) -> Sequence[Program]:
    deck = folder / "sonography"
    shutil.copytree(_SHIPPED, deck)
    return _again(folder, deck, None)


def _shipped_changed(folder: Path) -> Sequence[Program]:
    """A build after a change elsewhere, with gray-scale scenes, without them, without the cache."""
    whole, less = folder / "whole", folder / "less"
    for deck in (whole, less):
        shutil.copytree(_SHIPPED, deck)
    sheets = less / "deck.yaml"
    lines = sheets.read_text("utf-8").splitlines(keepends=True)
    sheets.write_text("".join(one for one in lines if "- gray-scale-" not in one), "utf-8")
    for sheet in less.glob("gray-scale-*.yaml"):
        sheet.unlink()
    programs = []
    for name, deck, more in (
        ("one line changed", whole, ()),
        ("in the deck without gray-scale scenes", less, ()),
        ("with --no-cache", whole, ("--no-cache",)),
    ):
        first = builds(name, deck)
        first.prepare()
        run(first)
        programs.append(
            Program(
                name=name,
                command=(*first.command, *more),
                environment=first.environment,
                prepare=partial(_add_a_line, deck / "images.yaml"),
            )
        )
    return programs


def _add_a_line(sheet: Path) -> None:
    with sheet.open("a", encoding="utf-8") as stream:
        stream.write("# and a line\n")


def _start(folder: Path) -> Sequence[Program]:
    return [
        Program(name="sonodeck --help", command=sonodeck("--help")),
        Program(name="import click", command=python("-c", "import click")),
    ]


def _small_sheets(folder: Path, facts: int) -> None:
    inputs.questions(folder, facts, per_sheet=5)


def _subdecks(folder: Path, decks: int) -> None:
    inputs.questions(folder, 3 * decks, per_sheet=3, subdecks=True)


MEASUREMENTS = (
    Measurement(name="start", title="Starting", programs=_start, rounds=11),
    Measurement(name="shipped", title="The deck that ships with it", programs=_shipped),
    Measurement(
        name="shipped-again",
        title="The deck that ships with it, when nothing changed",
        programs=_shipped_again,
        rounds=11,
    ),
    Measurement(
        name="shipped-changed",
        title="The deck that ships with it, when a line changed elsewhere than in its scenes",
        programs=_shipped_changed,
        rounds=7,
    ),
    _against_others(1_000, rounds=5, usual=True),
    _against_others(10_000, rounds=5, usual=True),
    Measurement(
        name="plain-10000",
        title="10,000 plain facts, question and answer only: a first build",
        programs=partial(_plain, facts=10_000),
        rounds=9,
    ),
    Measurement(
        name="plain-steps",
        title="10,000 plain facts: what each step takes",
        programs=partial(_plain_steps, facts=10_000),
        about="CPU of each step in a process that runs them all, 0.1 s being 10 microseconds for a "
        "note; *peak* is until then",
    ),
    _against_others(100_000, rounds=3),
    _builds_of(10_000, rounds=5),
    _builds_of(100_000, rounds=3),
    Measurement(
        name="changes-100000",
        title="100,000 notes, 1,000 of them changed: a release with and without its changes file",
        programs=partial(_with_changes, facts=100_000, changed=1_000),
        rounds=3,
    ),
    _growth("growth-100000", "100,000 notes", inputs.questions, 100_000, less=10, rounds=3),
    _growth(
        "growth-1000000", "1,000,000 notes", inputs.questions, 1_000_000,
        less=100, rounds=1, big=True,
    ),
    _growth("small-sheets", "10,000 notes in 2,000 sheets", _small_sheets, 10_000),
    _growth("subdecks", "4,000 subdecks of 3 notes", _subdecks, 4_000),
    _growth("long-text", "Answers of 30 kB that look like HTML", inputs.long_text, 480),
    _growth("five-questions", "Facts with five questions each", inputs.five_questions, 2_000),
    _growth("pictures", "Facts with a picture each", inputs.pictures, 5_000),
    _growth("inverse", "Values of a field and who has them", inputs.values, 50_000, rounds=3),
    _growth("choice", "Siblings of a multiple choice", inputs.siblings, 20_000, rounds=3),
    _growth(
        "shared-answers", "Facts that share three answers, as multiple choice",
        inputs.shared_answers, 20_000, rounds=3,
    ),
)  # fmt: skip
