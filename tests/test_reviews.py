"""The log of answers: what was saved is not lost, whoever else writes, whatever happens."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.study.reviews import (
    DEFAULT_RETENTION,
    LAST_MOMENT,
    Answer,
    CardId,
    Record,
    RecordId,
    Retention,
    Suspension,
    Undo,
    new_id,
    opening,
    standing,
)
from sonodeck.study.reviews import format as exchange
from sonodeck.study.reviews.log import Log, NotSaved, Overtaken, Unusable
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
    log = Log()
    for record in records:
        assert log.add(record) == 1
    assert_same(log, model)
    assert log.add(*records) == 0
    assert_same(log, model)
    log = Log()
    assert log.add(*records, *records) == len(records)
    assert_same(log, model)


def answer(card: CardId = CARDS[0], at: int = START, **more: object) -> Answer:
    return Answer(id=new_id(), at=at, card=card, key="k", grade=3, took=10, **more)  # type: ignore[arg-type]


def some(number: int) -> list[Answer]:
    random = Random(number)  # noqa: S311  # no secret
    return [answer(random.choice(CARDS), START + 60_000 * at) for at in range(number)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "answers.jsonl"


def add(path: Path, *records: Record) -> None:
    with opening.opened(path) as log:
        log.add(*records)


def read(path: Path) -> list[Record]:
    with opening.opened(path, writes=False) as log:
        return log.records()


def ids(path: Path) -> set[str]:
    return {record.id for record in read(path)}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_what_was_added_is_there_the_next_time(path: Path) -> None:
    records = some(20)
    for record in records:
        add(path, record)
    assert read(path) == records


def test_the_log_is_the_file_that_an_export_is(path: Path) -> None:
    records = some(20)
    add(path, *records)
    assert path.read_text("utf-8") == "".join(exchange.write(records))
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_place_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SONODECK_LOG", raising=False)
    assert opening.place(None).name == "answers.jsonl"
    assert "sonodeck" in opening.place(None).parts
    monkeypatch.setenv("SONODECK_LOG", "a/b")
    assert opening.place(None) == Path("a/b")
    assert opening.place(Path("c")) == Path("c")


@given(logs, st.data())
def test_what_was_kept_of_any_beginning_comes_to_the_same(
    records: tuple[Record, ...], data: st.DataObject
) -> None:
    """However the records came into the file: by us, by others, before or after the last time."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(records)), max_size=3)))
    with TemporaryDirectory() as folder:
        path = Path(folder, "log")
        for start, end in pairwise([0, *cuts, len(records)]):
            with path.open("a", encoding="utf-8") as stream:
                lines = list(exchange.write(records[start:end]))
                stream.writelines(lines[1:] if start else lines)
            with opening.opened(path) as log:
                assert_same(log, Model(records[:end]))


