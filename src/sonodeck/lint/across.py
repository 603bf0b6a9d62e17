"""Rules on what several notes say together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, islice

from sonodeck.common.frozen import dataclass
from sonodeck.lint.rule import Finding, Side, Subject, all_texts, of_note
from sonodeck.lint.words import (
    content,
    content_words,
    every_initial,
    initials,
    is_abbreviation,
    may_abbreviate,
    words,
)
from sonodeck.questions import ReadNote, Wording, Words, english
from sonodeck.sheets import Basic, Choice, Contrast, Fact, Knowledge, Reference, tokens

_ALL_PAIRS = 40
"""Members up to which every pair of a block is compared; in larger ones neighbours only."""
_NEIGHBOURS = 8
_ALIKE = 0.8
"""The share of their words that two texts have in common if they say nearly the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A card as words to compare, without their endings.

    ``question``: all of it; ``own``: without what the questions of one template share;
    ``origin``: kind, fact and question: what one fact gives by one question belongs together;
    ``of_kind``: the kind has the words, and the fact a name that differs from others as it should;
    ``numbers``: of question and answer; ``asked_numbers``: of the question, in their order.
    """

    side: Side
    group: Hashable
    question: frozenset[str]
    own: frozenset[str]
    answer: frozenset[str]
    origin: tuple[str, ...]
    of_kind: bool
    numbers: frozenset[str]
    asked_numbers: tuple[str, ...]

    @property
    def picture(self) -> str:
        """The file that it is asked about; other pictures make other questions."""
        return self.side.picture.file if self.side.picture else ""


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _cards(subject: Subject) -> Callable[[int], _Asked]:
    """The cards of a deck by their places, each made ready to be compared when it is needed."""
    sides = subject.sides
    groups: dict[Hashable, list[tuple[str, ...]]] = defaultdict(list)
    for side in sides:
        groups[_group(side)].append(side.asked)
    frames = {group: _frame(questions) for group, questions in groups.items()}

    @cache
    def card(at: int) -> _Asked:
        side = sides[at]
        return _Asked(
            side=side,
            group=_group(side),
            question=frozenset(side.asked),
            own=frozenset(side.asked) - frames[_group(side)],
            answer=_answer(side),
            of_kind=subject.is_of_kind(side),
            origin=tuple(side.note.about.key.split(".")[:3]),
            numbers=frozenset(_NUMBER.findall(" ".join((side.question, *side.texts)))),
            asked_numbers=tuple(_NUMBER.findall(side.question)),
        )

    return card


def _group(side: Side) -> Hashable:
    """Cards of one template."""
    kind, _, question = side.note.about.key.split(".")[:3]
    return kind, question, side.reverse


def _answer(side: Side) -> frozenset[str]:
    return frozenset().union(*map(content, side.texts))


def _frame(questions: Sequence[Collection[str]]) -> frozenset[str]:
    """The words that more than half of the questions have, if there are more than two."""
    counts = Counter(word for stems in questions for word in stems)
    return frozenset(w for w, count in counts.items() if count > max(2, len(questions) / 2))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words that two texts have in common; slips of spelling don't count."""
    total = len(one) + len(other)
    common = 2 * len(one & other)
    if not total or common < total / 2:
        return 0.0
    return (common + 2 * _misspelt(sorted(one - other), sorted(other - one))) / total


