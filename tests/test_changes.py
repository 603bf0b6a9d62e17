"""A release's two files, the changes and then the package: corrections arrive, own words stay.

All edits of tests/test_updates.py, imported into real Anki by a student who has written on every
note and tagged it, a minute ago or before the release was built.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as UpdateNotes
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonodeck.anki import changes, reading, release
from sonodeck.anki.packed import PackedNote
from sonodeck.cli import cli
from tests.test_updates import (
    CASES,
    DAY,
    DELETED,
    EDITED,
    FIRST,
    NOW,
    OF_OBOE,
    OF_VIOLA,
    Case,
    World,
    learned,
    remove,
    world,
)
from tests.updates.decks import ORCHESTRA, SUBJECTS, Author, changes_of, replaced, retired_of
from tests.updates.student import State, Student, harm

__all__ = ("learned", "world")

NIGHTLY = bool(os.environ.get("NIGHTLY"))
TRIES = 1000 if NIGHTLY else 30
OWN = ("My notes", *(f"zz{number}" for number in range(1, 7)))
BEFORE, JUST_NOW = FIRST + 60, NOW - 60
"""When the student wrote: before the second release was built, or after the last."""


def write_on_all(student: Student, when: int) -> None:
    """Words and tags of the student's own on every note, and a mistake in what is the program's."""
    for number, note_id in enumerate(student.collection.find_notes("")):
        note = student.collection.get_note(note_id)
        note["My notes"] = f'mine,\t"{number}"\nand so on'
        note.tags += ["mine", "leech", "marked"][: 1 + number % 3]
        note[note.keys()[2]] += " (I think)"
        student.collection.update_note(note)
    student.database.execute("update notes set mod = ?", when)


def own_of(state: State) -> dict[str, tuple[str, frozenset[str]]]:
    """What each note has that is the student's: words, and tags that aren't the deck's."""
    found = {}
    for guid, (*fields, tags, _mod) in state.notes.items():
        own = frozenset(tag for tag in str(tags).split() if not tag.startswith("orchestra"))
        found[guid] = (str(fields[-len(OWN)]), own)
    return found


def said(note: PackedNote) -> tuple[str, ...]:
    return tuple(text for name, text in note.fields.items() if name not in OWN)


def packed(*packages: Path) -> dict[str, tuple[str, ...]]:
    notes = (note for path in packages if path.exists() for note in reading.read(path).notes)
    return {note.guid: said(note) for note in notes}


def shown(state: State) -> dict[str, tuple[str, ...]]:
    return {guid: tuple(map(str, row[: -len(OWN) - 2])) for guid, row in state.notes.items()}


def releases(case: Case, world: World) -> Iterable[Path]:
    files, last = ORCHESTRA, world.first
    for number, edit in enumerate(case.edits, 1):
        files = edit(files)
        last = world.author.release(files, FIRST + number * DAY, since=last)
        yield last


WHEN = {"written before": BEFORE, "written just now": JUST_NOW}
TRIED = [
    pytest.param(name, when, id=f"{name}, {said}")
    for number, name in enumerate(CASES)
    for at, (said, when) in enumerate(WHEN.items())
    if NIGHTLY or at == number % 2
]


@pytest.mark.parametrize(("name", "when"), TRIED)
def test_corrections_arrive_and_own_words_stay(name: str, when: int, world: World) -> None:
    case, student = CASES[name], world.student
    write_on_all(student, when)
    first = student.state()
    shipped = packed(world.first)
    for package in releases(case, world):
        before = student.state()
        now = packed(package, retired_of(package))
        imported = student.take_changes(changes_of(package))
        assert imported.refused == set()
        assert imported.new <= {DELETED}
        middle = student.state()
        taken = student.take(package)
        assert (taken.updated, taken.refused) == (set(), set())
        after = student.state()
        changed = {guid for guid in now.keys() & shipped.keys() if now[guid] != shipped[guid]}
        for guid in changed:
            assert shown(after)[guid] == now[guid]
        for guid in before.notes.keys() - changed:
            assert after.notes[guid] == before.notes[guid]
        assert all(own_of(after)[guid] == own for guid, own in own_of(before).items())
        assert packed(package).keys() <= after.notes.keys()
        guids = after.keys()
        elsewhere = [(guids[key], number) for key, number in case.elsewhere]
        assert list(harm(first, after, SUBJECTS, elsewhere=elsewhere)) == []
        assert list(harm(before, middle, SUBJECTS, elsewhere=elsewhere)) == []
        assert student.to_mend() == []
        for again in (student.take_changes(changes_of(package)), student.take(package)):
            assert (again.new, again.updated, again.refused) == (set(), set(), set())
        assert after.changes(student.state()) == []
        shipped |= now


