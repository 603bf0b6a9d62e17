"""Random histories: a deck is edited and released again and again; a student imports and studies.

Whatever the edits are: what Anki calls new or updated is what differs in the packages, no card's
schedule, flag, deck or log changes, and no card's history comes to stand under another question.

Every name, value and item of the decks below has a word of its own (``n3``, ``p7``) that no edit
changes, beside others that are reworded. The words of its own on a card say what it asks.
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sonodeck.anki import packed, reading, release
from tests.updates.decks import Author, Files, retired_of
from tests.updates.student import CardName, State, Student, harm

DAY = 86_400
FIRST = int(time.time()) - 400 * DAY
"""When release 1 is built. All later ones are built before now, on the days after it."""

SHADES = ("red", "green", "dark", "pale")
GROUPS = ("g0", "g1", "g2")
WORDS = frozenset(f"{letter}{number}" for letter in "ncptg" for number in range(400))
HISTORIES = 150 if os.environ.get("NIGHTLY") else 12

SHEETS = ("ones.yaml", "others.yaml")
DECK = """\
id: random-7k2p
title: Random
sheets: [ones.yaml, others.yaml, t.yaml]
"""
KIND = """\
kind: thing
title: Thing
name: '{{name}}'
fields:
  name: {{type: text, required: true}}
  color: {{type: text}}
  group: {{type: one-of, of: [g0, g1, g2], complete: true}}
  parts: {{type: list}}
  steps: {{type: steps}}
questions:
  {color}:
    formerly: {color_before}
    style: basic
    ask: What is the color of {{name}}{stop}
    answer: '{{color}}'
    reverse: Which has the color {{color}}{stop}
  group:
    style: choice
    ask: To which group belongs {{name}}{stop}
    answer: '{{group}}'
  parts:
    style: list
    of: parts
    ask: Which parts has {{name}}{stop}
  steps:
    style: sequence
    of: steps
    after: In {{name}}, what comes after {{item}}{stop}
    ask: 'The steps of {{name}}, in order'
  members:
    style: inverse
    of: group
    ask: Which belong to the group {{item}}{stop}
"""
NAMES = """\
  named:
    style: basic
    ask: Is there more to say of {name}?
    answer: 'Not of {name}, {group}'
