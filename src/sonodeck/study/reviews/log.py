"""The log: records in an SQLite file, each saved before the next card is shown.

Beside the records the file keeps where each card stands. That is computed from them and saves the
replay at the next start; it is thrown away and computed anew whenever the rules have changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

from sonodeck.study.reviews import DEFAULT_RETENTION, Answer, CardId, Record, Retention, Undo
from sonodeck.study.reviews import tables as t
from sonodeck.study.reviews.schedule import RULES, State, after, replay

_STANDING = "id NOT IN (SELECT of FROM undos)"


class Unusable(Exception):
    """The log can't be used; the text says why, and what to do."""


class NotSaved(Exception):
    """What was to be added is not in the log: the disk is full, say. The log is as it was."""


class Damaged(Exception):
    """The file is a log, but its pages are no longer consistent."""


NEWER = "it was written by a newer sonodeck. Install that version; the file is unchanged"
FOREIGN = "it is another program's database. Name another file"


class Log:
    """An open log. Other programs may write to the same file at the same time.

    Every method raises Damaged where the file turns out to be.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def close(self) -> None:
        """End the connection; what was added stays."""
        self._db.close()

    # reading

    def states(self, deck: str) -> dict[CardId, State]:
        """Where the cards of a deck stand; those never answered are not among them."""
        rows = self._rows(f"SELECT {t.STATES} FROM states WHERE deck = ?", deck)
        return dict(map(t.state, rows))

    def state(self, card: CardId) -> State | None:
        """Where a card stands; None if it was never answered."""
        command = f"SELECT {t.STATES} FROM states WHERE (deck, guid, card) = (?, ?, ?)"
        rows = self._rows(command, card.deck, card.guid, card.number)
        return t.state(rows[0])[1] if rows else None

    def suspended(self, deck: str) -> frozenset[CardId]:
        """The cards of a deck that are not to be asked."""
        rows = self._rows(
            f"SELECT {t.SUSPENSIONS} FROM suspensions WHERE deck = ? AND {_STANDING} "
            "ORDER BY at, id",
            deck,
        )
        latest = {one.card: one.suspended for one in map(t.suspension, rows)}
        return frozenset(card for card, out in latest.items() if out)

    def retention(self, deck: str) -> float:
        """The desired retention of a deck."""
        rows = self._rows(
            f"SELECT value FROM retentions WHERE deck = ? AND {_STANDING} "
            "ORDER BY at DESC, id DESC LIMIT 1",
            deck,
        )
        return float(rows[0][0]) if rows else DEFAULT_RETENTION

    def answers(self, deck: str) -> list[Answer]:
        """All answers to a deck that were not taken back, in order of time."""
        command = f"SELECT {t.ANSWERS} FROM answers WHERE deck = ? AND {_STANDING} ORDER BY at, id"
        return list(map(t.answer, self._rows(command, deck)))

    def last_seen(self, deck: str) -> dict[CardId, int]:
        """When each card of a deck was last answered, cramming included."""
        rows = self._rows(
            f"SELECT guid, card, max(at) FROM answers WHERE deck = ? AND {_STANDING} "
            "GROUP BY guid, card",
            deck,
        )
        return {CardId(deck, guid, card): at for guid, card, at in rows}

    def records(self) -> list[Record]:
        """All that is in the log, in order of time."""
        found = [
            make(row)
            for table, (columns, make) in t.RECORDS.items()
            for row in self._rows(f"SELECT {columns} FROM {table}")
        ]
        return sorted(found, key=lambda record: (record.at, record.id))

    def changes(self) -> int:
        """Another number than before if another program has written to the log since."""
        return int(self._rows("PRAGMA data_version")[0][0])

    # writing

    def add(self, *records: Record) -> int:
        """Add records and save them; how many were new. Raises NotSaved: then none was added."""
        with self._saving():
            new = [record for record in records if self._insert(record)]
            self._compute_for(new)
        return len(new)

    def prepare(self) -> None:
        """Bring the file to this version, and its states to these rules.

        Raises NotSaved; Unusable for another program's file or a newer version.
        """
        self._version()
        self._do("PRAGMA journal_mode = WAL")
        self._do("PRAGMA synchronous = FULL")
        if self._is_prepared():
            return
        with self._saving():
            for migration in t.MIGRATIONS[self._version() :]:
                for statement in migration.split(";"):
                    self._do(statement)
            self._do(f"PRAGMA user_version = {t.VERSION}")
            self._do("DELETE FROM states")
            self._replay(self._answered())
            self._do("DELETE FROM computed")
            self._do("INSERT INTO computed VALUES (?)", _computed_by())
        self._do("PRAGMA wal_checkpoint(TRUNCATE)")

    def check(self) -> None:
        """Look whether the pages of the file hang together. Raises Damaged."""
        said = self._rows("PRAGMA quick_check(1)")[0][0]
        if said != "ok":
            raise Damaged(said)

    def _version(self) -> int:
        version = int(self._rows("PRAGMA user_version")[0][0])
        if version > t.VERSION:
            raise Unusable(NEWER)
        if not version and self._rows("SELECT 1 FROM sqlite_master LIMIT 1"):
            raise Unusable(FOREIGN)
        return version

    def _is_prepared(self) -> bool:
        if self._version() < t.VERSION:
            return False
        return [by for (by,) in self._rows("SELECT by FROM computed")] == [_computed_by()]

    def _insert(self, record: Record) -> bool:
        table, columns, row = t.row(record)
        command = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({t.marks(columns)})"
        return self._do(command, *row).rowcount == 1

    def _compute_for(self, new: Sequence[Record]) -> None:
        """Bring the states up to date with records just inserted."""
        if len(new) == 1 and isinstance(new[0], Answer):
            self._append(new[0])
            return
        undone = [record.of for record in new if isinstance(record, Undo)]
        cards = {record.card for record in new if isinstance(record, Answer)}
        decks = {record.deck for record in new if isinstance(record, Retention)}
        for one in undone:
            card = "SELECT deck, guid, card FROM answers WHERE id = ?"
            cards |= {CardId(*row) for row in self._rows(card, one)}
            deck = "SELECT deck FROM retentions WHERE id = ?"
            decks |= {deck for (deck,) in self._rows(deck, one)}
        if decks:
            cards |= {card for card in self._answered() if card.deck in decks}
        self._replay(cards)

    def _append(self, answer: Answer) -> None:
        """One more answer: the usual case, which needs no replay."""
        if answer.cram:
            return
        before = self.state(answer.card)
        undone = self._rows("SELECT 1 FROM undos WHERE of = ?", answer.id)
        if undone or (before is not None and answer.at <= before.last):
            self._replay({answer.card})
        else:
            retention = self.retention(answer.card.deck)
            state = after(before, answer.card, answer.grade, answer.at, retention)
            self._keep(answer.card, state)

    def _replay(self, cards: Iterable[CardId]) -> None:
        retentions: dict[str, float] = {}
        for card in cards:
            if card.deck not in retentions:
                retentions[card.deck] = self.retention(card.deck)
            rows = self._rows(
                f"SELECT {t.ANSWERS} FROM answers WHERE (deck, guid, card) = (?, ?, ?) "
                f"AND {_STANDING} ORDER BY at, id",
                *(card.deck, card.guid, card.number),
            )
            self._keep(card, replay(card, map(t.answer, rows), retentions[card.deck]))

    def _keep(self, card: CardId, state: State | None) -> None:
        if state is None:
            command = "DELETE FROM states WHERE (deck, guid, card) = (?, ?, ?)"
            self._do(command, card.deck, card.guid, card.number)
        else:
            command = f"INSERT OR REPLACE INTO states ({t.STATES}) VALUES ({t.marks(t.STATES)})"
            self._do(command, *t.state_row(card, state))

    def _answered(self) -> set[CardId]:
        return {CardId(*row) for row in self._rows("SELECT DISTINCT deck, guid, card FROM answers")}

    # the connection

    def _rows(self, command: str, *values: object) -> list[t.Row]:
        try:
            return self._db.execute(command, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _damage(error) or error from error

    def _do(self, command: str, *values: object) -> sqlite3.Cursor:
        try:
            return self._db.execute(command, values)
        except sqlite3.DatabaseError as error:
            raise _damage(error) or error from error

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """One transaction. All of it is on the disk at the end, or nothing. Raises NotSaved."""
        try:
            self._do("BEGIN IMMEDIATE")
            yield
            self._do("COMMIT")
        except sqlite3.OperationalError as error:
            raise NotSaved(reason(error)) from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


def _computed_by() -> str:
    return f"rules {RULES}, fsrs {version('fsrs')}"


_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _damage(error: sqlite3.DatabaseError) -> Damaged | None:
    """The error as damage of the file, if it is that."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return Damaged(str(error)) if code in _CORRUPT else None


_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file can't be written",
    sqlite3.SQLITE_CANTOPEN: "the file can't be opened",
    sqlite3.SQLITE_BUSY: "another program has locked the file",
    sqlite3.SQLITE_IOERR: "the disk reported an error",
    sqlite3.SQLITE_PERM: "the file can't be written",
}


def reason(error: sqlite3.Error) -> str:
    """Why SQLite couldn't, in words for people."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _REASONS.get(code, str(error))