@pytest.mark.parametrize(("name", "when"), TRIED)
def test_the_package_first_brings_the_same_text(name: str, when: int, world: World) -> None:
    """Own words of notes that changed are lost then, but for those written after the release."""
    case, student = CASES[name], world.student
    write_on_all(student, when)
    first = student.state()
    shipped = packed(world.first)
    lost: set[str] = set()
    for package in releases(case, world):
        before = student.state()
        now = packed(package, retired_of(package))
        taken = student.take(package)
        assert taken.refused == set()
        assert student.take_changes(changes_of(package)).refused == set()
        after = student.state()
        changed = {guid for guid in now.keys() & shipped.keys() if now[guid] != shipped[guid]}
        assert all(shown(after)[guid] == now[guid] for guid in changed)
        if when < FIRST + DAY:
            lost |= changed
        else:
            assert taken.updated == set()
        for guid in before.notes.keys() - changed:
            assert after.notes[guid] == before.notes[guid]
        assert all(
            own_of(after)[guid] == own for guid, own in own_of(before).items() if guid not in lost
        )
        assert packed(package).keys() <= after.notes.keys()
        guids = after.keys()
        elsewhere = [(guids[key], number) for key, number in case.elsewhere]
        assert list(harm(first, after, SUBJECTS, elsewhere=elsewhere)) == []
        assert student.to_mend() == []
        for again in (student.take(package), student.take_changes(changes_of(package))):
            assert (again.new, again.updated, again.refused) == (set(), set(), set())
        assert after.changes(student.state()) == []
        shipped |= now


# what may stand in a field

TEXTS = {
    "quotes": '"', "many quotes": '""a"" "', "tabs": "a\tb\t", "lines": "a\nb\n\nc",
    "a comment": "# a", "a header": "#separator:pipe", "another header": "\n#tags column:4\n#",
    "a row": 'a\n"x@35Xqn$WZ"\t"1"\t"2"', "200 kB": 'x"\t\n' * 50_000, "spaces": "  a  ",
    "separators": "a,b;c|d:e", "a mark of order": "\ufeffa", "lines of Unicode": "a\u2028b\u0085c",
    "backslashes": "\\n\\t\\", "HTML": '<b>&amp;</b><img src="_x.svg">', "a sum": "=1+1",
    "a quote": '"', "two quotes": '""', "ends with a quote": 'a"', "quoted": '"a"', "half": '"a',
    "only spaces": " \t ", "only a line end": "\n", "ends with lines": "a\n\n", "a semicolon": ";",
    "only a comment": "#", "a comma": ",", "two marks of order": "\ufeff\ufeff", "a pipe": "|",
    "paragraphs of Unicode": "\u2029a\u2028", "fixed spaces": "\xa0a\u202f\u200b",
    "entities": "&lt;b&gt; &amp;amp; &nbsp;&#9;&#10; &quot;&copy", "an open tag": "<b",
    "a comment of HTML": "<!-- a",
    "an open cloze": "{{c1::", "a shut one": "}}", "clozes in clozes": "{{c1::a{{c2::b}}}}",
    "an open sound": "[sound:", "a sound": "[sound:a.mp3]",
    "speech": "[anki:tts lang=en]a[/anki:tts]",
    "mathematics": "\\(a\\) [latex]b[/latex] [$]c[/$]", "directions": "\u202ea\u2066b\u200f",
    "beyond text": "\ue000\ufffd\U000f0000",
    "joined": "\U0001f468\u200d\U0001f469",
    "nothing": "", "beyond the plane": "🫀", "cloze": "{{c1::a::b}}", "a field": "{{Answer}}",
}  # fmt: skip
MENDED = {
    "a\r\nb": "a\nb", "a\rb": "ab", "\r": "", "a\0b": "ab", "a\x0cb": "ab",
    "a\x1b[31m\x7f": "a[31m", "e\u0301": "é",
}  # fmt: skip
"""What Anki takes out of every text, as it does out of a package's; no field of ours holds it."""
PIECES = st.sampled_from(['"', "\t", "\n", "#", "a", " ", ",", ";", "'", "\\", "é", "\u2028", "::"])


@pytest.fixture
def unstudied(tmp_path: Path) -> Iterator[tuple[Student, release.Plan]]:
    author, student = Author(tmp_path / "deck", tmp_path / "out"), Student(tmp_path / "student")
    student.take(author.release(ORCHESTRA, FIRST))
    plan, _ = release.plan(author.compiled(), FIRST)
    assert plan is not None
    yield student, plan
    student.close()


def arrived(student: Student, plan: release.Plan, texts: Sequence[str], file: Path) -> list[str]:
    """The texts as answers of notes, each with its lines; what stands there afterwards."""
    notes = [one for one in plan.main if one.entry.type == "question"][: len(texts)]
    rows = [
        replace(one, fields=(one.fields[0], f"q{text}", text, *one.fields[3:]))
        for one, text in zip(notes, texts, strict=True)
    ]
    file.write_bytes(changes.written(rows, "0" * 64))
    imported = student.take_changes(file)
    assert (imported.new, imported.refused) == (set(), set())
    state = student.state().notes
    assert all(state[one.entry.guid][3:-2] == one.fields[3:] for one in notes)
    return [str(state[one.entry.guid][2]) for one in notes]


