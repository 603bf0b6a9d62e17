"""``check``, ``list`` and ``show``: what is in a deck, and what is wrong with it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import DECK, DECKS, colored, compiled_deck, ends, find, one_deck

if TYPE_CHECKING:
    from sonodeck import project


@click.command()
@DECKS
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="github: annotations for GitHub Actions.",
)
def check(decks: tuple[Path, ...], strict: bool, how: str) -> int:
    """Say everything that is wrong with sheets, kinds and the notes made of them.

    DECK is a deck folder or a folder of them; without it decks/ here, else the deck that comes
    with sonodeck. Nothing is written. Ends with 1 if there are errors.

    \b
    Example:
      sonodeck check decks/sonography --strict
    """
    from sonodeck import diagnostics, progress, project

    found: list[diagnostics.Diagnostic] = []
    texts: dict[str, str] = {}
    for folder in progress.watched(find(decks)):
        compiled = project.compile_deck(folder)
        found += compiled.found
        texts |= compiled.texts
        said = diagnostics.summary(compiled.found) or "nothing to report"
        click.echo(f"{folder}: {_counts(compiled)}: {said}", err=True)
    match how:
        case "json":
            shown = diagnostics.render(found, "json", texts)
        case "github":
            shown = diagnostics.render(found, "github", texts)
        case _:
            shown = diagnostics.render(found, "text", texts, color=colored(sys.stdout))
    click.echo(shown, nl=False)
    return diagnostics.exit_code(found, strict=strict)


def _counts(compiled: project.Compiled) -> str:
    from sonodeck.diagnostics import counted

    facts = len(compiled.knowledge.facts) if compiled.knowledge else 0
    cards = sum(len(one.filled.cards) for one in compiled.packed)
    counts = ((facts, "fact"), (len(compiled.packed), "note"), (cards, "card"))
    return ", ".join(counted(number, what) for number, what in counts)


@click.command("list")
@DECK
@click.option("--kind", help="Only notes of this kind.")
@click.option("--tag", help="Only notes with this tag, or one below it.")
@click.option(
    "--format",
    "how",
    type=click.Choice(["table", "json", "md"]),
    default="table",
    help="md: a Markdown table.",
)
def list_(deck: Path | None, kind: str | None, tag: str | None, how: str) -> int:
    """List the notes of a deck in the order of study.

    DECK is a deck folder; without it the one in decks/ here, else the deck that comes with
    sonodeck. The first column is the note's key: 'sonodeck show KEY' shows that note.

    \b
    Example:
      sonodeck list decks/sonography --kind term --format md
    """
    from sonodeck import listing

    compiled = one_deck(deck)
    rows = listing.rows(compiled, kind=kind, tag=tag)
    match how:
        case "json":
            click.echo(listing.as_json(rows))
        case "md":
            click.echo(listing.as_markdown(rows), nl=False)
        case _:
            listing.print_table(rows)
    return ends(compiled)


@click.command()
@click.argument("key")
@DECK
def show(key: str, deck: Path | None) -> int:
    """Show one note as a student sees it: each of its cards, both sides.

    KEY is the name of a note, as 'sonodeck list' shows it. DECK is a deck folder or a folder of
    them; without it decks/ here, else the deck that comes with sonodeck.

    \b
    Example:
      sonodeck show term.transducer.meaning
    """
    from sonodeck import listing

    searched = [compiled_deck(folder) for folder in find((deck,) if deck else ())]
    compiled = next((one for one in searched if listing.has_key(one, key)), searched[0])
    try:
        click.echo(listing.note_as_text(compiled, key), nl=False)
    except listing.UnknownKey as error:
        raise click.UsageError(str(error)) from error
    return ends(compiled)
