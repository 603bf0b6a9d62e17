"""Texts with their markup → values that ``templates/content.typ`` sets.

They go by the HTML that platforms get, whose few elements and nothing else are known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from typing import TypeAlias

from sonodeck.anki import Compiled, text
from sonodeck.doors.paper import formulas
from sonodeck.doors.platforms.shown import Html
from sonodeck.questions import About, Answer, Blank, ClozeNote, shown_line
from sonodeck.sheets import Knowledge, Media, markup

Node: TypeAlias = "str | dict[str, object]"
"""A text; or a map, whose ``is`` is an element's name or ``math``, and ``in`` the nodes in it."""
Nodes: TypeAlias = list[Node]

_MATH = re.compile(r"\\\((.*?)\\\)", re.DOTALL)


class Writer:
    """What texts of one deck become; ``used``: the pictures so far, by their names on paper."""

    def __init__(self, compiled: Compiled, knowledge: Knowledge) -> None:
        deck = knowledge.deck
        media = {one.name: (one.packed.lstrip("_"), b"") for one in compiled.media.values()}
        self.html = Html(media, str)
        self.plain = text.Plain(deck.labels)
        self.sources = knowledge.sources
        self.labels = deck.labels
        self.used: dict[str, bytes] = {}
        self._media = {one.packed.lstrip("_"): one for one in compiled.media.values()}

    def text(self, text: str) -> Nodes:
        return self.nodes(self.html.text(text))

    def answer(self, answer: Answer) -> Nodes:
        return self.nodes(self.html.answer(answer))

    def picture(self, picture: Media | None) -> Nodes:
        return [] if picture is None else self.nodes(self.html.picture(picture))

    def cloze(self, note: ClozeNote, card: str | None) -> Nodes:
        """Its lines; ``card``: the item that is hidden, the others shown; None shows all, bold."""

        def blank(one: Blank) -> str:
            if card is not None and one.item == card:
                hint = self.html.text(one.hint) if one.hint else "…"
                return r"\square " if one.math else f"[{hint}]"
            shown = markup.formula(one.text) if one.math else self.html.text(one.text)
            return shown if one.math or card is not None else f"<b>{shown}</b>"

        lines = [shown_line(line, self.html.text, blank) for line in note.lines]
        if note.layout == "text":
            return self.nodes("".join(f"<p>{line}</p>" for line in lines))
        name = "ul" if note.layout == "bullets" else "ol"
        return self.nodes(f"<{name}>{''.join(f'<li>{one}</li>' for one in lines)}</{name}>")

    def origin(self, about: About) -> list[str]:
        """Sources and dates of a note as plain lines."""
        said = self.plain.origin(replace(about, details=(), pictures=()), self.sources)
        return said.split("\n") if said else []

    def as_of(self, about: About) -> str:
        """The dates of a note in a line, "" where it has none."""
        bare = replace(about, details=(), pictures=(), sources=())
        return self.plain.origin(bare, self.sources)

    def nodes(self, html: str) -> Nodes:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        return [*self._known(reader.found)]

    def _known(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """The same with alternative texts, and with the pictures that are used noted."""
        for node in nodes:
            if isinstance(node, dict) and node["is"] == "img":
                file = str(node["file"])
                self.used[file] = self._media[file].read()
                yield {**node, "alt": node["alt"] or self.labels.say("card.picture")}
            elif isinstance(node, dict) and node["is"] == "math":
                tex = str(node["tex"])
                alt = self.plain.words(f"\\({tex}\\)")
                yield {"is": "math", "tree": formulas.tree(tex), "alt": alt}
            elif isinstance(node, dict) and "in" in node:
                inside: list[Node] = node["in"]  # type: ignore[assignment]
                yield {**node, "in": [*self._known(inside)]}
            else:
                yield node


class _Reader(HTMLParser):
    """Elements as maps, formulas as trees; what is in code stays as it is written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: Nodes = []
        self._open: list[tuple[str, Nodes]] = []

    def _here(self) -> Nodes:
        return self._open[-1][1] if self._open else self.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._here().append({"is": "img", "file": known["src"], "alt": known["alt"]})
        elif tag == "br":
            self._here().append({"is": "br"})
        else:
            inside: Nodes = []
            self._here().append({"is": tag, "in": inside})
            self._open.append((tag, inside))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        here = self._here()
        if any(tag in {"code", "span"} for tag, _ in self._open):
            here.append(data)
            return
        for at, piece in enumerate(_MATH.split(data)):
            if at % 2:
                here.append({"is": "math", "tex": piece})
            elif piece:
                here.append(piece)
