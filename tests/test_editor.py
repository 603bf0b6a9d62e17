"""What an editor is told of a deck: the same as ``check`` says, and only what changed is read."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sonodeck import editor, lint, project, sheets
from sonodeck.cli import cli
from sonodeck.common import folders
from sonodeck.common.diagnostics import Diagnostic, Place, source_lines
from sonodeck.common.folders import Folder
from sonodeck.editor.completing import Completion
from sonodeck.editor.naming import Change
from sonodeck.sheets import Memory, yamltext
from tests.test_lsp import DECK, written

DECKS = Path(__file__).parents[1] / "decks"
NERVES = folders.read(DECKS / "cranial-nerves")
RULES = lint.Selection(today="2026-11-29")


def checked(folder: Folder) -> list[Diagnostic]:
    """What ``check`` shows."""
    return [d for d in project.compile_folder(folder, rules=RULES).found if RULES.shows(d)]


def caught_up(desk: editor.Desk) -> editor.Desk:
    return replace(desk, whole=editor.compiled(desk, RULES))


def with_line(folder: Folder, name: str, number: int, line: str | None) -> Folder:
    """A folder in which one line of a sheet is another one, or none."""
    lines = folder.files[name].decode().split("\n")
    at = number % len(lines)
    lines[at : at + 1] = [] if line is None else [line]
    return replace(folder, files={**folder.files, name: "\n".join(lines).encode()})


SHEETS = [name for name in NERVES.files if name.endswith(".yaml")]
LINES = st.sampled_from(
    [
        None,
        "",
        "# above",
        "  - id: new",
        "    contrast: levator",
        "source: nobody",
        "    name: a: b",
        "'",
        "  x",
    ]
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(SHEETS), st.integers(0, 400), LINES), max_size=4))
def test_what_is_remembered_changes_nothing_but_time(
    edits: list[tuple[str, int, str | None]],
) -> None:
    memory, folder = Memory(), NERVES
    for name, number, line in edits:
        folder = with_line(folder, name, number, line)
        again, anew = sheets.read(folder, memory), sheets.read(folder)
        assert again.knowledge == anew.knowledge
        assert again.found == anew.found
        assert places_of(again) == places_of(anew)
        assert dict(again.texts) == dict(anew.texts)


def places_of(reading: sheets.Reading) -> list[Place | None]:
    """Where things stand, which doesn't count when they are compared."""
    known = reading.knowledge
    if known is None:
        return []
    return [
        *(one.place for one in known.facts),
        *(one.place for one in known.kinds.values()),
        *(one.place for one in known.sources.values()),
    ]


def test_only_the_sheet_that_changed_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = editor.opened(NERVES)
    read: list[str] = []
    plain = yamltext.read

    def counted(data: bytes, path: str) -> yamltext.Read:
        read.append(path)
        return plain(data, path)

    monkeypatch.setattr(yamltext, "read", counted)
    folder = with_line(NERVES, "face-and-throat.yaml", 0, "# another first line")
    desk = editor.edited(desk, folder)
    assert read == [folder.name("face-and-throat.yaml")]
    assert editor.edited(desk, folder).reading.found == desk.reading.found
    assert len(read) == 1


@pytest.mark.parametrize("line", ["    nerve: oculomotr", "    foo: bar", "", "  - id: x: y"])
def test_findings_are_those_of_check(line: str) -> None:
    desk = caught_up(editor.opened(NERVES))
    assert list(editor.findings(desk)) == checked(NERVES)
    folder = with_line(NERVES, "eyes.yaml", 10, line)
    behind = editor.edited(desk, folder)
    assert list(editor.findings(caught_up(behind))) == checked(folder)


