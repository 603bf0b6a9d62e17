"""``check --fix``: shows what would change, asks, and writes it."""

from __future__ import annotations

import codecs
import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import SHIPPED_STAYS, say, writing

if TYPE_CHECKING:
    from sonodeck import lint
    from sonodeck.common.folders import Folder

_ROUNDS = 5
"""How often what was fixed is looked at again: a fix may bring to light what it hid."""


def mend(decks: Sequence[Path], rules: lint.Selection, *, yes: bool) -> None:
    """Rewrite the files of decks in which something has one fix, after asking on a terminal."""
    from sonodeck.common import files, folders

    for path in decks:
        if folders.is_shipped(path):
            raise click.UsageError(SHIPPED_STAYS)
        folder = folders.read(path)
        mended = _mended(folder, rules)
        changes = dict(_changes(folder, mended))
        for name, data in changes.items():
            say(_difference(folder, name, data), nl=False, err=True)
        schema = _schema(mended)
        for name in schema:
            say(f"{folder.name(name)}: out of date; it is written anew", err=True)
        if not (changes or schema) or (not yes and not _agreed()):
            continue
        for name, data in (changes | schema).items():
            file = _on_disk(path / name)
            with writing(file):
                files.write_aside(file, data)
            say(f"{folder.name(name)}: fixed", err=True)


def _on_disk(file: Path) -> Path:
    """The file as the disk names it, whose letters and accents may stand apart."""
    from sonodeck.common.folders import composed

    return next((one for one in file.parent.iterdir() if composed(one.name) == file.name), file)


def _agreed() -> bool:
    """Whether the person at the terminal, if there is one, wants it."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    return click.confirm("Write these changes?", default=True, err=True)


def _mended(folder: Folder, rules: lint.Selection) -> Folder:
    """The folder with all that has one fix fixed, in memory."""
    from sonodeck import project
    from sonodeck.sheets import fixes

    for _ in range(_ROUNDS):
        compiled = project.compile_folder(folder, rules=rules)
        shown = [one for one in compiled.found if rules.shows(one)]
        changed = fixes.fixed(shown, compiled.knowledge, compiled.texts)
        if not changed:
            break
        folder = replace(
            folder,
            files=_with(folder.files, folder, changed),
            kinds=_with(folder.kinds, folder, changed, "kinds/"),
        )
    return folder


def _with(
    files: Mapping[str, bytes], folder: Folder, changed: Mapping[str, str], below: str = ""
) -> dict[str, bytes]:
    """The files, those that changed with their new text; a byte-order mark stays."""
    marks = {name: data[: len(codecs.BOM_UTF8)] for name, data in files.items()}
    texts = {name: changed.get(folder.name(f"{below}{name}")) for name in files}
    return {
        name: data
        if (text := texts[name]) is None
        else (codecs.BOM_UTF8 if marks[name] == codecs.BOM_UTF8 else b"") + text.encode()
        for name, data in files.items()
    }


def _changes(before: Folder, after: Folder) -> Iterator[tuple[str, bytes]]:
    for name, data in after.files.items():
        if data != before.files[name]:
            yield name, data
    for name, data in after.kinds.items():
        if data != before.kinds[name]:
            yield f"kinds/{name}", data


def _difference(folder: Folder, name: str, data: bytes) -> str:
    """The lines that change, as a unified diff."""
    kind = name.removeprefix("kinds/")
    old = folder.kinds[kind] if name != kind else folder.files[name]
    shown = folder.name(name)
    lines = difflib.unified_diff(
        old.decode("utf-8", "replace").splitlines(),
        data.decode("utf-8").splitlines(),
        shown,
        shown,
        n=1,
        lineterm="",
    )
    return "".join(f"{line}\n" for line in lines)


def _schema(folder: Folder) -> dict[str, bytes]:
    """The schema for editors, if the deck has one that its kinds have outgrown."""
    from sonodeck import sheets
    from sonodeck.common.folders import SCHEMA_FILE
    from sonodeck.sheets import starters

    text = starters.editor_schema(folder, sheets.read(folder).knowledge) if folder.schema else None
    stale = text is not None and not text.encode().startswith(folder.schema)
    return {SCHEMA_FILE: text.encode()} if text is not None and stale else {}
