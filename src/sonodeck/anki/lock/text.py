"""The lock as text: one line per note, sorted by key, made to be merged by git line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from urllib.parse import quote, unquote

from sonodeck.anki.lock import ANEW, Entry, Lock, Stamp
from sonodeck.anki.lock.merged import Clash, merged
from sonodeck.anki.notetypes import OWN, TypeName
from sonodeck.common.diagnostics import Diagnostic, Place, problem, source_lines
from sonodeck.questions import Offered, Pinned

FORMAT = "sonodeck-lock 2"
_WITH_OWN = "sonodeck-lock 3"
_READ = ("sonodeck-lock 1", FORMAT, _WITH_OWN)
"""The formats that are read: the first had no options, the third has note types of the author's."""

_SAFE = re.compile(r"[^\s,~%=!]")
KEY = r"[a-z0-9+_-]+(?:\.[a-z0-9+_-]+){2,}"
GUID = r"[!-~]{1,64}"
TIME = r"[1-9][0-9]{0,9}"
_LINE = re.compile(rf"({KEY}) ({GUID}) ([0-9a-f]{{16}}) ({TIME}) ([qc]):(\S+?)(?: o:(\S+))?")
_OWN_LINE = re.compile(
    rf"({KEY}) ([!-~]{{1,400}}) ([0-9a-f]{{16}}) ({TIME}) n:(\S+) t:([a-z0-9-]+)"
    r"(?: i:([1-9][0-9]{0,15}))?"
)
_NO_CARD = "-"
_OWN_CARD = re.compile(r"(!?)([1-9][0-9]{0,2})(?:=([1-9][0-9]{0,15}))?")
_TYPE = re.compile(rf"@(question|cloze|{OWN}[a-z0-9-]+) ([0-9a-f]{{16}}) ({TIME})")
_DECK = re.compile(r"@deck (\S+) ([!-~]{1,400})")
_QUESTION_CARD = re.compile(r"(!?)([12])")
_CLOZE_CARD = re.compile(r"(!?)([a-z0-9-]+)=([1-9][0-9]{0,2})(?:~([^,~]*))?")
_OPTION = re.compile(r"([a-z0-9-]+)?(?:=([a-z0-9-]+))?")
_RESTORE = "restore the file from version control (git checkout -- deck.lock)"
_BOTH = "keep the lines of both sides and delete this line"
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def read(data: bytes, path: str, deck_id: str) -> tuple[Lock | None, list[Diagnostic]]:
    """The lock, or None and every reason why it can't be used."""
    try:
        lines = source_lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None, [problem("SD501", Place(path, 1, 1), "the lock is not UTF-8", _RESTORE)]
    if len(lines) > 1 and not lines[-1]:
        del lines[-1]
    found = _first_line(lines, path, deck_id)
    if found:
        return None, found
    entries: dict[str, Entry] = {}
    types: dict[str, Stamp] = {}
    decks: dict[str, str] = {}
    firsts = [f"{one} {deck_id}" for one in _READ]
    for number, line in enumerate(lines[1:], 2):
        if line in firsts:  # git kept that of both sides
            continue
        if (deck := _DECK.fullmatch(line)) is not None:
            path_, guid = unquote(deck[1]), unquote(deck[2])
            decks[path_] = min(guid, decks.get(path_, guid))  # git kept that of both sides
            continue
        message = _read_line(line, entries, types)
        if message:
            hint = _BOTH if line.startswith(_MARKERS) else _RESTORE
            found.append(problem("SD501", Place(path, number, 1, max(1, len(line))), message, hint))
    if found:
        return None, found
    return Lock(deck=deck_id, entries=entries, types=types, decks=decks), []


def told(clash: Clash, data: bytes, path: str) -> Diagnostic:
    """That two keys are one note, at the last line with its guid; ``data`` is the lock as read."""
    lines = source_lines(data.decode("utf-8"))
    at = max((n for n, line in enumerate(lines) if f" {clash.guid} " in line), default=0)
    message = f"{clash.one!r} and {clash.other!r} are one note in the lock, renamed in two ways"
    hint = (
        "keep the line of the note whose progress students should keep, delete the other:\n"
        "that note then becomes a new one"
    )
    return problem("SD501", Place(path, at + 1, 1, max(1, len(lines[at]))), message, hint)


def _first_line(lines: Sequence[str], path: str, deck_id: str) -> list[Diagnostic]:
    first = lines[0] if lines else ""
    place = Place(path, 1, 1, max(1, len(first)))
    if not first.startswith("sonodeck-lock "):
        return [problem("SD501", place, "this is not a sonodeck lock", _RESTORE)]
    form, _, written = first.rpartition(" ")
    if form not in _READ:
        message = "the lock was written by a newer sonodeck"
        return [problem("SD501", place, message, "install that version or a newer one")]
    if written != deck_id:
        message = f"the lock belongs to the deck {written!r}, but deck.yaml says {deck_id!r}"
        hint = (
            f"renamed? put {written!r} back as 'id' in deck.yaml (it never changes).\n"
            "fork? delete deck.lock: your deck then has its own notes"
        )
        return [problem("SD502", place, message, hint)]
    return []


