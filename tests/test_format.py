"""The file in which answers travel: what is written is read again, and nothing else is."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.study.reviews import (
    Answer,
    CardId,
    Choice,
    Exam,
    ExamDay,
    HandedIn,
    Record,
    RecordId,
    Retention,
    Suspension,
    Undo,
)
from sonodeck.study.reviews.format import read, write

ids = st.integers(0, 2**64 - 1).map(lambda number: RecordId(f"{number:016x}"))
moments = st.integers(1, 7_258_118_400_000)
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)
card_ids = st.builds(CardId, texts, texts, st.integers(1, 500))
answers = st.builds(
    Answer, id=ids, at=moments, card=card_ids, key=texts, grade=st.sampled_from([1, 2, 3, 4]),
    took=st.integers(0, 86_400_000), cram=st.booleans(), option=st.just("") | texts,
)  # fmt: skip
records = st.one_of(
    answers,
    st.builds(Suspension, id=ids, at=moments, card=card_ids, key=texts, suspended=st.booleans()),
    st.builds(Retention, id=ids, at=moments, deck=texts, value=st.floats(0.7, 0.99)),
    st.builds(Undo, id=ids, at=moments, of=ids),
    st.builds(
        Exam, id=ids, at=moments, deck=texts, seed=texts, minutes=st.integers(1, 999),
        questions=st.lists(texts, min_size=1, max_size=9).map(tuple),
    ),
    st.builds(
        Choice, id=ids, at=moments, exam=ids, question=st.integers(1, 500),
        option=st.just("") | texts, flagged=st.booleans(), used=st.integers(0, 10**9),
    ),
    st.builds(HandedIn, id=ids, at=moments, exam=ids, used=st.integers(0, 10**9)),
    st.builds(
        ExamDay, id=ids, at=moments, deck=texts, day=st.just("") | st.dates().map(date.isoformat)
    ),
)  # fmt: skip
logs = st.lists(records, unique_by=lambda record: record.id)

HEAD = '{"sonodeck-reviews":1}\n'
ANSWER = (
    '{"type":"answer","id":"00000000000000a1","at":1767225600000,"deck":"anatomy-k3f9",'
    '"guid":"g;M/w}f8Zq","card":1,"key":"term.liver.meaning","grade":3,"took":5300}\n'
)


def as_bytes(*written: Record) -> bytes:
    return "".join(write(written)).encode()


@given(logs)
def test_what_is_written_is_read_again(log: list[Record]) -> None:
    assert read(as_bytes(*log), "answers.jsonl") == (tuple(log), [])


@given(logs)
def test_line_ends_and_a_byte_order_mark_make_no_difference(log: list[Record]) -> None:
    data = b"\xef\xbb\xbf" + as_bytes(*log).replace(b"\n", b"\r\n")
    assert read(data, "answers.jsonl") == (tuple(log), [])


@given(logs, st.data())
def test_a_file_that_was_cut_off_says_so_but_between_two_lines(
    log: list[Record], data: st.DataObject
) -> None:
    whole = as_bytes(*log)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    found, problems = read(cut, "answers.jsonl")
    assert found == tuple(log)[: len(found)]
    at_a_line_end = cut.endswith(b"\n") or whole[len(cut) : len(cut) + 1] == b"\n"
    assert (problems == []) == at_a_line_end


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    for content in (data, HEAD.encode() + data, (HEAD + ANSWER).encode() + data):
        for found in read(content, "answers.jsonl")[1]:
            assert found.place is not None


@given(logs)
def test_records_that_come_twice_count_once(log: list[Record]) -> None:
    twice = as_bytes(*log) + as_bytes(*log).partition(b"\n")[2]
    assert read(twice, "answers.jsonl") == (tuple(log), [])


def test_an_answer_is_written_as_the_documents_show_it() -> None:
    found, problems = read((HEAD + ANSWER).encode(), "answers.jsonl")
    assert problems == []
    assert as_bytes(*found).decode() == HEAD + ANSWER


def changed(**changes: object) -> str:
    plain = json.loads(ANSWER) | changes
    kept = {name: value for name, value in plain.items() if value is not None}
    return HEAD + json.dumps(kept) + "\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "answers.jsonl:1:1 SD701 this is not a review file"),
        ("hello\n", "answers.jsonl:1:1 SD701 this is not a review file"),
        ('{"sonodeck-reviews":2}\n' + ANSWER, "answers.jsonl:1:1 SD703 this file was"),
        (HEAD + ANSWER + ANSWER[:40], "answers.jsonl:3:1 SD702 not a record: the line is damaged"),
        (HEAD + "[]\n", "answers.jsonl:2:1 SD702 not a record: it should be a JSON object"),
        (HEAD + "[" * 9000, "answers.jsonl:2:1 SD702 not a record: the line is damaged"),
        (HEAD + " " * 30000 + ANSWER, "answers.jsonl:2:1 SD702 not a record: the line is too long"),
        (changed(type="guess"), "answers.jsonl:2:1 SD702 not a record: unknown type 'guess'"),
        (changed(grade=5), "'grade' should be a whole number from 1 to 4"),
        (changed(grade=True), "'grade' should be a whole number from 1 to 4"),
        (changed(at="today"), "'at' should be a whole number"),
        (changed(at=10**15), "'at' should be a whole number"),
        (changed(guid=None), "'guid' should be a text"),
        (changed(key="a\x1b[2Jb"), "'key' should be a text"),
        (changed(key="\ud800"), "'key' should be a text"),
        (changed(id="A1"), "'id' should be 16 lowercase hexadecimal digits"),
        (changed(option=""), "'option' should be a text"),
        (changed(option=2), "'option' should be a text"),
        (changed(cram=1), "'cram' should be true or false"),
        (changed(type="retention", value=1.5), "'value' should be a number from 0.7 to 0.99"),
        (changed(type="exam"), "'questions' should be a list of 1 to 500 guids"),
        (changed(type="exam", questions=[1], seed="a", minutes=1), "'questions' should be a text"),
        (changed(type="choice", exam="a1"), "'exam' should be 16 lowercase hexadecimal digits"),
        (changed(type="choice", flagged=1), "'flagged' should be true or false"),
        (changed(type="exam-day", day="2027-02-30"), "'day' should be a date like 2027-05-14"),
        (changed(type="exam-day", day="20270514"), "'day' should be a date like 2027-05-14"),
        (HEAD + ANSWER + ANSWER.replace("5300", "5301"), "another record has the same id, 0000"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(text: str, said: str) -> None:
    _, problems = read(text.encode(), "answers.jsonl")
    assert len(problems) == 1
    assert said in f"{problems[0].place} {problems[0].code} {problems[0].message}"


def test_bytes_that_are_no_text_are_said_with_their_line() -> None:
    _, problems = read((HEAD + ANSWER).encode().replace(b"liver", b"li\xffer"), "answers.jsonl")
    assert [str(one.place) for one in problems] == ["answers.jsonl:2:1"]


def test_a_newer_program_of_this_version_may_say_more_of_a_record() -> None:
    assert read(changed(mood="fine").encode(), "a")[0] == read((HEAD + ANSWER).encode(), "a")[0]


def test_an_answer_without_the_option_that_was_chosen_is_read() -> None:
    """As all are that were graded by hand, and those of before options were recorded."""
    (found,), problems = read((HEAD + ANSWER).encode(), "a")
    assert isinstance(found, Answer)
    assert (found.option, problems) == ("", [])
    (chosen,), _ = read(changed(option="spleen").encode(), "a")
    assert chosen == replace(found, option="spleen")


def test_the_example_of_the_documents_is_read() -> None:
    page = (Path(__file__).parents[1] / "docs" / "quiz.md").read_text("utf-8")
    example = page.partition("```json answers\n")[2].partition("```")[0]
    found, problems = read(example.encode(), "docs/quiz.md")
    assert problems == []
    assert as_bytes(*found).decode() == example
    assert {type(one) for one in found} == set(get_args(Record))
