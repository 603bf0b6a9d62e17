"""``check``, ``list`` and ``show``: what is in a deck, and what is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import (
    DECK,
    DECKS,
    NO_CACHE,
    begin_batch,
    clashing,
    clock,
    colored,
    compiled_deck,
    day,
    ends,
    find,
    one_deck,
    say,
)

if TYPE_CHECKING:
    from sonodeck.common.stamps import Outcome


@click.command()
@DECKS
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "json", "github", "options"]),
    default="text",
    help="github: annotations for GitHub Actions; options: how often a guess at an option of a "
    "multiple choice is right (the smallest number, the longest), and nothing else.",
)
@click.option(
    "--select",
    metavar="CODES",
    default="",
    help="Show only these codes or code prefixes, separated by commas: SD310,SD4. Also runs rules "
    "that are off by default. Errors are always shown.",
)
@click.option("--ignore", metavar="CODES", default="", help="Don't show these codes.")
@click.option(
    "--fix",
    is_flag=True,
    help="First fix what has only one fix: the line that a hint shows, comments that ignore "
    "nothing, dates that the source gives, 'formerly' lines, the list of sheets, the schema for "
    "editors. Shows the changes and, on a terminal, asks.",
)
@click.option("--yes", is_flag=True, help="With --fix: don't ask.")
@NO_CACHE
@click.option("--explain", metavar="CODE", help="Print the page of a rule and exit.")
def check(  # noqa: PLR0913  # a parameter for each option
    decks: tuple[Path, ...],
    *,
    strict: bool,
    how: str,
    select: str,
    ignore: str,
    fix: bool,
    yes: bool,
    explain: str | None,
) -> int:
    """Report everything that is wrong with sheets, kinds, and the notes made from them.

    DECK is a deck folder or a folder of deck folders; default: decks/, else the included deck.
    Nothing is written without --fix. The exit code is 1 if there are errors.

    \b
    Example:
      sonodeck check decks/sonography --strict
    """
    from sonodeck.common import diagnostics, folders

    if explain is not None:
        say(_explained(explain), nl=False)
        return 0
    if yes and not fix:
        raise click.UsageError("--yes belongs to --fix.")
    if how == "options":
        return max(map(_guesses, find(decks)))
    if not decks and folders.here() is None:
        say(f"no deck here; checking the one included with sonodeck: {find(decks)[0]}", err=True)
    begin_batch()
    found: list[diagnostics.Diagnostic] = []
    texts: dict[str, str] = {}
    if fix:
        from sonodeck import lint
        from sonodeck.cli import mending

        rules = lint.Selection(select=_codes(select), ignore=_codes(ignore), today=day(clock()[0]))
        mending.mend(find(decks), rules, yes=yes)
    for folder, outcome in _checked(find(decks), _codes(select), _codes(ignore)):
        found += outcome.found
        texts |= outcome.texts()
        said = diagnostics.summary(outcome.found) or "no problems found"
        say(f"{folder}: {_counts(outcome)}: {said}", err=True)
    beside, of_decks = clashing(find(decks))
    found += beside
    texts |= of_decks
    match how:
        case "json":
            say(diagnostics.render(found, "json", texts), nl=False, signs="escaped")
        case "github":
            say(diagnostics.render(found, "github", texts), nl=False, commands=True)
        case _:
            color = colored(sys.stdout)
            shown = diagnostics.render(found, "text", texts, color=color)
            say(shown, nl=False, signs="kept" if color else "replaced")
    if how == "text":
        say(diagnostics.by_code(found), nl=False, err=True)
    return diagnostics.exit_code(found, strict=strict)


def _guesses(path: Path) -> int:
    """Print how often a guess at an option of a deck is right."""
    from sonodeck import lint

    compiled = compiled_deck(path)
    if compiled.knowledge is not None:
        say(f"{path}:", err=True)
        say(lint.guesses(compiled.knowledge, compiled.notes), nl=False)
    return ends(compiled)


def _codes(written: str) -> tuple[str, ...]:
    """The codes of an option. What no code begins with is wrong usage."""
    from sonodeck.common.diagnostics import CODES

    codes = tuple(filter(None, written.replace(",", " ").split()))
    unknown = [one for one in codes if not any(code.startswith(one) for code in CODES)]
    if unknown:
        raise click.UsageError(f"No code starts with {unknown[0]!r}; codes look like SD310.")
    return codes


def _explained(code: str) -> str:
    """The page of a rule; of a finding that is no rule, what it is about."""
    from sonodeck import lint
    from sonodeck.common.diagnostics import CODES
    from sonodeck.lint import pages

    if code not in CODES:
        raise click.UsageError(f"There is no code {code!r}; codes look like SD310.")
    severity, title = CODES[code]
    heading = f"{code}: {title} ({severity.value})\n"
    return f"{heading}\n{pages.page(code).text}" if code in lint.CODES else heading


def _checked(
    decks: Sequence[Path], select: tuple[str, ...], ignore: tuple[str, ...]
) -> Iterator[tuple[Path, Outcome]]:
    """The findings of each deck: known from the last time where nothing has changed."""
    from sonodeck.common import folders, stamps

    today = day(clock()[0])
    asked = (today, *select, "", *ignore)
    folders_read = {path: folders.read(path) for path in decks}
    keys = {path: stamps.fingerprint(folder, asked) for path, folder in folders_read.items()}
    known = {path: stamps.recall(path, "check", key) for path, key in keys.items()}
    left = [path for path in decks if known[path] is None]
    if left:
        from sonodeck import lint, project
        from sonodeck.cli import progress
        from sonodeck.cli.again import outcome_of

        rules = lint.Selection(select=select, ignore=ignore, today=today)
        for path in progress.watched(left):
            compiled = project.compile_folder(folders_read[path], rules=rules)
            shown = [one for one in compiled.found if rules.shows(one)]
            known[path] = outcome = outcome_of(compiled, shown)
            stamps.keep(path, "check", keys[path], outcome)
    return ((path, outcome) for path, outcome in known.items() if outcome is not None)


def _counts(outcome: Outcome) -> str:
    from sonodeck.common.diagnostics import counted

    counts = ((outcome.facts, "fact"), (outcome.notes, "note"), (outcome.cards, "card"))
    return ", ".join(counted(number, what) for number, what in counts)


@click.command("list")
@DECK
@click.option("--kind", help="List only notes of this kind.")
@click.option("--tag", help="List only notes with this tag or a tag below it.")
@click.option(
    "--by",
    type=click.Choice(["tag"]),
    help="Count instead: what the deck has under each tag, and its best grade of source.",
)
@click.option(
    "--format",
    "how",
    type=click.Choice(["table", "json", "md", "ankiweb"]),
    default="table",
    help="md: a Markdown table; ankiweb: what the deck's page on AnkiWeb says.",
)
def list_(deck: Path | None, kind: str | None, tag: str | None, by: str | None, how: str) -> int:
    """List the notes of a deck in study order.

    DECK is a deck folder; default: the one in decks/, else the included deck. The first column is
    the note's key: 'sonodeck show KEY' shows that note.

    \b
    Example:
      sonodeck list decks/sonography --kind term --format md
      sonodeck list decks/sonography --by tag
    """
    from sonodeck.pages import ankiweb, coverage, listing

    if how == "ankiweb" and (kind or tag or by):
        raise click.UsageError(
            "--format ankiweb is for the whole deck; leave out the other options."
        )
    compiled = one_deck(deck)
    if how == "ankiweb":
        say(ankiweb.listing(compiled), nl=False)
        return ends(compiled)
    try:
        rows = listing.rows(compiled, kind=kind, tag=tag)
    except listing.Unknown as error:
        raise click.UsageError(str(error)) from error
    counted = coverage.topics(compiled, rows) if by else None
    match how:
        case "json":
            shown = listing.as_json(rows) if counted is None else coverage.as_json(counted)
            say(shown, signs="escaped")
        case "md":
            shown = listing.as_markdown(rows) if counted is None else coverage.as_markdown(counted)
            say(shown, nl=False)
        case _:
            shown = listing.as_table(rows) if counted is None else coverage.as_table(counted)
            say(shown, nl=False, signs="kept")
    return ends(compiled)


@click.command()
@click.argument("key")
@DECK
def show(key: str, deck: Path | None) -> int:
    """Show one note as a student sees it: each of its cards, both sides.

    Of a calculation with several sets of numbers the cards have those of the day.

    KEY identifies the note, as shown by 'sonodeck list'. DECK is a deck folder or a folder of
    deck folders; default: decks/, else the included deck.

    \b
    Example:
      sonodeck show term.transducer.meaning
    """
    from sonodeck.common.ranking import study_day
    from sonodeck.pages import listing

    searched = [compiled_deck(folder) for folder in find((deck,) if deck else ())]
    compiled = next((one for one in searched if listing.has_key(one, key)), searched[0])
    try:
        say(listing.note_as_text(compiled, key, study_day(clock()[0] * 1000)), nl=False)
    except listing.Unknown as error:
        raise click.UsageError(str(error)) from error
    return ends(compiled)
