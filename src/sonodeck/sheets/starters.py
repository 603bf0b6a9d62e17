"""What ``sonodeck new`` writes: commented beginnings that pass ``check``; never over a file."""

from __future__ import annotations

import json
import re
import secrets
import string
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from sonodeck.common import files, folders
from sonodeck.common.folders import Folder
from sonodeck.sheets import github, values
from sonodeck.sheets.kinds import Field, Kind, editors
from sonodeck.sheets.kinds.files import built_in_kinds, made_from
from sonodeck.sheets.knowledge import Fact, Knowledge
from sonodeck.sheets.reading import read
from sonodeck.sheets.shapes import closest


class Refused(Exception):
    """What was asked for can't be created here; the message says why and what to do."""


_DECK = """\
# Never change the id: every student's progress depends on it.
id: {id}
title: {title}
description: What this deck teaches, and to whom.
language: en
author: ""
licence: CC BY 4.0
tag: {name}
# The sheets in teaching order: students get new cards in this order.
sheets:
  - terms.yaml
"""

_SOURCES = """\
# The sources of the facts. A sheet or a fact names a source by its id.
# grade: A the organization, a paper, an official page; B a copy, a teaching site; C a study aid
example:
  title: A textbook of {title}
  publisher: The publisher
  year: 2026
  grade: B
"""

_TERMS = """\
# yaml-language-server: $schema=sheet.schema.json
# A sheet: facts of one kind. Replace the example with your own, then run: sonodeck check
kind: term
deck: {title}
tags: [terms]
source: example
facts:
  # The id is the permanent name of a fact: change the words as you like, but never the id.
  - id: {example}
    name: spaced repetition
    meaning: learning by questions that return at growing intervals
"""


def editor_schema(folder: Folder, knowledge: Knowledge | None) -> str | None:
    """The JSON Schema of the deck's sheets; None where deck.yaml can't be read."""
    if knowledge is None:
        return None
    source = made_from(folder.kinds, knowledge.deck.language)
    schema = editors.schema(knowledge.kinds, source)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def with_schema(folder: Folder, knowledge: Knowledge | None) -> Folder:
    """A folder that has a schema for editors, with it as its kinds are now. Raises OSError."""
    text = editor_schema(folder, knowledge) if folder.schema else None
    if text is None or text.encode().startswith(folder.schema):
        return folder
    data = text.encode()
    files.write_aside(folder.path / folders.SCHEMA_FILE, data)
    return replace(folder, schema=data[: folders.SCHEMA_HEAD])


_NO_SHEETS = {folders.DECK_FILE, folders.SOURCES_FILE, folders.LABELS_FILE}


def _renewed_schema(path: Path) -> list[Path]:
    """The schema for editors, if it was out of date and is written anew."""
    folder = folders.read(path)
    without_facts = replace(
        folder, files={n: d for n, d in folder.files.items() if n in _NO_SHEETS}
    )
    known = read(without_facts)
    if not any(one.code == "SD213" for one in known.found):
        return []
    renewed = with_schema(folder, known.knowledge)
    return [] if renewed is folder else [path / folders.SCHEMA_FILE]


def new_deck(name: str, parent: Path, *, remote: str | None = None) -> list[Path]:
    """A deck folder with a first sheet. Raises Refused, OSError.

    ``remote``: the address of the repository that this folder is the root of, "" if it has none
    yet. Then there is also a workflow that checks and releases the deck, where GitHub looks for it,
    and a link on every card by which readers report mistakes there.
    """
    for_github = remote is not None
    check_name(name)
    folder = parent / name
    if folder.exists():
        raise Refused(f"{folder} already exists; choose another name")
    flow = github.WORKFLOWS / f"{name}.yml"
    if for_github and not folder.resolve().is_relative_to(Path.cwd()):
        raise Refused(f"{folder} is outside of this folder, which has to be the repository's root")
    if for_github and flow.exists():
        raise Refused(f"{flow} already exists; choose another name")
    end = "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(4))
    title = name.replace("-", " ").capitalize()
    texts = {
        folders.DECK_FILE: _DECK.format(id=f"{name}-{end}", title=title, name=name)
        + ("" if remote is None else github.report(remote)),
        folders.SOURCES_FILE: _SOURCES.format(title=title.lower()),
        "terms.yaml": _TERMS.format(title=title, example=values.EXAMPLE),
        ".gitattributes": "deck.lock text eol=lf merge=union\n",
    }
    folder.mkdir(parents=True)
    written = [write_new(folder / file, text) for file, text in texts.items()]
    written += write_schema(folder)
    if for_github:
        flow.parent.mkdir(parents=True, exist_ok=True)
        place = folder.resolve().relative_to(Path.cwd())
        written.append(write_new(flow, github.workflow(name, PurePosixPath(place))))
        if not github.ISSUE.exists():  # the decks of a repository share it
            github.ISSUE.parent.mkdir(parents=True, exist_ok=True)
            written.append(write_new(github.ISSUE, github.ISSUE_TEXT))
    return written


