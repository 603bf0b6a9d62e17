"""Notes that were shipped and are made no longer: what became of them, and whether it was meant."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sonodeck.anki.lock import Entry, Lock
from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.common.frozen import dataclass
from sonodeck.questions import Pinned
from sonodeck.sheets import Patience, is_example

FEW = 3
"""So many notes may be retired at once from any deck or kind, however small it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What the deck has now, by the parts of keys: each name with its place.

    ``kinds``: those of the deck itself; ``facts`` and ``questions``: by kind and id; ``keys``: of
    all notes made; ``items``: of the cloze notes, by key.
    """

    kinds: Mapping[str, Place]
    facts: Mapping[tuple[str, str], Place]
    questions: Mapping[tuple[str, str], Place]
    keys: Mapping[str, Place]
    items: Mapping[str, Sequence[Pinned]]


def vanished(lock: Lock, keys: Collection[str]) -> list[Entry]:
    """The entries whose notes are not among ``keys`` any more and were not retired before."""
    return [
        entry
        for key, entry in sorted(lock.entries.items())
        if key not in keys and not entry.retired
    ]


def without_examples(
    lock: Lock,
    made: Collection[str],
    standing: Collection[tuple[str, str]],
    released: Collection[str],
) -> Lock:
    """The lock without the examples of 'sonodeck new' that were deleted before anybody had them.

    ``made``: the keys of all notes; ``standing``: kind and id of all facts; ``released``: the guids
    of a release, whose notes stay whatever they are. A plain build knows of no release, but to
    'build --since' such a note is one that students have.
    """
    entries = {
        key: entry
        for key, entry in lock.entries.items()
        if key in made
        or entry.retired
        or entry.guid in released
        or (key.split(".")[0], key.split(".")[1]) in standing
        or not any(map(is_example, key.split(".")[1].split("+")))
    }
    return lock if len(entries) == len(lock.entries) else replace(lock, entries=entries)


def renamed_perhaps(lock: Lock, present: Present) -> list[Diagnostic]:
    """An id that is gone while a new one came: with the ``formerly`` line that would link them."""
    gone = [entry.key.split(".") for entry in vanished(lock, present.keys)]
    kinds = _kinds_renamed(lock, present)
    gone = [key for key in gone if key[0] not in kinds]
    known = {tuple(key.split(".")[:2]) for key in lock.entries}
    asked = {(kind, question) for kind, _, question, *_ in (k.split(".") for k in lock.entries)}
    facts_gone = {
        (kind, fact) for kind, fact, *_ in gone if fact != "-" and (kind, fact) not in present.facts
    }
    questions_gone = {(kind, q) for kind, _, q, *_ in gone if (kind, q) not in present.questions}
    facts_new = {pair: place for pair, place in present.facts.items() if pair not in known}
    questions_new = {p: place for p, place in present.questions.items() if p not in asked}
    patience = Patience()
    return [
        *(_kind_told(old, new, present.kinds[new]) for old, new in kinds.items()),
        *_pairs(facts_gone, facts_new, "fact", patience),
        *_pairs(questions_gone, questions_new, "question", patience),
        *_parts(gone, [key for key in present.keys if key not in lock.entries], present, patience),
        *_items(lock, present, patience),
    ]


def _nearest(name: str, known: Sequence[str], patience: Patience, cutoff: float) -> str | None:
    """The id most like a name, from a likeness of ``cutoff`` (0 to 1) on."""
    if not patience.lasts(len(known)):
        return None
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=cutoff)), None)


def _kinds_renamed(lock: Lock, present: Present) -> dict[str, str]:
    """Kinds that have no facts any more, each with a new one that has at least half of them."""
    before: dict[str, set[str]] = {}
    for entry in lock.entries.values():
        kind, fact, *_ = entry.key.split(".")
        if fact != "-" and "+" not in fact and not entry.retired:
            before.setdefault(kind, set()).add(fact)
    now: dict[str, set[str]] = {}
    for kind, fact in present.facts:
        now.setdefault(kind, set()).add(fact)
    known = {_kind(entry) for entry in lock.entries.values()}
    fresh = [kind for kind in present.kinds if kind in now and kind not in known]
    return {
        kind: new
        for kind, facts in sorted(before.items())
        if kind not in now
        for new in fresh
        if 2 * len(facts & now[new]) >= len(facts)
    }


def _kind_told(old: str, new: str, place: Place) -> Diagnostic:
    message = f"the kind {old!r} disappeared, and the new kind {new!r} has its facts"
    hint = (
        f"renamed? add the line 'formerly: {old}' below 'kind' so that students keep their progress"
    )
    return problem("SD507", place, message, hint, add=f"formerly: {old}")


def _parts(
    gone: Iterable[Sequence[str]], new: Iterable[str], present: Present, patience: Patience
) -> Iterator[Diagnostic]:
    """Values and steps: one note each, whose part of the key is new where another one is gone."""
    fresh: dict[tuple[str, ...], list[str]] = {}
    for key in new:
        *ids, part = key.split(".")
        fresh.setdefault(tuple(ids), []).append(part)
    left: dict[tuple[str, ...], list[str]] = {}
    for *ids, part in gone:
        if len(ids) == 3 and part != "all" and "+" not in ids[1]:
            left.setdefault(tuple(ids), []).append(part)
    for whose, parts in left.items():
        what = "value" if whose[1] == "-" else "step"
        alone = len(parts) == len(fresh.get(whose, ())) == 1
        for old, new_part in _near(parts, fresh.get(whose, ()), patience, alone=alone):
            yield _part_told(what, ".".join(whose), old, new_part, present)


def _items(lock: Lock, present: Present, patience: Patience) -> Iterator[Diagnostic]:
    """Items of lists and steps, whose cards are of one note."""
    for key, pins in present.items.items():
        known = {pin.item: pin for pin in lock.entries[key].cards} if key in lock.entries else {}
        gone = [p.item for p in pins if p.gone and p.item in known and not known[p.item].gone]
        fresh = [pin.item for pin in pins if pin.item not in known]
        for old, new in _near(gone, fresh, patience, alone=False):
            if f"{key}.{old}" not in lock.entries:  # a step has a note of its own, told above
                yield _part_told("item", key, old, new, present)


def _near(
    gone: Iterable[str], new: Iterable[str], patience: Patience, *, alone: bool
) -> Iterator[tuple[str, str]]:
    """Each id that is gone with the new one most like it; ``alone``: whatever it looks like."""
    left = sorted(new)
    for old in sorted(gone):
        near = _nearest(old, left, patience, 0.0 if alone else 0.5)
        if near is not None:
            left.remove(near)
            yield old, near


def _part_told(what: str, whose: str, old: str, new: str, present: Present) -> Diagnostic:
    place = present.keys.get(f"{whose}.{new}") or present.keys[whose]
    message = f"the {what} {old!r} of {whose.replace('.-.', '.')} disappeared, and {new!r} is new"
    hint = (
        f"renamed? write {{text: …, formerly: {old}}} so that students keep their progress.\n"
        "If it is a different one, do nothing: notes about the old one are retired"
    )
    return problem("SD507", place, message, hint)


def _pairs(
    gone: Iterable[tuple[str, str]],
    new: Mapping[tuple[str, str], Place],
    what: str,
    patience: Patience,
) -> Iterator[Diagnostic]:
    by_kind: dict[str, list[str]] = {}
    by_id: dict[str, list[Place]] = {}
    for (kind, name), place in sorted(new.items(), key=lambda one: one[0][1]):
        by_kind.setdefault(kind, []).append(name)
        by_id.setdefault(name, []).append(place)
    for kind, name in sorted(gone):
        if "+" in name:
            continue
        candidates = by_kind.get(kind, [])
        near = _nearest(name, candidates, patience, 0.5)
        if what == "fact" and name in by_id and near is None:
            place, line = by_id[name][0], f"{kind}.{name}"
            message = f"the {kind} {name!r} disappeared, and a fact of another kind has its id"
        elif near or len(candidates) == 1:
            other = near or candidates[0]
            place, line = new[kind, other], name
            message = f"the {what} {name!r} of the kind {kind!r} disappeared, and {other!r} is new"
        else:
            continue
        hint = (
            f"renamed? add the line 'formerly: {line}' here so that students keep their progress.\n"
            "If it is a different one, do nothing: the old notes are retired"
        )
        yield problem("SD507", place, message, hint, add=f"formerly: {line}")


def too_many(lock: Lock, gone: Sequence[Entry], place: Place) -> Iterator[Diagnostic]:
    """Over a tenth of a deck or of a kind would be retired at once: most often by mistake."""
    live = [entry for entry in lock.entries.values() if not entry.retired]
    if not gone:
        return
    groups = {"the deck": (len(gone), len(live))}
    by_kind = Counter(_kind(entry) for entry in gone)
    all_by_kind = Counter(_kind(entry) for entry in live)
    for kind, count in sorted(by_kind.items()):
        groups[f"the kind {kind!r}"] = (count, all_by_kind[kind])
    for what, (count, total) in groups.items():
        if count > max(FEW, total / 10):
            message = f"{count} of the {total} notes of {what} would be retired"
            hint = (
                "usually a sheet is missing, or an id, a kind, or a question was renamed without "
                "'formerly'.\nIf this is intended: sonodeck build --retire-many"
            )
            yield problem("SD508", place, message, hint)
            return


def _kind(entry: Entry) -> str:
    return entry.key.partition(".")[0]
