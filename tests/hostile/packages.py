"""Packages that are none, that never end, or that lie."""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdCompressor
else:
    from backports.zstd import ZstdCompressor

from tests.hostile.case import Case, Content, Link, Pipe

Spoil = Callable[[sqlite3.Connection], object]

_ENDLESS = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT"
_SPOILED: Mapping[str, Spoil] = {
    "no notes": lambda db: db.execute("DROP TABLE notes"),
    "no collection": lambda db: db.execute("DELETE FROM col"),
    "notes of no type": lambda db: db.execute("UPDATE notes SET mid = 1"),
    "fields too few": lambda db: db.execute("UPDATE notes SET flds = 'one'"),
    "fields of bytes": lambda db: db.execute("UPDATE notes SET flds = x'ff00fe'"),
    "a time that is none": lambda db: db.execute("UPDATE notes SET mod = 'soon'"),
    "a number of a card that is none": lambda db: db.execute("UPDATE cards SET ord = 'one'"),
    "types that are none": lambda db: db.execute("UPDATE col SET models = '[1, 2]'"),
    "types without fields": lambda db: db.execute("UPDATE col SET models = '{\"1\": {}}'"),
    "types nested too deep": lambda db: db.execute(
        "UPDATE col SET models = ?", ("[" * 200_000 + "]" * 200_000,)
    ),
    "types of another text": lambda db: db.execute("UPDATE col SET models = x'ff00fe'"),
    "notes without end": lambda db: db.executescript(
        f"DROP TABLE notes; CREATE VIEW notes AS {_ENDLESS}"
        " x AS id, 'g' AS guid, 1 AS mid, 1 AS mod, '' AS tags, '' AS flds FROM r;"
    ),
    "cards without end": lambda db: db.executescript(
        f"DROP TABLE cards; CREATE VIEW cards AS {_ENDLESS} max(x) AS nid, 1 AS ord FROM r;"
    ),
    "texts without end": lambda db: db.executescript(
        "ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT id, guid, mid, mod, tags,"
        " replace(hex(zeroblob(60000000)), '00', 'abcd') AS flds FROM n;"
    ),
    "texts that are worked out": lambda db: db.executescript(
        "ALTER TABLE cards RENAME TO c; CREATE TABLE cards(id, nid AS"
        " (hex(zeroblob(60000000))), ord); INSERT INTO cards(id, ord) VALUES (1, 1);"
    ),
    "a search without end": lambda db: db.executescript(
        "ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT id, guid, mid, mod, tags,"  # noqa: S608
        " replace(hex(zeroblob(20000)), '0', 'a')"
        f" LIKE '{'%a' * 2000}b' AS flds FROM n;"
    ),
    "rows without room": lambda db: db.executescript(
        "DROP TABLE cards; CREATE TABLE cards(id, ord); INSERT INTO cards WITH RECURSIVE"  # noqa: S608
        " r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r LIMIT 900) SELECT x, 1 FROM r;"
        f"ALTER TABLE cards ADD COLUMN nid DEFAULT '{'x' * 900_000}';"
        + "".join(f"ALTER TABLE cards ADD {c} DEFAULT 0;" for c in ("did", "odid", "due", "type"))
    ),
    "a table of another making": lambda db: db.executescript(
        "DROP TABLE cards; CREATE VIRTUAL TABLE cards USING fts5(nid, ord);"
    ),
    "an error with signs of a terminal": lambda db: db.executescript(
        'DROP TABLE cards; CREATE VIEW cards AS SELECT * FROM "\x1b[31m\n::error::x";'
    ),
    "a trigger": lambda db: db.executescript(
        "CREATE TRIGGER t AFTER DELETE ON notes BEGIN DELETE FROM cards; END;"
    ),
    "a view that reads a secret": lambda db: db.executescript(
        "DROP TABLE cards; CREATE VIEW cards AS SELECT readfile('/etc/passwd') AS nid, 1 AS ord;"
    ),
}


