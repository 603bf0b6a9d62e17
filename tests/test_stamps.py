"""Where nothing changed nothing is done, and what is said then is what would be said anyway."""

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import sonodeck
from sonodeck.cli import cli
from sonodeck.common import folders, stamps
from sonodeck.common.diagnostics import CODES, Diagnostic, Place

SAME = "unchanged since the last build"
CLOCK = itertools.count(21_991 * 86_400, 2)
"""Seconds since 1970, of one day, a later one for each command."""
SHEET = """kind: qa
source: book
facts:
  - {id: one, question: What comes first?, answer: one}
  - {id: two, question: What comes second?, answer: two}
"""
WARNED = SHEET + "  - {id: three, question: What comes second?, answer: two}  # said twice\n"
FILES = {
    "deck.yaml": "id: stamps-k3f9\ntitle: Stamps\nsheets: [facts.yaml, views.yaml]\n",
    "sources.yaml": "book: {title: A book, year: 2020, grade: B}\n",
    "facts.yaml": SHEET,
    "views.yaml": "kind: view\nfacts:\n  - {id: first, shows: the first view, view: a.svg}\n",
    "kinds/view.yaml": """kind: view
title: View
fields: {view: {type: picture}, shows: {type: text}}
questions: {shows: {style: basic, ask: What is shown?, answer: '{shows}', picture: view}}
""",
    "media/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said and how it ended; ``same``: that nothing has changed."""

    code: int
    stdout: str
    stderr: str
    same: bool


@dataclass(frozen=True, slots=True)
class At:
    """A deck folder, the folder of its packages, and the cache."""

    root: Path

    @property
    def deck(self) -> Path:
        return self.root / "deck"

    def run(self, *args: str, cache: str = "cache", **env: str) -> Said:
        environment = {
            "XDG_CACHE_HOME": str(self.root / cache),
            "SOURCE_DATE_EPOCH": f"{next(CLOCK)}",
        }
        words = [args[0], str(self.deck), *args[1:]]
        done = CliRunner().invoke(cli, words, env=environment | env, standalone_mode=False)
        assert done.exception is None, done.output
        lines = done.stderr.splitlines(keepends=True)
        kept = "".join(line for line in lines if SAME not in line)
        return Said(done.return_value, done.stdout, kept, len(kept) < len(done.stderr))

    def build(self, *args: str, **env: str) -> Said:
        return self.run("build", "-o", str(self.root / "out"), *args, **env)

    def packages(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.root / "out").glob("*"))}

    def stamps(self) -> list[Path]:
        return sorted((self.root / "cache").rglob("*.json"))


def begun(root: Path) -> At:
    for name, text in FILES.items():
        (root / "deck" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "deck" / name).write_text(text, "utf-8")
    return At(root)


@pytest.fixture
def at(tmp_path: Path) -> At:
    return begun(tmp_path)


def test_a_build_after_a_build_does_nothing(at: At) -> None:
    first = at.build()
    made = at.packages()
    again = at.build()
    assert (first.same, again.same) == (False, True)
    assert (again.code, again.stdout) == (0, first.stdout)
    assert at.packages() == made
    assert at.build("--locked").same


def test_a_check_after_a_check_says_the_same(at: At) -> None:
    (at.deck / "facts.yaml").write_text(WARNED, "utf-8")
    for how in ("text", "json", "github"):
        first = at.run("check", "--format", how)
        assert "SD405" in first.stdout
        assert at.run("check", "--format", how) == first
    assert at.run("check", "--strict").code == 1
    ignored = at.run("check", "--ignore", "SD405")
    assert "SD405" not in ignored.stdout
    assert at.run("check", "--ignore", "SD405") == ignored
    assert "SD405" in at.run("check").stdout


def test_without_the_cache_nothing_that_was_kept_is_believed(at: At) -> None:
    """A cache that somebody else wrote makes `check` say that all is well; there is a way out."""
    (at.deck / "facts.yaml").write_text(WARNED, "utf-8")
    first = at.run("check")
    assert "SD405" in first.stdout
    (kept,) = at.stamps()
    key, plain = json.loads(kept.read_bytes())
    kept.write_text(json.dumps([key, plain | {"found": [], "facts": 99}]), "utf-8")
    assert "SD405" not in at.run("check").stdout
    before = kept.read_bytes()
    assert at.run("check", "--no-cache") == first
    assert "SD405" not in at.run("check").stdout, "only for the one command"
    assert not at.build("--no-cache").same
    assert not at.build("--no-cache").same
    assert at.stamps() == [kept]
    assert kept.read_bytes() == before


def test_diff_and_site_have_the_clock_that_build_has(at: At) -> None:
    """A lock of 2039 is not of the future for a diff of 2040."""
    late = {"SOURCE_DATE_EPOCH": "2200000000"}
    assert at.build(**late).code == 0
    later = {"SOURCE_DATE_EPOCH": "2200000001"}
    for command in (("diff",), ("site", "-o", str(at.root / "site"))):
        assert at.run(*command, **later).code == 0
        assert at.run(*command).code == 1


