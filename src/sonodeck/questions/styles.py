"""What each style of question makes of the facts of one kind."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sonodeck.common.diagnostics import Diagnostic, Place, problem
from sonodeck.questions.basics import basics, choices
from sonodeck.questions.calculations import calculated
from sonodeck.questions.items import MAX_CARDS, Pinned, settled
from sonodeck.questions.notes import (
    Answer,
    Blank,
    Bullets,
    ClozeNote,
    QuestionNote,
    Reverse,
    Table,
    Words,
)
from sonodeck.questions.own import owns
from sonodeck.questions.scenes import scenes
from sonodeck.questions.scope import (
    WHOLE,
    Made,
    Part,
    Scope,
    about_of,
    asked,
    keys_of,
    names_in,
    shipped,
    template_of,
)
from sonodeck.sheets import Fact, Item, Phrase, Question, Reference, kinds, markup, meant, slug

SHORT = 80
"""Characters above which a value is too long for a contrast."""
EACH_FROM = 5
"""Items from which on a list is asked one by one too."""


def notes_of(question: Question, scope: Scope) -> Made:
    """The notes that one question gives over all facts of its kind."""
    match question:
        case kinds.Choice():
            yield from choices(question, scope)
        case kinds.Basic():
            yield from basics(question, scope)
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
        case kinds.Scene() | kinds.Calculation() | kinds.Own():
            yield from _brought(question, scope)


def _brought(question: kinds.Scene | kinds.Calculation | kinds.Own, scope: Scope) -> Made:
    """What brings its own wording."""
    match question:
        case kinds.Scene():
            yield from scenes(question, scope)
        case kinds.Calculation():
            yield from calculated(question, scope)
        case kinds.Own():
            yield from owns(question, scope)


# list


def _lists(question: kinds.ListOf, scope: Scope) -> Made:
    for fact in asked(question, scope):
        ask = scope.wording.filled(template_of(fact, question, "ask", question.ask), fact)
        items = scope.wording.items(fact, question.of)
        if ask is None or not items:
            continue
        if len(items) > MAX_CARDS:
            yield _too_many(len(items), fact.places.get(question.of, fact.place))
            continue
        items = settled(items, shipped(scope, keys_of(question, scope, [fact])))
        if question.any is not None and len(items) < question.any:
            message = f"the question asks for any {question.any}, but the list has {len(items)}"
            place = fact.places.get(question.of, fact.place)
            yield problem("SD113", place, message, "add items, or change the kind's question")
            continue
        parts = _parts(question, fact, scope, len(items))
        if "whole" in parts:
            yield QuestionNote(
                about=about_of(question, scope, Part(id="all"), [fact], [question.of]),
                question=ask,
                answer=_whole(question, scope, items),
            )
        if "each" in parts:
            yield _one_by_one(question, scope, fact, ask, items, "bullets")


def _too_many(count: int, place: Place | None) -> Diagnostic:
    message = f"{count:,} cards are too many for one note; Anki makes at most {MAX_CARDS}"
    return problem("SD404", place, message, "split it into several facts")


def _whole(question: kinds.ListOf, scope: Scope, items: tuple[Item, ...]) -> Answer:
    if len(items) == 1:
        return Words(scope.wording.opening(items[0].phrase.text))
    lead = ""
    if question.any is not None and question.any < len(items):
        lead = scope.wording.grammar.any_of(question.any)
    return scope.wording.bullets(items, lead=lead)


def _parts(question: kinds.ListOf, fact: Fact, scope: Scope, count: int) -> tuple[str, ...]:
    """Whole, one by one, or both. What was shipped stays, or its cards would lose their note."""
    if question.any is not None:
        return ("whole",)
    if question.parts is not None:
        return _kept(question, fact, question.parts)
    known = shipped(scope, keys_of(question, scope, [fact]))
    each = count >= EACH_FROM or any(not pin.gone for pin in known)
    return _kept(question, fact, ("whole", "each") if each else ("whole",))


def _kept(
    question: kinds.ListOf | kinds.Sequence, fact: Fact, parts: Sequence[str]
) -> tuple[str, ...]:
    """Those of the parts that the fact doesn't skip (``images.each``)."""
    return tuple(part for part in parts if f"{question.id}.{part}" not in fact.skip)


