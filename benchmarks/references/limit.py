"""The least that any program on libyaml and SQLite does: *limit*.

It runs through the events of the sheets, and copies a package's rows and files into a new one. The
rows are ready: they come from a database that was unpacked beforehand.

python limit.py unpack PACKAGE FOLDER         beforehand
python limit.py DECK FOLDER PACKAGE
"""

import sqlite3
import sys
import tempfile
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import yaml

TABLES = ("col", "notes", "cards")


def unpack(package: str, folder: str) -> None:
    with ZipFile(package) as packed:
        packed.extractall(folder)


def read(deck: Path) -> None:
    for path in sorted(deck.glob("*.yaml")):
        for _ in yaml.parse(path.read_bytes(), Loader=yaml.CBaseLoader):
            pass


def write(ready: Path, package: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "collection.anki2"
        old = sqlite3.connect(ready / "collection.anki2")
        new = sqlite3.connect(database, isolation_level=None)
        new.execute("PRAGMA journal_mode = OFF")
        new.execute("PRAGMA synchronous = OFF")
        for (schema,) in old.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"):
            new.execute(schema)
        new.execute("BEGIN")
        for table in TABLES:
            rows = old.execute(f"SELECT * FROM {table}")  # noqa: S608 (our own three names)
            marks = ", ".join("?" * len(rows.description))
            new.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        new.execute("COMMIT")
        new.close()
        with ZipFile(package, "w", ZIP_STORED) as packed:
            packed.write(database, "collection.anki2")
            for file in ready.iterdir():
                if file.name != "collection.anki2":
                    packed.write(file, file.name)


if sys.argv[1] == "unpack":
    unpack(sys.argv[2], sys.argv[3])
else:
    read(Path(sys.argv[1]))
    write(Path(sys.argv[2]), sys.argv[3])
