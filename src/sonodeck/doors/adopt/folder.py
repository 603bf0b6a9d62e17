"""The files of a deck folder that is made of a package."""

from __future__ import annotations

import re
import secrets
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby
from typing import TypeVar

from sonodeck.anki import OWN, NoteType, PackageRead, PackedNote
from sonodeck.common.frozen import dataclass
from sonodeck.doors.adopt import fieldtext
from sonodeck.questions import rendering
from sonodeck.sheets import (
    FIELD_KEYS,
    TEMPLATE_KEYS,
    TYPE_KEYS,
    More,
    Plain,
    fieldhtml,
    kinds,
    notetypes,
    slug,
    values,
    writing,
)

_K = TypeVar("_K")

QUESTION = "note"
"""The id of the question that an adopted note is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What is to be written: texts by their paths in the folder, and the media that notes show.

    ``mixed``: how many decks give new cards in another order, note type by note type.
    ``notes``: those of the package by their keys here; ``types``: the names of note types in the
    lock, by id; ``taken``: what was taken out of fields, and how often.
    """

    files: Mapping[str, str]
    notes: Mapping[str, PackedNote]
    types: Mapping[int, str]
    decks: tuple[str, ...]
    media: frozenset[str]
    taken: Counter[str]
    untagged: tuple[str, ...]
    scripts: tuple[str, ...]
    in_several: int
    mixed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A note type as a kind: its folder, and for each field of Anki's its name and type here."""

    folder: str
    type: NoteType
    names: tuple[str, ...]
    types: tuple[str, ...]


@dataclass(slots=True)
class _Cleaning:
    """The fields of all notes, cleaned once."""

    taken: Counter[str] = field(default_factory=Counter)

    def of(self, note: PackedNote) -> tuple[str, ...]:
        return tuple(map(self.of_text, note.fields.values()))

    def of_text(self, text: str) -> str:
        found = fieldtext.cleaned(text)
        self.taken.update(found.taken)
        return found.html


def made_of(package: PackageRead, name: str) -> Made:
    """The files of a folder of this name."""
    cleaning = _Cleaning()
    notes = _in_order(package.notes)
    fields = {note.guid: cleaning.of(note) for note in notes}
    own = {
        type_id: one
        for type_id, one in package.types.items()
        if any(n.type_id == type_id for n in notes)
    }
    folders = _unique({type_id: _name(one.name, "type") for type_id, one in own.items()})
    made = {
        type_id: _kind(
            folders[type_id], one.whole, [fields[n.guid] for n in notes if n.type_id == type_id]
        )
        for type_id, one in own.items()
    }
    ids = _fact_ids(notes, fields, made)
    decks = sorted({_deck(note) for note in notes}, key=lambda deck: deck.lower().split("::"))
    title = _title(decks, name)
    files = dict(_of_kinds(made.values()))
    sheets = _unique({deck: _name(deck.removeprefix(f"{title}::"), "deck") for deck in decks})
    by_deck: dict[str, list[PackedNote]] = {deck: [] for deck in decks}
    for note in notes:
        by_deck[_deck(note)].append(note)
    for deck, inside in by_deck.items():
        files[f"{sheets[deck]}.yaml"] = _sheet(deck, inside, (fields, ids, made))
    page = cleaning.of_text(package.descriptions.get(title, ""))
    files["deck.yaml"] = _deck_file(name, title, page, sheets.values())
    files[".gitattributes"] = "deck.lock text eol=lf merge=union\n"
    return Made(
        files=files,
        notes={f"{made[n.type_id].folder}.{ids[n.guid]}.{QUESTION}": n for n in notes},
        types={type_id: f"{OWN}{one.folder}" for type_id, one in made.items()},
        decks=tuple(decks),
        media=frozenset(
            m for own in fields.values() for t in own for m in fieldhtml.media_names(t)
        ),
        taken=cleaning.taken,
        untagged=tuple(sorted({t for note in notes for t in note.tags if not _is_tag(t)})),
        scripts=tuple(k.type.name for k in made.values() if _runs(k.type)),
        in_several=sum(len({row.deck for row in note.rows}) > 1 for note in notes),
        mixed=sum(
            [n for own in _groups(inside) for n in own] != inside for inside in by_deck.values()
        ),
    )


def _runs(note_type: NoteType) -> bool:
    return any(notetypes.runs(f"{one.front}\n{one.back}") for one in note_type.templates)


def _in_order(notes: Sequence[PackedNote]) -> list[PackedNote]:
    """As new students get them; where the package has schedules, as they were written."""
    if any(row.due < 0 for note in notes for row in note.rows):
        return sorted(notes, key=lambda note: note.id)
    return sorted(notes, key=lambda note: (min((r.due for r in note.rows), default=0), note.id))


def _deck(note: PackedNote) -> str:
    """The deck of its first card."""
    first = min(note.rows, key=lambda row: row.number, default=None)
    parts = (part.strip() for part in first.deck.split("::")) if first else ()
    return "::".join(part.replace('"', "'") or "-" for part in parts) or "Default"