def test_what_decks_beside_it_say_is_said(tmp_path: Path) -> None:
    """A copied deck has the id of the first, until it gets one of its own."""
    deck = written(tmp_path / "hearts")
    shutil.copytree(deck, tmp_path / "copy")
    checking = CliRunner().invoke(cli, ["check", str(tmp_path), "--format", "json"])
    said = {one["code"] for one in json.loads(checking.stdout)} & {"SD210", "SD211"}
    assert said == {"SD210", "SD211"}
    desk = caught_up(editor.opened(folders.read(deck), folders.beside(deck)))
    assert said <= {one.code for one in editor.findings(desk)}
    text = DECK["deck.yaml"].replace("hearts-k3f9", "other-k3f9")
    folder = editor.with_buffers(desk.folder, {"deck.yaml": text})
    assert not said & {one.code for one in editor.findings(editor.edited(desk, folder))}
    (tmp_path / "copy" / "deck.yaml").write_text(text, "utf-8")
    desk = editor.edited(desk, desk.folder, folders.beside(deck))
    assert not said & {one.code for one in editor.findings(desk)}


def test_findings_of_later_steps_move_with_their_lines(tmp_path: Path) -> None:
    """Until the rules have run again: what they said of a line that changed is not said."""
    deck = written(tmp_path / "hearts")
    (deck / "terms.yaml").write_text(DECK["terms.yaml"].replace("source: atlas\n", ""), "utf-8")
    desk = caught_up(editor.opened(folders.read(deck)))
    before = [d for d in editor.findings(desk) if d.code == "SD321"]
    assert [d.place.line for d in before if d.place] == [5, 9]
    text = DECK["terms.yaml"].replace("source: atlas\n", "")
    for now, lines in (
        ("# above\n" + text, [6, 10]),
        (text.replace("between the right", "between my right"), [5]),
        ("# above\n" + text.replace("between the left", "between my left"), [10]),
    ):
        desk = editor.edited(desk, editor.with_buffers(desk.folder, {"terms.yaml": now}))
        after = [d for d in editor.findings(desk) if d.code == "SD321"]
        assert [d.place.line for d in after if d.place] == lines


# what may be written at a place: the cursor is at the sign |

COMPLETED = {
    "keys of a fact, without those that it has": (
        "  - id: x\n    name: y\n    |\n    alike: a\n",
        {"meaning", "contrast", "source", "skip", "retired"},
        {"id", "name", "alike", "kind"},
    ),
    "keys of a sheet": ("|", {"deck", "tags"}, {"id", "meaning", "kind", "facts"}),
    "ids of facts": ("  - id: x\n    contrast: |\n", {"mitral", "septum"}, {"atlas"}),
    "ids in brackets": ("  - id: x\n    alike: [mitral, se|]\n", {"septum"}, {"atlas"}),
    "ids in a list": ("  - id: x\n    alike:\n      - |\n", {"septum"}, {"atlas", "id"}),
    "a list that begins": ("  - id: x\n    alike:\n      |\n", {"septum"}, {"atlas", "id"}),
    "sources": ("  - id: x\n    source: a|\n", {"atlas", "guide"}, {"mitral"}),
    "sources by field": (
        "  - id: x\n    source: {default: atlas, meaning: |}\n", {"atlas", "guide"}, {"mitral"},
    ),
    "fields of a source": (
        "  - id: x\n    source: {default: atlas, |}\n", {"meaning", "name"}, {"default", "id"},
    ),
    "questions to skip": ("  - id: x\n    skip: |\n", {"meaning", "meaning.reverse"}, {"id"}),
    "questions to reword": ("  - id: x\n    reword:\n      |\n", {"meaning"}, {"id", "ask"}),
    "their wordings": (
        "  - id: x\n    reword:\n      meaning:\n        |\n", {"ask", "answer"}, {"meaning"},
    ),
    "in a comment, nothing": ("  - id: x  # the |\n", set(), {"id", "meaning"}),
    "in a text, nothing": ("  - id: x\n    name: the |\n", set(), {"mitral", "meaning"}),
}  # fmt: skip


