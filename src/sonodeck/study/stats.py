"""What a student's answers to a deck come to: due, learned, known, what is coming."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, field
from datetime import date, timedelta, tzinfo
from functools import cache

from sonodeck.anki import Compiled
from sonodeck.common.diagnostics import counted
from sonodeck.common.exams import Blueprint
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels
from sonodeck.common.ranking import study_day
from sonodeck.study.ahead import Ahead, Part, ahead
from sonodeck.study.reviews import Answer, CardId
from sonodeck.study.reviews.log import Log
from sonodeck.study.reviews.schedule import State, day_begins, is_due

DAYS = 30
"""Days of the forecast, and days back that count as recent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many answers there were to cards that had been seen before, and how many were known.

    Of a day only the first answer to a card counts: the others come minutes later.
    """

    answers: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The true retention of a topic: of the last 30 days, and of all."""

    topic: str
    cards: int
    learned: int
    recent: Share
    all: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """Numbers of cards, days and answers.

    ``due`` are cards to be asked today, ``steps`` those that come back in minutes, ``learned``
    those that have left their steps. ``forecast`` counts the cards due on each of 30 days, today
    and what is overdue first. ``streak`` is the number of days with an answer up to today, or up
    to yesterday where today has none.
    """

    deck: str
    title: str
    cards: int
    due: int
    steps: int
    learned: int
    new: int
    suspended: int
    answers: int
    answers_today: int
    seconds_today: int
    streak: int
    longest_streak: int
    desired_retention: float
    recent: Share
    all: Share
    topics: tuple[Topic, ...]
    today: str
    forecast: tuple[int, ...]
    exam: Ahead | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A deck as far as its statistics go: the topic of each card, in teaching order.

    ``domains``: the titles and weights of the exam's parts, topics where it has no blueprint;
    ``domain``: the place of each card's among them, if it has one.
    """

    deck: str
    title: str
    labels: Labels
    topics: Mapping[CardId, str]
    domains: tuple[tuple[str, int], ...] = ()
    domain: Mapping[CardId, int] = field(default_factory=dict)


def asked(compiled: Compiled) -> Asked | None:
    """The cards of a deck; None where deck.yaml can't be read."""
    if compiled.knowledge is None:
        return None
    deck = compiled.knowledge.deck
    names = compiled.guids()
    topics = {
        CardId(deck.id, names[one.content.key], number): " › ".join(one.deck.split("::"))
        for one in compiled.packed
        for number in one.filled.cards
    }
    domains, domain = _domains(compiled, topics, deck.blueprint)
    return Asked(
        deck=deck.id,
        title=deck.title,
        labels=deck.labels,
        topics=topics,
        domains=domains,
        domain=domain,
    )


def _domains(
    compiled: Compiled, topics: Mapping[CardId, str], blueprint: Blueprint | None
) -> tuple[tuple[tuple[str, int], ...], dict[CardId, int]]:
    """The parts of the exam and the place of each card's; without a blueprint the topics."""
    if blueprint is None:
        counts = Counter(topics.values())
        place = {topic: at for at, topic in enumerate(counts)}
        return tuple(counts.items()), {card: place[topic] for card, topic in topics.items()}
    tags = {one.content.key: one.note.about.tags for one in compiled.packed if one.note}
    guids = {guid: key for key, guid in compiled.guids().items()}
    found = ((card, blueprint.domain_of(tags.get(guids[card.guid], ()))) for card in topics)
    parts = tuple((one.title, one.weight) for one in blueprint.domains)
    return parts, {card: domain for card, domain in found if domain is not None}


