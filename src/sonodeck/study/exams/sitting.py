"""The exams of a student as the records tell them, and how they are marked.

``web/src/sitting.ts`` reads and marks the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field, replace

from sonodeck.common.exams import Blueprint
from sonodeck.common.frozen import dataclass
from sonodeck.questions import RIGHT
from sonodeck.study.intervals import wilson
from sonodeck.study.quiz.cards import Card
from sonodeck.study.reviews import Choice, Done, Exam, HandedIn, RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """An exam as it stands: what was chosen by number, and the milliseconds its clock ran."""

    exam: Exam
    choices: Mapping[int, Choice] = field(default_factory=dict)
    used: int = 0
    ended: bool = False

    def is_answered(self, number: int) -> bool:
        return number in self.choices and self.choices[number].option != ""

    def is_flagged(self, number: int) -> bool:
        return number in self.choices and self.choices[number].flagged

    def chosen(self, record: Choice) -> Sitting:
        """After one more choice."""
        used = max(self.used, record.used)
        return replace(self, used=used, choices={**self.choices, record.question: record})

    def handed_in(self, record: HandedIn) -> Sitting:
        """At its end."""
        return replace(self, used=max(self.used, record.used), ended=True)


def sittings(records: Iterable[Done], deck: str) -> list[Sitting]:
    """The exams of a deck, in order of time, of the records that count.

    What was chosen after an exam was handed in (in another window, say) changes nothing.
    """
    records = tuple(records)
    found = {
        one.id: Sitting(exam=one) for one in records if isinstance(one, Exam) and one.deck == deck
    }
    ends: dict[RecordId, HandedIn] = {}
    for one in records:
        if isinstance(one, HandedIn) and one.exam in found:
            ends.setdefault(one.exam, one)
    for one in records:
        if isinstance(one, Choice) and one.exam in found:
            end = ends.get(one.exam)
            if end is None or one.at <= end.at:
                found[one.exam] = found[one.exam].chosen(one)
    return [
        sitting.handed_in(ends[name]) if name in ends else sitting
        for name, sitting in found.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many questions of a domain were right, and between which shares that may lie by luck."""

    title: str
    right: int
    asked: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share that is known."""
        return wilson(self.right, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A result: by domain and in all, the numbers of what was wrong or not answered.

    ``guessed``: how many would be right by guessing.
    """

    domains: tuple[Score, ...]
    all: Score
    wrong: tuple[int, ...]
    guessed: int


def marked(sitting: Sitting, cards: Mapping[int, Card], blueprint: Blueprint) -> Marked:
    """An exam marked; questions that the deck no longer has don't count."""
    right = {at for at in cards if at in sitting.choices and sitting.choices[at].option == RIGHT}
    asked = Counter(blueprint.domain_of(card.tags) for card in cards.values())
    known = Counter(blueprint.domain_of(cards[at].tags) for at in right)
    by_domain = tuple(
        Score(title=one.title, right=known[at], asked=asked[at])
        for at, one in enumerate(blueprint.domains)
    )
    return Marked(
        domains=by_domain,
        all=Score(title="", right=len(right), asked=len(cards)),
        wrong=tuple(at for at in cards if at not in right),
        guessed=round(sum(1 / max(1, len(card.options)) for card in cards.values())),
    )
