"""What a command said of a deck folder the last time, kept under a hash of all it depends on.

The hash is of contents: of the files of the folder, of sonodeck itself, and of the versions of what
it is built on. Times of files don't count. What is kept lies in the user's cache; it may be deleted
at any time, and what can't be read, or is of something else, is as good as nothing. It is believed:
who can write to the user's cache can write to the user's programs, too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from sonodeck.common import files
from sonodeck.common.diagnostics import Diagnostic, Edit, Place, source_lines
from sonodeck.common.folders import Folder
from sonodeck.common.frozen import dataclass

Command = Literal["build", "check", "quiz", "answers"]


DO_WITHOUT: ContextVar[bool] = ContextVar("DO_WITHOUT", default=False)
"""Whether nothing is taken from the cache, and nothing kept there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was built; ``ending`` stands behind the name of the deck's main one."""

    ending: str
    sha256: str
    notes: int
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command found, counted and built.

    ``lines``: the lines that places are in, by path and number (from 1); ``newest``: the time of
    the newest change in the lock, in seconds.
    """

    facts: int
    notes: int
    cards: int
    found: tuple[Diagnostic, ...]
    lines: Mapping[str, Mapping[int, str]]
    tag: str = ""
    newest: int = 0
    packages: tuple[Package, ...] = ()

    def texts(self) -> dict[str, str]:
        """As much of each file as is needed to show what was found in it."""
        return {
            path: "\n".join(lines.get(number, "") for number in range(1, max(lines) + 1))
            for path, lines in self.lines.items()
        }


def lines_of(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> dict[str, dict[int, str]]:
    """The lines of the texts that findings are in."""
    split: dict[str, list[str]] = {}
    lines: dict[str, dict[int, str]] = {}
    for place in (place for one in found for place in (one.place, one.other)):
        if place is None or place.path not in texts:
            continue
        if place.path not in split:
            split[place.path] = source_lines(texts[place.path])
        text = split[place.path]
        if 0 < place.line <= len(text):
            lines.setdefault(place.path, {})[place.line] = text[place.line - 1]
    return lines


# the hash


def fingerprint(folder: Folder, asked: Iterable[str] = ()) -> str:
    """Changes with all that a result depends on; ``asked``: what was asked for besides."""
    parts = {
        "program": program(),
        "asked": list(asked),
        "shown": folder.shown,
        "files": {name: sha256(data).hexdigest() for name, data in folder.files.items()},
        "kinds": {name: sha256(data).hexdigest() for name, data in folder.kinds.items()},
        "note types": {
            f"{name}/{file}": sha256(data).hexdigest()
            for name, files in folder.note_types.items()
            for file, data in files.items()
        },
        "media": {name: one.digest for name, one in folder.media.items()},
        "found": folder.found,
        "schema": folder.schema.hex(),
    }
    return sha256(_as_json(parts)).hexdigest()


@cache
def program() -> str:
    """Changes with sonodeck's files, with Python, and with what is installed beside it."""
    digest = sha256(f"{sys.version}\0{sys.byteorder}".encode())
    for name in sorted({name for path in sys.path for name in _distributions(path)}):
        digest.update(f"\0{name}".encode())
    root = Path(__file__).parents[1]
    for name in sorted(_sources(str(root))):
        data = (root / name).read_bytes()
        digest.update(f"\0{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _distributions(folder: str) -> Iterator[str]:
    """What is installed in a folder, each with its version in its name."""
    with suppress(OSError), os.scandir(folder or ".") as entries:
        yield from (one.name for one in entries if one.name.endswith((".dist-info", ".egg-info")))


def _sources(folder: str, above: str = "") -> Iterator[str]:
    """The files of the program; the decks that come with it are no part of it."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield above + entry.name
            elif entry.name not in {"__pycache__", "decks"}:
                yield from _sources(entry.path, f"{above}{entry.name}/")


# what is kept


def keep(folder: Path, command: Command, key: str, kept: object) -> None:
    """Remember what JSON can hold, dataclasses as maps, instead of what was kept before.

    Where that can't be, nothing is remembered.
    """
    if DO_WITHOUT.get():
        return
    with suppress(OSError):
        files.write_aside(_place(folder, command), _as_json([key, kept]))


def keeps(folder: Path, command: Command) -> bool:
    """Whether anything is kept at all; if not, no key is worth its time."""
    return not DO_WITHOUT.get() and _place(folder, command).is_file()


def recall(folder: Path, command: Command, key: str) -> Outcome | None:
    """The outcome that was kept under this very key."""
    kept = recall_plain(folder, command, key)
    try:
        return None if kept is None else _outcome(kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _as_json(value: object) -> bytes:
    def by_name(one: Any) -> dict[str, Any]:
        return {field.name: getattr(one, field.name) for field in fields(one)}

    return json.dumps(value, sort_keys=True, default=by_name).encode()


def recall_plain(folder: Path, command: Command, key: str) -> Any:
    """What was kept under this very key; None where nothing was."""
    if DO_WITHOUT.get():
        return None
    try:
        known, kept = json.loads(_place(folder, command).read_bytes())
    except (OSError, ValueError, TypeError):
        return None
    return kept if known == key else None


def _place(folder: Path, command: Command) -> Path:
    from platformdirs import user_cache_path

    name = sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return user_cache_path("sonodeck", appauthor=False) / "stamps" / f"{name}-{command}.json"


def _outcome(kept: dict[str, Any]) -> Outcome:
    lines = {
        path: {int(number): line for number, line in own.items()}
        for path, own in kept["lines"].items()
    }
    found = tuple(
        Diagnostic(
            **one
            | {name: one[name] and Place(**one[name]) for name in ("place", "other")}
            | {"fix": tuple(Edit(**edit | {"lines": tuple(edit["lines"])}) for edit in one["fix"])}
        )
        for one in kept["found"]
    )
    packages = tuple(Package(**one) for one in kept["packages"])
    return Outcome(**kept | {"lines": lines, "found": found, "packages": packages})