def test_states_are_computed_anew_when_the_rules_have_changed(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(path, *some(50))
    right = Model(read(path)).states("d")
    (kept,) = (tmp_path / "cache").rglob("*-answers.json")
    by, plain = json.loads(kept.read_bytes())
    plain["states"] = []
    kept.write_text(json.dumps([by, plain]), "utf-8")
    with opening.opened(path, writes=False) as log:
        assert log.states("d") == {}
    monkeypatch.setattr(standing, "RULES", 99)
    with opening.opened(path, writes=False) as log:
        assert log.states("d") == right


def test_two_programs_write_to_one_log(path: Path) -> None:
    """Each answers the same cards; no answer is lost, and both see where the cards stand."""
    records = some(60)
    with opening.opened(path) as one, opening.opened(path) as other:
        for at, record in enumerate(records):
            (one if at % 2 else other).add(record)
        assert one.refresh() or other.refresh()
        assert one.records() == other.records() == records
        assert one.states("d") == other.states("d") == Model(records).states("d")
        assert not one.refresh()


def test_a_card_is_not_answered_twice_at_once(path: Path) -> None:
    card = CARDS[0]
    with opening.opened(path) as one, opening.opened(path) as other:
        one.add(answer(card), before={card: None})
        with pytest.raises(Overtaken):
            other.add(answer(card), before={card: None})
        assert len(one.records()) == len(other.records()) == 1
        other.add(answer(card, START + 1), before={card: other.states("d")[card]})
        assert len(read(path)) == 2


WRITER = """
import sys
from pathlib import Path
from sonodeck.study.reviews import Answer, CardId, new_id
from sonodeck.study.reviews.opening import opened
with opened(Path(sys.argv[1])) as log:
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
    for writes in (True, False):
        with (
            pytest.raises(Unusable) as caught,
            opening.opened(path, writes=writes),
        ):
            pass
        assert content(path) == before
        assert str(caught.value).startswith(f"{path} can't be used: ")
    return str(caught.value)


def test_a_log_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"sonodeck-reviews":99}\n', "utf-8")
    assert "written by a newer sonodeck" in refused(path)


@pytest.mark.parametrize(
    "data",
    [b"my notes on sonography " * 20, b"my notes\non sonography\n", bytes(4096), b"\n", b"{}\n",
     b"SQLite format 3\0" + bytes(4080), b'{"sonodeck-rev\n{"type":"undo"}\n'],
)  # fmt: skip
def test_what_is_no_log_is_refused_and_left_alone(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    assert "it is not a review log" in refused(path)


def test_a_file_that_cant_be_opened_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="can't be used: it is not a file"):
        opening.opened(tmp_path).__enter__()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Unusable, match="can't be used: it is not a file"):
        opening.opened(tmp_path / "pipe").__enter__()
    (tmp_path / "file").touch()
    with pytest.raises(Unusable, match="can't be used"):
        opening.opened(tmp_path / "file" / "log").__enter__()


def test_reading_writes_nothing(path: Path) -> None:
    add(path, *some(9))
    before = content(path)
    with opening.opened(path, writes=False) as log:
        assert len(log.records()) == 9
        assert len(log.states("d")) > 0
    assert content(path) == before
    with opening.opened(path.with_name("none"), writes=False) as log:
        assert log.records() == []
    assert content(path) == before


# damaged


@pytest.mark.parametrize("seed", range(10))
def test_damaged_lines_are_passed_over_and_stay(path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311  # no secret
    records = some(600)
    add(path, *records)
    whole = path.read_bytes()
    data, touched = bytearray(whole), set()
    for _ in range(3):
        at = random.randrange(40, len(data) - 700)
        touched |= set(range(whole.count(b"\n", 0, at), whole.count(b"\n", 0, at + 512) + 1))
        data[at : at + 512] = random.choice([bytes(512), random.randbytes(512)])
    path.write_bytes(data)
    for _ in ("not kept yet", "kept"):
        with opening.opened(path) as log:
            assert log.damaged
            kept = log.records()
            assert {one.id for one in kept} <= {one.id for one in records}
            assert all(one in records for one in kept)
            assert len(kept) >= 600 - len(touched)
            assert log.states("d") == Model(kept).states("d")
    add(path, answer(at=START + 10**9))
    assert path.read_bytes().startswith(data)
    assert len(read(path)) == len(kept) + 1


def test_a_file_cut_anywhere_holds_all_whole_lines(path: Path) -> None:
    """As a copy does that was made while a line was written."""
    records = some(2)
    add(path, *records)
    data = path.read_bytes()
    for cut in range(len(data)):
        path.write_bytes(data[:cut])
        whole = max(0, data.count(b"\n", 0, cut) - 1)
        assert read(path) == records[:whole]
        add(path, answer(at=START + 10**9))
        there = read(path)
        is_only_cut_off_its_end = data[cut : cut + 1] == b"\n" and cut > 40
        assert there[:-1] == records[: whole + is_only_cut_off_its_end]


def test_records_that_could_not_be_read_again_are_not_written(path: Path) -> None:
    for at in (0, -1, LAST_MOMENT + 1):
        with opening.opened(path) as log, pytest.raises(ValueError, match="moment"):
            log.add(answer(at=at))
    add(path, answer(at=1), answer(at=LAST_MOMENT))
    assert [one.at for one in read(path)] == [1, LAST_MOMENT]


# what other programs do to the file


def replaced(path: Path, data: bytes) -> None:
    """As a sync tool does it."""
    new = path.with_name("new")
    new.write_bytes(data)
    new.replace(path)


def copied(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def deleted(path: Path, _data: bytes) -> None:
    path.unlink()


def restored(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def killed(path: Path, data: bytes) -> None:
    replaced(path, data)


DEEDS = [replaced, copied, deleted]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_log_that_changes_while_it_is_open_loses_nothing(
    path: Path, deed: Callable[[Path, bytes], None]
) -> None:
    old, ours, theirs = some(30), some(20), some(25)
    add(path.with_name("other"), *theirs)
    other = path.with_name("other").read_bytes()
    with opening.opened(path) as log:
        log.add(*old)
        log.add(*ours[:10])
        deed(path, other)
        for record in ours[10:-1]:
            log.add(record)
        expected = [*old, *ours[:-1], *(() if deed is deleted else theirs)]
        assert ids(path) == {record.id for record in expected}
        assert log.put_back() == 40
        assert log.put_back() == 0
        assert log.states("d") == Model(expected).states("d")
        log.add(ours[-1])
        deed(path, other)
    assert ids(path) == {record.id for record in [*expected, ours[-1]]}


def test_what_is_no_log_any_more_is_refused_aloud(path: Path) -> None:
    with opening.opened(path) as log:
        log.add(*some(3))
        for data in (b"something else\n", bytes(200)):
            replaced(path, data)
            with pytest.raises(NotSaved, match="not a review log"):
                log.add(answer())
            assert path.read_bytes() == data
        path.unlink()
        path.mkdir()
        with pytest.raises(NotSaved):
            log.add(answer())
        path.rmdir()
        log.add(answer())
    assert len(read(path)) == 4


def test_a_folder_that_is_gone_is_refused_aloud(path: Path) -> None:
    with opening.opened(path) as log:
        log.add(*some(3))
        shutil.rmtree(path.parent)
        with pytest.raises(NotSaved, match="No such file"):
            log.add(answer())
        path.parent.mkdir()
        log.add(answer())
    assert len(read(path)) == 4


def test_a_backup_that_is_put_back_holds_all_that_it_held(path: Path) -> None:
    """Whatever lies beside it from a quiz that was killed."""
    records = some(2000)
    add(path, *records)
    backup = path.read_bytes()
    writer = Writer(path)
    writer.says(1)
    writer.kill()
    path.write_bytes(backup)
    assert read(path) == records


# a full disk

LIMITED = """
import resource, sys
from pathlib import Path
from sonodeck.study.reviews import Answer, CardId, new_id
from sonodeck.study.reviews.log import NotSaved, Unusable
from sonodeck.study.reviews.opening import opened
saved, limit = 0, int(sys.argv[2])
with opened(Path(sys.argv[1])) as log:
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
        [sys.executable, "-c", LIMITED, str(path), str(50_000)],
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
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10));"
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


