"""``build`` and ``diff``: packages, and what a new one would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import (
    DECK,
    DECKS,
    NO_CACHE,
    begin_batch,
    clock,
    day,
    find,
    one_deck,
    package_at,
    refuse_to_overwrite,
    say,
    side_by_side,
    talk,
    writing,
)
from sonodeck.cli.studying import records_of

if TYPE_CHECKING:
    from sonodeck.anki import Compiled, PackageRead, release
    from sonodeck.common.stamps import Outcome
    from sonodeck.study import Record

_STUDIED = "-studied"


@click.command()
@DECKS
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    default=Path("out"),
    help="The package (if it ends in .apkg) or folder to write; default: out.",
)
@click.option("--locked", is_flag=True, help="Fail if deck.lock would change (for CI).")
@click.option(
    "--since",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PACKAGE",
    help="The release that students have (an .apkg file): notes that equal it are left alone, "
    "notes that differ are sent, also as a text file that keeps what students wrote "
    "(…-changes.txt). Use it to build a release, or to recover from a lost deck.lock. The "
    "release's package of retired notes is read too, if it is next to it.",
)
@click.option(
    "--resend",
    metavar="KEY",
    multiple=True,
    help="Send this note to everybody again although it didn't change. Can be repeated.",
)
@click.option(
    "--answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also build a student's own package (…-studied.apkg), in which each card stands where the "
    "answers in a file of 'quiz --export' or the site have brought it.",
)
@click.option(
    "--retire-many",
    is_flag=True,
    help="Allow retiring more than a tenth of a deck or a kind at once.",
)
@NO_CACHE
def build(
    *,
    decks: tuple[Path, ...],
    output: Path,
    locked: bool,
    since: Path | None,
    resend: tuple[str, ...],
    answers: Path | None,
    retire_many: bool,
) -> int:
    """Check decks and pack each into an .apkg file for Anki.

    DECK is a deck folder or a folder of deck folders; default: decks/, else the included deck.
    Problems are reported as by 'check'; a deck with errors is not packed, and an existing package
    stays as it was. The first build writes deck.lock next to the sheets: keep it with them, so
    that students keep their progress. A deck that hasn't changed since the last build is not
    built again.

    \b
    Example:
      sonodeck build decks/sonography -o sonography.apkg
    """
    from sonodeck.cli import again

    begin_batch()
    found = find(decks)
    _check_usage(found, output, since, answers)
    now, slack = clock()
    if not side_by_side(found, "not built"):
        return 1
    records = None if answers is None else records_of(answers)
    if answers is not None and records is None:
        return 1
    left = []
    for folder in found:
        known = again.built_before(folder, output, now + slack, (day(now),))
        if known is None or since is not None or resend or answers is not None:
            left.append(folder)
        else:
            talk(known.found, known.texts())
            _say(known, output)
            say(f"{folder}: unchanged since the last build", err=True)
    if not left:
        return 0

    from sonodeck.anki import release, retired_beside
    from sonodeck.cli import progress
    from sonodeck.common import files

    options = release.Options(locked=locked, resend=resend, retire_many=retire_many, slack=slack)
    package = None if since is None else package_at(since, with_retired=True)
    released = [] if since is None else [since, retired_beside(since)]
    failed = False
    for folder in progress.watched(left):
        with files.exclusive(folder):
            built = _build_one(folder, output, now, options, package, released)
            if built is not None and records is not None:
                _build_studied(built, records, output, now, options)
            failed = built is None or failed
    return 1 if failed else 0


def _check_usage(
    decks: Sequence[Path], output: Path, since: Path | None, answers: Path | None
) -> None:
    single = output.suffix == ".apkg"
    if single and len(decks) > 1:
        raise click.UsageError(f"{output} is a single package, but there are {len(decks)} decks.")
    if not single and output.is_file():
        raise click.UsageError(f"{output} is a file. Give a folder or a package (….apkg).")
    for one in (since, answers):
        if one is not None and len(decks) > 1:
            raise click.UsageError(f"{one} belongs to one deck, but there are {len(decks)} decks.")


def _say(outcome: Outcome, output: Path) -> None:
    """The packages of a deck, one to a line."""
    from sonodeck.cli.again import package_path
    from sonodeck.common.diagnostics import counted

    for one in outcome.packages:
        path = package_path(output, outcome.tag, one.ending)
        size = f"{counted(one.notes, 'note')}, {counted(one.cards, 'card')}"
        say(f"{path}: {size}, sha256 {one.sha256}")


def _build_one(
    folder: Path,
    output: Path,
    now: int,
    options: release.Options,
    since: PackageRead | None,
    released: Sequence[Path],
) -> Compiled | None:
    """Build one deck and say so; None if it has errors."""
    from sonodeck import lint, project
    from sonodeck.anki import changes, release, retired_beside
    from sonodeck.cli import again
    from sonodeck.common import diagnostics, folders

    compiled = project.compile_deck(folder, since, lint.Selection(today=day(now)))
    if not options.locked and not folders.is_shipped(folder):
        compiled = _with_schema(compiled)
    talk(compiled.found, compiled.texts)
    knowledge = compiled.knowledge
    if knowledge is None or diagnostics.has_errors(compiled.found):
        say(f"{folder}: not built: {diagnostics.summary(compiled.found)}", err=True)
        return None
    path = again.package_path(output, knowledge.deck.tag)
    beside = changes.changes_beside(path)
    for one in (path, retired_beside(path), beside):
        refuse_to_overwrite(one, *released, deck=folder)
    if since is not None and beside.exists() and not changes.is_ours(beside):
        raise click.UsageError(f"{beside} was not written by sonodeck; move it first.")
    with writing(path):
        made, more = release.build(compiled, path, now, options)
    talk(more, compiled.texts)
    if made is None:
        say(f"{folder}: not built: {diagnostics.summary(more)}", err=True)
        return None
    outcome = again.outcome_of_build(compiled, made)
    again.remember_build(compiled, made, outcome, (day(now),))
    _say(outcome, output)
    _say_changes(beside, made)
    if made.retired is None:
        _remove_retired(retired_beside(path), compiled)
    if made.lock == "started":
        say(f"{folder}/deck.lock: {_started(since)}", err=True)
    return compiled


def _build_studied(
    compiled: Compiled,
    records: Sequence[Record],
    output: Path,
    now: int,
    options: release.Options,
) -> None:
    """A student's own package of a deck that was just built."""
    from sonodeck.anki import release
    from sonodeck.cli import again
    from sonodeck.common.diagnostics import counted
    from sonodeck.doors import progress
    from sonodeck.study import histories

    planned, _ = release.plan(compiled, now, options)
    if planned is None or compiled.knowledge is None:
        return
    own = histories(records, compiled.knowledge.deck.id)
    cards = {(one.entry.guid, number) for one in planned.main for number in one.cards}
    answers = {(card.guid, card.number): len(steps) for card, steps in own.cards.items()}
    known = sum(count for card, count in answers.items() if card in cards)
    left = sum(answers.values()) - known
    if left:
        say(f"{counted(left, 'answer')} left out: the deck has their cards no more", err=True)
    path = again.package_path(output, compiled.knowledge.deck.tag, _STUDIED)
    with writing(path):
        built = release.build_studied(planned, path, progress.progress(own))
    studied = counted(len(answers.keys() & cards), "card")
    say(f"{path}: {counted(built.cards, 'card')}, {studied} studied, {counted(known, 'answer')}")


