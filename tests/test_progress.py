"""A student's answers, off from the quiz into Anki and back: measured in Anki itself."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.scheduler.v3 import CardAnswer, Scheduler
from click.testing import CliRunner

from sonodeck import project
from sonodeck.anki import reading
from sonodeck.cli import cli
from sonodeck.common.ranking import study_day
from sonodeck.doors import progress
from sonodeck.study import exchange, histories
from sonodeck.study.quiz import compiling
from sonodeck.study.reviews import Answer, CardId, RecordId, Suspension, schedule
from tests.updates.decks import ORCHESTRA, Author

DAY = 86_400_000


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    author = Author(tmp_path / "deck", tmp_path / "out")
    author.release(ORCHESTRA, 1_700_000_000)
    return tmp_path / "deck"


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    (tmp_path / "profile").mkdir()
    made = Collection(str(tmp_path / "profile" / "collection.anki2"))
    yield made
    made.close()


def answered(cards: list[tuple[CardId, str]], now: int, seed: int = 5) -> list[Answer]:
    """Some hundred answers to cards in the last year, as the quiz would save them."""
    chance = random.Random(seed)  # noqa: S311  # the same answers every day
    records = []
    for card, key in cards:
        at = now - chance.randrange(1, 300) * DAY - chance.randrange(DAY)
        for _ in range(chance.randrange(1, 9)):
            if at > now:
                break
            grade = schedule.GRADES[chance.choice((0, 1, 2, 2, 2, 3))]
            id_ = RecordId(f"{chance.getrandbits(64):016x}")
            records.append(
                Answer(id=id_, at=at, card=card, key=key, grade=grade, took=chance.randrange(9000))
            )
            at += chance.choice((30_000, 700_000, DAY, 3 * DAY, 20 * DAY))
    return sorted(records, key=lambda one: one.at)


def cards_of(deck: Path) -> list[tuple[CardId, str]]:
    compiled = project.compile_deck(deck)
    return [(card.id, card.key) for card in compiling.cards(compiled)]


def taken(collection: Collection, package: Path) -> None:
    collection.import_anki_package(
        ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions(with_scheduling=True)
        )
    )


def build(deck: Path, records: list[Answer | Suspension], out: Path) -> Path:
    file = out / "answers.jsonl"
    out.mkdir(exist_ok=True)
    file.write_text("".join(exchange.write(records)), "utf-8")
    wanted = ["build", str(deck), "-o", str(out), "--answers", str(file)]
    result = CliRunner().invoke(cli, wanted, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return next(out.glob("*-studied.apkg"))


def test_each_card_is_due_in_anki_on_the_day_of_the_quiz(
    deck: Path, collection: Collection, tmp_path: Path
) -> None:
    now = int(time.time() * 1000)
    cards = cards_of(deck)
    records = answered(cards[:-3], now)
    out = cards[-1]
    records_all: list[Answer | Suspension] = [
        *records,
        Suspension(id=RecordId("a" * 16), at=now, card=out[0], key=out[1], suspended=True),
    ]
    taken(collection, build(deck, records_all, tmp_path / "o"))
    assert collection.fix_integrity()[1]
    assert collection.db is not None
    today = study_day(int(time.time() * 1000))
    own = histories(records_all, cards[0][0].deck)
    assert len(own.cards) == len(cards) - 3
    kinds = set()
    for card, steps in own.cards.items():
        note = collection.db.scalar("select id from notes where guid = ?", card.guid)
        there = next(c for c in collection.get_note(note).cards() if c.ord == card.number - 1)
        state = steps[-1].after
        assert state is not None
        kinds.add(state.phase)
        if state.in_steps:
            assert (there.queue, there.due) == (1, state.due // 1000)
        else:
            due = today + timedelta(days=there.due - collection.sched.today)
            assert (there.queue, due) == (2, study_day(state.due))
            assert there.ivl == (state.due - state.last) // DAY
        assert there.memory_state is not None
        assert there.memory_state.stability == pytest.approx(state.stability, rel=1e-3, abs=6e-4)
        assert there.memory_state.difficulty == pytest.approx(state.difficulty, abs=6e-3)
        assert there.desired_retention == pytest.approx(0.9)
        assert there.reps == len(steps)
        log = collection.db.list("select ease from revlog where cid = ? order by id", there.id)
        assert log == [step.answer.grade for step in steps]
    assert kinds == {"learning", "review", "relearning"}
    assert collection.db.list("select queue from cards where queue < 0") == [-1]
    assert collection.db.scalar("select count() from revlog") == len(records)


@pytest.mark.parametrize("hours", [-11, -5, 0, 5.5, 13])
def test_days_are_the_students_wherever_they_are(deck: Path, hours: float) -> None:
    """Days are counted from 4 in the morning of the student's first day, as their Anki does."""
    zone = timezone(timedelta(hours=hours))
    cards = cards_of(deck)
    records = answered(cards, 1_790_000_000_000)
    own = histories(records, cards[0][0].deck)
    found = progress.progress(own, zone)
    began = datetime.fromtimestamp(found.began, zone)
    assert (began.hour, found.hour, found.west) == (4, 4, -60 * hours)
    assert began.date() == study_day(records[0].at, zone)
    for card, steps in own.cards.items():
        state, there = steps[-1].after, found.cards[card.guid, card.number]
        assert state is not None
        if there.kind == "review":
            assert began.date() + timedelta(days=there.due) == study_day(state.due, zone)


