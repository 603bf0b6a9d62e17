"""What docs/updating.md says and no other test shows; and that each of its points names a test."""

import ast
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import (
    Collection,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as UpdateNotes
from anki.notes import Note, NoteId

from sonodeck.anki import release
from tests.updates.decks import ORCHESTRA, Author, changes_of, replaced
from tests.updates.student import Student

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "updating.md"
DAY = 86_400
FIRST = int(time.time()) - 30 * DAY
"""When release 1 was built; later ones on the days after. Whatever the student does is newer."""

KEY, OTHER = "qa.pitch.ask", "qa.leader.ask"
CORRECTED = replaced(ORCHESTRA, "plain.yaml", "The A above middle C", "The A of the oboe")


# the page


def points() -> list[str]:
    """The items of the page's lists, each with the lines that belong to it."""
    items = re.split(r"(?m)^(?=(?:- |[0-9]+\. ))", PAGE.read_text("utf-8"))[1:]
    return [re.split(r"\n(?:\n|(?=#))(?!   )", item)[0] for item in items]


@pytest.mark.parametrize("point", points(), ids=lambda text: text[:40].strip("-1234567890. *"))
def test_every_point_names_tests_that_exist(point: str) -> None:
    [named] = re.findall(r"<!-- tested by (.*?) -->", point, re.DOTALL)
    for one in re.split(r",\s+(?=test_)", named):
        match = re.fullmatch(r"(test_\w+)::(\w+)(?:\[(.*)\])?", " ".join(one.split()))
        assert match, one
        module, function, case = match.groups()
        source = (ROOT / "tests" / f"{module}.py").read_text("utf-8")
        tree = ast.parse(source)
        assert function in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}, one
        if case is not None:
            folder = ROOT / "tests" / "cases" / case
            assert folder.is_dir() if module == "test_cases" else f'"{case}"' in source, one


# students


@pytest.fixture
def student(tmp_path: Path, author: Author) -> Iterator[Student]:
    """A student who has release 1."""
    made = Student(tmp_path / "student")
    assert made.take(author.release(ORCHESTRA, FIRST)).new
    yield made
    made.close()


def note(student: Student, key: str) -> Note:
    return student.collection.get_note(NoteId(student.note_of(key)))


def write_on(student: Student, key: str, text: str) -> None:
    """The student's own words, written today: the note is newer than every release here."""
    edited = note(student, key)
    edited["My notes"] = text
    student.collection.update_note(edited)


def take_always(collection: Collection, package: Path) -> set[str]:
    """Import with *Update notes: Always*; the keys of the notes that were updated."""
    options = ImportAnkiPackageOptions(
        update_notes=UpdateNotes.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS
    )
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    return {one.fields[0] for one in collection.import_anki_package(request).log.updated}


def test_an_own_edit_outlives_a_correction_that_is_older(student: Student, author: Author) -> None:
    """With If newer; with Always the correction comes, and all own edits of the deck go."""
    write_on(student, KEY, "The oboe gives it.")
    write_on(student, OTHER, "Sits in front.")
    package = author.release(CORRECTED, FIRST + DAY)
    assert student.take(package).updated == frozenset()
    assert note(student, KEY)["My notes"] == "The oboe gives it."
    assert take_always(student.collection, package) == {KEY, OTHER}
    assert note(student, KEY)["Answer"] == "The A of the oboe"
    assert note(student, KEY)["My notes"] == note(student, OTHER)["My notes"] == ""


NERVE = """\
kind: nerve
title: Nerve
name: '{name}'
fields:
  name: {type: text, required: true}
  roots: {type: text, required: true}
  fibers: {type: number, required: true}
questions:
  roots: {style: choice, ask: 'From which roots comes the {name} nerve?', answer: '{roots}'}
  fibers: {style: choice, ask: 'How many fibers has the {name} nerve?', answer: '{fibers}'}
"""


def nerves(count: int) -> dict[str, str]:
    """Facts of which two or three have the same roots."""
    facts = "".join(
        f"  - {{id: n{n}, name: number {n}, roots: C{n * 7 % 17} to T{n * 5 % 11}, "
        f"fibers: {1000 + n * n * 37}}}\n"
        for n in range(count)
    )
    return {
        "deck.yaml": "id: nerves-0000\ntitle: Nerves\nsheets: [nerves.yaml]\n",
        "kinds/nerve.yaml": NERVE,
        "nerves.yaml": f"kind: nerve\nfacts:\n{facts}",
    }


