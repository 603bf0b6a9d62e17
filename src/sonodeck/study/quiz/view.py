"""What a session looks like: lines of text with a style each, for a terminal or for a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias, assert_never
from unicodedata import east_asian_width

from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels
from sonodeck.study.quiz.cards import Card
from sonodeck.study.quiz.state import Asked, Ended, Finished, Moment, Revealed, Session, Told
from sonodeck.study.quiz.summary import Summary, summary
from sonodeck.study.quiz.typed import compare, folded
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

GRADE_NAMES = ("again", "hard", "good", "easy")
_HELP = (
    ("u", "undo"),
    ("s", "suspend"),
    ("e", "edit"),
    ("o", "picture"),
    ("q", "end"),
)


def view(session: Session, at: Moment) -> list[Block]:
    """All that is to be seen now."""
    return list(_help(session.labels) if session.help else _view(session, at))


def _view(session: Session, at: Moment) -> Iterator[Block]:
    phase = session.phase
    match phase:
        case Asked():
            yield from _question(session, phase)
            yield Gap()
            yield from _note(session)
            if phase.typed is None:
                yield Row(_question_keys(session.shown(phase), session.labels), "keys")
            else:
                yield _keys(session.labels, "type", "type-end")
        case Revealed():
            yield from _answered(session, phase)
            yield Gap()
            yield from _note(session)
            yield Row(_grades(session, phase), "strong")
        case Told():
            yield from _told(session, phase)
            yield Gap()
            yield from _note(session)
            yield _keys(session.labels, "next", "undo", "help", "end")
        case Finished() | Ended():
            yield from _summary(summary(session, at), session.labels)
            if isinstance(phase, Finished):
                yield Gap()
                yield from _note(session)
                yield _keys(session.labels, "enter-ends", *(("undo",) if session.past else ()))
        case _:
            assert_never(phase)


def _keys(labels: Labels, *names: str) -> Row:
    return Row(tuple(labels.say(f"terminal.{name}") for name in names), "keys")


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
    say = session.labels.say
    left = say("terminal.left", session.left)
    yield Row((card.topic, say(f"terminal.{kind}"), left), "quiet")
    yield Gap()


def _question(session: Session, asked: Asked, *, told: bool = False) -> Iterator[Block]:
    card = session.shown(asked)
    yield from _head(session, card)
    yield from text_lines(card.asked, "strong", session.labels)
    if asked.typed is not None and not told:
        yield Gap()
        yield Line(f"{asked.typed}▏", "plain", "› ")
        return
    yield from shown_options(card, asked.order, session.labels, lambda _: "plain", told=told)


def _answered(session: Session, phase: Revealed) -> Iterator[Block]:
    card = session.shown(phase.asked)
    if card.cloze:
        yield from _head(session, card)
        yield from _opened(card, session.labels)
    else:
        yield from _question(session, phase.asked, told=True)
        yield Gap()
        yield Rule()
        yield Gap()
        yield from _answer(card, phase.asked.order, session.labels)
    if phase.typed:
        yield from _compared(session, card, phase.typed)
    yield from small(card, session.labels)


def _compared(session: Session, card: Card, typed: str) -> Iterator[Block]:
    """What was typed under the right answer, each letter under its own; signs tell them apart."""
    cards = session.cards.values()
    others = {folded(text) for one in cards if one.id != card.id for text in one.typed}
    found = compare(typed, card.typed, others)
    labels = session.labels
    yield Gap()
    style: Style = "right" if found.verdict in {"same", "measure"} else "note"
    yield Line(labels.say(f"quiz.typed-{found.verdict}"), style)
    wide = any(east_asian_width(sign) in "WF" for pair in found.parts for sign in "".join(pair))
    if (
        found.verdict == "same"
        or wide
        or sum(max(map(len, part)) for part in found.parts) > _ALIGNED
    ):
        yield Line(typed, "plain", "› ")
        return
    widths = [max(map(len, part)) for part in found.parts]
    rows = [[one.ljust(w, "·") for one, w in zip(side, widths, strict=True)]
            for side in zip(*found.parts, strict=True)]  # fmt: skip
    marks = [("^" if a != b and a.lower() != b.lower() else " ") * w
             for (a, b), w in zip(found.parts, widths, strict=True)]  # fmt: skip
    yield Line("".join(rows[0]), "plain", "› ")
    yield Line("".join(rows[1]), "right", "  ")
    yield Line("".join(marks).rstrip(), "note", "  ")


_ALIGNED = 36
"""Letters that stand under each other in any terminal."""


def _opened(card: Card, labels: Labels) -> Iterator[Block]:
    """A cloze with its gap filled, in the lines where there was one."""
    asked = card.asked.split("\n")
    for at, line in enumerate(card.answer.split("\n")):
        same = at < len(asked) and asked[at] == line
        yield from text_lines(line, "strong" if same else "right", labels)


def _told(session: Session, phase: Told) -> Iterator[Block]:
    card = session.shown(phase.asked)
    right, chosen = card.right, phase.asked.order[phase.chosen]

    def style(option: int) -> Style:
        return "right" if option == right else "wrong" if option == chosen else "plain"

    yield from _head(session, card)
    labels = session.labels
    yield from text_lines(card.asked, "strong", labels)
    yield from shown_options(card, phase.asked.order, labels, style, marked=True, told=True)
    yield Gap()
    told = "right" if chosen == right else "not-right"
    yield Line(labels.say(f"terminal.{told}"), "right" if chosen == right else "wrong")
    if right is None or card.options[right] != card.answer:
        yield from text_lines(card.answer, "right", labels)
    yield from small(card, labels)


def shown_options(
    card: Card,
    order: Sequence[int],
    labels: Labels,
    style: Callable[[int], Style],
    *,
    marked: bool = False,
    told: bool = False,
) -> Iterator[Block]:
    """The options by letter; where they are marked, signs say what colors do.

    ``told``: under each wrong one stands what it is right for.
    """
    if card.options:
        yield Gap()
    signs = {"right": "✓", "wrong": "✗", "strong": "●"}
    for letter, option in zip(labels.letters.lower(), order, strict=False):
        look = style(option)
        sign = signs.get(look, " ") if marked else ""
        yield Line(card.options[option], look, f"{sign} {letter}  ")
        if told and card.why and card.why[option]:
            yield Line(card.why[option], "quiet", " " * len(f"{sign} {letter}  "))


def _answer(card: Card, order: Sequence[int], labels: Labels) -> Iterator[Block]:
    if card.right is not None and card.options[card.right] == card.answer:
        letter = labels.letters.lower()[list(order).index(card.right)]
        yield Line(card.answer, "right", f"  {letter}  ")
    else:
        yield from text_lines(card.answer, "right", labels)


def small(card: Card, labels: Labels) -> Iterator[Block]:
    if card.small:
        yield Gap()
        yield from text_lines(card.small, "quiet", labels)


def text_lines(text: str, style: Style, labels: Labels) -> Iterator[Block]:
    """The lines of a text; those of a list hang from their sign or number."""
    for line in text.split("\n"):
        sign = re.match(r"(?:•|[0-9]+\.) ", line)
        lead = sign.group() if sign else ""
        picture = line.startswith(f"[{labels.say('card.picture')}: ")
        yield Line(line.removeprefix(lead), "plain" if picture else style, lead)


def _question_keys(card: Card, labels: Labels) -> tuple[str, ...]:
    names = ("answer", *(("picture",) if card.pictures else ()), "suspend", "undo", "help", "end")
    keys = tuple(labels.say(f"terminal.{name}") for name in names)
    if not card.options:
        return keys
    letters = labels.letters.lower()[: len(card.options)]
    return (labels.say("terminal.choose", keys=f"{letters[0]}–{letters[-1]}"), *keys)


def _grades(session: Session, phase: Revealed) -> tuple[str, ...]:
    names = [session.labels.say(f"quiz.{name}") for name in GRADE_NAMES]
    if session.cram:
        return tuple(f"{g} {name}" for g, name in zip(GRADES, names, strict=True))
    waits = (phase.next[grade].due - phase.next[grade].last for grade in GRADES)
    return tuple(
        f"{grade} {name} {span(wait, session.labels)}"
        for grade, name, wait in zip(GRADES, names, waits, strict=True)
    )


def _summary(sums: Summary, labels: Labels) -> Iterator[Block]:
    say = labels.say
    if not sums.answers:
        yield Line(say("terminal.later" if sums.left else "terminal.nothing-now"), "strong")
    else:
        seconds = span(sums.seconds * 1000, labels)
        yield Line(
            say(
                "terminal.done-new" if sums.begun else "terminal.done",
                answers=say("quiz.answers", sums.answers),
                cards=say("quiz.cards", sums.cards),
                new=sums.begun,
                time=seconds if sums.seconds >= 60 else say("terminal.under-a-minute"),
            ),
            "strong",
        )
    if sums.due:
        due, share = say("terminal.due-cards", sums.due), round(100 * sums.known / sums.due)
        yield Line(say("terminal.known", known=sums.known, due=due, share=share))
    if sums.suspended:
        yield Line(say("terminal.suspended-cards", cards=say("quiz.cards", sums.suspended)))
    if sums.left:
        yield Line(say("terminal.not-asked", cards=say("quiz.cards", sums.left)))
    tomorrow = "terminal.tomorrow-new" if sums.new else "terminal.tomorrow"
    new = say("terminal.new-cards", sums.new)
    yield Line(say(tomorrow, cards=say("quiz.cards", sums.tomorrow), new=new))


def span(milliseconds: int, labels: Labels) -> str:
    """A length of time as people say it, in its largest fitting unit."""
    minutes = milliseconds / 60_000
    hours, days = minutes / 60, minutes / (24 * 60)
    for least, name, count in (
        (days / 365, "quiz.years", f"{days / 365:.1f}"),
        (days / 30, "quiz.months", f"{days / 30.4:.1f}"),
        (days, "terminal.days", f"{days:.0f}"),
        (hours, "quiz.hours", f"{hours:.0f}"),
    ):
        if least >= 1:
            return labels.say(name, count.replace(".", labels.say("quiz.decimal")))
    return labels.say("quiz.minutes", f"{minutes:.0f}")


def _help(labels: Labels) -> Iterator[Block]:
    yield Line(labels.say("terminal.keys"), "strong")
    yield Gap()
    first = (
        (labels.say("terminal.key-show"), "show"),
        ("1 2 3 4", "grade"),
        (" ".join(labels.letters.lower()[:4]), "choose"),
    )
    for keys, name in (*first, *_HELP):
        lead = keys + " " * max(1, 14 - sum(1 + (east_asian_width(c) in "WF") for c in keys))
        yield Line(labels.say(f"terminal.help-{name}"), "plain", lead)
    yield Gap()
    yield _keys(labels, "any-key")
