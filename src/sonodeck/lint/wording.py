"""Rules on how a question is put."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sonodeck.lint.rule import Finding, Side, Subject, all_written, of_note, plain
from sonodeck.lint.words import (
    all_among,
    close_together,
    content,
    content_words,
    holds_one_of,
    initials,
    is_abbreviation,
    may_abbreviate,
    stem,
    words,
)
from sonodeck.questions import Table


def given_away(subject: Subject) -> Iterator[Finding]:
    """The question says its answer: all words of it close together, or the words of its letters."""
    for side in subject.sides:
        said = None if side.options else _said(side, subject) or _spelled_out(side)
        if said and not _lets_choose(side):
            hint = "ask without using the words of the answer"
            yield of_note(side.note, f"the question already says {said!r}", hint)


_NAMES_SEVERAL = re.compile(r"\bwhich of\b|\bfrom .* to\b|\bbetween .* and\b", re.IGNORECASE)


def _lets_choose(side: Side) -> bool:
    """Whether the question names several answers: another rule's, or meant."""
    asked = side.question
    return bool(_NAMES_SEVERAL.search(asked) or alternatives(asked) or _one_of_two(side))


def _said(side: Side, subject: Subject) -> str | None:
    """A text of the answer that the question says; not in words of the kind alone."""
    for text in side.texts:
        if all_among(text, side.asked) and not content(text) <= subject.stems_of_kind(side):
            asked = [stem(word) for word in content_words(side.question)]
            if close_together(content(text), asked):
                return text
    return None


_ASKS_FOR_LETTERS = re.compile(
    r"\b(stand|stands|abbreviat\w*|acronym|letters?|initials?|spelled|memory|mnemonic|short for)\b",
    re.IGNORECASE,
)


def _spelled_out(side: Side) -> str | None:
    """An abbreviation as answer to its own words, or the words to the abbreviation."""
    texts = [text for text in side.texts if may_abbreviate(text)]
    if not texts or isinstance(side.answer, Table) or _ASKS_FOR_LETTERS.search(side.question):
        return None
    for word in (word for text in texts for word in words(text)):
        letters = word.replace(".", "").upper()
        if is_abbreviation(word) and len(letters) > 2 and letters in initials(side.question):
            return word
    return None


_QUESTION_WORD = r"(?:what|which|why|how|when|where|who|whom|whose)"
_ASKED_AGAIN = re.compile(
    rf"\b{_QUESTION_WORD}\b.*?[,;]?\s(?:and|or)\s"
    rf"(?:(?:in|at|to|for|from|by|of|on|with|under|above|below)\s)?{_QUESTION_WORD}\b",
    re.IGNORECASE | re.DOTALL,
)
# A quick look, as the sets of words below are: without it there is nothing to be found.
_JOINED = re.compile(r"\s(?:and|or)\s", re.IGNORECASE)


def several_at_once(subject: Subject) -> Iterator[Finding]:
    """Two question marks, or two question words joined by "and", in the question's own words."""
    for side in subject.sides:
        again = _JOINED.search(side.question) and _ASKED_AGAIN.search(side.question)
        if not again and side.question.count("?") < 2:
            continue
        asked = plain(subject.worded(side))
        again = _ASKED_AGAIN.search(asked)
        if again or asked.count("?") > 1:
            said = again.group().split()[-1] if again else "?"
            hint = "split it into two questions: one card asks one thing"
            yield of_note(side.note, f"the question asks two things (… {said!r})", hint)


_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|must|may|might)"
)
_YES_NO = re.compile(rf"(?:^|[.,:;]\s+){_AUXILIARY}\s[^,.;:?]*\?", re.IGNORECASE)
_INTERROGATIVE = re.compile(rf"\b{_QUESTION_WORD}\b", re.IGNORECASE)
_OPENS_WITH = re.compile(rf"(?:^|[.:;]\s+){_AUXILIARY}\b", re.IGNORECASE)
_AUXILIARY_FIRST = re.compile(rf"{_AUXILIARY}\b", re.IGNORECASE)
_STOP = re.compile(r"[.,:;]\s")
_ALTERNATIVES = re.compile(r"([\w-]+(?: [\w-]+)?),? or (?:an? |the |in |at |to |by )*([\w-]+)")


def alternatives(question: str) -> bool:
    """Whether a question can be answered with yes or no, or names the two answers itself."""
    if not _AUXILIARY_FIRST.match(question) and not _STOP.search(question):
        return False
    if _OPENS_WITH.search(question):
        return True
    return bool(_YES_NO.search(question)) and not _INTERROGATIVE.search(question)


_YES_OR_NO = re.compile(r"(?:[Yy]es|[Nn]o)(?:$|[,.;:])")  # NO is nitric oxide
# The meaning of a word, whose translation may be "yes".
_ASKS_FOR_A_WORD = re.compile(rf"{_QUESTION_WORD}\b", re.IGNORECASE)


