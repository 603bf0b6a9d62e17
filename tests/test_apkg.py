"""Packages from ready rows: their bytes, what happens when writing fails, any text in real Anki."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonodeck import apkg, folders, notetypes, rows
from sonodeck.apkg import pages
from sonodeck.lock import Entry
from sonodeck.questions.items import Pinned
from sonodeck.sheets import Deck

TYPES = notetypes.note_types(Deck(id="rows-0000", title="Rows", tag="rows", sheets=()))


def contents(texts: list[tuple[str, str]], media: dict[str, Path] | None = None) -> apkg.Contents:
    """Plain questions, some of them over two decks."""
    ready = [
        rows.Ready(
            entry=Entry(
                key=f"qa.f{at}.ask", guid=f"guid{at}", hash="0" * 16, mod=1_700_000_000 + at,
                type="question", cards=(Pinned("", 1, ""),),
            ),
            fields=(f"qa.f{at}.ask", question, answer, *[""] * 16),
            tags=("rows::a", "rows::b"),
            deck="Rows::One" if at % 2 else "Rows::Two",
            cards=(1,),
        )
        for at, (question, answer) in enumerate(texts)
    ]  # fmt: skip
    return apkg.Contents(
        note_types=((TYPES.question, 1_700_000_000), (TYPES.cloze, 1_700_000_000)),
        notes=rows.note_rows(ready, TYPES),
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
        "import test_apkg as t; print(t.apkg.write(Path('p.apkg'), t.contents(t.MANY)))"
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
    picture.write_text("<svg/>", "utf-8")
    media = {"sonodeck-b.svg": picture, "sonodeck-a.svg": picture}
    apkg.write(tmp_path / "p.apkg", contents([("Q", "A")], media))
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


def test_a_write_that_fails_leaves_the_old_package_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.apkg"
    apkg.write(path, contents([("Q", "A")]))
    before = path.read_bytes()
    gone = {"sonodeck-a.svg": tmp_path / "gone.svg"}
    with pytest.raises(FileNotFoundError), folders.aside(path) as new:
        apkg.write(new, contents([("Q", "B")], gone))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["p.apkg"]


def test_media_names_that_anki_would_change_are_a_bug_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="can't name"):
        apkg.write(tmp_path / "p.apkg", contents([("Q", "A")], {"../a.svg": Path(__file__)}))


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
    apkg.write(
        tmp_path / "p.apkg",
        apkg.Contents(note_types=whole.note_types, notes=notes, media={}, mod=whole.mod),
    )


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
    apkg.write(folder / "p.apkg", contents(texts))
    collection = Collection(str(folder / "collection.anki2"))
    try:
        log = collection.import_anki_package(
            ImportAnkiPackageRequest(
                package_path=str(folder / "p.apkg"), options=ImportAnkiPackageOptions()
            )
        ).log
        assert len(log.new) == len(texts)
        notes = [collection.get_note(nid) for nid in collection.find_notes("")]
        found = {note["Key"]: (note["Question"], note["Answer"]) for note in notes}
        assert found == {f"qa.f{at}.ask": text for at, text in enumerate(texts)}
    finally:
        collection.close()