def test_whatever_stands_in_a_field_arrives(
    unstudied: tuple[Student, release.Plan], tmp_path: Path
) -> None:
    file = tmp_path / "changes.txt"
    texts = list(TEXTS.values())
    for some in (texts[at : at + 20] for at in range(0, len(texts), 20)):
        assert arrived(*unstudied, some, file) == some
    assert arrived(*unstudied, list(MENDED), file) == list(MENDED.values())


def test_any_text_arrives(unstudied: tuple[Student, release.Plan], tmp_path: Path) -> None:
    @given(st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=1, max_size=20))
    @settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))
    def search(texts: list[str]) -> None:
        assert arrived(*unstudied, texts, tmp_path / "changes.txt") == texts

    search()


# what the page on updating says


def corrected(world: World) -> Path:
    files = replaced(ORCHESTRA, "plain.yaml", "The A above middle C", "The A of the oboe")
    return world.author.release(files, FIRST + DAY, since=world.first)


def test_a_package_that_updates_nothing_may_come_first(world: World) -> None:
    student = world.student
    write_on_all(student, BEFORE)
    package = corrected(world)
    options = ImportAnkiPackageOptions(
        update_notes=UpdateNotes.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER
    )
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    log = student.collection.import_anki_package(request).log
    assert (len(log.new), len(log.updated)) == (1, 0)
    before = own_of(student.state())
    assert student.take_changes(changes_of(package)).updated == {EDITED}
    note = student.collection.get_note(student.note_of(EDITED))
    assert note["Answer"] == "The A of the oboe"
    assert own_of(student.state()) == before


def test_an_own_field_stops_no_changes(world: World) -> None:
    student = world.student
    models = student.collection.models
    own = models.by_name("Orchestra: question")
    assert own is not None
    models.add_field(own, models.new_field("Mine"))
    models.update_dict(own)
    note = student.collection.get_note(student.note_of(EDITED))
    note["Mine"] = "my own words"
    student.collection.update_note(note)
    assert student.take_changes(changes_of(corrected(world))).updated == {EDITED}
    note = student.collection.get_note(student.note_of(EDITED))
    assert (note["Answer"], note["Mine"]) == ("The A of the oboe", "my own words")


def test_other_tags_alone_are_not_sent(world: World) -> None:
    """An update would take what students wrote in all notes of a sheet."""
    write_on_all(world.student, BEFORE)
    before = world.student.state()
    files = replaced(ORCHESTRA, "winds.yaml", "tags: [winds]", "tags: [winds, blown]")
    package = world.author.release(files, FIRST + DAY, since=world.first)
    assert not changes_of(package).exists()
    imported = world.student.take(package)
    assert (imported.new, imported.updated) == ({DELETED}, set())
    after = world.student.state()
    assert {guid: after.notes[guid] for guid in before.notes} == before.notes
    again = world.author.release(files, FIRST + 2 * DAY, since=package)
    assert again.read_bytes() == package.read_bytes()


def test_retired_notes_say_so(world: World) -> None:
    files = remove("winds.yaml", "oboe")(ORCHESTRA)
    files = replaced(
        files, "strings.yaml", "    name: viola\n", "    name: viola\n    retired: true\n"
    )
    package = world.author.release(files, FIRST + DAY, since=world.first)
    student = world.student
    student.take_changes(changes_of(package))
    found = student.collection.find_notes("Topic:*retired*")
    gone = {student.collection.get_note(one)["Key"] for one in found}
    assert gone == OF_VIOLA | OF_OBOE
    assert student.take(retired_of(package)).updated == set()


def test_a_plain_build_leaves_no_changes_of_another(world: World, tmp_path: Path) -> None:
    """Imported with a later package, an old file would bring old text, newer than the new one."""
    package = corrected(world)
    out = tmp_path / "out"
    deck = str(world.author.folder)

    def build(*more: str) -> str:
        done = CliRunner().invoke(cli, ["build", deck, "-o", str(out), "--no-cache", *more])
        assert done.exit_code in {0, 2}, done.output
        return done.output

    file = out / "orchestra-changes.txt"
    assert f"{file}: 1 note changed" in build("--since", str(world.first))
    assert "removed" not in build()
    assert file.exists()
    world.author.write(replaced(ORCHESTRA, "plain.yaml", "An intermission", "A break"))
    assert f"{file}: removed" in build()
    assert not file.exists()
    file.write_text("somebody's own\n", "utf-8")
    assert f"{file} was not written by sonodeck" in build("--since", str(package))
    assert file.read_text("utf-8") == "somebody's own\n"
