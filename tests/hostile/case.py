"""What a case is: a folder with something hostile in it, and the command that meets it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CHECK = ("check", "deck", "--strict")

CLEAN: Mapping[str, bytes] = {
    "deck.yaml": b"id: hostile-0000\ntitle: Hostile\nsheets: [sheet.yaml]\n",
    "sources.yaml": b"book: {title: A book, grade: A}\n",
    "kinds/part.yaml": (
        b"kind: part\n"
        b"title: Part\n"
        b"name: '{name}'\n"
        b"fields:\n"
        b"  name: {type: text, required: true}\n"
        b"  does: {type: text}\n"
        b"  pumps: {type: number}\n"
        b"questions:\n"
        b"  does: {style: basic, ask: 'What does the {name} do?', answer: '{does}'}\n"
        b"  pumps: {style: basic, ask: 'What does the {name} pump?', answer: '{pumps}'}\n"
    ),
    "sheet.yaml": (
        b"kind: part\n"
        b"source: book\n"
        b"facts:\n"
        b"  - id: heart\n"
        b"    name: heart\n"
        b"    does: moves the blood\n"
        b"    pumps: about 5 liters a minute\n"
        b"    picture: {file: heart.svg, text: a sack of muscle}\n"
        b"  - id: liver\n"
        b"    name: liver\n"
        b"    does: makes bile\n"
    ),
    "media/heart.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>\n',
}
"""A deck with nothing wrong in it; every case spoils one thing."""


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A file of so many bytes that takes no room on the disk."""

    size: int


class Pipe:
    """A named pipe that nobody writes to: opening it never ends."""


class Socket:
    """A socket, which can't be opened."""


class Directory:
    """A folder where a file should be."""


Content = bytes | Link | Hole | Pipe | Socket | Directory | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """``files`` replace or add to those of the clean deck (None takes one away).

    ``beside``: files next to the deck's folder, made by a function where they are no plain bytes.
    """

    files: Mapping[str, Content] = field(default_factory=dict)
    beside: Mapping[str, Content | Callable[[Path], None]] = field(default_factory=dict)
    command: tuple[str, ...] = CHECK


def make(case: Case, folder: Path) -> None:
    """Write a case into an empty folder."""
    for name, content in ({**CLEAN} | dict(case.files)).items():
        put(folder / "deck" / name, content)
    for name, made in case.beside.items():
        if callable(made):
            made(folder / name)
        else:
            put(folder / name, made)


def put(path: Path, content: Content) -> None:
    if content is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    match content:
        case bytes():
            path.write_bytes(content)
        case Link():
            path.symlink_to(content.target)
        case Hole():
            with path.open("wb") as stream:
                stream.truncate(content.size)
        case Pipe():
            os.mkfifo(path)
        case Socket():
            _bind(path)
        case Directory():
            path.mkdir()


def _bind(path: Path) -> None:
    """Sockets have short paths only: bound from inside the folder."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(before)
