"""What a release changes, as a text file for Anki's own *File > Import*.

A row updates a note by its guid, whoever touched it and whatever the clock said, and only in the
fields that it holds. It ends before *My notes*; without a column of tags those stay, and so do
deck, flags and schedule. So a correction arrives, and what a student wrote is kept. The package,
imported after it, adds what is new: to Anki the notes of this file are newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sonodeck.anki.notetypes import NoteTypes
from sonodeck.anki.packed import PackageRead, PackedNote
from sonodeck.anki.rows import Ready
from sonodeck.anki.since import own_notes

_LAST = "As of"
"""The last of the fields that are the program's."""
_MARK = "#sonodeck:"
# Note types by id, because a student, or a new title, may have renamed them.
_HEAD = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n"


def changes_beside(path: Path) -> Path:
    """Where the changes file lies that is built with a package."""
    return path.with_name(f"{path.stem}-changes.txt")


def changed(notes: Iterable[Ready], released: PackageRead, types: NoteTypes) -> tuple[Ready, ...]:
    """The notes that a release has too, and that say something else there."""
    known = {note.guid: note for _, note in own_notes(released, types)}
    return tuple(
        one
        for one in notes
        if (old := known.get(one.entry.guid)) is not None and _own(one) != _own_of(one, old)
    )


def tags_of(released: PackageRead | None, types: NoteTypes) -> Mapping[str, tuple[str, ...]]:
    """The tags that notes have in a release, by guid."""
    if released is None:
        return {}
    return {note.guid: note.tags for _, note in own_notes(released, types)}


def written(notes: Iterable[Ready], package: str) -> bytes:
    """The file; ``package`` is the SHA-256 of the one that it goes with."""
    return "".join([_HEAD, f"{_MARK} {package}\n", *map(_row, notes)]).encode()


def is_ours(path: Path) -> bool:
    """Whether a file is a changes file. Raises OSError."""
    return _head(path).startswith(_HEAD + _MARK)


def goes_with(path: Path, package: str) -> bool:
    """Whether a file is none of ours, or was built with this package. Raises OSError."""
    return not is_ours(path) or _head(path).split()[-1] == package


def _head(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(len(_HEAD) + len(_MARK) + 66).decode(errors="replace")


def _names(one: Ready) -> tuple[str, ...]:
    names = one.note_type.names
    return names[: names.index(_LAST) + 1] if one.note_type.more is None else names


def _own(one: Ready) -> tuple[str, ...]:
    """The fields that are the program's."""
    return one.fields[: len(_names(one))]


def _own_of(one: Ready, old: PackedNote) -> tuple[str, ...]:
    return tuple(old.fields.get(name, "") for name in _names(one))


def _row(one: Ready) -> str:
    cells = (one.entry.guid, str(one.note_type.id), one.deck, *_own(one))
    return "\t".join(_quoted(cells)) + "\n"


def _quoted(cells: Iterable[str]) -> Iterator[str]:
    """In quotes every text is itself: tabs, line ends, what looks like a comment or a header."""
    return ('"' + cell.replace('"', '""') + '"' for cell in cells)
