"""Mock exams: which questions a blueprint and a seed give, and what a student makes of them."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.cli import cli
from sonodeck.common import exams
from sonodeck.common.exams import Blueprint, Candidate, Domain, Pool
from sonodeck.questions import RIGHT
from sonodeck.sheets.languages import labels
from sonodeck.study.exams.sitting import Sitting, sittings
from sonodeck.study.exams.taking import At, Left, Overview, Save, Taking, opened, press, ticked
from sonodeck.study.exams.view import view
from sonodeck.study.intervals import wilson
from sonodeck.study.quiz.view import Row
from sonodeck.study.reviews import Answer, Choice, Exam
from sonodeck.study.reviews.log import Log
from tests.sites.conftest import CHOICE, DECK, HEART, KIND
from tests.test_session import card, moment


def blueprint(*weights: int, questions: int = 10, minutes: int = 12) -> Blueprint:
    domains = tuple(
        Domain(tag=f"d{at}", title=f"Domain {at}", weight=weight)
        for at, weight in enumerate(weights)
    )
    return Blueprint(questions=questions, minutes=minutes, domains=domains)


def test_the_spi_gets_its_questions_by_weight() -> None:
    spi = blueprint(23, 7, 26, 34, 10, questions=110, minutes=120)
    assert spi.quotas(110) == [25, 8, 29, 37, 11]
    assert spi.quotas(10) == [2, 1, 3, 3, 1]
    assert (spi.minutes_for(110), spi.minutes_for(10)) == (120, 11)


@given(st.lists(st.integers(1, 999), min_size=1, max_size=9), st.integers(1, 500))
def test_quotas_add_up_and_none_is_a_question_away_from_its_share(
    weights: list[int], questions: int
) -> None:
    quotas = blueprint(*weights).quotas(questions)
    assert sum(quotas) == questions
    for quota, weight in zip(quotas, weights, strict=True):
        assert abs(quota - weight * questions / sum(weights)) < 1


pools = st.builds(
    lambda weights, rows: Pool(
        blueprint(*weights),
        tuple(
            Candidate(f"kind.f{fact}.q{at}", domain % len(weights), words)
            for at, (fact, domain, words) in enumerate(rows)
        ),
    ),
    st.lists(st.integers(1, 50), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 9)), max_size=40),
)


@given(pools, st.text(max_size=5), st.integers(1, 30))
def test_an_exam_is_what_its_blueprint_says(pool: Pool, seed: str, questions: int) -> None:
    paper = exams.drawn(pool, seed, questions)
    assert paper == exams.drawn(pool, seed, questions)
    assert len({one.key for one in paper.questions}) == len(paper.questions)
    asked = Counter(one.domain for one in paper.questions)
    there = Counter(one.domain for one in pool.candidates)
    for at, quota in enumerate(pool.blueprint.quotas(questions)):
        assert asked[at] == min(quota, there[at])
    assert {(one.domain.tag, one.there) for one in paper.lacking} == {
        (f"d{at}", there[at])
        for at, quota in enumerate(pool.blueprint.quotas(questions))
        if there[at] < quota
    }


@given(pools, st.text(max_size=5))
def test_a_fact_or_a_wording_comes_again_only_after_all_others(pool: Pool, seed: str) -> None:
    paper = exams.drawn(pool, seed)
    for at in range(len(pool.blueprint.domains)):
        own = [one for one in pool.candidates if one.domain == at]
        asked = [one for one in paper.questions if one.domain == at]
        left = [one for one in own if one not in asked]
        facts, words = {one.fact for one in asked}, {one.words for one in asked}
        if len(facts) < len(asked) or len(words) < len(asked):  # something came twice
            assert all(one.fact in facts or one.words in words for one in left)


@given(pools, st.text(max_size=5))
def test_one_more_note_changes_one_question_of_its_domain_at_most(pool: Pool, seed: str) -> None:
    """Where it is about a fact and in words of its own."""
    more = Candidate("kind.new.q", 0, 99)
    before = {one.key for one in exams.drawn(pool, seed).questions}
    after = {
        one.key
        for one in exams.drawn(Pool(pool.blueprint, (*pool.candidates, more)), seed).questions
    }
    assert len(before - after) <= 1
    assert after - before <= {more.key}


def test_seeds_give_other_exams_and_other_orders() -> None:
    notes = tuple(Candidate(f"kind.f{at}.q", 0, at) for at in range(200))
    papers = [exams.drawn(Pool(blueprint(1), notes), str(seed)) for seed in range(20)]
    for one, other in pairwise(papers):
        assert {q.key for q in one.questions} != {q.key for q in other.questions}
    assert len({paper.questions[0].key for paper in papers}) > 10


def test_the_notes_of_a_domain_are_those_with_its_tag_or_one_below() -> None:
    spi = Blueprint(
        questions=1,
        minutes=1,
        domains=(Domain(tag="spi::a", title="A", weight=1), Domain(tag="b", title="B", weight=1)),
    )
    assert spi.domain_of(["root::spi::a::deep"]) == 0
    assert spi.domain_of(["root::other", "root::b"]) == 1
    assert spi.domain_of(["root::spi::ab"]) is None
    assert spi.domain_of([]) is None


def test_values_of_no_fact_are_no_doubles() -> None:
    assert Candidate("kind.aorta.a", 0, 0).fact == Candidate("kind.aorta.b.c", 0, 0).fact
    assert Candidate("kind.-.q.one", 0, 0).fact != Candidate("kind.-.q.two", 0, 0).fact


# taking one

CARDS = [
    replace(
        card(f"g{at}", tag=f"deck::d{at % 2}"), key=f"kind.f{at}.q", options=("x", "y", "z"),
        ranked=("x", "y", "z"), names=("other", RIGHT, "third"), right=1, answer="y",
    )
    for at in range(10)
]  # fmt: skip
TWO = blueprint(3, 2, questions=5, minutes=6)
POOL = Pool(TWO, tuple(Candidate(one.key, at % 2, at) for at, one in enumerate(CARDS)))


def new_exam(questions: int = 5) -> Taking:
    keys = {one.key: one.id.guid for one in CARDS}
    paper = exams.drawn(POOL, "seed", questions)
    guids = tuple(keys[one.key] for one in paper.questions)
    at = moment()
    exam = Exam(id=at.id, at=at.now, deck="deck-0000", seed="s", minutes=6, questions=guids)
    return opened(Sitting(exam=exam), CARDS, TWO, labels("en"), new=True)


class Student:
    """Presses keys, and keeps the records that were saved."""

    def __init__(self) -> None:
        self.taking = new_exam()
        self.log = Log()
        self.minutes = 0.0

    def press(self, *keys: str) -> "Student":
        for key in keys:
            self.taking, effects = press(self.taking, key, moment(self.minutes))
            for effect in effects:
                if isinstance(effect, Save):
                    self.log.add(*effect.records)
            self.minutes += 0.01
            view(self.taking, moment(self.minutes), ())
        return self

    def saved(self) -> Sitting:
        (found,) = sittings(self.log.done(), "deck-0000")
        return found

    def right(self) -> str:
        """The letter of the right option of the question in view."""
        assert isinstance(self.taking.phase, At)
        return "abc"[self.taking.order(self.taking.phase.number).index(1)]


def test_an_exam_from_its_first_question_to_its_reasons() -> None:
    one = Student().press("\n")
    one.press(one.right(), "\n")
    one.press(one.right(), "m", "\n")
    one.press("abc"[("abc".index(one.right()) + 1) % 3], "\n", "\n", "\n")
    assert one.taking.phase == Overview(5)
    assert not [record for record in one.log.done() if isinstance(record, Answer)]
    one.press("s")
    found = one.taking.marked()
    assert (found.all.right, found.all.asked) == (2, 5)
    assert found.wrong == (3, 4, 5)
    assert sum(score.asked for score in found.domains) == 5
    assert [score.asked for score in found.domains] == [3, 2]
    answers = [record for record in one.log.done() if isinstance(record, Answer)]
    # At one moment, so in no order.
    assert sorted(answer.grade for answer in answers) == [1, 3, 3]
    assert all(answer.cram for answer in answers)
    assert one.log.states("deck-0000") == {}
    assert one.press("\n", "s").taking.phase == Left(study=True)


def test_another_choice_replaces_the_first_and_the_same_changes_nothing() -> None:
    one = Student().press("\n", "a")
    first = one.saved().choices[1]
    one.press("a")
    assert one.saved().choices[1] == first
    assert one.press("b").saved().choices[1].option != first.option


def test_a_question_is_found_by_its_number() -> None:
    one = Student().press("\n", "4", "\n")
    assert one.taking.phase == At(4)
    one.press("l", "2", "\n")
    assert one.taking.phase == At(2)
    one.press("9", "9", "\n")
    assert one.taking.phase == At(2)


def test_when_time_is_up_the_exam_is_handed_in_and_the_key_does_nothing() -> None:
    one = Student().press("\n", "a")
    assert one.saved().is_answered(1)
    one.minutes = 6.5
    assert ticked(one.taking, moment(one.minutes))
    one.press("b")
    assert one.saved().ended
    assert one.saved().choices[1].option == one.taking.sitting.choices[1].option
    assert one.taking.note == "Time is up; the exam was handed in."
    assert one.taking.marked().all.asked == 5


def test_the_clock_stands_while_the_exam_is_closed() -> None:
    one = Student().press("\n")
    one.minutes = 2
    one.press("a", "q")
    one.taking = opened(one.saved(), CARDS, TWO, labels("en"), new=False)
    one.minutes = 500
    one.press("\n")
    assert one.taking.phase == At(2)
    assert round(one.taking.left(moment(one.minutes)) / 60_000) == 4


@given(st.lists(st.sampled_from(["\n", "a", "b", "c", "m", "n", "p", "l", "3", "kill"])))
def test_killed_at_any_moment_and_opened_again_nothing_is_lost(keys: list[str]) -> None:
    one = Student().press("\n")
    for key in keys:
        if key == "kill":
            before = one.taking.sitting
            one.taking = opened(one.saved(), CARDS, TWO, labels("en"), new=False)
            assert one.taking.sitting == before
            one.press("\n")
        else:
            one.press(key)
    assert one.saved().choices == one.taking.sitting.choices


def said(one: Student) -> str:
    """What the key x is for."""
    found = view(one.taking, moment(one.minutes), ())
    return next(
        part for row in found if isinstance(row, Row) for part in row.texts if part[0] == "x"
    )


def test_what_is_discarded_was_never_begun() -> None:
    one = Student().press("\n", "a", "q")
    one.taking = opened(one.saved(), CARDS, TWO, labels("en"), new=False)
    assert said(one) == "x discard"
    one.press("x")
    assert said(one) == "x discard all answers?"
    assert sittings(one.log.done(), "deck-0000") == [one.saved()]
    one.press("x")
    assert sittings(one.log.done(), "deck-0000") == []


def test_what_is_chosen_elsewhere_after_the_end_does_not_count() -> None:
    one = Student().press("\n", "a", "l", "s")
    late = moment(60)
    record = Choice(
        id=late.id, at=late.now, exam=one.taking.sitting.exam.id, question=1, option="z",
        flagged=False, used=1,
    )  # fmt: skip
    assert sittings([*one.log.done(), record], "deck-0000") == [one.saved()]


def test_a_question_that_left_the_deck_is_not_asked_and_does_not_count() -> None:
    taking = new_exam()
    kept = [one for one in CARDS if one.id.guid != taking.sitting.exam.questions[1]]
    again = opened(taking.sitting, kept, TWO, labels("en"), new=False)
    assert list(again.cards) == [1, 3, 4, 5]
    assert again.marked().all.asked == 4


@pytest.mark.parametrize(
    ("right", "asked", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_intervals_are_those_of_newcombe_1998(
    right: int, asked: int, low: float, high: float
) -> None:
    """Stat Med 17:857, table I, method 3: Wilson's score without continuity correction."""
    assert wilson(right, asked) == pytest.approx((low, high), abs=5e-5)


