"""``import``: tables, and packages that people already study, become sheets."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

import click

from sonodeck.cli.shared import (
    begin_batch,
    bytes_of,
    clock,
    day,
    say,
    writing,
)
from sonodeck.cli.starting import own_deck

if TYPE_CHECKING:
    from sonodeck.common.folders import Folder
    from sonodeck.doors import tables


@click.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--deck", type=click.Path(path_type=Path), help="The deck folder to add it to.")
@click.option("--kind", help="The kind of the facts; default: term.")
@click.option("--new-kind", metavar="NAME", help="Propose a kind of this name from the columns.")
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
@click.option("--worksheet", metavar="NAME", help="Of a workbook; default: the first with rows.")
@click.option(
    "--list-separator", "list_separators", metavar="[COLUMN=]SIGN", multiple=True,
    help="Between the items in a cell; default: found out. Can be repeated.",
)  # fmt: skip
@click.option(
    "--update",
    is_flag=True,
    help="Bring what changed in the table into the sheet that came from it.",
)
@click.option(
    "--as",
    "folder",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Make a deck folder of a package or a folder of CrowdAnki, which goes on with it.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def import_(  # noqa: PLR0913  # a parameter for each option
    *,
    file: Path,
    deck: Path | None,
    kind: str | None,
    new_kind: str | None,
    sheet: str | None,
    pairs: tuple[str, ...],
    skip: tuple[str, ...],
    no_header: bool,
    source: str | None,
    encoding: str | None,
    separator: str | None,
    worksheet: str | None,
    list_separators: tuple[str, ...],
    update: bool,
    folder: Path | None,
    dry_run: bool,
) -> int:
    """Make a sheet of the rows of a table.

    FILE is CSV, TSV, XLSX, ODS, or a text that Quizlet or Anki exported. Columns meet the fields
    of the kind by name. The facts are checked as by 'check' before anything is written, and no
    file is overwritten.

    Of an Anki package, or of a folder of CrowdAnki (deck.json), it makes a deck folder (--as): what
    is built there is the next release of that deck, and students keep their progress.

    \b
    Example:
      sonodeck import drugs.csv --kind drug --deck decks/pharm
      sonodeck import old.apkg --as decks/pharm
    """
    from sonodeck.doors import tables
    from sonodeck.sheets import slug, starters

    what = _deck_of_others(file)
    if what is not None:
        if folder is None:
            raise click.UsageError(
                f"{file} is {what}; name the deck folder to make of it: --as decks/NAME"
            )
        return _adopted(file, folder)
    if file.is_dir():
        raise click.UsageError(f"{file} is a folder without a deck.json of CrowdAnki's.")
    if folder is not None:
        raise click.UsageError(f"{file} is not an Anki package, so --as can't be used.")
    if kind and new_kind:
        raise click.UsageError("Use --kind or --new-kind, not both.")
    begin_batch()
    own = own_deck(deck)
    try:
        how = tables.How(encoding=encoding, separator=separator, worksheet=worksheet)
        table = tables.read(bytes_of(file, tables.MAX_BYTES), file.name, how)
        wanted = tables.Wanted(
            sheet=sheet or slug(file.stem),
            kind=new_kind or kind or "term",
            new_kind=new_kind is not None,
            columns=tables.asked(pairs, skip, list_separators, headless=no_header),
            source=source,
            again=_again(
                file,
                {"--map": pairs, "--skip": skip, "--list-separator": list_separators},
                {
                    "--encoding": encoding,
                    "--separator": separator,
                    "--worksheet": worksheet,
                    "--sheet": sheet,
                },
                no_header=no_header,
            ),
        )
        write = _update if update else _new
        return write(table, wanted, own, dry_run=dry_run)
    except starters.Refused as error:
        raise click.UsageError(str(error)) from error


def _again(
    file: Path, several: Mapping[str, Sequence[str]], one: Mapping[str, str | None],
    *, no_header: bool,
) -> str:  # fmt: skip
    """What to type to bring the changes of a table into the sheet that is made of it now."""
    options = [
        word for name, values in several.items() for value in values for word in (name, value)
    ]
    options += [word for name, value in one.items() if value is not None for word in (name, value)]
    options += ["--no-header"] if no_header else []
    return shlex.join(["sonodeck", "import", "--update", file.name, *options])


def _deck_of_others(file: Path) -> str | None:
    """What a path is, if it is a deck that another program wrote: a zip with Anki's collection."""
    if file.name == "deck.json" or (file / "deck.json").is_file():
        return "a folder of CrowdAnki" if file.is_dir() else "a deck of CrowdAnki"
    if not file.is_file():  # a pipe or a device may never end
        return None
    try:
        with ZipFile(file) as packed:
            names = packed.namelist()
    except (BadZipFile, OSError, ValueError, RuntimeError):
        return None
    is_package = any(name.startswith("collection.anki") for name in names)
    return "an Anki package" if is_package else None


