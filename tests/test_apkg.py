"""Packages from ready rows: their bytes, what happens when writing fails, any text in real Anki."""

import dataclasses
import hashlib
import os
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from anki.import_export_pb2 import ImportResponse
from anki.notes import NoteId
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonodeck.anki import apkg, notetypes, rows
from sonodeck.anki.apkg import pages
from sonodeck.anki.lock import Entry
from sonodeck.common import files
from sonodeck.questions.items import Pinned
from sonodeck.sheets.manifests import Deck

TYPES = notetypes.note_types(Deck(id="rows-0000", title="Rows", tag="rows", sheets=()))
_REST = [""] * (len(notetypes.QUESTION_FIELDS) - 3)
"""The other fields of a note."""


def written(path: Path, given: apkg.Contents) -> str:
    with files.aside(path) as file:
        return apkg.write(file, given)


def contents(texts: list[tuple[str, str]], media: dict[str, Path] | None = None) -> apkg.Contents:
    """Plain questions, some of them over two decks."""
    ready = [
        rows.Ready(
            entry=Entry(
                key=f"qa.f{at}.ask", guid=f"guid{at}", hash="0" * 16, mod=1_700_000_000 + at,
                type="question", cards=(Pinned("", 1, ""),),
            ),
            fields=(f"qa.f{at}.ask", question, answer, *_REST),
            tags=("rows::a", "rows::b"),
            deck="Rows::One" if at % 2 else "Rows::Two",
            cards=(1,),
            note_type=TYPES.question,
        )
        for at, (question, answer) in enumerate(texts)
    ]  # fmt: skip
    return apkg.Contents(
        note_types=((TYPES.question, 1_700_000_000), (TYPES.cloze, 1_700_000_000)),
        notes=rows.Rows(ready),
        media=media or {},
        mod=1_700_000_000,
    )


MANY = [(f"Question {n}? " + "x" * (n * 37 % 9000), f"Answer {n}") for n in range(400)]


def test_genankis_schema_and_defaults_are_those_we_know() -> None:
    """They are part of the bytes of every package, and of what Anki makes of it."""
    digest = hashlib.sha256((APKG_SCHEMA + APKG_COL).encode()).hexdigest()
    assert digest == "3a73fcd3f90a45aa1a48cb5286de14f2f39ac8c9a57f02734969472b39cca46d"


def test_same_rows_same_bytes_whatever_the_hash_seed_and_the_folder(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path;"
        "import test_apkg as t; print(t.written(Path('p.apkg'), t.contents(t.MANY)))"
    )
    digests = set()
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent)],
            cwd=folder, capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": f"UTC-{seed}"},
        )  # fmt: skip
        digests.add(done.stdout)
    assert len(digests) == 1


def test_the_zip_holds_no_times_and_is_not_compressed(tmp_path: Path) -> None:
    picture = tmp_path / "p.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    media = {"sonodeck-b.svg": picture, "sonodeck-a.svg": picture}
    written(tmp_path / "p.apkg", contents([("Q", "A")], media))
    with zipfile.ZipFile(tmp_path / "p.apkg") as package:
        assert package.namelist() == ["collection.anki2", "media", "0", "1"]
        assert package.read("media") == b'{"0": "sonodeck-a.svg", "1": "sonodeck-b.svg"}'
        for info in package.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.compress_type == zipfile.ZIP_STORED


def test_no_leftovers_in_the_pages(tmp_path: Path) -> None:
    """Rows deleted before leave nothing behind, and the database still holds all it held."""
    path = tmp_path / "c.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA page_size = {pages.SIZE}")
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
        rows_ = ((n, f"secret{n}") for n in range(900))
        connection.executemany("INSERT INTO t VALUES (?, ?)", rows_)
        connection.commit()
        connection.execute("DELETE FROM t WHERE a % 3 = 0")
    connection.close()
    assert b"secret300" in path.read_bytes()
    pages.make_reproducible(path)
    assert b"secret300" not in path.read_bytes()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (600,)
    connection.close()


