"""``new`` and ``schema``: files that help to write sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from sonodeck.cli.shared import DECKS, SHIPPED_STAYS, find, one_folder, say, talk, writing


@click.group()
def new() -> None:
    """Create a deck, a sheet, or a kind: a commented starter that passes 'check'.

    \b
    Example:
      sonodeck new deck anatomy
    """


@new.command("deck")
@click.argument("name")
@click.option(
    "--in", "parent", type=click.Path(path_type=Path), default=Path("decks"),
    help="The folder to create it in; default: decks.",
)  # fmt: skip
@click.option(
    "--github", is_flag=True,
    help="Also write .github/workflows/NAME.yml, which checks every push and makes a release of "
    "every tag NAME-…, and the link on each card that opens an issue.",
)  # fmt: skip
def new_deck(name: str, parent: Path, github: bool) -> int:
    """Create a deck folder with a first sheet.

    NAME names the folder and the package: lowercase letters, digits, and dashes. With --github,
    run it in the root of the repository.

    \b
    Example:
      sonodeck new deck anatomy
    """
    from sonodeck.sheets import starters

    return _created(lambda: starters.new_deck(name, parent, remote=_remote() if github else None))


def _remote() -> str:
    """The address of the repository here, as git knows it; "" where there is none."""
    import subprocess

    try:
        done = subprocess.run(
            ["git", "remote", "get-url", "origin"],  # noqa: S607  # whichever git people have
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except OSError:
        return ""
    return done.stdout.strip()


@new.command("sheet")
@click.argument("kind")
@click.argument("name", required=False)
@click.option("--deck", type=click.Path(path_type=Path), help="The deck folder to add it to.")
def new_sheet(kind: str, name: str | None, deck: Path | None) -> int:
    """Create a sheet for facts of a kind, with every field explained, and list it in deck.yaml.

    NAME is the sheet's file name without .yaml; default: the kind with an s.

    \b
    Example:
      sonodeck new sheet term heart-terms --deck decks/anatomy
    """
    from sonodeck.sheets import starters

    folder = own_deck(deck)
    return _created(lambda: starters.new_sheet(kind, name or f"{kind}s", folder))


@new.command("kind")
@click.argument("name")
@click.option("--from", "source", default="term", help="The kind to copy; default: term.")
@click.option("--deck", type=click.Path(path_type=Path), help="The deck folder to add it to.")
def new_kind(name: str, source: str, deck: Path | None) -> int:
    """Create a kind of your own: a copy of another kind for you to change.

    \b
    Example:
      sonodeck new kind muscle --from term --deck decks/anatomy
    """
    from sonodeck.sheets import starters

    folder = own_deck(deck)
    return _created(lambda: starters.new_kind(name, source, folder))


def own_deck(deck: Path | None) -> Path:
    """The folder of the deck to write to; never the one included with sonodeck."""
    from sonodeck.common import folders

    if deck is None and folders.here() is None:
        raise click.UsageError(
            "There is no deck here. Create one with 'sonodeck new deck NAME', or give its folder "
            "with --deck."
        )
    folder = one_folder(deck)
    if folders.is_shipped(folder):
        raise click.UsageError(SHIPPED_STAYS)
    return folder


def _created(create: Callable[[], list[Path]]) -> int:
    from sonodeck.sheets import starters

    with writing(Path()):
        try:
            written = create()
        except starters.Refused as error:
            raise click.UsageError(str(error)) from error
    for path in written:
        say(path)
    return 0


@click.command()
@DECKS
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if outdated.")
def schema(decks: tuple[Path, ...], only_check: bool) -> int:
    """Write the JSON Schema that gives editors completion and help for a deck's sheets.

    After a kind changes, build, new, and check --fix update it, too. A sheet's first line refers
    to the file:
    # yaml-language-server: $schema=sheet.schema.json

    \b
    Example:
      sonodeck schema decks/sonography
    """
    from sonodeck import sheets
    from sonodeck.common import files, folders
    from sonodeck.sheets import starters

    old = False
    for folder in find(decks):
        own = folders.read(folder)
        read = sheets.read(own)
        text = starters.editor_schema(own, read.knowledge)
        if text is None:
            talk(read.found, read.texts)
            return 1
        path = folder / folders.SCHEMA_FILE
        current = files.holds(path, text.encode())
        old = old or not current
        if not current and not only_check:
            if folders.is_shipped(folder):
                raise click.UsageError(SHIPPED_STAYS)
            with writing(path):
                files.write_aside(path, text.encode())
        state = "up to date" if current else "out of date" if only_check else "written"
        say(f"{path}: {state}")
    return 1 if only_check and old else 0
