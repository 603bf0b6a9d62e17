"""Templates filled with a fact's values: articles, plurals, capitals, lists in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from sonodeck.questions import english
from sonodeck.questions.grammar import Grammar
from sonodeck.questions.notes import Answer, Bullets, Shown, Words, sound_sign
from sonodeck.sheets import (
    Fact,
    Hole,
    Html,
    Item,
    Knowledge,
    Media,
    Number,
    Phrase,
    Reference,
    Scene,
    Template,
    Value,
    calculations,
    markup,
    slug,
)

_SENTENCE_ENDS = (". ", "? ", "! ", ".\n", "?\n", "!\n", "\n")


_NONE: Mapping[str, Phrase] = {}


class Wording:
    """How the facts of one deck are put into words."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.labels = knowledge.deck.labels
        self.grammar = Grammar(self.labels)
        self._facts = {fact.reference: fact for fact in knowledge.facts}
        self._kinds = knowledge.kinds
        self._names: dict[Reference, Phrase | None] = {}
        self.unsure: dict[str, Fact] = {}
        """Texts whose plural a question needs and no rule gives, each with a fact so asked."""

    def name(self, fact: Fact) -> Phrase | None:
        """How a fact is called; None where its kind has no name or the name's fields are empty."""
        known = self._names.get(fact.reference)
        if known is None and fact.reference not in self._names:
            # A name that leads back to itself (a names b, b names a) has no words.
            self._names[fact.reference] = None
            known = self._names[fact.reference] = self._name(fact)
        return known

    def _name(self, fact: Fact) -> Phrase | None:
        template = self._kinds[fact.kind].name
        if template is None:
            return None
        alone = template.alone
        if alone is not None:
            return self.phrase(fact, alone)
        text = self._filled(template, fact, partial(self.phrase, fact), opening=False)
        return None if text is None else Phrase(text)

    def phrase(self, fact: Fact, name: str) -> Phrase | None:
        """A field as words inside a sentence; None where the fact lacks it."""
        value = fact.values.get(name)
        return None if value is None else self._phrase(value)

    def _phrase(self, value: Value) -> Phrase | None:
        match value:
            case Phrase():
                return value
            case Number():
                return value.phrase
            case Reference():
                named = self._facts.get(value)
                return None if named is None else self.name(named)
            case Media():
                return Phrase(sound_sign(value))
            case Scene() | calculations.Calculation() | Html():
                return None
            case tuple():
                texts = self._texts(value)
                return None if texts is None else Phrase(self.grammar.joined(texts))

    def _texts(self, value: tuple[Item, ...] | tuple[Reference, ...]) -> list[str] | None:
        phrases = [e.phrase if isinstance(e, Item) else self._phrase(e) for e in value]
        texts = [phrase.text for phrase in phrases if phrase is not None]
        return texts if len(texts) == len(phrases) else None

    def items(self, fact: Fact, name: str) -> tuple[Item, ...]:
        """A list field as items with ids; a reference has the id of the fact and its name."""
        value = fact.values.get(name, ())
        if not isinstance(value, tuple):
            own = self._phrase(value)
            return () if own is None else (self._item(value, own),)
        found = []
        for entry in value:
            if isinstance(entry, Item):
                found.append(entry)
            elif (own := self._phrase(entry)) is not None:
                found.append(self._item(entry, own))
        return tuple(found)

    def _item(self, value: Value, own: Phrase) -> Item:
        """A single value as an item; a reference has the ids, now and before, of its fact."""
        if isinstance(value, Reference):
            before = (self._facts[value].formerly or "").rpartition(".")[2]
            return Item(value.id, own, given=True, formerly=before or None)
        return Item(slug(own.text), own, formerly=own.formerly)

    def opening(self, text: str) -> str:
        """A value as a sentence begins with it, or as it stands alone."""
        return self.grammar.opening(text)

    def filled(
        self,
        template: Template,
        fact: Fact,
        extra: Mapping[str, Phrase] | None = None,
        *,
        opening: bool = True,
    ) -> str | None:
        """A sentence, or words within one; None where the template names what the fact lacks."""
        named = partial(self._named, fact, extra or _NONE)
        return self._filled(template, fact, named, opening=opening)

    def _named(self, fact: Fact, extra: Mapping[str, Phrase], name: str) -> Phrase | None:
        if name in extra:
            return extra[name]
        return self.name(fact) if name == "name" else self.phrase(fact, name)

    def answer(self, template: Template, fact: Fact) -> Answer | None:
        """An answer: a field alone may be a picture, or a list in bullets; else a sentence."""
        alone = template.alone
        value = fact.values.get(alone) if alone else None
        if isinstance(value, Media) and self._is_picture(fact, alone or ""):
            return Shown(value)
        if alone and isinstance(value, tuple) and len(value) > 1:
            ordered = self._kinds[fact.kind].fields[alone].type == "steps"
            return self.bullets(self.items(fact, alone), ordered=ordered)
        text = self.filled(template, fact)
        return None if text is None else Words(text)

    def _is_picture(self, fact: Fact, name: str) -> bool:
        return self._kinds[fact.kind].fields[name].type == "picture"

    def bullets(self, items: tuple[Item, ...], *, ordered: bool = False, lead: str = "") -> Bullets:
        texts = tuple(self.opening(item.phrase.text) for item in items)
        return Bullets(texts, ordered, lead)

    def _filled(
        self,
        template: Template,
        fact: Fact,
        named: Callable[[str], Phrase | None],
        *,
        opening: bool = True,
    ) -> str | None:
        """The words of a template; None where a name has none, or not in the form asked for.

        ``opening``: a sentence begins here.
        """
        pieces: list[tuple[str, bool]] = []
        begins = opening
        for at, part in enumerate(template.parts):
            if isinstance(part, str):
                pieces.append((self.opening(part) if begins else part, False))
                begins = part.endswith(_SENTENCE_ENDS) or (
                    begins and english.is_before_sentence(part)
                )
                continue
            phrase = named(part.name)
            if phrase is None:
                return None
            words = _form(phrase, part)
            if words is None:
                self.unsure[phrase.text] = fact
                return None
            in_code = at in _in_code(template)
            pieces.append((self.opening(words) if begins and not in_code else words, not in_code))
            begins = False
        return self.grammar.sentence(pieces)


@lru_cache
def _in_code(template: Template) -> frozenset[int]:
    """The places of the holes within code or math, of which the value becomes a part."""
    if not any(sign in template.literal() for sign in ("`", "\\(")):
        return frozenset()
    text, ends = "", dict[int, int]()
    for at, part in enumerate(template.parts):
        text += part if isinstance(part, str) else markup.sign(at)
        ends |= {} if isinstance(part, str) else {len(text): at}
    found, end = set[int](), 0
    for span in markup.spans(text):
        start, end = end, end + len(span.written)
        if span.kind != "text":
            found |= {at for place, at in ends.items() if start < place <= end}
    return frozenset(found)


def _form(phrase: Phrase, hole: Hole) -> str | None:
    if hole.form == "a":
        return f"{phrase.a} {phrase.text}" if phrase.a else english.indefinite(phrase.text)
    if hole.form == "s":
        return phrase.s or english.plural(english.bare(phrase.text))
    return phrase.text
