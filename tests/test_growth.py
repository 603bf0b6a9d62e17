"""No step's work grows faster than the deck: counted in calls of functions, not in time."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from benchmarks import inputs

from sonodeck import lint, project
from sonodeck.anki import release

SMALL, TIMES = 60, 6
LARGER = {"references that lead nowhere": 400}  # from where on they get no hint any more
RULES = lint.Selection(select=("SD",), today="2026-11-25")


_CAPITALS = str.maketrans("0123456789", "BCDFGHJKLM")


def facts(line: str, kind: str, folder: Path, number: int) -> None:
    """A sheet of so many facts, one to a line; ``{n}`` is the number of the fact.

    ``{short}`` is the number in capitals, which are no word.
    """
    folder.mkdir()
    (folder / "deck.yaml").write_text("id: grow-k3f9\ntitle: Grow\nsheets: [facts.yaml]\n", "utf-8")
    lines = (
        line.format(n=n, next=(n + 1) % number, third=n % 3, short=f"{n:05}".translate(_CAPITALS))
        for n in range(number)
    )
    sheet = "".join(f"  - {{{one}}}\n" for one in lines)
    (folder / "facts.yaml").write_text(f"kind: {kind}\nfacts:\n{sheet}", "utf-8")


TRAPS = {
    "traps": "  - id: q-{n}\n    question: number: {n}\n    answer: > {n}\n   details:none\n",
    "facts that can't be read": "  - id: q-{n}\n    question: [a, {{: {n}\n     b: c\n    - d\n",
}


def traps(text: str, folder: Path, number: int) -> None:
    """A sheet of so many facts, each with several lines that libyaml can't read."""
    facts("id: none", "qa", folder, 0)
    sheet = "".join(text.format(n=n) for n in range(number))
    (folder / "facts.yaml").write_text(f"kind: qa\nfacts:\n{sheet}", "utf-8")


TERM = "id: t-{n}, name: term number {n}, meaning: "
DECKS: dict[str, Callable[[Path, int], None]] = {
    "questions": inputs.questions,
    "a sheet for each question": partial(inputs.questions, per_sheet=1),
    "a deck for each question": partial(inputs.questions, per_sheet=1, subdecks=True),
    "five questions": inputs.five_questions,
    "pictures": inputs.pictures,
    "values": inputs.values,
    "siblings": inputs.siblings,
    "shared answers": inputs.shared_answers,
    "reverses that are not asked": partial(facts, TERM + "meaning {third}", "term"),
    "easily confused": partial(facts, TERM + "meaning {n}, contrast: [t-{next}]", "term"),
    "all confused with one": partial(facts, TERM + "meaning {n}, alike: [t-0]", "term"),
    "references that lead nowhere": partial(facts, TERM + "meaning {n}, alike: [x-{n}]", "term"),
    "sources that nobody has": partial(facts, TERM + "meaning {n}, source: book-{n}", "term"),
    "misspelt keys": partial(facts, TERM + "a, meanin: {n}", "term"),
    "one question": partial(facts, "id: q-{n}, question: What is it?, answer: it is {n}", "qa"),
    "one answer": partial(facts, "id: q-{n}, question: What is number {n}?, answer: it", "qa"),
    "abbreviations": partial(
        facts, "id: q-{n}, question: What is the {short} of {third}?, answer: it", "qa"
    ),
    "abbreviations that are explained": partial(
        facts, "id: q-{n}, question: What is the {short}?, answer: it, details: Or ({short}).", "qa"
    ),
    **{name: partial(traps, text) for name, text in TRAPS.items()},
    "words in capitals": partial(facts, "id: q-{n}, question: What is ABC{n}X?, answer: it", "qa"),
}


def calls(work: Callable[[], object]) -> int:
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def build(folder: Path) -> None:
    compiled = project.compile_deck(folder, rules=RULES)
    release.build(compiled, folder.with_suffix(".apkg"), 1_767_225_600)


@pytest.mark.parametrize("name", DECKS)
def test_a_larger_deck_takes_so_many_times_the_work(name: str, tmp_path: Path) -> None:
    number = LARGER.get(name, SMALL)
    for folder, size in (("first", number), ("small", number), ("large", TIMES * number)):
        DECKS[name](tmp_path / folder, size)
    build(tmp_path / "first")  # what is made once, and kept, is made here
    small, large = (calls(partial(build, tmp_path / one)) for one in ("small", "large"))
    assert large < 1.15 * TIMES * small


SHIPPED: dict[str, tuple[Callable[[Path, int], None], str, str]] = {
    "nothing": (inputs.questions, "", ""),
    "every answer": (inputs.questions, "answer: There", "answer: Now there"),
    "every id": (inputs.questions, "id: fact-", "id: item-"),
    "every value of a field": (inputs.values, "- finding number", "- sign no."),
    "every item of lists": (
        partial(
            facts, "id: l-{n}, ask: What is {n}?, items: [a{n}, b{n}, c{n}, d{n}, e{n}]", "list"
        ),
        "items: [a",
        "items: [x",
    ),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_change_takes_so_many_times_the_work_in_a_larger_deck(name: str, tmp_path: Path) -> None:
    write, old, new = SHIPPED[name]
    counted: list[int] = []
    for size in (400, 400, TIMES * 400):
        deck = tmp_path / f"deck-{len(counted)}"
        write(deck, size)
        build(deck)
        for sheet in deck.glob("*s*.yaml") if old else ():
            text = sheet.read_text("utf-8")
            assert old in text or sheet.name == "sources.yaml"
            sheet.write_text(text.replace(old, new), "utf-8")
        counted.append(calls(partial(build, deck)))
    assert counted[2] < 1.15 * TIMES * counted[1]