# What Anki would take, and no lock can hold.
_UNHELD: Mapping[str, Spoil] = {
    "a time of 0": lambda db: db.execute("UPDATE notes SET mod = 0"),
    "a time before time": lambda db: db.execute("UPDATE notes SET mod = -5"),
    "a time of twelve digits": lambda db: db.execute("UPDATE notes SET mod = 999999999999"),
    "a guid with a space": lambda db: db.execute("UPDATE notes SET guid = 'a b' || id"),
    "a guid of two lines": lambda db: db.execute("UPDATE notes SET guid = 'a\n' || id"),
    "no guid": lambda db: db.execute(
        "UPDATE notes SET guid = '' WHERE id = (SELECT min(id) FROM notes)"
    ),
    "one guid for all": lambda db: db.execute("UPDATE notes SET guid = 'a'"),
    "a key without dots": lambda db: _rekeyed(db, "heart"),
    "a key of one dot": lambda db: _rekeyed(db, "part.heart"),
    "a key that is HTML": lambda db: _rekeyed(db, '"><img src=x onerror=alert(1)>.a.b'),
    "a key of two lines": lambda db: _rekeyed(db, "part.heart.does\npart.x.y"),
    "types changed before time": lambda db: db.execute(
        "UPDATE col SET models = replace(models, '\"mod\": ', '\"mod\": -')"
    ),
    "a cloze of number 0": lambda db: _as_cloze(db, "{{c0::x}}"),
    "a cloze of five thousand digits": lambda db: _as_cloze(db, "{{c" + "9" * 5000 + "::x}}"),
}


def _rekeyed(db: sqlite3.Connection, key: str) -> None:
    """The first note of the package under another key, which is its first field."""
    note, fields = db.execute("SELECT id, flds FROM notes").fetchone()
    spoiled = "\x1f".join([key, *fields.split("\x1f")[1:]])
    db.execute("UPDATE notes SET flds = ? WHERE id = ?", (spoiled, note))


def _as_cloze(db: sqlite3.Connection, text: str) -> None:
    """The first note as one of the cloze type, with this text as its second field."""
    models = json.loads(db.execute("SELECT models FROM col").fetchone()[0])
    cloze = next(model for model in models.values() if model["type"] == 1)
    note, fields = db.execute("SELECT id, flds FROM notes").fetchone()
    spoiled = [fields.split("\x1f")[0], text] + [""] * (len(cloze["flds"]) - 2)
    changed = ("\x1f".join(spoiled), int(cloze["id"]), note)
    db.execute("UPDATE notes SET flds = ?, mid = ? WHERE id = ?", changed)


def _collection(package: Path) -> bytes:
    with ZipFile(package) as packed:
        return packed.read("collection.anki2")


def _spoiled(collection: bytes, spoil: Spoil) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "collection.anki2"
        path.write_bytes(collection)
        with closing(sqlite3.connect(path)) as db:
            spoil(db)
            db.commit()
        return path.read_bytes()


def _zipped(members: Mapping[str, bytes], how: int = ZIP_DEFLATED) -> Callable[[Path], None]:
    def made(path: Path) -> None:
        with ZipFile(path, "w", how) as package:
            for name, data in members.items():
                package.writestr(name, data)

    return made


def _bomb(head: bytes) -> Callable[[Path], None]:
    """A gigabyte of zeros in a megabyte."""

    def made(path: Path) -> None:
        with (
            ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as package,
            package.open("collection.anki2", "w", force_zip64=True) as member,
        ):
            member.write(head)
            for _ in range(1 << 6):
                member.write(bytes(1 << 24))

    return made


def _zstd_bomb(path: Path) -> None:
    """A gigabyte of zeros in a container that doesn't tell its size."""
    with ZipFile(path, "w") as package, package.open("collection.anki21b", "w") as member:
        packing = ZstdCompressor()
        member.write(packing.compress(b"SQLite format 3\0"))
        for _ in range(1 << 6):
            member.write(packing.compress(bytes(1 << 24)))
        member.write(packing.flush())


