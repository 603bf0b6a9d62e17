"""What ``check --fix`` mends, and that it leaves everything else in a file as it is."""

import shutil
import tempfile
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.cli import cli
from sonodeck.sheets import yamltext
from tests.test_all_at_once import MISTAKES, fact

SHEETS = Path(__file__).parent / "cases"

HEAD = "kind: qa\nsource: one\nfacts:\n"
SOURCES = "one: {title: One, year: 2024, grade: A}\ntwo: {title: Two, year: about 2020, grade: A}\n"
PAY = (
    "    question: What did half of all sonographers earn less than?\n    answer: $84,470 a year\n"
)

ASKED = "    question: What?\n    answer: That\n"
CASES = {
    "an ignore that hides nothing": (
        f"  - id: a  # sonodeck: ignore SD313\n{ASKED}",
        f"  - id: a\n{ASKED}",
    ),
    "an ignore on a line of its own, its reason too": (
        f"  # sonodeck: ignore SD313  it is short\n  - id: a\n{ASKED}",
        f"  - id: a\n{ASKED}",
    ),
    "one code of two": (
        "  - id: a\n    question: Is it?\n    answer: 'No'  # sonodeck: ignore SD313, SD314 so\n",
        "  - id: a\n    question: Is it?\n    answer: 'No'  # sonodeck: ignore SD314 so\n",
    ),
    "a date that the source has": (
        f"  - id: pay\n{PAY}",
        f"  - id: pay\n    as_of: 2024\n{PAY}",
    ),
    "a comment stays": (
        "  -   id: pay  # new\n      question: How much?\n      answer: $1\n",
        "  -   id: pay  # new\n      as_of: 2024\n      question: How much?\n      answer: $1\n",
    ),
}
NOT_MENDED = {
    "a source without a year": f"  - id: pay\n    source: two\n{PAY}",
    "two sources": f"  - id: pay\n    source: [one, two]\n{PAY}",
    "another field has a date": f"  - id: pay\n    as_of: {{question: 2020}}\n{PAY}",
    "braces": "  - {id: pay, question: How much?, answer: $1}\n",
    "a number after a comment, perhaps": "  - id: a\n    question: What?\n    answer: That # 3\n",
    "a number sign in braces": "  - {id: a, question: What?, answer: That #3\n    }\n",
    "a number sign in the second line": (
        "  - id: a\n    question: What\n      is it #3\n    answer: That\n"
    ),
    "errors": f"  - id: pay\n    anser: No\n{PAY}",
}


# Mistakes that YAML stumbles over, each with one way out.
READ_WRONG = {
    "a colon in a value": (
        "  - id: a\n    question: What?\n    answer: Ratio: 2\n",
        "  - id: a\n    question: What?\n    answer: 'Ratio: 2'\n",
    ),
    "the example of the docs, forty times over": (
        "".join(
            f"  - id: f{n}\n    question: What {n}?\n    answer: That\n"
            '    details: take with "food"; 50 % more: see below\n'
            for n in range(40)
        ),
        "".join(
            f"  - id: f{n}\n    question: What {n}?\n    answer: That\n"
            "    details: 'take with \"food\"; 50 % more: see below'\n"
            for n in range(40)
        ),
    ),
    "a text of several lines, its comment stays": (
        f"  - id: a  # the first\n{ASKED}    details: so much\n      is so: yes\n",
        f"  - id: a  # the first\n{ASKED}    details: 'so much\n      is so: yes'\n",
    ),
    "a quote that is closed in the next key": (
        '  - id: a\n    question: What?\n    answer: "so\n    details: more"\n',
        "  - id: a\n    question: What?\n    answer: 'so'\n    details: more\n",
    ),
    "a fact too far in": (
        f"  - id: a\n{ASKED}   - id: b\n     question: Why?\n     answer: So\n",
        f"  - id: a\n{ASKED}  - id: b\n    question: Why?\n    answer: So\n",
    ),
    "signs of a word processor": (
        "  – id: a\n    question\uff1aWhat?\n    answer:\xa0That\n",
        f"  - id: a\n{ASKED}",
    ),
    "tabs": (
        "  - id: a\n\tquestion: What?\n\tanswer: That\n",
        f"  - id: a\n{ASKED}",
    ),
    "a sign that nobody sees": (
        "  - id: a\n    question: Wh\u200bat?\n    answer: That\n",
        f"  - id: a\n{ASKED}",
    ),
    "a number sign in a text, one that begins it, and a comment": (
        "  - id: a\n    question: Where is #3?\n    answer: #5 of the atlas  # so it is\n",
        "  - id: a\n    question: 'Where is #3?'\n    answer: '#5 of the atlas'  # so it is\n",
    ),
    "a key that is there twice, first empty": (
        f"  - id: a\n    answer:\n{ASKED}",
        f"  - id: a\n{ASKED}",
    ),
}
CASES |= READ_WRONG


