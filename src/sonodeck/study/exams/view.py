"""What an exam looks like: blocks, as ``quiz/view.py`` has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from sonodeck.common.exams import Lack
from sonodeck.common.labels import Labels
from sonodeck.questions import RIGHT
from sonodeck.study.exams.sitting import Score
from sonodeck.study.exams.taking import At, Left, Overview, Ready, Taking, Told
from sonodeck.study.quiz.state import Moment
from sonodeck.study.quiz.view import (
    Block,
    Gap,
    Line,
    Row,
    Style,
    shown_options,
    small,
    text_lines,
)

_BAR = 10


def view(taking: Taking, at: Moment, lacking: tuple[Lack, ...]) -> list[Block]:
    """All that is to be seen now; ``lacking``: what the deck couldn't give to a new exam."""
    return list(_view(taking, at, lacking))


def _view(taking: Taking, at: Moment, lacking: tuple[Lack, ...]) -> Iterator[Block]:
    phase, say = taking.phase, taking.labels.say
    match phase:
        case Ready():
            yield from _ready(taking, phase, lacking)
        case At():
            yield from _question(taking, phase.number, at)
        case Overview():
            yield from _overview(taking, at)
        case Told(wrong=None):
            yield from _scores(taking)
        case Told():
            yield from _wrong(taking, taking.marked().wrong[phase.wrong or 0])
        case Left():
            if phase.goes_on:
                yield Line(say("exam.later"))
        case _:
            assert_never(phase)


def _keys(labels: Labels, **named: str) -> Row:
    """Keys, each with what it does."""
    return Row(tuple(f"{key} {labels.say(name)}" for key, name in named.items()), "keys")


def _note(taking: Taking) -> Iterator[Block]:
    yield Gap()
    if taking.note:
        yield Line(taking.note, "note")


