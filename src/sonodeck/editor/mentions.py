"""Every place of a deck folder that names a fact, a source, a kind, or a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from sonodeck.common.diagnostics import Place
from sonodeck.common.folders import DECK_FILE, LABELS_FILE, SOURCES_FILE, Folder
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import Kind, Memory, Plain, yamltext

What = Literal["fact", "source", "kind", "file"]
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names something, as wide as the name.

    ``name``: of a fact ``kind.id``, of a file its path in the folder, as ``media/heart.svg``.

    ``defines``: it is the thing itself; what else names it refers to it.
    """

    what: What
    name: str
    place: Place
    defines: bool = False

    @property
    def same(self) -> tuple[str, str]:
        """What is named: equal for all that name the same."""
        return self.what, self.name


def mentions(folder: Folder, kinds: Mapping[str, Kind], memory: Memory) -> Iterator[Mention]:
    """All places of a deck's sheets and sources that name something, file by file."""
    for name, data in folder.files.items():
        if name.endswith((".yaml", ".yml")) and name != LABELS_FILE:
            yield from _of_file(name, data, folder, kinds, memory)
    for kind in kinds.values():
        if not kind.built_in:
            yield Mention("kind", kind.id, kind.place, defines=True)


def _of_file(
    name: str, data: bytes, folder: Folder, kinds: Mapping[str, Kind], memory: Memory
) -> Iterable[Mention]:
    file = memory.read(data, folder.name(name))

    def made() -> tuple[Mention, ...]:
        match name:
            case _ if name == DECK_FILE:
                return tuple(_of_deck(file))
            case _ if name == SOURCES_FILE:
                return tuple(_of_sources(file))
            case _:
                return tuple(_of_sheet(file, kinds))

    return memory.recall(("mentions", name), (data, kinds), made)


def mention_at(found: Iterable[Mention], place: Place) -> Mention | None:
    """The mention that a place is in; its end belongs to it, as in an editor."""
    return next((one for one in found if _covers(one.place, place)), None)


def _covers(one: Place, place: Place) -> bool:
    same = (one.path, one.line) == (place.path, place.line)
    return same and one.column <= place.column <= one.column + one.width


def _of_deck(file: yamltext.Read) -> Iterator[Mention]:
    if isinstance(file.plain, dict):
        for one, place in _listed(file.plain.get("sheets"), ("sheets",)):
            yield _mention(file, "file", one, one, place)


def _of_sources(file: yamltext.Read) -> Iterator[Mention]:
    for name in file.plain if isinstance(file.plain, dict) else ():
        place = file.spot(file.places.key(name), name)
        yield Mention("source", name, place, defines=True)


def _of_sheet(file: yamltext.Read, kinds: Mapping[str, Kind]) -> Iterator[Mention]:
    if not isinstance(file.plain, dict):
        return
    groups = file.plain.get("groups")
    yield from _sources(file, file.plain.get("source"), ("source",))
    if not isinstance(groups, list):
        yield from _of_group(file, file.plain, (), kinds)
        return
    for at_, group in enumerate(groups):
        if isinstance(group, dict):
            where = ("groups", at_)
            yield from _sources(file, group.get("source"), (*where, "source"))
            yield from _of_group(file, group, where, kinds)


def _of_group(
    file: yamltext.Read, group: Mapping[str, Plain], where: Where, kinds: Mapping[str, Kind]
) -> Iterator[Mention]:
    kind, facts = group.get("kind"), group.get("facts")
    if not isinstance(kind, str):
        return
    yield _mention(file, "kind", kind, kind, (*where, "kind"))
    for at_, fact in enumerate(facts if isinstance(facts, list) else ()):
        if isinstance(fact, dict):
            yield from _of_fact(file, fact, (*where, "facts", at_), kinds.get(kind), kind)


def _of_fact(
    file: yamltext.Read, fact: Mapping[str, Plain], where: Where, kind: Kind | None, kind_id: str
) -> Iterator[Mention]:
    own = fact.get("id")
    if isinstance(own, str):
        named = _mention(file, "fact", f"{kind_id}.{own}", own, (*where, "id"))
        yield replace(named, defines=True)
    yield from _sources(file, fact.get("source"), (*where, "source"))
    for key in ("contrast", "alike"):
        yield from _references(file, fact.get(key), kind_id, (*where, key))
    fields = kind.fields.values() if kind is not None else ()
    for owner in fields:
        value, place = fact.get(owner.name), (*where, owner.name)
        if owner.type in {"fact", "list"} and owner.kind is not None:
            yield from _references(file, value, owner.kind, place)
        elif owner.type in {"picture", "sound"}:
            yield from _media(file, value, place)
    yield from _media(file, fact.get("picture"), (*where, "picture"))


def _listed(value: Plain | None, where: Where) -> Iterator[tuple[str, Where]]:
    """The texts of one value or of a list, each with the way to it."""
    if isinstance(value, str):
        yield value, where
    elif isinstance(value, list):
        yield from ((one, (*where, at_)) for at_, one in enumerate(value) if isinstance(one, str))


def _sources(file: yamltext.Read, value: Plain | None, where: Where) -> Iterator[Mention]:
    by_field = value.items() if isinstance(value, dict) else ()
    own = [*_listed(value, where)]
    own += (pair for field, ids in by_field for pair in _listed(ids, (*where, field)))
    yield from (_mention(file, "source", one, one, place) for one, place in own)


def _references(
    file: yamltext.Read, value: Plain | None, kind: str, where: Where
) -> Iterator[Mention]:
    for one, place in _listed(value, where):
        other, _, id_ = one.rpartition(".")
        yield _mention(file, "fact", f"{other or kind}.{id_}", one, place)


def _media(file: yamltext.Read, value: Plain | None, where: Where) -> Iterator[Mention]:
    if isinstance(value, dict):
        value, where = value.get("file"), (*where, "file")
    if isinstance(value, str):
        yield _mention(file, "file", f"media/{value}", value, where)


def _mention(file: yamltext.Read, what: What, name: str, written: str, where: Where) -> Mention:
    """``written``: the name as it stands there; of ``kind.id`` the id is meant."""
    place = file.spot(file.places.value(*where), written)
    head = written.rfind(".") + 1 if what == "fact" else 0
    own = Place(place.path, place.line, place.column + head, len(written) - head)
    return Mention(what, name, own)
