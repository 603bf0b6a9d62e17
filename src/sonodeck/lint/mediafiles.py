"""Rules on the files of the media folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from sonodeck.common.diagnostics import Place
from sonodeck.common.folders import Folder
from sonodeck.lint import vectors
from sonodeck.lint.rule import Finding, MediaFile, Subject
from sonodeck.sheets import closest, fieldhtml

MOST_SVG = 5 * 1024 * 1024
"""Bytes of an SVG from which on nothing is read of it."""


def unused(subject: Subject) -> Iterator[Finding]:
    """A file that no fact names."""
    facts, written = subject.knowledge.facts, subject.written
    shown = {fact.picture.file for fact in facts if fact.picture is not None}
    shown |= {media.file for _, _, media in written.media}
    shown |= {name for _, _, one in written.html for name in fieldhtml.media_names(one.html)}
    own = bool(subject.knowledge.note_types)
    for file in subject.media if subject.knowledge.whole else ():
        if own and file.name.startswith(fieldhtml.OF_NOTE_TYPES):
            continue
        if file.name not in shown:
            message = f"no fact shows {file.name!r}, so no package contains it"
            yield Finding(place=file.place, message=message, hint="delete it, or add it to a fact")


def missing(subject: Subject) -> Iterator[Finding]:
    """A file that HTML shows or plays and that isn't there."""
    known = {file.name for file in subject.media}
    for fact, name, value in subject.written.html:
        for file in dict.fromkeys(fieldhtml.media_names(value.html)):
            if file not in known:
                message = f"there is no file {file!r} in media/"
                hint = closest(file, known) or "put it there, or take out what shows it"
                yield Finding(place=fact.places[name], message=message, hint=hint)


def too_large(subject: Subject) -> Iterator[Finding]:
    """A file that makes the package heavy."""
    most = subject.limits.media_max
    for file in subject.media:
        if file.size > most * 1000:
            message = f"{file.name!r} has {-(-file.size // 1000)} kB; the limit is {most}"
            hint = "make it smaller: fewer pixels, stronger compression, another format"
            yield Finding(place=file.place, message=message, hint=hint)


def active(subject: Subject) -> Iterator[Finding]:
    """An SVG with more in it than a picture needs: what runs, leads away, or fetches something."""
    for file in subject.media:
        said = active_parts(file) if file.name.lower().endswith((".svg", ".svgz")) else None
        if said:
            hint = "save it as a plain SVG, without scripts, links, or embedded files"
            yield Finding(place=file.place, message=f"{file.name!r} {said}", hint=hint)


def active_parts(file: MediaFile) -> str | None:
    """What is wrong with an SVG; of one that vanished meanwhile nothing is."""
    if file.size > MOST_SVG:
        return f"is larger than {MOST_SVG >> 20} MiB, too large to be checked"
    with suppress(OSError):
        return vectors.refused(file.read())
    return None


def of_folder(folder: Folder) -> Iterator[MediaFile]:
    """The media of a folder as the rules look at them; what vanished meanwhile is left out."""
    for name, media in folder.media.items():
        with suppress(OSError):
            place = Place(folder.name(f"media/{name}"), 1, 1)
            yield MediaFile(name=name, place=place, size=media.size(), read=media.read)
