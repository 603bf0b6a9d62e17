"""Which questions a mock exam asks: by blueprint and seed, alike in terminal, site, and print.

``web/src/paper.ts`` draws the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from sonodeck.common.diagnostics import Place
from sonodeck.common.frozen import dataclass
from sonodeck.common.ranking import rank

MOST = 500
"""Questions of an exam."""
MOST_DOMAINS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A part of an exam: the notes with a tag or one below it, and its share of the questions."""

    tag: str
    title: str
    weight: int
    place: Place | None = field(compare=False, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """What an exam asks, all of it multiple choice: how many questions in how many minutes."""

    questions: int
    minutes: int
    domains: tuple[Domain, ...]

    def domain_of(self, tags: Iterable[str]) -> int | None:
        """The place of the domain that a note belongs to; domains don't overlap."""
        tags = tuple(tags)
        return next((at for at, one in enumerate(self.domains) if is_under(tags, one.tag)), None)

    def quotas(self, questions: int) -> list[int]:
        """How many questions each domain gets: by weight, what is left by largest remainder."""
        total = sum(one.weight for one in self.domains)
        shares = [divmod(one.weight * questions, total) for one in self.domains]
        left = questions - sum(whole for whole, _ in shares)
        by_rest = sorted(range(len(shares)), key=lambda at: -shares[at][1])[:left]
        return [whole + (at in by_rest) for at, (whole, _) in enumerate(shares)]

    def minutes_for(self, questions: int) -> int:
        """The time for so many questions, at the pace of the whole exam."""
        return -(-self.minutes * questions // self.questions)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A note that an exam may ask: its key, the place of its domain, and that of its wording.

    Notes that ask in the same words, of other facts or pictures, have the same ``words``.
    """

    key: str
    domain: int
    words: int

    @property
    def fact(self) -> str:
        """What is the same for all questions about one fact."""
        kind, name, *_ = self.key.split(".")
        return self.key if name == "-" else f"{kind}.{name}"


@dataclass(frozen=True, slots=True)
class Pool:
    """All that the exams of a deck are drawn from."""

    blueprint: Blueprint
    candidates: tuple[Candidate, ...]

    def as_plain(self) -> dict[str, Any]:
        """As JSON can hold it; the site has it, too."""
        known = self.blueprint
        return {
            "questions": known.questions,
            "minutes": known.minutes,
            "domains": [(one.tag, one.title, one.weight) for one in known.domains],
            "candidates": [(one.key, one.domain, one.words) for one in self.candidates],
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Pool:
        """What was made plain. Raises TypeError, ValueError, or KeyError for anything else."""
        domains = (Domain(tag=t, title=title, weight=w) for t, title, w in plain["domains"])
        blueprint = Blueprint(
            questions=plain["questions"], minutes=plain["minutes"], domains=tuple(domains)
        )
        return cls(blueprint, tuple(Candidate(*one) for one in plain["candidates"]))


@dataclass(frozen=True, slots=True)
class Lack:
    """A domain that has fewer questions than the exam wants of it."""

    domain: Domain
    wanted: int
    there: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An exam: its questions in their order, and what the deck couldn't give."""

    seed: str
    questions: tuple[Candidate, ...]
    minutes: int
    lacking: tuple[Lack, ...]


def pool(blueprint: Blueprint, asked: Iterable[tuple[str, Iterable[str], str]]) -> Pool:
    """What exams are drawn from, of the key, the tags, and the wording of each choice."""
    wordings: dict[str, int] = {}
    return Pool(
        blueprint,
        tuple(
            Candidate(key, domain, wordings.setdefault(words, len(wordings)))
            for key, tags, words in asked
            if (domain := blueprint.domain_of(tags)) is not None
        ),
    )


def lacking(pool: Pool, questions: int) -> list[Lack]:
    """The domains with too few questions."""
    there = Counter(one.domain for one in pool.candidates)
    return [
        Lack(domain, wanted, there[at])
        for at, (domain, wanted) in enumerate(
            zip(pool.blueprint.domains, pool.blueprint.quotas(questions), strict=True)
        )
        if there[at] < wanted
    ]


def drawn(pool: Pool, seed: str, questions: int | None = None) -> Paper:
    """The exam of a seed; ``questions``: how many, if not as many as the blueprint says.

    Each domain gives its questions by rank; a second one about the same fact, or in the same words,
    only after all others. A domain that lacks some gives what it has, and the exam is shorter.
    """
    wanted = questions or pool.blueprint.questions
    chosen: list[Candidate] = []
    for at, quota in enumerate(pool.blueprint.quotas(wanted)):
        own = [one for one in pool.candidates if one.domain == at]
        chosen += _spread(own, seed)[:quota]
    chosen.sort(key=lambda one: (rank(f"{seed}\0order\0{one.key}"), one.key))
    return Paper(
        seed=seed,
        questions=tuple(chosen),
        minutes=pool.blueprint.minutes_for(len(chosen)),
        lacking=tuple(lacking(pool, wanted)),
    )


def _spread(own: Sequence[Candidate], seed: str) -> list[Candidate]:
    """By rank, those first whose fact and wording come for the first time, then the second."""
    facts: Counter[str] = Counter()
    words: Counter[int] = Counter()
    rounds: dict[str, int] = {}
    ranked = sorted(own, key=lambda one: (rank(f"{seed}\0{one.key}"), one.key))
    for one in ranked:
        rounds[one.key] = max(facts[one.fact], words[one.words])
        facts[one.fact] += 1
        words[one.words] += 1
    return sorted(ranked, key=lambda one: rounds[one.key])


def is_under(tags: Iterable[str], tag: str) -> bool:
    """Whether one of a note's tags is this tag or below it; the deck's root may be left out."""
    named = (one for full in tags for one in (full, full.partition("::")[2]))
    return any(f"{one}::".startswith(f"{tag}::") for one in named)
