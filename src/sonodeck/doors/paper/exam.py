"""An exam on paper: which questions, and how each version of it asks them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sonodeck.common import exams
from sonodeck.common.exams import Blueprint, Domain, Pool
from sonodeck.common.frozen import dataclass
from sonodeck.common.ranking import are_letters, rank
from sonodeck.questions import (
    Answer,
    Bullets,
    ClozeNote,
    QuestionNote,
    ReadNote,
    Table,
    Words,
    exam_pool,
)
from sonodeck.sheets import fold, markup

_LINES = 2
"""Lines to write on, for an answer of one text."""


@dataclass(frozen=True, slots=True)
class Option:
    """``why``: what a wrong one is right for, or the slip that leads to it."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as one version asks it; without options it is answered on so many ``lines``.

    ``hidden``: the item of a cloze that is asked for.
    """

    note: ReadNote
    options: tuple[Option, ...] = ()
    hidden: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """The versions of an exam; ``minutes``: the time for it, 0 where nobody says."""

    versions: tuple[tuple[Question, ...], ...]
    minutes: int


class TooFew(LookupError):
    """There are fewer questions than the exam asks."""


def exam(
    notes: Sequence[ReadNote], blueprint: Blueprint | None, *, questions: int | None, versions: int,
    seed: str, written: bool = False,
) -> Exam:  # fmt: skip
    """So many versions of one exam, alike for the same seed.

    They ask the same notes, each in an order of its own, with other numbers, and with the options
    in another order, so that the right one has another letter as long as there are letters.
    ``written``: also what has no options. Raises TooFew.
    """
    asked = [one for one in notes if written or (isinstance(one, QuestionNote) and one.options)]
    if not asked:
        raise TooFew("there is nothing to ask")
    pool = exam_pool(blueprint, asked) if blueprint else _all_alike(asked)
    drawn = exams.drawn(pool, seed, questions)
    if drawn.lacking:
        raise TooFew("; ".join(map(_lack, drawn.lacking)))
    by_key = {one.about.key: one for one in asked}
    chosen = [by_key[one.key] for one in drawn.questions]  # type: ignore[index]
    made = []
    for version in range(versions):
        order = sorted(
            chosen, key=lambda n: (rank(f"{seed}\0{version}\0{n.about.key}"), n.about.key)
        )
        made.append(tuple(_asked(n, seed, version) for n in (order if version else chosen)))
    return Exam(versions=tuple(made), minutes=drawn.minutes)


def _all_alike(asked: Sequence[ReadNote]) -> Pool:
    """What an exam without a blueprint is drawn from: one domain, and no time."""
    everything = Domain(tag="", title="", weight=1)
    plan = Blueprint(questions=len(asked), minutes=0, domains=(everything,))
    return exams.pool(plan, ((one.about.key, ("",), _words(one)) for one in asked))


def _words(note: ReadNote) -> str:
    return fold(markup.plain(note.question)) if isinstance(note, QuestionNote) else note.about.key


def _lack(one: exams.Lack) -> str:
    of = f" on {one.domain.title}" if one.domain.title else ""
    return f"the exam asks {one.wanted} questions{of}; there are {one.there}"


def _asked(note: ReadNote, seed: str, version: int) -> Question:
    pick = f"{seed}\0{note.about.key}"
    if isinstance(note, ClozeNote):
        cards = tuple(dict.fromkeys(one.item for one in note.blanks()))
        hidden = cards[_turn(f"{pick}\0gap", len(cards), version)]
        return Question(note=note, hidden=hidden, lines=_LINES)
    sets = note.all_variants()
    shown = sets[_turn(f"{pick}\0numbers", len(sets), version)]
    if not shown.options:
        return Question(note=shown, lines=_room(shown.answer))
    return Question(note=shown, options=tuple(_ordered(shown, pick, version)))


def _turn(pick: str, count: int, version: int) -> int:
    """One of so many, another one for each version until all had their turn."""
    return sorted(range(count), key=lambda at: rank(f"{pick}\0{at}"))[version % count]


def _ordered(note: QuestionNote, pick: str, version: int) -> Iterator[Option]:
    """Numbers by size, up or down; letters of places in a picture as in the alphabet."""
    answer = note.answer.text if isinstance(note.answer, Words) else None
    found = [
        Option(text, right=text == answer or text in note.right, why=why)
        for text, why in zip(note.options, note.why or ("",) * len(note.options), strict=True)
    ]
    if note.ordered:
        yield from found if (rank(pick) + version) & 1 else reversed(found)
    elif are_letters(one.text for one in found):
        yield from found
    else:
        wrong = [one for one in found if not one.right]
        wrong.sort(key=lambda one: rank(f"{pick}\0{version}\0{one.text}"))
        right = [one for one in found if one.right]
        place = _turn(f"{pick}\0place", len(wrong) + 1, version)
        yield from (*wrong[:place], *right, *wrong[place:])


def _room(answer: Answer) -> int:
    match answer:
        case Bullets(items=items):
            return len(items)
        case Table(rows=rows):
            return len(rows)
        case _:
            return _LINES
