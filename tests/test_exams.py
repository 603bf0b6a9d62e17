"""Mock exams: which questions a blueprint and a seed give."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common import exams
from sonodeck.common.exams import Blueprint, Candidate, Domain, Pool


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
