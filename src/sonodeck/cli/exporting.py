"""``export``: a sheet as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from sonodeck.cli.shared import one_folder, refuse_to_overwrite, say, writing


@click.command()
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "how", type=click.Choice(["facts-csv", "facts-xlsx"]), required=True)
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path),
    help="The table to write; default: the name of the sheet, with another ending, in out/.",
)  # fmt: skip
def export(sheet: Path, how: Literal["facts-csv", "facts-xlsx"], output: Path | None) -> int:
    """Write a sheet of a deck as a table, for those who live in a spreadsheet.

    SHEET is a file in a deck folder. 'sonodeck import --update' brings back what was changed in
    the table; if nothing was, nothing changes.

    \b
    Example:
      sonodeck export decks/anatomy/terms.yaml --format facts-xlsx
    """
    from sonodeck.common import files, folders
    from sonodeck.doors import tables
    from sonodeck.sheets import starters

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
