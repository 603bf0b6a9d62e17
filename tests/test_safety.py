"""What a build leaves behind when it is killed, interrupted, out of space, or not alone."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random

import pytest

from sonodeck import project
from sonodeck.anki import reading, release
from sonodeck.anki.lock import text
from sonodeck.common import files

FIRST = 1_800_000_000
"""The time of the first build, in seconds; an hour passes to the next edition."""
KILLS = 200 if os.environ.get("NIGHTLY") else 20
# What a killed run may leave behind, until the next one.
NEW = re.compile(r"\.sonodeck-\w{8}\.new")
"""All that a killed build may leave beside its files."""

# Starts sonodeck under a watch that counts what it is about to do to files written aside, and sends
# itself a signal before the step of this number; 0 sends none, and says all steps at the end.
_WATCHED = """
import os, signal, sys
number, kind = int(sys.argv[1]), int(sys.argv[2])
steps = []

def watch(event, args):
    if event in {"open", "os.rename", "os.remove"} and str(args[0]).endswith(".new"):
        steps.append(f"{event} {os.path.basename(args[0])}")
        if len(steps) == number:
            os.kill(os.getpid(), kind)

signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored, if the tests run with &
sys.addaudithook(watch)
sys.argv[:] = ["sonodeck", *sys.argv[3:]]
from sonodeck.cli import main
try:
    main()
finally:
    if not number:
        print("\\n".join(steps))
