"""Anki's own backend makes the same notes and exports them: *anki*.

python anki_itself.py DECK PACKAGE
"""

import sys
import tempfile
from pathlib import Path

import yaml
from anki.collection import (
    AddNoteRequest,
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
)

folder, package = Path(sys.argv[1]), sys.argv[2]
with tempfile.TemporaryDirectory() as home:
    collection = Collection(str(Path(home) / "collection.anki2"))
    model = collection.models.by_name("Basic")
    deck = collection.decks.id("Bench")
    if model is None or deck is None:
        raise SystemExit("a new collection has a note type Basic")
    for path in sorted(folder.glob("facts-*.yaml")):
        requests = []
        for fact in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)["facts"]:
            note = collection.new_note(model)
            rest = f"{fact['details']}<br>{fact['source']} {fact['as_of']}"
            note.fields = [fact["question"], f"{fact['answer']}<br>{rest}"]
            note.tags = ["bench"]
            requests.append(AddNoteRequest(note, deck))
        collection.add_notes(requests)
    collection.export_anki_package(
        out_path=package,
        options=ExportAnkiPackageOptions(with_media=True, legacy=True),
        limit=DeckIdLimit(deck),
    )
    collection.close()
