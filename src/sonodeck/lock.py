"""The lock: key → guid, content hash, modification time and card numbers of every note shipped.

It is what keeps a student's progress when a fact changes, so it is committed with the sheets, read
by people in diffs, and never guessed at: a line that can't be read is an error with a way out.

    sonodeck-lock 1 anatomy-k3f9
    @question 0123456789abcdef 1767225600
    heart.valve.which g;M/w}f8Zq 0123456789abcdef 1767225600 q:1,2
    list.chambers.items hX4$kL0(u2 0123456789abcdef 1767225600 c:left-atrium=1,!right=2~Right%20one
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Literal
from urllib.parse import unquote

from genanki.util import guid_for

from sonodeck.diagnostics import Diagnostic, Place, problem, source_lines
from sonodeck.questions.items import Pinned

FORMAT = "sonodeck-lock 1"

TypeName = Literal["question", "cloze"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One note as shipped; ``mod`` is in seconds since 1970."""

    key: str
    guid: str
    hash: str
    mod: int
    type: TypeName
    cards: tuple[Pinned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Content hash and modification time of a note type."""

    hash: str
    mod: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The lock of one deck."""

    deck: str
    entries: Mapping[str, Entry] = field(default_factory=dict)
    types: Mapping[str, Stamp] = field(default_factory=dict)

    def clozes(self) -> dict[str, tuple[Pinned, ...]]:
        """The cloze notes shipped, each with its items."""
        return {key: entry.cards for key, entry in self.entries.items() if entry.type == "cloze"}

    def newest(self) -> int:
        """The newest modification time, 0 in an empty lock."""
        entries = (entry.mod for entry in self.entries.values())
        return max((*entries, *(stamp.mod for stamp in self.types.values())), default=0)


# reading

_SAFE = re.compile(r"[^\s,~%=!]")
_LINE = re.compile(r"(\S+) (\S+) ([0-9a-f]{16}) ([1-9][0-9]{0,11}) ([qc]):(\S+)")
_TYPE = re.compile(r"@(question|cloze) ([0-9a-f]{16}) ([1-9][0-9]{0,11})")
_QUESTION_CARD = re.compile(r"(!?)([12])")
_CLOZE_CARD = re.compile(r"(!?)([a-z0-9-]+)=([1-9][0-9]{0,2})(?:~([^,~]*))?")
_RESTORE = "take the file back from version control (git checkout -- deck.lock)"


def read(data: bytes, path: str, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock, or None and every reason why it can't be used."""
    try:
        lines = source_lines(data.decode("utf-8").removesuffix("\n"))
    except UnicodeDecodeError:
        return None, [problem("SD501", Place(path, 1, 1), "the lock is not UTF-8", _RESTORE)]
    found = _first_line(lines, path, deck_id)
    if found:
        return None, found
    entries: dict[str, Entry] = {}
    types: dict[str, Stamp] = {}
    for number, line in enumerate(lines[1:], 2):
        message = _read_line(line, entries, types)
        if message:
            found.append(problem("SD501", Place(path, number, 1, len(line)), message, _RESTORE))
    if found:
        return None, found
    return Lock(deck=deck_id, entries=entries, types=types), []


def _first_line(lines: Sequence[str], path: str, deck_id: str) -> list[Diagnostic]:
    first = lines[0] if lines else ""
    place = Place(path, 1, 1, max(1, len(first)))
    if not first.startswith("sonodeck-lock "):
        return [problem("SD501", place, "this is not a lock of sonodeck", _RESTORE)]
    if not first.startswith(FORMAT + " "):
        message = "the lock was written by a newer sonodeck"
        return [problem("SD501", place, message, "install that version or a newer one")]
    written = first.removeprefix(FORMAT + " ")
    if written != deck_id:
        message = f"the lock is of the deck {written!r}, deck.yaml says {deck_id!r}"
        hint = (
            f"renamed? put {written!r} back as 'id' in deck.yaml (it never changes).\n"
            "fork? delete deck.lock: your deck then has notes of its own"
        )
        return [problem("SD502", place, message, hint)]
    return []


def _read_line(line: str, entries: dict[str, Entry], types: dict[str, Stamp]) -> str | None:
    """Take one line; a message where it can't be taken."""
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        return "a conflict of git stands in the lock; keep the lines of both sides, delete this one"
    stamp = _TYPE.fullmatch(line)
    if stamp:
        types[stamp[1]] = Stamp(hash=stamp[2], mod=int(stamp[3]))
        return None
    match = _LINE.fullmatch(line)
    if not match:
        return "a damaged line"
    kind: TypeName = "question" if match[5] == "q" else "cloze"
    cards = _read_cards(match[6], kind)
    if cards is None:
        return "damaged card numbers"
    if match[1] in entries:
        return f"{match[1]!r} stands twice in the lock"
    entries[match[1]] = Entry(
        key=match[1], guid=match[2], hash=match[3], mod=int(match[4]), type=kind, cards=cards
    )
    return None


def _read_cards(text: str, kind: TypeName) -> tuple[Pinned, ...] | None:
    cards = []
    for part in text.split(","):
        match = (_QUESTION_CARD if kind == "question" else _CLOZE_CARD).fullmatch(part)
        if match is None:
            return None
        if kind == "question":
            cards.append(Pinned("", int(match[2]), "", gone=bool(match[1])))
        else:
            said = match[2].replace("-", " ") if match[4] is None else unquote(match[4])
            cards.append(Pinned(match[2], int(match[3]), said, gone=bool(match[1])))
    numbers = [card.number for card in cards]
    return tuple(cards) if len(set(numbers)) == len(numbers) else None


# writing


def write(lock: Lock) -> bytes:
    """The lock as text: one line per note, sorted by key."""
    lines = [f"{FORMAT} {lock.deck}"]
    lines += [f"@{name} {stamp.hash} {stamp.mod}" for name, stamp in sorted(lock.types.items())]
    lines += [_line(entry) for _, entry in sorted(lock.entries.items())]
    return ("\n".join(lines) + "\n").encode()


def _line(entry: Entry) -> str:
    cards = ",".join(_card(card, entry.type) for card in entry.cards)
    return f"{entry.key} {entry.guid} {entry.hash} {entry.mod} {entry.type[0]}:{cards}"


def _card(card: Pinned, kind: TypeName) -> str:
    gone = "!" if card.gone else ""
    if kind == "question":
        return f"{gone}{card.number}"
    same = card.text == card.item.replace("-", " ")
    return f"{gone}{card.item}={card.number}" + ("" if same else f"~{_quoted(card.text)}")


def _quoted(text: str) -> str:
    return "".join(
        c if _SAFE.fullmatch(c) else "".join(f"%{b:02X}" for b in c.encode()) for c in text
    )


# comparing


def moved(lock: Lock, notes: Iterable[tuple[str, Sequence[str]]]) -> Lock:
    """The lock with renamed notes under their new keys: guid, time and card numbers go along.

    ``notes``: each one's key, and the keys that it may have been shipped under. A key that the
    lock knows is never taken from elsewhere, so a ``formerly`` may stay in a sheet for ever.
    """
    entries = dict(lock.entries)
    notes = list(notes)
    current = {key for key, _ in notes}
    for key, formerly in notes:
        if key in lock.entries:
            continue
        old = next((one for one in formerly if one in entries and one not in current), None)
        if old is not None:
            entries[key] = replace(entries.pop(old), key=key)
    return replace(lock, entries=entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a note is made of, for the lock: all that reaches a student."""

    key: str
    type: TypeName
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    media: tuple[str, ...]
    cards: tuple[Pinned, ...]
    place: Place


def question_cards(shipped: Entry | None, *, reverse: bool) -> tuple[Pinned, ...]:
    """The cards of a question note; a reverse once shipped stays, if need be as withdrawn."""
    cards = [Pinned("", 1, "")]
    known = shipped is not None and any(card.number == 2 for card in shipped.cards)
    if reverse or known:
        cards.append(Pinned("", 2, "", gone=not reverse))
    return tuple(cards)


def content_hash(parts: Iterable[object]) -> str:
    """Changes when any part changes; NFC and LF, so that a checkout's line ends don't count."""
    encoded = json.dumps(list(parts), ensure_ascii=False, separators=(",", ":"))
    normal = unicodedata.normalize("NFC", encoded.replace("\\r\\n", "\\n"))
    return sha256(normal.encode()).hexdigest()[:16]


def update(
    lock: Lock, contents: Sequence[Content], types: Mapping[str, str], now: int
) -> tuple[Lock, list[Diagnostic]]:
    """The lock after a build: what is unchanged keeps its mod, what changed gets a newer one.

    ``types`` maps a note type's name to its hash; ``now`` is in seconds. Notes that are no longer
    made stay in the lock.
    """
    found = list(_changed_types(lock, contents))
    entries = dict(lock.entries)
    for content in contents:
        entries[content.key] = _entry(lock, content, now)
    stamps = {
        name: known
        if (known := lock.types.get(name)) is not None and known.hash == digest
        else Stamp(hash=digest, mod=max(now, known.mod + 1 if known else 0))
        for name, digest in types.items()
    }
    return replace(lock, entries=entries, types=stamps), found


def _entry(lock: Lock, content: Content, now: int) -> Entry:
    digest = content_hash([content.type, content.fields, content.tags, content.media])
    known = lock.entries.get(content.key)
    if known is None:
        guid = str(guid_for("sonodeck", lock.deck, content.key))
        mod = now
    else:
        guid = known.guid
        mod = known.mod if known.hash == digest else max(now, known.mod + 1)
    return Entry(
        key=content.key, guid=guid, hash=digest, mod=mod, type=content.type, cards=content.cards
    )


def _changed_types(lock: Lock, contents: Iterable[Content]) -> Iterator[Diagnostic]:
    for content in contents:
        known = lock.entries.get(content.key)
        if known is not None and known.type != content.type:
            message = (
                f"{content.key} was shipped as a {known.type} note and would become a "
                f"{content.type} note; Anki can't turn one into the other"
            )
            hint = "give the question a new id in the kind; the old note is then retired"
            yield problem("SD503", content.place, message, hint)
