"""The files of a site in a folder: whole at any moment, and none that is somebody else's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from sonodeck.common import files, folders
from sonodeck.common.frozen import dataclass
from sonodeck.pages.webtext import compact


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The files of a site, by their path in it; media by the file to copy.

    ``deck`` is its id, or SEVERAL. ``first`` are written before ``last``: a site that is being
    replaced is whole at any moment.
    """

    deck: str
    first: Mapping[str, bytes]
    media: Mapping[str, folders.Media]
    last: Mapping[str, bytes]


SEVERAL = "*"
"""What stands for the id of a deck where a site holds several; no deck has it."""

MARK = "sonodeck.json"
"""Names the deck whose site a folder holds, and every file of it."""


class NotOurs(Exception):
    """The folder holds something else, which would be lost; the message says what to do."""


def write(made: Site, folder: Path) -> None:
    """Write a site; files of an earlier release that nothing names any more are removed.

    Raises OSError; NotOurs for a folder that holds anything but a site of this deck.
    """
    names = sorted([*made.first, *made.media, *made.last])
    before = _files_before(folder, made.deck, names)
    mark = compact({"deck": made.deck, "files": sorted({*names, *before})}).encode()
    files.write_aside(folder / MARK, mark)  # named before it is there, so that it is known for ours
    for name, content in made.first.items():
        files.write_aside(folder / name, content)
    for name, media in made.media.items():
        files.write_aside(folder / name, media.read())
    for name, content in made.last.items():
        files.write_aside(folder / name, content)
    for name in before:
        if name not in names:
            (folder / name).unlink(missing_ok=True)
    files.write_aside(folder / MARK, compact({"deck": made.deck, "files": names}).encode())


_MOST = 1 << 26
"""Bytes that it may have."""
_NAME = re.compile(r"(?:[a-z0-9-]+/)?(?:[\w-][\w.-]*|media/[^./\\][^/\\]*)")


def _files_before(folder: Path, deck: str, names: Iterable[str]) -> list[str]:
    """The files of the site that the folder holds; none in an empty one.

    A folder in it is ours if a file in it is: others may be a teacher's own, or lead elsewhere.
    """
    if not folder.is_dir() or not any(folder.iterdir()):
        return []
    try:
        mark = json.loads(files.read(folder / MARK, _MOST))
        before = [name for name in mark["files"] if _NAME.fullmatch(name)]
        own, new = _folders(before), _folders(names)
        if any((folder / name).is_symlink() for name in own | new):
            said = "contains a folder that is a link"
        elif mark["deck"] != deck:
            said = "contains the site of another deck, or of several"
        elif any((folder / name).exists() for name in new - own):
            said = "contains a folder of other files where one of ours would be"
        else:
            return before
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        said = "contains other files"
    raise NotOurs(f"{folder} {said}, so no site was written. Give a new or empty folder with -o.")


def _folders(names: Iterable[str]) -> set[str]:
    """The folders that files lie in, by their paths in the site."""
    return {str(one) for name in names for one in PurePosixPath(name).parents} - {"."}
