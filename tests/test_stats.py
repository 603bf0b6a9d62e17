"""The statistics of a student: each number against the plainest way to count it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common.ranking import study_day
from sonodeck.sheets.languages import labels
from sonodeck.study import stats
from sonodeck.study.reviews import Answer, CardId, RecordId, Suspension, new_id
from sonodeck.study.reviews.log import Log
from sonodeck.study.reviews.schedule import GRADES, day_begins

TODAY = date(2026, 3, 10)
NOW = day_begins(TODAY) + 5 * 3_600_000
DAY = 86_400_000
CARDS = [CardId("d", guid, number) for guid in "abc" for number in (1, 2)]
TOPICS = {card: f"Topic {card.guid}" for card in CARDS if card.guid != "c"}
ENGLISH = labels("en")
DECK = stats.Asked(deck="d", title="Deck", labels=ENGLISH, topics=TOPICS)


def answer(card: CardId, at: int, grade: int = 3, **more: object) -> Answer:
    made = Answer(id=new_id(), at=at, card=card, key="k", grade=3, took=60_000)
    return Answer(**{n: getattr(made, n) for n in made.__slots__} | {"grade": grade} | more)


def counted(answers: Sequence[Answer], now: int = NOW) -> stats.Stats:
    log = Log()
    log.add(*answers)
    return stats.of(DECK, log, now)


histories = st.lists(
    st.builds(
        answer, st.sampled_from(CARDS), st.integers(NOW - 60 * DAY, NOW),
        st.sampled_from(GRADES), cram=st.booleans(),
    ),
    max_size=40,
)  # fmt: skip


@given(histories)
def test_true_retention_counts_first_answers_of_later_days(answers: list[Answer]) -> None:
    found = counted(answers)
    own = sorted((a for a in answers if a.card in DECK.topics), key=lambda a: (a.at, a.id))
    due = []
    for at, one in enumerate(own):
        before = [a for a in own[:at] if a.card == one.card and not a.cram]
        days = {study_day(a.at) for a in before}
        if days and study_day(one.at) not in days and not one.cram:
            due.append(one)
    assert (found.all.answers, found.all.known) == (len(due), sum(a.grade > 1 for a in due))
    recent = [a for a in due if study_day(a.at) > TODAY - timedelta(days=30)]
    assert found.recent.answers == len(recent)
    for topic in found.topics:
        assert topic.all.answers == sum(DECK.topics[a.card] == topic.topic for a in due)
        assert topic.cards == 2


@given(histories)
def test_every_card_is_counted_once(answers: list[Answer]) -> None:
    found = counted(answers)
    assert found.cards == 4
    assert found.learned + found.steps + found.new + found.suspended == found.cards
    assert found.due <= found.learned + found.steps
    assert sum(found.forecast) <= found.learned + found.steps
    assert found.due == found.forecast[0]
    assert found.answers_today <= found.answers <= len(answers)


@given(st.sets(st.integers(0, 40)))
def test_streaks_are_days_in_a_row(ago: set[int]) -> None:
    days = {TODAY - timedelta(days=number) for number in ago}
    begin = 0 if 0 in ago else 1
    expected = next(n for n in range(begin, 60) if n not in ago) - begin
    longest = max((len(_run(ago, start)) for start in ago), default=0)
    assert stats.streaks(days, TODAY) == (expected, longest)


def _run(ago: set[int], start: int) -> list[int]:
    end = start
    while end in ago:
        end += 1
    return list(range(start, end))


def test_suspended_cards_are_neither_due_nor_coming() -> None:
    answers = [answer(card, NOW - 20 * DAY, 4) for card in CARDS]
    log = Log()
    log.add(*answers)
    before = stats.of(DECK, log, NOW)
    log.add(Suspension(id=RecordId("f" * 16), at=NOW, card=CARDS[0], key="k", suspended=True))
    after = stats.of(DECK, log, NOW)
    assert (before.due, before.suspended, before.forecast[0]) == (4, 0, 4)
    assert (after.due, after.suspended, after.forecast[0]) == (3, 1, 3)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_text_fits_the_terminal(width: int) -> None:
    answers = [answer(card, NOW - ago * DAY, 1 + ago % 4) for card in CARDS for ago in range(50)]
    text = stats.as_text(counted(answers), width, ENGLISH)
    assert "Streak     50 days in a row (longest: 50)" in text
    lines = text.splitlines()
    assert all(len(line) <= width for line in lines if "█" in line or "░" in line)


def test_the_bars_are_as_high_as_the_numbers() -> None:
    def shown(*due: int) -> list[str]:
        padded = (*due, *[0] * (stats.DAYS - len(due)))
        found = counted([])
        made = {n: getattr(found, n) for n in found.__slots__} | {"forecast": padded}
        text = stats.as_text(stats.Stats(**made), 80, ENGLISH)
        first, *rest = text.partition("Due in the next 30 days\n")[2].splitlines()[:4]
        return [first.removesuffix(f" {max(due)}").rstrip(), *rest]

    assert shown(4, 2, 0, 1) == ["  █", "  █", "  ██", "  ██ █"]
    assert shown(1000, 1) == ["  █", "  █", "  █", "  █▁"]
    assert shown(0) == ["  nothing"]


def test_the_command_writes_nothing_where_nothing_was_answered(tmp_path: Path) -> None:
    log = tmp_path / "answers"
    done = subprocess.run(
        [sys.executable, "-m", "sonodeck", "stats", "--format", "json"],
        cwd=tmp_path, env=os.environ | {"SONODECK_LOG": str(log), "PYTHONWARNINGS": "error"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []
    found = json.loads(done.stdout)
    assert found["new"] == found["cards"] > 500
    assert found["forecast"] == [0] * 30
    assert done.stderr == ""


def test_answers_dated_in_the_future_are_of_no_day_that_is_counted() -> None:
    past = [answer(CARDS[0], NOW - 5 * DAY, 4), answer(CARDS[0], NOW - DAY)]
    future = [answer(CARDS[1], NOW + days * DAY) for days in range(300, 310)]
    alone, both = counted(past, NOW), counted([*past, *future], NOW)
    assert (both.recent, both.streak, both.longest_streak) == (
        alone.recent, alone.streak, alone.longest_streak,
    )  # fmt: skip
