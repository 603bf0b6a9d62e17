"""One kind of edit between two releases, each imported by a student who studied the first.

What is wanted of every edit: exactly the notes it is about are new or updated; no card loses its
schedule, its flag, its deck or its history, and no history comes to stand under another question.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sonodeck.anki import notetypes, release
from sonodeck.anki.notetypes import NoteType, NoteTypes, TemplateDef
from sonodeck.anki.notetypes import fields as note_fields
from sonodeck.anki.notetypes.fields import Filled
from sonodeck.sheets.manifests import Deck
from tests.updates import decks
from tests.updates.decks import ORCHESTRA, SUBJECTS, Author, Edit, Files, replaced, retired_of
from tests.updates.student import State, Student, harm

DAY = 86400
NOW = int(time.time())
FIRST = NOW - 30 * DAY
"""When release 1 was built. Later ones were built on the days after, all of them before now:
a change may be stamped before the student imported the release before it. (Anki's Check Database
takes back times that lie in the future, so there are no later ones to be had.)"""

EDITED, LEECH, DELETED = "qa.pitch.ask", "qa.leader.ask", "qa.encore.ask"
"""Notes that the student wrote on, failed, and threw away; no edit below is about them."""

Key = str
Card = tuple[Key, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Edits, one release each, and what the last of them does to a student who has them all.

    ``new``, ``updated``: keys of notes; ``came``: cards added to notes that were there before;
    ``left``: cards that say they are asked no more; ``moved``: new key → old key; ``elsewhere``:
    cards whose question changes by contract; ``retired``: keys in the second package.
    """

    edits: tuple[Edit, ...]
    new: frozenset[Key] = frozenset()
    updated: frozenset[Key] = frozenset()
    came: frozenset[Card] = frozenset()
    left: frozenset[Card] = frozenset()
    moved: tuple[tuple[Key, Key], ...] = ()
    elsewhere: frozenset[Card] = frozenset()
    retired: frozenset[Key] = frozenset()


def change(name: str, old: str, new: str) -> Edit:
    return lambda files: replaced(files, name, old, new)


def all_of(*edits: Edit) -> Edit:
    def edit(files: Files) -> Files:
        for one in edits:
            files = one(files)
        return files

    return edit


def remove(name: str, id_: str) -> Edit:
    return lambda files: replaced(files, name, decks.fact(files, name, id_), "")


def append(name: str, text: str) -> Edit:
    return lambda files: {**files, name: files[name] + text}


def move(id_: str, source: str, target: str) -> Edit:
    def edit(files: Files) -> Files:
        text = decks.fact(files, source, id_)
        files = replaced(files, source, text, "")
        head, begin, rest = files[target].partition("facts:\n")
        return {**files, target: head + begin + text + rest}

    return edit


def rename(old: str, new: str) -> Edit:
    return lambda files: {**decks.without(files, old), new: files[old]}


def back_to_the_first(_files: Files) -> Files:
    return ORCHESTRA


def instruments(question: str, *facts: str) -> frozenset[Key]:
    return frozenset(f"instrument.{fact}.{question}" for fact in facts)


def keys(*texts: str) -> frozenset[Key]:
    return frozenset(texts)


VIOLIN_LIST = keys("instrument.violin.parts", "instrument.violin.parts.all")
PARTS = "parts: [scroll, bridge, fingerboard, tailpiece]"
STEPS = "procedure.tuning.steps"
CLEFS = ("violin", "viola", "cello", "flute")
OF_OBOE = instruments("lowest", "oboe") | instruments("place", "oboe")
OF_OBOE |= keys("instrument.oboe.parts", "instrument.oboe.parts.all")
OF_VIOLA = instruments("place", "viola") | instruments("clef", "viola")
OF_VIOLA |= instruments("lowest", "viola")
OF_VIOLA |= keys("instrument.viola+violin.differ.clef", "instrument.viola+violin.differ.lowest")
WOODWIND = keys("instrument.-.by-section.woodwind")
STRINGS = keys("instrument.-.by-section.strings")
BRASS = keys("instrument.-.by-section.brass")
LOWEST_OF_VIOLIN = instruments("lowest", "violin", "viola+violin") - {
    "instrument.viola+violin.lowest"
} | keys("instrument.viola+violin.differ.lowest")

BASSOON = """\
  - id: bassoon
    name: bassoon
    section: woodwind
    clef: the bass clef
    lowest: B flat 1
    parts: [crook, bell]
"""
TECHNIQUE = """\
kind: technique
title: Technique
name: '{name}'
fields:
  name: {type: text, required: true, help: The technique}
  meaning: {type: text, required: true, help: What is done}
questions:
  meaning:
    style: basic
    ask: What does the term {name} mean?
    answer: '{meaning}'
    reverse: Which term means {meaning}?
"""
TECHNIQUES = """\
kind: technique
deck: Orchestra::Terms
tags: [terms]
source: handbook
facts:
  - id: vibrato
    formerly: term.vibrato
    name: vibrato
    meaning: a slight and quick waver of the pitch
"""
READS = """\
  reads:
    style: basic
    ask: What does a player of the {name} read?
    answer: '{clef}'
"""
FIDDLE = (
    ("place", "place"), ("clef", "clef"), ("lowest", "lowest"), ("looks", "looks"),
    ("parts", "parts"), ("parts.all", "parts.all"),
)  # fmt: skip

