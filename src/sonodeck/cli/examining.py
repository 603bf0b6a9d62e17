"""``exam``: a mock exam in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sonodeck.cli.shared import DECK, NO_CACHE
from sonodeck.cli.studying import LOG_FILE, ask, asked_deck, opened_log

if TYPE_CHECKING:
    from sonodeck.common.exams import Paper, Pool
    from sonodeck.study import Log, exams, quiz

_MOST = 500


@click.command()
@DECK
@click.option(
    "--questions",
    type=click.IntRange(1, _MOST),
    help="How many; default: as many as the blueprint says. The time follows.",
)
@click.option("--seed", help="The same seed gives the same exam; default: another one each time.")
@click.option("--last", is_flag=True, help="Show the result of the last exam again.")
@LOG_FILE
@NO_CACHE
def exam(
    *, deck: Path | None, questions: int | None, seed: str | None, last: bool, log_file: Path | None
) -> int:
    """Take a mock exam after the blueprint in deck.yaml, or go on with one.

    DECK is a deck folder; default: the one in decks/, else the included deck. All questions are
    multiple choice. Right and wrong are told at the end, with a score by domain and the reasons.
    Every choice is saved at once; while the exam is closed, its clock stops.

    \b
    Example:
      sonodeck exam decks/sonography --questions 30
    """
    asked = asked_deck(deck)
    if asked is None:
        return 1
    if asked.pool is None:
        raise click.UsageError(
            f"{asked.folder}: deck.yaml has no 'blueprint', which says what an exam asks."
        )
    with opened_log(log_file) as log:
        chosen = _chosen(asked, asked.pool, log, (questions, seed, last))
        _take(asked, asked.pool, log, chosen)
    return 0


def _chosen(
    deck: quiz.Deck, pool: Pool, log: Log, wanted: tuple[int | None, str | None, bool]
) -> exams.Sitting | Paper:
    """The exam that goes on, the last one that was handed in, or a new one."""
    import secrets

    from sonodeck.common.exams import drawn
    from sonodeck.study import exams

    questions, seed, last = wanted
    sat = [one for one in exams.sittings(log.done(), deck.id) if one.ended == last]
    if last:
        if not sat:
            raise click.UsageError("No exam of this deck has been handed in yet.")
        return sat[-1]
    if sat and (questions or seed):
        raise click.UsageError(
            "An exam is in progress: without --questions and --seed it goes on, or x discards it."
        )
    if sat:
        return sat[-1]
    paper = drawn(pool, seed or secrets.token_hex(3), questions)
    if not paper.questions:
        raise click.UsageError("The deck has no multiple-choice question for its exam.")
    return paper


def _take(deck: quiz.Deck, pool: Pool, log: Log, chosen: exams.Sitting | Paper) -> None:
    from sonodeck.study import exams, quiz

    if quiz.terminal.is_drawable():
        with quiz.terminal.terminal() as screen:
            study = exams.play(deck, pool, log, screen, chosen)
    else:
        study = exams.play(deck, pool, log, quiz.terminal.Lines(), chosen)
    if study:
        ask(deck, log, quiz.Wanted(only=frozenset(study)))
