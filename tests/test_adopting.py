"""A package becomes a deck folder; what it builds is, to Anki, that deck's next release."""

import re
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import anki.collection  # first: others of its modules fail on a circular import  # noqa: F401
import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from sonodeck import project
from sonodeck.anki import diff, reading, release
from sonodeck.common import diagnostics
from sonodeck.doors import adopt
from sonodeck.questions import OwnNote, rendering
from tests import othertools
from tests.shown import normal, of_anki

MADE: dict[str, Callable[[Path], Path]] = {
    "genanki": othertools.with_genanki,
    "anki": othertools.with_anki,
    "anki-legacy": lambda folder: othertools.with_anki(folder, legacy=True),
    "anki-studied": lambda folder: othertools.with_anki(folder, scheduling=True),
}


@pytest.fixture(scope="module", params=MADE)
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package as another tool made it."""
    return MADE[request.param](tmp_path_factory.mktemp("old"))


@pytest.fixture
def adopted(old: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "pharm"
    adopt.adopt(old, folder, int(time.time()))
    return folder


def built(folder: Path, at: int | None = None) -> Path:
    compiled = project.compile_deck(folder)
    assert not diagnostics.has_errors(compiled.found), compiled.found
    path = folder.parent / "new.apkg"
    made, found = release.build(compiled, path, at or int(time.time()))
    assert made is not None, (found, compiled.found)
    return path


class Studied:
    """A student who has the old deck, and has studied some of it."""

    def __init__(self, folder: Path, old: Path) -> None:
        self.collection = Collection(str(folder / "student.anki2"))
        self.take(old)
        for _ in range(5):
            card = self.collection.sched.getCard()
            if card is not None:
                self.collection.sched.answerCard(card, 3)

    def take(self, package: Path) -> tuple[int, int]:
        """Import; how many notes were new, and how many were updated."""
        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions()
        )
        log = self.collection.import_anki_package(request).log
        self.collection.models._clear_cache()
        assert not (log.conflicting or log.missing_notetype or log.missing_deck)
        assert not (log.empty_first_field or log.first_field_match)
        return len(log.new), len(log.updated)

    def cards(self) -> list[Any]:
        assert self.collection.db is not None
        return self.collection.db.all("select * from cards order by id")

    def notes(self) -> list[Any]:
        assert self.collection.db is not None
        return self.collection.db.all("select guid, mid, mod, tags, flds from notes order by id")

    def rest(self) -> tuple[Any, ...]:
        types = [{**one, "usn": 0} for one in self.collection.models.all()]
        decks = {one["name"]: one["desc"] for one in self.collection.decks.all()}
        media = sorted(file.name for file in Path(self.collection.media.dir()).iterdir())
        return types, decks, media


@pytest.fixture
def student(old: Path, tmp_path: Path) -> Any:
    made = Studied(tmp_path, old)
    made.collection.fix_integrity()  # Anki adds the times of reviews that came all at once
    yield made
    made.collection.close()


def test_the_first_build_is_the_same_deck(adopted: Path, student: Studied) -> None:
    cards, notes, rest = student.cards(), student.notes(), student.rest()
    assert student.take(built(adopted)) == (0, 0)
    assert student.cards() == cards
    assert student.notes() == notes
    assert student.rest() == rest
    assert student.collection.fix_integrity()[1]


def test_one_edit_arrives_and_nothing_else(adopted: Path, student: Studied) -> None:
    cards, notes = student.cards(), student.notes()
    [(sheet, written)] = [
        (file, text)
        for file in sorted(adopted.glob("*.yaml"))
        for text in [file.read_text()]
        if "aspirin" in text or "organ 1" in text
    ][:1]
    sheet.write_text(re.sub(r"(drug|front): (aspirin|organ 1)", r"\1: \2 the first", written))
    assert student.take(built(adopted)) == (0, 1)
    assert [row[:9] for row in student.cards()] == [row[:9] for row in cards]
    changed = [new for one, new in zip(notes, student.notes(), strict=True) if one != new]
    assert len(changed) == 1
    assert "the first" in changed[0][4]
    assert student.collection.fix_integrity()[1]


def test_a_new_student_gets_the_same_deck(old: Path, adopted: Path, tmp_path: Path) -> None:
    """Ids, guids, note types, decks, order, media: all but what one time of building makes."""
    both = []
    for name, package in (("one", old), ("two", built(adopted))):
        (tmp_path / name).mkdir()
        both.append(Studied(tmp_path / name, package))
    one, two = both
    try:
        assert list(map(said, one.notes())) == list(map(said, two.notes()))
        columns = (0, 1, 3)
        assert [[row[at] for at in columns] for row in one.cards()] == [
            [row[at] for at in columns] for row in two.cards()
        ]
        assert one.rest()[1:] == two.rest()[1:]
        assert two.collection.fix_integrity()[1]
    finally:
        one.collection.close()
        two.collection.close()


def said(note: list[Any]) -> list[Any]:
    """A note without what is only another way to write the same HTML."""
    return [*note[:4], unescape(note[4]).split()]


def test_diff_against_the_old_package_is_empty(old: Path, adopted: Path) -> None:
    compiled = project.compile_deck(adopted)
    planned, found = release.plan(compiled, int(time.time()))
    assert planned is not None, found
    said = diff.against_package(planned, reading.read(old), "pharm")
    assert said.changes == ()
    assert said.types == ()


def test_a_new_look_arrives_and_nothing_else_of_the_note_type(
    adopted: Path, student: Studied
) -> None:
    before = {one["id"]: one for one in student.collection.models.all()}
    cards, notes = student.cards(), student.notes()
    for file in adopted.glob("notetypes/*/style.css"):
        file.write_text(file.read_text() + "\n.new { color: red; }\n")
    assert student.take(built(adopted, int(time.time()) + 100)) == (0, 0)
    used = {note[1] for note in notes}
    student.collection.close()
    student.collection.reopen()
    for one in student.collection.models.all():
        assert settings(one) == settings(before[one["id"]])
        assert one["css"].endswith(".new { color: red; }\n") == (one["id"] in used)
    assert student.cards() == cards
    assert student.notes() == notes


def settings(note_type: dict[str, Any]) -> dict[str, Any]:
    """All of a note type but its look, its time, and what Anki has no use for any more."""
    unused = {"mod", "usn", "css", "did", "tags", "vers"}
    fields = [{k: v for k, v in one.items() if k != "media"} for one in note_type["flds"]]
    return {key: v for key, v in note_type.items() if key not in unused} | {"flds": fields}


# What Anki's window adds or makes pictures of, and what we show in its place.
_OTHERWISE = re.compile(
    r"""\s*(?:
    \[\[type:.*?\]\] | <(?:input|code)[^>]*typeans[^>]*> (?:[^<]*</code>)?
    | <a\ class=hint.*?</a>\s*<div[^>]*class=hint.*?</div> | <details.*?</details>
    | \[latex\].*?\[/latex\] | <img[^>]*latex-[^>]*> | LaTeX\ image\ generation[^.]*\.
    )\s*""",
    re.DOTALL | re.VERBOSE,
)


def test_cards_are_rendered_as_anki_does(adopted: Path, student: Studied) -> None:
    collection, compiled = student.collection, project.compile_deck(adopted)
    guids = compiled.guids()
    ids = {note[0]: nid for note, nid in zip(student.notes(), note_ids(collection), strict=True)}
    looked = 0
    for one in compiled.packed:
        note = collection.get_note(ids[guids[one.content.key]])
        assert isinstance(one.note, OwnNote)
        for card in note.cards():
            sides = rendering.sides(one.note.type, note.fields, card.ord + 1, one.note.known())
            for ours, ankis in zip((sides.front, sides.back), of_anki(card), strict=True):
                assert pieces(ours) == pieces(ankis)
            looked += 1
    assert looked == collection.card_count()


def pieces(side: str) -> list[Any]:
    """A side in tags and texts, without blanks around what isn't compared."""
    found = normal(_OTHERWISE.sub(" ", side))
    return [(what, it.strip() if isinstance(it, str) else it) for what, it in found if it != " "]


