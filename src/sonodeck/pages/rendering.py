"""The two sides of a card outside of Anki: the shipped templates filled by Anki's rules.

What is here of those rules is what the shipped templates use: fields, sections that show where a
field is filled or where it is empty, clozes, and the front within the back. Sources: the card
template chapter of Anki's manual (https://docs.ankiweb.net/templates/intro.html); a test holds
every card of the decks against Anki's own rendering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import TypeAlias, assert_never

from sonodeck.anki import NoteType
from sonodeck.common.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """A card as HTML. ``front`` also stands inside ``back`` where the template says so."""

    front: str
    back: str


@dataclass(frozen=True, slots=True)
class _Text:
    text: str


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    cloze: bool


@dataclass(frozen=True, slots=True)
class _Section:
    """Shown where the field is filled, or where it is not."""

    field: str
    filled: bool
    inside: tuple[_Node, ...]


_Node: TypeAlias = _Text | _Field | _Section

_FRONT = "FrontSide"


def sides(note_type: NoteType, fields: Sequence[str], number: int) -> Sides:
    """Card ``number`` (from 1; of a cloze note the cloze's) of a note with these fields."""
    template = note_type.templates[0 if note_type.cloze else number - 1]
    values = dict(zip((field.name for field in note_type.fields), fields, strict=True))
    front = "".join(_filled(_parsed(template.front), values, number, answer=False))
    values[_FRONT] = front
    return Sides(
        front=front, back="".join(_filled(_parsed(template.back), values, number, answer=True))
    )


def without_scripts(html: str) -> str:
    """A side without the script of its template, for a page that brings that script itself.

    Text of a sheet is escaped, so every script element is the template's.
    """
    return _SCRIPT.sub("", html)


_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)


# templates

_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@cache
def _parsed(template: str) -> tuple[_Node, ...]:
    """The nodes of a template. Raises ValueError for one that doesn't fit together."""
    pieces = _TAG.split(template)
    nodes, at = _nodes(pieces, 0, None)
    if at < len(pieces):
        raise ValueError(f"{{{{{pieces[at]}}}}} closes nothing")
    return nodes


def _nodes(pieces: Sequence[str], at: int, section: str | None) -> tuple[tuple[_Node, ...], int]:
    """The nodes from a piece on; text and tags take turns. Ends behind what closes the section."""
    nodes: list[_Node] = []
    while at < len(pieces):
        piece = pieces[at]
        if at % 2 == 0:
            nodes.append(_Text(piece))
        elif piece.startswith(("#", "^")):
            inside, at = _nodes(pieces, at + 1, piece[1:])
            nodes.append(_Section(piece[1:], piece.startswith("#"), inside))
            continue
        elif piece == f"/{section}":
            return tuple(nodes), at + 1
        elif piece.startswith("/"):
            return tuple(nodes), at
        else:
            nodes.append(_Field(piece.removeprefix("cloze:"), piece.startswith("cloze:")))
        at += 1
    if section is not None:
        raise ValueError(f"{{{{#{section}}}}} is never closed")
    return tuple(nodes), at


# What Anki counts as nothing: white space, line breaks, empty blocks.
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)


def _filled(
    nodes: Sequence[_Node], values: Mapping[str, str], number: int, *, answer: bool
) -> Iterator[str]:
    for node in nodes:
        match node:
            case _Text():
                yield node.text
            case _Section():
                if bool(_EMPTY.fullmatch(values[node.field])) != node.filled:
                    yield from _filled(node.inside, values, number, answer=answer)
            case _Field():
                value = values[node.name]
                yield _cloze(value, number, answer=answer) if node.cloze else value
            case _:
                assert_never(node)


# clozes

_CLOZE = re.compile(r"\{\{c([0-9]+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_MATH = re.compile(r"(\\[(\[])(.*?)(\\[)\]])", re.DOTALL)


def _cloze(text: str, number: int, *, answer: bool) -> str:
    """A text with one cloze hidden or shown; nothing where it has no such cloze."""
    if not any(int(match[1]) == number for match in _CLOZE.finditer(text)):
        return ""

    def shown(match: re.Match[str]) -> str:
        if int(match[1]) != number:
            return f'<span class="cloze-inactive" data-ordinal="{match[1]}">{match[2]}</span>'
        if answer:
            return f'<span class="cloze" data-ordinal="{match[1]}">{match[2]}</span>'
        hint = match[3] or "..."
        return (
            f'<span class="cloze" data-cloze="{escape(match[2])}" data-ordinal="{match[1]}">'
            f"[{hint}]</span>"
        )

    return _MATH.sub(lambda m: m[1] + re.sub("<[^>]*>", "", m[2]) + m[3], _CLOZE.sub(shown, text))
