"""The days before the real exam: how many new cards a day, and what will be known on it.

The site reckons the same, in ``web/src/ahead.ts``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta, tzinfo

from sonodeck.common.exams import Blueprint
from sonodeck.common.frozen import dataclass
from sonodeck.study.reviews import CardId
from sonodeck.study.reviews.schedule import State, day_begins, recall

_HOURS = 5 * 60 * 60_000
"""From the beginning of a day of study to nine o'clock, when exams are taken."""


def days_until(exam: str, today: date) -> int | None:
    """Days of study until the day of the exam, 0 on it; None without one, and after it."""
    days = (date.fromisoformat(exam) - today).days if exam else -1
    return days if days >= 0 else None


def new_a_day(unseen: int, days: int) -> int:
    """New cards a day, so that all are seen before the last day, which looks at all again.

    ``unseen``: how many there were when the day began.
    """
    return -(-unseen // (days - 1)) if days > 1 else 0


def unseen(cards: Collection[CardId], states: Mapping[CardId, State], today: int) -> int:
    """How many cards were never answered before the day of study that begins at a moment."""
    return sum(card not in states or states[card].first >= today for card in cards)


def is_asked(blueprint: Blueprint | None, tags: Sequence[str]) -> bool:
    """Whether a card belongs to the exam: without a blueprint, all do."""
    return blueprint is None or blueprint.domain_of(tags) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A domain of the exam: its weight in percent, and its cards, suspended ones left out."""

    title: str
    weight: float
    cards: tuple[CardId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """What is forecast of a domain: the mean chance that a card is known; unseen ones are not."""

    title: str
    weight: float
    cards: int
    seen: int
    known: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """An exam that is to come; ``known``: of all domains, by weight."""

    day: str
    days: int
    new_a_day: int
    domains: tuple[Domain, ...]
    known: float


def ahead(
    parts: Sequence[Part],
    states: Mapping[CardId, State],
    exam: str,
    today: date,
    zone: tzinfo | None = None,
) -> Ahead | None:
    """The forecast, if nothing more is answered until the exam; None where none is to come."""
    days = days_until(exam, today)
    if days is None:
        return None
    at = day_begins(today + timedelta(days=days), zone) + _HOURS
    domains = tuple(_domain(part, states, at) for part in parts)
    total = sum(one.weight for one in domains)
    left = unseen([card for part in parts for card in part.cards], states, day_begins(today, zone))
    return Ahead(
        day=exam,
        days=days,
        new_a_day=new_a_day(left, days),
        domains=domains,
        known=sum(one.weight * one.known for one in domains) / total if total else 0,
    )


def _domain(part: Part, states: Mapping[CardId, State], at: int) -> Domain:
    chances = [recall(states[card], at) for card in part.cards if card in states]
    return Domain(
        title=part.title,
        weight=part.weight,
        cards=len(part.cards),
        seen=len(chances),
        known=sum(chances) / len(part.cards) if part.cards else 0,
    )