def _one_by_one(
    question: kinds.ListOf | kinds.Sequence, scope: Scope, fact: Fact, lead: str,
    items: Sequence[Item], layout: str,
) -> ClozeNote:  # fmt: skip
    """One cloze card for each item, with the others in view."""
    lines = tuple((_blank(item, scope.wording.opening(item.phrase.text)),) for item in items)
    return ClozeNote(
        about=about_of(question, scope, WHOLE, [fact], [question.of], order=1),
        lead=lead,
        lines=lines,
        layout="numbered" if layout == "numbered" else "bullets",
    )


def _blank(item: Item, text: str, hint: str = "") -> Blank:
    return Blank(item.id, text, hint, item.formerly or "", item.phrase.text)


def _gap(item: Item, piece: markup.Hidden) -> Blank:
    return replace(_blank(item, piece.text, piece.hint), math=piece.math)


# inverse


def _inverses(question: kinds.Inverse, scope: Scope) -> Made:
    holders: dict[str, list[Fact]] = {}
    words: dict[str, Item] = {}
    same: dict[Hashable, str] = {}
    for fact in scope.facts:
        for item in scope.wording.items(fact, question.of):
            if scope.wording.name(fact) is not None:
                # 2 h and 120 min are one value, under the id of the first.
                value = item.id if item.given else meant(item.phrase.text)
                value = same.setdefault(value, item.id)
                holders.setdefault(value, []).append(fact)
                if value not in words or item.formerly:
                    words[value] = item
    label = Phrase(scope.kind.fields[question.of].label)
    for order, (value, facts) in enumerate(holders.items()):
        alone = len(facts) == 1 and not question.anyway
        if alone or all(question.id in fact.skip for fact in facts):
            continue
        extra = {"item": words[value].phrase, "label": label}
        ask = scope.wording.filled(question.ask, facts[0], extra)
        if ask is None:
            continue
        part = Part(id=value, formerly=words[value].formerly or "")
        about = about_of(question, scope, part, facts, [question.of], order=order)
        yield QuestionNote(about=about, question=ask, answer=_named(facts, scope))


def _named(facts: Sequence[Fact], scope: Scope) -> Answer:
    names = [scope.wording.name(fact) for fact in facts]
    texts = tuple(scope.wording.opening(name.text) for name in names if name is not None)
    return Words(texts[0]) if len(texts) == 1 else Bullets(texts)


# sequence


def _sequences(question: kinds.Sequence, scope: Scope) -> Made:
    for fact in asked(question, scope):
        steps = scope.wording.items(fact, question.of)
        if len(steps) < 2:
            continue
        if len(steps) > MAX_CARDS:
            yield _too_many(len(steps), fact.places.get(question.of, fact.place))
            continue
        steps = settled(steps, shipped(scope, keys_of(question, scope, [fact])))
        parts = _kept(question, fact, ("steps", "each"))
        pairs = pairwise(steps) if "steps" in parts else ()
        for order, (step, following) in enumerate(pairs):
            note = _step(question, scope, fact, (step, following), order)
            if note is not None:
                yield note
        lead = scope.wording.filled(template_of(fact, question, "ask", question.ask), fact)
        if lead is not None and "each" in parts:
            yield _one_by_one(question, scope, fact, lead, steps, "numbered")


