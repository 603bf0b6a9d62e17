"""What a student who re-imports will see: a build held against the lock, or against a release."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from html import escape, unescape
from pathlib import Path
from typing import Literal, TypeAlias, assert_never

from sonodeck.anki.apkg.text import replaced, without_tags
from sonodeck.anki.changes import changes_beside
from sonodeck.anki.lock import Entry, Lock, decks
from sonodeck.anki.notetypes import NoteType
from sonodeck.anki.notetypes.fields import topic
from sonodeck.anki.packed import PackageRead, PackedNote
from sonodeck.anki.release import Plan
from sonodeck.anki.rows import Ready
from sonodeck.anki.since import own_notes
from sonodeck.common.frozen import dataclass
from sonodeck.sheets import fieldhtml

What = Literal["new", "changed", "withdrawn", "retired"]
Format = Literal["text", "json", "md"]

_BREAK = re.compile(r"<(?:br|/p|/li|/tr|/th|/h2|/section)[^>]*>")
_MEDIA = re.compile(r'src="([^"]*)"|\[sound:([^\]]*)\]')
# The marks of a cloze are whole, so that no mark of a change comes to stand inside them.
_WORD = re.compile(r"\s+|\{\{c[0-9]+::|\}\}|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field before and after; ``old`` is None against a lock, which keeps no text."""

    field: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One note that a re-import touches; not if it is ``older`` than the student's."""

    key: str
    what: What
    fields: tuple[FieldChange, ...]
    withdrawn: tuple[int, ...] = ()
    older: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that a re-import does; ``search`` finds the retired notes in Anki's browser.

    ``files``: what a release consists of, in the order in which it is imported, where it is known
    what students have. ``decks``: topics that no note has any more, each with the one instead.
    """

    changes: tuple[Change, ...]
    untouched: int
    types: tuple[str, ...]
    search: str
    files: tuple[str, ...] = ()
    decks: tuple[tuple[str, str], ...] = ()

    def of(self, what: What) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.what == what)


def against_lock(plan: Plan, lock: Lock) -> Difference:
    """What the next build would do."""
    changes = [
        change
        for ready in (*plan.main, *plan.retired)
        if (change := _by_entry(ready, lock.entries.get(ready.entry.key))) is not None
    ]
    types = tuple(name for name, stamp in plan.lock.types.items() if lock.types.get(name) != stamp)
    now = {ready.entry.guid: ready.deck for ready in plan.main}
    pairs = tuple((topic(a), topic(b)) for a, b in decks.renamed(lock, now))
    return replace(_difference(plan, changes, types), decks=pairs)


def _by_entry(ready: Ready, old: Entry | None) -> Change | None:
    new = ready.entry
    if old is None:
        return Change(key=new.key, what="new", fields=_shown(ready))
    if replace(old, options=new.options) == new:
        return None
    if new.retired:
        return Change(key=new.key, what="retired", fields=())
    gone = {card.number for card in new.cards if card.gone}
    withdrawn = gone - {card.number for card in old.cards if card.gone}
    what: What = "withdrawn" if withdrawn else "changed"
    fields = _shown(ready)
    if old.options != new.options:
        before, after = (", ".join(one.said for one in entry.options) for entry in (old, new))
        fields += (FieldChange(field="Options", old=escape(before), new=escape(after)),)
    return Change(key=new.key, what=what, fields=fields, withdrawn=tuple(sorted(withdrawn)))


def against_package(plan: Plan, package: PackageRead, tag: str) -> Difference:
    """What a student who has that release will see."""
    old = {note.guid: note for _, note in own_notes(package, plan.types)}
    changes = [
        change
        for ready in (*plan.main, *plan.retired)
        if (change := _by_note(ready, old.get(ready.entry.guid))) is not None
    ]
    types = tuple(
        name
        for name, own in plan.types.by_name().items()
        if (packed := package.types.get(own.id)) is not None
        and packed.whole.as_own(like=own) != own
    )
    sent = any(
        one.what == "retired" or (one.what != "new" and not _of_tags(one.fields)) for one in changes
    )
    names = (changes_beside(Path(f"{tag}.apkg")).name, f"{tag}.apkg")
    found = _difference(plan, changes, types)
    return replace(found, files=names if sent else names[1:], decks=_renamed(plan, old))


def _renamed(plan: Plan, old: Mapping[str, PackedNote]) -> tuple[tuple[str, str], ...]:
    """Topics, and so decks, that have another name now; not where a note alone moved."""
    left = {_topic(ready) for ready in plan.main}
    pairs = {
        (unescape(before), after)
        for ready in plan.main
        if (after := _topic(ready)) is not None
        and (note := old.get(ready.entry.guid)) is not None
        and note.cards
        and (before := note.fields.get("Topic", ""))
    }
    return tuple(sorted((before, after) for before, after in pairs if before not in left))


def _by_note(ready: Ready, old: PackedNote | None) -> Change | None:
    new = ready.entry
    if old is None:
        # Retired before this release was made: a student who has only that never had it.
        return None if new.retired else Change(key=new.key, what="new", fields=_shown(ready))
    if new.retired:
        return Change(key=new.key, what="retired", fields=())
    names = _names(ready)
    fields = tuple(
        FieldChange(field=name, old=before, new=after)
        for name, after in zip(names, ready.fields, strict=True)
        if not _same(before := old.fields.get(name, ""), after, ready.note_type)
    )
    if old.tags != ready.tags:
        before, after = " ".join(old.tags), " ".join(ready.tags)
        fields += (FieldChange(field="Tags", old=before, new=after),)
    older = new.mod <= old.mod
    if not fields or (older and _of_tags(fields)):  # other tags alone are not sent
        return None
    withdrawn = tuple(card for card in old.cards if card not in ready.cards)
    what: What = "withdrawn" if withdrawn else "changed"
    return Change(key=new.key, what=what, fields=fields, withdrawn=withdrawn, older=older)


def _same(old: str, new: str, note_type: NoteType) -> bool:
    """Whether a field says the same; HTML of other programs may be written in another way."""
    return old == new or (note_type.more is not None and fieldhtml.same(old, new))


def _of_tags(fields: Sequence[FieldChange]) -> bool:
    return [one.field for one in fields] == ["Tags"]


def _difference(plan: Plan, changes: Sequence[Change], types: tuple[str, ...]) -> Difference:
    said = {found for one in plan.retired for found in _found_by(one)}
    retired = sum(change.what == "retired" for change in changes)
    return Difference(
        changes=tuple(changes),
        untouched=len(plan.main) - (len(changes) - retired),
        types=types,
        search=" or ".join(sorted(said)),
    )


def _found_by(ready: Ready) -> Iterator[str]:
    """What finds a retired note: what it says where its topic stood, else its tag."""
    topic = _topic(ready)
    if topic is not None:
        yield f'"Topic:{topic}"'
    else:
        yield from (f'"tag:{tag}"' for tag in ready.tags if tag.endswith("::retired"))


def _topic(ready: Ready) -> str | None:
    """What stands on top of its cards; None in a note type of the author's own."""
    if "Topic" in _names(ready) and ready.note_type.more is None:
        return unescape(ready.fields[_names(ready).index("Topic")])
    return None