def _with_schema(compiled: Compiled) -> Compiled:
    """The deck with the schema for editors as its kinds are now, written where it is outdated."""
    outdated = {one for one in compiled.found if one.code == "SD213"}
    if not outdated:
        return compiled
    from sonodeck.sheets import starters

    with writing(compiled.folder.path):
        folder = starters.with_schema(compiled.folder, compiled.knowledge)
    found = tuple(one for one in compiled.found if one not in outdated)
    return replace(compiled, folder=folder, found=found)


def _say_changes(path: Path, made: release.Release) -> None:
    """The changes file; one of another build goes, for with this package it would do harm."""
    from sonodeck.anki import changes
    from sonodeck.common.diagnostics import counted

    if made.changes:
        say(f"{path}: {counted(made.changes, 'note')} changed; to be imported before the package")
    elif path.is_file() and not changes.goes_with(path, made.main.sha256):
        with writing(path):
            path.unlink()
        say(f"{path}: removed; it belongs to another build", err=True)


def _remove_retired(path: Path, compiled: Compiled) -> None:
    """A package of this deck's retired notes goes where none is retired: it is of another lock."""
    knowledge = compiled.knowledge
    if knowledge is None or not path.is_file():
        return
    from sonodeck.anki import note_types, own_notes, reading

    try:
        package = reading.read(path)
    except (OSError, reading.Unreadable):
        return
    if any(own_notes(package, note_types(knowledge.deck, knowledge.note_types))):
        with writing(path):
            path.unlink()
        say(f"{path}: removed; nothing is retired in deck.lock", err=True)


def _started(since: PackageRead | None) -> str:
    keep = "keep it with the sheets (commit it), or students lose their progress with the next"
    if since is not None:
        return f"created from the release; {keep} one."
    return (
        f"created; {keep} release. If the deck was released before and its lock is lost, delete "
        "this one and run: sonodeck build --since RELEASE.apkg"
    )


@click.command()
@DECK
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="PACKAGE",
    help="Compare with a release (an .apkg file): what a student who has it will see.",
)
@click.option(
    "--format",
    "how",
    type=click.Choice(["text", "json", "md"]),
    default="text",
    help="md: for release notes.",
)
def diff(deck: Path | None, against: Path | None, how: str) -> int:
    """Show what a student who re-imports the deck will see. Nothing is written.

    DECK is a deck folder; default: the one in decks/, else the included deck. Without --against,
    it is compared with deck.lock: what the next build would do.

    \b
    Example:
      sonodeck diff decks/sonography
    """
    from sonodeck.anki import diff as difference
    from sonodeck.anki import own_notes, release

    compiled = one_deck(deck)
    now, slack = clock()
    options = release.Options(retire_many=True, slack=slack)
    planned, found = release.plan(compiled, now, options)
    talk(found, compiled.texts)
    if planned is None or compiled.lock is None or compiled.knowledge is None:
        return 1
    tag = compiled.knowledge.deck.tag
    if against is None:
        seen = difference.against_lock(planned, compiled.lock)
    else:
        package = package_at(against)
        if not any(own_notes(package, planned.types)):
            say(f"{against} contains no notes of this deck, so all are new", err=True)
        seen = difference.against_package(planned, package, tag)
    match how:
        case "json":
            say(difference.render(seen, "json"), nl=False, signs="escaped")
        case "md":
            say(difference.render(seen, "md"), nl=False)
        case _:
            say(difference.render(seen, "text"), nl=False)
    return 0
