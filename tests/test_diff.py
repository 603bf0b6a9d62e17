"""What ``sonodeck diff`` says, and which packages it reads: sonodeck's, genanki's, Anki's own."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import genanki
import pytest
from anki.collection import ExportAnkiPackageOptions

from sonodeck.anki import diff, reading, release
from tests.conftest import Golden
from tests.updates.decks import Author, Files
from tests.updates.student import Student

NOW = int(time.time()) - 86_400

DECK = "id: zoo-7k2p\ntitle: Zoo\ntag: zoo\nlicence: CC BY 4.0\nsheets: [terms.yaml, lists.yaml]\n"
SOURCES = "book: {title: A book of animals, grade: B}\n"
FIRST: Files = {
    "deck.yaml": DECK,
    "sources.yaml": SOURCES,
    "terms.yaml": """\
kind: term
source: book
facts:
  - {id: cat, name: cat, meaning: a hunter that purrs}
  - {id: dog, name: dog, meaning: an animal that barks}
  - {id: cow, name: cow, meaning: a grazer that gives milk}
  - {id: hen, name: hen, meaning: a bird that lays eggs}
""",
    "lists.yaml": """\
kind: list
source: book
facts:
  - {id: pets, question: Which animals are pets?, items: [cats, dogs, hamsters, birds, fish]}
""",
}
SECOND: Files = {
    **FIRST,
    "terms.yaml": """\
kind: term
source: book
facts:
  - {id: cat, name: cat, meaning: a *small* hunter_that purrs & <sleeps>}
  - {id: dog, name: dog, meaning: 'an animal that barks', skip: [meaning.reverse]}
  - {id: hen, name: hen, meaning: a bird that lays eggs}
  - {id: owl, name: owl, meaning: 'a bird [of the night]'}
""",
    "lists.yaml": """\
kind: list
source: book
facts:
  - {id: pets, question: Which animals are pets?,
     items: [cats, dogs, rabbits, hamsters, birds, fish]}
""",
}

EXPECTED = Path(__file__).parent / "golden"


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "deck", tmp_path / "out")


@pytest.fixture
def student(tmp_path: Path) -> Iterator[Student]:
    made = Student(tmp_path / "student")
    yield made
    made.close()


def rendered(author: Author, package: Path, how: diff.Format) -> str:
    compiled = author.compiled()
    planned, found = release.plan(compiled, NOW + 1, release.Options(retire_many=True))
    assert planned is not None, found
    return diff.render(diff.against_package(planned, reading.read(package), "zoo"), how)


@pytest.fixture
def first(author: Author) -> Path:
    """Release 1; the deck folder then holds what is to become release 2."""
    package = author.release(FIRST, NOW)
    author.write(SECOND)
    return package


@pytest.mark.parametrize("how", ["text", "md", "json"])
def test_what_a_student_will_see(
    how: diff.Format, author: Author, first: Path, golden: Golden
) -> None:
    golden(EXPECTED / f"diff.{how}.txt", rendered(author, first, how))


def test_a_new_look_touches_no_note(author: Author, first: Path) -> None:
    author.write({**FIRST, "deck.yaml": DECK + "report: 'https://example.org/{key}'\n"})
    said = "he look of the cards changes (note type question and cloze), no note by that"
    assert rendered(author, first, "text") == f"t{said}\n6 untouched\n"
    assert rendered(author, first, "md") == f"T{said}.\n\n6 notes are untouched.\n"


@pytest.mark.parametrize("legacy", [True, False], ids=["legacy", "zstd"])
def test_what_anki_exported_says_the_same(
    legacy: bool, author: Author, first: Path, student: Student, tmp_path: Path
) -> None:
    """A maintainer who lost the release exports it from a collection that has it."""
    student.take(first)
    exported = tmp_path / "exported.apkg"
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
    student.collection.export_anki_package(out_path=str(exported), options=options, limit=None)
    with ZipFile(exported) as package:
        assert ("collection.anki21b" in package.namelist()) is not legacy
    assert rendered(author, exported, "json") == rendered(author, first, "json")
    lock = author.folder / "deck.lock"
    known = lock.read_bytes()
    lock.unlink()
    author.release(FIRST, NOW + 9, since=exported)
    # Anki's newer container doesn't say what the note types look like, so they are sent anew.
    assert [line for line in lock.read_bytes().splitlines() if line[:1] != b"@"] == [
        line for line in known.splitlines() if line[:1] != b"@"
    ]


def test_what_genanki_wrote_is_read(author: Author, first: Path, tmp_path: Path) -> None:
    """A deck of somebody else's has none of our notes, so all are new."""
    shape = genanki.Model(
        1607392319, "Simple", fields=[{"name": "Q"}, {"name": "A"}],
        templates=[{"name": "Card", "qfmt": "{{Q}}", "afmt": "{{A}}"}],
    )  # fmt: skip
    deck = genanki.Deck(2059400110, "Capitals")
    deck.add_note(genanki.Note(model=shape, fields=["Argentina?", "Buenos Aires"], tags=["b", "a"]))
    other = tmp_path / "other.apkg"
    genanki.Package(deck).write_to_file(str(other))
    [note] = reading.read(other).notes
    assert (note.type_name, note.fields, note.tags, note.cards) == (
        "Simple", {"Q": "Argentina?", "A": "Buenos Aires"}, ("a", "b"), (1,),
    )  # fmt: skip
    counts = json.loads(rendered(author, other, "json"))["counts"]
    assert counts == {"new": 6, "changed": 0, "withdrawn": 0, "retired": 0}
