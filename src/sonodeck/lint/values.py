"""Rules on the values of facts: what was written by a slip that no error tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from sonodeck.common.diagnostics import Place
from sonodeck.lint.rule import Finding, Subject
from sonodeck.questions import english
from sonodeck.sheets import Fact, Phrase, fold


def _place(fact: Fact, name: str) -> Place:
    return fact.places.get(name, fact.place)


_BULLETS = "•‣⁃▪●◦·"  # noqa: RUF001  # bullets of word processors
_SURE = re.compile(rf"\s*[;\n{_BULLETS}]\s*")
_COMMAS = re.compile(r",\s+(?:and\s+|or\s+)?")
_INSIDE = re.compile(r"\([^()]*\)|`[^`]*`|\\\(.*?\\\)|\"[^\"]*\"")
_FEW_WORDS = 4
"""The words of an item at most, for a comma to be one between items."""


def list_in_one_text(subject: Subject) -> Iterator[Finding]:
    """A list of one item that reads like several."""
    for fact, name, texts in subject.written.lists:
        if len(texts) > 1 or not any(sign in texts[0] for sign in f",;\n{_BULLETS}"):
            continue
        parts = _parts(texts[0])
        if len(parts) > 1:
            shown = ", ".join(f"'{one}'" if "," in one else one for one in parts)
            yield Finding(
                place=_place(fact, name),
                message=f"{name!r} is a list of one item that reads like {len(parts)}",
                hint=f"write: {name}: [{shown}]",
            )


def _parts(text: str) -> list[str]:
    """The items that a text lists; what stands in parentheses is one piece."""
    bare = _INSIDE.sub(lambda match: "x" * len(match.group()), text)
    sure = list(_cut(text, bare, _SURE))
    if len(sure) > 1:
        return sure
    parts = list(_cut(text, bare, _COMMAS))
    return parts if all(len(one.split()) <= _FEW_WORDS for one in parts) else [text]


def _cut(text: str, bare: str, between: re.Pattern[str]) -> Iterator[str]:
    start = 0
    for match in between.finditer(bare):
        if match.start() > start:
            yield text[start : match.start()]
        start = match.end()
    if start < len(text):
        yield text[start:]


def item_cut_in_two(subject: Subject) -> Iterator[Finding]:
    """Two items that are one, for a comma inside parentheses ended the first."""
    for fact, name, texts in subject.written.lists:
        for first, second in pairwise(texts):
            if first.count("(") > first.count(")") and second.count(")") > second.count("("):
                whole = f"{first}, {second}"
                yield Finding(
                    place=_place(fact, name),
                    message=f"a comma cut {whole!r} in two",
                    hint=f"put the item in quotes: '{whole}'",
                )


_QUOTED = re.compile("[“”„‟«‹‘‚»›][^“”„‟«‹»›‘‚]+[“”»›’‘«‹]")  # noqa: RUF001  # quotes


def in_typographic_quotes(subject: Subject) -> Iterator[Finding]:
    """A whole value in quotes that YAML doesn't know: they show on the card."""
    for fact, name, text in subject.written.texts:
        if not text[:1].isascii() and _QUOTED.fullmatch(text):
            yield Finding(
                place=_place(fact, name),
                message=f"the quotes around the whole of {name!r} will show on the card",
                hint=f"without them: {text[1:-1]}",
            )


_NOTHING = frozenset(
    ("null", "nil", "~", "none", "n/a", "n.a.", "tbd", "tba", "todo", "to do", "?", "??", "-", "–")
)


_SHORT = 1 + max(map(len, _NOTHING))


def placeholder(subject: Subject) -> Iterator[Finding]:
    """A value that says that there is none."""
    items = ((fact, name, text) for fact, name, texts in subject.written.lists for text in texts)
    for fact, name, said in chain(subject.written.texts, items):
        if (
            len(said) < _SHORT
            and said.lower() in _NOTHING
            and not (said.lower() == "none" and _asks_itself(fact))
        ):
            yield Finding(
                place=_place(fact, name),
                message=f"{said!r} is asked and shown like any other text",
                hint=f"if there is no {name}, leave it empty: then nothing is asked about it",
            )