def deck(folder: Path, facts: str, *, end: str = "\n", mark: bytes = b"") -> Path:
    folder.mkdir()
    (folder / "deck.yaml").write_text("id: case-0000\ntitle: Case\nsheets: [sheet.yaml]\n")
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "sheet.yaml").write_bytes(mark + (HEAD + facts).replace("\n", end).encode())
    return folder / "sheet.yaml"


def mend(folder: Path) -> str:
    done = CliRunner().invoke(cli, ["check", "--fix", str(folder)], standalone_mode=False)
    assert done.exception is None, done.output
    return done.output


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("end", "mark"), [("\n", b""), ("\r\n", b"\xef\xbb\xbf")])
def test_mended(name: str, end: str, mark: bytes, tmp_path: Path) -> None:
    before, after = CASES[name]
    sheet = deck(tmp_path / "deck", before, end=end, mark=mark)
    assert "deck/sheet.yaml: fixed" in mend(sheet.parent)
    assert sheet.read_bytes() == mark + (HEAD + after).replace("\n", end).encode()
    assert ": fixed" not in mend(sheet.parent)


@pytest.mark.parametrize("name", NOT_MENDED)
def test_left_alone(name: str, tmp_path: Path) -> None:
    sheet = deck(tmp_path / "deck", NOT_MENDED[name])
    before = sheet.read_bytes()
    mend(sheet.parent)
    assert sheet.read_bytes() == before


def test_only_what_was_asked_for(tmp_path: Path) -> None:
    sheet = deck(tmp_path / "deck", CASES["an ignore that hides nothing"][0])
    before = sheet.read_bytes()
    CliRunner().invoke(cli, ["check", "--fix", "--select", "SD319", str(sheet.parent)])
    assert sheet.read_bytes() == before


def test_nothing_is_written_without_it(tmp_path: Path) -> None:
    sheet = deck(tmp_path / "deck", CASES["an ignore that hides nothing"][0])
    before = sheet.read_bytes()
    CliRunner().invoke(cli, ["check", str(sheet.parent)])
    assert sheet.read_bytes() == before


@given(st.lists(MISTAKES, max_size=6))
def test_what_trips_yaml_is_fixed_without_a_person(mistakes: list[dict[str, str]]) -> None:
    facts = "".join(
        fact(number, made).replace("    other: ", "    # other: ")
        for number, made in enumerate(mistakes)
    )
    with tempfile.TemporaryDirectory() as folder:
        sheet = deck(Path(folder) / "deck", facts)
        before = sheet.read_bytes()
        mend(sheet.parent)
        assert not yamltext.read(sheet.read_bytes(), "sheet.yaml").found
        if not any(key != "other" for made in mistakes for key in made):
            assert sheet.read_bytes() == before


def clean(case: Path) -> bool:
    expected = (case / "expected.txt").read_text("utf-8")
    return not any(f": {severity} " in expected for severity in ("error", "warning"))


@pytest.mark.parametrize("case", sorted(path.name for path in SHEETS.iterdir() if clean(path)))
def test_what_is_clean_stays_as_it_is(case: str, tmp_path: Path) -> None:
    shutil.copytree(SHEETS / case, tmp_path / "deck")
    if not (tmp_path / "deck" / "deck.yaml").exists():
        text = "id: case-0000\ntitle: Case\nsheets: [sheet.yaml]\n"
        (tmp_path / "deck" / "deck.yaml").write_text(text)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    mend(tmp_path / "deck")
    assert {path: path.read_bytes() for path in before} == before


def test_a_fact_renamed_gets_the_line_that_keeps_its_progress(tmp_path: Path) -> None:
    sheet = deck(tmp_path / "deck", f"  - id: kidney\n{ASKED}")
    built = CliRunner().invoke(cli, ["build", str(sheet.parent), "-o", str(tmp_path / "out")])
    assert built.exit_code == 0, built.output
    sheet.write_text(f"{HEAD}  - id: kidneys\n{ASKED}")
    assert "formerly: kidney" in mend(sheet.parent)
    assert sheet.read_text() == f"{HEAD}  - id: kidneys\n    formerly: kidney\n{ASKED}"


