"""``preview`` and ``site``: a deck as pages for a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sonodeck.cli.shared import (
    DECK,
    DECKS,
    clock,
    compiled_deck,
    ends,
    find,
    one_folder,
    refuse_to_overwrite,
    say,
    side_by_side,
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
@DECKS
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    help="The folder or file to write; default: out/NAME-site, where NAME is the deck's folder; of "
    "several decks: out/site; with --one-file: out/NAME.html; with --scorm: out/NAME-scorm.zip.",
)
@click.option("--title", default="", help="Of several decks: the title of the start page.")
@click.option("--tag", help="Only notes with this tag or a tag below it.")
@click.option("--one-file", "form", flag_value="file", help="Write one HTML file, at most 10 MB.")
@click.option("--scorm", "form", flag_value="package", help="Write a SCORM 1.2 package, a zip.")
def site(
    decks: tuple[Path, ...],
    output: Path | None,
    title: str,
    tag: str | None,
    form: Literal["file", "package"] | None,
) -> int:
    """Write the quiz as a site: static files for a web host or a disk.

    DECK is a deck folder, or a folder of several; default: those in decks/, else the included deck.
    Open index.html in a browser, or put the folder on any web host: it needs no server program and
    no network. A student's answers stay in the browser. You can write over an earlier release of
    the same deck: everybody keeps their progress. Several decks get a start page that lists them.

    With --one-file, everything is in one HTML file, for a mail or a learning platform. With
    --scorm, it is a package for a learning platform, which is told how much of the deck a student
    knows.

    \b
    Examples:
      sonodeck site decks/sonography -o public
      sonodeck site decks -o class --title "Term 2"
      sonodeck site decks/sonography --one-file --tag safety
      sonodeck site decks/sonography --scorm
    """
    folders = find(decks)
    several = len(folders) > 1
    if title and not several:
        raise click.UsageError("--title is for the start page of several decks.")
    if form is not None:
        return _in_a_file(one_folder(*decks), form, tag, output)
    if several and not side_by_side(folders, "no site written"):
        return 1
    if output is not None and output.is_file():
        raise click.UsageError(f"{output} is a file. Give a folder.")
    ready = [_released(one) for one in folders]
    whole = [one for one in ready if one is not None]
    if len(whole) < len(ready):
        return 1
    name = "site" if several else f"{folders[0].resolve().name}-site"
    folder = output or Path("out") / name
    with _refusing(), writing(folder):
        from sonodeck.pages import site as sites

        if several:
            made = sites.several(whole, title=title, tag=tag)
        else:
            made = sites.site(*whole[0], tag=tag)
        sites.write(made, folder)
    say(folder / "index.html")
    return 0


def _in_a_file(
    folder: Path, form: Literal["file", "package"], tag: str | None, output: Path | None
) -> int:
    from sonodeck.common import files
    from sonodeck.pages import site as sites

    ending = ".html" if form == "file" else "-scorm.zip"
    path = output or Path("out") / f"{folder.resolve().name}{ending}"
    if path.is_dir():
        raise click.UsageError(f"{path} is a folder. Name a file.")
    refuse_to_overwrite(path, deck=folder)
    ready = _released(folder)
    if ready is None:
        return 1
    make = sites.one_file if form == "file" else sites.package
    with _refusing(), writing(path):
        files.write_aside(path, make(*ready, tag=tag))
    say(path)
    return 0


@contextmanager
def _refusing() -> Iterator[None]:
    """Say why there is no site."""
    from sonodeck.pages import listing
    from sonodeck.pages import site as sites

    try:
        yield
    except (sites.NoBundle, sites.TooLarge) as error:
        raise click.ClickException(str(error)) from error
    except (listing.Unknown, sites.NotOurs) as error:
        raise click.UsageError(str(error)) from error


def _released(folder: Path) -> tuple[anki.Compiled, anki.Plan] | None:
    """A deck and what a release of it holds; None where it has errors, which are said."""
    from sonodeck.anki import release
    from sonodeck.common import diagnostics

    compiled = compiled_deck(folder)
    now, slack = clock()
    options = release.Options(retire_many=True, slack=slack)
    planned, found = release.plan(compiled, now, options)
    talk(found, compiled.texts)
    if planned is None:
        problems = diagnostics.summary([*compiled.found, *found])
        say(f"{compiled.folder.shown}: no site written: {problems}", err=True)
        return None
    return compiled, planned
