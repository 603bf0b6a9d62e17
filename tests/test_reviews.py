"""The log of answers: what was saved is not lost, whoever else writes, whatever happens."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.study.reviews import (
    DEFAULT_RETENTION,
    Answer,
    CardId,
    Record,
    RecordId,
    Retention,
    Suspension,
    Undo,
    new_id,
    opening,
)
from sonodeck.study.reviews.log import Log, NotSaved, Unusable
from sonodeck.study.reviews.schedule import GRADES, State, replay

START = 1_767_225_600_000
CARDS = [CardId(deck, guid, number) for deck in "de" for guid in "gh" for number in (1, 2)]
IDS = [RecordId(f"{number:016x}") for number in range(40)]

# Records as several programs might write them: in any order, undone before they are there.
moments = st.integers(START, START + 40 * 86_400_000)
cards = st.sampled_from(CARDS)


def _records(id_: RecordId) -> st.SearchStrategy[Record]:
    return st.one_of(
        st.builds(
            Answer, id=st.just(id_), at=moments, card=cards, key=st.just("k"),
            grade=st.sampled_from(GRADES), took=st.integers(0, 9999),
            cram=st.sampled_from([False, False, False, True]),
        ),
        st.builds(
            Suspension, id=st.just(id_), at=moments, card=cards, key=st.just("k"),
            suspended=st.booleans(),
        ),
        st.builds(
            Retention, id=st.just(id_), at=moments, deck=st.sampled_from("de"),
            value=st.sampled_from([0.8, 0.95]),
        ),
        st.builds(Undo, id=st.just(id_), at=moments, of=st.sampled_from(IDS)),
    )  # fmt: skip


logs = st.sets(st.sampled_from(IDS)).flatmap(
    lambda ids: st.permutations(sorted(ids)).flatmap(lambda order: st.tuples(*map(_records, order)))
)


class Model:
    """What the documents say follows from records, word for word."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.all = sorted(records, key=lambda record: (record.at, record.id))
        undone = {record.of for record in self.all if isinstance(record, Undo)}
        self.standing = [record for record in self.all if record.id not in undone]

    def retention(self, deck: str) -> float:
        found = [r for r in self.standing if isinstance(r, Retention) and r.deck == deck]
        return found[-1].value if found else DEFAULT_RETENTION

    def suspended(self, deck: str) -> frozenset[CardId]:
        found = [r for r in self.standing if isinstance(r, Suspension) and r.card.deck == deck]
        latest = {one.card: one.suspended for one in found}
        return frozenset(card for card, out in latest.items() if out)

    def answers(self, deck: str) -> list[Answer]:
        return [r for r in self.standing if isinstance(r, Answer) and r.card.deck == deck]

    def states(self, deck: str) -> dict[CardId, State]:
        found = {}
        for card in CARDS:
            own = [answer for answer in self.answers(deck) if answer.card == card]
            state = replay(card, own, self.retention(deck))
            if state is not None:
                found[card] = state
        return found


def assert_same(log: Log, model: Model) -> None:
    assert log.records() == model.all
    for deck in "de":
        assert log.retention(deck) == model.retention(deck)
        assert log.suspended(deck) == model.suspended(deck)
        assert log.answers(deck) == model.answers(deck)
        assert log.states(deck) == model.states(deck)
        assert log.last_seen(deck) == {one.card: one.at for one in model.answers(deck)}


@given(logs)
def test_records_added_one_by_one_or_together_come_to_the_same(records: tuple[Record, ...]) -> None:
    model = Model(records)
    with opening.none() as log:
        for record in records:
            assert log.add(record) == 1
        assert_same(log, model)
        assert log.add(*records) == 0
        assert_same(log, model)
    with opening.none() as log:
        assert log.add(*records, *records) == len(records)
        assert_same(log, model)


def answer(card: CardId = CARDS[0], at: int = START, **more: object) -> Answer:
    return Answer(id=new_id(), at=at, card=card, key="k", grade=3, took=10, **more)  # type: ignore[arg-type]


