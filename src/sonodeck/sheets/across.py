"""What only shows when all sheets are read: doubled ids, dangling references, two spellings."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.sheets import kinds as kinds_of
from sonodeck.sheets import values
from sonodeck.sheets.folding import seen
from sonodeck.sheets.kinds import Kind
from sonodeck.sheets.knowledge import Fact
from sonodeck.sheets.nearest import Patience
from sonodeck.sheets.shapes import closest
from sonodeck.sheets.values import Phrase, Reference


def check_facts(
    facts: Collection[Fact],
    kinds: Mapping[str, Kind],
    named: Collection[Reference],
    *,
    whole: bool,
) -> list[Diagnostic]:
    """Ids that stand twice, references that lead nowhere, values that are spelled two ways.

    ``named``: all facts that the sheets name, broken ones included; not ``whole``: a sheet or kind
    could not be read, so that what seems to be missing may stand there.
    """
    return [
        *_doubled(facts),
        *_former(facts),
        *_dangling(facts, named, whole=whole),
        *_spellings(facts, kinds),
        *_deck_names(facts),
        *_deck_order(facts),
    ]


def _doubled(facts: Collection[Fact]) -> Iterator[Diagnostic]:
    first: dict[Reference, Fact] = {}
    for fact in facts:
        other = first.setdefault(fact.reference, fact)
        if other is not fact:
            message = f"there are two facts {fact.id!r} of the kind {fact.kind!r}"
            hint = "ids must be unique among facts of a kind; change one"
            yield problem("SD201", fact.place, message, hint, other=other.place)


def _former(facts: Collection[Fact]) -> Iterator[Diagnostic]:
    """An id that a fact had before is nobody else's, or two would claim one student's progress."""
    renamed = [(fact, fact.formerly) for fact in facts if fact.formerly is not None]
    owners = {fact.reference: fact for fact in facts} if renamed else {}
    claimed: dict[Reference, Fact] = {}
    for fact, formerly in renamed:
        kind, _, id_ = formerly.rpartition(".")
        before = Reference(kind or fact.kind, id_)
        place = fact.places.get("formerly", fact.place)
        other = owners.get(before, fact)
        if other is not fact:
            message = f"{formerly!r} is now another fact's id; it can't be this one's former id"
            hint = "give that fact an id that was never used before, or delete this line"
            yield problem("SD209", place, message, hint, other=other.place)
        other = claimed.setdefault(before, fact)
        if other is not fact:
            message = f"two facts claim to have been {formerly!r}"
            hint = "keep the line in the fact whose progress students should keep"
            yield problem(
                "SD209", place, message, hint, other=other.places.get("formerly", other.place)
            )


def _dangling(
    facts: Collection[Fact], known: Collection[Reference], *, whole: bool
) -> Iterator[Diagnostic]:
    nearest = _Nearest(known)
    for fact in facts:
        for name, references in _named(fact):
            for reference in references:
                place = fact.places.get(name, fact.place)
                if reference == fact.reference and name in {"contrast", "alike"}:
                    yield problem("SD207", place, "a fact can't refer to itself", "delete it")
                elif whole and reference not in known:
                    message = f"there is no {reference.kind} {reference.id!r}"
                    yield problem("SD202", place, message, nearest.hint(reference))
        alike = {reference.id for reference in fact.alike}
        for both in sorted({r.id for r in fact.contrast if r.id in alike} if alike else ()):
            message = f"{both!r} is both contrast (easily confused) and alike (also right)"
            hint = "keep one: wrong options come from contrast, never from alike"
            yield problem("SD403", fact.places["alike"], message, hint)


class _Nearest:
    """What references may have meant that lead nowhere."""

    def __init__(self, known: Iterable[Reference]) -> None:
        self._known = known
        self._patience = Patience()

    @cached_property
    def _by_kind(self) -> Mapping[str, list[str]]:
        by_kind: dict[str, list[str]] = {}
        for reference in self._known:
            by_kind.setdefault(reference.kind, []).append(reference.id)
        return by_kind

    def hint(self, reference: Reference) -> str:
        ids = self._by_kind.get(reference.kind, [])
        return closest(reference.id, ids) if self._patience.lasts(len(ids)) else ""


def _named(fact: Fact) -> Iterator[tuple[str, Sequence[Reference]]]:
    """The facts that a fact names, each time with the key under which it does."""
    if fact.contrast:
        yield "contrast", fact.contrast
    if fact.alike:
        yield "alike", fact.alike
    for name, value in fact.values.items():
        if isinstance(value, Reference):
            yield name, (value,)
        elif isinstance(value, tuple):
            yield name, [entry for entry in value if isinstance(entry, Reference)]


def _spellings(facts: Collection[Fact], kinds: Mapping[str, Kind]) -> Iterator[Diagnostic]:
    """Two spellings of one value: ``Liver`` here, ``liver`` there; or one id for two values."""
    inverted = {
        (kind.id, question.of)
        for kind in kinds.values()
        for question in kind.questions.values()
        if isinstance(question, kinds_of.Inverse)
    }
    first: dict[tuple[str, str, Hashable], tuple[str, Place]] = {}
    for fact in facts:
        for name, entry in fact.items():
            by_id = (fact.kind, name) in inverted
            if entry.given and not by_id:  # two that a person told apart
                continue
            text, place = entry.phrase.text, fact.places[name]
            one = entry.id if entry.given else values.meant(text)
            for value in dict.fromkeys((entry.id if by_id else values.slug(text), one)):
                spelled, where = first.setdefault((fact.kind, name, value), (text, place))
                if spelled != text:
                    hint = "use one spelling, or give them different ids: {id: …, text: …}"
                    yield _spelled_twice(text, place, spelled, where, hint)
                    break
    yield from _looks(facts)


def _looks(facts: Collection[Fact]) -> Iterator[Diagnostic]:
    """Two texts that look the same, as with ``µ`` for ``μ``: capitals and points may differ."""
    looks: dict[tuple[str, str], str] = {}
    for fact in facts:
        for name, own in fact.values.items():
            if isinstance(own, Phrase) and not own.text.isascii():
                looks[own.text, fact.kind + name] = seen(own.text)
    if not looks:
        return
    meant = {(look, name) for (_, name), look in looks.items()}
    first: dict[tuple[str, str], tuple[str, Place]] = {}
    for fact in facts:
        for name, own in fact.values.items():
            if isinstance(own, Phrase):
                field = fact.kind + name
                look = (looks.get((own.text, field), own.text), field)
                if look in meant:
                    text, place = own.text, fact.places[name]
                    spelled, where = first.setdefault(look, (text, place))
                    if spelled != text:
                        yield _spelled_twice(text, place, spelled, where, "use one spelling")


def _spelled_twice(text: str, place: Place, other: str, where: Place, hint: str) -> Diagnostic:
    shown, others = repr(text), repr(other)
    if seen(text) == seen(other):
        at = next((at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), -1)
        shown, others = (_with_sign(one, at) for one in (text, other))
    message = f"{shown} and {others} are two spellings of the same value"
    return problem("SD205", place, message, hint, other=where)


def _with_sign(text: str, at: int) -> str:
    """A text, and which sign it has where another one looks the same."""
    sign = text[at : at + 1]
    return f"{text!r} (with U+{ord(sign):04X})" if sign and not sign.isascii() else repr(text)


def _deck_names(facts: Collection[Fact]) -> Iterator[Diagnostic]:
    """Two names of Anki decks that differ in capitals only: Anki would rename one of them."""
    first: dict[str, Fact] = {}
    seen: set[str] = set()
    for fact in facts:
        if fact.deck in seen:
            continue
        seen.add(fact.deck)
        parts = fact.deck.split("::")
        for depth in range(1, len(parts) + 1):
            name = "::".join(parts[:depth])
            other = first.setdefault(name.lower(), fact)
            if not (other.deck == name or other.deck.startswith(f"{name}::")):
                message = f"the decks {fact.deck!r} and {other.deck!r} differ only in case"
                hint = "use the same spelling in all sheets; Anki can't keep both"
                yield problem("SD208", fact.place, message, hint, other=other.place)
                return


def _deck_order(facts: Collection[Fact]) -> Iterator[Diagnostic]:
    """A deck that Anki's new cards come to before one that is taught earlier.

    Anki gathers new cards deck by deck, a deck before its subdecks, subdecks by name without
    regard to capitals: teaching order holds across decks only where their names sort as taught.
    """
    last: Fact | None = None
    seen: set[str] = set()
    for fact in facts:
        if last is not None and _in_anki(fact.deck) < _in_anki(last.deck):
            if fact.deck not in seen:
                message = f"Anki shows new cards of {fact.deck!r} before those of {last.deck!r}"
                hint = "number subdecks as they are taught, or use one deck and tags"
                yield problem("SD212", fact.place, message, hint, other=last.place)
            seen.add(fact.deck)
            continue
        last = fact


def _in_anki(deck: str) -> tuple[str, ...]:
    """What Anki sorts a deck by."""
    return tuple(part.lower() for part in deck.split("::"))