def _title(decks: Sequence[str], name: str) -> str:
    """The first part that all decks have in common."""
    roots = {deck.partition("::")[0] for deck in decks}
    return roots.pop() if len(roots) == 1 else name


def _name(text: str, otherwise: str) -> str:
    """A name for a file."""
    name = slug(text)
    return (
        name if values.portable(name) and name not in {"deck", "sources", "labels"} else otherwise
    )


def _unique(names: Mapping[_K, str], joined: str = "-") -> dict[_K, str]:
    """The names, those that are taken with a number behind them."""
    found: dict[_K, str] = {}
    taken: set[str] = set()
    following: Counter[str] = Counter()
    for key, name in names.items():
        new = name
        while new in taken:
            following[name] += 1
            new = f"{name}{joined}{following[name] + 1}"
        found[key] = new
        taken.add(new)
    return found


def _kind(folder: str, note_type: NoteType, fields: Sequence[Sequence[str]]) -> _Kind:
    names = _unique({at: _field_name(name) for at, name in enumerate(note_type.names)}, joined="_")
    columns = zip(*fields, strict=True)
    return _Kind(
        folder=folder,
        type=note_type,
        names=tuple(names.values()),
        types=tuple(fieldtext.type_of(column) for column in columns),
    )


def _field_name(name: str) -> str:
    plain = re.sub(r"-", "_", slug(name))
    if not re.match(r"[a-z]", plain):
        plain = f"field_{plain}"
    return f"{plain}_field" if plain in kinds.RESERVED else plain


# facts

Fields = Mapping[str, tuple[str, ...]]
Kinds = Mapping[int, _Kind]


def _fact_ids(notes: Iterable[PackedNote], fields: Fields, made: Kinds) -> dict[str, str]:
    """An id for each note, by guid: what it is about, in small letters."""
    wanted: dict[str, dict[str, str]] = {}
    for note in notes:
        kind = made[note.type_id]
        wanted.setdefault(kind.folder, {})[note.guid] = _about(fields[note.guid], kind.type)
    return {guid: id_ for ids in wanted.values() for guid, id_ in _unique(ids).items()}


def _about(fields: Sequence[str], note_type: NoteType) -> str:
    first = fields[note_type.sort_field]
    for text in (first, *fields):
        opened = "".join(
            one if isinstance(one, str) else rendering.opened(one) for one in rendering.gaps(text)
        )
        said = rendering.words(re.sub(r"\[sound:[^\]]*\]|image-occlusion:\S*", "", opened))
        if re.search(r"\w", said):
            return _short(slug(writing.unaccented(said)))
    return next(
        (_short(slug(n.rpartition(".")[0])) for t in fields for n in fieldhtml.media_names(t)),
        "note",
    )


def _short(id_: str) -> str:
    """An id of at most some forty signs, cut between two words."""
    return id_ if len(id_) <= 44 else id_[:44].rpartition("-")[0] or id_[:44]


# files


def _sheet(
    deck: str, notes: Sequence[PackedNote], known: tuple[Fields, dict[str, str], Kinds]
) -> str:
    fields, ids, made = known
    groups = _groups(notes)
    one = len(groups) == 1
    lines = ["# yaml-language-server: $schema=sheet.schema.json"]
    if not one:
        lines += [*writing.entry("deck", deck, 0), "groups:"]
    for inside in groups:
        kind = made[inside[0].type_id]
        shared = set.intersection(*(set(_tags(note)) for note in inside))
        head = [*writing.entry("kind", kind.folder, 0)]
        head += writing.entry("deck", deck, 0) if one else []
        head += writing.entry("tags", list[Plain](sorted(shared)), 0) if shared else []
        head.append("facts:")
        facts = [_fact(ids[n.guid], n, fields[n.guid], kind, shared) for n in inside]
        own = [*head, *(line for fact in facts for line in fact)]
        lines += (
            own
            if one
            else [f"  {'- ' if at == 0 else '  '}{ln}" if ln else "" for at, ln in enumerate(own)]
        )
    return "\n".join(lines) + "\n"