def test_one_more_fact_changes_no_other_note(author: Author, tmp_path: Path) -> None:
    """A sheet of 40, then ten more, one release each; also where the lock is lost in between."""
    made = Student(tmp_path / "another")
    package = author.release(nerves(40), FIRST)
    assert len(made.take(package).new) == 80
    for more in range(1, 11):
        since = None
        if more % 3 == 0:
            author.folder.joinpath("deck.lock").unlink()
            since = package
        package = author.release(nerves(40 + more), FIRST + more * DAY, since=since)
        imported = made.take(package)
        assert len(imported.new) == 2
        assert imported.updated == frozenset()
    made.close()


def test_a_note_sent_again_replaces_an_older_own_edit(student: Student, author: Author) -> None:
    write_on(student, KEY, "The oboe gives it.")
    assert student.take(author.release(CORRECTED, FIRST + DAY)).updated == frozenset()
    student.database.execute("update notes set mod = ? where mod > ?", FIRST + 2 * DAY, FIRST)
    options = release.Options(resend=(KEY,))
    again = author.release(CORRECTED, FIRST + 3 * DAY, options)
    assert student.take(again).updated == {KEY}
    assert note(student, KEY)["Answer"] == "The A of the oboe"


def test_always_takes_an_old_package_too(student: Student, author: Author) -> None:
    second = author.release(CORRECTED, FIRST + DAY)
    assert student.take(second).updated == {KEY}
    assert take_always(student.collection, author.out / "release-1.apkg") == {KEY}
    assert note(student, KEY)["Answer"] == "The A above middle C"


def test_an_own_field_ends_the_updates(student: Student, author: Author) -> None:
    models = student.collection.models
    own = models.by_name("Orchestra: question")
    assert own is not None
    models.add_field(own, models.new_field("Mine"))
    models.update_dict(own)
    imported = student.take(author.release(CORRECTED, FIRST + DAY))
    assert KEY in imported.refused
    assert imported.updated == frozenset()
    assert note(student, KEY)["Answer"] == "The A above middle C"


def own_look(student: Student) -> None:
    """The student's own CSS and template, written before the release was built."""
    models = student.collection.models
    own = models.by_name("Orchestra: question")
    assert own is not None
    own["css"] += "\n.card { color: hotpink }"
    own["tmpls"][0]["qfmt"] += "<p>mine</p>"
    models.update_dict(own)
    student.database.execute("update notetypes set mtime_secs = ?", FIRST + 60)
    models._clear_cache()


def look(student: Student) -> tuple[bool, bool]:
    """Whether the student's own CSS and template are there."""
    own = student.collection.models.by_name("Orchestra: question")
    assert own is not None
    return "hotpink" in own["css"], "<p>mine</p>" in own["tmpls"][0]["qfmt"]


def taken(student: Student, package: Path, **options: Any) -> frozenset[str]:
    """The keys of notes that an import with these options updated."""
    request = ImportAnkiPackageRequest(
        package_path=str(package),
        options=ImportAnkiPackageOptions(**options),
    )
    log = student.collection.import_anki_package(request).log
    student.collection.models._clear_cache()
    return frozenset(note.fields[0] for note in log.updated)


NEW_LOOK = replaced(
    CORRECTED, "deck.yaml", "language: en\n", "language: en\nreport: 'https://example.org/{key}'\n"
)
NEVER = UpdateNotes.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER


def test_an_own_look_stays_until_the_look_of_the_deck_changes(
    student: Student, author: Author
) -> None:
    own_look(student)
    assert KEY in student.take(author.release(CORRECTED, FIRST + DAY)).updated
    assert look(student) == (True, True)
    student.take(author.release(NEW_LOOK, FIRST + 2 * DAY))
    assert look(student) == (False, False)


def test_note_types_that_are_never_updated_keep_an_own_look(
    student: Student, author: Author
) -> None:
    own_look(student)
    package = author.release(NEW_LOOK, FIRST + DAY)
    assert KEY in taken(student, package, update_notetypes=NEVER)
    assert look(student) == (True, True)


