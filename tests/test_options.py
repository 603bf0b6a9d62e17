"""Wrong options: honest, stable when facts come and go, and quick to find among very many."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common.diagnostics import Place
from sonodeck.questions import checks
from sonodeck.questions.choosing import FEW, WRONG, Pool, size
from sonodeck.questions.notes import About, Key, Offered, QuestionNote, Words
from sonodeck.questions.options import (
    Candidate,
    contains,
    in_rank_order,
    overlaps,
    too_close,
)
from sonodeck.sheets import rough, tokens, values
from sonodeck.sheets.values import Reference

ORGANS = [
    *(
        "liver",
        "spleen",
        "kidney",
        "pancreas",
        "gallbladder",
        "stomach",
        "aorta",
        "uterus",
        "ovary",
    ),
    *("bladder", "prostate", "testis", "thyroid", "breast", "heart", "brain", "eye", "appendix"),
    *("adrenal gland", "lymph node", "common bile duct", "portal vein", "renal artery", "carotid"),
    *("parotid gland", "placenta", "fetal heart", "rotator cuff", "hip joint", "median nerve"),
    *("plantar fascia", "femoral vein", "jugular vein", "hepatic artery", "splenic vein", "ureter"),
    *("duodenum", "rectum", "larynx", "esophagus", "tongue", "lung"),
]


def candidate(text: str, at: int | str) -> Candidate:
    return Candidate(text, Reference("organ", f"f{at}"))


def said(options: Sequence[Candidate]) -> tuple[str, ...]:
    return tuple(one.text for one in options)


def options_of(texts: Sequence[str], asked: int | None = None) -> dict[str, tuple[str, ...]]:
    """For each answer (or as many as asked for) the wrong options from all the others."""
    pool = Pool(candidate(text, text) for text in texts)
    return {
        text: said(
            pool.wrong(
                Key(f"organ.{values.slug(text)}.which"),
                [candidate(text, text)],
                never={Reference("organ", f"f{text}")},
            )
        )
        for text in texts[:asked]
    }


WORDS = st.sampled_from(["left", "right", "kidney", "vein", "the", "LEFT", "<", "3", "mm"])
ANSWERS = st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=14)


@given(ANSWERS)
def test_no_option_equals_or_contains_the_right_one_or_another(answers: list[str]) -> None:
    for right, wrong in options_of(list(dict.fromkeys(answers))).items():
        assert len(wrong) <= WRONG
        shown = [tokens(text) for text in (right, *wrong)]
        pairs = [(a, b) for at, a in enumerate(shown) for b in shown[at + 1 :]]
        assert not any(too_close(a, b) for a, b in pairs)


@given(ANSWERS, st.data())
def test_the_order_of_the_facts_makes_no_difference(
    answers: list[str], data: st.DataObject
) -> None:
    answers = list({tokens(text): text for text in answers}.values())
    shuffled = data.draw(st.permutations(answers))
    assert options_of(answers) == options_of(shuffled)


@given(st.lists(st.sampled_from(ORGANS), unique=True, min_size=4), st.data())
def test_confusable_facts_come_first_and_alike_ones_never(
    organs: list[str], data: st.DataObject
) -> None:
    right, first, never, *_ = data.draw(st.permutations(organs))
    pool = Pool(candidate(text, text) for text in organs)
    wrong = said(
        pool.wrong(
            Key("organ.x.which"),
            [candidate(right, right)],
            never={Reference("organ", f"f{right}"), Reference("organ", f"f{never}")},
            first={Reference("organ", f"f{first}")},
        )
    )
    assert never not in wrong
    if not too_close(tokens(first), tokens(right)) and not too_close(tokens(first), tokens(never)):
        assert wrong[0] == first


def shipped(options: Sequence[Candidate]) -> list[Offered]:
    return [Offered(one.fact.id, one.item) for one in options]


def asked(pool: Pool, text: str, known: Sequence[Offered] = ()) -> tuple[Candidate, ...]:
    own = candidate(text, text)
    key = Key(f"organ.{values.slug(text)}.which")
    return pool.wrong(key, [own], never={own.fact}, shipped=known)


def pool_of(texts: Sequence[str]) -> Pool:
    return Pool(candidate(text, text) for text in texts)


def test_one_more_fact_changes_no_note_that_was_shipped() -> None:
    """A sheet of 40: each fact in turn is the one that comes last."""
    for at in range(len(ORGANS)):
        before = [*ORGANS[:at], *ORGANS[at + 1 :]]
        old = {text: asked(pool_of(before), text) for text in before}
        pool = pool_of(ORGANS)
        assert all(asked(pool, text, shipped(options)) == options for text, options in old.items())


@given(st.permutations(ORGANS), st.integers(3, 30), st.integers(0, 10), st.data())
def test_only_what_is_gone_is_replaced(
    organs: list[str], size: int, more: int, data: st.DataObject
) -> None:
    text, *others = organs[:size]
    old = asked(pool_of([text, *others]), text)
    left = data.draw(st.lists(st.sampled_from(others), unique=True))
    pool = pool_of([text, *left, *organs[size : size + more]])
    now = asked(pool, text, shipped(old))
    kept = [one for one in old if one.text in left]
    assert [one for one in now if one in kept] == kept
    if len(kept) == len(old) >= FEW:
        assert now == old


def test_a_package_tells_whose_answer_an_option_is() -> None:
    """Two facts have one answer: what stands under the option says which of them it was."""
    twins = [
        replace(candidate("spleen", name), why=f"that would be right for {name}") for name in "ab"
    ]
    pool = Pool([*twins, *(candidate(text, text) for text in ("liver", "lung", "heart"))])
    for twin in twins:
        known = [
            Offered(said="spleen", why=values.slug(twin.why)), Offered(said="lung"),
        ]  # fmt: skip
        first, second = asked(pool, "liver", known)
        assert (first.fact, second.text) == (twin.fact, "lung")


def test_a_reworded_option_is_the_same_fact_still() -> None:
    old = asked(pool_of(ORGANS[:8]), "liver")
    reworded = old[0].fact
    pool = Pool(
        replace(candidate(text, text), text=f"the {text}" if f"f{text}" == reworded.id else text)
        for text in ORGANS[:8]
    )
    now = asked(pool, "liver", shipped(old))
    assert [one.fact for one in now] == [one.fact for one in old]
    assert now[0].text == f"the {old[0].text}"


def test_near_ones_come_first() -> None:
    """The next grades of a scale, numbers of like size, answers with the same last word."""
    grades = ["none", "trivial", "mild", "moderate", "severe", "critical"]
    scale = [replace(candidate(one, at), grade=at) for at, one in enumerate(grades)]
    for at in range(1, 5):
        wrong = Pool(scale).wrong(Key(f"grade.g{at}.is"), [scale[at]], never={scale[at].fact})
        assert {grades[at - 1], grades[at + 1]} <= set(said(wrong))
    sizes = [f"{mm} mm" for mm in (1, 2, 4, 8, 16, 32, 64, 128)]
    measured = [replace(candidate(one, one), number=values.number(one)) for one in sizes]
    for at in range(3, 5):
        wrong = Pool(measured).wrong(Key(f"size.g{at}.is"), [measured[at]], never=())
        places = sorted([*(sizes.index(text) for text in said(wrong)), at])
        assert places == list(range(places[0], places[0] + 4))
    assert set(said(asked(pool_of(ORGANS), "portal vein"))) <= {
        *("femoral vein", "jugular vein", "splenic vein"),
    }


def test_open_numbers_stand_beside_their_bound() -> None:
    texts = ["2 mm", "< 3 mm", "3 mm", "more than 3 mm", "2 to 6 mm", "0.5 cm"]
    sizes = [size(values.number(text)) for text in texts]
    assert sizes == sorted(sizes, key=lambda one: one or ("", 0.0, 0))
    assert size(None) is None


def test_the_place_by_size_gives_nothing_away() -> None:
    texts = [f"{mm} mm" for mm in range(1, 401)]
    pool = Pool(replace(candidate(one, one), number=values.number(one)) for one in texts)
    places = []
    for at in range(50, 350):
        own = replace(candidate(texts[at], texts[at]), number=values.number(texts[at]))
        wrong = pool.wrong(Key(f"size.s{at}.is"), [own], never={own.fact})
        places.append(sum(texts.index(one.text) < at for one in wrong))
    assert all(50 < places.count(place) < 100 for place in range(4))


def test_one_more_fact_changes_few_notes() -> None:
    """Before they are shipped: the new one wins a place in some notes of 41."""
    changed = []
    now = options_of(ORGANS)
    for at in range(len(ORGANS)):
        before = [*ORGANS[:at], *ORGANS[at + 1 :]]
        old = options_of(before)
        changed.append(sum(old[text] != now[text] for text in before))
    assert sum(changed) / len(changed) < 7
    assert max(changed) < 14


def test_many_candidates_are_no_trouble() -> None:
    """Only a window of them is looked at; still every note gets its three, and all get used."""
    texts = [f"structure {at}" for at in range(20_000)]
    wrong = options_of(texts, 500)
    assert {len(options) for options in wrong.values()} == {WRONG}
    used = {text for options in wrong.values() for text in options}
    assert len(used) > 1_200


def test_a_new_fact_among_few_changes_only_notes_that_it_is_in() -> None:
    now = options_of(ORGANS[:20])
    for at in range(20):
        before = [*ORGANS[:at], *ORGANS[at + 1 : 20]]
        old = options_of(before)
        changed = [text for text in before if old[text] != now[text]]
        assert all(ORGANS[at] in now[text] for text in changed)


def test_a_new_fact_among_many_changes_few_notes() -> None:
    texts = [f"structure {at}" for at in range(2_000)]
    old, now = options_of(texts, 500), options_of([*texts, "one more"], 500)
    assert sum(old[text] != now[text] for text in old) <= 10


def test_length_gives_nothing_away() -> None:
    long = "a place that is described at such length that nobody would take it for a short answer"
    assert long not in options_of(["liver", "spleen", "kidney", "lung", long])["liver"]
    assert long in options_of(["liver", "spleen", "kidney", long])["liver"]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("< 3 mm", "2 mm", True),
        ("< 3 mm", "5 mm", False),
        ("up to 6 mm", "5 to 9 mm", True),
        ("at least 30 mm", "9 to 13 cm", True),
        ("at least 30 mm", "2 cm", False),
        ("20 mm", "2 cm", True),
        ("about two years", "24 months", True),
        ("2 MHz", "2 mm", False),
        ("2 to 5 MHz", "5,000 kHz", True),
        ("more than 4", "less than 5", True),
        ("34 %", "34", False),
    ],
)
def test_numbers_that_could_both_be_right(one: str, other: str, both: bool) -> None:
    assert overlaps(values.number(one), values.number(other)) is both
    assert overlaps(values.number(other), values.number(one)) is both


@pytest.mark.parametrize(
    ("longer", "shorter", "expected"),
    [
        ("a left kidney", "left kidney", True),
        ("Left Kidney", "left kidney", True),
        ("kidneys", "kidney", False),
        ("portal vein", "vein portal", False),
        ("> 3 mm", "3 mm", True),
        ("**bold** text", "bold", True),
        ("6.5 kHz", "5 kHz", False),
        ("3.2 kHz", "3.2 kHz", True),
    ],
)
def test_containing(longer: str, shorter: str, expected: bool) -> None:
    assert contains(tokens(longer), tokens(shorter)) is expected


@given(st.lists(st.sampled_from(ORGANS), unique=True, min_size=2, max_size=4), st.data())
def test_the_order_of_options_follows_from_the_key(texts: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(texts))
    ordered = in_rank_order(Key("organ.x.which"), texts)
    assert in_rank_order(Key("organ.x.which"), shuffled) == ordered
    assert sorted(ordered) == sorted(texts)


def test_the_right_option_stands_nowhere_in_particular() -> None:
    places = [
        in_rank_order(Key(f"organ.{values.slug(text)}.which"), (text, *wrong)).index(text)
        for text, wrong in options_of([f"structure {at}" for at in range(400)]).items()
    ]
    assert all(70 < places.count(at) < 130 for at in range(WRONG + 1))


ABOUT = About(
    key=Key("organ.x.which"), deck="D", tags=("d",), sources=(), as_of=(), place=Place("s", 1, 1)
)
HONEST = QuestionNote(
    about=ABOUT,
    question="Which organ makes bile?",
    answer=Words("Liver"),
    options=("Kidney", "Liver", "Spleen"),
    right=("Liver",),
)


def test_an_option_that_is_right_too_is_an_error() -> None:
    """Options are made honest; this is the net below, held out with notes made by hand."""
    assert checks.check([HONEST]) == []
    for bad in ("The liver", "liver ", "Left lobe"):
        note = replace(HONEST, options=("Kidney", "Liver", bad), right=("Liver", "left lobe of it"))
        found = checks.check([note])
        assert [(one.code, one.place) for one in found] == [("SD402", ABOUT.place)]
        assert f"the wrong option {bad!r} is also right" in found[0].message


def test_a_contradiction_is_found_in_reverse_questions_too() -> None:
    other = replace(HONEST, about=replace(ABOUT, key=Key("organ.y.which")), answer=Words("Kidney"))
    other = replace(other, options=(), right=("Kidney",))
    assert [one.code for one in checks.check([HONEST, other])] == ["SD401"]


WRITTEN = st.lists(
    st.sampled_from(
        [
            *"*`_ \n.,-/%<>=+[](){}\\'?\xa0\u00e9\u03bc\ue000",
            "**",
            "\\(",
            "\\)",
            "1.5",
            "Cm",
            "X",
            "7",
        ]
    ),
    max_size=20,
).map("".join)


@given(WRITTEN | st.text(max_size=30))
def test_the_rough_look_sees_what_the_comparison_does_without_its_points(text: str) -> None:
    assert rough(text) == re.sub(r"[.^$#*!'\"-]", "", "".join(tokens(text)))


def test_letters_of_a_picture_stand_as_in_the_alphabet() -> None:
    keys = [Key(f"scene.stone-{at}.ask") for at in range(20)]
    assert {in_rank_order(key, ("B", "C", "A")) for key in keys} == {("A", "B", "C")}
    assert len({in_rank_order(key, ("Up", "Down")) for key in keys}) == 2
