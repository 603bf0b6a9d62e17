"""A student: a real collection of Anki's, studied with the real scheduler."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from html import unescape
from pathlib import Path

# Of anki's modules this one has to be the first: they import each other.
from anki import buildinfo
from anki import collection as ankis
from anki.cards import CardId
from anki.dbproxy import DBProxy
from anki.decks import DeckId
from anki.import_export_pb2 import ImportResponse
from anki.notes import NoteId
from anki.scheduler.v3 import CardAnswer, Scheduler

from sonodeck.anki import reading
from sonodeck.sheets.languages import labels

STAMPS_WITH_ITS_OWN_TIME = tuple(map(int, buildinfo.version.split(".")[:2])) < (25, 2)
"""Before 25.02 Anki gave a note that an import updated the time of the import. Releases that these
tests build and import within a second would be older than that."""

CardName = tuple[str, int]
"""A card by its note's guid and its number, which counts from 1 as in the lock."""


ENGLISH = labels("en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What Anki said about one import, by the notes' keys; ``refused``: all it couldn't take."""

    new: AbstractSet[str]
    updated: AbstractSet[str]
    untouched: AbstractSet[str]
    refused: AbstractSet[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """A card as the student has it.

    ``row``: its ids, deck, schedule, flag, all but the time of its last change; ``log``: ids of
    its reviews; ``front``: what it asks, as text; ``hidden``: of a cloze card what it hides.
    """

    row: tuple[object, ...]
    log: tuple[int, ...]
    front: str
    hidden: str

    def subject(self, words: Collection[str]) -> frozenset[str]:
        """The words that say what the card asks, of those that count (in lower case)."""
        text = self.hidden or self.front
        return frozenset(re.findall(r"\w+", text.lower())) & frozenset(words)

    @property
    def withdrawn(self) -> bool:
        said = (ENGLISH.say("card.withdrawn"), ENGLISH.say("card.retired"))
        return any(text in self.front for text in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All cards, and all notes by guid: fields, tags and time of change."""

    cards: Mapping[CardName, CardState]
    notes: Mapping[str, tuple[object, ...]]

    def changes(self, later: State) -> list[str]:
        """What is not the same later, one line for each card and note."""
        cards = self.cards.keys() | later.cards.keys()
        notes = self.notes.keys() | later.notes.keys()
        return [
            *(
                f"{name}: {self.cards.get(name)} → {later.cards.get(name)}"
                for name in sorted(cards)
                if self.cards.get(name) != later.cards.get(name)
            ),
            *(
                f"{guid}: {self.notes.get(guid)} → {later.notes.get(guid)}"
                for guid in sorted(notes)
                if self.notes.get(guid) != later.notes.get(guid)
            ),
        ]

    def keys(self) -> dict[str, str]:
        """Guid by key."""
        return {str(row[0]): guid for guid, row in self.notes.items()}


_CARDS = """
select n.guid, c.ord, c.id, c.nid, c.did, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses,
  c.left, c.odue, c.odid, c.flags, c.data
from cards c join notes n on n.id = c.nid
"""


class Student:
    """One collection in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.collection = ankis.Collection(str(folder / "collection.anki2"))

    @property
    def database(self) -> DBProxy:
        if self.collection.db is None:
            raise ValueError("the collection is closed")
        return self.collection.db

    def close(self) -> None:
        self.collection.close()

    # importing

    def take(self, package: Path) -> Imported:
        """Import a package with the options that Anki's dialog begins with."""
        request = ankis.ImportAnkiPackageRequest(
            package_path=str(package), options=ankis.ImportAnkiPackageOptions()
        )
        log = self.collection.import_anki_package(request).log
        self.collection.models._clear_cache()  # as Anki's own windows do after an import
        if STAMPS_WITH_ITS_OWN_TIME:
            self._as_if_built_later(package, log.updated)
        return self._imported(log)

    def take_changes(self, file: Path) -> Imported:
        """Import a text file, if there is one, with the options that Anki's dialog begins with."""
        if not file.exists():
            return Imported(new=set(), updated=set(), untouched=set(), refused=set())
        metadata = self.collection.get_csv_metadata(path=str(file), delimiter=None)
        request = ankis.ImportCsvRequest(path=str(file), metadata=metadata)
        return self._imported(self.collection.import_csv(request).log)

    def _imported(self, log: ImportResponse.Log) -> Imported:
        return Imported(
            new=_keys(log.new),
            updated=_keys(log.updated),
            untouched=_keys(log.duplicate),
            refused=_keys(log.conflicting)
            | _keys(log.first_field_match)
            | _keys(log.missing_notetype)
            | _keys(log.missing_deck)
            | _keys(log.empty_first_field),
        )

    def _as_if_built_later(self, package: Path, updated: Iterable[ImportResponse.Note]) -> None:
        """Give updated notes the time of the package: the next one is then newer, as in life."""
        mods = {note.fields["Key"]: note.mod for note in reading.read(package).notes}
        for note in updated:
            self.database.execute(
                "update notes set mod = ? where id = ?", mods[note.fields[0]], note.id.nid
            )

    # studying

    def study(self, root: str) -> int:
        """Answer each new card of a deck once, some Good and some Easy; how many there were."""
        self._without_limits()
        self.collection.decks.select(self.collection.decks.id_for_name(root) or DeckId(1))
        seen: set[CardId] = set()
        for _ in range(2 * self.collection.card_count()):
            card = self.collection.sched.getCard()
            if card is None:
                break
            card.start_timer()
            again = card.id in seen
            self.collection.sched.answerCard(card, 4 if again or len(seen) % 3 else 3)
            seen.add(card.id)
        self._check()
        return len(seen)

    def spread_out(self, cards: Sequence[CardId]) -> None:
        """Give cards different intervals and due days, as after months of study."""
        for remainder in range(5):
            some = cards[remainder::5]
            if some:
                self.collection.sched.set_due_date(some, f"{3 + 7 * remainder}!")
        self._check()

    def _check(self) -> None:
        """Check Database: on a busy machine Anki leaves out the time of a review now and then.

        It adds it when it checks, which is then nothing that an import did.
        """
        self.collection.fix_integrity()

    def _without_limits(self) -> None:
        for config in self.collection.decks.all_config():
            config["new"]["perDay"] = 9999
            config["rev"]["perDay"] = 9999
            self.collection.decks.update_config(config)

    def cards(self, search: str = "") -> list[CardId]:
        return sorted(self.collection.find_cards(search))

    def make_leech(self, card: CardId) -> None:
        """Fail a card until Anki calls its note a leech; it suspends the card then."""
        for _ in range(40):
            one = self.collection.get_card(card)
            if "leech" in one.note().tags:
                self._check()
                return
            self.collection.sched.set_due_date([card], "0")
            states = self.collection._backend.get_scheduling_states(card)
            one = self.collection.get_card(card)
            one.start_timer()
            scheduler = self.collection.sched
            assert isinstance(scheduler, Scheduler), scheduler
            again = CardAnswer.AGAIN
            scheduler.answer_card(scheduler.build_answer(card=one, states=states, rating=again))
        raise ValueError("Anki finds no leech after forty failures")

    def note_of(self, key: str) -> NoteId:
        """The note with this key."""
        found = self.collection.find_notes(f'Key:"{key}"')
        if len(found) != 1:
            raise ValueError(f"{len(found)} notes have the key {key}")
        return found[0]

    # looking

    def state(self) -> State:
        logs: dict[int, list[int]] = {}
        for card, review in self.database.execute("select cid, id from revlog order by id"):
            logs.setdefault(card, []).append(review)
        notes = {}
        for guid, fields, tags, mod in self.database.execute(
            "select guid, flds, tags, mod from notes"
        ):
            notes[guid] = (*fields.split("\x1f"), tags, mod)
        cards = {}
        rows = self.database.execute(_CARDS)
        for guid, number, *row in rows:
            card = self.collection.get_card(row[0])
            cards[guid, number + 1] = CardState(
                row=tuple(row),
                log=tuple(logs.get(row[0], ())),
                front=_plain(card.question()),
                hidden=_hidden(card.answer()),
            )
        return State(cards=cards, notes=notes)

    def to_mend(self) -> list[str]:
        """What Anki's Check Database, Empty Cards and Check Media find; nothing is deleted."""
        message, ok = self.collection.fix_integrity()
        found = (
            [] if ok and re.fullmatch(r"Database rebuilt and optimized\.", message) else [message]
        )
        found += [
            f"empty card of note {one.note_id}" for one in self.collection.get_empty_cards().notes
        ]
        found += [f"missing: {name}" for name in self.collection.media.check().missing]
        return found


def _keys(notes: Iterable[ImportResponse.Note]) -> frozenset[str]:
    return frozenset(note.fields[0] for note in notes)


_UNSEEN = re.compile(r'(?s)<(style|script)\b.*?</\1>|<div class="(?:topic|key|options)".*?</div>')
_CLOZE = re.compile(r'(?s)<span class="cloze" [^>]*>(.*?)</span>')


def _plain(html: str) -> str:
    """Card HTML as a student reads it: pictures by their text, no topic and no options."""
    seen = re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>', r" \1 ", _UNSEEN.sub("", html))
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", seen)).split())


def _hidden(answer: str) -> str:
    """What a cloze card hides, from its back; "" of any other card."""
    return " ".join(_plain(match) for match in _CLOZE.findall(_UNSEEN.sub("", answer)))


def harm(
    before: State,
    after: State,
    words: Collection[str],
    *,
    elsewhere: Collection[CardName] = (),
    let_go: Collection[str] = (),
) -> Iterator[str]:
    """What a re-import must never do, done: one line for each card that it was done to.

    ``elsewhere``: cards whose question changes by contract; ``let_go``: guids of notes that the
    student had deleted.
    """
    for name, old in before.cards.items():
        new = after.cards.get(name)
        if new is None:
            yield f"{name} is gone: {old.front}"
            continue
        if new.row != old.row:
            yield f"{name} has another schedule, deck or flag: {old.row} → {new.row}"
        if new.log != old.log:
            yield f"{name} has another history: {old.log} → {new.log}"
        if old.withdrawn or new.withdrawn or name in elsewhere:
            continue
        if new.subject(words) != old.subject(words):
            yield f"{name} asked {old.hidden or old.front!r}, now {new.hidden or new.front!r}"
    for guid, note in before.notes.items():
        if guid not in after.notes and guid not in let_go:
            yield f"the note {note[0]} is gone"
