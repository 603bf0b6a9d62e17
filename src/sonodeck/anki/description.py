"""A deck's own word on its page in Anki: what it teaches, who made it, from what, how to update.

Anki takes the description of an imported deck whenever it isn't empty, whatever the student wrote
there, and shows its HTML; one that is empty leaves the student's alone. So only the deck that holds
all others has one. Measured in tests/test_description.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from sonodeck.questions import Note
from sonodeck.sheets import Deck, Source

NAMED = 10
"""How many sources are named; of a deck with more, those that most notes rest on."""


def description(deck: Deck, sources: Mapping[str, Source], names: Iterable[str]) -> str:
    """The description as HTML; ``names``: the ids of the sources of its notes, one by one.

    A deck that was made elsewhere keeps the one that it has.
    """
    if deck.page:
        return deck.page
    say = deck.labels.say
    said = [
        escape(deck.description, quote=False),
        escape(" · ".join(makers(deck)), quote=False),
        _sources(deck, sources, names),
        say("about.update", notes=escape(say("card.my-notes"), quote=False)),
    ]
    body = "".join(f"<p>{one}</p>" for one in said if one)
    return f'<div lang="{deck.language}" dir="{deck.labels.direction}">{body}</div>'


def makers(deck: Deck) -> list[str]:
    """Who made it, and under which license it is given; what isn't known is left out."""
    texts = (("about.author", deck.author), ("about.licence", deck.licence))
    return [deck.labels.say(name, it=text) for name, text in texts if text]


def cited(notes: Iterable[Note]) -> Iterator[str]:
    """The ids of the sources of notes, one by one."""
    return (name for note in notes for name in note.about.sources)


def of_most_notes(
    sources: Mapping[str, Source], names: Iterable[str]
) -> tuple[Sequence[Source], int]:
    """The sources to be named, and how many others there are.

    Those of most notes come first, or of equally many as in their file.
    """
    notes = Counter(names)
    used = sorted(
        (one for name, one in sources.items() if name in notes), key=lambda one: -notes[one.id]
    )
    return used[:NAMED], max(0, len(used) - NAMED)


def _sources(deck: Deck, sources: Mapping[str, Source], names: Iterable[str]) -> str:
    named, more = of_most_notes(sources, names)
    if not named:
        return ""
    shown = [_source(one) for one in named]
    if more:
        shown.append(deck.labels.say("about.more", n=more))
    return deck.labels.say("about.sources", it="; ".join(shown))


def _source(source: Source) -> str:
    """A source as a link where it has an address."""
    title = escape(source.title, quote=False)
    if source.url:
        title = f'<a href="{escape(source.url)}">{title}</a>'
    return ", ".join(
        [title, *(escape(one, quote=False) for one in (source.publisher, source.year) if one)]
    )


def holder(title: str, decks: Iterable[str]) -> str | None:
    """The deck that holds all others: the one that bears the title, else the last in common.

    ``decks`` are paths (``A::B``). None where they have nothing in common.
    """
    paths = [tuple(deck.split("::")) for deck in decks]
    if any(path[0] == title for path in paths):
        return title
    shared = 0
    for level in zip(*paths, strict=False):
        if len(set(level)) > 1:
            break
        shared += 1
    return "::".join(paths[0][:shared]) or None if paths else None
