"""The two sides of a card outside of Anki: templates filled by Anki's rules.

Sources: the chapter on card templates of Anki's manual (https://docs.ankiweb.net/templates/intro.html),
and of its program rslib/src/template.rs, template_filters.rs, cloze.rs. A test holds every card
of the decks against Anki's own rendering. What Anki's window adds (a field to type into, speech,
hints that open by a script) stands here as HTML that needs none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from html import escape, unescape
from typing import TypeAlias, assert_never

from sonodeck.common.frozen import dataclass
from sonodeck.sheets import NoteType


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
    """A field and its filters, the one that is applied first at the end."""

    name: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """Shown where the field is filled, or where it is not."""

    field: str
    filled: bool
    inside: tuple[_Node, ...]


_Node: TypeAlias = _Text | _Field | _Section

_FRONT = "FrontSide"
_NOTHING: Mapping[str, str] = {}


def sides(
    note_type: NoteType, fields: Sequence[str], number: int, about: Mapping[str, str] = _NOTHING
) -> Sides:
    """Card ``number`` (from 1; of a cloze note the cloze's) of a note with these fields.

    ``about``: what Anki knows besides, by its names: ``Tags``, ``Deck``, ``Subdeck``.
    """
    template = note_type.templates[0 if note_type.cloze else number - 1]
    values = {"Type": note_type.name, "Card": template.name, "CardFlag": "", "CardID": "", **about}
    values |= zip(note_type.names, fields, strict=True)
    front = _Filling(values, number, answer=False).of(_parsed(template.front))
    values[_FRONT] = front
    return Sides(front=front, back=_Filling(values, number, answer=True).of(_parsed(template.back)))


def card_numbers(note_type: NoteType, fields: Sequence[str]) -> tuple[int, ...]:
    """The cards that Anki makes of a note: all numbers of a cloze; all fronts that show a field."""
    if note_type.cloze:
        return tuple(sorted({n for text in fields for n in _cloze_numbers(text) if n <= 500}))
    filled = {
        name for name, text in zip(note_type.names, fields, strict=True) if not is_empty(text)
    }
    return tuple(
        number
        for number, template in enumerate(note_type.templates, 1)
        if _shows(_parsed(template.front), filled)
    )


def _shows(nodes: Sequence[_Node], filled: set[str]) -> bool:
    for node in nodes:
        match node:
            case _Text():
                continue
            case _Field():
                if node.name in filled:
                    return True
            case _Section():
                if (node.field in filled) == node.filled and _shows(node.inside, filled):
                    return True
    return False


def on_a_page(html: str) -> str:
    """A side without the script of its template, for a page that brings that script itself.

    Text of a sheet is escaped, so every script element is the template's. Where Anki's own script
    would lay masks over a picture, they are there. A style within a tag, which the policy of our
    pages forbids, is named ``data-style``; their scripts take what it says from there.
    """
    return masked(_STYLE.sub(r"\1data-style\2", _SCRIPT.sub("", html)))


_STYLE = re.compile(r"(<[A-Za-z][^<>]*?\s)style(\s*=)", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)


# templates

_TAG = re.compile(r"(<!--.*?-->)|\{\{(.*?)\}\}", re.DOTALL)


@cache
def _parsed(template: str) -> tuple[_Node, ...]:
    """The nodes of a template. Raises ValueError for one that doesn't fit together."""
    opened: list[tuple[str, bool, list[_Node]]] = [("", True, [])]
    end = 0
    for match in _TAG.finditer(template):
        opened[-1][2].append(_Text(template[end : match.start()] + (match[1] or "")))
        end = match.end()
        tag = (match[2] or "").strip()
        if match[1] is not None:
            continue
        if tag.startswith(("#", "^")):
            opened.append((tag[1:].strip(), tag[0] == "#", []))
        elif tag.startswith("/"):
            name, filled, inside = opened.pop()
            if not opened or name != tag[1:].strip():
                raise ValueError(f"{{{{{tag}}}}} closes nothing")
            opened[-1][2].append(_Section(name, filled, tuple(inside)))
        else:
            *filters, name = (part.strip() for part in tag.split(":"))
            opened[-1][2].append(_Field(name, tuple(filters)))
    if len(opened) > 1:
        raise ValueError(f"{{{{#{opened[-1][0]}}}}} is never closed")
    opened[0][2].append(_Text(template[end:]))
    return tuple(opened[0][2])


# What Anki counts as nothing: white space, line breaks, empty blocks.
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)


def is_empty(field: str) -> bool:
    return bool(_EMPTY.fullmatch(field))


