"""Doors: what authors and students have elsewhere → deck folders and answers, and back.

In: tables (CSV, TSV, XLSX, ODS) and the sheets of a deck. Out: new sheets, edits of them, tables.
In: a deck's notes. Out: question banks of learning platforms (``platforms``), PDFs (``paper``).
In: a student's answers, or Anki's log of them. Out: Anki's schedule, or answers (``progress.py``).
In: the answers of a class. Out: what they say of a deck's cards (``classes``).
In: packages of Anki. Out: deck folders that go on with them. Read first: ``tables/__init__.py``,
the way of a table into a sheet; ``adopt/__init__.py``, that of a package into a folder.
"""

MODULES = ("adopt", "classes", "paper", "platforms", "progress", "tables")
"""Handed out whole, each loaded by whoever imports it from here."""
