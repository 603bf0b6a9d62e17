"""What a person is told about the word under the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sonodeck.anki import Compiled
from sonodeck.common.diagnostics import Place, source_lines
from sonodeck.common.frozen import dataclass
from sonodeck.editor.completing import source_line
from sonodeck.editor.cursor import cursor_at
from sonodeck.editor.desk import Desk
from sonodeck.editor.keys import keys_at
from sonodeck.editor.mentions import Mention, mention_at
from sonodeck.pages import listing
from sonodeck.sheets import Source

_MOST = 8
"""So many notes of a fact are shown; the others are counted."""


@dataclass(frozen=True, slots=True)
class Told:
    """Markdown, and the place that it is about."""

    text: str
    place: Place


def told(desk: Desk, place: Place, day: date) -> Told | None:
    """What is known about the word at a place: the cards of a fact, the entry of a source.

    ``day``: of study, for calculations that have other numbers every day.
    """
    found = mention_at(desk.mentions(), place)
    if found is not None:
        text = _about(found, desk, day)
        return Told(text, found.place) if text else None
    return _of_key(desk, place)


def _about(found: Mention, desk: Desk, day: date) -> str:
    knowledge = desk.knowledge
    match found.what:
        case "fact":
            return cards_of(found.name, desk, day)
        case "source" if knowledge is not None and found.name in knowledge.sources:
            return _source(knowledge.sources[found.name])
        case "kind" if found.name in desk.kinds:
            kind = desk.kinds[found.name]
            lines = [f"**{kind.title}** (`{kind.id}`)", ""]
            lines += [f"- `{one.name}`: {one.help or one.type}" for one in kind.fields.values()]
            return "\n".join(lines)
    return ""


def _source(source: Source) -> str:
    lines = [f"**{source.title}**", source_line(source).removeprefix(source.title).lstrip(", ")]
    lines += [source.url and f"<{source.url}>"]
    lines += [f"grade {source.grade}" + (f", read {source.accessed}" if source.accessed else "")]
    return "\n\n".join(filter(None, (*lines, source.note)))


def cards_of(name: str, desk: Desk, day: date) -> str:
    """The cards of a fact (``kind.id``), as ``sonodeck show`` prints them."""
    compiled = desk.whole.compiled if desk.whole is not None else None
    keys = list(_keys(name, compiled)) if compiled is not None else []
    if compiled is None or not keys:
        return "*its cards are being made*" if desk.behind else "*no cards are made of it*"
    said = ["*as they were before the last change*"] if desk.behind else []
    said += [f"```text\n{_fenced(compiled, key, day)}```" for key in keys[:_MOST]]
    if len(keys) > _MOST:
        said.append("and: " + ", ".join(f"`{key}`" for key in keys[_MOST:]))
    return "\n\n".join(said)


def _fenced(compiled: Compiled, key: str, day: date) -> str:
    return listing.note_as_text(compiled, key, day).replace("```", "'''")


def _keys(name: str, compiled: Compiled) -> Iterator[str]:
    """The keys of the notes that ask about a fact, those that compare it with another included."""
    kind, _, fact = name.partition(".")
    for note in compiled.notes:
        whose = note.about.key.split(".")[:2]
        if whose[0] == kind and fact in whose[1].split("+"):
            yield note.about.key


def _of_key(desk: Desk, place: Place) -> Told | None:
    """What a key is for."""
    text = desk.reading.texts.get(place.path, "")
    lines = source_lines(text)
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    at = place.column - 1
    start = max(line.rfind(sign, 0, at) for sign in " {[,") + 1
    end = line.find(":", at)
    word = line[start:end]
    if end < 0 or not word.replace("_", "").replace("-", "").isalnum():
        return None
    cursor = cursor_at(text, place.line - 1, start)
    if cursor is None or cursor.value:
        return None
    about = keys_at(desk.schema(), cursor.path, cursor.kind).get(word, "")
    return Told(about, Place(place.path, place.line, start + 1, len(word))) if about else None
