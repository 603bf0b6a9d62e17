"""When cards are due: the fsrs package's states, intervals spread by rule, days from 4 o'clock."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common.ranking import study_day
from sonodeck.study.reviews import Answer, CardId, Grade, RecordId
from sonodeck.study.reviews.schedule import (
    GRADES,
    MAX_DAYS,
    State,
    after,
    choices,
    day_begins,
    is_due,
    recall,
    replay,
    spread,
)


def day_after(at: int, zone: ZoneInfo) -> int:
    return day_begins(study_day(at, zone) + timedelta(days=1), zone)


CARD = CardId("anatomy-k3f9", "g;M/w}f8Zq", 1)
START = 1_767_225_600_000
DAY = 86_400_000

grades = st.sampled_from(GRADES)
gaps = st.one_of(st.integers(1, 3 * 3_600_000), st.integers(1, 400 * DAY))
histories = st.lists(st.tuples(grades, gaps), min_size=1, max_size=25)


def played(history: list[tuple[Grade, int]], retention: float = 0.9) -> list[State]:
    """The states after each answer of a history of grades and the milliseconds before them."""
    states: list[State] = []
    at = START
    for grade, gap in history:
        at += gap
        states.append(after(states[-1] if states else None, CARD, grade, at, retention))
    return states


@given(histories, st.floats(0.7, 0.99))
def test_states_are_those_of_the_fsrs_package(
    history: list[tuple[Grade, int]], retention: float
) -> None:
    """The package runs through the history on its own; only its intervals are spread."""
    scheduler = Scheduler(desired_retention=retention, enable_fuzzing=False)
    card = Card(card_id=1)
    moment = datetime.fromtimestamp(START // 1000, UTC)
    for number, ((grade, gap), state) in enumerate(
        zip(history, played(history, retention), strict=True), 1
    ):
        moment += timedelta(milliseconds=gap)
        card, _ = scheduler.review_card(card, Rating(grade), moment)
        assert (state.stability, state.difficulty) == (card.stability, card.difficulty)
        assert (state.step, state.phase) == (card.step, card.state.name.lower())
        wait = card.due - moment
        if card.step is None:
            assert state.due - state.last == spread(wait.days, CARD, number) * DAY
        else:
            assert timedelta(milliseconds=state.due - state.last) == wait
        assert state.answers == number


@given(histories)
def test_a_replay_ends_where_the_answers_led(history: list[tuple[Grade, int]]) -> None:
    states = played(history)
    answers = [
        Answer(
            id=RecordId(f"{at:016x}"), at=state.last, card=CARD, key="k", grade=grade, took=0
        )
        for at, ((grade, _), state) in enumerate(zip(history, states, strict=True))
    ]  # fmt: skip
    assert replay(CARD, answers, 0.9) == states[-1]
    crammed = [
        Answer(id=RecordId("f" * 16), at=one.at, card=CARD, key="k", grade=1, took=0, cram=True)
        for one in answers
    ]
    assert replay(CARD, [*answers, *crammed], 0.9) == states[-1]
    assert replay(CARD, crammed, 0.9) is None


@given(histories, gaps)
def test_a_better_grade_makes_a_card_no_less_stable(
    history: list[tuple[Grade, int]], gap: int
) -> None:
    state = played(history)[-1]
    made = choices(state, CARD, state.last + gap, 0.9)
    for worse, better in pairwise(GRADES):
        assert made[better].stability >= made[worse].stability


@given(st.integers(1, MAX_DAYS), st.text(min_size=1), st.integers(1, 9), st.integers(1, 99))
def test_intervals_are_spread_by_a_little(days: int, guid: str, number: int, answers: int) -> None:
    card = CardId("d", guid, number)
    found = spread(days, card, answers)
    assert found == spread(days, card, answers)
    assert 1 <= found <= MAX_DAYS
    if days < 3:
        assert found == days
    else:
        assert abs(found - days) <= 3 + 0.05 * days


def test_cards_learned_together_dont_stay_together() -> None:
    cards = [CardId("d", f"guid {at}", 1) for at in range(100)]
    assert {spread(20, card, 3) for card in cards} == set(range(17, 24))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-05-02 03:59", "2026-05-01"),
        ("2026-05-02 04:00", "2026-05-02"),
        ("2026-05-02 23:59", "2026-05-02"),
        ("2026-10-25 03:30", "2026-10-24"),  # the night on which clocks go back
        ("2026-03-29 04:00", "2026-03-29"),  # and forward
    ],
)
def test_a_day_of_study_begins_at_four(moment: str, day: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    at = int(datetime.fromisoformat(moment).replace(tzinfo=zone).timestamp() * 1000)
    assert str(study_day(at, zone)) == day
    tomorrow = day_after(at, zone)
    assert study_day(tomorrow, zone) == study_day(at, zone) + timedelta(days=1)
    assert study_day(tomorrow - 1, zone) == study_day(at, zone)


def test_a_card_in_its_steps_is_due_by_the_minute_and_later_by_the_day() -> None:
    zone = ZoneInfo("UTC")
    new = after(None, CARD, 3, START, 0.9)
    assert not is_due(new, START + 599_000, day_after(START, zone))
    assert is_due(new, START + 600_000, day_after(START, zone))
    known = after(new, CARD, 3, new.due, 0.9)
    morning = day_after(known.due, zone) - DAY
    assert not is_due(known, morning - 1, day_after(morning - 1, zone))
    assert is_due(known, morning, day_after(morning, zone))


def test_what_is_due_is_known_as_often_as_desired() -> None:
    for retention in (0.8, 0.9, 0.97):
        state = played([(3, 0), (3, 600_000), (3, 2 * DAY), (3, 9 * DAY)], retention)[-1]
        assert recall(state, state.due) == pytest.approx(retention, abs=0.02)
