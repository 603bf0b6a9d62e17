"""A small deck with every style of question, as text that an author edits; its releases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from sonodeck import anki, project
from sonodeck.anki import reading, release
from sonodeck.common import diagnostics

Files = Mapping[str, str]
"""The files of a deck folder by name, ``kinds/`` and ``media/`` with them."""

Edit = Callable[[Files], Files]


def picture(color: str) -> str:
    """A picture that differs from others by one color."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
        f'<rect width="20" height="20" fill="{color}"/></svg>\n'
    )


DECK = """\
id: orchestra-7k2p
title: Orchestra
language: en
author: the sonodeck maintainers
licence: CC BY 4.0
sheets: [strings.yaml, winds.yaml, terms.yaml, tuning.yaml, sayings.yaml, lists.yaml, plain.yaml]
lint: {ignore: [SD212]}
"""
SOURCES = """\
handbook: {title: A handbook of the orchestra, publisher: a publisher, grade: B}
"""
INSTRUMENT = """\
kind: instrument
title: Instrument
name: '{name}'
fields:
  name: {type: text, required: true, help: 'The instrument, as in: violin'}
  section: {type: one-of, of: [strings, woodwind, brass], complete: true, help: Where it sits}
  clef: {type: text, help: The clef that its music is written in}
  lowest: {type: text, label: lowest note, help: 'Its lowest note, as in: G3'}
  parts: {type: list, help: Parts that a player names}
  image: {type: picture, help: What it looks like}
questions:
  place:
    style: choice
    ask: In which section does the {name} sit?
    answer: the {section}
  clef:
    style: basic
    ask: In which clef is music for the {name} written?
    answer: '{clef}'
  lowest:
    style: basic
    ask: What is the lowest note of the {name}?
    answer: '{lowest}'
    reverse: Which instrument has {lowest} as its lowest note?
  looks:
    style: basic
    ask: Which instrument is this?
    picture: image
    answer: '{name}'
  parts:
    style: list
    of: parts
    ask: Which parts does the {name} have?
    parts: [whole, each]
  by-section:
    style: inverse
    of: section
    ask: Which instruments of this deck sit in the section {item}?
    anyway: true
  differ:
    style: contrast
    of: [clef, lowest]
    ask: How do the {name} and the {other} differ in {label}?
    anyway: true
"""
STRINGS = """\
kind: instrument
deck: Orchestra::Strings
tags: [strings]
source: handbook
facts:
  - id: violin
    name: violin
    section: strings
    clef: the treble clef
    lowest: G3
    parts: [scroll, bridge, fingerboard, tailpiece]
    image: {file: violin.svg, text: Four strings over a bridge and a scroll}
    contrast: [viola]
    details: {lowest: Its four strings are a fifth apart.}
  - id: viola
    name: viola
    section: strings
    clef: the alto clef
    lowest: C3
  - id: cello
    name: cello
    section: strings
    clef: the bass clef
    lowest: C2
    parts: [spike, neck, pegs]
"""
WINDS = """\
kind: instrument
deck: Orchestra::Winds
tags: [winds]
source: handbook
facts:
  - id: flute
    name: flute
    section: woodwind
    clef: the treble clef
    lowest: C4
    parts: [head joint, body, foot joint]
    image: {file: flute.svg, text: A long tube with keys on a table}
  - id: oboe
    name: oboe
    section: woodwind
    lowest: B flat 3
    parts: [reed, bell]
  - id: trumpet
    name: trumpet
    section: brass
    lowest: F sharp 3
"""
TERMS = """\
kind: term
deck: Orchestra::Terms
tags: [terms]
source: handbook
facts:
  - id: vibrato
    name: vibrato
    meaning: a slight and quick waver of the pitch
  - id: pizzicato
    name: pizzicato
    meaning: plucking with the finger instead of bowing
"""
TUNING = """\
kind: procedure
deck: Orchestra::Tuning
tags: [tuning]
source: handbook
facts:
  - id: tuning
    name: tuning the orchestra
    steps: [the leader stands up, the hall goes silent, the reed sounds an A, all join in]
"""
SAYINGS = """\
kind: cloze
deck: Orchestra::Sayings
tags: [sayings]
source: handbook
facts:
  - id: string-quartet
    text: A quartet has two ((violins)), one ((viola)) and one ((cello)).
"""
LISTS = """\
kind: list
deck: Orchestra::Lists
tags: [lists]
source: handbook
facts:
  - id: keys
    question: Which of them have keys?
    items: [celesta, organ, harpsichord, clavichord]
"""
PLAIN = """\
kind: qa
deck: Orchestra::Plain
tags: [plain]
source: handbook
facts:
  - id: pitch
    question: To which pitch does an orchestra tune?
    answer: The A above middle C
  - id: leader
    question: Who leads the first violins?
    answer: The concertmaster
  - id: encore
    question: What is played after the last applause?
    answer: An encore
  - id: pause
    question: What divides a concert?
    answer: An intermission
"""