def _read_line(line: str, entries: dict[str, Entry], types: dict[str, Stamp]) -> str | None:
    """Take one line; a message where it can't be taken."""
    match = _LINE.fullmatch(line)
    if not match:
        own = _OWN_LINE.fullmatch(line)
        return _read_own(own, entries) if own else _read_other(line, types)
    key, guid, digest, mod, letter, numbered, offered = match.groups()
    kind: TypeName = "question" if letter == "q" else "cloze"
    cards = _question_cards(numbered) if letter == "q" else _cloze_cards(numbered)
    if cards is None:
        return "damaged card numbers"
    options = _read_options(offered) if offered else ()
    if options is None or (options and kind == "cloze"):
        return "damaged options"
    entry = Entry(
        key=key, guid=guid, hash=digest, mod=int(mod), type=kind, cards=cards, options=options
    )
    return _take(entry, entries)


def _take(entry: Entry, entries: dict[str, Entry]) -> str | None:
    known = entries.setdefault(entry.key, entry)
    if known is not entry:
        if (known.guid, known.type) != (entry.guid, entry.type):
            return f"{entry.key!r} appears twice, as two notes; keep the line that was released"
        entries[entry.key] = merged(known, entry)
    return None


def _read_own(match: re.Match[str], entries: dict[str, Entry]) -> str | None:
    """A note in a note type of the author's own; its guid may be any text."""
    key, guid, digest, mod, numbered, folder, note_id = match.groups()
    parts = [] if numbered == _NO_CARD else numbered.split(",")
    found = [_OWN_CARD.fullmatch(part) for part in parts]
    pinned = [Pinned("", int(c[2]), "", gone=bool(c[1]), card=int(c[3] or 0)) for c in found if c]
    cards = _each_once(pinned) if len(pinned) == len(found) else None
    if cards is None:
        return "damaged card numbers"
    entry = Entry(
        key=key, guid=unquote(guid), hash=digest, mod=int(mod), type=OWN + folder, cards=cards,
        note_id=int(note_id or 0),
    )  # fmt: skip
    return _take(entry, entries)


def _read_other(line: str, types: dict[str, Stamp]) -> str | None:
    """A line that is no note's."""
    if line.startswith(_MARKERS):
        return "the lock contains a git conflict marker"
    stamp = _TYPE.fullmatch(line)
    if stamp is None:
        return "a damaged line"
    _take_stamp(stamp[1], Stamp(hash=stamp[2], mod=int(stamp[3])), types)
    return None


def _take_stamp(name: str, stamp: Stamp, types: dict[str, Stamp]) -> None:
    known = types.get(name)
    if known is None or known == stamp:
        types[name] = stamp
    else:
        types[name] = Stamp(hash=ANEW, mod=max(known.mod, stamp.mod))


@lru_cache
def _question_cards(text: str) -> tuple[Pinned, ...] | None:
    """The cards of a question note: one object for all notes that have the same."""
    found = [_QUESTION_CARD.fullmatch(part) for part in text.split(",")]
    cards = [Pinned("", int(one[2]), "", gone=bool(one[1])) for one in found if one]
    return _each_once(cards) if len(cards) == len(found) else None


def _cloze_cards(text: str) -> tuple[Pinned, ...] | None:
    cards = []
    for part in text.split(","):
        match = _CLOZE_CARD.fullmatch(part)
        if match is None:
            return None
        said = match[2].replace("-", " ") if match[4] is None else unquote(match[4])
        cards.append(Pinned(match[2], int(match[3]), said, gone=bool(match[1])))
    return _each_once(cards)


def _each_once(cards: Sequence[Pinned]) -> tuple[Pinned, ...] | None:
    """The cards, unless two have one number."""
    return tuple(cards) if len({card.number for card in cards}) == len(cards) else None


def _read_options(text: str) -> tuple[Offered, ...] | None:
    options = []
    for part in filter(None, text.split(",")):
        match = _OPTION.fullmatch(part)
        if match is None:
            return None
        options.append(Offered(match[1] or "", match[2] or ""))
    return tuple(options)


def write(lock: Lock) -> bytes:
    """The lock as text: one line per note, sorted by key."""
    own = any(one.type.startswith(OWN) for one in lock.entries.values())
    lines = [f"{_WITH_OWN if own else FORMAT} {lock.deck}"]
    lines += [
        f"@deck {_quoted(path)} {_in_ascii(guid)}" for path, guid in sorted(lock.decks.items())
    ]
    lines += [f"@{name} {stamp.hash} {stamp.mod}" for name, stamp in sorted(lock.types.items())]
    entries = (_line(lock.entries[key]) for key in sorted(lock.entries))
    return b"".join(f"{line}\n".encode() for line in chain(lines, entries))


def _line(entry: Entry) -> str:
    if entry.type.startswith(OWN):
        return _own_line(entry)
    cards = ",".join(_card(card, entry.type) for card in entry.cards)
    options = ",".join(offered.name for offered in entry.options)
    more = f" o:{options}" if options else ""
    return f"{entry.key} {entry.guid} {entry.hash} {entry.mod} {entry.type[0]}:{cards}{more}"


def _own_line(entry: Entry) -> str:
    cards = ",".join(
        f"{'!' if card.gone else ''}{card.number}" + (f"={card.card}" if card.card else "")
        for card in entry.cards
    )
    cards = cards or _NO_CARD
    known = f" i:{entry.note_id}" if entry.note_id else ""
    guid, folder = _in_ascii(entry.guid), entry.type.removeprefix(OWN)
    return f"{entry.key} {guid} {entry.hash} {entry.mod} n:{cards} t:{folder}{known}"


def _in_ascii(guid: str) -> str:
    """A guid of another program's, which may be any text."""
    return "".join(c if "!" <= c <= "~" and c != "%" else quote(c, safe="") for c in guid)


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