ENDLESS = """
import sys, time
from pathlib import Path
from sonodeck.study.reviews import Answer, CardId, new_id
from sonodeck.study.reviews.opening import opened
with opened(Path(sys.argv[1])) as log:
    while not Path(sys.argv[2]).exists():
        now = time.time_ns() // 10**6
        answer = Answer(id=new_id(), at=now, card=CardId("d", "g", 1 + now % 900), key="k",
                        grade=3, took=1)
        log.add(answer)
        print(answer.id, flush=True)
        time.sleep(0.005)
"""
KILLS = 200 if os.environ.get("NIGHTLY") else 20


class Writer:
    """A quiz of its own that says of each answer that it is saved."""

    def __init__(self, path: Path) -> None:
        self._end = path.with_name(f"end-{new_id()}")
        command = [sys.executable, "-c", ENDLESS, str(path), str(self._end)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.said: list[str] = []
        self._reader = Thread(target=self._listen)
        self._reader.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as stream:
            for line in stream:
                if line.endswith(b"\n"):
                    self.said.append(line.decode().strip())

    def says(self, more: int) -> None:
        """Wait for so many more answers that it says are saved."""
        wanted = len(self.said) + more
        while len(self.said) < wanted:
            assert self._reader.is_alive(), "it ended by itself"
            time.sleep(0.001)

    def ends(self) -> list[str]:
        """Let it end by itself; all that it said."""
        self._end.touch()
        self._reader.join()
        assert self._process.wait() == 0
        return self.said

    def kill(self) -> list[str]:
        """Kill it; all that it said."""
        self._process.kill()
        self._reader.join()
        self._process.wait()
        return self.said


def test_a_writer_that_is_killed_leaves_all_that_it_said_was_saved(path: Path) -> None:
    random = Random(7)  # noqa: S311  # no secret
    said: set[str] = set()
    for killed in range(1, KILLS + 1):
        writer = Writer(path)
        writer.says(random.randrange(1, 30))
        sure = {*said, *writer.said}
        path.with_name("copy").write_bytes(path.read_bytes())
        said.update(writer.kill())
        there = ids(path)
        assert said <= there
        assert len(there) <= len(said) + killed
        assert sure <= ids(path.with_name("copy")) <= there
    assert len(said) > KILLS


def test_two_machines_and_a_tool_that_copies_their_logs_both_ways(tmp_path: Path) -> None:
    """Copied over, renamed over, deleted, put back, killed: all that was said to be saved is there.

    A log that nobody has open is kept under another name before it is replaced, as such tools do
    where both sides changed; its answers are read in from there.
    """
    random = Random(os.environ.get("SEED", "11"))  # noqa: S311  # no secret
    paths = [tmp_path / name / "log" for name in "ab"]
    (tmp_path / "kept").mkdir()
    writers = [Writer(path) for path in paths]
    said: set[str] = set()
    backups = [b'{"sonodeck-reviews":1}\n']
    for turn in range(KILLS):
        for writer in writers:
            writer.says(random.randrange(1, 8))
        one = random.randrange(2)
        source, target = paths[one], paths[1 - one]
        deed = random.choice([*DEEDS, restored, killed])
        data = random.choice(backups) if deed is restored else source.read_bytes()
        backups.append(data)
        if deed is killed:
            said.update(writers[1 - one].kill())
            (tmp_path / "kept" / f"{turn}").write_bytes(target.read_bytes())
        deed(target, data)
        if deed is killed:
            writers[1 - one] = Writer(target)
        # Killed before its next answer it could put nothing back: one more is waited for.
        writers[1 - one].says(2)
    for writer in writers:
        said.update(writer.ends())
    there = {record for path in (*paths, *(tmp_path / "kept").iterdir()) for record in ids(path)}
    assert said <= there, f"{len(said - there)} of {len(said)} were lost"
    for writer, path in zip(writers, paths, strict=True):
        assert set(writer.said) <= ids(path)
    assert len(said) > KILLS


@pytest.fixture(autouse=True)
def _no_log_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SONODECK_LOG", str(tmp_path / "never"))
    yield
    assert not (tmp_path / "never").exists()


def test_what_cant_be_saved_is_not_in_the_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sonodeck.study.reviews.log._WAIT", 0.1)
    with opening.opened(path) as log, path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(NotSaved, match="another program has locked the file"):
            log.add(answer())
        fcntl.flock(other, fcntl.LOCK_UN)
        assert log.records() == []
        log.add(answer())
        assert len(log.records()) == 1
