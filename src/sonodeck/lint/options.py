"""Rules on the options of a multiple choice: the right one must not stand out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import exp, fsum, lgamma, log

from sonodeck.common.frozen import dataclass
from sonodeck.lint.rule import Finding, Side, Subject, of_note
from sonodeck.lint.words import content
from sonodeck.questions import english


def _choices(subject: Subject) -> Iterator[tuple[Side, str, list[str]]]:
    """Every multiple choice: its card, the right option, the wrong ones."""
    for side in subject.sides:
        if side.options and side.texts:
            right = side.texts[0]
            yield side, right, [option for option in side.options if option != right]


def stands_out_by_length(subject: Subject) -> Iterator[Finding]:
    """The right option is by far the longest."""
    for side, right, wrong in _choices(subject):
        if len(right) > max(map(len, wrong)) * 1.6 + 12:
            hint = "shorten it, or name facts with similar answers under 'contrast'"
            yield of_note(side.note, f"the right option is by far the longest: {right!r}", hint)


# A number, and not a part of a name: β1, H1, 30S, T4, GLP-1, 5-HT, a 2nd one, No. 1.
_NUMBER = re.compile(
    r"(?<![^\W_])(?<![^\W\d_]-)(?<!#)(?<!\bNo\.\s)(?<!\bno\.\s)"
    r"\d[\d.,]*(?!\d|[.,]\d)(?![A-Z](?:$|[^\w])|st\b|nd\b|rd\b|th\b|-[A-Za-z])"
)
_EXAMPLE = re.compile(r"\(e\.g\.[^)]*\)")


def stands_out_by_number(subject: Subject) -> Iterator[Finding]:
    """Only the right option has a number in it, or only it has none."""
    for side, right, wrong in _choices(subject):
        others = {_has_number(option) for option in wrong}
        own = _has_number(right)
        if others == {not own}:
            said = "the only one with a number" if own else "the only one without a number"
            hint = "word the facts alike, or separate them with 'among'"
            yield of_note(side.note, f"the right option is {said}: {right!r}", hint)


def _has_number(option: str) -> bool:
    return bool(_NUMBER.search(_EXAMPLE.sub("", option)))


_ARTICLE = re.compile(r"\b(an?)[\s:?…_]*$", re.IGNORECASE)


def stands_out_by_article(subject: Subject) -> Iterator[Finding]:
    """The question ends with a or an, and only the right option goes with it."""
    for side, right, wrong in _choices(subject):
        match = _ARTICLE.search(side.question)
        fitting = [o for o in (right, *wrong) if match and english.article(o) == match[1].lower()]
        if fitting == [right]:
            message = f"only the right option, {right!r}, fits the article"
            yield of_note(side.note, message, "end the question before the article")


_THEME = 0.02
"""The share of a deck's questions from which on a word in them is its theme, and no clue."""


def stands_out_by_word(subject: Subject) -> Iterator[Finding]:
    """Only the right option repeats a word of the question."""
    cards = {(side.note.about.key, side.reverse): side for side in reversed(subject.sides)}
    often = Counter(word for side in cards.values() for word in side.asked)
    least = max(9, _THEME * len(cards))
    common = (word for word, count in often.items() if count > least)
    theme = {word for word in common if not any(sign.isdigit() for sign in word)}
    for side, right, wrong in _choices(subject):
        own = frozenset(side.asked) - theme
        shared = content(right) & own
        if shared and not any(content(option) & own for option in wrong):
            message = f"only the right option, {right!r}, repeats a word of the question"
            yield of_note(side.note, message, "reword the question or the answer")


# over many questions: is there a guess that is right too often?

