"""Items as HTML, as plain text, and as values of XML: what the writers share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape
from typing import assert_never

from sonodeck.common.frozen import dataclass
from sonodeck.doors.platforms.items import Choice, Cloze, Head, Item
from sonodeck.questions import (
    SOUND,
    Answer,
    Blank,
    Bullets,
    Shown,
    Table,
    Words,
    shown_line,
)
from sonodeck.sheets import Media, markup

NAME = 80
"""Characters of a question's name in lists."""
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(text: str) -> str:
    """Text inside an element or an attribute in double quotes; signs that XML forbids are gone."""
    return escape(_NO_XML.sub("", text)).replace("\r", "&#13;")


def cdata(text: str) -> str:
    """Text inside an element, as one piece: Moodle loses spaces between pieces.

    Its reader begins a new one at each entity and before signs that are not ASCII, and drops those
    that are only spaces.
    """
    told = _NO_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return f"<![CDATA[{told.replace(']]>', ']]]]><![CDATA[>')}]]>" if told else ""


@dataclass(frozen=True, slots=True)
class Html:
    """How texts become HTML that is well-formed as XML, too.

    ``media``: as a bank has them; ``address``: what a page calls a file, by its name there.
    """

    media: Mapping[str, tuple[str, bytes]]
    address: Callable[[str], str]

    def text(self, text: str) -> str:
        """A text with its markup; formulas stay ``\\( … \\)``."""
        shown = SOUND.sub(self._sound, markup.html(_NO_XML.sub("", text)))
        return shown.replace("<br>", "<br/>")

    def _sound(self, found: re.Match[str]) -> str:
        return f'<a href="{self._source(found[1])}">♪</a>'

    def _source(self, file: str) -> str:
        return escape(self.address(self.media[file][0]))

    def picture(self, picture: Media) -> str:
        alt = escape(markup.plain(_NO_XML.sub("", picture.text)).replace("\n", " "))
        return f'<img src="{self._source(picture.file)}" alt="{alt}"/>'

    def asked(self, head: Head, *, unit: str = "") -> str:
        """The question, a picture under it; ``unit``: of the number that is to be typed."""
        ask = self.text(head.ask) + (f" ({escape(unit)})" if unit else "")
        return paragraphs([ask, self.picture(head.picture) if head.picture else ""])

    def answer(self, answer: Answer) -> str:
        match answer:
            case Words(text=text):
                return self.text(text)
            case Bullets():
                lead = f"<p>{self.text(answer.lead)}</p>" if answer.lead else ""
                return lead + listed(map(self.text, answer.items), ordered=answer.ordered)
            case Table(rows=rows):
                cells = (
                    f"<tr><th>{self.text(name)}</th><td>{self.answer(cell)}</td></tr>"
                    for name, cell in rows
                )
                return f"<table><tbody>{''.join(cells)}</tbody></table>"
            case Shown(picture=picture):
                return self.picture(picture)
            case _:
                assert_never(answer)

    def block(self, answer: Answer) -> str:
        """An answer as one or more blocks."""
        shown = self.answer(answer)
        return shown if shown.startswith(("<p>", "<ul>", "<ol>", "<table>")) else f"<p>{shown}</p>"

    def after(self, head: Head, *, answered: bool = False) -> str:
        """What is said after the answer: details, pictures, where it is from."""
        return (self.block(head.answer) if answered else "") + paragraphs(
            [
                *map(self.text, head.details),
                *map(self.picture, head.pictures),
                *(f"<small>{escape(_NO_XML.sub('', line))}</small>" for line in head.origin),
            ]
        )

    def cloze(self, item: Cloze, gap: Callable[[int], str]) -> str:
        """Its lines with what stands for each gap, by number from 0, and the hint behind it."""
        numbers = {id(blank): at for at, blank in enumerate(item.gaps())}

        def blank(one: Blank) -> str:
            hint = f" ({self.text(one.hint)})" if one.hint else ""
            return gap(numbers[id(one)]) + hint

        lines = [shown_line(line, self.text, blank) for line in item.lines]
        return listed(lines) if item.bullets else paragraphs(lines)

    def files(self, item: Item) -> dict[str, bytes]:
        """The media of an item by name in the package."""
        return dict(self.media[file] for file in named(item))


def paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts if text)


def listed(texts: Iterable[str], *, ordered: bool = False) -> str:
    name = "ol" if ordered else "ul"
    return f"<{name}>{''.join(f'<li>{text}</li>' for text in texts)}</{name}>"


def named(item: Item) -> Iterator[str]:
    """The media files that an item shows or plays."""
    head = item.head
    answer = head.answer.picture if isinstance(head.answer, Shown) else None
    pictures = (head.picture, answer, *head.pictures)
    yield from dict.fromkeys(one.file for one in pictures if one is not None)
    texts = (head.ask, *head.details, *_answering(head.answer), *_offered(item))
    yield from SOUND.findall("\n".join(texts))


def _answering(answer: Answer) -> Iterator[str]:
    match answer:
        case Words(text=text):
            yield text
        case Bullets(items=items, lead=lead):
            yield from (lead, *items)
        case Table(rows=rows):
            for name_, cell in rows:
                yield from (name_, *_answering(cell))
        case Shown():
            return
        case _:
            assert_never(answer)


def _offered(item: Item) -> Iterator[str]:
    """The texts of an item beside its question and its answer."""
    match item:
        case Choice(options=options):
            for one in options:
                yield from (one.text, one.why)
        case Cloze(lines=lines):
            for part in (part for line in lines for part in line):
                yield from (part,) if isinstance(part, str) else (part.text, part.hint)
        case _:
            return


def plain(text: str) -> str:
    """A text in one line, without markup; formulas as they are written."""
    shown = markup.plain(_NO_XML.sub("", text), lambda inside: f"\\({inside}\\)")
    return " ".join(SOUND.sub("♪", shown).split())


def name(item: Item) -> str:
    """What a list of questions calls an item: how it begins."""
    asked = item.head.ask
    if isinstance(item, Cloze):
        lines = (shown_line(line, str, lambda _: "…") for line in item.lines)
        asked = f"{asked} {' '.join(lines)}"
    said = plain(asked)
    return said if len(said) <= NAME else f"{said[: NAME - 2].rstrip()} …"


# Moodle takes these for the beginning of a tag in what it shows as plain text, and cuts there.
_LIKE_TAG = re.compile(r"<(?=\S)")


def untagged(text: str) -> str:
    """A plain text in which nothing looks like a tag."""
    return _LIKE_TAG.sub("< ", text)


def category_path(levels: Iterable[str]) -> str:
    """A category as Moodle reads it: slashes within a level are doubled.

    At the ends of a level they would be taken for those between; a level called ``top`` for none.
    """
    return "/".join(_level(untagged(one)) for one in levels)


def _level(told: str) -> str:
    inner = told.strip("/")
    before, _, after = told.partition(inner) if inner else (told, "", "")
    ends = [end.replace("/", "\N{DIVISION SLASH}") for end in (before, after)]
    told = inner.replace("/", "//").join(ends)
    return "Top" if told == "top" else told


_LONGEST_ID = 100
"""Characters of Moodle's id numbers."""


def id_number(deck: str, *parts: str) -> str:
    """What Moodle knows a question or a category by: its key, or a digest where that is long."""
    own = f"{deck}:{parts[-1]}" if len(parts) == 1 else ""
    return own if 0 < len(own) <= _LONGEST_ID else f"{deck}:{digest(*parts)}"


def digest(*parts: str) -> str:
    """A name of 16 signs for what those parts name, alike in every export."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]
