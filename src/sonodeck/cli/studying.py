"""``quiz`` and ``stats``: for students."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import DECK, bytes_of, one_folder, refuse_to_overwrite, say, talk, writing

if TYPE_CHECKING:
    from sonodeck.anki import Compiled
    from sonodeck.common.folders import Folder
    from sonodeck.study import Log, Record, Rescued
    from sonodeck.study import quiz as quizzes

_LOG = click.option(
    "--log",
    "log_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your review log; default: SONODECK_LOG, else a file in your data folder.",
)


@click.command()
@DECK
@click.option("--tag", default="", help="Ask only cards with this tag or a tag below it.")
@click.option(
    "--new", type=click.IntRange(min=0), default=20, show_default=True, help="New cards/day."
)
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of cards this time.")
@click.option("--cram", is_flag=True, help="Ask all cards, due or not; nothing is rescheduled.")
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    help="Set your desired retention: the share to know when cards come back; initially 0.9.",
)
@_LOG
@click.option(
    "--import",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Import answers from a file written by --export or by the site, and exit.",
)
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Export all answers, for all decks, to a file, and exit.",
)
def quiz(  # noqa: PLR0913  # a parameter for each option
    *,
    deck: Path | None,
    tag: str,
    new: int,
    limit: int | None,
    cram: bool,
    retention: float | None,
    log_file: Path | None,
    source: Path | None,
    target: Path | None,
) -> int:
    """Ask the cards that are due, then new cards.

    DECK is a deck folder; default: the one in decks/, else the included deck. Every answer is
    saved before the next card is shown. ? shows the keys. Without a terminal, it reads one
    command per line and prints plain text.

    \b
    Example:
      sonodeck quiz decks/sonography --tag doppler --new 5
    """
    from sonodeck.study import quiz as quizzes

    if target is not None:
        _check_target(target, source, log_file, deck)
    if source is not None or target is not None:
        records = () if source is None else _answers(source)
        if records is None:
            return 1
        with _log(log_file) as (log, rescued):
            _tell(rescued)
            if source is not None:
                _import(log, records, source)
            if target is not None:
                _export(log, target)
        return 0
    wanted = quizzes.Wanted(new=new, limit=limit, tag=tag, cram=cram)
    asked = _deck(deck)
    if asked is None:
        return 1
    _check_tag(asked, tag)
    with _log(log_file) as (log, rescued):
        if retention is not None:
            _set_retention(log, asked.id, retention)
        _play(asked, log, wanted, rescued)
    return 0


def _check_target(
    target: Path, source: Path | None, log_file: Path | None, deck: Path | None
) -> None:
    from sonodeck.study import opening

    inputs = [opening.place(log_file), *([source] if source is not None else [])]
    refuse_to_overwrite(target, *inputs, deck=deck)


@contextmanager
def _log(named: Path | None, *, make: bool = True) -> Iterator[tuple[Log, Rescued | None]]:
    """The log, opened; what prevents that is reported in one line.

    Without ``make``, a missing log is not created, and an empty one is yielded.
    """
    from sonodeck.study import Damaged, NotSaved, Unusable, opening

    path = opening.place(named)
    try:
        if not make and not path.exists():
            with opening.none() as log:
                yield log, None
        else:
            with opening.opened(path) as opened:
                yield opened
    except (Unusable, NotSaved) as error:
        raise click.ClickException(str(error)) from error
    except Damaged as error:
        raise click.ClickException(
            f"{path} is damaged ({error}). Start the quiz again: the file is then set aside, and "
            "every record that can be read is kept."
        ) from error


def _tell(rescued: Rescued | None) -> None:
    if rescued is not None:
        say(_rescue_said(rescued), err=True)


def _rescue_said(rescued: Rescued) -> str:
    from sonodeck.common.diagnostics import counted

    return (
        f"Your review log was damaged. {counted(rescued.records, 'record')} could be recovered. "
        f"The damaged file is now {rescued.kept}."
    )


def _deck(named: Path | None) -> quizzes.Deck | None:
    """The deck to ask; None if it has errors, which are then reported."""
    from sonodeck.study import quiz as quizzes

    folder = one_folder(named)
    found = quizzes.read(folder, _compiled)
    if isinstance(found, quizzes.Broken):
        talk(found.errors, found.texts)
        say(f"{folder}: no quiz because of these errors", err=True)
        return None
    return found


def _compiled(folder: Folder) -> Compiled:
    from sonodeck import project

    return project.compile_folder(folder)


def _check_tag(deck: quizzes.Deck, tag: str) -> None:
    from sonodeck.study import quiz as quizzes

    if not any(quizzes.is_tagged(card, tag) for card in deck.cards):
        from sonodeck.sheets import closest

        raise click.UsageError(f"No card has the tag {tag!r}; {closest(tag, deck.tags())}")


def _set_retention(log: Log, deck: str, value: float) -> None:
    from sonodeck.study import Retention
    from sonodeck.study import quiz as quizzes

    if log.retention(deck) != value:
        at = quizzes.moment()
        log.add(Retention(id=at.id, at=at.now, deck=deck, value=value))


def _play(deck: quizzes.Deck, log: Log, wanted: quizzes.Wanted, rescued: Rescued | None) -> None:
    from sonodeck.study import quiz as quizzes

    note = _rescue_said(rescued) if rescued else ""
    if quizzes.terminal.is_drawable():
        with quizzes.terminal.terminal() as screen:
            quizzes.play(deck, log, wanted, screen, note)
    else:
        quizzes.play(deck, log, wanted, quizzes.terminal.Lines(), note)
    _tell(rescued)


def _answers(source: Path) -> Sequence[Record] | None:
    """The records of a file to import; None if something in it is wrong, which is reported."""
    from sonodeck.study import exchange

    data = bytes_of(source, exchange.MAX_FILE)
    records, found = exchange.read(data, str(source))
    if found:
        talk(found, {str(source): data.decode("utf-8", "replace")})
        say(f"{source}: nothing was imported", err=True)
        return None
    return records


def _import(log: Log, records: Sequence[Record], source: Path) -> None:
    from sonodeck.common.diagnostics import counted

    new = log.add(*records)
    say(f"{source}: {counted(len(records), 'record')}, {new} of them new")


def _export(log: Log, target: Path) -> None:
    from sonodeck.common import files
    from sonodeck.common.diagnostics import counted
    from sonodeck.study import exchange

    records = log.records()
    with writing(target):
        files.write_aside(target, "".join(exchange.write(records)).encode())
    say(f"{target}: {counted(len(records), 'record')}")


@click.command()
@DECK
@_LOG
@click.option(
    "--format", "how", type=click.Choice(["text", "json"]), default="text", help="json: all data."
)
def stats(deck: Path | None, log_file: Path | None, how: str) -> int:
    """Show what is due, what is learned, how much of it was known, and what is due next.

    DECK is a deck folder; default: the one in decks/, else the included deck. Nothing is written.

    \b
    Example:
      sonodeck stats decks/sonography
    """
    from sonodeck import project
    from sonodeck.study import quiz as quizzes
    from sonodeck.study import stats as statistics

    folder = one_folder(deck)
    compiled = project.compile_deck(folder)
    asked = statistics.asked(compiled)
    if asked is None:
        talk(compiled.found, compiled.texts)
        return 1
    with _log(log_file, make=False) as (log, rescued):
        _tell(rescued)
        found = statistics.of(asked, log, quizzes.moment().now)
    if how == "json":
        say(statistics.as_json(found), signs="escaped")
    else:
        say(statistics.as_text(found, shutil.get_terminal_size().columns), nl=False)
    return 0
