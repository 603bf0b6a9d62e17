"""A deck's own word on its page in Anki: what it teaches, who made it, from what, how to update.

Anki takes the description of an imported deck whenever it isn't empty, whatever the student wrote
there, and shows its HTML; one that is empty leaves the student's alone. So only the deck that holds
all others has one. Measured in tests/test_description.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape

from sonodeck.sheets import Deck, Source

NAMED = 10
"""How many sources are named; of a deck with more, those that most notes rest on."""


def description(deck: Deck, sources: Mapping[str, Source], cited: Iterable[str]) -> str:
    """The description as HTML; ``cited``: the ids of the sources of its notes, one by one."""
    say = deck.labels.say
    makers = [
        say(name, it=escape(text, quote=False))
        for name, text in (("about.author", deck.author), ("about.licence", deck.licence))
        if text
    ]
    said = [
        escape(deck.description, quote=False),
        " · ".join(makers),
        _sources(deck, sources, cited),
        say("about.update", notes=escape(say("card.my-notes"), quote=False)),
    ]
    body = "".join(f"<p>{one}</p>" for one in said if one)
    return f'<div lang="{deck.language}" dir="{deck.labels.direction}">{body}</div>'


def _sources(deck: Deck, sources: Mapping[str, Source], cited: Iterable[str]) -> str:
    """The sources of the notes, those of most notes first, or of equally many as in their file."""
    notes = Counter(cited)
    used = [one for name, one in sources.items() if name in notes]
    used.sort(key=lambda one: -notes[one.id])
    if not used:
        return ""
    named = [_source(one) for one in used[:NAMED]]
    if len(used) > NAMED:
        named.append(deck.labels.say("about.more", n=len(used) - NAMED))
    return deck.labels.say("about.sources", it="; ".join(named))


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
