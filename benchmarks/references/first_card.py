"""The plainest program that reads what a quiz has to read, and shows a card: what a start costs.

    python first_card.py DECK LOG

It reads the sheets as YAML and when each card was last answered from the log, and checks nothing.
"""

import json
import sys
import time
from pathlib import Path

import yaml


def main() -> None:
    """Show the question that was answered longest ago."""
    deck, log = Path(sys.argv[1]), Path(sys.argv[2])
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
    last = {}
    with log.open("rb") as lines:
        next(lines)
        for record in lines:
            answer = json.loads(record)
            last[answer["guid"]] = answer["at"]
    due = sorted(
        (guid for guid, at in last.items() if at < time.time() * 1000), key=last.__getitem__
    )
    print(asked[keys[due[0]]]["question"])


main()
