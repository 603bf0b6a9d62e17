"""What every style needs: the facts of a kind, the keys of its notes, what cards say beside."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import product
from typing import TypeAlias, TypeVar

from sonodeck.common.diagnostics import Diagnostic
from sonodeck.common.frozen import dataclass
from sonodeck.questions.items import NOTHING_LOCKED, Locked, Pinned
from sonodeck.questions.notes import About, Key, Note, Offered
from sonodeck.questions.wording import Wording
from sonodeck.sheets import Fact, Kind, NoteType, Question, Template, kinds

Made: TypeAlias = Iterator[Note | Diagnostic]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the questions of one kind are made from.

    ``order``: the place of each question in the kind; ``locked``: what was shipped before.
    """

    kind: Kind
    facts: Sequence[Fact]
    wording: Wording
    order: Mapping[str, int] = field(init=False)
    locked: Locked = NOTHING_LOCKED
    note_types: Mapping[str, NoteType] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", {id_: at for at, id_ in enumerate(self.kind.questions)})


def asked(question: Question, scope: Scope) -> Iterator[Fact]:
    return (fact for fact in scope.facts if question.id not in fact.skip)


def template_of(fact: Fact, question: Question, name: str, template: Template) -> Template:
    """The kind's wording, or that of the one fact which it doesn't fit."""
    reworded = fact.reword.get(question.id)
    return reworded.get(name, template) if reworded else template


def names_in(*templates: Template) -> list[str]:
    """The fields that an answer comes from: those of the first template that names any.

    An answer in words of its own (``reword``) stands for the one that the kind asks for.
    """
    return next((sorted(names) for one in templates if (names := one.names)), [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What stands behind the question in a key: an id, and the one that it had before."""

    id: str = ""
    formerly: str = ""


WHOLE = Part()


def keys_of(
    question: Question, scope: Scope, facts: Sequence[Fact], part: Part = WHOLE
) -> tuple[Key, ...]:
    """The key of a note, and behind it those that it may have been shipped under."""
    kind = scope.kind
    before = kind.formerly or question.formerly or part.formerly
    if len(facts) == 1 and not (before or facts[0].formerly):  # nearly all, so they are made fast
        fact_id = "-" if isinstance(question, kinds.Inverse) else facts[0].id
        key = f"{kind.id}.{fact_id}.{question.id}"
        return (Key(f"{key}.{part.id}" if part.id else key),)
    kinds_before = [kind.formerly or "", *(_former_kind(fact) for fact in facts)]
    return tuple(
        dict.fromkeys(
            Key(".".join(filter(None, (kind_id, fact_id, question_id, part_id))))
            for kind_id in filter(None, (kind.id, *kinds_before))
            for fact_id in _fact_parts(question, facts)
            for question_id in filter(None, (question.id, question.formerly))
            for part_id in dict.fromkeys((part.id, part.formerly or part.id))
        )
    )


def _fact_parts(question: Question, facts: Sequence[Fact]) -> Iterator[str]:
    """The fact's place in a key: its id, ``-`` for all of a kind, ``a+b`` for a pair."""
    if isinstance(question, kinds.Inverse):
        yield "-"
        return
    ids = [tuple(filter(None, (fact.id, _former_id(fact)))) for fact in facts]
    for combined in product(*ids):
        yield "+".join(sorted(combined))


def _former_id(fact: Fact) -> str:
    return (fact.formerly or "").rpartition(".")[2]


def _former_kind(fact: Fact) -> str:
    return (fact.formerly or "").rpartition(".")[0]


def shipped(scope: Scope, keys: Sequence[Key]) -> tuple[Pinned, ...]:
    """The items of a cloze note as shipped, under its key or a former one."""
    known = scope.locked.clozes
    return next((known[key] for key in keys if key in known), ())


def offered(scope: Scope, about: About) -> tuple[Offered, ...]:
    """The wrong options of a note as shipped, under its key or a former one."""
    known = scope.locked.options
    return next((known[key] for key in (about.key, *about.formerly) if key in known), ())


def about_of(
    question: Question, scope: Scope, part: Part, facts: Sequence[Fact], names: Sequence[str], *,
    order: int = 0,
) -> About:  # fmt: skip
    """What a note says beside its question: of the fields that its answer comes from.

    It stands where the last of its facts stands: by then a student has met them all.
    """
    first, *others = facts
    owner = max(facts, key=lambda fact: fact.position) if others else first
    keys = keys_of(question, scope, facts, part)
    return About(
        key=keys[0],
        formerly=keys[1:],
        deck=owner.deck,
        tags=tuple(sorted({t for f in facts for t in f.tags})) if others else first.tags,
        sources=_sources(facts, names),
        as_of=_shared(_dates(facts, scope.kind, names)),
        details=tuple(_details(scope, facts, names)) if others else first.details.of_all(names),
        pictures=tuple(dict.fromkeys([f.picture for f in facts if f.picture is not None])),
        position=(owner.position, scope.order[question.id], order),
        place=first.places[next((name for name in names if name in first.places), "id")],
    )


_T = TypeVar("_T", bound=Hashable)


@lru_cache
def _shared(value: _T) -> _T:
    """Equal values as one object: many notes have the same sources and dates."""
    return value


def _sources(facts: Sequence[Fact], names: Sequence[str]) -> tuple[str, ...]:
    """Where the answer is written: each source once, in order."""
    found = [ids for fact in facts for ids in fact.source.of_all(names)]
    if len(found) == 1:
        return found[0]
    shared: tuple[str, ...] = _shared(tuple(dict.fromkeys(one for ids in found for one in ids)))
    return shared


def _details(scope: Scope, facts: Sequence[Fact], names: Sequence[str]) -> Iterator[str]:
    """What is shown under an answer of several facts, and whose it is."""
    for fact in facts:
        name = scope.wording.name(fact)
        for detail in fact.details.of_all(names):
            yield f"{scope.wording.opening(name.text)}: {detail}" if name else detail


def _dates(facts: Sequence[Fact], kind: Kind, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """As-of dates: one for all fields where they agree, of several facts the oldest."""
    if len(facts) == 1 and not facts[0].as_of.fields:
        return tuple(("", date) for date in facts[0].as_of.of_all(names))
    dated = [(name, date) for f in facts for name in names if (date := f.as_of.of(name))]
    dates = sorted({date for _, date in dated})
    if not dates:
        return ()
    if len(facts) > 1 or len(dates) == 1:
        return (("", dates[0]),)
    labels = {name: owner.label for name, owner in kind.fields.items()}
    return tuple((labels.get(name, name), date) for name, date in dated)