def _adopted(file: Path, folder: Path) -> int:
    """A deck folder of a package."""
    from sonodeck.anki import reading
    from sonodeck.common import diagnostics
    from sonodeck.doors import adopt

    try:
        with writing(folder):
            made = adopt.adopt(file, folder, clock()[0])
    except (adopt.Refused, reading.Unreadable) as error:
        raise click.UsageError(str(error)) from error
    for line in made.said:
        say(line, err=True)
    say(f"{folder}: {diagnostics.counted(made.notes, 'note')}")
    say(f"look at it: sonodeck check {folder}; sonodeck preview {folder} --open", err=True)
    return 0


def _new(table: tables.Table, wanted: tables.Wanted, path: Path, *, dry_run: bool) -> int:
    """A new sheet of a table, unless something in it is wrong."""
    from sonodeck.common import diagnostics, folders
    from sonodeck.doors import tables
    from sonodeck.sheets import starters

    folder = folders.read(path)
    draft = tables.drafted(table, wanted, folder)
    if not _is_right(draft, folder):
        return 1
    if dry_run:
        say((draft.kind or "") + draft.text, nl=False)
        return 0
    with writing(path):
        if draft.kind is not None:
            say(*starters.add_kind(path, draft.kind_id, draft.kind))
        sheet, *others = starters.add_sheet(path, draft.name.removesuffix(".yaml"), draft.text)
        say(f"{sheet}: {diagnostics.counted(draft.facts, 'fact')}")
        for file in others:
            say(file)
    return 0


def _is_right(draft: tables.Draft, folder: Folder) -> bool:
    """Whether a sheet may be written; what there is to say of it is said."""
    from sonodeck import lint
    from sonodeck.common import diagnostics
    from sonodeck.doors import tables

    for one in draft.said:
        say(one, err=True)
    found = tables.found(draft, folder, lint.Selection(today=day(clock()[0])))
    for one in tables.told(draft, found, folder):
        say(one, err=True)
    if diagnostics.has_errors(found):
        say(f"nothing was written: {diagnostics.summary(found)}", err=True)
        return False
    return True


def _update(table: tables.Table, wanted: tables.Wanted, path: Path, *, dry_run: bool) -> int:
    """The changes of a table, in the sheet that came from it."""
    from sonodeck.anki import suggestions
    from sonodeck.common import files, folders
    from sonodeck.doors import tables

    with files.exclusive(path):
        folder = folders.read(path)
        draft, update = tables.updated(table, wanted, folder)
        if not _is_right(draft, folder):
            return 1
        file, data = path / draft.name, tables.bytes_of(draft, folder)
        if dry_run:
            old = folder.files[draft.name].decode()
            say(suggestions.patch(file.as_posix(), old, data.decode()), nl=False, signs="kept")
        elif data != folder.files[draft.name]:
            with writing(file):
                files.write_aside(file, data)
    _say_update(update, file, table.file)
    return 0


def _say_update(update: tables.Update, file: Path, table: str) -> None:
    from sonodeck.anki import diff
    from sonodeck.common.diagnostics import counted

    for line in update.kept:
        say(f"{table}: {line}", err=True)
    for fact in update.gone:
        gone = f"{fact.kind}.{fact.id} is not in {table}"
        say(f"{gone}; if it is no longer taught, add 'retired: true'", err=True)
    for change in update.changes:
        old, new = update.cells(change)
        say(f"{change.fact.kind}.{change.fact.id}: {change.key}: {diff.in_words(old, new)}")
    for kind, one in update.new:
        say(f"{kind}.{one.plain['id']}: new")
    changed = len({change.fact.id for change in update.changes})
    counts = f"{len(update.new)} new, {len(update.gone)} gone"
    say(f"{file}: {counted(changed, 'fact')} changed, {counts}")
