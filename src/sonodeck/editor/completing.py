"""What may be written where the cursor stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from sonodeck.common.folders import DECK_FILE, LABELS_FILE, LOCK_FILE, SOURCES_FILE
from sonodeck.common.frozen import dataclass
from sonodeck.editor.cursor import Cursor, cursor_at
from sonodeck.editor.desk import Desk
from sonodeck.editor.keys import keys_at, values_at
from sonodeck.sheets import (
    PICTURES,
    Blueprint,
    Deck,
    Domain,
    Fact,
    Kind,
    Knowledge,
    Limits,
    Phrase,
    Source,
    keys_of,
    skippable,
)

Sort = Literal["key", "fact", "source", "kind", "tag", "media", "question", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What can stand instead of the word that begins at the column ``start``, counted from 0."""

    sort: Sort
    label: str
    about: str = ""
    text: str
    start: int


def completions(desk: Desk, name: str, text: str, line: int, column: int) -> list[Completion]:
    """All that fits at a place of a file, line and column from 0; the editor narrows them down."""
    cursor = cursor_at(text, line, column)
    knowledge = desk.knowledge
    if cursor is None or knowledge is None or "/" in name:
        return []
    match name:
        case _ if name == DECK_FILE:
            found = _in_deck_file(cursor, desk)
        case _ if name == SOURCES_FILE:
            found = _in_sources(cursor)
        case _:
            found = _in_sheet(cursor, desk, knowledge)
    return [
        Completion(sort=sort, label=label, about=about, text=_written(cursor, sort, label),
                   start=cursor.start)
        for sort, label, about in found
    ]  # fmt: skip


_Found = Iterable[tuple[Sort, str, str]]


def _written(cursor: Cursor, sort: Sort, label: str) -> str:
    if sort == "key":
        return f"{label}: "
    below = not cursor.value and not cursor.inside and cursor.path[-1:] != ("-",)
    return f"- {label}" if below else label


def _in_deck_file(cursor: Cursor, desk: Desk) -> _Found:
    match _names(cursor.path):
        case ():
            return _keys(dict.fromkeys(keys_of(Deck), ""), cursor)
        case ("lint",):
            return _keys(dict.fromkeys(keys_of(Limits), ""), cursor)
        case ("blueprint",):
            return _keys(dict.fromkeys(keys_of(Blueprint), ""), cursor)
        case ("blueprint", "domains"):
            return _keys(dict.fromkeys(keys_of(Domain), ""), cursor)
        case ("blueprint", "domains", "tag"):
            return [("tag", tag, "") for tag in (_tags(desk.knowledge) if desk.knowledge else ())]
        case ("sheets",):
            listed = desk.knowledge.deck.sheets if desk.knowledge else ()
            own = {DECK_FILE, SOURCES_FILE, LABELS_FILE, LOCK_FILE, *listed}
            return [("value", name, "") for name in desk.folder.files if name not in own]
        case _:
            return []


def _in_sources(cursor: Cursor) -> _Found:
    match cursor.path:
        case (_,):
            return _keys(dict.fromkeys(keys_of(Source), ""), cursor)
        case (_, "grade"):
            return [("value", grade, about) for grade, about in _GRADES.items()]
        case _:
            return []


_GRADES = {
    "A": "the body itself, a paper, an official page",
    "B": "a copy, a teaching site",
    "C": "a study aid",
}


def _keys(known: Mapping[str, str], cursor: Cursor) -> _Found:
    return [("key", name, about) for name, about in known.items() if name not in cursor.beside]


def _names(path: Iterable[str]) -> tuple[str, ...]:
    """A path without its steps into lists and groups."""
    return tuple(step for step in path if step not in {"-", "groups"})


def _in_sheet(cursor: Cursor, desk: Desk, knowledge: Knowledge) -> _Found:
    schema = desk.schema()
    if not cursor.value:
        keys = keys_at(schema, cursor.path, cursor.kind)
        if keys and (cursor.path[-1:] != ("-",) or _names(cursor.path) in {("facts",), ()}):
            below = [] if cursor.inside else list(_values(cursor, desk, knowledge))
            return [*_keys(keys, cursor), *below]
    fixed = values_at(schema, cursor.path, cursor.kind)
    if fixed and _names(cursor.path) != ("kind",):
        return [("value", one, about) for one, about in fixed.items()]
    return _values(cursor, desk, knowledge)


def _values(cursor: Cursor, desk: Desk, knowledge: Knowledge) -> _Found:
    match _names(cursor.path):
        case ("kind",):
            return [("kind", one.id, one.title) for one in knowledge.kinds.values()]
        case ("deck",):
            return [("value", deck, "") for deck in sorted({f.deck for f in knowledge.facts})]
        case ("source",) | ("facts", "source") | ("facts", "source", _):
            return [("source", one.id, source_line(one)) for one in knowledge.sources.values()]
        case ("tags",) | ("facts", "tags"):
            return [("tag", tag, "") for tag in _tags(knowledge)]
        case ("facts", _, *_):
            return _of_fact(cursor, desk, knowledge)
        case _:
            return []


def _of_fact(cursor: Cursor, desk: Desk, knowledge: Knowledge) -> _Found:
    kind = knowledge.kinds.get(cursor.kind)
    match _names(cursor.path)[1:]:
        case ("contrast" | "alike",):
            return _facts(knowledge, cursor.kind)
        case ("skip",):
            return [("question", one, "") for one in _skippable(kind)]
        case ("reword" | "slips",):
            return [("key", one, "") for one in (kind.questions if kind else ())]
        case (name,) | (name, "file"):
            return _of_field(name, kind, desk, knowledge)
        case _:
            return []


def _of_field(name: str, kind: Kind | None, desk: Desk, knowledge: Knowledge) -> _Found:
    """What the fields of a kind refer to: facts, and files of media."""
    owner = kind.fields.get(name) if kind else None
    if name == "picture" or (owner and owner.type in {"picture", "sound"}):
        return _media(desk, sound=owner is not None and owner.type == "sound")
    return _facts(knowledge, owner.kind) if owner and owner.kind else []


def _skippable(kind: Kind | None) -> Iterator[str]:
    for question in kind.questions.values() if kind else ():
        yield from skippable(question)


def _tags(knowledge: Knowledge) -> list[str]:
    root = f"{knowledge.deck.tag}::"
    return sorted({t.removeprefix(root) for f in knowledge.facts for t in f.tags if root in t})


def _facts(knowledge: Knowledge, kind: str) -> _Found:
    return [("fact", one.id, title_of(one)) for one in knowledge.facts if one.kind == kind]


def _media(desk: Desk, *, sound: bool) -> _Found:
    endings = tuple(f".{one}" for one in PICTURES)
    files = [name for name in desk.folder.media if name.lower().endswith(endings) != sound]
    return [("media", name, "") for name in files]


def title_of(fact: Fact) -> str:
    """What a fact is about, in a few words: the first text that it has."""
    texts = (value.text for value in fact.values.values() if isinstance(value, Phrase))
    return next(texts, "")


def source_line(source: Source) -> str:
    """A source in one line."""
    return ", ".join(filter(None, (source.title, source.publisher, source.year)))