ORCHESTRA: Files = MappingProxyType(
    {
        "deck.yaml": DECK,
        "sources.yaml": SOURCES,
        "kinds/instrument.yaml": INSTRUMENT,
        "strings.yaml": STRINGS,
        "winds.yaml": WINDS,
        "terms.yaml": TERMS,
        "tuning.yaml": TUNING,
        "sayings.yaml": SAYINGS,
        "lists.yaml": LISTS,
        "plain.yaml": PLAIN,
        "media/violin.svg": picture("brown"),
        "media/flute.svg": picture("silver"),
    }
)

_WORDS = """
violin violins viola cello flute oboe trumpet bassoon g3 c3 c2 c4 b f strings woodwind brass
scroll bridge fingerboard tailpiece chinrest spike neck pegs head foot body reed bell vibrato
pizzicato waver plucking leader hall sounds join lights celesta organ harpsichord piano pitch
clavichord leads applause divides section clef lowest differ parts look keys
"""
SUBJECTS = frozenset(_WORDS.split())
"""The words of this deck that say what is asked; no edit of a test replaces one by another."""


def replaced(files: Files, name: str, old: str, new: str) -> Files:
    """The files with one passage of one file changed; the passage must stand there once."""
    found = files[name].count(old)
    if found != 1:
        raise ValueError(f"{old!r} stands {found} times in {name}")
    return {**files, name: files[name].replace(old, new)}


def without(files: Files, name: str) -> Files:
    return {key: text for key, text in files.items() if key != name}


def facts_of(text: str) -> list[str]:
    """The facts of a sheet's text, each with its leading line."""
    return [f"  - id: {part}" for part in text.split("  - id: ")[1:]]


def fact(files: Files, name: str, id_: str) -> str:
    """The text of one fact."""
    return next(one for one in facts_of(files[name]) if one.startswith(f"  - id: {id_}\n"))


class Author:
    """Somebody with a deck folder who releases packages of it."""

    def __init__(self, folder: Path, out: Path) -> None:
        self.folder = folder
        self.out = out

    def write(self, files: Files) -> None:
        """Put these files into the folder, and nothing else but the lock."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != "deck.lock":
                path.unlink()
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")

    def compiled(self, since: Path | None = None) -> anki.Compiled:
        package = None if since is None else reading.released(since)
        made = project.compile_deck(self.folder, package)
        if diagnostics.has_errors(made.found):
            raise ValueError(diagnostics.render(made.found, "text", made.texts))
        return made

    def release(
        self,
        files: Files,
        now: int,
        options: release.Options | None = None,
        *,
        since: Path | None = None,
    ) -> Path:
        """Write the files, build, and give the package, under a name of its own."""
        self.write(files)
        self.out.mkdir(parents=True, exist_ok=True)
        path = self.out / f"release-{len(list(self.out.glob('release-*[0-9].apkg'))) + 1}.apkg"
        made, found = release.build(
            self.compiled(since), path, now, options or release.Options(retire_many=True)
        )
        if made is None:
            raise ValueError(diagnostics.render(found, "text", {}))
        return path


def changes_of(package: Path) -> Path:
    """The changes file that was built beside."""
    return package.with_name(f"{package.stem}-changes.txt")


def retired_of(package: Path) -> Path:
    """The package of the retired notes that was built beside."""
    return package.with_name(f"{package.stem}-retired.apkg")
