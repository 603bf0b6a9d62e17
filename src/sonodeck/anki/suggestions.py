"""What a student changed in a deck's own words → edits of the lines that they come from.

An edit is only a guess until the deck, compiled with it, says what the student wrote: who calls
``edited`` has to look with ``says``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher, unified_diff

from sonodeck.anki.apkg.text import stripped
from sonodeck.anki.exported import Fields
from sonodeck.anki.packed import PackageRead
from sonodeck.anki.packing import Compiled, Packed
from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass

_NOT_SAID = frozenset({"Key", "Variants"})
_LAST = "As of"
_CONTEXT = 3
"""Words on each side by which a changed stretch is found in a sheet."""
_MOST = 500_000
"""Pairs of words up to which texts are compared; that takes their number's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A field that a student changed, as text in one line; ``place``: where its fact stands."""

    key: str
    field: str
    old: str
    new: str
    place: Place


def names(compiled: Compiled) -> dict[str, tuple[str, ...]]:
    """The names of the fields of the deck's notes, by guid."""
    guids = compiled.guids()
    return {guids[one.content.key]: _names(one) for one in compiled.packed}


def suggested(
    compiled: Compiled, given: Mapping[str, Fields], released: PackageRead | None
) -> list[Suggestion]:
    """The changes of all notes, in the deck's order; not what the deck says itself by now.

    ``released``: what the student had; without it, what the deck says now.
    """
    had = {note.guid: note.fields for note in released.notes} if released else {}
    guids = compiled.guids()
    return [
        suggestion
        for one in compiled.packed
        if one.note is not None and (guid := guids[one.content.key]) in given
        for suggestion in _of_note(one, one.note.about.place, given[guid], had.get(guid))
    ]


def _of_note(one: Packed, place: Place, given: Fields, had: Fields | None) -> Iterator[Suggestion]:
    own = _names(one)
    last = own.index(_LAST) + 1 if one.note_type.more is None else len(own)
    for name, html in zip(own[:last], one.filled.fields, strict=False):
        if name in _NOT_SAID or name not in given:
            continue
        now, new = _text(html), _text(given[name])
        old = now if had is None else _text(had.get(name, ""))
        if new not in {old, now}:
            yield Suggestion(key=one.content.key, field=name, old=old, new=new, place=place)


def says(compiled: Compiled, suggestion: Suggestion) -> bool:
    """Whether the deck now says what was suggested."""
    return any(
        one.content.key == suggestion.key
        and _text(one.filled.fields[_names(one).index(suggestion.field)]) == suggestion.new
        for one in compiled.packed
    )


def _names(one: Packed) -> tuple[str, ...]:
    return one.note_type.names


def _text(html: str) -> str:
    return " ".join(stripped(html).split())


# edits


def edited(compiled: Compiled, suggestion: Suggestion, text: str) -> str | None:
    """The text of its sheet with the changed words, where each stands once in the note's fact."""
    lines = text.split("\n")
    first, last = _of_fact(compiled, suggestion.place)
    for stretch in _stretches(suggestion.old.split(" "), suggestion.new.split(" ")):
        found = _placed(lines[first - 1 : last], stretch)
        if found is None:
            return None
        at, old, new = found
        lines[first - 1 + at] = lines[first - 1 + at].replace(old, new)
    changed = "\n".join(lines)
    return None if changed == text else changed


def _of_fact(compiled: Compiled, place: Place) -> tuple[int, int | None]:
    """The first and last line of the fact that a place belongs to."""
    facts = compiled.knowledge.facts if compiled.knowledge else ()
    starts = sorted(
        min(one.line for one in fact.places.values())
        for fact in facts
        if fact.place.path == place.path
    )
    first = max((one for one in starts if one <= place.line), default=place.line)
    following = [one for one in starts if one > first]
    return first, following[0] - 1 if following else None


Stretch = Sequence[tuple[str, str]]
"""One change as old and new words, with much context first."""


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[Stretch]:
    if len(before) * len(after) > _MOST:
        yield ()
        return
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for what, i, j, k, m in opcodes:
        if what != "equal":
            yield [
                (" ".join([*head, *before[i:j], *tail]), " ".join([*head, *after[k:m], *tail]))
                for wide in range(_CONTEXT, -1, -1)
                for head, tail in [(before[max(0, i - wide) : i], before[j : j + wide])]
            ]


def _placed(lines: Sequence[str], stretch: Stretch) -> tuple[int, str, str] | None:
    """The line in which a change stands, if it stands once; a first letter may be a small one."""
    for old, new in stretch:
        for one, other in ((old, new), (_small(old), _small(new))):
            counts = [line.count(one) for line in lines] if one else []
            if sum(counts) > 1:
                return None
            if sum(counts) == 1:
                return counts.index(1), one, other
    return None


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def patch(path: str, old: str, new: str) -> str:
    """A unified diff that ``git apply`` takes; ``path`` from the folder where it is applied."""
    end = "\t" if " " in path else ""
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (old, new))
    lines = unified_diff(before, after, f"a/{path}{end}", f"b/{path}{end}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