def write_schema(path: Path) -> list[Path]:
    """The schema for editors of a new deck. Raises Refused, OSError."""
    own = folders.read(path)
    schema = editor_schema(own, read(own).knowledge)
    return [] if schema is None else [write_new(path / folders.SCHEMA_FILE, schema)]


def new_sheet(kind_id: str, name: str, folder: Path) -> list[Path]:
    """A sheet with an example fact, listed in deck.yaml. Raises Refused, OSError."""
    check_name(name)
    knowledge = read(folders.read(folder)).knowledge
    if knowledge is None:
        raise Refused(f"{folder}: fix deck.yaml first; 'sonodeck check' shows what is wrong")
    kind = knowledge.kinds.get(kind_id)
    if kind is None:
        hint = closest(kind_id, knowledge.kinds)
        raise Refused(f"the deck {folder} has no kind {kind_id!r}; {hint}")
    deck = knowledge.deck.title
    text = sheet_text(kind, name, knowledge.facts, deck, next(iter(knowledge.sources), None))
    return add_sheet(folder, name, text)


def add_sheet(folder: Path, name: str, text: str) -> list[Path]:
    """A sheet with this text, listed in deck.yaml. Raises Refused, OSError."""
    path = folder / f"{name}.yaml"
    with files.exclusive(folder):
        deck_file = folder / folders.DECK_FILE
        listed = with_sheet(deck_file.read_bytes(), path.name)
        written = [write_new(path, text)]
        files.write_aside(deck_file, listed)
    return written + _renewed_schema(folder)


