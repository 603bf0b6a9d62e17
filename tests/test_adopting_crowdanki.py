"""A folder of CrowdAnki becomes a deck folder; its students keep what they have learned."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from sonodeck.common import folders
from sonodeck.doors import adopt
from tests import othertools
from tests.test_adopting import built
from tests.test_adopting_strange import said


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    return othertools.with_crowdanki(tmp_path)


def take(collection: Collection, package: Path, *, merge: bool = False) -> tuple[int, ...]:
    """Import; how many notes were new, updated, and left out for their note type."""
    options = ImportAnkiPackageOptions(merge_notetypes=merge)
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    log = collection.import_anki_package(request).log
    return len(log.new), len(log.updated), len(log.conflicting)


def rows(collection: Collection) -> tuple[list[Any], list[Any]]:
    assert collection.db is not None
    cards = collection.db.all("select id, nid, did, ord, type, queue, due, ivl, reps from cards")
    return cards, collection.db.all("select guid, tags, flds from notes order by id")


def test_students_of_crowdanki_merge_once_and_then_get_only_edits(
    crowd: Path, tmp_path: Path
) -> None:
    collection = Collection(str(tmp_path / "student.anki2"))
    try:
        othertools.taken_from_crowdanki(collection, crowd)
        for _ in range(4):
            card = collection.sched.getCard()
            if card is not None:
                collection.sched.answerCard(card, 3)
        collection.fix_integrity()
        before = rows(collection)
        made = adopt.adopt(crowd, tmp_path / "anatomy", int(time.time()))
        assert any("'Merge note types' at their first import" in line for line in made.said)
        assert take(collection, built(tmp_path / "anatomy"), merge=True) == (0, 0, 0)
        assert rows(collection) == before
        assert collection.fix_integrity()[1]
        sheet = tmp_path / "anatomy" / "anatomy.yaml"
        sheet.write_text(sheet.read_text().replace("part: part 1", "part: the first"))
        later = built(tmp_path / "anatomy", int(time.time()) + 100)
        assert take(collection, later) == (0, 1, 0)
        assert rows(collection)[0] == before[0]
        assert collection.fix_integrity()[1]
    finally:
        collection.close()


def test_new_students_get_the_deck_as_crowdanki_makes_it(crowd: Path, tmp_path: Path) -> None:
    one, two = (Collection(str(tmp_path / f"{name}.anki2")) for name in ("one", "two"))
    try:
        othertools.taken_from_crowdanki(one, crowd)
        adopt.adopt(crowd / "deck.json", tmp_path / "anatomy", int(time.time()))
        assert take(two, built(tmp_path / "anatomy")) == (7, 0, 0)
        assert sorted(rows(one)[1]) == sorted(rows(two)[1])
        assert one.card_count() == two.card_count() == 13
        decks = [
            {
                one.decks.name(card.did)
                for nid in one.find_notes("")
                for card in one.get_note(nid).cards()
            }
            for one in (one, two)
        ]
        assert decks[0] == decks[1] == {"Anatomy", "Anatomy::Gaps"}
        assert two.decks.by_name("Anatomy")["desc"] == "Of the <b>body</b>"  # type: ignore[index]
        assert two.media.have("heart.png")
        assert not two.media.have("unused.png")
    finally:
        one.close()
        two.close()


def test_its_ids_are_the_same_every_time(crowd: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        adopt.adopt(crowd, tmp_path / name / "anatomy", int(time.time()))
    types = [
        sorted((tmp_path / n).glob("anatomy/notetypes/*/notetype.yaml")) for n in ("one", "two")
    ]
    assert [f.read_bytes() for f in types[0]] == [f.read_bytes() for f in types[1]]


def no_models(deck: dict[str, Any]) -> None:
    del deck["note_models"]


def another_model(deck: dict[str, Any]) -> None:
    deck["notes"][0]["note_model_uuid"] = "nothing"


def a_field_too_many(deck: dict[str, Any]) -> None:
    deck["notes"][0]["fields"].append("x")


def a_number_for_notes(deck: dict[str, Any]) -> None:
    deck["children"][0]["notes"] = 7


def decks_without_end(deck: dict[str, Any]) -> None:
    for _ in range(200):
        deck["children"] = [{"name": "x", "notes": [], "children": deck["children"]}]


def half_a_sign(deck: dict[str, Any]) -> None:
    deck["notes"][0]["tags"] = ["\ud800"]


def a_field_of_no_name(deck: dict[str, Any]) -> None:
    deck["note_models"][0]["flds"][1]["name"] = "{{Organ}}"


def an_id_beyond_all(deck: dict[str, Any]) -> None:
    deck["note_models"][0]["flds"][1]["id"] = 10**40


def nothing(deck: dict[str, Any]) -> None:
    deck["notes"] = deck["children"] = []


HOSTILE = (
    no_models, another_model, a_field_too_many, a_number_for_notes, decks_without_end, half_a_sign,
    a_field_of_no_name, an_id_beyond_all, nothing,
)  # fmt: skip


@pytest.mark.parametrize("change", HOSTILE, ids=lambda one: one.__name__)
def test_what_crowdanki_never_wrote_is_a_sentence_and_nothing_is_written(
    change: Callable[[dict[str, Any]], None], crowd: Path, tmp_path: Path
) -> None:
    deck = json.loads((crowd / "deck.json").read_text())
    change(deck)
    (crowd / "deck.json").write_text(json.dumps(deck))
    before = sorted(tmp_path.iterdir())
    assert "Error: " in said(crowd, "--as", tmp_path / "new")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("text", [b"", b"[]", b"\xff", b"{" * 10**6, b"[" * 10**6, b"null"])
def test_what_is_no_json_is_a_sentence(text: bytes, crowd: Path, tmp_path: Path) -> None:
    (crowd / "deck.json").write_bytes(text)
    assert "is not as CrowdAnki writes it" in said(crowd, "--as", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_link_in_its_media_leads_nowhere_and_scripts_are_taken_out(
    crowd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("secret")
    (crowd / "media" / "heart.png").unlink()
    (crowd / "media" / "heart.png").symlink_to(tmp_path / "secret")
    text = (crowd / "deck.json").read_text()
    (crowd / "deck.json").write_text(text.replace("part 2", "<script>x()</script>part 2"))
    made = adopt.adopt(crowd, tmp_path / "new", int(time.time()))
    assert any("that notes name and the package lacks: heart.png" in line for line in made.said)
    assert any("<script> (1)" in line for line in made.said)
    assert not (tmp_path / "new" / "media").exists()
    monkeypatch.setattr(folders, "MAX_MEDIA", 10)
    assert "larger than" in said(crowd, "--as", tmp_path / "other")


def test_what_may_be_given(crowd: Path, tmp_path: Path) -> None:
    assert "is a folder of CrowdAnki; name the deck folder" in said(crowd)
    assert "a folder without a deck.json" in said(tmp_path, "--as", tmp_path / "new")
