"""Tables as people keep them: notes below, numbered rows, percent, signs that nobody sees."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.test_tables import brought, here, run, workbook

__all__ = ["here"]  # an author's folder with a deck

HEAD = "#,Drug,Brand name(s),Class,High alert\n"
ROWS = "".join(
    f'{n},drug {n},"brand {n}, other {n}",{"NSAID" if n % 2 else "statin"},no\n'
    for n in range(1, 7)
)
NOTE = "\nSource: the formulary\n"


def test_what_a_list_of_drugs_has_beside_its_drugs_is_left_out_and_said() -> None:
    Path("drugs.csv").write_text(HEAD + ROWS + NOTE)
    code, _, said = run("import", "drugs.csv", "--new-kind", "drug", "--source", "example")
    assert code == 0, said
    assert "row 9 stands below the table, so it is left out: Source: the formulary" in said
    assert "column A (#): it only counts the rows, so it is left out" in said
    assert (
        "column C (Brand name(s)): commas in 6 cells; if they separate items: "
        "--list-separator 'Brand name(s)=,'"
    ) in said
    kind = Path("decks/pharm/kinds/drug.yaml").read_text()
    assert "  # high-alert:\n" in kind  # yes or no is no question
    assert run("import", "--update", "drugs.csv")[1].endswith("0 facts changed, 0 new, 0 gone\n")


def test_the_separator_of_one_column_and_how_to_come_back_with_it() -> None:
    code, sheet = brought(
        HEAD + ROWS, "--new-kind", "drug", "--list-separator", "Brand name(s)=comma", "--map",
        "A=place",
    )  # fmt: skip
    assert code == 0, sheet
    assert "    brand_names: [brand 1, other 1]\n" in sheet
    assert "    place: 1\n" in sheet
    again = (
        "sonodeck import --update drugs.csv --map A=place --list-separator 'Brand name(s)=comma'"
    )
    assert f"to bring in its changes: {again}\n" in sheet
    Path("drugs.csv").write_text((HEAD + ROWS).replace("other 1", "another"))
    words = ("--map", "A=place", "--list-separator", "Brand name(s)=comma")
    assert (
        "brand_names: brand 1; [-other 1-]{+another+}"
        in run("import", "--update", "drugs.csv", *words)[1]
    )
    assert (
        "there is no column 'Brand'"
        in run("import", "drugs.csv", "--list-separator", "Brand=comma", "--sheet", "two")[2]
    )


NOT_BELOW = {
    "no empty row": HEAD + ROWS + "7\n",
    "two cells": HEAD + ROWS + "\n7,drug 7\n",
    "a table of two columns": "name,meaning\na,b\n\nc\n",
}


@pytest.mark.parametrize("text", NOT_BELOW.values(), ids=NOT_BELOW)
def test_a_row_that_may_be_one_of_the_table_stays(text: str) -> None:
    Path("drugs.csv").write_text(text)
    assert "below the table" not in run("import", "drugs.csv", "--new-kind", "drug")[2]


NOT_COUNTED = {
    "another name": (HEAD.replace("#", "Nerve") + ROWS),
    "not in order": (HEAD + ROWS.replace("3,drug", "9,drug")),
    "no number": (HEAD + ROWS.replace("3,drug", "x,drug")),
}


@pytest.mark.parametrize("text", NOT_COUNTED.values(), ids=NOT_COUNTED)
def test_numbers_that_may_mean_something_stay(text: str) -> None:
    Path("drugs.csv").write_text(text)
    assert "counts the rows" not in run("import", "drugs.csv", "--new-kind", "drug")[2]


def test_signs_that_nobody_sees_are_taken_out_and_said() -> None:
    code, said = brought(
        "na\N{SOFT HYPHEN}me,meaning\n\N{ZERO WIDTH SPACE}aorta,the art\u2060ery\n"
    )
    assert (code, "- id: aorta\n    name: aorta\n    meaning: the artery\n" in said) == (0, True)
    Path("b.csv").write_text("name,meaning\n\u0645\u06cc\u200c\u0634\u0648\u062f,a\n", "utf-8")
    code, _, said = run("import", "b.csv")
    assert (code, "invisible" in said) == (0, False)  # a sign that the script needs
    assert "(U+E000)" in brought("name,meaning\na,b\ue000\n", name="c.csv")[1]  # may be a sign


def percents(_: Any, sheet: Any) -> None:
    shown = _.add_format({"num_format": "0.0%"})
    sheet.write_row(0, 0, ("Drug", "Protein binding", "Bound"))
    for row, value in enumerate((0.995, 0.07, 1), 1):
        sheet.write(row, 0, f"drug {row}")
        sheet.write_number(row, 1, value, _.add_format({"num_format": 9}))
        sheet.write_formula(row, 2, "=1", shown, value)


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="a">{}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
)
_TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
_PERCENT = (
    '<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" '
    'office:value="{}"><text:p>x</text:p></table:table-cell>'
)


def ods() -> bytes:
    cells = [[*map(_TEXT.format, ("Drug", "Protein binding", "Bound"))]]
    cells += [
        [_TEXT.format(f"drug {row}"), _PERCENT.format(value)]
        for row, value in enumerate((0.995, 0.07, 1), 1)
    ]
    rows = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in cells)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", _ODS.format(rows))
    return data.getvalue()


@pytest.mark.parametrize("name", ["drugs.xlsx", "drugs.ods"])
def test_percent_is_what_a_person_sees(name: str) -> None:
    data = workbook(percents) if name.endswith("x") else ods()
    code, sheet = brought(data, "--new-kind", "drug", name=name)
    assert code == 0, sheet
    found = [line.split(": ")[1] for line in sheet.splitlines() if "bound:" in line]
    assert found == ["99.5%", "7%", "100%"]
    assert sheet.count("    protein_binding: 7%\n") == 1


def test_definitions_of_several_lines_in_quizlets_export() -> None:
    text = (
        "Stroke volume\tper beat:\n- end-diastolic\n\n- minus end-systolic\nPulse\ta beat\nNo\t\n"
    )
    Path("quizlet.txt").write_text(text)
    code, _, said = run("import", "quizlet.txt", "--sheet", "drugs")
    assert (code, "2 lines without a tab: taken as part of the definition above" in said) == (
        0,
        True,
    )
    sheet = Path("decks/pharm/drugs.yaml").read_text()
    assert "    meaning: |-\n      per beat:\n      - end-diastolic\n" in sheet
    assert sheet.count("- id:") == 3


def test_a_text_without_a_separator_is_told_so() -> None:
    Path("a.txt").write_text("pulse - a beat\nrate - beats per minute\n")
    assert "no separator found (--separator names one)" in run("import", "a.txt")[2]


def test_hints_are_about_the_table() -> None:
    said = brought("name,meaning\n,the artery\nvein,to the heart\n")[1]
    assert "row 2: error SD102: 'name' is missing\n  hint: fill in the cell, or delete" in said
    assert "no source\n  hint: name it with --source, or in a column 'source'" in said