# the command


def test_an_exam_through_a_pipe(tmp_path: Path) -> None:
    folder = tmp_path / "heart"
    (folder / "kinds").mkdir(parents=True)
    (folder / "deck.yaml").write_text(DECK + BLUEPRINT, "utf-8")
    (folder / "heart.yaml").write_text(HEART, "utf-8")
    (folder / "choice.yaml").write_text(CHOICE.replace("facts:", "tags: [valves]\nfacts:"), "utf-8")
    (folder / "kinds" / "valve.yaml").write_text(KIND, "utf-8")
    log = tmp_path / "log.jsonl"

    def exam(typed: str, *arguments: str) -> Result:
        return CliRunner().invoke(
            cli, ["exam", str(folder), "--log", str(log), *arguments], input=typed
        )

    begun = exam("\na\nq\n", "--seed", "7")
    assert begun.exit_code == 0
    assert "Mock exam\n\n3 questions in 4 min." in begun.output
    assert "Question 2 of 3" not in begun.output
    assert exam("q\n", "--questions", "2").exit_code == 2
    assert exam("q\n", "--last").exit_code == 2
    ended = exam("\nl\ns\ns\n \n3\nq\n")
    assert ended.exit_code == 0
    assert "In progress: 1 of 3 answered" in ended.output
    assert "of 3 right" in ended.output
    assert "95 % interval" in ended.output
    assert "cards, " in ended.output or "1 answer to 1 card" in ended.output
    assert "of 3 right" in exam("q\n", "--last").output
    types = [json.loads(line).get("type") for line in log.read_text("utf-8").splitlines()]
    assert types[1:5] == ["exam", "choice", "handed-in", "answer"]


BLUEPRINT = """\
blueprint:
  questions: 3
  minutes: 4
  domains: [{tag: valves, title: Valves, weight: 1}]
"""


def test_a_deck_without_a_blueprint_has_no_exam(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("id: a-0000\ntitle: A\nsheets: [a.yaml]\n", "utf-8")
    sheet = "kind: qa\nfacts:\n  - {id: a, question: What?, answer: That}\n"
    (tmp_path / "a.yaml").write_text(sheet, "utf-8")
    found = CliRunner().invoke(cli, ["exam", str(tmp_path)])
    assert found.exit_code == 2
    assert "deck.yaml has no 'blueprint'" in found.output
