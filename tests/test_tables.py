"""Tables into sheets and back: files as spreadsheets, Quizlet, and Anki write them."""

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pytest
import xlsxwriter
from anki.collection import Collection
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sonodeck import project, sheets
from sonodeck.cli import cli
from sonodeck.common import folders
from sonodeck.common.folders import Folder
from sonodeck.doors import tables
from sonodeck.doors.tables import cells, exporting, facts, updating
from sonodeck.doors.tables.making import Known
from sonodeck.doors.tables.reading import clean
from sonodeck.sheets import Knowledge, starters, writing, yamltext
from sonodeck.sheets.kinds import COMMON_KEYS

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An author's folder with a deck, ``pharm``."""
    monkeypatch.chdir(tmp_path)
    starters.new_deck("pharm", Path("decks"))
    return tmp_path


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, words, standalone_mode=False)
    if isinstance(result.exception, click.UsageError):
        return 2, result.stdout, result.exception.format_message()
    assert result.exception is None, result.exc_info
    return result.return_value, result.stdout, result.stderr


def brought(text: str | bytes, *words: str, name: str = "drugs.csv") -> tuple[int, str]:
    """The exit code of an import, and the sheet that it made."""
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    code, _, said = run("import", name, *words)
    sheet = Path("decks/pharm") / f"{Path(name).stem}.yaml"
    return code, sheet.read_text("utf-8") if code == 0 else said


def refused(text: str | bytes, *words: str, name: str = "drugs.csv") -> str:
    """What is said of a table that can't be used; no file of the deck changes."""
    before = {file: file.read_bytes() for file in Path("decks").rglob("*") if file.is_file()}
    code, said = brought(text, *words, name=name)
    after = {file: file.read_bytes() for file in Path("decks").rglob("*") if file.is_file()}
    assert code in {1, 2}
    assert after == before
    assert "Traceback" not in said
    return said


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        fill(book, book.add_worksheet("Drugs"))
    return data.getvalue()