def test_the_changes_are_shown(tmp_path: Path) -> None:
    before, _ = READ_WRONG["a colon in a value"]
    shown = mend(deck(tmp_path / "deck", before).parent)
    assert "-    answer: Ratio: 2\n+    answer: 'Ratio: 2'\n" in shown
    assert shown.startswith("--- ")


def test_files_whose_accents_stand_apart_are_the_ones_that_sheets_name(tmp_path: Path) -> None:
    folder = tmp_path / "deck"
    (folder / "media").mkdir(parents=True)
    apart = unicodedata.normalize("NFD", "hörer")
    (folder / "deck.yaml").write_text("id: case-0000\ntitle: Case\nsheets: [hörer.yaml]\n", "utf-8")
    sheet = folder / f"{apart}.yaml"
    picture = "    picture: {file: hörer.svg, text: a headset}\n"
    sheet.write_text(
        f"kind: qa\nfacts:\n  - id: a\n{ASKED}{picture}    details: So: yes\n", "utf-8"
    )
    (folder / "media" / f"{apart}.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert "1 fact, 1 note, 1 card" in mend(folder)
    assert "details: 'So: yes'" in sheet.read_text("utf-8")
    names = {path.name for path in folder.iterdir()}
    assert names == {"deck.yaml", sheet.name, "media"}


KIND = """\
kind: organ
title: Organ
fields:
  name: {type: text, help: '%s'}
  makes: {type: text}
questions:
  makes: {style: basic, ask: 'What does {name} make?', answer: '{makes}'}
"""


def test_the_schema_follows_the_kinds_as_fixed(tmp_path: Path) -> None:
    folder = deck(tmp_path / "deck", "  - {id: liver, name: the liver, makes: bile}\n").parent
    sheet = folder / "sheet.yaml"
    sheet.write_text(sheet.read_text().replace("kind: qa", "kind: organ"))
    (folder / "kinds").mkdir()
    kind = folder / "kinds" / "organ.yaml"
    kind.write_text(KIND % "An organ")
    assert CliRunner().invoke(cli, ["schema", str(folder)]).exit_code == 0
    kind.write_text(KIND.replace("help: '%s'", "help: '%s'\u200b") % "The name")
    shown = mend(folder)
    assert "sheet.schema.json: out of date" in shown
    assert kind.read_text() == KIND % "The name"
    assert CliRunner().invoke(cli, ["schema", str(folder), "--check"]).exit_code == 0
    assert "out of date" not in mend(folder)


def test_yes_without_fix_is_wrong_usage(tmp_path: Path) -> None:
    folder = deck(tmp_path / "deck", f"  - id: a\n{ASKED}").parent
    done = CliRunner().invoke(cli, ["check", "--yes", str(folder)])
    assert done.exit_code == 2
    assert "--yes belongs to --fix." in done.output


# deck.yaml and the files beside it; what --fix makes of deck.yaml.
LISTS = {
    "a sheet that isn't listed": (
        "sheets:\n  - one.yaml  # first\ntag: x\n",
        ("one", "two"),
        "sheets:\n  - one.yaml  # first\n  - two.yaml\ntag: x\n",
    ),
    "three of them": (
        "sheets:\n- one.yaml\n",
        ("four", "one", "three", "two"),
        "sheets:\n- one.yaml\n- four.yaml\n- three.yaml\n- two.yaml\n",
    ),
    "a sheet that was renamed": (
        "sheets: [one.yaml, 'old.yaml']  # old.yaml\n",
        ("new", "one"),
        "sheets: [one.yaml, 'new.yaml']  # old.yaml\n",
    ),
    "a sheet that is gone is left to a person": (
        "sheets:\n  - one.yaml\n  - gone.yaml\n",
        ("one",),
        "",
    ),
    "two are gone, one came": (
        "sheets:\n  - one.yaml\n  - a.yaml\n  - b.yaml\n",
        ("c", "one"),
        "",
    ),
    "a list in brackets has no place for more": ("sheets: [one.yaml]\n", ("one", "two"), ""),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_list_of_sheets(name: str, tmp_path: Path) -> None:
    before, files, after = LISTS[name]
    head = "id: case-0000\ntitle: Case\n"
    (tmp_path / "deck.yaml").write_text(head + before)
    (tmp_path / "sources.yaml").write_text(SOURCES)
    for file in files:
        (tmp_path / f"{file}.yaml").write_text(f"{HEAD}  - id: {file}\n{ASKED}")
    mend(tmp_path)
    assert (tmp_path / "deck.yaml").read_text() == head + (after or before)
