"""What can be typed as an answer, and what else is right there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from sonodeck.questions.items import Pinned
from sonodeck.questions.notes import Answer, Blank, ClozeNote, Note, QuestionNote, Words
from sonodeck.questions.wording import Wording
from sonodeck.sheets import Fact, Knowledge, Phrase, fold, number_in

_MOST_WORDS = 3
_MOST_LETTERS = 40
_MOST_WIDE = 12
"""Signs of a language that puts no spaces between words."""
_BEHIND = re.compile(r"(?<=\S) \([^()]*\)$")
"""What stands in parentheses at the end: nobody has to type it."""
_ARTICLE = re.compile(r"(?:an?|the) (?=\S)", re.IGNORECASE)


class Names:
    """The names of things in one deck: each fact's own, and what it is also called.

    ``plain`` gives a text without its markup.
    """

    def __init__(self, knowledge: Knowledge, wording: Wording, plain: Callable[[str], str]) -> None:
        self._plain = plain
        self._english = knowledge.deck.labels.english
        known: dict[str, list[tuple[str, ...]]] = {}
        for fact in knowledge.facts:
            name = wording.name(fact)
            if name is not None:
                others = (name.text, *_also(fact))
                for one in others if len(others) > 1 else ():
                    known.setdefault(self._key(plain(one)), []).append(others)
        self._known = {key: found[0] for key, found in known.items() if len(found) == 1}

    def right(self, ask: str, answers: Sequence[str]) -> tuple[str, ...]:
        """All that is right as plain text; nothing where it is too much to be typed, or a range.

        A name that the question gives is not asked for.
        """
        first = self._plain(answers[0])
        ranges = number_in(first) is not None
        if ranges or "\\(" in answers[0] or not self._short(first):
            return ()
        asked = fold(self._plain(ask))
        return tuple(
            one for one in self._all(answers) if one == first or self._key(one) not in asked
        )

    def cards(self, note: Note, pinned: Sequence[Pinned]) -> Mapping[int, tuple[str, ...]]:
        """What is right on each card, by number, where a number or a few words can be typed.

        Of a question with options only where they are numbers, which it asks for by itself.
        """
        found: dict[int, tuple[str, ...]] = {}
        match note:
            case QuestionNote():
                if note.ordered or not note.options:
                    found[1] = self._typed(note.question, note.answer, note.right)
                if note.reverse is not None:
                    found[2] = self._typed(note.reverse.question, note.reverse.answer, ())
            case ClozeNote():
                hidden: dict[str, list[Blank]] = {one.item: [] for one in note.blanks()}
                for one in note.blanks():
                    hidden[one.item].append(one)
                for pin in pinned:
                    own = hidden.get(pin.item, ())
                    if len(own) == 1 and not own[0].math:
                        found[pin.number] = self._number(own[0].text) or self.right(
                            "", (own[0].text,)
                        )
            case _:
                pass
        return {number: right for number, right in found.items() if right}

    def _typed(self, ask: str, answer: Answer, right: Sequence[str]) -> tuple[str, ...]:
        if not isinstance(answer, Words):
            return ()
        return self._number(answer.text) or self.right(ask, (answer.text, *right))

    def _number(self, answer: str) -> tuple[str, ...]:
        said = self._plain(answer)
        return (said,) if "\\(" not in answer and number_in(said) is not None else ()

    def gap(self, hidden: str) -> tuple[str, ...]:
        """All that is right for a gap."""
        return self._all((hidden,))

    def _all(self, answers: Sequence[str]) -> tuple[str, ...]:
        found: dict[str, str] = {}
        for answer in map(self._plain, answers):
            for one in (answer, *map(self._plain, self._known.get(self._key(answer), ()))):
                for said in (one, self._bare(one), _BEHIND.sub("", self._bare(one))):
                    found.setdefault(fold(said), said)
        return tuple(found.values())

    def _short(self, answer: str) -> bool:
        bare = self._bare(answer)
        wide = sum(sign >= "\u3000" for sign in bare)
        few = len(bare.split()) <= _MOST_WORDS and wide <= _MOST_WIDE
        return few and len(bare) <= _MOST_LETTERS and "\n" not in bare

    def _bare(self, answer: str) -> str:
        return (
            _ARTICLE.sub("", answer, count=1)
            if self._english and _ARTICLE.match(answer)
            else answer
        )

    def _key(self, answer: str) -> str:
        return fold(self._bare(answer))


def _also(fact: Fact) -> Iterator[str]:
    value = fact.values.get("also")
    if isinstance(value, Phrase):
        yield value.text
    elif isinstance(value, tuple):
        yield from (item.phrase.text for item in value if hasattr(item, "phrase"))
