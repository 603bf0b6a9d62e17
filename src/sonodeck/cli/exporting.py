"""``export``: a sheet as a table, a deck as questions for a learning platform."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import click

from sonodeck.cli.shared import (
    compiled_deck,
    one_folder,
    refuse_to_overwrite,
    say,
    writing,
)

if TYPE_CHECKING:
    from sonodeck.doors import platforms

Format = Literal["facts-csv", "facts-xlsx", "moodle", "gift", "qti21", "qti12"]


@click.command()
@click.argument("what", metavar="SHEET|DECK", required=False, type=click.Path(path_type=Path))
@click.option("--format", "how", type=click.Choice(get_args(Format)), required=True)
@click.option("--kind", help="Of a deck: only questions about facts of this kind.")
@click.option("--tag", help="Of a deck: only questions with this tag or a tag below it.")
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; default: in out/, named after the sheet or the deck's folder.",
)  # fmt: skip
def export(
    what: Path | None, how: Format, kind: str | None, tag: str | None, output: Path | None
) -> int:
    """Write a sheet as a table, or a deck as questions for a learning platform.

    facts-csv, facts-xlsx: SHEET is a file in a deck folder. 'sonodeck import --update' brings back
    what was changed in the table; if nothing was, nothing changes.

    \b
    DECK is a deck folder; default: the one in decks/, else the included deck.
      moodle  Moodle XML, with pictures
      gift    GIFT, for other platforms that read Moodle's plain text
      qti21   QTI 2.1, a zip for Blackboard, Brightspace, OpenOlat, TAO, and others
      qti12   QTI 1.2, a zip for Canvas

    \b
    Example:
      sonodeck export decks/anatomy/terms.yaml --format facts-xlsx
      sonodeck export decks/anatomy --format moodle
    """
    match how:
        case "facts-csv" | "facts-xlsx":
            if kind or tag:
                raise click.UsageError("--kind and --tag are for questions; a table has all facts.")
            return _table(what, how, output)
        case _:
            return _questions(one_folder(what), how, (kind, tag), output)


def _table(sheet: Path | None, how: Literal["facts-csv", "facts-xlsx"], output: Path | None) -> int:
    from sonodeck.common import files, folders
    from sonodeck.doors import tables
    from sonodeck.sheets import starters

    if sheet is None or not sheet.is_file():
        raise click.UsageError("Name the sheet: a YAML file in a deck folder.")
    target = output or Path("out") / f"{sheet.stem}.{how.removeprefix('facts-')}"
    refuse_to_overwrite(target, sheet, deck=sheet.parent)
    try:
        data = tables.exported(folders.read(one_folder(sheet.parent)), sheet.name, how)
    except starters.Refused as error:
        raise click.UsageError(str(error)) from error
    with writing(target):
        files.write_aside(target, data)
    say(target)
    return 0


def _questions(
    folder: Path, how: platforms.Format, chosen: tuple[str | None, str | None], output: Path | None
) -> int:
    """A deck with errors gives no file: an exam of half of it would be taken for the whole."""
    from sonodeck.common import diagnostics, files
    from sonodeck.doors import platforms
    from sonodeck.pages import listing

    ending = platforms.WRITERS[how][0]
    target = output or Path("out") / f"{folder.resolve().name}-{how}.{ending}"
    refuse_to_overwrite(target, deck=folder)
    compiled = compiled_deck(folder)
    if diagnostics.has_errors(compiled.found):
        problems = diagnostics.summary(compiled.found)
        say(f"{compiled.folder.shown}: nothing exported: {problems}", err=True)
        return 1
    kind, tag = chosen
    try:
        with writing(target):
            made = platforms.exported(compiled, how, kind=kind, tag=tag)
    except listing.Unknown as error:
        raise click.UsageError(str(error)) from error
    if made.left_out:
        notes = diagnostics.counted(made.left_out, "note")
        say(f"left out: {notes} in note types of their own, which only Anki can show", err=True)
    if not made.questions:
        say(f"{compiled.folder.shown}: nothing to export", err=True)
        return 1
    with writing(target):
        files.write_aside(target, made.data)
    kinds = ", ".join(f"{count} {name}" for name, count in sorted(made.kinds.items()))
    counted = diagnostics.counted
    pictures = f", {counted(made.pictures, 'picture')}" if made.pictures else ""
    say(f"{target}: {counted(made.questions, 'question')} ({kinds}){pictures}")
    return 0