"""

# Starts sonodeck where no file may grow over a size.
_LIMITED = """
import resource, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.argv[:] = ["sonodeck", *sys.argv[2:]]
from sonodeck.cli import main
main()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What a build writes; None where a file is not there."""

    package: bytes | None
    retired: bytes | None
    lock: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A deck folder of a few hundred facts, and the folder of its packages."""

    deck: Path
    out: Path
    temporary: Path

    def files(self) -> Files:
        return Files(
            package=_bytes(self.out / "safety.apkg"),
            retired=_bytes(self.out / "safety-retired.apkg"),
            lock=_bytes(self.deck / "deck.lock"),
        )

    def command(self, *more: str) -> list[str]:
        return ["build", str(self.deck), "-o", str(self.out), *more]

    def environment(self, edition: int) -> dict[str, str]:
        return os.environ | {
            "SOURCE_DATE_EPOCH": str(now(edition)),
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(
        self, edition: int, *more: str, driver: tuple[str, ...] = ("-m", "sonodeck")
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *driver, *self.command(*more)],
            env=self.environment(edition), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def start(self, edition: int, *more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "sonodeck", *self.command(*more)],
            env=self.environment(edition), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def beside(self) -> set[str]:
        """Names in both folders that are neither sheets nor what a build is to write."""
        known = {"safety.apkg", "safety-retired.apkg", "deck.lock", "media"}
        listed = {p.name for folder in (self.out, self.deck) for p in folder.iterdir()}
        return {name for name in listed - known if not name.endswith(".yaml")}


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def now(edition: int) -> int:
    return FIRST + 3600 * edition


def place(root: Path, deck: Path | None = None, out: Path | None = None) -> Place:
    made = Place(deck=deck or root / "deck", out=out or root / "out", temporary=root / "temporary")
    for folder in (made.deck / "media", made.out, made.temporary):
        folder.mkdir(parents=True, exist_ok=True)
    return made


def write_edition(at: Place, edition: int) -> None:
    """The sheets as they stand at one release: something is new, reworded and retired in each."""
    sheets = {
        "questions.yaml": _sheet("qa", (_question(n, edition) for n in range(200 + edition))),
        "lists.yaml": _sheet("list", (_list(n, edition) for n in range(40))),
        "terms.yaml": _sheet("term", (_term(n, edition) for n in range(40))),
        "procedures.yaml": _sheet("procedure", (_procedure(n, edition) for n in range(20))),
    }
    manifest = f"id: safety-0000\ntitle: Safety\nsheets: [{', '.join(sheets)}]\n"
    sources = "book: {title: A book, year: 2026, grade: A}\n"
    for name, content in (sheets | {"deck.yaml": manifest, "sources.yaml": sources}).items():
        (at.deck / name).write_text(content, "utf-8")
    comment = f"<!-- {edition} {'.' * 100_000} -->"
    picture = f'<svg xmlns="http://www.w3.org/2000/svg">{comment}</svg>'
    (at.deck / "media" / "p.svg").write_text(picture, "utf-8")


def _sheet(kind: str, facts: Iterator[str]) -> str:
    return f"kind: {kind}\nsource: book\nfacts:\n" + "".join(facts)


def _question(number: int, edition: int) -> str:
    words = f"number {number}" + (f", as of {edition}" if number % 11 == edition % 11 else "")
    more = ", picture: {file: p.svg, text: nothing}" if number == 150 else ""
    more += ", retired: true" if number < edition / 2 else ""
    return f"- {{id: f{number}, question: What is {number}?, answer: '{words}'{more}}}\n"


def _list(number: int, edition: int) -> str:
    items = [f"item {n}x{number}" for n in range(edition % 3, 5 + edition % 4)]
    turned = items[edition % 2 :] + items[: edition % 2]
    return f"- {{id: l{number}, question: Which are {number}?, items: [{', '.join(turned)}]}}\n"


def _term(number: int, edition: int) -> str:
    meaning = f"the thing of {number}" + (" and more" if number % 5 == edition % 5 else "")
    return f"- {{id: t{number}, name: word {number}, meaning: {meaning}}}\n"


def _procedure(number: int, edition: int) -> str:
    steps = ", ".join(f"turn-{n}-of-{number}" for n in range(4 if number == edition % 20 else 3))
    return f"- {{id: p{number}, name: doing {number}, steps: [{steps}]}}\n"


def build_here(at: Place, edition: int) -> Files:
    """The build itself, in this process."""
    compiled = project.compile_deck(at.deck)
    built, found = release.build(compiled, at.out / "safety.apkg", now(edition))
    assert built is not None, found
    return at.files()


class Undisturbed:
    """The same history in another folder, where nothing ever happens to a build."""

    def __init__(self, root: Path) -> None:
        self._place = place(root)

    def build(self, edition: int) -> Files:
        write_edition(self._place, edition)
        return build_here(self._place, edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A deck released once, its second edition written; what is there, and what should come."""

    place: Place
    before: Files
    after: Files


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return make_stage(tmp_path, place(tmp_path / "here"))


def make_stage(root: Path, at: Place) -> Stage:
    calm = Undisturbed(root / "calm")
    for edition in (0, 1):
        write_edition(at, edition)
        before = build_here(at, edition)
        assert before == calm.build(edition)
    assert None not in {getattr(before, one.name) for one in fields(Files)}
    write_edition(at, 2)
    return Stage(place=at, before=before, after=calm.build(2))


class Again:
    """Puts a deck and its packages back as they were, for another try."""

    def __init__(self, at: Place, root: Path) -> None:
        self._kept = {folder: root / f"kept-{folder.name}" for folder in (at.deck, at.out)}
        for folder, copy in self._kept.items():
            shutil.copytree(folder, copy)

    def as_it_was(self) -> None:
        for folder, copy in self._kept.items():
            shutil.rmtree(folder)
            shutil.copytree(copy, folder)


def assert_whole(at: Place, before: Files, after: Files) -> None:
    """Every file is the old or the new one, and no package is ahead of the lock."""
    found = at.files()
    assert found.lock in {before.lock, after.lock}
    assert found.package in {before.package, after.package}
    assert found.retired in {before.retired, after.retired}
    if found.lock == before.lock:
        assert found == before
    assert all(NEW.fullmatch(name) for name in at.beside())
    mods = {}
    if found.lock is not None:
        lock, problems = text.read(found.lock, "deck.lock", "safety-0000")
        assert lock is not None, problems
        mods = {entry.guid: entry.mod for entry in lock.entries.values()}
    for name, packed in (("safety", found.package), ("safety-retired", found.retired)):
        if packed is not None:
            for note in reading.read(at.out / f"{name}.apkg").notes:
                assert note.mod <= mods[note.guid]


# killed


def test_killed_before_any_step_of_writing(stage: Stage, tmp_path: Path) -> None:
    """Every opening, renaming and deleting of a file in turn is the one that isn't reached."""
    at, again = stage.place, Again(stage.place, tmp_path)
    done = at.run(2, driver=("-c", _WATCHED, "0", "9"))
    steps = [line for line in done.stdout.splitlines() if line.endswith(".new")]
    assert at.files() == stage.after
    renamed = [step for step in steps if step.startswith("os.rename ")]
    assert len(renamed) == 4, "two packages, the lock, and what is remembered for the next time"
    for number, step in enumerate(steps, 1):
        again.as_it_was()
        killed = at.run(2, driver=("-c", _WATCHED, str(number), "9"))
        assert killed.returncode == -9, step
        assert_whole(at, stage.before, stage.after)
        assert build_here(at, 2) == stage.after, step
        assert not at.beside(), step


def test_killed_at_any_time(tmp_path: Path) -> None:
    """One deck, edited and built again and again, each build killed and then done again."""
    seed = Random().randrange(1 << 30) if os.environ.get("NIGHTLY") else 5  # noqa: S311  # no secret
    print(f"seed {seed}")  # noqa: T201  # shown where the test fails
    random = Random(seed)  # noqa: S311  # no secret
    at, calm = place(tmp_path / "here"), Undisturbed(tmp_path / "calm")
    write_edition(at, 0)
    took = _seconds(lambda: at.run(0).check_returncode())
    before = calm.build(0)
    assert at.files() == before
    killed = 0
    for edition in range(1, KILLS + 1):
        write_edition(at, edition)
        after = calm.build(edition)
        process = at.start(edition)
        try:
            process.wait(timeout=random.uniform(0.3, 1) * took)
            took *= 0.7  # the machine has less to do than it had
        except subprocess.TimeoutExpired:
            process.kill()
            took *= 1.15  # or more
        killed += process.wait() == -9
        assert_whole(at, before, after)
        before = build_here(at, edition)
        assert before == after
        assert not at.beside()
    assert killed > KILLS / 4, "the builds were over before they could be killed"


def _seconds(work: Callable[[], None]) -> float:
    started = os.times().elapsed
    work()
    return os.times().elapsed - started


# interrupted


def test_ctrl_c_before_any_step_of_writing(stage: Stage, tmp_path: Path) -> None:
    at, again = stage.place, Again(stage.place, tmp_path)
    interrupted = 0
    while (done := at.run(2, driver=("-c", _WATCHED, str(interrupted + 1), "2"))).returncode:
        assert (done.returncode, _last_line(done)) == (130, "sonodeck: interrupted")
        assert_whole(at, stage.before, stage.after)
        assert not at.beside()
        assert not list(at.temporary.glob("tmp*"))
        assert build_here(at, 2) == stage.after
        again.as_it_was()
        interrupted += 1
    assert interrupted > 8
    assert at.files() == stage.after


# no room, no right


def _last_line(done: subprocess.CompletedProcess[str]) -> str:
    """What was said in the end; before it may stand what could be better in the deck."""
    return done.stderr.rstrip("\n").rpartition("\n")[2]


def assert_refused(done: subprocess.CompletedProcess[str], why: str) -> None:
    assert _last_line(done).startswith("Error: can't write ")
    assert _last_line(done).endswith(why)
    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stdout) == (1, "")


@contextmanager
def mounted(folder: Path, *how: str) -> Iterator[None]:
    """Something mounted on a folder, where this is allowed; elsewhere the test is skipped."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount")
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *how, str(folder)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no mounting here: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, *, leave: int) -> Path:
    """A file that takes all room of a disk but ``leave`` bytes."""
    filler = folder / "filler.yaml.not"
    with filler.open("wb", buffering=0) as stream:
        for size in (1 << 20, 1 << 12):
            try:
                while True:
                    stream.write(bytes(size))
            except OSError:
                continue
        stream.truncate(max(0, stream.tell() - leave))
    return filler


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("out", "No space left on device"),
        ("deck", "No space left on device"),
        ("temporary", "database or disk is full"),
    ],
)
def test_a_full_disk(folder: str, why: str, tmp_path: Path) -> None:
    """The disk of the packages, that of the deck, that of the temporary files."""
    disk = tmp_path / "disk"
    with mounted(disk, "-t", "tmpfs", "-o", "size=16m", "none"):
        (tmp_path / "here").mkdir()
        (disk / folder).mkdir()
        (tmp_path / "here" / folder).symlink_to(disk / folder)
        at = place(tmp_path / "here")
        stage = make_stage(tmp_path, at)
        filler = fill(disk, leave=4096 if folder == "deck" else 65536)
        assert_refused(at.run(2), why)
        assert at.files() == stage.before
        assert not at.beside()
        filler.unlink()
        assert at.run(2).returncode == 0
        assert at.files() == stage.after


@pytest.mark.parametrize(
    ("short_of", "why"),
    [(200_000, "disk I/O error"), (50_000, "File too large")],
    ids=["database", "package"],
)
def test_a_file_that_may_not_grow(stage: Stage, short_of: int, why: str) -> None:
    """The limit on a file's size, where nothing can be mounted; the package is the larger file."""
    at = stage.place
    assert stage.after.package is not None
    limit = str(len(stage.after.package) - short_of)
    assert_refused(at.run(2, driver=("-c", _LIMITED, limit)), why)
    assert at.files() == stage.before
    assert not at.beside()
    assert build_here(at, 2) == stage.after


@contextmanager
def read_only(folder: Path) -> Iterator[str]:
    """A folder that nothing can be written to; yields what the system says to who tries."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        try:
            yield "Permission denied"
        finally:
            folder.chmod(0o755)
        return
    with mounted(folder, "--bind", str(folder)):
        again = ["mount", "-o", "remount,ro,bind", str(folder)]
        subprocess.run(again, check=True, capture_output=True)
        yield "Read-only file system"


@pytest.mark.parametrize("folder", ["out", "deck"])
def test_a_read_only_folder(folder: str, stage: Stage) -> None:
    at = stage.place
    with read_only(at.out if folder == "out" else at.deck) as why:
        assert_refused(at.run(2), why)
        assert at.files() == stage.before
        assert not at.beside()
    assert build_here(at, 2) == stage.after


def test_a_read_only_deck_that_did_not_change_is_built(stage: Stage) -> None:
    at = stage.place
    write_edition(at, 1)
    with read_only(at.deck):
        assert at.run(2).returncode == 0
        assert at.files() == stage.before


# several at once


def test_builds_at_once_wait_for_each_other(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each sends another note again: one that read the lock too early would lose the others'."""
    at = stage.place
    keys = [f"term.t{number}.meaning" for number in (10, 13, 14)]
    monkeypatch.setattr(tempfile, "tempdir", str(at.temporary))
    with files.exclusive(at.deck):
        running = [at.start(2, "--resend", key) for key in keys]
        for process in running:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.7)
        assert at.files() == stage.before
    assert [process.wait() for process in running] == [0, 0, 0]
    together = at.files()
    assert stage.before.lock is not None
    (at.deck / "deck.lock").write_bytes(stage.before.lock)
    for key in keys:
        assert at.run(2, "--resend", key).returncode == 0
    assert at.files() == together
    sent = {n.fields["Key"]: n.mod for n in reading.read(at.out / "safety.apkg").notes}
    assert [sent[key] for key in keys] == [now(2)] * 3
