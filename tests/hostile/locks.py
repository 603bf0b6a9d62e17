"""Locks that were damaged, merged badly, or made by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random

from tests.hostile.case import Case

_DAMAGES: Mapping[str, Callable[[list[str]], str]] = {
    "empty": lambda _: "",
    "a word": lambda _: "nothing\n",
    "of another deck": lambda lines: "\n".join([lines[0].replace("0000", "1111"), *lines[1:]]),
    "of a newer version": lambda lines: "\n".join([lines[0].replace(" 2 ", " 99 "), *lines[1:]]),
    "a version without end": lambda lines: lines[0].replace(" 2 ", f" {'9' * 5000} "),
    "a line of a megabyte": lambda lines: "\n".join([*lines, "x" * (1 << 20)]),
    "a time without end": lambda lines: "\n".join(lines).replace(" 17", f" {'9' * 400}17"),
    "a time of twelve digits": lambda lines: "\n".join(lines).replace(" 17", " 9917"),
    "a key of one dot": lambda lines: "\n".join([*lines[:-1], _rekeyed(lines[-1], "part.heart")]),
    "a key without dots": lambda lines: "\n".join([*lines, _rekeyed(lines[-1], "heart")]),
    "a key that is HTML": lambda lines: "\n".join([*lines, _rekeyed(lines[-1], "<img>.a.b")]),
    "a cloze's number without end": lambda lines: "\n".join(
        [*lines[:-1], lines[-1].replace("q:1", f"c:a={'9' * 5000}")]
    ),
    "a time before time": lambda lines: "\n".join(lines).replace(" 17", " -17"),
    "a card without end": lambda lines: "\n".join(lines).replace("q:1", f"q:{'9' * 4000}"),
    "an empty line": lambda lines: "\n".join([lines[0], "", *lines[1:]]),
    "a conflict": lambda lines: "\n".join(["<<<<<<< ours", *lines, "=======", ">>>>>>> theirs"]),
    "one guid for two notes": lambda lines: "\n".join([*lines, _other_guid(lines[-1])]),
    "a change of direction": lambda lines: "\n".join([*lines, "\u202egnp.exe"]),
}


def _rekeyed(line: str, key: str) -> str:
    return f"{key} {line.partition(' ')[2]}"


def _other_guid(line: str) -> str:
    key, _, rest = line.partition(" ")
    return f"{key} 0000000000{rest[10:]}"


def cases(lock: bytes) -> Iterator[tuple[str, Case]]:
    lines = lock.decode().splitlines()
    for what, damage in _DAMAGES.items():
        yield f"a lock: {what}", Case(files={"deck.lock": damage(lines).encode()})
    for what, data in {
        "noise": Random(1).randbytes(4096),  # noqa: S311
        "UTF-16": lock.decode().encode("utf-16"),
        "NUL": lock + b"\0\n",
        "cut": lock[: len(lock) - 9],
    }.items():
        yield f"a lock: {what}", Case(files={"deck.lock": data})
