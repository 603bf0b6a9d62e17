"""Rules on the files of the media folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import field
from xml.parsers import expat

from sonodeck.common.diagnostics import Place
from sonodeck.common.folders import Folder
from sonodeck.common.frozen import dataclass
from sonodeck.lint.rule import Finding, MediaFile, Subject
from sonodeck.sheets import Media

MOST_SVG = 5 * 1024 * 1024
"""Bytes of an SVG from which on nothing is read of it."""


def unused(subject: Subject) -> Iterator[Finding]:
    """A file that no fact names."""
    facts = subject.knowledge.facts
    shown = {fact.picture.file for fact in facts if fact.picture is not None}
    shown |= {v.file for fact in facts for v in fact.values.values() if isinstance(v, Media)}
    for file in subject.media if subject.knowledge.whole else ():
        if file.name not in shown:
            message = f"no fact shows {file.name!r}, so no package contains it"
            yield Finding(place=file.place, message=message, hint="delete it, or add it to a fact")


def too_large(subject: Subject) -> Iterator[Finding]:
    """A file that makes the package heavy."""
    most = subject.limits.media_max
    for file in subject.media:
        if file.size > most * 1000:
            message = f"{file.name!r} has {-(-file.size // 1000)} kB; the limit is {most}"
            hint = "make it smaller: fewer pixels, stronger compression, another format"
            yield Finding(place=file.place, message=message, hint=hint)


def active(subject: Subject) -> Iterator[Finding]:
    """An SVG that runs something, or fetches something from elsewhere."""
    for file in subject.media:
        said = active_parts(file) if file.name.lower().endswith((".svg", ".svgz")) else None
        if said:
            hint = "save it as a plain SVG, without scripts, links, or embedded files"
            yield Finding(place=file.place, message=f"{file.name!r} {said}", hint=hint)


def active_parts(file: MediaFile) -> str | None:
    """What is wrong with the text of an SVG; it is read by expat, which fetches nothing."""
    if file.size > MOST_SVG:
        return f"is larger than {MOST_SVG >> 20} MiB, too large to be checked"
    seen = _Seen()
    parser = expat.ParserCreate()
    parser.StartElementHandler = seen.element
    parser.ProcessingInstructionHandler = seen.instruction
    parser.EntityDeclHandler = seen.entity
    parser.CharacterDataHandler = seen.text
    try:
        parser.Parse(file.svg, True)
    except expat.ExpatError as error:
        seen.found.append(f"is not an SVG: {expat.ErrorString(error.code)}, line {error.lineno}")
    return seen.found[0] if seen.found else None


_RUNS = frozenset({"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"})
_LINKS = frozenset({"href", "src", "from", "to", "values", "by"})
_OWN = re.compile(r"\s*(?:#|data:image/(?:png|jpe?g|gif|webp);base64,)", re.IGNORECASE)
_FETCHES = re.compile(r"url\s*\(\s*['\"]?\s*(?!#|['\"#])|@import|expression\s*\(|\\", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(slots=True)
class _Seen:
    """What the parser came across that a still picture doesn't need."""

    found: list[str] = field(default_factory=list)
    in_style: bool = False

    def element(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        self.in_style = local == "style"
        if local in _RUNS:
            self.found.append(f"contains a <{local}>")
        for key, value in attributes.items():
            self._attribute(local, key.rpartition(":")[2].lower(), value)

    def _attribute(self, element: str, key: str, value: str) -> None:
        if key.startswith("on"):
            self.found.append(f"contains a script ({key})")
        elif key == "href" and not _OWN.match(value):
            self.found.append(f"links to or loads an outside address: {value[:60]!r}")
        elif key in _LINKS and element in {"set", "animate"} and _ADDRESS.match(value):
            self.found.append(f"links to an outside address: {value[:60]!r}")
        elif key not in {"d", "id", "class"} and _FETCHES.search(value):
            self.found.append(f"loads an outside address: {value[:60]!r}")

    def instruction(self, target: str, data: str) -> None:
        self.found.append(f"refers to an external style sheet or script (<?{target}?>)")

    def entity(self, *declared: object) -> None:
        self.found.append(f"declares an entity ({declared[0]})")

    def text(self, text: str) -> None:
        if self.in_style and _FETCHES.search(text):
            self.found.append("loads an outside address in its style")


def of_folder(folder: Folder) -> Iterator[MediaFile]:
    """The media of a folder as the rules look at them; what vanished meanwhile is left out."""
    for name, media in folder.media.items():
        with suppress(OSError):
            size = media.size()
            is_svg = name.lower().endswith((".svg", ".svgz")) and size <= MOST_SVG
            data = media.read() if is_svg else b""
            place = Place(folder.name(f"media/{name}"), 1, 1)
            yield MediaFile(name=name, place=place, size=size, svg=data)