def two_way(subject: Subject) -> Iterator[Finding]:
    """A question that yes or no answers, or that names the answers to choose from."""
    for side in subject.sides:
        answer = side.texts[0] if side.texts else ""
        named = None if side.options else _one_of_two(side)
        yes_or_no = _YES_OR_NO.match(answer) and not _ASKS_FOR_A_WORD.match(side.question)
        if yes_or_no or alternatives(side.question):
            hint = "ask what, which, or how, so that the answer has to be recalled"
            yield of_note(side.note, "half of all guesses are right", hint)
        elif named:
            message = f"the question names the possible answers: {named}"
            yield of_note(side.note, message, "ask without naming them")


def _one_of_two(side: Side) -> str | None:
    """The two answers that the question names, where one of them is right."""
    if len(side.texts) != 1 or " or " not in side.question:
        return None
    answer = content(side.texts[0])
    for match in _ALTERNATIVES.finditer(side.question):
        if answer and answer in (content(match[1]), content(match[2])):
            return match.group()
    return None


_NEGATION = re.compile(
    r"\b(?:is|are|was|were|does|do|did|can|could|should|must|may|might|will|would|say|says|to) "
    r"(not)\b(?! exceed| only)|(?<!\*)\b(except)\b"
)
_IN_A_CLAUSE = re.compile(
    r"(?:\b(?:that|who|if|when|where|unless|because|although|though|whether|claim|so)\b[^,?]*"
    r"|,\s(?:in )?(?:which|where)\b[^,?]*"
    r"|\([^)]*)$"
)


def negative(subject: Subject) -> Iterator[Finding]:
    """A question that asks for what is not so, with nothing to make the eye stop at the word."""
    for side in subject.sides:
        says_no = holds_one_of(("not", "except"), side.written)
        match = _NEGATION.search(side.written) if says_no else None
        if match and match.group() not in subject.worded(side):
            continue  # what a word means: the question itself asks for nothing else
        if match and not _IN_A_CLAUSE.search(side.written[: match.start()]):
            word = match[1] or match[2]
            hint = f"ask a positive question; if that isn't possible, write **{word}**"
            yield of_note(side.note, f"{word!r} is easy to overlook", hint)


_OPENS_WITH_POINTER = re.compile(
    r"(?:\w+ )?(?:is|are|was|were|do|does|did|can|has|have|had) "
    r"(it|this|that|these|those|they)\b(?! \w+(?: \w+)* (?:to|that)\b)"
    r"|(it|this|these|those|they)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(the above|the latter|the former|as mentioned|above-mentioned|aforementioned)\b",
    re.IGNORECASE,
)
_OF_POINTING_BACK = ("above", "latter", "former", "mentioned")


def without_referent(subject: Subject) -> Iterator[Finding]:
    """A word that points at something that isn't on the card: it, this, the above."""
    for side in subject.sides:
        asked = side.question
        match = _OPENS_WITH_POINTER.match(asked)
        if match is None and holds_one_of(_OF_POINTING_BACK, asked.lower()):
            match = _POINTS_BACK.search(asked)
        said = next(filter(None, match.groups())) if match else ""
        if match and not side.picture and said in plain(subject.worded(side)):
            yield of_note(side.note, f"{said!r} refers to nothing on the card", "say what is meant")


_FREQUENCY = re.compile(
    r"(?<!\bhow )(?<!\bmost )(?<!\bmore )"
    r"\b(usually|often|sometimes|frequently|generally|rarely|occasionally|commonly|typically)\b",
    re.IGNORECASE,
)


def vague(subject: Subject) -> Iterator[Finding]:
    """How often is left open, where two readers mean different things."""
    for side in subject.sides:
        found = map(_FREQUENCY.search, (side.question, *side.texts))
        match = next(filter(None, found), None)
        if match:
            hint = "give a figure, or say according to whom"
            yield of_note(side.note, f"{match[1]!r} means something different to everyone", hint)


_OF_THE_ABOVE = re.compile(
    r"^(?:all|none|both|neither)(?: of)? (?:the above|these|those|them|above)\b", re.IGNORECASE
)


def of_the_above(subject: Subject) -> Iterator[Finding]:
    """All of the above, none of the above."""
    for side in subject.sides:
        for text in side.options or side.texts:
            if _OF_THE_ABOVE.match(text):
                message = f"{text!r} says nothing about the items themselves"
                yield of_note(side.note, message, "ask for them with a list")


_HTML = re.compile(
    r"</?(?:a|abbr|audio|b|big|blockquote|br|center|code|del|div|em|embed|font|form|h[1-6]|hr|i|"
    r"iframe|img|input|ins|kbd|li|link|mark|math|meta|object|ol|p|pre|q|s|script|small|span|strike|"
    r"strong|style|sub|sup|svg|table|td|th|tr|tt|u|ul|video)(?:\s[^<>]*)?/?>|&(?:[a-z]+|#[0-9]+);",
    re.IGNORECASE,
)


def html(subject: Subject) -> Iterator[Finding]:
    """HTML in a text: it does nothing, and is shown with its signs."""
    for note in subject.variants:
        signed = [plain(text) for text in all_written(note) if "<" in text or "&" in text]
        match = next(filter(None, map(_HTML.search, signed)), None)
        if match:
            hint = "use **bold**, *italic*, a line break, or the character itself"
            yield of_note(note, f"{match.group()!r} is shown literally", hint)
