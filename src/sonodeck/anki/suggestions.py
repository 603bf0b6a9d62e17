"""What a student changed in a deck's own words → edits of the lines that they come from.

An edit is only a guess until the deck, compiled with it, says what the student wrote: who calls
applies ``edits`` has to look with ``says``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher, unified_diff

from sonodeck.anki.apkg.text import replaced, stripped
from sonodeck.anki.exported import Exported, Fields
from sonodeck.anki.notetypes import QUESTION_FIELDS
from sonodeck.anki.packed import PackageRead
from sonodeck.anki.packing import Compiled, Packed
from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass

_NOT_SAID = frozenset({"Key", "Variants"})
_LAST = "As of"
_OWN = frozenset(QUESTION_FIELDS[QUESTION_FIELDS.index(_LAST) + 1 :])
_WIDTHS = ((3, 3), (2, 2), (1, 1), (2, 0), (0, 2), (1, 0), (0, 1), (0, 0))
"""Words before and after by which a changed stretch is found in a sheet."""
_HIDDEN = re.compile(r"\{\{c[0-9]+::(.*?)(?:::[^}]*)?\}\}")
_PICTURE = re.compile(r"(?i)<img\b[^<>]*>")
_SPACE = re.compile(r"(?i)<br\s?/?>|<div>|\n")
_END = re.compile(r"(?i)<(?:br|div|/div|/p|/li|/t[dhr]|/h[1-6]|/section|/figure)\b[^<>]*>")
_MOST = 500_000
"""Pairs of words up to which texts are compared; that takes their number's time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A field that a student changed, as text in lines; ``place``: where its fact stands.

    ``plain``: as Anki writes text without HTML, all in one line and without pictures.
    """

    key: str
    field: str
    old: str
    new: str
    place: Place
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """What is to stand in a sheet in place of other text; ``line`` and ``at`` count from 0."""

    line: int
    at: int
    old: str
    new: str

    def clashes(self, other: Edit) -> bool:
        return (
            self != other
            and self.line == other.line
            and self.at <= other.at + len(other.old)
            and other.at <= self.at + len(self.old)
        )


def names(compiled: Compiled, released: PackageRead | None) -> dict[str, tuple[str, ...]]:
    """The names of the fields of notes that the deck has, or had in that release, by guid."""
    guids = compiled.guids()
    had = {note.guid: tuple(note.fields) for note in released.notes} if released else {}
    return had | {guids[one.content.key]: _names(one) for one in compiled.packed}


def gone(compiled: Compiled, given: Exported, released: PackageRead) -> list[str]:
    """The keys of notes that a student changed, and that the deck doesn't have any more."""
    guids = compiled.guids()
    here = {guids[one.content.key] for one in compiled.packed if one.note is not None}
    return [
        note.fields.get("Key", note.guid)
        for note in released.notes
        if note.guid in given.notes.keys() - here
        and any(
            _text(given.notes[note.guid].get(name, ""), plain=given.plain)
            != _text(html, plain=given.plain)
            for name, html in note.fields.items()
            if name not in {*_NOT_SAID, *_OWN}
        )
    ]


def suggested(
    compiled: Compiled, given: Exported, released: PackageRead | None
) -> list[Suggestion]:
    """The changes of all notes, in the deck's order; not what the deck says itself by now.

    ``released``: what the student had; without it, what the deck says now.
    """
    had = {note.guid: note.fields for note in released.notes} if released else {}
    guids = compiled.guids()
    return [
        suggestion
        for one in compiled.packed
        if one.note is not None and (guid := guids[one.content.key]) in given.notes
        for suggestion in _of_note(
            one, one.note.about.place, given.notes[guid], had.get(guid), plain=given.plain
        )
    ]


def _of_note(
    one: Packed, place: Place, given: Fields, had: Fields | None, *, plain: bool
) -> Iterator[Suggestion]:
    own = _names(one)
    key = one.content.key
    last = own.index(_LAST) + 1 if one.note_type.more is None else len(own)
    for name, html in zip(own[:last], one.filled.fields, strict=False):
        if name in _NOT_SAID or name not in given:
            continue
        now, new = _text(html, plain=plain), _text(given[name], plain=plain)
        old = now if had is None else _text(had.get(name, ""), plain=plain)
        if new not in {old, now}:
            yield Suggestion(key=key, field=name, old=old, new=new, place=place, plain=plain)