def of(deck: Asked, log: Log, now: int, zone: tzinfo | None = None) -> Stats:
    """The statistics of a deck; cards that it no longer has don't count.

    Days are those of ``zone``, by default of this machine's clock.
    """
    answers = [one for one in log.answers(deck.deck) if one.card in deck.topics]
    suspended = log.suspended(deck.deck) & deck.topics.keys()
    standing = {
        card: state
        for card, state in log.states(deck.deck).items()
        if card in deck.topics and card not in suspended
    }
    today = study_day(now, zone)
    tomorrow = day_begins(today + timedelta(days=1), zone)
    days = [_day(answer.at // _QUARTER, zone) for answer in answers]
    on_today = [answer for answer, day in zip(answers, days, strict=True) if day == today]
    streak, longest = streaks({one for one in days if one <= today}, today)
    topics = _topics(deck, standing, list(_seen_before(answers, days)), today)
    steps = sum(state.in_steps for state in standing.values())
    return Stats(
        deck=deck.deck,
        title=deck.title,
        cards=len(deck.topics),
        due=sum(_waits(state, now, tomorrow) for state in standing.values()),
        steps=steps,
        learned=len(standing) - steps,
        new=len(deck.topics.keys() - standing.keys() - suspended),
        suspended=len(suspended),
        answers=len(answers),
        answers_today=len(on_today),
        seconds_today=round(sum(answer.took for answer in on_today) / 1000),
        streak=streak,
        longest_streak=longest,
        desired_retention=log.retention(deck.deck),
        recent=_sum(topic.recent for topic in topics),
        all=_sum(topic.all for topic in topics),
        topics=tuple(topics),
        today=today.isoformat(),
        forecast=forecast(standing.values(), today, zone),
        exam=ahead(_parts(deck, suspended), standing, log.exam_day(deck.deck), today, zone),
    )


def _parts(deck: Asked, suspended: Collection[CardId]) -> list[Part]:
    total = sum(weight for _, weight in deck.domains)
    cards: list[list[CardId]] = [[] for _ in deck.domains]
    for card, domain in deck.domain.items():
        if card not in suspended:
            cards[domain].append(card)
    return [
        Part(title=title, weight=100 * weight / total, cards=tuple(own))
        for (title, weight), own in zip(deck.domains, cards, strict=True)
    ]


_QUARTER = 15 * 60_000


@cache
def _day(quarter: int, zone: tzinfo | None) -> date:
    """The day of study of a quarter of an hour since 1970; no clock changes within one."""
    return study_day(quarter * _QUARTER, zone)


def _waits(state: State, now: int, tomorrow: int) -> bool:
    return state.due < tomorrow if state.in_steps else is_due(state, now, tomorrow)


def _seen_before(answers: Sequence[Answer], days: Sequence[date]) -> Iterator[tuple[Answer, date]]:
    """The first answer of each day to each card that was answered on an earlier day."""
    latest: dict[CardId, date] = {}
    for answer, day in zip(answers, days, strict=True):
        if answer.cram:
            continue
        if latest.get(answer.card, day) < day:
            yield answer, day
        latest[answer.card] = day


def _topics(
    deck: Asked,
    standing: Mapping[CardId, State],
    seen_before: Sequence[tuple[Answer, date]],
    today: date,
) -> list[Topic]:
    recently = today - timedelta(days=DAYS)
    everything: Counter[tuple[str, bool]] = Counter()
    recent: Counter[tuple[str, bool]] = Counter()
    for answer, day in seen_before:
        of_topic = (deck.topics[answer.card], answer.grade > 1)
        everything[of_topic] += 1
        recent[of_topic] += recently < day <= today
    cards = Counter(deck.topics.values())
    learned = Counter(deck.topics[card] for card, state in standing.items() if not state.in_steps)
    return [
        Topic(
            topic=topic,
            cards=cards[topic],
            learned=learned[topic],
            recent=_share(recent, topic),
            all=_share(everything, topic),
        )
        for topic in cards
    ]


def _share(counts: Mapping[tuple[str, bool], int], topic: str) -> Share:
    known = counts.get((topic, True), 0)
    return Share(answers=known + counts.get((topic, False), 0), known=known)


def _sum(shares: Iterable[Share]) -> Share:
    shares = list(shares)
    return Share(
        answers=sum(share.answers for share in shares), known=sum(share.known for share in shares)
    )


def streaks(days: set[date], today: date) -> tuple[int, int]:
    """How many days in a row up to today (or yesterday) had an answer, and the most ever."""
    longest = 0
    lengths: dict[date, int] = {}
    for day in sorted(days):
        lengths[day] = lengths.get(day - timedelta(days=1), 0) + 1
        longest = max(longest, lengths[day])
    return lengths.get(today) or lengths.get(today - timedelta(days=1), 0), longest


def forecast(states: Iterable[State], today: date, zone: tzinfo | None = None) -> tuple[int, ...]:
    """How many cards are due on each of the next days, today with all that is overdue first."""
    counts = [0] * DAYS
    for state in states:
        day = max(0, (study_day(state.due, zone) - today).days)
        if day < DAYS:
            counts[day] += 1
    return tuple(counts)


# shown


def as_json(stats: Stats) -> str:
    return json.dumps(asdict(stats), ensure_ascii=False, indent=1)


_BAR = 10
_ROWS = 4
_BLOCKS = " ▁▂▃▄▅▆▇█"


def as_text(stats: Stats, width: int, labels: Labels) -> str:
    """The numbers and bars for people, in lines of so many columns where words allow it."""
    lines = [stats.title, ""]
    today = f"{counted(stats.answers_today, 'answer')} so far"
    if stats.answers_today:
        today += f", in {max(1, round(stats.seconds_today / 60))} min"
    days = f"{counted(stats.streak, 'day')} in a row (longest: {stats.longest_streak})"
    lines += [
        f"Due today  {counted(stats.due, 'card')}",
        f"Today      {today}",
        f"Streak     {days}",
        f"Learned    {stats.learned} of {counted(stats.cards, 'card')}",
    ]
    rest = (
        (stats.steps, "in learning steps"),
        (stats.new, "new"),
        (stats.suspended, "suspended"),
    )
    lines += [f"           {number} {what}" for number, what in rest if number]
    lines += ["", *_retention_lines(stats, width), "", *_forecast_lines(stats)]
    if stats.exam is not None:
        lines += ["", *_exam_lines(stats.exam, width, labels)]
    return "\n".join(lines) + "\n"


def _retention_lines(stats: Stats, width: int) -> Iterator[str]:
    yield f"Known when due, in the last {DAYS} days"
    rows = [(topic.topic, topic.recent) for topic in stats.topics if topic.recent.answers]
    if not rows:
        yield "  nothing has been due yet"
        return
    shared = f"{rows[0][0].partition(' › ')[0]} › "
    if all(topic.topic.startswith(shared) for topic in stats.topics):
        rows = [(name.removeprefix(shared), share) for name, share in rows]
    rows.append(("all", stats.recent))
    figures = 2 + _BAR + 2 + len("100 %") + 2 + len(f"of {stats.recent.answers}")
    longest = max(len(name) for name, _ in rows)
    beside = figures + longest <= width
    for name, share in rows:
        part = share.known / share.answers
        bar = "█" * round(part * _BAR) + "░" * (_BAR - round(part * _BAR))
        shown = f"{bar}  {round(100 * part):>3} %  of {share.answers}"
        if beside:
            yield f"{name:<{longest}}  {shown}"
        else:
            yield name
            yield f"  {shown}"
    yield f"Desired retention: {round(100 * stats.desired_retention)} %"


def _exam_lines(exam: Ahead, width: int, labels: Labels) -> Iterator[str]:
    say = labels.say
    yield say("exam.forecast", day=exam.day)
    for one in exam.domains:
        share, weight = round(100 * one.known), round(one.weight)
        named = say("exam.of-domain", domain=one.title, weight=weight, share=share,
                    seen=one.seen, cards=one.cards)  # fmt: skip
        yield from textwrap.wrap(named, max(20, width))
        part = round(_BAR * one.known)
        yield "  " + "█" * part + "░" * (_BAR - part)
    yield say("exam.by-weight", share=round(100 * exam.known))
    days = say("quiz.days", exam.days)
    last = say("exam.last-day") if exam.days == 1 else say("exam.pace", exam.new_a_day, days=days)
    for text in (last, say("exam.forecast-about")):
        yield from textwrap.wrap(text, max(20, width))


def _forecast_lines(stats: Stats) -> Iterator[str]:
    yield f"Due in the next {DAYS} days"
    most = max(stats.forecast)
    if not most:
        yield "  nothing"
        return
    scale = len(_BLOCKS) - 1
    heights = [-(-number * _ROWS * scale // most) for number in stats.forecast]
    for row in range(_ROWS - 1, -1, -1):
        bars = "".join(_BLOCKS[min(max(0, height - row * scale), scale)] for height in heights)
        label = f" {most}" if row == _ROWS - 1 else ""
        yield f"  {bars}{label}".rstrip()
    first = date.fromisoformat(stats.today)
    marks = [(first + timedelta(days=day)).strftime("%m-%d") for day in (0, 10, 20)]
    yield "  " + "".join(f"{mark:<10}" for mark in marks).rstrip()
    total = sum(stats.forecast)
    yield f"  {counted(total, 'card')}, today {stats.forecast[0]}, tomorrow {stats.forecast[1]}"