def test_cramming_is_in_the_log_and_not_in_the_schedule(deck: Path) -> None:
    (card, key), *_ = cards_of(deck)
    answer = Answer(
        id=RecordId("1" * 16), at=10**12, card=card, key=key, grade=3, took=5, cram=True
    )
    found = progress.progress(histories([answer], card.deck), UTC)
    one = found.cards[card.guid, card.number]
    assert (one.kind, one.memory, one.interval, one.reviews[0].kind) == ("new", None, 0, None)


def exported(collection: Collection, path: Path, *, scheduling: bool = True, legacy: bool) -> Path:
    collection.export_anki_package(
        out_path=str(path),
        options=ExportAnkiPackageOptions(with_scheduling=scheduling, legacy=legacy),
        limit=None,
    )
    return path


def imported(deck: Path, file: Path, log: Path) -> str:
    wanted = ["quiz", str(deck), "--import", str(file), "--log", str(log)]
    result = CliRunner().invoke(cli, wanted)
    return f"{result.exit_code} {result.output}"


@pytest.mark.parametrize("legacy", [False, True])
def test_what_was_answered_in_anki_comes_into_the_quiz_once(
    deck: Path, collection: Collection, tmp_path: Path, legacy: bool
) -> None:
    records = answered(cards_of(deck), int(time.time() * 1000) - DAY)
    taken(collection, build(deck, [*records], tmp_path / "o"))
    deck_id = collection.decks.id("Orchestra")
    assert deck_id is not None
    collection.decks.select(deck_id)
    from anki.cards import CardId as AnkiCardId  # before anki.collection it can't be imported

    scheduler = collection.sched
    assert isinstance(scheduler, Scheduler)
    one = scheduler.get_queued_cards(fetch_limit=3).cards[0]
    card = collection.get_card(AnkiCardId(one.card.id))
    card.start_timer()
    answer = scheduler.build_answer(card=card, states=one.states, rating=CardAnswer.GOOD)
    scheduler.answer_card(answer)
    file = exported(collection, tmp_path / "mine.apkg", legacy=legacy)

    fresh = tmp_path / "fresh.jsonl"
    assert f"{len(records) + 1} records, {len(records) + 1} of them new" in imported(
        deck, file, fresh
    )
    assert "0 records, 0 of them new" in imported(deck, file, fresh)
    read, _ = exchange.read(fresh.read_bytes(), "")
    assert {(one.at, one.card, one.grade) for one in read if isinstance(one, Answer)} >= {
        (one.at, one.card, one.grade) for one in records
    }
    own = tmp_path / "own.jsonl"
    own.write_text("".join(exchange.write(records)), "utf-8")
    assert "1 record, 1 of them new" in imported(deck, file, own)


def test_a_package_without_answers_is_told(
    deck: Path, collection: Collection, tmp_path: Path
) -> None:
    taken(collection, build(deck, [], tmp_path / "o"))
    file = exported(collection, tmp_path / "x.apkg", scheduling=False, legacy=False)
    said = imported(deck, file, tmp_path / "log.jsonl")
    assert said.startswith("2")
    assert "Include scheduling information" in said
    broken = tmp_path / "y.apkg"
    broken.write_bytes(file.read_bytes()[:-30])
    assert "nothing was imported" in imported(deck, broken, tmp_path / "log.jsonl")


def test_answers_to_cards_of_other_decks_stay_out(
    deck: Path, collection: Collection, tmp_path: Path
) -> None:
    records = answered(cards_of(deck), 1_790_000_000_000)
    other = CardId("orchestra-7k2p", "nobody's", 1)
    records.append(Answer(id=RecordId("b" * 16), at=1, card=other, key="a.b.c", grade=3, took=5))
    package = build(deck, [*records], tmp_path / "o")
    assert len(reading.reviews(package)) == len(records) - 1
    taken(collection, package)
    assert collection.fix_integrity()[1]
