"""Every mistake of a file in one run, each as it would be alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.common.diagnostics import Diagnostic
from sonodeck.sheets import yamltext

CASES = Path(__file__).parent / "cases"
HEAD = re.compile(r"kind: (?:qa|list|term)\nfacts:\n(?=  - )")
# What concerns the file and not a fact.
OF_THE_FILE = {"several-documents"}


def facts() -> dict[str, str]:
    """The facts of all cases about one file's text, by the name of the case."""
    found = {}
    for path in sorted(CASES.glob("*/sheet.yaml")):
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        head = HEAD.match(text)
        if head and path.parent.name not in OF_THE_FILE:
            found[path.parent.name] = text[head.end() :].rstrip("\n") + "\n"
    return found


FACTS = facts()


def read(text: str, *, grouped: bool = False) -> yamltext.Read:
    head = "kind: qa\nfacts:\n"
    if grouped:
        text = "".join(f"    {line}" for line in text.splitlines(keepends=True))
        head = "groups:\n  - kind: qa\n    facts:\n      - {id: first, question: a, answer: b}\n"
        text += "  - kind: term\n    facts:\n      - {id: last, name: a, meaning: b}\n"
    return yamltext.read(f"{head}{text}".encode(), "sheet.yaml")


def said(found: Sequence[Diagnostic], by: int = 0) -> set[tuple[object, ...]]:
    return {
        (one.code, one.message, one.hint, replace(one.place, line=one.place.line + by))
        for one in found
        if one.place
    }


def unreadable(text: str) -> bool:
    """Whether the file as a whole is refused, before any YAML is read."""
    return read(text).plain is None and not read(text).partial


ONES = sorted(name for name, text in FACTS.items() if not unreadable(text))


def test_there_is_a_corpus() -> None:
    assert len([name for name in ONES if read(FACTS[name]).found]) > 40


@given(st.lists(st.sampled_from(ONES), min_size=2, max_size=12), st.booleans())
def test_what_is_wrong_with_many_facts_is_what_is_wrong_with_each(
    names: list[str], grouped: bool
) -> None:
    texts = [FACTS[name] for name in names]
    offsets = accumulate((text.count("\n") for text in texts), initial=0)
    alone = {
        one
        for text, offset in zip(texts, offsets, strict=False)
        for one in said(read(text, grouped=grouped).found, offset)
    }
    assert said(read("".join(texts), grouped=grouped).found) == alone


@pytest.mark.parametrize("name", ONES)
def test_facts_beside_a_mistake_are_read(name: str) -> None:
    beside = "  - id: before\n    question: What?\n    answer: this\n"
    after = beside.replace("before", "after")
    plain = read(f"{beside}{FACTS[name]}{after}").plain
    assert isinstance(plain, dict)
    ids = [fact["id"] for fact in plain["facts"] if isinstance(fact, dict) and "id" in fact]
    assert (ids[0], ids[-1]) == ("before", "after")


# Many mistakes in one fact: what a person writes who knows no YAML, one line each.
DAMAGES = {
    "colon": 'take with "food"; 50 % more: see below',
    "colon at the end": "at which angle:",
    "greater": "> 3 cm",
    "star": "*Legionella*",
    "percent": "% of the dose",
    "at": "@ 90 degrees",
    "dash": "- 20 dB",
    "backtick": "`check` it",
    "text after quotes": '"ghost" artifact',
    "text after single quotes": "'a' and 'b'",
    "unclosed quote": '"ghost artifact',
    "apostrophe": "'til the exam",
    "text after brackets": "[1] and [2]",
    "unclosed bracket": "[0, 1) is one",
    "text after braces": "{x} in braces",
    "backslash": '"\\theta"',
    "cut off": "see case #3",
    "ampersand": "& is the sign",
    "exclamation": "!important",
}
KEYS = ("question", "answer", "details", "other")


def fact(number: int, damaged: dict[str, str]) -> str:
    """One fact, each key in its line; ``damaged`` says the mistake of some."""
    lines = [f"    {key}: {DAMAGES.get(damaged.get(key, ''), f'text {number}')}" for key in KEYS]
    if damaged.get("id") == "tab":
        lines[0] = f"\t{lines[0].strip()}"
    if damaged.get("id") == "no space":
        lines[0] = lines[0].replace(": ", ":", 1)
    if damaged.get("id") == "too far in":
        lines[2] = f" {lines[2]}"
    return "\n".join([f"  - id: fact-{number}", *lines, ""])


MISTAKES = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(sorted(DAMAGES)))


@given(st.lists(MISTAKES, min_size=1, max_size=8), st.booleans())
def test_several_mistakes_in_one_fact(facts: list[dict[str, str]], grouped: bool) -> None:
    text = "".join(fact(number, damaged) for number, damaged in enumerate(facts))
    clean = [fact(number, {}) for number in range(len(facts))]
    alone = set()
    for number, damaged in enumerate(facts):
        for key, name in damaged.items():
            one = "".join([*clean[:number], fact(number, {key: name}), *clean[number + 1 :]])
            alone |= said(read(one, grouped=grouped).found)
    assert said(read(text, grouped=grouped).found) == alone