"""


@dataclass
class Word:
    """A text with a word of its own; the shade is what a rewording changes."""

    own: str
    shade: str = "red"

    @property
    def text(self) -> str:
        return f"{self.own} {self.shade}"


@dataclass
class Thing:
    """A fact as its author sees it."""

    id: str
    name: Word
    color: Word
    group: str
    parts: list[Word]
    steps: list[Word]
    formerly: str = ""
    sheet: int = 0
    retired: bool = False

    def lines(self) -> Iterator[str]:
        yield f"  - id: {self.id}"
        if self.formerly:
            yield f"    formerly: {self.formerly}"
        yield f"    name: {self.name.text}"
        yield f"    color: {self.color.text}"
        yield f"    group: {self.group}"
        for name, words in (("parts", self.parts), ("steps", self.steps)):
            if words:
                yield f"    {name}: [{', '.join(word.text for word in words)}]"
        if self.retired:
            yield "    retired: true"


@dataclass
class Text:
    """A cloze text; each of its words is hidden."""

    id: str
    words: list[Word]

    def lines(self) -> Iterator[str]:
        yield f"  - id: {self.id}"
        yield f"    text: It has {', '.join(f'(({word.text}))' for word in self.words)}."


@dataclass
class Sheets:
    """The whole deck as its author sees it."""

    things: list[Thing] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    stop: str = "?"
    color: int = 0
    named: bool = False

    def files(self) -> Files:
        kind = KIND.format(
            stop=self.stop, color=f"color-{self.color}", color_before=f"color-{self.color - 1}"
        ).replace("    formerly: color--1\n", "")
        made = {
            "deck.yaml": DECK,
            "kinds/thing.yaml": kind + (NAMES if self.named else ""),
            "t.yaml": _sheet("cloze", "Random::Texts", self.texts),
        }
        for at, name in enumerate(SHEETS):
            here = [thing for thing in self.things if thing.sheet == at]
            made[name] = _sheet("thing", f"Random::Sheet {at}", here)
        return made


def _sheet(kind: str, deck: str, facts: list[Thing] | list[Text]) -> str:
    lines = [line for fact in facts for line in fact.lines()]
    return "\n".join(
        [f"kind: {kind}", f"deck: {deck}", "facts:" + ("" if lines else " []"), *lines, ""]
    )


class Histories(RuleBasedStateMachine):
    """An author with a deck, and a student who has imported it."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.author = Author(self.root / "deck", self.root / "out")
        self.student = Student(self.root / "student")
        self.sheets = Sheets()
        self.numbers = 0
        self.releases: list[tuple[Path, Sheets]] = []
        self.touched: set[str] = set()
        """Lists that were edited since the last release: one edit each, as by a person."""
        self.own: set[str] = set()
        self.taken = Path()
        self.between: set[str] = set()
        """Guids of notes that were changed or away since the student took a release; perhaps they
        are as they were again, but they are newer."""
        self.returned: set[str] = set()
        """Guids of notes that the student had deleted and has again from an older release."""
        self.guids: dict[str, str] = {}
        """The guid of each fact's note about its color, by the fact's own word."""
        self.ids: dict[str, str] = {}
        """The id of each fact in its last release, by the fact's own word."""
        self.subjects: dict[CardName, frozenset[str]] = {}
        """What each card asked when it was first there; it may be withdrawn, but never another."""

    def teardown(self) -> None:
        self.student.close()
        shutil.rmtree(self.root)

    # the author

    def word(self, letter: str) -> Word:
        self.numbers += 1
        return Word(f"{letter}{self.numbers}")

    @initialize(sizes=st.lists(st.integers(0, 4), min_size=2, max_size=4))
    def begin(self, sizes: list[int]) -> None:
        for size in sizes:
            self.add(size, group=size % 3, shared=False)
        self.sheets.texts.append(Text("text", [self.word("t"), self.word("t")]))
        self.release()

    @rule(size=st.integers(0, 4), group=st.integers(0, 2), shared=st.booleans())
    def add(self, size: int, group: int, shared: bool) -> None:
        """A new fact; ``shared``: with the answer of another one, whose reverse is then gone."""
        color = self.word("c")
        if shared and self.sheets.things:
            color = copy.copy(self.sheets.things[0].color)
        parts, steps = ([self.word("p") for _ in range(size)] for _ in range(2))
        self.numbers += 1
        id_ = f"thing-{self.numbers}"
        thing = Thing(id_, self.word("n"), color, GROUPS[group], parts, steps[:3], sheet=size % 2)
        self.sheets.things.append(thing)

    def pick(self, data: st.DataObject) -> Thing:
        return data.draw(st.sampled_from(self.sheets.things), "thing")

    @precondition(lambda self: len(self.sheets.things) > 2)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        self.sheets.things.remove(self.pick(data))

    @precondition(lambda self: self.sheets.things)
    @rule(data=st.data())
    def retire_or_revive(self, data: st.DataObject) -> None:
        thing = self.pick(data)
        thing.retired = not thing.retired

    @precondition(lambda self: self.sheets.things)
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        thing = self.pick(data)
        if thing.id not in self.touched:
            self.numbers += 1
            thing.formerly, thing.id = thing.id, f"thing-{self.numbers}"
            self.touched.add(thing.id)

    @precondition(lambda self: self.sheets.things)
    @rule(data=st.data(), shade=st.sampled_from(SHADES))
    def reword(self, data: st.DataObject, shade: str) -> None:
        thing = self.pick(data)
        word = data.draw(st.sampled_from([thing.name, thing.color]), "word")
        word.shade = shade

    @precondition(lambda self: self.sheets.things)
    @rule(data=st.data(), group=st.sampled_from(GROUPS))
    def correct(self, data: st.DataObject, group: str) -> None:
        self.pick(data).group = group

    @precondition(lambda self: self.sheets.things)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """To the other sheet, and to the end of it."""
        thing = self.pick(data)
        self.sheets.things.remove(thing)
        thing.sheet = 1 - thing.sheet
        self.sheets.things.append(thing)

    @rule(data=st.data(), shade=st.sampled_from(SHADES))
    def edit_list(self, data: st.DataObject, shade: str) -> None:
        """One edit of one list: an item comes, goes, is reworded, or all get another order."""
        lists = [(f"{t.id} {n}", n, w) for t in self.sheets.things for n, w in _lists(t)]
        lists += [(text.id, "t", text.words) for text in self.sheets.texts]
        name, letter, words = data.draw(st.sampled_from(lists), "list")
        if name in self.touched:
            return
        self.touched.add(name)
        at = data.draw(st.integers(0, max(0, len(words) - 1)), "at")
        match data.draw(st.sampled_from(["add", "remove", "reword", "reorder"]), "edit"):
            case "add":
                words.insert(at, self.word(letter))
            case "remove" if len(words) > (1 if letter == "t" else 0):
                del words[at]
            case "reword" if words:
                words[at].shade = shade
            case _:
                words[:] = data.draw(st.permutations(words), "order")

    @rule(stop=st.sampled_from(["?", ", in short?", " (say it)?"]))
    def reword_the_kind(self, stop: str) -> None:
        self.sheets.stop = stop

    @rule()
    def add_or_remove_a_question(self) -> None:
        self.sheets.named = not self.sheets.named

    @precondition(lambda self: "question" not in self.touched)
    @rule()
    def rename_a_question(self) -> None:
        self.touched.add("question")
        self.sheets.color += 1

    @rule(data=st.data())
    def revert(self, data: st.DataObject) -> None:
        """The sheets go back to what a release had, as by ``git revert``; the lock goes on.

        Not over the renaming of an id: back it needs a ``formerly``, as forth.
        """
        _, sheets = data.draw(st.sampled_from(self.releases), "release")
        renamed = any(self.ids.get(one.name.own, one.id) != one.id for one in sheets.things)
        if sheets.color == self.sheets.color and not renamed:
            self.sheets = copy.deepcopy(sheets)
            self.touched |= {
                "question",
                *(f"{t.id} {n}" for t in sheets.things for n, _ in _lists(t)),
            }
            self.touched |= {text.id for text in sheets.texts} | {t.id for t in sheets.things}

    @rule()
    def lose_the_lock(self) -> None:
        """And make it again from the last release. What was removed before it stays removed."""
        (self.author.folder / "deck.lock").unlink()
        last, sheets = self.releases[-1]
        self.sheets, self.touched = copy.deepcopy(sheets), set()
        package = self.build(since=last)
        self.releases = [(package, sheets)]
        self.take(package)

    @rule()
    def release(self) -> None:
        package = self.build()
        self.releases.append((package, copy.deepcopy(self.sheets)))
        self.touched = set()
        self.take(package)

    @rule()
    def release_that_the_student_skips(self) -> None:
        package = self.build()
        self.releases.append((package, copy.deepcopy(self.sheets)))
        self.touched = set()

    def build(self, since: Path | None = None) -> Path:
        now = FIRST + len(list(self.author.out.glob("*.apkg"))) * DAY
        options = release.Options(retire_many=True)
        package = self.author.release(self.sheets.files(), now, options, since=since)
        guids = _guids(package)
        self.ids |= {thing.name.own: thing.id for thing in self.sheets.things}
        if self.releases:
            self.between |= _changed(self.newest(), package)
        for thing in self.sheets.things:
            if not thing.retired:
                guid = guids[f"thing.{thing.id}.color-{self.sheets.color}"]
                assert self.guids.setdefault(thing.name.own, guid) == guid
        return package

    # the student

    @rule()
    def study(self) -> None:
        self.student.study("Random")
        cards = self.student.cards()
        self.student.spread_out(cards)
        self.student.collection.set_user_flag_for_cards(1 + len(cards) % 7, cards[::3])
        self.student.collection.sched.suspend_cards(cards[1::5])

    @rule(at=st.integers(0, 99))
    def write(self, at: int) -> None:
        """The student edits a note: it is newer than any release then."""
        notes = sorted(self.student.collection.find_notes(""))
        note = self.student.collection.get_note(notes[at % len(notes)])
        note["My notes"] = "my own words"
        note.tags.append("mine")
        self.student.collection.update_note(note)
        self.own.add(note.guid)

    @rule(at=st.integers(0, 99))
    def delete(self, at: int) -> None:
        notes = sorted(self.student.collection.find_notes(""))
        note = self.student.collection.get_note(notes[at % len(notes)])
        if len(notes) > 3:
            self.student.collection.remove_notes([note.id])
            self.own.discard(note.guid)

    @precondition(lambda self: retired_of(self.releases[-1][0]).exists())
    @rule()
    def take_the_retired(self) -> None:
        before = self.student.state()
        self.student.take(retired_of(self.releases[-1][0]))
        assert list(harm(before, self.student.state(), WORDS)) == []

    @rule(data=st.data())
    def take_an_old_one(self, data: st.DataObject) -> None:
        """One that is not newer than what the student has: only deleted notes come back."""
        packages = [package for package, _ in self.releases]
        old = packages[: packages.index(self.taken) + 1]
        before = self.student.state()
        package = data.draw(st.sampled_from(old), "package")
        imported = self.student.take(package)
        guids = _guids(package)
        assert imported.refused == set()
        assert {guids[key] for key in imported.updated} <= self.returned
        self.returned |= {guids[key] for key in imported.new}
        assert list(harm(before, self.student.state(), WORDS)) == []

    def newest(self) -> Path:
        return self.releases[-1][0]

    def take(self, package: Path) -> None:
        """Import it: exactly what differs from what the student has is new or updated."""
        before = self.student.state()
        notes = {note.guid: note for note in reading.read(package).notes}
        own = {guid for guid in self.own if guid in before.notes}
        changed = {
            guid
            for guid, note in notes.items()
            if guid in before.notes and guid not in own and _content(note) != _had(before, guid)
        }
        imported = self.student.take(package)
        guids = _guids(package)
        self.taken = package
        after = self.student.state()
        assert imported.refused == set()
        assert {guids[key] for key in imported.new} == notes.keys() - before.notes.keys()
        updated = {guids[key] for key in imported.updated}
        assert changed <= updated <= changed | self.between | self.returned
        self.between, self.returned = self.between - notes.keys(), self.returned - notes.keys()
        assert list(harm(before, after, WORDS)) == []
        for guid in own:
            assert after.notes[guid] == before.notes[guid]
        for name, card in after.cards.items():
            if not card.withdrawn:
                subject = card.subject(WORDS)
                assert self.subjects.setdefault(name, subject) == subject, card
        again = self.student.take(package)
        assert (again.new, again.updated, again.refused) == (set(), set(), set())
        assert after.changes(self.student.state()) == []

    @invariant()
    def no_two_notes_have_one_key(self) -> None:
        if self.releases:
            entries = reading.read(self.newest()).notes
            assert len({note.fields["Key"] for note in entries}) == len(entries)


def _lists(thing: Thing) -> tuple[tuple[str, list[Word]], ...]:
    return (("p", thing.parts), ("t", thing.steps))


def _guids(package: Path) -> dict[str, str]:
    """The guids of the notes in a package, by key."""
    return {note.fields["Key"]: note.guid for note in reading.read(package).notes}


def _changed(old: Path, new: Path) -> set[str]:
    """The guids of notes that differ, or that one of the two has not."""
    before, after = (
        {note.guid: _content(note) for note in reading.read(package).notes}
        for package in (old, new)
    )
    return {guid for guid in before.keys() | after.keys() if before.get(guid) != after.get(guid)}


def _content(note: packed.PackedNote) -> tuple[object, ...]:
    return (*note.fields.values(), note.tags)


def _had(state: State, guid: str) -> tuple[object, ...]:
    *fields, tags, _ = state.notes[guid]
    return (*fields, tuple(sorted(str(tags).split())))


def test_histories() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(max_examples=HISTORIES, stateful_step_count=25, deadline=None),
    )
