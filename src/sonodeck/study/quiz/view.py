"""What a session looks like: lines of text with a style each, for a terminal or for a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias, assert_never

from sonodeck.common.diagnostics import counted
from sonodeck.common.frozen import dataclass
from sonodeck.study.quiz.cards import LETTERS, Card
from sonodeck.study.quiz.state import Asked, Ended, Finished, Moment, Revealed, Session, Told
from sonodeck.study.quiz.summary import Summary, summary
from sonodeck.study.reviews.schedule import GRADES

Style = Literal["quiet", "plain", "strong", "right", "wrong", "keys", "note"]


@dataclass(frozen=True, slots=True)
class Line:
    """Text that is wrapped; what follows the first line stands under its text, not its lead."""

    text: str
    style: Style = "plain"
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Short texts side by side, as many as fit into a line; none is broken."""

    texts: tuple[str, ...]
    style: Style


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


Block: TypeAlias = Line | Row | Rule | Gap

GRADE_NAMES = ("Again", "Hard", "Good", "Easy")
_HELP = (
    ("space, Enter", "show the answer; after a choice, the next card"),
    ("1 2 3 4", "Again, Hard, Good, Easy: how well you knew it, and when it comes back"),
    ("a b c d", "choose an option; right counts as Good, wrong as Again"),
    ("u", "undo the last answer or suspension"),
    ("s", "suspend the card: it is no longer asked"),
    ("e", "open the fact in your editor"),
    ("o", "open the card's picture"),
    ("q", "quit; every answer is already saved"),
)


def view(session: Session, at: Moment) -> list[Block]:
    """All that is to be seen now."""
    return list(_help() if session.help else _view(session, at))


def _view(session: Session, at: Moment) -> Iterator[Block]:
    phase = session.phase
    match phase:
        case Asked():
            yield from _question(session, phase)
            yield Gap()
            yield from _note(session)
            yield Row(_question_keys(session.cards[phase.card]), "keys")
        case Revealed():
            yield from _answered(session, phase)
            yield Gap()
            yield from _note(session)
            yield Row(_grades(session, phase), "strong")
        case Told():
            yield from _told(session, phase)
            yield Gap()
            yield from _note(session)
            yield Row(("space next card", "u undo", "? help", "q quit"), "keys")
        case Finished() | Ended():
            yield from _summary(summary(session, at))
            if isinstance(phase, Finished):
                yield Gap()
                yield from _note(session)
                yield Row(("Enter quit", *(("u undo",) if session.past else ())), "keys")
        case _:
            assert_never(phase)


def _note(session: Session) -> Iterator[Block]:
    if session.note:
        yield Line(session.note, "note")


def _head(session: Session, card: Card) -> Iterator[Block]:
    state = session.states.get(card.id)
    if session.cram:
        kind = "cramming"
    elif state is None:
        kind = "new"
    else:
        kind = "again" if state.in_steps else "review"
    yield Row((card.topic, kind, f"{session.left} left"), "quiet")
    yield Gap()


def _question(session: Session, asked: Asked) -> Iterator[Block]:
    card = session.cards[asked.card]
    yield from _head(session, card)
    yield from _lines(card.asked, "strong")
    yield from _options(card, asked.order, lambda _: "plain")


def _answered(session: Session, phase: Revealed) -> Iterator[Block]:
    card = session.cards[phase.asked.card]
    if card.cloze:
        yield from _head(session, card)
        yield from _opened(card)
    else:
        yield from _question(session, phase.asked)
        yield Gap()
        yield Rule()
        yield Gap()
        yield from _answer(card, phase.asked.order)
    yield from _small(card)


def _opened(card: Card) -> Iterator[Block]:
    """A cloze with its gap filled, in the lines where there was one."""
    asked = card.asked.split("\n")
    for at, line in enumerate(card.answer.split("\n")):
        same = at < len(asked) and asked[at] == line
        yield from _lines(line, "strong" if same else "right")