def test_merged_note_types_bring_updates_beside_an_own_field(
    student: Student, author: Author
) -> None:
    """The way back for who added a field."""
    models = student.collection.models
    own = models.by_name("Orchestra: question")
    assert own is not None
    models.add_field(own, models.new_field("Mine"))
    models.update_dict(own)
    for key in (KEY, OTHER):
        mine = note(student, key)
        mine["Mine"] = "my own words"
        student.collection.update_note(mine)
    student.database.execute("update notes set mod = ?", FIRST)
    package = author.release(CORRECTED, FIRST + DAY)
    assert taken(student, package) == frozenset()
    assert taken(student, package, merge_notetypes=True) == {KEY}
    assert note(student, KEY)["Answer"] == "The A of the oboe"
    assert [note(student, key)["Mine"] for key in (KEY, OTHER)] == ["", "my own words"]
    student.database.execute("update notes set mod = ?", FIRST + DAY)
    later = replaced(CORRECTED, "plain.yaml", "A of the", "A of an")
    package = author.release(later, FIRST + 2 * DAY)
    assert KEY in student.take(package).refused
    assert taken(student, package, merge_notetypes=True) == {KEY}
    assert note(student, KEY)["Answer"] == "The A of an oboe"


def decks_of(student: Student, search: str) -> set[str]:
    """The decks in which the cards of these notes are."""
    cards = map(student.collection.get_card, student.cards(search))
    return {student.collection.decks.name(card.did) for card in cards}


HARP = """\
  - id: harp
    name: harp
    section: strings
    lowest: C flat 1
"""


def told(author: Author, since: Path | None = None) -> list[tuple[str, int, str]]:
    """Where ``check`` says that a deck was renamed, and what it is now."""
    found = [one for one in author.compiled(since).found if one.code == "SD512"]
    return [
        (
            Path(one.place.path).name,
            one.place.line,
            one.message.split(": cards")[0].split(" now ")[1],
        )
        for one in found
        if one.place
    ]


@pytest.mark.parametrize("renamed_in_anki", [False, True])
def test_a_deck_that_is_renamed_in_its_sheet(
    renamed_in_anki: bool, student: Student, author: Author
) -> None:
    """Cards stay where they are, and new ones come beside them if the student renames it, too."""
    before = student.state()
    if renamed_in_anki:
        old = student.collection.decks.id_for_name("Orchestra::Strings")
        assert old is not None
        student.collection.decks.rename(old, "Orchestra::Bows")
    files = replaced(ORCHESTRA, "strings.yaml", "deck: Orchestra::Strings", "deck: Orchestra::Bows")
    files = {**files, "strings.yaml": files["strings.yaml"] + HARP}
    first = author.out / "release-1.apkg"
    author.write(files)
    for since in (None, first):
        assert told(author, since) == [("strings.yaml", 2, "'Orchestra::Bows'")]
    package = author.release(files, FIRST + DAY, since=first)
    assert told(author) == []
    sent = student.take_changes(changes_of(package)).updated
    guids = before.keys()
    assert {key for key in guids if key.startswith("instrument.violin.")} <= sent
    assert student.take(package).updated == set()
    assert all(
        card.row == before.cards[name].row
        for name, card in student.state().cards.items()
        if name in before.cards
    )
    assert decks_of(student, "Key:instrument.harp.*") == {"Orchestra::Bows"}
    there = "Orchestra::Bows" if renamed_in_anki else "Orchestra::Strings"
    assert decks_of(student, "Key:instrument.violin.*") == {there}


