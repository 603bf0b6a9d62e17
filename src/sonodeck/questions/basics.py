"""Questions with one answer: plain, the other way round, and as multiple choice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sonodeck.common.diagnostics import Diagnostic, problem
from sonodeck.questions.choosing import FEW, Pool, Wrong, arranged, size
from sonodeck.questions.notes import Answer, Offered, QuestionNote, Reverse, Shown, Words
from sonodeck.questions.options import Candidate, contains, first_by_rank, too_close
from sonodeck.questions.scope import WHOLE, Made, Scope, about_of, names_in, offered, template_of
from sonodeck.sheets import (
    Fact,
    Html,
    Media,
    Number,
    Phrase,
    Reference,
    Scene,
    Template,
    calculations,
    kinds,
    meant,
    number_in,
    slug,
    tokens,
)


def _candidates(question: kinds.Basic, fact: Fact, scope: Scope) -> tuple[Candidate, ...]:
    """The texts that are right for a fact: of a list field each item, else the filled answer."""
    template = template_of(fact, question, "answer", question.answer)
    alone = template.alone
    value = fact.values.get(alone) if alone else None
    if alone and isinstance(value, tuple):
        return tuple(
            _candidate(question, scope.wording.opening(item.phrase.text), fact, scope, item=item.id)
            for item in scope.wording.items(fact, alone)
        )
    if isinstance(value, Media):
        return (Candidate(value.file, fact.reference),)
    text = scope.wording.filled(template, fact)
    if text is None:
        return ()
    number, grade = _number(template, fact), _grade(template, fact, scope)
    return (_candidate(question, text, fact, scope, number=number, grade=grade),)


def _candidate(
    question: kinds.Basic, text: str, fact: Fact, scope: Scope, *, number: Number | None = None,
    item: str = "", grade: int | None = None,
) -> Candidate:  # fmt: skip
    """An answer with the number that it is, and the name of its fact where that says more."""
    if number is None and (question.reverse is not None or isinstance(question, kinds.Choice)):
        number = number_in(text)
    if not isinstance(question, kinds.Choice):
        return Candidate(text, fact.reference, number, item, grade)
    name = scope.wording.name(fact)
    told = name is not None and not too_close(tokens(name.text), tokens(text))
    why = scope.wording.labels.say("card.answer-for", name=name.text) if name and told else ""
    return Candidate(text, fact.reference, number, item, grade, why)


def _grade(template: Template, fact: Fact, scope: Scope) -> int | None:
    """The place of an answer among those of its one-of field, which may be a scale."""
    owner = scope.kind.fields.get(template.alone or "")
    value = fact.values.get(template.alone or "")
    if owner is None or owner.type != "one-of" or not isinstance(value, Phrase):
        return None
    return owner.of.index(value.text) if value.text in owner.of else None


def _number(template: Template, fact: Fact) -> Number | None:
    """The number that an answer gives, alone or in words, as ``{size}`` in a sentence."""
    value = fact.values.get(template.only or "")
    return value if isinstance(value, Number) else None


def basics(question: kinds.Basic, scope: Scope) -> Made:
    answered = _Answered(question, scope)
    for fact, right in answered.asked:
        note, found = _basic(question, fact, scope, answered, right)
        yield from found
        if note is not None:
            yield _with_slips(note, fact, question, scope, right)


class _Answered:
    """Who gives which answer to one question: shared answers have no reverse.

    ``known``: each fact that has an answer, with it; ``asked``: those of which it is asked.
    """

    def __init__(self, question: kinds.Basic, scope: Scope) -> None:
        self.known = [
            (fact, found) for fact in scope.facts if (found := _candidates(question, fact, scope))
        ]
        left_out = mirrors(question, scope)
        self.asked = [
            (fact, right)
            for fact, right in self.known
            if question.id not in fact.skip and fact.reference not in left_out
        ]
        self.alike = both_ways(scope.facts, "alike")
        self.holders: dict[Hashable, list[Reference]] = {}
        for fact, found in sorted(self.known, key=_by_id) if question.reverse else ():
            for said in {meant(candidate.text, candidate.number) for candidate in found}:
                self.holders.setdefault(said, []).append(fact.reference)

    def others(self, fact: Fact, right: Sequence[Candidate]) -> list[Reference]:
        """The first of the other facts that give one of a fact's answers too: enough to name some.

        Where thousands share an answer, they are not gathered for each of them anew.
        """
        holders = (self.holders[meant(one.text, one.number)] for one in right)
        shared = {one for known in holders for one in known[: _NAMED + 2]}
        shared |= self.alike.get(fact.reference, set())
        return sorted(shared - {fact.reference}, key=lambda r: (r.kind, r.id))


def mirrors(question: kinds.Basic, scope: Scope) -> frozenset[Reference]:
    """Facts that follow from one that is asked: the other side of what has two values only.

    Who knows that red is toward knows that blue is away. Which facts are the two sides says
    ``contrast``; the later one is left out.
    """
    owner = scope.kind.fields.get(question.answer.only or "")
    if question.anyway or owner is None or owner.type != "one-of" or len(owner.of) != 2:
        return frozenset()
    confusable = both_ways(scope.facts, "contrast")
    asked: dict[Reference, object] = {}
    found = set()
    for fact in scope.facts:
        value = fact.values.get(owner.name)
        if value is None or question.id in fact.skip:
            continue
        sides = [asked[one] for one in confusable.get(fact.reference, ()) if one in asked]
        if any(side != value for side in sides):
            found.add(fact.reference)
        else:
            asked[fact.reference] = value
    return frozenset(found)


_NAMED = 3
"""How many others a message names."""


def _by_id(known: tuple[Fact, tuple[Candidate, ...]]) -> str:
    return known[0].id


def _basic(
    question: kinds.Basic,
    fact: Fact,
    scope: Scope,
    answered: _Answered,
    right: Sequence[Candidate],
) -> tuple[QuestionNote | None, list[Diagnostic]]:
    asked_by = template_of(fact, question, "ask", question.ask)
    ask = scope.wording.filled(asked_by, fact)
    template = template_of(fact, question, "answer", question.answer)
    answer = _answer(template, fact, scope, right)
    picture = fact.values.get(question.picture) if question.picture else None
    if ask is None or answer is None or (question.picture and not isinstance(picture, Media)):
        return None, []
    asks_back = question.reverse is not None and _fits_one(question, fact, scope, right)
    others = answered.others(fact, right) if asks_back else ()
    reverse, found = _reverse(question, fact, scope, others, answer) if asks_back else (None, [])
    note = QuestionNote(
        about=about_of(
            question, scope, WHOLE, [fact], names_in(template, question.answer, asked_by)
        ),
        question=ask,
        answer=answer,
        right=tuple([candidate.text for candidate in right]),
        reverse=reverse,
        picture=picture if isinstance(picture, Media) else None,
    )
    return note, found


def _answer(
    template: Template, fact: Fact, scope: Scope, right: Sequence[Candidate]
) -> Answer | None:
    """The answer as it is shown; its words are known where there is one text."""
    alone = template.alone
    value = fact.values.get(alone) if alone else None
    if isinstance(value, Media | tuple):
        return scope.wording.answer(template, fact)
    return Words(right[0].text)


def _fits_one(question: kinds.Basic, fact: Fact, scope: Scope, right: Sequence[Candidate]) -> bool:
    """Whether the reverse has one name for its answer, and doesn't say it."""
    name = scope.wording.name(fact)
    if question.anyway or name is None:
        return True
    own = tokens(name.text)
    return "also" not in fact.values and not any(contains(tokens(one.text), own) for one in right)


