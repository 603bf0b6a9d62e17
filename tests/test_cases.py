"""Small decks in tests/cases, each named after what it shows, with all that sonodeck says of it.

``expected.txt`` holds the messages, a line ``---``, and the notes as text; where the case has a
deck.lock, another ``---`` and the card numbers. A case without a deck.yaml gets one that lists its
sheets by name. Read what ``pytest --update`` writes as the author of the sheet would.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonodeck import anki, lint, project
from sonodeck.anki.notetypes import text
from sonodeck.common import diagnostics
from sonodeck.common.diagnostics import CODES
from sonodeck.common.folders import DECK_FILE, LABELS_FILE, LOCK_FILE, SOURCES_FILE
from tests.conftest import Golden

CASES = Path(__file__).parent / "cases"
EXPECTED = "expected.txt"

# What no small folder can show; tested where the reason says.
ELSEWHERE = dict.fromkeys(lint.CODES, "test_lint: each rule has two examples on its page") | {
    "SD004": "test_yamltext: a file of 16 MiB",
    "SD210": "test_outputs: it takes two decks, as the next one",
    "SD211": "test_outputs",
    "SD402": "test_options: options are made honest, so only a note made by hand has a bad one",
    "SD503": "found by the build",
    **dict.fromkeys(
        ("SD801", "SD802", "SD803", "SD804"), "test_classes: found in the answers of a class"
    ),
    "SD504": "found by the build",
    "SD506": "found by the build",
    "SD508": "found by the build",
    "SD509": "found by the build",
    "SD510": "found by the build",
    "SD511": "found by the build",
    "SD701": "test_format: found in a file of answers, as the next two",
    "SD702": "test_format",
    "SD703": "test_format",
}


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda path: path.name)
def test_case(case: Path, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(case, tmp_path / "deck", ignore=shutil.ignore_patterns(EXPECTED))
    monkeypatch.chdir(tmp_path)
    deck = Path("deck")
    if not (deck / DECK_FILE).exists():
        sheets = sorted(
            path.name
            for path in deck.glob("*.yaml")
            if path.name not in {SOURCES_FILE, LABELS_FILE}
        )
        manifest = f"id: case-0000\ntitle: Case\nsheets: [{', '.join(sheets)}]\n"
        (deck / DECK_FILE).write_text(manifest, "utf-8")
    golden(case / EXPECTED, shown(project.compile_deck(deck)))


def shown(compiled: anki.Compiled) -> str:
    parts = [diagnostics.render(compiled.found, "text", compiled.texts)]
    if compiled.knowledge is not None:
        sources = compiled.knowledge.sources
        plain = text.Plain(compiled.knowledge.deck.labels)
        parts.append("\n".join(plain.block(note, sources) for note in compiled.notes))
    if LOCK_FILE in compiled.folder.files:
        parts.append("".join(f"{line}\n" for line in card_numbers(compiled)))
    return "---\n".join(parts)


def card_numbers(compiled: anki.Compiled) -> Iterator[str]:
    """Each note's guid, if it was shipped before, the numbers of its cards, its wrong options."""
    entries = compiled.lock.entries if compiled.lock is not None else {}
    for one in compiled.packed:
        key = one.content.key
        guid = entries[key].guid if key in entries else "new"
        cards = [
            f"{pin.number} {pin.item}".strip() + (" (gone)" if pin.gone else "")
            for pin in one.content.cards
        ]
        options = " ".join(f"{one.fact}={one.said}".rstrip("=") for one in one.content.options)
        yield f"{key} {guid}: {', '.join(cards)}" + (f" | {options}" if options else "")


def test_every_message_is_in_a_case() -> None:
    """A message that nobody has read is a message that nobody understands."""
    seen: set[str] = set()
    for expected in CASES.glob(f"*/{EXPECTED}"):
        said = expected.read_bytes().decode().partition("---\n")[0]
        seen.update(re.findall(r"^(?:\S.*: )?(?:error|warning|hint) (SD[0-9]{3}):", said, re.M))
    assert seen | ELSEWHERE.keys() == CODES.keys()
    assert not seen & ELSEWHERE.keys()