def _misspelt(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words of the one are words of the other in another spelling."""
    rest = list(right)
    for word in left:
        near = next((other for other in rest if _spelled_alike(word, other)), "")
        if near:
            rest.remove(near)
    return len(right) - len(rest)


_SPELLED_ALIKE = 85
"""How alike two words have to be, of 100, to be spellings of one."""


def _spelled_alike(one: str, other: str) -> bool:
    """Words with few letters in common are told apart without the library, which loads slowly."""
    letters = sum((Counter(one) & Counter(other)).values())
    if min(len(one), len(other)) <= 4 or 200 * letters <= _SPELLED_ALIKE * len(one + other):
        return False
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other) > _SPELLED_ALIKE


def _same_question(one: _Asked, other: _Asked) -> bool:
    if one.picture != other.picture:
        return False
    if one.group == other.group:
        likeness = _likeness(one.own, other.own)
        return likeness == 1 or (likeness >= _ALIKE and not one.of_kind)
    return _likeness(one.question, other.question) >= _ALIKE


def _pairs(blocks: Iterable[Sequence[_Asked]]) -> Iterator[tuple[_Asked, _Asked]]:
    """Cards to compare: of a large block only those whose words sort side by side."""
    for block in blocks:
        if len(block) <= _ALL_PAIRS:
            yield from combinations(block, 2)
            continue
        ordered = sorted(block, key=lambda one: sorted(one.own))
        for at, one in enumerate(ordered):
            for other in islice(ordered, at + 1, at + 1 + _NEIGHBOURS):
                yield one, other


def _blocks(subject: Subject) -> Iterator[Sequence[_Asked]]:
    """Cards with the same words in the answer, and cards with the same words in the question.

    Words are held by their hash: two that share it by chance are compared, and found to differ.
    """
    first: dict[int, int] = {}
    shared: dict[int, list[int]] = {}
    for at, side in enumerate(subject.sides):
        for stems in (("answer", _answer(side)), ("question", frozenset(side.asked))):
            known = first.setdefault(hash(stems), at)
            if known != at:
                shared.setdefault(hash(stems), [known]).append(at)
    if not shared:
        return iter(())
    card = _cards(subject)
    return ([card(at) for at in block] for block in shared.values())


def asked_twice(subject: Subject) -> Iterator[Finding]:
    """Two cards that ask nearly the same and have nearly the same answer."""
    told = set()
    for one, other in _pairs(_blocks(subject)):
        if one.origin == other.origin or one.numbers != other.numbers:
            continue
        if _likeness(one.answer, other.answer) < _ALIKE or not _same_question(one, other):
            continue
        notes = sorted((one.side.note, other.side.note), key=lambda note: note.about.position)
        pair = tuple(note.about.key for note in notes)
        if pair not in told and not _same(one.side, other.side):
            told.add(pair)
            hint = "skip one of them, or say in the question how they differ"
            yield of_note(notes[1], f"{pair[0]} is nearly the same question", hint, other=notes[0])


def _same(one: Side, other: Side) -> bool:
    """The very same question: found as SD401 or SD405."""
    return tokens(one.question) == tokens(other.question)


def right_elsewhere(subject: Subject) -> Iterator[Finding]:
    """A wrong option that is the answer to nearly the same question elsewhere.

    Not among the values of a one-of field, which exclude each other, nor between facts of which one
    names the other under 'contrast': their author has told them apart.
    """
    if not any(side.options for side in subject.sides):
        return
    card = _cards(subject)
    told_apart = _told_apart(subject.knowledge)
    for at, place, option in _answers_elsewhere(subject.sides):
        one, other = card(at), card(place)
        if _rival(one, other) and not told_apart(one, other):
            note, there = one.side.note, other.side.note
            message = f"the wrong option {option!r} is the answer to {there.about.key}"
            hint = "name that fact under 'alike', or reword the question so that only one is right"
            yield of_note(note, message, hint, other=there)


def _told_apart(knowledge: Knowledge) -> Callable[[_Asked, _Asked], bool]:
    """Whether an answer to the one card is for sure none to the other."""
    contrasts = {
        frozenset((fact.reference, other)) for fact in knowledge.facts for other in fact.contrast
    }

    def told_apart(one: _Asked, other: _Asked) -> bool:
        pair = frozenset(Reference(*asked.origin[:2]) for asked in (one, other))
        return pair in contrasts or (one.group == other.group and _one_of(one, knowledge))

    return told_apart


def _one_of(asked: _Asked, knowledge: Knowledge) -> bool:
    """Whether a card's answer is a value of a one-of field."""
    kind = knowledge.kinds[asked.origin[0]]
    question = kind.questions[asked.origin[2]]
    if not isinstance(question, Basic):
        return False
    owner = kind.fields.get(question.answer.only or "")
    return owner is not None and owner.type == "one-of"


def _answers_elsewhere(sides: Sequence[Side]) -> Iterator[tuple[int, int, str]]:
    """The places of a card with options and of one that it holds the answer of, and that option."""
    by_answer: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, side in enumerate(sides):
        if isinstance(side.answer, Words):
            by_answer[tokens(side.texts[0])].append(at)
    for at, side in enumerate(sides):
        right = set(map(tokens, side.texts)) if side.options else set()
        for option in side.options:
            said = tokens(option)
            if said not in right:
                yield from ((at, place, option) for place in by_answer.get(said, ())[:_ALL_PAIRS])


def _rival(one: _Asked, other: _Asked) -> bool:
    """Whether two cards of different facts ask nearly the same."""
    return (
        one.origin != other.origin
        and one.asked_numbers == other.asked_numbers
        and _same_question(one, other)
    )


# names


_MIXED_UP = 80
"""How alike two names have to be, of 100, to be mixed up."""
_COUNTED = re.compile(r"\d+[A-Za-z]?\b")


def easily_confused(subject: Subject) -> Iterator[Finding]:
    """Two facts with similar names, though neither names the other as confusable."""
    knowledge = subject.knowledge
    wording = Wording(knowledge)
    by_kind: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for fact in knowledge.facts:
        questions = knowledge.kinds[fact.kind].questions.values()
        name = wording.name(fact)
        if name and not fact.retired and any(isinstance(q, Choice | Contrast) for q in questions):
            by_kind[fact.kind].append((name.text, fact))
    for named in by_kind.values():
        for (first, fact), (second, other) in _near_names(named):
            message = f"{first!r} and {second!r} are easily confused, but neither names the other"
            hint = f"add 'contrast: [{fact.id}]', or 'alike' if an answer may be right for both"
            yield Finding(place=other.place, message=message, hint=hint, other=fact.place)


def _near_names(
    named: Sequence[tuple[str, Fact]],
) -> Iterator[tuple[tuple[str, Fact], tuple[str, Fact]]]:
    """Facts whose names differ by a letter or a word, but not in a number only."""
    from rapidfuzz import fuzz

    blocks: dict[str, list[tuple[str, Fact]]] = defaultdict(list)
    for name, fact in named:
        for key in {name[:3].lower(), name[-3:].lower()}:
            blocks[key].append((name, fact))
    told = set()
    for block in blocks.values():
        for one, other in combinations(sorted(block, key=_by_name)[:_ALL_PAIRS], 2):
            facts = {one[1].reference, other[1].reference}
            pair = frozenset(facts)
            tied = facts & {*one[1].contrast, *one[1].alike, *other[1].contrast, *other[1].alike}
            counted = _COUNTED.sub("", one[0]) == _COUNTED.sub("", other[0])
            if pair in told or tied or counted or fuzz.ratio(one[0], other[0]) < _MIXED_UP:
                continue
            told.add(pair)
            yield (one, other) if one[1].position < other[1].position else (other, one)


def _by_name(named: tuple[str, Fact]) -> tuple[str, int]:
    return named[0], named[1].position


def unexplained(subject: Subject) -> Iterator[Finding]:
    """An abbreviation that a question uses and the deck explains nowhere."""
    used: dict[str, ReadNote] = {}
    for side in subject.sides:
        if may_abbreviate(side.question):
            for word in filter(_is_short, content_words(side.question)):
                used.setdefault(word, side.note)
    for word in _not_explained(subject, used.keys() - (_names(subject) if used else set())):
        hint = f"spell it out once: … ({word}), or make it a term"
        yield of_note(used[word], f"the deck doesn't explain what {word!r} stands for", hint)


_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
"""The numbers of nerves, factors, and types: I to XXXIX."""


_EVERYDAY = frozenset({"DVD", "EU", "TV", "UK", "USA", "VCR"})
_WITH_POINTS = frozenset({"AD", "AM", "BC", "PM", "UN", "US"})
"""P.M. is known to everybody; PM may be a pacemaker."""


def _is_short(word: str) -> bool:
    """An abbreviation, and neither a unit nor a name that is written in capitals."""
    if not is_abbreviation(word):
        return False
    letters = word.replace(".", "")
    if letters in _EVERYDAY or (letters != word and letters in _WITH_POINTS):
        return False
    small = sum(c.islower() for c in letters)
    if small > 1 or english.is_unit(word) or _ROMAN.fullmatch(letters):
        return False
    return small == 1 or english.is_abbreviation(letters)


def _names(subject: Subject) -> set[str]:
    """All words of the names of facts."""
    knowledge = subject.knowledge
    wording = Wording(knowledge)
    names = filter(None, map(wording.name, knowledge.facts))
    return {word for name in names for word in content_words(name.text)}


def _not_explained(subject: Subject, used: set[str]) -> list[str]:
    """Those that nowhere stand in or before brackets, in one note with their words, or in small.

    What also stands there in small letters is a word that was written large to stress it.
    """
    rest: dict[str, set[str]] = defaultdict(set)
    for word in used:
        rest[word.lower()].add(word)
    for note in subject.notes if rest else ():
        text = "\n".join(all_texts(note))
        said = {part.lower() for word in words(text) for part in (word, *word.split("-"))}
        here = rest.keys() & said
        if here:
            small_words = {word.lower() for word in words(text) if not word.isupper()}
            for small in here:
                known = small in small_words
                rest[small] -= {word for word in rest[small] if known or _explains(text, word)}
                if not rest[small]:
                    del rest[small]
    return sorted(word for several in rest.values() for word in several)


def _explains(text: str, word: str) -> bool:
    if word not in text:
        return False
    if re.search(rf"\({re.escape(word)}[),;]|\b{re.escape(word)} \(", text):
        return True
    letters = word.replace(".", "")
    return letters in initials(text) or letters in every_initial(text)