def test_my_notes_are_kept_in_an_export(student: Student, author: Author, tmp_path: Path) -> None:
    """And a note of one's own, in a note type of one's own, is no concern of an import."""
    basic = student.collection.models.by_name("Basic")
    assert basic is not None
    mine = student.collection.new_note(basic)
    mine["Front"], mine["Back"] = KEY, "The oboe gives it."
    student.collection.add_note(mine, student.collection.decks.id_for_name("Default") or 1)  # type: ignore[arg-type]  # an id
    write_on(student, KEY, "It is in the export.")
    file = tmp_path / "notes.txt"
    student.collection.export_note_csv(
        out_path=str(file), limit=None, with_html=True, with_tags=True, with_deck=False,
        with_notetype=False, with_guid=True,
    )  # fmt: skip
    student.database.execute("update notes set mod = ? where mod > ?", FIRST, FIRST)
    assert KEY in student.take(author.release(CORRECTED, FIRST + DAY)).updated
    assert note(student, KEY)["My notes"] == ""
    assert student.collection.get_note(mine.id)["Back"] == "The oboe gives it."
    [line] = [x for x in file.read_text("utf-8").splitlines() if "It is in the export." in x]
    assert {KEY, "The A above middle C"} <= set(line.split("\t"))


# maintainers


def sonodeck(author: Author, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sonodeck", *args], capture_output=True, text=True, check=False,
        cwd=author.folder.parent, env=os.environ | {"SOURCE_DATE_EPOCH": str(FIRST + DAY)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_steps_of_a_release(student: Student, author: Author) -> None:
    """What ``diff`` says beforehand is what Anki then does; without the lock it is the same."""
    last = str(author.out / "release-1.apkg")
    author.write(CORRECTED)
    (author.folder / "deck.lock").unlink()
    sonodeck(author, "check", "deck", "--strict")
    said = json.loads(sonodeck(author, "diff", "deck", "--against", last, "--format", "json"))
    sonodeck(author, "build", "deck", "--since", last, "-o", "next.apkg")
    again = json.loads(sonodeck(author, "diff", "deck", "--against", last, "--format", "json"))
    assert said == again
    assert student.take(author.folder.parent / "next.apkg").updated == {KEY}
    assert re.findall(r"qa\.\w+\.ask", json.dumps(said)) == [KEY]
    sonodeck(author, "build", "deck", "--locked", "-o", "again.apkg")
    assert (author.folder.parent / "again.apkg").read_bytes() == (
        author.folder.parent / "next.apkg"
    ).read_bytes()


def test_a_forgotten_lock_is_seen(student: Student, author: Author) -> None:
    author.write(CORRECTED)
    built, found = release.plan(author.compiled(), FIRST + DAY, release.Options(locked=True))
    assert built is None
    assert {one.code for one in found} == {"SD504"}


def test_an_id_given_to_another_fact_takes_the_students_note(
    student: Student, author: Author
) -> None:
    """Nobody can tell it from a correction: the history of one question stands under another."""
    guid = note(student, KEY).guid
    other = replaced(ORCHESTRA, "plain.yaml", "The A above middle C", "The baton")
    assert student.take(author.release(other, FIRST + DAY)).updated == {KEY}
    assert note(student, KEY).guid == guid


def test_a_guid_edited_by_hand_is_a_second_note(student: Student, author: Author) -> None:
    guid = note(student, KEY).guid
    lock = author.folder / "deck.lock"
    lock.write_text(lock.read_text("utf-8").replace(guid, "abcdefghij"), "utf-8")
    assert student.take(author.release(ORCHESTRA, FIRST + DAY)).new == {KEY}
    assert len(student.collection.find_notes(f"Key:{KEY}")) == 2


def test_retiring_many_is_refused_unless_it_is_meant(student: Student, author: Author) -> None:
    author.write({**ORCHESTRA, "deck.yaml": replaced(
        ORCHESTRA, "deck.yaml", "strings.yaml, ", ""
    )["deck.yaml"]})  # fmt: skip
    (author.folder / "strings.yaml").unlink()
    built, found = release.plan(author.compiled(), FIRST + DAY)
    assert built is None
    assert {one.code for one in found} == {"SD508"}
    assert "--retire-many" in (found[0].hint or "")
    built, found = release.plan(author.compiled(), FIRST + DAY, release.Options(retire_many=True))
    assert built is not None


def test_what_a_deck_ignores_is_ignored_also_of_its_sheets(author: Author) -> None:
    """SD212 is found in sheets, before any rule for notes runs."""
    author.write(ORCHESTRA)
    assert author.compiled().found == ()
    author.write(replaced(ORCHESTRA, "deck.yaml", "lint: {ignore: [SD212]}\n", ""))
    assert {one.code for one in author.compiled().found} == {"SD212"}