def says(compiled: Compiled, suggestion: Suggestion) -> bool:
    """Whether the deck now says what was suggested; the numbers of clozes are the lock's matter."""
    return any(
        one.content.key == suggestion.key
        and _said(one, suggestion) == _HIDDEN.sub(r"((\1))", suggestion.new)
        for one in compiled.packed
    )


def _said(one: Packed, suggestion: Suggestion) -> str:
    html = one.filled.fields[_names(one).index(suggestion.field)]
    return _HIDDEN.sub(r"((\1))", _text(html, plain=suggestion.plain))


def _names(one: Packed) -> tuple[str, ...]:
    return one.note_type.names


def _text(html: str, *, plain: bool) -> str:
    """A field as text; without HTML as Anki does it (html_to_text_line in rslib/src/text.rs)."""
    if plain:
        return " ".join(stripped(_SPACE.sub(" ", replaced(_PICTURE, "", html))).split())
    lines = stripped(_END.sub("\n", html.replace("\n", " "))).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


# edits


def edits(compiled: Compiled, suggestion: Suggestion, text: str) -> list[Edit] | None:
    """What to change in the text of its sheet; None where a change doesn't stand once in its fact.

    A hidden stretch is looked for in its marks, and without them, as it stands in a list.
    """
    first, last = _of_fact(compiled, suggestion.place)
    lines = text.split("\n")[first - 1 : last]
    for form in (r"((\1))", r"\1"):
        old, new = (_HIDDEN.sub(form, one) for one in (suggestion.old, suggestion.new))
        placed = [_placed(lines, stretch) for stretch in _changes(old, new)]
        found = [_trimmed(one, first - 1) for one in placed if one is not None]
        if found and len(found) == len(placed):
            return found
    return None


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits, none of which clashes with another."""
    lines = text.split("\n")
    for one in sorted(edits, reverse=True):
        line = lines[one.line]
        lines[one.line] = line[: one.at] + one.new + line[one.at + len(one.old) :]
    return "\n".join(lines)


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


def _changes(old: str, new: str) -> Iterator[Stretch]:
    """The changes of a text, line by line where both have as many."""
    before, after = old.split("\n"), new.split("\n")
    if len(before) != len(after):
        before, after = [" ".join(before)], [" ".join(after)]
    for one, other in zip(before, after, strict=True):
        yield from _stretches(one.split(" "), other.split(" "))


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[Stretch]:
    if len(before) * len(after) > _MOST:
        yield ()
        return
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for what, i, j, k, m in opcodes:
        if what != "equal":
            yield [
                (" ".join([*head, *before[i:j], *tail]), " ".join([*head, *after[k:m], *tail]))
                for left, right in _WIDTHS
                for head, tail in [(before[max(0, i - left) : i], before[j : j + right])]
            ]


def _placed(lines: Sequence[str], stretch: Stretch) -> Edit | None:
    """Where a change stands, if it stands once; a first letter may be a small one."""
    for old, new in stretch:
        for one, other in ((old, new), (_small(old), _small(new))):
            counts = [line.count(one) for line in lines] if one else []
            if sum(counts) > 1:
                return None
            if sum(counts) == 1:
                at = counts.index(1)
                return Edit(line=at, at=lines[at].index(one), old=one, new=other)
    return None


def _equal(one: str, other: str) -> int:
    """How many characters both begin with."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _trimmed(edit: Edit, down: int) -> Edit:
    """The same edit without what both texts begin and end with, some lines further down."""
    head = _equal(edit.old, edit.new)
    old, new = edit.old[head:], edit.new[head:]
    tail = _equal(old[::-1], new[::-1])
    return Edit(
        line=edit.line + down,
        at=edit.at + head,
        old=old[: len(old) - tail],
        new=new[: len(new) - tail],
    )


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