def _reverse(
    question: kinds.Basic, fact: Fact, scope: Scope, others: Sequence[Reference], answer: Answer
) -> tuple[Reverse | None, list[Diagnostic]]:
    """The question the other way round, where no others have the answer too."""
    if question.reverse is None or f"{question.id}.reverse" in fact.skip:
        return None, []
    template = template_of(fact, question, "reverse", question.reverse)
    name = scope.wording.name(fact)
    text = scope.wording.filled(template, fact)
    if text is None or name is None:
        return None, []
    if others:
        shown = ", ".join(other.id for other in others[:_NAMED])
        shown += " …" if len(others) > _NAMED else ""
        message = f"the reverse of {question.id!r} is not asked: {shown} would be right too"
        hint = (
            "use a question of style inverse to ask for all that share a value; "
            f"'skip: [{question.id}.reverse]' hides this hint"
        )
        return None, [problem("SD301", fact.place, message, hint)]
    picture = answer.picture if isinstance(answer, Shown) else None
    named = Words(scope.wording.opening(name.text))
    return Reverse(question=text, answer=named, picture=picture), []


def choices(question: kinds.Choice, scope: Scope) -> Made:
    answered = _Answered(question, scope)
    pools = _Pools(question, answered)
    confusable = both_ways(scope.facts, "contrast")
    renamed = {(f.formerly or "").rpartition(".")[2]: f.id for f in scope.facts if f.formerly}
    for fact, right in answered.asked:
        note, found = _basic(question, fact, scope, answered, right)
        yield from found
        if note is None:
            continue
        if question.id in fact.slips:
            yield _with_slips(note, fact, question, scope, right)
            continue
        wrong = pools.around(fact).wrong(
            note.about.key,
            right,
            never={fact.reference, *answered.alike.get(fact.reference, ())},
            first=confusable.get(fact.reference, ()),
            asked_about=scope.wording.name(fact),
            shipped=[_under_its_id(one, renamed) for one in offered(scope, note.about)],
        )
        if len(wrong) < FEW or isinstance(note.answer, Shown):
            yield from _asked_plain(note)
            yield note
        else:
            yield _with_options(note, right, wrong)