def note_ids(collection: Collection) -> list[Any]:
    assert collection.db is not None
    return collection.db.list("select id from notes order by id")


def test_settings_of_add_ons_are_told_by_their_names(tmp_path: Path) -> None:
    made = adopt.adopt(othertools.with_anki(tmp_path, add_on=True), tmp_path / "x", 2_000_000_000)
    [said] = [line for line in made.said if "add-ons" in line]
    assert said == "settings of add-ons, left out: crowdanki_uuid, scratchPad"


def test_since_is_the_way_back_from_a_lost_lock(old: Path, adopted: Path, student: Studied) -> None:
    (adopted / "deck.lock").unlink()
    compiled = project.compile_deck(adopted, reading.released(old))
    made, found = release.build(compiled, adopted.parent / "again.apkg", int(time.time()))
    assert made is not None, (found, compiled.found)
    cards = student.cards()
    assert student.take(made.main.path)[0] == 0
    assert [row[:9] for row in student.cards()] == [row[:9] for row in cards]


def test_a_deleted_note_is_retired(adopted: Path, student: Studied) -> None:
    """It arrives with its tag in the second package, keeps its cards, and is new for nobody."""
    sheet = next(f for f in adopted.glob("*.yaml") if "  - id: " in f.read_text())
    text = sheet.read_text()
    at = [m.start() for m in re.finditer(r"(?m)^ *- id: ", text)][-1]
    sheet.write_text(text[:at])
    cards = len(student.cards())
    package = built(adopted)
    assert student.take(package) == (0, 0)
    assert student.take(package.with_name("new-retired.apkg")) == (0, 1)
    assert len(student.cards()) == cards
    assert len(student.collection.find_notes("tag:pharm::retired")) == 1
