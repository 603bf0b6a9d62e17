"""What ``sonodeck diff`` says, and which packages it reads: sonodeck's, genanki's, Anki's own."""

import json
import time
from pathlib import Path
from zipfile import ZipFile

import genanki
import pytest
from anki.collection import ExportAnkiPackageOptions
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.anki import diff, reading, release
from tests.conftest import Golden
from tests.test_growth import calls
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
    said = "he cards' appearance changes (note type question and cloze), but no note"
    assert rendered(author, first, "text") == f"t{said}\n6 untouched\n"
    assert rendered(author, first, "md") == f"T{said}.\n\n6 notes are untouched.\n"


def test_a_deck_that_has_another_name_is_told(author: Author) -> None:
    """Cards stay where they are; all its notes are sent, because their topic says another name."""
    named = FIRST["terms.yaml"].replace("source: book\n", "source: book\ndeck: Zoo::Beasts\n")
    package = author.release({**FIRST, "terms.yaml": named}, NOW)
    author.write({**FIRST, "terms.yaml": named.replace("Beasts", "Animals")})
    said = rendered(author, package, "text")
    line = (
        "the deck Zoo › Beasts is now Zoo › Animals: cards that students have stay where they are"
    )
    assert line in said
    assert said.endswith("4 changed, 2 untouched\n")
    assert f"T{line[1:]}" in rendered(author, package, "md")
    author.write({**FIRST, "terms.yaml": named})
    assert rendered(author, package, "text") == "6 untouched\n"


def test_what_only_looks_otherwise_says_so(author: Author) -> None:
    """Another picture, or words that are bold now: no field is printed with nothing behind it."""
    asked = (
        "kind: qa\nsource: book\nfacts:\n  - {id: cat, question: Which?, answer: cat, picture: P}\n"
    )
    picture = "{file: cat.svg, text: A cat}"
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    files = {
        **FIRST, "deck.yaml": DECK.replace("]", ", qa.yaml]"), "media/cat.svg": drawn,
        "qa.yaml": asked.replace("P", picture),
    }  # fmt: skip
    package = author.release(files, NOW)
    other = {
        "media/cat.svg": drawn.replace("9", "8"),
        "qa.yaml": files["qa.yaml"].replace("answer: cat", "answer: '**cat**'"),
    }
    author.write({**files, **other})
    said = rendered(author, package, "text").splitlines()
    assert "  Answer: the same words with other formatting" in said
    assert "  Details: the same words with other pictures or sounds" in said
    assert not [line for line in said if line.endswith(": ")]


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


def test_a_reverted_lock_is_told(author: Author, first: Path) -> None:
    """A release, then `git revert` of it: what went back is older than what students have."""
    lock = author.folder / "deck.lock"
    before = lock.read_bytes()
    second = author.release(SECOND, NOW + 9)
    author.write(FIRST)
    lock.write_bytes(before)
    said = rendered(author, second, "text")
    (line,) = (one for one in said.splitlines() if one.startswith("Anki will not update "))
    assert all(key in line for key in ("list.pets.items", "term.cat.meaning", "term.dog.meaning"))
    assert "--since" in line
    third = author.release(FIRST, NOW + 20, since=second)
    sent = {note.guid: note.mod for note in reading.read(third).notes}
    had = {note.guid: note.mod for note in reading.read(second).notes}
    newer = [guid for guid in sent.keys() & had.keys() if sent[guid] > had[guid]]
    assert len(newer) == 4, "two terms, and both notes of the list"


WORDS = st.lists(st.sampled_from(["a", "b", " ", "{{c1::", "}}"]), max_size=40)


@given(WORDS, WORDS)
def test_the_stretches_of_two_texts_are_the_texts(before: list[str], after: list[str]) -> None:
    found = list(diff._stretches(before, after))
    assert "".join(new for _, new in found) == "".join(after)
    assert "".join(old for old, _ in found).replace(" ", "") == "".join(before).replace(" ", "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([f"a{n}" for n in range(10_000)], [f"b{n}" for n in range(10_000)]),
        (["same"] * 2_000, ["same"] * 2_001),
        (["x", *["same"] * 2_000], ["y", *["same"] * 2_500, "z"]),
    ],
)
def test_long_texts_are_not_looked_at_word_by_word(before: list[str], after: list[str]) -> None:
    assert calls(lambda: list(diff._stretches(before, after))) < 20 * (len(before) + len(after))
