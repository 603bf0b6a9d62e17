"""``quiz`` and ``stats``: for students."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from sonodeck.cli import classes
from sonodeck.cli.shared import (
    DECK,
    NO_CACHE,
    bytes_of,
    day,
    one_folder,
    refuse_to_overwrite,
    say,
    talk,
    writing,
)

if TYPE_CHECKING:
    from sonodeck.anki import Compiled
    from sonodeck.common.folders import Folder
    from sonodeck.study import Log, Record
    from sonodeck.study import quiz as quizzes

_SHOWN = 5
"""How many damaged lines are named."""

LOG_FILE = click.option(
    "--log",
    "log_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Your review log; default: SONODECK_LOG, else a file in your data folder.",
)


def _a_number(
    _context: click.Context, _option: click.Parameter, value: float | None
) -> float | None:
    """What lies in a range; ``nan`` lies beyond no end of one."""
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is not a number.")
    return value


def _a_day(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """A day that is not over, or "" for none."""
    if value is None or value == "none":
        return value and ""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date like 2027-05-14.") from None
    if day < datetime.now().astimezone().date():
        raise click.BadParameter(f"{value} is over.")
    return day.isoformat()


@click.command()
@DECK
@click.option("--tag", default="", help="Ask only cards with this tag or a tag below it.")
@click.option(
    "--new",
    type=click.IntRange(min=0),
    help="New cards/day; default: 20, or as many as the day of your exam asks for.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Maximum number of cards this time.")
@click.option("--cram", is_flag=True, help="Ask all cards, due or not; nothing is rescheduled.")
@click.option("--type", "typing", is_flag=True, help="Type short answers, and compare them.")
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    callback=_a_number,
    help="Set your desired retention: the share to know when cards come back; initially 0.9.",
)
@click.option(
    "--exam",
    metavar="DATE",
    callback=_a_day,
    help="The day of your exam, as 2027-05-14, or 'none': new cards follow from it, and stats "
    "forecasts what you will know then.",
)
@click.option(
    "--undo-future",
    is_flag=True,
    help="First take back what is dated over a day ahead: a clock was wrong when you answered.",
)
@LOG_FILE
@click.option(
    "--import",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Import answers from a file written by --export or by the site, or from a package that "
    "Anki exported of this deck with scheduling information, and exit.",
)
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Export all answers, for all decks, to a file, and exit.",
)
@NO_CACHE
def quiz(  # noqa: PLR0913  # a parameter for each option
    *,
    deck: Path | None,
    tag: str,
    new: int | None,
    limit: int | None,
    cram: bool,
    typing: bool,
    retention: float | None,
    exam: str | None,
    undo_future: bool,
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
        find = None if source is None else _answers(source, deck)
        if source is not None and find is None:
            return 1
        with opened_log(log_file, writes=source is not None) as log:
            _warn(_warnings(log, quizzes.moment().now))
            if source is not None and find is not None:
                _import(log, find(log), source)
            if target is not None:
                _export(log, target)
        return 0
    asked = asked_deck(deck)
    if asked is None:
        return 1
    _check_tag(asked, tag)
    with opened_log(log_file) as log:
        if retention is not None:
            _set_retention(log, asked.id, retention)
        if exam is not None:
            _set_exam_day(log, asked.id, exam)
        if undo_future:
            _undo_future(log)
        wanted = quizzes.Wanted(
            new=new,
            limit=limit,
            tag=tag,
            cram=cram,
            typing=typing,
            exam=log.exam_day(asked.id),
            blueprint=asked.pool.blueprint if asked.pool else None,
        )
        ask(asked, log, wanted)
    return 0


def _check_target(
    target: Path, source: Path | None, log_file: Path | None, deck: Path | None
) -> None:
    from sonodeck.study import opening

    inputs = [opening.place(log_file), *([source] if source is not None else [])]
    refuse_to_overwrite(target, *inputs, deck=deck)


@contextmanager
def opened_log(named: Path | None, *, writes: bool = True) -> Iterator[Log]:
    """The log, opened; what prevents that is reported in one line.

    One that is only read may be missing, and is then empty.
    """
    from sonodeck.study import NotSaved, Unusable, opening

    path = opening.place(named)
    try:
        with opening.opened(path, writes=writes) as log:
            yield log
    except Unusable as error:
        raise click.ClickException(str(error)) from error
    except NotSaved as error:
        raise click.ClickException(f"{path} can't be written: {error}") from error


def _warnings(log: Log, now: int) -> list[str]:
    """What a student should know of the log, with the way out."""
    from sonodeck.common.diagnostics import counted

    said = []
    if log.damaged:
        lines = ", ".join(map(str, log.damaged[:_SHOWN]))
        more = ", …" if len(log.damaged) > _SHOWN else ""
        said.append(
            f"{counted(len(log.damaged), 'line')} of your review log can't be read: "
            f"{lines}{more}. The others count. Delete these lines to stop this message."
        )
    ahead = log.ahead(now)
    if ahead:
        said.append(
            f"{counted(len(ahead), 'answer')} dated in the future, up to "
            f"{day(ahead[-1].at // 1000)}: a clock was ahead. Cards answered then aren't asked "
            "until that day. To take these answers back: sonodeck quiz --undo-future"
        )
    return said


def _warn(said: Sequence[str]) -> None:
    for one in said:
        say(one, err=True)


def asked_deck(named: Path | None) -> quizzes.Deck | None:
    """The deck to ask; None if it has errors, which are then reported."""
    from sonodeck.study import quiz as quizzes

    folder = one_folder(named)
    found = quizzes.read(folder, _compiled)
    if isinstance(found, quizzes.Broken):
        talk(found.errors, found.texts)
        say(f"{folder}: nothing is asked because of these errors", err=True)
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


def _set_exam_day(log: Log, deck: str, day: str) -> None:
    from sonodeck.study import ExamDay
    from sonodeck.study import quiz as quizzes

    if log.exam_day(deck) != day:
        at = quizzes.moment()
        log.add(ExamDay(id=at.id, at=at.now, deck=deck, day=day))


def _undo_future(log: Log) -> None:
    from sonodeck.common.diagnostics import counted
    from sonodeck.study import Undo
    from sonodeck.study import quiz as quizzes

    at = quizzes.moment()
    ahead = log.ahead(at.now)
    log.add(*(Undo(id=quizzes.moment().id, at=at.now, of=one.id) for one in ahead))
    say(f"{counted(len(ahead), 'answer')} dated in the future: taken back", err=True)


def ask(deck: quizzes.Deck, log: Log, wanted: quizzes.Wanted) -> None:
    """A session of the quiz, on the terminal or line by line."""
    from sonodeck.study import quiz as quizzes

    at = quizzes.moment()
    warnings = _warnings(log, at.now)
    pace = "" if wanted.cram or wanted.only else quizzes.pace(deck, log, wanted, at)
    note = " ".join(filter(None, (*warnings, pace)))
    if quizzes.terminal.is_drawable():
        with quizzes.terminal.terminal() as screen:
            quizzes.play(deck, log, wanted, screen, note)
    else:
        quizzes.play(deck, log, wanted, quizzes.terminal.Lines(), note)
    _warn(warnings)


_Find = Callable[["Log"], Sequence["Record"]]
"""Gives the records to import into a log."""


def _answers(source: Path, deck: Path | None) -> _Find | None:
    """What finds the records of a file; None if something is wrong with it, which is reported."""
    from zipfile import is_zipfile

    if source.is_file() and is_zipfile(source):
        return _answers_in_anki(source, deck)
    records = records_of(source)
    return None if records is None else lambda _log: records


def _answers_in_anki(source: Path, named: Path | None) -> _Find | None:
    from sonodeck.anki import reading
    from sonodeck.doors import progress

    deck = asked_deck(named)
    if deck is None:
        return None
    try:
        reviews = reading.reviews(source)
    except reading.Unreadable as error:
        raise click.UsageError(str(error)) from error
    if not reviews:
        raise click.UsageError(
            f"{source} holds no answers; export it from Anki with 'Include scheduling information'."
        )
    keys = {card.id: card.key for card in deck.cards}
    of_deck = {(card.guid, card.number) for card in keys}
    others = sum((one.guid, one.number) not in of_deck for one in reviews)
    if others:
        say(f"{source}: {others} of {len(reviews)} answers are to other cards", err=True)
    return lambda log: list(progress.answers(reviews, keys, log.answers(deck.id)))


def records_of(source: Path) -> Sequence[Record] | None:
    """The records of a review file; None if something in it is wrong, which is reported."""
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
@LOG_FILE
@click.option(
    "--answers",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Instead, what a class's answers say of the cards: a folder with the answers that each "
    "student exported.",
)
@click.option(
    "--format",
    "how",
    type=click.Choice(get_args(classes.Format)),
    default="text",
    help="json: all data. With --answers also: github: findings as annotations for GitHub Actions; "
    "csv: a table of all cards; html: a page.",
)
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path),
    help="The table or page to write; default: out/NAME-class.csv or .html.",
)  # fmt: skip
def stats(
    deck: Path | None, log_file: Path | None, folder: Path | None, how: classes.Format,
    output: Path | None,
) -> int:  # fmt: skip
    """Show what is due, what is learned, how much of it was known, and what is due next.

    DECK is a deck folder; default: the one in decks/, else the included deck. Nothing is written
    but what -o names.

    \b
    Example:
      sonodeck stats decks/sonography
      sonodeck stats decks/anatomy --answers class/ --format html
    """
    if folder is not None:
        if log_file is not None:
            raise click.UsageError("--log is one student's; --answers has those of a class.")
        return classes.tell(deck, folder, how, output)
    if how not in {"text", "json"} or output is not None:
        raise click.UsageError("--format github, csv, and html, and -o need --answers FOLDER.")
    return _stats(deck, log_file, how)


def _stats(deck: Path | None, log_file: Path | None, how: str) -> int:
    from sonodeck import project
    from sonodeck.study import quiz as quizzes
    from sonodeck.study import stats as statistics

    compiled = project.compile_deck(one_folder(deck))
    asked = statistics.asked(compiled)
    if asked is None:
        talk(compiled.found, compiled.texts)
        return 1
    with opened_log(log_file, writes=False) as log:
        now = quizzes.moment().now
        _warn(_warnings(log, now))
        found = statistics.of(asked, log, now)
    if how == "json":
        say(statistics.as_json(found), signs="escaped")
    else:
        say(statistics.as_text(found, shutil.get_terminal_size().columns, asked.labels), nl=False)
    return 0