@dataclass(frozen=True, slots=True)
class _Filling:
    """One side in the making: the values by name, the card's number, and which side it is."""

    values: Mapping[str, str]
    number: int
    answer: bool

    def of(self, nodes: Sequence[_Node]) -> str:
        return "".join(self._pieces(nodes))

    def _pieces(self, nodes: Sequence[_Node]) -> Iterator[str]:
        for node in nodes:
            match node:
                case _Text():
                    yield node.text
                case _Section():
                    if self._filled(node.field) == node.filled:
                        yield from self._pieces(node.inside)
                case _Field():
                    yield self._shown(node)
                case _:
                    assert_never(node)

    def _filled(self, name: str) -> bool:
        if name not in self.values and re.fullmatch(r"c[0-9]+", name):
            return int(name[1:]) == self.number
        return not is_empty(self.values.get(name, ""))

    def _shown(self, node: _Field) -> str:
        text = self.values.get(node.name, "")
        typed = "type" in node.filters
        for name in reversed(node.filters):
            text = self._filtered(name, text, node.name, typed=typed)
        return text

    def _filtered(self, name: str, text: str, field: str, *, typed: bool) -> str:
        kind = name.partition(" ")[0]
        match kind:
            case "cloze" if not typed:
                return cloze(text, self.number, answer=self.answer)
            case "cloze-only" | "cloze":
                return ", ".join(_hidden(text, self.number))
            case "type":
                shown = f'<code id="typeans">{text}</code>'
                return shown if self.answer else '<input type="text" id="typeans">'
            case "hint":
                said = f'<details class="hint"><summary>{field}</summary>{text}</details>'
                return said if text.strip() else ""
            case _:  # Anki leaves a filter out that it doesn't know
                return _FILTERS[kind](text) if kind in _FILTERS else text


_RUBY = re.compile(r" ?([^ >]+?)\[(.+?)\]")


def _ruby(shown: str, text: str) -> str:
    """Text with its readings as shown; a sound is none."""
    return _RUBY.sub(lambda m: m[0] if m[2].startswith("sound:") else m.expand(shown), text)


_FILTERS: Mapping[str, Callable[[str], str]] = {
    "text": lambda text: re.sub(r"(?s)<!--.*?-->|<[^>]*>", "", text),
    "furigana": partial(_ruby, r"<ruby><rb>\1</rb><rt>\2</rt></ruby>"),
    "kana": partial(_ruby, r"\2"),
    "kanji": partial(_ruby, r"\1"),
    "tts": lambda _: "",
    "tts-voices": lambda _: "",
}


# clozes