def rows_of(*rows: tuple[object, ...]) -> bytes:
    def fill(_: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


HEAD = """\
# yaml-language-server: $schema=sheet.schema.json
# Term: from drugs.csv; to bring in its changes: sonodeck import --update drugs.csv
kind: term
deck: Pharm
# The source of these facts: an id in sources.yaml
# source: …
facts:
  # The id is the permanent name of a fact: change the words as you like, never the id.
"""
AORTA = """\
  - id: aorta
    name: aorta
    meaning: 'the artery: large'
"""


# how a text is read

TEXTS = {
    "comma": (b"name,meaning\naorta,the artery: large\n", "utf-8 (found), separator comma"),
    "semicolon": (b"name;meaning\naorta;the artery: large\n", "separator semicolon (found)"),
    "tab": (b"name\tmeaning\naorta\tthe artery: large\n", "separator tab (found)"),
    "pipe": (b"name|meaning\naorta|the artery: large\n", "separator pipe (found)"),
    "mark": (b"\xef\xbb\xbfname,meaning\naorta,the artery: large\n", "utf-8 (found)"),
    "UTF-16": ("name,meaning\naorta,the artery: large\n".encode("utf-16"), "utf-16 (found)"),
    "CR LF": (b"name,meaning\r\naorta,the artery: large\r\n", "2 rows"),
    "old Mac": (b"name,meaning\raorta,the artery: large\r", "2 rows"),
    "quotes": (b'"name","meaning"\n"aorta","the artery: large"\n', "2 rows"),
    "empty rows": (b",,\nname,meaning,\n,,\naorta,the artery: large,\n\n , ,\n", "2 rows"),
    "title": (b"All terms,\n\nname,meaning\naorta,the artery: large\n", "3 rows"),
    "spaces": (b" Name , MEANING \n aorta , the artery: large \n", "2 rows"),
}


@pytest.mark.parametrize("how", TEXTS)
def test_a_text_is_read_however_it_is_written(how: str) -> None:
    data, said = TEXTS[how]
    Path("drugs.csv").write_bytes(data)
    code, _, err = run("import", "drugs.csv")
    assert (code, said in err) == (0, True), err
    assert Path("decks/pharm/drugs.yaml").read_text("utf-8") == HEAD + AORTA
    assert run("check", "decks/pharm")[0] == 0


def test_a_wrong_guess_can_be_told() -> None:
    code, sheet = brought("name,meaning\nOhm,Größe\n".encode("cp1252"))
    assert (code, "meaning: Größe" in sheet) == (0, True)
    data = "name,meaning\nOhm,Größe\n".encode("mac-roman")
    code, sheet = brought(data.replace(b"Ohm", b"SI"), "--encoding", "mac-roman", name="mac.csv")
    assert (code, "meaning: Größe" in sheet) == (0, True)
    code, sheet = brought("name:meaning\na;b:c\n", "--separator", "colon", name="colon.txt")
    assert (code, "name: a;b" in sheet) == (0, True)
    assert "no encoding 'utf-9'" in refused("name\na\n", "--encoding", "utf-9")
    assert "can't be a separator" in refused("name\na\n", "--separator", "comma and space")
    assert "is not utf-8" in refused(b"name\n\xff\n", "--encoding", "utf-8")


def test_what_quizlet_exports_has_no_names_and_quotes_that_are_signs() -> None:
    text = 'the "third" sound\tfilling of a stiff ventricle\n"S4" heard\tatrial kick, late\n'
    Path("quizlet.txt").write_text(text, "utf-8")
    code, _, said = run("import", "quizlet.txt")
    assert (code, "no row names the columns, so A is name, B is meaning" in said) == (0, True)
    sheet = Path("decks/pharm/quizlet.yaml").read_text("utf-8")
    assert """    name: the "third" sound\n    meaning: filling of a stiff""" in sheet
    assert """    name: '"S4" heard'\n    meaning: atrial kick, late\n""" in sheet


def test_what_anki_exports_as_text_is_read_by_its_own_headers(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    collection = Collection(str(tmp_path / "profile" / "collection.anki2"))
    basic = collection.models.by_name("Basic")
    deck = collection.decks.id("Heart::Valves")
    assert basic is not None
    assert deck is not None
    for front, back in (("Which valve?", "the <b>mitral</b> &amp; no other"), ("Two?", "a<br>b")):
        note = collection.new_note(basic)
        note["Front"], note["Back"] = front, back
        note.tags = ["spi", "heart::valves"]
        collection.add_note(note, deck)
    for html in (True, False):
        path = tmp_path / f"notes-{html}.txt"
        collection.export_note_csv(
            out_path=str(path), limit=None, with_html=html, with_tags=True,
            with_deck=True, with_notetype=True, with_guid=True,
        )  # fmt: skip
        code, out, said = run("import", path.name, "--kind", "qa", "--dry-run")
        assert code == 0, said
        assert "question: Which valve?" in out
        assert "tags: [heart::valves, spi]" in out
        assert "--as" in said  # progress needs the package
        assert "deck: Heart::Valves\n" in out
        assert ("the **mitral** & no other" if html else "the mitral & no other") in out
    collection.close()


# columns


def test_columns_meet_fields_by_name_or_as_told() -> None:
    text = "Term;Meaning;Stands-for;AKA;Price;Tags\nECG;heart trace;electrocardiogram;EKG;3;spi|v\n"
    said = refused(text)
    assert "column A (Term) meets no field of the kind term" in said
    assert "column D (AKA) meets no field" in said
    assert "--map 'COLUMN=FIELD'" in said
    told = ("--map", "Term=name", "--map", "aka=also", "--skip", "Price")
    assert "there is no column 'cost'" in refused(text, *told, "--skip", "cost")
    code, sheet = brought(text, *told)
    assert code == 0
    assert sheet.endswith(
        """\
  - id: ecg
    name: ECG
    meaning: heart trace
    stands_for: electrocardiogram
    also: EKG
    tags: [spi, v]
"""
    )
    assert "did you mean 'meaning'?" in refused("name,meanin\na,b\n", name="near.csv")
    assert "no mapping; write" in refused(text, "--map", "Term")


def test_a_column_without_a_name_goes_by_its_letter() -> None:
    text = "name,,meaning\naorta,x,artery\n"
    assert "column B" in refused(text)
    assert brought(text, "--map", "B=details")[0] == 0


LISTS = {
    "semicolons": "question,items\nWhich?,a; b ; c\nOne?,d\n",
    "bars": "question,items\nWhich?,a|b|c\nOne?,d\n",
    "lines": 'question,items\nWhich?,"a\nb\n\nc"\nOne?,d\n',
    "columns": "question,item 1,item 2,item 3\nWhich?,a,b,c\nOne?,,d,\n",
    "one name": "question,items,items,items\nWhich?,a,b,c\nOne?,,,d\n",
    "brackets": 'question,items\nWhich?,"[a, b, c]"\nOne?,[d]\n',
}


@pytest.mark.parametrize("how", LISTS)
def test_a_list_is_one_however_it_is_written(how: str) -> None:
    code, sheet = brought(LISTS[how], "--kind", "list")
    assert (code, "items: [a, b, c]\n" in sheet, "items: [d]\n" in sheet) == (0, True, True)


def test_a_separator_of_lists_can_be_told() -> None:
    code, sheet = brought(
        'question,items\nWhich?,"a, b"\n', "--kind", "list", "--list-separator", "comma"
    )
    assert (code, "items: [a, b]\n" in sheet) == (0, True)


def test_ids_are_slugs_unique_and_a_column_of_ids_wins() -> None:
    _, sheet = brought("name,details\nTwo Words,a\ntwo words,b\nÄrzte,c\n")
    assert re.findall("id: (.*)", sheet) == ["two-words", "two-words-2", "arzte"]
    _, sheet = brought("ID,name,meaning\nX_7,Two,a\n12,Three,b\n,Four,c\n", name="ids.csv")
    assert re.findall("id: (.*)", sheet) == ["x-7", "12", "four"]
    said = refused("id,name,meaning\na,b,c\nA,d,e\n", name="doubled.csv")
    assert "rows 2 and 3 have the same id, 'A'" in said


def test_facts_are_referred_to_by_name() -> None:
    _, sheet = brought("name,meaning,contrast\nTwo words,a,Other; three\nOther,b,\nThree,c,\n")
    assert "contrast: [other, three]\n" in sheet


def test_what_check_says_is_said_by_row_and_column() -> None:
    text = "name,meaning,as of\naorta,artery,last year\n\nvein,,\n,nothing,\n"
    said = refused(text)
    assert "drugs.csv: row 2, column C (as of): error SD108: 'last year' is not a date" in said
    assert "drugs.csv: row 5: error SD102: 'name' is missing" in said
    assert "nothing was written: 2 errors" in said
    said = refused("name,meaning\nspaced repetition,other\n", "--sheet", "second")
    brought("name,meaning\naorta,artery\n")
    said = refused("name,meaning\naorta,vessel\n", name="again.csv")
    assert "drugs.yaml" in said
    assert "row 2" in said
    assert "already exists" in refused("name,meaning\na,b\n")


def test_many_findings_of_one_kind_are_counted() -> None:
    lines = "".join(f"word{number},meaning{number}\n" for number in range(30))
    Path("many.csv").write_text(f"name,meaning\n{lines}", "utf-8")
    _, _, said = run("import", "many.csv")
    assert said.count("warning SD321") == 3
    assert "… and 27 more (SD321 no source): rows 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, …" in said


def test_a_dry_run_writes_nothing() -> None:
    Path("drugs.csv").write_text("name,meaning\naorta,the artery: large\n", "utf-8")
    before = sorted(Path("decks").rglob("*"))
    code, out, _ = run("import", "drugs.csv", "--dry-run")
    assert (code, out) == (0, HEAD + AORTA)
    assert sorted(Path("decks").rglob("*")) == before


# workbooks


def drugs(book: Any, sheet: Any) -> None:
    """A lecturer's sheet: a title, merged cells, formulas, dates, numbers as text, empty rows."""
    day = book.add_format({"num_format": "d mmm yyyy"})
    sheet.merge_range(0, 0, 0, 5, "Drugs of the second term")
    sheet.write_row(2, 0, ("Drug name", "Class", "Indication 1", "Indication 2"))
    sheet.write_row(2, 4, ("Half-life (h)", "Approved", "Remarks"))
    names = ("aspirin", "ibuprofen", "naproxen", "", "atenolol", "metoprolol", "nadolol")
    for at, name in enumerate(names, 3):
        if name:
            sheet.write_row(at, 0, (name, "", f"pain {at}"))
    sheet.merge_range(3, 1, 5, 1, "NSAID")
    sheet.merge_range(7, 1, 9, 1, "beta blocker")
    sheet.write(3, 3, "fever")
    sheet.write_string(3, 4, "0.5")
    sheet.write_formula(4, 4, "=1+1", None, 2)
    sheet.write(5, 4, 14.5)
    sheet.write(7, 4, 6.0)
    sheet.write(8, 4, "3-7")
    sheet.write(9, 4, 0.1 + 0.2)
    sheet.write_datetime(3, 5, datetime(1950, 3, 1), day)  # noqa: DTZ001  # Excel knows no zone
    sheet.write_boolean(4, 5, True)  # as its library has it
    sheet.write(9, 6, "see the guideline")


def test_a_lecturers_workbook_becomes_a_kind_and_a_sheet() -> None:
    Path("drugs.xlsx").write_bytes(workbook(drugs))
    code, _, said = run("import", "drugs.xlsx", "--new-kind", "drug")
    assert code == 0, said
    assert "3 merged areas" in said
    assert "column E (Half-life (h)): half_life, number" in said
    sheet = Path("decks/pharm/drugs.yaml").read_text("utf-8")
    assert sheet.partition("facts:\n")[2] == (ROOT / "tests" / "golden" / "drugs.yaml").read_text(
        "utf-8"
    )
    kind = Path("decks/pharm/kinds/drug.yaml").read_text("utf-8")
    assert kind == (ROOT / "tests" / "golden" / "drug.yaml").read_text("utf-8")
    found = project.compile_deck(Path("decks/pharm"))
    assert [one.code for one in found.found if one.severity.value == "error"] == []
    code, out, _ = run("show", "drug.aspirin.half-life")
    assert "What is the half-life of aspirin?" in out
    assert "0.5 h" in out


def test_columns_that_are_reserved_foreign_or_files_become_fields() -> None:
    Path("decks/pharm/media").mkdir()
    for name in ("a.png", "b.png"):
        (Path("decks/pharm/media") / name).write_bytes(b"\x89PNG")
    text = (
        "Level,Image,Größe,Имя,Name,Link\nlow,a.png,big,x,aorta,http://x.org\n"
        "high,b.png,small,y,vein,http://y.org\n"
    )
    code, sheet = brought(text, "--new-kind", "vessel", name="vessels.csv")
    assert code == 0
    assert "    name: aorta\n    its_level: low\n    image: a.png\n    grosse: big\n" in sheet
    kind = Path("decks/pharm/kinds/vessel.yaml").read_text("utf-8")
    assert "  image: {type: picture}\n" in kind
    assert "    ask: Which vessel is this?\n    answer: '{name}'\n    picture: image\n" in kind
    assert "  column_d: {type: text, label: имя}\n" in kind
    assert "  # link:\n" in kind
    assert "already exists" in refused(text, "--new-kind", "vessel", name="more.csv")


def test_the_same_cells_are_the_same_in_ods_and_xlsx() -> None:
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", _MANIFEST)
        packed.writestr("content.xml", _CONTENT.replace("\n", ""))
    Path("a.ods").write_bytes(ods.getvalue())
    Path("a.xlsx").write_bytes(rows_of(("name", "meaning"), ("aorta", "x"), (), ("vein", 3.5)))
    kept = []
    for name in ("a.ods", "a.xlsx"):
        table = tables.read(Path(name).read_bytes(), name, tables.How())
        kept.append([row.cells for row in table.rows])
    assert kept[0] == kept[1] == [("name", "meaning"), ("aorta", "x"), ("vein", "3.5")]


_MANIFEST = """\
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>
"""
_CONTENT = """\
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>
<table:table table:name="T"><table:table-row>
<table:table-cell office:value-type="string"><text:p>name</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>meaning</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16382"/></table:table-row><table:table-row>
<table:table-cell office:value-type="string"><text:p>aorta</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row>
<table:table-cell office:value-type="string"><text:p>vein</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="3.5"><text:p>3.5</text:p>
</table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048570">
<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>
"""


# hostile and broken files


def packed(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return data.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def with_part(name: str, old: bytes, new: bytes) -> bytes:
    """A workbook of one term in which a part says something else."""
    parts = parts_of(rows_of(("name", "meaning"), ("aorta", 7)))
    assert old in parts[name]
    return packed({**parts, name: parts[name].replace(old, new)})


SHEET = "xl/worksheets/sheet1.xml"
HUGE = 150_000_000


def formula(book: Any, sheet: Any, value: object = "") -> None:
    sheet.write_row(0, 0, ("name", "meaning"))
    sheet.write_row(1, 0, ("aorta", ""))
    sheet.write_formula(1, 1, "=1+1", None, value)


def one_far_cell(_: Any, sheet: Any) -> None:
    sheet.write(0, 0, "name")
    sheet.write(1_048_575, 0, "aorta")


def bomb() -> bytes:
    return packed({SHEET: b"<c>" * (HUGE // 3)})


def one_text_everywhere() -> bytes:
    text = b"<sst><si><t>" + b"x" * 1_000_000 + b"</t></si></sst>"
    own = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % number for number in range(1, 999))
    return packed({"xl/sharedStrings.xml": text, SHEET: own})


def repeats() -> bytes:
    row = (
        b'<table:table-row table:number-rows-repeated="900000"><table:table-cell '
        b'table:number-columns-repeated="200" office:value="1">x</table:table-cell>'
    )
    return packed({"content.xml": b'<table:table table:name="a">' + row})


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "binary": ("a.csv", lambda: bytes(range(256)) * 9, "not a table"),
    "picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n\0\0", "not a table"),
    "empty": ("a.csv", lambda: b"", "no rows"),
    "names only": ("a.csv", lambda: b"name,meaning\n", "no rows"),
    "a gigabyte": ("a.csv", lambda: b"", "larger than 16 MiB"),
    "16,000 columns": ("a.csv", lambda: b"name" + b",x" * 16_000 + b"\na\n", "16001 columns"),
    "too many rows": ("a.csv", lambda: b"name\n" + b"a\n" * 100_001, "more than 100000 rows"),
    "a missing column": ("a.csv", lambda: b"meaning,also\na,b\n", "no column is 'name'"),
    "an open quote": ("a.csv", lambda: b'name,meaning\n"a,b\nc,d\n', "quote that isn't closed"),
    "no zip": ("a.xlsx", lambda: b"PK\x03\x04 and no more", "not a workbook that can be read"),
    "half": ("a.xlsx", lambda: rows_of(("name",), ("a",))[:2000], "not a workbook"),
    "another zip": ("a.xlsx", lambda: packed({"a.txt": b"hello"}), "not a workbook"),
    "old Excel": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "before 2007"),
    "columns": ("a.xlsx", lambda: rows_of(("name",) * 16_000, ("a",)), "16000 columns"),
    "a far cell": ("a.xlsx", lambda: workbook(one_far_cell), "1048576 rows"),
    "a bomb": ("a.xlsx", bomb, "more than 128 MiB"),
    "a bomb that lies": (
        "a.xlsx",
        lambda: bomb().replace(HUGE.to_bytes(4, "little"), (9).to_bytes(4, "little")),
        "not a workbook that can be read",
    ),
    "one text everywhere": ("a.xlsx", one_text_everywhere, "which is too much"),
    "repeats": ("a.ods", repeats, "which is too much"),
    "an error": (
        "a.xlsx",
        lambda: workbook(lambda b, s: formula(b, s, "#N/A")),
        "B2 shows an error",
    ),
    "never worked out": (
        "a.xlsx",
        lambda: with_part(SHEET, b"<v>7</v>", b"<f>3+4</f>"),
        "B2 has a formula without a value",
    ),
}


def stamps_of(folder: Path) -> list[tuple[Path, int]]:
    return sorted((file, file.stat().st_mtime_ns) for file in folder.rglob("*"))


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_table_is_refused_in_a_sentence(what: str) -> None:
    name, make, said = BAD[what]
    Path(name).write_bytes(make())
    if what == "a gigabyte":
        with Path(name).open("wb") as stream:
            stream.truncate(1 << 30)
    before = stamps_of(Path("decks"))
    code, _, told = run("import", name)
    assert code in {1, 2}
    assert said in told
    assert stamps_of(Path("decks")) == before


def test_macros_and_pictures_of_a_workbook_are_not_looked_at() -> None:
    parts = parts_of(rows_of(("name", "meaning"), ("aorta", "artery")))
    parts |= {"xl/vbaProject.bin": b"\0" * 99, "xl/media/image1.png": b"\0" * 99}
    code, sheet = brought(packed(parts), name="macros.xlsm")
    assert (code, "name: aorta" in sheet) == (0, True)


# a table that stays a source


def deck_with(sheet: str) -> Path:
    starters.new_sheet("term", "own", Path("decks/pharm"))
    path = Path("decks/pharm/own.yaml")
    path.write_text(sheet, "utf-8")
    return path


BY_HAND = """\
kind: term
facts:
  # big vessels
  - id: aorta
    name: aorta  # in the chest, and below
    meaning: the artery
    also: main artery

  - id: vein
    name: {text: vena cava, s: venae cavae}
    meaning: |-
      a vein
      with two parts
    # no source yet
    details: written by hand
  - {id: hand, name: by hand, meaning: 'no table, has it'}

  # the end
"""


def updated(path: Path, table: str, *words: str) -> tuple[str, str]:
    """The lines that went and came, and what was said."""
    before = path.read_text("utf-8").split("\n")
    Path("t.csv").write_text(table, "utf-8")
    code, out, err = run("import", "--update", "t.csv", "--sheet", path.stem, *words)
    assert code == 0, err
    after = path.read_text("utf-8").split("\n")
    gone = [f"-{line}" for line in before if line not in after]
    come = [f"+{line}" for line in after if line not in before]
    return "\n".join(gone + come), out + err


def test_changed_cells_are_edits_of_their_lines_only() -> None:
    path = deck_with(BY_HAND)
    table = "id,name,meaning,also\naorta,Aorta,the great artery,\nvein,vena cava,a vein,VC\n"
    changes, said = updated(path, table)
    assert changes == (
        "-    name: aorta  # in the chest, and below\n-    meaning: the artery\n"
        "-    meaning: |-\n-      a vein\n-      with two parts\n"
        "+    name: Aorta  # in the chest, and below\n+    meaning: the great artery\n"
        "+    meaning: a vein\n+    also: VC"
    )
    assert "also is empty, but term.aorta keeps: main artery" in said
    assert "term.hand is not in t.csv; if it is no longer taught, add 'retired: true'" in said
    assert "own.yaml: 2 facts changed, 0 new, 1 gone" in said
    assert updated(path, table)[0] == ""


def test_new_rows_and_facts_in_braces() -> None:
    path = deck_with(BY_HAND)
    table = (
        'id,name,meaning,details\nhand,by hand,"this, too",more\n'
        'aorta,aorta,the artery,\nvein,vena cava,"a vein\nwith two parts",written by hand\n'
        ",new one,new,\n"
    )
    changes, said = updated(path, table)
    assert changes == (
        "-  - {id: hand, name: by hand, meaning: 'no table, has it'}\n"
        "+  - {id: hand, name: by hand, meaning: 'this, too', details: more}\n"
        "+  - id: new-one\n+    name: new one\n+    meaning: new"
    )
    assert "term.new-one: new" in said
    assert path.read_text("utf-8").endswith("    meaning: new\n\n  # the end\n")


def test_lists_keep_the_ids_and_comments_of_the_items_that_stay() -> None:
    path = deck_with("""\
kind: list
facts:
  - id: layers
    question: Which layers?
    items:  # from within
      - intima
      # the thick one
      - {id: mid, text: media}
      - adventitia
""")
    table = "id,question,items\nlayers,Which layers?,intima; media; outer; more\n"
    changes, _ = updated(path, table)
    assert changes == "-      - adventitia\n+      - outer\n+      - more"


def test_a_renamed_row_keeps_the_id_of_its_fact() -> None:
    code, _ = brought("name,meaning,also\nasprin,a drug,ASA\nibuprofen,another drug,\n")
    assert code == 0
    changes, said = updated(
        Path("decks/pharm/drugs.yaml"),
        "name,meaning,also\naspirin,a drug,ASA\nibuprofen,another drug,\nnew,third,\n",
    )
    assert "-    name: asprin\n+    name: aspirin" in changes
    assert "1 fact changed, 1 new, 0 gone" in said


def test_an_update_with_errors_writes_nothing_and_a_dry_run_is_a_patch() -> None:
    path = deck_with(BY_HAND)
    before = path.read_bytes()
    Path("t.csv").write_text("id,name,meaning,as_of\naorta,aorta,artery,soon\n", "utf-8")
    code, _, said = run("import", "--update", "t.csv", "--sheet", "own")
    assert (code, path.read_bytes()) == (1, before)
    assert "t.csv: row 2, column D (as_of): error SD108" in said
    Path("t.csv").write_text("id,meaning\naorta,artery\n", "utf-8")
    code, out, _ = run("import", "--update", "t.csv", "--sheet", "own", "--dry-run")
    assert (code, path.read_bytes()) == (0, before)
    assert "-    meaning: the artery\n+    meaning: artery\n" in out


def test_an_update_needs_to_find_the_facts() -> None:
    path = deck_with(BY_HAND)
    said = refused("meaning\nx\n", "--update", "--sheet", path.stem)
    assert "no column is 'id' or 'name', to find facts by" in said
    assert "no sheet 'drugs.yaml'" in refused("id,meaning\naorta,x\n", "--update")


def test_line_ends_and_the_mark_stay() -> None:
    path = deck_with(BY_HAND)
    data = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(data)
    Path("t.csv").write_text("id,meaning\naorta,vessel\n", "utf-8")
    assert run("import", "--update", "t.csv", "--sheet", "own")[0] == 0
    assert path.read_bytes() == data.replace(b"meaning: the artery", b"meaning: vessel")


DECKS = [ROOT / "decks" / "sonography", ROOT / "tests" / "decks" / "gallery"]


def real_sheets() -> Iterator[tuple[facts.Sheet, Folder, Knowledge, Known]]:
    """Every sheet of the decks, with its folder, its deck, and what may be referred to."""
    for deck in DECKS:
        folder = folders.read(deck)
        knowledge = sheets.read(folder).knowledge
        assert knowledge is not None
        known = tables.references(knowledge)
        for name in knowledge.deck.sheets:
            yield facts.sheet(folder, name, knowledge), folder, knowledge, known


@pytest.mark.parametrize("how", ["facts-csv", "facts-xlsx"])
def test_the_way_of_every_sheet_into_a_table_and_back_changes_nothing(
    how: exporting.Format,
) -> None:
    asked = tables.asked((), (), (), headless=False)
    for sheet, folder, knowledge, known in real_sheets():
        data = exporting.written(sheet, knowledge, how)
        assert data == exporting.written(sheet, knowledge, how)
        table = tables.read(data, sheet.name, tables.How())
        update = updating.updated(table, sheet, knowledge, asked, known)
        assert (update.changes, update.new, update.gone, update.kept) == ((), (), (), ()), (
            sheet.name
        )
        assert update.text.encode() == folder.files[sheet.name]


SIGNS = "aB1 :;,#'\"-|[]{}*>&%@!?\\\n\té="
TEXTS_OF_ALL_SIGNS = st.text(SIGNS, max_size=9).map(lambda text: clean(text) or "x")
PLAIN = st.recursive(
    TEXTS_OF_ALL_SIGNS,
    lambda one: (
        st.lists(one, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), one, min_size=1, max_size=2)
    ),
    max_leaves=6,
)


@given(PLAIN, PLAIN)
def test_what_is_written_into_a_sheet_is_read_as_it_was(one: Any, other: Any) -> None:
    plain: dict[str, Any] = {"id": "a", "one": one, "other": other}
    lines = "".join(f"{line}\n" for line in writing.fact(plain))
    read = yamltext.read(f"facts:\n{lines}".encode(), "")
    assert (read.found, read.plain) == ((), {"facts": [plain]})


@given(PLAIN)
def test_a_cell_gives_its_value_back(plain: Any) -> None:
    of: cells.Shape = "text" if isinstance(plain, str) else "list"
    of = "structure" if isinstance(plain, dict) else of
    cell = cells.cell(plain)
    again = cells.value(cell, of, cells.found_separator([cell]))
    assert again in (plain, {"text": plain})


def test_a_cell_knows_every_key_that_a_fact_may_have() -> None:
    assert cells.COMMON == COMMON_KEYS


def test_two_hundred_rows_go_into_a_table_and_into_another_deck() -> None:
    chance = random.Random(2)  # noqa: S311  # the same rows every day
    signs = "abc :;,#'-|[]{}*>&%@!?"
    rows = "".join(f'word {n},"{"".join(chance.choices(signs, k=20))} {n}"\n' for n in range(200))
    code, said = brought(f"name,details\n{rows}")
    assert code == 0, said
    before = Path("decks/pharm/drugs.yaml").read_bytes()
    assert run("export", "decks/pharm/drugs.yaml", "--format", "facts-xlsx")[0] == 0
    starters.new_deck("second", Path("decks"))
    told = ("--deck", "decks/second", "--sheet", "drugs")
    assert run("import", "out/drugs.xlsx", *told)[0] == 0
    after = Path("decks/second/drugs.yaml").read_bytes()
    assert after.partition(b"facts:")[2] == before.partition(b"facts:")[2]


def test_no_sheet_is_written_over_by_a_table() -> None:
    brought("name,meaning\na,b\n")
    words = ("export", "decks/pharm/drugs.yaml", "--format", "facts-csv")
    assert run(*words, "-o", "decks/pharm/deck.yaml")[0] == 2
    code, _, said = run("export", "decks/pharm/sources.yaml", "--format", "facts-csv")
    assert (code, "has no sheet 'sources.yaml'" in said) == (2, True)


ENDINGS = (" x", ": y", "\nline two", "; more #1", " 'q'", " [z]")


def test_any_text_of_a_real_sheet_can_be_changed_and_facts_added() -> None:
    """Each fact gets one other cell, each kind a new fact; comments and all else stay."""
    chance = random.Random(4)  # noqa: S311  # the same cells every day
    asked = tables.asked((), (), (), headless=False)
    for sheet, _, knowledge, known in real_sheets():
        text = exporting.written(sheet, knowledge, "facts-csv").decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        changed = 0
        for row, fact in zip(rows, sheet.facts, strict=True):
            fields = knowledge.kinds[fact.kind].fields
            keys = [
                key
                for key, cell in row.items()
                if cell and cell[0] not in "{[" and key in fields
                if fields[key].type in {"text", "list", "steps"} and fields[key].kind is None
            ]
            if keys:
                row[chance.choice(keys)] += chance.choice(ENDINGS)
                changed += 1
        last = {fact.kind: row for row, fact in zip(rows, sheet.facts, strict=True)}
        rows += [{**row, "id": f"new-{kind}"} for kind, row in last.items()]
        table = io.StringIO(newline="")
        writer = csv.DictWriter(table, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        read = tables.read(table.getvalue().encode(), sheet.name, tables.How())
        update = updating.updated(read, sheet, knowledge, asked, known)
        assert (update.kept, len(update.changes)) == ((), changed), sheet.name
        assert {kind for kind, _ in update.new} == {*last}
        lines = update.text.split("\n")
        comments = [one for one in sheet.file.text.split("\n") if one.lstrip().startswith("#")]
        assert [one for one in lines if one.lstrip().startswith("#")] == comments


ROWS = "Drug name;Class\nAtenolol;beta blocker\nDigoxin;glycoside; heart\n"


@pytest.mark.parametrize("kind", ["--new-kind", "--kind"])
def test_a_cell_beyond_the_names_is_told_by_its_row(kind: str) -> None:
    """A separator in a cell without quotes makes one cell more: it is no field named C."""
    words = (kind, "drug" if kind == "--new-kind" else "term")
    said = refused(ROWS, *words, "--map", "Drug name=name", "--map", "Class=meaning")
    assert "row 3 has a cell in column C, which has no name (is there a separator" in said
    assert "--skip C" in said or "--skip COLUMN" in said


def test_a_cell_beyond_the_names_can_be_left_out() -> None:
    code, text = brought(ROWS, "--new-kind", "drug", "--skip", "C")
    assert code == 0
    assert "heart" not in text


def test_a_column_that_is_misspelled_is_told_as_it_was_typed() -> None:
    said = refused(ROWS, "--map", "Drug nam=name")
    assert "there is no column 'Drug nam' (did you mean 'Drug name'?)" in said
    assert "column B (Class) meets no field of the kind term;" in said
    assert said.endswith("Fields of term: name, meaning, stands_for, also")


def test_ids_can_be_read_where_only_accents_are_not_ascii() -> None:
    names = ("São Tomé", "Österreich", "Côte d’Ivoire", "Straße", "Sao Tome")
    rows = "".join(f"{name},x{at}\n" for at, name in enumerate(names))
    _, text = brought(f"name,meaning\n{rows}日本,x\n", "--kind", "term")
    assert re.findall(r"- id: (.*)", text)[:-1] == [
        "sao-tome", "osterreich", "cote-d-ivoire", "strasse", "sao-tome-2",
    ]  # fmt: skip
