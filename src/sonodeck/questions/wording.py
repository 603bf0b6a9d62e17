"""Templates filled with a fact's values: articles, plurals, capitals, lists in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sonodeck.questions import english
from sonodeck.questions.notes import Answer, Bullets, Shown, Words, sound_sign
from sonodeck.sheets import (
    Fact,
    Hole,
    Item,
    Kind,
    Media,
    Number,
    Phrase,
    Reference,
    Scene,
    Template,
    Value,
    slug,
)

_SENTENCE_ENDS = (". ", "? ", "! ", ".\n", "?\n", "!\n", "\n")


_NONE: Mapping[str, Phrase] = {}


class Wording:
    """How the facts of one deck are put into words."""

    def __init__(self, facts: Mapping[Reference, Fact], kinds: Mapping[str, Kind]) -> None:
        self._facts = facts
        self._kinds = kinds
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
        text = self._filled(template, fact, partial(self.phrase, fact))
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
            case Scene():
                return None
            case tuple():
                texts = self._texts(value)
                return None if texts is None else Phrase(english.joined(texts))

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

    def filled(
        self, template: Template, fact: Fact, extra: Mapping[str, Phrase] | None = None
    ) -> str | None:
        """A sentence; None where the template names something that the fact lacks."""
        text = self._filled(template, fact, partial(self._named, fact, extra or _NONE))
        return None if text is None else english.capitalised(english.tidy(text))

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

    @staticmethod
    def bullets(items: tuple[Item, ...], *, ordered: bool = False, lead: str = "") -> Bullets:
        texts = tuple(english.capitalised(item.phrase.text) for item in items)
        return Bullets(texts, ordered, lead)

    def _filled(
        self, template: Template, fact: Fact, named: Callable[[str], Phrase | None]
    ) -> str | None:
        """The words of a template; None where a name has none, or not in the form asked for."""
        parts: list[str] = []
        for part in template.parts:
            if isinstance(part, str):
                parts.append(part)
                continue
            phrase = named(part.name)
            if phrase is None:
                return None
            words = _form(phrase, part)
            if words is None:
                self.unsure[phrase.text] = fact
                return None
            starts = parts and parts[-1].endswith(_SENTENCE_ENDS)
            parts.append(english.capitalised(words) if starts else words)
        return "".join(parts)


def _form(phrase: Phrase, hole: Hole) -> str | None:
    if hole.form == "a":
        return f"{phrase.a} {phrase.text}" if phrase.a else english.indefinite(phrase.text)
    if hole.form == "s":
        return phrase.s or english.plural(english.bare(phrase.text))
    return phrase.text
