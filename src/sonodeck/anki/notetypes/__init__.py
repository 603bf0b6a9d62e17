"""The two Anki note types of a deck, and those of the author's own.

Fields and templates, their order and their ids can never change once a student has imported a
deck: Anki would make a second note type, and no update would reach the notes of the first. New
things use the spare fields and templates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple, field
from hashlib import sha256
from html import escape
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import quote

from sonodeck.common.frozen import dataclass
from sonodeck.common.labels import Labels
from sonodeck.sheets import Deck, FieldDef, NoteType, TemplateDef, markup

__all__ = (
    "CLOZE_FIELDS",
    "OWN",
    "QUESTION_FIELDS",
    "FieldDef",
    "NoteType",
    "NoteTypes",
    "TemplateDef",
    "TypeName",
    "note_types",
    "parts",
    "style",
)

TypeName: TypeAlias = str
"""A note type in the lock: ``question``, ``cloze``, or ``own:`` and the name of its folder."""
OWN = "own:"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTypes:
    """The note types of one deck; ``own``: those of the author's, by the names of their folders."""

    question: NoteType
    cloze: NoteType
    own: Mapping[str, NoteType] = field(default_factory=dict)

    def of(self, name: TypeName) -> NoteType:
        """A note type by its name in the lock. Raises KeyError for one that is no longer here."""
        return self.by_name()[name]

    def by_name(self) -> dict[TypeName, NoteType]:
        """All of them, by their names in the lock."""
        own = {f"{OWN}{name}": one for name, one in self.own.items()}
        return {"question": self.question, "cloze": self.cloze, **own}


def parts(note_type: NoteType) -> list[object]:
    """What a note type is made of, for its hash; settings count in an author's own only."""
    found: list[object] = _without_none(astuple(note_type))
    return found


def _without_none(value: object) -> Any:
    if isinstance(value, tuple):
        return [_without_none(one) for one in value if one is not None]
    return value


SPARES = tuple(f"zz{number}" for number in range(1, 7))

_COLLAPSED = frozenset({"Variants", *SPARES})

_SHARED = {
    "Key": "The stable name of this note. Leave it as it is: it says which fact the note is of.",
    "Details": "What is worth knowing beside the answer; shown under it.",
    "Picture": "Shown with the question.",
    "Picture text": "What the picture shows, in words.",
    "Topic": "Where in the deck this note belongs; shown above the question.",
    "Source": "Where the answer is written.",
    "As of": "When the answer was true, where it may age.",
    "My notes": (
        "Yours: what you write here is shown under the answer. Before a new release's package, "
        "import its changes file: the package alone empties this on the notes that it corrects."
    ),
    **dict.fromkeys(SPARES, "Reserved for later releases of this deck. Leave it empty."),
}
_QUESTION = {
    "Question": "What is asked.",
    "Answer": "The right answer.",
    "Options": "The options of a multiple choice, as a list; empty for a plain question.",
    "Why not": "What each wrong option is right for, or the slip that leads to it; shown with it.",
    "Variants": (
        "The same question with other numbers: which of them is shown changes from day to day."
    ),
    "Reverse question": "The question the other way round; empty where there is none.",
    "Reverse answer": "The answer to the reverse question.",
}
_CLOZE = {
    "Text": "The text with its hidden stretches.",
    "Gone": "Items that left the text in a later release. Their cards say so.",
}
_REST = (
    "Details", "Picture", "Picture text", "Topic", "Source", "As of", "My notes", *SPARES,
)  # fmt: skip

QUESTION_FIELDS = ("Key", *_QUESTION, *_REST)
CLOZE_FIELDS = ("Key", *_CLOZE, *_REST)


def _fields(names: tuple[str, ...], own: dict[str, str], first: int) -> tuple[FieldDef, ...]:
    texts = _SHARED | own
    return tuple(
        FieldDef(name=name, id=first + at, description=texts[name], collapsed=name in _COLLAPSED)
        for at, name in enumerate(names)
    )


