"""What each style of question makes of the facts of one kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias, assert_never

from sonodeck import english, kinds, markup
from sonodeck.diagnostics import Diagnostic, problem
from sonodeck.kinds import Kind, Question
from sonodeck.questions.items import Pinned, settled
from sonodeck.questions.notes import (
    About,
    Answer,
    Blank,
    Bullets,
    ClozeNote,
    Key,
    Note,
    QuestionNote,
    Reverse,
    Shown,
    Table,
    Words,
)
from sonodeck.questions.options import Candidate, Pool, in_rank_order, tokens
from sonodeck.questions.wording import Wording
from sonodeck.sheets import Fact
from sonodeck.templates import Template
from sonodeck.values import Item, Media, Number, Phrase, Reference, slug

Made: TypeAlias = Iterator[Note | Diagnostic]

SHORT = 80
"""Characters above which a value is too long for a contrast."""
EACH_FROM = 3
"""Items from which on a list is asked one by one too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the questions of one kind are made from; ``locked``: the cloze notes shipped before."""

    kind: Kind
    facts: Sequence[Fact]
    wording: Wording
    locked: Mapping[str, tuple[Pinned, ...]] = field(default_factory=dict)


def notes_of(question: Question, scope: Scope) -> Made:
    """The notes that one question gives over all facts of its kind."""
    match question:
        case kinds.Choice():
            yield from _choices(question, scope)
        case kinds.Basic():
            yield from _basics(question, scope)
        case kinds.ListOf():
            yield from _lists(question, scope)
        case kinds.Inverse():
            yield from _inverses(question, scope)
        case kinds.Sequence():
            yield from _sequences(question, scope)
        case kinds.Contrast():
            yield from _contrasts(question, scope)
        case kinds.Cloze():
            yield from _clozes(question, scope)
        case _:
            assert_never(question)


def _asked(question: Question, scope: Scope) -> Iterator[Fact]:
    return (fact for fact in scope.facts if question.id not in fact.skip)


def _template(fact: Fact, question: Question, name: str, template: Template) -> Template:
    """The kind's wording, or that of the one fact which it doesn't fit."""
    return fact.reword.get(question.id, {}).get(name, template)


def key_of(kind: str, fact: str, question: str, part: str = "") -> Key:
    return Key(".".join(filter(None, (kind, fact, question, part))))


def _about(
    question: Question, scope: Scope, part: str, facts: Sequence[Fact], names: Sequence[str], *,
    fact_id: str = "", order: int = 0,
) -> About:  # fmt: skip
    """What a note says beside its question: of the fields that its answer comes from.

    It stands where the last of its facts stands: by then a student has met them all.
    """
    owner = max(facts, key=lambda fact: fact.position)
    first = facts[0]
    ids = (one for fact in facts for several in fact.source.of_all(names) for one in several)
    return About(
        key=key_of(scope.kind.id, fact_id or first.id, question.id, part),
        deck=owner.deck,
        tags=tuple(sorted({tag for fact in facts for tag in fact.tags})),
        sources=tuple(dict.fromkeys(ids)),
        as_of=_dates(facts, scope.kind, names),
        details=tuple(dict.fromkeys(d for fact in facts for d in fact.details.of_all(names))),
        pictures=tuple(dict.fromkeys(f.picture for f in facts if f.picture is not None)),
        position=(owner.position, list(scope.kind.questions).index(question.id), order),
        place=next((first.places[n] for n in names if n in first.places), first.place),
    )


def _dates(facts: Sequence[Fact], kind: Kind, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """As-of dates: one for all fields where they agree, of several facts the oldest."""
    dated = [(name, date) for f in facts for name in names if (date := f.as_of.of(name))]
    dates = sorted({date for _, date in dated})
    if not dates:
        return ()
    if len(facts) > 1 or len(dates) == 1:
        return (("", dates[0]),)
    labels = {name: owner.label for name, owner in kind.fields.items()}
    return tuple((labels.get(name, name), date) for name, date in dated)


# basic and choice


def _candidates(question: kinds.Basic, fact: Fact, scope: Scope) -> tuple[Candidate, ...]:
    """The texts that are right for a fact: of a list field each item, else the filled answer."""
    template = _template(fact, question, "answer", question.answer)
    alone = template.alone()
    value = fact.values.get(alone) if alone else None
    if alone and isinstance(value, tuple):
        return tuple(
            Candidate(english.capitalised(item.phrase.text), fact.reference)
            for item in scope.wording.items(fact, alone)
        )
    if isinstance(value, Media):
        return (Candidate(value.file, fact.reference),)
    text = scope.wording.filled(template, fact)
    number = value if isinstance(value, Number) else None
    return () if text is None else (Candidate(text, fact.reference, number),)


def _basics(question: kinds.Basic, scope: Scope) -> Made:
    answered = _Answered(question, scope)
    for fact in answered.facts():
        note, found = _basic(question, fact, scope, answered)
        yield from found
        if note is not None:
            yield note


class _Answered:
    """Who gives which answer to one question: shared answers have no reverse."""

    def __init__(self, question: kinds.Basic, scope: Scope) -> None:
        self.candidates = {
            fact.reference: (fact, found)
            for fact in _asked(question, scope)
            if (found := _candidates(question, fact, scope))
        }
        self.holders: dict[tuple[str, ...], set[Reference]] = {}
        for reference, (_, found) in self.candidates.items():
            for candidate in found:
                self.holders.setdefault(tokens(candidate.text), set()).add(reference)

    def facts(self) -> Iterator[Fact]:
        return (fact for fact, _ in self.candidates.values())

    def of(self, fact: Fact) -> tuple[Candidate, ...]:
        return self.candidates[fact.reference][1]

    def others(self, fact: Fact) -> list[Reference]:
        """The other facts that give one of its answers too."""
        shared = {r for c in self.of(fact) for r in self.holders[tokens(c.text)]}
        return sorted((shared | set(fact.alike)) - {fact.reference}, key=lambda r: (r.kind, r.id))


def _basic(
    question: kinds.Basic, fact: Fact, scope: Scope, answered: _Answered
) -> tuple[QuestionNote | None, list[Diagnostic]]:
    ask = scope.wording.filled(_template(fact, question, "ask", question.ask), fact)
    template = _template(fact, question, "answer", question.answer)
    answer = scope.wording.answer(template, fact)
    picture = fact.values.get(question.picture) if question.picture else None
    if ask is None or answer is None or (question.picture and not isinstance(picture, Media)):
        return None, []
    reverse, found = _reverse(question, fact, scope, answered, answer)
    note = QuestionNote(
        about=_about(question, scope, "", [fact], sorted(template.names())),
        question=ask,
        answer=answer,
        right=tuple(candidate.text for candidate in answered.of(fact)),
        reverse=reverse,
        picture=picture if isinstance(picture, Media) else None,
    )
    return note, found


def _reverse(
    question: kinds.Basic, fact: Fact, scope: Scope, answered: _Answered, answer: Answer
) -> tuple[Reverse | None, list[Diagnostic]]:
    """The question the other way round, where only this fact has the answer."""
    if question.reverse is None:
        return None, []
    template = _template(fact, question, "reverse", question.reverse)
    name = scope.wording.name(fact)
    text = scope.wording.filled(template, fact)
    if text is None or name is None:
        return None, []
    others = answered.others(fact)
    if others:
        shown = ", ".join(other.id for other in others[:3]) + (" …" if len(others) > 3 else "")
        message = f"the reverse of {question.id!r} is not asked: {shown} has the same answer"
        hint = "a question of the style inverse asks for all that share a value"
        return None, [problem("SD301", fact.place, message, hint)]
    picture = answer.picture if isinstance(answer, Shown) else None
    named = Words(english.capitalised(name.text))
    return Reverse(question=text, answer=named, picture=picture), []


def _choices(question: kinds.Choice, scope: Scope) -> Made:
    answered = _Answered(question, scope)
    pools = _Pools(question, answered)
    confusable = _both_ways(scope.facts, "contrast")
    alike = _both_ways(scope.facts, "alike")
    for fact in answered.facts():
        note, found = _basic(question, fact, scope, answered)
        yield from found
        if note is None:
            continue
        right = answered.of(fact)
        wrong = pools.around(fact).wrong(
            note.about.key,
            right,
            never={fact.reference, *alike.get(fact.reference, ())},
            first=confusable.get(fact.reference, ()),
        )
        if len(wrong) < 2 or isinstance(note.answer, Shown):
            yield from _asked_plain(note)
            yield note
        else:
            yield _with_options(note, right, wrong)


class _Pools:
    """One pool of candidates, or one for each value of the field ``among``."""

    def __init__(self, question: kinds.Choice, answered: _Answered) -> None:
        self.among = question.among
        sorted_by: dict[tuple[str, ...], list[Candidate]] = {}
        for fact in answered.facts():
            for value in self._values(fact):
                sorted_by.setdefault(value, []).extend(answered.of(fact))
        self.pools = {value: Pool(found) for value, found in sorted_by.items()}

    def _values(self, fact: Fact) -> tuple[tuple[str, ...], ...]:
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
                return (tokens(value.phrase.text),)
            case Phrase():
                return (tokens(value.text),)

    def around(self, fact: Fact) -> Pool:
        values = self._values(fact)
        return self.pools[values[0]] if values else Pool(())


def _both_ways(facts: Iterable[Fact], name: str) -> Mapping[Reference, set[Reference]]:
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
        message = f"too few honest wrong options, so it is asked plain, but it says {said!r}"
        hint = "leave the words out of the kind's 'ask', reword it for this fact, or add facts"
        yield problem("SD302", note.about.place, f"{note.about.key}: {message}", hint)


def _with_options(
    note: QuestionNote, right: Sequence[Candidate], wrong: Sequence[str]
) -> QuestionNote:
    """As multiple choice: of several right ones the first by rank stands among the options."""
    key = note.about.key
    shown = in_rank_order(key, [candidate.text for candidate in right])[0]
    return QuestionNote(
        about=note.about,
        question=note.question,
        answer=Words(shown),
        options=in_rank_order(key, (shown, *wrong)),
        right=note.right,
        reverse=note.reverse,
        picture=note.picture,
    )


# list


def _lists(question: kinds.ListOf, scope: Scope) -> Made:
    for fact in _asked(question, scope):
        ask = scope.wording.filled(_template(fact, question, "ask", question.ask), fact)
        items = scope.wording.items(fact, question.of)
        if ask is None or not items:
            continue
        items = settled(items, scope.locked.get(key_of(scope.kind.id, fact.id, question.id), ()))
        if question.any is not None and len(items) < question.any:
            message = f"any {question.any} are asked for, and there are {len(items)}"
            place = fact.places.get(question.of, fact.place)
            yield problem("SD113", place, message, "add items, or reword the kind's question")
            continue
        parts = _parts(question, fact, scope, len(items))
        if "whole" in parts:
            yield QuestionNote(
                about=_about(question, scope, "all", [fact], [question.of]),
                question=ask,
                answer=_whole(question, items),
            )
        if "each" in parts:
            yield _one_by_one(question, scope, fact, ask, items, "bullets")


def _whole(question: kinds.ListOf, items: tuple[Item, ...]) -> Answer:
    if len(items) == 1:
        return Words(english.capitalised(items[0].phrase.text))
    any_of = question.any is not None and question.any < len(items)
    lead = f"Any {english.number_word(question.any or 0)} of these:" if any_of else ""
    return Wording.bullets(items, lead=lead)


def _parts(question: kinds.ListOf, fact: Fact, scope: Scope, count: int) -> tuple[str, ...]:
    """Whole, one by one, or both. What was shipped stays, or its cards would lose their note."""
    if question.any is not None:
        return ("whole",)
    if question.parts is not None:
        return question.parts
    key = key_of(scope.kind.id, fact.id, question.id)
    each = count >= EACH_FROM or key in scope.locked
    return ("whole", "each") if each else ("whole",)


def _one_by_one(
    question: kinds.ListOf | kinds.Sequence, scope: Scope, fact: Fact, lead: str,
    items: Sequence[Item], layout: str,
) -> ClozeNote:  # fmt: skip
    """One cloze card for each item, with the others in view."""
    lines = tuple((_blank(item, english.capitalised(item.phrase.text)),) for item in items)
    return ClozeNote(
        about=_about(question, scope, "", [fact], [question.of], order=1),
        lead=lead,
        lines=lines,
        layout="numbered" if layout == "numbered" else "bullets",
    )


def _blank(item: Item, text: str, hint: str = "") -> Blank:
    return Blank(item.id, text, hint, item.formerly or "", item.phrase.text)


# inverse


def _inverses(question: kinds.Inverse, scope: Scope) -> Made:
    holders: dict[str, list[Fact]] = {}
    words: dict[str, Phrase] = {}
    for fact in scope.facts:
        for item in scope.wording.items(fact, question.of):
            if scope.wording.name(fact) is not None:
                holders.setdefault(item.id, []).append(fact)
                words.setdefault(item.id, item.phrase)
    label = Phrase(scope.kind.fields[question.of].label)
    for order, (value, facts) in enumerate(holders.items()):
        if all(question.id in fact.skip for fact in facts):
            continue
        extra = {"item": words[value], "label": label}
        ask = scope.wording.filled(question.ask, facts[0], extra)
        if ask is None:
            continue
        about = _about(question, scope, value, facts, [question.of], fact_id="-", order=order)
        yield QuestionNote(about=about, question=ask, answer=_named(facts, scope))


def _named(facts: Sequence[Fact], scope: Scope) -> Answer:
    names = [scope.wording.name(fact) for fact in facts]
    texts = tuple(english.capitalised(name.text) for name in names if name is not None)
    return Words(texts[0]) if len(texts) == 1 else Bullets(texts)


# sequence


def _sequences(question: kinds.Sequence, scope: Scope) -> Made:
    for fact in _asked(question, scope):
        steps = scope.wording.items(fact, question.of)
        if len(steps) < 2:
            continue
        steps = settled(steps, scope.locked.get(key_of(scope.kind.id, fact.id, question.id), ()))
        for order, (step, following) in enumerate(pairwise(steps)):
            note = _step(question, scope, fact, (step, following), order)
            if note is not None:
                yield note
        lead = scope.wording.filled(_template(fact, question, "ask", question.ask), fact)
        if lead is not None:
            yield _one_by_one(question, scope, fact, lead, steps, "numbered")


def _step(
    question: kinds.Sequence, scope: Scope, fact: Fact, pair: tuple[Item, Item], order: int
) -> QuestionNote | None:
    """What comes after a step, and the other way round what comes before the next."""
    step, following = pair
    after = _template(fact, question, "after", question.after)
    ask = scope.wording.filled(after, fact, {"item": step.phrase})
    if ask is None:
        return None
    reverse = None
    if question.before is not None:
        before = _template(fact, question, "before", question.before)
        text = scope.wording.filled(before, fact, {"item": following.phrase})
        if text is not None:
            answer = Words(english.capitalised(step.phrase.text))
            reverse = Reverse(question=text, answer=answer)
    return QuestionNote(
        about=_about(question, scope, step.id, [fact], [question.of], order=order + 2),
        question=ask,
        answer=Words(english.capitalised(following.phrase.text)),
        reverse=reverse,
    )


# contrast


def _contrasts(question: kinds.Contrast, scope: Scope) -> Made:
    by_reference = {fact.reference: fact for fact in scope.facts}
    for one, other in _pairs(scope.facts, by_reference):
        if question.id in one.skip or question.id in other.skip:
            continue
        for order, name in enumerate(question.of):
            note = _difference(question, scope, one, other, name, order)
            if note is not None:
                yield note


def _pairs(
    facts: Sequence[Fact], by_reference: Mapping[Reference, Fact]
) -> Iterator[tuple[Fact, Fact]]:
    """Facts of one kind that name each other, each pair once, in teaching order."""
    seen = set()
    for fact in facts:
        for reference in fact.contrast:
            other = by_reference.get(reference)
            if other is None:
                continue
            one, two = sorted((fact, other), key=lambda f: f.position)
            if (one.id, two.id) not in seen:
                seen.add((one.id, two.id))
                yield one, two


def _difference(
    question: kinds.Contrast, scope: Scope, one: Fact, other: Fact, name: str, order: int
) -> QuestionNote | None:
    """A small table of what two facts have in one field; None where it would teach nothing."""
    texts = [scope.wording.phrase(fact, name) for fact in (one, other)]
    if texts[0] is None or texts[1] is None:
        return None
    if tokens(texts[0].text) == tokens(texts[1].text):
        return None
    if max(len(markup.plain(text.text)) for text in texts if text) > SHORT:
        return None
    other_name, own_name = scope.wording.name(other), scope.wording.name(one)
    if other_name is None or own_name is None:
        return None
    extra = {"other": other_name, "label": Phrase(scope.kind.fields[name].label)}
    ask = scope.wording.filled(question.ask, one, extra)
    if ask is None:
        return None
    rows = tuple(
        (english.capitalised(called.text), _cell(scope, fact, name))
        for called, fact in ((own_name, one), (other_name, other))
    )
    pair = "+".join(sorted((one.id, other.id)))
    about = _about(question, scope, name, [one, other], [name], fact_id=pair, order=order)
    return QuestionNote(about=about, question=ask, answer=Table(rows))


def _cell(scope: Scope, fact: Fact, name: str) -> Words | Bullets:
    items = scope.wording.items(fact, name)
    if len(items) > 1:
        return Wording.bullets(items, ordered=scope.kind.fields[name].type == "steps")
    return Words(english.capitalised(items[0].phrase.text))


# cloze


def _clozes(question: kinds.Cloze, scope: Scope) -> Made:
    for fact in _asked(question, scope):
        template = _template(fact, question, "text", question.text)
        text = scope.wording.filled(template, fact)
        if text is None:
            continue
        names = sorted(template.names())
        about = _about(question, scope, "", [fact], names)
        pieces = _blanked(markup.hidden(text), scope.locked.get(about.key, ()))
        if not any(isinstance(piece, Blank) for piece in pieces):
            hint = "put what is to be recalled into ((double parentheses))"
            yield problem("SD115", about.place, "the text hides nothing", hint)
            continue
        yield ClozeNote(about=about, lead="", lines=(pieces,), layout="text")


def _blanked(
    pieces: Sequence[str | markup.Hidden], locked: Sequence[Pinned]
) -> tuple[str | Blank, ...]:
    """Hidden stretches with the item that their card number belongs to.

    Those of one group (``((1:…))``) share an item; equal texts without a group are told apart.
    """
    items: dict[int, Item] = {}
    seen: dict[str, int] = {}
    for at, piece in enumerate(pieces):
        if isinstance(piece, str):
            continue
        own = f"group-{piece.group}" if piece.group else slug(piece.text)
        if not piece.group:
            seen[own] = seen.get(own, 0) + 1
            own = own if seen[own] == 1 else f"{own}-{seen[own]}"
        items[at] = Item(own, Phrase(piece.text), given=bool(piece.group))
    unique = {item.id: item for item in items.values()}
    stable = dict(zip(unique, settled(tuple(unique.values()), locked), strict=True))
    return tuple(
        piece if isinstance(piece, str) else _blank(stable[items[at].id], piece.text, piece.hint)
        for at, piece in enumerate(pieces)
    )
