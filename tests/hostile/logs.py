"""Logs of answers, and files of answers to import, that are none or that lie."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

from tests.hostile.case import Case, Content, Directory, Hole, Link, Pipe

_HEAD = {"sonodeck-reviews": 1}
_ANSWER = {
    "type": "answer", "id": "0123456789abcdef", "at": 1_800_000_000_000, "deck": "hostile-0000",
    "guid": "aaaaaaaaaa", "card": 1, "key": "part.heart.does", "grade": 3, "took": 1000,
}  # fmt: skip


def _lines(*records: object) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in records).encode()


_IMPORTS: Mapping[str, Content] = {
    "empty": b"",
    "a word": b"nothing\n",
    "noise": Random(5).randbytes(4096),  # noqa: S311
    "UTF-16": _lines(_HEAD).decode().encode("utf-16"),
    "a newer version": _lines({"sonodeck-reviews": 99}),
    "a version that is none": _lines({"sonodeck-reviews": "x"}),
    "a list": _lines(_HEAD, [1, 2, 3]),
    "nested too deep": _lines(_HEAD) + b"[" * 9000 + b"\n",
    "a line of a megabyte": _lines(_HEAD) + b'{"type": "' + b"x" * (1 << 20) + b'"}\n',
    "a key that stands twice": _lines(_HEAD) + b'{"type": "undo", "type": "answer"}\n',
    "not a number": _lines(_HEAD) + b'{"type": "answer", "at": NaN}\n',
    "a number without end": _lines(_HEAD) + b'{"type": "answer", "at": ' + b"9" * 5000 + b"}\n",
    "a type that is none": _lines(_HEAD, _ANSWER | {"type": "format"}),
    "a grade that is none": _lines(_HEAD, _ANSWER | {"grade": 5}),
    "a grade that is true": _lines(_HEAD, _ANSWER | {"grade": True}),
    "a card that is none": _lines(_HEAD, _ANSWER | {"card": -1}),
    "a time far away": _lines(_HEAD, _ANSWER | {"at": 1 << 62}),
    "half a surrogate": _lines(_HEAD, _ANSWER | {"key": "\ud800"}),
    "a text that is a map": _lines(_HEAD, _ANSWER | {"guid": {"a": 1}}),
    "a folder": Directory(),
    "a pipe": Pipe(),
    "a device without end": Link("/dev/zero"),
    "ten gigabytes": Hole(10 << 30),
}


def _database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE other (x); INSERT INTO other VALUES (1);")


_LOGS: Mapping[str, Content] = {
    "a word": b"nothing\n",
    "noise": Random(6).randbytes(4096),  # noqa: S311
    "a cut database": b"SQLite format 3\0" + bytes(50),
    "a newer version": _lines({"sonodeck-reviews": 99}),
    "without its first line": _lines(_ANSWER),
    "ten gigabytes": Hole(10 << 30),
    "a folder": Directory(),
    "a pipe": Pipe(),
    "a device without end": Link("/dev/zero"),
}


_CLASSES: Mapping[str, Content] = {
    "noise": Random(7).randbytes(4096),  # noqa: S311
    "a damaged record": _lines(_HEAD, _ANSWER | {"option": "a\x1b[2Jb"}),
    "a pipe": Pipe(),
    "a device without end": Link("/dev/zero"),
    "a way up": Link(".."),
    "ten gigabytes": Hole(10 << 30),
}


def cases() -> Iterator[tuple[str, Case]]:
    for what, content in _IMPORTS.items():
        command = ("quiz", "deck", "--log", "log", "--import", "answers")
        yield f"answers to import: {what}", Case(beside={"answers": content}, command=command)
    for what, content in _CLASSES.items():
        told = ("stats", "deck", "--answers", "class")
        yield f"answers of a class: {what}", Case(beside={"class/x": content}, command=told)
    stats = ("stats", "deck", "--log", "log")
    for what, content in _LOGS.items():
        yield f"a log: {what}", Case(beside={"log": content}, command=stats)
    yield "a log: of another program", Case(beside={"log": _database}, command=stats)
