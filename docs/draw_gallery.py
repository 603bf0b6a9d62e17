"""Draw the pictures in docs/pictures from the decks' own packages, and record what they show.

    python docs/draw_gallery.py           draw all
    python docs/draw_gallery.py choice    draw some

pictures.json holds, for each picture, a hash of the card's HTML and CSS as it was drawn; a test
renders the cards again and compares. So a picture can't show what no card looks like any more.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from draw_cards import Shot, card_of, draw, imported, notes_by_key

from sonodeck import project
from sonodeck.anki import release

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
RECORD = PICTURES / "pictures.json"

GALLERY: dict[Path, list[Shot]] = {
    ROOT / "decks" / "sonography": [
        Shot(name="plain-question", key="term.duty-factor.meaning"),
        Shot(name="reverse", key="term.duty-factor.meaning", number=2),
        Shot(name="choice", key="qa.wall-filter-type.ask"),
        Shot(name="list", key="credential.rdms.specialties.all"),
        Shot(name="list-cloze", key="credential.rdms.specialties", number=2),
        Shot(name="table", key="mode.continuous-wave+pulsed-wave.differ.samples"),
    ],
    ROOT / "tests" / "decks" / "elements": [
        Shot(name="picture", key="element.lithium.flame"),
    ],
    ROOT / "tests" / "decks" / "doses": [
        Shot(name="calculation", key="calculation.volume.result"),
    ],
    ROOT / "tests" / "decks" / "gallery": [
        Shot(name="long-list", key="list.months.items", number=8),
        Shot(name="gone", key="list.planets.items", number=9),
        Shot(name="math", key="qa.double-angle.ask"),
    ],
}


@contextmanager
def in_scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def package(deck: Path, folder: Path) -> Path:
    """The package of a copy of the deck: a build may write its lock there."""
    copy = folder / deck.name
    shutil.copytree(deck, copy)
    path = folder / f"{deck.name}.apkg"
    built, found = release.build(project.compile_deck(copy), path, int(time.time()))
    if built is None:
        raise ValueError(f"{deck} can't be built: {found}")
    return path


def rendered(path: Path, shots: list[Shot]) -> dict[str, str]:
    """For each shot a hash of all that its picture is drawn from."""
    with imported(path) as collection:
        notes = notes_by_key(collection)
        cards = {shot.name: card_of(notes, shot) for shot in shots}
        return {
            name: sha256((card.question() + card.answer()).encode()).hexdigest()[:16]
            for name, card in cards.items()
        }


def main() -> None:
    wanted = set(sys.argv[1:])
    record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    with in_scratch() as folder:
        for deck, all_shots in GALLERY.items():
            shots = [shot for shot in all_shots if not wanted or shot.name in wanted]
            if shots:
                path = package(deck, folder)
                for picture in draw(path, PICTURES, shots):
                    print(picture.relative_to(ROOT))
                record |= rendered(path, shots)
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