def some(number: int) -> list[Answer]:
    random = Random(number)  # noqa: S311  # no secret
    return [answer(random.choice(CARDS), START + 60_000 * at) for at in range(number)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reviews.sqlite"


def add(path: Path, *records: Record) -> None:
    with opening.opened(path) as (log, _):
        log.add(*records)


def read(path: Path) -> list[Record]:
    with opening.opened(path) as (log, rescued):
        assert rescued is None
        return log.records()


def test_what_was_added_is_there_the_next_time(path: Path) -> None:
    records = some(20)
    for record in records:
        add(path, record)
    assert read(path) == records


def test_the_place_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SONODECK_LOG", raising=False)
    assert opening.place(None).name == "reviews.sqlite"
    assert "sonodeck" in opening.place(None).parts
    monkeypatch.setenv("SONODECK_LOG", "a/b")
    assert opening.place(None) == Path("a/b")
    assert opening.place(Path("c")) == Path("c")


def test_states_are_computed_anew_when_the_rules_have_changed(path: Path) -> None:
    add(path, *some(50))
    with opening.opened(path) as (log, _):
        before = log.states("d")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE states SET stability = 1, due = 0")
        db.execute("UPDATE computed SET by = 'rules 0'")
    with opening.opened(path) as (log, _):
        assert log.states("d") == before


def test_two_programs_write_to_one_log(path: Path) -> None:
    """Each answers the same cards; no answer is lost, and both see where the cards stand."""
    records = some(60)
    with opening.opened(path) as (one, _), opening.opened(path) as (other, _):
        seen = other.changes()
        for at, record in enumerate(records):
            (one if at % 2 else other).add(record)
        assert other.changes() != seen
        assert one.records() == records
        assert one.states("d") == other.states("d") == Model(records).states("d")


WRITER = """
import sys
from pathlib import Path
from sonodeck.study.reviews import Answer, CardId, new_id
from sonodeck.study.reviews.opening import opened
with opened(Path(sys.argv[1])) as (log, _):
    for at in range(int(sys.argv[2])):
        log.add(Answer(id=new_id(), at=1_767_225_600_000 + at, card=CardId("d", "g", 1),
                       key=sys.argv[3], grade=3, took=1))
"""


def test_two_processes_at_the_same_time(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), "100", name]) for name in "ab"
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    records = [record for record in read(path) if isinstance(record, Answer)]
    assert [sum(one.key == name for one in records) for name in "ab"] == [100, 100]


# refused


