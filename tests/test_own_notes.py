"""Note types of the author's own: what is wrong with one, and notes that move to typed facts."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from sonodeck import anki, project
from sonodeck.anki import release
from sonodeck.common import diagnostics
from sonodeck.doors import adopt
from tests import othertools
from tests.test_adopting import Studied, built

TYPE = """\
id: 1764453600000
name: Drug card
sort: Drug
fields:
  - {name: Key fact, size: 12, description: what to know}
  - {name: Drug}
templates:
  - {name: Fact, front: front.html, back: back.html}
"""
DECK: Mapping[str, str] = {
    "deck.yaml": "id: own-0000\ntitle: Own\nsheets: [drugs.yaml]\nlint: {ignore: [SD321]}\n",
    "drugs.yaml": (
        "kind: drug\nfacts:\n"
        "  - {id: aspirin, name: aspirin, dose: 75 mg, hint: a <i>salicylate</i>}\n"
        "  - {id: heparin, name: heparin}\n"
    ),
    "kinds/drug.yaml": (
        "kind: drug\ntitle: Drug\nfields:\n  name: {type: text, required: true}\n"
        "  dose: {type: number}\n  hint: {type: html}\nquestions:\n"
        "  card: {style: own, type: drug, fields: {Drug: '{name}', Key fact: 'dose: {dose}'}}\n"
        "  plain: {style: own, type: drug, fields: {Drug: 'about {name}', Key fact: '{hint}'}}\n"
    ),
    "notetypes/drug/notetype.yaml": TYPE,
    "notetypes/drug/style.css": ".card { color: navy; }\n",
    "notetypes/drug/front.html": "{{#Key fact}}What is known of {{Drug}}?{{/Key fact}}",
    "notetypes/drug/back.html": "{{FrontSide}}<hr id=answer>{{Key fact}}",
}


def deck(folder: Path, changed: Mapping[str, str] = {}) -> anki.Compiled:
    for name, text in {**DECK, **changed}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return project.compile_deck(folder)


def test_a_design_of_ones_own_is_packed_as_it_is(tmp_path: Path) -> None:
    compiled = deck(tmp_path / "own")
    assert [one.code for one in compiled.found] == ["SD304", "SD304"]
    made, found = release.build(compiled, tmp_path / "own.apkg", int(time.time()))
    assert made is not None, found
    student = Studied(tmp_path, made.main.path)
    try:
        collection = student.collection
        assert collection.card_count() == 2
        own = next(one for one in collection.models.all() if one["name"] == "Drug card")
        assert own["css"] == ".card { color: navy; }\n"
        assert [field["size"] for field in own["flds"]] == [12, 20]
        fields = sorted(collection.get_note(nid).fields for nid in collection.find_notes("aspirin"))
        assert fields == [
            ["Dose: 75 mg", "aspirin"],
            ["a <i>salicylate</i>", "About aspirin"],
        ]
        assert not any(one["name"].startswith("Own:") for one in collection.models.all())
        ids = collection.find_cards('"aspirin" "Key fact:*dose*"')
        assert "What is known of aspirin?" in collection.get_card(ids[0]).question()
    finally:
        collection.close()


WRONG = {
    "a field that there is not": ({"front.html": "{{Drugs}}"}, "SD111"),
    "a section that is not closed": ({"front.html": "{{#Drug}}{{Drug}}"}, "SD111"),
    "sections that cross": (
        {"front.html": "{{#Drug}}{{^Key fact}}{{/Drug}}{{/Key fact}}"},
        "SD111",
    ),
    "a file that there is not": ({"notetype.yaml": TYPE.replace("front.html", "f.html")}, "SD203"),
    "no id": ({"notetype.yaml": TYPE.replace("id: 1764453600000", "id: 0")}, "SD105"),
    "a field twice": ({"notetype.yaml": TYPE.replace("{name: Drug}", "{name: Key fact}")}, "SD105"),
    "an unknown setting": ({"notetype.yaml": TYPE.replace("size", "sise")}, "SD104"),
    "no such sort field": ({"notetype.yaml": TYPE.replace("sort: Drug", "sort: Dose")}, "SD113"),
    "a script": ({"back.html": "{{Drug}}<script>x()</script>"}, "SD614"),
    "two templates of a cloze": (
        {
            "notetype.yaml": f"{TYPE}  - {{name: B, front: front.html, back: back.html}}\n"
            "cloze: true\n"
        },
        "SD113",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_note_type_is_said(name: str, tmp_path: Path) -> None:
    files, code = WRONG[name]
    compiled = deck(tmp_path, {f"notetypes/drug/{file}": text for file, text in files.items()})
    assert code in {one.code for one in compiled.found}


KINDS = {
    "there is no note type 'drugs'": ("type: drug,", "type: drugs,"),
    "has no field 'Drag'": ("{Drug: '{name}'", "{Drag: '{name}'"),
    "HTML can't be part of a sentence": ("Key fact: '{hint}'", "Key fact: 'so: {hint}'"),
    "unknown field 'nane'": ("'about {name}'", "'about {nane}'"),
}


@pytest.mark.parametrize("said", KINDS)
def test_what_is_wrong_with_its_kind_is_said(said: str, tmp_path: Path) -> None:
    kind = DECK["kinds/drug.yaml"].replace(*KINDS[said])
    compiled = deck(tmp_path, {"kinds/drug.yaml": kind})
    assert any(said in one.message for one in compiled.found)


# from an adopted note to a typed fact

_MEDICINE = """\
kind: medicine
title: Medicine
fields:
  name: {type: text, required: true}
  group: {type: text}