def _under_its_id(shipped: Offered, renamed: Mapping[str, str]) -> Offered:
    """An option under the id that its fact has now."""
    return replace(shipped, fact=renamed.get(shipped.fact, shipped.fact))


class _Pools:
    """One pool of candidates, or one for each value of the field ``among``."""

    def __init__(self, question: kinds.Choice, answered: _Answered) -> None:
        self.among = question.among
        sorted_by: dict[Hashable, list[Candidate]] = {}
        for fact, right in answered.known:
            for value in self._values(fact):
                sorted_by.setdefault(value, []).extend(right)
        self.pools = {value: Pool(found) for value, found in sorted_by.items()}

    def _values(self, fact: Fact) -> tuple[Hashable, ...]:
        """What the fact has in ``among``: siblings share one of these."""
        if self.among is None:
            return ((),)
        value = fact.values.get(self.among)
        match value:
            case None:
                return ()
            case tuple():
                return tuple((entry.id,) for entry in value)
            case Reference():
                return ((value.id,),)
            case Media():
                return ((value.file,),)
            case Number():
                return (meant(value.phrase.text, value),)
            case Phrase():
                return (meant(value.text),)
            case Scene() | calculations.Calculation() | Html():
                return ()

    def around(self, fact: Fact) -> Pool:
        values = self._values(fact)
        return self.pools[values[0]] if values else Pool(())


def both_ways(facts: Iterable[Fact], name: str) -> Mapping[Reference, set[Reference]]:
    """``contrast`` or ``alike``, which hold in both directions whoever names them."""
    found: dict[Reference, set[Reference]] = {}
    for fact in facts:
        for other in fact.contrast if name == "contrast" else fact.alike:
            found.setdefault(fact.reference, set()).add(other)
            found.setdefault(other, set()).add(fact.reference)
    return found


_SPEAKS_OF_OPTIONS = ("of these", "of the following", "the following")


def _asked_plain(note: QuestionNote) -> Iterator[Diagnostic]:
    said = next((words for words in _SPEAKS_OF_OPTIONS if words in note.question.lower()), None)
    if said is not None:
        message = f"too few wrong options, so it is asked without options, but it says {said!r}"
        hint = "remove the words from the kind's 'ask', reword it for this fact, or add facts"
        yield problem("SD302", note.about.place, f"{note.about.key}: {message}", hint)


def _with_slips(
    note: QuestionNote, fact: Fact, question: kinds.Basic, scope: Scope, right: Sequence[Candidate]
) -> QuestionNote:
    """With the wrong options that the fact's author wrote for the question, if there are any."""
    slips = fact.slips.get(question.id, ())
    if not slips or isinstance(note.answer, Shown):
        return note
    answer = right[0]
    wrong = [
        Wrong(
            text=scope.wording.opening(slip.text),
            offered=Offered(said=slug(slip.text)),
            why=slip.why,
            size=size(number_in(slip.text)),
        )
        for slip in slips
    ]
    own_size = size(answer.number or number_in(answer.text))
    options = arranged(note.about.key, answer.text, own_size, wrong)
    return replace(
        note,
        answer=Words(answer.text),
        options=options.texts,
        ordered=options.ordered,
        why=options.why,
        names=options.names,
        offered=options.offered,
    )


def _with_options(
    note: QuestionNote, right: Sequence[Candidate], wrong: Sequence[Candidate]
) -> QuestionNote:
    """As multiple choice: of several right ones the first by rank stands among the options."""
    key = note.about.key
    shown = first_by_rank(key, [candidate.text for candidate in right])
    own = next(candidate for candidate in right if candidate.text == shown)
    options = arranged(
        key,
        shown,
        size(own.number),
        [
            Wrong(text=one.text, offered=Offered(one.fact.id, one.item), why=one.why,
                  size=size(one.number))
            for one in wrong
        ],
    )  # fmt: skip
    return replace(
        note,
        answer=Words(shown),
        options=options.texts,
        ordered=options.ordered,
        why=options.why,
        names=options.names,
        offered=options.offered,
    )
