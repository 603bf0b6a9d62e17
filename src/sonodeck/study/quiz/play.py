"""The loop: show, wait for a key, save, and do what only the outside can do."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import assert_never

import click

from sonodeck.common.diagnostics import Place, counted
from sonodeck.common.ranking import study_day
from sonodeck.study.ahead import days_until
from sonodeck.study.quiz.deck import Broken, Deck, read
from sonodeck.study.quiz.plan import new_today
from sonodeck.study.quiz.session import begin, edited, press, refreshed, renewed
from sonodeck.study.quiz.state import (
    Asked,
    Edit,
    Effect,
    Ended,
    Finished,
    Known,
    Moment,
    Save,
    Show,
    Wanted,
)
from sonodeck.study.quiz.terminal import RESIZED, Screen
from sonodeck.study.quiz.view import view
from sonodeck.study.reviews import LAST_MOMENT, new_id
from sonodeck.study.reviews.log import Log, NotSaved, Overtaken
from sonodeck.study.reviews.schedule import day_begins

_PUT_BACK = "that the file of your answers had lost are in it again: another program changed it"


def moment() -> Moment:
    """Now, by this machine's clock; one that shows no year that can be meant stands at the end."""
    now = min(max(1, time.time_ns() // 1_000_000), LAST_MOMENT)
    today = study_day(now)
    begins = [day_begins(today + timedelta(days=days)) for days in range(3)]
    return Moment(
        now=now,
        today=begins[0],
        tomorrow=begins[1],
        after_tomorrow=begins[2],
        day=today,
        id=new_id(),
    )


def known(log: Log, deck: str, *, cram: bool) -> Known:
    """What the log says of a deck."""
    return Known(
        states=log.states(deck),
        suspended=log.suspended(deck),
        retention=log.retention(deck),
        seen=log.last_seen(deck) if cram else {},
    )


def pace(deck: Deck, log: Log, wanted: Wanted, at: Moment) -> str:
    """What an exam that is to come asks of the day, in words; "" without one."""
    days = days_until(wanted.exam, at.day)
    if not days or wanted.new is not None:
        return ""
    if days == 1:
        return deck.labels.say("exam.last-day")
    number = new_today(deck.cards, known(log, deck.id, cram=False), wanted, at)
    return deck.labels.say("exam.pace", number, days=deck.labels.say("quiz.days", days))


def play(deck: Deck, log: Log, wanted: Wanted, screen: Screen, note: str) -> None:
    """One session, from its first card to its summary; ``note`` stands under the first card.

    Raises KeyboardInterrupt, when the summary is in view.
    """
    player = _Player(deck, log, wanted, screen, note)
    try:
        player.play()
    finally:
        player.end()


class _Player:
    def __init__(self, deck: Deck, log: Log, wanted: Wanted, screen: Screen, note: str) -> None:
        self._deck = deck
        self._log = log
        self._wanted = wanted
        self._screen = screen
        now = moment()
        self._today = now.today
        self._session = begin(deck.cards, self._known(), wanted, now, deck.labels)
        self._say(note)

    def play(self) -> None:
        while not isinstance(self._session.phase, Ended):
            self._screen.show(view(self._session, moment()))
            phase = self._session.phase
            typing = isinstance(phase, Asked) and phase.typed is not None
            key = self._screen.key(None, typing=typing)
            if key != RESIZED:
                self._press(key)

    def end(self) -> None:
        self._session = replace(self._session, phase=Ended(), help=False)
        self._screen.show(view(self._session, moment()))

    def _known(self) -> Known:
        return known(self._log, self._deck.id, cram=self._wanted.cram)

    def _press(self, key: str) -> None:
        before = self._session
        self._session, effects = press(before, key, moment())
        try:
            for effect in effects:
                self._do(effect)
        except NotSaved as error:
            note = f"not saved: {error}. Fix this, then press the key again"
            self._session = replace(before, note=note)
        except Overtaken:
            self._session = refreshed(before, self._known(), moment())
            self._say(self._session.labels.say("terminal.overtaken"))
        self._refresh()

    def _refresh(self) -> None:
        """Whenever a new card comes into view: what others answered, and what another day asks."""
        now = moment()
        if isinstance(self._session.phase, Asked | Finished) and now.today != self._today:
            self._today = now.today
            self._log.refresh()
            args = (self._deck.cards, self._known(), self._wanted, now)
            self._session = renewed(self._session, *args)
        elif isinstance(self._session.phase, Asked) and self._log.refresh():
            self._session = refreshed(self._session, self._known(), now)

    def _do(self, effect: Effect) -> None:
        match effect:
            case Save(record=record, before=before):
                self._log.add(record, before=before)
                lost = self._log.put_back()
                if lost:
                    self._say(f"{counted(lost, 'record')} {_PUT_BACK}")
            case Edit(place=place):
                self._say(self._edit(place))
            case Show(pictures=pictures):
                self._say(opening(self._deck, pictures))
            case _:
                assert_never(effect)

    def _say(self, note: str) -> None:
        self._session = replace(self._session, note=note)

    def _edit(self, place: Place) -> str:
        """Open a place in the editor and take in what was changed; what there is to say of it."""
        named = (os.environ.get(name, "").strip() for name in ("VISUAL", "EDITOR"))
        editor = next(filter(None, named), "")
        if not self._deck.editable:
            return f"this deck is included with sonodeck and read-only; see {place}"
        if not editor:
            return f"EDITOR is not set; the fact is in {place}"
        if Path(place.path).name.startswith(("+", "-")):
            return (
                f"not opened: editors take {Path(place.path).name} as a command; rename the sheet"
            )
        try:
            with self._screen.aside():
                subprocess.run([*shlex.split(editor), *_at(editor, place)], check=False)  # noqa: S603
        except (OSError, ValueError) as error:
            return f"the editor can't be started: {error}"
        fresh = read(self._deck.folder, self._deck.compile)
        if isinstance(fresh, Broken):
            return "your change isn't used because of " + "; ".join(
                f"{error.place}: {error.message}" for error in fresh.errors
            )
        self._deck = fresh
        self._session = edited(self._session, fresh.cards, moment())
        return self._session.note


def opening(deck: Deck, pictures: tuple[str, ...]) -> str:
    """Open pictures in the system's viewer; what there is to say of it."""
    try:
        files = deck.files(pictures)
        failed = [str(file) for file in files if click.launch(str(file))]
    except (OSError, LookupError) as error:
        return f"the picture can't be opened: {error}"
    return f"no program to open pictures was found; see {', '.join(failed)}" if failed else ""


def _at(editor: str, place: Place) -> list[str]:
    """How to pass a line to an editor: most take +LINE, those of the VS Code family -g.

    The file is a whole path: no part of the name of a folder or sheet begins an argument.
    """
    name, path = Path(shlex.split(editor)[0]).stem, Path(place.path).absolute()
    if name in {"code", "codium", "code-insiders", "cursor"}:
        return ["--wait", "-g", f"{path}:{place.line}:{place.column}"]
    if name in {"subl", "hx", "zed"}:
        return [f"{path}:{place.line}"]
    end = ["--"] if name in {"vi", "vim", "nvim", "view", "gvim", "nano"} else []
    return [f"+{place.line}", *end, str(path)]
