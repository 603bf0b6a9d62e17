"""The lock as text: what is written is what is read, and every damage is told, by its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.anki.lock import Entry, Lock, Stamp
from sonodeck.anki.lock.text import read, write
from sonodeck.questions.items import Pinned
from sonodeck.questions.notes import Offered

DECK = "case-0000"
IDS = st.lists(st.text("az09", min_size=1, max_size=3), min_size=1, max_size=3).map("-".join)
HASHES = st.integers(0, 2**64 - 1).map("{:016x}".format)
MODS = st.integers(1, 9_999_999_999)
GUIDS = st.text("azAZ09!#$%&()*+,-./:;<=>?@[]^_`{|}~", min_size=1, max_size=6)
KEYS = st.sampled_from(["qa.a.ask", "list.b.items", "term.c-d.also", "list.-.of.x_y", "w.a+b.c.d"])
# A text of a list item has no space at the end of a line, and no control characters.
ITEM_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
CLOZES = st.lists(
    st.tuples(IDS, st.integers(1, 999), ITEM_TEXTS, st.booleans()),
    min_size=1,
    max_size=3,
    unique_by=(lambda one: one[0], lambda one: one[1]),
).map(lambda rows: tuple(Pinned(*row) for row in rows))
QUESTIONS = st.sampled_from(
    [
        (Pinned("", 1, ""),),
        (Pinned("", 1, ""), Pinned("", 2, "")),
        (Pinned("", 1, ""), Pinned("", 2, "", gone=True)),
        (Pinned("", 1, "", gone=True),),
    ]
)


OPTIONS = st.lists(
    st.builds(Offered, IDS, st.just("") | IDS) | st.builds(Offered, st.just(""), IDS), max_size=3
).map(tuple)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    cloze = draw(st.booleans())
    return Entry(
        key=draw(KEYS),
        guid=draw(GUIDS),
        hash=draw(HASHES),
        mod=draw(MODS),
        type="cloze" if cloze else "question",
        cards=draw(CLOZES if cloze else QUESTIONS),
        options=() if cloze else draw(OPTIONS),
    )


STAMPS = st.builds(Stamp, hash=HASHES, mod=MODS)
LOCKS = st.builds(
    lambda found, types, decks: Lock(
        deck=DECK, entries={entry.key: entry for entry in found}, types=types, decks=decks
    ),
    st.lists(entries(), max_size=3),
    st.dictionaries(st.sampled_from(["question", "cloze"]), STAMPS),
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), GUIDS),
)


@given(LOCKS)
def test_what_is_written_is_read(lock: Lock) -> None:
    assert read(write(lock), "deck.lock", DECK) == (lock, [])


@given(LOCKS)
def test_windows_line_ends_and_a_missing_last_one_do_no_harm(lock: Lock) -> None:
    data = write(lock)
    assert read(data.replace(b"\n", b"\r\n"), "deck.lock", DECK) == (lock, [])
    assert read(data.removesuffix(b"\n"), "deck.lock", DECK) == (lock, [])


@given(LOCKS)
def test_one_line_per_note_sorted_for_git(lock: Lock) -> None:
    first, *lines = write(lock).decode().splitlines()
    assert first == "sonodeck-lock 2 case-0000"
    assert lines == [line for line in lines if line.startswith("@")] + sorted(
        (line for line in lines if not line.startswith("@")), key=lambda line: line.split(" ")[0]
    )
    assert len(lines) == len(lock.entries) + len(lock.types) + len(lock.decks)


@given(
    st.binary(max_size=200) | st.text().map(lambda text: f"sonodeck-lock 1 {DECK}\n{text}".encode())
)
def test_whatever_the_bytes_are_it_is_read_or_explained(data: bytes) -> None:
    lock, found = read(data, "deck.lock", DECK)
    assert (lock is None) == bool(found)


@given(LOCKS.filter(lambda lock: lock.entries), st.data())
def test_changed_bytes_never_raise(lock: Lock, data: st.DataObject) -> None:
    written = bytearray(write(lock))
    for _ in range(data.draw(st.integers(1, 4))):
        written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    read_lock, found = read(bytes(written), "deck.lock", DECK)
    assert (read_lock is None) == bool(found)


DAMAGE = ["", "x", "<<<<<<< ours", "=======", "@question x 1", "a.b.c guid 0123456789abcdef 1 q:3"]


@given(LOCKS, st.lists(st.sampled_from(DAMAGE), min_size=1), st.data())
def test_every_damaged_line_is_told_by_its_number(
    lock: Lock, damage: list[str], data: st.DataObject
) -> None:
    lines = write(lock).decode().splitlines()
    for bad in damage:
        at = data.draw(st.integers(1, len(lines)))
        lines.insert(at, bad)
    expected = [number for number, line in enumerate(lines, 1) if line in DAMAGE]
    read_lock, found = read(("\n".join(lines) + "\n").encode(), "deck.lock", DECK)
    assert read_lock is None
    assert [one.place.line for one in found if one.place] == expected
    assert {one.code for one in found} == {"SD501"}


@given(LOCKS, LOCKS)
def test_a_lock_that_git_merged_holds_the_cards_of_both(ours: Lock, theirs: Lock) -> None:
    """Lines of one note that two people changed apart: the same guid, later time, all its cards."""
    shared = {
        key: Entry(
            key=key, guid=ours.entries[key].guid, hash=other.hash, mod=other.mod,
            type=other.type, cards=other.cards, options=other.options,
        )
        for key, other in theirs.entries.items()
        if key in ours.entries and ours.entries[key].type == other.type
    }  # fmt: skip
    lines = write(Lock(deck=DECK, entries=shared)).split(b"\n", 1)[1]
    merged, found = read(write(ours) + lines, "deck.lock", DECK)
    assert found == []
    assert merged is not None
    for key, other in shared.items():
        mine, both = ours.entries[key], merged.entries[key]
        assert both.guid == mine.guid
        assert both.mod == max(mine.mod, other.mod)
        assert {card.item for card in both.cards} >= {card.item for card in mine.cards}
        assert {card.item for card in both.cards} >= {card.item for card in other.cards}
        assert both.options in (mine.options, other.options)


ENTRY = Entry(
    key="list.organs.items", guid="guid", hash="00000000000000aa", mod=1_700_000_000, type="cloze",
    cards=(Pinned("liver", 1, "liver"), Pinned("spleen", 2, "the spleen, 100 %", gone=True)),
)  # fmt: skip


def test_how_a_line_looks() -> None:
    data = write(Lock(deck=DECK, entries={ENTRY.key: ENTRY}))
    assert data.decode() == (
        "sonodeck-lock 2 case-0000\n"
        "list.organs.items guid 00000000000000aa 1700000000 "
        "c:liver=1,!spleen=2~the%20spleen%2C%20100%20%25\n"
    )


CHOICE = Entry(
    key="drug.hydralazine.does", guid="guid", hash="00000000000000aa", mod=1_700_000_000,
    type="question", cards=(Pinned("", 1, ""),),
    options=(Offered("minoxidil"), Offered("enalapril", "ace"), Offered("", "2-5-khz")),
)  # fmt: skip


def test_how_options_look() -> None:
    assert write(Lock(deck=DECK, entries={CHOICE.key: CHOICE})).decode() == (
        "sonodeck-lock 2 case-0000\n"
        "drug.hydralazine.does guid 00000000000000aa 1700000000 "
        "q:1 o:minoxidil,enalapril=ace,=2-5-khz\n"
    )


def test_a_lock_of_the_form_without_options_is_read() -> None:
    written = write(Lock(deck=DECK, entries={ENTRY.key: ENTRY}))
    old = written.replace(b"sonodeck-lock 2", b"sonodeck-lock 1")
    assert old != written
    assert read(old, "deck.lock", DECK) == read(written, "deck.lock", DECK)


def test_git_may_keep_the_first_line_of_both_sides() -> None:
    """One side was built by an older sonodeck: both first lines stand there."""
    first, *lines = write(Lock(deck=DECK, entries={CHOICE.key: CHOICE})).decode().splitlines()
    both = "\n".join((first, first.replace("lock 2", "lock 1"), *lines, ""))
    lock, found = read(both.encode(), "deck.lock", DECK)
    assert found == []
    assert lock is not None
    assert lock.entries == {CHOICE.key: CHOICE}


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ("c:liver=1", "c:liver=1,spleen=2", "c:liver=1,spleen=2"),
        ("c:liver=1,kidney=2", "c:liver=1,spleen=2", "c:liver=1,spleen=2,kidney=3"),
        ("c:liver=1,!kidney=2", "c:liver=1,kidney=2", "c:liver=1,kidney=2"),
        ("q:1,2", "q:1,!2", "q:1,!2"),
        ("q:1,2", "q:1", "q:1,2"),
    ],
)
def test_merged_cards(ours: str, theirs: str, merged: str) -> None:
    """The later line, theirs, counts; a number that two items were given apart stays with it."""
    lines = [
        "sonodeck-lock 1 case-0000",
        f"a.b.c guid 00000000000000aa 1700000000 {ours}",
        f"a.b.c guid 00000000000000bb 1700000001 {theirs}",
    ]
    lock, found = read("\n".join(lines).encode(), "deck.lock", DECK)
    assert found == []
    assert lock is not None
    assert write(lock).decode().splitlines()[1:] == [
        f"a.b.c guid 0000000000000000 1700000001 {merged}"
    ]


def test_one_key_with_two_guids_is_an_error() -> None:
    lines = [
        "sonodeck-lock 1 case-0000",
        "a.b.c one 00000000000000aa 1700000000 q:1",
        "a.b.c other 00000000000000aa 1700000000 q:1",
    ]
    lock, found = read("\n".join(lines).encode(), "deck.lock", DECK)
    assert lock is None
    assert [(one.code, one.place and one.place.line) for one in found] == [("SD501", 3)]


def test_an_empty_line_has_a_place_to_show() -> None:
    _, found = read(b"sonodeck-lock 1 case-0000\n\n", "deck.lock", "case-0000")
    assert [(one.place.line, one.place.width) for one in found if one.place] == [(2, 1)]
