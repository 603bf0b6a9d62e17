"""``import``: tables, and packages that people already study, become sheets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import click

from sonodeck.cli.shared import bytes_of, clock, day, say, writing
from sonodeck.cli.starting import own_deck

if TYPE_CHECKING:
    from sonodeck.doors import tables


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--deck", type=click.Path(path_type=Path), help="The deck folder to add it to.")
@click.option("--kind", help="The kind of the facts; default: the one with the sheet's name.")
@click.option("--sheet", help="The name of the sheet, without .yaml; default: the table's.")
@click.option(
    "--map", "pairs", metavar="COLUMN=FIELD", multiple=True,
    help="The field that a column is, where its name doesn't say it. Can be repeated.",
)  # fmt: skip
@click.option(
    "--skip", metavar="COLUMN", multiple=True, help="Leave a column out. Can be repeated."
)
@click.option("--no-header", is_flag=True, help="No row names the columns; they are A, B, C …")
@click.option("--source", metavar="ID", help="The source of all facts: an id in sources.yaml.")
@click.option("--encoding", help="The encoding of a text file; default: found out.")
@click.option("--separator", help="Between cells, as in: semicolon; default: found out.")
@click.option("--list-separator", help="Between the items in a cell; default: found out.")
@click.option("--dry-run", is_flag=True, help="Print the sheet, and write nothing.")
def import_(  # noqa: PLR0913  # a parameter for each option
    *,
    file: Path,
    deck: Path | None,
    kind: str | None,
    sheet: str | None,
    pairs: tuple[str, ...],
    skip: tuple[str, ...],
    no_header: bool,
    source: str | None,
    encoding: str | None,
    separator: str | None,
    list_separator: str | None,
    dry_run: bool,
) -> int:
    """Make a sheet of the rows of a table: CSV, TSV, or a text exported by Quizlet or Anki.

    Columns meet the fields of the kind by name. The facts are checked as by 'check' before
    anything is written, and no file is overwritten.

    \b
    Example:
      sonodeck import drugs.csv --kind drug --deck decks/pharm
    """
    from sonodeck.doors import tables
    from sonodeck.sheets import slug, starters

    if _is_package(file):
        raise click.UsageError(f"{file} is an Anki package, not a table.")
    folder = own_deck(deck)
    try:
        table = tables.read(bytes_of(file, tables.MAX_BYTES), file.name, encoding, separator)
        wanted = tables.Wanted(
            sheet=sheet or slug(file.stem),
            kind=kind or "term",
            columns=tables.asked(pairs, skip, headless=no_header),
            separator=None if list_separator is None else tables.sign(list_separator),
            source=source,
        )
        return _new(table, wanted, folder, dry_run=dry_run)
    except starters.Refused as error:
        raise click.UsageError(str(error)) from error


def _is_package(file: Path) -> bool:
    """Whether a file is a zip with a collection of Anki's in it."""
    try:
        with ZipFile(file) as packed:
            return any(name.startswith("collection.anki") for name in packed.namelist())
    except (BadZipFile, OSError):
        return False


def _new(table: tables.Table, wanted: tables.Wanted, path: Path, *, dry_run: bool) -> int:
    """A new sheet of a table, unless something in it is wrong."""
    from sonodeck import lint
    from sonodeck.common import diagnostics, folders
    from sonodeck.doors import tables
    from sonodeck.sheets import starters

    folder = folders.read(path)
    draft = tables.drafted(table, wanted, folder)
    for one in draft.said:
        say(one, err=True)
    found = tables.found(draft, folder, lint.Selection(today=day(clock()[0])))
    for one in tables.told(draft, found):
        say(one, err=True)
    if diagnostics.has_errors(found):
        say(f"nothing was written: {diagnostics.summary(found)}", err=True)
        return 1
    if dry_run:
        say(draft.text, nl=False)
        return 0
    with writing(path):
        for file in starters.add_sheet(path, draft.name.removesuffix(".yaml"), draft.text):
            say(f"{file}: {diagnostics.counted(draft.facts, 'fact')}")
    return 0
