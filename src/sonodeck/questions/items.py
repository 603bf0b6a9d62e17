"""Items of lists, steps and hidden stretches keep their identity when their text is corrected.

A card number belongs to an item, not to a position: else a student's history of "liver" would
stand under "spleen" as soon as the list is put into another order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from itertools import count

from sonodeck.common.frozen import dataclass
from sonodeck.questions.notes import Blank, Offered
from sonodeck.sheets import Item, slug

MAX_CARDS = 500
"""The highest cloze number that Anki makes a card for."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """An item as shipped: its id, its card number (from 1), its last text, whether it has left.

    ``card``: the id that its card has in Anki, where another program gave it; else 0.
    """

    item: str
    number: int
    text: str
    gone: bool = False
    card: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """What was shipped before, by key: the items of cloze notes, the wrong options of questions."""

    clozes: Mapping[str, tuple[Pinned, ...]] = field(default_factory=dict)
    options: Mapping[str, tuple[Offered, ...]] = field(default_factory=dict)


NOTHING_LOCKED = Locked()


def settled(items: tuple[Item, ...], shipped: Sequence[Pinned]) -> tuple[Item, ...]:
    """The items under the ids they were shipped with, each id once.

    An item is the one shipped before that has its id, else its text, else the one that left if
    both stand alone between the same neighbours. An id given by a person is kept; then
    ``formerly`` says which shipped item it is. Where the one shipped under an item's id has
    become another item, this one is new and gets an id that is free.
    """
    if not shipped:
        return items
    matched = _matched(items, shipped)
    matched |= _between(items, [pin for pin in shipped if not pin.gone], matched)
    taken = {pin.item for pin in shipped} | {item.id for item in items if item.given}
    found = []
    for at, item in enumerate(items):
        found.append(_settled(item, matched.get(at), taken))
        taken.add(found[-1].id)
    return tuple(found)


def _settled(item: Item, shipped: Pinned | None, taken: Collection[str]) -> Item:
    if not item.given:
        return replace(item, id=shipped.item if shipped else free(item.id, taken), formerly=None)
    renamed = shipped is not None and shipped.item != item.id
    return replace(item, formerly=shipped.item if shipped and renamed else None)


def free(item: str, taken: Collection[str]) -> str:
    """The id, with a number behind it where it is taken."""
    if item not in taken:
        return item
    return next(new for at in count(2) if (new := f"{item}-{at}") not in taken)


@dataclass(frozen=True, slots=True)
class _Same:
    """What an item and a shipped one have in common if they are the same; None: nothing."""

    of: Callable[[Item], object]
    shipped: Callable[[Pinned], object]


_GIVEN = _Same(lambda item: item.id if item.given else None, lambda pin: pin.item)
_NAMED = _Same(lambda item: item.id, lambda pin: pin.item)
_FORMER = _Same(lambda item: item.formerly, lambda pin: pin.item)
_SAID = _Same(lambda item: slug(item.phrase.text), lambda pin: slug(pin.text))
_SAID_ONLY = _Same(lambda item: None if item.given else _SAID.of(item), _SAID.shipped)
_UNCHANGED = _Same(
    lambda item: None if item.given else (item.id, _SAID.of(item)),
    lambda pin: (pin.item, _SAID.shipped(pin)),
)


def _matched(items: Sequence[Item], shipped: Sequence[Pinned]) -> dict[int, Pinned]:
    """For the place of an item in the new list, the shipped one that it is.

    What is certain comes first, and those that never left come before those that did.
    """
    live = [pin for pin in shipped if not pin.gone]
    gone = [pin for pin in shipped if pin.gone]
    given = {item.id for item in items if item.given}
    others_gone = [pin for pin in gone if pin.item not in given]
    matched: dict[int, Pinned] = {}
    for same, pins in (
        *((same, live) for same in (_GIVEN, _UNCHANGED, _SAID_ONLY, _FORMER, _NAMED)),
        (_GIVEN, gone),
        (_SAID, live),
        *((same, others_gone) for same in (_UNCHANGED, _SAID, _FORMER, _NAMED)),
    ):
        taken = {pin.number for pin in matched.values()}
        left = {same.shipped(pin): pin for pin in reversed(pins) if pin.number not in taken}
        for at, item in enumerate(items):
            if at not in matched and (pin := left.pop(same.of(item), None)) is not None:
                matched[at] = pin
    return matched


def _between(
    items: Sequence[Item], old: Sequence[Pinned], matched: Mapping[int, Pinned]
) -> dict[int, Pinned]:
    """One out and one in between the same neighbours: the same item, reworded."""
    places = {pin.number: at for at, pin in enumerate(old)}
    taken = {pin.number for pin in matched.values()}
    ends = {-1: -1, len(items): len(old)}
    at_of = ends | {at: places[pin.number] for at, pin in matched.items() if not pin.gone}
    return {
        at: old[at_of[at - 1] + 1]
        for at, item in enumerate(items)
        if at not in matched
        and not item.given
        and at - 1 in at_of
        and at_of.get(at + 1) == at_of[at - 1] + 2
        and old[at_of[at - 1] + 1].number not in taken
    }


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
    for known in sorted(shipped, key=lambda known: known.number):
        if known.number not in kept:
            item = free(known.item, pinned)
            pinned[item] = replace(known, item=item, gone=True)
    return tuple(pinned.values())