def test_warnings_are_said_though_nothing_changed(at: At) -> None:
    (at.deck / "facts.yaml").write_text(WARNED, "utf-8")
    first, again = at.build(), at.build()
    assert "SD405" in first.stderr
    assert again.same
    assert again.stderr in first.stderr, "all but that the lock was started"
    assert "SD405" in again.stderr


def touched(at: At) -> None:
    for path in at.deck.rglob("*"):
        os.utime(path, (10**9, 10**9))


def written_again(at: At) -> None:
    """As version control does that goes to another branch and back."""
    for path in at.deck.rglob("*.*"):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)


def moved_away_and_back(at: At) -> None:
    shutil.copytree(at.deck, at.root / "copy")
    shutil.rmtree(at.deck)
    (at.root / "copy").rename(at.deck)


@pytest.mark.parametrize("change", [touched, written_again, moved_away_and_back])
def test_times_do_not_count(at: At, change: Callable[[At], None]) -> None:
    at.build()
    at.run("check")
    change(at)
    assert at.build().same


def test_a_copy_with_another_content_is_not_taken_for_the_deck(at: At) -> None:
    """The same size and the same times, as a copy that keeps them has."""
    at.build()
    path = at.deck / "facts.yaml"
    before = path.stat()
    path.write_text(SHEET.replace("answer: two", "answer: six"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    made = at.packages()
    assert not at.build().same
    assert at.packages() != made


def test_a_package_that_is_gone_or_damaged_is_built_again(at: At) -> None:
    at.build()
    made = at.packages()
    [(name, data)] = made.items()
    for spoiled in (None, b"", data[:-1], data[:-1] + b"x"):
        (at.root / "out" / name).unlink()
        if spoiled is not None:
            (at.root / "out" / name).write_bytes(spoiled)
        assert not at.build().same
        assert at.packages() == made


def test_another_output_is_written(at: At) -> None:
    at.build()
    other = at.root / "other.apkg"
    assert not at.run("build", "-o", str(other)).same
    assert [other.read_bytes()] == list(at.packages().values())
    assert at.run("build", "-o", str(other)).same


def test_a_clock_that_is_behind_is_still_an_error(at: At) -> None:
    at.build()
    behind = at.build(SOURCE_DATE_EPOCH="1800000000")
    assert behind.code == 1
    assert "SD506" in behind.stderr


def test_another_day_may_find_other_things(at: At) -> None:
    """Rules hold dates against the present one."""
    at.build()
    at.run("check")
    stamps_of_the_day = [path.read_bytes() for path in at.stamps()]
    tomorrow = str(next(CLOCK) + 86_400)
    assert not at.build(SOURCE_DATE_EPOCH=tomorrow).same
    at.run("check", SOURCE_DATE_EPOCH=tomorrow)
    assert all(path.read_bytes() not in stamps_of_the_day for path in at.stamps())


def test_what_is_asked_for_is_done(at: At) -> None:
    at.build()
    [name] = made = at.packages()
    resent = at.build("--resend", "qa.one.ask")
    assert not resent.same
    assert at.packages() != made
    (at.root / "release.apkg").write_bytes(made[name])
    assert not at.build("--since", str(at.root / "release.apkg")).same


def test_retired_notes_are_packed_and_looked_after_too(at: At) -> None:
    at.build()
    lines = SHEET.splitlines(keepends=True)
    (at.deck / "facts.yaml").write_text("".join(lines[:-1]), "utf-8")
    at.build()
    made = at.packages()
    assert len(made) == 2
    assert at.build().same
    (at.root / "out" / "stamps-retired.apkg").unlink()
    assert not at.build().same
    assert at.packages() == made


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_stamp_that_was_cut_off_is_as_good_as_none(at: At, command: str) -> None:
    (at.deck / "facts.yaml").write_text(WARNED, "utf-8")

    def run() -> Said:
        return at.build() if command == "build" else at.run("check")

    run()
    whole = run()
    [stamp] = at.stamps()
    data = stamp.read_bytes()
    for size in range(0, len(data), 37):
        stamp.write_bytes(data[:size])
        again = run()
        assert not again.same
        assert (again.code, again.stdout, again.stderr) == (0, whole.stdout, whole.stderr)
    for other in (b"[]", b'["key", {}]', b"[1, 2, 3]", b"\xff", data.replace(b"lines", b"limes")):
        stamp.write_bytes(other)
        assert run().stdout == whole.stdout


def test_a_cache_that_can_not_be_written_costs_time_only(at: At) -> None:
    (at.root / "cache").write_text("a file, not a folder")
    assert at.build().code == 0
    again = at.build()
    assert (again.code, again.same) == (0, False)
    assert at.run("check").code == 0


def test_another_program_is_another_result(at: At, tmp_path: Path) -> None:
    """Not only another version: any change in sonodeck's own files."""
    copy = tmp_path / "program" / "sonodeck"
    shutil.copytree(Path(sonodeck.__file__).parent, copy, ignore=shutil.ignore_patterns("*.pyc"))
    env = os.environ | {"PYTHONPATH": str(copy.parent), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def build() -> bool:
        done = subprocess.run(
            [sys.executable, "-m", "sonodeck", "build", str(at.deck), "-o", str(tmp_path / "out")],
            env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return SAME in done.stderr

    assert [build(), build()] == [False, True]
    look = copy / "anki" / "cardlook" / "card.css"
    look.write_text(look.read_text("utf-8") + "/* another look */\n", "utf-8")
    assert [build(), build()] == [False, True]
    (copy / "more.py").write_text("")
    assert [build(), build()] == [False, True]


# whatever is done to a deck: with a memory, the same comes out as without one


def write(name: str, text: str) -> Callable[[At], None]:
    def step(at: At) -> None:
        (at.deck / name).write_text(text, "utf-8")

    return step


def remove(name: str) -> Callable[[At], None]:
    def step(at: At) -> None:
        (at.deck / name).unlink(missing_ok=True)

    return step


def spoil_package(at: At) -> None:
    for path in (at.root / "out").glob("*.apkg"):
        path.write_bytes(path.read_bytes()[:-1])


def forget(at: At) -> None:
    shutil.rmtree(at.root / "cache", ignore_errors=True)


STEPS: dict[str, Callable[[At], None]] = {
    "nothing": lambda at: None,
    "touch": touched,
    "warn": write("facts.yaml", WARNED),
    "as before": write("facts.yaml", SHEET),
    "another answer": write("facts.yaml", SHEET.replace("answer: two", "answer: 2")),
    "a mistake": write("facts.yaml", SHEET + "  - {id: one, question: Again?, answer: x}\n"),
    "one fact less": write("facts.yaml", "".join(SHEET.splitlines(keepends=True)[:-1])),
    "a new picture": write("media/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "the picture is gone": remove("media/a.svg"),
    "the picture again": write("media/a.svg", FILES["media/a.svg"]),
    "another kind": write("kinds/view.yaml", FILES["kinds/view.yaml"].replace("shown?", "seen?")),
    "a sheet that is not listed": write("more.yaml", SHEET),
    "no sheet that is not listed": remove("more.yaml"),
    "no lock": remove("deck.lock"),
    "a damaged package": spoil_package,
    "no cache": forget,
}


@settings(max_examples=12)
@given(names=st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=6))
def test_a_memory_changes_nothing_but_the_time(names: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        at = begun(Path(folder))
        at.build("--retire-many")
        for name in names:
            STEPS[name](at)
            checked = at.run("check")
            built = at.build("--retire-many")
            made, lock = at.packages(), locked(at)
            assert checked == at.run("check", cache="none")
            forgotten = at.build("--retire-many", cache="none")
            shutil.rmtree(at.root / "none", ignore_errors=True)
            assert (built.code, built.stdout) == (forgotten.code, forgotten.stdout)
            assert (made, lock) == (at.packages(), locked(at))


def locked(at: At) -> bytes:
    path = at.deck / "deck.lock"
    return path.read_bytes() if path.exists() else b""


# what is kept comes back as it was

PLACES = st.builds(
    Place,
    path=st.sampled_from(["a.yaml", "b.yaml", "lost.yaml"]),
    line=st.integers(0, 5),
    column=st.integers(1, 9),
    width=st.integers(1, 9),
)
FOUND = st.builds(
    Diagnostic,
    code=st.sampled_from(sorted(CODES)),
    message=st.text(),
    place=st.none() | PLACES,
    hint=st.text(),
    other=st.none() | PLACES,
)
TEXTS = st.fixed_dictionaries({name: st.text("ab\r\n\u2028é") for name in ("a.yaml", "b.yaml")})


@pytest.fixture(scope="module")
def kept_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("kept")))
        yield tmp_path_factory.mktemp("deck")


@given(found=st.lists(FOUND, max_size=4), texts=TEXTS, counts=st.tuples(*[st.integers(0)] * 4))
def test_what_is_kept_comes_back_as_it_was(
    kept_in: Path,
    found: list[Diagnostic],
    texts: dict[str, str],
    counts: tuple[int, int, int, int],
) -> None:
    outcome = stamps.Outcome(
        facts=counts[0], notes=counts[1], cards=counts[2], newest=counts[3],
        found=tuple(found), lines=stamps.lines_of(found, texts), tag="t",
        packages=(stamps.Package(ending="", sha256="0", notes=1, cards=2),),
    )  # fmt: skip
    stamps.keep(kept_in, "check", "key", outcome)
    assert stamps.recall(kept_in, "check", "key") == outcome
    assert stamps.recall(kept_in, "check", "another") is None
    assert stamps.recall(kept_in, "build", "key") is None
    shown = [shown_as_text(found, some) for some in (texts, outcome.texts())]
    assert shown[0] == shown[1]


def shown_as_text(found: Sequence[Diagnostic], texts: dict[str, str]) -> str:
    from sonodeck.common import diagnostics

    return diagnostics.render(found, "text", texts)


def test_a_file_that_can_not_be_read_is_part_of_the_hash(at: At) -> None:
    before = stamps.fingerprint(folders.read(at.deck))
    (at.deck / "more.yaml").mkdir()
    assert stamps.fingerprint(folders.read(at.deck)) != before