def _step(
    question: kinds.Sequence, scope: Scope, fact: Fact, pair: tuple[Item, Item], order: int
) -> QuestionNote | None:
    """What comes after a step, and the other way round what comes before the next."""
    step, following = pair
    after = template_of(fact, question, "after", question.after)
    ask = scope.wording.filled(after, fact, {"item": step.phrase})
    if ask is None:
        return None
    reverse = None
    if question.before is not None:
        before = template_of(fact, question, "before", question.before)
        text = scope.wording.filled(before, fact, {"item": following.phrase})
        if text is not None:
            answer = Words(scope.wording.opening(step.phrase.text))
            reverse = Reverse(question=text, answer=answer)
    part = Part(id=step.id, formerly=step.formerly or "")
    return QuestionNote(
        about=about_of(question, scope, part, [fact], [question.of], order=order + 2),
        question=ask,
        answer=Words(scope.wording.opening(following.phrase.text)),
        reverse=reverse,
    )


# contrast


def _contrasts(question: kinds.Contrast, scope: Scope) -> Made:
    by_reference = {fact.reference: fact for fact in scope.facts}
    known = {} if question.anyway else {name: _asked_of(name, scope) for name in question.of}
    for one, other in _pairs(scope.facts, by_reference):
        if question.id in one.skip or question.id in other.skip:
            continue
        for order, name in enumerate(question.of):
            if {one.reference, other.reference} <= known.get(name, frozenset()):
                continue
            note = _difference(question, scope, one, other, name, order)
            if note is not None:
                yield note


def _asked_of(name: str, scope: Scope) -> frozenset[Reference]:
    """The facts of which another question asks a field, or which follow from one that is asked."""
    found: set[Reference] = set()
    for question in scope.kind.questions.values():
        match question:
            case kinds.Basic() if question.answer.only == name:
                asks = question.ask
            case kinds.ListOf() if question.of == name and question.any is None:
                asks = question.ask
            case _:
                continue
        found |= {
            fact.reference
            for fact in scope.facts
            if name in fact.values
            and not {question.id, f"{question.id}.whole"} & set(fact.skip)
            and scope.wording.filled(template_of(fact, question, "ask", asks), fact) is not None
        }
    return frozenset(found)


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
    if meant(texts[0].text) == meant(texts[1].text):
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
        (scope.wording.opening(called.text), _cell(scope, fact, name))
        for called, fact in ((own_name, one), (other_name, other))
    )
    about = about_of(question, scope, Part(id=name), [one, other], [name], order=order)
    return QuestionNote(about=about, question=ask, answer=Table(rows))


def _cell(scope: Scope, fact: Fact, name: str) -> Words | Bullets:
    items = scope.wording.items(fact, name)
    if len(items) > 1:
        return scope.wording.bullets(items, ordered=scope.kind.fields[name].type == "steps")
    return Words(scope.wording.opening(items[0].phrase.text))


# cloze


def _clozes(question: kinds.Cloze, scope: Scope) -> Made:
    for fact in asked(question, scope):
        template = template_of(fact, question, "text", question.text)
        text = scope.wording.filled(template, fact)
        if text is None:
            continue
        about = about_of(question, scope, WHOLE, [fact], names_in(template, question.text))
        known = shipped(scope, (about.key, *about.formerly))
        misfit = markup.misfit(text)
        if misfit is not None:
            yield problem("SD117", about.place, misfit.message, misfit.hint)
            continue
        hidden = markup.hidden(text)
        gaps = sum(not isinstance(piece, str) for piece in hidden)
        if gaps > MAX_CARDS:
            yield _too_many(gaps, about.place)
            continue
        pieces = _blanked(hidden, known)
        if not any(isinstance(piece, Blank) for piece in pieces):
            hint = "put what should be recalled in ((double parentheses))"
            yield problem("SD115", about.place, "the cloze text has no deletions", hint)
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
        typed = f"\\({piece.text}\\)" if piece.math else piece.text
        items[at] = Item(own, Phrase(typed), given=bool(piece.group))
    unique = {item.id: item for item in items.values()}
    stable = dict(zip(unique, settled(tuple(unique.values()), locked), strict=True))
    return tuple(
        piece if isinstance(piece, str) else _gap(stable[items[at].id], piece)
        for at, piece in enumerate(pieces)
    )