def _names(ready: Ready) -> tuple[str, ...]:
    return ready.note_type.names


def _shown(ready: Ready) -> tuple[FieldChange, ...]:
    """The fields that say what the note is about."""
    wanted = {"Question", "Answer", "Reverse question", "Text"}
    if ready.note_type.more is not None:
        wanted = {*_names(ready)}
    return tuple(
        FieldChange(field=name, old=None, new=text)
        for name, text in zip(_names(ready), ready.fields, strict=True)
        if name in wanted and text
    )


# rendering

_TITLES: Mapping[What, str] = {
    "new": "New",
    "changed": "Changed",
    "withdrawn": "Withdrawn cards",
    "retired": "Retired",
}


def render(found: Difference, how: Format) -> str:
    """The difference for a terminal, for programs, or for release notes."""
    match how:
        case "json":
            counts = {what: len(found.of(what)) for what in _TITLES}
            return (
                json.dumps({"counts": counts, **asdict(found)}, ensure_ascii=False, indent=1) + "\n"
            )
        case "text":
            return "".join(_text(found))
        case "md":
            return "".join(_markdown(found))
    assert_never(how)


def summary(found: Difference) -> str:
    counted = [f"{len(found.of(what))} {what}" for what in _TITLES if found.of(what)]
    return ", ".join([*counted, f"{found.untouched} untouched"])


def _text(found: Difference) -> Iterator[str]:
    for what, title in _TITLES.items():
        for change in found.of(what):
            yield f"{title.lower()}: {change.key}\n"
            if change.withdrawn:
                yield f"  {_asked_no_more(change)}\n"
            for one in change.fields:
                yield f"  {one.field}: {_words(one, _ON_A_TERMINAL)}\n"
    if any(change.older for change in found.changes):
        yield f"{_older(found)}\n"
    for said in _of_all(found):
        yield f"{said}\n"
    if found.of("retired"):
        yield f"to find retired notes in Anki, search for: {found.search}\n"
    yield summary(found) + "\n"


def _markdown(found: Difference) -> Iterator[str]:
    yield from _how_to_update(found)
    for what, title in _TITLES.items():
        changes = found.of(what)
        if changes:
            yield f"## {title} ({len(changes)})\n\n"
        for change in changes:
            yield f"- `{change.key}`\n"
            if change.withdrawn:
                yield f"  - {_asked_no_more(change)}\n"
            for one in change.fields:
                yield f"  - {one.field}: {_words(one, _IN_MARKDOWN)}\n"
        if changes:
            yield "\n"
    if found.of("retired"):
        yield f"Find retired notes in Anki with `{found.search}`; suspend or delete them.\n\n"
    if any(change.older for change in found.changes):
        yield f"{_older(found)}\n\n"
    for said in _of_all(found):
        yield f"{said[0].upper()}{_IN_MARKDOWN.shown(said[1:])}.\n\n"
    are = "note is" if found.untouched == 1 else "notes are"
    yield f"{found.untouched} {are} untouched.\n"


