"""Decks as questions for learning platforms, read back by readers that know nothing of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sonodeck import anki
from sonodeck.cli import cli
from sonodeck.doors import adopt, platforms
from sonodeck.doors.platforms import figures
from sonodeck.doors.platforms.items import Choice, Cloze, Item, Matching, Numeric, Ordering, Short
from sonodeck.doors.platforms.making import bank
from sonodeck.doors.platforms.shown import category_path, cdata, name, untagged
from tests import othertools, platformreaders
from tests import platforms as deck
from tests.platformreaders import READERS, Asked
from tests.platforms import BRIEF, HOSTILE, OF_A_STRANGER, PICTURE

FORMATS = pytest.mark.parametrize("how", READERS)


# what was written, and what is there


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> anki.Compiled:
    compiled = deck.compiled(tmp_path_factory.mktemp("clean") / "exam")
    assert [one.message for one in compiled.found] == []
    return compiled


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> anki.Compiled:
    compiled = deck.compiled(tmp_path_factory.mktemp("strange") / "exam", OF_A_STRANGER)
    assert {one.code for one in compiled.found} <= {"SD212"}
    return compiled


def read(compiled: anki.Compiled, how: platforms.Format) -> list[Asked]:
    return list(READERS[how](platforms.exported(compiled, how).data))


def known_of(compiled: anki.Compiled, how: platforms.Format) -> dict[str, Asked]:
    """What was read, by the ids of the items, which come in the same order."""
    items = bank(compiled).items
    return {i.head.id: one for i, one in zip(items, read(compiled, how), strict=True)}


def test_every_card_becomes_a_question_of_a_kind_that_can_be_graded(clean: anki.Compiled) -> None:
    kinds = {item.head.id: type(item).__name__ for item in bank(clean).items}
    assert Counter(kinds.values()) == {
        "Choice": 7, "Numeric": 9, "Short": 9, "Matching": 1, "Ordering": 1, "Cloze": 7, "Open": 5,
    }  # fmt: skip
    assert kinds["organ.heart+liver.differ.weighs"] == "Matching"
    assert kinds["organ.-.side.left"] == "Choice"
    assert kinds["way.blood.stations"] == "Ordering"
    assert kinds["qa.years.ask"] == "Numeric"
    assert kinds["qa.range.ask"] == kinds["qa.why.ask"] == kinds["cloze.formula.fill"] == "Open"


@FORMATS
def test_as_many_questions_are_read_as_there_are_with_their_ids(
    clean: anki.Compiled, strange: anki.Compiled, how: platforms.Format
) -> None:
    for compiled in (clean, strange):
        items = bank(compiled).items
        found = read(compiled, how)
        assert len({one.id for one in found}) == len(found) == len(items)
        told = [item.head.category for item in items]
        if how in {"moodle", "gift"}:
            told = [tuple(map(untagged, path)) for path in told]
        if how == "qti12":  # a quiz for each part of a deck, a group called as its first question
            first = {item.head.category: name(item) for item in reversed(items)}
            told = [(*p[:2], first[p]) if len(p) > 3 else p[:2] for p in told]
        assert [one.category for one in found] == told


def right(item: Item) -> list[str]:
    """What is right for an item, as it is seen."""
    match item:
        case Choice():
            return sorted(one.text for one in item.options if one.right)
        case Numeric():
            return [f"{figures.shown(item.right.value)}±{figures.shown(item.right.tolerance)}"]
        case Short():
            return sorted(item.right)
        case Matching():
            return sorted(f"{stem} = {end}" for stem, end in item.pairs)
        case Ordering():
            return list(item.steps)
        case Cloze():
            return sorted(one for gap in item.right for one in gap)
        case _:
            return []


@FORMATS
def test_right_answers_arrive_whatever_a_stranger_writes(
    clean: anki.Compiled, strange: anki.Compiled, how: platforms.Format
) -> None:
    for compiled in (clean, strange):
        for item, one in zip(bank(compiled).items, read(compiled, how), strict=True):
            found = [text for text, good in one.answers if good]
            told = right(item)
            if isinstance(item, Matching) and how in {"moodle", "gift"}:
                told = sorted(f"{stem} = {untagged(end)}" for stem, end in item.pairs)
            assert (found if isinstance(item, Ordering) else sorted(found)) == told, one


@FORMATS
def test_reasons_stand_at_the_wrong_options(clean: anki.Compiled, how: platforms.Format) -> None:
    known = known_of(clean, how)
    for item in bank(clean).items:
        if isinstance(item, Choice):
            assert sorted(filter(None, known[item.head.id].reasons)) == sorted(
                one.why for one in item.options if one.why
            )
        if isinstance(item, Numeric):
            said = " ".join(known[item.head.id].reasons)
            assert all(one.why in said for one in item.wrong)


@FORMATS
def test_a_picture_arrives_with_what_it_shows(clean: anki.Compiled, how: platforms.Format) -> None:
    asked = known_of(clean, how)["organ.heart.shape"]
    assert list(asked.files.values()) == [PICTURE]


@FORMATS
def test_a_sound_arrives_wherever_it_is_played(tmp_path: Path, how: platforms.Format) -> None:
    kind = (
        b"kind: tone\ntitle: Tone\nname: '{name}'\nfields:\n  name: {type: text, required: true}\n"
        b"  tone: {type: sound}\nquestions:\n"
        b"  heard: {style: basic, ask: 'What is heard here? {tone}', answer: '{name}'}\n"
        b"  sounds: {style: basic, ask: 'How does {name} sound?', answer: 'Like this: {tone}'}\n"
    )
    sheet = b"kind: tone\nsource: book\nfacts:\n  - {id: a, name: a murmur, tone: a.mp3}\n"
    files = {"kinds/tone.yaml": kind, "ways.yaml": sheet, "media/a.mp3": b"not heard"}
    compiled = deck.compiled(tmp_path / "exam", files)
    written = platforms.exported(compiled, how, kind="tone")
    assert (written.questions, written.pictures) == (2, 1)
    found = list(READERS[how](written.data))
    assert list(found[0].files.values()) == [b"not heard"]


@FORMATS
def test_what_a_stranger_writes_is_shown_and_not_obeyed(
    strange: anki.Compiled, how: platforms.Format
) -> None:
    """The readers refuse any element that is not ours, and handlers of events."""
    known = known_of(strange, how)
    assert known["qa.short.ask"].text.strip().startswith(HOSTILE)
    assert (BRIEF, True) in known["qa.short.ask"].answers
    assert known["cloze.bile.fill"].text.startswith("{1:SA:=x} is in ")


@FORMATS
def test_math_stays_as_it_is_written(clean: anki.Compiled, how: platforms.Format) -> None:
    data = platforms.exported(clean, how).data
    text = unescape(data.decode("utf-8", "replace"))
    assert r"\frac{1}{4} \)" in text.replace("&#123;", "{").replace("\\\\", "\\").replace(
        "\\{", "{"
    ).replace("\\}", "}")


@pytest.mark.parametrize(
    ("right", "wrong", "ordered"),
    [("B", "AC", True), ("3 mm", ("2 mm", "5 mm"), True), ("bile", ("urine", "blood"), False)],
)
def test_numbers_and_letters_of_a_picture_are_not_shuffled(
    tmp_path: Path, right: str, wrong: Sequence[str], *, ordered: bool
) -> None:
    slips = ", ".join(f"{one}: it is another one" for one in wrong)
    fact = f"{{id: a, question: Which?, answer: {right}, slips: {{ask: {{{slips}}}}}}}"
    sheet = f"kind: qa\nsource: book\nfacts:\n  - {fact}\n"
    compiled = deck.compiled(tmp_path / "exam", {"ways.yaml": sheet.encode()})
    [choice] = bank(compiled, kind="qa").items
    assert isinstance(choice, Choice)
    assert choice.ordered == ordered
    data = platforms.exported(compiled, "moodle", kind="qa").data
    assert (b"<shuffleanswers>false" in data) == ordered


def test_variants_are_in_a_category_of_their_own(clean: anki.Compiled) -> None:
    drawn = [item for item in bank(clean).items if item.head.id.startswith("calculation.")]
    assert len(drawn) == 8
    assert {item.head.category for item in drawn} == {
        ("Exam", "3 Numbers", "numbers: speed", "calculation.speed.result")
    }
    assert all(item.head.drawn for item in drawn)


def test_categories_follow_the_deck_in_teaching_order(clean: anki.Compiled) -> None:
    found = list(dict.fromkeys(item.head.category[:3] for item in bank(clean).items))
    assert found == [
        ("Exam", "1 Organs", "organs"),
        ("Exam", "2 Ways/numbers", "ways"),
        ("Exam", "2 Ways/numbers", "lists"),
        ("Exam", "2 Ways/numbers", "gaps"),
        ("Exam", "2 Ways/numbers", "words"),
        ("Exam", "3 Numbers", "numbers: speed"),
    ]


def test_other_names_and_names_without_their_article_are_right(clean: anki.Compiled) -> None:
    known = {item.head.id: item for item in bank(clean).items}
    lien = known["qa.lien.ask"]
    assert isinstance(lien, Short)
    assert lien.right == ("The spleen", "spleen", "lien")
    # The name that the question gives is no answer to it.
    also = known["organ.spleen.also"]
    assert isinstance(also, Short)
    assert also.right == ("Lien",)


@FORMATS
def test_the_same_deck_gives_the_same_bytes(
    clean: anki.Compiled, tmp_path: Path, how: platforms.Format
) -> None:
    again = deck.compiled(tmp_path / "exam")
    assert platforms.exported(again, how).data == platforms.exported(clean, how).data


def test_ids_stay_when_words_and_other_facts_change(clean: anki.Compiled, tmp_path: Path) -> None:
    numbers = deck.FILES["numbers.yaml"]
    changed = numbers.replace(b"How fast is it?", b"What is its speed?").replace(b"30 m, ", b"")
    assert changed != numbers
    before = {item.head.id for item in bank(clean).items}
    after = {
        item.head.id
        for item in bank(deck.compiled(tmp_path / "exam", {"numbers.yaml": changed})).items
    }
    assert after < before
    assert {id_ for id_ in before - after if "30-" not in id_} == set()


@FORMATS
def test_the_longest_keys_and_odd_tags_arrive(tmp_path: Path, how: platforms.Format) -> None:
    """Each part of a key has 60 signs; the readers know how many a platform has room for."""
    kind = (
        f"kind: {'o' * 60}\ntitle: One\nname: '{{name}}'\nfields:\n"
        "  name: {type: text, required: true}\n  does: {type: text}\n"
        f"questions:\n  {'q' * 60}: {{style: contrast, of: [does], ask: '{{name}}, {{other}}?'}}\n"
    )
    sheet = (
        f"kind: {'o' * 60}\nsource: book\ntags: ['a]b', 'c<d', 'e`f', '[g]']\nfacts:\n"
        f"  - {{id: {'x' * 60}, name: x, does: runs, contrast: [{'y' * 60}]}}\n"
        f"  - {{id: {'y' * 60}, name: y, does: '<5 steps'}}\n"
    )
    files = {f"kinds/{'o' * 60}.yaml": kind.encode(), "ways.yaml": sheet.encode()}
    compiled = deck.compiled(tmp_path / "exam", files)
    assert {one.code for one in compiled.found} <= {"SD212"}
    found = read(compiled, how)
    assert len({one.id for one in found}) == len(found) == len(bank(compiled).items)
    (pairs,) = [one for one in found if "x, y?" in one.text]
    assert [text.replace("< ", "<") for text, _ in pairs.answers] == ["x = Runs", "y = <5 steps"]
    data = platforms.exported(compiled, how).data
    assert how != "gift" or all(one in data for one in (rb"[tag:a\]b]", rb"[tag:[g\]]"))
    assert how != "moodle" or all(f"[CDATA[{t}]]".encode() in data for t in ("a]b", "c<d", "e`f"))


SIGNS = st.text(st.sampled_from(list("ab <>&'\"*≈µ]/[\\ #~={}:\n")), max_size=12)


@given(SIGNS)
def test_moodle_reads_a_text_as_it_was_written(text: str) -> None:
    """Its reader drops spaces between entities and before signs that are not ASCII."""
    read = platformreaders.in_pieces(f"<quiz><text>{cdata(text)}</text></quiz>".encode())
    assert (read.findtext("text") or "").strip() == text.strip()


@given(st.lists(st.text("ab/<>top ", min_size=1, max_size=5).filter(str.strip), min_size=1))
def test_moodle_reads_as_many_levels_of_a_category_as_there_are(levels: list[str]) -> None:
    path = platformreaders.category_of(f"$course$/top/{category_path(levels)}")
    same = [re.sub("[ /\N{DIVISION SLASH}]", "", one).lower() for one in path]
    assert same == [re.sub("[ /]", "", one).lower() for one in levels]


def test_canvas_gets_steps_in_the_order_of_numbers_and_gaps_that_no_text_has(
    tmp_path: Path,
) -> None:
    facts = f"  - {{id: steps, name: It, steps: [{', '.join(f'do {n}' for n in range(1, 13))}]}}\n"
    sheet = f"kind: procedure\nsource: book\nfacts:\n{facts}"
    gaps = (
        "kind: cloze\nsource: book\nfacts:\n"
        "  - {id: gaps, text: 'In [gap1] and [gap_2] the ((heart)) is.'}\n"
    )
    files = {"ways.yaml": sheet.encode(), "organs.yaml": gaps.encode()}
    compiled = deck.compiled(tmp_path / "exam", files)
    assert [one.message for one in compiled.found if one.code < "SD3"] == []
    with ZipFile(BytesIO(platforms.exported(compiled, "qti12").data)) as package:
        texts = [package.read(name).decode() for name in package.namelist() if "/" in name]
    whole = "".join(texts)
    ends = re.findall(r'text/plain">(\d+)<', whole)
    assert ends[:12] == [str(n) for n in range(1, 13)]
    assert "[gap__1]" in whole


def test_an_arrow_in_an_answer_makes_no_pair_of_it(tmp_path: Path) -> None:
    """Of GIFT, which has no way to write one."""
    sheet = b"kind: qa\nsource: book\nfacts:\n  - {id: a, question: Where?, answer: a->b}\n"
    compiled = deck.compiled(tmp_path / "exam", {"ways.yaml": sheet})
    assert known_of(compiled, "gift")["qa.a.ask"].kind == "essay"
    assert known_of(compiled, "moodle")["qa.a.ask"].answers == (("a->b", True),)


# numbers


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.54 mm", "1.54", "mm"), ("−3 dB", "-3", "dB"), ("25%", "25", "%"), ("60°", "60", "°"),
        ("1,540 m/s", "1540", "m/s"), ("0,77 mm", "0.77", "mm"), ("81", "81", ""),
    ],
)  # fmt: skip
def test_a_number_is_read_exactly(text: str, value: str, unit: str) -> None:
    assert figures.figure(text) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text", ["9 to 13 cm", "< 3 mm", "about 2 h", "1/2", "2:1", "", "V1", "R2"]
)
def test_what_is_no_single_number_is_none(text: str) -> None:
    assert figures.figure(text) is None


@given(
    st.lists(
        st.decimals(-(10**6), 10**6, places=3, allow_nan=False), min_size=1, max_size=4, unique=True
    )
)
def test_no_answer_is_within_the_tolerance_of_another(values: list[Decimal]) -> None:
    own, wrong = figures.tolerant(values[0], [(value, "") for value in values[1:]])
    spans = sorted((one.low, one.high) for one in (own, *wrong))
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert own.low <= values[0] <= own.high


def test_who_has_not_rounded_is_right() -> None:
    own, _ = figures.tolerant(Decimal("0.58"), [(Decimal("0.29"), ""), (Decimal("1.2"), "")])
    assert own.low <= Decimal("0.5823") <= own.high


# the command


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["export", *words], standalone_mode=False)
    return done.exit_code if done.exception else done.return_value, str(
        done.exception or done.output
    )


@FORMATS
def test_a_part_of_a_deck_by_kind_and_tag(tmp_path: Path, how: platforms.Format) -> None:
    folder = str(deck.write(tmp_path / "exam"))
    target = tmp_path / "out"
    code, said = run(folder, "--format", how, "-o", str(target), "--kind", "calculation")
    assert (code, said) == (0, f"{target}: 8 questions (8 numeric)\n")
    assert len(list(READERS[how](target.read_bytes()))) == 8
    assert run(folder, "--format", how, "-o", str(target), "--tag", "numbers")[1] == said
    _, said = run(folder, "--format", how, "-o", str(target), "--tag", "number")
    assert said == "no note has the tag 'number'; did you mean 'numbers'?"


def test_a_deck_with_errors_is_not_exported(tmp_path: Path) -> None:
    folder = deck.write(tmp_path / "exam", {"ways.yaml": b"kind: nothing\n"})
    code, said = run(str(folder), "--format", "moodle", "-o", str(tmp_path / "out"))
    assert code == 1
    assert "nothing exported: " in said
    assert not (tmp_path / "out").exists()


def test_notes_that_only_anki_can_show_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "pharm"
    adopt.adopt(othertools.with_genanki(tmp_path), folder, 1_790_000_000)
    code, said = run(str(folder), "--format", "moodle", "-o", str(tmp_path / "out"))
    assert code == 1
    assert said.startswith("left out: ")
    assert "in note types of their own" in said
    assert said.endswith("pharm: nothing to export\n")
    assert not (tmp_path / "out").exists()


def test_tables_take_no_choice_of_questions(tmp_path: Path) -> None:
    folder = deck.write(tmp_path / "exam")
    words = ("--format", "facts-csv", "-o", str(tmp_path / "out"))
    assert run(str(folder / "organs.yaml"), *words, "--tag", "organs")[1].startswith("--kind and")
    assert run(*words)[1].startswith("Name the sheet")
