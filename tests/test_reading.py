"""A package of somebody else's is read within limits, whatever its tables are made of."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sonodeck.anki import reading


@pytest.mark.parametrize(
    "command",
    [
        "SELECT upper(flds) FROM notes",
        "SELECT * FROM seen",
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x FROM r) SELECT x FROM r",
        "SELECT * FROM other",
        "ATTACH 'x' AS y",
        "PRAGMA writable_schema = ON",
        "DELETE FROM notes",
        "CREATE TABLE x (y)",
    ],
)
def test_sqlite_is_asked_for_stored_columns_only(command: str, tmp_path: Path) -> None:
    """Behind the look at what the tables were made with stands a second wall."""
    path = tmp_path / "collection"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(
            "CREATE TABLE notes (flds); CREATE TABLE other (x);"
            "CREATE VIEW seen AS SELECT flds FROM notes;"
        )
    with closing(reading._connected(path)) as connection:
        assert connection.execute("SELECT flds FROM notes").fetchall() == []
        with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
            connection.execute(command)


def test_a_text_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "collection"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE notes (flds)")
        made.execute("INSERT INTO notes VALUES (zeroblob(20000000))")
        made.commit()
    with closing(reading._connected(path)) as connection, pytest.raises(sqlite3.DataError):
        connection.execute("SELECT flds FROM notes").fetchall()