to_technique = all_of(
    remove("terms.yaml", "vibrato"),
    lambda files: {
        **files, "kinds/technique.yaml": TECHNIQUE, "techniques.yaml": TECHNIQUES,
    },
    change("deck.yaml", "terms.yaml, ", "terms.yaml, techniques.yaml, "),
)  # fmt: skip
kind_renamed = all_of(
    rename("kinds/instrument.yaml", "kinds/player.yaml"),
    change("kinds/player.yaml", "kind: instrument\n", "kind: player\nformerly: instrument\n"),
    change("strings.yaml", "kind: instrument", "kind: player"),
    change("winds.yaml", "kind: instrument", "kind: player"),
)
ALL_INSTRUMENTS = frozenset(
    f"instrument.{rest}"
    for rest in (
        "-.by-section.brass", "-.by-section.strings", "-.by-section.woodwind", "cello.clef",
        "cello.lowest", "cello.parts", "cello.parts.all", "cello.place", "flute.clef",
        "flute.looks", "flute.lowest", "flute.parts", "flute.parts.all", "flute.place",
        "oboe.lowest", "oboe.parts", "oboe.parts.all", "oboe.place", "trumpet.lowest",
        "trumpet.place", "viola+violin.differ.clef", "viola+violin.differ.lowest", "viola.clef",
        "viola.lowest", "viola.place", "violin.clef", "violin.looks", "violin.lowest",
        "violin.parts", "violin.parts.all", "violin.place",
    )
)  # fmt: skip
as_choice = change(
    "kinds/instrument.yaml", "  clef:\n    style: basic", "  clef:\n    style: choice"
)
withdrawn = change("winds.yaml", "lowest: B flat 3", "lowest: C3")
bridge_removed = change("strings.yaml", PARTS, "parts: [scroll, fingerboard, tailpiece]")