def _told(session: Session, phase: Told) -> Iterator[Block]:
    card = session.cards[phase.asked.card]
    right, chosen = card.right, phase.asked.order[phase.chosen]

    def style(option: int) -> Style:
        return "right" if option == right else "wrong" if option == chosen else "plain"

    yield from _head(session, card)
    yield from _lines(card.asked, "strong")
    yield from _options(card, phase.asked.order, style, marked=True)
    yield Gap()
    yield Line("Right.", "right") if chosen == right else Line("Wrong.", "wrong")
    if right is None or card.options[right] != card.answer:
        yield from _lines(card.answer, "right")
    yield from _small(card)


def _options(
    card: Card, order: Sequence[int], style: Callable[[int], Style], *, marked: bool = False
) -> Iterator[Block]:
    """The options by letter; where they are marked, signs say what colors do."""
    if card.options:
        yield Gap()
    signs = {"right": "✓", "wrong": "✗"}
    for letter, option in zip(LETTERS, order, strict=False):
        look = style(option)
        sign = signs.get(look, " ") if marked else ""
        yield Line(card.options[option], look, f"{sign} {letter}  ")


def _answer(card: Card, order: Sequence[int]) -> Iterator[Block]:
    if card.right is not None and card.options[card.right] == card.answer:
        letter = LETTERS[list(order).index(card.right)]
        yield Line(card.answer, "right", f"  {letter}  ")
    else:
        yield from _lines(card.answer, "right")


def _small(card: Card) -> Iterator[Block]:
    if card.small:
        yield Gap()
        yield from _lines(card.small, "quiet")


def _lines(text: str, style: Style) -> Iterator[Block]:
    """The lines of a text; those of a list hang from their sign or number."""
    for line in text.split("\n"):
        sign = re.match(r"(?:•|[0-9]+\.) ", line)
        lead = sign.group() if sign else ""
        picture = line.startswith("[picture: ")
        yield Line(line.removeprefix(lead), "plain" if picture else style, lead)


def _question_keys(card: Card) -> tuple[str, ...]:
    count = len(card.options)
    choose = (f"a–{LETTERS[count - 1]} choose",) if count else ()
    picture = ("o picture",) if card.pictures else ()
    return (*choose, "space answer", *picture, "s suspend", "u undo", "? help", "q quit")


def _grades(session: Session, phase: Revealed) -> tuple[str, ...]:
    if session.cram:
        return tuple(f"{g} {name}" for g, name in zip(GRADES, GRADE_NAMES, strict=True))
    return tuple(
        f"{grade} {name} {span(phase.next[grade].due - phase.next[grade].last)}"
        for grade, name in zip(GRADES, GRADE_NAMES, strict=True)
    )


def _summary(sums: Summary) -> Iterator[Block]:
    if not sums.answers:
        yield Line("Nothing more is due now." if not sums.left else "See you later.", "strong")
    else:
        begun = f", {sums.begun} of them new" if sums.begun else ""
        time = span(sums.seconds * 1000) if sums.seconds >= 60 else "less than a minute"
        answers, cards = counted(sums.answers, "answer"), counted(sums.cards, "card")
        yield Line(f"{answers} to {cards}{begun}, in {time}.", "strong")
    if sums.due:
        share = round(100 * sums.known / sums.due)
        yield Line(f"Known: {sums.known} of {counted(sums.due, 'due card')} ({share} %).")
    if sums.suspended:
        yield Line(f"Suspended: {counted(sums.suspended, 'card')}.")
    if sums.left:
        yield Line(f"Left: {counted(sums.left, 'card')}.")
    new = f"; {counted(sums.new, 'new card')} to learn" if sums.new else ""
    yield Line(f"Due tomorrow: {counted(sums.tomorrow, 'card')}{new}.")


def span(milliseconds: int) -> str:
    """A length of time as people say it, in its largest fitting unit."""
    minutes = milliseconds / 60_000
    hours, days = minutes / 60, minutes / (24 * 60)
    if days >= 365:
        return f"{days / 365:.1f} y"
    if days >= 30:
        return f"{days / 30.4:.1f} mo"
    if days >= 1:
        return f"{days:.0f} d"
    return f"{hours:.0f} h" if hours >= 1 else f"{minutes:.0f} min"


def _help() -> Iterator[Block]:
    yield Line("Keys", "strong")
    yield Gap()
    for keys, what in _HELP:
        yield Line(what, "plain", f"{keys:<14}")
    yield Gap()
    yield Row(("press any key to go back",), "keys")
