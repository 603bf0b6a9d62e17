"""The steps of a first build one by one, and those of *bare*: where the time goes.

python steps.py sonodeck|bare DECK PACKAGE

It prints a line for each step: its name, seconds of CPU, the most bytes in memory until then.
"""

import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def sonodeck(deck: Path, package: Path) -> Iterator[str]:
    """As project.compile_folder and anki.release.build; each step is named when it is done."""
    from sonodeck import anki, lint, questions, sheets
    from sonodeck.anki import release
    from sonodeck.cli.shared import begin_batch
    from sonodeck.common import folders

    begin_batch()
    yield "start: Python, imports"
    folder = folders.read(deck)
    read = sheets.read(folder)
    knowledge = read.knowledge
    assert knowledge is not None  # noqa: S101 - our own deck
    yield "sheets: text with places → checked facts"
    notes, _ = questions.ask(knowledge, questions.NOTHING_LOCKED)
    yield "questions: facts → notes"
    lint.check(knowledge, notes, lint.Selection(today="2026-11-25"), folder)
    yield "lint: the rules"
    known, _ = anki.shipped(folder, knowledge, None)
    packing, _ = anki.pack(folder, knowledge, notes, known)
    compiled = anki.Compiled(
        folder=folder, found=(), texts=read.texts, knowledge=knowledge, packing=packing
    )
    yield "fields: notes → HTML"
    now = int(time.time())
    release.plan(compiled, now)
    yield "lock: guids, hashes, its text, read back"
    release.build(compiled, package, now)
    yield "package, with the lock once more"


def bare(deck: Path, package: Path) -> Iterator[str]:
    """As by_hand.py."""
    import genanki
    import yaml

    yield "bare: start"
    sheets = [
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        for path in sorted(deck.glob("facts-*.yaml"))
    ]
    yield "bare: YAML"
    model = genanki.Model(
        1607392319,
        "Bench",
        fields=[{"name": name} for name in ("Question", "Answer", "Details", "Source", "As of")],
        templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}{{Answer}}"}],
    )
    made = genanki.Deck(2059400110, "Bench")
    for sheet in sheets:
        for fact in sheet["facts"]:
            fields = [fact["question"], fact["answer"], "", sheet["source"], ""]
            guid = genanki.guid_for("bench", fact["id"])
            made.add_note(genanki.Note(model, fields, tags=sheet["tags"], guid=guid))
    yield "bare: notes"
    genanki.Package(made).write_to_file(package)
    yield "bare: package"


def passed() -> tuple[float, int]:
    """Seconds of CPU and the most memory so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return time.process_time(), peak * (1 if sys.platform == "darwin" else 1024)


steps = {"sonodeck": sonodeck, "bare": bare}[sys.argv[1]]
before = 0.0
for name in steps(Path(sys.argv[2]), Path(sys.argv[3])):
    now, peak = passed()
    print(f"{name}\t{now - before}\t{peak}")
    before = now
