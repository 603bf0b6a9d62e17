"""Random histories of ten releases with both files, the changes and then the package.

Between two releases the author edits the deck, and the student writes, tags, moves, suspends,
studies and deletes; also in fields that are the deck's. After each import the text is that of the
newest release, and all that is the student's is there, to the letter.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from sonodeck.anki import packed, reading
from tests.test_histories import WORDS, Histories
from tests.updates.decks import changes_of
from tests.updates.student import State, harm

if TYPE_CHECKING:  # of Anki's modules another one has to be the first
    from anki.notes import Note

HISTORIES = 100 if os.environ.get("NIGHTLY") else 4
RELEASES = 10
STEPS = 5
"""What author and student do, in all, from one release to the next."""

NOTES = st.integers(0, 99)
LINES = st.sampled_from(
    ["my own words", '"quoted"\tand\nso on', "<b>mine</b> {{c1::x}}", "#tags:1"]
)
TAGS = st.sampled_from(["leech", "marked", "mine", "mine::hard"])


class Pairs(Histories):
    """Each release is made from the one before; the student imports the changes, then the package.

    Of releases that were skipped the changes are imported in their order.
    """

    take_an_old_one = None  # type: ignore[assignment]  # it is left out
    take_the_retired = None  # type: ignore[assignment]
    lengths: ClassVar[list[int]] = []
    """How many releases the histories had."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[Path | None, Path]] = []
        """Releases that the student doesn't have yet, each with the one before."""
        self.steps = self.built = 0
        self.mine: dict[str, tuple[str, frozenset[str]]] = {}
        """The student's words and tags, by guid."""
        self.scribbled: dict[str, list[str]] = {}
        """The deck's own text as the student edited it, by guid; until a release changes it."""

    @invariant()
    def release_now_and_then(self) -> None:
        self.steps += 1
        if self.steps % STEPS == 0 and self.built < RELEASES:
            self.release()

    def teardown(self) -> None:
        if self.waiting:
            self.take(self.newest())
        self.lengths.append(self.built)
        super().teardown()

    # the author

    def build(self, since: Path | None = None) -> Path:
        last = self.newest() if self.releases else None
        package = super().build(since or last)
        self.built += 1
        self.waiting.append((last, package))
        return package

    # the student

    def note(self, at: int) -> Note:
        notes = sorted(self.student.collection.find_notes(""))
        return self.student.collection.get_note(notes[at % len(notes)])

    @rule(at=NOTES, words=LINES, tag=TAGS)
    def write(self, at: int, words: str, tag: str) -> None:
        note = self.note(at)
        note["My notes"] = words
        note.tags.append(tag)
        self.student.collection.update_note(note)
        _, tags = self.mine.get(note.guid, ("", frozenset[str]()))
        self.mine[note.guid] = (words, tags | {tag})

    @rule(at=NOTES)
    def edit_what_is_the_decks(self, at: int) -> None:
        note = self.note(at)
        name = next(name for name in ("Answer", "Text") if name in note)
        note[name] += " (I think)"
        self.student.collection.update_note(note)
        self.scribbled[note.guid] = note.fields[:-7]

    @rule(at=NOTES)
    def delete(self, at: int) -> None:
        note = self.note(at)
        self.student.collection.remove_notes([note.id])
        self.mine.pop(note.guid, None)
        self.scribbled.pop(note.guid, None)

    @rule(at=NOTES, suspended=st.booleans())
    def move_or_suspend(self, at: int, suspended: bool) -> None:
        cards = self.student.cards()[at % 7 :: 3]
        if suspended:
            self.student.collection.sched.suspend_cards(cards)
        else:
            own = self.student.collection.decks.id("My own deck")
            assert own is not None
            self.student.collection.set_deck(cards, own)

    def take(self, package: Path) -> None:
        """All text is then that of the release; what the student wrote, and how, is untouched."""
        before = self.student.state()
        for last, one in self.waiting:
            assert self.student.take_changes(changes_of(one)).refused == set()
            said, says = _said(last) if last else {}, _said(one)
            for guid in list(self.scribbled):  # retired and revived notes are sent, too
                if said.get(guid) != says.get(guid):
                    del self.scribbled[guid]
        self.waiting.clear()
        imported = self.student.take(package)
        after = self.student.state()
        assert (imported.updated, imported.refused) == (set(), set())
        for guid, text in _said(package).items():
            assert _text(after, guid) == self.scribbled.get(guid, text)
        for guid, (words, tags) in self.mine.items():
            assert after.notes[guid][-9] == words
            assert tags <= set(str(after.notes[guid][-2]).split())
        assert list(harm(before, after, WORDS)) == []
        for name, card in after.cards.items():
            if not card.withdrawn:
                subject = card.subject(WORDS)
                assert self.subjects.setdefault(name, subject) == subject, card
        for again in (self.student.take_changes(changes_of(package)), self.student.take(package)):
            assert (again.new, again.updated, again.refused) == (set(), set(), set())
        assert after.changes(self.student.state()) == []


def _text(state: State, guid: str) -> list[str]:
    """All that is the program's in a note that a student has: all but own words and spares."""
    return [str(field) for field in state.notes[guid][:-9]]


def _said(package: Path) -> dict[str, list[str]]:
    return {note.guid: _text_of(note) for note in reading.read(package).notes}


def _text_of(note: packed.PackedNote) -> list[str]:
    return list(note.fields.values())[:-7]


def test_ten_releases() -> None:
    """Whole histories only: without a smallest number of steps Hypothesis ends some earlier."""
    Pairs.lengths.clear()
    steps = STEPS * RELEASES
    run_state_machine_as_test(
        Pairs,
        settings=settings(max_examples=HISTORIES, stateful_step_count=steps, deadline=None),
        _min_steps=steps - 1,
    )
    whole = [length for length in Pairs.lengths if length >= RELEASES]
    assert len(whole) >= HISTORIES, Pairs.lengths  # those that Hypothesis broke off don't count
