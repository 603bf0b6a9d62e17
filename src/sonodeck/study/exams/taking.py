"""Taking an exam: what a key does. Pure, as in ``quiz/session.py``: records to be saved go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TypeAlias, assert_never

from sonodeck.common.exams import Blueprint
from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels
from sonodeck.common.ranking import options_on, study_day
from sonodeck.questions import RIGHT
from sonodeck.study.exams.sitting import Marked, Sitting, marked
from sonodeck.study.quiz.cards import Card
from sonodeck.study.quiz.session import ENTER, option_of
from sonodeck.study.quiz.state import Moment, Show
from sonodeck.study.reviews import Answer, Choice, HandedIn, Record, RecordId, Undo

_MINUTE = 60_000
_MAX_TOOK = 24 * 60 * _MINUTE


@dataclass(frozen=True, slots=True)
class Ready:
    """Before it begins, or goes on: ``new`` if nothing of it is saved yet.

    ``sure``: whether it is asked if it is to be discarded, with all answers.
    """

    new: bool
    sure: bool = False


@dataclass(frozen=True, slots=True)
class At:
    """A question is in view, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All questions are in view; ``back`` is the one before."""

    back: int


@dataclass(frozen=True, slots=True)
class Told:
    """The scores are in view, or what was wrong: a place in ``Marked.wrong``."""

    wrong: int | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """The student left; ``goes_on``: with an exam in progress; ``study``: for what was wrong."""

    goes_on: bool = False
    study: bool = False


Phase: TypeAlias = Ready | At | Overview | Told | Left


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """Records to be saved before anything else is shown."""

    records: tuple[Record, ...]


Effect: TypeAlias = Save | Show


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """An exam that is taken.

    ``cards``: its questions by number, as they are on its day; ``began``: the moment from which its
    clock counts; ``typed``: digits of the question to go to; ``last``: an exam that was handed in.
    """

    sitting: Sitting
    cards: Mapping[int, Card]
    blueprint: Blueprint
    labels: Labels
    phase: Phase
    began: int = 0
    typed: str = ""
    note: str = ""

    def used(self, at: Moment) -> int:
        """The milliseconds that the clock has run; it stands until the exam is in view."""
        if self.sitting.ended or isinstance(self.phase, Ready):
            return self.sitting.used
        return max(self.sitting.used, at.now - self.began)

    def left(self, at: Moment) -> int:
        """The milliseconds that are left."""
        return max(0, self.sitting.exam.minutes * _MINUTE - self.used(at))

    def order(self, number: int) -> list[int]:
        """The order of the options of a question."""
        card = self.cards[number]
        day = study_day(self.sitting.exam.at)
        return options_on(day, card.key, card.ranked, ordered=card.ordered)

    def marked(self) -> Marked:
        return marked(self.sitting, self.cards, self.blueprint)


def opened(
    sitting: Sitting, deck: Sequence[Card], blueprint: Blueprint, labels: Labels, *, new: bool
) -> Taking:
    """An exam before it begins or goes on, or one that was handed in with its scores."""
    by_guid = {card.id.guid: card for card in deck if card.id.number == 1}
    day = study_day(sitting.exam.at)
    cards = {
        number: by_guid[guid].on(day)
        for number, guid in enumerate(sitting.exam.questions, 1)
        if guid in by_guid
    }
    phase = Told() if sitting.ended else Ready(new)
    return Taking(sitting=sitting, cards=cards, blueprint=blueprint, labels=labels, phase=phase)


Result: TypeAlias = tuple[Taking, tuple[Effect, ...]]


def press(taking: Taking, key: str, at: Moment) -> Result:
    """What a key does; once time is up, any key finds the exam handed in."""
    taking = replace(taking, note="")
    if ticked(taking, at):
        return _handed_in(taking, at, taking.labels.say("exam.time-up"))
    if key == "q":
        return closed(taking), ()
    phase = taking.phase
    match phase:
        case Ready():
            return _on_ready(taking, phase, key, at)
        case At():
            return _on_question(taking, phase.number, key, at)
        case Overview():
            return _on_overview(taking, phase, key, at)
        case Told():
            return _on_result(taking, phase, key)
        case Left():
            return taking, ()
    assert_never(phase)


def closed(taking: Taking) -> Taking:
    """An exam that the student leaves as it stands."""
    phase = taking.phase
    if isinstance(phase, Left):
        return taking
    begun = phase != Ready(new=True) and not taking.sitting.ended
    return replace(taking, phase=Left(goes_on=begun))


def ticked(taking: Taking, at: Moment) -> bool:
    """Whether time is up."""
    running = isinstance(taking.phase, At | Overview)
    return running and not taking.sitting.ended and not taking.left(at)


def _on_ready(taking: Taking, phase: Ready, key: str, at: Moment) -> Result:
    if key == "x" and not phase.new and not phase.sure:
        return replace(taking, phase=replace(phase, sure=True)), ()
    if key == "x" and not phase.new:
        record = Undo(id=at.id, at=at.now, of=taking.sitting.exam.id)
        return replace(taking, phase=Left()), (Save(records=(record,)),)
    if key not in ENTER or not taking.cards:
        return taking, ()
    begun = replace(taking, began=at.now - taking.sitting.used)
    first = next((n for n in taking.cards if not taking.sitting.is_answered(n)), min(taking.cards))
    saved = (Save(records=(taking.sitting.exam,)),) if phase.new else ()
    return replace(begun, phase=At(first)), saved


def _on_question(taking: Taking, number: int, key: str, at: Moment) -> Result:
    card, sitting = taking.cards[number], taking.sitting
    chosen = sitting.choices[number].option if number in sitting.choices else ""
    flagged = sitting.is_flagged(number)
    place = option_of(key, taking.labels)
    if 0 <= place < len(card.options):
        option = card.names[taking.order(number)[place]]
        return _chosen(taking, number, option, flagged, at) if option != chosen else (taking, ())
    if key == "m":
        return _chosen(taking, number, chosen, not flagged, at)
    if key == "o":
        return taking, (Show(pictures=card.pictures),) if card.pictures else ()
    return _moved(taking, number, key)


def _chosen(taking: Taking, number: int, option: str, flagged: bool, at: Moment) -> Result:
    record = Choice(
        id=at.id,
        at=at.now,
        exam=taking.sitting.exam.id,
        question=number,
        option=option,
        flagged=flagged,
        used=taking.used(at),
    )
    return replace(taking, sitting=taking.sitting.chosen(record)), (Save(records=(record,)),)


def _moved(taking: Taking, number: int, key: str) -> Result:
    """Another question, by what was typed, or the next or the one before; after the last all."""
    numbers = list(taking.cards)
    if key.isascii() and key.isdigit():
        return replace(taking, typed=(taking.typed + key)[-3:]), ()
    to = int(taking.typed) if key in ENTER and taking.typed else 0
    taking = replace(taking, typed="")
    place = numbers.index(number)
    if to in taking.cards:
        return replace(taking, phase=At(to)), ()
    if key == "p":
        return replace(taking, phase=At(numbers[max(0, place - 1)])), ()
    if key in {"n", *ENTER} and not to and place + 1 < len(numbers):
        return replace(taking, phase=At(numbers[place + 1])), ()
    if key == "l" or (key in {"n", *ENTER} and not to):
        return replace(taking, phase=Overview(number)), ()
    return taking, ()


def _on_overview(taking: Taking, phase: Overview, key: str, at: Moment) -> Result:
    if key == "s" and not taking.typed:
        return _handed_in(taking, at, "")
    if key == "n" or (key in ENTER and not taking.typed):
        again = _to_look_at(taking, phase.back)
        return (taking if again is None else replace(taking, phase=At(again))), ()
    if key == "l":
        return taking, ()
    if key == "p":
        return replace(taking, phase=At(phase.back)), ()
    return _moved(taking, phase.back, key)


def _to_look_at(taking: Taking, after: int) -> int | None:
    """The next question that is flagged or not answered, after one, from the front again."""
    sitting = taking.sitting
    those = [n for n in taking.cards if sitting.is_flagged(n) or not sitting.is_answered(n)]
    return next((n for n in those if n > after), those[0] if those else None)


def _handed_in(taking: Taking, at: Moment, note: str) -> Result:
    """The end: its answers are saved, too. They leave the schedule alone."""
    sitting, ids = taking.sitting, _ids(at.id)
    end = HandedIn(id=next(ids), at=at.now, exam=sitting.exam.id, used=taking.used(at))
    answers = tuple(_answers(taking, at, ids))
    over = replace(taking, sitting=sitting.handed_in(end), phase=Told(), note=note, typed="")
    return over, (Save(records=(end, *answers)),)


def _ids(root: RecordId) -> Iterator[RecordId]:
    number = 0
    while True:
        yield RecordId(sha256(f"{root} {number}".encode()).hexdigest()[:16])
        number += 1


def _answers(taking: Taking, at: Moment, ids: Iterator[RecordId]) -> Iterator[Answer]:
    before = 0
    for choice in sorted(taking.sitting.choices.values(), key=lambda one: one.used):
        took, before = choice.used - before, choice.used
        if choice.option and choice.question in taking.cards:
            card = taking.cards[choice.question]
            yield Answer(
                id=next(ids),
                at=at.now,
                card=card.id,
                key=card.key,
                grade=3 if choice.option == RIGHT else 1,
                took=min(max(0, took), _MAX_TOOK),
                cram=True,
                option=choice.option,
            )


def _on_result(taking: Taking, phase: Told, key: str) -> Result:
    wrong = taking.marked().wrong
    at = phase.wrong
    if key == "s" and wrong:
        return replace(taking, phase=Left(study=True)), ()
    if key == "o" and at is not None:
        card = taking.cards[wrong[at]]
        return taking, (Show(pictures=(*card.pictures, *card.more)),)
    if key in {"n", *ENTER}:
        to = 0 if at is None else at + 1
        return replace(taking, phase=Told(to) if to < len(wrong) else Told()), ()
    if key == "p" and at is not None:
        return replace(taking, phase=Told(at - 1) if at else Told()), ()
    return taking, ()