_MARK = re.compile(r"\{\{c([0-9]+(?:,[0-9]+)*)::|\}\}")
_MATH = re.compile(r"(\\[(\[])(.*?)(\\[)\]])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Gap:
    """A hidden stretch with its numbers; gaps may stand inside of it."""

    numbers: tuple[int, ...]
    inside: tuple[Piece, ...]

    def hint(self) -> str | None:
        last = self.inside[-1] if self.inside else ""
        return last.partition("::")[2] if isinstance(last, str) and "::" in last else None

    def text(self) -> tuple[Piece, ...]:
        """What it hides, without its hint."""
        if self.hint() is None:
            return self.inside
        return (*self.inside[:-1], str(self.inside[-1]).partition("::")[0])


Piece: TypeAlias = str | Gap


@lru_cache(maxsize=256)
def gaps(text: str) -> tuple[Piece, ...]:
    """A text in pieces; what opens and isn't closed is text."""
    stack: list[tuple[str, list[Piece]]] = [("", [])]
    end = 0
    for match in _MARK.finditer(text):
        stack[-1][1].append(text[end : match.start()])
        end = match.end()
        if match[1] is not None:
            stack.append((match[1], []))
        elif len(stack) > 1:
            written, inside = stack.pop()
            pieces = tuple(one for one in inside if one != "")
            stack[-1][1].append(Gap(tuple(map(int, written.split(","))), pieces))
        else:
            stack[-1][1].append("}}")
    stack[-1][1].append(text[end:])
    while len(stack) > 1:
        written, inside = stack.pop()
        stack[-1][1] += [f"{{{{c{written}::", *inside]
    return tuple(one for one in stack[0][1] if one != "")


def _all_gaps(pieces: Sequence[Piece]) -> Iterator[Gap]:
    for piece in pieces:
        if isinstance(piece, Gap):
            yield piece
            yield from _all_gaps(piece.inside)


def _cloze_numbers(text: str) -> Iterator[int]:
    if "{{c" in text:
        for gap in _all_gaps(gaps(text)):
            yield from (number for number in gap.numbers if number)


def _hidden(text: str, number: int) -> Iterator[str]:
    """The texts that one card hides."""
    for gap in _all_gaps(gaps(text)):
        if number in gap.numbers:
            yield opened(gap)


def opened(gap: Gap) -> str:
    """What a gap hides, with what the gaps inside of it hide."""
    return "".join(one if isinstance(one, str) else opened(one) for one in gap.text())


def cloze(text: str, number: int, *, answer: bool) -> str:
    """A text with one cloze hidden or shown; nothing where it has no such cloze."""
    pieces = gaps(text)
    if not any(number in gap.numbers for gap in _all_gaps(pieces)):
        return ""
    shown = "".join(_piece(piece, number, answer=answer) for piece in pieces)
    return _MATH.sub(lambda m: m[1] + re.sub("<[^>]*>", "", m[2]) + m[3], shown)


def _piece(piece: Piece, number: int, *, answer: bool) -> str:
    if isinstance(piece, str):
        return piece
    ordinals = ",".join(map(str, piece.numbers))
    inside = "".join(_piece(one, number, answer=answer) for one in piece.text())
    shape = _SHAPE.match(inside)
    if shape is not None:
        shown = "cloze-highlight" if answer else "cloze"
        name = shown if number in piece.numbers else "cloze-inactive"
        return _mask(name, shape[1], inside[shape.end() :], ordinals)
    if number not in piece.numbers:
        return f'<span class="cloze-inactive" data-ordinal="{ordinals}">{inside}</span>'
    if answer:
        return f'<span class="cloze" data-ordinal="{ordinals}">{inside}</span>'
    hint = piece.hint() or "..."
    return (
        f'<span class="cloze" data-cloze="{escape(inside)}"'
        f' data-ordinal="{ordinals}">[{hint}]</span>'
    )


# image occlusion: a gap that is a shape over a picture

_SHAPE = re.compile(r"image-occlusion:([a-z]+):?")


def _mask(name: str, shape: str, written: str, ordinals: str) -> str:
    settings = (one.partition("=") for one in written.split(":"))
    data = "".join(
        f' data-{escape(_SETTINGS.get(key, key))}="{escape(value)}"'
        for key, sign, value in settings
        if sign
    )
    return f'<div class="{name}" data-ordinal="{ordinals}" data-shape="{shape}"{data}></div>'


_SETTINGS = {"oi": "occludeInactive"}
_MASK = re.compile(
    r'<div class="(cloze[a-z-]*)" data-ordinal="[0-9,]*" data-shape="([a-z]+)"([^>]*)>'
)
_DATA = re.compile(r'data-([A-Za-z]+)="([^"]*)"')
_CANVAS = re.compile(r"<canvas[^>]*image-occlusion-canvas[^>]*>\s*</canvas>")
_COLORS = {"cloze": "#ff8e8e", "cloze-inactive": "#ffeba2"}


def masked(html: str) -> str:
    """A side with its masks drawn over the picture, which in Anki a script of its window does."""
    canvas = _CANVAS.search(html)
    if canvas is None:
        return html
    shapes = "".join(_drawn(*match.groups()) for match in _MASK.finditer(html))
    drawing = f'<svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">{shapes}</svg>'
    return html[: canvas.start()] + drawing + html[canvas.end() :]


def _drawn(name: str, shape: str, written: str) -> str:
    """A mask in a picture of the size 1: what is asked, and what else hides at the same time."""
    data = dict(_DATA.findall(written))
    if name not in _COLORS or (name == "cloze-inactive" and data.get("occludeInactive") != "1"):
        return ""
    look = f'fill="{_COLORS[name]}" stroke="#212121" stroke-width="0.004"'
    try:
        left, top, width, height, rx, ry = (
            float(data.get(key) or 0) for key in ("left", "top", "width", "height", "rx", "ry")
        )
    except ValueError:
        return ""
    match shape:
        case "rect":
            return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" {look}/>'
        case "ellipse":
            middle = f'cx="{left + rx:g}" cy="{top + ry:g}" rx="{rx:g}" ry="{ry:g}"'
            return f"<ellipse {middle} {look}/>"
        case "polygon":
            return f'<polygon points="{data.get("points", "")}" {look}/>'
        case _:
            return ""


# what a side says

_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|/h[1-6]|hr|/dd|/dt|/blockquote|/pre)\b[^>]*>")
_UNSEEN = re.compile(r"(?is)<!--.*?-->|<(script|style)\b.*?</\1\s*>")
_IMAGE = re.compile(r"(?i)<img\b[^>]*>")
_ALT = re.compile(r"""(?i)\salt\s*=\s*("[^"]*"|'[^']*')""")


def words(html: str, picture: str = "") -> str:
    """A side as lines of text; ``picture``: what stands for a picture, before its text."""

    def image(match: re.Match[str]) -> str:
        alt = _ALT.search(match[0])
        said = alt[1][1:-1] if alt else ""
        return f"[{': '.join(filter(None, (picture, said)))}]" if picture else said

    text = _IMAGE.sub(image, _UNSEEN.sub("", html.replace("\n", " ")))
    text = re.sub(r"(?i)<li\b[^>]*>", "• ", _BREAK.sub("\n", text))
    text = unescape(re.sub(r"</?[A-Za-z][^>]*>", "", text)).replace("\xa0", " ")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