@pytest.mark.parametrize("longest", [60, 9000])
def test_what_is_left_of_old_rows_makes_no_difference(tmp_path: Path, longest: int) -> None:
    """SQLite told to wipe what it frees, and told not to: the same bytes afterwards."""
    files = []
    for wipe in ("ON", "OFF"):
        path = tmp_path / f"{wipe}.db"
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA page_size = {pages.SIZE}")
        connection.execute(f"PRAGMA secure_delete = {wipe}")
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
        connection.execute("CREATE INDEX i ON t (b)")
        for n in range(600):
            text = f"{n}-" + "abcdefg"[n % 7] * (n * 97 % longest)
            connection.execute("INSERT INTO t VALUES (?, ?)", (n, text))
            cut = (n * 31 % 500, n % 4 + 1)
            connection.execute("UPDATE t SET b = substr(b, 1 + ?2) WHERE a = ?1", cut)
        connection.commit()
        rows_before = connection.execute("SELECT * FROM t ORDER BY a").fetchall()
        if longest > pages.SIZE:
            connection.execute("VACUUM")
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        connection.close()
        pages.make_reproducible(path)
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT * FROM t ORDER BY a").fetchall() == rows_before
        connection.close()
        files.append(path.read_bytes())
    assert files[0] == files[1]


@pytest.mark.parametrize("size", [4062, 5000, 8160, 30_000])
def test_the_rest_of_a_long_rows_last_page_is_wiped(tmp_path: Path, size: int) -> None:
    path = tmp_path / "c.db"
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA page_size = {pages.SIZE}")
    connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
    connection.execute("INSERT INTO t VALUES (1, ?)", ("x" * size,))
    connection.commit()
    connection.close()
    pages.make_reproducible(path)
    clean = path.read_bytes()
    after = clean.rindex(b"x") + 1
    path.write_bytes(clean[:after] + b"\xff" * (len(clean) - after))
    pages.make_reproducible(path)
    assert path.read_bytes() == clean


def test_a_write_that_fails_leaves_the_old_package_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.apkg"
    written(path, contents([("Q", "A")]))
    before = path.read_bytes()
    gone = {"sonodeck-a.svg": tmp_path / "gone.svg"}
    with pytest.raises(FileNotFoundError), files.aside(path) as new:
        apkg.write(new, contents([("Q", "B")], gone))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["p.apkg"]


def test_media_names_that_anki_would_change_are_a_bug_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="can't name"):
        written(tmp_path / "p.apkg", contents([("Q", "A")], {"../a.svg": Path(__file__)}))


def test_four_thousand_decks_are_no_trouble(tmp_path: Path) -> None:
    """Plain genanki takes minutes for so many: it reads all decks again for each."""
    base = contents([("Q", "A")]).notes[0]
    notes = [
        apkg.NoteRow(
            guid=f"g{n}", note_id=rows.FIRST_NOTE_ID + 1000 * n, note_type=base.note_type,
            fields=base.fields, tags=base.tags, mod=base.mod, deck=f"Rows::{n}", cards=base.cards,
        )
        for n in range(4000)
    ]  # fmt: skip
    whole = contents([])
    written(
        tmp_path / "p.apkg",
        apkg.Contents(note_types=whole.note_types, notes=notes, media={}, mod=whole.mod),
    )


def put_into(collection: Collection, package: Path) -> ImportResponse.Log:
    request = ImportAnkiPackageRequest(
        package_path=str(package), options=ImportAnkiPackageOptions()
    )
    return collection.import_anki_package(request).log


def packed(package: Path, query: str) -> list[tuple[object, ...]]:
    """What the database of a package answers."""
    with zipfile.ZipFile(package) as opened:
        path = Path(opened.extract("collection.anki2", package.parent / "unpacked"))
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    col = Collection(str(tmp_path / "collection.anki2"))
    yield col
    col.close()


