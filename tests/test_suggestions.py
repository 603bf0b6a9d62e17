"""What students changed, as a patch of the sheets: exported from Anki, applied with git."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import DeckIdLimit, ExportAnkiPackageOptions
from click.testing import CliRunner, Result

from sonodeck import project
from sonodeck.cli import cli
from tests.updates.decks import ORCHESTRA, Author, replaced
from tests.updates.student import Student

NOW = 1_700_000_000


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    """Somebody whose folder is a repository, and who stands in it."""
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q"], check=True)
    return Author(tmp_path / "my deck", tmp_path / "out")


@pytest.fixture
def student(tmp_path: Path, author: Author) -> Iterator[Student]:
    made = Student(tmp_path / "student")
    made.take(author.release(ORCHESTRA, NOW))
    yield made
    made.close()


def write(student: Student, key: str, field: str, old: str, new: str) -> None:
    note = student.collection.get_note(student.note_of(key))
    assert old in note[field]
    note[field] = note[field].replace(old, new)
    student.collection.update_note(note)


def exported(student: Student, how: str) -> Path:
    """All notes as Anki's own dialog exports them."""
    deck = student.collection.decks.id_for_name("Orchestra")
    assert deck is not None
    limit = DeckIdLimit(deck)
    path = Path("out") / f"theirs.{how}"
    out = str(path.absolute())
    if path.suffix == ".txt":
        more = "all" in how
        student.collection.export_note_csv(
            out_path=out, limit=limit, with_html="plain" not in how, with_tags=more,
            with_deck=more, with_notetype=more, with_guid=True,
        )  # fmt: skip
    elif path.suffix == ".colpkg":
        student.collection.export_collection_package(out, False, "old" in how)
        student.collection.reopen()
    else:
        more = "all" in how
        student.collection.export_anki_package(
            out_path=out,
            options=ExportAnkiPackageOptions(
                legacy="old" in how, with_media=more, with_scheduling=more, with_deck_configs=more
            ),
            limit=limit,
        )
    return path


FORMS = (
    "txt", "all.txt", "plain.txt", "plain.all.txt",
    "apkg", "all.apkg", "old.apkg", "old.all.apkg", "colpkg", "old.colpkg",
)  # fmt: skip
"""All that Anki exports and that says which notes they are."""


def told(path: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["suggestions", str(path), "my deck", *options])


def applied(said: Result) -> None:
    subprocess.run(["git", "apply", "-"], input=said.stdout_bytes, check=True)


def files(author: Author) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in author.folder.glob("*.yaml")}


@pytest.mark.parametrize("how", FORMS)
def test_a_word_goes_back_to_its_line(how: str, author: Author, student: Student) -> None:
    write(student, "qa.pitch.ask", "Answer", "middle C", "the middle <b>C</b>")
    write(student, "qa.pitch.ask", "My notes", "", "my own")
    write(student, "instrument.violin.lowest", "Answer", "G3", "G2")
    before = files(author)
    said = told(exported(student, how))
    assert said.exit_code == 0, said.stderr
    assert said.stderr.endswith("2 changed, 2 of them patched\n")
    applied(said)
    after = files(author)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"plain.yaml", "strings.yaml"}
    plain, strings = before["plain.yaml"].decode(), before["strings.yaml"].decode()
    assert after["plain.yaml"].decode() == plain.replace("above middle C", "above the middle C")
    assert after["strings.yaml"].decode() == strings.replace("lowest: G3", "lowest: G2")
    assert told(exported(student, how), "--against", "out/release-1.apkg").stdout == ""


@pytest.mark.parametrize("how", FORMS)
def test_nothing_changed_is_no_patch(how: str, student: Student) -> None:
    said = told(exported(student, how))
    assert (said.stdout, said.stderr.splitlines()[-1]) == ("", "0 changed, 0 of them patched")


def test_what_comes_from_several_facts_is_shown(author: Author, student: Student) -> None:
    """An option is the answer of another fact; the frame of a question stands in the kind."""
    write(student, "instrument.violin.place", "Options", "brass", "the brass section")
    write(student, "instrument.violin.lowest", "Question", "What is", "Which is")
    said = told(exported(student, "txt"))
    assert said.stdout == ""
    assert "instrument.violin.place: Options, not patched" in said.stderr
    assert "[-What-]{+Which+} is the lowest note" in said.stderr
    assert said.stderr.endswith("2 changed, 0 of them patched\n")


