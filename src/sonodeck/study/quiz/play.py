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

from sonodeck.common.diagnostics import Place
from sonodeck.study.quiz.deck import Broken, Deck, read
from sonodeck.study.quiz.session import begin, edited, press, refreshed
from sonodeck.study.quiz.state import Asked, Edit, Effect, Ended, Known, Moment, Save, Show, Wanted
from sonodeck.study.quiz.terminal import RESIZED, Screen
from sonodeck.study.quiz.view import view
from sonodeck.study.reviews import new_id
from sonodeck.study.reviews.log import Log, NotSaved
from sonodeck.study.reviews.schedule import day_begins, study_day


def moment() -> Moment:
    """Now, by this machine's clock."""
    now = time.time_ns() // 1_000_000
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


def play(deck: Deck, log: Log, wanted: Wanted, screen: Screen, note: str) -> None:
    """One session, from its first card to its summary; ``note`` stands under the first card.

    Raises Damaged; KeyboardInterrupt, when the summary is in view.
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
        self._cram = wanted.cram
        self._screen = screen
        self._seen = log.changes()
        self._session = begin(deck.cards, self._known(), wanted, moment(), deck.labels)
        self._say(note)

    def play(self) -> None:
        while not isinstance(self._session.phase, Ended):
            self._screen.show(view(self._session, moment()))
            key = self._screen.key()
            if key != RESIZED:
                self._press(key)

    def end(self) -> None:
        self._session = replace(self._session, phase=Ended(), help=False)
        self._screen.show(view(self._session, moment()))

    def _known(self) -> Known:
        return known(self._log, self._deck.id, cram=self._cram)

    def _press(self, key: str) -> None:
        before = self._session
        self._session, effects = press(before, key, moment())
        try:
            for effect in effects:
                self._do(effect)
        except NotSaved as error:
            note = f"not saved: {error}. Fix this, then press the key again"
            self._session = replace(before, note=note)
        self._refresh()

    def _refresh(self) -> None:
        """Take in what other programs answered, whenever a new card comes into view."""
        changes = self._log.changes()
        if changes != self._seen and isinstance(self._session.phase, Asked):
            self._seen = changes
            self._session = refreshed(self._session, self._known(), moment())

    def _do(self, effect: Effect) -> None:
        match effect:
            case Save(record=record):
                self._log.add(record)
            case Edit(place=place):
                self._say(self._edit(place))
            case Show(pictures=pictures):
                self._say(self._open(pictures))
            case _:
                assert_never(effect)

    def _say(self, note: str) -> None:
        self._session = replace(self._session, note=note)

    def _open(self, pictures: tuple[str, ...]) -> str:
        """Open pictures in the system's viewer; what there is to say of it."""
        try:
            files = self._deck.files(pictures)
            failed = [str(file) for file in files if click.launch(str(file))]
        except (OSError, LookupError) as error:
            return f"the picture can't be opened: {error}"
        return f"no program to open pictures was found; see {', '.join(failed)}" if failed else ""

    def _edit(self, place: Place) -> str:
        """Open a place in the editor and take in what was changed; what there is to say of it."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not self._deck.editable:
            return f"this deck is included with sonodeck and read-only; see {place}"
        if not editor:
            return f"EDITOR is not set; the fact is in {place}"
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


def _at(editor: str, place: Place) -> list[str]:
    """How to pass a line to an editor: most take +LINE, those of the VS Code family -g."""
    name = Path(shlex.split(editor)[0]).stem
    if name in {"code", "codium", "code-insiders", "cursor"}:
        return ["--wait", "-g", str(place)]
    if name in {"subl", "hx", "zed"}:
        return [f"{place.path}:{place.line}"]
    return [f"+{place.line}", place.path]