def test_rows_arrive_as_given(collection: Collection, tmp_path: Path) -> None:
    picture = tmp_path / "p.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    given = contents(
        [("Q <b>1</b>", "A"), ("Q 2", '<img src="sonodeck-a.svg">')], {"sonodeck-a.svg": picture}
    )
    written(tmp_path / "p.apkg", given)
    log = put_into(collection, tmp_path / "p.apkg")
    assert (len(log.new), len(log.conflicting), len(log.updated)) == (2, 0, 0)
    assert collection.db is not None
    cards = collection.db.execute("SELECT id, nid, ord, type, queue, due, mod FROM cards")
    assert sorted(map(tuple, cards)) == sorted(
        (note.note_id + 1 + card.number, note.note_id, card.number, 0, 0, card.due, note.mod)
        for note in given.notes
        for card in note.cards
    )
    names = {deck.name: deck.id for deck in collection.decks.all_names_and_ids()}
    assert names.keys() == {"Default", "Rows", "Rows::One", "Rows::Two"}
    for note in given.notes:
        arrived = collection.get_note(NoteId(note.note_id))
        assert tuple(arrived.tags) == note.tags
        assert {card.did for card in arrived.cards()} == {names[note.deck]}
    assert collection.media.have("sonodeck-a.svg")
    assert not collection.media.check().unused
    again = put_into(collection, tmp_path / "p.apkg")
    assert (len(again.new), len(again.updated), len(again.duplicate)) == (0, 0, 2)


def test_a_note_without_card_rows_arrives_without_cards(
    collection: Collection, tmp_path: Path
) -> None:
    plain = contents([("Q", "A"), ("R", "B")])
    retired = dataclasses.replace(plain.notes[0], cards=())
    written(tmp_path / "p.apkg", dataclasses.replace(plain, notes=[retired, plain.notes[1]]))
    assert len(put_into(collection, tmp_path / "p.apkg").new) == 2
    assert collection.card_count() == 1


def test_ankis_first_deck_is_not_made_twice(collection: Collection, tmp_path: Path) -> None:
    plain = contents([("Q", "A"), ("R", "B")])
    decks = ("Default", "default::Below")
    notes = [dataclasses.replace(n, deck=d) for n, d in zip(plain.notes, decks, strict=True)]
    written(tmp_path / "p.apkg", dataclasses.replace(plain, notes=notes))
    assert packed(
        tmp_path / "p.apkg", "SELECT count(*) FROM json_each((SELECT decks FROM col))"
    ) == [(2,)]
    put_into(collection, tmp_path / "p.apkg")
    names = [deck.name for deck in collection.decks.all_names_and_ids()]
    assert names == ["Default", "Default::Below"]
    assert len(collection.find_cards("deck:Default -deck:Default::Below")) == 1


SHOWN = [
    "a<b>x</b>", "a &amp; b &lt; c", '<img src="x.svg" alt="a">', "a&nbsp;b", "&nbsp;", " wide ",
    "a<br>b", "<p>x</p>\n<p>y</p>", "&#x27;s", "\u202f", "007", "12.50", "",
]  # fmt: skip


def test_the_sort_field_and_the_checksum_are_ankis(collection: Collection, tmp_path: Path) -> None:
    """Anki computes them anew as it imports; what it computes is what the package has."""
    written(tmp_path / "p.apkg", contents([(shown, "A") for shown in SHOWN]))
    query = "SELECT id, sfld, csum FROM notes ORDER BY id"
    put_into(collection, tmp_path / "p.apkg")
    assert collection.db is not None
    found = [tuple(row) for row in collection.db.execute(query)]
    assert packed(tmp_path / "p.apkg", query) == found


def test_a_full_disk_is_an_os_error(tmp_path: Path) -> None:
    """SQLite's own error for it is none."""
    resource = pytest.importorskip("resource", reason="needs limits of processes")
    script = (
        "import resource, signal, sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path\n"
        "import test_apkg as t\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "try: t.written(Path('p.apkg'), t.contents(t.MANY))\n"
        "except OSError as error: print('refused:', error)"
    )
    assert hasattr(resource, "RLIMIT_FSIZE")
    done = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parent)],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "refused:" in done.stdout, done.stderr


def normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


field_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=40
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(field_text, field_text), min_size=1, max_size=30))
def test_any_text_arrives_in_anki(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]
) -> None:
    texts = [(normal("q" + question), normal(answer)) for question, answer in texts]
    folder = tmp_path_factory.mktemp("text")
    written(folder / "p.apkg", contents(texts))
    collection = Collection(str(folder / "collection.anki2"))
    try:
        log = put_into(collection, folder / "p.apkg")
        assert len(log.new) == len(texts)
        notes = [collection.get_note(nid) for nid in collection.find_notes("")]
        found = {note["Key"]: (note["Question"], note["Answer"]) for note in notes}
        assert found == {f"qa.f{at}.ask": text for at, text in enumerate(texts)}
    finally:
        collection.close()