def _groups(notes: Sequence[PackedNote]) -> list[list[PackedNote]]:
    """The notes of a deck by note type: in their order, unless that makes many small groups."""
    runs = [list(own) for _, own in groupby(notes, key=lambda note: note.type_id)]
    by_type: dict[int, list[PackedNote]] = {}
    for note in notes:
        by_type.setdefault(note.type_id, []).append(note)
    few = len(runs) <= max(len(by_type), len(notes) // _NOTES_OF_A_GROUP)
    return runs if few else list(by_type.values())


_NOTES_OF_A_GROUP = 3


def _fact(
    id_: str, note: PackedNote, fields: Sequence[str], kind: _Kind, shared: set[str]
) -> list[str]:
    plain: dict[str, Plain] = {"id": id_}
    for name, type_, html in zip(kind.names, kind.types, fields, strict=True):
        if html:
            plain[name] = (fieldtext.as_markup(html) or "") if type_ == "text" else html
    own: list[Plain] = [tag for tag in _tags(note) if tag not in shared]
    return writing.fact(plain | ({"tags": own} if own else {}))


def _tags(note: PackedNote) -> list[str]:
    """Its tags, but those that no sheet can have."""
    return [tag for tag in note.tags if _is_tag(tag)]


def _is_tag(tag: str) -> bool:
    try:
        return values.tag(tag) == tag
    except values.Unfit:
        return False


def _of_kinds(made: Iterable[_Kind]) -> Iterator[tuple[str, str]]:
    for kind in made:
        yield f"kinds/{kind.folder}.yaml", "".join(f"{line}\n" for line in _kind_lines(kind))
        below = f"notetypes/{kind.folder}"
        yield f"{below}/notetype.yaml", "".join(f"{line}\n" for line in _type_lines(kind.type))
        yield f"{below}/style.css", kind.type.css
        for at, template in enumerate(kind.type.templates):
            front, back = _template_files(at)
            yield f"{below}/{front}", template.front
            yield f"{below}/{back}", template.back


def _template_files(at: int) -> tuple[str, str]:
    end = f"-{at + 1}" if at else ""
    return f"front{end}.html", f"back{end}.html"


def _kind_lines(kind: _Kind) -> Iterator[str]:
    yield from writing.entry("kind", kind.folder, 0)
    yield from writing.entry("title", kind.type.name, 0)
    yield "fields:"
    for name, anki, type_ in zip(kind.names, kind.type.names, kind.types, strict=True):
        label = {"label": anki} if anki != name.replace("_", " ") else {}
        yield from writing.entry(name, {"type": type_, **label}, 2)
    yield "questions:"
    yield f"  {QUESTION}:"
    yield "    style: own"
    yield from writing.entry("type", kind.folder, 4)
    yield "    # What stands in each field of the note type; a text may have words around it."
    holes = {a: f"{{{n}}}" for a, n in zip(kind.type.names, kind.names, strict=True)}
    yield "    fields:"
    for anki, hole in holes.items():
        yield from writing.entry(anki, hole, 6)


def _type_lines(note_type: NoteType) -> Iterator[str]:
    yield "# How Anki knows this note type. Progress hangs on the ids, the names, and the order."
    yield f"id: {note_type.id}"
    yield from writing.entry("name", note_type.name, 0)
    if note_type.cloze:
        yield "cloze: true"
    if note_type.sort_field:
        yield from writing.entry("sort", note_type.names[note_type.sort_field], 0)
    yield "fields:"
    for one in note_type.fields:
        known: dict[str, Plain] = {"name": one.name, **({"id": str(one.id)} if one.id else {})}
        known |= {"description": one.description} if one.description else {}
        known |= {"collapsed": "true"} if one.collapsed else {}
        yield from writing.item(known | _settings(one.more, FIELD_KEYS), 2)
    yield "templates:"
    for at, template in enumerate(note_type.templates):
        front, back = _template_files(at)
        known = {"name": template.name, **({"id": str(template.id)} if template.id else {})}
        known |= {"front": front, "back": back} | _settings(template.more, TEMPLATE_KEYS)
        yield from writing.item(known, 2)
    for key, value in _settings(note_type.more, TYPE_KEYS).items():
        yield from writing.entry(key, value, 0)


def _settings(
    more: More | None, keys: Mapping[str, tuple[str, str | int | bool]]
) -> dict[str, str]:
    """Settings under the keys that people write."""
    names = {anki: key.replace("_", "-") for key, (anki, _) in keys.items()}
    return {
        names[name]: ("true" if value else "false") if isinstance(value, bool) else str(value)
        for name, value in more or ()
    }


def _deck_file(name: str, title: str, page: str, sheets: Iterable[str]) -> str:
    end = "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(4))
    said = " ".join(rendering.words(page).split())
    lines = [
        "# Never change the id: every student's progress depends on it.",
        f"id: {slug(name)}-{end}",
        *writing.entry("title", title, 0),
        *(writing.entry("description", said, 0) if said else []),
        *(
            ["# The deck's page in Anki, as HTML. Without it, one is made of the description."]
            if page
            else []
        ),
        *(writing.entry("page", page, 0) if page else []),
        "language: en",
        f"tag: {slug(name)}",
        "# Tags stand as they are written, as in the package that this deck comes from.",
        "bare-tags: true",
        "# The notes name no sources yet. Delete this when they do.",
        "lint: {ignore: [SD321]}",
        "# The sheets in teaching order: students get new cards in this order.",
        "sheets:",
        *(line for sheet in sheets for line in writing.item(f"{sheet}.yaml", 2)),
    ]
    return "".join(f"{line}\n" for line in lines)
