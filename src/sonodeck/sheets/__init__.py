"""Sheets: the bytes of a deck folder → typed facts, each with its place.

In: a ``Folder``. Out: ``read`` gives ``Knowledge``, what is wrong with it, and the texts that
places are in. Read first: ``reading.py``, the order of it; then ``knowledge.py``, what comes out.
"""

from sonodeck.sheets import (
    calculations,
    fieldhtml,
    formulas,
    kinds,
    markup,
    notetypes,
    numbers,
    yamltext,
)
from sonodeck.sheets.facts import skippable
from sonodeck.sheets.folding import fold, seen
from sonodeck.sheets.ignores import applied as ignored
from sonodeck.sheets.kinds import Basic, Choice, Contrast, Kind, ListOf, Question
from sonodeck.sheets.knowledge import Fact, Knowledge
from sonodeck.sheets.manifests import Blueprint, Deck, Domain, Limits, Source
from sonodeck.sheets.memory import Memory
from sonodeck.sheets.nearest import Patience
from sonodeck.sheets.notetypes import (
    FIELD_KEYS,
    TEMPLATE_KEYS,
    TYPE_KEYS,
    FieldDef,
    More,
    NoteType,
    TemplateDef,
)
from sonodeck.sheets.numbers import Span, span
from sonodeck.sheets.reading import Reading, clashes, read
from sonodeck.sheets.sameness import comparable, rough, tokens
from sonodeck.sheets.shapes import closest, keys_of
from sonodeck.sheets.templates import Hole, Template
from sonodeck.sheets.values import (
    PICTURES,
    Html,
    Item,
    Media,
    Number,
    Phrase,
    Reference,
    Scene,
    Unfit,
    Value,
    identifier,
    is_example,
    meant,
    number_in,
    slug,
)
from sonodeck.sheets.yamltext import Plain

__all__ = (
    "FIELD_KEYS",
    "PICTURES",
    "TEMPLATE_KEYS",
    "TYPE_KEYS",
    "Basic",
    "Blueprint",
    "Choice",
    "Contrast",
    "Deck",
    "Domain",
    "Fact",
    "FieldDef",
    "Hole",
    "Html",
    "Item",
    "Kind",
    "Knowledge",
    "Limits",
    "ListOf",
    "Media",
    "Memory",
    "More",
    "NoteType",
    "Number",
    "Patience",
    "Phrase",
    "Plain",
    "Question",
    "Reading",
    "Reference",
    "Scene",
    "Source",
    "Span",
    "Template",
    "TemplateDef",
    "Unfit",
    "Value",
    "calculations",
    "clashes",
    "closest",
    "comparable",
    "fieldhtml",
    "fold",
    "formulas",
    "identifier",
    "ignored",
    "is_example",
    "keys_of",
    "kinds",
    "markup",
    "meant",
    "notetypes",
    "number_in",
    "numbers",
    "read",
    "rough",
    "seen",
    "skippable",
    "slug",
    "span",
    "tokens",
    "yamltext",
)

MODULES = ("fixes", "starters", "units", "values", "writing")
"""Handed out whole, each loaded by whoever imports it from here."""
