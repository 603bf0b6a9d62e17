"""Where something is defined and where it is named; and another name for it everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sonodeck import anki
from sonodeck.common.diagnostics import Place, source_lines
from sonodeck.common.frozen import dataclass
from sonodeck.editor.desk import Desk
from sonodeck.editor.mentions import Mention, mention_at
from sonodeck.sheets import Fact, Unfit, identifier


class Refused(Exception):
    """What was asked for can't be renamed so; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """A text that stands instead of a stretch of one line, which may be empty."""

    place: Place
    text: str


def definition(desk: Desk, place: Place) -> Place | None:
    """Where the thing that is named at a place is defined; of a file, its beginning."""
    found = mention_at(desk.mentions(), place)
    if found is None:
        return None
    if found.what == "file":
        known = {*desk.folder.files, *(f"media/{name}" for name in desk.folder.media)}
        return Place(desk.folder.name(found.name), 1, 1) if found.name in known else None
    return next((o.place for o in desk.mentions() if o.defines and o.same == found.same), None)


def references(desk: Desk, place: Place, *, definition_too: bool) -> list[Place]:
    """All places that name what is named at a place."""
    found = mention_at(desk.mentions(), place)
    if found is None:
        return []
    same = (one for one in desk.mentions() if one.same == found.same)
    return [one.place for one in same if definition_too or not one.defines]


def nameable(desk: Desk, place: Place) -> Mention | None:
    """What can be renamed at a place: an id of a fact or of a source."""
    found = mention_at(desk.mentions(), place)
    return found if found is not None and found.what in {"fact", "source"} else None


def renamed(desk: Desk, place: Place, name: str) -> list[Change]:
    """Another id for what is named at a place, wherever it is named. Raises Refused.

    A fact that students have gets a line ``formerly``, so that they keep their progress.
    """
    found = nameable(desk, place)
    if found is None:
        raise Refused("only ids of facts and of sources can be renamed here")
    try:
        identifier(name)
    except Unfit as unfit:
        raise Refused(f"{unfit.message}: {unfit.hint}") from unfit
    new = f"{found.name.rpartition('.')[0]}.{name}" if found.what == "fact" else name
    if any(one.defines and one.same == (found.what, new) for one in desk.mentions()):
        raise Refused(f"there is already a {found.what} {name!r}")
    changes = [Change(one.place, name) for one in desk.mentions() if one.same == found.same]
    if found.what == "fact":
        changes += _formerly(desk, found)
    return changes


def _formerly(desk: Desk, found: Mention) -> Iterator[Change]:
    """The line that links a fact to what students have of it under the old id."""
    kind, _, old = found.name.partition(".")
    facts = desk.reading.knowledge.facts if desk.reading.knowledge else ()
    fact = next((one for one in facts if (one.kind, one.id) == (kind, old)), None)
    if fact is None:
        raise Refused("first fix the errors in this fact: 'sonodeck check' shows them")
    if not _shipped(desk, fact):
        return
    if fact.formerly is not None:
        own = fact.places["formerly"]
        yield Change(_word(desk, own, fact.formerly), old)
        return
    own = _word(desk, fact.place, old)
    text = desk.reading.texts[own.path]
    line = source_lines(text)[own.line - 1]
    alone = re.match(r"( *(?:- +)*)(['\"]?)id\2:[^,{}]*$", line)
    if alone is None:
        quoted = line[own.column - 2 : own.column - 1] in {"'", '"'}
        at, added = own.column + own.width - 1 + quoted, f", formerly: {old}"
    else:
        end = "\r\n" if "\r\n" in text else "\n"
        at, added = len(line), f"{end}{alone[1].replace('-', ' ')}formerly: {old}"
    yield Change(Place(own.path, own.line, at + 1, 0), added)


def _word(desk: Desk, place: Place, word: str) -> Place:
    """Where a word stands in its line, from a place on: behind its quotes, if it has any."""
    line = source_lines(desk.reading.texts[place.path])[place.line - 1]
    return Place(place.path, place.line, line.index(word, place.column - 1) + 1, len(word))


def _shipped(desk: Desk, fact: Fact) -> bool:
    """Whether students may have notes of a fact under its id: the lock says so, or is damaged."""
    if desk.knowledge is None:
        return True
    lock, _ = anki.shipped(desk.folder, desk.knowledge, None)
    if lock is None:
        return True
    keys = (key.split(".") for key in lock.entries)
    return any(kind == fact.kind and fact.id in whose.split("+") for kind, whose, *_ in keys)