def note_types(deck: Deck, own: Mapping[str, NoteType] = MappingProxyType({})) -> NoteTypes:
    """The two note types of a deck: ids from its id, names from its title; and the author's own."""
    css = style(deck.labels)
    return NoteTypes(
        question=NoteType(
            id=_id(deck.id, "question"),
            name=f"{deck.title}: question",
            cloze=False,
            fields=_fields(QUESTION_FIELDS, _QUESTION, 1001),
            templates=(
                _template("Question", 1101, "question", deck),
                _template("Reverse", 1102, "reverse", deck),
                _template("Spare 1", 1103, "spare-1", deck),
                _template("Spare 2", 1104, "spare-2", deck),
            ),
            css=css,
            sort_field=QUESTION_FIELDS.index("Question"),
        ),
        cloze=NoteType(
            id=_id(deck.id, "cloze"),
            name=f"{deck.title}: cloze",
            cloze=True,
            fields=_fields(CLOZE_FIELDS, _CLOZE, 2001),
            templates=(_template("Cloze", 2101, "cloze", deck),),
            css=css,
            sort_field=CLOZE_FIELDS.index("Text"),
        ),
        own=own,
    )


# Anki takes a note type's id for a time in milliseconds; these lie before any real deck's.
_FIRST_ID = 1_000_000_000_000
_ID_RANGE = 200_000_000_000


def _id(deck_id: str, name: str) -> int:
    digest = sha256(f"sonodeck\0{deck_id}\0{name}".encode()).digest()
    return _FIRST_ID + int.from_bytes(digest[:8], "big") % _ID_RANGE


def _look(name: str) -> str:
    return files("sonodeck").joinpath("anki", "cardlook", name).read_text("utf-8")


# What an address may be written with, https://www.rfc-editor.org/rfc/rfc3986#section-2; a per cent
# sign is that of something encoded already.
_IN_ADDRESS = ":/?#[]@!$&'()*+,;=%"


def _address(report: str) -> str:
    """An address with ``{key}`` in it, for a template: all else, braces too, is only an address."""
    return "{{Key}}".join(escape(quote(part, _IN_ADDRESS)) for part in report.split("{key}"))


def _template(name: str, number: int, look: str, deck: Deck) -> TemplateDef:
    front, back = (
        _put_in(_look(f"{look}-{side}.html"), _parts(deck)) for side in ("front", "back")
    )
    return TemplateDef(name=name, id=number, front=front, back=back)


def _parts(deck: Deck) -> dict[str, str]:
    """What stands in the templates beside their fields: in the deck's language, and its link."""

    def say(name: str) -> str:
        return markup.literal(deck.labels.say(f"card.{name}"))

    link = ""
    if deck.report:
        link = f'<a class="report" href="{_address(deck.report)}">{say("report")}</a>'
    foot = {
        "source": say("source"),
        "as-of": say("as-of"),
        "my-notes": say("my-notes"),
        "report": link,
    }
    return {
        "language": deck.labels.language,
        "direction": deck.labels.direction,
        "foot": _put_in(_look("foot.html"), foot).removesuffix("\n"),
        "script": f"<script>\n{_look('options.js')}</script>",
    }


_GAP = re.compile("<!--sonodeck:([a-z-]+)-->")


def _put_in(template: str, parts: Mapping[str, str]) -> str:
    """A template with its gaps filled; what is put in is not looked at again."""
    return _GAP.sub(lambda gap: parts[gap[1]], template)


_LATIN_LETTERS = "ABCDEFGH"


def style(labels: Labels) -> str:
    """The look of cards; where a language has letters of its own, they stand before the options."""
    css = _look("card.css")
    if labels.letters == _LATIN_LETTERS:
        return css
    rules = (
        f'.sonodeck .options li:nth-child({at})::before {{ content: "\\{ord(letter):x}"; }}\n'
        for at, letter in enumerate(labels.letters, 1)
    )
    return css + "\n/* The letters of this language. */\n" + "".join(rules)