questions:
"""
_KEPT = """\
  note: {style: own, type: drug-card, fields: {Drug: '{name}', Class: '{group}', Source: 'a book'}}
"""
_ANEW = "  note: {style: basic, ask: 'Of which class is {name}?', answer: '{group}'}\n"


def moved(
    folder: Path, question: str, formerly: str = "    formerly: drug-card.metoprolol\n"
) -> None:
    """Metoprolol becomes a medicine."""
    heart = folder / "heart.yaml"
    before, _, rest = heart.read_text().partition("  - id: metoprolol\n")
    heart.write_text(before + rest[rest.index("  - id:") :])
    (folder / "kinds" / "medicine.yaml").write_text(_MEDICINE + question)
    (folder / "medicines.yaml").write_text(
        "kind: medicine\ndeck: Pharm::Heart\ntags: [cardio, 'week::3']\nfacts:\n"
        f"  - id: metoprolol\n{formerly}    name: metoprolol\n    group: beta blocker second line\n"
    )
    deck_file = folder / "deck.yaml"
    deck_file.write_text(f"{deck_file.read_text()}  - medicines.yaml\n")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return othertools.with_genanki(tmp_path)


@pytest.fixture
def adopted(tmp_path: Path, old: Path) -> Path:
    adopt.adopt(old, tmp_path / "pharm", int(time.time()))
    return tmp_path / "pharm"


def test_a_typed_fact_in_the_old_note_type_keeps_everybodys_progress(
    adopted: Path, old: Path, tmp_path: Path
) -> None:
    student = Studied(tmp_path, old)
    try:
        cards = student.cards()
        moved(adopted, _KEPT)
        assert student.take(built(adopted)) == (0, 1)
        kept = {row[0]: row[:9] for row in cards}
        assert {row[0]: row[:9] for row in student.cards() if row[0] in kept} == kept
    finally:
        student.collection.close()


def test_a_question_of_ours_in_its_place_is_told_what_it_costs(adopted: Path) -> None:
    moved(adopted, _ANEW)
    compiled = project.compile_deck(adopted)
    made, found = release.build(compiled, adopted.parent / "new.apkg", int(time.time()))
    assert made is None
    [one] = [one for one in (*compiled.found, *found) if one.code == "SD503"]
    assert "can't change a student's note type" in one.message
    assert "'style: own' and 'type: drug-card'" in one.hint
    assert "a new card beside the old one" in one.hint


def test_without_formerly_it_is_a_new_note_and_the_old_one_is_retired(
    adopted: Path, old: Path, tmp_path: Path
) -> None:
    student = Studied(tmp_path, old)
    try:
        moved(adopted, _ANEW, formerly="")
        package = built(adopted)
        assert student.take(package) == (1, 0)
        assert student.take(package.with_name("new-retired.apkg")) == (0, 1)
    finally:
        student.collection.close()


def test_findings_have_their_place(tmp_path: Path) -> None:
    compiled = deck(tmp_path, {"notetypes/drug/front.html": "{{Drugs}}"})
    [one] = [one for one in compiled.found if one.code == "SD111"]
    shown = diagnostics.render([one], "text", compiled.texts)
    assert "notetypes/drug/notetype.yaml:8:25" in shown
    assert "did you mean 'Drug'?" in shown
