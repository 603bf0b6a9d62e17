"""The days before the real exam: new cards a day, the last day, and the forecast."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.cli import cli
from sonodeck.common.exams import Blueprint, Domain
from sonodeck.study.ahead import Part, ahead, days_until, new_a_day
from sonodeck.study.quiz import plan
from sonodeck.study.quiz.state import Known, Wanted
from sonodeck.study.reviews.schedule import State, after, day_begins, recall
from tests.test_session import DAY, card, moment

EXAM = "2026-01-11"  # ten days after the day on which the tests of sessions begin
CARDS = [card(f"g{at}") for at in range(25)]


def known(states: dict[object, State]) -> Known:
    return Known(states=states, suspended=frozenset(), retention=0.9)  # type: ignore[arg-type]


def test_days_until_the_exam() -> None:
    today = date(2026, 1, 1)
    assert days_until(EXAM, today) == 10
    assert days_until(EXAM, date(2026, 1, 11)) == 0
    assert days_until(EXAM, date(2026, 1, 12)) is None
    assert days_until("", today) is None


@given(st.integers(0, 2000), st.integers(2, 400))
def test_at_this_pace_all_are_seen_before_the_last_day(cards: int, days: int) -> None:
    for left in range(days, 1, -1):
        cards -= min(cards, new_a_day(cards, left))
    assert cards == 0
    assert new_a_day(100, 1) == new_a_day(100, 0) == 0


def test_day_by_day_until_the_exam() -> None:
    """Every new card comes before the last day; that one asks each of them once."""
    states: dict[object, State] = {}
    wanted = Wanted(exam=EXAM)
    for day in range(9):
        at = moment(60, day)
        _, waiting = plan.chosen(CARDS, known(states), wanted, at)
        new = [one for one in waiting if one not in states]
        assert len(new) == (3 if day < 7 else 2)
        for one in waiting:
            states[one] = after(states.get(one), one, 4, at.now, 0.9)
        # What was begun today is not begun again in the next session of the day.
        assert not set(plan.chosen(CARDS, known(states), wanted, at)[1]) - states.keys()
    at = moment(60, 9)
    steps, waiting = plan.chosen(CARDS, known(states), wanted, at)
    assert steps == []
    assert sorted(waiting) == sorted(one.id for one in CARDS)
    chances = [recall(states[one], at.tomorrow) for one in waiting]
    assert chances == sorted(chances)
    states[waiting[0]] = after(states[waiting[0]], waiting[0], 3, at.now, 0.9)
    assert plan.chosen(CARDS, known(states), wanted, at)[1] == waiting[1:]


def test_on_the_last_day_a_second_card_of_a_note_comes_after_all_first_ones() -> None:
    cards = [card("a", 1), card("a", 2), card("b", 1)]
    _, waiting = plan.chosen(cards, known({}), Wanted(exam="2026-01-02"), moment(60))
    assert [(one.guid, one.number) for one in waiting] == [("a", 1), ("b", 1), ("a", 2)]


def test_on_the_day_of_the_exam_nothing_new_is_asked_and_afterwards_all_is_as_before() -> None:
    on_the_day = plan.chosen(CARDS, known({}), Wanted(exam="2026-01-01"), moment(60))
    assert on_the_day == ([], [])
    _, later = plan.chosen(CARDS, known({}), Wanted(exam="2025-12-31"), moment(60))
    assert len(later) == 20


def test_new_cards_are_those_of_the_exam_and_an_own_number_wins() -> None:
    blueprint = Blueprint(
        questions=1, minutes=1, domains=(Domain(tag="in", title="In", weight=1),)
    )  # fmt: skip
    cards = [card(f"i{at}", tag="deck::in") for at in range(9)] + CARDS
    _, waiting = plan.chosen(cards, known({}), Wanted(exam=EXAM, blueprint=blueprint), moment(60))
    assert [one.guid for one in waiting] == ["i0"]
    _, waiting = plan.chosen(cards, known({}), Wanted(exam=EXAM, new=5), moment(60))
    assert len(waiting) == 5


def test_the_forecast_is_the_mean_recall_of_each_domain_by_weight() -> None:
    today = date(2026, 1, 1)
    now = day_begins(today) + 3_600_000
    seen = {one.id: after(None, one.id, 4, now - DAY, 0.9) for one in CARDS[:3]}
    parts = [
        Part(title="A", weight=75, cards=tuple(one.id for one in CARDS[:4])),
        Part(title="B", weight=25, cards=tuple(one.id for one in CARDS[4:6])),
    ]
    found = ahead(parts, seen, EXAM, today)
    assert found is not None
    at = day_begins(today + timedelta(days=10)) + 5 * 3_600_000
    chance = recall(seen[CARDS[0].id], at)
    assert 0 < chance < 1
    assert found.domains[0].known == pytest.approx(3 * chance / 4)
    assert [(one.seen, one.cards) for one in found.domains] == [(3, 4), (0, 2)]
    assert found.known == pytest.approx(0.75 * 3 * chance / 4)
    assert found.new_a_day == 1
    assert ahead(parts, seen, "2025-12-31", today) is None


def test_the_day_is_set_kept_and_taken_back(tmp_path: Path) -> None:
    deck = Path(__file__).parents[1] / "decks" / "cranial-nerves"
    log = str(tmp_path / "log.jsonl")

    def run(*words: str) -> tuple[int, str]:
        found = CliRunner().invoke(cli, [*words, "--log", log], input="q\n")
        return found.exit_code, found.output

    day = (date.today() + timedelta(days=40)).isoformat()  # noqa: DTZ011  # the student's own
    code, said = run("quiz", str(deck), "--exam", day)
    assert code == 0
    assert "New cards/day until then: " in said
    code, said = run("stats", str(deck), "--format", "json")
    exam = json.loads(said)["exam"]
    assert exam["day"] == day
    assert sum(one["weight"] for one in exam["domains"]) == pytest.approx(100)
    assert f"Known on the exam day, {day}" in run("stats", str(deck))[1]
    assert run("quiz", str(deck), "--exam", "none")[0] == 0
    assert json.loads(run("stats", str(deck), "--format", "json")[1])["exam"] is None
    for wrong in ("2027-02-30", "soon", "2020-01-01"):
        assert run("quiz", str(deck), "--exam", wrong)[0] == 2
