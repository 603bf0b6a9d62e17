"""The order of the steps: from the files of a deck folder to notes that are ready to be packed."""

from __future__ import annotations

from pathlib import Path

from sonodeck import anki, lint, questions, sheets
from sonodeck.common import folders
from sonodeck.common.diagnostics import in_order
from sonodeck.common.folders import Folder


def compile_deck(
    path: Path, since: anki.PackageRead | None = None, rules: lint.Selection = lint.NONE
) -> anki.Compiled:
    """Read one deck folder, then as ``compile_folder``."""
    return compile_folder(folders.read(path), since, rules)


def compile_folder(
    folder: Folder, since: anki.PackageRead | None = None, rules: lint.Selection = lint.NONE
) -> anki.Compiled:
    """Check one deck folder, ask its questions, fill their fields. Writes nothing.

    ``since``: a released package, which then counts instead of what the lock says of its notes;
    ``rules``: the rules for good cards to run over the notes; those that find errors always do.
    """
    return compile_reading(folder, sheets.read(folder), since, rules)


def compile_reading(
    folder: Folder,
    read: sheets.Reading,
    since: anki.PackageRead | None = None,
    rules: lint.Selection = lint.NONE,
) -> anki.Compiled:
    """As ``compile_folder``, of a folder that has been read."""
    knowledge, texts = read.knowledge, read.texts
    if knowledge is None:
        found = sheets.ignored(read.found, texts, lint.CODES)
        return anki.Compiled(folder=folder, found=tuple(in_order(found)), texts=texts)
    of_sheets = [one for one in read.found if one.code not in knowledge.deck.lint.ignore]
    known, of_lock = anki.shipped(folder, knowledge, since)
    notes, of_notes = questions.ask(
        knowledge, known.shipped() if known else questions.NOTHING_LOCKED
    )
    of_rules, unjudged = lint.check(knowledge, notes, rules, folder)
    packing, of_packing = anki.pack(folder, knowledge, notes, known, since)
    found = sheets.ignored(
        (*of_sheets, *of_lock, *of_notes, *of_rules, *of_packing), texts, unjudged
    )
    return anki.Compiled(
        folder=folder,
        found=tuple(in_order(found)),
        texts=texts,
        knowledge=knowledge,
        packing=packing,
        released=since,
    )