def content(path: Path) -> dict[str, bytes]:
    """All files beside a log, and itself."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def refused(path: Path) -> str:
    before = content(path)
    with pytest.raises(Unusable) as caught, opening.opened(path):
        pass
    assert content(path) == before
    assert str(caught.value).startswith(f"{path} can't be used: ")
    return str(caught.value)


def test_a_log_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    add(path, answer())
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "written by a newer sonodeck" in refused(path)


def test_what_is_no_log_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("my notes on sonography " * 20, "utf-8")
    assert "it is not a review log" in refused(path)
    path.write_bytes(bytes(4096))
    assert "it is not a review log" in refused(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE recipes (name)")
    assert "another program's database" in refused(path)


def test_a_file_that_cant_be_opened_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="can't be used: Is a directory"), opening.opened(tmp_path):
        pass
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match="can't be used"), opening.opened(tmp_path / "file" / "log"):
        pass


# damaged


def damage(path: Path, seed: int) -> None:
    """Overwrite pages of a log at random, but not its first one."""
    random = Random(seed)  # noqa: S311  # no secret
    data = bytearray(path.read_bytes())
    for _ in range(3):
        at = random.randrange(1, len(data) // 4096) * 4096
        data[at : at + 4096] = random.randbytes(4096)
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_log_is_put_aside_and_what_can_be_read_is_kept(path: Path, seed: int) -> None:
    records = some(600)
    add(path, *records)
    damage(path, seed)
    damaged = path.read_bytes()
    with opening.opened(path) as (log, rescued):
        assert rescued is not None
        kept = log.records()
        assert rescued.kept.read_bytes() == damaged
        assert rescued.kept.name == "reviews.sqlite.damaged-1"
        assert len(kept) == rescued.records
        assert {one.id for one in kept} <= {one.id for one in records}
        assert all(one in records for one in kept)
        assert len(kept) > 100
        log.add(answer())
    assert len(read(path)) == len(kept) + 1


def test_a_second_damaged_log_doesnt_replace_the_first(path: Path) -> None:
    for number in (1, 2):
        add(path, *some(600))
        damage(path, 1)
        with opening.opened(path) as (_, rescued):
            assert rescued is not None
            assert rescued.kept.name == f"reviews.sqlite.damaged-{number}"
    assert (path.parent / "reviews.sqlite.damaged-1").exists()


def test_a_rescue_that_was_interrupted_is_done_again(path: Path) -> None:
    """Whether before the damaged log was put aside, or after."""
    add(path, *some(600))
    damage(path, 1)
    half = path.parent / ".reviews.sqlite.rescued"
    half.write_bytes(b"half")
    with opening.opened(path) as (log, rescued):
        assert rescued is not None
        kept = log.records()
    path.rename(half)
    assert read(path) == kept


# a full disk

LIMITED = """
import resource, sys
from pathlib import Path
from sonodeck.study.reviews import Answer, CardId, new_id
from sonodeck.study.reviews.log import NotSaved, Unusable
from sonodeck.study.reviews.opening import opened
saved, limit = 0, int(sys.argv[2])
with opened(Path(sys.argv[1])) as (log, _):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for at in range(2000):
        try:
            log.add(Answer(id=new_id(), at=1_767_225_600_000 + at, card=CardId("d", "g", 1),
                           key="k", grade=3, took=1))
        except NotSaved as error:
            print(saved, error)
            break
        saved += 1
"""


def test_a_full_disk_loses_nothing_that_was_saved(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path), str(200_000)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    saved, _, said = done.stdout.strip().partition(" ")
    assert int(saved) > 10
    assert said in {"the disk is full", "the disk reported an error"}
    assert len(read(path)) == int(saved)
    add(path, answer(at=START + 10**9))
    assert len(read(path)) == int(saved) + 1


def test_no_room_for_a_new_log_is_said(tmp_path: Path) -> None:
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "import sys; from pathlib import Path; from sonodeck.study.reviews.opening import opened;"
        "from sonodeck.study.reviews.log import Unusable\n"
        "try:\n    opened(Path(sys.argv[1])).__enter__()\n"
        "except Unusable as error:\n    print(error)"
    )
    path = tmp_path / "log"
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"{path} can't be ")


# killed


def test_a_writer_that_is_killed_leaves_all_that_it_said_was_saved(path: Path) -> None:
    kills = 200 if os.environ.get("NIGHTLY") else 20
    program = WRITER.replace("range(int(sys.argv[2]))", "range(10**9)").replace(
        "grade=3, took=1))", "grade=3, took=1)); print(at, flush=True)"
    )
    random = Random(7)  # noqa: S311  # no secret
    saved = 0
    for _ in range(kills):
        command = [sys.executable, "-c", program, str(path), "0", "k"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(random.randrange(1, 30))]
            process.kill()
            lines += [line for line in process.stdout if line.endswith(b"\n")]
        before, saved = saved, len(read(path))
        assert len(lines) <= saved - before <= len(lines) + 1
    assert saved > kills


@pytest.fixture(autouse=True)
def _no_log_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SONODECK_LOG", str(tmp_path / "never"))
    yield
    assert not (tmp_path / "never").exists()


def test_what_cant_be_saved_is_not_in_the_log(path: Path) -> None:
    with opening.opened(path) as (log, _), closing(sqlite3.connect(path)) as other:
        log._db.execute("PRAGMA busy_timeout = 50")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved, match="another program has locked the file"):
            log.add(answer())
        other.rollback()
        assert log.records() == []
        log.add(answer())
        assert len(log.records()) == 1
