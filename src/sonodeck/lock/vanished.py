"""Notes that were shipped and are made no longer: what became of them, and whether it was meant."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sonodeck.diagnostics import Diagnostic, Place, problem
from sonodeck.lock import Entry, Lock

FEW = 3
"""So many notes may be retired at once from any deck or kind, however small it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What the deck has now, by the parts of keys: each name with its place.

    ``facts``: by kind and id; ``questions``: by kind and id; ``keys``: of all notes made.
    """

    facts: Mapping[tuple[str, str], Place]
    questions: Mapping[tuple[str, str], Place]
    keys: Collection[str]


def vanished(lock: Lock, present: Present) -> list[Entry]:
    """The entries whose notes are not made any more and were not retired before."""
    return [
        entry
        for key, entry in sorted(lock.entries.items())
        if key not in present.keys and not entry.retired
    ]


def renamed_perhaps(lock: Lock, present: Present) -> list[Diagnostic]:
    """An id that is gone while a new one came: with the ``formerly`` line that would link them."""
    gone = [entry.key.split(".") for entry in vanished(lock, present)]
    known = {tuple(key.split(".")[:2]) for key in lock.entries}
    asked = {(kind, question) for kind, _, question, *_ in (k.split(".") for k in lock.entries)}
    facts_gone = {
        (kind, fact) for kind, fact, *_ in gone if fact != "-" and (kind, fact) not in present.facts
    }
    questions_gone = {(kind, q) for kind, _, q, *_ in gone if (kind, q) not in present.questions}
    facts_new = {pair: place for pair, place in present.facts.items() if pair not in known}
    questions_new = {p: place for p, place in present.questions.items() if p not in asked}
    return [
        *_pairs(facts_gone, facts_new, "fact"),
        *_pairs(questions_gone, questions_new, "question"),
    ]


def _pairs(
    gone: Iterable[tuple[str, str]], new: Mapping[tuple[str, str], Place], what: str
) -> Iterator[Diagnostic]:
    for kind, name in sorted(gone):
        if "+" in name:
            continue
        candidates = {id_: place for (k, id_), place in new.items() if k == kind}
        moved = {f"{k}.{id_}": p for (k, id_), p in new.items() if id_ == name and k != kind}
        near = difflib.get_close_matches(name, sorted(candidates), n=1, cutoff=0.5)
        if what == "fact" and moved and not near:
            place, line = next(iter(moved.values())), f"{kind}.{name}"
            message = f"the {kind} {name!r} is gone, and a fact of another kind has its id"
        elif near or len(candidates) == 1:
            other = near[0] if near else next(iter(candidates))
            place, line = candidates[other], name
            message = f"the {what} {name!r} of the kind {kind!r} is gone, and {other!r} is new"
        else:
            continue
        hint = (
            f"renamed? add the line 'formerly: {line}' here: students then keep their progress.\n"
            "If it is another one, all is well: the old notes are retired"
        )
        yield problem("SD507", place, message, hint)


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
                "mostly a sheet is missing, or an id, a kind or a question was renamed without "
                "'formerly'.\nIf it is meant: sonodeck build --retire-many"
            )
            yield problem("SD508", place, message, hint)
            return


def _kind(entry: Entry) -> str:
    return entry.key.partition(".")[0]
