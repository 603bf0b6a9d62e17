"""Rules on pictures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sonodeck.common.diagnostics import Place
from sonodeck.lint.rule import Finding, Side, Subject, of_note, plain
from sonodeck.lint.words import content
from sonodeck.questions import Answer, Shown
from sonodeck.sheets import Media

_SENTENCE_END = re.compile(r"[.!?]\s")


def without_text(subject: Subject) -> Iterator[Finding]:
    """A picture that says nothing to who doesn't see it; once, where a fact names it first."""
    kinds = subject.knowledge.kinds
    named = [
        (fact, name, media)
        for fact, name, media in subject.written.media
        if kinds[fact.kind].fields[name].type == "picture"
    ]
    named += ((f, "picture", f.picture) for f in subject.knowledge.facts if f.picture is not None)
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for fact, name, picture in named:
        if not picture.text and not fact.retired:
            places[picture.file].append(fact.places.get(name, fact.place))
    for file, found in places.items():
        first, *others = sorted(found, key=lambda place: (place.path, place.line, place.column))
        yield Finding(
            place=first,
            message=f"the picture {file} has no text alternative{_besides(others)}",
            hint=f"describe what it shows: {{file: {file}, text: …}}",
        )


def _besides(others: Sequence[Place]) -> str:
    """Where else it has none, as far as a line can hold."""
    if not others:
        return ""
    named = ", ".join(f"{other.path}:{other.line}" for other in others[:3])
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return f", nor has it in {named}{more}"


def _shown(answer: Answer) -> Media | None:
    return answer.picture if isinstance(answer, Shown) else None


def text_gives_away(subject: Subject) -> Iterator[Finding]:
    """A sentence of the text of a picture that is shown with the question says the answer."""
    for side in subject.sides:
        if side.picture is None or isinstance(side.answer, Shown):
            continue
        sentences = [content(one) for one in _SENTENCE_END.split(plain(side.picture.text))]
        said = next((text for text in side.texts if _says(sentences, text)), None)
        if said is not None and not _says_a_wrong_one(side, sentences):
            message = f"the text alternative of its picture already says {said!r}"
            yield of_note(side.note, message, "describe what is seen, not what it means")


def _says(sentences: Iterable[frozenset[str]], text: str) -> bool:
    """A letter says nothing: it points to a place in the picture."""
    words = content(text)
    letter = len(text) == 1 and text.isalpha()
    return bool(words) and not letter and any(words <= sentence for sentence in sentences)


def _says_a_wrong_one(side: Side, sentences: Sequence[frozenset[str]]) -> bool:
    """What a text says of wrong options as of the right one gives none away."""
    wrong = (option for option in side.options if option not in side.texts)
    return any(_says(sentences, option) for option in wrong)