CASES = {
    "a fact is reworded": Case(
        edits=(change("strings.yaml", "lowest: G3", "lowest: 'G3, an open string'"),),
        updated=LOWEST_OF_VIOLIN,
    ),
    "a fact is reworded and put back": Case(
        edits=(
            change("strings.yaml", "lowest: G3", "lowest: 'G3, an open string'"),
            back_to_the_first,
        ),
        updated=LOWEST_OF_VIOLIN,
    ),
    "details are corrected": Case(
        edits=(change("strings.yaml", "are a fifth apart", "lie a fifth apart"),),
        updated=LOWEST_OF_VIOLIN,
    ),
    "a fact is added": Case(
        edits=(append("winds.yaml", BASSOON),),
        new=instruments("place", "bassoon")
        | instruments("clef", "bassoon")
        | instruments("lowest", "bassoon")
        | keys("instrument.bassoon.parts", "instrument.bassoon.parts.all"),
        updated=WOODWIND,
    ),
    "a fact is removed": Case(
        edits=(remove("winds.yaml", "oboe"),), updated=WOODWIND, retired=OF_OBOE
    ),
    "a fact is removed, and with it an option": Case(
        # Without the one brass instrument two wrong options are not to be had: all are asked plain.
        edits=(remove("winds.yaml", "trumpet"),),
        updated=instruments("place", "violin", "viola", "cello", "flute", "oboe"),
        retired=instruments("place", "trumpet") | instruments("lowest", "trumpet") | BRASS,
    ),
    "a fact is retired": Case(
        edits=(
            change("strings.yaml", "    name: viola\n", "    name: viola\n    retired: true\n"),
        ),
        updated=STRINGS,
        retired=OF_VIOLA,
    ),
    "a removed fact comes back": Case(
        edits=(remove("winds.yaml", "oboe"), back_to_the_first), updated=WOODWIND | OF_OBOE
    ),
    "a retired fact is revived": Case(
        edits=(
            change("strings.yaml", "    name: viola\n", "    name: viola\n    retired: true\n"),
            back_to_the_first,
        ),
        updated=STRINGS | OF_VIOLA,
    ),
    "a fact is renamed": Case(
        edits=(change("strings.yaml", "- id: violin\n", "- id: fiddle\n    formerly: violin\n"),),
        updated=frozenset(f"instrument.fiddle.{new}" for new, _ in FIDDLE)
        | keys("instrument.fiddle+viola.differ.clef", "instrument.fiddle+viola.differ.lowest"),
        moved=(
            *((f"instrument.fiddle.{new}", f"instrument.violin.{old}") for new, old in FIDDLE),
            ("instrument.fiddle+viola.differ.clef", "instrument.viola+violin.differ.clef"),
            ("instrument.fiddle+viola.differ.lowest", "instrument.viola+violin.differ.lowest"),
        ),
    ),
    "a fact moves to another sheet": Case(
        # Its topic and its tags change, and those of the question for all strings, which it ends.
        edits=(move("cello", "strings.yaml", "winds.yaml"),),
        updated=instruments("place", "cello")
        | instruments("clef", "cello")
        | instruments("lowest", "cello")
        | keys("instrument.cello.parts", "instrument.cello.parts.all")
        | STRINGS,
    ),
    "a fact moves to another kind": Case(
        edits=(to_technique,),
        updated=keys("technique.vibrato.meaning"),
        moved=(("technique.vibrato.meaning", "term.vibrato.meaning"),),
    ),
    "facts are reordered": Case(edits=(move("trumpet", "winds.yaml", "winds.yaml"),)),
    "a sheet's file is renamed": Case(
        edits=(
            all_of(
                rename("terms.yaml", "words.yaml"), change("deck.yaml", "terms.yaml", "words.yaml")
            ),
        ),
    ),
    "sheets are reordered": Case(
        edits=(change("deck.yaml", "terms.yaml, tuning.yaml", "tuning.yaml, terms.yaml"),)
    ),
    "a question is reworded": Case(
        edits=(
            change(
                "kinds/instrument.yaml",
                "In which clef is music for the {name} written?",
                "Which clef do players of the {name} read?",
            ),
        ),
        updated=instruments("clef", *CLEFS),
    ),
    "a question is added": Case(
        edits=(append("kinds/instrument.yaml", READS),), new=instruments("reads", *CLEFS)
    ),
    "a question is renamed": Case(
        edits=(
            change(
                "kinds/instrument.yaml",
                "  clef:\n    style: basic\n",
                "  staff:\n    formerly: clef\n    style: basic\n",
            ),
        ),
        updated=instruments("staff", *CLEFS),
        moved=tuple((f"instrument.{fact}.staff", f"instrument.{fact}.clef") for fact in CLEFS),
    ),
    "a kind is renamed": Case(
        edits=(kind_renamed,),
        updated=frozenset(key.replace("instrument", "player") for key in ALL_INSTRUMENTS),
        moved=tuple((key.replace("instrument", "player"), key) for key in ALL_INSTRUMENTS),
    ),
    "a list item is added": Case(
        edits=(change("strings.yaml", "parts: [scroll,", "parts: [chinrest, scroll,"),),
        updated=VIOLIN_LIST,
        came=frozenset({("instrument.violin.parts", 5)}),
    ),
    "a list item is removed": Case(
        edits=(bridge_removed,),
        updated=VIOLIN_LIST,
        left=frozenset({("instrument.violin.parts", 2)}),
    ),
    "a removed list item comes back": Case(
        edits=(bridge_removed, back_to_the_first), updated=VIOLIN_LIST
    ),
    "list items are reordered": Case(
        edits=(change("strings.yaml", PARTS, "parts: [tailpiece, bridge, scroll, fingerboard]"),),
        updated=VIOLIN_LIST,
    ),
    "a list item is reworded": Case(
        edits=(change("strings.yaml", "scroll, bridge,", "scroll, bridge of maple,"),),
        updated=VIOLIN_LIST,
    ),
    "a list item is reworded, another reordered and one added": Case(
        edits=(
            change(
                "strings.yaml",
                PARTS,
                "parts: [chinrest, 'bridge, of maple', tailpiece, scroll, fingerboard]",
            ),
        ),
        updated=VIOLIN_LIST,
        # No neighbour of the bridge stayed, so by contract it is another item: a new card.
        came=frozenset({("instrument.violin.parts", 5), ("instrument.violin.parts", 6)}),
        left=frozenset({("instrument.violin.parts", 2)}),
    ),
    "a list of three shrinks to two": Case(
        edits=(change("strings.yaml", "parts: [spike, neck, pegs]", "parts: [spike, pegs]"),),
        updated=keys("instrument.cello.parts", "instrument.cello.parts.all"),
        left=frozenset({("instrument.cello.parts", 2)}),
    ),
    "a list of three shrinks to one": Case(
        edits=(change("strings.yaml", "parts: [spike, neck, pegs]", "parts: [neck]"),),
        updated=keys("instrument.cello.parts", "instrument.cello.parts.all"),
        left=frozenset({("instrument.cello.parts", 1), ("instrument.cello.parts", 3)}),
    ),
    "a list of four grows to five": Case(
        edits=(change("lists.yaml", "clavichord]", "clavichord, piano]"),),
        new=keys("list.keys.items"),
        updated=keys("list.keys.items.all"),
    ),
    "a hidden stretch is added and another one is put elsewhere": Case(
        edits=(
            change(
                "sayings.yaml",
                "two ((violins)), one ((viola)) and one ((cello)).",
                "one ((cello)), two ((violins)) and one ((viola)), and no ((piano)).",
            ),
        ),
        updated=keys("cloze.string-quartet.fill"),
        came=frozenset({("cloze.string-quartet.fill", 4)}),
    ),
    "a hidden stretch is shown": Case(
        edits=(change("sayings.yaml", "((viola))", "viola"),),
        updated=keys("cloze.string-quartet.fill"),
        left=frozenset({("cloze.string-quartet.fill", 2)}),
    ),
    "a step is inserted": Case(
        # The notes belong to the step they begin with. The way back of the step before is, by
        # contract, "what comes before the next step": its next step is another one now.
        edits=(change("tuning.yaml", "the reed sounds", "the lights are dimmed, the reed sounds"),),
        new=keys(f"{STEPS}.the-lights-are-dimmed"),
        updated=keys(STEPS, f"{STEPS}.the-hall-goes-silent"),
        came=frozenset({(STEPS, 5)}),
        elsewhere=frozenset({(f"{STEPS}.the-hall-goes-silent", 2)}),
    ),
    "a step is reworded": Case(
        edits=(change("tuning.yaml", "the reed sounds an A", "the reed sounds a long A"),),
        updated=keys(STEPS, f"{STEPS}.the-hall-goes-silent", f"{STEPS}.the-reed-sounds-an-a"),
    ),
    "another fact takes the answer of a reverse": Case(
        edits=(withdrawn,),
        updated=instruments("lowest", "oboe", "viola"),
        left=frozenset({("instrument.oboe.lowest", 2), ("instrument.viola.lowest", 2)}),
    ),
    "a withdrawn reverse comes back": Case(
        edits=(withdrawn, back_to_the_first), updated=instruments("lowest", "oboe", "viola")
    ),
    "a plain question becomes a choice": Case(
        edits=(as_choice,), updated=instruments("clef", *CLEFS)
    ),
    "a choice becomes a plain question": Case(
        edits=(as_choice, back_to_the_first), updated=instruments("clef", *CLEFS)
    ),
    "a picture is changed": Case(
        edits=(lambda files: {**files, "media/violin.svg": decks.picture("orange")},),
        updated=instruments("looks", "violin"),
    ),
    "nothing is changed": Case(edits=(lambda files: files,)),
    "a comment and spaces are changed": Case(
        edits=(change("terms.yaml", "kind: term\n", "# words of the trade\nkind:   term\n"),)
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """An author who released the deck once, and a student who learned it."""

    author: Author
    student: Student
    first: Path
    before: State


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of that author and that student, to be copied for each test."""
    root = tmp_path_factory.mktemp("learned")
    author = Author(root / "deck", root / "out")
    student = Student(root / "student")
    imported = student.take(author.release(ORCHESTRA, FIRST))
    assert len(imported.new) == 43
    assert not imported.refused
    live(student)
    student.close()
    return root


def live(student: Student) -> None:
    """Everything that a student does to a deck and its cards."""
    assert student.study("Orchestra") == student.collection.card_count()
    cards = student.cards()
    student.spread_out(cards)
    student.make_leech(student.cards(f"nid:{student.note_of(LEECH)}")[0])
    for flag in range(1, 8):
        student.collection.set_user_flag_for_cards(flag, cards[flag::11])
    student.collection.sched.suspend_cards(cards[2::7])
    student.collection.sched.bury_cards(cards[4::13], manual=True)
    own = student.collection.decks.id("My own deck")
    assert own is not None
    student.collection.set_deck(cards[1::5], own)
    edited = student.collection.get_note(student.note_of(EDITED))
    edited["My notes"] = "The oboe gives it."
    edited["Answer"] = "The A above middle C, 440 Hz"
    edited.tags.append("mine")
    student.collection.update_note(edited)
    student.collection.remove_notes([student.note_of(DELETED)])


@pytest.fixture
def world(learned: Path, tmp_path: Path) -> Iterator[World]:
    root = tmp_path / "world"
    shutil.copytree(learned, root)
    student = Student(root / "student")
    yield World(
        author=Author(root / "deck", root / "out"),
        student=student,
        first=root / "out" / "release-1.apkg",
        before=student.state(),
    )
    student.close()


def test_the_student_has_all_that_can_be_lost(world: World) -> None:
    """Else the tests below could not fail."""
    cards = world.before.cards.values()
    assert all(card.log for card in cards)
    columns = list(zip(*(card.row for card in cards), strict=True))
    decks_, queues, intervals, flags = columns[2], columns[4], columns[6], columns[13]
    assert len(set(decks_)) > 5
    assert {-3, -1, 2} <= set(queues)
    assert len(set(intervals)) >= 5
    assert set(flags) >= set(range(8))
    subjects = {card.subject(SUBJECTS) for card in cards}
    assert frozenset() not in subjects
    assert "leech" in str(world.before.notes[world.before.keys()[LEECH]])
    keys_before = world.before.keys()
    assert DELETED not in keys_before


@pytest.mark.parametrize("name", CASES)
def test_after(name: str, world: World) -> None:
    case = CASES[name]
    student, files = world.student, ORCHESTRA
    before, packages = world.before, [world.first]
    for number, edit in enumerate(case.edits, 1):
        files = edit(files)
        packages.append(world.author.release(files, FIRST + number * DAY))
        before = student.state()
        imported = student.take(packages[-1])
    after = student.state()
    returned = {DELETED} if len(case.edits) == 1 else set()
    assert imported.new == case.new | returned
    assert imported.updated == case.updated
    assert not imported.refused
    check_cards(case, world.before, before, after)
    check_notes(case, before, after)
    check_packages(case, student, packages, after)


def check_cards(case: Case, first: State, before: State, after: State) -> None:
    """No card is harmed; those that came and those that left are the ones expected."""
    guids = after.keys()
    elsewhere = [(guids[key], number) for key, number in case.elsewhere]
    assert list(harm(first, after, SUBJECTS, elsewhere=elsewhere)) == []
    came = {card for card in after.cards.keys() - before.cards.keys() if card[0] in before.notes}
    assert came == {(guids[key], number) for key, number in case.came}
    left = {
        card
        for card, state in after.cards.items()
        if state.withdrawn or "no longer in this list" in state.front
    }
    assert left == {(guids[key], number) for key, number in case.left}


def check_notes(case: Case, before: State, after: State) -> None:
    """Renamed notes are the same notes; what the edit is not about is as the student had it."""
    old_guids, guids = before.keys(), after.keys()
    for new, old in case.moved:
        assert guids[new] == old_guids[old]
    for guid, note in before.notes.items():
        if after.notes[guid][0] not in case.updated:
            assert after.notes[guid] == note


def check_packages(case: Case, student: Student, packages: list[Path], after: State) -> None:
    """The same package again, older ones late, Anki's own checks, and the retired notes."""
    again = student.take(packages[-1])
    assert (again.new, again.updated, again.refused) == (frozenset(), frozenset(), frozenset())
    assert after.changes(student.state()) == []
    assert student.to_mend() == []
    for older in packages[:-1]:
        late = student.take(older)
        assert (late.updated, late.refused) == (frozenset(), frozenset())
        assert late.new == frozenset()
    assert after.changes(student.state()) == []
    retired = retired_of(packages[-1])
    assert retired.exists() == bool(case.retired)
    if case.retired:
        put_away = student.take(retired)
        assert (put_away.new, put_away.updated) == (frozenset(), case.retired)
        assert list(harm(after, student.state(), SUBJECTS)) == []
        assert student.to_mend() == []
        found = student.collection.find_notes("tag:orchestra::retired")
        assert {student.collection.get_note(note)["Key"] for note in found} == case.retired


# the note types


def with_types(monkeypatch: pytest.MonkeyPatch, edit: Callable[[NoteType], NoteType]) -> None:
    """A later version of sonodeck, whose note types differ from today's."""
    today = notetypes.note_types

    def later(deck: Deck, *own: Any) -> NoteTypes:
        types = today(deck, *own)
        return replace(types, question=edit(types.question), cloze=edit(types.cloze))

    monkeypatch.setattr(notetypes, "note_types", later)


def check_untouched(world: World, package: Path) -> State:
    """The package brings no note but the deleted one, and changes none; no card is harmed."""
    imported = world.student.take(package)
    assert (imported.new, imported.updated, imported.refused) == ({DELETED}, set(), set())
    after = world.student.state()
    assert list(harm(world.before, after, SUBJECTS)) == []
    assert {guid: after.notes[guid] for guid in world.before.notes} == world.before.notes
    return after


def check_quiet(world: World, packages: list[Path], after: State) -> None:
    """Neither this package again nor an older one changes anything, and nothing is to mend."""
    for package in packages:
        imported = world.student.take(package)
        assert (imported.new, imported.updated, imported.refused) == (set(), set(), set())
    assert after.changes(world.student.state()) == []
    assert world.student.to_mend() == []


def test_after_the_look_is_changed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_types(monkeypatch, lambda one: replace(one, css=one.css + ".text { color: teal }\n"))
    package = world.author.release(ORCHESTRA, FIRST + DAY)
    after = check_untouched(world, package)
    check_quiet(world, [package, world.first], after)
    for name in ("Orchestra: question", "Orchestra: cloze"):
        found = world.student.collection.models.by_name(name)
        assert found is not None
        assert found["css"].endswith(".text { color: teal }\n")


def test_after_the_templates_are_changed(world: World) -> None:
    """A link for reports is part of the templates, not of the notes."""
    linked = replaced(
        ORCHESTRA,
        "deck.yaml",
        "language: en\n",
        "language: en\nreport: https://example.org/{key}\n",
    )
    package = world.author.release(linked, FIRST + DAY)
    after = check_untouched(world, package)
    check_quiet(world, [package, world.first], after)
    for card_id in world.student.cards():
        card = world.student.collection.get_card(card_id)
        assert f'href="https://example.org/{card.note()["Key"]}"' in card.answer()


def test_after_the_title_is_changed(world: World) -> None:
    """The note types are called by the title; what matters to Anki is their id."""
    retitled = replaced(ORCHESTRA, "deck.yaml", "title: Orchestra", "title: The orchestra")
    package = world.author.release(retitled, FIRST + DAY)
    after = check_untouched(world, package)
    check_quiet(world, [package, world.first], after)
    names = {one.name for one in world.student.collection.models.all_names_and_ids()}
    assert {"The orchestra: question", "The orchestra: cloze"} <= names
    assert not {"Orchestra: question", "Orchestra: cloze"} & names


def test_after_reserved_slots_are_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version names a spare field and two spare templates: a plain import brings it all.

    One new card is made from the new field, whose notes are updated; the other from a field that
    notes had before, and comes to them though they are not updated.
    """
    fields = {"zz1": "Hint"}
    templates = {
        1103: ("Hint", "{{#Hint}}What is hinted at? {{Hint}}{{/Hint}}", "{{Question}}"),
        1104: ("Details", "{{#Details}}Of which question? {{Details}}{{/Details}}", "{{Question}}"),
    }

    def template(one: TemplateDef) -> TemplateDef:
        name, front, back = templates.get(one.id, (one.name, one.front, one.back))
        return replace(one, name=name, front=front, back=back)

    def named(one: NoteType) -> NoteType:
        return replace(
            one,
            fields=tuple(
                replace(field, name=fields.get(field.name, field.name)) for field in one.fields
            ),
            templates=tuple(template(each) for each in one.templates),
        )

    hinted = {"instrument.flute.clef": "Five lines", "instrument.oboe.lowest": "A semitone"}
    with_types(monkeypatch, named)
    fill_today = note_fields.fill

    def fill_later(*args: object) -> Filled:
        filled = fill_today(*args)  # type: ignore[arg-type]  # whatever it takes today
        hint = hinted.get(filled.fields[0], "")
        at = notetypes.QUESTION_FIELDS.index("zz1")
        cards = {*filled.cards, *((3,) if hint else ())}
        if len(filled.fields) == len(notetypes.QUESTION_FIELDS) and filled.fields[details]:
            cards.add(4)
        return replace(
            filled,
            fields=(*filled.fields[:at], hint, *filled.fields[at + 1 :]) if hint else filled.fields,
            cards=tuple(sorted(cards)),
        )

    details = notetypes.QUESTION_FIELDS.index("Details")
    monkeypatch.setattr(note_fields, "fill", fill_later)
    package = world.author.release(ORCHESTRA, FIRST + DAY)
    imported = world.student.take(package)
    assert (imported.new, imported.updated, imported.refused) == ({DELETED}, set(hinted), set())
    after = world.student.state()
    assert list(harm(world.before, after, SUBJECTS)) == []
    guids = after.keys()
    detailed = {"instrument.violin.lowest", "instrument.viola+violin.differ.lowest"}
    came = after.cards.keys() - world.before.cards.keys()
    assert came == {(guids[DELETED], 1)} | {(guids[key], 3) for key in hinted} | {
        (guids[key], 4) for key in detailed
    }
    for key, hint in hinted.items():
        assert after.cards[guids[key], 3].front == f"What is hinted at? {hint}"
    note = world.student.collection.get_note(world.student.note_of("instrument.flute.clef"))
    assert note["Hint"] == "Five lines"
    check_quiet(world, [package, world.first], after)


# what a correction costs


def test_a_corrected_note_loses_what_the_student_wrote_on_it(world: World) -> None:
    """Anki replaces fields and tags of a note that is updated: descriptions say so beforehand."""
    student = world.student
    student.database.execute("update notes set mod = ?", FIRST + DAY)
    corrected = replaced(ORCHESTRA, "plain.yaml", "The A above middle C", "The A of the oboe")
    package = world.author.release(corrected, FIRST + 2 * DAY)
    imported = student.take(package)
    assert (imported.new, imported.updated) == ({DELETED}, {EDITED})
    note = student.collection.get_note(student.note_of(EDITED))
    assert (note["Answer"], note["My notes"]) == ("The A of the oboe", "")
    assert note.tags == ["orchestra::plain"]
    assert list(harm(world.before, student.state(), SUBJECTS)) == []


def test_what_the_student_wrote_after_the_release_is_kept_until_the_next_change(
    world: World,
) -> None:
    student = world.student
    corrected = replaced(ORCHESTRA, "plain.yaml", "The A above middle C", "The A of the oboe")
    package = world.author.release(corrected, FIRST + DAY)
    imported = student.take(package)
    assert (imported.new, imported.updated) == ({DELETED}, set())
    note = student.collection.get_note(student.note_of(EDITED))
    assert note["My notes"] == "The oboe gives it."
    student.database.execute("update notes set mod = ? where id = ?", FIRST + DAY, note.id)
    again = replaced(corrected, "plain.yaml", "The A of the oboe", "The A that the oboe gives")
    assert student.take(world.author.release(again, FIRST + 2 * DAY)).updated == {EDITED}


# locks lost, decks forked


def test_after_the_lock_was_lost_and_made_from_the_release(world: World) -> None:
    """All ids, card numbers and times are the release's, and one change is one change."""
    packed = [*ORCHESTRA.items(), ("strings.yaml", replaced(
        ORCHESTRA, "strings.yaml", PARTS, "parts: [chinrest, tailpiece, scroll, fingerboard]"
    )["strings.yaml"])]  # fmt: skip
    second = world.author.release(dict(packed), FIRST + DAY)
    world.student.take(second)
    before = world.student.state()
    kept = world.author.folder.joinpath("deck.lock").read_bytes()
    world.author.folder.joinpath("deck.lock").unlink()
    same = world.author.release(dict(packed), FIRST + 2 * DAY, since=second)
    assert same.read_bytes() == second.read_bytes()
    assert world.author.folder.joinpath("deck.lock").read_bytes() == kept
    world.author.folder.joinpath("deck.lock").unlink()
    third = world.author.release(
        replaced(dict(packed), "strings.yaml", "lowest: C2", "lowest: 'C2, an open string'"),
        FIRST + 3 * DAY,
        since=second,
    )
    imported = world.student.take(third)
    assert (imported.new, imported.updated) == (set(), instruments("lowest", "cello"))
    after = world.student.state()
    assert list(harm(before, after, SUBJECTS)) == []
    check_quiet(world, [third, second, world.first], after)


def test_retired_notes_outlive_a_lost_lock(world: World) -> None:
    """One fact was retired, one deleted; both are known from the second package of the release."""
    fewer = replaced(
        remove("winds.yaml", "oboe")(ORCHESTRA),
        "strings.yaml", "    name: viola\n", "    name: viola\n    retired: true\n",
    )  # fmt: skip
    second = world.author.release(fewer, FIRST + DAY)
    kept = world.author.folder.joinpath("deck.lock").read_bytes()
    world.author.folder.joinpath("deck.lock").unlink()
    same = world.author.release(fewer, FIRST + 2 * DAY, since=second)
    assert same.read_bytes() == second.read_bytes()
    assert retired_of(same).read_bytes() == retired_of(second).read_bytes()
    assert world.author.folder.joinpath("deck.lock").read_bytes() == kept
    back = world.author.release(ORCHESTRA, FIRST + 3 * DAY, since=second)
    world.student.take(second)
    world.student.take(retired_of(second))
    before = world.student.state()
    imported = world.student.take(back)
    assert (imported.new, imported.updated) == (set(), OF_VIOLA | OF_OBOE | WOODWIND | STRINGS)
    after = world.student.state()
    assert list(harm(before, after, SUBJECTS)) == []
    check_quiet(world, [back, second, world.first], after)


def test_after_a_lost_lock_was_begun_anew(world: World) -> None:
    """Without the release all times are new: every note is sent again; no card is harmed."""
    world.author.folder.joinpath("deck.lock").unlink()
    student = world.student
    student.database.execute("update notes set mod = ?", FIRST)
    package = world.author.release(ORCHESTRA, FIRST + DAY)
    imported = student.take(package)
    assert imported.new == {DELETED}
    assert len(imported.updated) == 42
    after = student.state()
    assert list(harm(world.before, after, SUBJECTS)) == []
    check_quiet(world, [package, world.first], after)


def test_a_fork_of_the_deck_stands_beside_it(world: World, tmp_path: Path) -> None:
    """Another id and the same title: notes and note types of its own, the first deck as it was."""
    fork = Author(tmp_path / "fork", tmp_path / "fork-out")
    forked = replaced(ORCHESTRA, "deck.yaml", "orchestra-7k2p", "orchestra-x9d4")
    package = fork.release(forked, FIRST + DAY)
    imported = world.student.take(package)
    assert len(imported.new) == 43
    assert (imported.updated, imported.refused) == (set(), set())
    after = world.student.state()
    assert list(harm(world.before, after, SUBJECTS)) == []
    assert {guid: after.notes[guid] for guid in world.before.notes} == world.before.notes
    changed = replaced(ORCHESTRA, "strings.yaml", "lowest: C2", "lowest: 'C2, an open string'")
    second = world.author.release(changed, FIRST + 2 * DAY)
    imported = world.student.take(second)
    assert (imported.new, imported.updated, imported.refused) == (
        {DELETED}, instruments("lowest", "cello"), set(),
    )  # fmt: skip
    own = {card: state for card, state in after.cards.items() if card not in world.before.cards}
    last = world.student.state()
    assert {card: last.cards[card] for card in own} == own
    check_quiet(world, [second, package, world.first], last)


def test_two_decks_in_one_collection(world: World, tmp_path: Path) -> None:
    other = Author(tmp_path / "other", tmp_path / "other-out")
    elements = {"deck.yaml": ELSEWHERE, "sources.yaml": decks.SOURCES, "plain.yaml": decks.PLAIN}
    first = other.release(elements, FIRST + DAY)
    imported = world.student.take(first)
    assert len(imported.new) == 4
    assert list(harm(world.before, world.student.state(), SUBJECTS)) == []
    before = world.student.state()
    second = other.release(
        replaced(elements, "plain.yaml", "An intermission", "A break"), FIRST + 2 * DAY
    )
    imported = world.student.take(second)
    assert (imported.new, imported.updated) == (set(), {"qa.pause.ask"})
    after = world.student.state()
    assert list(harm(before, after, SUBJECTS)) == []
    package = world.author.release(ORCHESTRA, FIRST + 3 * DAY)
    assert world.student.take(package).new == {DELETED}
    check_quiet(world, [second, first, package, world.first], world.student.state())


def test_two_engines_in_one_collection(world: World, tmp_path: Path) -> None:
    """Another author has a later sonodeck, whose note types differ: each deck keeps its own."""
    other = Author(tmp_path / "other", tmp_path / "other-out")
    elements = {"deck.yaml": ELSEWHERE, "sources.yaml": decks.SOURCES, "plain.yaml": decks.PLAIN}

    def look() -> dict[str, tuple[object, ...]]:
        models = world.student.collection.models
        return {
            one["name"]: (one["css"], one["tmpls"], [field["name"] for field in one["flds"]])
            for one in models.all()
            if one["name"].startswith(("Orchestra", "Elsewhere"))
        }

    def later(one: NoteType) -> NoteType:
        fields = tuple(replace(f, name={"zz1": "Hint"}.get(f.name, f.name)) for f in one.fields)
        first = replace(one.templates[0], back=one.templates[0].back + "<p>{{Hint}}</p>")
        templates = (first, *one.templates[1:])
        return replace(one, css=one.css + ".hint {}\n", fields=fields, templates=templates)

    def release_later(files: Files, now: int) -> Path:
        with pytest.MonkeyPatch.context() as monkeypatch:
            with_types(monkeypatch, later)
            return other.release(files, now)

    today = look()
    first = release_later(elements, FIRST + DAY)
    assert len(world.student.take(first).new) == 4
    both = look()
    assert {name: one for name, one in both.items() if name in today} == today
    assert "Hint" in str(both["Elsewhere: question"])
    assert "Hint" not in str(today)
    before = world.student.state()
    assert list(harm(world.before, before, SUBJECTS)) == []
    changed = replaced(ORCHESTRA, "strings.yaml", "lowest: C2", "lowest: 'C2, an open string'")
    own = world.author.release(changed, FIRST + 2 * DAY)
    imported = world.student.take(own)
    assert (imported.new, imported.updated) == ({DELETED}, instruments("lowest", "cello"))
    second = release_later(
        replaced(elements, "plain.yaml", "An intermission", "A break"), FIRST + 3 * DAY
    )
    imported = world.student.take(second)
    assert (imported.new, imported.updated) == (set(), {"qa.pause.ask"})
    after = world.student.state()
    assert list(harm(before, after, SUBJECTS)) == []
    assert look() == both
    check_quiet(world, [second, own, first, world.first], after)


ELSEWHERE = """\
id: elsewhere-0b1c
title: Elsewhere
language: en
sheets: [plain.yaml]
"""


# what a lock refuses


def test_a_question_that_would_need_the_other_note_type_is_refused(world: World) -> None:
    files = replaced(
        ORCHESTRA, "kinds/instrument.yaml",
        "    style: list\n    of: parts\n    ask: Which parts does the {name} have?\n"
        "    parts: [whole, each]\n",
        "    style: basic\n    ask: Which parts does the {name} have?\n    answer: '{parts}'\n",
    )  # fmt: skip
    world.author.write(files)
    _, found = release.plan(world.author.compiled(), FIRST + DAY, release.Options(retire_many=True))
    assert {one.code for one in found} == {"SD503"}
    assert all("give the question a new id" in str(one.hint) for one in found)


# items that take each other's ids


@pytest.mark.parametrize("given", [True, False], ids=["ids given", "ids from the text"])
def test_an_item_may_take_the_name_that_another_one_had(world: World, *, given: bool) -> None:
    """An item is reworded; later another item comes with the words that the first one had."""
    first = [("neck", "neck"), ("pegs", "pegs"), ("spike", "spike")]
    second = [("slim-neck", "slim neck"), ("pegs", "pegs"), ("spike", "spike")]
    third = [*second, ("neck", "neck")]
    shown: list[dict[int, str]] = []
    for number, items in enumerate((first, second, third, third), 1):
        parts = ", ".join(
            f"{{id: {id_}, text: {text}}}"
            if given and id_ != "slim-neck"
            else f"{{id: {id_}, text: {text}, formerly: neck}}"
            if given
            else text
            for id_, text in items
        )
        files = replaced(
            ORCHESTRA, "strings.yaml", "parts: [spike, neck, pegs]", f"parts: [{parts}]"
        )
        package = world.author.release(files, FIRST + number * DAY)
        assert world.student.take(package).refused == set()
        state = world.student.state()
        guid = state.keys()["instrument.cello.parts"]
        shown.append({n: card.hidden for (g, n), card in state.cards.items() if g == guid})
    old = next(number for number, text in shown[0].items() if text == "Neck")
    assert [cards[old] for cards in shown] == ["Neck", "Slim neck", "Slim neck", "Slim neck"]
    assert [len(cards) for cards in shown] == [3, 3, 4, 4]
    assert shown[2] == shown[3]
    assert world.student.to_mend() == []