def _encrypted(path: Path) -> None:
    _zipped({"collection.anki2": b"x"})(path)
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", data, data.index(sign) + at, 1)
    path.write_bytes(data)


def _packed_somehow(path: Path) -> None:
    _zipped({"collection.anki2": b"x"})(path)
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.index(sign) + at, 77)
    path.write_bytes(data)


def _written(data: bytes) -> Callable[[Path], None]:
    def made(path: Path) -> None:
        path.write_bytes(data)

    return made


def packages(good: Path) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """Each hostile package, and how it is made from a good one."""
    whole, collection = good.read_bytes(), _collection(good)
    yield "empty", _written(b"")
    yield "a word", _written(b"nothing\n")
    yield "cut", _written(whole[: len(whole) // 2])
    yield "cut at its end", _written(whole[:-30])
    yield "noise", _written(Random(2).randbytes(4096))  # noqa: S311
    yield "noise inside", _written(_damaged(whole))
    yield "encrypted", _encrypted
    yield "packed in an unknown way", _packed_somehow
    yield "a zip of something else", _zipped({"readme.txt": b"hello"})
    yield "a zip that leads out", _zipped({"../../collection.anki2": collection})
    yield "a zip of zeros", _bomb(b"")
    yield "a zip of zeros that begins well", _bomb(collection[:4096])
    yield "zstd of zeros", _zstd_bomb
    yield "no database", _zipped({"collection.anki2": b"nothing" * 100})
    yield "lzma that is none", _zipped({"collection.anki21b": b"nothing"}, ZIP_LZMA)
    yield "zstd that is none", _zipped({"collection.anki21b": b"\x28\xb5\x2f\xfd" + bytes(50)})
    yield "a database that is cut", _zipped({"collection.anki2": collection[:5000]})
    yield "broken pages", _zipped({"collection.anki2": _broken_pages(collection)})
    for what, spoil in _SPOILED.items():
        yield what, _zipped({"collection.anki2": _spoiled(collection, spoil)})
    yield "types of JSON's", _zipped({"collection.anki2": json.dumps({"a": 1}).encode()})


def _damaged(data: bytes) -> bytes:
    spoiled, chance = bytearray(data), Random(3)  # noqa: S311
    for _ in range(200):
        spoiled[chance.randrange(len(data) // 2)] = chance.randrange(256)
    return bytes(spoiled)


def _broken_pages(data: bytes) -> bytes:
    spoiled, chance = bytearray(data), Random(4)  # noqa: S311
    for at in range(4096, len(data), 4096):
        spoiled[at : at + 64] = chance.randbytes(64)
    return bytes(spoiled)


def cases(good: Path) -> Iterator[tuple[str, Case]]:
    against = ("diff", "deck", "--against", "release.apkg")
    no_files: Mapping[str, Content] = {"a pipe": Pipe(), "a device": Link("/dev/zero")}
    for what, content in no_files.items():
        yield f"diff: a package, {what}", Case(beside={"release.apkg": content}, command=against)
    retired: Mapping[str, Content | Callable[[Path], None]] = {
        "release.apkg": good.read_bytes(),
        "release-retired.apkg": Pipe(),
    }
    since = ("build", "deck", "--since", "release.apkg", "-o", "out")
    yield "build: a package, its second one a pipe", Case(beside=retired, command=since)
    collection = _collection(good)
    for what, spoil in _UNHELD.items():
        made = _zipped({"collection.anki2": _spoiled(collection, spoil)})
        yield f"build: a package, {what}", Case(beside={"release.apkg": made}, command=since)
    for what, made in packages(good):
        beside = {"release.apkg": made}
        for command in (
            ("diff", "deck", "--against", "release.apkg"),
            ("build", "deck", "--since", "release.apkg", "-o", "out"),
        ):
            yield f"{command[0]}: a package, {what}", Case(beside=beside, command=command)