def new_kind(name: str, source: str, folder: Path) -> list[Path]:
    """A copy of a kind of the deck or of a built-in one. Raises Refused, OSError."""
    check_name(name)
    own = folders.read(folder)
    knowledge = read(own).knowledge
    language = knowledge.deck.language if knowledge else "en"
    files = built_in_kinds(language) | dict(own.kinds)
    data = files.get(f"{source}.yaml")
    if data is None:
        hint = closest(source, [file.rpartition(".")[0] for file in files])
        raise Refused(f"there is no kind {source!r} to copy; {hint}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"the kind {source!r} has errors; 'sonodeck check' shows where") from error
    text = re.sub(r"(?m)^kind:.*$", f"kind: {name}", text, count=1)
    title = name.replace("-", " ").capitalize()
    text = re.sub(r"(?m)^title:.*$", f"title: {title}", text, count=1)
    return [*add_kind(folder, name, text), *_renewed_schema(folder)]


def add_kind(folder: Path, name: str, text: str) -> list[Path]:
    """The file of a kind with this text. Raises Refused, OSError."""
    path = folder / "kinds" / f"{name}.yaml"
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise Refused(f"{path.parent} is a link to a place outside the deck's folder")
    path.parent.mkdir(exist_ok=True)
    return [write_new(path, text)]


def check_name(name: str) -> None:
    """Raises Refused for what can be neither an id nor, everywhere, the name of a file."""
    try:
        values.identifier(name)
    except values.Unfit as unfit:
        raise Refused(f"{unfit.message}: {unfit.hint}") from unfit
    if not values.portable(name):
        raise Refused(f"{name!r} can't be a file name on Windows; choose another name")


def write_new(path: Path, text: str) -> Path:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise Refused(f"{path} already exists; choose another name") from error
    return path


def with_sheet(data: bytes, name: str) -> bytes:
    """deck.yaml with one more sheet at the end of its list, line ends as they are."""
    text = data.decode()
    end = "\r\n" if "\r\n" in text else "\n"
    return _with_sheet(text.replace("\r\n", "\n"), name).replace("\n", end).encode()


def _with_sheet(text: str, name: str) -> str:
    block = re.search(
        r"(?m)^sheets:[ \t]*(?:#.*)?\n((?:[ \t]*(?:#.*)?\n|[ \t]*-.*(?:\n|$))+)", text
    )
    if block:
        items = list(re.finditer(r"(?m)^([ \t]*)-.*$", block[1]))
        last = items[-1]
        at = block.start(1) + last.end()
        return f"{text[:at]}\n{last[1]}- {name}{text[at:]}"
    flow = re.search(r"(?m)^sheets:[ \t]*\[([^\]]*)\]", text)
    if flow:
        comma = ", " if flow[1].strip() else ""
        return f"{text[: flow.end() - 1]}{comma}{name}{text[flow.end() - 1 :]}"
    raise Refused(f"add {name} to 'sheets' in deck.yaml by hand: the list can't be extended here")


def sheet_text(
    kind: Kind, name: str, facts: tuple[Fact, ...], deck: str, source: str | None
) -> str:
    """A sheet of a kind with one example and every field explained.

    ``name`` is the sheet's, ``source`` the id of one of the deck's, if it has any.
    """
    said = "replace the example with your own facts, then run: sonodeck check"
    lines = [
        *head_lines(kind.id, f"{kind.title}: {said}", deck, source),
        f"  - id: {name}-{values.EXAMPLE}",
    ]
    examples = {
        owner.name: _example(owner, f"{_ORDINALS[at % len(_ORDINALS)]} text of {name}", facts)
        for at, owner in enumerate(kind.fields.values())
    }
    for owner in kind.fields.values():
        lines += _field_lines(owner, examples[owner.name])
    lines.append(
        "    # Optional in every fact: source, as_of, details, picture, tags, contrast, alike"
    )
    text = "\n".join(lines) + "\n"
    if any(owner.required and examples[owner.name] is None for owner in kind.fields.values()):
        # What the example would need is not there yet (a picture, say), so it stays a comment.
        head, _, fact = text.partition("facts:\n")
        return head + "facts: []\n" + re.sub(r"(?m)^(?=.)(?!\s*#)", "  # ", fact)
    return text


def head_lines(kind: str, said: str, deck: str, source: str | None) -> list[str]:
    """The lines of a sheet above its facts; ``said``: what it is."""
    return [
        f"# yaml-language-server: $schema={folders.SCHEMA_FILE}",
        f"# {said}",
        f"kind: {kind}",
        f"deck: {deck}",
        *_source_lines(source),
        "facts:",
        "  # The id is the permanent name of a fact: change the words as you like, never the id.",
    ]


def _source_lines(source: str | None) -> tuple[str, str]:
    said = "# The source of these facts: an id in sources.yaml"
    return said, "# source: …" if source is None else f"source: {source}"


def _field_lines(owner: Field, example: str | None) -> Iterator[str]:
    if owner.help:
        yield f"    # {owner.help}"
    yield f"    # {owner.name}: …" if example is None else f"    {owner.name}: {example}"


# Texts of one example differ in these words, so that no question gives its answer away.
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_EXAMPLES = {
    "calculation": (
        "{ask: 'How long is one cycle at {f}?', inputs: {f: [2 MHz, 4 MHz, 5 MHz]}, "
        "answer: 1 / f in μs}"
    ),
    "number": "3 mm",
    "scene": "{family: direction, ask: direction, steer: -20, shown: red}",
    "steps": "[beginning, middle, end]",
}


def _example(owner: Field, text: str, facts: tuple[Fact, ...]) -> str | None:
    """A value that the field takes, where it is text this one; None: nothing to refer to."""
    match owner.type:
        case "text":
            if owner.name == "text":
                return f"This is the {text}, with a ((gap))."
            return f"the {text}"
        case "list" if owner.kind is None:
            return "[one, two, three]"
        case "one-of":
            return owner.of[0]
        case "fact" | "list":
            known = next((fact.id for fact in facts if fact.kind == owner.kind), None)
            return known if known is None or owner.type == "fact" else f"[{known}]"
        case "calculation" | "number" | "scene" | "steps":
            return _EXAMPLES[owner.type]
        case "html":
            return "<b>bold</b> text"
        case "picture" | "sound":
            return None
