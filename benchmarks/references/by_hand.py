"""What one writes by hand: PyYAML and genanki, no checks, no places, no lock.

python by_hand.py DECK PACKAGE CSafeLoader    *bare*: as fast as that gets
python by_hand.py DECK PACKAGE SafeLoader     *usual*: what yaml.safe_load does
"""

import sys
from pathlib import Path

import genanki
import yaml

BACK = "{{FrontSide}}<hr>{{Answer}}<p>{{Details}}</p><p>{{Source}} {{As of}}</p>"

folder, package = Path(sys.argv[1]), sys.argv[2]
loader = yaml.CSafeLoader if sys.argv[3] == "CSafeLoader" else yaml.SafeLoader
model = genanki.Model(
    1607392319,
    "Bench",
    fields=[{"name": name} for name in ("Question", "Answer", "Details", "Source", "As of")],
    templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": BACK}],
)
deck = genanki.Deck(2059400110, "Bench")
for path in sorted(folder.glob("facts-*.yaml")):
    sheet = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 (it is one of two safe ones)
    source, tags = sheet.get("source"), sheet.get("tags", ["bench"])
    for fact in sheet["facts"]:
        fields = [fact["question"], fact["answer"], fact.get("details", "")]
        fields += [fact.get("source", source), str(fact.get("as_of", ""))]
        guid = genanki.guid_for("bench", fact["id"])
        deck.add_note(genanki.Note(model, fields, tags=tags, guid=guid))
genanki.Package(deck).write_to_file(package)
