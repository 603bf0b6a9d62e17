"""The packages in real Anki: the backend of Anki's own programs imports and renders them."""

import re
import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import ImportResponse

from sonodeck import anki, project
from sonodeck.anki import notetypes, release

ROOT = Path(__file__).parents[1]
DECKS = [
    ROOT / "decks" / "sonography",
    ROOT / "decks" / "cranial-nerves",
    ROOT / "tests" / "decks" / "elements",
]


@pytest.fixture(scope="module", params=DECKS, ids=lambda path: path.name)
def compiled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> anki.Compiled:
    """A copy of the deck: a build may write its lock there."""
    path = tmp_path_factory.mktemp("decks") / request.param.name
    shutil.copytree(request.param, path)
    made = project.compile_deck(path)
    assert [d for d in made.found if d.severity.value != "hint"] == []
    return made


@pytest.fixture(scope="module")
def package(compiled: anki.Compiled, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "deck.apkg"
    built, found = release.build(compiled, path, int(time.time()))
    assert built is not None, found
    return path


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    col = Collection(str(tmp_path / "collection.anki2"))
    yield col
    col.close()


def put_into(col: Collection, package: Path) -> ImportResponse.Log:
    request = ImportAnkiPackageRequest(
        package_path=str(package), options=ImportAnkiPackageOptions()
    )
    return col.import_anki_package(request).log


def test_every_note_is_new_and_every_card_is_there(
    compiled: anki.Compiled, package: Path, collection: Collection
) -> None:
    log = put_into(collection, package)
    assert len(log.new) == len(compiled.packed)
    assert not log.conflicting
    assert not log.updated
    assert not log.duplicate
    assert not log.missing_notetype
    assert not log.missing_deck
    assert not log.empty_first_field
    predicted = sum(len(one.filled.cards) for one in compiled.packed)
    assert collection.card_count() == predicted


def test_a_second_import_changes_nothing(package: Path, collection: Collection) -> None:
    put_into(collection, package)
    log = put_into(collection, package)
    assert not log.new
    assert not log.updated


def test_every_card_renders_on_both_sides(package: Path, collection: Collection) -> None:
    put_into(collection, package)
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        for side in (card.question(), card.answer()):
            assert "docs.ankiweb.net" not in side, side
            assert "{{" not in re.sub(r"&#123;", "", side), side
        assert "front of this card is blank" not in card.question()
        without_style = re.sub(r"(?s)<(style|script)>.*?</\1>", "", card.question())
        topic = re.sub(r'<div class="topic">.*?</div>', "", without_style)
        assert re.sub(r"<[^>]*>|\s", "", topic) or "<img" in topic


def test_anki_finds_nothing_to_mend(package: Path, collection: Collection) -> None:
    put_into(collection, package)
    message, ok = collection.fix_integrity()
    assert ok
    assert re.fullmatch(r"Database rebuilt and optimized\.|.*no problems.*", message), message
    assert not collection.get_empty_cards().notes
    media = collection.media.check()
    assert not media.missing
    assert not media.unused


def test_new_cards_come_in_teaching_order(
    compiled: anki.Compiled, package: Path, collection: Collection
) -> None:
    put_into(collection, package)
    wanted = [one.content.key for one in compiled.packed]
    first_cards = collection.db.list(  # type: ignore[union-attr]  # an open collection has one
        "select n.flds from cards c join notes n on n.id = c.nid order by c.due"
    )
    keys = list(dict.fromkeys(flds.split("\x1f")[0] for flds in first_cards))
    assert keys == wanted


def test_anki_shows_new_cards_in_teaching_order(
    compiled: anki.Compiled, package: Path, collection: Collection
) -> None:
    """The first hundred of the top deck, as the scheduler gives them with Anki's own defaults.

    Subdecks are gathered by name. Siblings of a note on a card already shown are buried.
    """
    put_into(collection, package)
    wanted = [one.content.key for one in compiled.packed][:100]
    assert compiled.knowledge is not None
    deck = collection.decks.by_name(compiled.knowledge.facts[0].deck.partition("::")[0])
    assert deck is not None
    collection.decks.select(deck["id"])
    options = collection.decks.config_dict_for_deck_id(deck["id"])
    options["new"]["perDay"] = 200
    collection.decks.update_config(options)
    queue = collection.sched.get_queued_cards(fetch_limit=120).cards  # type: ignore[union-attr]
    shown = [collection.get_card(one.card.id).note()["Key"] for one in queue]
    assert list(dict.fromkeys(shown))[: len(wanted)] == wanted


def test_siblings_stand_apart(package: Path, collection: Collection) -> None:
    put_into(collection, package)
    assert collection.db is not None
    dues: dict[int, list[int]] = {}
    for nid, due in collection.db.execute("select nid, due from cards order by nid, ord"):
        dues.setdefault(nid, []).append(due)
    total = collection.card_count()
    gaps = [b - a for several in dues.values() for a, b in pairwise(several)]
    assert gaps
    assert all(gap > 0 for gap in gaps)
    if total > 200:
        assert sorted(gaps)[len(gaps) // 2] >= 50


def test_note_types_can_be_edited_as_they_are(
    compiled: anki.Compiled, package: Path, collection: Collection
) -> None:
    """What Anki's card editor does on Save: the spare templates with it."""
    put_into(collection, package)
    assert compiled.knowledge is not None
    types = notetypes.note_types(compiled.knowledge.deck)
    for wanted in (types.question, types.cloze):
        found = collection.models.by_name(wanted.name)
        assert found is not None
        assert found["id"] == wanted.id
        assert [f["name"] for f in found["flds"]] == [f.name for f in wanted.fields]
        assert [f["id"] for f in found["flds"]] == [f.id for f in wanted.fields]
        assert [t["id"] for t in found["tmpls"]] == [t.id for t in wanted.templates]
        assert all(f["preventDeletion"] for f in found["flds"])
        assert {f["name"] for f in found["flds"] if f["collapsed"]} == {
            f.name for f in wanted.fields if f.collapsed
        }
        assert all(f["description"] for f in found["flds"])
        assert found["sortf"] == wanted.sort_field
        collection.models.update_dict(found)


def test_the_whole_deck_has_a_description_and_all_have_the_default_options(
    compiled: anki.Compiled, package: Path, collection: Collection
) -> None:
    put_into(collection, package)
    assert compiled.knowledge is not None
    for deck in collection.decks.all():
        assert bool(deck["desc"]) == (deck["name"] == compiled.knowledge.deck.title)
        assert deck["conf"] == 1
