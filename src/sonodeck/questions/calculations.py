"""Questions about calculations: one note with up to twelve sets of numbers, all worked out here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

from sonodeck.common.diagnostics import Diagnostic, problem
from sonodeck.common.frozen import dataclass
from sonodeck.questions.choosing import FEW, PLAIN, WRONG, Options, Size, Wrong, arranged
from sonodeck.questions.notes import About, Key, Offered, QuestionNote, Words
from sonodeck.questions.scope import WHOLE, Made, Scope, about_of, asked
from sonodeck.sheets import Fact, Phrase, calculations, kinds, slug

MOST = 12
"""Sets of numbers of a note."""
LEAST = 3
"""With fewer than these a student learns the numbers and not the formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clean:
    """A set of numbers that can be asked: its result, and its options."""

    solved: calculations.Solved
    options: Options


def calculated(question: kinds.Calculation, scope: Scope) -> Made:
    """For each calculation a note: its first set of numbers, and the others as variants."""
    for fact in asked(question, scope):
        calculation = fact.values.get(question.of)
        if not isinstance(calculation, calculations.Calculation):
            continue
        about = about_of(question, scope, WHOLE, [fact], [question.of])
        left_out: Counter[str] = Counter()
        clean = dict(_clean(calculation, fact, scope, (about.key, left_out)))
        if len(clean) < LEAST:
            yield _too_few(question, fact, (len(clean), len(calculation.sets)), left_out)
            continue
        chosen = _chosen(about.key, clean)
        notes = [
            _note(calculation, fact, scope, about, ask, one)
            for ask, one in clean.items()
            if ask in chosen
        ]
        yield replace(notes[0], variants=tuple(notes[1:]))


def _clean(
    calculation: calculations.Calculation, fact: Fact, scope: Scope,
    counted: tuple[Key, Counter[str]],
) -> Iterator[tuple[str, _Clean]]:  # fmt: skip
    """The sets that give a question, each with it; why others don't is counted."""
    key, left_out = counted
    for numbers in calculation.sets:
        ask = scope.wording.filled(calculation.ask, fact, _phrases(numbers))
        try:
            solved = calculations.solved(calculation, numbers)
        except calculations.LeftOut as why:
            left_out[str(why)] += 1
            continue
        if calculation.slips and len(solved.wrong) < FEW:
            left_out[f"fewer than {FEW} slips lead to a number of their own"] += 1
        elif ask is not None:
            phrases = _phrases(numbers)
            says = [
                scope.wording.filled(one.slip.says, fact, phrases, opening=False) or ""
                for one in solved.wrong
            ]
            yield ask, _Clean(solved=solved, options=_options(key, ask, solved, says))


def _phrases(numbers: calculations.Numbers) -> dict[str, Phrase]:
    return {name: Phrase(one.text) for name, one in numbers}


def _too_few(
    question: kinds.Calculation, fact: Fact, asked_of: tuple[int, int], left_out: Counter[str]
) -> Diagnostic:
    clean, tried = asked_of
    message = f"{clean} of {tried} sets of numbers can be asked; at least {LEAST} are needed"
    reasons = "; ".join(f"{why} (left out: {count})" for why, count in sorted(left_out.items()))
    hint = "give more values" + (f", or others: {reasons}" if reasons else "")
    return problem("SD120", fact.places.get(question.of, fact.place), message, hint)


def _chosen(key: Key, clean: Mapping[str, _Clean]) -> frozenset[str]:
    """Up to twelve by rank; a result that is there already comes after those that aren't.

    Sets in which only the right option repeats a number of the question are taken if they must be.
    """
    quiet = {ask for ask, one in clean.items() if not _repeats(ask, one)}
    usable = quiet if len(quiet) >= LEAST else clean.keys()
    ranked = sorted(usable, key=lambda ask: sha256(f"{key}\0{ask}".encode()).digest())
    seen: Counter[str] = Counter()
    turns = {}
    for ask in ranked:
        answer = clean[ask].solved.answer
        turns[ask] = seen[answer]
        seen[answer] += 1
    return frozenset(sorted(ranked, key=turns.__getitem__)[:MOST])


_FIGURES = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)


def _repeats(ask: str, one: _Clean) -> bool:
    """Whether a number of the question stands in the right option and in no other."""
    stated = frozenset(_FIGURES.findall(ask))
    repeating = {o for o in one.options.texts if not stated.isdisjoint(_FIGURES.findall(o))}
    return repeating == {one.solved.answer}


def _note(
    calculation: calculations.Calculation, fact: Fact, scope: Scope, about: About,
    ask: str, one: _Clean,
) -> QuestionNote:  # fmt: skip
    solved, options = one.solved, one.options
    working = solved.working
    if calculation.working is not None:
        told = _phrases(solved.numbers) | {"answer": Phrase(solved.answer)}
        working = scope.wording.filled(calculation.working, fact, told) or working
    return QuestionNote(
        about=replace(about, details=(working, *about.details)),
        question=ask,
        answer=Words(solved.answer),
        options=options.texts,
        ordered=options.ordered,
        why=options.why,
        names=options.names,
        right=(solved.answer,),
    )


def _options(key: Key, ask: str, solved: calculations.Solved, says: Sequence[str]) -> Options:
    """Two or three slips, in the author's order.

    They are not locked: another day brings other options in any case. Each is named by its slip,
    which is the same whatever the numbers of the day.
    """
    if not solved.wrong:
        return PLAIN
    offers = [
        (
            Wrong(text=o.text, offered=_offered(o.slip), why=why, size=_size(o.size)),
            o.size < solved.size,
        )
        for o, why in zip(solved.wrong, says, strict=True)
    ]
    smaller = [wrong for wrong, small in offers if small]
    larger = [wrong for wrong, small in offers if not small]
    few, most = _shares(f"{key}\0{ask}", len(smaller), len(larger))
    chosen = (*smaller[:few], *larger[:most])
    return replace(arranged(key, solved.answer, _size(solved.size), chosen), offered=())


def _offered(slip: calculations.Slip) -> Offered:
    """By its formula, however it is spaced; the hash tells what the slug leaves out, brackets."""
    digest = sha256("".join(slip.written.split()).encode()).hexdigest()[:6]
    return Offered(said=f"{slug(slip.written)}-{digest}")


def _shares(key: str, smaller: int, larger: int) -> tuple[int, int]:
    """How many wrong options are to be smaller than the right one, and how many larger.

    Neither that nor how many there are tells where the right one stands: three where it can then
    stand in as many places as among two. Where one end is closed to it, the other is taken twice
    as often, so that the middle is not right more often than not.
    """
    places = {
        count: [(few, count - few) for few in range(count + 1)
                if few <= smaller and count - few <= larger]
        for count in (FEW, WRONG)
    }  # fmt: skip
    open_ = places[WRONG] if len(places[WRONG]) >= len(places[FEW]) else places[FEW]
    ends = [place for place in open_ if 0 in place]
    weighted = open_ + (ends if len(ends) == 1 and len(open_) > FEW else [])
    return weighted[int.from_bytes(sha256(f"{key}\0place".encode()).digest()[:4]) % len(weighted)]


def _size(size: Fraction) -> Size:
    return ("", float(size), 0)
