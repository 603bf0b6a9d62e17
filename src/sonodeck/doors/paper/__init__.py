"""A deck on paper: a handout, an exam in versions with its key, cards to be cut out, as PDF.

In: a ``Compiled`` deck. Out: ``printed`` gives PDFs. Read first: ``documents.py``, what is on them;
then ``templates/``, how it looks; ``typesetting.py`` runs typst over both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sonodeck.anki import Compiled
from sonodeck.common import folders
from sonodeck.common.frozen import dataclass
from sonodeck.doors.paper import documents
from sonodeck.doors.paper.content import Writer
from sonodeck.doors.paper.exam import TooFew, exam
from sonodeck.doors.paper.typesetting import TEMPLATES, NoTypst, Unset, typeset
from sonodeck.doors.topics import Topics
from sonodeck.pages import listing
from sonodeck.questions import OwnNote
from sonodeck.sheets import Deck

__all__ = ("Exam", "NoTypst", "Paper", "Printed", "TooFew", "Unset", "What", "printed")

Paper = Literal["letter", "a4"]
_SIZES: Mapping[Paper, str] = {"letter": "us-letter", "a4": "a4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """``questions``: how many, None for as many as the deck's blueprint says."""

    questions: int | None
    versions: int
    seed: str
    written: bool


What = Literal["handout", "cards"] | Exam


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """PDFs by what their names end in; ``count``: how many notes, cards, or questions are on it.

    ``left_out``: how many notes aren't, for only Anki can show their note types; ``told``: what
    else there is to say; ``others``: how the names of versions end that this exam doesn't have.
    """

    pdfs: Mapping[str, bytes]
    count: int
    left_out: int
    told: tuple[str, ...]
    others: tuple[str, ...]


def printed(
    compiled: Compiled, what: What, *, paper: Paper | None, time: int | None,
    kind: str | None = None, tag: str | None = None,
) -> Printed:  # fmt: skip
    """A deck without errors on paper; of one kind, or under one tag.

    ``paper``: None for what the deck's language is printed on; ``time``: the date of the PDFs, None
    for that of the newest change in the lock. Raises ``pages.listing.Unknown`` for a kind or a tag
    that there is not, TooFew, NoTypst, Unset; OSError where a file is gone.
    """
    knowledge = compiled.knowledge
    if knowledge is None:
        raise ValueError("a deck that can't be read has nothing to print")
    deck = knowledge.deck
    keys = {row.key for row in listing.rows(compiled, kind=kind, tag=tag)}
    chosen = [one for one in compiled.notes if one.about.key in keys]
    notes = [one for one in chosen if not isinstance(one, OwnNote)]
    writer, topics = Writer(compiled, knowledge), Topics(deck, compiled.notes)
    made: Mapping[str, documents.Values]
    others: list[str] = []
    match what:
        case "handout":
            template, count = "handout", len(notes)
            made = {"": documents.handout(notes, topics, writer, knowledge.sources)}
        case "cards":
            template = "cards"
            shown = documents.cards(notes, topics, writer)
            made = {"": documents.on_sheets(shown)}
            count = len(shown)
        case Exam():
            template = "exam"
            blueprint = None if tag or kind or what.written else deck.blueprint
            drawn = exam(
                notes, blueprint, questions=what.questions, versions=what.versions, seed=what.seed,
                written=what.written,
            )  # fmt: skip
            endings = [f"-{letter}" for letter in deck.labels.letters]
            made = {
                endings[at]: documents.version(drawn, at, writer) for at in range(what.versions)
            }
            others = endings[what.versions :]
            made["-key"] = documents.key(drawn, writer)
            count = len(drawn.versions[0])
    around = _around(deck, paper)
    lock = compiled.lock
    sheets = typeset(
        [("key" if name == "-key" else template, {**around, **one}) for name, one in made.items()],
        writer.used, _own(compiled),
        time if time is not None else lock.newest() if lock else 0,
    )  # fmt: skip
    return Printed(
        pdfs=dict(zip(made, sheets.pdfs, strict=True)), count=count,
        left_out=len(chosen) - len(notes), told=sheets.told, others=tuple(others),
    )  # fmt: skip


def _around(deck: Deck, paper: Paper | None) -> documents.Values:
    """What every document has."""
    language, *subtags = deck.language.split("-")
    region = next((one.upper() for one in subtags if len(one) == 2), "")
    usual: Paper = "letter" if language == "en" and region in {"", "US", "CA"} else "a4"
    group = deck.labels.group("print")
    return {
        "title": deck.title,
        "author": deck.author,
        "licence": deck.licence,
        "language": language.lower() if len(language) <= 3 else "en",
        "region": region,
        "direction": deck.labels.direction,
        "paper": _SIZES[paper or usual],
        "labels": {name.partition(".")[2]: text for name, text in group.items()},
    }


def _own(compiled: Compiled) -> dict[str, bytes]:
    """The templates of the deck's own, in its folder of them."""
    names = (f"{name}.typ" for name in TEMPLATES)
    found = (
        (name, folders.file_in(compiled.folder, f"{folders.TEMPLATES}/{name}")) for name in names
    )
    return {name: data for name, data in found if data is not None}