def _asks_itself(fact: Fact) -> bool:
    """Whether the fact has its own question, to which none may be the answer."""
    values = fact.values.values()
    return any(isinstance(value, Phrase) and value.text.endswith("?") for value in values)


_LONG = 20
"""The signs from which on it is no chance that two texts are the same: capital and country may
have one name."""


def same_text_twice(subject: Subject) -> Iterator[Finding]:
    """The same text in two fields of a fact: copied, and not changed."""
    long: defaultdict[int, list[tuple[Fact, str, str]]] = defaultdict(list)
    for row in subject.written.texts:
        if len(row[2]) >= _LONG:
            long[id(row[0])].append(row)
    for fact in subject.knowledge.facts:
        details = fact.details.default
        if details and len(details) >= _LONG and id(fact) in long:
            long[id(fact)].append((fact, "details", details))
    for rows in long.values():
        if len(rows) > 1 and not _all_differ([text for _, _, text in rows]):
            yield from _twice(rows)


def _all_differ(texts: list[str]) -> bool:
    """A quick look: letters alone are as many in any spelling."""
    lengths = {len(text.rstrip(" .")) for text in texts if text.isascii() and "^" not in text}
    return len(lengths) == len(texts)


def _twice(rows: Iterable[tuple[Fact, str, str]]) -> Iterator[Finding]:
    known: dict[str, str] = {}
    for fact, name, text in rows:
        first = known.setdefault(fold(text).rstrip(" ."), name)
        if first != name:
            yield Finding(
                place=_place(fact, name),
                message=f"{name!r} says the same as {first!r}",
                hint="was it copied and not changed?",
                other=_place(fact, first),
            )


# A capital one only where a sentence begins: in hepatitis A is, The A of the oboe it is a name; so
# is a small one before a word that no article stands before, as in vitamin a or e.
_ARTICLE = re.compile(
    r"((?:^|(?<=[.?!] )|(?<=[(\"“]))An?|(?:^|(?<=[\s(\"“]))an?) "
    r"(?=\(?(?:[A-Za-z0-9]{2}|[A-Za-z]-|[0-9]))"
    r"(?!(?:and|are|as|at|if|in|is|of|on|or|up)(?![\w-]))"
)
# A quick look: an article before what may want the other one. Most are before a consonant.
# It begins with a letter, for Python looks for that faster than for a place between two signs.
_SUSPECT = re.compile(
    r"[Aa](?<!\w[Aa])"
    r"(?: (?=\(?(?:[aeioux]|h[eo]|[A-Z8]|1[18]|[a-z][A-Z]))|n (?=\(?(?:e[uw]|[^aei])))"
)
_MATH_OR_CODE = re.compile(r"`[^`]*`|\\\(.*?\\\)")


def other_article(subject: Subject) -> Iterator[Finding]:
    """A typed article that doesn't fit the sound of what follows: a ACE inhibitor, an unit."""
    single = ((fact, name, (text,)) for fact, name, text in subject.written.texts)
    for fact, name, texts in chain(single, subject.written.lists):
        for text in texts:
            if _SUSPECT.search(text) is None:
                continue
            shown = _MATH_OR_CODE.sub(lambda match: "_" * len(match.group()), text)
            for match in _ARTICLE.finditer(shown):
                fitting = english.article(shown[match.end() :])
                if match[1].lower() != fitting:
                    word = shown[match.end() :].split()[0]
                    right = fitting.capitalize() if match[1][0] == "A" else fitting
                    yield Finding(
                        place=_place(fact, name),
                        message=f"{name!r} says '{match[1]} {word}'",
                        hint=f"write: {right} {word}",
                    )