MIXED = """\
deck: Orchestra::Mixed
source: handbook
groups:
  # of strings
  - kind: qa
    facts:
      - id: strings
        question: How is a violin strung?
        answer: >-
          With four strings that are tuned
          in fifths
        details: |
          Some have five.
          Those are violas of a sort.
      - {id: rosin, question: What is rubbed on the bow?, answer: "rosin, of resin"}
  - kind: list
    facts:
      - id: reeds
        question: Which instruments use double reeds?
        items: [oboe family, bassoon family, "cor anglais, too", shawm, heckelphone]
      - id: mutes
        question: Which mutes does a trumpeter own?
        items:
          - straight mute
          - {id: harmon, text: harmon mute} # the best
  - kind: cloze
    facts:
      - id: bow
        text: The bow has ((horse hair)) and a ((frog|animal)), **tightened** by a screw.
"""
OF_MIXED = (
    ("qa.strings.ask", "Answer", "four strings that", "four gut strings which"),
    ("qa.strings.ask", "Answer", "in fifths", "in perfect fifths"),
    ("qa.strings.ask", "Details", "Some have five.", "Few have five."),
    ("qa.rosin.ask", "Answer", "resin", "the resin of pines"),
    ("list.reeds.items.all", "Answer", "Cor anglais, too", "Cor anglais as well"),
    ("list.reeds.items.all", "Answer", "Shawm", "Shawms"),
    ("list.reeds.items", "Text", "Cor anglais, too", "Cor anglais as well"),
    ("list.reeds.items", "Text", "Shawm", "Shawms"),
    ("list.mutes.items.all", "Answer", "Harmon mute", "Harmons mute"),
    ("cloze.bow.fill", "Text", "horse hair", "hair of horses"),
    ("cloze.bow.fill", "Text", "a screw", "the screw"),
)
SAID = (
    ("four strings that", "four gut strings which"), ("in fifths", "in perfect fifths"),
    ("Some have five", "Few have five"), ('"rosin, of resin"', '"rosin, of the resin of pines"'),
    ('"cor anglais, too", shawm', '"cor anglais as well", shawms'),
    ("text: harmon", "text: harmons"), ("((horse hair))", "((hair of horses))"),
    ("by a screw", "by the screw"),
)  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_several_fields_of_notes_of_every_kind(end: str, author: Author, student: Student) -> None:
    """Folded texts, lists in one line, groups, comments: nothing else in the sheet changes."""
    deck = ORCHESTRA["deck.yaml"].replace("plain.yaml]", "plain.yaml, mixed.yaml]")
    student.take(author.release({**ORCHESTRA, "deck.yaml": deck, "mixed.yaml": MIXED}, NOW + 9))
    sheet = author.folder / "mixed.yaml"
    sheet.write_bytes(MIXED.replace("\n", end).encode())
    for edit in OF_MIXED:
        write(student, *edit)
    said = told(exported(student, "apkg"))
    assert said.stderr == "7 changed, 7 of them patched\n"
    applied(said)
    wanted = MIXED
    for old, new in SAID:
        assert wanted.count(old) == 1
        wanted = wanted.replace(old, new)
    assert sheet.read_bytes().decode() == wanted.replace("\n", end)


def test_a_fact_that_is_gone_is_named(author: Author, student: Student) -> None:
    """And one that has another key by now is patched where it stands."""
    write(student, "qa.pitch.ask", "Answer", "middle C", "the middle C")
    write(student, "qa.encore.ask", "Answer", "An encore", "One more")
    plain = ORCHESTRA["plain.yaml"]
    cut = plain[plain.index("  - id: encore") : plain.index("  - id: pause")]
    plain = plain.replace(cut, "").replace("id: pitch\n", "id: tone\n    formerly: pitch\n")
    author.release({**ORCHESTRA, "plain.yaml": plain}, NOW + 9)
    for how in ("apkg", "plain.txt"):
        said = told(exported(student, how), "--against", "out/release-1.apkg")
        assert "qa.encore.ask: changed by the student, and no longer in the deck" in said.stderr
        assert said.stderr.endswith("1 changed, 1 of them patched\n")
    applied(said)
    assert "above the middle C" in (author.folder / "plain.yaml").read_text("utf-8")


def test_what_follows_from_an_edit_counts_as_patched(author: Author, student: Student) -> None:
    """The reverse question says the same value as the answer."""
    note = student.collection.get_note(student.note_of("term.vibrato.meaning"))
    for field in ("Answer", "Reverse question"):
        write(student, "term.vibrato.meaning", field, "quick", "fast")
    assert note["Reverse question"]
    said = told(exported(student, "txt"))
    assert said.stderr == "2 changed, 2 of them patched\n"
    applied(said)


@pytest.mark.parametrize("new", ["a: b", "# none", "'", '"x" {y}', "a\u0007b", "&lt;&amp;&gt;"])
def test_a_patch_says_what_the_student_wrote_or_there_is_none(
    new: str, author: Author, student: Student
) -> None:
    """Text that a sheet would take for something else, beside an edit that holds."""
    write(student, "qa.pitch.ask", "Answer", "middle C", new)
    write(student, "instrument.violin.lowest", "Answer", "G3", "G2")
    said = told(exported(student, "txt"))
    applied(said)
    assert "lowest: G2" in (author.folder / "strings.yaml").read_text("utf-8")
    left = told(exported(student, "txt"), "--against", "out/release-1.apkg")
    assert left.stdout == ""
    assert ("qa.pitch.ask: Answer, not patched" in said.stderr) == (
        "qa.pitch.ask: Answer, not patched" in left.stderr
    )
    assert "instrument.violin" not in left.stderr


