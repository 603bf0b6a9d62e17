"""The page to start from where a site holds several decks, each in a folder by its id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from sonodeck.common.labels import Labels
from sonodeck.pages.site import forms, offline
from sonodeck.pages.site.forms import Quiz, by_content
from sonodeck.pages.site.writing import SEVERAL, Site
from sonodeck.pages.webtext import packaged, put_in


def several(
    made: Sequence[tuple[Quiz, Site]], labels: Labels, title: str, bundle: Mapping[str, bytes]
) -> Site:
    """One site of many; ``labels`` and ``title`` are those of the page to start from.

    The decks come first: the page never leads to one that is not there yet.
    """
    own = {by_content(name, bundle[name]): bundle[name] for name in ("app.css", "start.js")}
    style, script = own
    parts = {
        "language": escape(labels.language),
        "direction": labels.direction,
        "policy": forms.HOSTED,
        "title": escape(title),
        "links": forms.ICONS,
        "styles": forms.styles((style,)),
        "scripts": forms.scripts((script,)),
        "decks": "".join(_entry(quiz, site) for quiz, site in made),
        "offline": escape(labels.say("site.decks-offline")),
    }
    page = put_in(packaged("pages/site/start.html"), parts).encode()
    first = own | {name: bundle[name] for name in ("icon.svg", "icon-192.png")}
    kept = offline.Kept(in_page=(style, script), needed=(style, script), first=first, media=())
    below = [(f"{site.deck}/{name}", one) for _, site in made for name, one in site.first.items()]
    lasts = [(f"{site.deck}/{name}", one) for _, site in made for name, one in site.last.items()]
    media = {f"{site.deck}/{name}": one for _, site in made for name, one in site.media.items()}
    last = {**dict(lasts), "sw.js": offline.worker(kept, page), "index.html": page}
    return Site(deck=SEVERAL, first={**dict(below), **first}, media=media, last=last)


def _entry(quiz: Quiz, site: Site) -> str:
    """A deck in the list, in its own language."""
    deck = quiz.deck
    cards = deck.labels.say("quiz.cards", n=quiz.cards)
    return (
        f'<li lang="{escape(deck.language)}" dir="{deck.labels.direction}">\n'
        f'<h2><a href="{site.deck}/index.html">{escape(deck.title)}</a></h2>\n'
        f"<p>{escape(deck.description)}</p>\n<p>{escape(cards)}</p>\n</li>\n"
    )
