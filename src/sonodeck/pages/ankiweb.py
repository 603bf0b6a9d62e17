"""A deck's listing on AnkiWeb: the description that its form takes, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sonodeck.anki import Compiled, description, text
from sonodeck.common.labels import Labels
from sonodeck.questions import QuestionNote, Words
from sonodeck.sheets import Source

SAMPLES = 5
"""How many notes are shown, from all over the deck."""

_SIGNS = re.compile(r"[\\`*_~<>\[\]#|&$]|^[+=-]|(?<=^[0-9])[.)]|(?<=^[0-9][0-9])[.)]")


def listing(compiled: Compiled) -> str:
    """Paragraphs of text, links, and bold, which AnkiWeb shows; "" for a deck that has errors."""
    if compiled.knowledge is None:
        return ""
    deck, sources = compiled.knowledge.deck, compiled.knowledge.sources
    say = deck.labels.say
    cards = sum(len(one.filled.cards) for one in compiled.packed)
    counts = ", ".join(
        (say("quiz.notes", n=len(compiled.packed)), say("quiz.cards", n=cards)),
    )
    named, more = description.of_most_notes(sources, description.cited(compiled.notes))
    paragraphs = [
        _escaped(deck.description),
        f"**{counts}**",
        " · ".join(map(_escaped, description.makers(deck))),
        _sources(named, more, deck.labels),
        "\n".join(_samples(compiled, deck.labels)),
    ]
    return "\n\n".join(one for one in paragraphs if one) + "\n"


def _sources(named: Sequence[Source], more: int, labels: Labels) -> str:
    if not named:
        return ""
    shown = [_source(one) for one in named]
    if more:
        shown.append(labels.say("about.more", n=more))
    return labels.say("about.sources", it="; ".join(shown))


def _source(source: Source) -> str:
    title = _escaped(source.title)
    if source.url:
        address = source.url.replace("\\", "%5C")
        title = f"[{title}](<{address}>)"
    return ", ".join([title, *(_escaped(one) for one in (source.publisher, source.year) if one)])


def _samples(compiled: Compiled, labels: Labels) -> Iterator[str]:
    """Questions that make sense without a picture or options, each with its answer."""
    plain = text.Plain(labels)
    pairs = [
        (plain.words(note.question), plain.words(note.answer.text))
        for note in compiled.notes
        if isinstance(note, QuestionNote)
        and isinstance(note.answer, Words)
        and note.picture is None
        and not note.options
    ]
    short = [pair for pair in pairs if "\n" not in "".join(pair)]
    for at in range(min(SAMPLES, len(short))):
        question, answer = short[at * len(short) // min(SAMPLES, len(short))]
        yield f"- **{_escaped(question)}** {_escaped(answer)}"


def _escaped(plain: str) -> str:
    """Text as Markdown that shows it as it is, in one line."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(plain.split()))