_LEAST = 5
"""The number of questions from which on a guess can be told from luck."""
_LUCK = 0.001
"""How rarely luck alone is to be reported."""
_GAIN = 1.2
"""How often it has to be right for each time that luck would be: less is no help to a student."""
_ORDINALS = ("smallest", "second", "third", "fourth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How often a guess could be made in a group of questions, and how often it was right.

    ``luck``: how often chance would have been.
    """

    group: str
    guess: str
    asked: int
    right: int
    luck: float

    @property
    def chance(self) -> float:
        """The probability that luck is right at least so often (of a binomial distribution).

        Summed from logarithms: the factors of a large deck leave the range of floats.
        """
        share = self.luck / self.asked
        often, seldom, ways = log(share), log(1 - share), lgamma(self.asked + 1)
        return fsum(
            exp(
                ways - lgamma(n + 1) - lgamma(self.asked - n + 1)
                + n * often + (self.asked - n) * seldom
            )
            for n in range(self.right, self.asked + 1)
        )  # fmt: skip

    @property
    def tells(self) -> bool:
        """Whether it is no luck: always right, or far too often."""
        if self.asked < _LEAST or self.right < _GAIN * self.luck:
            return False
        return self.right == self.asked or self.chance < _LUCK


def tried(subject: Subject) -> list[Tried]:
    """Every guess over every kind, then over the whole deck (the group "")."""
    counts: dict[tuple[str, str], list[tuple[bool, float]]] = defaultdict(list)
    for side, right, wrong in _choices(subject):
        kind = side.note.about.key.partition(".")[0]
        for guess, hit in _guesses(side, right, wrong):
            luck = (2 if guess == _MIDDLE else 1) / len(side.options)
            for group in (kind, ""):
                counts[group, guess].append((hit, luck))
    found = [
        Tried(
            group=group,
            guess=guess,
            asked=len(made),
            right=sum(hit for hit, _ in made),
            luck=fsum(luck for _, luck in made),
        )
        for (group, guess), made in counts.items()
    ]
    return sorted(found, key=lambda one: (not one.group, one.group))


_MIDDLE = "a number in the middle"


def _guesses(side: Side, right: str, wrong: list[str]) -> Iterator[tuple[str, bool]]:
    """The guesses that can be made at a question, and whether each is right."""
    if side.note.ordered:
        at, last = side.options.index(right), len(side.options) - 1
        names = ("the smallest number", *(f"the {one} number" for one in _ORDINALS[1:last]))
        yield from ((name, at == place) for place, name in enumerate(names))
        yield "the largest number", at == last
        if last == 3:
            yield _MIDDLE, 0 < at < last
    lengths = Counter(map(len, side.options))
    for guess, length in (("the longest", max(lengths)), ("the shortest", min(lengths))):
        if lengths[length] == 1:
            yield guess, len(right) == length
    forms = Counter(map(_form, side.options))
    if len(side.options) > 2 and sorted(forms.values()) == [1, len(side.options) - 1]:
        yield "the only one that begins as it does", forms[_form(right)] == 1


_OPENING = re.compile(r"\W*([^\W\d]+)?")


def _form(option: str) -> str:
    """The word that an option begins with, by which it fits a question or doesn't; "" a number."""
    match = _OPENING.match(option)
    return (match[1] or "").lower() if match else ""


def gives_the_answer_away(subject: Subject) -> Iterator[Finding]:
    """A guess by size, length or form is right more often than luck, in a kind or in the deck."""
    told = set()
    for one in tried(subject):
        if not one.tells or one.guess in told:
            continue
        told.add(one.guess)
        first = next(
            side.note
            for side, _, _ in _choices(subject)
            if not one.group or side.note.about.key.partition(".")[0] == one.group
        )
        whole = f"the kind {one.group!r}" if one.group else "the deck"
        share = round(100 * one.luck / one.asked)
        yield Finding(
            place=first.about.place,
            message=(
                f"in {one.right} of {one.asked} questions of {whole} {one.guess} is right "
                f"(luck: {share}%)"
            ),
            hint="word the answers alike, or add facts whose answers lie on the other side; "
            "'sonodeck check --format options' shows all counts",
        )


def distribution(subject: Subject) -> str:
    """How often each guess is right, as a table."""
    rows = [
        (one.group or "the deck", one.guess, f"{one.right} of {one.asked}",
         f"{round(100 * one.right / one.asked)}%", f"{round(100 * one.luck / one.asked)}%")
        for one in tried(subject)
    ]  # fmt: skip
    table = [("kind", "guess", "right", "", "luck"), *rows]
    widths = [max(len(row[at]) for row in table) for at in range(5)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
    return "".join(f"{line}\n" for line in lines)