@pytest.mark.parametrize("case", COMPLETED)
def test_what_may_be_written(case: str, tmp_path: Path) -> None:
    before, offered, others = COMPLETED[case]
    desk = editor.opened(folders.read(written(tmp_path / "hearts")))
    text = "|\n" + DECK["terms.yaml"] if before == "|" else DECK["terms.yaml"] + before
    found = {one.label for one in completed(desk, "terms.yaml", text)}
    assert offered <= found
    assert not others & found


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        ("blueprint:\n  |\n", {"questions", "minutes", "domains"}),
        ("blueprint:\n  domains:\n    - |\n", {"tag", "title", "weight"}),
        ("blueprint:\n  domains:\n    - tag: |\n", {"eyes", "names", "reflexes"}),
    ],
)
def test_a_blueprint_is_completed(before: str, offered: set[str]) -> None:
    found = {one.label for one in completed(editor.opened(NERVES), "deck.yaml", before)}
    assert offered <= found
    assert "sheets" not in found


def completed(desk: editor.Desk, name: str, text: str) -> list[Completion]:
    at = text.index("|")
    line, column = text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1
    return editor.completions(desk, name, text.replace("|", "", 1), line, column)


def test_what_may_be_written_in_other_files(tmp_path: Path) -> None:
    deck = written(tmp_path / "hearts")
    (deck / "valves.yaml").write_text("kind: qa\nfacts: []\n", "utf-8")
    desk = editor.opened(folders.read(deck))
    sheets_ = completed(desk, "deck.yaml", "sheets:\n  - terms.yaml\n  - |\n")
    assert [one.text for one in sheets_] == ["valves.yaml"]
    keys = {one.label for one in completed(desk, "sources.yaml", "new:\n  title: x\n  |\n")}
    assert keys >= {"publisher", "grade", "url"}
    assert not keys & {"title", "id", "place"}
    grades = completed(desk, "sources.yaml", "new:\n  grade: |\n")
    assert [one.text for one in grades] == ["A", "B", "C"]
    kinds = {one.text for one in completed(desk, "terms.yaml", "kind: |\nfacts: []\n")}
    assert kinds >= {"term", "qa", "cloze"}


def every_place() -> Iterator[tuple[str, int, int]]:
    """Each column of the lines of a sheet that has everything."""
    for number, line in enumerate(source_lines(DECK["terms.yaml"])):
        yield from (("terms.yaml", number, column) for column in range(len(line) + 1))


def test_there_is_an_answer_at_every_place(tmp_path: Path) -> None:
    desk = caught_up(editor.opened(folders.read(written(tmp_path / "hearts"))))
    for name, line, column in every_place():
        place = Place(desk.folder.name(name), line + 1, column + 1)
        editor.completions(desk, name, DECK[name], line, column)
        editor.completions(desk, name, DECK[name][:-1] + "[{,]}: '\"", line, column)
        editor.told(desk, place, date(2026, 11, 29))
        found = editor.definition(desk, place)
        assert found is None or found in editor.references(desk, place, definition_too=True)


# renaming


def applied(texts: Mapping[str, str], folder: Folder, changes: list[Change]) -> dict[str, str]:
    """The texts after a rename, the last change of a line first."""
    done = dict(texts)
    for one in sorted(changes, key=lambda c: c.place, reverse=True):
        name = one.place.path.removeprefix(f"{folder.shown}/")
        lines = done[name].split("\n")
        line, at = lines[one.place.line - 1], one.place.column - 1
        lines[one.place.line - 1] = line[:at] + one.text + line[at + one.place.width :]
        done[name] = "\n".join(lines)
    return done


RENAMED = {
    "from where it is defined": ("- id: mi|tral", "bicuspid"),
    "from where it is named": ("contrast: mi|tral", "bicuspid"),
    "a source": ("source: at|las", "big-atlas"),
}


@pytest.mark.parametrize("case", RENAMED)
def test_students_keep_their_progress_when_an_id_is_renamed(case: str, tmp_path: Path) -> None:
    around, new = RENAMED[case]
    deck = written(tmp_path / "hearts")
    desk = editor.opened(folders.read(deck))
    before = project.compile_folder(desk.folder).guids()
    changes = editor.renamed(desk, place_of(desk, "terms.yaml", around), new)
    for name, text in applied(DECK, desk.folder, changes).items():
        (deck / name).write_text(text, "utf-8")
    after = project.compile_deck(deck, rules=RULES)
    assert [d.code for d in after.found] == ["SD414"]
    assert set(after.guids().values()) == set(before.values())
    assert any(new in text for text in after.texts.values())


