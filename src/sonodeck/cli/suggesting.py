"""``suggestions``: what students changed in their notes, as edits of the sheets."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import DECK, one_deck, package_at, say

if TYPE_CHECKING:
    from sonodeck import anki
    from sonodeck.anki import suggestions as of_students


_TRIES = 100
"""How often the deck is compiled to find out which edits do what they should."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DECK
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PACKAGE",
    help="The release that the student had (an .apkg file); default: the deck as it is now.",
)
def suggestions(file: Path, deck: Path | None, against: Path | None) -> int:
    """Show what a student changed in the deck's notes, as edits of the sheets.

    FILE is what the student exported from Anki: a package, or 'Notes in Plain Text' with 'Include
    unique identifier'. My notes, tags, and formatting don't count. On stdout is a unified diff, for
    'git apply', of what can be said by an edit of the note's own fact: the deck was compiled with
    it, and the field says what the student wrote. All else is shown on stderr. A text without HTML
    joins the items of lists; a package or a text with HTML keeps them apart.

    \b
    Example:
      sonodeck suggestions notes.txt decks/anatomy | git apply
    """
    from sonodeck.anki import diff, exported, reading
    from sonodeck.anki import suggestions as of_students

    released = package_at(against) if against else None
    compiled = one_deck(deck)
    if compiled.knowledge is None:
        return 1
    try:
        given = exported.read(file, of_students.names(compiled, released))
    except reading.Unreadable as error:
        raise click.UsageError(str(error)) from error
    wanted = of_students.suggested(compiled, given, released)
    edits, done = _that_hold(compiled, wanted)
    for name, new in edits.items():
        path = os.path.relpath(compiled.folder.path / name).replace(os.sep, "/")
        say(of_students.patch(path, _file(compiled, name), new), nl=False, signs="kept")
    for one in wanted:
        if one not in done:
            say(f"{one.place.path}:{one.place.line}: {one.key}: {one.field}, not patched", err=True)
            old, new = (text.replace("\n", " / ") for text in (one.old, one.new))
            say(f"  {diff.in_words(old, new)}", err=True)
    for key in of_students.gone(compiled, given, released) if released else ():
        say(f"{key}: changed by the student, and no longer in the deck", err=True)
    say(f"{len(wanted)} changed, {len(done)} of them patched", err=True)
    return 0


def _that_hold(
    compiled: anki.Compiled, wanted: Sequence[of_students.Suggestion]
) -> tuple[Mapping[str, str], Sequence[of_students.Suggestion]]:
    """The sheets as they should be, by name, and the suggestions that they fulfill.

    All are tried together, and if that doesn't fulfill all, by halves. A field that follows from
    the edit of another, as a reverse question does, is fulfilled, too.
    """
    edits, tried = _edited(compiled, wanted)
    held = _fulfilled(compiled, edits, wanted)
    if not all(one in held for one in tried):
        edits, tried = _edited(compiled, _by_halves(compiled, tried))
        held = _fulfilled(compiled, edits, wanted)
    return (edits, held) if all(one in held for one in tried) else ({}, ())


def _by_halves(
    compiled: anki.Compiled, tried: Sequence[of_students.Suggestion]
) -> list[of_students.Suggestion]:
    """Those that hold, alone or with some others.

    To try some takes as long as to compile the deck: what isn't found after so many tries is
    left out.
    """
    good: list[of_students.Suggestion] = []
    groups = deque([tried])
    for _ in range(_TRIES):
        if not groups:
            break
        group = groups.popleft()
        edits, placed = _edited(compiled, group)
        held = _fulfilled(compiled, edits, group)
        if all(one in held for one in placed):
            good += group
        elif len(group) > 1:
            middle = len(group) // 2
            groups += (group[:middle], group[middle:])
    return [one for one in tried if one in good]


def _edited(
    compiled: anki.Compiled, wanted: Sequence[of_students.Suggestion]
) -> tuple[dict[str, str], list[of_students.Suggestion]]:
    """The sheets with all edits that can be placed, and what they are for.

    An edit that two fields need is one; of two that clash the first is taken.
    """
    from sonodeck.anki import suggestions

    names = {compiled.folder.name(file): file for file in compiled.folder.files}
    taken: dict[str, set[of_students.Edit]] = {}
    done = []
    for one in wanted:
        name = names.get(one.place.path)
        if name is not None:
            edits = suggestions.edits(compiled, one, _file(compiled, name))
            here = taken.setdefault(name, set())
            if edits and not any(edit.clashes(other) for edit in edits for other in here):
                here.update(edits)
                done.append(one)
    changed = {
        name: suggestions.applied(_file(compiled, name), edits)
        for name, edits in taken.items()
        if edits
    }
    return changed, done


def _fulfilled(
    compiled: anki.Compiled, edits: Mapping[str, str], wanted: Sequence[of_students.Suggestion]
) -> list[of_students.Suggestion]:
    """What the deck says with these edits; nothing where they make errors."""
    from sonodeck import project
    from sonodeck.anki import suggestions
    from sonodeck.common import diagnostics

    folder = compiled.folder
    changed = {name: text.encode() for name, text in edits.items()}
    again = project.compile_folder(replace(folder, files={**folder.files, **changed}))
    if diagnostics.has_errors(again.found):
        return []
    return [one for one in wanted if suggestions.says(again, one)]


def _file(compiled: anki.Compiled, name: str) -> str:
    return compiled.folder.files[name].decode()
