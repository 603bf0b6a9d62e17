"""What git leaves of a note that two people changed apart: two lines, for it is one note still.

Both lines may have one key. Or one of the two renamed what the other changed or renamed too: then
git keeps a line for each key, and both hold the guid of the one note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import reduce

from sonodeck.anki.lock import ANEW, Entry, Lock
from sonodeck.common.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two keys that both have a note now, and one guid in the lock."""

    one: str
    other: str
    guid: str


def merged(one: Entry, other: Entry) -> Entry:
    """Both lines as one, to be stamped anew; the key and guid are those of the later one.

    The later line counts, also for the options; card numbers that only the earlier one has are
    kept, unless the later one gave them to another item: then that item gets the next free number.
    """
    if one == other:
        return one
    earlier, later = sorted((one, other), key=lambda entry: (entry.mod, entry.hash))
    cards = list(later.cards)
    taken = {card.number for card in cards}
    known = {(card.item, card.number if not card.item else 0) for card in cards}
    for card in earlier.cards:
        if (card.item, card.number if not card.item else 0) in known:
            continue
        number = max(taken) + 1 if card.number in taken else card.number
        taken.add(number)
        cards.append(replace(card, number=number))
    options = later.options or earlier.options
    return replace(later, hash=ANEW, cards=tuple(cards), options=options)


def cards_shared(lock: Lock) -> Lock:
    """The lock where each key of a note that has several knows all its cards and its last time."""
    entries = dict(lock.entries)
    for group in _groups(lock):
        if len({entry.type for entry in group}) == 1:
            whole = reduce(merged, group)
            entries |= {entry.key: replace(whole, key=entry.key) for entry in group}
    return replace(lock, entries=entries)


def one_key_each(
    lock: Lock, made: Collection[str], standing: Collection[tuple[str, str]]
) -> tuple[Lock, list[Clash]]:
    """The lock where each note has one key: that of the note made now.

    ``made``: the keys of all notes made; ``standing``: kind and id of all facts, whose retired
    notes have their key too. Where two keys are made, both stay and are told.
    """
    entries = dict(lock.entries)
    clashes = []
    for group in _groups(lock):
        keys = [entry.key for entry in group]
        kept = [key for key in keys if key in made]
        clashes += [Clash(one=kept[0], other=other, guid=group[0].guid) for other in kept[1:]]
        kept = kept or [key for key in keys if _fact(key) in standing][:1] or keys[:1]
        for key in keys:
            if key not in kept:
                del entries[key]
    return replace(lock, entries=entries), clashes


def _groups(lock: Lock) -> Iterator[list[Entry]]:
    """The entries that are one note, sorted by key, where there are several."""
    counts = Counter(entry.guid for entry in lock.entries.values())
    if len(counts) == len(lock.entries):
        return
    by_guid: dict[str, list[Entry]] = {}
    for _, entry in sorted(lock.entries.items()):
        if counts[entry.guid] > 1:
            by_guid.setdefault(entry.guid, []).append(entry)
    yield from by_guid.values()


def _fact(key: str) -> tuple[str, str]:
    kind, fact, *_ = key.split(".")
    return kind, fact