def test_against_the_release_that_the_student_had(author: Author, student: Student) -> None:
    """What the deck has changed since is no suggestion of the student's."""
    write(student, "instrument.violin.lowest", "Answer", "G3", "G2")
    newer = replaced(ORCHESTRA, "plain.yaml", "The A above middle C", "The A of the oboe")
    author.write(newer)
    path = exported(student, "txt")
    assert "2 changed" in told(path).stderr
    said = told(path, "--against", "out/release-1.apkg")
    assert said.stderr.endswith("1 changed, 1 of them patched\n")
    assert "+    lowest: G2" in said.stdout


@pytest.mark.parametrize(("end", "last"), [("\r\n", "\r\n"), ("\n", ""), ("\r\n", "")])
def test_line_ends_stay(end: str, last: str, author: Author, student: Student) -> None:
    write(student, "qa.pitch.ask", "Answer", "middle C", "the middle C")
    sheet = author.folder / "plain.yaml"
    text = sheet.read_text("utf-8").rstrip("\n").replace("\n", end) + last
    sheet.write_bytes(text.encode())
    applied(told(exported(student, "txt")))
    assert sheet.read_bytes().decode() == text.replace("above middle C", "above the middle C")


def test_a_text_without_guids_is_refused(student: Student, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("#separator:tab\n#html:true\na\tb\n", "utf-8")
    said = told(path)
    assert said.exit_code == 2
    assert "Include unique identifier" in said.output
    path.write_bytes(b"\xff\xfe")
    assert "neither a package nor a text" in told(path).output


_MANY = "9" * 5000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#guid column:0\na\tb\n", "which notes these are"),
        (f"#guid column:{_MANY}\na\tb\n", "which notes these are"),
        ("#guid column:²\na\tb\n", "which notes these are"),
        (f"#guid column:1\n#tags column:{_MANY}\na\tb\n", "0 changed"),
        ("#guid column:9999\na\tb\n", "0 changed"),
        ("#guid column:1\n#separator:two\na\tb\n", "separator is 'two'"),
        ('#guid column:1\n#separator:"\na\tb\n', "separator is"),
        ("#guid column:1\n#separator:\na\tb\n", "separator is ''"),
        ("#guid column:1\n#separator:\r\na\tb\n", "separator is ''"),
        ('#guid column:1\n#html:true\nb\t"a\0\n', "0 changed"),
        ("#a:b\n" * 200_000, "which notes these are"),
        ("\xff", "UTF-8"),
    ],
)
def test_a_text_of_a_stranger(text: str, said: str, author: Author, tmp_path: Path) -> None:
    author.release(ORCHESTRA, NOW)
    (tmp_path / "theirs.txt").write_bytes(text.encode("utf-8" if said != "UTF-8" else "latin-1"))
    done = told(tmp_path / "theirs.txt")
    assert done.exit_code == (0 if said == "0 changed" else 2)
    assert said in done.stderr


def test_what_is_no_file_is_not_read(author: Author) -> None:
    author.release(ORCHESTRA, NOW)
    os.mkfifo("pipe")
    for path in ("pipe", "/dev/zero"):
        done = told(Path(path))
        assert done.exit_code == 2
        assert "it is not a file" in done.stderr


def test_one_edit_that_does_not_hold_is_found_by_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To try an edit takes as long as to compile the deck."""
    deck = tmp_path / "many"
    deck.mkdir()
    (deck / "deck.yaml").write_text("id: many-0000\ntitle: Many\nsheets: [all.yaml]\n")
    facts = (
        f"  - {{id: f{n}, question: 'What is number {n}?', answer: w{n}}}\n" for n in range(64)
    )
    (deck / "all.yaml").write_text("kind: qa\nfacts:\n" + "".join(facts))
    compiled = project.compile_deck(deck)
    guids = compiled.guids()
    rows = (
        f"{guids[f'qa.f{n}.ask']}\tqa.f{n}.ask\tWhat is number {n}?\t{said}"
        for n in range(64)
        for said in (["a: b"] if n == 9 else [f"v{n}"])
    )
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("#separator:tab\n#html:true\n#guid column:1\n" + "\n".join(rows) + "\n")
    tried = []
    real = project.compile_folder

    def counted(*given: Any, **named: Any) -> object:
        tried.append(given)
        return real(*given, **named)

    monkeypatch.setattr(project, "compile_folder", counted)
    said = CliRunner().invoke(cli, ["suggestions", str(theirs), str(deck)])
    assert said.stderr.endswith(", 63 of them patched\n")
    assert len(tried) < 20
