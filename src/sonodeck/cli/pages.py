"""``preview`` and ``site``: a deck as pages for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import (
    DECK,
    clock,
    compiled_deck,
    ends,
    one_deck,
    one_folder,
    refuse_to_overwrite,
    say,
    talk,
    writing,
)

if TYPE_CHECKING:
    from sonodeck import anki


@click.command()
@DECK
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; default: out/NAME-preview.html, where NAME is the deck's folder.",
)
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@click.option("--watch", is_flag=True, help="Update it whenever a file of the deck changes.")
def preview(deck: Path | None, output: Path | None, open_: bool, watch: bool) -> int:
    """Write one HTML file that shows every card of a deck, both sides, as in Anki.

    DECK is a deck folder; default: the one in decks/, else the included deck. Cards are grouped by
    sheet, each note with its key, its tags, and the file and line of its fact. The file is
    self-contained: you can send it to somebody, and it needs no network. With --watch, the open
    page follows every change until Ctrl-C, and shows what is wrong with a broken sheet.

    \b
    Example:
      sonodeck preview decks/sonography --open
    """
    folder = one_folder(deck)
    path = output or Path("out") / f"{folder.resolve().name}-preview.html"
    refuse_to_overwrite(path, deck=folder)
    changes = _changes(folder, path) if watch else iter(())
    newest = path.with_suffix(".newest.js") if watch else None
    compiled = compiled_deck(folder)
    try:
        _write(compiled, path, newest)
        say(path)
        if open_:
            import webbrowser

            webbrowser.open(path.resolve().as_uri())
        for _ in changes:
            compiled = compiled_deck(folder)
            _write(compiled, path, newest)
            say(f"{path}: updated", err=True)
    finally:
        if newest is not None and newest.exists():
            newest.unlink()
            _write(compiled, path, None)
    return ends(compiled)


def _write(compiled: anki.Compiled, path: Path, newest: Path | None) -> None:
    from sonodeck.common import files
    from sonodeck.pages import preview as previewing

    with writing(path):
        page = previewing.page(compiled, watched=newest.name if newest else "")
        files.write_aside(path, page.html.encode())
        if newest is not None:
            files.write_aside(newest, page.newest.encode())


def _changes(folder: Path, output: Path) -> Iterator[object]:
    """Something for each change of the deck's files from now on, for ever."""
    try:
        import watchfiles
    except ImportError as error:
        raise click.UsageError(
            "--watch needs watchfiles, which is not installed: pip install 'sonodeck[watch]'"
        ) from error
    seen = watchfiles.DefaultFilter()
    own = output.resolve().stem

    def counts(change: watchfiles.Change, name: str) -> bool:
        file = Path(name).name
        return seen(change, name) and not file.startswith((".", f"{own}."))

    found = watchfiles.watch(
        folder, watch_filter=counts, debounce=200, rust_timeout=500, yield_on_timeout=True
    )
    next(found)  # it begins to watch when it is first asked
    return (changes for changes in found if changes)


@click.command()
@DECK
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write; default: out/NAME-site, where NAME is the deck's folder.",
)
def site(deck: Path | None, output: Path | None) -> int:
    """Write the quiz as a site: static files for a web host or a disk.

    DECK is a deck folder; default: the one in decks/, else the included deck. Open index.html in a
    browser, or put the folder on any web host: it needs no server program and no network. A
    student's answers stay in the browser. You can write over an earlier release of the same deck:
    everybody keeps their progress.

    \b
    Example:
      sonodeck site decks/sonography -o public
    """
    from sonodeck.anki import release
    from sonodeck.common import diagnostics
    from sonodeck.pages import site as sites

    compiled = one_deck(deck)
    now, slack = clock()
    options = release.Options(retire_many=True, slack=slack)
    planned, found = release.plan(compiled, now, options)
    talk(found, compiled.texts)
    if planned is None:
        problems = diagnostics.summary([*compiled.found, *found])
        say(f"{compiled.folder.shown}: no site written: {problems}", err=True)
        return 1
    folder = output or Path("out") / f"{compiled.folder.path.resolve().name}-site"
    try:
        made = sites.site(compiled, planned)
    except sites.NoBundle as error:
        raise click.ClickException(str(error)) from error
    try:
        with writing(folder):
            sites.write(made, folder)
    except sites.NotOurs as error:
        raise click.UsageError(str(error)) from error
    say(folder / "index.html")
    return 0
