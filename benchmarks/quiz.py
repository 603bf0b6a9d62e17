"""The quiz in the terminal: the time from its start until the first card can be read."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import inputs
from benchmarks.decks import python, sonodeck
from benchmarks.measuring import Measurement, Program, Run, started
from sonodeck.study.reviews import Answer, CardId, RecordId
from sonodeck.study.reviews import format as exchange

ANSWERS = 200_000
_DAY = 86_400_000
_REFERENCE = Path(__file__).parent / "references" / "first_card.py"


def _answers(deck: Path, wanted: int) -> Iterator[Answer]:
    """Answers to all cards in turn over two years, the newest a day old."""
    lock = (deck / "deck.lock").read_text("utf-8").splitlines()
    notes = [line.split()[:2] for line in lock[1:] if not line.startswith("@")]
    deck_id = lock[0].split()[-1]
    chance = random.Random(5)  # noqa: S311
    begin = int(time.time() * 1000) - 2 * 365 * _DAY
    rounds = -(-wanted // len(notes))
    for number in range(wanted):
        turn, place = divmod(number, len(notes))
        key, guid = notes[place]
        yield Answer(
            id=RecordId(f"{chance.getrandbits(64):016x}"),
            at=begin + (turn * 728 // rounds) * _DAY + place,
            card=CardId(deck_id, guid, 1),
            key=key,
            grade=chance.choice((1, 3, 3, 3, 4)),
            took=4000,
        )


def _log(deck: Path, log: Path) -> None:
    """A log of many answers to a deck. Another process makes it, so that this one stays small."""
    file = log.with_suffix(".jsonl")
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(exchange.write(_answers(deck, ANSWERS)))
    subprocess.run(sonodeck("quiz", "--log", log, "--import", file), check=True)


def _until_first_card(command: Sequence[str], environment: dict[str, str]) -> Callable[[], Run]:
    """Runs a program until it writes; processor time and memory are those of all of it."""
    program = Program(name=" ".join(command), command=tuple(command), environment=environment)
    return lambda: started(program, "first")


def _first_card(notes: int) -> Measurement:
    def programs(folder: Path) -> Sequence[Program]:
        deck, log, cache = folder / "deck", folder / "log", folder / "cache"
        inputs.questions(deck, notes)
        subprocess.run(sonodeck("build", deck, "-o", folder / "out"), check=True)
        _log(deck, log)
        environment = {"SONODECK_LOG": str(log), "XDG_CACHE_HOME": str(cache)}
        asks = _until_first_card(sonodeck("quiz", deck), environment)

        def forget() -> None:
            for file in cache.rglob("*.json"):
                file.unlink()

        return [
            Program(name="sonodeck quiz", timed=asks, prepare=lambda: _warm(asks)),
            Program(
                name="the plainest program that reads the same",
                timed=_until_first_card(python(_REFERENCE, deck, log), {}),
            ),
            Program(name="after a change in the deck", timed=asks, prepare=forget),
        ]

    return Measurement(
        name=f"quiz-{notes}",
        title=f"{notes:,} notes, a log of {ANSWERS:,} answers: until the first card is there",
        programs=programs,
        rounds=7,
        about="Time from the start until something is written; the rest is of the whole process.",
    )


def _warm(asks: Callable[[], Run]) -> None:
    """A start before, so that the deck is as it was then."""
    asks()


MEASUREMENTS = (_first_card(1_000), _first_card(20_000))
