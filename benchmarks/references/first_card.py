"""The plainest program that reads what a quiz has to read, and shows a card: what a start costs.

    python first_card.py DECK LOG

It reads the sheets as YAML and where each card stands from the log, and checks nothing.
"""

import sqlite3
import sys
import time
from pathlib import Path

import yaml


def main() -> None:
    """Show the question that has been due longest."""
    deck, log = Path(sys.argv[1]), sys.argv[2]
    manifest = yaml.load((deck / "deck.yaml").read_bytes(), yaml.CSafeLoader)
    asked = {}
    for name in manifest["sheets"]:
        sheet = yaml.load((deck / name).read_bytes(), yaml.CSafeLoader)
        for fact in sheet["facts"]:
            asked[f"{sheet['kind']}.{fact['id']}.ask"] = fact
    keys = {}
    for line in (deck / "deck.lock").read_text("utf-8").splitlines()[1:]:
        key, guid, *_ = line.split()
        keys[guid] = key
    states = sqlite3.connect(log).execute(
        "SELECT guid, due FROM states WHERE deck = ? ORDER BY due", (manifest["id"],)
    )
    due = [guid for guid, at in states if at < time.time() * 1000]
    print(asked[keys[due[0]]]["question"])


main()