def minutes(taking: Taking, milliseconds: int) -> str:
    """Minutes, those begun included."""
    return taking.labels.say("quiz.minutes", -(-milliseconds // 60_000))


def _ready(taking: Taking, phase: Ready, lacking: tuple[Lack, ...]) -> Iterator[Block]:
    say, exam = taking.labels.say, taking.sitting.exam
    yield Line(say("exam.title"), "strong")
    yield Gap()
    questions = say("exam.questions", len(taking.cards))
    yield Line(say("exam.about", questions=questions, time=minutes(taking, exam.minutes * 60_000)))
    if phase.new:
        for lack in lacking:
            title = lack.domain.title
            text = say("exam.lacking", domain=title, there=lack.there, wanted=lack.wanted)
            yield Line(text, "note")
    else:
        answered = sum(map(taking.sitting.is_answered, taking.cards))
        left = minutes(taking, exam.minutes * 60_000 - taking.sitting.used)
        yield Line(say("exam.so-far", answered=answered, all=len(taking.cards), time=left))
    yield from _note(taking)
    if phase.new:
        yield _keys(taking.labels, Enter="exam.begin", q="exam.close")
    else:
        discard = "exam.discard-sure" if phase.sure else "exam.discard"
        yield _keys(taking.labels, Enter="exam.resume", x=discard, q="exam.close")


def _head(taking: Taking, number: int, *more: str) -> Iterator[Block]:
    place = taking.labels.say("exam.question", n=number, all=len(taking.sitting.exam.questions))
    yield Row((place, *more), "quiet")
    yield Gap()


def _question(taking: Taking, number: int, at: Moment) -> Iterator[Block]:
    card, sitting, labels = taking.cards[number], taking.sitting, taking.labels
    chosen = sitting.choices[number].option if number in sitting.choices else ""
    flag = [labels.say("exam.flagged")] if sitting.is_flagged(number) else []
    left = labels.say("exam.left", time=minutes(taking, taking.left(at)))
    yield from _head(taking, number, left, *flag)
    yield from text_lines(card.asked, "strong", labels)

    def style(option: int) -> Style:
        return "strong" if chosen and card.names[option] == chosen else "plain"

    yield from shown_options(card, taking.order(number), labels, style, marked=True)
    yield from _note(taking)
    if taking.typed:
        yield Line(labels.say("exam.go-to", n=taking.typed))
    letters = labels.letters.lower()[: len(card.options)]
    choose = labels.say("terminal.choose", keys=f"{letters[0]}–{letters[-1]}")
    names = {"Enter": "exam.next", "p": "exam.previous", "m": "exam.flag", "l": "exam.overview"}
    shown = [labels.say("terminal.picture")] if card.pictures else []
    keys = (f"{key} {labels.say(name)}" for key, name in names.items())
    yield Row((choose, *keys, *shown, f"q {labels.say('exam.close')}"), "keys")


def _overview(taking: Taking, at: Moment) -> Iterator[Block]:
    labels, sitting = taking.labels, taking.sitting
    left = labels.say("exam.left", time=minutes(taking, taking.left(at)))
    yield Row((labels.say("exam.overview"), left), "quiet")
    yield Gap()
    signs = (
        f"{number} {'●' if sitting.is_answered(number) else '–'}"
        f"{'⚑' if sitting.is_flagged(number) else ''}"
        for number in taking.cards
    )
    yield Row(tuple(signs), "strong")
    yield Gap()
    missing = sum(not sitting.is_answered(number) for number in taking.cards)
    flagged = sum(map(sitting.is_flagged, taking.cards))
    yield Line(labels.say("exam.standing", missing=missing, flagged=flagged))
    yield from _note(taking)
    if taking.typed:
        yield Line(labels.say("exam.go-to", n=taking.typed))
    yield _keys(
        labels, Enter="exam.look-again", p="exam.back", s="exam.hand-in", q="exam.close"
    )  # fmt: skip


def _scores(taking: Taking) -> Iterator[Block]:
    labels, found = taking.labels, taking.marked()
    say, whole = labels.say, found.all
    yield Line(say("exam.result", right=whole.right, asked=whole.asked), "strong")
    yield Line(_interval(whole, labels))
    yield Line(say("exam.by-guessing", found.guessed))
    yield Gap()
    for one in found.domains:
        if one.asked:
            yield Line(f"{one.title}: {one.right} / {one.asked}")
            part = round(_BAR * one.right / one.asked)
            yield Line(f"{'█' * part}{'░' * (_BAR - part)}  {_interval(one, labels)}", lead="  ")
    yield Gap()
    yield Line(say("exam.interval-about"), "quiet")
    gone = len(taking.sitting.exam.questions) - len(taking.cards)
    if gone:
        yield Line(say("exam.gone", gone), "note")
    yield from _note(taking)
    if found.wrong:
        yield Line(say("exam.wrong", len(found.wrong)))
        yield _keys(labels, Enter="exam.reasons", s="exam.study", q="exam.close")
    else:
        yield _keys(labels, q="exam.close")


def _interval(found: Score, labels: Labels) -> str:
    share = round(100 * found.right / found.asked) if found.asked else 0
    low, high = (round(100 * end) for end in found.interval)
    return labels.say("exam.interval", share=share, low=low, high=high)


def _wrong(taking: Taking, number: int) -> Iterator[Block]:
    card, labels, choices = taking.cards[number], taking.labels, taking.sitting.choices
    chosen = choices[number].option if number in choices else ""
    yield from _head(taking, number, card.topic, *([] if chosen else [labels.say("exam.open")]))
    yield from text_lines(card.asked, "strong", labels)

    def style(option: int) -> Style:
        name = card.names[option]
        return "right" if name == RIGHT else "wrong" if name == chosen else "plain"

    order = taking.order(number)
    yield from shown_options(card, order, labels, style, marked=True, told=True)
    if card.right is None or card.options[card.right] != card.answer:
        yield Gap()
        yield from text_lines(card.answer, "right", labels)
    yield from small(card, labels)
    yield from _note(taking)
    yield _keys(labels, Enter="exam.next", p="exam.previous", s="exam.study", q="exam.close")
