"""Questions about calculations: one note with up to twelve sets of numbers, all worked out here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

from sonodeck.common.diagnostics import Diagnostic, problem
from sonodeck.questions.choosing import FEW, PLAIN, Options, Size, Wrong, arranged, computed
from sonodeck.questions.notes import About, Key, Offered, QuestionNote, Words
from sonodeck.questions.scope import WHOLE, Made, Scope, about_of, asked
from sonodeck.sheets import Fact, Phrase, Template, calculations, kinds, slug

MOST = 12
"""Sets of numbers of a note."""
LEAST = 3
"""With fewer than these a student learns the numbers and not the formula."""


def calculated(question: kinds.Calculation, scope: Scope) -> Made:
    """For each calculation a note: its first set of numbers, and the others as variants."""
    for fact in asked(question, scope):
        calculation = fact.values.get(question.of)
        if not isinstance(calculation, calculations.Calculation):
            continue
        about = about_of(question, scope, WHOLE, [fact], [question.of])
        left_out: Counter[str] = Counter()
        clean = dict(_clean(calculation, fact, scope, left_out))
        if len(clean) < LEAST:
            yield _too_few(question, fact, (len(clean), len(calculation.sets)), left_out)
            continue
        chosen = _chosen(about.key, clean)
        notes = [
            _note(calculation, fact, scope, about, (ask, clean[ask]))
            for ask in clean
            if ask in chosen
        ]
        yield replace(notes[0], variants=tuple(notes[1:]))


def _clean(
    calculation: calculations.Calculation, fact: Fact, scope: Scope, left_out: Counter[str]
) -> Iterator[tuple[str, calculations.Solved]]:
    """The sets that give a question, each with it; why others don't is counted."""
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
            yield ask, solved


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


def _chosen(key: Key, clean: dict[str, calculations.Solved]) -> frozenset[str]:
    """Up to twelve by rank; a result that is there already comes after those that aren't."""
    ranked = sorted(clean, key=lambda ask: sha256(f"{key}\0{ask}".encode()).digest())
    seen: Counter[str] = Counter()
    turns = {}
    for ask in ranked:
        turns[ask] = seen[clean[ask].answer]
        seen[clean[ask].answer] += 1
    return frozenset(sorted(ranked, key=turns.__getitem__)[:MOST])


def _note(
    calculation: calculations.Calculation, fact: Fact, scope: Scope, about: About,
    asked_: tuple[str, calculations.Solved],
) -> QuestionNote:  # fmt: skip
    ask, solved = asked_
    phrases = _phrases(solved.numbers)
    working = solved.working
    if calculation.working is not None:
        told = phrases | {"answer": Phrase(solved.answer)}
        working = scope.wording.filled(calculation.working, fact, told) or working

    def says(slip: Template) -> str:
        return scope.wording.filled(slip, fact, phrases, opening=False) or ""

    options = _options(about.key, ask, solved, [says(one.slip.says) for one in solved.wrong])
    return QuestionNote(
        about=replace(about, details=(working, *about.details)),
        question=ask,
        answer=Words(solved.answer),
        options=options.texts,
        ordered=options.ordered,
        why=options.why,
        right=(solved.answer,),
    )


def _options(key: Key, ask: str, solved: calculations.Solved, says: Sequence[str]) -> Options:
    """Up to three slips; how many of them are smaller than the right number, each set decides anew.

    They are not locked: another day brings other options in any case.
    """
    if not solved.wrong:
        return PLAIN
    offers = [
        Wrong(text=one.text, offered=Offered(said=slug(one.text)), why=why, size=_size(one.size))
        for one, why in zip(solved.wrong, says, strict=True)
    ]
    right = _size(solved.size)
    wrong = computed(Key(f"{key}\0{ask}"), right, offers, ())
    return replace(arranged(key, solved.answer, right, wrong), offered=())


def _size(size: Fraction) -> Size:
    return ("", float(size), 0)