def test_a_fact_renamed_twice_keeps_the_id_that_students_have(tmp_path: Path) -> None:
    deck = written(tmp_path / "hearts")
    desk = editor.opened(folders.read(deck))
    texts = dict(DECK)
    for old, new in (("mitral", "bicuspid"), ("bicuspid", "left")):
        changes = editor.renamed(desk, place_of(desk, "terms.yaml", f"- id: |{old}"), new)
        texts = applied(texts, desk.folder, changes)
        desk = editor.edited(desk, editor.with_buffers(desk.folder, texts))
    assert "formerly: mitral\n" in texts["terms.yaml"]
    assert "formerly: bicuspid" not in texts["terms.yaml"]
    assert not [d for d in desk.reading.found if d.code.startswith("SD2")]


def test_a_fact_in_braces_gets_its_former_id_there(tmp_path: Path) -> None:
    deck = written(tmp_path / "hearts")
    text = re.sub(r"- id: septum\n.*", "- {'id': 'septum', name: septum, meaning: wall}\n",
                  DECK["terms.yaml"], flags=re.DOTALL)  # fmt: skip
    (deck / "terms.yaml").write_text(text, "utf-8")
    desk = editor.opened(folders.read(deck))
    changes = editor.renamed(desk, place_of(desk, "terms.yaml", "'sep|tum'"), "wall")
    texts = applied({"terms.yaml": text}, desk.folder, changes)
    assert "- {'id': 'wall', formerly: septum, name: septum, meaning: wall}" in texts["terms.yaml"]


def place_of(desk: editor.Desk, name: str, around: str) -> Place:
    before, _, after = around.partition("|")
    text = desk.reading.texts[desk.folder.name(name)]
    at = text.index(before + after) + len(before)
    line = text.count("\n", 0, at) + 1
    return Place(desk.folder.name(name), line, at - text.rfind("\n", 0, at))


@pytest.mark.parametrize("name", ["", "Mitral", "a b", "septum", "é"])
def test_what_can_be_no_id_is_refused(name: str, tmp_path: Path) -> None:
    desk = editor.opened(folders.read(written(tmp_path / "hearts")))
    with pytest.raises(editor.Refused):
        editor.renamed(desk, place_of(desk, "terms.yaml", "- id: |mitral"), name)


def test_what_has_no_id_is_not_renamed(tmp_path: Path) -> None:
    desk = editor.opened(folders.read(written(tmp_path / "hearts")))
    with pytest.raises(editor.Refused):
        editor.renamed(desk, place_of(desk, "terms.yaml", "name: |mitral"), "other")


# quick fixes


def test_quick_fixes_write_what_check_fix_writes(tmp_path: Path) -> None:
    """All at once, as the command does in its first round."""
    deck = written(tmp_path / "hearts")
    wrong = DECK["terms.yaml"].replace("wall between", "wall: between").replace("id: m", "id:m")
    (deck / "terms.yaml").write_text(wrong, "utf-8")
    desk = caught_up(editor.opened(folders.read(deck)))
    every = editor.fix_of_all(desk, editor.findings(desk))
    assert every is not None
    lines = wrong.splitlines(keepends=True)
    for one in reversed(every.changes):
        lines[one.first : one.end] = [one.text]
    shutil.copytree(deck, tmp_path / "other")
    result = CliRunner().invoke(cli, ["check", "--fix", "--yes", str(tmp_path / "other")])
    assert "fixed" in result.output
    assert "".join(lines) == (tmp_path / "other" / "terms.yaml").read_text("utf-8")
    codes = [one.of.code for one in editor.fixes_of(desk, editor.findings(desk)) if one.of]
    assert sorted(codes) == ["SD011", "SD017"]
