"""The figures on the pages of the decks: what their cog blocks print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sonodeck import anki, project
from sonodeck.questions.notes import Note

DECKS = Path(__file__).parents[1] / "decks"
SONOGRAPHY = "sonography"
_STYLES = {"ListOf": "list"}


@cache
def _deck(name: str = SONOGRAPHY) -> anki.Compiled:
    deck = project.compile_deck(DECKS / name)
    assert deck.found == (), f"decks/{name} is not clean"
    return deck


def _facts() -> Counter[str]:
    knowledge = _deck().knowledge
    assert knowledge is not None
    return Counter(_area(fact.deck) for fact in knowledge.facts)


def _made(name: str = SONOGRAPHY) -> dict[Note, int]:
    """The notes, each with its number of cards."""
    return {one.note: len(one.filled.cards) for one in _deck(name).packed if one.note is not None}


def _area(deck: str) -> str:
    return deck.partition("::")[2].replace("::", ": ")


def _style(note: Note, deck: str) -> str:
    knowledge = _deck(deck).knowledge
    assert knowledge is not None
    kind, _, question = note.about.key.split(".")[:3]
    name = type(knowledge.kinds[kind].questions[question]).__name__
    return _STYLES.get(name, name.lower())


def areas() -> str:
    """Facts, notes and cards of each subdeck, and of all."""
    facts, made = _facts(), _made()
    notes = Counter(_area(note.about.deck) for note in made)
    cards: Counter[str] = Counter()
    for note, number in made.items():
        cards[_area(note.about.deck)] += number
    rows = [(area, facts[area], notes[area], cards[area]) for area in sorted(notes)]
    return _table(
        ("area", "facts", "notes", "cards"),
        [*rows, ("**all**", facts.total(), notes.total(), cards.total())],
    )


def styles(name: str = SONOGRAPHY) -> str:
    """Notes and cards of each style of question."""
    notes: Counter[str] = Counter()
    cards: Counter[str] = Counter()
    for note, number in _made(name).items():
        notes[_style(note, name)] += 1
        cards[_style(note, name)] += number
    rows = [(style, notes[style], cards[style]) for style, _ in notes.most_common()]
    return _table(("style", "notes", "cards"), rows)


def domains() -> str:
    """Notes and pictures for each domain of the SPI exam, and their share beside the exam's."""
    notes: Counter[str] = Counter()
    scenes: Counter[str] = Counter()
    for note in _made():
        for domain in {tag.split("::")[2] for tag in note.about.tags if "::spi::" in tag}:
            notes[domain] += 1
            scenes[domain] += note.about.key.startswith("scene.")
    knowledge = _deck(SONOGRAPHY).knowledge
    assert knowledge is not None
    assert knowledge.deck.blueprint is not None
    shares = {one.tag.split("::")[1]: one.weight for one in knowledge.deck.blueprint.domains}
    total = notes.total()
    rows = [
        (f"`sonography::spi::{name}`", notes[name], scenes[name], f"{notes[name] / total:.0%}",
         f"{share}%")
        for name, share in shares.items()
    ]  # fmt: skip
    return _table(("tag", "notes", "of them pictures", "share", "in the exam"), rows)


def grades(name: str = SONOGRAPHY) -> str:
    """For each grade: how many notes have it as the best of their sources, and which share."""
    knowledge = _deck(name).knowledge
    assert knowledge is not None
    best = Counter(
        min(knowledge.sources[one].grade for one in note.about.sources) for note in _made(name)
    )
    return _table(
        ("best source", "notes", "share"),
        [(grade, best[grade], f"{best[grade] / best.total():.0%}") for grade in sorted(best)],
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(heads), *([str(cell) for cell in row] for row in rows)]
    shown = [f"| {' | '.join(line)} |" for line in lines]
    rule = "| --- |" + " ---: |" * (len(lines[0]) - 1)
    return "\n".join([shown[0], rule, *shown[1:]]) + "\n"