def _how_to_update(found: Difference) -> Iterator[str]:
    if len(found.files) > 1:
        first, then = found.files
        kept = "what you wrote in *My notes* and your tags stay"
        yield f"To update, import `{first}` first, then `{then}`: {kept}.\n\n"


def _asked_no_more(change: Change) -> str:
    numbers = " and ".join(map(str, change.withdrawn))
    cards = f"card {numbers} is" if len(change.withdrawn) == 1 else f"cards {numbers} are"
    return f"{cards} no longer asked"


def _older(found: Difference) -> str:
    """Anki keeps a note that is as new as the imported one, or newer."""
    keys = [change.key for change in found.changes if change.older]
    shown = ", ".join(keys[:5]) + (" …" if len(keys) > 5 else "")
    return (
        f"Anki will not update {shown}: in deck.lock they are no newer than in that release (was a "
        "commit reverted?). Build with --since and that release, and they are sent."
    )


def _of_all(found: Difference) -> Iterator[str]:
    """What is said of many notes at once."""
    for before, after in found.decks:
        yield f"the deck {before} is now {after}: {decks.WHAT_STAYS}"
    if found.types:
        yield f"the cards' appearance changes (note type {' and '.join(found.types)}), but no note"


def _plain(html: str) -> str:
    """A field as one line of text; the numbers of clozes stay."""
    plain = unescape(without_tags(replaced(_BREAK, " / ", html)))
    end = len(plain)
    while plain.endswith(" / ", 0, end):
        end -= 3
    return plain[:end].strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What stands around text that went and that came; ``escaped``: what text may not do there."""

    gone: tuple[str, str]
    come: tuple[str, str]
    escaped: re.Pattern[str]

    def around(self, marks: tuple[str, str], text: str) -> str:
        """The text in marks, white space outside: in Markdown they don't count beside a space."""
        bare = text.strip()
        if not bare:
            return text if marks == self.come else ""
        before, _, after = text.partition(bare)
        return f"{before}{marks[0]}{self.shown(bare)}{marks[1]}{after}"

    def shown(self, text: str) -> str:
        return self.escaped.sub(r"\\\g<0>", text)


_ON_A_TERMINAL = _Marks(gone=("[-", "-]"), come=("{+", "+}"), escaped=re.compile("(?!)"))
_IN_MARKDOWN = _Marks(
    gone=("~~", "~~"), come=("**", "**"), escaped=re.compile(r"[\\`*_~<>\[\]#|&]")
)


def in_words(old: str, new: str) -> str:
    """Two texts in one, for a terminal."""
    return _words(FieldChange(field="", old=escape(old), new=escape(new)), _ON_A_TERMINAL)


def _words(change: FieldChange, marks: _Marks) -> str:
    """Old and new text word by word, what went and what came marked."""
    new = _plain(change.new)
    if change.old is None:
        return marks.shown(new) or "a picture"
    before = _plain(change.old)
    if before == new:
        old_media, new_media = (_MEDIA.findall(html) for html in (change.old, change.new))
        what = "formatting" if old_media == new_media else "pictures or sounds"
        return f"the same words with other {what}"
    shown = []
    for old, fresh in _stretches(_WORD.findall(before), _WORD.findall(new)):
        if old == fresh:
            shown.append(marks.shown(fresh))
        else:
            shown += [marks.around(marks.gone, old), marks.around(marks.come, fresh)]
    return "".join(shown)


_MOST = 500_000
"""Pairs of words up to which a change is looked at word by word; that takes their number's time."""

Pieces: TypeAlias = Iterator[tuple[Sequence[str], Sequence[str]]]


def _pieces(before: Sequence[str], after: Sequence[str]) -> Pieces:
    """Both texts in pieces, equal ones and others; of long ones what stands between equal ends."""
    shorter = min(len(before), len(after))
    head = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - head
    tail = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    yield before[:head], after[:head]
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) * len(new) > _MOST:
        yield old, new
    else:
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for _, a, b, c, d in matcher.get_opcodes():
            yield old[a:b], new[c:d]
    yield before[len(before) - tail :], after[len(after) - tail :]


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Old and new text in stretches that are equal or not; a mere space parts no two changes."""
    old = fresh = space = ""
    for words, others in _pieces(before, after):
        left, right = "".join(words), "".join(others)
        if left != right:
            old, fresh, space = old + space + left, fresh + space + right, ""
        elif not right:
            continue
        elif right.isspace() and (old or fresh):
            space = right
        else:
            if old or fresh:
                yield old, fresh
            yield right, right
            old = fresh = ""
    if old or fresh:
        yield old, fresh
    if space:
        yield space, space
