"""What ``check --fix`` mends, and that it leaves everything else in a file as it is."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sonodeck.cli import cli

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
    "errors": f"  - id: pay\n    anser: No\n{PAY}",
}


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
