"""Card numbers stay with their items, whatever an author does to a list."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonodeck.questions.items import Pinned, pin, settled
from sonodeck.questions.notes import Blank
from sonodeck.sheets.values import Item, Phrase, slug

NAMES = ["liver", "spleen", "kidney", "pancreas", "stomach", "aorta", "uterus", "ovary", "thyroid"]
LISTS = st.lists(st.sampled_from(NAMES), unique=True, min_size=1)
HISTORIES = st.lists(LISTS, min_size=1, max_size=5)


def item(text: str, id_: str | None = None, formerly: str | None = None) -> Item:
    return Item(id_ or slug(text), Phrase(text), given=id_ is not None, formerly=formerly)


def release(items: Sequence[Item], shipped: Sequence[Pinned]) -> tuple[Pinned, ...]:
    """What the lock holds after a release of a list."""
    blanks = [
        Blank(one.id, one.phrase.text, "", one.formerly or "", one.phrase.text)
        for one in settled(tuple(items), shipped)
    ]
    return pin(blanks, shipped)


def numbers(pinned: Sequence[Pinned], *, gone: bool = False) -> dict[str, int]:
    """The card numbers by the text of their items."""
    return {one.text: one.number for one in pinned if one.gone is gone}


@given(HISTORIES)
def test_a_number_is_never_given_to_another_item(history: list[list[str]]) -> None:
    pinned: tuple[Pinned, ...] = ()
    owner: dict[int, str] = {}
    for texts in history:
        pinned = release([item(text) for text in texts], pinned)
        assert len({one.number for one in pinned}) == len(pinned)
        for one in pinned:
            assert owner.setdefault(one.number, one.item) == one.item


@given(HISTORIES)
def test_nothing_shipped_is_forgotten(history: list[list[str]]) -> None:
    pinned: tuple[Pinned, ...] = ()
    for texts in history:
        before = {one.number for one in pinned}
        pinned = release([item(text) for text in texts], pinned)
        assert before <= {one.number for one in pinned}
        assert set(numbers(pinned)) == set(texts)


@given(LISTS, st.data())
def test_another_order_changes_no_number(texts: list[str], data: st.DataObject) -> None:
    first = release([item(text) for text in texts], ())
    shuffled = data.draw(st.permutations(texts))
    again = release([item(text) for text in shuffled], first)
    assert numbers(again) == numbers(first)
    assert [one.text for one in again] == list(shuffled)
    assert numbers(again, gone=True) == {}


@given(LISTS)
def test_the_same_list_is_the_same_lock(texts: list[str]) -> None:
    first = release([item(text) for text in texts], ())
    assert [one.number for one in first] == list(range(1, len(texts) + 1))
    assert release([item(text) for text in texts], first) == first


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1), st.data())
def test_a_reworded_item_between_the_same_neighbours_keeps_its_number(
    texts: list[str], data: st.DataObject
) -> None:
    first = release([item(text) for text in texts], ())
    at = data.draw(st.integers(0, len(texts) - 1))
    reworded = [*texts[:at], "something else", *texts[at + 1 :]]
    again = release([item(text) for text in reworded], first)
    assert [one.number for one in again] == [one.number for one in first]
    assert [one.item for one in again] == [one.item for one in first]
    assert [one.text for one in again] == reworded


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=3), st.data())
def test_an_item_taken_out_and_another_put_elsewhere_is_another_item(
    texts: list[str], data: st.DataObject
) -> None:
    first = release([item(text) for text in texts], ())
    at = data.draw(st.integers(0, len(texts) - 2))
    changed = [*texts[:at], *texts[at + 1 :], "something else"]
    again = release([item(text) for text in changed], first)
    assert numbers(again)["something else"] == len(texts) + 1
    assert numbers(again, gone=True) == {texts[at]: numbers(first)[texts[at]]}


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=2), st.data())
def test_a_gone_item_comes_back_with_its_number(texts: list[str], data: st.DataObject) -> None:
    first = release([item(text) for text in texts], ())
    out = data.draw(st.sampled_from(texts))
    without = release([item(text) for text in texts if text != out], first)
    assert out in numbers(without, gone=True)
    back = data.draw(st.permutations(texts))
    assert numbers(release([item(text) for text in back], without)) == numbers(first)


@given(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=6), st.data())
def test_an_id_keeps_the_number_whatever_the_text(texts: list[str], data: st.DataObject) -> None:
    first = release([item(text, f"id-{text}") for text in texts], ())
    order = data.draw(st.permutations(texts))
    again = release([item(f"the {text}, reworded", f"id-{text}") for text in order], first)
    assert {one.item: one.number for one in again} == {one.item: one.number for one in first}


def test_an_item_that_gets_an_id_keeps_its_number_by_its_text() -> None:
    first = release([item("liver"), item("spleen"), item("kidney")], ())
    again = release([item("kidney"), item("liver", "largest"), item("spleen")], first)
    assert numbers(again) == {"liver": 1, "spleen": 2, "kidney": 3}
    assert [one.item for one in again] == ["kidney", "largest", "spleen"]


def test_formerly_says_which_item_it_was() -> None:
    first = release([item("liver"), item("spleen"), item("kidney")], ())
    renamed = [item("ren", formerly="kidney"), item("hepar", "h", "liver"), item("splen", "s", "x")]
    again = release(renamed, first)
    assert numbers(again) == {"ren": 3, "hepar": 1, "splen": 4}
    assert numbers(again, gone=True) == {"spleen": 2}


def test_an_item_may_take_the_name_of_one_that_was_reworded() -> None:
    shipped = release([item("liver"), item("spleen"), item("kidney")], ())
    shipped = release([item("large liver"), item("spleen"), item("kidney")], shipped)
    for _ in range(2):
        texts = [item("large liver"), item("liver"), item("spleen"), item("kidney")]
        shipped = release(texts, shipped)
        assert numbers(shipped) == {"large liver": 1, "liver": 4, "spleen": 2, "kidney": 3}
        assert len({one.item for one in shipped}) == 4


def test_two_items_that_change_places_keep_their_numbers() -> None:
    """Each is reworded to what the other was; the text says which is which."""
    shipped = release([item("liver"), item("spleen"), item("kidney")], ())
    shipped = release([item("large liver"), item("spleen"), item("kidney")], shipped)
    shipped = release([item("large liver"), item("liver"), item("kidney")], shipped)
    again = release([item("liver"), item("large liver"), item("kidney")], shipped)
    assert numbers(again) == numbers(shipped) == {"large liver": 1, "liver": 2, "kidney": 3}


def test_a_formerly_that_has_done_its_work_may_stay() -> None:
    renamed = [item("hepar", "hepar", "liver"), item("spleen", "spleen")]
    shipped = release([item("liver", "liver"), item("spleen", "spleen")], ())
    shipped = release(renamed, shipped)
    with_another = [*renamed, item("the liver as a whole", "liver")]
    for _ in range(2):
        shipped = release(with_another, shipped)
        assert numbers(shipped) == {"hepar": 1, "spleen": 2, "the liver as a whole": 3}
    back_to_two = release(renamed, shipped)
    assert numbers(back_to_two) == {"hepar": 1, "spleen": 2}


def test_an_item_may_take_the_id_of_one_that_left() -> None:
    """By ``formerly`` it is another one; the card of the one that left stays its own."""
    shipped = release([item("liver", "liver"), item("spleen", "spleen")], ())
    shipped = release([item("liver", "liver")], shipped)
    for _ in range(2):
        shipped = release([item("hepar", "spleen", "liver")], shipped)
        assert numbers(shipped) == {"hepar": 1}
        assert numbers(shipped, gone=True) == {"spleen": 2}
        assert len({one.item for one in shipped}) == 2


def test_two_reworded_neighbours_are_two_new_items() -> None:
    """Which of the two is which can't be known."""
    first = release([item("liver"), item("spleen"), item("kidney")], ())
    again = release([item("hepar"), item("splen"), item("kidney")], first)
    assert numbers(again) == {"hepar": 4, "splen": 5, "kidney": 3}


def test_stretches_of_one_group_share_a_card() -> None:
    blanks = [Blank("group-1", "Systole"), Blank("heart", "heart"), Blank("group-1", "diastole")]
    assert [(one.item, one.number) for one in pin(blanks, ())] == [("group-1", 1), ("heart", 2)]


@pytest.mark.parametrize("count", [1, 499, 500, 501])
def test_numbers_go_on_above_the_most(count: int) -> None:
    """That there are more than Anki makes cards for is said by who packs them."""
    shipped = (Pinned("old", count, "old", gone=True),)
    assert numbers(release([item("new text")], shipped)) == {"new text": count + 1}
