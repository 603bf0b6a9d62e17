"""Items of lists, steps and hidden stretches keep their identity when their text is corrected.

A card number belongs to an item, not to a position: else a student's history of "liver" would
stand under "spleen" as soon as the list is put into another order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sonodeck.questions.notes import Blank
from sonodeck.values import Item, slug

MAX_CARDS = 500
"""The highest cloze number that Anki makes a card for."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """An item as shipped: its id, its card number (from 1), its last text, whether it has left."""

    item: str
    number: int
    text: str
    gone: bool = False


def settled(items: tuple[Item, ...], shipped: Sequence[Pinned]) -> tuple[Item, ...]:
    """The items under the ids they were shipped with.

    An item is one shipped before if it has its id, else its text, else if it alone stands
    between the same neighbours where one alone has left. An id given by a person is kept; then
    ``formerly`` says which shipped item it is.
    """
    if not shipped:
        return items
    old = [pin for pin in shipped if not pin.gone]
    matched = _matched(items, old, {pin.item for pin in shipped})
    return tuple(
        _renamed(item, matched[at]) if at in matched else item for at, item in enumerate(items)
    )


def _renamed(item: Item, shipped: Pinned) -> Item:
    if item.given:
        return replace(item, formerly=shipped.item)
    return replace(item, id=shipped.item, formerly=None)


def _matched(items: Sequence[Item], old: Sequence[Pinned], known: set[str]) -> Mapping[int, Pinned]:
    """For the place of an item in the new list, the shipped one that it is."""
    by_id = {pin.item: pin for pin in old}
    ids = {item.formerly or item.id for item in items}
    free = {slug(pin.text): pin for pin in old if pin.item not in ids}
    matched: dict[int, Pinned] = {}
    for at, item in enumerate(items):
        pin = by_id.get(item.formerly or item.id)
        if pin is None and item.id not in known:
            pin = free.pop(slug(item.phrase.text), None)
        if pin is not None:
            matched[at] = pin
    return matched | _between(items, old, matched, known)


def _between(
    items: Sequence[Item], old: Sequence[Pinned], matched: Mapping[int, Pinned], known: set[str]
) -> dict[int, Pinned]:
    """One out and one in between the same neighbours: the same item, reworded."""
    places = {pin.item: at for at, pin in enumerate(old)}
    taken = {pin.item for pin in matched.values()}
    found: dict[int, Pinned] = {}
    for at, item in enumerate(items):
        if at in matched or item.given or item.id in known:
            continue
        before = matched.get(at - 1)
        after = matched.get(at + 1)
        if (before is None and at > 0) or (after is None and at < len(items) - 1):
            continue
        start = -1 if before is None else places[before.item]
        end = len(old) if after is None else places[after.item]
        if end - start == 2 and old[start + 1].item not in taken:
            found[at] = old[start + 1]
    return found


def pin(blanks: Sequence[Blank], shipped: Sequence[Pinned]) -> tuple[Pinned, ...]:
    """Card numbers for the items of a cloze note, in order: kept, revived or the next free one.

    Items that left follow, marked as gone. A number is never given to another item.
    """
    numbers = {known.item: known.number for known in shipped}
    following = max(numbers.values(), default=0)
    pinned: dict[str, Pinned] = {}
    for blank in blanks:
        if blank.item in pinned:
            continue
        number = numbers.get(blank.formerly) or numbers.get(blank.item)
        if number is None:
            following += 1
            number = following
        pinned[blank.item] = Pinned(blank.item, number, blank.typed or blank.text)
    kept = {one.number for one in pinned.values()}
    left = [replace(known, gone=True) for known in shipped if known.number not in kept]
    return (*pinned.values(), *sorted(left, key=lambda known: known.number))
